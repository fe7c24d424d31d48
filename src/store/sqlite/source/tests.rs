//! Which way is taken, by the numbers of a firm of a million.

use rusqlite::Connection;

use super::super::scratch::{self, now};
use super::super::search::Searches;
use super::*;
use crate::domain::selection::{Filter, Show};
use crate::domain::{Direction, Kind, PasswordFilter, StatusKind};

/// A firm of which so many have set no password, and so many are Connect users.
fn firm(not_set: u64, connect: u64) -> (tempfile::TempDir, Connection) {
    let others = 1_000_000 - not_set - connect;
    scratch::database(
        super::super::migrate::CURRENT,
        &format!(
            "INSERT INTO tallies VALUES(0, 1, 0, 0, 0, {others}), (0, 1, 0, 0, -1, {not_set}),
               (1, 1, 0, 0, 0, {connect});"
        ),
    )
}

/// Says in short where the rows come from.
fn said(source: &Source) -> String {
    match source {
        Source::Walk => "walk".into(),
        Source::Ranges => "ranges".into(),
        Source::Candidates(_) => "candidates".into(),
        Source::Everyone => "everyone".into(),
        Source::Limited { patience, instead } => {
            let walked = patience.passed(100);
            match instead {
                Instead::Sorting(all) => format!("{walked}, then {}", said(all)),
                Instead::Candidates(_) => format!("{walked}, then sorted candidates"),
                Instead::ByPlace(_) => format!("{walked}, then by place"),
            }
        }
    }
}

/// The ways by name, by e-mail, by expiry and by last sign-in.
fn ways(db: &Connection, filter: &Filter) -> [String; 4] {
    let rules = scratch::rules(0, 0);
    let selection = &filter.at(now(), &rules);
    [Order::Name, Order::Email, Order::Expiry, Order::LastSignIn].map(|order| {
        let list = List {
            selection,
            rules: &rules,
            order,
            direction: Direction::Forward,
            searches: &Searches::default(),
        };
        said(&Source::of(db, &list).unwrap())
    })
}

/// Makes those of these ids have a word.
fn have(db: &Connection, word: &str, ids: impl Iterator<Item = u32>) {
    db.execute_batch("BEGIN").unwrap();
    let mut add = db.prepare("INSERT INTO find(rowid, name_key, email) VALUES(?1, ?2, '')");
    let add = add.as_mut().unwrap();
    for id in ids {
        add.execute((id, word)).unwrap();
    }
    db.execute_batch("COMMIT").unwrap();
}

fn everyone() -> Filter {
    Filter {
        show: Show::Enabled,
        ..Filter::default()
    }
}

#[test]
fn u6_whoever_is_rare_is_sorted_and_whoever_may_stand_far_off_is_walked_to_only_so_far() {
    let not_set = Filter {
        password: PasswordFilter::Status(StatusKind::NotSet),
        ..everyone()
    };
    let connect = Filter {
        kind: Some(Kind::Connect),
        ..everyone()
    };
    let not_seen_strong = Filter {
        password: PasswordFilter::NotSeenStrong,
        ..everyone()
    };
    let (_folder, db) = firm(2_000, 30_000);
    assert_eq!(ways(&db, &everyone()), ["walk"; 4]);
    assert_eq!(ways(&db, &not_set), ["ranges", "ranges", "walk", "ranges"]);
    let some = "13300, then ranges";
    assert_eq!(ways(&db, &connect), ["walk", some, "walk", some]);
    let unknown = "8000, then everyone";
    assert_eq!(
        ways(&db, &not_seen_strong),
        ["walk", unknown, unknown, unknown]
    );
    let (_folder, db) = firm(30_000, 400_000);
    // Who has set no password never signed in, and is at the end of that order.
    assert_eq!(ways(&db, &not_set), ["walk", some, "walk", "walk"]);
    let many = "4000, then everyone";
    assert_eq!(ways(&db, &connect), ["walk", many, "walk", many]);
}

