//! One keystroke: a key and what was held with it.
//!
//! A character carries its own case, so Shift is never part of a character's chord. A character that comes with
//! Ctrl *and* Alt is `AltGr`, hence text.

use std::borrow::Cow;

use crossterm::event::{KeyCode, KeyEvent, KeyEventKind, KeyModifiers};

/// A key of the keyboard.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Key {
    /// A character, in the case it was typed.
    Char(char),
    /// Enter.
    Enter,
    /// Tab.
    Tab,
    /// Shift-Tab.
    BackTab,
    /// Esc.
    Esc,
    /// Backspace.
    Backspace,
    /// Delete.
    Delete,
    /// Insert.
    Insert,
    /// The left arrow.
    Left,
    /// The right arrow.
    Right,
    /// The up arrow.
    Up,
    /// The down arrow.
    Down,
    /// Home.
    Home,
    /// End.
    End,
    /// Page up.
    PageUp,
    /// Page down.
    PageDown,
    /// A function key.
    F(u8),
}

/// How keys are named that have a sign.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Naming {
    /// By arrows and the return sign.
    Signs,
    /// In letters, for a terminal that draws no signs.
    Words,
}

/// A key with what was held.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Chord {
    key: Key,
    ctrl: bool,
    alt: bool,
    shift: bool,
}

impl Chord {
    /// Returns the key alone.
    #[must_use]
    pub const fn plain(key: Key) -> Self {
        Self {
            key,
            ctrl: false,
            alt: false,
            shift: false,
        }
    }

    /// Returns a character's key alone.
    #[must_use]
    pub const fn char(c: char) -> Self {
        Self::plain(Key::Char(c))
    }

    /// Returns the key with Ctrl.
    #[must_use]
    pub const fn ctrl(key: Key) -> Self {
        Self {
            key,
            ctrl: true,
            alt: false,
            shift: false,
        }
    }

    /// Returns the key with Alt.
    #[must_use]
    pub const fn alt(key: Key) -> Self {
        Self {
            key,
            ctrl: false,
            alt: true,
            shift: false,
        }
    }

    /// Returns the key with Shift; for keys that are not characters.
    #[must_use]
    pub const fn shift(key: Key) -> Self {
        Self {
            key,
            ctrl: false,
            alt: false,
            shift: true,
        }
    }

    /// Returns the key, whatever was held.
    #[must_use]
    pub const fn key(self) -> Key {
        self.key
    }

    /// Returns the key if nothing was held with it.
    #[must_use]
    pub const fn bare(self) -> Option<Key> {
        if self.ctrl || self.alt || self.shift {
            None
        } else {
            Some(self.key)
        }
    }

    /// Returns the character that this chord writes into a text field.
    #[must_use]
    pub fn text(self) -> Option<char> {
        if let Key::Char(c) = self.key
            && self.ctrl == self.alt
        {
            return Some(c);
        }
        None
    }

