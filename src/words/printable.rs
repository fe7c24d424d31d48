//! Text that may be shown (R4).

use std::fmt;

use crate::domain::{Email, FirmName, LoginName, PersonName, Reason, text};

/// What stands for a character that may not reach a terminal.
const MARK: char = '\u{FFFD}';

/// Foreign text with every control character, escape, change of direction and invisible mark made visible (R4).
///
/// It is one line: a line break is a control character too. How wide it is, and where to cut it, is for those
/// who draw it.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Printable(String);

impl Printable {
    /// Makes any text safe to show.
    #[must_use]
    pub fn new(foreign: &str) -> Self {
        Self(
            foreign
                .chars()
                .map(|c| if text::is_unprintable(c) { MARK } else { c })
                .collect(),
        )
    }

    /// Makes any text safe to show and keeps at most `most` characters of it.
    #[must_use]
    pub fn cut(foreign: &str, most: usize) -> Self {
        Self::new(&foreign.chars().take(most).collect::<String>())
    }

    /// Returns the text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Returns the first word: the given name of a person, in most names.
    #[must_use]
    pub fn first_word(&self) -> &str {
        self.0.split_whitespace().next().unwrap_or(&self.0)
    }
}

impl fmt::Display for Printable {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // `pad` obeys a width that is asked for.
        f.pad(&self.0)
    }
}

impl AsRef<str> for Printable {
    fn as_ref(&self) -> &str {
        &self.0
    }
}

impl From<&str> for Printable {
    fn from(foreign: &str) -> Self {
        Self::new(foreign)
    }
}

macro_rules! printable {
    ($($kind:ty),*) => {
        $(impl From<&$kind> for Printable {
            fn from(foreign: &$kind) -> Self {
                Self::new(foreign.as_str())
            }
        })*
    };
}

printable!(PersonName, FirmName, Reason, Email, LoginName);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn r4_nothing_live_reaches_a_terminal() {
        let foreign = "Ada\u{1b}[2J\u{202e}\u{9b}31m\r\n\u{200b}x\u{e0041}";
        let shown = Printable::new(foreign);
        assert_eq!(
            shown.as_str(),
            "Ada\u{fffd}[2J\u{fffd}\u{fffd}31m\u{fffd}\u{fffd}\u{fffd}x\u{fffd}"
        );
        assert!(!shown.as_str().chars().any(text::is_unprintable));
    }

    #[test]
    fn r4_a_name_altered_in_the_database_is_shown_safely() {
        let altered = PersonName::on_record("Ada\u{7}".to_owned());
        assert_eq!(Printable::from(&altered).to_string(), "Ada\u{fffd}");
    }

    #[test]
    fn r4_printable_text_stays_as_it_is() {
        for text in ["Zoë Ångström", "渡辺 直美", "محمد", "👨‍👩‍👧", ""] {
            assert_eq!(Printable::new(text).as_str(), text);
        }
        assert_eq!(Printable::cut("abcdef", 3).as_str(), "abc");
        assert_eq!(Printable::new("Ada Hartwell").first_word(), "Ada");
    }
}
