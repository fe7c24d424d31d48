//! The manners of the command line: help, wrong usage, where no screen can be drawn, colours, closed pipes.

use std::fs::File;
use std::process::{Command, Stdio};

use crate::cli::{database, founded, passward};
use crate::support::pty::World;

const ADA: &str = "ada@hartwellfinch.example";

/// Every command, with what it needs to start.
const COMMANDS: [&[&str]; 5] = [
    &[],
    &["init"],
    &["passwd", ADA],
    &["status", ADA],
    &["demo"],
];

#[test]
fn every_command_has_help_with_examples_first_on_standard_output() {
    let world = World::new();
    for command in ["init", "passwd", "status", "demo"] {
        for how in [
            &[command, "--help"][..],
            &[command, "-h"],
            &["help", command],
        ] {
            let said = passward(&world, how, "").ends(0);
            let at = |text: &str| said.out.find(text).unwrap();
            assert!(at("Examples:") < at("Usage:"), "{said:?}");
            assert!(said.err.is_empty());
            // The looks belong to the screens.
            assert_eq!(said.out.contains("--theme"), command == "demo", "{said:?}");
        }
    }
    let whole = passward(&world, &["--help"], "").ends(0).says("Exit codes");
    let at = |text: &str| whole.out.find(text).unwrap();
    assert!(at("Examples:") < at("Usage:") && at("Usage:") < at("Exit codes"));
    passward(&world, &["--version"], "")
        .ends(0)
        .says(env!("CARGO_PKG_VERSION"));
}

#[test]
fn wrong_usage_is_2_and_said_on_standard_error_alone() {
    let world = World::new();
    for arguments in [
        &["stats"][..],
        &["status"],
        &["stat", ADA],
        &["status", ADA, "--js"],
        &["demo", "--users", "many"],
        &["demo", "--users", "0"],
        &["demo", "--as", "chloe"],
        &["--theme", "pink"],
        &["status", ADA, "--ascii"],
        &["passwd"],
        &["passwd", "--no-input"],
        &["passwd", ADA, "--no-input"],
        &["init", "--no-input"],
        &["--no-input"],
        &["demo", "--no-input"],
        &["status", "not an address"],
        &["passwd", "not an address"],
        &["-x"],
    ] {
        let said = passward(&world, arguments, "").ends(2);
        assert!(said.out.is_empty() && !said.err.is_empty(), "{said:?}");
    }
    assert!(!database(&world).exists());
}

#[test]
fn r4_what_was_typed_wrongly_reaches_no_terminal_alive() {
    let world = World::new();
    // As a script hands on what it was given by others: a title, a clear of the screen in one character, a change of
    // direction.
    let alive = "pi\u{1b}]0;title\u{7}nk\u{9b}2J\u{202e}";
    for arguments in [
        &[alive][..],
        &["--theme", alive],
        &["users", "list", "--sort", alive],
        &["audit", "show", alive, "--color", "always"],
        &["users", "list", "--limit", alive, "--json"],
        &["status", ADA, "--json", alive],
    ] {
        let said = passward(&world, arguments, "").ends(2);
        let is_alive = |c: char| (c.is_control() && c != '\n') || c == '\u{202e}';
        assert!(!said.err.contains(is_alive), "{said:?}");
        assert!(said.err.contains("nk\u{fffd}2J\u{fffd}"), "{said:?}");
    }
}

#[test]
fn a_typo_gets_a_suggestion_and_a_missing_value_an_example() {
    let world = World::new();
    for (arguments, text) in [
        (&["stauts"][..], "'status'"),
        (&["pasword"], "'passwd'"),
        (&["status", ADA, "--jsno"], "'--json'"),
        (&["--theme", "drak"], "'dark'"),
        (&["status"], "  passward status ben@hartwellfinch.example"),
    ] {
        passward(&world, arguments, "").ends(2).says(text);
    }
}

