//! `passward status`: one line about one person's password, for whoever can open the database (R7).

use clap::Args;

use super::answer::{answer, answer_in_json};
use super::error::{Failure, Stop, nobody};
use super::in_json::Document;
use super::{Context, door};
use crate::domain::{Access, Email, Instant};
use crate::service::PersonInJson;
use crate::service::{PersonRow, person_on_record};
use crate::words::{Known, Zone, sentence_about};

/// Say in one line how it stands with one person's password.
///
/// Asks for no password: whoever can open the database may know.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  passward status ben@hartwellfinch.example
  passward status ben@hartwellfinch.example --json")]
pub(super) struct Status {
    /// Whose password.
    #[arg(value_name = "E-MAIL")]
    email: String,
    /// Answer with one JSON document.
    #[arg(long)]
    json: bool,
}

impl Status {
    pub(super) fn run(self, context: &Context) -> Result<(), Stop> {
        let email = Email::parse(&self.email).map_err(|fault| Failure::bad_value(&fault))?;
        let mut desk = context.open()?;
        let now = door::moment().now;
        let line = person_on_record(&mut desk, now, &email)
            .map_err(Failure::from)?
            .ok_or_else(|| nobody(&email))?;
        if self.json {
            answer_in_json(&Document::of(PersonInJson::from(&line)))
        } else {
            answer(&sentence(&line, now, context.settings.zone()))
        }
    }
}

/// One line: whose password, how it stands, and whether they may sign in.
fn sentence(line: &PersonRow, now: Instant, zone: Zone) -> String {
    let known = Known {
        by: line.forced_by.as_ref(),
        code_until: line.code_until,
    };
    let sentence = sentence_about(&line.name, &line.status, known, now, zone);
    match line.access {
        Access::Enabled => sentence,
        Access::Disabled => format!("{sentence} {} is disabled.", line.name),
    }
}
