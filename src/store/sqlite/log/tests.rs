//! What SQLite makes of the statements, and how much they go through: each walks its index in order and sorts nothing.

use rusqlite::types::Value;

use super::super::migrate::CURRENT;
use super::super::scratch::{database, plan_of};
use super::*;
use crate::domain::audit::{Act, Actor, Entry};

#[test]
fn a1_every_page_of_the_log_walks_an_index_in_order() {
    let (_folder, db) = database(CURRENT, "");
    for way in [Way::Back(50), Way::On(50)] {
        let (_, order) = way.sql();
        let by_number = if order == "ASC" {
            "(rowid>?)"
        } else {
            "(rowid<?)"
        };
        for (sql, searches) in [
            (
                numbers_of(way),
                &[
                    "SEARCH audit_actors USING PRIMARY KEY (user_id=? AND no",
                    "SEARCH audit_targets USING PRIMARY KEY (user_id=? AND no",
                    "MERGE (UNION)",
                ][..],
            ),
            (blocks_of(way), &["SEARCH audit_blocks", by_number]),
            (entries_of(way), &["SEARCH audit", "(rowid>? AND rowid<?)"]),
        ] {
            let values = vec![Value::Null; db.prepare(&sql).unwrap().parameter_count()];
            let told = plan_of(&db, &sql, values).join("\n");
            for part in searches {
                assert!(told.contains(part), "{sql}\n{told}");
            }
            for never in ["SCAN", "TEMP B-TREE"] {
                assert!(!told.contains(never), "{sql}\n{told}");
            }
        }
    }
}

/// Writes entries one second apart; every thousandth is an export.
fn write(db: &Connection, entries: i64) {
    let start = chrono::DateTime::from_timestamp_millis(1_700_000_000_000).unwrap();
    for n in 0..entries {
        let act = if n % 1_000 == 999 {
            Act::Exported
        } else {
            Act::SignedIn
        };
        let at = start + chrono::TimeDelta::seconds(n);
        let entry = Entry::new(at, Actor::User(UserId(1)), act, "tty1").on(UserId(1));
        super::super::audit::add(db, &entry).unwrap();
    }
}

#[test]
fn a1_what_is_rare_or_long_ago_is_found_without_a_look_at_every_entry() {
    let (_folder, mut db) = database(CURRENT, "");
    db.execute_batch("BEGIN").unwrap();
    write(&db, 8_010);
    let steps = std::sync::Arc::new(std::sync::atomic::AtomicU64::new(0));
    let counted = std::sync::Arc::clone(&steps);
    let count = move || {
        counted.fetch_add(1, std::sync::atomic::Ordering::Relaxed);
        false
    };
    db.progress_handler(1, Some(count)).unwrap();
    let stepped = |filter: &LogFilter| {
        let before = steps.load(std::sync::atomic::Ordering::Relaxed);
        let page = page(&db, filter, LogFrom::Newest, 100).unwrap();
        assert_eq!(page.goes_on, None);
        let numbers: Vec<u64> = page.entries.iter().map(|entry| entry.no.0).collect();
        (
            numbers,
            steps.load(std::sync::atomic::Ordering::Relaxed) - before,
        )
    };
    let rare = LogFilter {
        acts: Some([Act::Exported].into_iter().collect()),
        ..LogFilter::default()
    };
    let (found, steps) = stepped(&rare);
    let all: Vec<u64> = (1..=8).rev().map(|n| n * 1_000).collect();
    assert_eq!(found, all);
    // Eight blocks of 64 and the newest few, of 8,010 entries.
    assert!(steps < 9_000, "{steps}");
    let day =
        |seconds: i64| chrono::DateTime::from_timestamp_millis(1_700_000_000_000 + seconds * 1_000);
    let then = LogFilter {
        from: day(2_000),
        until: day(2_010),
        ..LogFilter::default()
    };
    let (found, steps) = stepped(&then);
    assert_eq!(found, (2_001..=2_010).rev().collect::<Vec<_>>());
    assert!(steps < 2_500, "{steps}");
}
