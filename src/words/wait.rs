//! What a throttled door says (S3): how long to wait, or whom to ask, and the same to everyone.

use crate::domain::Instant;

/// Says how long to wait, rounded up so that a try after it succeeds.
#[must_use]
pub fn please_wait(until: Instant, now: Instant) -> String {
    let millis = (until - now).num_milliseconds().max(0);
    let seconds = u64::try_from(millis).unwrap_or(0).div_ceil(1000).max(1);
    let words = if seconds <= 90 {
        super::counted(seconds, "second", "seconds")
    } else {
        super::counted(seconds.div_ceil(60), "minute", "minutes")
    };
    format!("Too many wrong tries. Please wait {words} and try again.")
}

/// Says whom to ask where nothing is looked at any more.
#[must_use]
pub fn locked() -> &'static str {
    "Too many wrong tries. Signing in with this e-mail is locked. Ask an administrator of your firm for a reset code; \
     with it you choose a new password."
}

#[cfg(test)]
mod tests {
    use chrono::{DateTime, TimeDelta};

    use super::*;

    #[test]
    fn s3_a_wait_is_said_in_seconds_then_in_minutes() {
        let now = DateTime::UNIX_EPOCH;
        for (wait, words) in [
            (TimeDelta::seconds(30), "wait 30 seconds and"),
            (TimeDelta::milliseconds(29_001), "wait 30 seconds and"),
            (TimeDelta::milliseconds(1), "wait 1 second and"),
            (TimeDelta::seconds(-5), "wait 1 second and"),
            (TimeDelta::seconds(91), "wait 2 minutes and"),
            (TimeDelta::minutes(15), "wait 15 minutes and"),
        ] {
            let said = please_wait(now + wait, now);
            assert!(said.contains(words), "{said}");
        }
    }
}
