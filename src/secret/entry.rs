//! The input buffer of a password field (S4).
//!
//! General text fields keep undo or yank copies; this one owns a single buffer that never grows, wipes what is
//! taken out of it, and shows its text only while the person asked to see it. Steps and dots are graphemes: what
//! looks like one character is passed and deleted as one.

use std::fmt;

use unicode_segmentation::UnicodeSegmentation;
use unicode_width::UnicodeWidthStr;
use zeroize::{Zeroize, Zeroizing};

use super::password::{
    MAX_RAW_BYTES, Offered, Password, PasswordFormError, without_final_line_break,
};

/// Drawn for what cannot be drawn.
const MARK: &str = "\u{fffd}";
/// Room for the whole field drawn: no byte of it takes more than four.
const TEXT_ROOM: usize = 4 * MAX_RAW_BYTES;

/// Whether the field shows what is typed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Visibility {
    /// A dot for each character.
    #[default]
    Hidden,
    /// The text itself.
    Shown,
}

/// The field has no room for what was typed or pasted; it is as it was before.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("That does not fit: a password may take 500 bytes. The field is as it was.")]
pub struct FieldFull;

/// What is drawn of a field that is `width` columns wide, and where the cursor stands in it.
pub struct Window {
    /// Dots, or the text while it is shown; never wider than asked for.
    pub text: Zeroizing<String>,
    /// Column of the cursor, counted from 0 at the start of the field.
    pub cursor: usize,
}

/// The text of a password field while it is typed, wiped when it goes.
pub struct PasswordEntry {
    /// Always whole characters of UTF-8; its capacity never changes.
    bytes: Zeroizing<Vec<u8>>,
    /// A byte offset at a grapheme boundary.
    cursor: usize,
    visibility: Visibility,
}

impl PasswordEntry {
    /// Makes an empty field, hidden.
    #[must_use]
    pub fn new() -> Self {
        Self {
            bytes: Zeroizing::new(Vec::with_capacity(MAX_RAW_BYTES)),
            cursor: 0,
            visibility: Visibility::Hidden,
        }
    }

    /// Puts one typed character at the cursor.
    pub fn insert(&mut self, character: char) -> Result<(), FieldFull> {
        let mut encoded = Zeroizing::new([0; 4]);
        self.put(character.encode_utf8(&mut *encoded))
    }

    /// Puts pasted text at the cursor, without its final line break; all of it or nothing (S4).
    ///
    /// The caller wipes the pasted text itself.
    pub fn paste(&mut self, text: &str) -> Result<(), FieldFull> {
        self.put(without_final_line_break(text))
    }

    /// Deletes the character before the cursor.
    pub fn backspace(&mut self) {
        let start = self.boundary_before();
        self.remove(start, self.cursor);
    }

    /// Deletes the character under the cursor.
    pub fn delete(&mut self) {
        let end = self.boundary_after();
        self.remove(self.cursor, end);
    }

    /// Empties the field and wipes it; the visibility stays.
    pub fn clear(&mut self) {
        self.bytes.zeroize();
        self.cursor = 0;
    }

    /// Moves the cursor one character to the left.
    pub fn left(&mut self) {
        self.cursor = self.boundary_before();
    }

    /// Moves the cursor one character to the right.
    pub fn right(&mut self) {
        self.cursor = self.boundary_after();
    }

    /// Moves the cursor to the start of the word, or of the one before.
    ///
    /// While the field is hidden all of it is one word: where its words end is as secret as they are.
    pub fn word_left(&mut self) {
        self.cursor = self.boundary_at_or_after(self.word_start());
    }

    /// Moves the cursor to the start of the next word, or to the end.
    pub fn word_right(&mut self) {
        self.cursor = self.boundary_at_or_after(self.next_word());
    }

    /// Deletes from the start of the word to the cursor.
    pub fn erase_word(&mut self) {
        self.remove(self.word_start(), self.cursor);
    }

    /// Deletes everything before the cursor.
    pub fn erase_to_start(&mut self) {
        self.remove(0, self.cursor);
    }

    /// Moves the cursor before the first character.
    pub fn home(&mut self) {
        self.cursor = 0;
    }

    /// Moves the cursor behind the last character.
    pub fn end(&mut self) {
        self.cursor = self.bytes.len();
    }

