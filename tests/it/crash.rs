//! Ends, faults and spoilt places: what was done stays, what was not leaves no trace (R1, R2, R3, R5).

use std::fs;
use std::io::{Read, Write};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use rand::rngs::ChaCha20Rng;
use rand::{RngExt, SeedableRng};
use rustix::process::Signal;

use crate::cli::{Said, database, founded, init, passward, run};
use crate::prompt::{answer, start};
use crate::support::pty::{Pty, World};
use crate::support::until::until;

/// How each ending signal is called where a process died by it.
const ENDINGS: [(Signal, &str); 4] = [
    (Signal::INT, "Interrupt"),
    (Signal::TERM, "Terminated"),
    (Signal::HUP, "Hangup"),
    (Signal::QUIT, "Quit"),
];

/// More people than any machine makes before the test has seen that it makes them.
const MANY: &str = "2000000";

fn fills(folder: &Path) -> bool {
    let Ok(found) = fs::read_dir(folder) else {
        return false;
    };
    found.flatten().any(|entry| {
        let path = entry.path();
        let grown = entry.metadata().is_ok_and(|found| found.len() > 1 << 20);
        grown || (path.is_dir() && fills(&path))
    })
}

#[test]
fn r3_a_demo_that_is_ended_while_it_fills_leaves_nothing_and_dies_by_the_signal() {
    // All at once, because each looks at the signal a second later.
    let demos: Vec<_> = ENDINGS
        .into_iter()
        .flat_map(|ending| [(ending, false), (ending, true)])
        .map(|(ending, named)| {
            let world = World::new();
            let folder = world.home().join("folder");
            fs::create_dir(&folder).unwrap();
            let world = world.with("TMPDIR", folder.to_str().unwrap());
            let file = folder.join("demo.db");
            let mut arguments = vec!["demo", "--users", MANY];
            if named {
                arguments.extend(["--db", file.to_str().unwrap()]);
            }
            let pty = world.passward(&arguments, 80, 24);
            (ending, folder, world, pty)
        })
        .collect();
    for ((signal, _), folder, _world, pty) in &demos {
        until("the demo is being filled", || fills(folder));
        pty.signal(*signal);
    }
    for ((_, name), folder, _world, mut pty) in demos {
        assert_eq!(pty.wait_for_end().signal(), Some(name));
        pty.is_given_back();
        assert!(!pty.output().contains(&0x1b));
        assert_eq!(fs::read_dir(&folder).unwrap().count(), 0, "{name}");
    }
}

#[test]
fn s4_no_core_of_what_was_typed_goes_to_a_file_or_a_program() {
    // Where none is let in from outside, only some may raise that.
    let outside = rustix::process::getrlimit(rustix::process::Resource::Core);
    if outside.maximum == Some(0) {
        return;
    }
    let world = founded();
    let pty = world.passward(&[], 80, 24);
    pty.shows("Sign in");
    let limits = format!("/proc/{}/limits", pty.pid().as_raw_nonzero());
    let limits = fs::read_to_string(limits).unwrap();
    let core = limits
        .lines()
        .find_map(|line| line.strip_prefix("Max core file size"));
    // One byte: none would hold for files alone, and a page does not fit into one.
    let core: Vec<_> = core.unwrap().split_whitespace().collect();
    assert_eq!(core, ["1", "1", "bytes"]);
}

#[test]
fn r3_ctrl_c_while_the_demo_fills_leaves_nothing() {
    let world = World::new();
    let folder = world.home().join("folder");
    fs::create_dir(&folder).unwrap();
    let world = world.with("TMPDIR", folder.to_str().unwrap());
    let mut pty: Pty = world.passward(&["demo", "--users", MANY], 80, 24);
    until("the demo is being filled", || fills(&folder));
    pty.keys("\x03");
    assert_eq!(pty.wait_for_end().signal(), Some("Interrupt"));
    pty.is_given_back();
    assert_eq!(fs::read_dir(&folder).unwrap().count(), 0);
}

