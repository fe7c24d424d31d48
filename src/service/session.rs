//! A person who has signed in, as a value that only proving a password makes.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use crate::domain::audit::EntryNo;
use crate::domain::throttle::SESSION_WRONG_MOST;
use crate::domain::{Access, Instant, LockName, SessionId, SessionOnRecord, User, UserId};
use crate::store::{Hold, Look, Serial, StoreError};

use super::EndReason;
use super::ending::ended_by;

/// How long a proof of the password counts (S9).
const PROOF_HOLDS: Duration = Duration::from_mins(5);
/// How long acts can extend it (S9).
const PROOF_HOLDS_AT_MOST: Duration = Duration::from_mins(30);
/// How long a session lasts (S9).
const LASTS: Duration = Duration::from_hours(12);

/// A signed-in person, on record as such (U5). Made only by signing in, redeeming a code and founding the firm.
pub struct Session {
    pub(super) user: UserId,
    /// The password that was proved; another one, or a disabling, ends the session (S10).
    pub(super) serial: Serial,
    /// When that password was set, for the words with which the session ends.
    set_at: Option<Instant>,
    /// Whether the password was found weak at this sign-in (P2).
    pub(super) weak: bool,
    administrator: bool,
    started_at: Duration,
    proved_at: Duration,
    proof_until: Duration,
    wrong: u32,
    ended: Option<EndReason>,
    record: Record,
}

/// Where a session stands on record (U5). It lives while its lock is held, and the lock goes with it.
#[derive(Clone, Debug)]
pub(super) struct Record {
    pub(super) id: SessionId,
    pub(super) lock: Lock,
    /// The newest entry of the audit log from before it.
    pub(super) since: EntryNo,
}

/// The lock of a session that starts.
#[derive(Clone, Debug)]
pub(super) struct Lock {
    pub(super) name: LockName,
    /// Dropped with the last copy, or by the operating system with the program.
    #[expect(dead_code, reason = "it is held, not read")]
    pub(super) hold: Arc<dyn Hold>,
}

/// Who starts a session, and with what.
#[derive(Clone, Copy, Debug)]
pub(super) struct Proved {
    /// The password that was proved.
    pub(super) serial: Serial,
    /// Whether it was found weak (P2).
    pub(super) weak: bool,
}

impl fmt::Debug for Session {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Session")
            .field("user", &self.user)
            .field("ended", &self.ended)
            .finish_non_exhaustive()
    }
}

impl Session {
    /// Starts a session of someone who has just proved their password.
    pub(super) fn started(
        user: &User,
        Proved { serial, weak }: Proved,
        record: Record,
        since_boot: Duration,
    ) -> Self {
        Self {
            user: user.id,
            serial,
            set_at: None,
            weak,
            administrator: user.membership.is_administrator(),
            record,
            started_at: since_boot,
            proved_at: since_boot,
            proof_until: since_boot + PROOF_HOLDS,
            wrong: 0,
            ended: None,
        }
    }

    /// Returns whose session it is.
    #[must_use]
    pub fn user(&self) -> UserId {
        self.user
    }

    /// Returns where it stands on record (U5).
    #[must_use]
    pub fn id(&self) -> SessionId {
        self.record.id
    }

    /// Returns the newest entry of the log from before it started.
    pub(super) fn since(&self) -> EntryNo {
        self.record.since
    }

