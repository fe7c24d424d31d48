//! What is said of settings that cannot be taken: the place, what is wrong there, and the name that was meant.

use std::path::Path;

use super::Source;
use super::file::Named;
use super::kind::{Wrong, nearest};
use super::table::{self, Setting};
use crate::cli::error::{Failure, Fault};
use crate::files::Refused;
use crate::words::Printable;

/// What lists the settings, whatever is wrong with the file.
const MANUAL: &str = "`passward man config` describes every setting.";

/// A place in the file; both count from 1, and the column counts characters.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Spot {
    pub(super) line: usize,
    pub(super) column: usize,
}

/// Something that is wrong in the file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct InFile {
    pub(super) spot: Spot,
    says: String,
    hint: String,
}

impl Spot {
    /// The place so many bytes into a text.
    pub(super) fn at(text: &str, bytes: usize) -> Self {
        Self::after(text.get(..bytes).unwrap_or(text))
    }

    /// The place behind a text.
    pub(super) fn after(before: &str) -> Self {
        let line_from = before.rfind('\n').map_or(0, |at| at + 1);
        Self {
            line: before.matches('\n').count() + 1,
            column: before[line_from..].chars().count() + 1,
        }
    }
}

impl InFile {
    /// It is not text in UTF-8.
    pub(super) fn not_text(spot: Spot) -> Self {
        let (says, hint) = ("this is not text in UTF-8", "Save the file as UTF-8.");
        Self::new(spot, says, hint)
    }

    /// It is not TOML.
    pub(super) fn no_toml(spot: Spot, why: &str) -> Self {
        let says = format!("this is not TOML ({})", Printable::new(why));
        Self::new(spot, says, MANUAL)
    }

    /// There is no setting of that name.
    pub(super) fn unknown(spot: Spot, name: &str) -> Self {
        let says = format!("there is no setting `{}`", Printable::cut(name, 60));
        let names = table::ALL.into_iter().map(|setting| setting.name);
        Self::new(
            spot,
            says,
            meant(nearest(name, names.chain(table::sections()))),
        )
    }

    /// It is no value of the setting.
    pub(super) fn no_value(spot: Spot, setting: &Setting, wrong: &Wrong) -> Self {
        Self::new(spot, no_value(setting, wrong), meant(wrong.meant))
    }

    fn new(spot: Spot, says: impl Into<String>, hint: impl Into<String>) -> Self {
        Self {
            spot,
            says: says.into(),
            hint: hint.into(),
        }
    }

    /// Tells of it, with the file it stands in.
    pub(super) fn told(self, path: &Path) -> Failure {
        let Spot { line, column } = self.spot;
        let (file, says) = (shown(path), self.says);
        let text = format!("{file}, line {line}, column {column}: {says}.");
        Failure::new(Fault::Usage, "config_wrong", text).hint(self.hint)
    }
}

/// A variable holds what is no value of its setting.
pub(super) fn in_variable(setting: &Setting, wrong: &Wrong) -> Failure {
    let text = format!(
        "The variable {}: {}.",
        setting.variable,
        no_value(setting, wrong)
    );
    Failure::new(Fault::Usage, "variable_wrong", text).hint(meant(wrong.meant))
}

/// One setting is given without another that it needs.
pub(super) fn half(
    source: Source,
    file: Option<&Path>,
    (given, missing): (&Setting, &Setting),
) -> Failure {
    let says = format!("`{}` is given, but not `{}`", given.name, missing.name);
    let text = match (source, file) {
        (Source::File(line), Some(path)) => format!("{}, line {line}: {says}.", shown(path)),
        (Source::Variable, _) => format!("The variable {}: {says}.", given.variable),
        (Source::File(_) | Source::Option | Source::Default, _) => {
            format!("The settings are only half there: {says}.")
        }
    };
    Failure::new(Fault::Usage, "config_wrong", text).hint(format!(
        "Give it in the file of settings, or in {}: {}",
        missing.variable, missing.doc
    ))
}

fn no_value(setting: &Setting, wrong: &Wrong) -> String {
    let (name, Wrong { found, takes, .. }) = (setting.name, wrong);
    format!("{found} is no value of `{name}`, which takes {takes}")
}

fn meant(name: Option<&str>) -> String {
    name.map_or(MANUAL.to_owned(), |name| {
        format!("Did you mean `{name}`? {MANUAL}")
    })
}

/// A file that was named is not there.
pub(super) fn missing(named: &Named, path: &Path) -> Failure {
    let text = format!("There is no file of settings at {}.", shown(path));
    Failure::new(Fault::Usage, "config_missing", text).hint(match named {
        Named::Variable(_) => {
            "Look at the variable PASSWARD_CONFIG again. `passward config print` writes a template."
        }
        Named::Option(_) | Named::Default(_) | Named::Nowhere => {
            "Look at --config again. `passward config print` writes a template."
        }
    })
}

/// It is not read, for others may have written it, or for what it is.
pub(super) fn refused(path: &Path, why: &Refused) -> Failure {
    let (code, says) = match why {
        Refused::Absent(_) | Refused::BySystem(..) => (
            "config_unreadable",
            format!("The file of settings at {} cannot be read.", shown(path)),
        ),
        Refused::NotAFile(_) => (
            "config_not_a_file",
            format!("{} is not a file, so it holds no settings.", shown(path)),
        ),
        Refused::TooLong(_) => (
            "config_wrong",
            format!("{} is too large to be a file of settings.", shown(path)),
        ),
        Refused::Strangers(_) => (
            "config_not_yours",
            format!("{why}, so no settings were read."),
        ),
        Refused::Writable(_) | Refused::Shared(_) | Refused::Readable(_) => (
            "config_open_to_others",
            format!("{why}, so no settings were read."),
        ),
    };
    Failure::new(Fault::Usage, code, says).hint(match why {
        Refused::TooLong(_) => MANUAL,
        Refused::Strangers(_) => "Keep it in a folder of your own, and name it with --config FILE.",
        Refused::Absent(_)
        | Refused::BySystem(..)
        | Refused::NotAFile(_)
        | Refused::Writable(_)
        | Refused::Shared(_)
        | Refused::Readable(_) => why.hint(),
    })
}

fn shown(path: &Path) -> Printable {
    Printable::new(&path.to_string_lossy())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_unknown_name_is_told_with_the_nearest_one() {
        let check = |name: &str, hint: &str| {
            let told = InFile::unknown(Spot { line: 3, column: 1 }, name).told(Path::new("/c"));
            let (message, found) = told.in_words();
            assert_eq!(
                message,
                format!("/c, line 3, column 1: there is no setting `{name}`.")
            );
            assert!(found.starts_with(hint), "{found}");
        };
        check("thmee", "Did you mean `theme`?");
        check("timezone", "Did you mean `time_zone`?");
        check("breached", "Did you mean `breached_passwords`?");
        check("zzz", MANUAL);
    }

    #[test]
    fn r4_nothing_of_the_file_reaches_the_terminal_alive() {
        let spot = Spot { line: 1, column: 1 };
        let told = InFile::unknown(spot, "a\u{1b}[2J\u{202e}").told(Path::new("/\u{1b}c"));
        let (message, hint) = told.in_words();
        assert!(!message.contains(['\u{1b}', '\u{202e}']) && !hint.contains('\u{1b}'));
    }
}