const ADA: &str = "ada@hartwellfinch.example";
const FIRST: &str = "orchard lantern quietly 58";
const PROGRAM: &str = env!("CARGO_BIN_EXE_passward");

/// Starts a command with this input, kills it outright after so many turns of the scheduler, and returns what it said.
pub(crate) fn killed(world: &World, arguments: &[&str], input: &str, turns: u32) -> String {
    let mut child = Command::new(PROGRAM)
        .args(arguments)
        .env_clear()
        .envs(world.environment())
        .stdin(Stdio::piped())
        .stdout(Stdio::null())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut stdin = child.stdin.take().unwrap();
    stdin.write_all(input.as_bytes()).unwrap();
    drop(stdin);
    for _ in 0..turns {
        if child.try_wait().unwrap().is_some() {
            break;
        }
        std::thread::yield_now();
    }
    let _ = child.kill();
    child.wait().unwrap();
    let mut said = String::new();
    let mut stderr = child.stderr.take().unwrap();
    stderr.read_to_string(&mut said).unwrap();
    said
}

/// Asserts that the database opens, knows Ada, and that its audit log holds together.
#[track_caller]
fn is_sound(world: &World) {
    passward(world, &["status", ADA], "").ends(0);
    passward(world, &["audit", "verify"], "").ends(0);
}

fn changes(world: &World, current: &str, new: &str) -> Said {
    passward(world, &["passwd", ADA], &format!("{current}\n{new}\n"))
}

#[test]
fn r1_a_change_that_was_reported_survives_a_kill_and_another_is_whole_or_not_there() {
    let world = founded();
    let mut chance = ChaCha20Rng::seed_from_u64(1);
    let mut password = FIRST.to_owned();
    let (mut done, mut undone) = (0, 0);
    for round in 0..12 {
        let tried = format!("velvet anchor counts {round} times");
        let lines = format!("{password}\n{tried}\n");
        // The last is left alone, so that there is one in any case that was reported.
        let turns = if round == 11 {
            u32::MAX
        } else {
            chance.random_range(0..200_000)
        };
        let said = killed(&world, &["passwd", ADA], &lines, turns);
        is_sound(&world);
        let next = format!("thimble quarry sings {round} times");
        if said.contains("was changed") {
            done += 1;
            changes(&world, &tried, &next).ends(0);
        } else if changes(&world, &password, &next).code == Some(0) {
            undone += 1;
        } else {
            changes(&world, &tried, &next).ends(0);
        }
        password = next;
    }
    assert!(done > 0, "{done} done, {undone} not");
    is_sound(&world);
}

#[test]
fn r1_an_init_that_is_killed_is_whole_or_can_be_done_again() {
    let mut chance = ChaCha20Rng::seed_from_u64(2);
    for _ in 0..8 {
        let world = World::new();
        let arguments = [
            "init",
            "--firm",
            "Hartwell & Finch LLP",
            "--name",
            "Ada Hartwell",
            "--email",
            ADA,
        ];
        let turns = chance.random_range(0..200_000);
        let said = killed(&world, &arguments, &format!("{FIRST}\n"), turns);
        let again = init(&world, &[]);
        if said.contains("is set up") {
            again.ends(1).says("already");
        } else {
            assert!(matches!(again.code, Some(0 | 1)), "{again:?}");
        }
        is_sound(&world);
        changes(&world, FIRST, "velvet anchor counts nineteen").ends(0);
    }
}

/// Runs a command whose files may grow no further than so many blocks, as on a full disk.
fn with_little_room(world: &World, blocks: u32, arguments: &[&str], input: &str) -> Said {
    let mut command = Command::new("/bin/sh");
    let line = format!("trap '' XFSZ; ulimit -f {blocks}; exec \"$0\" \"$@\"");
    command.args(["-c", &line, PROGRAM]).args(arguments);
    run(world, command, input)
}

/// Returns what is in a folder, with the bytes of each file.
fn all_in(folder: &Path) -> Vec<(PathBuf, Option<Vec<u8>>)> {
    let mut found: Vec<_> = fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .map(|path| (path.clone(), fs::read(&path).ok()))
        .collect();
    found.sort();
    found
}

