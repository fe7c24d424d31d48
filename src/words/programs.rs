//! The words that stand for domain values in what programs read, JSON and CSV: documented, and they stay.

use crate::domain::{Forced, Instant, Kind, Membership, PasswordStatus, Refusal, Role, StatusKind};

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

/// Returns why a password must be changed: one user was forced, all were expired, or a clock has jumped (E6, E7, E9).
#[must_use]
pub fn must_change_because(status: &PasswordStatus) -> Option<&'static str> {
    match status {
        PasswordStatus::MustChange(Forced::ByForce(_)) => Some("forced"),
        PasswordStatus::MustChange(Forced::ByExpireAll(_)) => Some("all_expired"),
        PasswordStatus::MustChange(Forced::ByClock) => Some("clock"),
        PasswordStatus::NotSet
        | PasswordStatus::Expired { .. }
        | PasswordStatus::Expiring { .. }
        | PasswordStatus::Fresh { .. }
        | PasswordStatus::NeverExpires => None,
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
    reason = "the others are named as where the act is on one"
)]
pub fn left_out(why: Refusal) -> &'static str {
    match why {
        Refusal::OwnerStaysEnabled => "owner",
        Refusal::OwnAccess => "yourself",
        _ => refusal(why),
    }
}

/// Names why an act on one user is refused: what stands against it in that user, or that it is not allowed at all.
#[must_use]
pub fn refusal(why: Refusal) -> &'static str {
    match why {
        Refusal::ActorDisabled
        | Refusal::NotAdministrator
        | Refusal::NotOwner
        | Refusal::OwnersData
        | Refusal::OwnerStaysEnabled
        | Refusal::OwnerStaysOwner
        | Refusal::OwnersCode
        | Refusal::OwnAccess
        | Refusal::OwnRole => "not_allowed",
        Refusal::NoOpenCode => "no_open_code",
        Refusal::RoleAlready | Refusal::OwnerAlready => "already_that_role",
        Refusal::KindAlready => "already_that_kind",
        Refusal::OnlyToAdministrator => "no_administrator",
        Refusal::AdministratorStaysFirm => "administrator",
        Refusal::ConnectHasNoRole | Refusal::ForceConnect => "connect",
        Refusal::ForceDisabled | Refusal::TargetDisabled | Refusal::NotSignedIn => "disabled",
        Refusal::ForceNotSet | Refusal::NeedsSetupCode | Refusal::OwnerMustSignIn => "not_set",
        Refusal::AlreadyDisabled => "already_disabled",
        Refusal::AlreadyEnabled => "already_enabled",
        Refusal::HasPassword => "has_password",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::{ForceId, Generation};

    #[test]
    fn e6_e7_e9_programs_tell_apart_why_a_password_must_be_changed() {
        let because = |forced| must_change_because(&PasswordStatus::MustChange(forced));
        assert_eq!(because(Forced::ByForce(ForceId(1))), Some("forced"));
        let all = Forced::ByExpireAll(Generation(1));
        assert_eq!(because(all), Some("all_expired"));
        assert_eq!(because(Forced::ByClock), Some("clock"));
        assert_eq!(must_change_because(&PasswordStatus::NotSet), None);
    }
}
