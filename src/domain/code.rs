//! What is on record about a one-time code (U1, U2); the code itself is a secret and only its hash is kept.

use chrono::TimeDelta;

use super::{Instant, UserId};

/// What a code lets a user do: choose a password without the old one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum CodePurpose {
    /// For an invited user, 7 days (U1).
    Setup,
    /// For a forgotten password, 24 hours (U2).
    Reset,
}

impl CodePurpose {
    /// Returns how long such a code is valid.
    #[must_use]
    pub fn lifetime(self) -> TimeDelta {
        match self {
            Self::Setup => TimeDelta::days(7),
            Self::Reset => TimeDelta::hours(24),
        }
    }
}

/// Who issued a code.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Issuer {
    /// A user of the account.
    User(UserId),
    /// Whoever holds the database, by the name the operating system gives them (U7). They were shown it.
    Machine(String),
    /// Whoever asked for it at the sign-in screen; it went to the user by mail (U2).
    SignIn,
}

/// A code as the store remembers it, without its hash.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CodeOnRecord {
    /// What it is for.
    pub purpose: CodePurpose,
    /// Who issued it.
    pub issued_by: Issuer,
    /// Which user was shown it and could therefore use it (U1); one of a user that was shown to nobody went by mail.
    pub shown_to: Option<UserId>,
    /// When it was issued.
    pub issued_at: Instant,
    /// Until when it can be used.
    pub until: Instant,
    /// What became of it, if anything has.
    pub ended: Option<CodeEnd>,
}

/// How a code came to its end before its time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CodeEnd {
    /// A password was chosen with it.
    Used(Instant),
    /// It was revoked, by hand or by a change of password, of e-mail, or a disable.
    Revoked(Instant),
}

/// What a code is worth at one instant.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CodeState {
    /// It can be used.
    Open,
    /// A password was chosen with it.
    Used(Instant),
    /// It was revoked.
    Revoked(Instant),
    /// Its time is over.
    Lapsed(Instant),
}

impl CodeOnRecord {
    /// Returns a code issued at `now` by `by`, who is shown it.
    #[must_use]
    pub fn issued(purpose: CodePurpose, by: UserId, now: Instant) -> Self {
        Self {
            purpose,
            issued_by: Issuer::User(by),
            shown_to: Some(by),
            issued_at: now,
            until: now + purpose.lifetime(),
            ended: None,
        }
    }

    /// Returns a reset code made at `now` by whoever holds the database (U7).
    #[must_use]
    pub fn made_on_machine(by: &str, now: Instant) -> Self {
        let purpose = CodePurpose::Reset;
        Self {
            purpose,
            issued_by: Issuer::Machine(by.to_owned()),
            shown_to: None,
            issued_at: now,
            until: now + purpose.lifetime(),
            ended: None,
        }
    }

    /// Returns a code made at `now` for a mail, asked for by that user or at the sign-in screen; nobody is shown it.
    #[must_use]
    pub fn mailed(purpose: CodePurpose, by: Option<UserId>, now: Instant) -> Self {
        Self {
            purpose,
            issued_by: by.map_or(Issuer::SignIn, Issuer::User),
            shown_to: None,
            issued_at: now,
            until: now + purpose.lifetime(),
            ended: None,
        }
    }

    /// Says whether it went to its user by mail, and was shown to nobody.
    #[must_use]
    pub fn went_by_mail(&self) -> bool {
        match self.issued_by {
            Issuer::User(_) => self.shown_to.is_none(),
            Issuer::Machine(_) => false,
            Issuer::SignIn => true,
        }
    }

    /// Returns what the code is worth at `now`.
    #[must_use]
    pub fn state(&self, now: Instant) -> CodeState {
        match self.ended {
            Some(CodeEnd::Used(at)) => CodeState::Used(at),
            Some(CodeEnd::Revoked(at)) => CodeState::Revoked(at),
            // A clock set back lengthens no code beyond its own lifetime (E9).
            None if now < self.until
                && self.until - now <= self.purpose.lifetime() + super::status::CLOCK_TOLERANCE =>
            {
                CodeState::Open
            }
            None => CodeState::Lapsed(self.until),
        }
    }
}

#[cfg(test)]
mod tests {
    use chrono::DateTime;

    use super::*;

    fn issued(purpose: CodePurpose) -> CodeOnRecord {
        CodeOnRecord::issued(purpose, UserId(1), DateTime::UNIX_EPOCH)
    }

    #[test]
    fn u1_u2_a_code_is_open_until_the_millisecond_at_which_its_time_is_over() {
        for (purpose, hours) in [(CodePurpose::Setup, 7 * 24), (CodePurpose::Reset, 24)] {
            let code = issued(purpose);
            let until = DateTime::UNIX_EPOCH + TimeDelta::hours(hours);
            assert_eq!(code.until, until);
            assert_eq!(code.shown_to, Some(UserId(1)));
            for before in [TimeDelta::hours(hours), TimeDelta::milliseconds(1)] {
                assert_eq!(code.state(until - before), CodeState::Open);
            }
            for after in [TimeDelta::zero(), TimeDelta::days(4000)] {
                assert_eq!(code.state(until + after), CodeState::Lapsed(until));
            }
        }
    }

    #[test]
    fn u1_a_code_that_was_used_or_revoked_stays_so() {
        let at = DateTime::UNIX_EPOCH + TimeDelta::hours(1);
        for (end, state) in [
            (CodeEnd::Used(at), CodeState::Used(at)),
            (CodeEnd::Revoked(at), CodeState::Revoked(at)),
        ] {
            let code = CodeOnRecord {
                ended: Some(end),
                ..issued(CodePurpose::Setup)
            };
            for days in [-100, 0, 1, 100] {
                assert_eq!(code.state(at + TimeDelta::days(days)), state);
            }
        }
    }

    #[test]
    fn e9_a_clock_set_back_by_over_an_hour_closes_a_code() {
        let code = issued(CodePurpose::Reset);
        let hour = DateTime::UNIX_EPOCH - TimeDelta::hours(1);
        assert_eq!(code.state(hour), CodeState::Open);
        assert_eq!(
            code.state(hour - TimeDelta::milliseconds(1)),
            CodeState::Lapsed(code.until)
        );
    }
}
