//! Chooses a password with a setup code or a reset code (U1, U2).

use super::entering::{ASK_AGAIN_EVERY, leave};
use super::judged::judged;
use super::new_password::ask_new_password;
use super::passwd::{may_try_again, refusal, tell_changed};
use super::set_up::ask_until;
use super::talk::{Halt, Talk};
use crate::domain::Email;
use crate::domain::throttle::ASK_AGAIN_FOR;
use crate::secret::{Code, Password};
use crate::service::{ChangeError, CodeError, Redeeming, check_code, meter, redeem_code};

/// Redeems a code in a talk: asks, says what is wrong and asks again.
///
/// The code is typed hidden: until it is used, whoever reads it on the screen could use it.
pub fn redeem(talk: &mut Talk<'_>, email: Option<Email>) -> Result<(), Halt> {
    let email = match email {
        Some(email) => email,
        None => ask_until(talk.ask, "Your e-mail address:", Email::parse)?,
    };
    let mut redeeming = loop {
        let typed = talk.ask.secret("Your code:")?;
        let code = match Code::parse(&typed) {
            Ok(code) => code,
            Err(slip) => {
                talk.ask.say(&slip.to_string());
                continue;
            }
        };
        match check(talk, &email, &code)? {
            Ok(redeeming) => break redeeming,
            Err(CodeError::Wait { until }) => talk.wait_out(until)?,
            Err(error @ CodeError::Wrong) => talk.ask.say(&error.to_string()),
            Err(error) => return Err(code_refusal(talk, &error)),
        }
    };
    talk.ask
        .say("The code is right. Now choose your password; it is not shown while you type.");
    loop {
        let new = {
            let (known, rule) = (redeeming.known_words(), redeeming.strong());
            let lists = talk.desk.lists();
            ask_new_password(talk.ask, |candidate| {
                judged(&meter(lists, known, candidate), rule)
            })?
        };
        match choose(talk, redeeming, &new)? {
            Ok(()) => return Ok(()),
            Err((Some(again), error)) if may_try_again(&error) => {
                talk.ask.say(&error.to_string());
                redeeming = again;
            }
            Err((_, error)) => return Err(refusal(&error)),
        }
    }
}

/// Redeems a code with what a script gave.
pub fn redeem_once(talk: &mut Talk<'_>, email: &Email, code: &str, new: &str) -> Result<(), Halt> {
    let new =
        Password::chosen(new).map_err(|fault| Halt::refused("new_password", fault.to_string()))?;
    let code = Code::parse(code).map_err(|slip| Halt::refused("code_slip", slip.to_string()))?;
    let redeeming = match check(talk, email, &code)? {
        Ok(redeeming) => redeeming,
        Err(error) => return Err(code_refusal(talk, &error)),
    };
    choose(talk, redeeming, &new)?.map_err(|(_, error)| refusal(&error))
}

/// Has a code looked at, and asks again for a while where other tries stand in the way (S3).
fn check(
    talk: &mut Talk<'_>,
    email: &Email,
    code: &Code,
) -> Result<Result<Redeeming, CodeError>, Halt> {
    let give_up_at = talk.ask.moment().since_boot + ASK_AGAIN_FOR;
    loop {
        let answer = talk.with_call(|desk, call| check_code(desk, call, email.as_str(), code));
        match talk.settle(answer)? {
            Err(CodeError::AskAgain) if talk.ask.moment().since_boot < give_up_at => {
                talk.ask.pause(ASK_AGAIN_EVERY)?;
            }
            checked => return Ok(checked),
        }
    }
}

type NotChosen = (Option<Redeeming>, ChangeError);

/// Chooses the password, tells the new date, and signs out of the session that this began.
fn choose(
    talk: &mut Talk<'_>,
    redeeming: Redeeming,
    new: &Password,
) -> Result<Result<(), NotChosen>, Halt> {
    let answer = talk.with_call(|desk, call| redeem_code(desk, call, redeeming, new));
    Ok(talk.settle(answer)?.map(|signed_in| {
        tell_changed(talk, &signed_in.me);
        leave(talk, signed_in.session);
    }))
}

/// Gives a refused code its stable code and sentence.
fn code_refusal(talk: &mut Talk<'_>, error: &CodeError) -> Halt {
    match error {
        CodeError::Wait { until } => Halt::waits(*until, talk.ask.moment().now),
        CodeError::Store(error) => Halt::store(error),
        CodeError::AskAgain => Halt::refused("wait", error.to_string()),
        CodeError::Wrong | CodeError::Used | CodeError::Lapsed | CodeError::Revoked => {
            Halt::refused("code_refused", error.to_string())
        }
    }
}
