//! What is asked before anybody is signed in: a firm is founded, people sign in, codes are asked for and redeemed.

use super::Outcome;
use super::entrance::Entrance;
use super::executor::Messages;
use crate::domain::Instant;
use crate::secret::{Code, Password};
use crate::service::{self, Answer, Call, CodeError, Desk, NewFirm, SignInOutcome, SignedIn};
use crate::tui::view_model::root::{CameIn, Message};
use crate::words;

/// Founds the firm.
pub(super) fn found(
    desk: &mut Desk,
    call: &mut Call<'_>,
    entrance: &Entrance,
    new: &NewFirm,
) -> Outcome<Messages> {
    let came_in = match service::found_firm(desk, call, new) {
        Ok(inside) => came_in(entrance, inside),
        Err(error) => CameIn::Not(error.to_string()),
    };
    Outcome::Ready(vec![Message::CameIn(came_in)])
}

/// Has a code looked at.
pub(super) fn check_code(
    desk: &mut Desk,
    call: &mut Call<'_>,
    entrance: &Entrance,
    email: &str,
    code: &Code,
) -> Outcome<Messages> {
    // Whatever comes of it: a code accepted before is not the one that is meant now.
    entrance.lock().redeeming = None;
    let answer = service::check_code(desk, call, email, code);
    let message = Message::CodeChecked(match answer.result {
        Ok(redeeming) => {
            let name = redeeming.name().clone();
            entrance.lock().redeeming = Some(redeeming);
            Ok(name)
        }
        Err(CodeError::Wait { until }) => Err(words::please_wait(until, call.now)),
        Err(error) => Err(error.to_string()),
    });
    Outcome::held_back(answer.not_before, vec![message])
}

/// Chooses a password with the code that was accepted.
pub(super) fn redeem(
    desk: &mut Desk,
    call: &mut Call<'_>,
    entrance: &Entrance,
    new: &Password,
) -> Outcome<Messages> {
    let Some(redeeming) = entrance.lock().redeeming.take() else {
        return Outcome::Ready(vec![Message::Ended("Please enter the code again.".into())]);
    };
    let Answer { not_before, result } = service::redeem_code(desk, call, redeeming, new);
    let outcome = match result {
        Ok(inside) => Message::CameIn(came_in(entrance, inside)),
        Err((Some(redeeming), error)) => {
            entrance.lock().redeeming = Some(redeeming);
            Message::CameIn(CameIn::Not(error.to_string()))
        }
        Err((None, error)) => Message::Ended(error.to_string()),
    };
    Outcome::held_back(not_before, vec![outcome])
}

fn came_in(entrance: &Entrance, inside: SignedIn) -> CameIn {
    let proof_until = inside.session.proof_holds_until();
    entrance.enter(inside.session);
    CameIn::In {
        me: Box::new(inside.me),
        summary: Box::new(inside.summary),
        proof_until,
    }
}

/// Tells what came of a sign-in.
pub(super) fn signed_in(entrance: &Entrance, outcome: SignInOutcome, now: Instant) -> Message {
    Message::CameIn(match outcome {
        SignInOutcome::In(inside) => came_in(entrance, *inside),
        SignInOutcome::Refused => CameIn::Not(
            "E-mail and password do not belong together, or the account cannot be used.".into(),
        ),
        SignInOutcome::Disabled => CameIn::Not(
            "Your account is disabled. An administrator of your firm can enable it.".into(),
        ),
        SignInOutcome::Wait { until } => CameIn::Not(words::please_wait(until, now)),
        SignInOutcome::Locked => CameIn::Not(words::locked().into()),
        SignInOutcome::AskAgain => {
            CameIn::Not("Another try is being looked at. Please try again.".into())
        }
        SignInOutcome::Failed(error) => CameIn::Not(error.to_string()),
    })
}
