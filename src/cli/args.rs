//! The arguments of the command line. The docs of each item are its help.

use std::ffi::OsString;
use std::path::PathBuf;
use std::str::FromStr;

use clap::{ArgMatches, Args, CommandFactory, FromArgMatches, Parser, Subcommand};

use super::error::Form;
use super::looks::{Colour, Looks, colours};
use super::settings::{Given, Value, table};
use super::{
    audit, backup, completions, config, demo, doctor, expire_all, firm, import, init, man, notify,
    passwd, policy, recover, report, respond, sessions, sign_out_all, status, users, verify,
};

/// Password security for everyone on a firm's account.
///
/// Without a command, the screens open.
#[derive(Debug, Parser)]
#[command(
    name = "passward",
    version,
    infer_subcommands = false,
    after_help = "Examples:
  passward demo            Look around in a made-up firm, which is gone afterwards
  passward                 Open the screens; the first run sets up your firm
  passward passwd          Change your own password, line by line
  passward status E-MAIL   Say when one person's password expires
  passward audit verify    Check that nobody has altered the audit log"
)]
pub(super) struct Arguments {
    #[command(flatten)]
    pub(super) options: Options,
    #[command(subcommand)]
    pub(super) command: Option<Command>,
    /// The form in which the command answers, whichever it is.
    #[arg(skip)]
    pub(super) form: Form,
}

/// What may stand before a command.
#[derive(Debug, Args)]
pub(super) struct Options {
    #[command(flatten)]
    pub(super) everywhere: Everywhere,
    #[command(flatten)]
    pub(super) looks: Looks,
    /// For whoever comes over SSH (`ForceCommand`): no files, no suspending, no set-up.
    #[arg(long, help_heading = "Options of the screens")]
    pub(super) kiosk: bool,
}

/// What every command takes.
#[derive(Debug, Args)]
#[command(next_help_heading = "Options of every command")]
pub(super) struct Everywhere {
    /// Use the database in this file; or name it in the variable `PASSWARD_DB`.
    #[arg(long, value_name = "PATH", global = true)]
    pub(super) db: Option<PathBuf>,
    /// Refuse new passwords that are in this file of breached ones; or name it in `PASSWARD_BREACHED`.
    #[arg(long, value_name = "FILE", global = true)]
    pub(super) breached: Option<PathBuf>,
    /// Read the settings from this file; or name it in `PASSWARD_CONFIG`.
    #[arg(long, value_name = "FILE", global = true)]
    pub(super) config: Option<PathBuf>,
    /// Look around, and have every change refused; sign-ins and wrong tries are still counted and logged.
    #[arg(long, global = true)]
    pub(super) read_only: bool,
    /// Never ask; a missing value is wrong usage.
    #[arg(long, global = true)]
    pub(super) no_input: bool,
    /// When to write colours on the command line.
    #[arg(long, value_enum, value_name = "WHEN", global = true, default_value_t = Colour::Auto)]
    pub(super) color: Colour,
}

impl Arguments {
    /// Returns what the options say of the settings.
    pub(super) fn given(&self) -> Given {
        let mut given = Given::default();
        let path = |path: &Option<PathBuf>| path.clone().map(Value::Path);
        let Options {
            everywhere, looks, ..
        } = &self.options;
        given.note(&table::DATABASE, path(&everywhere.db));
        given.note(&table::BREACHED, path(&everywhere.breached));
        let looks = match &self.command {
            Some(Command::Demo(demo)) => demo.looks.or(*looks),
            _ => *looks,
        };
        looks.note(&mut given);
        if let Some(Command::Verify(verify)) = &self.command {
            verify.note(&mut given);
        }
        given
    }
}

/// The commands. What each is for stands with its arguments; docs here would hide the rest of it.
#[derive(Debug, Subcommand)]
pub(super) enum Command {
    Init(init::Init),
    Passwd(passwd::Passwd),
    Status(status::Status),
    Policy(policy::PolicyCommand),
    Users(users::Users),
    ExpireAll(expire_all::ExpireAll),
    SignOutAll(sign_out_all::SignOutAll),
    Respond(respond::Respond),
    Sessions(sessions::SessionsCommand),
    Firm(firm::Firm),
    Audit(audit::Audit),
    Report(report::Report),
    Export(report::Export),
    Import(import::Import),
    Doctor(doctor::Doctor),
    Config(config::Config),
    Recover(recover::Recover),
    Notify(notify::Notify),
    Verify(verify::Verify),
    Backup(backup::Backup),
    Restore(backup::Restore),
    Completions(completions::Completions),
    Man(man::Manual),
    Demo(demo::Demo),
}

/// Adds what a command takes.
type Augment = fn(clap::Command) -> clap::Command;

