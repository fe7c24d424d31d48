//! What is told by mail, to whom, and what becomes of it (N1, N2, U1, U2, U4): jobs, marks and steps, without a mail.
//!
//! An act writes one [`MailJob`], whatever the number of people it concerns (E2). Whoever sends walks those people and
//! leaves one [`MailMark`] for each who was mailed. Nobody is mailed twice for one job: a mark is written before the
//! mail leaves, and where nobody knows whether it arrived it counts as sent ([`MailState::Unknown`]).
//!
//! ```text
//! (no mark) ──> BeingSent ──> Sent
//!     ^            │  └─────> Waiting ──> BeingSent …   the server said "later", or was not reached
//!     │            ├────────> GivenUp                   the server said "never", or said "later" too often
//!     │            └────────> Unknown                   the connection broke after the text, or the program ended
//!     └── Waiting                                       nobody needs the mail any more, and nothing of it had left
//! ```

use chrono::TimeDelta;

use super::{
    Access, CodePurpose, Email, ForceId, Generation, Instant, Kind, Policy, Revision, Rules,
    StrongPasswords, User, UserId,
};

/// Names a mail job.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct JobId(pub i64);

/// What a job tells.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Errand {
    /// A new password must be chosen: this act of force (E6, U8).
    Forced(ForceId),
    /// All passwords were expired: this act (E7).
    AllExpired(Generation),
    /// Strong passwords were turned on with this revision, and this one was not seen to be strong (P2).
    StrongRequired(Revision),
    /// A code, made when the mail is sent (U1, U2).
    Code(CodePurpose),
    /// The e-mail is another one now: told to the old address (U4).
    EmailChanged {
        /// The old address.
        old: Email,
    },
    /// The notices of one run; which step was told to whom is kept apart, see [`NoticeStep`] (N1).
    Notices,
}

/// Whom a job concerns.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Whom {
    /// This user alone.
    One(UserId),
    /// Nobody: a code was asked for under an e-mail that no user has. It costs what another does, and tells nothing (U2).
    Nobody,
    /// Everyone whom the errand concerns, found by a walk.
    All,
}

/// A job to write.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewMailJob {
    /// What it tells.
    pub errand: Errand,
    /// Whom.
    pub whom: Whom,
    /// Who did what it tells; `None` for somebody at the sign-in screen.
    pub by: Option<UserId>,
    /// When.
    pub at: Instant,
}

/// A job as it is on record.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MailJob {
    /// Which.
    pub id: JobId,
    /// What was asked for.
    pub asked: NewMailJob,
    /// Up to whom the walk has come, by number.
    pub walked_to: UserId,
    /// How often the mail server could not be reached in a row.
    pub tries: u32,
    /// Not before then is anything sent.
    pub due_at: Instant,
    /// What it came to, once nothing is left to send.
    pub finished: Option<Finished>,
}

/// What a job came to.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Finished {
    /// When.
    pub at: Instant,
    /// How many were told.
    pub sent: u64,
    /// How many could not be.
    pub given_up: u64,
    /// Of how many nobody knows.
    pub unknown: u64,
}

/// What became of the mail to one person.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum MailState {
    /// It is on its way, or whoever sent it is gone.
    BeingSent,
    /// The server took it.
    Sent,
    /// It did not leave, and is tried again at [`MailMark::at`].
    Waiting,
    /// It did not leave, and is not tried again.
    GivenUp,
    /// Nobody knows whether the server took it; it is not sent again.
    Unknown,
}

/// The mark of one person in one job.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct MailMark {
    /// What became of the mail.
    pub state: MailState,
    /// How often it was tried.
    pub tries: u32,
    /// Since when, or for [`MailState::Waiting`] until when.
    pub at: Instant,
}

/// How it stands with the mail, for `passward doctor`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct MailStanding {
    /// How many jobs are not finished.
    pub waiting: u64,
    /// When the oldest of these was asked for.
    pub waiting_since: Option<Instant>,
    /// How many mails were given up within [`LOST_COUNTS_FOR`].
    pub given_up: u64,
    /// Of how many nobody knows whether they arrived, within the same time.
    pub unknown: u64,
    /// When the last of both was lost.
    pub last_lost: Option<Instant>,
    /// When a job last got through to at least one person.
    pub last_success: Option<Instant>,
}

/// How long a mail that was lost counts: whoever looks after the firm has seen it by then, and monitoring is to see the
/// next one.
pub const LOST_COUNTS_FOR: TimeDelta = TimeDelta::days(14);

/// The waits after each try that failed; after the last there is none.
const WAITS: [TimeDelta; 8] = [
    TimeDelta::minutes(1),
    TimeDelta::minutes(5),
    TimeDelta::minutes(15),
    TimeDelta::hours(1),
    TimeDelta::hours(3),
    TimeDelta::hours(6),
    TimeDelta::hours(12),
    TimeDelta::hours(24),
];

/// The longest of all waits.
pub const WAITS_AT_MOST: TimeDelta = TimeDelta::hours(24);

/// Says whether the time that something waits for has come.
///
/// What would wait longer than anything does was written by a clock that ran ahead, and its time has come (E9).
#[must_use]
pub fn has_come(at: Instant, now: Instant) -> bool {
    at <= now || at - now > WAITS_AT_MOST
}

impl MailMark {
    /// Says whether it is to be tried again now.
    #[must_use]
    pub fn is_due(&self, now: Instant) -> bool {
        self.state == MailState::Waiting && has_come(self.at, now)
    }

