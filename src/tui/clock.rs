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

/// By how much the two clocks may differ over a second without the wall clock having been set.
const AGREE: Duration = Duration::from_millis(250);

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

    /// Says whether something else than time has passed since an earlier reading: the wall clock was set, or the
    /// machine slept for longer than `at_most`. A wait that has not ended by now may then end too late (E9, S9).
    #[must_use]
    pub fn has_leapt(self, before: Self, at_most: Duration) -> bool {
        let passed = self.since_boot.saturating_sub(before.since_boot);
        let told = (self.now - before.now).to_std();
        passed > at_most || told.map_or(true, |told| told.abs_diff(passed) > AGREE)
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn e9_a_clock_that_was_set_and_a_machine_that_slept_are_leaps_and_time_is_none() {
        let at = Clock {
            now: DateTime::UNIX_EPOCH + chrono::TimeDelta::days(20_000),
            since_boot: Duration::from_secs(5_000),
        };
        let second = Duration::from_secs(1);
        let leaps = |now: Clock| now.has_leapt(at, 3 * second);
        assert!(!leaps(at) && !leaps(at.later(second)) && !leaps(at.later(3 * second)));
        assert!(leaps(at.later(4 * second)), "it slept");
        for set_by in [-3_600, -1, 1, 3_600] {
            let passed = at.later(second);
            let now = passed.now + chrono::TimeDelta::seconds(set_by);
            assert!(leaps(Clock { now, ..passed }), "set by {set_by} s");
        }
    }
}
