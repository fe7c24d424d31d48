//! `passward import`, the real binary (U9, R1).

use std::fmt::Write as _;
use std::fs;
use std::io::Write as _;
use std::path::PathBuf;
use std::process::{Command, Stdio};

use serde_json::Value;

use crate::cli::{ADA, FIRST, Said, database, founded, passward};
use crate::support::pty::World;
use crate::support::until::until;

fn file(world: &World, name: &str, text: &[u8]) -> PathBuf {
    let path = world.home().join(name);
    fs::write(&path, text).unwrap();
    path
}

fn import(world: &World, path: &std::path::Path, more: &[&str]) -> Said {
    let arguments = [&["import", path.to_str().unwrap()], more].concat();
    passward(world, &arguments, "")
}

fn apply(world: &World, path: &std::path::Path) -> Said {
    let arguments = ["import", path.to_str().unwrap(), "--apply", "--as", ADA];
    passward(world, &arguments, &format!("{FIRST}\n"))
}

fn people(world: &World) -> u64 {
    let said = passward(world, &["report", "--format", "json"], "").ends(0);
    let document: Value = serde_json::from_str(&said.out).unwrap();
    document["users"].as_array().unwrap().len() as u64
}

/// A table of so many people without passwords.
fn many(people: u32) -> String {
    let mut text = "name,email,kind\r\n".to_owned();
    for n in 0..people {
        let kind = if n % 3 == 0 { "connect" } else { "firm" };
        writeln!(text, "Person Number {n},person.{n}@import.example,{kind}\r").unwrap();
    }
    text
}

#[test]
fn u9_a_hostile_file_changes_nothing_and_each_wrong_line_is_told() {
    let world = founded();
    let text = b"\xef\xbb\xbfname,email,hash\n\
        Ben,ben@x.example,\n\
        \"=cmd|' /C calc'!A0\",c@x.example,\n\
        Ada again,ADA@hartwellfinch.example,\n\
        Zo\xeb,z@x.example,\n\
        \x1b[31mRed,r@x.example,\n\
        Costly,d@x.example,$2b$15$abcdefghijklmnopqrstuuqREtd3VJD2QVZbuFskFSLk6eRIrQoOS\n\
        Twice,BEN@x.example,\n";
    let path = file(&world, "hostile.csv", text);
    let said = import(&world, &path, &[]).ends(1);
    for line in [
        "line 3, name: The name begins like a formula.",
        "line 4, email: ",
        "line 5: ",
        "line 6, name: ",
        "line 7, hash: ",
        "line 8, email: ",
    ] {
        assert!(said.out.contains(line), "{line} {said:#?}");
    }
    assert!(
        said.err
            .contains("6 lines of the file cannot be imported. Nothing was changed.")
    );
    assert!(!said.out.contains('\x1b'));
    apply(&world, &path).ends(1);
    assert_eq!(people(&world), 1);
    let said = import(&world, &path, &["--json"]).ends(1);
    let document: Value = serde_json::from_str(&said.out).unwrap();
    let codes: Vec<_> = document["bad_lines"]
        .as_array()
        .unwrap()
        .iter()
        .map(|bad| bad["code"].as_str().unwrap())
        .collect();
    assert_eq!(
        codes,
        [
            "formula",
            "email_taken",
            "not_utf8",
            "unprintable",
            "hash_too_costly",
            "twice"
        ]
    );
    let error: Value = serde_json::from_str(&said.err).unwrap();
    assert_eq!(error["error"]["code"], "import_refused");
    let short = import(&world, &path, &["--limit", "2"]).ends(1);
    assert!(
        short.out.ends_with("4 more: --limit 0 or --json\n"),
        "{short:#?}"
    );
}

#[test]
fn u9_a_file_that_is_not_there_or_no_table_is_said_so() {
    let world = founded();
    let missing = world.home().join("missing.csv");
    import(&world, &missing, &[])
        .ends(1)
        .says("There is no file");
    import(&world, world.home(), &[])
        .ends(1)
        .says("is a folder");
    let wrong = file(&world, "wrong.csv", b"name,e-mail\nAda,a@x.example\n");
    import(&world, &wrong, &[])
        .ends(1)
        .says("The column e-mail is not known");
    let dash = ["import", "-", "--apply", "--as", ADA];
    passward(&world, &dash, "")
        .ends(2)
        .says("Standard input cannot be the file");
    passward(&world, &["import", "-"], "name,email\nBen,ben@x.example\n")
        .ends(0)
        .says("1 person would be added");
}

