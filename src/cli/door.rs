//! Where time and randomness enter the commands and their prompts; nothing else here reads a clock.

use std::net::IpAddr;
use std::time::Duration;

use rand::SeedableRng;
use rand::rngs::{ChaCha20Rng, SysRng};

use super::error::{Failure, Fault};
use crate::prompt::Moment;
use crate::service::{Call, Origin};

/// Reads both clocks.
#[expect(
    clippy::disallowed_methods,
    reason = "the command line is a door: time enters here"
)]
pub(super) fn moment() -> Moment {
    let boot = rustix::time::clock_gettime(rustix::time::ClockId::Boottime);
    Moment {
        now: chrono::Utc::now(),
        // Neither part of a boot-time reading is ever negative.
        since_boot: Duration::new(
            u64::try_from(boot.tv_sec).unwrap_or_default(),
            u32::try_from(boot.tv_nsec).unwrap_or_default(),
        ),
    }
}

/// Returns a generator seeded by the system.
pub(super) fn randomness() -> Result<ChaCha20Rng, Failure> {
    ChaCha20Rng::try_from_rng(&mut SysRng).map_err(|_| {
        Failure::new(
            Fault::Refused,
            "no_randomness",
            "The system gives no random numbers. Nothing was changed.",
        )
    })
}

/// From where the person comes, as the environment and the terminal report it (A1, U5): the address of the SSH
/// client, or this machine, and the name of the terminal where there is one.
///
/// Reported, not proved: outside `--kiosk` whoever runs the program can set the variable.
pub(super) fn origin() -> Origin {
    let connection = std::env::var("SSH_CONNECTION").ok();
    let terminal = rustix::termios::ttyname(rustix::stdio::stdin(), Vec::new())
        .ok()
        .and_then(|name| name.into_string().ok());
    Origin::new(&whence(connection.as_deref(), terminal.as_deref()))
}

/// Puts what was reported into words: "10.0.0.7 by ssh, pts/3".
fn whence(connection: Option<&str>, terminal: Option<&str>) -> String {
    let machine = match connection.filter(|reported| !reported.trim().is_empty()) {
        None => "this machine".to_owned(),
        Some(reported) => client(reported).map_or_else(
            || "somewhere by ssh".to_owned(),
            |address| format!("{address} by ssh"),
        ),
    };
    match terminal {
        Some(name) => format!("{machine}, {}", name.strip_prefix("/dev/").unwrap_or(name)),
        None => machine,
    }
}

/// Reads the client's address, the first word of what sshd reports; nothing where that is no address, as where sshd
/// itself does not know it ("UNKNOWN").
fn client(reported: &str) -> Option<String> {
    let word = reported.split_whitespace().next()?;
    // The zone of a link-local address is a name of this machine's, and tells nothing of the client.
    let (address, _) = word.split_once('%').unwrap_or((word, ""));
    let address: IpAddr = address.parse().ok()?;
    Some(address.to_canonical().to_string())
}

/// Makes one call: both clocks are read now.
pub(super) fn call(rng: &mut ChaCha20Rng) -> Call<'_> {
    let Moment { now, since_boot } = moment();
    Call {
        now,
        since_boot,
        rng,
        from: origin(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn u5_from_where_is_the_ssh_client_and_the_terminal_as_reported() {
        let long = "9".repeat(5_000);
        for (connection, terminal, expected) in [
            (None, None, "this machine"),
            (Some("  "), None, "this machine"),
            (None, Some("/dev/pts/3"), "this machine, pts/3"),
            (
                Some("10.0.0.7 51234 10.0.0.1 22"),
                Some("/dev/pts/3"),
                "10.0.0.7 by ssh, pts/3",
            ),
            (
                Some("fe80::1%eth0 51234 fe80::2%eth0 22"),
                None,
                "fe80::1 by ssh",
            ),
            (Some("::ffff:10.0.0.7 1 ::1 22"), None, "10.0.0.7 by ssh"),
            (
                Some("UNKNOWN 65535 UNKNOWN 65535"),
                None,
                "somewhere by ssh",
            ),
            (Some("\u{1b}[31mowned\u{202e}"), None, "somewhere by ssh"),
            (Some(&long), None, "somewhere by ssh"),
        ] {
            assert_eq!(whence(connection, terminal), expected);
        }
    }
}
