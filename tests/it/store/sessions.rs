//! Sessions on record, and the locks by which a program that is gone is told from one that goes on (U5).

use chrono::TimeDelta;
use passward::domain::{Instant, LockName, Membership, NewSession, Role, SessionId, UserId};
use passward::store::{Look, Store, Tx};

use super::world::{act, found, new_user, now, quietly};
use super::{Engine, promises};

promises!(
    u5_a_session_comes_back_as_it_was_put_on_record,
    u5_a_session_is_ended_once_and_its_end_stays,
    u5_sessions_of_one_user_and_of_all_are_ended,
    u5_the_least_recently_active_come_first,
    u5_sessions_that_are_over_are_bounded_and_those_that_go_on_stay,
    u5_a_lock_is_held_on_every_connection_until_it_is_dropped,
    r1_a_session_that_was_not_committed_was_never_started,
);

fn lock(n: u128) -> LockName {
    LockName::of(n.to_be_bytes())
}

fn session(user: UserId, n: u128) -> NewSession {
    NewSession {
        user,
        at: now(),
        origin: format!("ssh from 10.0.0.{n}"),
        lock: lock(n),
    }
}

fn start(store: &mut dyn Store, user: UserId, n: u128) -> SessionId {
    act(store, |tx| tx.start_session(&session(user, n)).unwrap())
}

fn second(store: &mut dyn Store) -> UserId {
    let new = new_user("Ben", "ben@firm.example", Membership::Firm(Role::User));
    act(store, |tx| tx.add_user(&new).unwrap().unwrap())
}

fn later(minutes: i64) -> Instant {
    now() + TimeDelta::minutes(minutes)
}

fn open(look: &dyn Look, of: Option<UserId>) -> Vec<SessionId> {
    let open = look.open_sessions(of, 100_000).unwrap();
    open.iter().map(|session| session.id).collect()
}

fn u5_a_session_comes_back_as_it_was_put_on_record<E: Engine>() {
    let engine = E::new();
    let mut store = engine.open();
    let owner = found(store.as_mut());
    assert_eq!(store.look().unwrap().session(SessionId(1)).unwrap(), None);
    let id = start(store.as_mut(), owner, 7);
    let look = store.look().unwrap();
    let found = look.session(id).unwrap().unwrap();
    assert_eq!((found.id, found.user), (id, owner));
    assert_eq!((found.started_at, found.last_active_at), (now(), now()));
    assert_eq!(found.origin, "ssh from 10.0.0.7");
    assert_eq!((&found.lock, found.ended_at), (&lock(7), None));
    assert_eq!(look.open_sessions(None, 9).unwrap(), [found]);
}

fn u5_a_session_is_ended_once_and_its_end_stays<E: Engine>() {
    let engine = E::new();
    let mut store = engine.open();
    let owner = found(store.as_mut());
    let id = start(store.as_mut(), owner, 1);
    for minutes in [5, 9] {
        quietly(store.as_mut(), |tx| {
            tx.end_session(id, later(minutes)).unwrap();
            tx.end_all_sessions(later(minutes)).unwrap();
            tx.note_active(id, later(minutes)).unwrap();
        });
    }
    let look = store.look().unwrap();
    let found = look.session(id).unwrap().unwrap();
    assert_eq!(found.ended_at, Some(later(5)));
    assert_eq!(found.last_active_at, now(), "over is over");
    assert!(open(look.as_ref(), None).is_empty());
}

