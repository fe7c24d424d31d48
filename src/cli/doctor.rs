//! `passward doctor`: how it stands with the lists, the file, the clock and the data, for whoever holds them (R7).

use clap::Args;
use serde::Serialize;
use serde_json::{Map, Value};

use super::answer::{answer_in_json, answer_line, say};
use super::columns::columns_of_terminal;
use super::error::{Failure, Fault, Stop};
use super::in_json::Document;
use super::{Context, door};
use crate::prompt::wrapped;
use crate::service::{Desk, Mode, check_up};
use crate::store::Depth;
use crate::words::{Printable, counted};

mod data;
mod lists;
mod machine;
mod mail;
mod settings;

/// Look how it stands with the database, the lists of passwords and this machine.
///
/// Asks for no password: whoever can open the database may know. Nothing is changed. Exits with 1 where there is a
/// problem; a notice is none.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  passward doctor
  passward doctor --json
  passward doctor --deep --breached /srv/pwned-passwords.txt")]
pub(super) struct Doctor {
    /// Look at every page of the database, recount every number, and read the whole list; may take minutes.
    #[arg(long)]
    deep: bool,
    /// Answer with one JSON document, which holds no name, e-mail address or path.
    #[arg(long)]
    json: bool,
}

/// How it stands with one thing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "lowercase")]
enum State {
    Ok,
    Notice,
    Problem,
}

/// One thing that was looked at.
#[derive(Debug, Serialize)]
struct Check {
    #[serde(rename = "check")]
    name: &'static str,
    state: State,
    /// In words, without a name, an e-mail address or a path.
    says: String,
    hint: Option<String>,
    /// The numbers that the words hold.
    #[serde(flatten)]
    numbers: Map<String, Value>,
    /// In words for the one who sits here, where that names a place.
    #[serde(skip)]
    here: Option<String>,
    /// What to do, where that names a place.
    #[serde(skip)]
    hint_here: Option<String>,
}

impl Check {
    fn new(name: &'static str, state: State, says: impl Into<String>) -> Self {
        Self {
            name,
            state,
            says: says.into(),
            hint: None,
            numbers: Map::new(),
            here: None,
            hint_here: None,
        }
    }

    fn ok(check: &'static str, says: impl Into<String>) -> Self {
        Self::new(check, State::Ok, says)
    }

    fn notice(check: &'static str, says: impl Into<String>) -> Self {
        Self::new(check, State::Notice, says)
    }

    fn problem(check: &'static str, says: impl Into<String>) -> Self {
        Self::new(check, State::Problem, says)
    }

    /// Adds what to do.
    fn hint(mut self, hint: impl Into<String>) -> Self {
        self.hint = Some(hint.into());
        self
    }

    /// Adds a number or another value for programs.
    fn with(mut self, name: &str, value: impl Into<Value>) -> Self {
        self.numbers.insert(name.to_owned(), value.into());
        self
    }

    /// Adds what is said here instead, with a place in it.
    fn here(mut self, says: impl Into<String>) -> Self {
        self.here = Some(says.into());
        self
    }

    /// Adds what to do that is said here instead, with a place in it.
    fn hint_here(mut self, hint: impl Into<String>) -> Self {
        self.hint_here = Some(hint.into());
        self
    }
}

/// The document of `--json`.
#[derive(Serialize)]
struct Report {
    version: &'static str,
    worst: State,
    checks: Vec<Check>,
    settings: Vec<settings::InForce>,
}