    /// Says whether it has been on its way for so long that whoever sent it is gone, whichever way the clock jumped.
    #[must_use]
    pub fn is_lost(&self, now: Instant) -> bool {
        self.state == MailState::BeingSent && (now - self.at).abs() >= ON_ITS_WAY_AT_MOST
    }

    /// Returns when it is to be looked at again.
    #[must_use]
    pub fn looked_at_again(&self) -> Instant {
        match self.state {
            MailState::BeingSent => self.at + ON_ITS_WAY_AT_MOST,
            MailState::Waiting | MailState::Sent | MailState::GivenUp | MailState::Unknown => {
                self.at
            }
        }
    }
}

/// How long a code that was asked for at the sign-in screen is worth sending: whoever waits longer asks again.
const ASKED_FOR_AT_THE_DOOR: TimeDelta = TimeDelta::hours(1);

/// How long a mail may be on its way before whoever sent it is taken to be gone.
pub const ON_ITS_WAY_AT_MOST: TimeDelta = TimeDelta::minutes(15);

/// How often an e-mail may ask for a code at the sign-in screen (U2).
pub const ASK_AGAIN_AFTER: TimeDelta = TimeDelta::minutes(15);

/// How long no code is mailed to an address that is new (U4).
pub const NEW_ADDRESS_RESTS: TimeDelta = TimeDelta::hours(24);

impl NewMailJob {
    /// Returns when it is tried again after so many tries that failed, the last at `now`; `None` to give it up.
    #[must_use]
    pub fn again_at(&self, tries: u32, now: Instant) -> Option<Instant> {
        let wait = WAITS.get(usize::try_from(tries).ok()?.checked_sub(1)?)?;
        let at = now + *wait;
        let stale = self.is_from_the_door() && at > self.at + ASKED_FOR_AT_THE_DOOR;
        (!stale).then_some(at)
    }

    /// Says whether somebody at the sign-in screen asked for it.
    #[must_use]
    pub fn is_from_the_door(&self) -> bool {
        self.by.is_none() && matches!(self.errand, Errand::Code(_))
    }

    /// Says whether a user still needs this mail (N2): an undo, or a password that was chosen since, stops the rest.
    ///
    /// `withdrawn` says whether the expire-all it tells of was undone (E10).
    #[must_use]
    pub fn concerns(&self, user: &User, rules: &Rules, withdrawn: bool) -> bool {
        let firm = user.membership.kind() == Kind::Firm;
        let enabled = user.access == Access::Enabled;
        match (&self.errand, &user.credential) {
            (Errand::Forced(act), Some(set)) => enabled && firm && set.force == Some(*act),
            (Errand::AllExpired(act), Some(set)) => {
                enabled && firm && !withdrawn && set.knows < *act
            }
            (Errand::StrongRequired(_), Some(_)) => {
                let required = rules.policy.strong == StrongPasswords::Required;
                enabled && required && !user.seen_strong
            }
            (Errand::Code(CodePurpose::Setup), None)
            | (Errand::Code(CodePurpose::Reset), Some(_)) => enabled,
            (Errand::EmailChanged { .. }, _) => true,
            (
                Errand::Forced(_)
                | Errand::AllExpired(_)
                | Errand::StrongRequired(_)
                | Errand::Code(CodePurpose::Reset),
                None,
            )
            | (Errand::Code(CodePurpose::Setup), Some(_))
            | (Errand::Notices, _) => false,
        }
    }
}

/// Says whether an update of the policy is told by mail: strong passwords were turned on (N2).
#[must_use]
pub fn turns_strong_on(before: &Policy, after: &Policy) -> bool {
    before.strong == StrongPasswords::NotRequired && after.strong == StrongPasswords::Required
}

/// Returns until when no code is mailed to a user, where their address is so new (U4).
///
/// A clock set back makes no rest longer than it is (E9).
#[must_use]
pub fn rests_until(email_since: Option<Instant>, now: Instant) -> Option<Instant> {
    let until = email_since?.min(now) + NEW_ADDRESS_RESTS;
    (now < until).then_some(until)
}

/// A step at which a user is told that the password will expire (N1).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct NoticeStep(u8);

impl NoticeStep {
    /// The four steps in days, the first one first.
    pub const ALL: [Self; 4] = [Self(14), Self(7), Self(3), Self(1)];

    /// Returns how many days before the end it lies.
    #[must_use]
    pub fn days(self) -> u8 {
        self.0
    }

    /// Returns the step of so many days, if it is one.
    #[must_use]
    pub fn of_days(days: u8) -> Option<Self> {
        Self::ALL.into_iter().find(|step| step.0 == days)
    }

    /// Returns the nearest step that is reached at `now`; `None` before the first, and once the period is over.
    ///
    /// Who was not told at an earlier step, since the machine was off, is told once, at the nearest.
    #[must_use]
    pub fn reached(ends_at: Instant, now: Instant) -> Option<Self> {
        let left = ends_at - now;
        if left <= TimeDelta::zero() {
            return None;
        }
        let mut nearest_first = Self::ALL.into_iter().rev();
        nearest_first.find(|step| left <= TimeDelta::days(i64::from(step.0)))
    }

    /// Says whether this step is still to be told to somebody who was told of `told` for the same end of the period.
    #[must_use]
    pub fn is_news_after(self, told: Option<Self>) -> bool {
        told.is_none_or(|told| self.0 < told.0)
    }
}

#[cfg(test)]
mod tests;
