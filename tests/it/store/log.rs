//! Pages of the audit log, and its check: the same entries as by a look at each of them, in bounded steps.

use std::ops::ControlFlow;

use chrono::TimeDelta;
use passward::domain::audit::{
    Act, ActSet, Actor, ChainFault, Entry, EntryNo, Head, LogFilter, Verification,
};
use passward::domain::{Instant, UserId};
use passward::store::{LogFrom, Look, Store};
use proptest::prelude::*;
use rusqlite::Connection;

use super::world::{entry, found, now};
use super::{Engine, OnSqlite, promises};

promises!(
    a1_pages_of_the_log_are_those_of_a_look_at_every_entry,
    a1_a_rare_filter_takes_many_short_pages_and_misses_nothing,
    a1_a_span_of_time_is_found_whatever_the_clock_did,
    a2_a_whole_log_is_checked_with_what_it_is_filed_under,
    one_entry_is_found_by_its_number,
);

fn at(minutes: i64) -> Instant {
    now() + TimeDelta::minutes(minutes)
}

fn write(store: &mut dyn Store, entries: &[Entry]) {
    let (first, more) = entries.split_first().unwrap();
    store.begin().unwrap().commit(first, more).unwrap();
}

/// Walks a filter page by page; says how many pages it took.
fn walk(look: &dyn Look, filter: &LogFilter, mut from: LogFrom, rows: usize) -> (Vec<u64>, usize) {
    let (mut all, mut pages) = (Vec::new(), 0);
    loop {
        let page = look.log_page(filter, from, rows).unwrap();
        assert!(page.entries.len() <= rows);
        all.extend(page.entries.iter().map(|entry| entry.no.0));
        pages += 1;
        from = match (page.goes_on, from) {
            (None, _) => return (all, pages),
            (Some(no), LogFrom::NewerThan(_)) => LogFrom::NewerThan(no),
            (Some(no), LogFrom::Newest | LogFrom::OlderThan(_)) => LogFrom::OlderThan(no),
        };
    }
}

/// The numbers that a filter lets through, oldest first, by a look at every entry.
fn looked_at(look: &dyn Look, filter: &LogFilter) -> Vec<u64> {
    let all = look.entries_from(EntryNo(0), usize::MAX >> 1).unwrap();
    all.iter()
        .filter(|stored| filter.contains(&Entry::decoded(&stored.encoded).unwrap()))
        .map(|stored| stored.no.0)
        .collect()
}

fn made() -> impl Strategy<Value = Entry> {
    // The clock jumps about: the order is by number.
    let actor = prop_oneof![
        5 => (1i64..4).prop_map(|id| Actor::User(UserId(id))),
        1 => Just(Actor::Unknown),
        1 => Just(Actor::Machine("root".into())),
    ];
    let act = prop::sample::select(vec![Act::SignedIn, Act::UserEdited, Act::CodeIssued]);
    let targets = prop::collection::vec(1i64..5, 0..4);
    (0i64..30, actor, act, targets).prop_map(|(minutes, actor, act, targets)| {
        let entry = Entry::new(at(minutes), actor, act, "tty1");
        targets.into_iter().map(UserId).fold(entry, Entry::on)
    })
}

fn filter() -> impl Strategy<Value = LogFilter> {
    let acts = prop::sample::subsequence(vec![Act::SignedIn, Act::UserEdited, Act::Locked], 0..3);
    (
        prop::option::of((1i64..6).prop_map(UserId)),
        prop::option::of(acts.prop_map(|acts| acts.into_iter().collect::<ActSet>())),
        prop::option::of((0i64..30, 0i64..2)),
        prop::option::of((0i64..32, 0i64..2)),
    )
        .prop_map(|(person, acts, from, until)| {
            // Finer than a millisecond: what is stored is not.
            let fine = |(minutes, micro)| at(minutes) + TimeDelta::microseconds(micro);
            LogFilter {
                person,
                acts,
                from: from.map(fine),
                until: until.map(fine),
            }
        })
}