    /// Returns the session as an administrator's, where it is one.
    ///
    /// This opens the screens; what may be done is asked again inside each transaction (R6).
    pub fn administrator(&mut self) -> Option<AdminSession<'_>> {
        self.administrator.then_some(AdminSession(self))
    }

    /// Returns when the session ends by time (S9).
    #[must_use]
    pub fn lasts_until(&self) -> Duration {
        self.started_at + LASTS
    }

    /// Says whether an act that needs a fresh proof needs the password now (S9).
    #[must_use]
    pub fn needs_proof(&self, since_boot: Duration) -> bool {
        since_boot >= self.proof_until
    }

    /// Returns until when acts that need a fresh proof need no password, on the clock since boot (S9).
    #[must_use]
    pub fn proof_holds_until(&self) -> Duration {
        self.proof_until
    }

    /// Says whether the password was proved within five minutes: then a forced screen does not ask for it (S4).
    #[must_use]
    pub fn proved_lately(&self, since_boot: Duration) -> bool {
        since_boot < self.proved_at + PROOF_HOLDS
    }

    /// Notes that the password was proved.
    pub(super) fn proved(&mut self, since_boot: Duration) {
        self.wrong = 0;
        self.proved_at = since_boot;
        self.proof_until = since_boot + PROOF_HOLDS;
    }

    /// Notes an act that needs a fresh proof: it extends the proof.
    pub(super) fn extend_proof(&mut self, since_boot: Duration) {
        let longest = self.proved_at + PROOF_HOLDS_AT_MOST;
        self.proof_until = self
            .proof_until
            .max((since_boot + PROOF_HOLDS).min(longest));
    }

    /// Returns the session as it is once a new password was set (E3), to read with before it is committed.
    pub(super) fn with_new_password(&self, serial: Serial, since_boot: Duration) -> Self {
        let mut next = Self {
            ended: self.ended.clone(),
            record: self.record.clone(),
            ..*self
        };
        next.password_changed(serial, since_boot);
        next
    }

    /// Notes that a new password was set and committed: the session goes on with it.
    pub(super) fn password_changed(&mut self, serial: Serial, since_boot: Duration) {
        self.serial = serial;
        self.weak = false;
        self.proved(since_boot);
    }

    /// Counts a wrong password; returns how many may follow, 0 where it ended the session (S3).
    pub(super) fn wrong_try(&mut self) -> u32 {
        self.wrong += 1;
        let left = SESSION_WRONG_MOST.saturating_sub(self.wrong);
        if left == 0 {
            self.ended = Some(EndReason::TooManyWrongPasswords);
        }
        left
    }

    /// Notes who the user is now.
    pub(super) fn saw(&mut self, user: &User, serial: Option<Serial>) {
        self.administrator = user.membership.is_administrator();
        if serial == Some(self.serial) {
            self.set_at = user.credential.map(|set| set.changed_at);
        }
    }

    /// Says whether the session has ended, and returns its user as they are now (R6, S10).
    pub(super) fn live(
        &self,
        look: &dyn Look,
        since_boot: Duration,
    ) -> Result<Result<User, EndReason>, StoreError> {
        let Some(user) = look.user(self.user)? else {
            return Ok(Err(EndReason::Disabled));
        };
        let serial = look.secret_of(self.user)?.map(|secret| secret.serial);
        Ok(match self.end_for(look, &user, serial, since_boot)? {
            Some(reason) => Err(reason),
            None => Ok(user),
        })
    }

    /// Says why the session has ended, if it has.
    pub(super) fn end_for(
        &self,
        look: &dyn Look,
        user: &User,
        serial: Option<Serial>,
        since_boot: Duration,
    ) -> Result<Option<EndReason>, StoreError> {
        Ok(if self.ended.is_some() {
            self.ended.clone()
        } else if user.access == Access::Disabled {
            Some(EndReason::Disabled)
        } else if serial != Some(self.serial) {
            let same = user.credential.map(|set| set.changed_at) == self.set_at;
            Some(if same && self.set_at.is_some() {
                EndReason::DisabledMeanwhile
            } else {
                EndReason::PasswordChangedElsewhere
            })
        } else if since_boot >= self.lasts_until() {
            Some(EndReason::TwelveHours)
        } else {
            self.ended_on_record(look)?
        })
    }

    /// Says whether nobody has ended the session on record.
    pub(super) fn is_open(&self, look: &dyn Look) -> Result<bool, StoreError> {
        let own = self.on_record(look)?;
        Ok(own.is_some_and(|own| own.ended_at.is_none()))
    }

    fn on_record(&self, look: &dyn Look) -> Result<Option<SessionOnRecord>, StoreError> {
        let record = look.session(self.record.id)?;
        // The number of a session long over may have been given again.
        Ok(record.filter(|record| record.lock == self.record.lock.name))
    }

    /// Says who ended the session from elsewhere, if somebody did (U5).
    fn ended_on_record(&self, look: &dyn Look) -> Result<Option<EndReason>, StoreError> {
        let own = self.on_record(look)?;
        if own.as_ref().is_some_and(|own| own.ended_at.is_none()) {
            return Ok(None);
        }
        ended_by(look, self.user, self.record.since, own.as_ref()).map(Some)
    }
}

/// A session of an administrator: what administrators' functions demand (P1).
#[derive(Debug)]
pub struct AdminSession<'a>(pub(super) &'a mut Session);

impl AdminSession<'_> {
    /// Returns who acts.
    #[must_use]
    pub fn user(&self) -> UserId {
        self.0.user
    }

    /// Says whether an act that needs a fresh proof needs the password now (S9).
    #[must_use]
    pub fn needs_proof(&self, since_boot: Duration) -> bool {
        self.0.needs_proof(since_boot)
    }
}
