//! Redeeming a code: choosing a password without the old one (U1, U2).

use std::fmt;

use crate::domain::audit::Act;
use crate::domain::code::CodeEnd;
use crate::domain::strength::{BaselineFault, KnownWords};
use crate::domain::throttle::Admission;
use crate::domain::{
    Access, CodeOnRecord, CodePurpose, CodeState, Email, Instant, Issuer, StrongPasswords, User,
    UserId,
};
use crate::secret::{Code, CodeHash, Password, TryKey};
use crate::store::{Account, StoreError, Tx};
use crate::words::{Printable, code_name};

use super::desk::End;
use super::judging::known_words;
use super::own_password::{Before, Chosen};
use super::session::Proved;
use super::throttling::{self, Begun};
use super::{Answer, Call, ChangeError, Desk, SignedIn, signing_in};

/// Why a code was not accepted. Nothing was changed.
#[derive(Debug, thiserror::Error)]
pub enum CodeError {
    /// No such code under that e-mail: one sentence for a wrong code and an unknown e-mail (S1).
    #[error(
        "This e-mail and code do not belong together. Look at both again, or ask an administrator of your firm for a new code."
    )]
    Wrong,
    /// The code was right, but used.
    #[error(
        "This code was used already. If that was not you, tell an administrator of your firm at once; else sign in with your password."
    )]
    Used,
    /// The code was right, but past its time.
    #[error("The time of this code is over. Ask an administrator of your firm for a new one.")]
    Lapsed,
    /// The code was right, but revoked.
    #[error("This code was revoked. Ask an administrator of your firm for a new one.")]
    Revoked,
    /// Nothing was looked at: wait (S3).
    #[error("Too many wrong codes. Please wait and try again.")]
    Wait {
        /// The end of the wait.
        until: Instant,
    },
    /// Other tries are being looked at: ask again shortly (S3).
    #[error("Another code is being looked at. Please try again.")]
    AskAgain,
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// A code that was accepted: with it one password can be chosen. Not `Clone`; it is used up.
pub struct Redeeming {
    user: UserId,
    hash: CodeHash,
    email_typed: String,
    name: Printable,
    purpose: CodePurpose,
    strong: StrongPasswords,
    known: KnownWords,
}

impl fmt::Debug for Redeeming {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Redeeming")
            .field("user", &self.user)
            .finish_non_exhaustive()
    }
}

impl Redeeming {
    /// Returns the name of the one who chooses.
    #[must_use]
    pub fn name(&self) -> &Printable {
        &self.name
    }

    /// Returns what the code was issued for.
    #[must_use]
    pub fn purpose(&self) -> CodePurpose {
        self.purpose
    }

    /// Says whether the new password must be strong (P2).
    #[must_use]
    pub fn strong(&self) -> StrongPasswords {
        self.strong
    }

    /// Returns the words the new password is judged with, for [`super::meter`].
    #[must_use]
    pub fn known_words(&self) -> &KnownWords {
        &self.known
    }
}

/// Looks at a code; counts it, right or wrong, in the code's own count (S3).
pub fn check_code(
    desk: &mut Desk,
    call: &Call<'_>,
    email_typed: &str,
    code: &Code,
) -> Answer<Result<Redeeming, CodeError>> {
    // Counting and looking are one transaction: what is not committed was not answered.
    let result = desk
        .act(|tx| check(tx, call, email_typed, code))
        .unwrap_or_else(|error| Err(error.into()));
    match result {
        Ok(redeeming) => Answer::now(Ok(redeeming)),
        Err(error @ (CodeError::AskAgain | CodeError::Store(_))) => Answer::now(Err(error)),
        Err(error) => Answer::late(call, Err(error)),
    }
}

type Checked = (Result<Redeeming, CodeError>, End);

