//! The words that stand for domain values in what programs read, JSON and CSV: documented, and they stay.

use crate::domain::{Instant, Kind, Membership, Refusal, Role, StatusKind};

/// Names a kind.
#[must_use]
pub fn kind(kind: Kind) -> &'static str {
    match kind {
        Kind::Firm => "firm",
        Kind::Connect => "connect",
    }
}

/// Names a role; a Connect user has none.
#[must_use]
pub fn role(membership: Membership) -> Option<&'static str> {
    match membership {
        Membership::Connect => None,
        Membership::Firm(Role::User) => Some("user"),
        Membership::Firm(Role::Administrator) => Some("administrator"),
        Membership::Firm(Role::Owner) => Some("owner"),
    }
}

/// Names a status.
#[must_use]
pub fn status(status: StatusKind) -> &'static str {
    match status {
        StatusKind::NotSet => "not_set",
        StatusKind::MustChange => "must_change",
        StatusKind::Expired => "expired",
        StatusKind::Expiring => "expiring",
        StatusKind::Fresh => "fresh",
        StatusKind::NeverExpires => "never_expires",
    }
}

/// Writes an instant: RFC 3339, UTC, to the second.
#[must_use]
pub fn rfc3339(at: Instant) -> String {
    at.to_rfc3339_opts(chrono::SecondsFormat::Secs, true)
}

/// Names why somebody is left out of an act on many (E6).
#[must_use]
#[expect(
    clippy::wildcard_enum_match_arm,
    reason = "all but these are refused to the actor, or concern acts on one user"
)]
pub fn left_out(why: Refusal) -> &'static str {
    match why {
        Refusal::OwnerStaysEnabled => "owner",
        Refusal::OwnAccess => "yourself",
        Refusal::ForceConnect => "connect",
        Refusal::ForceDisabled | Refusal::NotSignedIn => "disabled",
        Refusal::ForceNotSet => "not_set",
        Refusal::AlreadyDisabled => "already_disabled",
        Refusal::AlreadyEnabled => "already_enabled",
        _ => "not_allowed",
    }
}
