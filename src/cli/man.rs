//! `passward man`: the manual, one page for each command, made from the same definitions as `--help`.

use std::fs::OpenOptions;
use std::io::Write;
use std::path::PathBuf;

use clap::{Arg, Args};
use clap_mangen::Man;
use clap_mangen::roff::{Inline, Roff, bold, italic, roman};

use super::answer::{answer, answer_bytes, say};
use super::args::command;
use super::config;
use super::error::{Failure, Fault, Stop};
use super::looks::Colour;

/// Write a page of the manual to standard output, or all pages into a folder.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  passward man | man -l -
  passward man users-list
  passward man config | man -l -
  passward man --all man1")]
pub(super) struct Manual {
    /// The page: a command with its words joined by dashes, or config or json, with its section where a name has two
    /// (config.1, config.5, verify.1, verify.8); the whole program if left out.
    #[arg(value_name = "PAGE", conflicts_with = "all")]
    page: Option<String>,
    /// Write every page into this folder, which must be there; pages of the same name are not overwritten.
    #[arg(long, value_name = "FOLDER")]
    all: Option<PathBuf>,
    /// List the pages.
    #[arg(long, conflicts_with_all = ["page", "all"])]
    list: bool,
}

/// Pages about more than one command, by name and section.
const GENERAL: [(&str, u8, &str); 2] = [
    ("json", 7, include_str!("../../assets/man/passward-json.7")),
    (
        "verify",
        8,
        include_str!("../../assets/man/passward-verify.8"),
    ),
];

/// One page: its file name and its text for `man`.
struct Page {
    /// As it is asked for: "users-list"; empty for the program itself.
    name: String,
    section: u8,
    text: Vec<u8>,
}

impl Page {
    /// Says whether the page is meant by "config" or, with its section, by "config.5".
    fn is_called(&self, wanted: &str) -> bool {
        let (name, section) = match wanted.rsplit_once('.') {
            Some((name, section)) => (name, Some(section)),
            None => (wanted, None),
        };
        name == self.name && section.is_none_or(|section| section == self.section.to_string())
    }

    fn file_name(&self) -> String {
        match self.name.as_str() {
            "" => format!("passward.{}", self.section),
            name => format!("passward-{name}.{}", self.section),
        }
    }
}

impl Manual {
    pub(super) fn run(&self) -> Result<(), Stop> {
        let pages = pages();
        if self.list {
            return pages.iter().try_for_each(|page| answer(&page.file_name()));
        }
        if let Some(folder) = &self.all {
            for page in &pages {
                let path = folder.join(page.file_name());
                let mut options = OpenOptions::new();
                let written = options
                    .write(true)
                    .create_new(true)
                    .open(&path)
                    .and_then(|mut file| file.write_all(&page.text));
                written.map_err(|_| unwritten(&path))?;
            }
            say(&format!("{} pages were written.", pages.len()));
            return Ok(());
        }
        let wanted = self.page.as_deref().unwrap_or_default();
        // Where a command and a general page share a name, the general one says more.
        match pages.iter().rev().find(|page| page.is_called(wanted)) {
            Some(page) => answer_bytes(&page.text),
            None => Err(Failure::new(
                Fault::Usage,
                "no_such_page",
                "There is no page of that name.",
            )
            .hint("`passward man --list` names the pages.")
            .into()),
        }
    }
}

fn unwritten(path: &std::path::Path) -> Failure {
    let path = crate::words::Printable::new(&path.to_string_lossy());
    Failure::new(
        Fault::Refused,
        "unwritten",
        format!("{path} could not be written; it may be there already."),
    )
    .hint("Name an empty folder that you can write to.")
}

fn pages() -> Vec<Page> {
    let mut whole = command(Colour::Never);
    whole.build();
    let mut pages = Vec::new();
    collect(&whole, "", &mut pages);
    pages.extend(GENERAL.map(|(name, section, text)| Page {
        name: name.into(),
        section,
        text: text.into(),
    }));
    pages.push(Page {
        name: "config".into(),
        section: 5,
        text: config::manual().unwrap_or_default(),
    });
    pages
}

fn collect(command: &clap::Command, name: &str, pages: &mut Vec<Page>) {
    pages.push(Page {
        name: name.into(),
        section: 1,
        // Only a writer that fails makes rendering fail, and a Vec never does.
        text: rendered(command).unwrap_or_default(),
    });
    let inner = command.get_subcommands();
    for inner in inner.filter(|inner| inner.get_name() != "help") {
        let name = match name {
            "" => inner.get_name().to_owned(),
            outer => format!("{outer}-{}", inner.get_name()),
        };
        collect(inner, &name, pages);
    }
}

