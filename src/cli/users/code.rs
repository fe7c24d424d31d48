//! `passward users code`: a setup code or a reset code, mailed or shown once; or the open one is revoked (U1, U2).

use clap::Args;
use serde::Serialize;

use super::super::acting::Acting;
use super::super::answer::{answer, answer_in_json, answer_line, say};
use super::super::error::Stop;
use super::super::in_json::{Document, rfc3339};
use super::super::posting::{self, Posted};
use super::super::whom::{email, find};
use super::super::{Context, door};
use super::tell_of;
use crate::domain::{CodePurpose, StatusKind};
use crate::service::{self, Answer, Desk, Issued, Mailed, Mailing, PersonRow};
use crate::words::{Printable, code_name, date_and_time};

#[derive(Debug, Args)]
#[command(after_help = "Examples:
  passward users code ben@hartwellfinch.example
  passward users code ben@hartwellfinch.example --show-code
  passward users code ben@hartwellfinch.example --revoke")]
pub(super) struct IssueCode {
    /// For whom, by e-mail address.
    #[arg(value_name = "E-MAIL")]
    whom: String,
    /// Revoke the open code instead.
    #[arg(long)]
    revoke: bool,
    #[command(flatten)]
    way: Way,
    /// Answer with one JSON document: with the code, where it is shown; with --revoke, the person.
    #[arg(long)]
    json: bool,
    #[command(flatten)]
    acting: Acting,
}

/// The way that a code takes.
#[derive(Clone, Copy, Debug, Args)]
pub(super) struct Way {
    /// Show the code here, and mail none; where mail is not set up it is shown anyway.
    #[arg(long)]
    show_code: bool,
}

impl Way {
    /// Says whether the code goes by mail (U1).
    pub(super) fn goes_by_mail(self, desk: &Desk) -> bool {
        desk.mailing() == Mailing::On && !self.show_code
    }
}

/// A code that was made, or will be when it is mailed.
pub(super) enum Given {
    /// It is shown, this once.
    Shown(Issued),
    /// It goes by mail, and is shown to nobody.
    Mailed(Mailed),
}

/// For whom it is.
pub(super) struct Whose<'a> {
    pub(super) name: &'a Printable,
    pub(super) email: &'a str,
    /// What was done with them besides, as a sentence; may be empty.
    pub(super) done: String,
}

impl IssueCode {
    pub(super) fn run(self, context: &Context) -> Result<(), Stop> {
        let whom = email(&self.whom)?;
        self.acting.email()?;
        let mut desk = context.open()?;
        let person = find(&mut desk, door::moment().now, &whom)?;
        if self.revoke {
            self.revoke(context, &mut desk, &person)
        } else {
            self.issue(context, &mut desk, &person)
        }
    }

    fn revoke(&self, context: &Context, desk: &mut Desk, person: &PersonRow) -> Result<(), Stop> {
        self.acting.act(context, desk, |desk, call, admin| {
            Answer::now(service::revoke_code(desk, call, admin, person.id))
        })?;
        let said = format!("The open code of {} was revoked.", person.name);
        let email = person.cursor.user().email.clone();
        tell_of(desk, &email, self.json, &said)
    }

    fn issue(&self, context: &Context, desk: &mut Desk, person: &PersonRow) -> Result<(), Stop> {
        let purpose = if person.status.kind() == StatusKind::NotSet {
            CodePurpose::Setup
        } else {
            CodePurpose::Reset
        };
        let by_mail = self.way.goes_by_mail(desk);
        let given = self.acting.act(context, desk, |desk, call, admin| {
            if by_mail {
                let mailed = service::mail_code(desk, call, admin, person.id, purpose, None);
                mailed.map(|result| result.map(Given::Mailed))
            } else {
                let issued = service::issue_code(desk, call, admin, person.id, purpose, None);
                issued.map(|result| result.map(Given::Shown))
            }
        })?;
        let whose = Whose {
            name: &person.name,
            email: person.email.as_str(),
            done: String::new(),
        };
        tell(context, desk, &whose, &given, self.json)
    }
}

