//! `--read-only`: people sign in and look around, every change is refused, and only tries, sessions and the log move.

use std::fs;
use std::path::{Path, PathBuf};

use passward::domain::{Email, Membership, PersonName, Role};
use passward::service::{Mode, NewUser, demo};
use rusqlite::Connection;
use rusqlite::types::Value;

use crate::cli::{ADA, FIRST, database, founded, passward};
use crate::support::pty::World;
use crate::support::stage::{PASSWORD, Set, Stage, pictures};

mod walk;

/// Makes the made-up firm in a file.
fn demo_firm(world: &World) -> PathBuf {
    let file = world.home().join("demo.db");
    passward(world, &["demo", "--db", file.to_str().unwrap()], "").ends(0);
    file
}

/// What moves where nothing is changed.
const MOVING: [&str; 8] = [
    "tries",
    "try_counts",
    "try_floors",
    "sessions",
    "audit",
    "audit_targets",
    "audit_actors",
    "audit_blocks",
];

/// Everything in the database but some tables, and when people last signed in.
fn holdings(file: &Path, but: &[&str]) -> Vec<String> {
    let db = Connection::open(file).unwrap();
    let mut names = db
        .prepare("SELECT name FROM sqlite_schema WHERE type = 'table' ORDER BY name")
        .unwrap();
    let names: Vec<String> = names
        .query_map([], |row| row.get(0))
        .unwrap()
        .map(Result::unwrap)
        .collect();
    let mut all = Vec::new();
    for name in names.iter().filter(|name| !but.contains(&name.as_str())) {
        let mut rows = db.prepare(&format!("SELECT * FROM \"{name}\"")).unwrap();
        let columns: Vec<String> = rows.column_names().map(str::to_owned).collect();
        let mut rows = rows.query([]).unwrap();
        while let Some(row) = rows.next().unwrap() {
            let cells = columns
                .iter()
                .enumerate()
                .filter(|(_, name)| *name != "last_sign_in");
            let cells: Vec<Value> = cells.map(|(at, _)| row.get(at).unwrap()).collect();
            all.push(format!("{name} {cells:?}"));
        }
    }
    all
}

fn somebody_new() -> NewUser {
    NewUser {
        name: PersonName::parse("New Person").unwrap(),
        email: Email::parse("new@hartwellfinch.example").unwrap(),
        membership: Membership::Firm(Role::User),
        login: None,
    }
}

