//! S3: the table of tries is bounded, at the size that it has in earnest, and a try costs the same however full it is.

use std::sync::atomic::Ordering;

use chrono::TimeDelta;
use passward::domain::throttle::{Admission, Bound, Rule, Tries};
use passward::secret::{ThrottleKey, TryKey};
use passward::store::{Depth, Store};
use rusqlite::Connection;

use super::world::{found, now, quietly};
use super::{Engine, OnSqlite};

/// A firm under whose made-up e-mails so many wrong tries stand, each tried three times.
fn firm_with(rows: u64) -> OnSqlite {
    let engine = OnSqlite::new();
    found(engine.open().as_mut());
    let fill = format!(
        "WITH RECURSIVE n(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM n WHERE n < {rows})
         INSERT INTO tries SELECT randomblob(32), 0, 0, 3, NULL, 0, NULL, 0, 3, 1700000000000 + n FROM n;
         INSERT INTO try_counts VALUES(0, 3, {rows});"
    );
    Connection::open(engine.path())
        .unwrap()
        .execute_batch(&fill)
        .unwrap();
    engine
}

fn key(n: u64) -> TryKey {
    let text = format!("made-up {n}");
    TryKey::of(Rule::Password, &ThrottleKey::from_bytes([7; 32]), &text)
}

/// One wrong try, as a door counts it.
fn try_once(store: &mut dyn Store, key: &TryKey) {
    for begins in [true, false] {
        quietly(store, |tx| {
            let tries = tx.tries(key).unwrap();
            let tries = if begins {
                let (tries, admission) = tries.begin(Rule::Password, now());
                assert!(matches!(admission, Admission::Admitted { .. }));
                tries
            } else {
                tries.ended_wrong(Rule::Password, now()).0
            };
            tx.put_tries(key, false, &tries, now()).unwrap();
        });
    }
}

fn rows(engine: &OnSqlite) -> u64 {
    let db = Connection::open(engine.path()).unwrap();
    let n: i64 = db
        .query_row("SELECT count(*) FROM tries", [], |row| row.get(0))
        .unwrap();
    n.unsigned_abs()
}

#[test]
fn s3_a_full_table_grows_no_further_and_the_floor_rises_by_what_was_forgotten() {
    let bound = Bound::OURS.wanted;
    let engine = firm_with(bound);
    let mut store = engine.open();
    let floor = |store: &mut dyn Store| {
        let look = store.look().unwrap();
        look.floor_of_tries(Rule::Password).unwrap()
    };
    // The newest has the lowest count, and goes first: more than the bound have one wrong try, then two, then three.
    for n in 1..=3 {
        try_once(store.as_mut(), &key(u64::from(n)));
        assert!(rows(&engine) <= bound);
        assert_eq!(floor(store.as_mut()), n);
    }
    // What has three counts for nothing more now, and makes room.
    for n in 4..=10 {
        try_once(store.as_mut(), &key(n));
    }
    assert_eq!((rows(&engine), floor(store.as_mut())), (bound, 3));
    let look = store.look().unwrap();
    assert_eq!(look.tries(&key(1)).unwrap().wrong, 3, "forgotten");
    assert_eq!(look.tries(&key(10)).unwrap().wrong, 4, "kept");
    assert_eq!(look.tries(&key(11)).unwrap().wrong, 3, "never tried");
    assert_eq!(look.miscounted(Depth::Whole).unwrap(), 0);
    drop(look);
    assert_eq!(engine.recount(), Vec::<String>::new());
    // What a right password leaves needs no row.
    quietly(store.as_mut(), |tx| {
        tx.put_tries(&key(10), true, &Tries::default(), now())
            .unwrap();
    });
    assert_eq!(rows(&engine), bound - 1);
    let size = std::fs::metadata(engine.path()).unwrap().len();
    assert!(size < 15_000_000, "{size} bytes");
}

#[test]
fn s3_a_try_takes_as_many_steps_in_a_full_table_as_in_an_empty_one() {
    let [few, full] = [100, Bound::OURS.wanted].map(|rows| {
        let engine = firm_with(rows);
        let mut store = engine.sqlite();
        let steps = store.counting_steps().unwrap();
        try_once(&mut store, &key(1));
        let before = steps.load(Ordering::Relaxed);
        for n in 2..=51 {
            try_once(&mut store, &key(n));
        }
        steps.load(Ordering::Relaxed) - before
    });
    // Beyond what is the same, a full table forgets one for each.
    assert!(
        full <= few + 50 * 200,
        "{few} steps, {full} in a full table"
    );
}

#[test]
fn s3_a_floor_that_somebody_wrote_into_the_file_locks_nobody() {
    let engine = firm_with(1);
    Connection::open(engine.path())
        .unwrap()
        .execute("INSERT INTO try_floors VALUES(0, 99)", [])
        .unwrap();
    let mut store = engine.open();
    let look = store.look().unwrap();
    let tries = look.tries(&key(1)).unwrap();
    assert!(!tries.is_locked(Rule::Password));
    let later = now() + TimeDelta::days(1);
    let (_, admission) = tries.begin(Rule::Password, later);
    assert!(matches!(admission, Admission::Admitted { .. }));
    assert!(tries.wrong < 99);
}

#[test]
fn s3_a_floor_is_taken_away_from_each_row_as_from_all_at_once() {
    let engine = OnSqlite::new();
    let mut store = engine.open();
    found(store.as_mut());
    let account = ThrottleKey::from_bytes([7; 32]);
    let mut rows = Vec::new();
    for rule in Rule::ALL {
        for wrong in [0, 2, 3, 4, 8, 50, 97, 99, 100, 120] {
            for (in_flight, wait, during_wait, ago) in [
                (0, None, 0, 0),
                (1, None, 0, 1),
                (3, None, 0, 1),
                (3, None, 0, 11),
                (0, Some(600), 0, 0),
                (0, Some(-5), 2, 0),
            ] {
                let tries = Tries {
                    wrong,
                    waits_until: wait.map(|wait| now() + TimeDelta::seconds(wait)),
                    in_flight,
                    oldest_in_flight_at: (in_flight > 0).then(|| now() - TimeDelta::seconds(ago)),
                    during_wait,
                };
                let text = format!("row {}", rows.len());
                rows.push((TryKey::of(rule, &account, &text), tries));
            }
        }
    }
    quietly(store.as_mut(), |tx| {
        for (key, tries) in &rows {
            tx.put_tries(key, false, tries, now()).unwrap();
        }
    });
    Connection::open(engine.path())
        .unwrap()
        .execute("INSERT INTO try_floors VALUES(0, 3), (1, 3)", [])
        .unwrap();
    quietly(store.as_mut(), |tx| {
        for (rule, was) in [(Rule::Password, 3), (Rule::Code, 3), (Rule::Asking, 0)] {
            assert_eq!(tx.lower_floor_of_tries(rule, now()).unwrap(), was);
            assert_eq!(tx.floor_of_tries(rule).unwrap(), 0);
        }
    });
    let look = store.look().unwrap();
    for (key, tries) in rows {
        let rule = key.rule();
        let floor = if rule == Rule::Asking { 0 } else { 3 };
        // What a wait is longer than its count allows is cut by whoever reads it (E9).
        let expected = tries.lowered(rule, floor, now()).begin(rule, now());
        let left = look.tries(&key).unwrap().begin(rule, now());
        assert_eq!(left, expected, "{rule:?} {tries:?}");
    }
    assert_eq!(look.miscounted(Depth::Whole).unwrap(), 0);
    drop(look);
    assert_eq!(engine.recount(), Vec::<String>::new());
}
