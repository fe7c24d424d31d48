//! Roles, kinds, ownership and the firm's name: U3, U4, S8, S9, R6, U10.

use super::*;
use crate::domain::{Access, Forced, Kind, PasswordStatus, Refusal};

const OWNER: UserId = UserId(1);
const BEN: &str = "ben@firm.example";
const DEV: &str = "dev@firm.example";

fn role(
    world: &mut World,
    by: &mut Session,
    whom: UserId,
    to: Role,
    proof: Option<&Offered>,
) -> Result<u64, ActError> {
    world
        .with(|desk, call| change_role(desk, call, &mut admin(by), whom, to, proof))
        .result
}

fn kind(world: &mut World, whom: UserId, to: Kind) -> Result<(), ActError> {
    let mut ada = world.session(ADA);
    world.with(|desk, call| change_kind(desk, call, &admin(&mut ada), whom, to))
}

fn hand_on(world: &mut World, by: &mut Session, to: UserId) -> Result<(), ActError> {
    world
        .with(|desk, call| hand_ownership_on(desk, call, &mut admin(by), to, None))
        .result
}

#[track_caller]
fn refused<T: std::fmt::Debug>(result: Result<T, ActError>, why: Refusal) {
    let error = result.unwrap_err();
    assert!(
        matches!(error, ActError::NotAllowed(refusal) if refusal == why),
        "{error}"
    );
}

fn told(world: &mut World, mail: &str) -> Vec<SummaryWhat> {
    let summary = world.signed_in(mail, RIGHT).summary;
    summary.events.into_iter().map(|event| event.what).collect()
}

#[test]
fn u4_a_role_is_given_and_taken_with_an_entry_and_the_user_is_told() {
    let mut world = World::new();
    let ben = world.person(BEN, FIRM_USER);
    let mut ada = world.session(ADA);
    role(&mut world, &mut ada, ben, Role::Administrator, None).unwrap();
    assert_eq!(world.user(ben).membership, ADMINISTRATOR);
    let entry = world.last_entry();
    assert_eq!(
        (entry.act, &entry.targets[..]),
        (Act::RoleChanged, &[ben][..])
    );
    let change = &entry.changes[0];
    assert_eq!(
        (change.old.as_deref(), change.new.as_deref()),
        (Some("firm user"), Some("administrator"))
    );
    refused(
        role(&mut world, &mut ada, ben, Role::Administrator, None),
        Refusal::RoleAlready,
    );
    role(&mut world, &mut ada, ben, Role::User, None).unwrap();
    assert_eq!(world.user(ben).membership, FIRM_USER);
    let told = told(&mut world, BEN);
    assert!(told.contains(&SummaryWhat::BecameAdministrator), "{told:?}");
    assert_eq!(told.last(), Some(&SummaryWhat::LostRole));
}

#[test]
fn u4_nobody_changes_their_own_role_the_owners_or_makes_an_owner() {
    let mut world = World::new();
    let ben = world.person(BEN, ADMINISTRATOR);
    let dev = world.person(DEV, FIRM_USER);
    let carl = world.person("carl@firm.example", Membership::Connect);
    let mut bens = world.session(BEN);
    for (whom, to, why) in [
        (ben, Role::User, Refusal::OwnRole),
        (OWNER, Role::User, Refusal::OwnerStaysOwner),
        (carl, Role::Administrator, Refusal::ConnectHasNoRole),
        (dev, Role::Owner, Refusal::OnlyToAdministrator),
    ] {
        refused(role(&mut world, &mut bens, whom, to, None), why);
        assert_eq!(world.last_entry().act, Act::Refused, "{why:?}");
    }
    refused(hand_on(&mut world, &mut bens, dev), Refusal::NotOwner);
    let name = FirmName::parse("Bens").unwrap();
    refused(
        world.with(|desk, call| rename_firm(desk, call, &admin(&mut bens), &name)),
        Refusal::NotOwner,
    );
}

#[test]
fn s9_a_role_and_the_ownership_need_a_fresh_proof_and_extend_it() {
    let mut world = World::new();
    let ben = world.person(BEN, ADMINISTRATOR);
    let mut ada = world.session(ADA);
    world.advance(TimeDelta::minutes(5));
    let needed = role(&mut world, &mut ada, ben, Role::User, None);
    assert!(matches!(needed, Err(ActError::ProofNeeded)));
    assert!(matches!(
        hand_on(&mut world, &mut ada, ben),
        Err(ActError::ProofNeeded)
    ));
    assert_eq!(world.user(ben).membership, ADMINISTRATOR);
    let right = offered(RIGHT);
    role(&mut world, &mut ada, ben, Role::User, Some(&right)).unwrap();
    world.advance(TimeDelta::minutes(4));
    role(&mut world, &mut ada, ben, Role::Administrator, None).unwrap();
    world.advance(TimeDelta::minutes(4));
    hand_on(&mut world, &mut ada, ben).unwrap();
}

