//! Instants as people say them, by local calendar dates (E1).
//!
//! A day here is a date on the wall, not 24 hours: what expires at half past midnight expires "tomorrow", even
//! where that is an hour away, and a night in which the clocks change is still one night.

use chrono::{Datelike, NaiveDate};

use super::{Zone, counted};
use crate::domain::Instant;

/// Returns the whole dates from today to that of `at`: 0 today, 1 tomorrow, -1 yesterday.
#[must_use]
pub fn days_away(at: Instant, now: Instant, zone: Zone) -> i64 {
    (zone.wall(at).date() - zone.wall(now).date()).num_days()
}

/// Returns the time of day: "13:58".
#[must_use]
pub fn time(at: Instant, zone: Zone) -> String {
    zone.wall(at).format("%H:%M").to_string()
}

/// Returns the date, with the year where it is not this one: "20 Nov", "20 Nov 2025".
#[must_use]
pub fn date(at: Instant, now: Instant, zone: Zone) -> String {
    let (day, today) = (zone.wall(at).date(), zone.wall(now).date());
    format!("{}{}", day.format("%-d %b"), year_of(day, today))
}

/// Returns the date with its day of the week: "Thu 3 Dec", "Mon 4 Jan 2027".
#[must_use]
pub fn day_and_date(at: Instant, now: Instant, zone: Zone) -> String {
    let (day, today) = (zone.wall(at).date(), zone.wall(now).date());
    format!("{}{}", day.format("%a %-d %b"), year_of(day, today))
}

/// Returns date and time: "20 Nov, 13:58".
#[must_use]
pub fn date_and_time(at: Instant, now: Instant, zone: Zone) -> String {
    format!("{}, {}", date(at, now, zone), time(at, zone))
}

/// Returns the end of a period that runs, nearer than a year without its year: "12 Feb".
#[must_use]
pub fn until(at: Instant, now: Instant, zone: Zone) -> String {
    let day = zone.wall(at).date();
    if (0..300).contains(&days_away(at, now, zone)) {
        day.format("%-d %b").to_string()
    } else {
        date(at, now, zone)
    }
}

/// Returns when something happened, as in a table: "today 13:58", "yesterday", "20 Nov".
///
/// What lies ahead (a clock was set back) is a plain date.
#[must_use]
pub fn when(at: Instant, now: Instant, zone: Zone) -> String {
    match days_away(at, now, zone) {
        0 => format!("today {}", time(at, zone)),
        -1 => "yesterday".to_owned(),
        _ => date(at, now, zone),
    }
}

/// Reads a date as it is typed: "2026-11-24".
#[must_use]
pub fn day_typed(text: &str) -> Option<NaiveDate> {
    NaiveDate::parse_from_str(text.trim(), "%Y-%m-%d").ok()
}

/// Returns date and time in full and to the second, with where from UTC that is: "2026-11-24 13:58:07 +01:00".
#[must_use]
pub fn stamp(at: Instant, zone: Zone) -> String {
    let wall = zone.wall(at);
    let minutes = (wall - at.naive_utc()).num_minutes();
    let sign = if minutes < 0 { '-' } else { '+' };
    let (hours, minutes) = (minutes.abs() / 60, minutes.abs() % 60);
    format!(
        "{} {sign}{hours:02}:{minutes:02}",
        wall.format("%Y-%m-%d %H:%M:%S")
    )
}

/// Returns how far ahead a date is: "today", "tomorrow", "in 9 days".
pub(super) fn ahead(days: i64) -> String {
    match days {
        ..=0 => "today".to_owned(),
        1 => "tomorrow".to_owned(),
        _ => format!("in {}", counted(days.unsigned_abs(), "day", "days")),
    }
}

/// Returns how long ago a date was: "today", "yesterday", "4 days ago".
pub(super) fn ago(days: i64) -> String {
    match days {
        0.. => "today".to_owned(),
        -1 => "yesterday".to_owned(),
        _ => format!("{} ago", counted(days.unsigned_abs(), "day", "days")),
    }
}

fn year_of(day: NaiveDate, today: NaiveDate) -> String {
    if day.year() == today.year() {
        String::new()
    } else {
        format!(" {}", day.year())
    }
}

#[cfg(test)]
mod tests {
    use chrono::FixedOffset;

    use super::*;

    fn at(text: &str) -> Instant {
        chrono::DateTime::parse_from_rfc3339(text).unwrap().to_utc()
    }