#[test]
fn u6_everybody_enabled_is_met_at_once_but_where_those_who_left_stand_close_together() {
    let of = |left: u32| {
        let (_folder, db) = firm(0, 0);
        let leave = "UPDATE tallies SET n = n - ?1 WHERE gen = 0 AND kind = 0";
        db.execute(leave, [left]).unwrap();
        let gone = "INSERT INTO tallies VALUES(0, 0, 0, 0, 1, ?1)";
        db.execute(gone, [left]).unwrap();
        let all = Filter {
            show: Show::EnabledAndDisabled,
            ..everyone()
        };
        assert_eq!(ways(&db, &all), ["walk"; 4]);
        ways(&db, &everyone())
    };
    let some = "400, then 4000, then everyone";
    assert_eq!(of(80_000), ["walk", some, "walk", some]);
    let most = "8000, then 8000, then everyone";
    assert_eq!(of(950_000), ["walk", most, "walk", most]);
    assert_eq!(of(999_000), ["walk", "ranges", "walk", "ranges"]);
}

#[test]
fn u6_a_word_is_looked_for_by_how_many_have_it() {
    let (_folder, db) = firm(2_000, 300_000);
    let having = |word: &str, apart: u32| have(&db, word, (1..=1_001).map(|n| n * apart));
    let ways = |word: &str| {
        let search = word.to_owned();
        ways(
            &db,
            &Filter {
                search,
                ..everyone()
            },
        )
    };
    assert_eq!(ways("none"), ["candidates"; 4]);
    having("some", 200);
    let of_some = "312, then by place";
    assert_eq!(
        ways("some"),
        [of_some, "39, then by place", "candidates", "candidates"]
    );
    having("many", 40);
    let sorted = "16000, then sorted candidates";
    assert_eq!(
        ways("many"),
        ["1562, then by place", "195, then by place", sorted, sorted]
    );
    having("most", 2);
    let read = "4000, then sorted candidates";
    let unknown = "8000, then everyone";
    assert_eq!(ways("most"), ["walk", "4000, then everyone", read, read]);
    // They came late: the first say that there are 1,002 of them.
    have(&db, "late", 998_000..=998_000 + 7_000);
    // For so many rows it would pass more than are sorted.
    let limited = "4000, then sorted candidates";
    assert_eq!(ways("late")[2..], [limited, limited]);
    // Two letters have no trigram.
    assert_eq!(ways("zz"), ["walk", unknown, unknown, unknown]);
}

#[test]
fn u6_candidates_are_looked_up_to_sort_them_only_where_they_are_few_of_everyone() {
    for (number, way) in [(8 * 1_001, "candidates"), (8 * 1_001 - 8, "everyone")] {
        let (_folder, db) = scratch::database(
            super::super::migrate::CURRENT,
            &format!("INSERT INTO tallies VALUES(0, 1, 0, 0, 0, {number});"),
        );
        have(&db, "word", 1..=1_001);
        let found = Searches::default().find(&db, "word").unwrap().unwrap();
        assert_eq!(said(&Source::sorted(&db, &found).unwrap()), way);
    }
}

#[test]
fn u6_a_very_common_word_is_counted_along_a_status_only_where_that_is_rare() {
    for (not_set, way) in [(15_000, "ranges"), (16_000, "walk")] {
        let (_folder, db) = firm(not_set, 0);
        have(&db, "word", (1..=1_001).map(|n| n * 2));
        let filter = Filter {
            password: PasswordFilter::Status(StatusKind::NotSet),
            search: "word".to_owned(),
            ..everyone()
        };
        let rules = scratch::rules(0, 0);
        let list = List {
            selection: &filter.at(now(), &rules),
            rules: &rules,
            order: Order::Name,
            direction: Direction::Forward,
            searches: &Searches::default(),
        };
        assert_eq!(said(&Source::for_count(&db, &list).unwrap()), way);
    }
}
