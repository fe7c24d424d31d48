//! The two clocks of the screens, read in one place: time is an argument.
//!
//! The event loop and the worker are doors: they read a [`Clock`] and pass it on. Nothing else in the room does.

use std::time::Duration;

use chrono::{DateTime, Utc};

/// One reading of both clocks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Clock {
    /// The wall clock, for dates.
    pub now: DateTime<Utc>,
    /// The time since the machine started, suspend included: cannot be set, so idleness and proofs use it (E9, S9).
    pub since_boot: Duration,
}

impl Clock {
    /// Reads both clocks.
    #[must_use]
    #[expect(
        clippy::disallowed_methods,
        reason = "the event loop and the worker are doors, and both read time here"
    )]
    pub fn read() -> Self {
        let boot = rustix::time::clock_gettime(rustix::time::ClockId::Boottime);
        Self {
            now: Utc::now(),
            // Neither part of a boot-time reading is ever negative.
            since_boot: Duration::new(
                u64::try_from(boot.tv_sec).unwrap_or_default(),
                u32::try_from(boot.tv_nsec).unwrap_or_default(),
            ),
        }
    }

    /// Returns this reading moved forward, for tests and for waits that are done without waiting.
    #[must_use]
    pub fn later(self, by: Duration) -> Self {
        Self {
            now: chrono::Duration::from_std(by)
                .ok()
                .and_then(|by| self.now.checked_add_signed(by))
                .unwrap_or(self.now),
            since_boot: self.since_boot.saturating_add(by),
        }
    }
}
