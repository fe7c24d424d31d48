//! What several commands put into JSON: the words that stand for kinds, roles and statuses, and a person.
//!
//! These words and the order of fields are documented and stay.

use serde::Serialize;

use crate::domain::{Access, Instant, Kind, Membership, Role, StatusKind};
use crate::service::PersonRow;

/// The number of the documented shape.
pub(super) const SCHEMA: u8 = 1;

/// A document with its shape's number first.
#[derive(Serialize)]
pub(super) struct Document<T> {
    schema: u8,
    #[serde(flatten)]
    content: T,
}

impl<T: Serialize> Document<T> {
    pub(super) fn of(content: T) -> Self {
        Self {
            schema: SCHEMA,
            content,
        }
    }
}

/// A person and how it stands with their password.
#[derive(Serialize)]
pub(super) struct PersonInJson<'a> {
    name: &'a str,
    email: &'a str,
    kind: &'static str,
    role: Option<&'static str>,
    enabled: bool,
    status: &'static str,
    forced_by: Option<&'a str>,
    changed_at: Option<String>,
    expires_at: Option<String>,
    seen_strong: bool,
    code_until: Option<String>,
    last_sign_in: Option<String>,
    login: Option<&'a str>,
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
            changed_at: row.changed_at.map(rfc3339),
            expires_at: row.status.end().map(rfc3339),
            seen_strong: row.seen_strong,
            code_until: row.code_until.map(rfc3339),
            last_sign_in: row.last_sign_in.map(rfc3339),
            login: row.login.as_ref().map(AsRef::as_ref),
        }
    }
}

/// Names a kind for programs.
pub(super) fn kind(kind: Kind) -> &'static str {
    match kind {
        Kind::Firm => "firm",
        Kind::Connect => "connect",
    }
}

/// Names a role for programs; a Connect user has none.
pub(super) fn role(membership: Membership) -> Option<&'static str> {
    match membership {
        Membership::Connect => None,
        Membership::Firm(Role::User) => Some("user"),
        Membership::Firm(Role::Administrator) => Some("administrator"),
        Membership::Firm(Role::Owner) => Some("owner"),
    }
}

/// Names a status for programs.
pub(super) fn status(status: StatusKind) -> &'static str {
    match status {
        StatusKind::NotSet => "not_set",
        StatusKind::MustChange => "must_change",
        StatusKind::Expired => "expired",
        StatusKind::Expiring => "expiring",
        StatusKind::Fresh => "fresh",
        StatusKind::NeverExpires => "never_expires",
    }
}

/// Writes an instant for programs: RFC 3339, UTC, to the second.
pub(super) fn rfc3339(at: Instant) -> String {
    at.to_rfc3339_opts(chrono::SecondsFormat::Secs, true)
}