#[test]
fn u9_administrators_are_told_by_their_lines_however_far_down_they_stand() {
    let world = founded();
    let table = |administrators: std::ops::Range<u32>| {
        let mut text = "name,email,role\n".to_owned();
        for n in 0..80 {
            let role = if administrators.contains(&n) {
                "administrator"
            } else {
                ""
            };
            writeln!(text, "Person {n},p.{n}@import.example,{role}").unwrap();
        }
        file(&world, "people.csv", text.as_bytes())
    };
    let dry_run = |path: PathBuf| import(&world, &path, &[]).ends(0);
    dry_run(table(70..71)).says("1 administrator is among them, in line 72.");
    dry_run(table(70..72)).says("2 administrators are among them, in lines 72, 73.");
    dry_run(table(60..75))
        .says("15 administrators are among them, in lines 62, 63,")
        .says(", 71, ….");
}

#[test]
fn u9_people_keep_their_passwords_and_an_export_comes_back() {
    let world = founded();
    let text = "name,email,role,hash\n\
        \"'=Ben\",ben@x.example,administrator,$6$openssl.salt$DncGMV61G4UzkoUDjVMSKK.lyOqC/Fpfivntxcgz/4kudjRe0o09C245ZmP3nFkjXD/9mIpiqk68qzctijgXp0\n\
        Kira,kira@x.example,,\n";
    let path = file(&world, "people.csv", text.as_bytes());
    import(&world, &path, &[])
        .ends(0)
        .says("This was a dry run");
    assert_eq!(people(&world), 1);
    let done = apply(&world, &path).ends(0);
    assert!(done.out.contains("2 people were imported."), "{done:#?}");
    assert!(!done.err.contains(['\r', '\x1b']), "no bar off a terminal");
    let lines = "correct horse battery\nvelvet anchor counts nineteen\n";
    passward(&world, &["passwd", "ben@x.example"], lines).ends(0);
    passward(&world, &["audit", "verify"], "").ends(0);

    let exported = passward(&world, &["export", "--as", ADA], &format!("{FIRST}\n"))
        .ends(0)
        .out;
    let others: String = exported
        .split_inclusive('\n')
        .filter(|line| !line.contains(ADA))
        .collect();
    let second = founded();
    let path = file(&second, "export.csv", others.as_bytes());
    apply(&second, &path).ends(0);
    let again = passward(&second, &["export", "--as", ADA], &format!("{FIRST}\n"))
        .ends(0)
        .out;
    assert!(
        again
            .contains("\"'=Ben\",\"ben@x.example\",\"firm\",\"administrator\",\"yes\",\"not_set\""),
        "{again}"
    );
}

#[test]
fn u9_r1_a_hundred_thousand_come_in_one_go_or_not_at_all() {
    let world = founded();
    let path = file(&world, "many.csv", many(100_000).as_bytes());
    let mut child = Command::new(env!("CARGO_BIN_EXE_passward"))
        .args(["import", path.to_str().unwrap(), "--apply", "--as", ADA])
        .env_clear()
        .envs(world.environment())
        .stdin(Stdio::piped())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let mut stdin = child.stdin.take().unwrap();
    stdin.write_all(format!("{FIRST}\n").as_bytes()).unwrap();
    drop(stdin);
    let mut log = database(&world).into_os_string();
    log.push("-wal");
    until("people are being written", || {
        fs::metadata(&log).is_ok_and(|found| found.len() > 1 << 20)
    });
    child.kill().unwrap();
    child.wait().unwrap();
    passward(&world, &["audit", "verify"], "").ends(0);
    let found = people(&world);
    assert!(found == 1 || found == 100_001, "{found}");
    if found == 1 {
        let done = apply(&world, &path).ends(0);
        assert!(
            done.out.contains("100,000 people were imported."),
            "{done:#?}"
        );
    }
    passward(&world, &["doctor"], "").ends(0);
    passward(&world, &["audit", "verify"], "").ends(0);
    passward(&world, &["status", "person.99999@import.example"], "").ends(0);
    let again = import(&world, &path, &["--limit", "1"]).ends(1);
    assert!(again.out.contains("99,999 more"), "{again:#?}");
}

#[test]
fn r1_r3_ctrl_c_at_the_terminal_ends_a_long_import_at_once_and_nothing_of_it_stays() {
    let world = founded();
    let path = file(&world, "many.csv", many(100_000).as_bytes());
    let arguments = ["import", path.to_str().unwrap(), "--apply", "--as", ADA];
    let mut pty = world.passward(&arguments, 80, 24);
    pty.shows("Your password:");
    pty.keys(&format!("{FIRST}\r"));
    pty.shows("of 100,000 people");
    assert!(!pty.contents().contains(FIRST));
    pty.keys("\x03");
    let ended = pty.wait_for_end();
    assert_eq!(ended.signal(), Some("Interrupt"), "{ended:?}");
    // The echo, too.
    pty.is_given_back();
    assert_eq!(people(&world), 1);
    passward(&world, &["audit", "verify"], "").ends(0);
    passward(&world, &["doctor"], "").ends(0);
}
