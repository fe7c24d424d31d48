//! What administrators do: P6, E6, E7, E8, E10, S9, U3, R6.

use super::*;
use crate::domain::{Filter, Generation, PasswordFilter, Reason, Refusal, StatusKind};
use crate::store::{Count, From};

pub(super) fn force(
    world: &mut World,
    session: &mut Session,
    whom: UserId,
) -> Result<(), ActError> {
    let reason = Reason::parse("Laptop stolen").unwrap();
    world.with(|desk, call| {
        force_password_change(desk, call, &admin(session), whom, reason.as_ref())
    })
}

pub(super) fn expire(world: &mut World, session: &mut Session) -> Result<(), ActError> {
    world
        .with(|desk, call| expire_all_passwords(desk, call, &mut admin(session), None, None))
        .result
}

fn undo(world: &mut World, session: &mut Session) -> Result<(), ActError> {
    undo_of(world, session, 1)
}

fn undo_of(world: &mut World, session: &mut Session, number: u32) -> Result<(), ActError> {
    let generation = Generation(number);
    world
        .with(|desk, call| undo_expire_all(desk, call, &mut admin(session), generation, None))
        .result
}

#[test]
fn e6_a_forced_user_is_told_who_when_and_why_and_is_free_after_a_change() {
    let mut world = World::new();
    let dev = world.person("dev@firm.example", FIRM_USER);
    let mut open = world.session("dev@firm.example");
    let mut ada = world.session(ADA);
    force(&mut world, &mut ada, dev).unwrap();
    let because = Because::Forced {
        by: "Ada Hartwell".into(),
        at: world.now,
        reason: Some("Laptop stolen".into()),
    };
    let must = Standing::MustChoose(vec![because]);
    assert_eq!(
        world.me(&mut open).standing,
        must,
        "who is signed in is taken there"
    );
    let mut again = world.signed_in("dev@firm.example", RIGHT);
    assert_eq!(again.me.standing, must);
    let new = password(NEXT);
    let me = world
        .with(|desk, call| change_own_password(desk, call, &mut again.session, None, &new))
        .result
        .unwrap();
    assert_eq!(me.standing, Standing::Free);
    assert_eq!(world.user(dev).credential.unwrap().force, None);
}

#[test]
fn e6_force_is_refused_where_there_is_nothing_to_force_and_the_refusal_is_recorded() {
    let mut world = World::new();
    let erin = world.person("erin@client.example", Membership::Connect);
    let gone = world.person("gone@firm.example", FIRM_USER);
    let (hugo, _) = world.invited("hugo@firm.example", FIRM_USER);
    let mut ada = world.session(ADA);
    world
        .with(|desk, call| disable_user(desk, call, &admin(&mut ada), gone))
        .unwrap();
    for (whom, why) in [
        (erin, Refusal::ForceConnect),
        (gone, Refusal::ForceDisabled),
        (hugo, Refusal::ForceNotSet),
    ] {
        match force(&mut world, &mut ada, whom) {
            Err(ActError::NotAllowed(refusal)) => assert_eq!(refusal, why),
            other => panic!("{other:?}"),
        }
        let entry = world.last_entry();
        assert_eq!((entry.act, entry.targets), (Act::Refused, vec![whom]));
    }
    force(&mut world, &mut ada, UserId(1)).unwrap();
}

#[test]
fn e7_e10_all_firm_users_must_change_and_the_undo_lifts_it_for_who_has_not() {
    let mut world = World::new();
    let ben = world.person("ben@firm.example", FIRM_USER);
    let dev = world.person("dev@firm.example", FIRM_USER);
    world.person("erin@client.example", Membership::Connect);
    let mut ada = world.session(ADA);
    force(&mut world, &mut ada, dev).unwrap();
    let told = world
        .with(|desk, call| expire_all_consequences(desk, call, &admin(&mut ada)))
        .unwrap();
    assert_eq!(
        (told.must_choose, told.must_already, told.connect),
        (2, 1, 1)
    );
    expire(&mut world, &mut ada).unwrap();
    let mut erin = world.session("erin@client.example");
    assert_eq!(world.me(&mut erin).standing, Standing::Free, "E5");
    let mut ben_session = world.session("ben@firm.example");
    assert!(matches!(
        world.me(&mut ben_session).standing,
        Standing::MustChoose(_)
    ));
    assert!(
        matches!(world.me(&mut ada).standing, Standing::MustChoose(_)),
        "the acting administrator included"
    );
    assert!(
        matches!(undo(&mut world, &mut ada), Err(ActError::MustChoose)),
        "the forced screen cannot be dodged"
    );
    let new = password(NEXT);
    world
        .with(|desk, call| change_own_password(desk, call, &mut ada, None, &new))
        .result
        .unwrap();
    let told = world
        .with(|desk, call| undo_consequences(desk, call, &admin(&mut ada)))
        .unwrap()
        .unwrap();
    assert_eq!((told.released, told.unmoved), (1, 2));
    undo(&mut world, &mut ada).unwrap();
    assert_eq!(world.me(&mut ben_session).standing, Standing::Free);
    assert!(
        world.user(dev).credential.unwrap().force.is_some(),
        "a force of one's own stays"
    );
    assert!(matches!(
        undo(&mut world, &mut ada),
        Err(ActError::UndoneAlready { .. })
    ));
    assert!(matches!(
        undo_of(&mut world, &mut ada, 2),
        Err(ActError::NothingToUndo)
    ));
    assert!(world.user(ben).credential.is_some());
    world.log();
}

