//! What is looked for in the audit log: acts by kind, a person, a time.

use super::{Act, Entry};
use crate::domain::audit::Actor;
use crate::domain::{Instant, UserId};

/// What an act is about, for the filter of the log.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum ActKind {
    /// Signing in and out, and what failed of it.
    SignIns,
    /// Passwords changed, forced, expired.
    Passwords,
    /// The policy.
    Policy,
    /// The firm and its people.
    People,
    /// Setup codes and reset codes.
    Codes,
    /// Sessions ended by somebody or something else.
    Sessions,
    /// The log itself: what was refused, what was taken out or put back.
    Log,
}

impl ActKind {
    /// Every kind there is.
    pub const ALL: [Self; 7] = [
        Self::SignIns,
        Self::Passwords,
        Self::Policy,
        Self::People,
        Self::Codes,
        Self::Sessions,
        Self::Log,
    ];

    /// Returns the acts of the kind.
    #[must_use]
    pub fn acts(self) -> ActSet {
        Act::ALL
            .into_iter()
            .filter(|act| act.kind() == self)
            .collect()
    }
}

impl Act {
    /// Returns what the act is about.
    #[must_use]
    pub fn kind(self) -> ActKind {
        match self {
            Self::SignedIn
            | Self::Verified
            | Self::SignInFailed
            | Self::SignedOut
            | Self::Locked
            | Self::TriesDuringWait => ActKind::SignIns,
            Self::PasswordChanged
            | Self::PasswordChangeFailed
            | Self::ChangeForced
            | Self::AllExpired
            | Self::ExpireAllWithdrawn
            | Self::BreakInAnswered => ActKind::Passwords,
            Self::PolicyUpdated => ActKind::Policy,
            Self::FirmFounded
            | Self::UserAdded
            | Self::Imported
            | Self::UserEdited
            | Self::UserDisabled
            | Self::UserEnabled
            | Self::DemoFilled
            | Self::FirmRenamed
            | Self::KindChanged
            | Self::RoleChanged
            | Self::OwnershipHandedOn => ActKind::People,
            Self::CodeIssued
            | Self::CodeRedeemed
            | Self::CodeFailed
            | Self::CodeRevoked
            | Self::Recovered
            | Self::CodeAskedFor => ActKind::Codes,
            Self::SessionEnded | Self::SignedOutByOther | Self::AllSignedOut => ActKind::Sessions,
            Self::Refused
            | Self::Exported
            | Self::Restored
            | Self::FreeTriesGivenBack
            | Self::MailGivenUp
            | Self::MailTested => ActKind::Log,
        }
    }
}

/// Some of the acts.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct ActSet(u64);

impl ActSet {
    /// Says whether an act is among them.
    #[must_use]
    pub fn contains(self, act: Act) -> bool {
        self.0 & bit(act) != 0
    }

    /// Returns them as bits, each at the place of its number.
    #[must_use]
    pub fn bits(self) -> u64 {
        self.0
    }

    /// Returns them in the order of their numbers.
    pub fn iter(self) -> impl Iterator<Item = Act> {
        Act::ALL.into_iter().filter(move |act| self.contains(*act))
    }

    /// What *Log In Activity* shows: who came in and went, who failed to, and which sessions were ended.
    #[must_use]
    pub fn log_in_activity() -> Self {
        ActKind::SignIns
            .acts()
            .iter()
            .chain(ActKind::Sessions.acts().iter())
            .chain([Act::CodeFailed])
            .collect()
    }
}

impl FromIterator<Act> for ActSet {
    fn from_iter<T: IntoIterator<Item = Act>>(acts: T) -> Self {
        Self(acts.into_iter().fold(0, |set, act| set | bit(act)))
    }
}

/// The numbers of all acts are below 64 (a test holds them to it).
fn bit(act: Act) -> u64 {
    1 << (act.number() % 64)
}

/// What is looked for in the log. The order is always that of the numbers, whatever the clock said.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct LogFilter {
    /// Who did it, or on whom it was done.
    pub person: Option<UserId>,
    /// What was done; `None` for anything.
    pub acts: Option<ActSet>,
    /// Not before this instant.
    pub from: Option<Instant>,
    /// Before this instant.
    pub until: Option<Instant>,
}

impl LogFilter {
    /// Says whether an entry is looked for: what every engine answers by its indexes.
    #[must_use]
    pub fn contains(&self, entry: &Entry) -> bool {
        let by_or_on =
            |person| entry.actor == Actor::User(person) || entry.targets.contains(&person);
        self.person.is_none_or(by_or_on)
            && self.acts.is_none_or(|acts| acts.contains(entry.act))
            && self.from.is_none_or(|from| entry.at >= from)
            && self.until.is_none_or(|until| entry.at < until)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a1_every_act_is_of_one_kind_and_has_a_bit_of_its_own() {
        let mut seen = 0;
        for kind in ActKind::ALL {
            for act in kind.acts().iter() {
                assert_eq!(act.kind(), kind);
                seen += 1;
            }
        }
        assert_eq!(seen, Act::ALL.len());
        assert!(Act::ALL.iter().all(|act| act.number() < 64));
    }

    #[test]
    fn log_in_activity_has_tries_and_ends_but_no_acts_of_work() {
        let acts = ActSet::log_in_activity();
        for act in [
            Act::SignedIn,
            Act::SignInFailed,
            Act::SessionEnded,
            Act::CodeFailed,
        ] {
            assert!(acts.contains(act));
        }
        assert!(!acts.contains(Act::PolicyUpdated) && !acts.contains(Act::CodeIssued));
        assert!(!ActSet::default().contains(Act::SignedIn));
    }
}
