//! `passward audit`: the audit log, for whoever can open the database (R7). One file per command below it.

mod export;
mod list;
mod only;
mod show;
mod verify;

use clap::{Args, Subcommand};

use super::Context;
use super::error::Stop;

/// Check the audit log, list it, show one entry of it, or export it.
///
/// Reading it asks for no password: whoever can open the database can read all of it.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  passward audit verify
  passward audit list --limit 20
  passward audit show 1204
  passward audit export --out audit-log.csv")]
pub(super) struct Audit {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    Verify(verify::Verify),
    List(list::List),
    Show(show::Show),
    Export(export::Export),
}

impl Audit {
    pub(super) fn run(self, context: &Context) -> Result<(), Stop> {
        match self.command {
            Command::Verify(verify) => verify.run(context),
            Command::List(list) => list.run(context),
            Command::Show(show) => show.run(context),
            Command::Export(export) => export.run(context),
        }
    }
}
