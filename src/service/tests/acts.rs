//! What administrators do: P6, E6, E7, E8, E10, S9, U3, R6.

use super::*;
use crate::domain::{Access, Filter, Generation, PasswordFilter, Reason, Refusal, StatusKind};
use crate::store::{Count, From};

fn force(world: &mut World, session: &mut Session, whom: UserId) -> Result<(), ActError> {
    let reason = Reason::parse("Laptop stolen").unwrap();
    world.with(|desk, call| {
        force_password_change(desk, call, &admin(session), whom, reason.as_ref())
    })
}

fn expire(world: &mut World, session: &mut Session) -> Result<(), ActError> {
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
    let new = NewUser {
        name: PersonName::parse("X").unwrap(),
        email: email("x@firm.example"),
        membership: FIRM_USER,
        login: None,
    };
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
    let new = NewUser {
        name: PersonName::parse("X").unwrap(),
        email: email(ADA),
        membership: FIRM_USER,
        login: None,
    };
    let added = world.with(|desk, call| add_user(desk, call, &mut admin(&mut ada), &new, None));
    assert!(matches!(added.result, Err(ActError::EmailTaken)));
    assert_eq!(world.log().len(), before);
}

#[test]
fn r6_an_administrator_demoted_in_the_middle_of_a_dialog_commits_nothing() {
    let mut world = World::new();
    let ben = world.person("ben@firm.example", ADMINISTRATOR);
    let dev = world.person("dev@firm.example", FIRM_USER);
    let mut session = world.session("ben@firm.example");
    world
        .desk
        .act(|tx| {
            tx.set_membership(ben, FIRM_USER)?;
            Ok((
                (),
                super::super::desk::End::Quietly(crate::store::Quiet::TryCounted),
            ))
        })
        .unwrap();
    assert!(matches!(
        force(&mut world, &mut session, dev),
        Err(ActError::NotAllowed(Refusal::NotAdministrator))
    ));
    assert!(matches!(
        expire(&mut world, &mut session),
        Err(ActError::NotAllowed(Refusal::NotAdministrator))
    ));
    assert_eq!(world.last_entry().act, Act::Refused);
    assert_eq!(world.user(dev).credential.unwrap().force, None);
    let listed = world.with(|desk, call| load_policy(desk, call, &admin(&mut session)));
    assert!(matches!(
        listed,
        Err(ActError::NotAllowed(Refusal::NotAdministrator))
    ));
    world.me(&mut session);
    assert!(session.administrator().is_none());
}

#[test]
fn r6_a_disabled_administrator_commits_nothing() {
    let mut world = World::new();
    let ben = world.person("ben@firm.example", ADMINISTRATOR);
    let dev = world.person("dev@firm.example", FIRM_USER);
    let (mut ada, mut session) = (world.session(ADA), world.session("ben@firm.example"));
    world
        .with(|desk, call| disable_user(desk, call, &admin(&mut ada), ben))
        .unwrap();
    let entry = world.last_entry();
    assert_eq!(
        (
            entry.changes[0].old.as_deref(),
            entry.changes[0].new.as_deref()
        ),
        (Some("enabled"), Some("disabled"))
    );
    let refused = force(&mut world, &mut session, dev);
    assert!(
        matches!(refused, Err(ActError::SessionEnded(EndReason::Disabled))),
        "{refused:?}"
    );
    assert_eq!(world.user(dev).credential.unwrap().force, None);
}

#[test]
fn s10_u3_a_session_that_slept_through_disable_and_enable_has_ended() {
    let mut world = World::new();
    let ben = world.person("ben@firm.example", ADMINISTRATOR);
    let mut ada = world.session(ADA);
    let (mut awake, mut asleep) = (
        world.session("ben@firm.example"),
        world.session("ben@firm.example"),
    );
    world
        .with(|desk, call| disable_user(desk, call, &admin(&mut ada), ben))
        .unwrap();
    let disabled = Standing::Ended(EndReason::Disabled);
    assert_eq!(world.me(&mut awake).standing, disabled);
    world
        .with(|desk, call| enable_user(desk, call, &admin(&mut ada), ben))
        .unwrap();
    let ended = Standing::Ended(EndReason::DisabledMeanwhile);
    for session in [&mut awake, &mut asleep] {
        assert_eq!(world.me(session).standing, ended);
        let new = password(NEXT);
        let refused = world
            .with(|desk, call| {
                change_own_password(desk, call, session, Some(&offered(RIGHT)), &new)
            })
            .result;
        assert!(matches!(refused, Err(ChangeError::SessionEnded(_))));
        assert!(matches!(
            expire(&mut world, session),
            Err(ActError::SessionEnded(_))
        ));
    }
    // The password is the same, and signing in with it starts a session as ever.
    let mut again = world.session("ben@firm.example");
    assert_eq!(world.me(&mut again).standing, Standing::Free);
}

