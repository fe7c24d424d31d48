//! Real services that a test runs, such as an sshd: found where the machine has them.
//!
//! A test whose service is missing is not run and says so, past the capture of the test's output. Where
//! `PASSWARD_TEST_SERVICES` is set, as in `.ci/run`, it fails instead.

use std::env;
use std::io::Write;
use std::path::PathBuf;

/// Set where every service must be there.
const MUST: &str = "PASSWARD_TEST_SERVICES";

/// Where services lie that are not on everybody's path.
const ASIDE: [&str; 3] = ["/usr/local/sbin", "/usr/sbin", "/sbin"];

/// Returns where a program is; where it is not there, tells which package brings it and that `test` was not run.
#[track_caller]
pub(crate) fn found(program: &str, package: &str, test: &str) -> Option<PathBuf> {
    let path = env::var_os("PATH").unwrap_or_default();
    let found = env::split_paths(&path)
        .chain(ASIDE.map(PathBuf::from))
        .map(|folder| folder.join(program))
        .find(|file| file.is_file());
    if found.is_none() {
        missing(&format!("{program} (package {package})"), test);
    }
    found
}

/// Says loudly that a test was not run, or fails it.
#[track_caller]
pub(crate) fn missing(what: &str, test: &str) {
    let sentence = format!("NOT RUN: {test}, for this machine lacks {what}.");
    assert!(env::var_os(MUST).is_none(), "{sentence}");
    say(&sentence);
}

/// Says loudly that a test was not run, for a reason that no installation mends.
pub(crate) fn not_run(test: &str, why: &str) {
    say(&format!("NOT RUN: {test}: {why}."));
}

fn say(sentence: &str) {
    // Not by a macro: what those print is shown of failed tests only.
    let _ = writeln!(std::io::stderr(), "\n{sentence}");
}
