//! `passward doctor`: the real binary, without a terminal (R7, R2, E9, S5).

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;

use rusqlite::Connection;
use serde_json::Value;

use crate::cli::{ADA, FIRST, Said, database, founded, passward};
use crate::support::pty::World;

/// Returns one check of the report.
fn check(report: &Value, name: &str) -> Value {
    let checks = report["checks"].as_array().unwrap();
    let found = checks.iter().find(|check| check["check"] == name);
    found
        .unwrap_or_else(|| panic!("{name}: {report:#}"))
        .clone()
}

fn examined(world: &World, more: &[&str], code: i32) -> (Value, Said) {
    let said = passward(world, &[&["doctor", "--json"][..], more].concat(), "").ends(code);
    let report: Value = serde_json::from_str(&said.out).unwrap();
    assert_eq!(report["schema"], 1);
    for text in [
        ADA,
        "Ada",
        "Hartwell",
        world.home().to_str().unwrap(),
        "passward.db",
        "/",
    ] {
        assert!(!said.out.contains(text), "{text}: {said:#?}");
    }
    (report, said)
}

fn chmod(path: &Path, mode: u32) {
    fs::set_permissions(path, fs::Permissions::from_mode(mode)).unwrap();
}

#[test]
fn r7_a_sound_firm_has_no_problem_and_no_password_is_asked_for() {
    let world = founded();
    for more in [&[][..], &["--deep"]] {
        let (report, _) = examined(&world, more, 0);
        for name in [
            "common_list",
            "file",
            "copies",
            "folder",
            "space",
            "schema",
            "settings",
            "audit_log",
            "clock",
            "dates_ahead",
            "numbers",
            "locked",
            "free_tries",
            "imported_hashes",
            "sessions",
            "trust",
        ] {
            assert_eq!(check(&report, name)["state"], "ok", "{name}: {report:#}");
        }
        assert_eq!(check(&report, "common_list")["entries"], 19_640);
        let log = check(&report, "audit_log");
        assert!(log["entries"].as_u64() > Some(0), "{log:#}");
        // How many bytes they take is only known once the whole file was walked.
        let known = log["bytes"].as_u64() >= Some(4096);
        assert_eq!(known, !more.is_empty(), "{log:#}");
        assert_eq!(check(&report, "breached_list")["state"], "notice");
        assert_eq!(report["worst"], "notice");
    }
    let said = passward(&world, &["doctor"], "").ends(0);
    for text in [
        "The database is ",
        "19,640 entries",
        "The database has schema ",
        "can do anything with it",
    ] {
        assert!(said.out.contains(text), "{text}: {said:#?}");
    }
}

