//! Signing in and out (S1, S2, S3, S7, P2).

use crate::domain::audit::{Act, Entry};
use crate::domain::{Instant, User};
use crate::secret::Offered;
use crate::store::{StoreError, Tx};

use super::desk::End;
use super::door::{self, Named, Shut};
use super::me::read_me;
use super::session::{Lock, Proved, Record};
use super::sessions;
use super::summary::{Summary, summary};
use super::{Answer, Call, Desk, Me, Session};

/// Someone who has just signed in.
#[derive(Debug)]
pub struct SignedIn {
    /// The session.
    pub session: Session,
    /// What they are shown about themselves.
    pub me: Me,
    /// What happened since the last time (U10).
    pub summary: Summary,
}

/// What became of a sign-in.
#[derive(Debug)]
pub enum SignInOutcome {
    /// Signed in.
    In(Box<SignedIn>),
    /// Wrong password, unknown e-mail, invited, or disabled with a wrong password: one sentence for all (S1).
    Refused,
    /// The password was right, but the user is disabled (S2).
    Disabled,
    /// Nothing was looked at: wait (S3).
    Wait {
        /// The end of the wait.
        until: Instant,
    },
    /// Nothing was looked at: a reset code is needed (S3).
    Locked,
    /// Other tries are being looked at: ask again shortly, for at most five seconds (S3).
    AskAgain,
    /// The store failed; nothing was counted as wrong.
    Failed(StoreError),
}

/// Signs in with what was typed as e-mail and password.
pub fn sign_in(
    desk: &mut Desk,
    call: &mut Call<'_>,
    email_typed: &str,
    offered: &Offered,
) -> Answer<SignInOutcome> {
    let outcome = match try_in(desk, call, email_typed, offered) {
        Ok(outcome) => outcome,
        Err(error) => SignInOutcome::Failed(error),
    };
    match outcome {
        outcome @ (SignInOutcome::In(_) | SignInOutcome::AskAgain | SignInOutcome::Failed(_)) => {
            Answer::now(outcome)
        }
        outcome @ (SignInOutcome::Refused
        | SignInOutcome::Disabled
        | SignInOutcome::Wait { .. }
        | SignInOutcome::Locked) => Answer::late(call, outcome),
    }
}

fn try_in(
    desk: &mut Desk,
    call: &mut Call<'_>,
    email_typed: &str,
    offered: &Offered,
) -> Result<SignInOutcome, StoreError> {
    let right = match door::prove(desk, call, Named::by_email(email_typed), offered)? {
        Ok(right) => right,
        Err(shut) => return Ok(shut.into()),
    };
    // What is written and shown next needs no hash any more.
    desk.rest_beside();
    let lock = match desk.lock(&mut *call.rng) {
        Ok(lock) => lock,
        Err(error) => {
            door::give_back(desk, call, &right);
            return Err(error);
        }
    };
    let signed_in = door::let_in(desk, call, &right, |tx, user, proved| {
        let signed_in = start(tx, call, user, proved, &lock)?;
        Ok((signed_in, End::with(entry(call, user))))
    })?;
    Ok(match signed_in {
        Ok(signed_in) => SignInOutcome::In(Box::new(signed_in)),
        Err(shut) => shut.into(),
    })
}

impl From<Shut> for SignInOutcome {
    fn from(shut: Shut) -> Self {
        match shut {
            Shut::Refused => Self::Refused,
            Shut::Disabled => Self::Disabled,
            Shut::Wait { until } => Self::Wait { until },
            Shut::Locked => Self::Locked,
            Shut::AskAgain => Self::AskAgain,
        }
    }
}

/// Starts the session of someone who has proved their password or chosen one; the caller commits.
pub(super) fn start(
    tx: &mut dyn Tx,
    call: &Call<'_>,
    user: &User,
    proved: Proved,
    lock: &Lock,
) -> Result<SignedIn, StoreError> {
    let mut summary = summary(tx, user.id)?;
    if summary.last_sign_in.is_none() {
        // From before the last summary was dismissed: the time is known, the place no longer.
        summary.last_sign_in = user
            .last_sign_in
            .map(|at| (at, crate::words::Printable::default()));
    }
    tx.note_sign_in(user.id, call.now)?;
    let since = tx.audit_head()?.no;
    let record = Record {
        id: sessions::start(tx, call, user.id, lock)?,
        lock: lock.clone(),
        since,
    };
    let mut session = Session::started(user, proved, record, call.since_boot);
    let me = read_me(tx, call, &mut session)?;
    Ok(SignedIn {
        session,
        me,
        summary,
    })
}

/// The entry of a sign-in.
pub(super) fn entry(call: &Call<'_>, user: &User) -> Entry {
    call.entry(user.id, Act::SignedIn).on(user.id)
}

/// Signs out; of a session that somebody has ended already nothing more is written.
///
/// The session is gone whatever the store says, for its lock goes with it.
#[expect(
    clippy::needless_pass_by_value,
    reason = "a session that was signed out can be used no more"
)]
pub fn sign_out(desk: &mut Desk, call: &Call<'_>, session: Session) -> Result<(), StoreError> {
    let user = session.user;
    desk.act(|tx| {
        if !sessions::end_own(tx, call, &session)? {
            return Ok(((), End::Unchanged));
        }
        Ok(((), End::with(call.entry(user, Act::SignedOut).on(user))))
    })
}
