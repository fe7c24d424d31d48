//! Changes one's own password: at a prompt, or in one go for a script.

use std::time::Duration;

use zeroize::Zeroizing;

use super::judged::judged;
use super::new_password::ask_new_password;
use super::set_up::ask_until;
use super::talk::{Halt, Talk};
use crate::domain::throttle::ASK_AGAIN_FOR;
use crate::domain::{Email, Instant};
use crate::secret::Password;
use crate::service::{
    ChangeError, Me, Session, SignInOutcome, SignedIn, Standing, change_own_password, meter,
    own_known_words, sign_in, sign_out,
};
use crate::words::{Known, own_sentence};

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

/// Changes a password in a talk: asks, says what is wrong and asks again, and tells the new date (E4).
pub fn change_password(talk: &mut Talk<'_>, email: Option<Email>) -> Result<(), Halt> {
    let email = match email {
        Some(email) => email,
        None => ask_until(talk.ask, "Your e-mail address:", Email::parse)?,
    };
    let (mut signed_in, current) = loop {
        let current = talk.ask.secret("Your current password:")?;
        match enter(talk, &email, &current) {
            Ok(signed_in) => break (signed_in, current),
            Err(NotIn::Refused) => talk.ask.say(REFUSED),
            Err(NotIn::Wait { until }) => talk.wait_out(until)?,
            Err(NotIn::Halt(halt)) => return Err(halt),
        }
    };
    talk.ask
        .say("The new password is not shown while you type.");
    let changed = choose_and_change(talk, &mut signed_in, &current);
    leave(talk, signed_in.session);
    changed
}

/// Changes a password with what a script gave, and tells the new date.
pub fn change_password_once(
    talk: &mut Talk<'_>,
    email: &Email,
    current: &str,
    new: &str,
) -> Result<(), Halt> {
    // Looked at before the try, so that a password that nobody can choose costs none.
    let new =
        Password::chosen(new).map_err(|fault| Halt::refused("new_password", fault.to_string()))?;
    let mut signed_in = match enter(talk, email, current) {
        Ok(signed_in) => signed_in,
        Err(NotIn::Refused) => return Err(Halt::refused("sign_in_refused", REFUSED)),
        Err(NotIn::Wait { until }) => {
            return Err(Halt::waits(until, talk.ask.moment().now));
        }
        Err(NotIn::Halt(halt)) => return Err(halt),
    };
    let changed = change(talk, &mut signed_in.session, current, &new);
    leave(talk, signed_in.session);
    match changed? {
        Ok(me) => {
            tell_changed(talk, &me);
            Ok(())
        }
        Err(error) => Err(refusal(&error)),
    }
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
                sentence: "Your account is disabled. Nothing was changed. An administrator of your firm can enable it.".into(),
            }),
            SignInOutcome::Locked => NotIn::Halt(Halt::locked()),
            SignInOutcome::Failed(error) => NotIn::Halt(Halt::store(&error)),
        });
    }
}

/// Says why a new password is asked for, and asks until one was taken.
fn choose_and_change(
    talk: &mut Talk<'_>,
    signed_in: &mut SignedIn,
    current: &Zeroizing<String>,
) -> Result<(), Halt> {
    say_why(talk, &signed_in.me);
    loop {
        let known =
            own_known_words(talk.desk, &signed_in.session).map_err(|error| Halt::store(&error))?;
        let rule = signed_in.me.strong;
        let new = ask_new_password(talk.ask, |candidate| {
            judged(&meter(&known, candidate), rule)
        })?;
        match change(talk, &mut signed_in.session, current, &new)? {
            Ok(me) => {
                tell_changed(talk, &me);
                return Ok(());
            }
            Err(error) if may_try_again(&error) => talk.ask.say(&error.to_string()),
            Err(error) => return Err(refusal(&error)),
        }
    }
}

fn change(
    talk: &mut Talk<'_>,
    session: &mut Session,
    current: &str,
    new: &Password,
) -> Result<Result<Me, ChangeError>, Halt> {
    let offered = Password::offered(current);
    let answer =
        talk.with_call(|desk, call| change_own_password(desk, call, session, Some(&offered), new));
    Ok(talk.settle(answer)?)
}

/// Says whether another new password may mend it.
pub(super) fn may_try_again(error: &ChangeError) -> bool {
    match error {
        ChangeError::Baseline(_) | ChangeError::NotStrong(_) | ChangeError::Wait => true,
        ChangeError::CurrentWrong { .. }
        | ChangeError::SessionEnded(_)
        | ChangeError::ProofNeeded
        | ChangeError::ChangedElsewhere
        | ChangeError::CodeEnded
        | ChangeError::Store(_) => false,
    }
}

/// Gives a refused change its stable code.
pub(super) fn refusal(error: &ChangeError) -> Halt {
    let code = match error {
        ChangeError::Baseline(_) | ChangeError::NotStrong(_) => "new_password",
        ChangeError::CurrentWrong { .. } | ChangeError::ProofNeeded => "sign_in_refused",
        ChangeError::SessionEnded(_) | ChangeError::ChangedElsewhere => "changed_elsewhere",
        ChangeError::CodeEnded => "code_refused",
        ChangeError::Wait => "wait",
        ChangeError::Store(error) => return Halt::store(error),
    };
    Halt::refused(code, error.to_string())
}

/// Says who or what asks for a new password, as the forced screen does (E6, S10).
fn say_why(talk: &mut Talk<'_>, me: &Me) {
    let Standing::MustChoose(reasons) = &me.standing else {
        return;
    };
    let now = talk.ask.moment().now;
    for reason in reasons {
        let sentence = reason.sentence(now, talk.zone);
        talk.ask.say(&sentence);
    }
}

/// Tells of the change, and of the date on which the new password expires (E4).
pub(super) fn tell_changed(talk: &mut Talk<'_>, me: &Me) {
    let now = talk.ask.moment().now;
    let sentence = own_sentence(&me.status, Known::default(), now, talk.zone);
    talk.ask.say("Your password was changed.");
    talk.ask.say(&sentence);
}

/// Signs out. What was changed stays changed even where this fails, and the session is gone with the program.
pub(super) fn leave(talk: &mut Talk<'_>, session: Session) {
    let _ = talk.with_call(|desk, call| sign_out(desk, call, session));
}
