//! What a setting can hold, and how that is written in the file and in a variable.

use std::ffi::OsStr;
use std::fmt::Write;
use std::path::{Path, PathBuf};

use serde_json::Value as Json;
use toml::de::DeValue;

use crate::domain::{Email, text};
use crate::words::{Printable, Zone};

/// What a setting can hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::cli) enum Kind {
    /// The path of a file. In the file it is absolute or begins with `~/`, for it holds wherever one stands.
    Path,
    /// True or false.
    Flag,
    /// A whole number, both ends included.
    Whole {
        /// The least.
        least: u64,
        /// The most.
        most: u64,
    },
    /// One of these words.
    Word(&'static [&'static str]),
    /// A time zone by its IANA name, or "local".
    Zone,
    /// The domain of an e-mail address.
    Domain,
    /// A line of text.
    Text,
}

/// What a setting holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::cli) enum Value {
    /// A path.
    Path(PathBuf),
    /// True or false.
    Flag(bool),
    /// A whole number.
    Whole(u64),
    /// A time zone.
    Zone(Zone),
    /// A word, a domain or a line.
    Text(String),
}

/// Why something is no value of a setting.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::cli) struct Wrong {
    /// What was found: `"drak"`, `12`, "a list".
    pub(in crate::cli) found: String,
    /// What is taken, as the rest of "It takes …".
    pub(in crate::cli) takes: String,
    /// The name that was probably meant.
    pub(in crate::cli) meant: Option<&'static str>,
}

/// The most characters of a line of text.
const TEXT_MOST: usize = 200;
/// The most characters of something wrong that are shown.
const SHOWN_MOST: usize = 60;

impl Kind {
    /// Reads what stands in a variable.
    pub(super) fn of_variable(self, found: &OsStr) -> Result<Value, Wrong> {
        let shown = found.to_string_lossy();
        let wrong = || self.wrong(quoted(&shown), &shown);
        let text = found.to_str();
        let value = match self {
            // Relative to where one stands, as with an option.
            Self::Path => Some(Value::Path(found.into())),
            Self::Flag => match text {
                Some("true") => Some(Value::Flag(true)),
                Some("false") => Some(Value::Flag(false)),
                _ => None,
            },
            Self::Whole { .. } => text
                .and_then(|text| text.parse().ok())
                .and_then(|number| self.whole(number)),
            Self::Word(_) | Self::Zone | Self::Domain | Self::Text => {
                text.and_then(|text| self.text(text))
            }
        };
        value.ok_or_else(wrong)
    }

    /// Reads what stands in the file; `home` is what `~` stands for.
    pub(super) fn of_file(self, found: &DeValue<'_>, home: Option<&Path>) -> Result<Value, Wrong> {
        let value = match (self, found) {
            (Self::Path, DeValue::String(path)) => absolute(path, home).map(Value::Path),
            (Self::Flag, DeValue::Boolean(flag)) => Some(Value::Flag(*flag)),
            (Self::Whole { .. }, DeValue::Integer(number)) => {
                let digits = number.as_str().replace('_', "");
                u64::from_str_radix(&digits, number.radix())
                    .ok()
                    .and_then(|number| self.whole(number))
            }
            (Self::Word(_) | Self::Zone | Self::Domain | Self::Text, DeValue::String(text)) => {
                self.text(text)
            }
            _ => None,
        };
        value.ok_or_else(|| match found {
            DeValue::String(text) => self.wrong(quoted(text), text),
            DeValue::Integer(number) => self.wrong(number.to_string(), ""),
            DeValue::Boolean(flag) => self.wrong(flag.to_string(), ""),
            DeValue::Float(number) => self.wrong(number.to_string(), ""),
            DeValue::Datetime(_) => self.wrong("a date or time".into(), ""),
            DeValue::Array(_) => self.wrong("a list".into(), ""),
            DeValue::Table(_) => self.wrong("a section".into(), ""),
        })
    }

    fn whole(self, number: u64) -> Option<Value> {
        match self {
            Self::Whole { least, most } => (least..=most)
                .contains(&number)
                .then_some(Value::Whole(number)),
            Self::Path | Self::Flag | Self::Word(_) | Self::Zone | Self::Domain | Self::Text => {
                None
            }
        }
    }

    fn text(self, text: &str) -> Option<Value> {
        let taken = match self {
            Self::Word(words) => words.contains(&text),
            Self::Zone => return Zone::named(text).map(Value::Zone),
            Self::Domain => Email::parse(&format!("somebody@{text}")).is_ok(),
            Self::Text => {
                let length = text.chars().count();
                !text.trim().is_empty()
                    && length <= TEXT_MOST
                    && !text.chars().any(text::is_unprintable)
            }
            Self::Path | Self::Flag | Self::Whole { .. } => false,
        };
        taken.then(|| Value::Text(text.to_owned()))
    }

    fn wrong(self, found: String, text: &str) -> Wrong {
        let meant = match self {
            Self::Word(words) => nearest(text, words.iter().copied()),
            Self::Zone => nearest(text, Zone::names()),
            Self::Path | Self::Flag | Self::Whole { .. } | Self::Domain | Self::Text => None,
        };
        Wrong {
            found,
            takes: self.takes(),
            meant,
        }
    }

    /// Says what is taken, as the rest of "It takes …".
    pub(in crate::cli) fn takes(self) -> String {
        match self {
            Self::Path => "a path that begins with / or ~/".into(),
            Self::Flag => "true or false".into(),
            Self::Whole { least, most } => format!("a whole number from {least} to {most}"),
            Self::Word(words) => words.join(", "),
            Self::Zone => "the IANA name of a time zone, as Europe/London, or local".into(),
            Self::Domain => "the domain of an e-mail address, as hartwellfinch.example".into(),
            Self::Text => format!("a line of text of up to {TEXT_MOST} characters"),
        }
    }
}

