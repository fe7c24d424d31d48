//! The numbers of a report (U9): how it stands with everyone's password.

use serde::Serialize;

use crate::domain::selection::Show;
use crate::domain::{Filter, Instant, Kind, PasswordFilter, Policy, StatusKind, StrongPasswords};
use crate::store::{Count, Look, StoreError};
use crate::words::programs::rfc3339;
use crate::words::{self, counted, expiry_value, status_name, strong_value};

use super::Desk;

/// The numbers of a report, over enabled users but for the last one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Report {
    /// The instant for which they hold.
    pub at: Instant,
    /// The policy at that instant.
    pub policy: Policy,
    /// Firm users.
    pub firm: u64,
    /// Connect users.
    pub connect: u64,
    /// How many there are of each status (E1).
    pub statuses: [(StatusKind, u64); 6],
    /// How many have a password not yet seen to be strong (S8).
    pub not_seen_strong: u64,
    /// Disabled users.
    pub disabled: u64,
}

/// The numbers as a document, whose fields stay.
#[derive(Serialize)]
struct Numbers {
    at: String,
    strong_required: bool,
    expiry_days: Option<u16>,
    firm: u64,
    connect: u64,
    not_set: u64,
    must_change: u64,
    expired: u64,
    expiring: u64,
    fresh: u64,
    never_expires: u64,
    not_seen_strong: u64,
    disabled: u64,
}

/// The statuses in the order of a report.
const STATUSES: [StatusKind; 6] = [
    StatusKind::NotSet,
    StatusKind::MustChange,
    StatusKind::Expired,
    StatusKind::Expiring,
    StatusKind::Fresh,
    StatusKind::NeverExpires,
];

/// Counts for a report, for whoever holds the database (R7).
pub fn report_on_record(desk: &mut Desk, now: Instant) -> Result<Report, StoreError> {
    read_report(desk.look()?.as_ref(), now)
}

/// Counts for a report, whoever asks.
pub(super) fn read_report(look: &dyn Look, now: Instant) -> Result<Report, StoreError> {
    let of = |filter: Filter| number(look, now, &filter);
    let with = |password| Filter {
        password,
        ..Filter::default()
    };
    let of_kind = |kind| Filter {
        kind: Some(kind),
        ..Filter::default()
    };
    let mut statuses = STATUSES.map(|status| (status, 0));
    for (status, number) in &mut statuses {
        *number = of(with(PasswordFilter::Status(*status)))?;
    }
    let (firm, connect) = (of(of_kind(Kind::Firm))?, of(of_kind(Kind::Connect))?);
    let everyone = of(everyone())?;
    Ok(Report {
        at: now,
        policy: look.policy()?.policy,
        firm,
        connect,
        statuses,
        not_seen_strong: of(with(PasswordFilter::NotSeenStrong))?,
        disabled: everyone.saturating_sub(firm + connect),
    })
}

/// Returns the filter that everyone matches, disabled users too.
pub(super) fn everyone() -> Filter {
    Filter {
        show: Show::EnabledAndDisabled,
        ..Filter::default()
    }
}

/// Counts who matches a filter that searches for nothing: such a number is exact.
fn number(look: &dyn Look, now: Instant, filter: &Filter) -> Result<u64, StoreError> {
    let rules = look.rules()?;
    let (Count::Exact(number) | Count::AtLeast(number)) =
        look.count(&filter.at(now, &rules), &rules)?;
    Ok(number)
}

impl Report {
    /// Returns the report in words, a line each.
    #[must_use]
    pub fn lines(&self) -> Vec<String> {
        let line = |number: u64, what: &str| format!("{:>9}  {what}", words::grouped(number));
        let mut lines = vec![
            format!(
                "Strong passwords: {}; password expiry: {}.",
                strong_value(self.policy.strong),
                expiry_value(self.policy.expiry)
            ),
            format!(
                "{} and {} are enabled, {} disabled.",
                counted(self.firm, "firm user", "firm users"),
                counted(self.connect, "Connect user", "Connect users"),
                words::grouped(self.disabled)
            ),
            "The passwords of those who are enabled:".to_owned(),
        ];
        lines.extend(
            self.statuses
                .iter()
                .map(|(status, number)| line(*number, status_name(*status))),
        );
        lines.push(line(self.not_seen_strong, "not yet seen to be strong"));
        lines
    }

    /// Returns the numbers as a document of JSON.
    #[must_use]
    pub fn numbers(&self) -> impl Serialize {
        let [
            not_set,
            must_change,
            expired,
            expiring,
            fresh,
            never_expires,
        ] = self.statuses.map(|(_, number)| number);
        Numbers {
            at: rfc3339(self.at),
            strong_required: self.policy.strong == StrongPasswords::Required,
            expiry_days: self.policy.expiry.days(),
            firm: self.firm,
            connect: self.connect,
            not_set,
            must_change,
            expired,
            expiring,
            fresh,
            never_expires,
            not_seen_strong: self.not_seen_strong,
            disabled: self.disabled,
        }
    }
}
