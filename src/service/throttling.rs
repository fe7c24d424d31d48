//! The bookkeeping of tries under an e-mail as entered (S3).

use crate::domain::audit::{Act, Entry};
use crate::domain::throttle::{Admission, Rule, Verdict};
use crate::domain::{Email, User, UserId};
use crate::secret::{ThrottleKey, TryKey};
use crate::store::{StoreError, Tx};

use super::Call;

/// The row of passwords tried under an e-mail as entered, known or not.
pub(super) fn password_key(key: &ThrottleKey, email_typed: &str) -> TryKey {
    TryKey::of(Rule::Password, key, &Email::normalised(email_typed))
}

/// The row of codes tried under an e-mail as entered: a count of its own.
pub(super) fn code_key(key: &ThrottleKey, email_typed: &str) -> TryKey {
    // No e-mail as entered is the same: normalising leaves no line break at the end.
    let text = format!("{}\ncode\n", Email::normalised(email_typed));
    TryKey::of(Rule::Code, key, &text)
}

/// The row of passwords compared with the one before, by whoever holds a code: a count of its own, since the
/// right code, which can be entered again, wipes that of codes.
pub(super) fn redeeming_key(key: &ThrottleKey, user: UserId) -> TryKey {
    TryKey::of(Rule::Code, key, &format!("{}\nredeeming\n", user.0))
}

/// The row of codes asked for at the sign-in screen under an e-mail as entered (U2): only its wait is used.
pub(super) fn asking_key(key: &ThrottleKey, email_typed: &str) -> TryKey {
    let text = format!("{}\nasking\n", Email::normalised(email_typed));
    TryKey::of(Rule::Asking, key, &text)
}

/// Asks for one more try and counts it; the caller commits.
pub(super) fn begin(
    tx: &mut dyn Tx,
    call: &Call<'_>,
    key: &TryKey,
    user: Option<UserId>,
) -> Result<(Admission, Vec<Entry>), StoreError> {
    let (tries, admission) = tx.tries(key)?.begin(key.rule(), call.now);
    tx.put_tries(key, user.is_some(), &tries, call.now)?;
    let entries = match admission {
        Admission::Admitted { refused_before } => during_wait(call, refused_before, user),
        Admission::LockedNow => vec![about(call, Act::Locked, user)],
        Admission::Waits { .. } | Admission::Locked | Admission::AskAgain => Vec::new(),
    };
    Ok((admission, entries))
}

/// Ends a try that was wrong, or counts one that ended a session; the caller commits.
pub(super) fn end_wrong(
    tx: &mut dyn Tx,
    call: &Call<'_>,
    key: &TryKey,
    user: Option<UserId>,
    begun: Begun,
) -> Result<Vec<Entry>, StoreError> {
    let tries = tx.tries(key)?;
    let (tries, verdict) = match begun {
        Begun::Here => tries.ended_wrong(key.rule(), call.now),
        Begun::InSession => tries.counted_wrong(key.rule(), call.now),
    };
    tx.put_tries(key, user.is_some(), &tries, call.now)?;
    Ok(match verdict {
        Verdict::LockedNow => vec![about(call, Act::Locked, user)],
        Verdict::Counted | Verdict::Waits { .. } | Verdict::CountedBefore => Vec::new(),
    })
}

/// Where a wrong try began.
#[derive(Clone, Copy, Debug)]
pub(super) enum Begun {
    /// At a door, with [`begin`].
    Here,
    /// In a session, which counts its own.
    InSession,
}

/// Opens what waits or is locked, for a new password was chosen with a code.
pub(super) fn open(
    tx: &mut dyn Tx,
    call: &Call<'_>,
    key: &TryKey,
    user: &User,
) -> Result<Vec<Entry>, StoreError> {
    let (tries, refused) = tx.tries(key)?.opened();
    tx.put_tries(key, true, &tries, call.now)?;
    Ok(during_wait(call, refused, Some(user.id)))
}

/// One entry tells how many tries came during a wait, when it is over (A1).
fn during_wait(call: &Call<'_>, refused: u32, user: Option<UserId>) -> Vec<Entry> {
    if refused == 0 {
        return Vec::new();
    }
    vec![about(call, Act::TriesDuringWait, user).change("tries", None, Some(refused.to_string()))]
}

/// An entry about what somebody unproved did under a user's e-mail, or under that of nobody.
pub(super) fn about(call: &Call<'_>, act: Act, user: Option<UserId>) -> Entry {
    let entry = call.entry_of_unknown(act);
    match user {
        Some(user) => entry.on(user),
        None => entry,
    }
}
