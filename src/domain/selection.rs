//! Which users a list shows, in what order (U6), and how a password filter becomes ranges.
//!
//! A [`Filter`] is what a person chose; a [`Selection`] is the same at one instant, in terms that an index
//! understands. [`Filter::at`] is the only way from one to the other, and it is proved against E1.

use super::{ExpiryInterval, Instant, Kind, Policy, Rules, StatusKind, User};

/// What the Manage Users screen filters by.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Filter {
    /// Enabled only, or both.
    pub show: Show,
    /// One kind, or all.
    pub kind: Option<Kind>,
    /// By password.
    pub password: PasswordFilter,
    /// What was typed to search; empty for everyone.
    pub search: String,
}

/// Whether disabled users are shown (U3).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Show {
    /// Disabled users are hidden.
    #[default]
    Enabled,
    /// Both.
    EnabledAndDisabled,
}

/// A filter by password.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum PasswordFilter {
    /// Everyone.
    #[default]
    Any,
    /// Those of one status (E1).
    Status(StatusKind),
    /// Those whom a change of the policy would move (P5).
    Moved(Movement, ExpiryInterval, ExpiryInterval),
    /// Those not yet seen to be strong under the present names (P5, S8).
    NotSeenStrong,
}

/// How a change of interval moves someone (P5); the intervals beside it are from and to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Movement {
    /// Not expired before, expired after.
    NewlyExpire,
    /// Expired before, not after.
    BecomeValid,
    /// Not within 14 days of expiry before, within them after.
    EnterNotice,
    /// Within 14 days of expiry before, not after.
    LeaveNotice,
}

/// Passwords set after `after` and up to `up_to`; an end that is missing is open.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ChangedBetween {
    /// Exclusive.
    pub after: Option<Instant>,
    /// Inclusive.
    pub up_to: Option<Instant>,
}

/// Users by password, at one instant.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PasswordSet {
    /// Everyone.
    Any,
    /// No password yet.
    NotSet,
    /// Firm users: forced, or knowing less than the expire-all in force, or set after `clock_limit` (E9).
    MustChange {
        /// `now` and an hour.
        clock_limit: Instant,
    },
    /// Firm users who need not change, set within one of these ranges (disjoint, in order of time).
    Changed(Vec<ChangedBetween>),
    /// Connect users with a password; and where the interval is never, firm users who need not change and
    /// set it up to `firm_up_to`.
    NeverExpires {
        /// `Some(now + 1 h)` where the interval is never.
        firm_up_to: Option<Instant>,
    },
    /// With a password that was not seen to be strong.
    NotSeenStrong,
}

/// What a list shows, at one instant.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Selection {
    /// `now` and an hour: whoever set a password after it must change (E9), which the order by expiry shows.
    pub clock_limit: Instant,
    /// Enabled only, or both.
    pub show: Show,
    /// One kind, or all.
    pub kind: Option<Kind>,
    /// By password.
    pub password: PasswordSet,
    /// What names and e-mails must contain, folded as names are; `None` for everyone.
    pub search: Option<String>,
}

/// What a list is sorted by.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Order {
    /// By folded name, then e-mail.
    #[default]
    Name,
    /// By e-mail.
    Email,
    /// By urgency: must change, for whichever reason; then by when it was set (so by expiry), Connect, not set.
    Expiry,
    /// By last sign-in, the latest first; those who never did at the end.
    LastSignIn,
}

/// Which way a list runs.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Direction {
    /// As [`Order`] says.
    #[default]
    Forward,
    /// The exact mirror.
    Reverse,
}

impl Filter {
    /// Returns what this filter selects at `now` under these rules.
    #[must_use]
    pub fn at(&self, now: Instant, rules: &Rules) -> Selection {
        let search = super::text::fold(self.search.trim());
        Selection {
            clock_limit: now + super::status::CLOCK_TOLERANCE,
            show: self.show,
            kind: self.kind,
            password: self.password.at(now, rules.policy),
            search: (!search.is_empty()).then_some(search),
        }
    }
}

impl PasswordFilter {
    fn at(self, now: Instant, policy: Policy) -> PasswordSet {
        let clock_limit = now + super::status::CLOCK_TOLERANCE;
        match self {
            Self::Any => PasswordSet::Any,
            Self::NotSeenStrong => PasswordSet::NotSeenStrong,
            Self::Moved(movement, from, to) => PasswordSet::Changed(movement.ranges(now, from, to)),
            Self::Status(StatusKind::NotSet) => PasswordSet::NotSet,
            Self::Status(StatusKind::MustChange) => PasswordSet::MustChange { clock_limit },
            Self::Status(StatusKind::NeverExpires) => PasswordSet::NeverExpires {
                firm_up_to: policy.expiry.days().is_none().then_some(clock_limit),
            },
            Self::Status(
                kind @ (StatusKind::Expired | StatusKind::Expiring | StatusKind::Fresh),
            ) => {
                let cuts = Cuts::of(policy.expiry, now);
                PasswordSet::Changed(match (kind, cuts) {
                    (_, None) => Vec::new(),
                    (StatusKind::Expired, Some(cuts)) => vec![ChangedBetween {
                        after: None,
                        up_to: Some(cuts.expired),
                    }],
                    (StatusKind::Expiring, Some(cuts)) => vec![ChangedBetween {
                        after: Some(cuts.expired),
                        up_to: Some(cuts.noticed),
                    }],
                    (_, Some(cuts)) => vec![ChangedBetween {
                        after: Some(cuts.noticed),
                        up_to: Some(clock_limit),
                    }],
                })
            }
        }
    }
}

