//! Which entries of the audit log are meant: by person, kind, time and words; for the list and for the export.

use chrono::TimeDelta;
use clap::{Args, ValueEnum};

use crate::cli::error::{Failure, Fault};
use crate::domain::audit::{ActKind, ActSet, LogFilter};
use crate::domain::{Email, Instant};
use crate::service::{Desk, number_of_machine};
use crate::words::{Zone, day_typed};

/// Which entries.
#[derive(Debug, Args)]
pub(super) struct Only {
    /// Only what this person did, or what was done to them.
    #[arg(long, value_name = "E-MAIL")]
    person: Option<String>,
    /// Only acts of this kind; may be given more than once.
    #[arg(long, value_enum, value_name = "KIND")]
    kind: Vec<Kind>,
    /// Not before this day, as 2026-11-24; or an instant, as 2026-11-24T09:00:00Z.
    #[arg(long, value_name = "DATE")]
    from: Option<String>,
    /// Not after this day; or before an instant.
    #[arg(long, value_name = "DATE")]
    to: Option<String>,
    /// Only entries in which these words stand.
    #[arg(long, value_name = "TEXT")]
    search: Option<String>,
}

/// The kinds of acts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Kind {
    /// Signing in and out, and what failed of it.
    SignIns,
    /// Passwords changed, forced, expired.
    Passwords,
    /// The policy.
    Policy,
    /// The firm and its people.
    People,
    /// Setup codes and reset codes.
    Codes,
    /// Sessions that were ended.
    Sessions,
    /// Exports, restores, and what was refused.
    Log,
    /// What *Log In Activity* shows: who came in, who failed to, and which sessions were ended.
    LogInActivity,
}

/// What was typed, read; whether the person is known is for the database to say.
pub(super) struct Wanted {
    email: Option<Email>,
    acts: Option<ActSet>,
    from: Option<Instant>,
    until: Option<Instant>,
    text: String,
}

impl Only {
    /// Reads what was typed; days begin in this zone.
    pub(super) fn read(&self, zone: Zone) -> Result<Wanted, Failure> {
        let moment = |typed: &Option<String>, edge| {
            let typed = typed.as_deref();
            typed.map(|text| moment_of(text, edge, zone)).transpose()
        };
        let email = self.person.as_deref().map(Email::parse).transpose();
        let acts = self
            .kind
            .iter()
            .flat_map(|kind| kind.acts().iter().collect::<Vec<_>>());
        Ok(Wanted {
            email: email.map_err(|fault| Failure::bad_value(&fault))?,
            acts: (!self.kind.is_empty()).then(|| acts.collect()),
            from: moment(&self.from, Edge::Start)?,
            until: moment(&self.to, Edge::End)?,
            text: self.search.clone().unwrap_or_default(),
        })
    }
}

impl Wanted {
    /// Returns the filter, and the words that are looked for.
    pub(super) fn filter(self, desk: &mut Desk) -> Result<(LogFilter, String), Failure> {
        let person = match &self.email {
            None => None,
            Some(email) => Some(
                number_of_machine(desk, email)
                    .map_err(Failure::from)?
                    .ok_or_else(|| {
                        Failure::new(
                            Fault::Refused,
                            "no_such_user",
                            format!("There is no user with the e-mail address {email}."),
                        )
                        .hint("Look at how it is written with `passward users list`.")
                    })?,
            ),
        };
        let filter = LogFilter {
            person,
            acts: self.acts,
            from: self.from,
            until: self.until,
        };
        Ok((filter, self.text))
    }
}

/// Which end of a day is meant.
#[derive(Clone, Copy)]
enum Edge {
    Start,
    End,
}

fn moment_of(text: &str, edge: Edge, zone: Zone) -> Result<Instant, Failure> {
    let day = day_typed(text).and_then(|day| {
        let day = match edge {
            Edge::Start => day,
            Edge::End => day.checked_add_signed(TimeDelta::days(1))?,
        };
        zone.start_of(day)
    });
    let instant = || chrono::DateTime::parse_from_rfc3339(text).ok();
    day.or_else(|| instant().map(|at| at.to_utc()))
        .ok_or_else(|| {
            Failure::new(
                Fault::Usage,
                "bad_value",
                "That is no date. Dates look like 2026-11-24, instants like 2026-11-24T09:00:00Z.",
            )
        })
}

impl Kind {
    fn acts(self) -> ActSet {
        match self {
            Self::SignIns => ActKind::SignIns,
            Self::Passwords => ActKind::Passwords,
            Self::Policy => ActKind::Policy,
            Self::People => ActKind::People,
            Self::Codes => ActKind::Codes,
            Self::Sessions => ActKind::Sessions,
            Self::Log => ActKind::Log,
            Self::LogInActivity => return ActSet::log_in_activity(),
        }
        .acts()
    }
}
