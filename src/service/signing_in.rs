//! Signing in and out (S1, S2, S3, S7, P2).

use crate::domain::audit::{Act, Entry};
use crate::domain::strength::is_strong;
use crate::domain::throttle::{Admission, Rule};
use crate::domain::{Access, Email, FirmName, Instant, StrongPasswords, User};
use crate::secret::{Offered, Password, Phc, TryKey, Verdict};
use crate::store::{Quiet, StoreError, StoredCredential, Tx};

use super::desk::End;
use super::judging::known_words;
use super::me::read_me;
use super::session::{Lock, Proved, Record};
use super::sessions;
use super::summary::{Summary, summary};
use super::throttling::{self, Begun};
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

/// A try that was admitted: whom it is about, as far as anybody has that e-mail.
struct Admitted {
    key: TryKey,
    known: Option<(User, Option<StoredCredential>)>,
}

fn try_in(
    desk: &mut Desk,
    call: &mut Call<'_>,
    email_typed: &str,
    offered: &Offered,
) -> Result<SignInOutcome, StoreError> {
    let admitted = match admit(desk, call, email_typed)? {
        Ok(admitted) => admitted,
        Err(outcome) => return Ok(outcome),
    };
    let secret = admitted
        .known
        .as_ref()
        .and_then(|(_, secret)| secret.as_ref());
    match (
        desk.hasher
            .verify(offered, secret.map(|secret| &secret.phc)),
        &admitted.known,
        secret,
        offered.password(),
    ) {
        (Verdict::Right { renew }, Some((user, _)), Some(secret), Some(password)) => {
            let renewed = renew.then(|| desk.hasher.hash(password, &mut *call.rng));
            let lock = match desk.lock(&mut *call.rng) {
                Ok(lock) => lock,
                Err(error) => {
                    forget(desk, call, &admitted);
                    return Err(error);
                }
            };
            let right = Right {
                user,
                of: secret,
                lock,
                renewed,
                judged: judged(desk, user, password),
            };
            let outcome = let_in(desk, call, &admitted.key, &right);
            if outcome.is_err() {
                forget(desk, call, &admitted);
            }
            outcome
        }
        (Verdict::Wrong | Verdict::Right { .. }, ..) => refuse(desk, call, &admitted),
    }
}

/// Counts the try, before the password is looked at, in a transaction of its own (S3).
fn admit(
    desk: &mut Desk,
    call: &Call<'_>,
    email_typed: &str,
) -> Result<Result<Admitted, SignInOutcome>, StoreError> {
    desk.act(|tx| {
        let Some(account) = tx.account()? else {
            return Ok((Err(SignInOutcome::Refused), End::Unchanged));
        };
        let key = throttling::password_key(&account.key, email_typed);
        let user = match Email::parse(email_typed) {
            Ok(email) => tx.user_by_email(&email)?,
            Err(_) => None,
        };
        let id = user.as_ref().map(|user| user.id);
        let (admission, entries) = throttling::begin(tx, call, Rule::Password, &key, id)?;
        let end = if entries.is_empty() {
            End::Quietly(Quiet::TryCounted)
        } else {
            End::Record(entries)
        };
        let answer = match admission {
            Admission::Admitted { .. } => {
                let known = match user {
                    Some(user) => {
                        let secret = tx.secret_of(user.id)?;
                        Some((user, secret))
                    }
                    None => None,
                };
                Ok(Admitted { key, known })
            }
            Admission::Waits { until } => Err(SignInOutcome::Wait { until }),
            Admission::Locked | Admission::LockedNow => Err(SignInOutcome::Locked),
            Admission::AskAgain => Err(SignInOutcome::AskAgain),
        };
        Ok((answer, end))
    })
}

fn refuse(
    desk: &mut Desk,
    call: &Call<'_>,
    admitted: &Admitted,
) -> Result<SignInOutcome, StoreError> {
    let user = admitted.known.as_ref().map(|(user, _)| user.id);
    desk.act(|tx| {
        let mut entries = vec![throttling::about(call, Act::SignInFailed, user)];
        entries.extend(throttling::end_wrong(
            tx,
            call,
            Rule::Password,
            &admitted.key,
            user,
            Begun::Here,
        )?);
        Ok((SignInOutcome::Refused, End::Record(entries)))
    })
}