fn a1_pages_of_the_log_are_those_of_a_look_at_every_entry<E: Engine>() {
    proptest!(ProptestConfig::with_cases(48), |(
        entries in prop::collection::vec(made(), 1..300),
        filters in prop::collection::vec(filter(), 6),
        rows in 1usize..9,
    )| {
        let engine = E::new();
        let mut store = engine.open();
        found(store.as_mut());
        write(store.as_mut(), &entries);
        let look = store.look().unwrap();
        for filter in &filters {
            let mut expected = looked_at(look.as_ref(), filter);
            let (newer, _) = walk(look.as_ref(), filter, LogFrom::NewerThan(EntryNo(0)), rows);
            prop_assert_eq!(&newer, &expected);
            expected.reverse();
            let (older, _) = walk(look.as_ref(), filter, LogFrom::Newest, rows);
            prop_assert_eq!(&older, &expected);
        }
    });
}

fn a1_a_rare_filter_takes_many_short_pages_and_misses_nothing<E: Engine>() {
    let engine = E::new();
    let mut store = engine.open();
    found(store.as_mut());
    let mut entries = vec![Entry {
        act: Act::Exported,
        ..entry()
    }];
    entries.extend((0..12_000).map(|n| {
        let target = if n == 11_000 { 9 } else { 1 };
        Entry {
            act: Act::SignedIn,
            ..entry()
        }
        .on(UserId(target))
    }));
    write(store.as_mut(), &entries);
    let look = store.look().unwrap();
    let rare = LogFilter {
        person: Some(UserId(1)),
        acts: Some([Act::Exported].into_iter().collect()),
        ..LogFilter::default()
    };
    let first = look.log_page(&rare, LogFrom::Newest, 50).unwrap();
    assert!(first.entries.is_empty() && first.goes_on.is_some());
    let (all, pages) = walk(look.as_ref(), &rare, LogFrom::Newest, 50);
    assert_eq!(all, [2]);
    assert!((3..=4).contains(&pages), "{pages}");
    let seldom = LogFilter {
        person: Some(UserId(9)),
        ..LogFilter::default()
    };
    assert_eq!(
        walk(look.as_ref(), &seldom, LogFrom::Newest, 50),
        (vec![11_003], 1)
    );
}

fn a1_a_span_of_time_is_found_whatever_the_clock_did<E: Engine>() {
    let engine = E::new();
    let mut store = engine.open();
    found(store.as_mut());
    let entries: Vec<Entry> = (0..4_000)
        .map(|n| {
            // Every hundredth is written with the clock set back.
            let minutes = if n % 100 == 0 { n - 150 } else { n };
            Entry {
                at: at(minutes),
                ..entry()
            }
        })
        .collect();
    write(store.as_mut(), &entries);
    let look = store.look().unwrap();
    for (from, until) in [
        (1_000, 3_900),
        (1_000, 1_100),
        (-200, 4_000),
        (3_000, 2_000),
    ] {
        let filter = LogFilter {
            from: Some(at(from)),
            until: Some(at(until)),
            ..LogFilter::default()
        };
        let mut expected = looked_at(look.as_ref(), &filter);
        expected.reverse();
        let (all, _) = walk(look.as_ref(), &filter, LogFrom::Newest, 77);
        assert_eq!(all, expected);
    }
}

/// Checks a whole log as the program does.
fn check(look: &dyn Look, noted: Option<Head>) -> Result<Head, ChainFault> {
    let mut check = Verification::start(noted);
    let mut fault = None;
    look.raw_entries(EntryNo(0), &mut |entry| match check.take(entry) {
        Ok(()) => ControlFlow::Continue(()),
        Err(found) => {
            fault = Some(found);
            ControlFlow::Break(())
        }
    })
    .unwrap();
    if let Some(fault) = fault {
        return Err(fault);
    }
    let head = check.end()?;
    if look.filing(head.no).unwrap() != check.filing() {
        let first = look.first_misfiled(head.no).unwrap().unwrap();
        return Err(ChainFault::Misfiled(first));
    }
    Ok(head)
}

fn some_entries() -> Vec<Entry> {
    (0..4)
        .map(|n| {
            entry().on(UserId(n)).on(UserId(7)).on(UserId(n)).change(
                "name",
                Some("Ada".into()),
                None,
            )
        })
        .collect()
}

