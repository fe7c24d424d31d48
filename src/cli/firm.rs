//! `passward firm`: the firm's name, and its change by the owner (U4).

use clap::{Args, Subcommand};
use serde::Serialize;

use super::Context;
use super::acting::Acting;
use super::answer::{answer, answer_in_json, answer_line};
use super::error::{Failure, Stop};
use super::in_json::Document;
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
    Show(Show),
    Rename(Rename),
}

/// Show the firm's name; asks for no password.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  passward firm show
  passward firm show --json")]
struct Show {
    /// Answer with one JSON document.
    #[arg(long)]
    json: bool,
}

/// Change the firm's name; only its owner can.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  passward firm rename \"Hartwell, Finch & Okafor LLP\"
  passward firm rename \"Okafor LLP\" --as ada@hartwellfinch.example \\
      --password-stdin < password.txt")]
struct Rename {
    /// The new name.
    #[arg(value_name = "NAME")]
    name: String,
    /// Answer with one JSON document.
    #[arg(long)]
    json: bool,
    #[command(flatten)]
    acting: Acting,
}

/// The document of both.
#[derive(Serialize)]
struct FirmInJson<'a> {
    name: &'a str,
}

impl Firm {
    pub(super) fn run(self, context: &Context) -> Result<(), Stop> {
        match self.verb {
            Verb::Show(show) => show.run(context),
            Verb::Rename(rename) => rename.run(context),
        }
    }
}

impl Show {
    fn run(self, context: &Context) -> Result<(), Stop> {
        let mut desk = context.open()?;
        let name = service::firm_name(&mut desk)
            .map_err(Failure::from)?
            .ok_or_else(|| Failure::unavailable("The database holds no firm."))?;
        if self.json {
            return tell_in_json(&name);
        }
        answer_line(name.as_str())
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
        let name = Printable::from(&name);
        if self.json {
            return tell_in_json(&name);
        }
        answer(&format!("The firm's name is {name} now."))
    }
}

fn tell_in_json(name: &Printable) -> Result<(), Stop> {
    answer_in_json(&Document::of(FirmInJson {
        name: name.as_str(),
    }))
}
