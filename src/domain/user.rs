//! Users, their kind and their role.

use super::{Credential, Email, Instant, PersonName};

/// Names one user; never reused, since nobody is ever deleted (U3).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct UserId(pub i64);

/// Whether someone works at the firm or is its client.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Kind {
    /// A person who works at the firm.
    Firm,
    /// A client or co-counsel: never an administrator, never expires (E5).
    Connect,
}

/// What a firm user may do.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Role {
    /// Sees and changes only what is theirs.
    User,
    /// May open Password Security, Manage Users and the audit log (P1).
    Administrator,
    /// An administrator; one of them is the owner (U4).
    Owner,
}

/// Kind and role in one, since only a firm user has a role.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Membership {
    /// A firm user with that role.
    Firm(Role),
    /// A Connect user.
    Connect,
}

impl Membership {
    /// Returns firm or Connect.
    #[must_use]
    pub fn kind(self) -> Kind {
        match self {
            Self::Firm(_) => Kind::Firm,
            Self::Connect => Kind::Connect,
        }
    }

    /// Says whether this is an administrator, the owner included (P1).
    #[must_use]
    pub fn is_administrator(self) -> bool {
        match self {
            Self::Firm(Role::Administrator | Role::Owner) => true,
            Self::Firm(Role::User) | Self::Connect => false,
        }
    }

    /// Says whether this is the owner (U4).
    #[must_use]
    pub fn is_owner(self) -> bool {
        self == Self::Firm(Role::Owner)
    }
}

/// Whether a user may sign in (U3).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Access {
    /// As from the start.
    Enabled,
    /// Cannot sign in until enabled again.
    Disabled,
}

/// One user, without any secret.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct User {
    /// Their number.
    pub id: UserId,
    /// Their name.
    pub name: PersonName,
    /// Their e-mail, which is unique on the account (U1).
    pub email: Email,
    /// Firm with a role, or Connect.
    pub membership: Membership,
    /// Enabled or disabled.
    pub access: Access,
    /// The facts about their password; `None` for an invited user.
    pub credential: Option<Credential>,
    /// Whether this very password was seen to be strong under the present names (S8).
    pub seen_strong: bool,
    /// When they last signed in.
    pub last_sign_in: Option<Instant>,
    /// Until when an open code for them is valid, as far as one was issued (U1).
    pub code_until: Option<Instant>,
}