#[test]
fn r1_where_there_is_no_room_nothing_is_done_and_that_is_said() {
    for blocks in [0, 1, 7, 40, 150] {
        let world = World::new();
        let file = world.home().join("firm.db");
        let path = file.to_str().unwrap();
        let arguments = [
            "init", "--db", path, "--firm", "F", "--name", "Ada", "--email", ADA,
        ];
        with_little_room(&world, blocks, &arguments, &format!("{FIRST}\n"))
            .ends(4)
            .says("hint: ");
        assert_eq!(all_in(world.home()), [], "{blocks}");
        with_little_room(&world, blocks, &["demo", "--db", path], "").ends(4);
        assert_eq!(all_in(world.home()), [], "{blocks}");
    }
    let world = founded();
    let lines = format!("{FIRST}\nvelvet anchor counts nineteen\n");
    for blocks in [0, 1, 8, 16] {
        with_little_room(&world, blocks, &["passwd", ADA], &lines)
            .ends(4)
            .says("Nothing was changed");
    }
    is_sound(&world);
    changes(&world, FIRST, "velvet anchor counts nineteen").ends(0);
}

#[test]
fn r1_a_disk_that_fails_is_said_so_and_the_next_act_passes() {
    let tracer = |fault: &str, world: &World, input: &str| {
        let mut command = Command::new("/usr/bin/strace");
        let inject = format!("inject={fault}");
        command.args([
            "-f",
            "-qq",
            "-o",
            "/dev/null",
            "-e",
            &inject,
            PROGRAM,
            "passwd",
            ADA,
        ]);
        run(world, command, input)
    };
    let works = Path::new("/usr/bin/strace").exists() && {
        let tried = Command::new("/usr/bin/strace")
            .args(["-qq", "-o", "/dev/null", "true"])
            .status();
        tried.is_ok_and(|status| status.success())
    };
    if !works {
        println!("Not tried: there is no strace here, or it may not trace.");
        return;
    }
    let world = founded();
    let mut password = FIRST.to_owned();
    let (mut done, mut failed) = (0, 0);
    let faults = [
        "pwrite64:error=ENOSPC",
        "pwrite64:error=EIO:when=2+",
        "fsync:error=EIO",
    ];
    let once = (1..=6).map(|when| format!("fsync:error=EIO:when={when}"));
    for fault in faults.map(str::to_owned).into_iter().chain(once) {
        let tried = format!("velvet anchor counts {}", fault.len() + done + failed);
        let said = tracer(&fault, &world, &format!("{password}\n{tried}\n"));
        is_sound(&world);
        // Not every write matters to the change; what was reported is what is there.
        let (now, next) = if said.code == Some(0) {
            done += 1;
            (tried, format!("thimble quarry sings {done} times"))
        } else {
            failed += 1;
            said.ends(4).says("hint: ");
            (password, format!("granite teapot orbits {failed} times"))
        };
        changes(&world, &now, &next).ends(0);
        password = next;
    }
    assert!(done > 0 && failed > 2, "{done} done, {failed} not");
}

/// A command, and what it asks with the answers.
type Talk<'a> = (&'a [&'a str], &'a [(&'a str, &'a str)]);

