//! The file of settings: where it is, and what stands in it.

use std::env;
use std::ffi::OsStr;
use std::path::{Path, PathBuf};

use etcetera::BaseStrategy;
use etcetera::base_strategy::Xdg;
use toml::de::{DeTable, DeValue};

use super::kind::Value;
use super::table::{Setting, by_name};
use super::wrong::{self, Spot};
use crate::cli::error::Failure;
use crate::files;

/// The variable that names a file.
pub(in crate::cli) const VARIABLE: &str = "PASSWARD_CONFIG";
/// Larger than this, it is no file of settings.
const MOST_BYTES: u64 = 1 << 20;

/// Which file is meant.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::cli) enum Named {
    /// The one named with `--config`.
    Option(PathBuf),
    /// The one named by `PASSWARD_CONFIG`.
    Variable(PathBuf),
    /// The one at the default place, which may be missing.
    Default(PathBuf),
    /// There is no default place, for the home folder is not known.
    Nowhere,
}

/// One line of the file that says something.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Told {
    pub(super) setting: &'static Setting,
    pub(super) value: Value,
    pub(super) line: usize,
}

impl Named {
    /// Finds the file: the option, else the variable, else the configuration folder of XDG.
    ///
    /// A relative path in `XDG_CONFIG_HOME` is ignored, as XDG wants it.
    pub(super) fn find(option: Option<PathBuf>) -> Self {
        if let Some(path) = option {
            return Self::Option(path);
        }
        if let Some(path) = env::var_os(VARIABLE).filter(|path| !path.is_empty()) {
            return Self::Variable(path.into());
        }
        match Xdg::new() {
            Ok(xdg) => Self::Default(xdg.config_dir().join("passward").join("config.toml")),
            Err(_) => Self::Nowhere,
        }
    }

    /// Returns where the file is.
    pub(in crate::cli) fn path(&self) -> Option<&Path> {
        match self {
            Self::Option(path) | Self::Variable(path) | Self::Default(path) => Some(path),
            Self::Nowhere => None,
        }
    }

    /// Reads the file; `None` where there is none at the default place. One that others may have written is refused: it
    /// says which database is meant, and where people type passwords.
    pub(super) fn read(&self) -> Result<Option<Vec<Told>>, Failure> {
        let Some(path) = self.path() else {
            return Ok(None);
        };
        let bytes = files::read(path, MOST_BYTES).map_err(|why| wrong::refused(path, &why))?;
        let Some(bytes) = bytes else {
            return match self {
                Self::Default(_) | Self::Nowhere => Ok(None),
                Self::Option(_) | Self::Variable(_) => Err(wrong::missing(self, path)),
            };
        };
        let home = etcetera::home_dir().ok();
        parsed(&bytes, home.as_deref())
            .map(Some)
            .map_err(|wrong| wrong.told(path))
    }
}

/// Reads what stands in a file; the first thing that is wrong in it is told.
pub(super) fn parsed(bytes: &[u8], home: Option<&Path>) -> Result<Vec<Told>, wrong::InFile> {
    let text = match str::from_utf8(bytes) {
        Ok(text) => text,
        Err(error) => {
            // What comes before is text.
            let before = str::from_utf8(&bytes[..error.valid_up_to()]).unwrap_or_default();
            return Err(wrong::InFile::not_text(Spot::after(before)));
        }
    };
    let table = DeTable::parse(text).map_err(|error| {
        let at = error.span().map_or(text.len(), |span| span.start);
        wrong::InFile::no_toml(Spot::at(text, at), error.message())
    })?;
    let mut told = Vec::new();
    let mut faults = Vec::new();
    gather(text, home, None, table.get_ref(), &mut told, &mut faults);
    match faults.into_iter().min_by_key(|fault| fault.spot) {
        Some(first) => Err(first),
        None => Ok(told),
    }
}

fn gather(
    text: &str,
    home: Option<&Path>,
    section: Option<&str>,
    table: &DeTable<'_>,
    told: &mut Vec<Told>,
    faults: &mut Vec<wrong::InFile>,
) {
    for (key, found) in table {
        let name = match section {
            Some(section) => format!("{section}.{}", key.get_ref()),
            None => key.get_ref().to_string(),
        };
        let spot = Spot::at(text, key.span().start);
        match (by_name(&name), found.get_ref()) {
            (Some(setting), value) => match setting.kind.of_file(value, home) {
                Ok(value) => told.push(Told {
                    setting,
                    value,
                    line: spot.line,
                }),
                Err(wrong) => {
                    let spot = Spot::at(text, found.span().start);
                    faults.push(wrong::InFile::no_value(spot, setting, &wrong));
                }
            },
            (None, DeValue::Table(inner))
                if section.is_none() && super::table::sections().any(|known| known == name) =>
            {
                gather(text, home, Some(&name), inner, told, faults);
            }
            (None, _) => faults.push(wrong::InFile::unknown(spot, &name)),
        }
    }
}

/// Says whether a variable is set to something.
pub(super) fn is_set(value: &OsStr) -> bool {
    !value.is_empty()
}

#[cfg(test)]
mod tests {
    use super::super::table;
    use super::*;

    /// The name of a setting, its value as the file has it, and its line.
    type Line = (&'static str, String, usize);

    fn told(text: &str) -> Result<Vec<Line>, (usize, usize)> {
        match parsed(text.as_bytes(), Some(Path::new("/home/ada"))) {
            Ok(told) => Ok(told
                .into_iter()
                .map(|told| (told.setting.name, told.value.in_toml(), told.line))
                .collect()),
            Err(wrong) => Err((wrong.spot.line, wrong.spot.column)),
        }
    }

    #[test]
    fn what_stands_in_it_is_told_with_its_line() {
        let text = "# mine\ntheme = \"dark\"\n\nidle_minutes = 1_5\ndatabase = '~/firm.db'\n";
        let mut found = told(text).unwrap();
        found.sort_by_key(|told| told.2);
        assert_eq!(
            found,
            [
                ("theme", "\"dark\"".to_owned(), 2),
                ("idle_minutes", "15".to_owned(), 4),
                ("database", "\"/home/ada/firm.db\"".to_owned(), 5),
            ]
        );
        assert_eq!(told(""), Ok(vec![]));
    }

    #[test]
    fn what_is_wrong_is_found_by_line_and_column() {
        for (text, at) in [
            ("theme = \"dark\"\nthmee = \"dark\"\n", (2, 1)),
            ("# é\n  theme = \"drak\"\n", (2, 11)),
            ("ascii = yes\n", (1, 9)),
            ("theme = \"dark\"\ntheme = \"light\"\n", (2, 1)),
            ("ascii = \"true\"\nidle_minutes = 0\n", (1, 9)),
            ("[theme]\nname = \"dark\"\n", (1, 1)),
            ("[nothing]\nname = 1\n", (1, 2)),
            ("a.b = 1\n", (1, 1)),
            ("theme = \"da", (1, 12)),
            ("theme\n", (1, 6)),
        ] {
            assert_eq!(told(text), Err(at), "{text}");
        }
        let not_text = parsed(b"theme = \"\xe9\"\n", None).unwrap_err();
        assert_eq!((not_text.spot.line, not_text.spot.column), (1, 10));
    }

    #[test]
    fn every_setting_is_read_at_its_place() {
        for setting in table::ALL {
            let (section, name) = setting.in_section();
            let head = section.map_or(String::new(), |section| format!("[{section}]\n"));
            let found = told(&format!("{head}{name} = {}\n", setting.example)).unwrap();
            assert_eq!(found[0].0, setting.name);
        }
    }
}
