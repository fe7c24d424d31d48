//! `passward --kiosk`: the screens for whoever comes over SSH, as the command that sshd forces on them (R7).
//!
//! Whoever comes in that way chooses some of the environment, and may send a command. So the command is refused, a
//! variable that would decide what is opened is refused, and every other variable but those of [`HELD`] is gone
//! before anything else reads it: the program starts itself anew without them. What is opened is named on the command
//! line that sshd has, or found in the home folder that the system's list of users knows. Never here: a question.

use std::env;
use std::ffi::{OsStr, OsString};
use std::os::unix::process::CommandExt;
use std::process::Command;

use super::error::{Failure, Fault};
use crate::words::Printable;

/// The variables that hold: how things look on the visitor's own terminal, and from where the visitor comes.
///
/// sshd sets the last one itself, after everything that a client may send.
const HELD: [&str; 7] = [
    "TERM",
    "COLORTERM",
    "NO_COLOR",
    "LANG",
    "LC_ALL",
    "LC_CTYPE",
    "SSH_CONNECTION",
];
/// What sshd says the visitor wanted to run.
const COMMAND: &str = "SSH_ORIGINAL_COMMAND";
/// How the variables begin that elsewhere decide what passward opens.
const OURS: &str = "PASSWARD_";

/// Refuses a command of ours beside `--kiosk`.
pub(super) fn opens_screens(alone: bool) -> Result<(), Failure> {
    if alone {
        return Ok(());
    }
    Err(Failure::new(
        Fault::Usage,
        "kiosk_runs_no_command",
        "With --kiosk only the screens open, and no command runs.",
    )
    .hint("Leave out the command, or --kiosk."))
}

/// Refuses what the kiosk does not do, and sees to it that the environment decides nothing but looks.
///
/// Returns only where it is so already; else the program goes on from its beginning, in the same process.
pub(super) fn enter() -> Result<(), Failure> {
    if env::var_os(COMMAND).is_some_and(|command| !command.is_empty()) {
        return Err(Failure::new(
            Fault::Usage,
            "kiosk_runs_no_command",
            "Only the screens of passward open here. The command that you sent was not run.",
        )
        .hint("Leave the command out: `ssh -t` and the name of the host."));
    }
    let names: Vec<OsString> = env::vars_os().map(|(name, _)| name).collect();
    if let Some(ours) = names.iter().find(|name| is_ours(name)) {
        let name = Printable::cut(&ours.to_string_lossy(), 60);
        return Err(Failure::new(
            Fault::Usage,
            "kiosk_variable",
            format!("The variable {name} is set, and at the kiosk no variable decides what is opened."),
        )
        .hint("Leave it out, and name what is meant by an option on the command line that sshd forces."));
    }
    if names.iter().all(|name| is_held(name)) {
        return Ok(());
    }
    Err(start_anew())
}

fn is_ours(name: &OsStr) -> bool {
    name.as_encoded_bytes().starts_with(OURS.as_bytes())
}

fn is_held(name: &OsStr) -> bool {
    HELD.iter().any(|held| name == *held)
}

/// Becomes the same program with the same arguments, and only the variables that hold; comes back where it cannot.
fn start_anew() -> Failure {
    let failed = || {
        Failure::new(
            Fault::Refused,
            "kiosk_environment",
            "The kiosk could not be opened without the variables that it was started with.",
        )
        .hint("Look whether /proc is there, or begin the command line that sshd forces with `env -i`.")
    };
    let mut arguments = env::args_os();
    let (Some(own_name), Ok(program)) = (arguments.next(), env::current_exe()) else {
        return failed();
    };
    let held = env::vars_os().filter(|(name, _)| is_held(name));
    // Only comes back where it failed; the process stays the same, and so do its terminal and its parent.
    let _ = Command::new(program)
        .arg0(own_name)
        .args(arguments)
        .env_clear()
        .envs(held)
        .exec();
    failed()
}

/// There is no terminal, as with `ssh` without `-t` where the host's name is followed by something.
pub(super) fn no_terminal() -> Failure {
    Failure::new(
        Fault::Usage,
        "no_terminal",
        "The screens need a terminal that can draw, and none came with your connection.",
    )
    .hint("Connect with `ssh -t`, from a terminal that is not \"dumb\".")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn r2_no_variable_that_decides_what_is_opened_holds_at_the_kiosk() {
        for name in [
            "PASSWARD_DB",
            "PASSWARD_BREACHED",
            "PASSWARD_",
            "XDG_DATA_HOME",
            "XDG_CONFIG_HOME",
            "HOME",
            "TMPDIR",
            "SQLITE_TMPDIR",
            "TZ",
            "LD_PRELOAD",
            "RUST_BACKTRACE",
            "COLUMNS",
            "SUDO_USER",
        ] {
            assert!(!is_held(OsStr::new(name)), "{name}");
        }
        assert!(is_ours(OsStr::new("PASSWARD_ANYTHING")));
        assert!(HELD.iter().all(|name| !is_ours(OsStr::new(name))));
    }
}
