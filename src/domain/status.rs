//! What a password is at one instant (E1): the one function that everything else asks.

use chrono::TimeDelta;

use super::{ExpireAlls, Generation, Instant, Kind, Policy, Reason, User, UserId};

/// How long before the end of its period a password is called expiring (E1, E4).
pub const NOTICE: TimeDelta = TimeDelta::days(14);

/// How far ahead of `now` a change may lie and still count as made now (E9).
pub const CLOCK_TOLERANCE: TimeDelta = TimeDelta::hours(1);

/// Names one act of *Force Password Change*, shared by all whom it marked.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ForceId(pub i64);

/// One act of *Force Password Change* (E6): what the forced user is told.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Force {
    /// When it was asked for.
    pub at: Instant,
    /// Who asked for it.
    pub by: UserId,
    /// Why, where it was said.
    pub reason: Option<Reason>,
}

/// The facts about a password that has been set; never the password or its hash.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Credential {
    /// When it was set.
    pub changed_at: Instant,
    /// The newest expire-all at that moment, withdrawn or not (E3).
    pub knows: Generation,
    /// The force laid upon it since, if any (E6). It goes when a password is set.
    pub force: Option<ForceId>,
}

/// Why a user must change (E1).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Forced {
    /// An administrator forced this user (E6).
    ByForce(ForceId),
    /// All passwords were expired since it was set (E7): the newest expire-all in force.
    ByExpireAll(Generation),
    /// It was set over an hour ahead of now, so a clock has jumped (E9).
    ByClock,
}

/// What status is derived from besides the user: the policy row and the list of expire-alls (E2).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Rules {
    /// The policy in force.
    pub policy: Policy,
    /// The expire-alls in force.
    pub expire_alls: ExpireAlls,
}

/// A user's password at one instant (E1). Derived; never stored (E2).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PasswordStatus {
    /// Invited; no password yet.
    NotSet,
    /// A new password must be chosen before anything else.
    MustChange(Forced),
    /// The period is over.
    Expired {
        /// When it ended.
        since: Instant,
    },
    /// The period ends within 14 days.
    Expiring {
        /// When it ends.
        at: Instant,
    },
    /// The period runs.
    Fresh {
        /// When it ends.
        until: Instant,
    },
    /// The interval is never, or it is a Connect user's password (E5).
    NeverExpires,
}

/// A status without its data: what one filters and counts by.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum StatusKind {
    /// See [`PasswordStatus::NotSet`].
    NotSet,
    /// See [`PasswordStatus::MustChange`].
    MustChange,
    /// See [`PasswordStatus::Expired`].
    Expired,
    /// See [`PasswordStatus::Expiring`].
    Expiring,
    /// See [`PasswordStatus::Fresh`].
    Fresh,
    /// See [`PasswordStatus::NeverExpires`].
    NeverExpires,
}

impl StatusKind {
    /// All six, the most urgent first.
    pub const ALL: [Self; 6] = [
        Self::MustChange,
        Self::Expired,
        Self::Expiring,
        Self::Fresh,
        Self::NeverExpires,
        Self::NotSet,
    ];
}

impl PasswordStatus {
    /// Applies E1 in its order; every screen, prompt, query and forecast asks here.
    #[must_use]
    pub fn at(now: Instant, kind: Kind, credential: Option<&Credential>, rules: &Rules) -> Self {
        let Some(credential) = credential else {
            return Self::NotSet;
        };
        match kind {
            Kind::Connect => return Self::NeverExpires, // E5
            Kind::Firm => {}
        }
        if let Some(forced) = credential.forced_under(rules.expire_alls, now) {
            return Self::MustChange(forced);
        }
        let Some(end) = rules
            .policy
            .expiry
            .end_of_period(credential.changed_at.min(now))
        else {
            return Self::NeverExpires;
        };
        if now >= end {
            Self::Expired { since: end }
        } else if now >= end - NOTICE {
            Self::Expiring { at: end }
        } else {
            Self::Fresh { until: end }
        }
    }

    /// Returns the status without its data.
    #[must_use]
    pub fn kind(&self) -> StatusKind {
        match self {
            Self::NotSet => StatusKind::NotSet,
            Self::MustChange(_) => StatusKind::MustChange,
            Self::Expired { .. } => StatusKind::Expired,
            Self::Expiring { .. } => StatusKind::Expiring,
            Self::Fresh { .. } => StatusKind::Fresh,
            Self::NeverExpires => StatusKind::NeverExpires,
        }
    }

    /// Returns when the period ends or ended, where there is one.
    #[must_use]
    pub fn end(&self) -> Option<Instant> {
        match self {
            Self::Expired { since: end }
            | Self::Expiring { at: end }
            | Self::Fresh { until: end } => Some(*end),
            Self::NotSet | Self::MustChange(_) | Self::NeverExpires => None,
        }
    }

    /// Says whether the user must choose a new password before anything else.
    #[must_use]
    pub fn must_choose(&self) -> bool {
        match self {
            Self::MustChange(_) | Self::Expired { .. } => true,
            Self::NotSet | Self::Expiring { .. } | Self::Fresh { .. } | Self::NeverExpires => false,
        }
    }

    /// Returns the next instant at which this status changes by itself, if time alone changes it.
    #[must_use]
    pub fn next_change(&self) -> Option<Instant> {
        match self {
            Self::Fresh { until } => Some(*until - NOTICE),
            Self::Expiring { at } => Some(*at),
            Self::NotSet | Self::MustChange(_) | Self::Expired { .. } | Self::NeverExpires => None,
        }
    }
}

impl Credential {
    /// Returns what forces a change of this password, if anything does (E3, E6, E7, E9).
    #[must_use]
    pub fn forced_under(&self, alls: ExpireAlls, now: Instant) -> Option<Forced> {
        if let Some(force) = self.force {
            Some(Forced::ByForce(force))
        } else if self.knows < alls.in_force() {
            Some(Forced::ByExpireAll(alls.in_force()))
        } else if self.changed_at > now + CLOCK_TOLERANCE {
            Some(Forced::ByClock)
        } else {
            None
        }
    }
}

impl Rules {
    /// Returns that user's status at `now`.
    #[must_use]
    pub fn status(&self, now: Instant, user: &User) -> PasswordStatus {
        PasswordStatus::at(now, user.membership.kind(), user.credential.as_ref(), self)
    }
}

#[cfg(test)]
mod tests;
