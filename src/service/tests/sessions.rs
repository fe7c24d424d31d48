//! Who is signed in, and who ends whose session (U5, S10).

use super::*;
use crate::domain::{NewSession, Right};
use crate::store::StoreError;

fn listed(world: &mut World, session: &mut Session) -> Vec<SessionRow> {
    world
        .with(|desk, call| list_sessions(desk, call, &admin(session)))
        .unwrap()
        .rows
}

#[track_caller]
fn ended(world: &mut World, session: &mut Session) -> EndReason {
    match world.me(session).standing {
        Standing::Ended(reason) => reason,
        standing @ (Standing::Free | Standing::MustChoose(_)) => panic!("it goes on: {standing:?}"),
    }
}

#[track_caller]
fn goes_on(world: &mut World, session: &mut Session) {
    assert_eq!(world.me(session).standing, Standing::Free);
}

fn end(world: &mut World, by: &mut Session, id: crate::domain::SessionId) -> Result<(), ActError> {
    world.with(|desk, call| end_session(desk, call, &admin(by), id))
}

/// A firm with Ada, her second administrator Imani and Ben, all signed in.
fn three() -> (World, Session, Session, Session) {
    let mut world = World::new();
    world.person("imani@firm.example", ADMINISTRATOR);
    world.person("ben@firm.example", FIRM_USER);
    let ada = world.session(ADA);
    let imani = world.session("imani@firm.example");
    let ben = world.session("ben@firm.example");
    (world, ada, imani, ben)
}

#[test]
fn u5_whoever_signs_in_is_listed_with_since_when_and_from_where() {
    let (mut world, mut ada, _imani, ben) = three();
    world.advance(TimeDelta::minutes(3));
    world
        .with(|desk, call| note_active(desk, call, &ben))
        .unwrap();
    let rows = listed(&mut world, &mut ada);
    let names: Vec<_> = rows.iter().map(|row| row.name.as_str()).collect();
    assert_eq!(
        names,
        ["ben", "imani", "Ada Hartwell"],
        "the last active first"
    );
    assert_eq!(rows.iter().filter(|row| row.own).count(), 1);
    assert!(rows[2].own);
    assert_eq!(rows[0].last_active_at, world.now);
    assert_eq!(rows[0].started_at, world.now - TimeDelta::minutes(3));
    assert_eq!(rows[0].from.as_str(), "pts/3");
}

#[test]
fn u5_a_session_whose_program_is_gone_is_not_shown_and_is_tidied_up() {
    let (mut world, mut ada, _imani, ben) = three();
    let id = ben.id();
    drop(ben); // As a kill -9 does: nobody is told.
    let open = |world: &mut World| {
        let look = world.desk.look().unwrap();
        look.session(id).unwrap().unwrap().ended_at.is_none()
    };
    assert!(open(&mut world));
    let rows = listed(&mut world, &mut ada);
    assert_eq!(rows.len(), 2);
    assert!(!open(&mut world));
    assert!(matches!(
        end(&mut world, &mut ada, id),
        Err(ActError::SessionOver)
    ));
}

#[test]
fn u5_sessions_of_killed_programs_do_not_pile_up() {
    let mut world = World::new();
    for _ in 0..40 {
        drop(world.session(ADA));
    }
    let _last = world.session(ADA);
    let open = world
        .desk
        .look()
        .unwrap()
        .open_sessions(None, 1000)
        .unwrap();
    assert_eq!(open.len(), 1);
}

#[test]
fn u5_signing_out_ends_the_session_with_its_entry() {
    let (mut world, mut ada, _imani, ben) = three();
    world.with(|desk, call| sign_out(desk, call, ben)).unwrap();
    assert_eq!(world.last_entry().act, Act::SignedOut);
    assert_eq!(listed(&mut world, &mut ada).len(), 2);
}

