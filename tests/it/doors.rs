//! The firm's other services ask (I1), by the very lines of README: Linux-PAM, and Apache httpd through sudo.

mod apache;
mod pam;

use std::io::Write;
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

/// Returns whether a test may make users and change files of the machine: only as root, and only where it is asked to.
fn may_change_the_machine(test: &str) -> bool {
    let asked = std::env::var_os("PASSWARD_TEST_SERVICES").is_some();
    let may = asked && rustix::process::geteuid().is_root();
    if !may {
        let why = "it makes a user and a rule of sudo: set PASSWARD_TEST_SERVICES=1 and be root";
        // Not by a macro: what those print is shown of failed tests only.
        let _ = writeln!(std::io::stderr(), "\nNOT RUN: {test}, for {why}.");
    }
    may
}

/// What README shows under the name of a kind of file.
fn shown(kind: &str) -> String {
    let readme = include_str!("../../README.md");
    let (_, after) = readme.split_once(&format!("```{kind}\n")).unwrap();
    after.split_once("```").unwrap().0.to_owned()
}

/// The same with the program and the database of a test in the place of those in README.
fn at(text: &str, program: &Path, database: &Path) -> String {
    let text = text.replace("/usr/local/bin/passward", program.to_str().unwrap());
    let text = text.replace("/var/lib/passward/passward.db", database.to_str().unwrap());
    assert!(!text.contains("/srv/") && !text.contains("/usr/local/"));
    text
}

/// Makes the made-up firm: somebody in every state, all with the same password.
fn firm(mut command: Command, database: &Path) {
    let made = command
        .args(["demo", "--db"])
        .arg(database)
        .stdin(std::process::Stdio::null())
        .output()
        .unwrap();
    assert!(made.status.success() && database.exists(), "{made:?}");
}

#[test]
fn i1_the_manual_shows_the_lines_that_the_readme_shows() {
    let page = include_str!("../../assets/man/passward-verify.8").replace("\\-", "-");
    for kind in ["sudoers", "pam", "sshd", "apache", "dovecot"] {
        let lines = shown(kind);
        assert!(page.contains(lines.trim_end()), "{kind}");
    }
}
