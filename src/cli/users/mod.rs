//! `passward users`: the people of the firm, as Manage Users shows and changes them (U1, U3, U4, U6, E6).

mod acts;
mod code;
mod edit;
mod list;
mod membership;

use clap::{Args, Subcommand};

use super::Context;
use super::error::{Failure, Stop};
use crate::domain::{Email, Instant};
use crate::service::{ActError, Desk, PersonRow, person_on_record};

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
    /// Add a user with a setup code.
    Add(edit::Add),
    /// Change a user's name, e-mail address or login name.
    Edit(edit::Edit),
    /// Disable a user, who is signed out at once.
    Disable(acts::SetAccess),
    /// Enable a disabled user.
    Enable(acts::SetAccess),
    /// Have a user choose a new password at the next sign-in.
    Force(acts::Force),
    /// Issue a setup code or a reset code, or revoke the open one.
    Code(code::IssueCode),
    /// Change a user's role; or hand the ownership on.
    Role(membership::SetRole),
    /// Make a Connect user a firm user, or the other way round.
    Kind(membership::SetKind),
    /// Sign one user out everywhere.
    SignOut(acts::SignOut),
}

impl Users {
    pub(super) fn json(&self) -> bool {
        match &self.verb {
            Verb::List(list) => list.json,
            Verb::Show(show) => show.json,
            Verb::Add(add) => add.json,
            Verb::Code(code) => code.json,
            Verb::Edit(_)
            | Verb::Disable(_)
            | Verb::Enable(_)
            | Verb::Force(_)
            | Verb::Role(_)
            | Verb::Kind(_)
            | Verb::SignOut(_) => false,
        }
    }

    pub(super) fn run(self, context: &Context) -> Result<(), Stop> {
        use crate::domain::Access;
        match self.verb {
            Verb::List(list) => list.run(context),
            Verb::Show(show) => show.run(context),
            Verb::Add(add) => add.run(context),
            Verb::Edit(edit) => edit.run(context),
            Verb::Disable(whom) => whom.run(context, Access::Disabled),
            Verb::Enable(whom) => whom.run(context, Access::Enabled),
            Verb::Force(force) => force.run(context),
            Verb::Code(code) => code.run(context),
            Verb::Role(role) => role.run(context),
            Verb::Kind(kind) => kind.run(context),
            Verb::SignOut(whom) => whom.run(context),
        }
    }
}

/// Reads an e-mail address from the command line.
fn email(typed: &str) -> Result<Email, Failure> {
    Email::parse(typed).map_err(|fault| Failure::bad_value(&fault))
}

/// Finds whom an address means.
fn find(desk: &mut Desk, now: Instant, email: &Email) -> Result<PersonRow, Failure> {
    person_on_record(desk, now, email)
        .map_err(Failure::from)?
        .ok_or_else(|| Failure::from(&ActError::NoSuchUser))
        .map_err(|failure| {
            failure.hint(format!(
                "Nobody has the e-mail address {email}; `passward users list` shows who is there."
            ))
        })
}