/// The names of the commands, and what each takes.
const EACH: [(&str, Augment); 24] = [
    ("init", init::Init::augment_args),
    ("passwd", passwd::Passwd::augment_args),
    ("status", status::Status::augment_args),
    ("policy", policy::PolicyCommand::augment_args),
    ("users", users::Users::augment_args),
    ("expire-all", expire_all::ExpireAll::augment_args),
    ("sign-out-all", sign_out_all::SignOutAll::augment_args),
    ("respond", respond::Respond::augment_args),
    ("sessions", sessions::SessionsCommand::augment_args),
    ("firm", firm::Firm::augment_args),
    ("audit", audit::Audit::augment_args),
    ("report", report::Report::augment_args),
    ("export", report::Export::augment_args),
    ("import", import::Import::augment_args),
    ("doctor", doctor::Doctor::augment_args),
    ("config", config::Config::augment_args),
    ("recover", recover::Recover::augment_args),
    ("notify", notify::Notify::augment_args),
    ("verify", verify::Verify::augment_args),
    ("backup", backup::Backup::augment_args),
    ("restore", backup::Restore::augment_args),
    ("completions", completions::Completions::augment_args),
    ("man", man::Manual::augment_args),
    ("demo", demo::Demo::augment_args),
];

/// The help of a command: what it is for, examples, and only then everything that can be said to it.
const HELP: &str = "{about}{after-help}\n\n{usage-heading} {usage}\n\n{all-args}";
/// The same for the program itself.
const WHOLE_HELP: &str = "{about}{after-help}\n\n{usage-heading} {usage}\n\n{all-args}

Exit codes: 0 done, 1 refused or failed, 2 wrong usage, 3 not allowed,
4 database unavailable or damaged.";

/// Reads the arguments; `Err` also carries help and version, which are no errors.
pub(super) fn read(args: &[OsString]) -> Result<Arguments, clap::Error> {
    // What is wrong, and help, is told from all commands.
    read_with(meant(args), args).or_else(|_| read_with(command(colours(args)), args))
}

fn read_with(mut command: clap::Command, args: &[OsString]) -> Result<Arguments, clap::Error> {
    let matches = command.try_get_matches_from_mut(args)?;
    let arguments =
        Arguments::from_arg_matches(&matches).map_err(|error| error.format(&mut command))?;
    Ok(Arguments {
        form: form(&matches),
        ..arguments
    })
}

/// Returns the program with those commands alone whose names stand among the arguments: to put all of them together takes
/// longer than most commands run. A line that it takes means the same with all of them.
fn meant(args: &[OsString]) -> clap::Command {
    let named = EACH
        .iter()
        .filter(|(name, _)| args.iter().skip(1).any(|arg| arg == name))
        .map(|(name, augment)| augment(clap::Command::new(*name)));
    Options::augment_args(clap::Command::new("passward")).subcommands(named)
}

/// Returns the form that was asked for: JSON with `--json`, or with a `--format` of that name.
fn form(mut matches: &ArgMatches) -> Form {
    while let Some((_, below)) = matches.subcommand() {
        matches = below;
    }
    let json = matches.try_get_one::<bool>("json").ok().flatten();
    let mut formats = matches.try_get_raw("format").ok().flatten();
    let named = formats
        .as_mut()
        .is_some_and(|formats| formats.any(|format| format == "json"));
    if named || json == Some(&true) {
        Form::Json
    } else {
        Form::Text
    }
}

/// Returns the examples of the command that is meant, as its help shows them.
pub(super) fn examples(args: &[OsString]) -> Option<String> {
    let whole = command(Colour::Never);
    let meant = way_to_meant(&whole, args).last().unwrap_or(&whole);
    meant.get_after_help().map(ToString::to_string)
}

/// Returns what shows the help of the command that is meant.
pub(super) fn help_of(args: &[OsString]) -> String {
    let whole = command(Colour::Never);
    let words = way_to_meant(&whole, args).map(|below| format!("{} ", below.get_name()));
    format!("passward {}--help", words.collect::<String>())
}

/// Returns the command that is meant, and those it is in, the outermost first.
fn way_to_meant<'a>(
    whole: &'a clap::Command,
    args: &'a [OsString],
) -> impl Iterator<Item = &'a clap::Command> {
    let words = args.iter().skip(1).filter_map(|arg| arg.to_str());
    words
        .scan(whole, |within, word| {
            let found = within.find_subcommand(word);
            *within = found.unwrap_or(within);
            Some(found)
        })
        .flatten()
}

/// Returns all commands and their arguments.
pub(super) fn command(colour: Colour) -> clap::Command {
    with_help(Arguments::command(), HELP)
        .help_template(WHOLE_HELP)
        .color(match colour {
            Colour::Auto => clap::ColorChoice::Auto,
            Colour::Always => clap::ColorChoice::Always,
            Colour::Never => clap::ColorChoice::Never,
        })
}

fn with_help(command: clap::Command, template: &'static str) -> clap::Command {
    command
        .help_template(template)
        .mut_subcommands(|below| with_help(below, template))
}

