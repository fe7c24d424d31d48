//! The firm's other services ask (I1), by the very lines of README: Linux-PAM, sshd, sudo, Dovecot and Apache httpd.

mod apache;
mod dovecot;
mod machine;
mod pam;
mod ssh;
mod sudo;

use std::path::Path;
use std::process::Command;

use crate::support::services;

/// What everyone in the made-up firm has.
const RIGHT: &str = "harbour lantern violet 42";
const WRONG: &str = "not the password";

/// Returns whether a file is there that comes with a package, such as a module of a service.
#[track_caller]
fn has(file: &str, package: &str, test: &str) -> bool {
    let there = Path::new(file).exists();
    if !there {
        services::missing(&format!("{file} (package {package})"), test);
    }
    there
}

/// What README shows under the name of a kind of file.
fn shown(kind: &str) -> String {
    let readme = include_str!("../../README.md");
    let (_, after) = readme.split_once(&format!("```{kind}\n")).unwrap();
    after.split_once("```").unwrap().0.to_owned()
}

/// Makes the made-up firm: somebody in every state, all with the same password.
fn firm(mut command: Command, database: &Path) {
    let made = command
        .args(["demo", "--db"])
        .arg(database)
        .stdin(std::process::Stdio::null())
        .output()
        .unwrap();
    assert!(made.status.success(), "{made:?}");
}

/// Of the lines for PAM those of one kind, `auth` or `account`.
fn of_kind(kind: &str) -> String {
    let lines = shown("pam");
    let of = lines.lines().filter(|line| line.starts_with(kind));
    of.flat_map(|line| [line, "\n"]).collect()
}

/// Whether somebody is told that a new password must be chosen.
fn told(said: &str) -> bool {
    said.contains("Choose a new one: passward passwd")
}

#[test]
fn i1_the_manual_shows_the_lines_that_the_readme_shows() {
    let page = include_str!("../../assets/man/passward-verify.8").replace("\\-", "-");
    for kind in [
        "sudoers",
        "pam",
        "sshd",
        "sudo",
        "apache",
        "dovecot",
        "dovecot-2.4",
    ] {
        let lines = shown(kind);
        assert!(page.contains(lines.trim_end()), "{kind}");
    }
}
