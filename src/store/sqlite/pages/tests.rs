//! How much SQLite does for a page, counted in steps of its machine and not in time.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering::SeqCst};

use super::super::scratch::{self, now};
use super::*;
use crate::domain::selection::{Filter, Show};
use crate::domain::{Kind, PasswordFilter, StatusKind};

/// A firm of which a twelfth is disabled and a third is Connect, with people of every status all over its orders.
fn firm(people: u32) -> (tempfile::TempDir, Connection) {
    let (set_at, day) = (now().timestamp_millis(), 86_400_000);
    scratch::database(
        super::super::migrate::CURRENT,
        &format!(
            "PRAGMA foreign_keys = OFF; BEGIN;
             INSERT INTO account VALUES(1, 'Firm', 1, 1, zeroblob(32));
             WITH RECURSIVE n(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM n WHERE n < {people})
             INSERT INTO users(kind, enabled, role, gen, changed_at, force_id, last_sign_in, name, name_key, email)
             SELECT n % 3 = 0, n % 12 > 0, 0,
               CASE n % 10 WHEN 0 THEN NULL WHEN 1 THEN 0 ELSE 1 END,
               CASE n % 10 WHEN 0 THEN NULL ELSE {set_at} - n * 7919 % 180 * {day} - n END,
               CASE WHEN n % 10 = 2 AND n % 3 > 0 THEN 1 END,
               CASE n / 7 % 5 WHEN 0 THEN NULL ELSE {set_at} - n * 7919 END,
               'N', 'n' || n * 7919 % 10007, n || '@firm.example' FROM n;
             INSERT INTO counts
               SELECT kind, enabled, gen, changed_at / 7200000, count(*) FROM users
               WHERE gen IS NOT NULL AND force_id IS NULL GROUP BY 1, 2, 3, 4;
             INSERT INTO tallies
               SELECT kind, enabled, role, force_id IS NOT NULL, coalesce(gen, -1), count(*) FROM users
               GROUP BY 1, 2, 3, 4, 5;
             COMMIT;"
        ),
    )
}

/// Returns how many steps each page takes: of each list, from its ends and from the middle.
fn steps(db: &mut Connection) -> Vec<(String, u64)> {
    let counted = Arc::new(AtomicU64::new(0));
    let count = Arc::clone(&counted);
    db.progress_handler(1, Some(move || count.fetch_add(1, SeqCst) == u64::MAX))
        .unwrap();
    let db = &*db;
    let (rules, searches) = (scratch::rules(1, 1), Searches::default());
    let mut steps = Vec::new();
    let statuses = StatusKind::ALL.map(PasswordFilter::Status);
    for password in statuses.into_iter().chain([PasswordFilter::Any]) {
        for (show, kind) in [
            (Show::Enabled, None),
            (Show::EnabledAndDisabled, None),
            (Show::Enabled, Some(Kind::Firm)),
            (Show::Enabled, Some(Kind::Connect)),
        ] {
            let filter = Filter {
                show,
                kind,
                password,
                search: String::new(),
            };
            let selection = &filter.at(now(), &rules);
            for order in [Order::Name, Order::Email, Order::Expiry, Order::LastSignIn] {
                let list = List {
                    selection,
                    rules: &rules,
                    order,
                    direction: Direction::Forward,
                    searches: &searches,
                };
                let half = facts::size(db, selection, &rules).unwrap() / 2;
                let middle = nth(db, &list, half).unwrap();
                let froms = [From::First, From::Last].into_iter();
                for from in froms.chain(middle.map(From::After)) {
                    counted.store(0, SeqCst);
                    let plan = Plan::of(db, &list).unwrap();
                    plan.page(&from, 50).unwrap();
                    let what = format!("{filter:?} {order:?} {}", from_what(&from));
                    steps.push((what, counted.load(SeqCst)));
                }
            }
        }
    }
    steps
}

fn from_what(from: &From) -> &'static str {
    match from {
        From::First => "first",
        From::Last => "last",
        From::After(_) | From::At(_) | From::Before(_) => "middle",
    }
}

#[test]
fn u6_a_page_touches_as_many_rows_whatever_the_size_of_the_firm() {
    let ((_few, mut few), (_many, mut many)) = (firm(20_000), firm(80_000));
    let (few, many) = (steps(&mut few), steps(&mut many));
    assert_eq!(few.len(), many.len());
    assert!(few.len() > 300, "{}", few.len());
    for ((what, few), (_, many)) in few.into_iter().zip(many) {
        // Whoever has set no password is asked whether they signed in all the same.
        if what.contains("NotSet") && what.contains("LastSignIn") {
            continue;
        }
        assert!(many * 2 <= few * 3, "{what}: {few}, then {many}");
    }
}