/// Reads a whole number; what is none is said in plain words.
pub(super) fn whole<N: FromStr>(typed: &str) -> Result<N, &'static str> {
    typed.parse().map_err(|_| "it is a whole number, as 50")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_arguments_are_well_formed() {
        Arguments::command().debug_assert();
    }

    #[test]
    fn a_line_is_read_with_the_commands_that_it_names_as_with_all() {
        let whole = command(Colour::Never);
        let all: Vec<_> = whole
            .get_subcommands()
            .map(clap::Command::get_name)
            .collect();
        assert_eq!(EACH.map(|(name, _)| name)[..], all);
        for line in [
            "passward",
            "passward --kiosk --ascii",
            "passward status --json a@b.example --db status",
            "passward --db users users list --limit 3",
            "passward expire-all --reason demo --confirm respond",
            "passward --config verify policy set --strong on",
        ] {
            let args = words(line);
            let read = |command| format!("{:?}", read_with(command, &args).unwrap());
            assert_eq!(read(meant(&args)), read(command(Colour::Never)), "{line}");
        }
        for line in [
            "passward stats",
            "passward help",
            "passward help status",
            "passward --version",
            "passward status --help",
        ] {
            assert!(
                read_with(meant(&words(line)), &words(line)).is_err(),
                "{line}"
            );
        }
    }

    #[test]
    fn every_command_and_option_says_what_it_is_for() {
        let mut whole = command(Colour::Never);
        whole.build();
        let mut waiting: Vec<_> = whole.get_subcommands().collect();
        let mut seen = 0;
        while let Some(command) = waiting.pop() {
            let name = command.get_name();
            if name == "help" {
                continue;
            }
            seen += 1;
            waiting.extend(command.get_subcommands());
            assert!(command.get_about().is_some(), "{name}");
            let examples = command.get_after_help().map(ToString::to_string);
            assert!(
                examples.is_some_and(|text| text.starts_with("Examples:\n")),
                "{name}"
            );
            for argument in command.get_arguments() {
                let told = argument.get_help().is_some();
                assert!(told, "{name} {}", argument.get_id());
                // Letters stand for help and version alone.
                let letter = argument.get_short();
                assert!(
                    matches!(letter, None | Some('h' | 'V')),
                    "{name} {}",
                    argument.get_id()
                );
            }
        }
        assert!(seen > 40, "{seen}");
    }

    /// The commands without `--json`, and why.
    const WITHOUT_JSON: [(&str, &str); 6] = [
        ("init", "a talk in sentences: it answers nothing"),
        ("passwd", "a talk in sentences: it answers nothing"),
        ("demo", "opens the screens"),
        (
            "verify",
            "answers in the format of the door that it stands behind",
        ),
        ("completions", "writes a script of the shell"),
        ("man", "writes a page for man"),
    ];

    #[test]
    fn every_command_that_answers_does_so_in_json_too() {
        fn collect(command: &clap::Command, name: &str, found: &mut Vec<(String, bool)>) {
            for below in command.get_subcommands() {
                let name = format!("{name} {}", below.get_name()).trim().to_owned();
                if below.has_subcommands() {
                    collect(below, &name, found);
                } else if below.get_name() != "help" {
                    let json = below.get_arguments().any(|arg| arg.get_id() == "json");
                    found.push((name, json));
                }
            }
        }
        let mut found = Vec::new();
        collect(&command(Colour::Never), "", &mut found);
        assert!(found.len() > 30, "{found:?}");
        for (name, json) in &found {
            let excused = WITHOUT_JSON.iter().any(|(without, _)| without == name);
            assert_ne!(*json, excused, "{name}");
        }
        for (name, _) in WITHOUT_JSON {
            assert!(found.iter().any(|(there, _)| there == name), "{name}");
        }
    }

    #[test]
    fn the_form_is_that_of_the_command_wherever_it_stands() {
        for (line, form) in [
            ("passward status a@b.example", Form::Text),
            ("passward status --json a@b.example", Form::Json),
            ("passward audit verify --json --db x", Form::Json),
            ("passward report --format json", Form::Json),
            ("passward report --format csv", Form::Text),
            ("passward report --json", Form::Json),
            ("passward verify --format lines", Form::Text),
            ("passward", Form::Text),
        ] {
            assert_eq!(read(&words(line)).unwrap().form, form, "{line}");
        }
    }

    fn words(line: &str) -> Vec<OsString> {
        line.split(' ').map(OsString::from).collect()
    }

    #[test]
    fn the_looks_stand_before_or_after_the_command() {
        for line in ["passward --ascii demo", "passward demo --ascii"] {
            let Arguments {
                options, command, ..
            } = read(&words(line)).unwrap();
            let Some(Command::Demo(demo)) = command else {
                panic!("{line}");
            };
            assert!(demo.looks.or(options.looks).ascii, "{line}");
        }
    }

    #[test]
    fn what_is_no_number_is_said_so_in_plain_words() {
        let error = read(&words("passward users list --limit ten")).unwrap_err();
        let text = error.to_string();
        assert!(text.contains("it is a whole number"), "{text}");
    }

    #[test]
    fn options_stand_in_any_order() {
        for line in [
            "passward --db x status a@b.example --json",
            "passward status --json a@b.example --db x",
        ] {
            let arguments = read(&words(line)).unwrap();
            assert_eq!(arguments.options.everywhere.db, Some(PathBuf::from("x")));
        }
    }
}
