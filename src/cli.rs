//! The command line: one file per command, text or `--json`, one match from failure to exit code.
//!
//! Called by `main` alone. This room opens the database and names the clock and the system's randomness for what runs
//! off the screens; results go to standard output, everything that is said to standard error. A secret comes from
//! standard input or the terminal, never from an argument or the environment.

use std::ffi::OsString;
use std::io::{ErrorKind, IsTerminal, Write};
use std::process::ExitCode;

mod acting;
mod answer;
mod args;
mod audit;
mod backup;
mod columns;
mod completions;
mod config;
mod demo;
mod doctor;
mod door;
mod error;
mod expire_all;
mod firm;
mod import;
mod in_json;
mod init;
mod input;
mod kiosk;
mod lists;
mod looks;
mod made;
mod mail;
mod man;
mod matching;
mod notify;
mod os_user;
mod out;
mod passwd;
mod place;
mod policy;
mod posting;
mod recover;
mod report;
mod respond;
mod screens;
mod sessions;
mod settings;
mod sign_out_all;
mod status;
mod users;
mod verify;
mod whom;

use args::{Arguments, Command};
use error::{Failure, Fault, Form, Stop};
use lists::Named;
use place::Place;
use settings::Settings;

use crate::domain::text::is_unprintable;
use crate::service::{Desk, Mailing, Mode};
use crate::store::StoreError;
use crate::tui::view_model::seat::Seat;
use crate::words::Printable;

/// How the program ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum End {
    /// With this exit code.
    Code(u8),
    /// A signal asked for it; the process is to die by that signal.
    Signal(i32),
}

impl End {
    /// Turns it into what `main` returns; dies here where a signal asked for it, once everything was put back.
    #[must_use]
    pub fn finish(self) -> ExitCode {
        match self {
            Self::Code(code) => code.into(),
            Self::Signal(signal) => {
                let _ = signal_hook::low_level::emulate_default_handler(signal);
                // Still here: the signal is blocked. The shell's number for it is the next best.
                ExitCode::from(u8::try_from(128 + signal).unwrap_or(1))
            }
        }
    }
}

/// Runs the program with these arguments, the first of which is its own name.
#[must_use]
pub fn run(args: impl IntoIterator<Item = OsString>) -> End {
    leave_no_core();
    let args: Vec<OsString> = args.into_iter().collect();
    anstream::ColorChoice::write_global(looks::colours(&args).into());
    let arguments = match args::read(&args) {
        Ok(arguments) => arguments,
        Err(error) => return wrong_usage(&error, &args),
    };
    let form = arguments.form;
    match dispatch(arguments) {
        Ok(()) | Err(Stop::OutputClosed) => End::Code(0),
        Err(Stop::Signal(signal)) => End::Signal(signal),
        Err(Stop::Answered(code)) => End::Code(code),
        Err(Stop::Failed(failure)) => {
            failure.tell(form);
            End::Code(failure.exit_code())
        }
    }
}

/// Leaves no core behind, whatever ends the process: it would hold what was typed.
///
/// Of one byte, for a limit of none holds only for files: a program that `core_pattern` hands cores to would be given one.
/// Linux gives none to a file either that a page does not fit into.
fn leave_no_core() {
    let none = rustix::process::Rlimit {
        current: Some(1),
        maximum: Some(1),
    };
    // Only raising a limit can be refused.
    let _ = rustix::process::setrlimit(rustix::process::Resource::Core, none);
}

fn dispatch(arguments: Arguments) -> Result<(), Stop> {
    let given = arguments.given();
    let Arguments {
        options, command, ..
    } = arguments;
    let args::Options {
        everywhere, kiosk, ..
    } = options;
    let seat = if kiosk {
        kiosk::opens_screens(command.is_none())?;
        kiosk::enter()?;
        Seat::Kiosk
    } else {
        Seat::Own
    };
    // These work anywhere: the two read no settings, the third needs no database.
    if let Some(Command::Completions(completions)) = &command {
        return completions.run();
    }
    if let Some(Command::Man(man)) = &command {
        return man.run();
    }
    let settings = Settings::find(everywhere.config, given)?;
    if let Some(Command::Config(config)) = &command {
        return config.run(&settings);
    }
    let context = Context {
        place: Place::find(&settings)?,
        questions: if everywhere.no_input {
            Questions::Forbidden
        } else if std::io::stdin().is_terminal() && std::io::stderr().is_terminal() {
            Questions::Allowed
        } else {
            Questions::NobodyThere
        },
        breached: Named::find(&settings),
        settings,
        seat,
        mode: if everywhere.read_only {
            Mode::ReadOnly
        } else {
            Mode::Full
        },
    };
    match command {
        None => screens::run(&context),
        Some(Command::Init(init)) => init.run(&context),
        Some(Command::Passwd(passwd)) => passwd.run(&context),
        Some(Command::Status(status)) => status.run(&context),
        Some(Command::Audit(audit)) => audit.run(&context),
        Some(Command::Demo(demo)) => demo.run(&context),
        Some(Command::Policy(policy)) => policy.run(&context),
        Some(Command::Users(users)) => users.run(&context),
        Some(Command::ExpireAll(all)) => all.run(&context),
        Some(Command::SignOutAll(all)) => all.run(&context),
        Some(Command::Respond(respond)) => respond.run(&context),
        Some(Command::Firm(firm)) => firm.run(&context),
        Some(Command::Sessions(sessions)) => sessions.run(&context),
        Some(Command::Doctor(doctor)) => doctor.run(&context),
        Some(Command::Recover(recover)) => recover.run(&context),
        Some(Command::Notify(notify)) => notify.run(&context),
        Some(Command::Backup(backup)) => backup.run(&context),
        Some(Command::Verify(verify)) => verify.run(&context),
        Some(Command::Report(report)) => report.run(&context),
        Some(Command::Export(export)) => export.run(&context),
        Some(Command::Import(import)) => import.run(&context),
        Some(Command::Restore(restore)) => restore.run(&context),
        Some(Command::Config(config)) => config.run(&context.settings),
        Some(Command::Completions(completions)) => completions.run(),
        Some(Command::Man(man)) => man.run(),
    }
}

