//! The prompts in a real terminal: what is typed hidden stays hidden, and the terminal is given back (R3).

use rustix::process::Signal;

use crate::cli::{founded, passward};
use crate::support::pty::{Colours, Pty, World};

const ADA: &str = "ada@hartwellfinch.example";
const FIRST: &str = "orchard lantern quietly 58";
const SECOND: &str = "seventeen violet harbours";

/// Starts a command in a terminal without any abilities.
pub(crate) fn start(world: &World, arguments: &[&str]) -> Pty {
    world.passward(arguments, 100, 40)
}

/// Answers one question once it was asked.
#[track_caller]
pub(crate) fn answer(pty: &Pty, question: &str, with: &str) {
    pty.wait_until(question, |screen| {
        let contents = screen.contents();
        let last = contents.trim_end().lines().last().unwrap_or_default();
        last.trim_end().ends_with(question)
    });
    pty.keys(&format!("{with}\n"));
}

#[track_caller]
fn ended_plainly(mut pty: Pty) {
    let status = pty.wait_for_end();
    assert_eq!(status.exit_code(), 0, "{}", pty.contents());
    pty.is_given_back();
    let output = String::from_utf8(pty.output()).unwrap();
    for secret in [FIRST, SECOND, "\u{1b}"] {
        assert!(!output.contains(secret), "{output}");
    }
}

#[test]
fn init_asks_for_everything_and_shows_no_password() {
    let world = World::new().with("TERM", "dumb");
    let pty = start(&world, &["init"]);
    answer(&pty, "The name of your firm:", "Hartwell & Finch LLP");
    answer(&pty, "Your name:", "Ada Hartwell");
    answer(&pty, "Your e-mail address:", "ada");
    answer(&pty, "Your e-mail address:", ADA);
    answer(&pty, "New password:", "short");
    answer(&pty, "New password:", FIRST);
    answer(&pty, "The new password again:", FIRST);
    ended_plainly(pty);
    passward(&world, &["status", ADA], "");
}

#[test]
fn passwd_changes_the_password_and_tells_the_date() {
    let world = founded().with("TERM", "dumb");
    let pty = start(&world, &["passwd"]);
    answer(&pty, "Your e-mail address:", ADA);
    answer(&pty, "Your current password:", "not this one");
    answer(&pty, "Your current password:", FIRST);
    // What happened since the last time is told before anything else (U10).
    pty.shows("1 try to sign in failed since then.");
    answer(&pty, "New password:", SECOND);
    answer(&pty, "The new password again:", SECOND);
    pty.shows("Your password was changed.");
    pty.shows("does not expire");
    ended_plainly(pty);
}

#[test]
fn r3_a_signal_at_a_hidden_question_puts_the_echo_back_and_ends_by_that_signal() {
    for (signal, name) in [
        (Signal::INT, "Interrupt"),
        (Signal::TERM, "Terminated"),
        (Signal::HUP, "Hangup"),
        (Signal::QUIT, "Quit"),
    ] {
        let world = founded().with("TERM", "dumb");
        let mut pty = start(&world, &["passwd", ADA]);
        pty.shows("Your current password:");
        pty.signal(signal);
        let status = pty.wait_for_end();
        assert_eq!(status.signal(), Some(name));
        pty.is_given_back();
    }
}

#[test]
fn r3_ctrl_c_at_a_hidden_question_puts_the_echo_back() {
    let world = founded().with("TERM", "dumb");
    let mut pty = start(&world, &["passwd", ADA]);
    pty.shows("Your current password:");
    pty.keys("half a pass\x03");
    assert_eq!(pty.wait_for_end().signal(), Some("Interrupt"));
    pty.is_given_back();
    assert!(!pty.contents().contains("half"));
}

#[test]
fn the_end_of_the_input_ends_the_talk_in_a_sentence() {
    let world = founded().with("TERM", "dumb");
    let mut pty = start(&world, &["passwd", ADA]);
    pty.shows("Your current password:");
    pty.keys("\x04");
    assert_eq!(pty.wait_for_end().exit_code(), 1);
    pty.is_given_back();
    assert!(pty.contents().contains("Nothing was changed."));
}

/// Starts a command line of the shell in which `"$@"` is passward.
fn in_shell(world: &World, line: &str) -> Pty {
    let line = format!(
        "passward() {{ {} \"$@\"; }}; {line}",
        env!("CARGO_BIN_EXE_passward")
    );
    world.start("/bin/sh", &["-c", &line], 100, 40, Colours::Silent)
}

#[test]
fn no_secret_is_read_from_a_terminal_that_would_show_it() {
    let world = founded().with("TERM", "dumb");
    let init = "init --firm F --name N --email a@b.example --db new.db";
    for line in [
        format!("passward passwd {ADA} --password-stdin"),
        format!("passward passwd {ADA} --code --password-stdin --no-input"),
        format!("passward passwd {ADA} 2>said || {{ code=$?; cat said; exit $code; }}"),
        format!("passward {init} --password-stdin"),
        format!("passward {init} 2>said || {{ code=$?; cat said; exit $code; }}"),
    ] {
        let mut pty = in_shell(&world, &line);
        assert_eq!(pty.wait_for_end().exit_code(), 2, "{line}");
        pty.is_given_back();
        pty.shows("Standard input is a terminal");
        pty.shows("hint: ");
        assert!(!pty.output().contains(&0x1b));
    }
    assert!(!world.home().join("new.db").exists());
}
