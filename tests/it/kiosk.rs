//! `passward --kiosk` in a terminal, without the sshd that forces it on people (R2, R7).

use rustix::process::{Pid, Signal};

use crate::cli::{ADA, FIRST, database, founded, passward};
use crate::support::pty::{Pty, World};

/// The arguments of a kiosk on this world's firm.
fn kiosk(world: &World) -> [String; 3] {
    let database = database(world).to_str().unwrap().to_owned();
    ["--kiosk".into(), "--db".into(), database]
}

/// Opens the kiosk, until the form of signing in is there.
fn opened(world: &World) -> Pty {
    let arguments = kiosk(world);
    let pty = world.passward(&arguments.each_ref().map(String::as_str), 100, 30);
    pty.shows("Sign in");
    pty
}

/// The names of the variables that a running program sees.
fn variables(of: Pid) -> Vec<String> {
    let text = std::fs::read(format!("/proc/{}/environ", of.as_raw_nonzero())).unwrap();
    let text = String::from_utf8(text).unwrap();
    let names = text.split_terminator('\0').map(|entry| {
        let (name, _) = entry.split_once('=').unwrap();
        name.to_owned()
    });
    names.collect()
}

fn signs_in(pty: &Pty) {
    pty.keys(&format!("{ADA}\t{FIRST}\r"));
    pty.shows("Manage Users");
}

#[test]
fn r7_at_the_kiosk_no_variable_is_left_that_decides_what_is_opened() {
    let world = founded()
        .with("XDG_DATA_HOME", "/tmp/of/the/visitor")
        .with("XDG_CONFIG_HOME", "/tmp/of/the/visitor")
        .with("TMPDIR", "/tmp/of/the/visitor")
        .with("TZ", ":/etc/hostname")
        .with("SSH_CONNECTION", "192.0.2.7 50000 192.0.2.1 22");
    let mut pty = opened(&world);
    let mut names = variables(pty.pid());
    names.sort_unstable();
    assert_eq!(names, ["COLORTERM", "LANG", "SSH_CONNECTION", "TERM"]);
    pty.keys("\x03");
    pty.wait_for_end();
    pty.is_given_back();
}

#[test]
fn r2_at_the_kiosk_a_variable_of_ours_is_refused_and_a_missing_database_too() {
    let world = founded();
    let arguments = kiosk(&world);
    let arguments = arguments.each_ref().map(String::as_str);
    for name in ["PASSWARD_DB", "PASSWARD_BREACHED", "PASSWARD_OF_TOMORROW"] {
        let mut pty = founded().with(name, "x").passward(&arguments, 100, 30);
        assert_eq!(pty.wait_for_end().exit_code(), 2);
        pty.shows(&format!("The variable {name} is set"));
    }
    let nowhere = world.home().join("nowhere.db");
    let mut pty = world.passward(&["--kiosk", "--db", nowhere.to_str().unwrap()], 100, 30);
    assert_eq!(pty.wait_for_end().exit_code(), 4);
    pty.shows("There is no firm's database");
    pty.shows("passward init");
    assert!(!nowhere.exists());
}

#[test]
fn r7_at_the_kiosk_no_command_runs() {
    let world = founded();
    let sent = founded().with("SSH_ORIGINAL_COMMAND", "cat /etc/passwd");
    let arguments = kiosk(&world);
    let arguments = arguments.each_ref().map(String::as_str);
    passward(&sent, &arguments, "")
        .ends(2)
        .says("The command that you sent was not run.")
        .says("ssh -t");
    passward(&world, &[&arguments[..], &["status", ADA]].concat(), "")
        .ends(2)
        .says("no command runs");
    // It stands before the commands, which do not know it.
    passward(&world, &["demo", "--kiosk"], "").ends(2);
}

#[test]
fn r7_without_a_terminal_the_kiosk_says_how_to_get_one() {
    let world = founded();
    let arguments = kiosk(&world);
    let arguments = arguments.each_ref().map(String::as_str);
    passward(&world, &arguments, "").ends(2).says("`ssh -t`");
    let dumb = founded().with("TERM", "dumb");
    let mut pty = dumb.passward(&arguments, 100, 30);
    assert_eq!(pty.wait_for_end().exit_code(), 2);
    pty.shows("ssh -t");
    assert!(!pty.output().contains(&0x1b));
}

#[test]
fn r3_r7_the_kiosk_asks_the_terminal_nothing_and_does_not_suspend() {
    let world = founded();
    let mut pty = opened(&world);
    let asked = pty.output().windows(4).any(|part| part == b"\x1b]11");
    assert!(!asked, "it asked for the colours");
    pty.keys("\x1a");
    pty.shows("there is nothing behind it");
    pty.signal(Signal::TSTP);
    // The signal comes before the key, so whoever stopped at it never shows what was typed.
    pty.keys("typed on");
    pty.shows("typed on");
    pty.keys("\x03");
    pty.wait_for_end();
    pty.is_given_back();
}

#[test]
fn a1_r7_at_the_kiosk_the_log_is_read_and_not_exported() {
    let world = founded();
    let pty = opened(&world);
    signs_in(&pty);
    pty.keys("6");
    pty.shows("Verify now");
    let title = |contents: &str| contents.lines().any(|line| line.contains("Export"));
    assert!(!title(&pty.contents()), "{}", pty.contents());
    pty.keys("e?export");
    pty.shows("it reads and writes no files");
    // Enter on a refused command changes nothing.
    pty.keys("\r\x1bq");
}

#[test]
fn a1_the_log_tells_from_where_a_person_came_over_ssh_as_reported() {
    let over_ssh = |connection: &str| founded().with("SSH_CONNECTION", connection);
    for (connection, from) in [
        ("2001:db8::7 50000 2001:db8::1 22", "2001:db8::7 by ssh"),
        ("\u{202e}evil\u{1b}[2J 1 1 1", "somewhere by ssh"),
    ] {
        let world = over_ssh(connection);
        let firm = ["firm", "rename", "Finch & Hartwell", "--as", ADA];
        passward(&world, &firm, &format!("{FIRST}\n")).ends(0);
        let listed = passward(&world, &["audit", "list", "--json"], "").ends(0);
        let document: serde_json::Value = serde_json::from_str(&listed.out).unwrap();
        let entries = document["entries"].as_array().unwrap();
        let signed_in = entries.iter().find(|entry| entry["act"] == "signed_in");
        assert_eq!(signed_in.unwrap()["from"], from, "{}", listed.out);
    }
}
