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
fn u6_a_word_is_looked_for_by_how_many_have_it() {
    let (_folder, db) = firm(2_000, 300_000);
    let having = |word: &str, apart: u32| {
        let mut add = db.prepare("INSERT INTO find(rowid, name_key, email) VALUES(?1, ?2, '')");
        let add = add.as_mut().unwrap();
        for n in 1..=1_001 {
            add.execute((n * apart, word)).unwrap();
        }
    };
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
    let sorted = "16000, then candidates";
    assert_eq!(
        ways("many"),
        ["1562, then by place", "195, then by place", sorted, sorted]
    );
    having("most", 2);
    let read = "4000, then everyone";
    let unknown = "8000, then everyone";
    assert_eq!(ways("most"), ["walk", "3906, then by place", read, read]);
    // Two letters have no trigram.
    assert_eq!(ways("zz"), ["walk", unknown, unknown, unknown]);
}