    /// Returns the name shown in footer, menus and help.
    #[must_use]
    pub fn name(self, naming: Naming) -> Cow<'static, str> {
        let signs = naming == Naming::Signs;
        let key: Cow<'static, str> = match self.key {
            Key::Char(' ') => "space".into(),
            Key::Char(c) => c.to_string().into(),
            Key::F(n) => format!("F{n}").into(),
            Key::Enter => if signs { "↵" } else { "enter" }.into(),
            Key::Left => if signs { "←" } else { "left" }.into(),
            Key::Right => if signs { "→" } else { "right" }.into(),
            Key::Up => if signs { "↑" } else { "up" }.into(),
            Key::Down => if signs { "↓" } else { "down" }.into(),
            Key::Tab => "tab".into(),
            Key::BackTab => "shift-tab".into(),
            Key::Esc => "esc".into(),
            Key::Backspace => "backspace".into(),
            Key::Delete => "delete".into(),
            Key::Insert => "insert".into(),
            Key::Home => "home".into(),
            Key::End => "end".into(),
            Key::PageUp => "pgup".into(),
            Key::PageDown => "pgdn".into(),
        };
        let held = [
            (self.ctrl, "ctrl-"),
            (self.alt, "alt-"),
            (self.shift, "shift-"),
        ];
        if self.bare().is_some() {
            return key;
        }
        held.iter()
            .filter(|(is, _)| *is)
            .map(|(_, name)| *name)
            .chain([&*key])
            .collect::<String>()
            .into()
    }

    /// Returns the chord of a key press or repeat; nothing for a release or a key we have no use for.
    #[must_use]
    pub(crate) fn of(event: KeyEvent) -> Option<Self> {
        if event.kind == KeyEventKind::Release {
            return None;
        }
        let held = event.modifiers;
        let key = match event.code {
            KeyCode::Char(c) => Key::Char(c),
            KeyCode::Tab if held.contains(KeyModifiers::SHIFT) => Key::BackTab,
            KeyCode::Tab => Key::Tab,
            KeyCode::BackTab => Key::BackTab,
            KeyCode::Enter => Key::Enter,
            KeyCode::Esc => Key::Esc,
            KeyCode::Backspace => Key::Backspace,
            KeyCode::Delete => Key::Delete,
            KeyCode::Insert => Key::Insert,
            KeyCode::Left => Key::Left,
            KeyCode::Right => Key::Right,
            KeyCode::Up => Key::Up,
            KeyCode::Down => Key::Down,
            KeyCode::Home => Key::Home,
            KeyCode::End => Key::End,
            KeyCode::PageUp => Key::PageUp,
            KeyCode::PageDown => Key::PageDown,
            KeyCode::F(n) => Key::F(n),
            KeyCode::Null
            | KeyCode::CapsLock
            | KeyCode::ScrollLock
            | KeyCode::NumLock
            | KeyCode::PrintScreen
            | KeyCode::Pause
            | KeyCode::Menu
            | KeyCode::KeypadBegin
            | KeyCode::Media(_)
            | KeyCode::Modifier(_) => return None,
        };
        Some(Self {
            key,
            ctrl: held.contains(KeyModifiers::CONTROL),
            alt: held.contains(KeyModifiers::ALT),
            shift: held.contains(KeyModifiers::SHIFT)
                && !matches!(key, Key::Char(_) | Key::BackTab),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(code: KeyCode, held: KeyModifiers) -> Chord {
        Chord::of(KeyEvent::new(code, held)).unwrap()
    }

    #[test]
    fn a_character_with_ctrl_and_alt_is_text() {
        let at = of(
            KeyCode::Char('@'),
            KeyModifiers::CONTROL | KeyModifiers::ALT,
        );
        assert_eq!(at.text(), Some('@'));
        assert_eq!(of(KeyCode::Char('a'), KeyModifiers::CONTROL).text(), None);
        assert_eq!(of(KeyCode::Char('a'), KeyModifiers::ALT).text(), None);
    }

    #[test]
    fn shift_is_part_of_the_character() {
        assert_eq!(
            of(KeyCode::Char('A'), KeyModifiers::SHIFT),
            Chord::char('A')
        );
        assert_eq!(
            of(KeyCode::BackTab, KeyModifiers::SHIFT),
            Chord::plain(Key::BackTab)
        );
        assert_eq!(of(KeyCode::Up, KeyModifiers::SHIFT), Chord::shift(Key::Up));
    }

    #[test]
    fn a_release_is_no_keystroke() {
        let release =
            KeyEvent::new_with_kind(KeyCode::Enter, KeyModifiers::NONE, KeyEventKind::Release);
        assert_eq!(Chord::of(release), None);
    }

    #[test]
    fn names_read_well() {
        assert_eq!(Chord::ctrl(Key::Char('c')).name(Naming::Signs), "ctrl-c");
        assert_eq!(Chord::plain(Key::Enter).name(Naming::Signs), "↵");
        assert_eq!(Chord::plain(Key::Enter).name(Naming::Words), "enter");
        assert_eq!(Chord::char(' ').name(Naming::Signs), "space");
        assert_eq!(Chord::shift(Key::Up).name(Naming::Words), "shift-up");
    }
}
