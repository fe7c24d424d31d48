//! `passward users`: the people of the firm, as Manage Users shows and changes them (U1, U3, U4, U6, E6).

mod acts;
mod code;
mod edit;
pub(super) mod list;
mod membership;

use clap::{Args, Subcommand};

use super::answer::{answer, answer_in_json};
use super::error::Stop;
use super::in_json::Document;
use super::whom::find;
use super::{Context, door};
use crate::domain::Email;
use crate::service::{Desk, PersonInJson};

/// List people, show one, add and change them.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  passward users list --password expired
  passward users show ben@hartwellfinch.example
  passward users add --name \"Ben Okafor\" --email ben@hartwellfinch.example
  passward users force ben@hartwellfinch.example --reason \"Seen on a leaked list\"")]
pub(super) struct Users {
    #[command(subcommand)]
    verb: Verb,
}

#[derive(Debug, Subcommand)]
enum Verb {
    /// List people; asks for no password.
    List(list::List),
    /// Show all that is known of one person; asks for no password.
    Show(list::Show),
    /// Add a user with a setup code, which is mailed where mail is set up.
    Add(edit::Add),
    /// Change a user's name, e-mail address or login name.
    Edit(edit::Edit),
    /// Disable users, who are signed out at once: one, several, or all who match.
    Disable(acts::Disable),
    /// Enable disabled users: one, several, or all who match.
    Enable(acts::Enable),
    /// Have users choose a new password at the next sign-in: one, several, or all who match.
    Force(acts::Force),
    /// Mail or show a setup code or a reset code, or revoke the open one.
    Code(code::IssueCode),
    /// Change a user's role; or hand the ownership on.
    Role(membership::SetRole),
    /// Make a Connect user a firm user, or the other way round.
    Kind(membership::SetKind),
    /// Sign users out everywhere: one, several, or all who match.
    SignOut(acts::SignOut),
}

impl Users {
    pub(super) fn run(self, context: &Context) -> Result<(), Stop> {
        match self.verb {
            Verb::List(list) => list.run(context),
            Verb::Show(show) => show.run(context),
            Verb::Add(add) => add.run(context),
            Verb::Edit(edit) => edit.run(context),
            Verb::Disable(whom) => whom.run(context),
            Verb::Enable(whom) => whom.run(context),
            Verb::Force(force) => force.run(context),
            Verb::Code(code) => code.run(context),
            Verb::Role(role) => role.run(context),
            Verb::Kind(kind) => kind.run(context),
            Verb::SignOut(whom) => whom.run(context),
        }
    }
}

/// Tells of one person who was changed: in a sentence, or as `users show` does.
fn tell_of(desk: &mut Desk, email: &Email, json: bool, said: &str) -> Result<(), Stop> {
    if !json {
        return answer(said);
    }
    let person = find(desk, door::moment().now, email)?;
    answer_in_json(&Document::of(PersonInJson::from(&person)))
}
