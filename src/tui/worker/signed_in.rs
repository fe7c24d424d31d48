//! What concerns the person who is signed in themselves.

use std::time::Duration;

use super::Outcome;
use super::executor::Messages;
use crate::domain::audit::EntryNo;
use crate::secret::{Offered, Password};
use crate::service::{self, Call, ChangeError, Desk, Session, UnlockError};
use crate::tui::view_model::root::Message;

/// Reads what the person is shown.
pub(super) fn read_me(
    desk: &mut Desk,
    call: &Call<'_>,
    session: &mut Session,
) -> Outcome<Messages> {
    let me = service::me(desk, call, session)
        .map(Box::new)
        .map_err(|error| error.to_string());
    Outcome::Ready(vec![Message::Me(me, session.proof_holds_until())])
}

/// Dismisses the notice (E4).
pub(super) fn dismiss_notice(
    desk: &mut Desk,
    call: &mut Call<'_>,
    session: &mut Session,
) -> Outcome<Messages> {
    let me = service::dismiss_notice(desk, call, session)
        .map(Box::new)
        .map_err(|error| error.to_string());
    Outcome::Ready(vec![Message::Me(me, session.proof_holds_until())])
}

/// Dismisses what happened since the last time (U10).
pub(super) fn dismiss_summary(
    desk: &mut Desk,
    call: &mut Call<'_>,
    session: &Session,
    up_to: EntryNo,
) -> Outcome<Messages> {
    Outcome::Ready(match service::dismiss_summary(desk, call, session, up_to) {
        Ok(()) => Vec::new(),
        Err(error) => vec![Message::Failed(error.to_string())],
    })
}

/// Changes one's own password.
pub(super) fn change_password(
    desk: &mut Desk,
    call: &mut Call<'_>,
    session: &mut Session,
    current: Option<&Offered>,
    new: &Password,
) -> Outcome<Messages> {
    let answer = service::change_own_password(desk, call, session, current, new);
    let message = match answer.result {
        Ok(me) => Message::Changed(Ok(Box::new(me)), session.proof_holds_until()),
        Err(ChangeError::SessionEnded(why)) => Message::Ended(why.to_string()),
        Err(error @ ChangeError::ProofNeeded) => Message::AskCurrent(error.to_string()),
        Err(error) => Message::Changed(Err(error.to_string()), Duration::ZERO),
    };
    Outcome::held_back(answer.not_before, vec![message])
}

/// Unlocks the session that stood idle (S9).
pub(super) fn unlock(
    desk: &mut Desk,
    call: &mut Call<'_>,
    session: &mut Session,
    offered: &Offered,
) -> Outcome<Messages> {
    let answer = service::unlock(desk, call, session, offered);
    let until = session.proof_holds_until();
    let message = match answer.result {
        Ok(me) => Message::Unlocked(Ok(Box::new(me)), until),
        Err(UnlockError::SessionEnded(why)) => Message::Ended(why.to_string()),
        Err(error @ (UnlockError::Wrong { .. } | UnlockError::Store(_))) => {
            Message::Unlocked(Err(error.to_string()), until)
        }
    };
    Outcome::held_back(answer.not_before, vec![message])
}

/// Puts on record that somebody is there (U5).
pub(super) fn note_active(
    desk: &mut Desk,
    call: &mut Call<'_>,
    session: &Session,
) -> Outcome<Messages> {
    // Nobody is kept waiting, or told, for want of a note of the time.
    let _ = service::note_active(desk, call, session);
    Outcome::Ready(Vec::new())
}
