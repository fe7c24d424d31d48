//! `passward users code`: a setup code or a reset code, shown once; or the open one is revoked (U1, U2).

use clap::Args;
use serde::Serialize;

use super::super::acting::Acting;
use super::super::error::{Stop, answer, answer_in_json, say};
use super::super::in_json::{Document, rfc3339};
use super::super::{Context, door};
use super::{email, find, tell_of};
use crate::domain::{CodePurpose, StatusKind};
use crate::service::{self, Answer, Desk, Issued, PersonRow};
use crate::words::{Printable, Zone, code_name, date_and_time};

#[derive(Debug, Args)]
#[command(after_help = "Examples:
  passward users code ben@hartwellfinch.example
  passward users code ben@hartwellfinch.example --revoke")]
pub(super) struct IssueCode {
    /// For whom, by e-mail address.
    #[arg(value_name = "E-MAIL")]
    whom: String,
    /// Revoke the open code instead.
    #[arg(long)]
    revoke: bool,
    /// Answer with one JSON document, which holds the code; with --revoke, the person.
    #[arg(long)]
    json: bool,
    #[command(flatten)]
    acting: Acting,
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
        let issued = self.acting.act(context, desk, |desk, call, admin| {
            service::issue_code(desk, call, admin, person.id, purpose, None)
        })?;
        tell(
            &person.name,
            person.email.as_str(),
            &issued,
            context.settings.zone(),
            self.json,
        )
    }
}

/// Shows a code, once: it alone on standard output, everything else beside it.
pub(super) fn tell(
    name: &Printable,
    email: &str,
    issued: &Issued,
    zone: Zone,
    json: bool,
) -> Result<(), Stop> {
    if json {
        return answer_in_json(&Document::of(IssuedInJson {
            email,
            code: &issued.code,
            code_until: rfc3339(issued.until),
        }));
    }
    let named = code_name(issued.purpose);
    let until = date_and_time(issued.until, door::moment().now, zone);
    say(&format!(
        "The {named} of {name} is shown this once and is valid until {until}:"
    ));
    answer(&issued.code)?;
    say("Whoever has it can choose the password: with `passward`, or `passward passwd --code`.");
    Ok(())
}

#[derive(Serialize)]
struct IssuedInJson<'a> {
    email: &'a str,
    code: &'a str,
    code_until: String,
}