impl Value {
    /// Writes the value as the file has it.
    pub(in crate::cli) fn in_toml(&self) -> String {
        match self {
            Self::Path(path) => in_quotes(&path.to_string_lossy()),
            Self::Flag(flag) => flag.to_string(),
            Self::Whole(number) => number.to_string(),
            Self::Zone(zone) => in_quotes(&zone.to_string()),
            Self::Text(text) => in_quotes(text),
        }
    }

    /// Writes the value for programs.
    pub(in crate::cli) fn in_json(&self) -> Json {
        match self {
            Self::Path(path) => path.to_string_lossy().into(),
            Self::Flag(flag) => (*flag).into(),
            Self::Whole(number) => (*number).into(),
            Self::Zone(zone) => zone.to_string().into(),
            Self::Text(text) => text.as_str().into(),
        }
    }
}

/// Returns the name that was probably meant.
pub(super) fn nearest(
    typed: &str,
    names: impl Iterator<Item = &'static str>,
) -> Option<&'static str> {
    /// Below this, two words merely share letters; it is what the options go by, too.
    const ALIKE: f64 = 0.7;
    let typed = typed.to_lowercase();
    names
        .map(|name| (strsim::jaro_winkler(&typed, &name.to_lowercase()), name))
        .filter(|(alike, _)| *alike > ALIKE)
        .max_by(|a, b| a.0.total_cmp(&b.0))
        .map(|(_, name)| name)
}

fn absolute(path: &str, home: Option<&Path>) -> Option<PathBuf> {
    if let Some(below) = path.strip_prefix("~/") {
        return home.map(|home| home.join(below));
    }
    (path.starts_with('/') && !path.contains('\0')).then(|| path.into())
}

/// Shows foreign text in quotes, and only the beginning of a long one.
fn quoted(text: &str) -> String {
    let cut = Printable::cut(text, SHOWN_MOST);
    if text.chars().count() > SHOWN_MOST {
        format!("\"{cut}…\"")
    } else {
        format!("\"{cut}\"")
    }
}

/// Writes a string as TOML has it; nothing in it stays live on a terminal (R4).
fn in_quotes(text: &str) -> String {
    let mut out = String::from("\"");
    for c in text.chars() {
        match c {
            '"' | '\\' => {
                out.push('\\');
                out.push(c);
            }
            c if text::is_unprintable(c) => {
                // Writing to a String never fails.
                let _ = write!(out, "\\U{:08X}", u32::from(c));
            }
            c => out.push(c),
        }
    }
    out.push('"');
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_value_is_read_again_as_it_was_written() {
        for (kind, value) in [
            (Kind::Path, Value::Path("/srv/it's \"one\"\\.db".into())),
            (Kind::Flag, Value::Flag(true)),
            (Kind::Whole { least: 1, most: 60 }, Value::Whole(60)),
            (Kind::Word(&["a", "b"]), Value::Text("b".into())),
            (
                Kind::Zone,
                Value::Zone(Zone::named("Asia/Kolkata").unwrap()),
            ),
            (Kind::Domain, Value::Text("firm.example".into())),
            (Kind::Text, Value::Text("ssh a@b, then é".into())),
        ] {
            let written = value.in_toml();
            let parsed = DeValue::parse(&written).unwrap();
            assert_eq!(kind.of_file(parsed.get_ref(), None), Ok(value), "{written}");
        }
    }

    #[test]
    fn r4_a_value_is_written_without_live_characters() {
        let path = Value::Path("/a\u{1b}[2J\u{202e}b".into());
        assert_eq!(path.in_toml(), r#""/a\U0000001B[2J\U0000202Eb""#);
    }

    #[test]
    fn what_is_no_value_says_what_is_taken_and_what_was_meant() {
        let check = |kind: Kind, written: &str, found: &str, meant: Option<&str>| {
            let parsed = DeValue::parse(written).unwrap();
            let wrong = kind.of_file(parsed.get_ref(), None).unwrap_err();
            assert_eq!((wrong.found.as_str(), wrong.meant), (found, meant));
        };
        let theme = Kind::Word(&["dark", "light"]);
        check(theme, r#""drak""#, "\"drak\"", Some("dark"));
        check(theme, r#""Dark""#, "\"Dark\"", Some("dark"));
        check(theme, "7", "7", None);
        check(
            Kind::Zone,
            r#""Europe/Londn""#,
            "\"Europe/Londn\"",
            Some("Europe/London"),
        );
        let idle = Kind::Whole { least: 1, most: 60 };
        for wrong in ["0", "61", "-5", "99999999999999999999"] {
            check(idle, wrong, wrong, None);
        }
        check(idle, "10.5", "10.5", None);
        check(idle, "[10]", "a list", None);
        check(Kind::Flag, r#""yes""#, "\"yes\"", None);
        check(Kind::Path, r#""firm.db""#, "\"firm.db\"", None);
        check(Kind::Path, r#""~/firm.db""#, "\"~/firm.db\"", None);
        check(Kind::Text, r#""a\u001b[2Jb""#, "\"a\u{fffd}[2Jb\"", None);
        check(Kind::Text, r#"" ""#, "\" \"", None);
        check(Kind::Domain, r#""no domain""#, "\"no domain\"", None);
    }
}
