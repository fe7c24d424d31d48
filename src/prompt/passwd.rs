//! Changes one's own password: at a prompt, or in one go for a script.

use zeroize::Zeroizing;

use super::entering::{ask_and_enter, enter_once, leave};
use super::judged::judged;
use super::new_password::ask_new_password;
use super::set_up::ask_until;
use super::talk::{Halt, Talk};
use crate::domain::Email;
use crate::secret::Password;
use crate::service::{
    ChangeError, Me, Session, SignedIn, Standing, change_own_password, meter, own_known_words,
};
use crate::words::{Known, own_sentence};

/// Changes a password in a talk: asks, says what is wrong and asks again, and tells the new date (E4).
pub fn change_password(talk: &mut Talk<'_>, email: Option<Email>) -> Result<(), Halt> {
    let email = match email {
        Some(email) => email,
        None => ask_until(talk.ask, "Your e-mail address:", Email::parse)?,
    };
    let (mut signed_in, current) = ask_and_enter(talk, &email, "Your current password:")?;
    say_what_happened(talk, &signed_in);
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
    let mut signed_in = enter_once(talk, email, current)?;
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

/// Says why a new password is asked for, and asks until one was taken.
fn choose_and_change(
    talk: &mut Talk<'_>,
    signed_in: &mut SignedIn,
    current: &Zeroizing<String>,
) -> Result<(), Halt> {
    say_why(talk, &signed_in.me);
    talk.ask
        .say("The new password is not shown while you type.");
    loop {
        let known =
            own_known_words(talk.desk, &signed_in.session).map_err(|error| Halt::store(&error))?;
        let rule = signed_in.me.strong;
        let lists = talk.desk.lists();
        let new = ask_new_password(talk.ask, |candidate| {
            judged(&meter(lists, &known, candidate), rule)
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

/// Says what happened to the account since the last time, where that is not what everybody expects (U10), but for what
/// asks for the new password: that is said next. It stays for the screens, where it is dismissed.
fn say_what_happened(talk: &mut Talk<'_>, signed_in: &SignedIn) {
    if signed_in.summary.is_quiet() {
        return;
    }
    let now = talk.ask.moment().now;
    let why = why(talk, &signed_in.me);
    let lines = signed_in.summary.lines(now, talk.zone).into_iter();
    for line in lines.filter(|line| !why.iter().any(|why| why.starts_with(line.as_str()))) {
        talk.ask.say(&line);
    }
}

/// Says who or what asks for a new password, as the forced screen does (E6, S10).
fn say_why(talk: &mut Talk<'_>, me: &Me) {
    for sentence in why(talk, me) {
        talk.ask.say(&sentence);
    }
}

fn why(talk: &mut Talk<'_>, me: &Me) -> Vec<String> {
    let Standing::MustChoose(reasons) = &me.standing else {
        return Vec::new();
    };
    let now = talk.ask.moment().now;
    let sentences = reasons.iter().map(|reason| reason.sentence(now, talk.zone));
    sentences.collect()
}

/// Tells of the change, and of the date on which the new password expires (E4).
pub(super) fn tell_changed(talk: &mut Talk<'_>, me: &Me) {
    let now = talk.ask.moment().now;
    let sentence = own_sentence(&me.status, Known::default(), now, talk.zone);
    talk.ask.say("Your password was changed.");
    talk.ask.say(&sentence);
}
