//! The command line: the real binary in a world of its own, without a terminal.

use std::fs;
use std::io::Write;
use std::os::unix::fs::{PermissionsExt, symlink};
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

use crate::support::pty::World;

pub(crate) const ADA: &str = "ada@hartwellfinch.example";
pub(crate) const FIRST: &str = "orchard lantern quietly 58";
const SECOND: &str = "seventeen violet harbours";

/// What a command said and how it ended.
#[derive(Debug)]
pub(crate) struct Said {
    pub(crate) code: Option<i32>,
    pub(crate) out: String,
    pub(crate) err: String,
}

/// Runs passward with this text on its standard input.
pub(crate) fn passward(world: &World, arguments: &[&str], input: &str) -> Said {
    let mut command = Command::new(env!("CARGO_BIN_EXE_passward"));
    command.args(arguments);
    run(world, command, input)
}

/// Runs a program to its end with this on its standard input.
pub(crate) fn fed(command: &mut Command, input: &[u8]) -> Output {
    let mut child = command
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    // It may end without having read anything.
    let _ = child.stdin.take().unwrap().write_all(input);
    child.wait_with_output().unwrap()
}

/// Runs a program that becomes passward.
pub(crate) fn run(world: &World, mut command: Command, input: &str) -> Said {
    command
        .current_dir(world.home())
        .env_clear()
        .envs(world.environment());
    let said = Said::of(fed(&mut command, input.as_bytes()));
    for text in [&said.out, &said.err] {
        assert!(!text.contains('\u{1b}'), "an escape byte: {said:?}");
        for secret in [FIRST, SECOND] {
            assert!(!text.contains(secret), "a secret: {said:?}");
        }
        let lines: Vec<&str> = text.lines().collect();
        let told = |line: &&str| line.starts_with("error: ") && !text.contains("\nUsage: ");
        if let Some(at) = lines
            .iter()
            .position(told)
            .filter(|_| !text.contains("--help'"))
        {
            let hint = lines
                .get(at + 1)
                .is_some_and(|line| line.starts_with("hint: "));
            assert!(hint, "no hint: {said:?}");
        }
        for odd in ["os error", "panicked", "Error {", "Err("] {
            assert!(!text.contains(odd), "not a sentence: {said:?}");
        }
    }
    said
}

impl Said {
    /// Reads what a program said.
    pub(crate) fn of(output: Output) -> Self {
        Self {
            code: output.status.code(),
            out: String::from_utf8(output.stdout).unwrap(),
            err: String::from_utf8(output.stderr).unwrap(),
        }
    }

    #[track_caller]
    pub(crate) fn ends(self, code: i32) -> Self {
        assert_eq!(self.code, Some(code), "{self:#?}");
        self
    }

    #[track_caller]
    pub(crate) fn says(self, text: &str) -> Self {
        let told = self.out.contains(text) || self.err.contains(text);
        assert!(told, "not said: {text}\n{self:#?}");
        self
    }
}

/// Sets up Hartwell & Finch with Ada as its owner, at the default place.
pub(crate) fn founded() -> World {
    let world = World::new();
    init(&world, &[]).ends(0);
    world
}

pub(crate) fn init(world: &World, more: &[&str]) -> Said {
    let mut arguments = vec![
        "init",
        "--firm",
        "Hartwell & Finch LLP",
        "--name",
        "Ada Hartwell",
        "--email",
        ADA,
    ];
    arguments.extend(more);
    passward(world, &arguments, &format!("{FIRST}\n"))
}

pub(crate) fn database(world: &World) -> PathBuf {
    world.home().join(".local/share/passward/passward.db")
}

fn mode(path: &Path) -> u32 {
    fs::metadata(path).unwrap().permissions().mode() & 0o777
}

#[test]
fn r2_init_says_where_others_can_look_into_the_folder() {
    let world = World::new();
    let folder = world.home().join("the firm");
    fs::create_dir(&folder).unwrap();
    let set_mode = |mode| fs::set_permissions(&folder, fs::Permissions::from_mode(mode)).unwrap();
    let (first, second, third) = ("the firm/1.db", "the firm/2.db", "the firm/3.db");
    set_mode(0o755);
    init(&world, &["--db", first])
        .ends(0)
        .says("Others on this machine can look into the folder the firm (0755).")
        .says("Run `chmod 700 'the firm'`");
    set_mode(0o1777);
    let shared = init(&world, &["--db", second]).ends(4);
    assert!(!shared.err.contains("chmod"), "{shared:?}");
    shared.says("Keep the database in one of its own");
    assert!(!world.home().join(second).exists());
    set_mode(0o700);
    let alone = init(&world, &["--db", third]).ends(0);
    assert!(!alone.err.contains("Others on"), "{alone:?}");
}

