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

/// Signs in as Ada, sees what is said, and types a name that is not the firm's.
#[track_caller]
fn said_before_it_is_confirmed(world: &World, command: &[&str], said: &[&str]) {
    let pty = start(world, command);
    answer(&pty, "Your e-mail address:", ADA);
    answer(&pty, "Your password:", FIRST);
    answer(&pty, "type the name of the firm:", "Another Firm");
    let mut pty = pty;
    let status = pty.wait_for_end();
    let contents = pty.contents();
    let one_line = contents.split_whitespace().collect::<Vec<_>>().join(" ");
    assert_eq!(status.exit_code(), 1, "{contents}");
    let (before, after) = one_line.split_once("To confirm").unwrap();
    for words in said {
        assert!(before.contains(words), "{words}: {contents}");
    }
    assert!(after.contains("Nothing was changed."), "{contents}");
}

#[test]
fn e7_u8_what_an_act_on_everyone_would_do_is_said_before_it_is_confirmed() {
    let world = founded();
    let add = [
        "users",
        "add",
        "--name",
        "Kira Sato",
        "--email",
        "kira@client.example",
        "--kind",
        "connect",
        "--as",
        ADA,
    ];
    passward(&world, &add, &format!("{FIRST}\n")).ends(0);
    let world = world.with("TERM", "dumb");
    said_before_it_is_confirmed(
        &world,
        &["expire-all"],
        &[
            "1 firm user must choose a new password at the next sign-in, you among them",
            "Not touched: 1 Connect user",
        ],
    );
    said_before_it_is_confirmed(
        &world,
        &["sign-out-all"],
        &["Everyone is signed out, you and Connect users among them: 1 person in 1 session."],
    );
    said_before_it_is_confirmed(
        &world,
        &["respond", "--all", "--disable-connect"],
        &[
            "1 user must choose a new password, you among them.",
            "1 open code revoked",
            "Not forced: 1 Connect user.",
            "Disabled: 1 Connect user.",
        ],
    );
    said_before_it_is_confirmed(
        &world,
        &["respond", "kira@client.example"],
        &[
            "Not forced: 1 Connect user (Kira Sato).",
            "They stay enabled",
        ],
    );
    passward(&world, &["status", ADA], "").says("Ada Hartwell");
    passward(
        &world,
        &[
            "expire-all",
            "--undo",
            "--as",
            ADA,
            "--confirm",
            "Hartwell & Finch LLP",
        ],
        &format!("{FIRST}\n"),
    )
    .ends(1)
    .says("There is nothing to undo")
    .says("hint: `passward audit list` shows");
}

#[test]
fn e6_what_an_act_on_several_would_do_is_said_before_it_is_confirmed() {
    let world = founded();
    let (kira, dev) = ("kira@client.example", "dev@hartwellfinch.example");
    for (name, email, kind) in [("Kira Sato", kira, "connect"), ("Dev Patel", dev, "firm")] {
        let add = [
            "users", "add", "--name", name, "--email", email, "--kind", kind,
        ];
        let add = [&add[..], &["--as", ADA]].concat();
        passward(&world, &add, &format!("{FIRST}\n")).ends(0);
    }
    let world = world.with("TERM", "dumb");
    said_before_it_is_confirmed(
        &world,
        &["users", "disable", kira, dev, ADA],
        &[
            "This is about Kira Sato, Dev Patel, Ada Hartwell.",
            "2 users are signed out within a second and cannot sign in until enabled again.",
            "It ends 2 open codes.",
            "Left out: the owner, who cannot be disabled.",
        ],
    );
    said_before_it_is_confirmed(
        &world,
        &["users", "force", "--all", "--reason", "Seen on a list"],
        &[
            "The filters match 3 users.",
            "1 user must choose a new password at the next sign-in, and within a second where signed in. You are among them.",
            "Left out: 1 without a password yet; 1 Connect user, whose password never expires.",
        ],
    );
    said_before_it_is_confirmed(
        &world,
        &["users", "sign-out", "--all", "--kind", "firm"],
        &[
            "1 user is signed out within a second. You are among them. It ends 1 session. 1 other is signed in nowhere.",
        ],
    );
    // Nothing is to be confirmed that reaches nobody, and what does no harm to those named asks nothing.
    let pty = start(&world, &["users", "force", kira, dev]);
    answer(&pty, "Your e-mail address:", ADA);
    answer(&pty, "Your password:", FIRST);
    let mut pty = pty;
    let status = pty.wait_for_end();
    let contents = pty.contents();
    let one_line = contents.split_whitespace().collect::<Vec<_>>().join(" ");
    assert_eq!(status.exit_code(), 1, "{contents}");
    assert!(
        one_line.contains(
            "Left out: 1 without a password yet; 1 Connect user, whose password never expires."
        ),
        "{contents}"
    );
    assert!(one_line.contains("Nothing was changed."), "{contents}");
    assert!(!one_line.contains("To confirm"), "{contents}");
    let pty = start(&world, &["users", "enable", kira, dev]);
    answer(&pty, "Your e-mail address:", ADA);
    answer(&pty, "Your password:", FIRST);
    let mut pty = pty;
    assert_eq!(pty.wait_for_end().exit_code(), 1);
    assert!(!pty.contents().contains("To confirm"));
}

#[test]
fn e10_what_an_undo_would_do_is_said_before_it_is_confirmed() {
    let world = founded();
    let expire = [
        "expire-all",
        "--as",
        ADA,
        "--confirm",
        "Hartwell & Finch LLP",
    ];
    passward(&world, &expire, &format!("{FIRST}\n")).ends(0);
    passward(&world, &["passwd", ADA], &format!("{FIRST}\n{SECOND}\n")).ends(0);
    let world = world.with("TERM", "dumb");
    let mut pty = start(&world, &["expire-all", "--undo"]);
    answer(&pty, "Your e-mail address:", ADA);
    answer(&pty, "Your password:", SECOND);
    answer(&pty, "type the name of the firm:", "Hartwell & Finch LLP");
    let status = pty.wait_for_end();
    let contents = pty.contents();
    assert_eq!(status.exit_code(), 0, "{contents}");
    let (before, after) = contents.split_once("To confirm").unwrap();
    assert!(
        before.contains("the last Expire all passwords, by Ada Hartwell on"),
        "{contents}"
    );
    assert!(after.contains("was undone"), "{contents}");
}
