//! `passward audit`: the check and the list of the log, by the real binary (A1, A2, R4, R7).

use rusqlite::Connection;
use serde_json::Value;

use crate::cli::{Said, database, founded, passward};
use crate::support::pty::World;

fn verify(world: &World, more: &[&str]) -> Said {
    passward(world, &[&["audit", "verify"], more].concat(), "")
}

fn list(world: &World, more: &[&str]) -> Said {
    passward(world, &[&["audit", "list"], more].concat(), "")
}

fn json(text: &str) -> Value {
    serde_json::from_str(text).unwrap()
}

fn sql(world: &World, sql: &str) {
    let db = Connection::open(database(world)).unwrap();
    db.execute_batch("PRAGMA foreign_keys = OFF").unwrap();
    db.execute_batch(sql).unwrap();
}

/// A made-up firm of these many people, at the default place.
fn demo(users: &str) -> World {
    let world = founded();
    let path = database(&world);
    std::fs::remove_file(&path).unwrap();
    for suffix in ["-wal", "-shm"] {
        let _ = std::fs::remove_file(format!("{}{suffix}", path.display()));
    }
    let path = path.to_str().unwrap();
    passward(&world, &["demo", "--db", path, "--users", users], "").ends(0);
    world
}

#[test]
fn a2_verify_prints_the_head_and_expects_one_noted_earlier() {
    let world = founded();
    let first = verify(&world, &[]).ends(0).says("is whole");
    let head = first.out.trim();
    let (number, hash) = head.split_once(':').unwrap();
    assert!(hash.len() == 64, "{head}");
    let number: u64 = number.parse().unwrap();
    verify(&world, &["--expect", head])
        .ends(0)
        .says("the one expected");
    let said = verify(&world, &["--json", "--expect", head]).ends(0);
    let document = json(&said.out);
    assert_eq!(document["schema"], 1);
    assert_eq!(
        (&document["whole"], &document["entries"]),
        (&true.into(), &number.into())
    );
    assert_eq!(
        (&document["head"], &document["expected"]),
        (&head.into(), &head.into())
    );

    let other = format!("{number}:{}", "0".repeat(64));
    verify(&world, &["--expect", &other])
        .ends(1)
        .says("written anew");
    let beyond = format!("70:{}", "0".repeat(64));
    let cut = verify(&world, &["--expect", &beyond, "--json"]).ends(1);
    assert_eq!(cut.out, "");
    let error = &json(&cut.err)["error"];
    assert_eq!(
        (&error["code"], &error["exit"]),
        (&"audit_log_cut_off".into(), &1.into())
    );
    for wrong in ["", "x", "1:", "1:00", "first"] {
        verify(&world, &["--expect", wrong]).ends(2);
    }
}

#[test]
fn a2_verify_names_the_first_bad_entry() {
    for (change, says) in [
        ("UPDATE audit SET at = at + 1 WHERE no = 3", "Entry 3"),
        ("UPDATE audit SET act = 13 WHERE no = 2", "Entry 2"),
        (
            "UPDATE audit SET encoded = zeroblob(80) WHERE no = 4",
            "Entry 4",
        ),
        (
            "DELETE FROM audit WHERE no = 2",
            "Entry 2 of the audit log is missing",
        ),
        ("INSERT INTO audit_targets VALUES(40, 5)", "Entry 5"),
    ] {
        let world = demo("60");
        verify(&world, &[]).ends(0);
        sql(&world, change);
        let said = verify(&world, &[]).ends(1).says(says);
        assert_eq!(said.out, "", "nothing to note down");
    }
}

#[test]
fn a2_verify_needs_a_database_and_no_password() {
    let world = World::new();
    verify(&world, &[]).ends(4);
    passward(&world, &["audit"], "").ends(2);
    passward(&world, &["audit", "verfy"], "")
        .ends(2)
        .says("verify");
}