#[test]
fn r6_an_administrator_demoted_in_the_middle_commits_nothing() {
    let mut world = World::new();
    let ben = world.person(BEN, ADMINISTRATOR);
    let dev = world.person(DEV, FIRM_USER);
    let mut bens = world.session(BEN);
    let mut ada = world.session(ADA);
    role(&mut world, &mut ada, ben, Role::User, None).unwrap();
    // Ben's session has not looked yet: it still says administrator.
    refused(
        role(&mut world, &mut bens, dev, Role::Administrator, None),
        Refusal::NotAdministrator,
    );
    let purpose = CodePurpose::Reset;
    let code =
        world.with(|desk, call| issue_code(desk, call, &mut admin(&mut bens), dev, purpose, None));
    refused(code.result, Refusal::NotAdministrator);
    let changed =
        world.with(|desk, call| change_kind(desk, call, &admin(&mut bens), dev, Kind::Connect));
    refused(changed, Refusal::NotAdministrator);
    assert_eq!(world.user(dev).membership, FIRM_USER);
    let me = world.me(&mut bens);
    assert_eq!((me.membership, me.standing), (FIRM_USER, Standing::Free));
    assert!(bens.administrator().is_none());
}

#[test]
fn u3_a_client_who_joins_keeps_the_period_and_an_expire_all_since_then_counts() {
    let mut world = World::new();
    let carl = world.person("carl@client.example", Membership::Connect);
    world.set_policy(every(ExpiryInterval::Days90));
    world.advance(days(30));
    kind(&mut world, carl, Kind::Firm).unwrap();
    let entry = world.last_entry();
    assert_eq!(
        (entry.act, &entry.targets[..]),
        (Act::KindChanged, &[carl][..])
    );
    let rules = world.desk.look().unwrap().rules().unwrap();
    let user = world.user(carl);
    let until = user.credential.unwrap().changed_at + days(90);
    assert_eq!(
        rules.status(world.now, &user),
        PasswordStatus::Fresh { until }
    );
    kind(&mut world, carl, Kind::Connect).unwrap();
    let mut ada = world.session(ADA);
    world
        .with(|desk, call| expire_all_passwords(desk, call, &mut admin(&mut ada), None, None))
        .result
        .unwrap();
    let rules = world.desk.look().unwrap().rules().unwrap();
    let user = world.user(carl);
    assert_eq!(rules.status(world.now, &user), PasswordStatus::NeverExpires);
    let new = password(NEXT);
    world
        .with(|desk, call| change_own_password(desk, call, &mut ada, None, &new))
        .result
        .unwrap();
    world
        .with(|desk, call| change_kind(desk, call, &admin(&mut ada), carl, Kind::Firm))
        .unwrap();
    let user = world.user(carl);
    assert!(matches!(
        rules.status(world.now, &user),
        PasswordStatus::MustChange(Forced::ByExpireAll(_))
    ));
    let told = told(&mut world, "carl@client.example");
    assert!(told.contains(&SummaryWhat::BecameFirmUser), "{told:?}");
    assert!(told.contains(&SummaryWhat::BecameConnectUser), "{told:?}");
}

#[test]
fn u3_a_firm_user_who_becomes_a_client_loses_a_force_and_the_log_says_so() {
    let mut world = World::new();
    let ben = world.person(BEN, FIRM_USER);
    let mut ada = world.session(ADA);
    world
        .with(|desk, call| force_password_change(desk, call, &admin(&mut ada), ben, None))
        .unwrap();
    kind(&mut world, ben, Kind::Connect).unwrap();
    assert_eq!(world.user(ben).credential.unwrap().force, None);
    let fields: Vec<_> = world
        .last_entry()
        .changes
        .iter()
        .map(|change| change.field.clone())
        .collect();
    assert_eq!(fields, ["kind", "forced change"]);
    refused(kind(&mut world, ben, Kind::Connect), Refusal::KindAlready);
}

#[test]
fn u3_u4_an_administrator_must_lose_the_role_before_the_kind_is_changed() {
    let mut world = World::new();
    let ben = world.person(BEN, ADMINISTRATOR);
    refused(
        kind(&mut world, ben, Kind::Connect),
        Refusal::AdministratorStaysFirm,
    );
    refused(
        kind(&mut world, OWNER, Kind::Connect),
        Refusal::OwnerStaysOwner,
    );
}