fn check(
    tx: &mut dyn Tx,
    call: &Call<'_>,
    email_typed: &str,
    code: &Code,
) -> Result<Checked, StoreError> {
    let Some(account) = tx.account()? else {
        return Ok((Err(CodeError::Wrong), End::Unchanged));
    };
    let key = throttling::code_key(&account.key, email_typed);
    let user = match Email::parse(email_typed) {
        Ok(email) => tx.user_by_email(&email)?,
        Err(_) => None,
    };
    let id = user.as_ref().map(|user| user.id);
    let (admission, mut entries) = throttling::begin(tx, call, &key, id)?;
    let refused = match admission {
        Admission::Admitted { .. } => None,
        Admission::Waits { until } => Some(CodeError::Wait { until }),
        // Codes lock nothing.
        Admission::AskAgain | Admission::Locked | Admission::LockedNow => Some(CodeError::AskAgain),
    };
    if let Some(error) = refused {
        return Ok((Err(error), recorded(entries)));
    }
    let on_record = match id {
        Some(id) => tx.code(id)?,
        None => None,
    };
    let matching = user.zip(on_record.filter(|(_, hash)| hash.matches(code)));
    let Some((user, (record, hash))) = matching else {
        entries.push(throttling::about(call, Act::CodeFailed, id));
        entries.extend(throttling::end_wrong(tx, call, &key, id, Begun::Here)?);
        return Ok((Err(CodeError::Wrong), End::Record(entries)));
    };
    let tries = tx.tries(&key)?.ended_right();
    tx.put_tries(&key, true, &tries, call.now)?;
    if let Err(error) = usable(&record, &user, call.now) {
        entries.push(
            throttling::about(call, Act::CodeFailed, Some(user.id)).change(
                "answer",
                None,
                Some(error.to_string()),
            ),
        );
        return Ok((Err(error), End::Record(entries)));
    }
    let redeeming = Redeeming {
        user: user.id,
        hash,
        email_typed: email_typed.to_owned(),
        name: Printable::from(&user.name),
        purpose: record.purpose,
        strong: tx.policy()?.policy.strong,
        known: known_words(Some(&account.firm), &user),
    };
    Ok((Ok(redeeming), recorded(entries)))
}

fn recorded(entries: Vec<crate::domain::audit::Entry>) -> End {
    if entries.is_empty() {
        End::Quietly(crate::store::Quiet::TryCounted)
    } else {
        End::Record(entries)
    }
}

/// Says whether a right code can be used.
fn usable(record: &CodeOnRecord, user: &User, now: Instant) -> Result<(), CodeError> {
    if user.access == Access::Disabled {
        return Err(CodeError::Revoked);
    }
    match record.state(now) {
        CodeState::Open => Ok(()),
        CodeState::Used(_) => Err(CodeError::Used),
        CodeState::Revoked(_) => Err(CodeError::Revoked),
        CodeState::Lapsed(_) => Err(CodeError::Lapsed),
    }
}

/// Chooses a password with a code that was accepted, and signs in.
///
/// Where only the password was refused, the code comes back for another try.
pub fn redeem_code(
    desk: &mut Desk,
    call: &mut Call<'_>,
    redeeming: Redeeming,
    new: &Password,
) -> Answer<Result<SignedIn, (Option<Redeeming>, ChangeError)>> {
    Answer::now(match redeem(desk, call, &redeeming, new) {
        Ok(signed_in) => Ok(signed_in),
        Err(error @ (ChangeError::CodeEnded | ChangeError::ChangedElsewhere)) => Err((None, error)),
        Err(error) => Err((Some(redeeming), error)),
    })
}

fn redeem(
    desk: &mut Desk,
    call: &mut Call<'_>,
    redeeming: &Redeeming,
    new: &Password,
) -> Result<SignedIn, ChangeError> {
    let before = {
        let look = desk.look()?;
        let (Some(account), Some(user)) = (look.account()?, look.user(redeeming.user)?) else {
            return Err(ChangeError::CodeEnded);
        };
        let secret = look.secret_of(user.id)?;
        Before::by_code(account.firm, user, secret, look.policy()?.policy.strong)
    };
    let assessment = Chosen::assessed(&desk.lists, &before, new)?;
    let compared = match &before.secret {
        None => None,
        Some(_) => Some(compare(desk, call, redeeming, &before, new)?),
    };
    let chosen = Chosen::hashed(desk, call, &before, assessment, new);
    let serial = before.secret.as_ref().map(|secret| secret.serial);
    let lock = desk.lock(&mut *call.rng)?;
    desk.act(|tx| {
        let Some(Open {
            account,
            user,
            record,
        }) = still_open(tx, call, redeeming)?
        else {
            return Ok(ended(call, redeeming));
        };
        // Marked as used before the password is set, which would revoke it.
        super::own_password::end_code(tx, user.id, call.now, CodeEnd::Used(call.now))?;
        let serial = match chosen.set(tx, call, &user, serial, None)? {
            Ok(serial) => serial,
            Err(error) => return Ok((Err(error), End::Unchanged)),
        };
        if let Some(key) = &compared {
            let tries = tx.tries(key)?.ended_right();
            tx.put_tries(key, true, &tries, call.now)?;
        }
        let opened = open_throttle(tx, call, &account, redeeming, &user)?;
        let proved = Proved {
            serial,
            weak: false,
        };
        let signed_in = signing_in::start(tx, call, &user, proved, &lock)?;
        let mut entries = vec![redeemed(call, &user, &record)];
        entries.extend(opened);
        entries.push(signing_in::entry(call, &user));
        Ok((Ok(signed_in), End::Record(entries)))
    })?
}