#[test]
fn an_error_with_json_is_one_line_on_standard_error() {
    let world = founded();
    let nowhere = world.home().join("nowhere.db");
    let nowhere = nowhere.to_str().unwrap();
    for (arguments, code, exit) in [
        (&["status", "--json"][..], "usage", 2),
        (&["status", ADA, "--json", "--verbose"], "usage", 2),
        (&["status", "ada", "--json"], "bad_value", 2),
        (
            &["status", "--json", "bob@hartwellfinch.example"],
            "no_such_user",
            1,
        ),
        (
            &["--db", nowhere, "status", "--json", ADA],
            "database_missing",
            4,
        ),
    ] {
        let said = passward(&world, arguments, "").ends(exit);
        assert!(
            said.out.is_empty() && said.err.lines().count() == 1,
            "{said:?}"
        );
        let document: serde_json::Value = serde_json::from_str(&said.err).unwrap();
        let error = &document["error"];
        assert_eq!(
            (&error["code"], &error["exit"]),
            (&code.into(), &exit.into())
        );
        for text in ["message", "hint"] {
            let sentence = error[text].as_str().unwrap();
            assert!(sentence.ends_with('.'), "{said:?}");
            assert!(!sentence.starts_with(char::is_lowercase), "{said:?}");
        }
    }
}

#[test]
fn a_wrong_command_line_with_json_hints_at_the_command_that_was_meant() {
    let world = World::new();
    for (arguments, hint) in [
        (
            &["policy", "set", "--expiry", "91", "--json"][..],
            "Run `passward policy set --help` to see how it is used.",
        ),
        (
            &["--json", "no-such-thing"],
            "Run `passward --help` to see how it is used.",
        ),
        (
            &["user", "list", "--json"],
            "A similar subcommand exists: 'users'.",
        ),
    ] {
        let said = passward(&world, arguments, "").ends(2);
        let document: serde_json::Value = serde_json::from_str(&said.err).unwrap();
        assert_eq!(document["error"]["hint"], hint);
    }
}

#[test]
fn where_no_screen_can_be_drawn_one_sentence_says_what_to_run_instead() {
    for (world, instead) in [
        (World::new(), "run `passward init`"),
        (founded(), "run `passward passwd`"),
    ] {
        let before = database(&world).exists();
        for arguments in [&[][..], &["demo"]] {
            let said = passward(&world, arguments, "").ends(2).says(instead);
            assert_eq!(said.err.matches("error: ").count(), 1);
        }
        let named = world.home().join("named.db");
        passward(&world, &["--db", named.to_str().unwrap()], "")
            .ends(2)
            .says("passward init --db /");
        assert_eq!((database(&world).exists(), named.exists()), (before, false));
    }
}

#[test]
fn a_terminal_that_cannot_draw_gets_no_escape_byte_from_any_command() {
    let dumb = |world: World| world.with("TERM", "dumb");
    for (world, instead) in [
        (dumb(World::new()), "run `passward init`"),
        (dumb(founded()), "run `passward passwd`"),
        (founded().with("TERM", ""), "run `passward passwd`"),
    ] {
        for arguments in [&[][..], &["demo"]] {
            let mut pty = world.passward(arguments, 120, 24);
            assert_eq!(pty.wait_for_end().exit_code(), 2);
            pty.shows(instead);
            pty.is_given_back();
            assert!(!pty.output().contains(&0x1b));
        }
    }
    for (world, ends) in [
        (dumb(World::new()), [2, 4, 4, 0]),
        (dumb(founded()), [1, 1, 0, 0]),
    ] {
        for (arguments, end) in [
            &["init", "--no-input"][..],
            &["passwd", ADA],
            &["status", ADA],
            &["--help"],
        ]
        .into_iter()
        .zip(ends)
        {
            let mut pty = world.passward(arguments, 120, 40);
            // Where a question is asked, it is not answered.
            pty.keys("\x04");
            assert_eq!(pty.wait_for_end().exit_code(), end, "{arguments:?}");
            pty.is_given_back();
            assert!(!pty.output().contains(&0x1b), "{arguments:?}");
        }
        let mut pty = world.passward(&["stats"], 120, 40);
        assert_eq!(pty.wait_for_end().exit_code(), 2);
        assert!(!pty.output().contains(&0x1b));
    }
}