fn a2_a_whole_log_is_checked_with_what_it_is_filed_under<E: Engine>() {
    let engine = E::new();
    let mut store = engine.open();
    assert_eq!(
        check(store.look().unwrap().as_ref(), None),
        Ok(Head::default())
    );
    found(store.as_mut());
    write(store.as_mut(), &some_entries());
    let look = store.look().unwrap();
    let head = look.audit_head().unwrap();
    assert_eq!(check(look.as_ref(), Some(head)), Ok(head));
    assert_eq!(look.first_misfiled(head.no).unwrap(), None);
    let beyond = Head {
        no: EntryNo(9),
        ..head
    };
    assert!(matches!(
        check(look.as_ref(), Some(beyond)),
        Err(ChainFault::CutOff { .. })
    ));
}

fn one_entry_is_found_by_its_number<E: Engine>() {
    let engine = E::new();
    let mut store = engine.open();
    found(store.as_mut());
    let look = store.look().unwrap();
    let all = look.entries_from(EntryNo(0), 10).unwrap();
    assert_eq!(look.entry(EntryNo(1)).unwrap().as_ref(), all.first());
    assert_eq!(look.entry(EntryNo(2)).unwrap(), None);
}

/// Alters a stored log in its file, and says what the check finds; the file is put back as it was.
fn altered(engine: &OnSqlite, sql: &str, noted: Option<Head>) -> Result<Head, ChainFault> {
    let db = Connection::open(engine.path()).unwrap();
    db.execute_batch("PRAGMA foreign_keys = OFF; PRAGMA synchronous = OFF")
        .unwrap();
    db.execute_batch(
        "CREATE TABLE kept AS SELECT * FROM audit; CREATE TABLE kept_targets AS SELECT * FROM audit_targets;
         CREATE TABLE kept_actors AS SELECT * FROM audit_actors; CREATE TABLE kept_blocks AS SELECT * FROM audit_blocks",
    )
    .unwrap();
    db.execute_batch(sql)
        .unwrap_or_else(|error| panic!("{sql}: {error}"));
    let mut store = engine.sqlite();
    let found = check(store.look().unwrap().as_ref(), noted);
    db.execute_batch(
        "DELETE FROM audit_targets; DELETE FROM audit_actors; DELETE FROM audit_blocks; DELETE FROM audit;
         INSERT INTO audit SELECT * FROM kept; INSERT INTO audit_targets SELECT * FROM kept_targets;
         INSERT INTO audit_actors SELECT * FROM kept_actors; INSERT INTO audit_blocks SELECT * FROM kept_blocks;
         DROP TABLE kept; DROP TABLE kept_targets; DROP TABLE kept_actors; DROP TABLE kept_blocks",
    )
    .unwrap();
    found
}

#[test]
fn a2_every_single_byte_of_a_stored_log_is_guarded() {
    let engine = OnSqlite::new();
    let mut store = engine.open();
    found(store.as_mut());
    write(store.as_mut(), &some_entries()[..2]);
    let head = store.look().unwrap().audit_head().unwrap();
    assert_eq!(altered(&engine, "SELECT 1", Some(head)), Ok(head));
    let log = store.look().unwrap().entries_from(EntryNo(0), 10).unwrap();
    for entry in &log {
        let no = entry.no.0;
        let blobs = [
            ("encoded", entry.encoded.clone()),
            ("previous", entry.previous.to_vec()),
            ("hash", entry.hash.to_vec()),
        ];
        for (column, bytes) in blobs {
            for byte in 0..bytes.len() {
                let mut other = bytes.clone();
                other[byte] ^= 1 << (byte % 8);
                let hex = data_encoding::HEXLOWER.encode(&other);
                let sql = format!("UPDATE audit SET {column} = x'{hex}' WHERE no = {no}");
                let fault = altered(&engine, &sql, None).unwrap_err();
                assert_eq!(fault.entry(), entry.no, "{sql}");
            }
            let sql = format!("UPDATE audit SET {column} = x'' WHERE no = {no}");
            assert_eq!(altered(&engine, &sql, None).unwrap_err().entry(), entry.no);
        }
        for change in [
            "at = at + 1",
            "actor_id = NULL",
            "actor_id = 2",
            "act = act + 1",
            "act = -1",
        ] {
            let sql = format!("UPDATE audit SET {change} WHERE no = {no}");
            let misfiled = Err(ChainFault::Misfiled(entry.no));
            assert_eq!(altered(&engine, &sql, None), misfiled, "{sql}");
        }
        for change in [-1, 0, 1_000] {
            let sql = format!("UPDATE audit SET no = {change} WHERE no = {no}");
            let found = altered(&engine, &sql, Some(head)).unwrap_err();
            assert!(found.entry() <= entry.no, "{sql}: {found}");
        }
    }
}

