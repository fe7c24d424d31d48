//! The audit log: checking it, and what an entry costs its act (target 16).

use passward::service::{Checked, Desk, LogCheck, check_log_of_machine};
use passward::store::sqlite::Sqlite;
use passward::store::{Quiet, Store};
use rusqlite::params;

use crate::firms::{self, Firm};
use crate::measure::{Row, shown, time, timed_in_turns};

const ENTRIES: u32 = 1_000_000;

pub(crate) fn rows() -> Vec<Row> {
    vec![verify(), appending()]
}

/// Makes a log of a million entries once, and checks it.
fn verify() -> Row {
    let path = firms::folder().join("log-1000000.db");
    if !path.exists() {
        std::fs::copy(firms::path(1_000), &path).unwrap();
        let mut store = Sqlite::open(&path).unwrap();
        let mut left = ENTRIES;
        while left > 0 {
            let mut entry = firms::entry(firms::now());
            entry = entry.change(
                "password expiry",
                Some("90 days".into()),
                Some("180 days".into()),
            );
            let more = vec![entry.clone(); 9_999];
            let tx = store.begin().unwrap();
            tx.commit(&entry, &more).unwrap();
            left -= 10_000;
        }
    }
    let mut best = std::time::Duration::MAX;
    let mut entries = 0;
    for _ in 0..5 {
        let mut desk = Desk::new(Box::new(Sqlite::open(&path).unwrap()));
        let check = LogCheck::begin(None);
        let (taken, checked) = time(|| check_log_of_machine(&mut desk, check, usize::MAX).unwrap());
        let Checked::Whole(head) = checked else {
            panic!("{checked:?}");
        };
        entries = head.no.0;
        best = best.min(taken);
    }
    #[expect(clippy::cast_precision_loss, reason = "a rate for the table")]
    let rate = entries as f64 / best.as_secs_f64();
    Row {
        number: 16,
        what: "audit verify, best of five".into(),
        target: "≥ 1,000,000 entries a second".into(),
        measured: format!(
            "{:.2} million a second ({} for all)",
            rate / 1e6,
            shown(best)
        ),
        met: Some(rate >= 1e6),
    }
}

/// One and the same change, with its entry and without one.
fn appending() -> Row {
    let firm = Firm::copy(1_000);
    let (mut store, now) = (firm.store(), firm.now);
    let (bare, entry) = (firm.bare(), firms::entry(now));
    let mut sign_in = |with_entry: bool, turn: usize| {
        let id = passward::domain::UserId(2 + i64::try_from(turn % 900).unwrap());
        time(|| {
            let mut tx = store.begin().unwrap();
            tx.note_sign_in(id, now).unwrap();
            if with_entry {
                tx.commit(&entry, &[]).unwrap();
            } else {
                tx.commit_quietly(Quiet::Active).unwrap();
            }
        })
        .0
    };
    let mut with = Vec::new();
    let mut without = Vec::new();
    for turn in 0..600 {
        with.push(sign_in(true, turn));
        without.push(sign_in(false, turn));
    }
    let (with, without) = (
        crate::measure::median(with),
        crate::measure::median(without),
    );
    let adds = with.saturating_sub(without);
    // The floor beside it: the same row by bare SQL in a transaction that writes another row anyway.
    let (bare_with, bare_without) = timed_in_turns(
        300,
        |turn| row(&bare, turn, true),
        |turn| row(&bare, turn, false),
    );
    Row {
        number: 16,
        what: "what an entry adds to its act".into(),
        target: "≤ 50 µs".into(),
        measured: format!(
            "{} ({} with, {} without; a bare row of 300 bytes adds {})",
            shown(adds),
            shown(with),
            shown(without),
            shown(bare_with.saturating_sub(bare_without))
        ),
        met: Some(adds <= std::time::Duration::from_micros(50)),
    }
}

fn row(db: &rusqlite::Connection, turn: usize, with_entry: bool) -> std::time::Duration {
    db.execute_batch("CREATE TEMP TABLE IF NOT EXISTS none(n)")
        .unwrap();
    time(|| {
        let tx = db.unchecked_transaction().unwrap();
        tx.execute(
            "UPDATE users SET seen_up_to = ?1 WHERE id = 3",
            [i64::try_from(turn).unwrap()],
        )
        .unwrap();
        if with_entry {
            tx.execute(
                "INSERT INTO tries VALUES(randomblob(32), 1, NULL, 0, NULL, 0, NULL, 0, 0, ?1)",
                params![i64::try_from(turn).unwrap()],
            )
            .unwrap();
        }
        tx.commit().unwrap();
    })
    .0
}
