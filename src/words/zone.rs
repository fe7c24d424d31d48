//! The time zone in which dates are read (E1).

use std::fmt;

use chrono::{FixedOffset, Local, NaiveDate, NaiveDateTime, NaiveTime, TimeDelta, TimeZone};
use tz::TimeZoneRef;
use tzdb_data::{TZ_NAMES, find_tz};

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
    Named(Iana),
}

/// A zone of the IANA database.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Iana {
    name: &'static str,
    rules: &'static TimeZoneRef<'static>,
}

/// The name of the machine's own zone.
const LOCAL: &str = "local";
/// What the database calls a machine that was never told where it is.
const NOWHERE: &str = "Factory";

impl Zone {
    /// Finds a zone by its name in the IANA database, or by "local".
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        match name {
            LOCAL => Some(Self::Local),
            "UTC" => Some(Self::Utc),
            name => Iana::named(name).map(Self::Named),
        }
    }

    /// Returns every name that [`Zone::named`] finds.
    pub fn names() -> impl Iterator<Item = &'static str> {
        [LOCAL].into_iter().chain(Iana::names())
    }

    /// Returns what clock and calendar on the wall say at an instant.
    #[must_use]
    pub fn wall(self, at: Instant) -> NaiveDateTime {
        match self {
            Self::Local => at.with_timezone(&Local).naive_local(),
            Self::Utc => at.naive_utc(),
            Self::Fixed(offset) => at.with_timezone(&offset).naive_local(),
            Self::Named(zone) => zone.wall(at),
        }
    }

    /// Returns the instant at which a day on the wall begins; `None` outside the years that dates are kept for.
    #[must_use]
    pub fn start_of(self, day: NaiveDate) -> Option<Instant> {
        let midnight = day.and_time(NaiveTime::MIN);
        let at = match self {
            Self::Local => begins(midnight, |wall| earliest(&Local, wall))?,
            Self::Utc => begins(midnight, |wall| earliest(&chrono::Utc, wall))?,
            Self::Fixed(offset) => begins(midnight, |wall| earliest(&offset, wall))?,
            Self::Named(zone) => begins(midnight, |wall| zone.earliest(wall))?,
        };
        crate::domain::instant_on_record(at.timestamp_millis())
    }
}

/// Returns when a day begins; where the clocks are put forward at midnight, when they have been.
fn begins(
    midnight: NaiveDateTime,
    earliest: impl Fn(NaiveDateTime) -> Option<Instant>,
) -> Option<Instant> {
    (0..4).find_map(|hour| earliest(midnight.checked_add_signed(TimeDelta::hours(hour))?))
}

/// Returns when clocks first show this; `None` where they never do.
fn earliest(zone: &impl TimeZone, wall: NaiveDateTime) -> Option<Instant> {
    let at = zone.from_local_datetime(&wall).earliest()?;
    Some(at.to_utc())
}

impl Iana {
    fn named(name: &str) -> Option<Self> {
        // The database minds no capitals; a name that is shown again is spelt as it spells it.
        let name = Self::names().find(|known| *known == name)?;
        let rules = find_tz(name.as_bytes())?;
        Some(Self { name, rules })
    }

    fn names() -> impl Iterator<Item = &'static str> {
        TZ_NAMES.iter().copied().filter(|name| *name != NOWHERE)
    }

    /// Returns how far clocks are ahead of UTC at an instant.
    fn ahead(self, at: Instant) -> TimeDelta {
        let rules = self.rules.find_local_time_type(at.timestamp());
        // Only zones that end have none, and there are no such zones.
        TimeDelta::seconds(rules.map_or(0, |rules| rules.ut_offset().into()))
    }

    fn wall(self, at: Instant) -> NaiveDateTime {
        let utc = at.naive_utc();
        // Beside the last instant that chrono knows, UTC is as good.
        utc.checked_add_signed(self.ahead(at)).unwrap_or(utc)
    }

    fn earliest(self, wall: NaiveDateTime) -> Option<Instant> {
        let utc = wall.and_utc();
        // No clock is a day away from UTC, and none is put forward or back twice within two.
        let ahead = [TimeDelta::days(-1), TimeDelta::days(1)]
            .into_iter()
            .filter_map(|near| Some(self.ahead(utc.checked_add_signed(near)?)));
        ahead
            .filter_map(|ahead| utc.checked_sub_signed(ahead))
            .filter(|at| self.wall(*at) == wall)
            .min()
    }
}

impl fmt::Display for Zone {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Local => f.write_str(LOCAL),
            Self::Utc => f.write_str("UTC"),
            Self::Fixed(offset) => offset.fmt(f),
            Self::Named(zone) => f.write_str(zone.name),
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
        // In Havana they go back to midnight at one: of the two midnights the day begins with the first.
        let havana = Zone::named("America/Havana").unwrap();
        let day = NaiveDate::from_ymd_opt(2026, 11, 1).unwrap();
        assert_eq!(havana.start_of(day), Some(at("2026-11-01T04:00:00Z")));
    }

    #[test]
    fn every_name_names_a_zone_that_says_it_again() {
        for name in Zone::names() {
            assert_eq!(Zone::named(name).unwrap().to_string(), name);
        }
        for none in ["", "Europe/Nowhere", "europe/berlin", "Factory", "+02:00"] {
            assert_eq!(Zone::named(none), None, "{none}");
        }
    }
}