#[test]
fn u5_s10_an_administrator_ends_one_session_and_it_says_who_did() {
    let (mut world, mut ada, _imani, mut ben) = three();
    let mut other = world.session("ben@firm.example");
    end(&mut world, &mut ada, ben.id()).unwrap();
    let entry = world.last_entry();
    assert_eq!(
        (entry.act, entry.targets),
        (Act::SignedOutByOther, vec![ben.user()])
    );
    assert_eq!(
        ended(&mut world, &mut ben).to_string(),
        "Ada Hartwell signed you out. Sign in again to go on."
    );
    goes_on(&mut world, &mut other);
    // Nothing can be done in it, and signing out writes nothing more.
    let new = password(NEXT);
    let refused = world
        .with(|desk, call| change_own_password(desk, call, &mut ben, Some(&offered(RIGHT)), &new));
    assert!(matches!(
        refused.result,
        Err(ChangeError::SessionEnded(EndReason::SignedOutBy { .. }))
    ));
    let before = world.acts().len();
    world.with(|desk, call| sign_out(desk, call, ben)).unwrap();
    assert_eq!(world.acts().len(), before);
}

#[test]
fn u5_one_user_is_signed_out_everywhere() {
    let (mut world, mut ada, mut imani, mut ben) = three();
    let mut other = world.session("ben@firm.example");
    let user = ben.user();
    let sign_out = |world: &mut World, ada: &mut Session| {
        world.with(|desk, call| sign_out_user(desk, call, &admin(ada), user))
    };
    assert_eq!(sign_out(&mut world, &mut ada).unwrap(), 2);
    assert_eq!(world.last_entry().changes.len(), 2);
    for session in [&mut ben, &mut other] {
        assert!(matches!(
            ended(&mut world, session),
            EndReason::SignedOutBy { .. }
        ));
    }
    goes_on(&mut world, &mut imani);
    assert!(matches!(
        sign_out(&mut world, &mut ada),
        Err(ActError::SignedInNowhere)
    ));
}

#[test]
fn u5_s9_signing_everyone_out_takes_a_fresh_proof_and_the_acting_administrator_too() {
    let (mut world, mut ada, mut imani, mut ben) = three();
    let told = world
        .with(|desk, call| sign_out_all_consequences(desk, call, &admin(&mut ada)))
        .unwrap();
    assert_eq!((told.people, told.sessions), (3, 3));
    world.advance(TimeDelta::minutes(5));
    let all = |world: &mut World, ada: &mut Session, proof: Option<&Offered>| {
        world
            .with(|desk, call| sign_out_all_users(desk, call, &mut admin(ada), proof))
            .result
    };
    assert!(matches!(
        all(&mut world, &mut ada, None),
        Err(ActError::ProofNeeded)
    ));
    goes_on(&mut world, &mut ben);
    let done = all(&mut world, &mut ada, Some(&offered(RIGHT))).unwrap();
    assert_eq!(done, told);
    let entry = world.last_entry();
    assert_eq!(entry.act, Act::AllSignedOut);
    assert_eq!(entry.targets.len(), 3);
    assert_eq!(ended(&mut world, &mut ada), EndReason::AllSignedOutByYou);
    for session in [&mut imani, &mut ben] {
        assert_eq!(
            ended(&mut world, session).to_string(),
            "Ada Hartwell signed everyone out. Sign in again to go on."
        );
    }
    // Signing in again is nobody's business but theirs.
    let mut again = world.session(ADA);
    assert_eq!(listed(&mut world, &mut again).len(), 1);
}

#[test]
fn u5_an_act_of_a_session_that_was_ended_is_refused_inside_its_transaction() {
    let (mut world, mut ada, mut imani, ben) = three();
    end(&mut world, &mut ada, imani.id()).unwrap();
    assert!(matches!(
        end(&mut world, &mut imani, ben.id()),
        Err(ActError::SessionEnded(EndReason::SignedOutBy { .. }))
    ));
}

#[test]
fn u3_s10_whoever_is_disabled_or_changes_the_password_is_signed_in_nowhere_else() {
    let (mut world, mut ada, mut imani, mut ben) = three();
    let mut other = world.session("ben@firm.example");
    world.advance(TimeDelta::seconds(1));
    let new = password(NEXT);
    world
        .with(|desk, call| change_own_password(desk, call, &mut ben, Some(&offered(RIGHT)), &new))
        .result
        .unwrap();
    assert_eq!(
        ended(&mut world, &mut other),
        EndReason::PasswordChangedElsewhere
    );
    goes_on(&mut world, &mut ben);
    assert_eq!(listed(&mut world, &mut ada).len(), 3);
    let user = imani.user();
    world
        .with(|desk, call| disable_user(desk, call, &admin(&mut ada), user))
        .unwrap();
    assert_eq!(ended(&mut world, &mut imani), EndReason::Disabled);
    assert_eq!(listed(&mut world, &mut ada).len(), 2);
}