#[test]
fn a2_removal_swap_and_cut_of_a_stored_log_are_found() {
    let engine = OnSqlite::new();
    let mut store = engine.open();
    found(store.as_mut());
    write(store.as_mut(), &some_entries());
    let head = store.look().unwrap().audit_head().unwrap();
    for no in 1..=4u64 {
        let remove = format!("DELETE FROM audit WHERE no = {no}");
        let missing = Err(ChainFault::Missing(EntryNo(no)));
        assert_eq!(altered(&engine, &remove, None), missing);
        let closed = format!("{remove}; UPDATE audit SET no = no - 1 WHERE no > {no}");
        let unlinked = Err(ChainFault::Unlinked(EntryNo(no)));
        assert_eq!(altered(&engine, &closed, None), unlinked);
        let next = no + 1;
        let swap = format!(
            "UPDATE audit SET no = -1 WHERE no = {no}; UPDATE audit SET no = {no} WHERE no = {next}; \
             UPDATE audit SET no = {next} WHERE no = -1"
        );
        assert_eq!(altered(&engine, &swap, None), unlinked);
    }
    // The chain of what is left is whole: only a head noted earlier shows that its end is gone.
    let cut = "DELETE FROM audit_targets WHERE no > 3; DELETE FROM audit WHERE no > 3";
    assert_eq!(altered(&engine, cut, None).unwrap().no, EntryNo(3));
    let shown = altered(&engine, cut, Some(head)).unwrap_err();
    assert_eq!((shown.entry(), shown.word()), (EntryNo(4), "cut_off"));
}

#[test]
fn a2_what_entries_are_found_by_is_checked_too() {
    let engine = OnSqlite::new();
    let mut store = engine.open();
    found(store.as_mut());
    write(store.as_mut(), &some_entries());
    // Two blocks are whole, and a third is begun.
    let more: Vec<Entry> = (0..150)
        .map(|n| Entry {
            act: [Act::SignedIn, Act::UserEdited][n % 2],
            actor: Actor::User(UserId(80)),
            ..entry()
        })
        .collect();
    write(store.as_mut(), &more);
    assert!(altered(&engine, "SELECT 1", None).is_ok());
    for (sql, no) in [
        ("DELETE FROM audit_targets WHERE no = 3 AND user_id = 7", 3),
        ("INSERT INTO audit_targets VALUES(1, 4)", 4),
        (
            "UPDATE audit_targets SET user_id = 99 WHERE no = 2 AND user_id = 7",
            2,
        ),
        ("INSERT INTO audit_targets VALUES(5, -3)", 0),
        ("DELETE FROM audit_targets", 2),
        ("DELETE FROM audit_actors WHERE no = 70", 70),
        ("UPDATE audit_actors SET user_id = 81 WHERE no = 71", 71),
        ("INSERT INTO audit_actors VALUES(9, 72)", 72),
        (
            "DELETE FROM audit_actors WHERE no = 73; INSERT INTO audit_targets VALUES(80, 73)",
            73,
        ),
        ("DELETE FROM audit_blocks WHERE block = 0", 64),
        ("UPDATE audit_blocks SET acts = 0 WHERE block = 1", 128),
        (
            "UPDATE audit_blocks SET until_at = until_at - 1 WHERE block = 1",
            128,
        ),
        (
            "UPDATE audit_blocks SET from_at = from_at + 1 WHERE block = 0",
            64,
        ),
        ("INSERT INTO audit_blocks VALUES(-4, 0, 0, 0)", 0),
    ] {
        let misfiled = Err(ChainFault::Misfiled(EntryNo(no)));
        assert_eq!(altered(&engine, sql, None), misfiled, "{sql}");
    }
    // What is noted of a block that is not whole is looked at by nobody, and is noted anew.
    let early = "INSERT INTO audit_blocks VALUES(2, 0, 0, 0)";
    assert!(altered(&engine, early, None).is_ok());
}
