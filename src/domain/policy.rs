//! The account's policy (P2, P3) and how two policies differ (P6).

use chrono::TimeDelta;

use super::{Instant, UserId};

/// Whether the firm requires strong passwords (P2).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum StrongPasswords {
    /// Off, as it is from the start.
    #[default]
    NotRequired,
    /// On: for firm users and Connect users alike.
    Required,
}

impl StrongPasswords {
    /// Returns the other choice.
    #[must_use]
    pub fn toggled(self) -> Self {
        match self {
            Self::NotRequired => Self::Required,
            Self::Required => Self::NotRequired,
        }
    }
}

/// How long a firm user's password holds (P3): exactly one of six choices.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ExpiryInterval {
    /// Passwords do not expire, as it is from the start.
    #[default]
    Never,
    /// 30 days of 24 hours.
    Days30,
    /// 60 days of 24 hours.
    Days60,
    /// 90 days of 24 hours.
    Days90,
    /// 180 days of 24 hours.
    Days180,
    /// 365 days of 24 hours.
    Days365,
}

impl ExpiryInterval {
    /// The six choices in the order in which they are shown.
    pub const ALL: [Self; 6] = [
        Self::Never,
        Self::Days30,
        Self::Days60,
        Self::Days90,
        Self::Days180,
        Self::Days365,
    ];

    /// Returns the length in days, or `None` for never.
    #[must_use]
    pub fn days(self) -> Option<u16> {
        match self {
            Self::Never => None,
            Self::Days30 => Some(30),
            Self::Days60 => Some(60),
            Self::Days90 => Some(90),
            Self::Days180 => Some(180),
            Self::Days365 => Some(365),
        }
    }

    /// Returns the choice of that many days; `None` asks for never.
    ///
    /// Nothing is returned for a number that is not one of the six.
    #[must_use]
    pub fn from_days(days: Option<u16>) -> Option<Self> {
        Self::ALL.into_iter().find(|choice| choice.days() == days)
    }

    /// Returns the length as a span of time, or `None` for never.
    #[must_use]
    pub fn length(self) -> Option<TimeDelta> {
        self.days().map(|days| TimeDelta::days(i64::from(days)))
    }

    /// Returns the instant at which a password set at `changed_at` expires, or `None` for never.
    #[must_use]
    pub fn end_of_period(self, changed_at: Instant) -> Option<Instant> {
        changed_at.checked_add_signed(self.length()?)
    }
}

/// The account's password rules: one row, whatever the number of users (E2).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Policy {
    /// P2.
    pub strong: StrongPasswords,
    /// P3.
    pub expiry: ExpiryInterval,
}

/// Counts the changes of a policy, so that an update made from an older one is recognised (P6).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Revision(pub u64);

/// The policy as the store holds it: what it is, and who changed it last.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct PolicyOnRecord {
    /// The rules in force.
    pub policy: Policy,
    /// Which edition of the rules this is (P6).
    pub revision: Revision,
    /// Who changed it last and when; `None` until the first update.
    pub changed: Option<(UserId, Instant)>,
}

/// Which of the two rules differ between two policies.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PolicyDifference {
    /// From, to; `None` where both agree.
    pub strong: Option<(StrongPasswords, StrongPasswords)>,
    /// From, to; `None` where both agree.
    pub expiry: Option<(ExpiryInterval, ExpiryInterval)>,
}

impl Policy {
    /// Returns what changes from this policy to `other`; `None` if nothing does.
    #[must_use]
    pub fn difference(&self, other: &Self) -> Option<PolicyDifference> {
        let differs = PolicyDifference {
            strong: (self.strong != other.strong).then_some((self.strong, other.strong)),
            expiry: (self.expiry != other.expiry).then_some((self.expiry, other.expiry)),
        };
        (self != other).then_some(differs)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn p3_days_and_choices_name_each_other() {
        for choice in ExpiryInterval::ALL {
            assert_eq!(ExpiryInterval::from_days(choice.days()), Some(choice));
        }
        assert_eq!(ExpiryInterval::from_days(Some(45)), None);
    }

    #[test]
    fn p2_p3_a_new_policy_requires_nothing_and_never_expires() {
        let policy = Policy::default();
        assert_eq!(policy.strong, StrongPasswords::NotRequired);
        assert_eq!(policy.expiry, ExpiryInterval::Never);
    }

    #[test]
    fn p6_a_difference_names_only_what_changed() {
        let before = Policy::default();
        let after = Policy {
            expiry: ExpiryInterval::Days90,
            ..before
        };
        let difference = before.difference(&after).unwrap();
        assert_eq!(difference.strong, None);
        assert_eq!(
            difference.expiry,
            Some((ExpiryInterval::Never, ExpiryInterval::Days90))
        );
        assert_eq!(before.difference(&before), None);
    }
}
