//! The mail that a command's own act left (N2): about one person it is sent at once, about many by `passward notify`.

use super::answer::say;
use super::error::{Failure, Fault, Stop};
use super::{Context, door, mail, os_user};
use crate::mail::Post;
use crate::service::{Desk, Sender, send_mail_job};

/// What became of a letter about one person.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Posted {
    /// There was none.
    Nothing,
    /// The server took it.
    Sent,
    /// It waits, and why; `passward notify` tries again.
    Waits(String),
    /// The server will never take it.
    GivenUp,
    /// It was handed over, and nobody knows whether it was taken.
    Unknown,
}

impl Posted {
    /// Returns the word for programs; none where there was no letter.
    pub(super) fn word(&self) -> Option<&'static str> {
        match self {
            Self::Nothing => None,
            Self::Sent => Some("sent"),
            Self::Waits(_) => Some("waits"),
            Self::GivenUp => Some("given_up"),
            Self::Unknown => Some("unknown"),
        }
    }
}

/// Sends what an act on one person left, once. Mail that is set up wrongly delays mail and nothing else.
pub(super) fn send(context: &Context, desk: &mut Desk) -> Result<Posted, Failure> {
    let jobs = desk.take_mail_jobs();
    if jobs.is_empty() {
        return Ok(Posted::Nothing);
    }
    let mut post = match mail::post(&context.settings) {
        Ok(Some(post)) => post,
        Ok(None) => return Ok(Posted::Waits("Mail is not set up here.".to_owned())),
        Err(failure) => return Ok(Posted::Waits(failure.message().to_owned())),
    };
    let by = os_user::name();
    let sender = Sender {
        by: &by,
        zone: context.settings.zone(),
    };
    let mut rng = door::randomness()?;
    let mut posted = Posted::Nothing;
    for job in jobs {
        let mut call = door::call(&mut rng);
        let sent = send_mail_job(desk, &mut call, &mut post, sender, job)?;
        posted = match sent.unreached {
            Some(why) => Posted::Waits(why.to_string()),
            None if sent.unknown > 0 => Posted::Unknown,
            None if sent.given_up > 0 => Posted::GivenUp,
            None if sent.later > 0 => Posted::Waits("The mail server asks to wait.".to_owned()),
            None if sent.sent > 0 => Posted::Sent,
            None => posted,
        };
    }
    Ok(posted)
}

/// Sends what an act on one person left, and says what came of it.
pub(super) fn send_and_say(context: &Context, desk: &mut Desk) -> Result<(), Stop> {
    match send(context, desk)? {
        Posted::Nothing => Ok(()),
        Posted::Sent => {
            say("They were told by mail.");
            Ok(())
        }
        Posted::Waits(why) => {
            say(&format!(
                "The mail about it waits for `passward notify`: {why}"
            ));
            Ok(())
        }
        lost @ (Posted::GivenUp | Posted::Unknown) => Err(lost_letter(&lost).into()),
    }
}

/// Says of an act on many how those concerned are told.
pub(super) fn say_left(desk: &mut Desk) {
    if !desk.take_mail_jobs().is_empty() {
        say("Those concerned are told by mail, with the next run of `passward notify`.");
    }
}

/// Says that what was done was done, and that its letter reached nobody, or nobody knows.
pub(super) fn lost_letter(posted: &Posted) -> Failure {
    let sentence = if *posted == Posted::Unknown {
        "That was done, but nobody knows whether the mail about it arrived: the connection broke behind its text."
    } else {
        "That was done, but the mail server refused the mail about it for good."
    };
    Failure::new(Fault::Refused, "mail_given_up", sentence)
        .hint("Look at the e-mail address, and tell them in another way.")
}

/// Sends what somebody asked for who forgot their password (U2), and returns why the server was not reached.
///
/// The server is asked whether anybody has the e-mail address or not, so that its absence tells nothing. How long this
/// takes may tell something: but whoever can run commands can read who is there (R7).
pub(super) fn send_asked_for(
    context: &Context,
    desk: &mut Desk,
) -> Result<Option<String>, Failure> {
    let jobs = desk.take_mail_jobs();
    let mut post = match mail::post(&context.settings) {
        Ok(Some(post)) => post,
        Ok(None) => return Ok(None),
        Err(failure) => return Ok(Some(failure.message().to_owned())),
    };
    if let Err(why) = post.open() {
        return Ok(Some(why.to_string()));
    }
    let by = os_user::name();
    let sender = Sender {
        by: &by,
        zone: context.settings.zone(),
    };
    let mut rng = door::randomness()?;
    for job in jobs {
        let mut call = door::call(&mut rng);
        send_mail_job(desk, &mut call, &mut post, sender, job)?;
    }
    post.close();
    Ok(None)
}