/// Where the statuses of one interval meet: passwords set up to `expired` are expired, later ones up to
/// `noticed` are expiring.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Cuts {
    /// `now - interval`.
    pub expired: Instant,
    /// `now - interval + 14 days`.
    pub noticed: Instant,
}

impl Cuts {
    /// Returns the cuts of an interval at `now`; `None` for never.
    #[must_use]
    pub fn of(interval: ExpiryInterval, now: Instant) -> Option<Self> {
        let expired = now.checked_sub_signed(interval.length()?)?;
        Some(Self {
            expired,
            noticed: expired + super::status::NOTICE,
        })
    }
}

impl Movement {
    /// Returns when the passwords of those who are moved were set.
    #[must_use]
    pub fn ranges(
        self,
        now: Instant,
        from: ExpiryInterval,
        to: ExpiryInterval,
    ) -> Vec<ChangedBetween> {
        let expired = |interval| Cuts::of(interval, now).map(|cuts| (None, cuts.expired));
        let noticed =
            |interval| Cuts::of(interval, now).map(|cuts| (Some(cuts.expired), cuts.noticed));
        match self {
            Self::NewlyExpire => less(expired(to), expired(from)),
            Self::BecomeValid => less(expired(from), expired(to)),
            Self::EnterNotice => less(noticed(to), noticed(from)),
            Self::LeaveNotice => less(noticed(from), noticed(to)),
        }
    }
}

type Range = (Option<Instant>, Instant);

/// The first range without the second: none, one or two ranges.
fn less(whole: Option<Range>, part: Option<Range>) -> Vec<ChangedBetween> {
    let Some((after, up_to)) = whole else {
        return Vec::new();
    };
    let ranges = match part {
        None => vec![(after, up_to)],
        Some((part_after, part_up_to)) => {
            let mut ranges = Vec::new();
            if let Some(part_after) = part_after {
                ranges.push((after, up_to.min(part_after)));
            }
            ranges.push((after.max(Some(part_up_to)), up_to));
            ranges
        }
    };
    ranges
        .into_iter()
        .filter(|(after, up_to)| after.is_none_or(|after| after < *up_to))
        .map(|(after, up_to)| ChangedBetween {
            after,
            up_to: Some(up_to),
        })
        .collect()
}

impl ChangedBetween {
    /// Says whether a password set then lies in the range.
    #[must_use]
    pub fn contains(&self, changed_at: Instant) -> bool {
        self.after.is_none_or(|after| changed_at > after)
            && self.up_to.is_none_or(|up_to| changed_at <= up_to)
    }
}

impl Selection {
    /// Says whether a user is among those selected: the meaning that every engine's queries must have.
    #[must_use]
    pub fn contains(&self, user: &User, rules: &Rules) -> bool {
        let shown = self.show == Show::EnabledAndDisabled || user.access == super::Access::Enabled;
        let kind = self.kind.is_none_or(|kind| kind == user.membership.kind());
        let found = self.search.as_ref().is_none_or(|text| {
            user.name.key().contains(text.as_str())
                || super::text::fold(user.email.as_str()).contains(text.as_str())
        });
        shown && kind && found && self.password.contains(user, rules)
    }
}

impl PasswordSet {
    fn contains(&self, user: &User, rules: &Rules) -> bool {
        let firm = user.membership.kind() == Kind::Firm;
        let Some(credential) = user.credential.as_ref() else {
            return matches!(self, Self::Any | Self::NotSet);
        };
        let must = |limit: Option<Instant>| {
            credential.force.is_some()
                || credential.knows < rules.expire_alls.in_force()
                || limit.is_some_and(|limit| credential.changed_at > limit)
        };
        match self {
            Self::Any => true,
            Self::NotSet => false,
            Self::MustChange { clock_limit } => firm && must(Some(*clock_limit)),
            Self::Changed(ranges) => {
                firm && !must(None)
                    && ranges
                        .iter()
                        .any(|range| range.contains(credential.changed_at))
            }
            Self::NeverExpires { firm_up_to: None } => !firm,
            Self::NeverExpires {
                firm_up_to: Some(limit),
            } => !firm || !must(Some(*limit)),
            Self::NotSeenStrong => !user.seen_strong,
        }
    }
}

#[cfg(test)]
mod tests;
