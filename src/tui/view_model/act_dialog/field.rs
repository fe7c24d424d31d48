//! A field of a form or a dialog.

use super::TextLine;
use crate::secret::PasswordEntry;

/// A field of a dialog.
#[derive(Debug)]
pub enum Field {
    /// A line of text.
    Text {
        /// What stands before it.
        label: &'static str,
        /// What was typed.
        line: TextLine,
    },
    /// One of a few words, moved with the arrows.
    Choice {
        /// What stands before it.
        label: &'static str,
        /// The words.
        words: &'static [&'static str],
        /// Which one is chosen.
        chosen: usize,
    },
    /// A password.
    Password {
        /// What stands before it.
        label: &'static str,
        /// What was typed; wiped when it goes.
        entry: PasswordEntry,
    },
}

impl Field {
    /// Makes an empty line of text.
    #[must_use]
    pub fn text(label: &'static str, most: usize) -> Self {
        Self::Text {
            label,
            line: TextLine::new("", most),
        }
    }

    /// Makes an empty password field.
    #[must_use]
    pub fn password(label: &'static str) -> Self {
        Self::Password {
            label,
            entry: PasswordEntry::new(),
        }
    }
}
