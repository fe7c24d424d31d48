//! The settings in force: an option goes before a variable, a variable before the file, the file before the default.

use std::collections::BTreeMap;
use std::env;
use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::time::Duration;

use toml::de::DeValue;

mod file;
mod kind;
pub(super) mod mail;
pub(super) mod table;
mod wrong;

pub(super) use file::Named;
pub(super) use kind::Value;
pub(super) use table::Setting;

use super::error::Failure;
use crate::words::Zone;

/// Who said what holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Source {
    /// An option.
    Option,
    /// The environment.
    Variable,
    /// The file, on this line.
    File(usize),
    /// Nobody.
    Default,
}

impl Source {
    /// Names it for programs.
    pub(super) fn word(self) -> &'static str {
        match self {
            Self::Option => "option",
            Self::Variable => "variable",
            Self::File(_) => "file",
            Self::Default => "default",
        }
    }

    /// Returns the line of the file on which it stands.
    pub(super) fn line(self) -> Option<usize> {
        match self {
            Self::File(line) => Some(line),
            Self::Option | Self::Variable | Self::Default => None,
        }
    }
}

/// What the options of the command line say.
#[derive(Debug, Default)]
pub(super) struct Given(Vec<(&'static Setting, Value)>);

impl Given {
    /// Notes what an option says, where it was given.
    pub(super) fn note(&mut self, setting: &'static Setting, value: Option<Value>) {
        self.0.extend(value.map(|value| (setting, value)));
    }
}

/// The settings in force, and from where each comes.
#[derive(Clone, Debug)]
pub(super) struct Settings {
    named: Named,
    /// Whether there is a file.
    there: bool,
    held: BTreeMap<&'static str, (Value, Source)>,
}

impl Settings {
    /// Finds what is in force. A file that is wrong, or could be others' work, is refused.
    pub(super) fn find(config: Option<PathBuf>, given: Given) -> Result<Self, Failure> {
        let named = Named::find(config);
        let told = named.read()?;
        let there = told.is_some();
        let held = in_force(given, env::var_os, told.unwrap_or_default())?;
        let found = Self { named, there, held };
        found.belong_together()?;
        Ok(found)
    }

    /// Refuses what is only half said.
    fn belong_together(&self) -> Result<(), Failure> {
        match (self.value(&mail::HOST), self.value(&mail::FROM)) {
            (Some(_), None) => Err(wrong::half(
                self.source(&mail::HOST),
                self.file(),
                (&mail::HOST, &mail::FROM),
            )),
            (Some(_) | None, Some(_)) | (None, None) => Ok(()),
        }
    }

    /// Returns which file was meant.
    pub(super) fn named(&self) -> &Named {
        &self.named
    }

    /// Returns the file that was read.
    pub(super) fn file(&self) -> Option<&Path> {
        self.named.path().filter(|_| self.there)
    }

    /// Returns what a setting holds; `None` where nothing was said and there is no default.
    pub(super) fn value(&self, setting: &Setting) -> Option<&Value> {
        self.held.get(setting.name).map(|(value, _)| value)
    }

    /// Returns who said it.
    pub(super) fn source(&self, setting: &Setting) -> Source {
        self.held
            .get(setting.name)
            .map_or(Source::Default, |(_, source)| *source)
    }

    /// Returns a path.
    pub(super) fn path(&self, setting: &Setting) -> Option<&Path> {
        match self.value(setting)? {
            Value::Path(path) => Some(path),
            Value::Flag(_) | Value::Whole(_) | Value::Zone(_) | Value::Text(_) => None,
        }
    }

    /// Returns a flag.
    pub(super) fn flag(&self, setting: &Setting) -> bool {
        matches!(self.value(setting), Some(Value::Flag(true)))
    }

    /// Returns a whole number.
    pub(super) fn whole(&self, setting: &Setting) -> Option<u64> {
        match self.value(setting)? {
            Value::Whole(number) => Some(*number),
            Value::Flag(_) | Value::Path(_) | Value::Zone(_) | Value::Text(_) => None,
        }
    }

    /// Returns a word, a domain or a line of text.
    pub(super) fn text(&self, setting: &Setting) -> Option<&str> {
        match self.value(setting)? {
            Value::Text(text) => Some(text),
            Value::Flag(_) | Value::Path(_) | Value::Zone(_) | Value::Whole(_) => None,
        }
    }

    /// Returns the zone in which dates are told.
    pub(super) fn zone(&self) -> Zone {
        match self.value(&table::TIME_ZONE) {
            Some(Value::Zone(zone)) => *zone,
            _ => Zone::Local,
        }
    }

    /// Returns how long nobody may touch the keys before a session locks (S9).
    pub(super) fn idle(&self) -> Option<Duration> {
        self.whole(&table::IDLE_MINUTES).map(Duration::from_mins)
    }
}

fn in_force(
    given: Given,
    variable: impl Fn(&'static str) -> Option<OsString>,
    told: Vec<file::Told>,
) -> Result<BTreeMap<&'static str, (Value, Source)>, Failure> {
    let mut held = BTreeMap::new();
    for setting in table::ALL {
        let Some(literal) = setting.default else {
            continue;
        };
        // The tests read every default.
        if let Ok(parsed) = DeValue::parse(literal)
            && let Ok(value) = setting.kind.of_file(parsed.get_ref(), None)
        {
            held.insert(setting.name, (value, Source::Default));
        }
    }
    for told in told {
        let source = Source::File(told.line);
        held.insert(told.setting.name, (told.value, source));
    }
    for setting in table::ALL {
        let Some(found) = variable(setting.variable).filter(|found| file::is_set(found)) else {
            continue;
        };
        let value = setting.kind.of_variable(&found);
        let value = value.map_err(|wrong| wrong::in_variable(setting, &wrong))?;
        held.insert(setting.name, (value, Source::Variable));
    }
    for (setting, value) in given.0 {
        held.insert(setting.name, (value, Source::Option));
    }
    Ok(held)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn held(
        option: Option<&str>,
        variable: Option<&str>,
        file: &str,
    ) -> Result<(String, Source), String> {
        let mut given = Given::default();
        given.note(&table::THEME, option.map(|name| Value::Text(name.into())));
        let variable = |name| (name == "PASSWARD_THEME").then_some(variable?.into());
        let told = file::parsed(file.as_bytes(), None).unwrap();
        match in_force(given, variable, told) {
            Ok(mut held) => {
                let (value, source) = held.remove("theme").unwrap();
                Ok((value.in_toml(), source))
            }
            Err(failure) => Err(failure.in_words().0.to_owned()),
        }
    }

    #[test]
    fn an_option_goes_before_a_variable_before_the_file_before_the_default() {
        let file = "\ntheme = \"dark\"\n";
        for (option, variable, file, expected) in [
            (None, None, "", ("\"auto\"", Source::Default)),
            (None, None, file, ("\"dark\"", Source::File(2))),
            (None, Some(""), file, ("\"dark\"", Source::File(2))),
            (None, Some("light"), file, ("\"light\"", Source::Variable)),
            (
                Some("mono"),
                Some("light"),
                file,
                ("\"mono\"", Source::Option),
            ),
        ] {
            let (value, source) = held(option, variable, file).unwrap();
            assert_eq!((value.as_str(), source), expected);
        }
        let wrong = held(None, Some("drak"), "").unwrap_err();
        assert!(wrong.starts_with("The variable PASSWARD_THEME: \"drak\" is no"));
    }
}
