//! Who may act at all: rights and sessions are read again in the transaction that acts on them (R6, P1, S10, U4).

use super::acts::{expire, force};
use super::*;
use crate::domain::{Access, Refusal};

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
