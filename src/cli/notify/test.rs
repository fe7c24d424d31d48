//! `passward notify --test`: one letter, and what the mail server makes of it, in words.

use serde::Serialize;

use super::super::acting::Acting;
use super::super::answer::{answer, answer_in_json};
use super::super::error::{Failure, Fault, Stop};
use super::super::in_json::Document;
use super::super::{Context, mail};
use super::not_there;
use crate::domain::Email;
use crate::mail::Delivery;
use crate::service::send_test_letter;

/// The document of `--json`.
#[derive(Serialize)]
struct Tested<'a> {
    to: &'a str,
    taken: bool,
}

pub(super) fn send(context: &Context, acting: &Acting, to: &str, json: bool) -> Result<(), Stop> {
    let to = Email::parse(to).map_err(|fault| Failure::bad_value(&fault))?;
    acting.email()?;
    let Some(mut post) = mail::post(&context.settings)? else {
        return Err(Failure::new(
            Fault::Refused,
            "no_mail",
            "Mail is not set up here. Nothing was sent.",
        )
        .hint("Give `host` and `from` in the section [mail] of the settings.")
        .into());
    };
    let mut desk = context.open()?;
    let delivery = acting.look(context, &mut desk, |desk, call, admin| {
        send_test_letter(desk, call, admin, &mut post, &to, None)
    })?;
    if let Some(failure) = failed(&delivery, &to) {
        return Err(failure.into());
    }
    if json {
        let to = to.as_str();
        return answer_in_json(&Document::of(Tested { to, taken: true }));
    }
    answer(&format!(
        "The mail server took a test letter to {to}. Look whether it arrives."
    ))
}

/// What went wrong; `None` where the server took the letter.
fn failed(delivery: &Delivery, to: &Email) -> Option<Failure> {
    let failure = |code, says: String| Failure::new(Fault::Refused, code, says);
    Some(match delivery {
        Delivery::Taken => return None,
        Delivery::Unreached(why) => not_there(why),
        Delivery::Later(said) => failure(
            "mail_later",
            format!("The mail server did not take the test letter now: {said}. It is not sent again."),
        )
        .hint("Send another one in some minutes; other mail is tried again by itself."),
        Delivery::Never(said) => failure(
            "mail_not_taken",
            format!("The mail server does not take a letter to {to}: {said}. Nothing was sent."),
        )
        .hint("Look at the address, at `from`, and at the server's own log."),
        Delivery::Unknown(said) => failure(
            "mail_unknown",
            format!("The connection broke once the test letter was sent: {said}."),
        )
        .hint("Nobody knows whether the server took it. Look whether it arrives, and at the server's own log."),
    })
}
