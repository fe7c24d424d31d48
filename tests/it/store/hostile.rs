//! Numbers that somebody wrote into the file: each is damage, or counts as the greatest; none runs over, and none is
//! a loop without end.

use chrono::TimeDelta;
use passward::domain::marked::Census;
use passward::domain::throttle::{Admission, Rule, Tries};
use passward::domain::{Access, Chosen, ExpireAlls, Filter, Generation, Policy, Right};
use passward::domain::{Direction, Order, UserId};
use passward::secret::{ThrottleKey, TryKey};
use passward::store::{Count, Cursor, Result, Serial, Store, StoreError};
use rusqlite::Connection;

use super::world::{act, found, now, phc, quietly};
use super::{Engine, OnSqlite};

/// A firm in whose file these statements were run.
fn firm_with(sql: &str) -> (OnSqlite, Box<dyn Store>) {
    let engine = OnSqlite::new();
    let mut store = engine.open();
    found(store.as_mut());
    Connection::open(engine.path())
        .unwrap()
        .execute_batch(sql)
        .unwrap();
    (engine, store)
}

#[track_caller]
fn is_damage<T: std::fmt::Debug>(result: Result<T>) {
    match result {
        Err(StoreError::Damaged { .. }) => {}
        other => panic!("{other:?}"),
    }
}

const OWNER: UserId = UserId(1);

#[test]
fn s3_a_hostile_count_of_tries_ends_at_once_and_as_the_greatest() {
    let (engine, mut store) = firm_with("");
    let account = ThrottleKey::from_bytes([7; 32]);
    let most = Tries {
        wrong: u32::MAX,
        waits_until: Some(now() + TimeDelta::days(9_000)),
        in_flight: u32::MAX,
        oldest_in_flight_at: Some(now() - TimeDelta::days(9_000)),
        during_wait: u32::MAX,
    };
    let key = |rule| TryKey::of(rule, &account, &format!("ada@firm.example {rule:?}"));
    for rule in [Rule::Password, Rule::Code] {
        let key = key(rule);
        quietly(store.as_mut(), |tx| {
            tx.put_tries(&key, true, &most, now()).unwrap();
            let (tries, admission) = tx.tries(&key).unwrap().begin(rule, now());
            assert!(!matches!(admission, Admission::AskAgain), "{rule:?}");
            assert_eq!((tries.wrong, tries.in_flight > 1), (u32::MAX, false));
            tx.put_tries(&key, true, &tries, now()).unwrap();
        });
    }
    Connection::open(engine.path())
        .unwrap()
        .execute("UPDATE tries SET wrong = 1 << 40", [])
        .unwrap();
    is_damage(store.look().unwrap().tries(&key(Rule::Password)));
}

#[test]
fn e3_e10_a_hostile_number_of_an_expire_all_is_damage_and_no_walk() {
    let insert = format!(
        "INSERT INTO expirations(generation, at, by) VALUES({}, 0, 1), (7, 0, 1)",
        u32::MAX
    );
    let (_engine, mut store) = firm_with(&insert);
    let mut tx = store.begin().unwrap();
    let greatest = Generation(u32::MAX);
    assert_eq!(
        tx.expire_alls().unwrap(),
        ExpireAlls::new(greatest, greatest)
    );
    assert_eq!(tx.expire_alls().unwrap().expired_again(), None);
    is_damage(tx.expire_all(OWNER, now(), None));
    assert_eq!(tx.in_force_before(greatest).unwrap(), Generation(7));
    assert_eq!(tx.in_force_before(Generation(7)).unwrap(), Generation(0));
    assert_eq!(
        tx.withdraw_expire_all(OWNER, now()).unwrap(),
        Some(greatest)
    );
    drop(tx);
    let (_engine, mut store) =
        firm_with("INSERT INTO expirations(generation, at, by) VALUES(1 << 33, 0, 1)");
    is_damage(store.look().unwrap().expire_alls());
}