#[test]
fn u5_a_number_that_is_given_again_does_not_bring_a_session_back() {
    let (mut world, _, _, mut ben) = three();
    let record = world
        .desk
        .look()
        .unwrap()
        .session(ben.id())
        .unwrap()
        .unwrap();
    world
        .desk
        .act(|tx| {
            tx.end_session(ben.id(), record.started_at)?;
            for n in 0..1_002_u128 {
                let id = tx.start_session(&NewSession {
                    user: record.user,
                    at: record.started_at,
                    origin: String::new(),
                    lock: crate::domain::LockName::of(n.to_be_bytes()),
                })?;
                let late = record.started_at + TimeDelta::seconds(i64::try_from(n).unwrap());
                tx.end_session(id, late)?;
            }
            Ok((
                (),
                super::super::desk::End::Quietly(crate::store::Quiet::Active),
            ))
        })
        .unwrap();
    assert_eq!(ended(&mut world, &mut ben), EndReason::Over);
}

#[test]
fn u5_ten_thousand_sessions_are_listed_and_ended() {
    let (mut world, mut ada, _imani, ben) = three();
    let mut held = Vec::new();
    world
        .desk
        .act(|tx| {
            for n in 0..10_000_u128 {
                tx.start_session(&NewSession {
                    user: ben.user(),
                    at: DateTime::UNIX_EPOCH,
                    origin: "pts/1".into(),
                    lock: crate::domain::LockName::of(n.to_be_bytes()),
                })?;
            }
            Ok((
                (),
                super::super::desk::End::Quietly(crate::store::Quiet::Active),
            ))
        })
        .unwrap();
    for n in 0..200_u128 {
        let name = crate::domain::LockName::of(n.to_be_bytes());
        held.push(world.desk.store.hold(&name).unwrap());
    }
    let page = world
        .with(|desk, call| list_sessions(desk, call, &admin(&mut ada)))
        .unwrap();
    assert!(page.more);
    assert_eq!(page.rows.len(), 200);
    let rows = listed(&mut world, &mut ada);
    assert_eq!(rows.len(), 203, "those that were gone are tidied up");
    let done = world
        .with(|desk, call| sign_out_all_users(desk, call, &mut admin(&mut ada), None))
        .result
        .unwrap();
    assert_eq!((done.people, done.sessions), (3, 203));
}

#[test]
fn u5_only_administrators_see_sessions() {
    let (mut world, _, _, mut ben) = three();
    assert!(ben.administrator().is_none());
    let user = world.user(ben.user());
    for right in [Right::SignOutOther, Right::SignOutAll] {
        assert!(crate::domain::access::may(&user, right).is_err());
    }
}

#[test]
fn r6_a_store_that_gives_no_lock_lets_nobody_in_and_costs_no_try() {
    let mut world = World::new();
    let locks = world.folder().join("firm.db.sessions");
    std::fs::remove_dir_all(&locks).unwrap();
    std::fs::write(&locks, "").unwrap();
    for _ in 0..7 {
        assert!(matches!(
            world.try_in(ADA, RIGHT).result,
            SignInOutcome::Failed(StoreError::Failed { .. })
        ));
    }
    std::fs::remove_file(&locks).unwrap();
    world.session(ADA);
}

mod locked {
    //! Unlocking (S9), and the timers of proofs and of the session's whole length.

    use super::*;

    fn unlocked(world: &mut World, session: &mut Session, text: &str) -> Result<Me, UnlockError> {
        world
            .with(|desk, call| unlock(desk, call, session, &offered(text)))
            .result
    }

    #[test]
    fn s9_unlocking_is_no_sign_in_but_proves_the_password() {
        let (mut world, mut ada, _imani, _ben) = three();
        let before = (world.user(ada.user()).last_sign_in, world.acts().len());
        world.advance(TimeDelta::minutes(20));
        assert!(ada.needs_proof(world.since_boot));
        unlocked(&mut world, &mut ada, RIGHT).unwrap();
        let after = (world.user(ada.user()).last_sign_in, world.acts().len());
        assert_eq!(after, before);
        assert!(!ada.needs_proof(world.since_boot));
        assert_eq!(listed(&mut world, &mut ada)[0].last_active_at, world.now);
    }

