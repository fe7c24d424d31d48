//! A password's status in words: the cell of a table, the sentence of a banner, the line of `passward status`.

use super::dates::{ago, ahead, day_and_date, days_away, until};
use super::{Printable, Zone};
use crate::domain::{Forced, Instant, PasswordStatus, StatusKind};

/// What a cell means, beside its words: a theme gives each a mark and a colour.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Mark {
    /// Nothing to do.
    Plain,
    /// Attention soon (▲).
    Notice,
    /// Expired (✖).
    Danger,
    /// A change is due (●).
    Due,
    /// No password yet (○).
    Empty,
}

/// One cell: its words and what they mean.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StatusCell {
    /// The mark that goes with the words.
    pub mark: Mark,
    /// The words.
    pub text: String,
}

/// What the words need to know beside the status.
#[derive(Clone, Copy, Debug, Default)]
pub struct Known<'a> {
    /// Who forced the change or expired all passwords.
    pub by: Option<&'a Printable>,
    /// Until when a code is open.
    pub code_until: Option<Instant>,
}

/// Returns the cell of the table of users: "expires in 9 days · Thu 3 Dec".
#[must_use]
pub fn status_cell(
    status: &PasswordStatus,
    known: Known<'_>,
    now: Instant,
    zone: Zone,
) -> StatusCell {
    let (mark, text) = match status {
        PasswordStatus::NotSet => (Mark::Empty, not_set(known, now, zone)),
        PasswordStatus::MustChange(forced) => (
            Mark::Due,
            format!("must change · {}", because(*forced, known)),
        ),
        PasswordStatus::Expired { since } => (
            Mark::Danger,
            format!("expired {}", ago(days_away(*since, now, zone))),
        ),
        PasswordStatus::Expiring { at } => (
            Mark::Notice,
            format!(
                "expires {} · {}",
                ahead(days_away(*at, now, zone)),
                day_and_date(*at, now, zone)
            ),
        ),
        PasswordStatus::Fresh { until: end } => (
            Mark::Plain,
            format!("fresh · until {}", until(*end, now, zone)),
        ),
        PasswordStatus::NeverExpires => (Mark::Plain, "does not expire".to_owned()),
    };
    StatusCell { mark, text }
}

/// Returns the sentence that a user is shown about their own password (E4).
#[must_use]
pub fn own_sentence(status: &PasswordStatus, known: Known<'_>, now: Instant, zone: Zone) -> String {
    sentence("Your password", "You have", "you", status, known, now, zone)
}

/// Returns the sentence about somebody else's password, as `passward status` prints it.
#[must_use]
pub fn sentence_about(
    name: &Printable,
    status: &PasswordStatus,
    known: Known<'_>,
    now: Instant,
    zone: Zone,
) -> String {
    let whose = format!("The password of {name}");
    sentence(
        &whose,
        &format!("{name} has"),
        "this user",
        status,
        known,
        now,
        zone,
    )
}

/// Returns the name of a status, as a filter shows it.
#[must_use]
pub fn status_name(kind: StatusKind) -> &'static str {
    match kind {
        StatusKind::NotSet => "not set",
        StatusKind::MustChange => "must change",
        StatusKind::Expired => "expired",
        StatusKind::Expiring => "expiring",
        StatusKind::Fresh => "fresh",
        StatusKind::NeverExpires => "does not expire",
    }
}

fn sentence(
    whose: &str,
    has: &str,
    whom: &str,
    status: &PasswordStatus,
    known: Known<'_>,
    now: Instant,
    zone: Zone,
) -> String {
    let on = |at: Instant| day_and_date(at, now, zone);
    match status {
        PasswordStatus::NotSet => match known.code_until.filter(|end| now < *end) {
            Some(end) => format!(
                "{has} not chosen a password yet. A setup code is open until {}.",
                on(end)
            ),
            None => format!("{has} not chosen a password yet, and no setup code is open."),
        },
        PasswordStatus::MustChange(Forced::ByForce(_)) => match known.by {
            Some(by) => format!("{whose} must be changed: {by} asked {whom} to choose a new one."),
            None => format!(
                "{whose} must be changed: an administrator asked {whom} to choose a new one."
            ),
        },
        PasswordStatus::MustChange(Forced::ByExpireAll(_)) => match known.by {
            Some(by) => format!("{whose} must be changed: {by} expired all passwords."),
            None => format!("{whose} must be changed: all passwords were expired."),
        },
        PasswordStatus::MustChange(Forced::ByClock) => {
            format!(
                "{whose} must be changed: it was set at a time that lies ahead of this machine's clock."
            )
        }
        PasswordStatus::Expired { since } => {
            format!(
                "{whose} expired {}, on {}.",
                ago(days_away(*since, now, zone)),
                on(*since)
            )
        }
        PasswordStatus::Expiring { at } => {
            format!(
                "{whose} expires {}, on {}.",
                ahead(days_away(*at, now, zone)),
                on(*at)
            )
        }
        PasswordStatus::Fresh { until } => format!("{whose} is valid until {}.", on(*until)),
        PasswordStatus::NeverExpires => format!("{whose} does not expire."),
    }
}