/// What every command works with.
struct Context {
    place: Place,
    questions: Questions,
    breached: Named,
    settings: Settings,
    seat: Seat,
    mode: Mode,
}

impl Context {
    /// Opens the database with its firm; acts leave mail where mail is set up (N2).
    fn open(&self) -> Result<Desk, Failure> {
        let desk = self.place.open(self.mode)?;
        Ok(desk.with_mailing(self.mailing()))
    }

    /// Says whether acts leave mail (N2). Read only there is none to leave, and no code is offered by mail.
    fn mailing(&self) -> Mailing {
        match self.mode {
            Mode::Full => mail::mailing(&self.settings),
            Mode::ReadOnly => Mailing::Off,
        }
    }

    /// Refuses what changes something where the program was opened read only, before anything is asked.
    fn may_change(&self) -> Result<(), Failure> {
        match self.mode {
            Mode::Full => Ok(()),
            Mode::ReadOnly => Err(StoreError::OnlyLooking.into()),
        }
    }
}

/// Whether somebody can be asked at the prompt.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Questions {
    /// At this terminal.
    Allowed,
    /// There is no terminal: secrets come from standard input.
    NobodyThere,
    /// `--no-input`.
    Forbidden,
}

/// Says whether the terminal, if there is one, knows more than plain text.
fn terminal_is_capable() -> bool {
    std::env::var_os("TERM").is_some_and(|term| !term.is_empty() && term != "dumb")
}

/// Tells of a wrong command line, or prints the help that was asked for.
fn wrong_usage(error: &clap::Error, args: &[OsString]) -> End {
    if !error.use_stderr() {
        let printed = error.print().and_then(|()| std::io::stdout().flush());
        // Nobody may be listening any more (`passward --help | head -1`), which is no error.
        let failed = printed.is_err_and(|error| error.kind() != ErrorKind::BrokenPipe);
        return End::Code(u8::from(failed));
    }
    if args.iter().any(|arg| arg == "--json") {
        usage_in_words(error, args).tell(Form::Json);
    } else {
        // What was typed may have come from elsewhere, into a script (R4).
        let alive = |arg: &OsString| arg.to_string_lossy().contains(is_unprintable);
        if args.iter().any(alive) {
            answer::say(plain(error).trim_end());
        } else {
            let _ = error.print();
        }
        let lacks = error.kind() == clap::error::ErrorKind::MissingRequiredArgument;
        if let Some(examples) = args::examples(args).filter(|_| lacks) {
            answer::say(&format!("\n{examples}"));
        }
    }
    End::Code(Fault::Usage.exit_code())
}

/// Says what is wrong with a command line without colours and without what a terminal would obey.
fn plain(error: &clap::Error) -> String {
    let text = error.to_string();
    let lines: Vec<_> = text
        .lines()
        .map(|line| Printable::new(line).to_string())
        .collect();
    lines.join("\n")
}

/// Puts a wrong command line into a sentence and a hint, on one line each.
fn usage_in_words(error: &clap::Error, args: &[OsString]) -> Failure {
    let text = plain(error);
    let mut paragraphs = text.split("\n\n").map(|paragraph| {
        let words: Vec<&str> = paragraph.split_whitespace().collect();
        words.join(" ")
    });
    let first = paragraphs.next().unwrap_or_default();
    let whole = |words: &str| {
        let mut sentence = format!("{words}.");
        if let Some(begin) = sentence.get_mut(..1) {
            begin.make_ascii_uppercase();
        }
        sentence
    };
    let sentence = whole(first.strip_prefix("error: ").unwrap_or(&first));
    // What clap says of values that begin with dashes helps nobody who mistyped an option.
    let tip = paragraphs
        .filter_map(|words| words.strip_prefix("tip: ").map(str::to_owned))
        .find(|tip| !tip.contains(" as a value, use "));
    Failure::new(Fault::Usage, "usage", sentence).hint(tip.map_or_else(
        || format!("Run `{}` to see how it is used.", args::help_of(args)),
        |tip| whole(&tip),
    ))
}

/// A value is missing and may not be asked for.
fn missing(what: &str, option: &str) -> Failure {
    Failure::new(Fault::Usage, "missing_value", format!("{what} is missing."))
        .hint(format!("Give it with {option}."))
}