#[test]
fn r3_ctrl_c_at_each_question_gives_the_terminal_back_and_changes_nothing() {
    let founding = [
        ("The name of your firm:", "Hartwell & Finch LLP"),
        ("Your name:", "Ada Hartwell"),
        ("Your e-mail address:", ADA),
        ("New password:", FIRST),
        ("The new password again:", FIRST),
    ];
    let changing = [
        ("Your e-mail address:", ADA),
        ("Your current password:", FIRST),
        ("New password:", "velvet anchor counts nineteen"),
        ("The new password again:", "velvet anchor counts nineteen"),
    ];
    let redeeming = [("Your e-mail address:", ADA), ("Your code:", "")];
    let world = founded().with("TERM", "dumb");
    let fresh = world.home().join("fresh.db");
    let talks: [Talk<'_>; 3] = [
        (&["init", "--db", fresh.to_str().unwrap()], &founding),
        (&["passwd"], &changing),
        (&["passwd", "--code"], &redeeming),
    ];
    for (arguments, questions) in talks {
        for last in 0..questions.len() {
            let mut pty = start(&world, arguments);
            for (question, with) in &questions[..last] {
                answer(&pty, question, with);
            }
            pty.shows(questions[last].0);
            pty.keys("half\x03");
            assert_eq!(
                pty.wait_for_end().signal(),
                Some("Interrupt"),
                "{questions:?}"
            );
            pty.is_given_back();
            assert!(!pty.output().contains(&0x1b));
        }
    }
    assert!(!fresh.exists());
    changes(&world, FIRST, "velvet anchor counts nineteen").ends(0);
}

/// Spoils a database in one way, and says what is to be told of it.
type Spoilt = (fn(&Path), &'static str);

const SPOILT: [Spoilt; 9] = [
    (
        |file| fs::write(file, "Dear diary, today I wrote no database.").unwrap(),
        "not a database of passward",
    ),
    (newer, "newer"),
    (damaged, "damaged"),
    (linked, "link"),
    (
        |file| replaced(file, |file| fs::create_dir(file).unwrap()),
        "not a file",
    ),
    (
        |file| {
            replaced(file, |file| {
                std::os::unix::fs::symlink("/dev/null", file).unwrap();
            });
        },
        "link",
    ),
    (|file| mode(file, 0o640), "chmod 600"),
    (|file| mode(file, 0o400), "chmod 600"),
    (
        |file| mode(file.parent().unwrap(), 0o500),
        "cannot be written to",
    ),
];

fn newer(file: &Path) {
    let database = rusqlite::Connection::open(file).unwrap();
    database.pragma_update(None, "user_version", 9_999).unwrap();
}

fn damaged(file: &Path) {
    let mut bytes = fs::read(file).unwrap();
    bytes[100..].fill(0x5a);
    fs::write(file, bytes).unwrap();
}

fn linked(file: &Path) {
    let elsewhere = file.with_extension("elsewhere");
    fs::rename(file, &elsewhere).unwrap();
    std::os::unix::fs::symlink(elsewhere, file).unwrap();
}

fn replaced(file: &Path, by: fn(&Path)) {
    fs::remove_file(file).unwrap();
    by(file);
}

fn mode(path: &Path, mode: u32) {
    use std::os::unix::fs::PermissionsExt;
    fs::set_permissions(path, fs::Permissions::from_mode(mode)).unwrap();
}

#[test]
fn r2_what_cannot_be_used_is_4_for_every_command_and_stays_as_it_is() {
    let commands: [&[&str]; 4] = [
        &["status", ADA],
        &["passwd", ADA],
        &["init", "--firm", "F", "--name", "Ada", "--email", ADA],
        &["demo"],
    ];
    for (spoil, sentence) in SPOILT {
        let world = founded();
        let file = database(&world);
        let folder = file.parent().unwrap();
        spoil(&file);
        let before = all_in(folder);
        for command in commands {
            let mut arguments = command.to_vec();
            arguments.extend(["--db", file.to_str().unwrap()]);
            let lines = format!("{FIRST}\nvelvet anchor counts nineteen\n");
            passward(&world, &arguments, &lines).ends(4).says(sentence);
        }
        let mut pty = world.passward(&[], 200, 24);
        assert_eq!(pty.wait_for_end().exit_code(), 4, "{sentence}");
        pty.shows(sentence);
        pty.shows("hint: ");
        pty.is_given_back();
        assert!(all_in(folder) == before, "{sentence}");
        mode(folder, 0o700);
    }
    let world = World::new();
    for command in commands {
        let mut arguments = command.to_vec();
        arguments.extend(["--db", "/dev/null"]);
        passward(&world, &arguments, "a\nb\n")
            .ends(4)
            .says("hint: ");
    }
}
