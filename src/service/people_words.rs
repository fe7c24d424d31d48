//! People as they leave the program (U9): lines of CSV, and documents of JSON whose fields stay. Never a hash.

use serde::Serialize;

use crate::domain::throttle::Held;
use crate::domain::{Access, Instant};
use crate::words::programs::{kind, must_change_because, rfc3339, role, status};
use crate::words::{Printable, csv_line};

use super::PersonRow;

/// The number of the documented shape of every document of JSON.
pub const SCHEMA: u8 = 1;

/// The columns of [`person_in_csv`].
const COLUMNS: [&str; 12] = [
    "name",
    "email",
    "kind",
    "role",
    "enabled",
    "status",
    "changed",
    "expires",
    "seen_strong",
    "last_sign_in",
    "code_until",
    "login",
];

/// Returns the first line of people as CSV.
#[must_use]
pub fn people_csv_header() -> String {
    csv_line(COLUMNS)
}

/// Returns a person as a line of CSV.
#[must_use]
pub fn person_in_csv(row: &PersonRow) -> String {
    let at = |instant: Option<Instant>| instant.map(rfc3339).unwrap_or_default();
    let yes = |is| if is { "yes" } else { "no" };
    csv_line([
        row.name.as_str(),
        row.email.as_str(),
        kind(row.membership.kind()),
        role(row.membership).unwrap_or_default(),
        yes(row.access == Access::Enabled),
        status(row.status.kind()),
        &at(row.changed_at),
        &at(row.status.end()),
        yes(row.seen_strong),
        &at(row.last_sign_in),
        &at(row.code_until),
        row.login.as_ref().map_or("", Printable::as_str),
    ])
}

/// A person and how it stands with their password, as JSON.
#[derive(Serialize)]
pub struct PersonInJson<'a> {
    name: &'a str,
    email: &'a str,
    kind: &'static str,
    role: Option<&'static str>,
    enabled: bool,
    status: &'static str,
    forced_by: Option<&'a str>,
    must_change_because: Option<&'static str>,
    changed_at: Option<String>,
    expires_at: Option<String>,
    seen_strong: bool,
    code_until: Option<String>,
    last_sign_in: Option<String>,
    login: Option<&'a str>,
    waits_until: Option<String>,
    locked: bool,
}

impl<'a> From<&'a PersonRow> for PersonInJson<'a> {
    fn from(row: &'a PersonRow) -> Self {
        Self {
            name: row.name.as_str(),
            email: row.email.as_str(),
            kind: kind(row.membership.kind()),
            role: role(row.membership),
            enabled: row.access == Access::Enabled,
            status: status(row.status.kind()),
            forced_by: row.forced_by.as_ref().map(AsRef::as_ref),
            must_change_because: must_change_because(&row.status),
            changed_at: row.changed_at.map(rfc3339),
            expires_at: row.status.end().map(rfc3339),
            seen_strong: row.seen_strong,
            code_until: row.code_until.map(rfc3339),
            last_sign_in: row.last_sign_in.map(rfc3339),
            login: row.login.as_ref().map(AsRef::as_ref),
            waits_until: match row.held {
                Held::Waits { until } => Some(rfc3339(until)),
                Held::Free | Held::Locked => None,
            },
            locked: row.held == Held::Locked,
        }
    }
}
