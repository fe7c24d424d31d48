//! `passward sessions`: who is signed in, and the end of one session, as the tab Sessions has it (U5).

use clap::{Args, Subcommand};
use serde::Serialize;

use super::acting::Acting;
use super::answer::{answer, answer_in_json, say};
use super::args::whole;
use super::columns::Columns;
use super::error::{Failure, Fault, Stop};
use super::in_json::{Document, rfc3339};
use super::{Context, door};
use crate::domain::{Email, SessionId};
use crate::service::{
    self, ActError, AdminSession, Answer, Call, Desk, SessionRow, sessions_of_machine,
};
use crate::words::{date_and_time, grouped};

/// List who is signed in, or end a session.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  passward sessions list
  passward sessions end 12")]
pub(super) struct SessionsCommand {
    #[command(subcommand)]
    verb: Verb,
}

#[derive(Debug, Subcommand)]
enum Verb {
    List(List),
    End(End),
}

/// List who is signed in, the most recently active first; asks for no password.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  passward sessions list
  passward sessions list --person ben@hartwellfinch.example --json")]
struct List {
    /// Only this person's.
    #[arg(long, value_name = "E-MAIL")]
    person: Option<String>,
    /// How many at most; 0 for all.
    #[arg(long, value_name = "N", default_value_t = 50, value_parser = whole::<usize>)]
    limit: usize,
    /// Answer with one JSON document, which holds all.
    #[arg(long)]
    json: bool,
}

/// End one session, which is signed out within a second and told who did it.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  passward sessions end 12
  passward sessions end 12 --as ada@hartwellfinch.example --password-stdin < password.txt")]
struct End {
    /// The number of the session, as `sessions list` shows it.
    #[arg(value_name = "SESSION", value_parser = whole::<i64>)]
    session: i64,
    /// Answer with one JSON document.
    #[arg(long)]
    json: bool,
    #[command(flatten)]
    acting: Acting,
}

impl SessionsCommand {
    pub(super) fn run(self, context: &Context) -> Result<(), Stop> {
        match self.verb {
            Verb::List(list) => list.run(context),
            Verb::End(end) => end.run(context),
        }
    }
}

impl List {
    fn run(self, context: &Context) -> Result<(), Stop> {
        let person = self.person.as_deref().map(Email::parse).transpose();
        let person = person.map_err(|fault| Failure::bad_value(&fault))?;
        let mut desk = context.open()?;
        let mut sessions = sessions_of_machine(&mut desk).map_err(Failure::from)?;
        if let Some(person) = person {
            let email = person.to_string();
            sessions.rows.retain(|row| row.email.as_str() == email);
        }
        if self.json {
            return answer_in_json(&Document::of(SessionsInJson {
                sessions: sessions.rows.iter().map(SessionInJson::from).collect(),
                more: sessions.more,
            }));
        }
        let (now, zone) = (door::moment().now, context.settings.zone());
        let limit = if self.limit == 0 {
            usize::MAX
        } else {
            self.limit
        };
        let on = |at| date_and_time(at, now, zone);
        let mut columns = Columns::new(["Session", "Name", "Where", "Since", "Last active"]);
        for row in sessions.rows.iter().take(limit) {
            columns.push([
                row.id.0.to_string(),
                row.name.to_string(),
                row.from.to_string(),
                on(row.started_at),
                on(row.last_active_at),
            ]);
        }
        if sessions.rows.is_empty() {
            say("Nobody is signed in.");
            return Ok(());
        }
        columns.write()?;
        match sessions.rows.len().saturating_sub(limit) {
            0 if sessions.more => say("There are more, which are not listed."),
            0 => {}
            more => say(&format!(
                "{} more: --limit 0 or --json",
                grouped(more as u64)
            )),
        }
        Ok(())
    }
}

impl End {
    fn run(self, context: &Context) -> Result<(), Stop> {
        self.acting.email()?;
        let mut desk = context.open()?;
        let id = SessionId(self.session);
        // Whether there is such a session is told to nobody who has not proved themselves.
        let row = self.acting.act(context, &mut desk, |desk, call, admin| {
            Answer::now(ended(desk, call, admin, id))
        })?;
        let row = row.ok_or_else(|| {
            Failure::new(
                Fault::Refused,
                "no_such_session",
                "There is no session of that number, or it is over already. Nothing was changed.",
            )
            .hint("`passward sessions list` shows who is signed in.")
        })?;
        if self.json {
            return answer_in_json(&Document::of(SessionInJson::from(&row)));
        }
        answer(&format!(
            "A session of {} was ended ({}).",
            row.name, row.from
        ))
    }
}

/// Ends a session and returns which it was; nothing where there is none of that number.
fn ended(
    desk: &mut Desk,
    call: &mut Call<'_>,
    admin: &AdminSession<'_>,
    id: SessionId,
) -> Result<Option<SessionRow>, ActError> {
    let sessions = sessions_of_machine(desk)?;
    let row = sessions.rows.into_iter().find(|row| row.id == id);
    if row.is_some() {
        service::end_session(desk, call, admin, id)?;
    }
    Ok(row)
}

#[derive(Serialize)]
struct SessionsInJson<'a> {
    sessions: Vec<SessionInJson<'a>>,
    more: bool,
}

/// One session; its fields stay in this order.
#[derive(Serialize)]
struct SessionInJson<'a> {
    session: i64,
    name: &'a str,
    email: &'a str,
    started_at: String,
    last_active_at: String,
    from: &'a str,
}

impl<'a> From<&'a SessionRow> for SessionInJson<'a> {
    fn from(row: &'a SessionRow) -> Self {
        Self {
            session: row.id.0,
            name: row.name.as_str(),
            email: row.email.as_str(),
            started_at: rfc3339(row.started_at),
            last_active_at: rfc3339(row.last_active_at),
            from: row.from.as_str(),
        }
    }
}
