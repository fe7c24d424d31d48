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

/// From where the person comes, as the environment reports it (A1): the address of the SSH client, else this machine.
pub(super) fn origin() -> Origin {
    let client = std::env::var("SSH_CONNECTION").unwrap_or_default();
    match client.split_whitespace().next() {
        Some(address) => Origin::new(&format!("ssh from {address}")),
        None => Origin::new("this machine"),
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
