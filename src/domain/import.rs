//! What the cells of an imported line mean (U9): kind and role, access, and when a password was set.
//!
//! Nothing here knows of files. A fault says what a cell should be, never what it is: cells are foreign text.

use chrono::NaiveDate;

use super::status::CLOCK_TOLERANCE;
use super::{Access, Instant, Membership, Role};

/// Why a cell is not taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum CellFault {
    /// The kind is none.
    #[error("The kind must be firm or connect; an empty cell means firm.")]
    Kind,
    /// The role is none.
    #[error("The role must be user or administrator; an empty cell means user.")]
    Role,
    /// The ownership comes by setting up the firm, and is handed on from person to person (U4).
    #[error(
        "The owner is not imported. Leave the line out, or let the role be administrator and hand the ownership on afterwards."
    )]
    Owner,
    /// Only a firm user has a role.
    #[error("A Connect user has no role. Leave the cell empty.")]
    ConnectHasNoRole,
    /// Neither enabled nor disabled.
    #[error("Enabled must be yes or no; an empty cell means yes.")]
    Access,
    /// Not a date.
    #[error(
        "When the password was set must be a date like 2026-03-31, or an instant like 2026-03-31T09:30:00Z."
    )]
    Date,
    /// Ahead of the clock by more than E9 lets pass.
    #[error("The password cannot have been set in the future. Look at the date, and at the clock.")]
    Future,
    /// Before there were such dates: a filler for "unknown".
    #[error(
        "A password was not set before 1970. Leave the cell empty where it is not known; the moment of the import counts then."
    )]
    LongAgo,
}

impl CellFault {
    /// Returns the name by which programs know it; it stays.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::Kind => "bad_kind",
            Self::Role => "bad_role",
            Self::Owner => "owner",
            Self::ConnectHasNoRole => "connect_has_no_role",
            Self::Access => "bad_enabled",
            Self::Date => "bad_date",
            Self::Future => "date_in_future",
            Self::LongAgo => "date_long_ago",
        }
    }
}

/// Reads kind and role; they may be what *Add user* lets an administrator choose (U1), and never the owner.
pub fn membership(kind: &str, role: &str) -> Result<Membership, CellFault> {
    match (kind, role) {
        (_, "owner") => Err(CellFault::Owner),
        ("" | "firm", "" | "user") => Ok(Membership::Firm(Role::User)),
        ("" | "firm", "administrator") => Ok(Membership::Firm(Role::Administrator)),
        ("connect", "") => Ok(Membership::Connect),
        ("connect", "user" | "administrator") => Err(CellFault::ConnectHasNoRole),
        ("" | "firm" | "connect", _) => Err(CellFault::Role),
        (_, _) => Err(CellFault::Kind),
    }
}

/// Reads whether somebody may sign in.
pub fn access(enabled: &str) -> Result<Access, CellFault> {
    match enabled {
        "" | "yes" => Ok(Access::Enabled),
        "no" => Ok(Access::Disabled),
        _ => Err(CellFault::Access),
    }
}

/// Reads when a password was set: an instant (RFC 3339), or a date, which means its first moment in UTC; `None` where
/// nothing is said.
///
/// What lies up to an hour ahead counts as now, as it would later on (E9); what lies further ahead is refused, since
/// its owner would have to change at once, and nobody would know why.
pub fn set_at(text: &str, now: Instant) -> Result<Option<Instant>, CellFault> {
    if text.is_empty() {
        return Ok(None);
    }
    let at = if text.len() == "2026-03-31".len() {
        let date = NaiveDate::parse_from_str(text, "%Y-%m-%d").map_err(|_| CellFault::Date)?;
        date.and_time(chrono::NaiveTime::MIN).and_utc()
    } else {
        chrono::DateTime::parse_from_rfc3339(text)
            .map_err(|_| CellFault::Date)?
            .to_utc()
    };
    if at < Instant::UNIX_EPOCH {
        return Err(CellFault::LongAgo);
    }
    if at - now > CLOCK_TOLERANCE {
        return Err(CellFault::Future);
    }
    Ok(Some(at.min(now)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn now() -> Instant {
        "2026-11-24T14:02:00Z".parse().unwrap()
    }

    #[test]
    fn u9_kind_and_role_are_those_of_add_user() {
        let (user, administrator) = (
            Membership::Firm(Role::User),
            Membership::Firm(Role::Administrator),
        );
        for (kind, role, expected) in [
            ("", "", Ok(user)),
            ("firm", "", Ok(user)),
            ("", "user", Ok(user)),
            ("firm", "administrator", Ok(administrator)),
            ("connect", "", Ok(Membership::Connect)),
            ("connect", "user", Err(CellFault::ConnectHasNoRole)),
            ("connect", "administrator", Err(CellFault::ConnectHasNoRole)),
            ("firm", "owner", Err(CellFault::Owner)),
            ("connect", "owner", Err(CellFault::Owner)),
            ("firm", "admin", Err(CellFault::Role)),
            ("client", "", Err(CellFault::Kind)),
        ] {
            assert_eq!(membership(kind, role), expected, "{kind:?} {role:?}");
        }
        assert_eq!(access("no"), Ok(Access::Disabled));
        assert_eq!(access(""), Ok(Access::Enabled));
        assert_eq!(access("maybe"), Err(CellFault::Access));
    }

    #[test]
    fn u9_e9_a_password_was_set_at_a_date_or_an_instant_never_in_the_future() {
        for (text, expected) in [
            ("", Ok(None)),
            ("2026-03-31", Ok(Some("2026-03-31T00:00:00Z"))),
            ("2026-03-31T09:30:00Z", Ok(Some("2026-03-31T09:30:00Z"))),
            (
                "2026-03-31T09:30:00+02:00",
                Ok(Some("2026-03-31T07:30:00Z")),
            ),
            ("1970-01-01", Ok(Some("1970-01-01T00:00:00Z"))),
            // Up to an hour ahead counts as now.
            ("2026-11-24T15:02:00Z", Ok(Some("2026-11-24T14:02:00Z"))),
            ("2026-11-24T15:02:01Z", Err(CellFault::Future)),
            ("2026-11-25", Err(CellFault::Future)),
            ("9999-12-31", Err(CellFault::Future)),
            ("1969-12-31", Err(CellFault::LongAgo)),
            ("0000-00-00", Err(CellFault::Date)),
            ("31.03.2026", Err(CellFault::Date)),
            ("03/31/2026", Err(CellFault::Date)),
            ("2026-02-30", Err(CellFault::Date)),
            ("yesterday", Err(CellFault::Date)),
            ("1774951800", Err(CellFault::Date)),
            ("+2026-03-31", Err(CellFault::Date)),
        ] {
            let expected = expected.map(|at| at.map(|at: &str| at.parse::<Instant>().unwrap()));
            assert_eq!(set_at(text, now()), expected, "{text:?}");
        }
    }
}
