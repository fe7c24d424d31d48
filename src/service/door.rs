//! The one door: a password that was typed with an e-mail is counted, looked at, and what it opens is done (S1, S3).
//!
//! Signing in and other software's questions (I1) pass through here, with one throttle and one log.

use crate::domain::audit::{Act, Entry};
use crate::domain::strength::is_strong;
use crate::domain::throttle::Admission;
use crate::domain::{Access, Email, FirmName, Instant, LoginName, StrongPasswords, User};
use crate::secret::{Offered, Password, Phc, Settings, TryKey, Verdict};
use crate::store::{Look, Quiet, StoreError, StoredCredential, Tx};

use super::desk::End;
use super::judging::known_words;
use super::read_only::Mode;
use super::session::Proved;
use super::throttling::{self, Begun};
use super::{Call, Desk};

/// Why the door stays shut.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Shut {
    /// Wrong password, unknown e-mail, invited, or disabled with a wrong password (S1).
    Refused,
    /// The password was right, but the user is disabled (S2).
    Disabled,
    /// Nothing was looked at: wait (S3).
    Wait { until: Instant },
    /// Nothing was looked at: a reset code is needed (S3).
    Locked,
    /// Other tries are being looked at (S3).
    AskAgain,
}

/// A try that was admitted: whom it is about, as far as anybody has that e-mail.
struct Admitted {
    key: TryKey,
    known: Option<(User, Option<StoredCredential>)>,
    /// Of all foreign hashes on record in that moment (S1).
    settings: Settings,
}

/// A right password, judged before the transaction that lets its user in.
pub(super) struct Right {
    key: TryKey,
    user: User,
    /// The one it was right for.
    of: StoredCredential,
    renewed: Option<Phc>,
    judged: Option<Judged>,
}

/// Whom a password was entered for.
#[derive(Clone, Copy, Debug)]
pub(super) struct Named<'a> {
    /// A login name, which comes first where somebody has it (I1).
    pub(super) login: Option<&'a LoginName>,
    /// The e-mail as entered, or what was entered in its place.
    pub(super) email: &'a str,
}

impl<'a> Named<'a> {
    /// By an e-mail, as entered.
    pub(super) fn by_email(email: &'a str) -> Self {
        Self { login: None, email }
    }

    /// Returns who that is, as far as it is anybody.
    pub(super) fn user(self, look: &dyn Look) -> Result<Option<User>, StoreError> {
        let by_login = match self.login {
            Some(login) => look.user_by_login(login)?,
            None => None,
        };
        match (by_login, Email::parse(self.email)) {
            (Some(user), _) => Ok(Some(user)),
            (None, Ok(email)) => look.user_by_email(&email),
            (None, Err(_)) => Ok(None),
        }
    }
}

/// Counts a try and looks at the password (S3). A right one is let in, or given back, by the caller.
pub(super) fn prove(
    desk: &mut Desk,
    call: &mut Call<'_>,
    named: Named<'_>,
    offered: &Offered,
) -> Result<Result<Right, Shut>, StoreError> {
    let admitted = match admit(desk, call, named)? {
        Ok(admitted) => admitted,
        Err(shut) => return Ok(Err(shut)),
    };
    let secret = admitted
        .known
        .as_ref()
        .and_then(|(_, secret)| secret.as_ref());
    let phc = secret.map(|secret| &secret.phc);
    let verdict = desk.hasher.verify_among(offered, phc, &admitted.settings);
    match (verdict, admitted.known, offered.password()) {
        (Verdict::Right { renew }, Some((user, Some(of))), Some(password)) => {
            let renewed = renew.then(|| desk.hasher.hash(password, &mut *call.rng));
            Ok(Ok(Right {
                judged: judged(desk, &user, password),
                key: admitted.key,
                user,
                of,
                renewed,
            }))
        }
        (Verdict::Wrong | Verdict::Right { .. }, known, _) => {
            let user = known.map(|(user, _)| user.id);
            refuse(desk, call, &admitted.key, user).map(|()| Err(Shut::Refused))
        }
    }
}

