//! How what is asked within a session is answered: to whom, when, and what is said where the session has ended (S10).

use super::Outcome;
use super::entrance::Entrance;
use super::executor::Messages;
use crate::domain::Refusal;
use crate::service::{ActError, AdminSession, Answer, Session};
use crate::tui::view_model::root::Message;

/// Answers who is signed in; nothing where nobody is, or is not any more by the time of the answer: what a session
/// that was given away came to is nobody's.
pub(super) fn with_session(
    entrance: &Entrance,
    answer: impl FnOnce(&mut Session) -> Outcome<Messages>,
) -> Outcome<Messages> {
    let Some(mut session) = entrance.session() else {
        return Outcome::Ready(Vec::new());
    };
    let outcome = answer(&mut session);
    if entrance.holds(&session) {
        outcome
    } else {
        Outcome::Ready(Vec::new())
    }
}

/// Returns the session as an administrator's, for what only looks; an act that is refused is put on record too (A1).
pub(super) fn as_administrator(session: &mut Session) -> Result<AdminSession<'_>, ActError> {
    session
        .administrator()
        .ok_or(ActError::NotAllowed(Refusal::NotAdministrator))
}

/// Tells what an act came to; where the session has ended with it, that is all there is to say.
pub(super) fn told<T>(
    answer: Answer<Result<T, ActError>>,
    message: impl FnOnce(Result<T, ActError>) -> Message,
) -> Outcome<Messages> {
    let message = match answer.result {
        Err(ActError::SessionEnded(why)) => Message::Ended(why.to_string()),
        result => message(result),
    };
    Outcome::held_back(answer.not_before, vec![message])
}

/// Tells what was read, in the same way.
pub(super) fn read<T>(
    read: Result<T, ActError>,
    message: impl FnOnce(Result<T, String>) -> Message,
) -> Outcome<Messages> {
    told(Answer::now(read), |read| {
        message(read.map_err(|error| error.to_string()))
    })
}