#[test]
fn commands_that_change_something_exit_3_before_they_ask() {
    let world = founded();
    let file = database(&world);
    let bytes = fs::read(&file).unwrap();
    let copy = world.home().join("copy.db");
    let copy = copy.to_str().unwrap();
    for command in [
        &["passwd", ADA][..],
        &["passwd", ADA, "--code"],
        &["passwd", "--mail-code"],
        &["policy", "set", "--expiry", "30", "--as", ADA],
        &[
            "expire-all",
            "--as",
            ADA,
            "--confirm",
            "Hartwell & Finch LLP",
        ],
        &[
            "sign-out-all",
            "--as",
            ADA,
            "--confirm",
            "Hartwell & Finch LLP",
        ],
        &["firm", "rename", "Other", "--as", ADA],
        &["recover", "--confirm", "Hartwell & Finch LLP"],
        &["restore", "nothing.db", "--confirm", "restore"],
        &["notify"],
        &["demo", "--db", copy],
        &["init", "--firm", "F", "--name", "Ada", "--email", ADA],
    ] {
        let arguments = [command, &["--read-only"]].concat();
        passward(&world, &arguments, &format!("{FIRST}\n"))
            .ends(3)
            .says("opened read only")
            .says("hint: Open it without --read-only");
    }
    assert!(!Path::new(copy).exists());
    let json = [
        "policy",
        "set",
        "--expiry",
        "30",
        "--as",
        ADA,
        "--json",
        "--read-only",
    ];
    let said = passward(&world, &json, &format!("{FIRST}\n")).ends(3);
    assert!(
        said.err.contains(r#""code":"read_only","exit":3"#),
        "{said:?}"
    );
    assert_eq!(fs::read(&file).unwrap(), bytes);
    // What only looks works, and so does the door.
    for command in [
        &["status", ADA][..],
        &["users", "list"],
        &["policy", "set", "--expiry", "30", "--dry-run"],
        &["audit", "verify"],
        &["doctor"],
        &["notify", "--dry-run"],
        &["backup", copy],
    ] {
        passward(&world, &[command, &["--read-only"]].concat(), "").ends(0);
    }
    let ask = |password: &str, code: i32| {
        let lines = format!("{ADA}\n{password}\n");
        passward(
            &world,
            &["verify", "--format", "lines", "--read-only"],
            &lines,
        )
        .ends(code);
    };
    ask(FIRST, 0);
    for _ in 0..5 {
        ask("wrong", 1);
    }
    // S3: the tries were counted, so even the right one has to wait.
    ask(FIRST, 1);
}

#[test]
fn where_there_is_no_firm_none_is_made() {
    let world = World::new();
    let mut pty = world.passward(&["--read-only"], 100, 30);
    assert_eq!(pty.wait_for_end().exit_code(), 4);
    pty.shows("There is no firm's database at");
    assert!(!database(&world).exists());
}

#[test]
fn the_screens_say_so_and_refuse_in_words() {
    let world = World::new();
    let file = demo_firm(&world);
    let before = holdings(&file, &MOVING);
    assert!(before.len() > 50);
    let mut pty = world.passward(&["--read-only", "--db", file.to_str().unwrap()], 100, 30);
    pty.shows("read only");
    pty.paste(demo::OWNER);
    pty.keys("\t");
    pty.paste(demo::PASSWORD);
    pty.keys("\r");
    pty.shows("Owner");
    pty.keys("3");
    pty.shows("Last sign-in");
    pty.shows("read only");
    pty.keys("n");
    pty.shows("passward was opened read only, so nothing is changed.");
    // Before anything is typed.
    pty.keys("1");
    pty.shows("Open it without --read-only");
    assert!(!pty.contents().contains("Current password"));
    pty.keys("\x03");
    assert_eq!(pty.wait_for_end().exit_code(), 0);
    pty.is_given_back();
    assert_eq!(holdings(&file, &MOVING), before);
    // The demonstration takes it too.
    let pty = world.passward(&["--read-only", "demo"], 100, 30);
    pty.shows("read only");
}

#[test]
fn s4_where_no_password_can_be_chosen_it_is_said_before_anything_is_typed() {
    let set = Set {
        mode: Mode::ReadOnly,
        ..Set::default()
    };
    let mut stage = Stage::founded_where(set);
    stage.keys("tab tab tab enter").shows("Use a code");
    pictures!("code", &stage);
    stage.keys("tab").signs_in("ada@firm.example", PASSWORD);
    pictures!("update_password", stage.keys("esc 1"));
    // Nothing takes what is typed; the other places are there as ever.
    stage.keys("tab enter space").lacks("Current password");
    stage.keys("3").shows("Last sign-in");
}

#[test]
fn r2_an_older_schema_is_brought_up_to_date_neither_read_only_nor_by_doctor() {
    let world = founded();
    let file = database(&world);
    let db = Connection::open(&file).unwrap();
    let schema: i64 = db
        .pragma_query_value(None, "user_version", |row| row.get(0))
        .unwrap();
    db.pragma_update(None, "user_version", schema - 1).unwrap();
    drop(db);
    let bytes = fs::read(&file).unwrap();
    for (command, code) in [
        (&["--read-only", "doctor"][..], 0),
        (&["doctor"], 0),
        (&["doctor", "--deep", "--json"], 0),
        (&["--read-only", "backup", "copy.db"], 4),
        (&["--read-only", "status", ADA], 4),
        (&["--read-only", "audit", "verify"], 4),
    ] {
        let said = passward(&world, command, "").ends(code);
        let told = match code {
            0 => "The database was made by an older passward",
            _ => "must be brought up to date first",
        };
        said.says(told);
        assert_eq!(fs::read(&file).unwrap(), bytes, "{command:?}");
    }
    assert!(!world.home().join("copy.db").exists());
}

#[test]
fn r2_to_look_at_a_backup_changes_none_of_its_bytes() {
    let world = founded();
    passward(&world, &["backup", "copy.db"], "").ends(0);
    let copy = world.home().join("copy.db");
    let bytes = fs::read(&copy).unwrap();
    for command in [
        &["audit", "verify", "--read-only"][..],
        &["users", "list", "--read-only"],
        &["report", "--json", "--read-only"],
        &["backup", "another.db", "--read-only"],
        &["doctor"],
    ] {
        let command = [command, &["--db", "copy.db"]].concat();
        passward(&world, &command, "").ends(0);
        assert_eq!(fs::read(&copy).unwrap(), bytes, "{command:?}");
        for beside in ["copy.db-wal", "copy.db-shm", "copy.db-journal"] {
            assert!(!world.home().join(beside).exists(), "{command:?}");
        }
    }
    // The first command that may change something sets it up as usual.
    passward(&world, &["audit", "verify", "--db", "copy.db"], "").ends(0);
    assert_ne!(fs::read(&copy).unwrap(), bytes);
}