    /// Tells whether nothing is entered.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.bytes.is_empty()
    }

    /// Tells whether two fields hold the same password: "new" and "again".
    #[must_use]
    pub fn agrees_with(&self, other: &Self) -> bool {
        match (self.chosen(), other.chosen()) {
            (Ok(one), Ok(again)) => one == again,
            // What can be no password is called so at its own field; here only the typing is compared.
            _ => self.bytes == other.bytes,
        }
    }

    /// Returns whether the field shows its text.
    #[must_use]
    pub fn visibility(&self) -> Visibility {
        self.visibility
    }

    /// Shows or hides the text.
    pub fn toggle_visibility(&mut self) {
        self.visibility = match self.visibility {
            Visibility::Hidden => Visibility::Shown,
            Visibility::Shown => Visibility::Hidden,
        };
    }

    /// Hides the text, whatever it was: when the screen locks, or the field loses its screen.
    pub fn hide(&mut self) {
        self.visibility = Visibility::Hidden;
    }

    /// Returns what the field holds as a newly chosen password (S4); the field keeps it.
    pub fn chosen(&self) -> Result<Password, PasswordFormError> {
        Password::chosen(self.as_str())
    }

    /// Returns what the field holds as a chosen password and empties the field; refused, it is kept.
    pub fn take_chosen(&mut self) -> Result<Password, PasswordFormError> {
        let password = self.chosen()?;
        self.clear();
        Ok(password)
    }

    /// Returns what the field holds as offered at a door (S1); the field keeps it.
    #[must_use]
    pub fn offered(&self) -> Offered {
        Password::offered(self.as_str())
    }

    /// Returns what the field holds as offered at a door and empties the field.
    #[must_use]
    pub fn take_offered(&mut self) -> Offered {
        let offered = self.offered();
        self.clear();
        offered
    }

    /// Returns the number of characters as they are seen: one dot each.
    #[must_use]
    pub fn dots(&self) -> usize {
        self.as_str().graphemes(true).count()
    }

    /// Returns the part of the field that fits into `width` columns around the cursor, drawn with `dot` while hidden.
    ///
    /// One column behind the text is kept for the cursor.
    #[must_use]
    pub fn window(&self, width: usize, dot: char) -> Window {
        let dot = Zeroizing::new(dot.to_string());
        let cells: Vec<(&str, usize)> = self
            .as_str()
            .graphemes(true)
            .map(|grapheme| self.drawn(grapheme, &dot))
            .collect();
        let at = self.as_str()[..self.cursor]
            .graphemes(true)
            .count()
            .min(cells.len());
        // From the cursor to the left as far as it fits, then to the right into what is left over.
        let room = width.saturating_sub(1);
        let (before, cursor) = run(cells[..at].iter().rev(), room);
        let (after, _) = run(cells[at..].iter(), room - cursor);
        let mut text = Zeroizing::new(String::with_capacity(TEXT_ROOM));
        for (drawn, _) in &cells[at - before..at + after] {
            text.push_str(drawn);
        }
        Window { text, cursor }
    }

    /// Returns how a character is drawn, and its columns.
    fn drawn<'a>(&self, grapheme: &'a str, dot: &'a str) -> (&'a str, usize) {
        match self.visibility {
            Visibility::Hidden => (dot, 1),
            // What is invisible would leave the cursor where it was, or worse, be obeyed by the terminal (R4).
            Visibility::Shown if grapheme.width() == 0 || grapheme.contains(is_unprintable) => {
                (MARK, 1)
            }
            Visibility::Shown => (grapheme, grapheme.width()),
        }
    }

    fn as_str(&self) -> &str {
        // Only whole characters go in and come out, so it is always UTF-8.
        str::from_utf8(&self.bytes).unwrap_or_default()
    }

    fn put(&mut self, text: &str) -> Result<(), FieldFull> {
        let (old, added) = (self.bytes.len(), text.len());
        if old + added > MAX_RAW_BYTES {
            return Err(FieldFull);
        }
        self.bytes.resize(old + added, 0);
        self.bytes
            .copy_within(self.cursor..old, self.cursor + added);
        self.bytes[self.cursor..self.cursor + added].copy_from_slice(text.as_bytes());
        self.cursor = self.boundary_at_or_after(self.cursor + added);
        Ok(())
    }

    fn remove(&mut self, start: usize, end: usize) {
        let (old, removed) = (self.bytes.len(), end - start);
        self.bytes.copy_within(end..old, start);
        self.bytes[old - removed..].zeroize();
        self.bytes.truncate(old - removed);
        // What stood on both sides may have become one grapheme.
        self.cursor = self.boundary_at_or_after(start);
    }

    fn boundaries(&self) -> impl Iterator<Item = usize> {
        let text = self.as_str();
        text.grapheme_indices(true)
            .map(|(start, _)| start)
            .chain([text.len()])
    }

    fn boundary_before(&self) -> usize {
        self.boundaries()
            .take_while(|boundary| *boundary < self.cursor)
            .last()
            .unwrap_or(0)
    }

    fn boundary_after(&self) -> usize {
        self.boundaries()
            .find(|boundary| *boundary > self.cursor)
            .unwrap_or(self.bytes.len())
    }

    fn word_start(&self) -> usize {
        let starts = self.word_starts();
        let before = starts.into_iter().rfind(|start| *start < self.cursor);
        before.unwrap_or(0)
    }

    fn next_word(&self) -> usize {
        let starts = self.word_starts();
        let after = starts.into_iter().find(|start| *start > self.cursor);
        after.unwrap_or(self.bytes.len())
    }

    /// Returns where words start, as the other fields see words; none while the field is hidden.
    fn word_starts(&self) -> Vec<usize> {
        let is_word = |text: &str| {
            let counts = |c: char| !c.is_whitespace() && !c.is_ascii_punctuation();
            text.chars().any(counts)
        };
        match self.visibility {
            Visibility::Hidden => Vec::new(),
            Visibility::Shown => self
                .as_str()
                .split_word_bound_indices()
                .filter(|(_, text)| is_word(text))
                .map(|(start, _)| start)
                .collect(),
        }
    }

    fn boundary_at_or_after(&self, offset: usize) -> usize {
        self.boundaries()
            .find(|boundary| *boundary >= offset)
            .unwrap_or(self.bytes.len())
    }
}

impl Default for PasswordEntry {
    fn default() -> Self {
        Self::new()
    }
}

impl fmt::Debug for PasswordEntry {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("PasswordEntry(..)")
    }
}

impl fmt::Debug for Window {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Window(..)")
    }
}

/// Returns how many of the cells fit into `room` columns, and the columns that they take.
fn run<'a>(cells: impl Iterator<Item = &'a (&'a str, usize)>, room: usize) -> (usize, usize) {
    let (mut count, mut used) = (0, 0);
    for (_, columns) in cells {
        if used + columns > room {
            break;
        }
        count += 1;
        used += columns;
    }
    (count, used)
}

/// Characters that a terminal might obey instead of drawing.
fn is_unprintable(character: char) -> bool {
    character.is_control()
        || matches!(character, '\u{200e}' | '\u{200f}' | '\u{61c}' | '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

#[cfg(test)]
mod tests;