#[test]
fn p1_only_administrators_see_and_change() {
    let mut world = World::new();
    world.person("dev@firm.example", FIRM_USER);
    world.person("erin@client.example", Membership::Connect);
    assert!(world.session("dev@firm.example").administrator().is_none());
    assert!(
        world
            .session("erin@client.example")
            .administrator()
            .is_none()
    );
}

#[test]
fn u3_u4_the_owner_and_oneself_cannot_be_disabled() {
    let mut world = World::new();
    let ben = world.person("ben@firm.example", ADMINISTRATOR);
    let mut session = world.session("ben@firm.example");
    for whom in [UserId(1), ben] {
        let refused = world.with(|desk, call| disable_user(desk, call, &admin(&mut session), whom));
        assert!(matches!(refused, Err(ActError::NotAllowed(_))));
        assert_eq!(world.user(whom).access, Access::Enabled);
    }
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

#[test]
fn a1_an_act_in_a_session_that_has_ended_is_recorded_and_a_read_is_not() {
    let mut world = World::new();
    let mut ada = world.session(ADA);
    world.advance(TimeDelta::hours(12));
    let before = world.log().len();
    let read = world.with(|desk, call| load_policy(desk, call, &admin(&mut ada)));
    assert!(matches!(read, Err(ActError::SessionEnded(_))));
    assert_eq!(world.me(&mut ada).standing, ENDED);
    assert_eq!(world.log().len(), before);

    let refused = |world: &mut World, what: &str| {
        let entry = world.last_entry();
        assert_eq!(entry.act, Act::Refused);
        let said = [0, 1].map(|n| entry.changes[n].new.clone().unwrap());
        assert_eq!(said, [what.to_owned(), EndReason::TwelveHours.to_string()]);
        world.log().len()
    };
    for proof in [offered(RIGHT), offered("wrong wrong")] {
        let answer = world.with(|desk, call| {
            expire_all_passwords(desk, call, &mut admin(&mut ada), None, Some(&proof))
        });
        assert!(matches!(answer.result, Err(ActError::SessionEnded(_))));
        refused(&mut world, "expire all passwords");
    }
    let new = password(NEXT);
    let answer = world
        .with(|desk, call| change_own_password(desk, call, &mut ada, Some(&offered(RIGHT)), &new));
    assert!(matches!(answer.result, Err(ChangeError::SessionEnded(_))));
    assert_eq!(refused(&mut world, "change of password"), before + 3);
}

const ENDED: Standing = Standing::Ended(EndReason::TwelveHours);

#[test]
fn a1_p1_an_act_of_who_is_no_administrator_any_more_is_recorded() {
    let mut world = World::new();
    let dev = world.person("dev@firm.example", FIRM_USER);
    let session = world.session("dev@firm.example");
    let why = world.with(|desk, call| refuse_act(desk, call, &session));
    assert!(matches!(
        why,
        ActError::NotAllowed(Refusal::NotAdministrator)
    ));
    let entry = world.last_entry();
    assert_eq!(
        (entry.act, entry.actor),
        (Act::Refused, crate::domain::audit::Actor::User(dev))
    );
}

#[test]
fn s10_nothing_is_dismissed_in_a_session_that_has_ended() {
    let mut world = World::new();
    world.set_policy(every(ExpiryInterval::Days90));
    world.advance(days(80));
    let mut ada = world.signed_in(ADA, RIGHT);
    world.advance(TimeDelta::hours(12));
    let me = world
        .with(|desk, call| dismiss_notice(desk, call, &mut ada.session))
        .unwrap();
    assert_eq!(me.standing, ENDED);
    world
        .with(|desk, call| dismiss_summary(desk, call, &ada.session, ada.summary.up_to))
        .unwrap();
    let look = world.desk.look().unwrap();
    let secret = look.secret_of(UserId(1)).unwrap().unwrap();
    assert_eq!(secret.notice_dismissed, None);
    assert_eq!(look.seen_up_to(UserId(1)).unwrap(), EntryNo(0));
    drop(look);
    assert!(world.signed_in(ADA, RIGHT).me.notice.is_some());
}