fn u5_sessions_of_one_user_and_of_all_are_ended<E: Engine>() {
    let engine = E::new();
    let mut store = engine.open();
    let owner = found(store.as_mut());
    let ben = second(store.as_mut());
    let ids: Vec<_> = (1..=4)
        .map(|n| start(store.as_mut(), if n == 1 { owner } else { ben }, n))
        .collect();
    quietly(store.as_mut(), |tx| {
        tx.end_sessions_of(ben, Some(ids[2]), later(1)).unwrap();
    });
    let look = store.look().unwrap();
    assert_eq!(open(look.as_ref(), None), [ids[0], ids[2]]);
    assert_eq!(open(look.as_ref(), Some(ben)), [ids[2]]);
    drop(look);
    quietly(store.as_mut(), |tx| {
        tx.end_sessions_of(ben, None, later(2)).unwrap();
    });
    assert_eq!(open(store.look().unwrap().as_ref(), None), [ids[0]]);
    quietly(store.as_mut(), |tx| tx.end_all_sessions(later(3)).unwrap());
    assert!(open(store.look().unwrap().as_ref(), None).is_empty());
}

fn u5_the_least_recently_active_come_first<E: Engine>() {
    let engine = E::new();
    let mut store = engine.open();
    let owner = found(store.as_mut());
    let ids: Vec<_> = (1..=3).map(|n| start(store.as_mut(), owner, n)).collect();
    quietly(store.as_mut(), |tx| {
        tx.note_active(ids[0], later(8)).unwrap();
        tx.note_active(ids[1], later(3)).unwrap();
        // A clock set back takes nothing away.
        tx.note_active(ids[0], later(-60)).unwrap();
    });
    let look = store.look().unwrap();
    assert_eq!(open(look.as_ref(), None), [ids[2], ids[1], ids[0]]);
    let two = look.open_sessions(None, 2).unwrap();
    assert_eq!(two.last().unwrap().last_active_at, later(3));
}

fn u5_sessions_that_are_over_are_bounded_and_those_that_go_on_stay<E: Engine>() {
    let engine = E::new();
    let mut store = engine.open();
    let owner = found(store.as_mut());
    let first = start(store.as_mut(), owner, 1);
    let ids: Vec<_> = act(store.as_mut(), |tx: &mut dyn Tx| {
        (2..1_102)
            .map(|n| {
                let id = tx.start_session(&session(owner, n)).unwrap();
                tx.end_session(id, later(i64::try_from(n).unwrap()))
                    .unwrap();
                id
            })
            .collect()
    });
    let last = start(store.as_mut(), owner, 2_000);
    let look = store.look().unwrap();
    assert_eq!(open(look.as_ref(), None), [first, last]);
    let kept = ids
        .iter()
        .filter(|id| look.session(**id).unwrap().is_some());
    assert_eq!(kept.count(), 1_000);
    assert!(look.session(ids[99]).unwrap().is_none());
    assert!(look.session(ids[100]).unwrap().is_some());
}

fn u5_a_lock_is_held_on_every_connection_until_it_is_dropped<E: Engine>() {
    let engine = E::new();
    let (mut one, mut other) = (engine.open(), engine.open());
    found(one.as_mut());
    let held = |store: &mut dyn Store| {
        let look = store.look().unwrap();
        (
            look.is_held(&lock(1)).unwrap(),
            look.is_held(&lock(2)).unwrap(),
        )
    };
    assert_eq!(held(other.as_mut()), (false, false));
    let first = one.hold(&lock(1)).unwrap();
    let second = one.another().unwrap().hold(&lock(2)).unwrap();
    for store in [&mut one, &mut other] {
        assert_eq!(held(store.as_mut()), (true, true));
    }
    drop(first);
    for store in [&mut one, &mut other] {
        assert_eq!(held(store.as_mut()), (false, true));
    }
    drop(second);
    let again = other.hold(&lock(1)).unwrap();
    assert_eq!(held(one.as_mut()), (true, false));
    drop(again);
}

fn r1_a_session_that_was_not_committed_was_never_started<E: Engine>() {
    let engine = E::new();
    let mut store = engine.open();
    let owner = found(store.as_mut());
    {
        let mut tx = store.begin().unwrap();
        tx.start_session(&session(owner, 1)).unwrap();
    }
    assert!(open(store.look().unwrap().as_ref(), None).is_empty());
}
