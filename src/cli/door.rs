//! Where time and randomness enter the commands and their prompts; nothing else here reads a clock.

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
pub(super) fn origin() -> Origin {
    let client = ["SSH_CONNECTION", "SSH_CLIENT"]
        .into_iter()
        .filter_map(|name| std::env::var(name).ok())
        .find_map(|client| client.split_whitespace().next().map(str::to_owned));
    let terminal = rustix::termios::ttyname(rustix::stdio::stdin(), Vec::new())
        .ok()
        .and_then(|name| name.into_string().ok());
    Origin::new(&whence(client.as_deref(), terminal.as_deref()))
}

/// Puts what was reported into words: "ssh from 10.0.0.7, pts/3".
fn whence(client: Option<&str>, terminal: Option<&str>) -> String {
    let machine = client.map_or("this machine".into(), |client| format!("ssh from {client}"));
    match terminal {
        Some(name) => format!("{machine}, {}", name.strip_prefix("/dev/").unwrap_or(name)),
        None => machine,
    }
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
        for (client, terminal, expected) in [
            (None, None, "this machine"),
            (None, Some("/dev/pts/3"), "this machine, pts/3"),
            (
                Some("10.0.0.7"),
                Some("/dev/pts/3"),
                "ssh from 10.0.0.7, pts/3",
            ),
            (Some("fe80::1"), None, "ssh from fe80::1"),
        ] {
            assert_eq!(whence(client, terminal), expected);
        }
    }
}
