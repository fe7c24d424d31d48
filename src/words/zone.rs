//! The time zone in which dates are read (E1).

use chrono::{FixedOffset, Local, NaiveDateTime};

use crate::domain::Instant;

/// Where the reader is: the one place that names the machine's own zone.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Zone {
    /// The machine's zone, with its summer time.
    #[default]
    Local,
    /// UTC.
    Utc,
    /// Always so far from UTC.
    Fixed(FixedOffset),
}

impl Zone {
    /// Returns what clock and calendar on the wall say at an instant.
    #[must_use]
    pub fn wall(self, at: Instant) -> NaiveDateTime {
        match self {
            Self::Local => at.with_timezone(&Local).naive_local(),
            Self::Utc => at.naive_utc(),
            Self::Fixed(offset) => at.with_timezone(&offset).naive_local(),
        }
    }
}