    fn east(hours: i32) -> Zone {
        Zone::Fixed(FixedOffset::east_opt(hours * 3600).unwrap())
    }

    #[test]
    fn e1_words_follow_the_dates_on_the_wall() {
        let now = at("2026-11-24T14:02:00Z");
        for (then, words) in [
            ("2026-11-24T13:58:00Z", "today 13:58"),
            ("2026-11-24T00:00:00Z", "today 00:00"),
            ("2026-11-23T23:59:59Z", "yesterday"),
            ("2026-11-20T08:00:00Z", "20 Nov"),
            ("2026-11-02T08:00:00Z", "2 Nov"),
            ("2025-11-20T08:00:00Z", "20 Nov 2025"),
        ] {
            assert_eq!(when(at(then), now, Zone::Utc), words);
        }
        assert_eq!(
            when(at("2026-11-23T23:30:00Z"), now, east(1)),
            "today 00:30"
        );
        assert_eq!(
            day_and_date(at("2026-12-03T09:00:00Z"), now, Zone::Utc),
            "Thu 3 Dec"
        );
        assert_eq!(
            day_and_date(at("2027-01-04T09:00:00Z"), now, Zone::Utc),
            "Mon 4 Jan 2027"
        );
        assert_eq!(until(at("2027-02-12T09:00:00Z"), now, Zone::Utc), "12 Feb");
        assert_eq!(
            until(at("2027-11-12T09:00:00Z"), now, Zone::Utc),
            "12 Nov 2027"
        );
    }

    #[test]
    fn a_day_that_is_typed_begins_at_midnight_on_the_wall() {
        let day = day_typed(" 2026-11-24 ").unwrap();
        for (hours, start) in [(0, "2026-11-24T00:00:00Z"), (2, "2026-11-23T22:00:00Z")] {
            assert_eq!(east(hours).start_of(day), Some(at(start)));
        }
        assert_eq!(Zone::Utc.start_of(day), Some(at("2026-11-24T00:00:00Z")));
        assert!(Zone::Local.start_of(day).is_some());
        for text in ["", "24.11.2026", "2026-13-01", "2026-02-30", "yesterday"] {
            assert_eq!(day_typed(text), None);
        }
        assert_eq!(Zone::Utc.start_of(NaiveDate::MAX), None);
        let then = at("2026-11-24T13:58:07Z");
        assert_eq!(stamp(then, east(-5)), "2026-11-24 08:58:07 -05:00");
        assert_eq!(stamp(then, Zone::Utc), "2026-11-24 13:58:07 +00:00");
    }

    #[test]
    fn e1_midnight_parts_today_from_tomorrow() {
        let now = at("2026-11-24T23:30:00Z");
        assert_eq!(days_away(at("2026-11-24T23:59:59Z"), now, Zone::Utc), 0);
        assert_eq!(days_away(at("2026-11-25T00:00:00Z"), now, Zone::Utc), 1);
        assert_eq!(days_away(at("2026-11-25T00:00:00Z"), now, east(1)), 0);
        assert_eq!(days_away(at("2026-11-25T23:30:00Z"), now, east(1)), 1);
    }

    #[test]
    fn e1_a_year_ends_between_two_days() {
        let now = at("2026-12-31T22:00:00Z");
        let soon = at("2027-01-01T01:00:00Z");
        assert_eq!(days_away(soon, now, Zone::Utc), 1);
        assert_eq!(date(soon, now, Zone::Utc), "1 Jan 2027");
        assert_eq!(when(now, soon, Zone::Utc), "yesterday");
    }

    #[test]
    fn e1_a_night_in_which_the_clocks_change_is_one_night() {
        // What a zone with summer time says on both sides of the change is what two fixed offsets say: dates are
        // compared, never hours.
        let (before, after) = (at("2026-10-24T22:30:00Z"), at("2026-10-25T22:30:00Z"));
        let (summer, winter) = (east(2).wall(before).date(), east(1).wall(after).date());
        assert_eq!((winter - summer).num_days(), 0);
        assert_eq!(days_away(after, before, east(1)), 1);
        assert_eq!(ahead(1), "tomorrow");
        assert_eq!(ahead(9), "in 9 days");
        assert_eq!(ahead(-1), "today");
        assert_eq!(ago(-4), "4 days ago");
        assert_eq!(ago(-1), "yesterday");
        assert_eq!(ago(0), "today");
    }
}