/// Chooses a password on the forced screen.
fn choose(world: &mut World, session: &mut Session, text: &str) {
    let new = password(text);
    world
        .with(|desk, call| change_own_password(desk, call, session, None, &new))
        .result
        .unwrap();
}

#[test]
fn e10_r6_an_undo_withdraws_what_its_confirmation_spoke_of_or_nothing() {
    let mut world = World::new();
    world.person("ben@firm.example", ADMINISTRATOR);
    let (mut ada, mut ben) = (world.session(ADA), world.session("ben@firm.example"));
    expire(&mut world, &mut ada).unwrap();
    choose(&mut world, &mut ada, NEXT);
    choose(&mut world, &mut ben, NEXT);
    let offer = |world: &mut World, session: &mut Session| {
        let told = world.with(|desk, call| undo_consequences(desk, call, &admin(session)));
        told.unwrap().map(|told| told.generation)
    };
    let first = offer(&mut world, &mut ben).unwrap();
    assert_eq!(first, Generation(1));

    // Ada expires all again while Ben's confirmation stands: his undo was about the first.
    expire(&mut world, &mut ada).unwrap();
    choose(&mut world, &mut ada, RIGHT);
    choose(&mut world, &mut ben, RIGHT);
    let refused = undo_of(&mut world, &mut ben, first.0).unwrap_err();
    assert_eq!(
        refused.to_string(),
        "Ada Hartwell has expired all passwords again since. Nothing was changed. \
         Close this to see what an undo would do now."
    );
    let entry = world.last_entry();
    assert_eq!(entry.act, Act::Refused);
    assert_eq!(entry.changes[1].new, Some(refused.to_string()));
    assert_eq!(offer(&mut world, &mut ben), Some(Generation(2)));

    // Both confirm the undo of the second: the one who comes late does not undo the first as well.
    undo_of(&mut world, &mut ada, 2).unwrap();
    let refused = undo_of(&mut world, &mut ben, 2).unwrap_err();
    assert!(matches!(&refused, ActError::UndoneAlready { by } if by.as_str() == "Ada Hartwell"));
    assert_eq!(world.last_entry().act, Act::Refused);
    assert_eq!(offer(&mut world, &mut ben), Some(Generation(1)));
    undo_of(&mut world, &mut ben, 1).unwrap();
    assert_eq!(offer(&mut world, &mut ben), None);
}

#[test]
fn p6_two_administrators_never_overwrite_each_other() {
    let mut world = World::new();
    world.person("ben@firm.example", ADMINISTRATOR);
    let (mut ada, mut ben) = (world.session(ADA), world.session("ben@firm.example"));
    let tab = world
        .with(|desk, call| load_policy(desk, call, &admin(&mut ada)))
        .unwrap();
    let theirs = every(ExpiryInterval::Days180);
    world
        .with(|desk, call| {
            update_policy(
                desk,
                call,
                &mut admin(&mut ben),
                theirs,
                &tab.on_record,
                None,
            )
        })
        .result
        .unwrap();
    let mine = every(ExpiryInterval::Days90);
    let late = world.with(|desk, call| {
        update_policy(desk, call, &mut admin(&mut ada), mine, &tab.on_record, None)
    });
    let said = late.result.unwrap_err().to_string();
    assert!(
        said.starts_with("ben changed password expiry from never to every 180 days"),
        "{said}"
    );
    assert_eq!(world.last_entry().act, Act::Refused);
    let tab = world
        .with(|desk, call| load_policy(desk, call, &admin(&mut ada)))
        .unwrap();
    assert_eq!(tab.on_record.policy, theirs);
    assert_eq!(tab.changed_by.unwrap().as_str(), "ben");
    world
        .with(|desk, call| {
            update_policy(desk, call, &mut admin(&mut ada), mine, &tab.on_record, None)
        })
        .result
        .unwrap();
    let change = &world.last_entry().changes[0];
    assert_eq!(
        (change.old.as_deref(), change.new.as_deref()),
        (Some("every 180 days"), Some("every 90 days"))
    );
}

