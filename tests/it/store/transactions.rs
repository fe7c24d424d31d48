//! A transaction is whole or not at all, ends in an entry of the chain, and waits for others only so long.

use chrono::TimeDelta;
use passward::domain::audit::{EntryNo, Head};
use passward::domain::throttle::{Rule, Tries};
use passward::domain::{ExpiryInterval, Policy, Reason, Revision, UserId};
use passward::secret::{ThrottleKey, TryKey};
use passward::store::{StoreError, Tx};

use super::world::{act, entry, found, now, quietly};
use super::{Engine, promises};

promises!(
    r1_what_is_dropped_leaves_nothing,
    a1_a_commit_writes_its_entries_and_chains_them,
    p6_a_policy_is_saved_only_on_the_revision_it_was_made_from,
    e7_e10_expire_alls_are_numbered_and_the_newest_in_force_is_withdrawn,
    s3_tries_come_back_as_they_were_put,
    s10_a_commit_of_another_connection_is_noticed,
    r5_a_held_database_is_busy_and_nothing_is_changed,
    a_read_sees_one_moment,
);

fn r1_what_is_dropped_leaves_nothing<E: Engine>() {
    let engine = E::new();
    let mut store = engine.open();
    assert!(store.look().unwrap().account().unwrap().is_none());
    let owner = found(store.as_mut());
    let head = store.look().unwrap().audit_head().unwrap();
    {
        let mut tx = store.begin().unwrap();
        tx.expire_all(owner, now(), None).unwrap();
        tx.note_sign_in(owner, now()).unwrap();
    }
    let look = engine.open();
    let mut look = look;
    let look = look.look().unwrap();
    assert_eq!(look.newest_in_force().unwrap(), None);
    assert_eq!(look.user(owner).unwrap().unwrap().last_sign_in, None);
    assert_eq!(look.audit_head().unwrap(), head);
    assert_eq!(engine.recount(), Vec::<String>::new());
}

fn a1_a_commit_writes_its_entries_and_chains_them<E: Engine>() {
    let engine = E::new();
    let mut store = engine.open();
    let owner = found(store.as_mut());
    let tx = store.begin().unwrap();
    let about = entry().on(owner).on(owner);
    let head = tx
        .commit(&about, &[entry(), entry().on(UserId(9))])
        .unwrap();
    assert_eq!(head.no, EntryNo(4));
    quietly(store.as_mut(), |tx| tx.note_sign_in(owner, now()).unwrap());

    let look = store.look().unwrap();
    assert_eq!(look.audit_head().unwrap(), head);
    let log = look.entries_from(EntryNo(0), 10).unwrap();
    let verified = log
        .iter()
        .try_fold(Head::default(), |head, entry| head.verify(entry));
    assert_eq!(verified, Ok(head));
    assert_eq!(look.entries_from(EntryNo(2), 1).unwrap(), log[2..3]);
    let about: Vec<EntryNo> = look
        .entries_about(owner, EntryNo(0), 10)
        .unwrap()
        .iter()
        .map(|entry| entry.no)
        .collect();
    assert_eq!(about, [EntryNo(2)]);
    assert!(
        look.entries_about(owner, EntryNo(2), 10)
            .unwrap()
            .is_empty()
    );
}

fn p6_a_policy_is_saved_only_on_the_revision_it_was_made_from<E: Engine>() {
    let engine = E::new();
    let mut store = engine.open();
    let owner = found(store.as_mut());
    let every_90_days = Policy {
        expiry: ExpiryInterval::Days90,
        ..Policy::default()
    };
    let save = |tx: &mut dyn Tx, on| tx.save_policy(&every_90_days, on, owner, now()).unwrap();
    let before = store.look().unwrap().policy().unwrap();
    assert_eq!((before.policy, before.changed), (Policy::default(), None));
    let first = act(store.as_mut(), |tx| save(tx, before.revision)).unwrap();
    assert!(first > before.revision);
    let refused = act(store.as_mut(), |tx| save(tx, before.revision)).unwrap_err();
    assert_eq!(refused.on_record.policy, every_90_days);
    assert_eq!(refused.on_record.revision, first);
    assert_eq!(refused.on_record.changed, Some((owner, now())));
    assert_eq!(
        act(store.as_mut(), |tx| save(tx, Revision(99))).unwrap_err(),
        refused
    );
}

