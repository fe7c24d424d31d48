//! Opened read only, for an auditor or a demonstration: nothing changes but what keeps the door safe and on record.
//!
//! People still sign in, so tries are counted as ever (S3; else this would be a door to guess at), sessions begin and
//! end, and the log tells of all that, and of what was asked for and refused (A1). Whatever else a transaction did is
//! rolled back: an act that is not on the short list here is refused, so a new one is refused until it is.

use crate::domain::audit::{Act, Entry};
use crate::store::{Quiet, StoreError};
use crate::words::act_word;

use super::desk::End;

/// Whether a desk changes anything.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Mode {
    /// It does what is asked.
    #[default]
    Full,
    /// It refuses all changes.
    ReadOnly,
}

/// What becomes of a transaction.
pub(super) enum Verdict {
    /// It is committed.
    Commit,
    /// It is rolled back.
    RollBack,
    /// It is rolled back, and this is put on record instead.
    Record(Box<Entry>),
}

impl Mode {
    /// Says whether a transaction that ends so is committed.
    pub(super) fn judge(self, end: &End) -> Verdict {
        match (self, end) {
            (Self::Full, _) | (Self::ReadOnly, End::Unchanged) => Verdict::Commit,
            (Self::ReadOnly, End::Quietly(what)) if is_kept_quietly(*what) => Verdict::Commit,
            (Self::ReadOnly, End::Quietly(_)) => Verdict::RollBack,
            (Self::ReadOnly, End::Record(entries)) => {
                match entries.iter().find(|entry| !is_kept(entry.act)) {
                    None => Verdict::Commit,
                    Some(entry) => Verdict::Record(Box::new(refused(entry))),
                }
            }
        }
    }
}

/// The acts that change nothing but tries, sessions and the log.
fn is_kept(act: Act) -> bool {
    matches!(
        act,
        Act::SignedIn
            | Act::SignInFailed
            | Act::SignedOut
            | Act::PasswordChangeFailed
            | Act::CodeFailed
            | Act::Refused
            | Act::Locked
            | Act::TriesDuringWait
            | Act::SessionEnded
            | Act::Exported
            | Act::MailTested
            | Act::Verified
    )
}

fn is_kept_quietly(what: Quiet) -> bool {
    matches!(
        what,
        Quiet::TryCounted | Quiet::Active | Quiet::SessionsTidied | Quiet::VerifiedAgain
    )
}

fn refused(asked: &Entry) -> Entry {
    let mut entry = Entry::new(asked.at, asked.actor.clone(), Act::Refused, &asked.origin);
    entry.targets.clone_from(&asked.targets);
    let why = StoreError::OnlyLooking.to_string();
    entry
        .change("asked for", None, Some(act_word(asked.act).to_owned()))
        .change("answer", None, Some(why))
}
