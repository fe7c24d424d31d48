//! Asks for a reset code by mail, for whoever forgot their password (U2).

use super::set_up::ask_until;
use super::talk::{Halt, Talk};
use crate::domain::Email;
use crate::service::{self, Mailing};
use crate::words::CODE_ASKED_FOR;

/// Asks for a code by mail; the words are the same whether anybody has the e-mail or not, and come as late (S1).
///
/// What is mailed waits at the desk for whoever sends it.
pub fn ask_for_code(talk: &mut Talk<'_>, email: Option<Email>) -> Result<(), Halt> {
    if talk.desk.mailing() == Mailing::Off {
        return Err(Halt::refused(
            "no_mail",
            "Mail is not set up here, so no code can be mailed. Nothing was changed. Ask an administrator of your firm for a code.",
        ));
    }
    let email = match email {
        Some(email) => email,
        None => ask_until(talk.ask, "Your e-mail address:", Email::parse)?,
    };
    let answer = talk.with_call(|desk, call| service::ask_for_code(desk, call, email.as_str()));
    talk.settle(answer)?.map_err(|error| Halt::store(&error))?;
    talk.ask.say(CODE_ASKED_FOR);
    talk.ask
        .say("Next: choose a password with it, with `passward passwd --code`.");
    Ok(())
}