#[test]
fn p6_an_update_that_changes_nothing_is_no_edition_and_overtakes_nobody() {
    let mut world = World::new();
    let mut ada = world.session(ADA);
    let loaded = world.desk.look().unwrap().policy().unwrap();
    let (acts, same) = (world.acts(), loaded.policy);
    let mut update = |world: &mut World, policy| {
        let answer = world.with(|desk, call| {
            update_policy(desk, call, &mut admin(&mut ada), policy, &loaded, None)
        });
        answer.result.unwrap()
    };
    let done = update(&mut world, same);
    assert!(!done.is_change());
    assert_eq!(done.on_record, loaded);
    assert_eq!(world.acts(), acts);
    assert!(update(&mut world, every(ExpiryInterval::Days90)).is_change());
}

#[test]
fn s9_a_proof_counts_five_minutes_and_acts_extend_it_to_thirty() {
    let mut world = World::new();
    let mut ada = world.session(ADA);
    for _ in 0..7 {
        world.advance(TimeDelta::minutes(4));
        let on_record = world.desk.look().unwrap().policy().unwrap();
        let policy = every(ExpiryInterval::Days90);
        world
            .with(|desk, call| {
                update_policy(desk, call, &mut admin(&mut ada), policy, &on_record, None)
            })
            .result
            .unwrap();
    }
    world.advance(TimeDelta::minutes(2));
    assert!(
        matches!(expire(&mut world, &mut ada), Err(ActError::ProofNeeded)),
        "30 minutes at most"
    );
    let wrong = offered("wrong wrong");
    let answer = world.with(|desk, call| {
        expire_all_passwords(desk, call, &mut admin(&mut ada), None, Some(&wrong))
    });
    assert!(matches!(
        answer.result,
        Err(ActError::ProofWrong { left: 4 })
    ));
    assert!(answer.not_before.is_some());
    assert_eq!(world.desk.look().unwrap().newest_in_force().unwrap(), None);
    let right = offered(RIGHT);
    world
        .with(|desk, call| {
            expire_all_passwords(desk, call, &mut admin(&mut ada), None, Some(&right))
        })
        .result
        .unwrap();
}

#[test]
fn s9_a_code_a_new_email_and_a_new_login_name_need_a_proof_and_a_new_name_does_not() {
    let mut world = World::new();
    let ben = world.person("ben@firm.example", FIRM_USER);
    let mut ada = world.session(ADA);
    world.advance(TimeDelta::minutes(6));
    let new = somebody("X", "x@firm.example");
    let added = world.with(|desk, call| add_user(desk, call, &mut admin(&mut ada), &new, None));
    assert!(matches!(added.result, Err(ActError::ProofNeeded)));
    let same = known_as("Benny", "ben@firm.example");
    let login = Particulars {
        login: LoginName::parse("root").unwrap(),
        ..same.clone()
    };
    for other in [known_as("Benny", "b@firm.example"), login] {
        let edited =
            world.with(|desk, call| edit_user(desk, call, &mut admin(&mut ada), ben, &other, None));
        assert!(matches!(edited.result, Err(ActError::ProofNeeded)));
    }
    world
        .with(|desk, call| edit_user(desk, call, &mut admin(&mut ada), ben, &same, None))
        .result
        .unwrap();
    assert_eq!(world.user(ben).name.as_str(), "Benny");
}

#[test]
fn u1_an_email_that_is_taken_is_a_slip_and_leaves_no_entry() {
    let mut world = World::new();
    let mut ada = world.session(ADA);
    let before = world.log().len();
    let new = somebody("X", ADA);
    let added = world.with(|desk, call| add_user(desk, call, &mut admin(&mut ada), &new, None));
    assert!(matches!(added.result, Err(ActError::EmailTaken)));
    assert_eq!(world.log().len(), before);
}

#[test]
fn u6_a_page_shows_status_and_who_forced_it() {
    let mut world = World::new();
    let dev = world.person("dev@firm.example", FIRM_USER);
    let mut ada = world.session(ADA);
    force(&mut world, &mut ada, dev).unwrap();
    let asked = PageRequest {
        filter: Filter {
            password: PasswordFilter::Status(StatusKind::MustChange),
            ..Filter::default()
        },
        order: crate::domain::Order::Name,
        direction: crate::domain::Direction::Forward,
        from: From::First,
        rows: 50,
    };
    let page = world
        .with(|desk, call| list_people(desk, call, &admin(&mut ada), &asked))
        .unwrap();
    assert_eq!(page.of, Count::Exact(1));
    assert_eq!(
        page.rows[0].forced_by.as_ref().unwrap().as_str(),
        "Ada Hartwell"
    );
    assert_eq!(page.rows[0].id, dev);
}
