//! The time zone in which dates are read (E1).

use chrono::{FixedOffset, Local, NaiveDate, NaiveDateTime, NaiveTime, TimeDelta, TimeZone};

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

    /// Returns the instant at which a day on the wall begins; `None` outside the years that dates are kept for.
    #[must_use]
    pub fn start_of(self, day: NaiveDate) -> Option<Instant> {
        let midnight = day.and_time(NaiveTime::MIN);
        let at = match self {
            // Where the clocks are put forward at midnight, the day begins when they have been.
            Self::Local => (0..4)
                .find_map(|hour| {
                    let wall = midnight.checked_add_signed(TimeDelta::hours(hour))?;
                    Local.from_local_datetime(&wall).earliest()
                })?
                .to_utc(),
            Self::Utc => midnight.and_utc(),
            Self::Fixed(offset) => offset.from_local_datetime(&midnight).earliest()?.to_utc(),
        };
        crate::domain::instant_on_record(at.timestamp_millis())
    }
}