fn rendered(command: &clap::Command) -> std::io::Result<Vec<u8>> {
    let mut text = Vec::new();
    let help = command
        .get_after_help()
        .map(ToString::to_string)
        .unwrap_or_default();
    // The examples get a section of their own.
    let man = Man::new(command.clone().after_help("")).source("passward");
    man.render_title(&mut text)?;
    man.render_name_section(&mut text)?;
    synopsis(command).to_writer(&mut text)?;
    man.render_description_section(&mut text)?;
    man.render_options_section(&mut text)?;
    if command.has_subcommands() {
        man.render_subcommands_section(&mut text)?;
    }
    let mut more = Roff::new();
    let examples = examples(&help);
    if !examples.is_empty() {
        more.control("SH", ["EXAMPLES"]);
        more.control("nf", []);
        for line in examples {
            more.text([roman(line)]);
        }
        more.control("fi", []);
    }
    more.control("SH", ["EXIT STATUS"]);
    for (code, meaning) in exit_codes(command) {
        more.control("TP", []);
        more.text([bold(code)]);
        more.text([roman(meaning)]);
    }
    more.control("SH", ["SEE ALSO"]);
    more.text([
        bold("passward"),
        roman("(1), "),
        bold("passward-config"),
        roman("(5), "),
        bold("passward-json"),
        roman("(7)"),
    ]);
    more.to_writer(&mut text)?;
    Ok(text)
}

/// Writes how the command is given: each option with the name of its value.
fn synopsis(command: &clap::Command) -> Roff {
    let groups = command.get_groups().filter(|group| group.is_required_set());
    let one_of: Vec<Vec<&Arg>> = groups
        .map(|group| {
            let named = |arg: &&Arg| group.get_args().any(|id| id == arg.get_id());
            command.get_arguments().filter(named).collect()
        })
        .filter(|members: &Vec<&Arg>| !members.is_empty())
        .collect();
    let alone = |arg: &&Arg| {
        !arg.is_hide_set()
            && !one_of
                .iter()
                .flatten()
                .any(|of| of.get_id() == arg.get_id())
    };
    let (positional, mut options): (Vec<&Arg>, Vec<&Arg>) = command
        .get_arguments()
        .filter(alone)
        .partition(|arg| arg.is_positional());
    // What stands with every command comes last.
    options.sort_by_key(|arg| arg.is_global_set());
    let mut line = vec![bold(command.get_bin_name().unwrap_or(command.get_name()))];
    for arg in options {
        line.extend(bracketed(arg));
    }
    for members in one_of {
        line.push(roman(" <"));
        for (at, arg) in members.into_iter().enumerate() {
            if at > 0 {
                line.push(roman("|"));
            }
            line.extend(written(arg));
        }
        line.push(roman(">"));
    }
    for arg in positional {
        line.extend(bracketed(arg));
    }
    if command.has_subcommands() {
        let required = command.is_subcommand_required_set();
        let (open, close) = if required { (" <", ">") } else { (" [", "]") };
        line.extend([roman(open), italic("command"), roman(close)]);
    }
    let mut section = Roff::new();
    section.control("SH", ["SYNOPSIS"]);
    section.text(line);
    section
}

/// An argument behind a blank, in brackets where it may be left out.
fn bracketed(arg: &Arg) -> Vec<Inline> {
    let (open, close) = if arg.is_required_set() {
        (" ", "")
    } else {
        (" [", "]")
    };
    let mut line = vec![roman(open)];
    line.extend(written(arg));
    line.push(roman(close));
    line
}

/// An argument as it is given, with the name of its value.
fn written(arg: &Arg) -> Vec<Inline> {
    let mut line = Vec::new();
    if let Some(short) = arg.get_short() {
        line.extend([bold(format!("-{short}")), roman("|")]);
    }
    if let Some(long) = arg.get_long() {
        line.push(bold(format!("--{long}")));
    }
    if arg.get_action().takes_values()
        && let Some(names) = arg.get_value_names()
    {
        if !arg.is_positional() {
            line.push(roman(" "));
        }
        line.push(italic(names.join(" ")));
        if arg.get_num_args().is_some_and(|many| many.max_values() > 1) {
            line.push(roman("..."));
        }
    }
    line
}

/// Returns what the exit codes of a command mean: those of all, or of the door that has its own (I1).
fn exit_codes(command: &clap::Command) -> [(&'static str, &'static str); 5] {
    if command.get_bin_name() == Some("passward verify") {
        EXIT_CODES_OF_VERIFY
    } else {
        EXIT_CODES
    }
}

/// What the exit codes of `verify` mean; passward-verify(8) says more.
const EXIT_CODES_OF_VERIFY: [(&str, &str); 5] = [
    ("0", "The password is right, and its user may use it."),
    (
        "1",
        "Wrong, unknown, disabled, invited, waiting or locked; with pam every refusal.",
    ),
    ("2", "Wrong usage."),
    ("4", "The database is unavailable or damaged."),
    (
        "5",
        "With lines: the password is right, but a new one must be chosen first.",
    ),
];