#[test]
fn a1_list_shows_fifty_and_says_how_many_more() {
    let world = demo("60");
    let entries = json(&list(&world, &["--json"]).ends(0).out);
    let entries = entries["entries"].as_array().unwrap().clone();
    let all = entries.len();
    let said = list(&world, &["--limit", "5"]).ends(0);
    assert_eq!(said.out.lines().count(), 5);
    assert!(
        said.err
            .contains(&format!("{} more: --limit 0 or --json", all - 5)),
        "{said:?}"
    );
    let said = list(&world, &[]).ends(0);
    assert_eq!(said.out.lines().count(), all.min(50));
    let said = list(&world, &["--limit", "0"]).ends(0);
    assert_eq!((said.out.lines().count(), said.err.as_str()), (all, ""));
    // The newest first, and each number once.
    let numbers: Vec<u64> = entries
        .iter()
        .map(|entry| entry["no"].as_u64().unwrap())
        .collect();
    assert!(numbers.is_sorted_by(|a, b| a > b), "{numbers:?}");
    assert_eq!(numbers.last(), Some(&1));
    let founded = entries.last().unwrap();
    assert_eq!(founded["act"], "firm_founded");
    assert!(founded["at"].as_str().unwrap().ends_with('Z'));
    let document = json(&list(&world, &["--json", "--limit", "2"]).ends(0).out);
    assert_eq!(document["more"], true);
    assert_eq!(document["entries"].as_array().unwrap().len(), 2);
}

#[test]
fn a1_list_is_narrowed_by_person_kind_date_and_words() {
    let world = demo("60");
    let count = |more: &[&str]| {
        let all = [&["--json"], more].concat();
        json(&list(&world, &all).ends(0).out)["entries"]
            .as_array()
            .unwrap()
            .len()
    };
    let all = count(&[]);
    let kinds = [
        "sign-ins",
        "passwords",
        "policy",
        "people",
        "codes",
        "sessions",
        "log",
    ];
    let by_kind: Vec<usize> = kinds.iter().map(|kind| count(&["--kind", kind])).collect();
    assert_eq!(by_kind.iter().sum::<usize>(), all);
    assert!(by_kind[2] > 0 && by_kind[2] < all);
    assert_eq!(
        count(&["--kind", "policy", "--kind", "people"]),
        by_kind[2] + by_kind[3]
    );
    assert_eq!(
        count(&["--search", "POLICY", "--kind", "policy"]),
        by_kind[2]
    );
    assert_eq!(count(&["--search", "no such words anywhere"]), 0);
    let (before, after) = (
        count(&["--to", "2020-01-01"]),
        count(&["--from", "2020-01-01"]),
    );
    assert_eq!((before, after), (0, all));
    let ben = count(&["--person", "ben.okafor@hartwellfinch.example"]);
    assert!(ben > 0 && ben < all, "{ben} of {all}");
    list(&world, &["--person", "nobody@hartwellfinch.example"]).ends(1);
    list(&world, &["--person", "nobody"]).ends(2);
    list(&world, &["--from", "24.11.2026"])
        .ends(2)
        .says("2026-11-24");
    list(&world, &["--kind", "policies"]).ends(2).says("policy");
    list(&world, &["--search", "no such words"])
        .ends(0)
        .says("No entry");
}

#[test]
fn r4_nothing_that_the_log_holds_reaches_the_terminal_alive() {
    let world = founded();
    // A name as somebody with the file in hands might write it.
    sql(
        &world,
        "UPDATE users SET name = char(27) || '[2J' || char(8238) || '=1+1' || char(7)",
    );
    let said = list(&world, &[]).ends(0);
    assert!(
        said.out.contains("\u{fffd}[2J\u{fffd}=1+1\u{fffd}"),
        "{said:?}"
    );
    let said = list(&world, &["--json"]).ends(0);
    let document = json(&said.out);
    assert_eq!(
        document["entries"][0]["who"]["name"],
        "\u{fffd}[2J\u{fffd}=1+1\u{fffd}"
    );
    assert!(!said.out.contains('\u{202e}'));
}
