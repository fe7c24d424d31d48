//! The time zone in which dates are read (E1).

use std::fmt;

use chrono::{FixedOffset, Local, NaiveDate, NaiveDateTime, NaiveTime, TimeDelta, TimeZone};
use chrono_tz::{TZ_VARIANTS, Tz};

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
    /// A zone of the IANA database, with its summer time.
    Named(Tz),
}

/// The name of the machine's own zone.
const LOCAL: &str = "local";

impl Zone {
    /// Finds a zone by its name in the IANA database, or by "local".
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        match name {
            LOCAL => Some(Self::Local),
            "UTC" => Some(Self::Utc),
            name => name.parse().ok().map(Self::Named),
        }
    }

    /// Returns every name that [`Zone::named`] finds.
    pub fn names() -> impl Iterator<Item = &'static str> {
        [LOCAL]
            .into_iter()
            .chain(TZ_VARIANTS.iter().map(|zone| zone.name()))
    }

    /// Returns what clock and calendar on the wall say at an instant.
    #[must_use]
    pub fn wall(self, at: Instant) -> NaiveDateTime {
        match self {
            Self::Local => at.with_timezone(&Local).naive_local(),
            Self::Utc => at.naive_utc(),
            Self::Fixed(offset) => at.with_timezone(&offset).naive_local(),
            Self::Named(zone) => at.with_timezone(&zone).naive_local(),
        }
    }

    /// Returns the instant at which a day on the wall begins; `None` outside the years that dates are kept for.
    #[must_use]
    pub fn start_of(self, day: NaiveDate) -> Option<Instant> {
        let midnight = day.and_time(NaiveTime::MIN);
        let at = match self {
            Self::Local => begins(&Local, midnight)?,
            Self::Utc => begins(&chrono::Utc, midnight)?,
            Self::Fixed(offset) => begins(&offset, midnight)?,
            Self::Named(zone) => begins(&zone, midnight)?,
        };
        crate::domain::instant_on_record(at.timestamp_millis())
    }
}

/// Returns when a day begins; where the clocks are put forward at midnight, when they have been.
fn begins(zone: &impl TimeZone, midnight: NaiveDateTime) -> Option<Instant> {
    let begun = (0..4).find_map(|hour| {
        let wall = midnight.checked_add_signed(TimeDelta::hours(hour))?;
        zone.from_local_datetime(&wall).earliest()
    })?;
    Some(begun.to_utc())
}

impl fmt::Display for Zone {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Local => f.write_str(LOCAL),
            Self::Utc => f.write_str("UTC"),
            Self::Fixed(offset) => offset.fmt(f),
            Self::Named(zone) => f.write_str(zone.name()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> Instant {
        text.parse().unwrap()
    }

    #[test]
    fn a_named_zone_keeps_its_summer_time_and_its_midnights() {
        let berlin = Zone::named("Europe/Berlin").unwrap();
        for (instant, wall) in [
            ("2026-07-01T12:00:00Z", "2026-07-01T14:00:00"),
            ("2026-12-01T12:00:00Z", "2026-12-01T13:00:00"),
        ] {
            assert_eq!(berlin.wall(at(instant)), wall.parse().unwrap());
        }
        let day = NaiveDate::from_ymd_opt(2026, 7, 1).unwrap();
        assert_eq!(berlin.start_of(day), Some(at("2026-06-30T22:00:00Z")));
        // In Beirut the clocks go forward at midnight.
        let beirut = Zone::named("Asia/Beirut").unwrap();
        let day = NaiveDate::from_ymd_opt(2026, 3, 29).unwrap();
        assert_eq!(beirut.start_of(day), Some(at("2026-03-28T22:00:00Z")));
    }

    #[test]
    fn every_name_names_a_zone_that_says_it_again() {
        for name in Zone::names() {
            assert_eq!(Zone::named(name).unwrap().to_string(), name);
        }
        for none in ["", "Europe/Nowhere", "europe/berlin", "+02:00"] {
            assert_eq!(Zone::named(none), None, "{none}");
        }
    }
}