/// A code that can still be used, with what it is about.
struct Open {
    account: Account,
    user: User,
    record: CodeOnRecord,
}

fn still_open(
    tx: &dyn Tx,
    call: &Call<'_>,
    redeeming: &Redeeming,
) -> Result<Option<Open>, StoreError> {
    let (Some(account), Some(user)) = (tx.account()?, tx.user(redeeming.user)?) else {
        return Ok(None);
    };
    let code = tx.code(user.id)?.filter(|(record, hash)| {
        *hash == redeeming.hash && usable(record, &user, call.now).is_ok()
    });
    Ok(code.map(|(record, _)| Open {
        account,
        user,
        record,
    }))
}

fn ended<T>(call: &Call<'_>, redeeming: &Redeeming) -> (Result<T, ChangeError>, End) {
    let entry = throttling::about(call, Act::CodeFailed, Some(redeeming.user));
    (Err(ChangeError::CodeEnded), End::with(entry))
}

/// Compares a new password with the one before, which a code does not prove: whoever holds one could guess at it.
/// So it is counted first (S3), and what comes to no end, such as a store that fails, counts as a wrong try.
fn compare(
    desk: &mut Desk,
    call: &Call<'_>,
    redeeming: &Redeeming,
    before: &Before,
    new: &Password,
) -> Result<TryKey, ChangeError> {
    let user = Some(redeeming.user);
    let key = desk.act(|tx| {
        let Some(Open { account, .. }) = still_open(tx, call, redeeming)? else {
            return Ok(ended(call, redeeming));
        };
        let key = throttling::redeeming_key(&account.key, redeeming.user);
        let (admission, entries) = throttling::begin(tx, call, &key, user)?;
        let result = match admission {
            Admission::Admitted { .. } => Ok(key),
            Admission::Waits { .. }
            | Admission::AskAgain
            | Admission::Locked
            | Admission::LockedNow => Err(ChangeError::Wait),
        };
        Ok((result, recorded(entries)))
    })??;
    if !Chosen::is_same(desk, before, new) {
        return Ok(key);
    }
    desk.act(|tx| {
        let entries = throttling::end_wrong(tx, call, &key, user, Begun::Here)?;
        Ok(((), recorded(entries)))
    })?;
    Err(BaselineFault::SameAsBefore.into())
}

/// A code opens what waits or is locked (S3), under the user's e-mail and as it was typed.
fn open_throttle(
    tx: &mut dyn Tx,
    call: &Call<'_>,
    account: &Account,
    redeeming: &Redeeming,
    user: &User,
) -> Result<Vec<crate::domain::audit::Entry>, StoreError> {
    let key = throttling::password_key(&account.key, &redeeming.email_typed);
    throttling::open(tx, call, &key, user)
}

/// What the entry of a redeemed code calls the name of who made it on the machine (U7).
pub(super) const MADE_ON_MACHINE_BY: &str = "made on the machine by";

/// What the entry of a redeemed code calls that it came by mail and was shown to nobody (U1).
pub(super) const CAME_BY_MAIL: &str = "came by mail";

/// The entry of a code that was redeemed; who was shown it is its second target (U1).
fn redeemed(call: &Call<'_>, user: &User, record: &CodeOnRecord) -> crate::domain::audit::Entry {
    let what = code_name(record.purpose);
    let entry = call.entry(user.id, Act::CodeRedeemed).on(user.id).change(
        "code",
        Some(what.to_owned()),
        None,
    );
    let entry = match record.shown_to {
        Some(shown_to) => entry.on(shown_to),
        None => entry,
    };
    match &record.issued_by {
        Issuer::Machine(name) => entry.change(MADE_ON_MACHINE_BY, Some(name.clone()), None),
        Issuer::User(_) | Issuer::SignIn if record.went_by_mail() => {
            entry.change(CAME_BY_MAIL, Some("yes".to_owned()), None)
        }
        Issuer::User(_) | Issuer::SignIn => entry,
    }
}
