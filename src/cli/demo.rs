//! `passward demo`: a made-up firm to look around in.

use clap::Args;
use tempfile::TempDir;

use super::error::{Failure, Fault, Stop, say};
use super::place::Place;
use super::{Context, door, screens};
use crate::domain::Email;
use crate::service::Desk;
use crate::service::demo::{self, DemoError};
use crate::words::counted;

/// Opens the screens on a made-up firm; nothing is kept.
///
/// With --db the firm is made in that file and stays; without a terminal that is all that happens.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  passward demo
  passward demo --as ben.okafor@hartwellfinch.example
  passward demo --users 100000 --db big.db")]
pub(super) struct Demo {
    /// Sign in as this person instead of the owner.
    #[arg(long = "as", value_name = "E-MAIL")]
    as_whom: Option<String>,
    /// Make this many people.
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u64).range(1..=2_000_000))]
    users: Option<u64>,
}

impl Demo {
    pub(super) fn run(self, context: &Context) -> Result<(), Stop> {
        let as_whom = self
            .as_whom
            .as_deref()
            .map(Email::parse)
            .transpose()
            .map_err(|fault| Failure::new(Fault::Usage, "bad_value", fault.to_string()))?;
        // The variable names the firm's real database, which a demo has no business with.
        let (place, temporary) = match &context.place {
            place @ Place::Option(_) => (place.clone(), None),
            Place::Environment(_) | Place::Default(_) => {
                screens::need_a_terminal()?;
                let folder = temporary_folder()?;
                (Place::Option(folder.path().join("demo.db")), Some(folder))
            }
        };
        place.is_free()?;
        let mut desk = place.create()?;
        let people = fill(&mut desk, self.users)?;
        let people = counted(people, "person", "people");
        let whereabouts = match &temporary {
            Some(_) => "Nothing of it is kept.".to_owned(),
            None => format!("It is in {}.", place.shown()),
        };
        // Said before the screens open, so that it stands in the terminal when they are closed again.
        say(&format!(
            "This is a made-up firm of {people}. {whereabouts} Everyone's password is: {}",
            demo::PASSWORD
        ));
        if temporary.is_none() && screens::need_a_terminal().is_err() {
            return Ok(());
        }
        screens::open_demo(context, desk, as_whom, temporary.is_none())
    }
}

/// Makes a folder that is its owner's alone, and goes with the value, even where the screens end by a signal.
fn temporary_folder() -> Result<TempDir, Failure> {
    // Made 0700 (tempfile, `Builder::tempdir`), whatever the umask.
    tempfile::Builder::new()
        .prefix("passward-demo-")
        .tempdir()
        .map_err(|_| {
            Failure::new(
                Fault::Refused,
                "no_temporary_folder",
                "No temporary folder could be made for the demo.",
            )
            .hint("Name a place to keep it with --db PATH.")
        })
}

/// Fills it; returns how many people there are.
fn fill(desk: &mut Desk, users: Option<u64>) -> Result<u64, Stop> {
    let mut rng = door::randomness()?;
    demo::fill(desk, &mut door::call(&mut rng), users).map_err(|error| match error {
        DemoError::FoundedAlready => {
            Failure::new(Fault::Refused, "already_there", error.to_string()).into()
        }
        DemoError::Store(error) => Failure::unavailable(error.to_string()).into(),
    })
}