#[test]
fn u4_the_ownership_is_handed_on_in_one_act_and_goes_only_to_an_administrator_who_can_sign_in() {
    let mut world = World::new();
    let ben = world.person(BEN, ADMINISTRATOR);
    let dev = world.person(DEV, FIRM_USER);
    let (eve, _) = world.invited("eve@firm.example", ADMINISTRATOR);
    let mut ada = world.session(ADA);
    for (whom, why) in [
        (OWNER, Refusal::OwnerAlready),
        (dev, Refusal::OnlyToAdministrator),
        (eve, Refusal::OwnerMustSignIn),
    ] {
        refused(hand_on(&mut world, &mut ada, whom), why);
    }
    world
        .with(|desk, call| disable_user(desk, call, &admin(&mut ada), ben))
        .unwrap();
    refused(hand_on(&mut world, &mut ada, ben), Refusal::TargetDisabled);
    assert_eq!(world.user(ben).access, Access::Disabled);
    world
        .with(|desk, call| enable_user(desk, call, &admin(&mut ada), ben))
        .unwrap();
    hand_on(&mut world, &mut ada, ben).unwrap();
    let entry = world.last_entry();
    assert_eq!(
        (entry.act, &entry.targets[..]),
        (Act::OwnershipHandedOn, &[ben, OWNER][..])
    );
    assert_eq!(entry.changes[0].old.as_deref(), Some("Ada Hartwell"));
    assert_eq!(entry.changes[0].new.as_deref(), Some("ben"));
    assert_eq!(world.user(OWNER).membership, ADMINISTRATOR);
    assert!(world.user(ben).membership.is_owner());
    let owner = world.desk.look().unwrap().account().unwrap().unwrap().owner;
    assert_eq!(owner, ben);
    refused(hand_on(&mut world, &mut ada, ben), Refusal::NotOwner);
    assert_eq!(
        told(&mut world, BEN).last(),
        Some(&SummaryWhat::BecameOwner)
    );
    assert!(!told(&mut world, ADA).contains(&SummaryWhat::BecameOwner));
    // The old owner can be demoted now, and by the new one only like anyone else.
    let mut bens = world.session(BEN);
    role(&mut world, &mut bens, OWNER, Role::User, None).unwrap();
}

#[test]
fn u4_s8_a_new_name_of_the_firm_forgets_what_was_seen_strong_and_judges_anew() {
    let mut world = World::new();
    let ben = world.person(BEN, FIRM_USER);
    assert!(world.user(ben).seen_strong);
    let mut ada = world.session(ADA);
    let name = FirmName::parse("Finch & Partners").unwrap();
    world
        .with(|desk, call| rename_firm(desk, call, &admin(&mut ada), &name))
        .unwrap();
    let entry = world.last_entry();
    assert_eq!((entry.act, entry.targets.len()), (Act::FirmRenamed, 0));
    let change = &entry.changes[0];
    assert_eq!(
        (change.old.as_deref(), change.new.as_deref()),
        (Some("Hartwell & Finch LLP"), Some("Finch & Partners"))
    );
    assert!(!world.user(ben).seen_strong && !world.user(OWNER).seen_strong);
    assert_eq!(world.me(&mut ada).firm.as_str(), "Finch & Partners");
    // The same name again is no act.
    let before = world.log().len();
    world
        .with(|desk, call| rename_firm(desk, call, &admin(&mut ada), &name))
        .unwrap();
    assert_eq!(world.log().len(), before);
    world.signed_in(BEN, RIGHT);
    assert!(
        world.user(ben).seen_strong,
        "seen again at the next sign-in"
    );
    // Under a name that the password is made of it is not.
    let name = FirmName::parse("Harbour Lantern Violet 42").unwrap();
    world
        .with(|desk, call| rename_firm(desk, call, &admin(&mut ada), &name))
        .unwrap();
    world.signed_in(BEN, RIGHT);
    assert!(!world.user(ben).seen_strong);
}

#[test]
fn u2_u4_no_code_that_somebody_was_shown_outlives_becoming_the_owner() {
    let mut world = World::new();
    let ben = world.person(BEN, ADMINISTRATOR);
    let mut ada = world.session(ADA);
    let issued = world
        .with(|desk, call| {
            let purpose = CodePurpose::Reset;
            issue_code(desk, call, &mut admin(&mut ada), ben, purpose, None)
        })
        .result
        .unwrap();
    hand_on(&mut world, &mut ada, ben).unwrap();
    assert_eq!(world.last_entry().act, Act::CodeRevoked);
    let code = Code::parse(&issued.code).unwrap();
    let checked = world.with(|desk, call| check_code(desk, call, BEN, &code));
    assert!(matches!(checked.result, Err(CodeError::Revoked)));
}
