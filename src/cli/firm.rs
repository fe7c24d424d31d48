//! `passward firm`: the firm's name, and its change by the owner (U4).

use clap::{Args, Subcommand};

use super::Context;
use super::acting::Acting;
use super::error::{Failure, Stop, answer};
use crate::domain::FirmName;
use crate::service::{self, Answer};
use crate::words::Printable;

/// Show the firm's name, or change it.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  passward firm show
  passward firm rename \"Hartwell, Finch & Okafor LLP\"")]
pub(super) struct Firm {
    #[command(subcommand)]
    verb: Verb,
}

#[derive(Debug, Subcommand)]
enum Verb {
    /// Show the firm's name; asks for no password.
    Show,
    /// Change the firm's name; only its owner can.
    Rename(Rename),
}

#[derive(Debug, Args)]
struct Rename {
    /// The new name.
    #[arg(value_name = "NAME")]
    name: String,
    #[command(flatten)]
    acting: Acting,
}

impl Firm {
    pub(super) fn run(self, context: &Context) -> Result<(), Stop> {
        match self.verb {
            Verb::Show => {
                let mut desk = context.open()?;
                let name = service::firm_name(&mut desk).map_err(Failure::from)?;
                name.map_or(Ok(()), |name| answer(name.as_str()))
            }
            Verb::Rename(rename) => rename.run(context),
        }
    }
}

impl Rename {
    fn run(self, context: &Context) -> Result<(), Stop> {
        let name = FirmName::parse(&self.name).map_err(|fault| Failure::bad_value(&fault))?;
        self.acting.email()?;
        let mut desk = context.open()?;
        self.acting.act(context, &mut desk, |desk, call, admin| {
            Answer::now(service::rename_firm(desk, call, admin, &name))
        })?;
        answer(&format!(
            "The firm's name is {} now.",
            Printable::from(&name)
        ))
    }
}