/// Tells of a code: shows it once, or sends it and says what came of that.
pub(super) fn tell(
    context: &Context,
    desk: &mut Desk,
    whose: &Whose<'_>,
    given: &Given,
    json: bool,
) -> Result<(), Stop> {
    match given {
        Given::Shown(issued) => show(context, whose, issued, json),
        Given::Mailed(mailed) => send(context, desk, whose, mailed, json),
    }
}

/// Shows a code, once: it alone on standard output, everything else beside it.
fn show(context: &Context, whose: &Whose<'_>, issued: &Issued, json: bool) -> Result<(), Stop> {
    if json {
        return answer_in_json(&Document::of(IssuedInJson {
            email: whose.email,
            code: Some(&issued.code),
            code_until: Some(rfc3339(issued.until)),
            mail: None,
            mailed_from: None,
        }));
    }
    let named = code_name(issued.purpose);
    let until = date_and_time(issued.until, door::moment().now, context.settings.zone());
    say(&format!(
        "The {named} of {} is shown this once and is valid until {until}:",
        whose.name
    ));
    answer_line(&issued.code)?;
    say("Whoever has it can choose the password: with `passward`, or `passward passwd --code`.");
    Ok(())
}

/// Sends a code, unless the address is too new (U4), and tells of it.
fn send(
    context: &Context,
    desk: &mut Desk,
    whose: &Whose<'_>,
    mailed: &Mailed,
    json: bool,
) -> Result<(), Stop> {
    let posted = match mailed.rests_until {
        Some(_) => Posted::Nothing,
        None => posting::send(context, desk)?,
    };
    if json {
        let word = mailed.rests_until.map_or(posted.word(), |_| Some("rests"));
        answer_in_json(&Document::of(IssuedInJson {
            email: whose.email,
            code: None,
            code_until: None,
            mail: word,
            mailed_from: mailed.rests_until.map(rfc3339),
        }))?;
    } else {
        answer(&whose.in_words(context, mailed, &posted))?;
        if let Posted::Waits(why) = &posted {
            say(why);
        }
    }
    match posted {
        Posted::GivenUp | Posted::Unknown => Err(posting::lost_letter(&posted)
            .hint("Look at the e-mail address, or show a code with `passward users code E-MAIL --show-code`.")
            .into()),
        Posted::Nothing | Posted::Sent | Posted::Waits(_) => Ok(()),
    }
}

impl Whose<'_> {
    fn in_words(&self, context: &Context, mailed: &Mailed, posted: &Posted) -> String {
        let Self { name, email, done } = self;
        let code = code_name(mailed.purpose);
        let told = match (mailed.rests_until, posted) {
            (Some(until), _) => {
                let until = date_and_time(until, door::moment().now, context.settings.zone());
                format!(
                    "The address of {name} is new: a {code} is mailed to {email} once it is a day old, from {until} on, by `passward notify`."
                )
            }
            (None, Posted::Sent) => format!("A {code} was mailed to {email}, and shown to nobody."),
            (None, Posted::GivenUp | Posted::Unknown) => {
                format!("A {code} was made for {email}.")
            }
            (None, Posted::Nothing | Posted::Waits(_)) => {
                format!("A {code} for {email} waits to be mailed, by `passward notify`.")
            }
        };
        format!("{done}{told}")
    }
}

/// The document; its fields stay in this order.
#[derive(Serialize)]
struct IssuedInJson<'a> {
    email: &'a str,
    /// Null where it goes by mail.
    code: Option<&'a str>,
    code_until: Option<String>,
    /// What became of the mail; null where the code is shown.
    mail: Option<&'static str>,
    /// From when on a new address is mailed a code.
    mailed_from: Option<String>,
}
