//! `passward demo`: a made-up firm to look around in.

use clap::Args;

use super::answer::say;
use super::error::{Failure, Fault, Stop};
use super::looks::Looks;
use super::made::Made;
use super::place::Place;
use super::{Context, door, screens};
use crate::domain::Email;
use crate::service::Desk;
use crate::service::demo::{self, DemoError};
use crate::tui::signals::Signals;
use crate::tui::terminal;
use crate::words::counted;

/// Look around in a made-up firm, which is gone afterwards unless --db names a place for it.
///
/// With --db the firm is made in a new file there and stays. Without a terminal that is all that happens.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  passward demo
  passward demo --as ben.okafor@hartwellfinch.example
  passward demo --users 100000 --db big.db    Keep it: passward --db big.db")]
pub(super) struct Demo {
    /// Sign in as this person instead of the owner.
    #[arg(long = "as", value_name = "E-MAIL")]
    as_whom: Option<String>,
    /// Make this many people.
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u64).range(1..=2_000_000))]
    users: Option<u64>,
    #[command(flatten)]
    pub(super) looks: Looks,
}

impl Demo {
    pub(super) fn run(self, context: &Context) -> Result<(), Stop> {
        let as_whom = self
            .as_whom
            .as_deref()
            .map(Email::parse)
            .transpose()
            .map_err(|fault| Failure::bad_value(&fault))?;
        // The settings name the firm's real database, which a demo has no business with.
        let named = match &context.place {
            place @ Place::Option(_) => Some(place),
            Place::Environment(_) | Place::Settings(_) | Place::Default(_) => None,
        };
        if named.is_some() {
            context.may_change()?;
        }
        let has_a_terminal = screens::need_a_terminal(context);
        if named.is_none() {
            has_a_terminal.clone().map_err(|failure| {
                failure.hint("With --db PATH the made-up firm is made there, without them.")
            })?;
        }
        let made = Made::default();
        let signals = watched(&made)?;
        let place = match named {
            Some(place) => place.clone(),
            None => temporary_place(&made)?,
        };
        place.is_free()?;
        let lists = context.breached.open()?;
        let mut desk = place.create(&made)?.with_lists(lists);
        let people = fill(&mut desk, self.users)?;
        if let Some(ending) = signals.ending() {
            return Err(Stop::Signal(ending.signal()));
        }
        let whereabouts = match named {
            Some(_) => {
                made.keep();
                format!("It is in {}.", place.shown())
            }
            None => "Nothing of it is kept.".to_owned(),
        };
        // Said before the screens open, so that it stands in the terminal when they are closed again.
        say(&format!(
            "This is a made-up firm of {}. {whereabouts} Everyone's password is: {}",
            counted(people, "person", "people"),
            demo::PASSWORD
        ));
        if has_a_terminal.is_err() {
            return Ok(());
        }
        let (kept, desk) = (named.is_some(), desk.in_mode(context.mode));
        screens::open_demo(
            &context.settings,
            desk,
            as_whom,
            kept,
            context.mode,
            signals,
        )
    }
}

/// Takes the signals from here to the end of the screens: what was made goes, and the terminal comes back (R3).
///
/// A long fill does not look at them; the thread that waits for them ends it a second later.
fn watched(made: &Made) -> Result<Signals, Failure> {
    let take_back = made.taking_back();
    let restore = move || {
        terminal::leave();
        take_back();
    };
    Signals::install(restore).map_err(|_| {
        Failure::new(
            Fault::Refused,
            "no_signals",
            "The system gives no room to wait for signals. Nothing was made.",
        )
        .hint("Close some programs and try again.")
    })
}

/// Makes a folder that is its owner's alone, and goes with all that is in it.
fn temporary_place(made: &Made) -> Result<Place, Failure> {
    // Made 0700 (tempfile, `Builder::tempdir`), whatever the umask.
    let folder = tempfile::Builder::new()
        .prefix("passward-demo-")
        .tempdir()
        .map_err(|_| {
            Failure::new(
                Fault::Refused,
                "no_temporary_folder",
                "No temporary folder could be made for the demo.",
            )
            .hint("Name a place to keep it with --db PATH.")
        })?
        .keep();
    made.whole(folder.clone());
    Ok(Place::Option(folder.join("demo.db")))
}

/// Fills it; returns how many people there are.
fn fill(desk: &mut Desk, users: Option<u64>) -> Result<u64, Stop> {
    let mut rng = door::randomness()?;
    demo::fill(desk, &mut door::call(&mut rng), users).map_err(|error| match error {
        DemoError::FoundedAlready => {
            Failure::told(Fault::Refused, "already_there", &error.to_string()).into()
        }
        DemoError::Store(error) => error.into(),
    })
}