/// Counts the try, before the password is looked at, in a transaction of its own (S3).
fn admit(
    desk: &mut Desk,
    call: &Call<'_>,
    named: Named<'_>,
) -> Result<Result<Admitted, Shut>, StoreError> {
    desk.act(|tx| {
        let Some(account) = tx.account()? else {
            return Ok((Err(Shut::Refused), End::Unchanged));
        };
        let user = named.user(tx)?;
        // By whatever name, a user's tries are counted in one place.
        let entered = user
            .as_ref()
            .map_or(named.email, |user| user.email.as_str());
        let key = throttling::password_key(&account.key, entered);
        let id = user.as_ref().map(|user| user.id);
        let (admission, entries) = throttling::begin(tx, call, &key, id)?;
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
                let settings = tx.foreign_settings()?;
                Ok(Admitted {
                    key,
                    known,
                    settings,
                })
            }
            Admission::Waits { until } => Err(Shut::Wait { until }),
            Admission::Locked | Admission::LockedNow => Err(Shut::Locked),
            Admission::AskAgain => Err(Shut::AskAgain),
        };
        Ok((answer, end))
    })
}

fn refuse(
    desk: &mut Desk,
    call: &Call<'_>,
    key: &TryKey,
    user: Option<crate::domain::UserId>,
) -> Result<(), StoreError> {
    desk.act(|tx| Ok(((), End::Record(wrong(tx, call, key, user)?))))
}

/// Ends a try that was wrong, with its entries; the caller commits.
fn wrong(
    tx: &mut dyn Tx,
    call: &Call<'_>,
    key: &TryKey,
    user: Option<crate::domain::UserId>,
) -> Result<Vec<Entry>, StoreError> {
    let mut entries = vec![throttling::about(call, Act::SignInFailed, user)];
    entries.extend(throttling::end_wrong(tx, call, key, user, Begun::Here)?);
    Ok(entries)
}

/// Takes back a try that was right but could not be let in, for the store failed. What fails again counts as wrong.
pub(super) fn give_back(desk: &mut Desk, call: &Call<'_>, right: &Right) {
    let _ = desk.act(|tx| {
        let tries = tx.tries(&right.key)?.ended_without_verdict();
        tx.put_tries(&right.key, true, &tries, call.now)?;
        Ok(((), End::Quietly(Quiet::TryCounted)))
    });
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

/// Lets in whoever proved the password, in one transaction with what they came for; a try that fails is given back.
pub(super) fn let_in<T>(
    desk: &mut Desk,
    call: &Call<'_>,
    right: &Right,
    mut with: impl FnMut(&mut dyn Tx, &User, Proved) -> Result<(T, End), StoreError>,
) -> Result<Result<T, Shut>, StoreError> {
    let mode = desk.mode;
    let done = desk.act(|tx| {
        let user = tx.user(right.user.id)?;
        // Where the hash is still the same, only a disabling may have raised the serial.
        let secret = tx
            .secret_of(right.user.id)?
            .filter(|secret| secret.serial == right.of.serial || secret.phc == right.of.phc);
        let Some((user, secret)) = user.zip(secret) else {
            // The password was changed while it was looked at: it is no longer the right one.
            let entries = wrong(tx, call, &right.key, Some(right.user.id))?;
            return Ok((Err(Shut::Refused), End::Record(entries)));
        };
        let tries = tx.tries(&right.key)?.ended_right();
        tx.put_tries(&right.key, true, &tries, call.now)?;
        if user.access == Access::Disabled {
            let entry = throttling::about(call, Act::SignInFailed, Some(user.id)).change(
                "answer",
                None,
                Some("disabled".to_owned()),
            );
            return Ok((Err(Shut::Disabled), End::with(entry)));
        }
        if let Some(phc) = right.renewed.as_ref().filter(|_| mode == Mode::Full) {
            tx.renew_phc(user.id, secret.serial, phc)?;
        }
        let weak = judged_weak(tx, &user, right, mode)?;
        let proved = Proved {
            serial: secret.serial,
            weak,
        };
        let (value, end) = with(tx, &user, proved)?;
        Ok((Ok(value), end))
    });
    if done.is_err() {
        give_back(desk, call, right);
    }
    done
}

/// Remembers a strong password, and says whether a weak one must be changed now (P2).
fn judged_weak(
    tx: &mut dyn Tx,
    user: &User,
    right: &Right,
    mode: Mode,
) -> Result<bool, StoreError> {
    // Judged with names that have changed since, it says nothing.
    let same_user = user.name == right.user.name && user.email == right.user.email;
    let found_strong = right.judged.as_ref().filter(|judged| judged.strong);
    if let Some(judged) = found_strong
        && same_user
        && mode == Mode::Full
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
