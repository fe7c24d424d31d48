//! A person who has signed in, as a value that only proving a password makes.

use std::fmt;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
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
///
/// A handle: [`Session::beside`] gives a second one, so that somebody reads while an act of the same session is under
/// way. What one of them learns the other knows.
pub struct Session {
    pub(super) user: UserId,
    started_at: Duration,
    record: Record,
    /// The password that counted when this handle was made: whoever read before a change was committed has seen it.
    known: Serial,
    state: Arc<Mutex<State>>,
}

/// What changes while a session goes on.
#[derive(Clone, Debug)]
struct State {
    /// The password that was proved; another one, or a disabling, ends the session (S10).
    serial: Serial,
    /// The one that the session itself is about to commit.
    coming: Option<Serial>,
    /// When that password was set, for the words with which the session ends.
    set_at: Option<Instant>,
    /// Whether the password was found weak at this sign-in (P2).
    weak: bool,
    administrator: bool,
    proved_at: Duration,
    proof_until: Duration,
    wrong: u32,
    ended: Option<EndReason>,
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
            .field("ended", &self.state().ended)
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
        let state = State {
            serial,
            coming: None,
            set_at: None,
            weak,
            administrator: user.membership.is_administrator(),
            proved_at: since_boot,
            proof_until: since_boot + PROOF_HOLDS,
            wrong: 0,
            ended: None,
        };
        Self {
            user: user.id,
            started_at: since_boot,
            record,
            known: serial,
            state: Arc::new(Mutex::new(state)),
        }
    }

    /// Returns a second handle on the same session, for somebody who reads while an act is under way.
    #[must_use]
    pub fn beside(&self) -> Self {
        Self {
            user: self.user,
            started_at: self.started_at,
            record: self.record.clone(),
            known: self.state().serial,
            state: Arc::clone(&self.state),
        }
    }

    /// Says whether both are handles on one session.
    #[must_use]
    pub fn is_same(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.state, &other.state)
    }

    fn state(&self) -> MutexGuard<'_, State> {
        // Held for an assignment at a time, so it is whole after a panic too.
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Returns the password that was proved.
    pub(super) fn serial(&self) -> Serial {
        self.state().serial
    }

    /// Says whether the password was found weak at this sign-in (P2).
    pub(super) fn is_found_weak(&self) -> bool {
        self.state().weak
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
        let administrator = self.state().administrator;
        administrator.then_some(AdminSession(self))
    }

    /// Returns when the session ends by time (S9).
    #[must_use]
    pub fn lasts_until(&self) -> Duration {
        self.started_at + LASTS
    }

    /// Says whether an act that needs a fresh proof needs the password now (S9).
    #[must_use]
    pub fn needs_proof(&self, since_boot: Duration) -> bool {
        since_boot >= self.state().proof_until
    }

    /// Returns until when acts that need a fresh proof need no password, on the clock since boot (S9).
    #[must_use]
    pub fn proof_holds_until(&self) -> Duration {
        self.state().proof_until
    }

    /// Says whether the password was proved within five minutes: then a forced screen does not ask for it (S4).
    #[must_use]
    pub fn proved_lately(&self, since_boot: Duration) -> bool {
        since_boot < self.state().proved_at + PROOF_HOLDS
    }

    /// Notes that the password was proved.
    pub(super) fn proved(&mut self, since_boot: Duration) {
        self.state().proved(since_boot);
    }

    /// Notes an act that needs a fresh proof: it extends the proof.
    pub(super) fn extend_proof(&mut self, since_boot: Duration) {
        let mut state = self.state();
        let longest = state.proved_at + PROOF_HOLDS_AT_MOST;
        state.proof_until = state
            .proof_until
            .max((since_boot + PROOF_HOLDS).min(longest));
    }

    /// Begins to set a new password: until what is returned is dropped, one that is about to be committed is no
    /// other's, whoever reads it first.
    pub(super) fn sets_password(&self) -> Setting {
        Setting(Arc::clone(&self.state))
    }

    /// Returns the session as it is once a new password was set (E3), to read with before it is committed.
    pub(super) fn with_new_password(
        &self,
        setting: &Setting,
        serial: Serial,
        since_boot: Duration,
    ) -> Self {
        let mut next = self.state().clone();
        next.password_changed(serial, since_boot);
        setting.state().coming = Some(serial);
        Self {
            user: self.user,
            started_at: self.started_at,
            record: self.record.clone(),
            known: serial,
            state: Arc::new(Mutex::new(next)),
        }
    }

    /// Notes that a new password was set and committed: the session goes on with it.
    pub(super) fn password_changed(&mut self, serial: Serial, since_boot: Duration) {
        self.state().password_changed(serial, since_boot);
    }

    /// Counts a wrong password; returns how many may follow, 0 where it ended the session (S3).
    pub(super) fn wrong_try(&mut self) -> u32 {
        let mut state = self.state();
        state.wrong += 1;
        let left = SESSION_WRONG_MOST.saturating_sub(state.wrong);
        if left == 0 {
            state.ended = Some(EndReason::TooManyWrongPasswords);
        }
        left
    }

    /// Notes who the user is now.
    pub(super) fn saw(&mut self, user: &User, serial: Option<Serial>) {
        let mut state = self.state();
        state.administrator = user.membership.is_administrator();
        if serial == Some(state.serial) {
            state.set_at = user.credential.map(|set| set.changed_at);
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
        let state = self.state().clone();
        let is_own = serial.is_some()
            && [Some(self.known), Some(state.serial), state.coming].contains(&serial);
        Ok(if state.ended.is_some() {
            state.ended
        } else if user.access == Access::Disabled {
            Some(EndReason::Disabled)
        } else if !is_own {
            let same = user.credential.map(|set| set.changed_at) == state.set_at;
            Some(if same && state.set_at.is_some() {
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

impl State {
    fn proved(&mut self, since_boot: Duration) {
        self.wrong = 0;
        self.proved_at = since_boot;
        self.proof_until = since_boot + PROOF_HOLDS;
    }

    fn password_changed(&mut self, serial: Serial, since_boot: Duration) {
        self.serial = serial;
        self.weak = false;
        self.proved(since_boot);
    }
}

/// While it lives, the session is about to commit a password of its own.
#[derive(Debug)]
pub(super) struct Setting(Arc<Mutex<State>>);

impl Setting {
    fn state(&self) -> MutexGuard<'_, State> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for Setting {
    fn drop(&mut self) {
        // Committed or not: a password of that number that is not the session's by now is another's.
        self.state().coming = None;
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
