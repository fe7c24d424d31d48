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
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn entry(text: &str) -> PasswordEntry {
        let mut entry = PasswordEntry::new();
        entry.paste(text).expect("room");
        entry
    }

    fn shown(text: &str) -> PasswordEntry {
        let mut entry = entry(text);
        entry.toggle_visibility();
        entry
    }

    #[track_caller]
    fn check(entry: &PasswordEntry, width: usize, text: &str, cursor: usize) {
        let window = entry.window(width, '•');
        assert_eq!((window.text.as_str(), window.cursor), (text, cursor));
    }

    #[test]
    fn s4_a_field_shows_dots_until_asked_to_show_its_text() {
        let mut entry = entry("één 密碼\n");
        check(&entry, 20, "••••••", 6);
        entry.toggle_visibility();
        check(&entry, 20, "één 密碼", 8);
        entry.left();
        check(&entry, 20, "één 密碼", 6);
        entry.hide();
        check(&entry, 20, "••••••", 5);
    }

    #[test]
    fn s4_a_long_password_scrolls_with_the_cursor() {
        let mut entry = shown("abcdefgh");
        check(&entry, 5, "efgh", 4);
        entry.home();
        check(&entry, 5, "abcd", 0);
        entry.right();
        check(&entry, 5, "abcd", 1);
        check(&entry, 1, "", 0);
        check(&entry, 0, "", 0);
        check(&shown("密碼密碼"), 6, "密碼", 4);
    }

    #[test]
    fn r4_a_shown_password_reaches_no_terminal_with_its_control_characters() {
        check(
            &shown("a\u{1b}[2J\u{202e}b\t\u{200b}"),
            20,
            "a\u{fffd}[2J\u{fffd}b\u{fffd}\u{fffd}",
            9,
        );
    }

    #[test]
    fn s4_what_looks_like_one_character_is_passed_and_deleted_as_one() {
        let mut entry = entry("ae\u{301}👨\u{200d}👩z");
        assert_eq!(entry.dots(), 4);
        entry.left();
        entry.backspace();
        assert_eq!(entry.as_str(), "ae\u{301}z");
        entry.home();
        entry.right();
        entry.delete();
        assert_eq!(entry.as_str(), "az");
        entry.insert('b').unwrap();
        assert_eq!(entry.as_str(), "abz");
        entry.home();
        entry.backspace();
        entry.end();
        entry.delete();
        assert_eq!(entry.as_str(), "abz");
    }

    #[test]
    fn s4_what_does_not_fit_is_refused_and_never_cut() {
        let mut entry = entry("kept");
        assert_eq!(entry.paste(&"x".repeat(MAX_RAW_BYTES - 3)), Err(FieldFull));
        assert_eq!(entry.as_str(), "kept");
        entry.paste(&"x".repeat(MAX_RAW_BYTES - 4)).unwrap();
        assert_eq!(entry.insert('y'), Err(FieldFull));
    }

    #[test]
    fn s4_taking_empties_the_field_and_a_refusal_keeps_it() {
        let mut entry = entry("one\ttwo");
        assert!(entry.take_chosen().is_err());
        assert!(!entry.is_empty());
        assert!(entry.take_offered().password().is_none());
        assert!(entry.is_empty());
        entry.paste("one two").unwrap();
        assert_eq!(entry.take_chosen(), Password::chosen("one two"));
        assert!(entry.is_empty());
    }

    #[test]
    fn s4_again_agrees_with_new_after_normalisation() {
        assert!(entry("cafe\u{301}").agrees_with(&entry("café")));
        assert!(!entry("cafe").agrees_with(&entry("café")));
        assert!(!entry("").agrees_with(&entry("café")));
    }

    #[test]
    fn debug_prints_nothing_of_a_field() {
        let entry = shown("tell nobody");
        assert_eq!(
            format!("{entry:?} {:?}", entry.window(20, '*')),
            "PasswordEntry(..) Window(..)"
        );
    }

    /// One key of a field.
    #[derive(Debug, Clone)]
    enum Key {
        Type(char),
        Paste(String),
        Press(fn(&mut PasswordEntry)),
    }

    fn keys() -> impl Strategy<Value = Vec<Key>> {
        let presses: [fn(&mut PasswordEntry); 8] = [
            PasswordEntry::left,
            PasswordEntry::right,
            PasswordEntry::home,
            PasswordEntry::end,
            PasswordEntry::backspace,
            PasswordEntry::delete,
            PasswordEntry::clear,
            PasswordEntry::toggle_visibility,
        ];
        let key = prop_oneof![
            4 => any::<char>().prop_map(Key::Type),
            1 => prop::sample::select(vec!['\u{301}', '\u{200d}', '🇫', '🇷', '👩', 'e', '\r', '\n']).prop_map(Key::Type),
            1 => "\\PC{0,400}".prop_map(Key::Paste),
            4 => prop::sample::select(presses.to_vec()).prop_map(Key::Press),
        ];
        prop::collection::vec(key, 0..60)
    }

    proptest! {
        #[test]
        fn s4_no_keys_move_the_buffer_or_split_a_character(keys in keys(), width in 0_usize..40) {
            let mut entry = PasswordEntry::new();
            let (place, capacity) = (entry.bytes.as_ptr(), entry.bytes.capacity());
            for key in keys {
                match key {
                    Key::Type(character) => drop(entry.insert(character)),
                    Key::Paste(text) => drop(entry.paste(&text)),
                    Key::Press(press) => press(&mut entry),
                }
                prop_assert_eq!((entry.bytes.as_ptr(), entry.bytes.capacity()), (place, capacity));
                prop_assert!(str::from_utf8(&entry.bytes).is_ok());
                prop_assert!(entry.boundaries().any(|boundary| boundary == entry.cursor));
                let window = entry.window(width, '•');
                prop_assert!(window.text.capacity() == TEXT_ROOM);
                prop_assert!(window.cursor <= width.saturating_sub(1));
            }
        }
    }
}
