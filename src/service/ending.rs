//! Why a session has ended, and who ended it (S10, U5).

use crate::domain::audit::{Act, Actor, Entry, EntryNo};
use crate::domain::{SessionOnRecord, UserId};
use crate::store::{Look, StoreError};
use crate::words::Printable;

use super::me::name_of;

/// Why a session has ended.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum EndReason {
    /// The user was disabled (U3).
    #[error(
        "Your account was disabled, so you were signed out. An administrator of your firm can enable it."
    )]
    Disabled,
    /// The user was disabled and enabled again in the meantime (S10).
    #[error(
        "Your account was disabled for a while, so you were signed out. It is enabled now: sign in again."
    )]
    DisabledMeanwhile,
    /// The password was changed elsewhere (S10).
    #[error(
        "Your password was changed elsewhere, so you were signed out here. Sign in with the new one."
    )]
    PasswordChangedElsewhere,
    /// The fifth wrong password in a session (S3).
    #[error("That was the fifth wrong password, so you were signed out. Nothing was changed.")]
    TooManyWrongPasswords,
    /// A session lasts twelve hours (S9).
    #[error("You were signed in for 12 hours, so you were signed out. Sign in again.")]
    TwelveHours,
    /// An administrator ended it (U5).
    #[error("{by} signed you out. Sign in again to go on.")]
    SignedOutBy {
        /// Who.
        by: Printable,
    },
    /// The user ended it from another session of theirs (U5).
    #[error("You signed yourself out here. Sign in again to go on.")]
    SignedOutFromElsewhere,
    /// An administrator signed everyone out (U5).
    #[error("{by} signed everyone out. Sign in again to go on.")]
    AllSignedOutBy {
        /// Who.
        by: Printable,
    },
    /// The user signed everyone out (U5).
    #[error("You signed everyone out, yourself included. Sign in again to go on.")]
    AllSignedOutByYou,
    /// An administrator responded to a break-in (U8).
    #[error("{by} responded to a break-in and signed you out. Sign in again to go on.")]
    BreakInAnsweredBy {
        /// Who.
        by: Printable,
    },
    /// The user responded to a break-in, as one of those meant (U8).
    #[error(
        "You responded to a break-in and signed yourself out with the others. Sign in again to choose a new password."
    )]
    BreakInAnsweredByYou,
    /// It is no longer on record as one that goes on.
    #[error("This session is over. Sign in again to go on.")]
    Over,
}

/// How many entries are read at once, and how often at most.
const CHUNK: usize = 500;
const CHUNKS: usize = 20;

/// Says who ended the session of a user that is no longer open on record.
///
/// `since` is the newest entry from before it started.
pub(super) fn ended_by(
    look: &dyn Look,
    user: UserId,
    since: EntryNo,
    record: Option<&SessionOnRecord>,
) -> Result<EndReason, StoreError> {
    let mut reason = EndReason::Over;
    let Some(ended_at) = record.and_then(|record| record.ended_at) else {
        return Ok(reason);
    };
    let mut after = since;
    for _ in 0..CHUNKS {
        let entries = look.entries_about(user, after, CHUNK)?;
        for stored in &entries {
            // Sessions end with the entry about it, at the same instant.
            let entry = Entry::decoded(&stored.encoded);
            if let Some(entry) = entry.filter(|entry| entry.at == ended_at) {
                reason = reason_of(look, user, &entry)?.unwrap_or(reason);
            }
            after = stored.no;
        }
        if entries.len() < CHUNK {
            break;
        }
    }
    Ok(reason)
}

fn reason_of(
    look: &dyn Look,
    user: UserId,
    entry: &Entry,
) -> Result<Option<EndReason>, StoreError> {
    let Actor::User(by) = entry.actor else {
        return Ok(None);
    };
    let own = by == user;
    Ok(match (entry.act, own) {
        (Act::AllSignedOut, true) => Some(EndReason::AllSignedOutByYou),
        (Act::AllSignedOut, false) => Some(EndReason::AllSignedOutBy {
            by: name_of(look, by)?,
        }),
        (Act::BreakInAnswered, true) => Some(EndReason::BreakInAnsweredByYou),
        (Act::BreakInAnswered, false) => Some(EndReason::BreakInAnsweredBy {
            by: name_of(look, by)?,
        }),
        (Act::SignedOutByOther, true) => Some(EndReason::SignedOutFromElsewhere),
        (Act::SignedOutByOther, false) => Some(EndReason::SignedOutBy {
            by: name_of(look, by)?,
        }),
        _ => None,
    })
}