    #[test]
    fn s9_s3_the_fifth_wrong_unlock_ends_the_session() {
        let (mut world, mut ada, _imani, mut ben) = three();
        for left in (1..=4).rev() {
            let refused = unlocked(&mut world, &mut ben, "wrong one");
            assert!(matches!(refused, Err(UnlockError::Wrong { left: n }) if n == left));
            let entry = world.last_entry();
            assert_eq!((entry.act, entry.targets), (Act::Refused, vec![ben.user()]));
        }
        assert!(matches!(
            unlocked(&mut world, &mut ben, "wrong one"),
            Err(UnlockError::SessionEnded(EndReason::TooManyWrongPasswords))
        ));
        assert!(matches!(
            unlocked(&mut world, &mut ben, RIGHT),
            Err(UnlockError::SessionEnded(_))
        ));
        assert_eq!(world.last_entry().act, Act::SessionEnded);
        assert_eq!(listed(&mut world, &mut ada).len(), 2);
    }

    #[test]
    fn s3_tries_from_outside_never_hinder_an_unlock() {
        let (mut world, _, _, mut ben) = three();
        for _ in 0..6 {
            let _ = world.try_in("ben@firm.example", "wrong one");
        }
        assert!(matches!(
            world.try_in("ben@firm.example", RIGHT).result,
            SignInOutcome::Wait { .. }
        ));
        unlocked(&mut world, &mut ben, RIGHT).unwrap();
    }

    #[test]
    fn s9_a_wrong_unlock_is_answered_half_a_second_after_the_question() {
        let (mut world, _, _, mut ben) = three();
        let at = world.since_boot;
        let wrong = world.with(|desk, call| unlock(desk, call, &mut ben, &offered("wrong one")));
        assert_eq!(wrong.not_before, Some(at + Duration::from_millis(500)));
    }

    #[test]
    fn s9_a_session_ends_after_twelve_hours_whatever_is_unlocked() {
        let (mut world, _, _, mut ben) = three();
        world.advance(TimeDelta::hours(11));
        unlocked(&mut world, &mut ben, RIGHT).unwrap();
        world.advance(TimeDelta::hours(1) - TimeDelta::milliseconds(1));
        goes_on(&mut world, &mut ben);
        world.advance(TimeDelta::milliseconds(1));
        assert_eq!(ended(&mut world, &mut ben), EndReason::TwelveHours);
        assert!(matches!(
            unlocked(&mut world, &mut ben, RIGHT),
            Err(UnlockError::SessionEnded(EndReason::TwelveHours))
        ));
    }

    #[test]
    fn s9_a_proof_holds_five_minutes_is_extended_by_acts_and_never_beyond_thirty() {
        let mut world = World::new();
        let mut ada = world.session(ADA);
        let start = world.since_boot;
        let mins = |n| start + Duration::from_mins(n);
        let before_thirty = start + Duration::from_millis(30 * 60_000 - 1);
        // (an act at this minute, the proof then holds until)
        for (act, until) in [
            (0, 5),
            (4, 9),
            (8, 13),
            (12, 17),
            (16, 21),
            (20, 25),
            (24, 29),
        ] {
            assert!(!ada.needs_proof(mins(act)), "at minute {act}");
            ada.extend_proof(mins(act));
            assert_eq!(ada.proof_holds_until(), mins(until), "after minute {act}");
        }
        ada.extend_proof(mins(28));
        assert_eq!(ada.proof_holds_until(), mins(30), "thirty at most");
        ada.extend_proof(before_thirty);
        assert!(!ada.needs_proof(before_thirty));
        assert!(ada.needs_proof(mins(30)));
        // An act that needed no proof because it was asked for one extends from there.
        ada.proved(mins(40));
        assert_eq!(ada.proof_holds_until(), mins(45));
        ada.extend_proof(mins(41));
        assert_eq!(ada.proof_holds_until(), mins(46));
    }
}
