//! `passward users disable`, `enable`, `force` and `sign-out`.

use clap::Args;

use super::super::acting::Acting;
use super::super::error::{Failure, Stop, answer};
use super::super::{Context, door};
use super::{email, find};
use crate::domain::{Access, Reason};
use crate::service::{self, Answer};
use crate::words::counted;

#[derive(Debug, Args)]
pub(super) struct SetAccess {
    /// Whom, by e-mail address.
    #[arg(value_name = "E-MAIL")]
    whom: String,
    #[command(flatten)]
    acting: Acting,
}

impl SetAccess {
    pub(super) fn run(self, context: &Context, access: Access) -> Result<(), Stop> {
        let whom = email(&self.whom)?;
        self.acting.email()?;
        let mut desk = context.open()?;
        let person = find(&mut desk, door::moment().now, &whom)?;
        let id = person.id;
        self.acting.act(context, &mut desk, |desk, call, admin| {
            Answer::now(match access {
                Access::Disabled => service::disable_user(desk, call, admin, id),
                Access::Enabled => service::enable_user(desk, call, admin, id),
            })
        })?;
        let name = &person.name;
        answer(&match access {
            Access::Disabled => format!("{name} was disabled and cannot sign in any more."),
            Access::Enabled => format!("{name} was enabled and can sign in again."),
        })
    }
}

#[derive(Debug, Args)]
#[command(after_help = "Examples:
  passward users force ben@hartwellfinch.example
  passward users force ben@hartwellfinch.example --reason \"Seen on a leaked list\"")]
pub(super) struct Force {
    /// Whom, by e-mail address.
    #[arg(value_name = "E-MAIL")]
    whom: String,
    /// Why; shown to the user.
    #[arg(long, value_name = "TEXT")]
    reason: Option<String>,
    #[command(flatten)]
    acting: Acting,
}

impl Force {
    pub(super) fn run(self, context: &Context) -> Result<(), Stop> {
        let whom = email(&self.whom)?;
        let reason = match self.reason.as_deref() {
            Some(typed) => Reason::parse(typed).map_err(|fault| Failure::bad_value(&fault))?,
            None => None,
        };
        self.acting.email()?;
        let mut desk = context.open()?;
        let person = find(&mut desk, door::moment().now, &whom)?;
        let id = person.id;
        self.acting.act(context, &mut desk, |desk, call, admin| {
            let done = service::force_password_change(desk, call, admin, id, reason.as_ref());
            Answer::now(done)
        })?;
        answer(&format!(
            "{} must choose a new password at the next sign-in.",
            person.name
        ))
    }
}

#[derive(Debug, Args)]
pub(super) struct SignOut {
    /// Whom, by e-mail address.
    #[arg(value_name = "E-MAIL")]
    whom: String,
    #[command(flatten)]
    acting: Acting,
}

impl SignOut {
    pub(super) fn run(self, context: &Context) -> Result<(), Stop> {
        let whom = email(&self.whom)?;
        self.acting.email()?;
        let mut desk = context.open()?;
        let person = find(&mut desk, door::moment().now, &whom)?;
        let ended = self.acting.act(context, &mut desk, |desk, call, admin| {
            Answer::now(service::sign_out_user(desk, call, admin, person.id))
        })?;
        answer(&format!(
            "{} was signed out ({}).",
            person.name,
            counted(ended, "session", "sessions")
        ))
    }
}