impl Doctor {
    pub(super) fn run(self, context: &Context) -> Result<(), Stop> {
        let depth = if self.deep {
            if !self.json {
                say("This may take some minutes.");
            }
            Depth::Whole
        } else {
            Depth::Quick
        };
        let checks = checks(context, depth);
        let worst = checks.iter().map(|check| check.state).max();
        let count = |state| checks.iter().filter(|check| check.state == state).count() as u64;
        let (problems, notices) = (count(State::Problem), count(State::Notice));
        // What no other command could work on ends this one as it ends those.
        let no_data = |check: &Check| check.name == "database" && check.state == State::Problem;
        let fault = if checks.iter().any(no_data) {
            Fault::Unavailable
        } else {
            Fault::Refused
        };
        if self.json {
            answer_in_json(&Document::of(Report {
                version: env!("CARGO_PKG_VERSION"),
                worst: worst.unwrap_or(State::Ok),
                checks,
                settings: settings::in_force(&context.settings),
            }))?;
        } else {
            answer_line(&text(context, &checks))?;
        }
        if problems == 0 {
            if !self.json && notices > 0 {
                say(&format!(
                    "{}, no problem.",
                    counted(notices, "notice", "notices")
                ));
            }
            return Ok(());
        }
        let verb = if problems == 1 { "was" } else { "were" };
        let found = counted(problems, "problem", "problems");
        let failure = Failure::new(fault, "problems_found", format!("{found} {verb} found."));
        Err(failure
            .hint("What to do stands below each one. Nothing was changed.")
            .into())
    }
}

/// Looks at everything that can be looked at; what needs the database is left out where it does not open.
fn checks(context: &Context, depth: Depth) -> Vec<Check> {
    let now = door::moment().now;
    let zone = context.settings.zone();
    let mut checks = vec![lists::common()];
    checks.push(lists::breached(&context.breached, now, zone, depth));
    // It looks and changes nothing: an older schema stays as it is.
    match context.place.open_file(Mode::ReadOnly) {
        Err(failure) => checks.push(machine::unopened(&failure)),
        Ok(store) => {
            checks.extend(machine::files(&context.place));
            match store.health(depth) {
                Ok(health) => checks.extend(data::health(&health, &context.place)),
                Err(error) => checks.push(data::unread(&error)),
            }
            match check_up(&mut Desk::new(Box::new(store)), now, depth) {
                Ok(checkup) => {
                    checks.extend(data::checkup(&checkup, now, zone, depth));
                    checks.push(mail::mail(&context.settings, &checkup.mail, now, zone));
                }
                Err(error) => checks.push(data::unread(&error)),
            }
        }
    }
    checks.push(Check::ok(
        "trust",
        "Whoever can open the database file, or set this machine's clock, can do anything with it: one operating-system user should own both the file and the program.",
    ));
    checks
}

/// One line for each check, and its hint below it; more of them where the terminal is too narrow.
fn text(context: &Context, checks: &[Check]) -> String {
    let (place, file) = (context.place.shown(), settings::file(&context.settings));
    let width = columns_of_terminal();
    let mut out = format!("The database is {place}.\n{file}");
    for check in checks {
        let state = match check.state {
            State::Ok => "ok",
            State::Notice => "notice",
            State::Problem => "problem",
        };
        let says = check.here.as_ref().unwrap_or(&check.says);
        out.push_str(&entry(state, says, width));
        if let Some(hint) = check.hint_here.as_ref().or(check.hint.as_ref()) {
            out.push_str(&entry("", hint, width));
        }
    }
    for line in settings::lines(&context.settings) {
        out.push_str(&entry("setting", &line, width));
    }
    out
}

/// So far in stands what is said.
const INDENT: usize = 9;
/// Narrower than this, nothing is gained by breaking it.
const NARROWEST: usize = 20;

/// A line break, a word, and a text beside it whose further lines begin below its first.
fn entry(word: &str, text: &str, width: usize) -> String {
    let width = width.saturating_sub(INDENT).max(NARROWEST);
    let text = wrapped(Printable::new(text).as_str(), width);
    let text = text.replace('\n', &format!("\n{:INDENT$}", ""));
    format!("\n{word:<INDENT$}{text}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_wider_than_the_terminal_goes_on_below_its_beginning() {
        let text = "The database file is its owner's alone.";
        let whole = format!("\nok       {text}");
        assert_eq!(entry("ok", text, usize::MAX), whole);
        assert_eq!(entry("ok", text, whole.len() - 1), whole);
        assert_eq!(
            entry("ok", text, 40),
            "\nok       The database file is its\n         owner's alone."
        );
    }
}