#[test]
fn e3_p6_s10_a_number_that_has_no_next_one_is_damage() {
    let (_engine, mut store) = firm_with(&format!(
        "UPDATE policy SET revision = {0}; UPDATE credentials SET serial = {0}",
        i64::MAX
    ));
    let mut tx = store.begin().unwrap();
    let on_record = tx.policy().unwrap();
    is_damage(tx.save_policy(&Policy::default(), on_record.revision, OWNER, now()));
    let serial = tx.secret_of(OWNER).unwrap().unwrap().serial;
    assert_eq!(serial, Serial(i64::MAX as u64));
    is_damage(tx.set_password(OWNER, &phc(), true, now(), Some(serial)));
    is_damage(tx.set_access(OWNER, Access::Disabled, now()));
    drop(tx);
    for sql in [
        "UPDATE policy SET revision = -1",
        "PRAGMA ignore_check_constraints = 1; UPDATE credentials SET serial = -1",
    ] {
        let (_engine, mut store) = firm_with(sql);
        let look = store.look().unwrap();
        let read = [look.policy().map(|_| ()), look.secret_of(OWNER).map(|_| ())];
        assert!(
            read.iter()
                .any(|read| matches!(read, Err(StoreError::Damaged { .. }))),
            "{sql}"
        );
    }
}

#[test]
fn p5_hostile_sums_count_as_the_greatest_or_are_damage() {
    let rows: Vec<String> = (1..7)
        .flat_map(|n| {
            [true, false].map(|enabled| format!("(0, {enabled}, {n}, {n}, {})", i64::MAX))
        })
        .collect();
    let someone: Vec<String> = (1..7)
        .flat_map(|n| [true, false].map(|enabled| format!("(0, {enabled}, 0, 0, {n}, 1)")))
        .collect();
    let sql = format!(
        "INSERT INTO counts VALUES {}; INSERT INTO tallies VALUES {}",
        rows.join(", "),
        someone.join(", ")
    );
    let (_engine, mut store) = firm_with(&sql);
    let look = store.look().unwrap();
    let rules = look.rules().unwrap();
    let tallies = look.tallies(now(), &rules).unwrap();
    assert_eq!(tallies.firm_live, u64::MAX);
    let facts = look.preview_facts(now(), &rules, OWNER).unwrap();
    assert!(
        facts
            .changed_up_to
            .iter()
            .all(|(_, n)| *n >= i64::MAX as u64)
    );
    let to = Policy {
        expiry: passward::domain::ExpiryInterval::Days30,
        ..Policy::default()
    };
    let _ = facts.impact(&Policy::default(), &to);
    let everyone = Filter {
        show: passward::domain::selection::Show::EnabledAndDisabled,
        ..Filter::default()
    }
    .at(now(), &rules);
    let ada = look.user(OWNER).unwrap().unwrap();
    let direction = Direction::Reverse;
    let (count, place, nth) = (
        look.count(&everyone, &rules),
        look.place_of(
            &everyone,
            &rules,
            Order::Expiry,
            direction,
            &Cursor::of(&ada),
        ),
        look.nth(&everyone, &rules, Order::Expiry, direction, u64::MAX),
    );
    assert!(place.unwrap().is_some());
    assert_eq!(nth.unwrap(), None);
    let chosen = Chosen::Matching {
        selection: everyone,
        except: Vec::new(),
    };
    let census = Census::new(look.census(&chosen, &rules).unwrap(), Vec::new());
    assert_eq!(count.unwrap(), Count::Exact(census.number()));
    let outcome = census.outcome(&ada, Right::ForceChange);
    assert!(outcome.reached > 0 && outcome.number_left_out() > 0);
    drop(look);
    // Changes of users go on; the numbers are wrong as they were.
    let mut tx = store.begin().unwrap();
    let set = tx.set_password(OWNER, &phc(), true, now(), Some(Serial(1)));
    assert!(set.is_ok());
    drop(tx);
    drop(store);
    // More in one bucket than there are in all is damage.
    let ahead = now().timestamp_millis() / 7_200_000 + 2;
    let (_engine, mut store) = firm_with(&format!(
        "INSERT INTO counts VALUES(0, 1, 0, {ahead}, {})",
        i64::MAX
    ));
    let look = store.look().unwrap();
    let rules = look.rules().unwrap();
    is_damage(look.count(&Filter::default().at(now(), &rules), &rules));
}

#[test]
fn a1_what_a_file_brings_along_to_run_by_itself_does_not_run() {
    let (_engine, mut store) = firm_with(
        "CREATE TRIGGER unseen AFTER INSERT ON audit BEGIN DELETE FROM audit WHERE no = new.no; END",
    );
    let before = store.look().unwrap().audit_head().unwrap();
    act(store.as_mut(), |_| ());
    let look = store.look().unwrap();
    assert_eq!(look.audit_head().unwrap().no.0, before.no.0 + 1);
}