#[test]
fn s5_the_report_says_which_list_is_active_and_how_old_it_is() {
    let world = founded();
    let list = world.home().join("list.txt");
    fs::write(&list, "orchard lantern\nviolet harbour\n").unwrap();
    chmod(&list, 0o600);
    let world = world.with("PASSWARD_BREACHED", list.to_str().unwrap());
    let (report, _) = examined(&world, &["--deep"], 0);
    let found = check(&report, "breached_list");
    assert_eq!(found["state"], "ok");
    assert_eq!(found["format"], "lines");
    assert_eq!(found["entries"], 2);
    assert!(found["changed_at"].is_string(), "{found}");

    chmod(&list, 0o622);
    let (report, _) = examined(&world, &[], 1);
    assert_eq!(check(&report, "breached_list")["state"], "problem");
    fs::remove_file(&list).unwrap();
    let (report, said) = examined(&world, &[], 1);
    assert_eq!(check(&report, "breached_list")["state"], "problem");
    said.says(r#""code":"problems_found""#);
    passward(&world, &["doctor"], "")
        .ends(1)
        .says("There is no list of breached passwords at")
        .says("1 problem was found")
        .says("What to do stands below each");
}

#[test]
fn r2_loose_permissions_are_told_of() {
    let world = founded();
    let file = database(&world);
    let folder = file.parent().unwrap();
    chmod(folder, 0o755);
    let copy = folder.join("passward.db.backup-v2-1");
    fs::write(&copy, "").unwrap();
    chmod(&copy, 0o644);
    let (report, _) = examined(&world, &[], 1);
    assert_eq!(check(&report, "folder")["state"], "notice");
    assert_eq!(check(&report, "copies")["loose"], 1);

    chmod(&file, 0o644);
    let (report, _) = examined(&world, &[], 4);
    let found = check(&report, "database");
    assert_eq!(found["code"], "database_open_to_others");
    passward(&world, &["doctor"], "").ends(4).says("chmod 600");
}

#[test]
fn r2_a_database_that_is_not_there_is_a_problem_with_its_hint() {
    let world = World::new();
    let (report, _) = examined(&world, &[], 4);
    assert_eq!(check(&report, "database")["code"], "database_missing");
    // Not even what to do names the place.
    let hint = check(&report, "database")["hint"].to_string();
    assert!(!hint.contains("passward init"), "{hint}");
    passward(&world, &["doctor"], "")
        .ends(4)
        .says("passward init");
}

#[test]
fn e9_a_clock_behind_the_log_and_passwords_ahead_of_it_are_told_by_number() {
    let world = founded();
    let file = database(&world);
    {
        let db = Connection::open(&file).unwrap();
        db.execute_batch(
            "UPDATE users SET changed_at = changed_at + 7200000 WHERE id = 1;
             UPDATE counts SET bucket = (SELECT changed_at / 7200000 FROM users WHERE id = 1);",
        )
        .unwrap();
    }
    let (report, _) = examined(&world, &["--deep"], 0);
    let ahead = check(&report, "dates_ahead");
    assert_eq!(ahead["state"], "notice");
    assert_eq!(ahead["users"], 1);
    assert_eq!(ahead["user_numbers"], serde_json::json!([1]));
    assert_eq!(check(&report, "clock")["state"], "ok");
}

#[test]
fn numbers_out_of_step_and_a_damaged_file_are_problems() {
    let world = founded();
    let file = database(&world);
    let db = Connection::open(&file).unwrap();
    db.execute_batch("UPDATE strong_tallies SET n = n + 1;")
        .unwrap();
    db.execute_batch("UPDATE counts SET n = n + 1;").unwrap();
    drop(db);
    let (report, _) = examined(&world, &[], 0);
    assert_eq!(check(&report, "numbers")["state"], "ok");
    let (report, _) = examined(&world, &["--deep"], 1);
    let numbers = check(&report, "numbers");
    assert_eq!(numbers["state"], "problem");
    assert!(numbers["differ"].as_u64().unwrap() >= 2, "{numbers}");
    assert_eq!(check(&report, "integrity")["state"], "ok");
}

#[test]
fn s1_what_imported_hashes_cost_a_failed_sign_in_is_told() {
    let world = founded();
    let db = Connection::open(database(&world)).unwrap();
    let put = |n: i64, phc: &str| {
        let email = format!("p{n}@firm.example");
        let user = "INSERT INTO users(id, kind, enabled, role, name, name_key, email) VALUES(?1, 0, 1, 0, 'Ben', 'ben', ?2)";
        db.execute(user, (n, email)).unwrap();
        db.execute("INSERT INTO credentials VALUES(?1, ?2, 1, NULL)", (n, phc))
            .unwrap();
    };
    let told = || {
        let said = passward(&world, &["doctor", "--json"], "");
        let report: Value = serde_json::from_str(&said.out).unwrap();
        let found = check(&report, "imported_hashes").clone();
        (
            found["state"].clone(),
            found["settings"].clone(),
            found["beyond"].clone(),
        )
    };
    assert_eq!(told(), ("ok".into(), 0.into(), 0.into()));
    for (n, name) in (2..).zip(["2a", "2b", "2y"]) {
        put(
            n,
            &format!("${name}$10$9l1JYIC3h4mKkF1FNMG08.IZcZfX6xolcWcq3K5D9UX.aQi9ObpKO"),
        );
    }
    assert_eq!(told(), ("ok".into(), 1.into(), 0.into()));
    for n in 10..80 {
        put(
            n,
            &format!("$6$rounds={}$salt${}", 1_000 + n, ".".repeat(86)),
        );
    }
    assert_eq!(told(), ("problem".into(), 61.into(), 10.into()));
}

#[test]
fn s3_who_is_locked_out_is_counted() {
    let world = founded();
    passward(&world, &["passwd", ADA], "wrong wrong\nanother one\n").ends(1);
    let db = Connection::open(database(&world)).unwrap();
    db.execute("UPDATE tries SET wrong = 100", []).unwrap();
    let (report, _) = examined(&world, &[], 0);
    let locked = check(&report, "locked");
    assert_eq!(locked["state"], "notice");
    assert_eq!(locked["users"], 1);
    passward(&world, &["passwd", ADA], &format!("{FIRST}\nanother one\n")).ends(1);
    // Wrong codes lock nobody.
    db.execute("UPDATE tries SET rule = 1", []).unwrap();
    let (report, _) = examined(&world, &[], 0);
    assert_eq!(check(&report, "locked")["users"], 0);
}

#[test]
fn s3_what_a_flood_of_made_up_emails_left_behind_is_said() {
    let world = founded();
    let db = Connection::open(database(&world)).unwrap();
    for (passwords, codes, says) in [
        (
            1,
            0,
            "that only 4 wrong passwords are free of a wait, for everyone.",
        ),
        (
            4,
            5,
            "only 1 wrong password is free of a wait and each wrong code is followed by a wait",
        ),
        (0, 3, "that only 2 wrong codes are free of a wait"),
        (
            30,
            0,
            "each wrong password is followed by a wait, for everyone.",
        ),
    ] {
        db.execute("DELETE FROM try_floors", []).unwrap();
        db.execute(
            "INSERT INTO try_floors VALUES(0, ?1), (1, ?2)",
            [passwords, codes],
        )
        .unwrap();
        let (report, _) = examined(&world, &[], 0);
        let free = check(&report, "free_tries");
        assert_eq!(free["state"], "notice");
        assert_eq!(free["passwords_count_from"], passwords);
        assert_eq!(free["codes_count_from"], codes);
        let told = free["says"].as_str().unwrap();
        assert!(told.contains(says), "{told}");
    }
    passward(&world, &["doctor"], "")
        .ends(0)
        .says("It stays so until `passward recover --free-tries`");
}
