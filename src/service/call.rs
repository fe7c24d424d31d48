//! What comes with every call, and what an answer that must wait looks like.

use std::fmt;
use std::time::Duration;

use rand::CryptoRng;

use crate::domain::Instant;
use crate::domain::throttle::FAILURE_ANSWERED_AFTER;
use crate::words::Printable;

/// Time, randomness and place of one act: read at one of the three doors, never here.
pub struct Call<'a> {
    /// What the machine's clock says.
    pub now: Instant,
    /// A clock that cannot be set and runs on in suspend (S9).
    pub since_boot: Duration,
    /// Randomness.
    pub rng: &'a mut dyn CryptoRng,
    /// From where, as reported.
    pub from: Origin,
}

impl fmt::Debug for Call<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Call")
            .field("now", &self.now)
            .field("since_boot", &self.since_boot)
            .field("from", &self.from)
            .finish_non_exhaustive()
    }
}

impl Call<'_> {
    /// Returns when a failure asked now is answered (S1).
    pub(super) fn failure_answered_at(&self) -> Duration {
        self.since_boot + FAILURE_ANSWERED_AFTER
    }
}

/// From where someone acts, as their terminal or SSH client reports it: printable and short.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Origin(Printable);

/// The most characters kept of an origin.
const ORIGIN_MOST: usize = 80;

impl Origin {
    /// Takes what was reported.
    #[must_use]
    pub fn new(reported: &str) -> Self {
        Self(Printable::cut(reported.trim(), ORIGIN_MOST))
    }

    /// Returns the text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        self.0.as_str()
    }
}

/// A result that may have to be held back.
#[derive(Debug, PartialEq, Eq)]
#[must_use]
pub struct Answer<T> {
    /// The caller shows it no earlier than this, on the clock since boot, and after that only when [`still_held_back`] lets it
    /// (S1).
    pub not_before: Option<Duration>,
    /// The result.
    pub result: T,
}

impl<T> Answer<T> {
    /// Returns an answer that is given at once.
    pub fn now(result: T) -> Self {
        Self {
            not_before: None,
            result,
        }
    }

    /// Returns the answer with another result, held back as long.
    pub fn map<U>(self, into: impl FnOnce(T) -> U) -> Answer<U> {
        Answer {
            not_before: self.not_before,
            result: into(self.result),
        }
    }

    /// Returns an answer that is given half a second after the question, or a whole number of them (S1).
    pub(super) fn late(call: &Call<'_>, result: T) -> Self {
        Self {
            not_before: Some(call.failure_answered_at()),
            result,
        }
    }
}

/// Returns for how long from now an answer is still held back (S1).
///
/// One that is ready too late waits for the next full half second after the question, so that what is left of the time it
/// took is not told either.
#[must_use]
pub fn still_held_back(not_before: Duration, now: Duration) -> Duration {
    let step = FAILURE_ANSWERED_AFTER.as_nanos();
    let late = now.saturating_sub(not_before).as_nanos();
    let steps = u32::try_from(late.div_ceil(step)).unwrap_or(u32::MAX);
    not_before
        .saturating_add(FAILURE_ANSWERED_AFTER.saturating_mul(steps))
        .saturating_sub(now)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn s1_what_is_late_is_answered_at_the_next_full_half_second_after_the_question() {
        let at = Duration::from_millis;
        for (not_before, now, left) in [
            (1_500, 1_000, 500),
            (1_500, 1_499, 1),
            (1_500, 1_500, 0),
            (1_500, 1_501, 499),
            (1_500, 1_999, 1),
            (1_500, 2_000, 0),
            (1_500, 2_001, 499),
            (1_500, 9_876, 124),
            (0, 0, 0),
        ] {
            let found = still_held_back(at(not_before), at(now));
            assert_eq!(found, at(left), "{not_before} {now}");
        }
        assert_eq!(
            still_held_back(Duration::ZERO, Duration::MAX),
            Duration::ZERO
        );
    }
}