#[test]
fn r2_init_makes_a_database_that_is_its_owners_alone() {
    let world = founded();
    let file = database(&world);
    assert_eq!(mode(&file), 0o600);
    assert_eq!(mode(file.parent().unwrap()), 0o700);
    let before = fs::read(&file).unwrap();
    init(&world, &[]).ends(1).says("already");
    assert_eq!(fs::read(&file).unwrap(), before);
}

#[test]
fn r2_init_obeys_the_option_before_the_environment_before_xdg() {
    let world = World::new()
        .with("PASSWARD_DB", "second.db")
        .with("XDG_DATA_HOME", "relative/is/ignored");
    let first = world.home().join("first.db");
    init(&world, &["--db", first.to_str().unwrap()]).ends(0);
    assert!(first.is_file() && !world.home().join("second.db").exists());
    init(&world, &[]).ends(0);
    assert!(world.home().join("second.db").is_file());
    assert!(!database(&world).exists() && !world.home().join("relative").exists());
}

#[test]
fn a_refused_init_leaves_nothing_behind() {
    let world = World::new();
    for (option, value) in [
        ("--email", "ada"),
        ("--firm", " "),
        ("--name", "A\u{202e}da"),
    ] {
        let mut arguments = vec!["init", "--firm", "F", "--name", "N", "--email", ADA];
        let at = arguments.iter().position(|word| *word == option).unwrap();
        arguments[at + 1] = value;
        passward(&world, &arguments, &format!("{FIRST}\n")).ends(2);
    }
    for password in ["\n", "short\n", "password\n", "Hartwell & Finch LLP\n"] {
        let arguments = [
            "init",
            "--firm",
            "Hartwell & Finch LLP",
            "--name",
            "Ada",
            "--email",
            ADA,
        ];
        passward(&world, &arguments, password).ends(1);
    }
    passward(&world, &["init"], &format!("{FIRST}\n"))
        .ends(2)
        .says("--firm");
    assert!(!database(&world).exists());
}

#[test]
fn passwd_takes_two_lines_and_the_old_password_is_gone() {
    let world = founded();
    let change = |current: &str, new: &str| {
        passward(&world, &["passwd", ADA], &format!("{current}\n{new}\n"))
    };
    change(FIRST, SECOND).ends(0);
    change(FIRST, "another one entirely 9").ends(1);
    change(SECOND, SECOND).ends(1);
    change(SECOND, "short").ends(1).says("8 characters");
    change(SECOND, FIRST).ends(0);
}

#[test]
fn s1_passwd_says_the_same_for_a_wrong_password_and_an_unknown_address() {
    let world = founded();
    let wrong = passward(&world, &["passwd", ADA], "wrong wrong\nwhatever it is\n").ends(1);
    let unknown = passward(
        &world,
        &["passwd", "nobody@hartwellfinch.example"],
        "wrong wrong\nwhatever it is\n",
    )
    .ends(1);
    assert_eq!(wrong.err, unknown.err);
}

#[test]
fn s3_at_the_sixth_try_passwd_says_how_long_to_wait_and_looks_at_nothing() {
    let world = founded();
    for who in [ADA, "nobody@hartwellfinch.example"] {
        for _ in 0..5 {
            passward(&world, &["passwd", who], "wrong wrong\nwhatever it is\n").ends(1);
        }
        passward(&world, &["passwd", who], &format!("{FIRST}\n{SECOND}\n"))
            .ends(1)
            .says("seconds");
    }
}

#[test]
fn status_is_one_line_or_one_document() {
    let world = founded();
    let text = passward(&world, &["status", ADA], "").ends(0);
    assert_eq!(text.out.lines().count(), 1);
    assert!(
        text.out.contains("Ada Hartwell") && text.err.is_empty(),
        "{text:?}"
    );
    let json = passward(
        &world,
        &["status", "ADA@HARTWELLFINCH.EXAMPLE", "--json"],
        "",
    )
    .ends(0);
    let document: serde_json::Value = serde_json::from_str(&json.out).unwrap();
    assert_eq!(document["schema"], 1);
    assert_eq!(document["email"], ADA);
    assert_eq!(document["status"], "never_expires");
    assert_eq!(json.out.lines().count(), 1);
}

