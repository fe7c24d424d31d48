//! `passward status`: one line about one person's password, for whoever can open the database (R7).

use clap::Args;
use serde::Serialize;

use super::error::{Failure, Fault, Stop, answer, answer_in_json};
use super::{Context, door};
use crate::domain::{Access, Email, Instant, Membership, Role, StatusKind};
use crate::service::{StatusLine, status_of};
use crate::words::{Known, Zone, sentence_about};

/// Says in one line how it stands with one person's password.
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
    pub(super) json: bool,
}

impl Status {
    pub(super) fn run(self, context: &Context) -> Result<(), Stop> {
        let email = Email::parse(&self.email)
            .map_err(|fault| Failure::new(Fault::Usage, "bad_value", fault.to_string()))?;
        let mut desk = context.place.open()?;
        let now = door::moment().now;
        let line = status_of(&mut desk, now, &email)
            .map_err(|error| Failure::unavailable(error.to_string()))?
            .ok_or_else(|| {
                Failure::new(
                    Fault::Refused,
                    "no_such_user",
                    format!("There is no user with the e-mail address {email}."),
                )
                .hint("Look at how it is written in Manage Users.")
            })?;
        if self.json {
            answer_in_json(&document(&line))
        } else {
            answer(&sentence(&line, now))
        }
    }
}

/// One line: whose password, how it stands, and whether they may sign in.
fn sentence(line: &StatusLine, now: Instant) -> String {
    let known = Known {
        by: line.forced_by.as_ref(),
        code_until: line.code_until,
    };
    let sentence = sentence_about(&line.name, &line.status, known, now, Zone::Local);
    match line.access {
        Access::Enabled => sentence,
        Access::Disabled => format!("{sentence} {} is disabled.", line.name),
    }
}

/// The document of `--json`; its fields stay in this order.
#[derive(Serialize)]
struct Document<'a> {
    schema: u8,
    name: &'a str,
    email: &'a str,
    kind: &'static str,
    role: Option<&'static str>,
    enabled: bool,
    status: &'static str,
    forced_by: Option<&'a str>,
    changed_at: Option<String>,
    expires_at: Option<String>,
    seen_strong: bool,
    code_until: Option<String>,
    last_sign_in: Option<String>,
}

fn document(line: &StatusLine) -> Document<'_> {
    let (kind, role) = match line.membership {
        Membership::Connect => ("connect", None),
        Membership::Firm(Role::User) => ("firm", Some("user")),
        Membership::Firm(Role::Administrator) => ("firm", Some("administrator")),
        Membership::Firm(Role::Owner) => ("firm", Some("owner")),
    };
    Document {
        schema: 1,
        name: line.name.as_str(),
        email: line.email.as_str(),
        kind,
        role,
        enabled: line.access == Access::Enabled,
        status: word(line.status.kind()),
        forced_by: line.forced_by.as_ref().map(AsRef::as_ref),
        changed_at: line.changed_at.map(rfc3339),
        expires_at: line.status.end().map(rfc3339),
        seen_strong: line.seen_strong,
        code_until: line.code_until.map(rfc3339),
        last_sign_in: line.last_sign_in.map(rfc3339),
    }
}

/// Names a status for programs; these words stay.
fn word(status: StatusKind) -> &'static str {
    match status {
        StatusKind::NotSet => "not_set",
        StatusKind::MustChange => "must_change",
        StatusKind::Expired => "expired",
        StatusKind::Expiring => "expiring",
        StatusKind::Fresh => "fresh",
        StatusKind::NeverExpires => "never_expires",
    }
}

fn rfc3339(at: Instant) -> String {
    at.to_rfc3339_opts(chrono::SecondsFormat::Secs, true)
}
