//! Signs in at a prompt: anyone who changes a password, and administrators before what they do.

use std::time::Duration;

use zeroize::Zeroizing;

use super::set_up::ask_until;
use super::talk::{Halt, Talk};
use crate::domain::throttle::ASK_AGAIN_FOR;
use crate::domain::{Email, Instant};
use crate::secret::{Password, PasswordFormError};
use crate::service::{Session, SignInOutcome, SignedIn, Standing, sign_in, sign_out};

/// How long to wait before a try is asked for again that others still hold up (S3).
pub(super) const ASK_AGAIN_EVERY: Duration = Duration::from_millis(100);

/// Why somebody is not signed in.
enum NotIn {
    /// Something was wrong; the same words for everything (S1).
    Refused,
    /// Nothing is looked at until then (S3).
    Wait { until: Instant },
    /// It is over.
    Halt(Halt),
}

const REFUSED: &str = "The e-mail address or the password is wrong. Nothing was changed.";

/// Proves the current password (S1, S3).
fn enter(talk: &mut Talk<'_>, email: &Email, current: &str) -> Result<SignedIn, NotIn> {
    let give_up_at = talk.ask.moment().since_boot + ASK_AGAIN_FOR;
    let offered = Password::offered(current);
    loop {
        let answer = talk.with_call(|desk, call| sign_in(desk, call, email.as_str(), &offered));
        let outcome = talk
            .settle(answer)
            .map_err(|stopped| NotIn::Halt(stopped.into()))?;
        return Err(match outcome {
            SignInOutcome::In(signed_in) => return Ok(*signed_in),
            SignInOutcome::Refused => NotIn::Refused,
            SignInOutcome::Wait { until } => NotIn::Wait { until },
            SignInOutcome::AskAgain if talk.ask.moment().since_boot < give_up_at => {
                talk.ask
                    .pause(ASK_AGAIN_EVERY)
                    .map_err(|stopped| NotIn::Halt(stopped.into()))?;
                continue;
            }
            SignInOutcome::AskAgain => NotIn::Halt(Halt::refused(
                "wait",
                "Other tries with this e-mail are still being looked at. Please wait a moment and try again.",
            )),
            SignInOutcome::Disabled => NotIn::Halt(Halt::NotAllowed {
                code: "disabled",
                sentence: "Your account is disabled. Nothing was changed. An administrator of your firm can enable it.".into(),
            }),
            SignInOutcome::Locked => NotIn::Halt(Halt::locked()),
            SignInOutcome::Failed(error) => NotIn::Halt(Halt::store(&error)),
        });
    }
}

/// Asks for the password until it is right, and returns it beside the session.
pub(super) fn ask_and_enter(
    talk: &mut Talk<'_>,
    email: &Email,
    question: &str,
) -> Result<(SignedIn, Zeroizing<String>), Halt> {
    loop {
        let password = talk.ask.secret(question)?;
        if password.is_empty() {
            // Nobody's password is empty: that is a slip of the Enter key, and costs no try.
            talk.ask.say(&PasswordFormError::Empty.to_string());
            continue;
        }
        match enter(talk, email, &password) {
            Ok(signed_in) => return Ok((signed_in, password)),
            Err(NotIn::Refused) => talk.ask.say(REFUSED),
            Err(NotIn::Wait { until }) => talk.wait_out(until)?,
            Err(NotIn::Halt(halt)) => return Err(halt),
        }
    }
}

/// Tries the password that a script gave.
pub(super) fn enter_once(
    talk: &mut Talk<'_>,
    email: &Email,
    password: &str,
) -> Result<SignedIn, Halt> {
    enter(talk, email, password).map_err(|not_in| match not_in {
        NotIn::Refused => Halt::refused("sign_in_refused", REFUSED),
        NotIn::Wait { until } => Halt::waits(until, talk.ask.moment().now),
        NotIn::Halt(halt) => halt,
    })
}

/// Signs an administrator in before what they do; asks for what is not given (P1).
pub fn enter_as_administrator(
    talk: &mut Talk<'_>,
    email: Option<Email>,
    password: Option<&Zeroizing<String>>,
) -> Result<Session, Halt> {
    let email = match email {
        Some(email) => email,
        None => ask_until(talk.ask, "Your e-mail address:", Email::parse)?,
    };
    let signed_in = match password {
        Some(password) => enter_once(talk, &email, password)?,
        None => ask_and_enter(talk, &email, "Your password:")?.0,
    };
    let mut session = signed_in.session;
    let refusal = match signed_in.me.standing {
        Standing::MustChoose(_) => Some(Halt::refused(
            "must_change",
            "You must choose a new password first. Nothing was changed. Run `passward passwd`.",
        )),
        Standing::Ended(why) => Some(Halt::refused("signed_out", why.to_string())),
        Standing::Free if session.administrator().is_none() => Some(Halt::NotAllowed {
            code: "not_administrator",
            sentence: "Only administrators may do this. Nothing was changed.".into(),
        }),
        Standing::Free => None,
    };
    match refusal {
        None => Ok(session),
        Some(halt) => {
            leave(talk, session);
            Err(halt)
        }
    }
}

/// Signs out. What was changed stays changed even where this fails, and the session is gone with the program.
pub fn leave(talk: &mut Talk<'_>, session: Session) {
    let _ = talk.with_call(|desk, call| sign_out(desk, call, session));
}