/// Takes back a try that was right but could not be let in, for the store failed. What fails again counts as wrong.
fn forget(desk: &mut Desk, call: &Call<'_>, admitted: &Admitted) {
    let of_user = admitted.known.is_some();
    let _ = desk.act(|tx| {
        let tries = tx.tries(&admitted.key)?.ended_without_verdict();
        tx.put_tries(&admitted.key, of_user, &tries, call.now)?;
        Ok(((), End::Quietly(Quiet::TryCounted)))
    });
}

/// A right password, judged before the transaction that lets its user in.
struct Right<'a> {
    user: &'a User,
    /// The one it was right for.
    of: &'a StoredCredential,
    lock: Lock,
    renewed: Option<Phc>,
    judged: Option<Judged>,
}

/// Whether a password is strong, and the firm's name it was judged with (S8).
struct Judged {
    strong: bool,
    firm: FirmName,
}

/// Judges a password that is not known to be strong (P2, S8); `None` where it is known, or cannot be judged.
fn judged(desk: &mut Desk, user: &User, password: &Password) -> Option<Judged> {
    if user.seen_strong {
        return None;
    }
    let firm = desk.look().ok()?.account().ok()??.firm;
    let strong = is_strong(password.as_str(), &known_words(Some(&firm), user));
    Some(Judged { strong, firm })
}

fn let_in(
    desk: &mut Desk,
    call: &Call<'_>,
    key: &TryKey,
    right: &Right<'_>,
) -> Result<SignInOutcome, StoreError> {
    desk.act(|tx| {
        let user = tx.user(right.user.id)?;
        // Where the hash is still the same, only a disabling may have raised the serial.
        let secret = tx
            .secret_of(right.user.id)?
            .filter(|secret| secret.serial == right.of.serial || secret.phc == right.of.phc);
        let Some((user, secret)) = user.zip(secret) else {
            // The password was changed while it was looked at: it is no longer the right one.
            let mut entries = vec![throttling::about(
                call,
                Act::SignInFailed,
                Some(right.user.id),
            )];
            entries.extend(throttling::end_wrong(
                tx,
                call,
                Rule::Password,
                key,
                Some(right.user.id),
                Begun::Here,
            )?);
            return Ok((SignInOutcome::Refused, End::Record(entries)));
        };
        let tries = tx.tries(key)?.ended_right();
        tx.put_tries(key, true, &tries, call.now)?;
        if user.access == Access::Disabled {
            let entry = throttling::about(call, Act::SignInFailed, Some(user.id)).change(
                "answer",
                None,
                Some("disabled".to_owned()),
            );
            return Ok((SignInOutcome::Disabled, End::with(entry)));
        }
        if let Some(phc) = &right.renewed {
            tx.renew_phc(user.id, secret.serial, phc)?;
        }
        let weak = judged_weak(tx, &user, right)?;
        let proved = Proved {
            serial: secret.serial,
            weak,
        };
        let signed_in = start(tx, call, &user, proved, &right.lock)?;
        Ok((
            SignInOutcome::In(Box::new(signed_in)),
            End::with(entry(call, &user)),
        ))
    })
}

/// Remembers a strong password, and says whether a weak one must be changed now (P2).
fn judged_weak(tx: &mut dyn Tx, user: &User, right: &Right<'_>) -> Result<bool, StoreError> {
    // Judged with names that have changed since, it says nothing.
    let same_user = user.name == right.user.name && user.email == right.user.email;
    let found_strong = right.judged.as_ref().filter(|judged| judged.strong);
    if let Some(judged) = found_strong
        && same_user
        && !user.seen_strong
        && tx
            .account()?
            .is_some_and(|account| account.firm == judged.firm)
    {
        tx.note_seen_strong(user.id)?;
    }
    let strong = user.seen_strong || found_strong.is_some();
    Ok(!strong && tx.policy()?.policy.strong == StrongPasswords::Required)
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