#[test]
fn status_of_nobody_is_refused_in_a_sentence_or_in_one_line_of_json() {
    let world = founded();
    passward(&world, &["status", "bob@hartwellfinch.example"], "")
        .ends(1)
        .says("hint: ");
    let json = passward(
        &world,
        &["status", "bob@hartwellfinch.example", "--json"],
        "",
    )
    .ends(1);
    let document: serde_json::Value = serde_json::from_str(&json.err).unwrap();
    assert_eq!(document["error"]["exit"], 1);
    assert_eq!(document["error"]["code"], "no_such_user");
    assert!(json.out.is_empty() && json.err.lines().count() == 1);
}

/// Runs `status` on a file prepared by `spoil`, which must stay as it is.
#[track_caller]
fn refuses(spoil: impl Fn(&Path), sentence: &str) {
    let world = founded();
    let file = database(&world);
    spoil(&file);
    let before = fs::read(&file).ok();
    passward(&world, &["status", ADA], "")
        .ends(4)
        .says(sentence);
    assert_eq!(fs::read(&file).ok(), before, "{sentence}");
}

#[test]
fn r2_a_named_database_that_is_missing_is_refused_naming_init() {
    let world = World::new();
    let missing = world.home().join("missing.db");
    let missing = missing.to_str().unwrap();
    for command in [&["status", ADA][..], &["passwd", ADA]] {
        let mut arguments = vec!["--db", missing];
        arguments.extend(command);
        passward(&world, &arguments, "a\nb\n")
            .ends(4)
            .says("passward init");
    }
    passward(&world, &["status", ADA], "")
        .ends(4)
        .says("passward init");
    let nowhere = world.home().join("no/such/folder.db");
    passward(
        &world,
        &["--db", nowhere.to_str().unwrap(), "status", ADA],
        "",
    )
    .ends(4)
    .says("folder");
}

#[test]
fn r2_what_is_no_database_of_ours_is_named_and_left_alone() {
    refuses(
        |file| fs::write(file, "Dear diary").unwrap(),
        "not a database of passward",
    );
    refuses(
        |file| {
            let length = fs::metadata(file).unwrap().len();
            let mut bytes = fs::read(file).unwrap();
            bytes[100..usize::try_from(length).unwrap()].fill(0x5a);
            fs::write(file, bytes).unwrap();
        },
        "damaged",
    );
    refuses(
        |file| {
            fs::remove_file(file).unwrap();
            rusqlite::Connection::open(file)
                .unwrap()
                .execute_batch("create table songs (title text)")
                .unwrap();
            fs::set_permissions(file, fs::Permissions::from_mode(0o600)).unwrap();
        },
        "not a database of passward",
    );
    refuses(
        |file| {
            rusqlite::Connection::open(file)
                .unwrap()
                .pragma_update(None, "user_version", 9_999)
                .unwrap();
        },
        "newer",
    );
    refuses(
        |file| fs::set_permissions(file, fs::Permissions::from_mode(0o644)).unwrap(),
        "chmod 600",
    );
    refuses(
        |file| {
            let elsewhere = file.with_extension("elsewhere");
            fs::rename(file, &elsewhere).unwrap();
            symlink(elsewhere, file).unwrap();
        },
        "link",
    );
    refuses(
        |file| {
            fs::remove_file(file).unwrap();
            fs::create_dir(file).unwrap();
        },
        "file",
    );
}

#[test]
fn r5_a_database_in_use_is_said_so_after_five_seconds_and_nothing_changes() {
    let world = founded();
    let other = rusqlite::Connection::open(database(&world)).unwrap();
    other.execute_batch("begin immediate").unwrap();
    passward(&world, &["passwd", ADA], &format!("{FIRST}\n{SECOND}\n"))
        .ends(4)
        .says("Another program");
    other.execute_batch("rollback").unwrap();
    passward(&world, &["passwd", ADA], &format!("{FIRST}\n{SECOND}\n")).ends(0);
}

#[test]
fn the_demo_is_made_and_kept_where_it_is_told_to_be() {
    let world = World::new();
    let file = world.home().join("demo.db");
    let path = file.to_str().unwrap();
    passward(&world, &["demo", "--db", path, "--users", "200"], "").ends(0);
    assert_eq!(mode(&file), 0o600);
    passward(&world, &["demo", "--db", path], "")
        .ends(1)
        .says("already");
}
