//! What a real shell makes of `passward completions`.

use std::fs;
use std::process::Command;

use crate::cli::passward;
use crate::support::pty::World;
use crate::support::services;

/// Puts a question as bash does at the Tab key: the script and the words are arguments, the last one is unfinished.
const BASH: &str = r#"source "$1"; shift
COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1))
_passward passward "${@: -1}" "${@: -2:1}"
for word in "${COMPREPLY[@]}"; do echo "$word"; done"#;

/// The same of fish, which takes the line as it stands.
const FISH: &str = r"source $argv[1]; complete -C (string join -- ' ' $argv[2..])";

/// Asserts what a shell offers behind each line; how it starts and takes a program is told by its arguments.
fn completes(shell: &str, arguments: &[&str], expected: &[(&[&str], &[&str])]) {
    let test = format!("completions in {shell}");
    let Some(program) = services::found(shell, shell, &test) else {
        return;
    };
    let world = World::new();
    let script = passward(&world, &["completions", shell], "").ends(0).out;
    let at = world.home().join("script");
    fs::write(&at, script).unwrap();
    let empty = world.home().join("empty");
    fs::create_dir(&empty).unwrap();
    for (words, offered) in expected {
        let output = Command::new(&program)
            .args(arguments)
            .arg(&at)
            .args(*words)
            .current_dir(&empty)
            .env_clear()
            .envs(world.environment())
            .output()
            .unwrap();
        let said = String::from_utf8(output.stdout).unwrap();
        // Behind a tab fish describes the word.
        let mut found: Vec<&str> = said.lines().filter_map(|l| l.split('\t').next()).collect();
        found.sort_unstable();
        let complaints = String::from_utf8_lossy(&output.stderr);
        assert_eq!(found, *offered, "{shell} {words:?} {complaints}");
    }
}

/// Lines, and what is offered in their place; nobody's e-mail address is.
const OFFERED: [(&[&str], &[&str]); 4] = [
    (&["passward", "exp"], &["expire-all", "export"]),
    (
        &["passward", "policy", "set", "--expiry", ""],
        &["180", "30", "365", "60", "90", "never"],
    ),
    (&["passward", "verify", "--format", ""], &["lines", "pam"]),
    (&["passward", "users", "show", "a"], &[]),
];

#[test]
fn bash_completes_commands_and_values() {
    completes("bash", &["--norc", "-c", BASH, "bash"], &OFFERED);
    // Before a command, too.
    let theme: (&[&str], &[&str]) = (&["passward", "--theme", "d"], &["dark"]);
    completes("bash", &["--norc", "-c", BASH, "bash"], &[theme]);
}

#[test]
fn fish_completes_commands_and_their_values() {
    completes("fish", &["--no-config", "-c", FISH], &OFFERED);
}