fn e7_e10_expire_alls_are_numbered_and_the_newest_in_force_is_withdrawn<E: Engine>() {
    let engine = E::new();
    let mut store = engine.open();
    let owner = found(store.as_mut());
    let reason = Reason::parse("A laptop was stolen").unwrap();
    act(store.as_mut(), |tx| {
        for n in 1..=3 {
            assert_eq!(tx.expire_all(owner, now(), reason.as_ref()).unwrap().0, n);
        }
        assert_eq!(tx.withdraw_expire_all(owner, now()).unwrap().unwrap().0, 3);
        assert_eq!(tx.withdraw_expire_all(owner, now()).unwrap().unwrap().0, 2);
        assert_eq!(tx.expire_all(owner, now(), None).unwrap().0, 4);
        assert_eq!(tx.withdraw_expire_all(owner, now()).unwrap().unwrap().0, 4);
    });
    let look = store.look().unwrap();
    let alls = look.expire_alls().unwrap();
    assert_eq!((alls.latest().0, alls.in_force().0), (4, 1));
    let newest = look.newest_in_force().unwrap().unwrap();
    assert_eq!(
        (newest.generation.0, newest.by, newest.at),
        (1, owner, now())
    );
    assert_eq!(newest.reason, reason);
    let withdrawn = look
        .expire_all_of(alls.latest())
        .unwrap()
        .unwrap()
        .withdrawn;
    assert_eq!(withdrawn.unwrap().by, owner);
    drop(look);
    act(store.as_mut(), |tx| {
        tx.withdraw_expire_all(owner, now()).unwrap().unwrap();
        assert_eq!(tx.withdraw_expire_all(owner, now()).unwrap(), None);
    });
}

fn key(n: usize) -> TryKey {
    let text = format!("p{n}@firm.example");
    TryKey::of(Rule::Password, &ThrottleKey::from_bytes([7; 32]), &text)
}

fn s3_tries_come_back_as_they_were_put<E: Engine>() {
    let engine = E::new();
    let mut store = engine.open();
    found(store.as_mut());
    let tries = Tries {
        wrong: 7,
        waits_until: Some(now() + TimeDelta::seconds(30)),
        in_flight: 2,
        oldest_in_flight_at: Some(now()),
        during_wait: 3,
    };
    assert_eq!(
        store.look().unwrap().tries(&key(1)).unwrap(),
        Tries::default()
    );
    quietly(store.as_mut(), |tx| {
        tx.put_tries(&key(1), true, &tries, now()).unwrap();
    });
    assert_eq!(store.look().unwrap().tries(&key(1)).unwrap(), tries);
    quietly(store.as_mut(), |tx| {
        tx.put_tries(&key(1), true, &Tries::default(), now())
            .unwrap();
    });
    assert_eq!(
        store.look().unwrap().tries(&key(1)).unwrap(),
        Tries::default()
    );
}

fn s10_a_commit_of_another_connection_is_noticed<E: Engine>() {
    let engine = E::new();
    let (mut one, mut other) = (engine.open(), engine.open());
    let owner = found(one.as_mut());
    assert!(other.changed_elsewhere().unwrap());
    assert!(!other.changed_elsewhere().unwrap());
    assert!(!one.changed_elsewhere().unwrap());
    let mut third = other.another().unwrap();
    act(third.as_mut(), |tx| tx.note_sign_in(owner, now()).unwrap());
    assert!(one.changed_elsewhere().unwrap());
    assert!(other.changed_elsewhere().unwrap());
    assert!(!third.changed_elsewhere().unwrap());
}

fn r5_a_held_database_is_busy_and_nothing_is_changed<E: Engine>() {
    let engine = E::new();
    let (mut one, mut other) = (engine.open(), engine.open_impatient());
    let owner = found(one.as_mut());
    let mut held = one.begin().unwrap();
    held.note_sign_in(owner, now()).unwrap();
    assert!(matches!(other.begin().err(), Some(StoreError::Busy)));
    // Reading goes on meanwhile.
    let seen = other.look().unwrap().user(owner).unwrap().unwrap();
    assert_eq!(seen.last_sign_in, None);
    held.commit(&entry(), &[]).unwrap();
    act(other.as_mut(), |tx| tx.note_sign_in(owner, now()).unwrap());
}

fn a_read_sees_one_moment<E: Engine>() {
    let engine = E::new();
    let (mut one, mut other) = (engine.open(), engine.open());
    let owner = found(one.as_mut());
    let look = one.look().unwrap();
    assert_eq!(look.user(owner).unwrap().unwrap().last_sign_in, None);
    act(other.as_mut(), |tx| tx.note_sign_in(owner, now()).unwrap());
    assert_eq!(look.user(owner).unwrap().unwrap().last_sign_in, None);
    drop(look);
    let after = one.look().unwrap().user(owner).unwrap().unwrap();
    assert_eq!(after.last_sign_in, Some(now()));
}
