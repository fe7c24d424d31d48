//! The notice of an expiry near by (E4).

use super::{Instant, PasswordStatus};

/// What a user is warned of: the end of the period, at most 14 days away.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Notice {
    /// When the password expires.
    pub expires_at: Instant,
}

impl Notice {
    /// Returns the notice that a status calls for, unless it was dismissed (E4).
    ///
    /// `dismissed` is the date for which this very password's notice was dismissed: a policy that brings
    /// the date nearer shows it again, one that moves it away does not.
    #[must_use]
    pub fn due(status: &PasswordStatus, dismissed: Option<Instant>) -> Option<Self> {
        match status {
            PasswordStatus::Expiring { at } if dismissed.is_none_or(|date| *at < date) => {
                Some(Self { expires_at: *at })
            }
            PasswordStatus::Expiring { .. }
            | PasswordStatus::NotSet
            | PasswordStatus::MustChange(_)
            | PasswordStatus::Expired { .. }
            | PasswordStatus::Fresh { .. }
            | PasswordStatus::NeverExpires => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use chrono::{DateTime, TimeDelta};

    use super::*;

    #[test]
    fn e4_a_dismissed_notice_comes_back_only_for_a_nearer_date() {
        let at = DateTime::UNIX_EPOCH + TimeDelta::days(9);
        let expiring = PasswordStatus::Expiring { at };
        assert_eq!(
            Notice::due(&expiring, None),
            Some(Notice { expires_at: at })
        );
        assert_eq!(Notice::due(&expiring, Some(at)), None);
        assert_eq!(Notice::due(&expiring, Some(at - TimeDelta::days(1))), None);
        assert_eq!(
            Notice::due(&expiring, Some(at + TimeDelta::days(1))),
            Some(Notice { expires_at: at })
        );
        assert_eq!(
            Notice::due(&PasswordStatus::Fresh { until: at }, None),
            None
        );
    }
}
