//! What is asked within a session: one's own affairs, and the way to the administrators' screens.

use std::time::Duration;

use super::administration::{self, Reply};
use super::entrance::Entrance;
use super::executor::Messages;
use super::{Outcome, audit_log};
use crate::service::{self, Call, ChangeError, Desk, Session, UnlockError};
use crate::tui::view_model::audit_log as log;
use crate::tui::view_model::root::{Effect, Message};

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

/// Answers Audit Log or Log In Activity.
pub(super) fn in_log(
    desk: &mut Desk,
    call: &mut Call<'_>,
    entrance: &Entrance,
    effect: log::Effect,
    wrap: impl FnOnce(log::Message) -> Message,
) -> Outcome<Messages> {
    with_session(entrance, |session| {
        let reply = audit_log::audit_log(desk, call, session, entrance, effect);
        back(reply, wrap)
    })
}

/// Answers what concerns the person themselves, or hands it on to a screen.
pub(super) fn in_session(
    desk: &mut Desk,
    call: &mut Call<'_>,
    session: &mut Session,
    effect: Effect,
) -> Outcome<Messages> {
    match effect {
        Effect::DismissNotice => {
            let me = service::dismiss_notice(desk, call, session)
                .map(Box::new)
                .map_err(|error| error.to_string());
            Outcome::Ready(vec![Message::Me(me, session.proof_holds_until())])
        }
        Effect::DismissSummary(up_to) => {
            Outcome::Ready(match service::dismiss_summary(desk, call, session, up_to) {
                Ok(()) => Vec::new(),
                Err(error) => vec![Message::Failed(error.to_string())],
            })
        }
        Effect::ChangePassword(current, new) => {
            let answer = service::change_own_password(desk, call, session, current.as_ref(), &new);
            let message = match answer.result {
                Ok(me) => Message::Changed(Ok(Box::new(me)), session.proof_holds_until()),
                Err(ChangeError::SessionEnded(why)) => Message::Ended(why.to_string()),
                Err(error @ ChangeError::ProofNeeded) => Message::AskCurrent(error.to_string()),
                Err(error) => Message::Changed(Err(error.to_string()), Duration::ZERO),
            };
            Outcome::held_back(answer.not_before, vec![message])
        }
        Effect::Unlock(offered) => {
            let answer = service::unlock(desk, call, session, &offered);
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
        Effect::NoteActive => {
            // Nobody is kept waiting, or told, for want of a note of the time.
            let _ = service::note_active(desk, call, session);
            Outcome::Ready(Vec::new())
        }
        Effect::Policy(effect) => {
            let reply = administration::password_security(desk, call, session, effect);
            back(reply, Message::Policy)
        }
        Effect::Sessions(effect) => {
            let reply = administration::sessions(desk, call, session, &effect);
            back(reply, Message::Sessions)
        }
        Effect::Users(effect) => {
            let reply = administration::manage_users(desk, call, session, effect);
            back(reply, Message::Users)
        }
        Effect::ReadMe
        | Effect::ReadFirm
        | Effect::Found(_)
        | Effect::SignIn(..)
        | Effect::CheckCode(..)
        | Effect::AskForCode(_)
        | Effect::ForgetCode
        | Effect::Redeem(_)
        | Effect::SignOut
        | Effect::Log(_)
        | Effect::LogIns(_)
        | Effect::Meter(..)
        | Effect::Clipboard(_)
        | Effect::Mouse(_)
        | Effect::StopAct
        | Effect::Suspend
        | Effect::Quit => Outcome::Ready(vec![read_me(desk, call, session)]),
    }
}

fn read_me(desk: &mut Desk, call: &Call<'_>, session: &mut Session) -> Message {
    let me = service::me(desk, call, session)
        .map(Box::new)
        .map_err(|error| error.to_string());
    Message::Me(me, session.proof_holds_until())
}

/// Sends a screen's answer back; where the session has ended with it, that is all there is to say.
pub(super) fn back<M>(
    reply: Option<Reply<M>>,
    wrap: impl FnOnce(M) -> Message,
) -> Outcome<Messages> {
    let Some(reply) = reply else {
        return Outcome::Ready(Vec::new());
    };
    let message = match reply.ended {
        Some(why) => Message::Ended(why.to_string()),
        None => wrap(reply.message),
    };
    Outcome::held_back(reply.not_before, vec![message])
}
