//! What is being typed: one change of a text, and a line that takes it.

use tui_input::{Input, InputRequest};
use zeroize::Zeroizing;

use crate::secret::{FieldFull, PasswordEntry};
use crate::tui::keymap::TextKey;

/// One change of a text that is being typed. `Debug` prints nothing of it.
pub enum Edit {
    /// A typed character.
    Insert(char),
    /// A paste, whole.
    Paste(Zeroizing<String>),
    /// A key that moves the cursor or deletes.
    Key(TextKey),
}

impl std::fmt::Debug for Edit {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Edit(..)")
    }
}

/// A line of text that is being typed, of at most so many characters.
#[derive(Clone, Debug, Default)]
pub struct TextLine {
    input: Input,
    most: usize,
    may_be_empty: bool,
}

impl TextLine {
    /// Makes a line with a text in it, the cursor behind it.
    #[must_use]
    pub fn new(text: &str, most: usize) -> Self {
        Self {
            input: Input::new(text.into()),
            most,
            may_be_empty: false,
        }
    }

    /// Makes a line that may as well stay empty: Enter does not lead to it.
    #[must_use]
    pub fn optional(text: &str, most: usize) -> Self {
        Self {
            may_be_empty: true,
            ..Self::new(text, most)
        }
    }

    /// Says whether the line may stay empty.
    #[must_use]
    pub fn may_be_empty(&self) -> bool {
        self.may_be_empty
    }

    /// Returns what was typed.
    #[must_use]
    pub fn text(&self) -> &str {
        self.input.value()
    }

    /// Returns the characters before the cursor.
    #[must_use]
    pub fn cursor(&self) -> usize {
        self.input.cursor()
    }

    /// Empties the line.
    pub fn clear(&mut self) {
        self.input.reset();
    }

    /// Applies a change; says whether the text is another one now.
    pub fn edit(&mut self, edit: &Edit) -> bool {
        let before = self.input.value().to_owned();
        let request = match edit {
            Edit::Insert(character) => {
                self.insert(*character);
                return before != self.input.value();
            }
            Edit::Paste(text) => {
                // A line is one line: what would break it becomes a space.
                for character in text.trim_end_matches(['\r', '\n']).chars() {
                    self.insert(if character.is_whitespace() {
                        ' '
                    } else {
                        character
                    });
                }
                return before != self.input.value();
            }
            Edit::Key(key) => match key {
                TextKey::Left => InputRequest::GoToPrevChar,
                TextKey::Right => InputRequest::GoToNextChar,
                TextKey::WordLeft => InputRequest::GoToPrevWord,
                TextKey::WordRight => InputRequest::GoToNextWord,
                TextKey::Home => InputRequest::GoToStart,
                TextKey::End => InputRequest::GoToEnd,
                TextKey::Backspace => InputRequest::DeletePrevChar,
                TextKey::Delete => InputRequest::DeleteNextChar,
                TextKey::EraseWord => InputRequest::DeletePrevWord,
                TextKey::EraseToStart => InputRequest::DeleteFromStart,
            },
        };
        self.input.handle(request);
        before != self.input.value()
    }

    fn insert(&mut self, character: char) {
        if !crate::domain::text::is_unprintable(character)
            && self.input.value().chars().count() < self.most
        {
            self.input.handle(InputRequest::InsertChar(character));
        }
    }
}

/// Applies a change to a password field; says whether it may be another password now.
pub(super) fn edit_password(entry: &mut PasswordEntry, edit: &Edit) -> Result<bool, FieldFull> {
    match edit {
        Edit::Insert(character) => entry.insert(*character).map(|()| true),
        Edit::Paste(text) => entry.paste(text).map(|()| !text.is_empty()),
        Edit::Key(key) => {
            let press = match key {
                TextKey::Left => PasswordEntry::left,
                TextKey::Right => PasswordEntry::right,
                TextKey::WordLeft => PasswordEntry::word_left,
                TextKey::WordRight => PasswordEntry::word_right,
                TextKey::Home => PasswordEntry::home,
                TextKey::End => PasswordEntry::end,
                TextKey::Backspace => PasswordEntry::backspace,
                TextKey::Delete => PasswordEntry::delete,
                TextKey::EraseWord => PasswordEntry::erase_word,
                TextKey::EraseToStart => PasswordEntry::erase_to_start,
            };
            let before = entry.dots();
            press(entry);
            Ok(entry.dots() != before)
        }
    }
}