/// What every command's exit codes mean (SPEC, Errors).
const EXIT_CODES: [(&str, &str); 5] = [
    ("0", "Done."),
    ("1", "Refused, or failed."),
    ("2", "Wrong usage."),
    ("3", "Not allowed."),
    ("4", "The database is unavailable or damaged."),
];

/// Returns the lines of the examples in a command's help.
fn examples(help: &str) -> Vec<&str> {
    help.lines()
        .skip_while(|line| *line != "Examples:")
        .skip(1)
        .take_while(|line| !line.trim().is_empty())
        .map(str::trim_end)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_command_has_a_page_with_options_and_exit_codes() {
        let pages = pages();
        for page in pages.iter().filter(|page| page.section == 1) {
            let text = String::from_utf8(page.text.clone()).unwrap();
            for heading in [".SH NAME", ".SH SYNOPSIS", ".SH OPTIONS", "EXIT STATUS"] {
                assert!(text.contains(heading), "{}: {heading}", page.file_name());
            }
        }
        let names: Vec<_> = pages.iter().map(Page::file_name).collect();
        for name in [
            "passward.1",
            "passward-users-list.1",
            "passward-config.1",
            "passward-config.5",
            "passward-json.7",
            "passward-verify.8",
        ] {
            assert!(names.iter().any(|page| page == name), "{name}");
        }
    }

    fn page(name: &str) -> String {
        let pages = pages();
        let page = pages.iter().find(|page| page.file_name() == name).unwrap();
        String::from_utf8(page.text.clone()).unwrap()
    }

    #[test]
    fn i1_verify_has_a_table_of_exit_codes_of_its_own() {
        let verify = page("passward-verify.1");
        let (_, codes) = verify.split_once("EXIT STATUS").unwrap();
        assert!(
            codes.contains("\\fB5\\fR") && !codes.contains("Not allowed"),
            "{codes}"
        );
        for other in ["passward-audit-verify.1", "passward-status.1"] {
            let other = page(other);
            let (_, codes) = other.split_once("EXIT STATUS").unwrap();
            assert!(
                codes.contains("Not allowed") && !codes.contains("\\fB5\\fR"),
                "{codes}"
            );
        }
    }

    #[test]
    fn the_synopsis_names_the_value_of_every_option() {
        let mut whole = command(Colour::Never);
        whole.build();
        let mut waiting = vec![&whole];
        let mut seen = 0;
        while let Some(command) = waiting.pop() {
            waiting.extend(
                command
                    .get_subcommands()
                    .filter(|inner| inner.get_name() != "help"),
            );
            let mut text = Vec::new();
            synopsis(command).to_writer(&mut text).unwrap();
            let text = String::from_utf8(text).unwrap();
            for arg in command.get_arguments().filter(|arg| !arg.is_hide_set()) {
                let Some(long) = arg.get_long() else {
                    continue;
                };
                let mut option = format!("\\fB\\-\\-{}\\fR", long.replace('-', "\\-"));
                if arg.get_action().takes_values() {
                    let names = arg.get_value_names().unwrap().join(" ");
                    option = format!("{option} \\fI{}\\fR", names.replace('-', "\\-"));
                }
                assert!(text.contains(&option), "{option}: {text}");
                seen += 1;
            }
        }
        assert!(seen > 300, "{seen}");
    }

    #[test]
    fn every_example_is_a_command_that_can_be_given() {
        let mut whole = command(Colour::Never);
        whole.build();
        let mut waiting = vec![&whole];
        let mut tried = 0;
        while let Some(command) = waiting.pop() {
            waiting.extend(command.get_subcommands());
            let help = command.get_after_help().map(ToString::to_string);
            let lines = help.unwrap_or_default().replace("\\\n", " ");
            for line in examples(&lines) {
                // What follows two blanks explains; what follows a bar or an arrow is the shell's.
                let given = line.trim().split("  ").next().unwrap_or_default();
                let given = given.split(['|', '<', '>']).next().unwrap_or_default();
                let words = words(given);
                let words: Vec<std::ffi::OsString> = words.iter().map(Into::into).collect();
                let parsed = super::super::args::read(&words);
                assert!(parsed.is_ok(), "{line}: {}", parsed.unwrap_err());
                tried += 1;
            }
        }
        assert!(tried > 30, "{tried}");
    }

    /// Splits a line as a shell does, as far as examples need it.
    fn words(line: &str) -> Vec<String> {
        let mut words = vec![String::new()];
        let mut quoted = false;
        for c in line.trim().chars() {
            match c {
                '"' => quoted = !quoted,
                ' ' if !quoted => words.push(String::new()),
                c => words.last_mut().unwrap().push(c),
            }
        }
        words.retain(|word| !word.is_empty());
        words
    }
}