fn not_set(known: Known<'_>, now: Instant, zone: Zone) -> String {
    match known.code_until {
        Some(end) if now < end => format!("not set · code until {}", until(end, now, zone)),
        Some(_) => "not set · code lapsed".to_owned(),
        None => "not set · no code".to_owned(),
    }
}

fn because(forced: Forced, known: Known<'_>) -> String {
    match (forced, known.by) {
        (Forced::ByForce(_), Some(by)) => format!("forced by {}", by.first_word()),
        (Forced::ByForce(_), None) => "forced".to_owned(),
        (Forced::ByExpireAll(_), _) => "all expired".to_owned(),
        (Forced::ByClock, _) => "clock ahead".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use chrono::TimeDelta;

    use super::*;
    use crate::domain::{ForceId, Generation};

    fn now() -> Instant {
        chrono::DateTime::parse_from_rfc3339("2026-11-24T14:02:00Z")
            .unwrap()
            .to_utc()
    }

    #[track_caller]
    fn check(status: PasswordStatus, mark: Mark, cell: &str, own: &str) {
        let ada = Printable::new("Ada Hartwell");
        let known = Known {
            by: Some(&ada),
            code_until: Some(now() + TimeDelta::days(5)),
        };
        assert_eq!(
            status_cell(&status, known, now(), Zone::Utc),
            StatusCell {
                mark,
                text: cell.to_owned()
            }
        );
        assert_eq!(own_sentence(&status, known, now(), Zone::Utc), own);
    }

    #[test]
    fn e1_each_status_has_its_words() {
        let days = |n| now() + TimeDelta::days(n);
        check(
            PasswordStatus::Expiring { at: days(9) },
            Mark::Notice,
            "expires in 9 days · Thu 3 Dec",
            "Your password expires in 9 days, on Thu 3 Dec.",
        );
        check(
            PasswordStatus::Expiring { at: days(1) },
            Mark::Notice,
            "expires tomorrow · Wed 25 Nov",
            "Your password expires tomorrow, on Wed 25 Nov.",
        );
        check(
            PasswordStatus::Fresh { until: days(80) },
            Mark::Plain,
            "fresh · until 12 Feb",
            "Your password is valid until Fri 12 Feb 2027.",
        );
        check(
            PasswordStatus::Expired { since: days(-4) },
            Mark::Danger,
            "expired 4 days ago",
            "Your password expired 4 days ago, on Fri 20 Nov.",
        );
        check(
            PasswordStatus::MustChange(Forced::ByForce(ForceId(1))),
            Mark::Due,
            "must change · forced by Ada",
            "Your password must be changed: Ada Hartwell asked you to choose a new one.",
        );
        check(
            PasswordStatus::MustChange(Forced::ByExpireAll(Generation(1))),
            Mark::Due,
            "must change · all expired",
            "Your password must be changed: Ada Hartwell expired all passwords.",
        );
        check(
            PasswordStatus::NeverExpires,
            Mark::Plain,
            "does not expire",
            "Your password does not expire.",
        );
        check(
            PasswordStatus::NotSet,
            Mark::Empty,
            "not set · code until 29 Nov",
            "You have not chosen a password yet. A setup code is open until Sun 29 Nov.",
        );
    }

    #[test]
    fn u1_an_invited_user_without_an_open_code_is_said_so() {
        let text = |code_until| {
            let known = Known {
                by: None,
                code_until,
            };
            status_cell(&PasswordStatus::NotSet, known, now(), Zone::Utc).text
        };
        assert_eq!(text(None), "not set · no code");
        assert_eq!(text(Some(now())), "not set · code lapsed");
    }
}
