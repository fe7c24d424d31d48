//! One page of the manual, made from a command's definition: as clap writes it, but for the synopsis, and with sections
//! for the examples and the exit codes.

use clap::Arg;
use clap_mangen::Man;
use clap_mangen::roff::{Inline, Roff, bold, italic, roman};

/// Renders the page of a command.
pub(super) fn rendered(command: &clap::Command) -> std::io::Result<Vec<u8>> {
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
    use crate::cli::args::{command, read};
    use crate::cli::looks::Colour;

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
                let parsed = read(&words);
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
