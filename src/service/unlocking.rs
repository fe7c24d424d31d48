//! Unlocking a session that stood idle (S9). It is no sign-in: nothing but the failures is recorded.

use crate::domain::audit::Act;
use crate::secret::{Offered, Verdict};
use crate::store::StoreError;

use super::me::me;
use super::proof::wrong_in_session;
use super::{Answer, Call, Desk, EndReason, Me, Session, sessions};

/// Why a session stays locked.
#[derive(Debug, thiserror::Error)]
pub enum UnlockError {
    /// The password was wrong (S3).
    #[error("That is not your password. {} more wrong {} and you are signed out.", left, if *.left == 1 { "try" } else { "tries" })]
    Wrong {
        /// How many wrong ones may follow.
        left: u32,
    },
    /// The session has ended.
    #[error(transparent)]
    SessionEnded(#[from] EndReason),
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// Unlocks a session with its user's password, which proves it anew (S9).
///
/// Wrong ones are counted in the session, the fifth ends it (S3); what others try under the same e-mail does not
/// hinder it.
pub fn unlock(
    desk: &mut Desk,
    call: &Call<'_>,
    session: &mut Session,
    offered: &Offered,
) -> Answer<Result<Me, UnlockError>> {
    match try_unlock(desk, call, session, offered) {
        Err(error @ (UnlockError::Wrong { .. } | UnlockError::SessionEnded(_))) => {
            Answer::late(call, Err(error))
        }
        result => Answer::now(result),
    }
}

fn try_unlock(
    desk: &mut Desk,
    call: &Call<'_>,
    session: &mut Session,
    offered: &Offered,
) -> Result<Me, UnlockError> {
    let secret = {
        let look = desk.look()?;
        session.live(look.as_ref(), call.since_boot)??;
        look.secret_of(session.user)?
    };
    let phc = secret.as_ref().map(|secret| &secret.phc);
    match desk.hasher.verify(offered, phc) {
        Verdict::Right { .. } => {
            session.proved(call.since_boot);
            // Nobody is kept out for want of a note of the time.
            let _ = sessions::note_active(desk, call, session);
            Ok(me(desk, call, session)?)
        }
        Verdict::Wrong => {
            let entry = call
                .entry(session.user, Act::Refused)
                .on(session.user)
                .change("asked for", None, Some("an unlock".to_owned()))
                .change("answer", None, Some("the password was wrong".to_owned()));
            Err(match wrong_in_session(desk, call, session, &entry)? {
                0 => EndReason::TooManyWrongPasswords.into(),
                left => UnlockError::Wrong { left },
            })
        }
    }
}