#[test]
fn colours_come_as_they_are_asked_for() {
    let world = World::new();
    for command in [&["status", ADA][..], &["stats"], &["--help"]] {
        for (when, in_colour) in [(None, true), (Some("always"), true), (Some("never"), false)] {
            let mut arguments = command.to_vec();
            arguments.extend(when.iter().flat_map(|when| ["--color", when]));
            let mut pty = world.passward(&arguments, 120, 40);
            pty.wait_for_end();
            assert_eq!(pty.output().contains(&0x1b), in_colour, "{arguments:?}");
        }
    }
    let quiet = World::new().with("NO_COLOR", "1");
    let mut pty = quiet.passward(&["status", ADA], 120, 40);
    pty.wait_for_end();
    assert!(!pty.output().contains(&0x1b));
}

#[test]
fn what_is_answered_in_words_is_broken_between_them_at_a_terminal_alone() {
    let world = founded();
    let sentence = "The password of Ada Hartwell does not expire.";
    passward(&world, &["status", ADA], "")
        .ends(0)
        .says(sentence);
    for (columns, text) in [
        (60, sentence.to_owned()),
        (32, sentence.replace("Hartwell ", "Hartwell\n")),
    ] {
        let mut pty = world.passward(&["status", ADA], columns, 10);
        pty.shows(&text);
        pty.wait_for_end();
    }
}

#[test]
fn a_closed_pipe_is_no_error_and_a_full_disk_is_one() {
    let world = founded();
    let run = |arguments: &[&str], out: Stdio| {
        Command::new(env!("CARGO_BIN_EXE_passward"))
            .args(arguments)
            .env_clear()
            .envs(world.environment())
            .stdin(Stdio::null())
            .stdout(out)
            .output()
            .unwrap()
    };
    for arguments in [
        &["status", ADA][..],
        &["status", ADA, "--json"],
        &["--help"],
        &["help", "status"],
        &["--version"],
    ] {
        let (read, write) = std::io::pipe().unwrap();
        drop(read);
        let output = run(arguments, write.into());
        assert_eq!(output.status.code(), Some(0), "{output:?}");
        assert!(output.stderr.is_empty(), "{output:?}");
        let full = File::options().write(true).open("/dev/full").unwrap();
        let output = run(arguments, full.into());
        assert_eq!(output.status.code(), Some(1), "{arguments:?} {output:?}");
    }
}

#[test]
fn where_nobody_listens_to_what_is_said_the_work_is_done_all_the_same() {
    let world = World::new();
    let (read, write) = std::io::pipe().unwrap();
    drop(read);
    let file = world.home().join("demo.db");
    let output = Command::new(env!("CARGO_BIN_EXE_passward"))
        .args(["demo", "--no-input", "--db", file.to_str().unwrap()])
        .env_clear()
        .envs(world.environment())
        .stdin(Stdio::null())
        .stderr(write)
        .output()
        .unwrap();
    assert_eq!(output.status.code(), Some(0), "{output:?}");
    assert!(file.is_file() && output.stdout.is_empty());
}

#[test]
fn every_command_that_needs_a_home_says_so() {
    let world = World::new();
    for command in COMMANDS {
        let output = Command::new(env!("CARGO_BIN_EXE_passward"))
            .args(command)
            .env_clear()
            .env("HOME", "")
            .stdin(Stdio::null())
            .current_dir(world.home())
            .output()
            .unwrap();
        let said = String::from_utf8(output.stderr).unwrap();
        // Without the variable the system's own list of users may still know a home.
        assert!(matches!(output.status.code(), Some(2 | 4)), "{said}");
        assert!(said.contains("hint: "), "{said}");
    }
    assert_eq!(std::fs::read_dir(world.home()).unwrap().count(), 0);
}
