//! Keys and what they do right now, wherever they stand.

use ratatui::layout::Rect;

use super::GAP;
use crate::tui::keymap::Naming;
use crate::tui::theme::Role;
use crate::tui::view::Canvas;
use crate::tui::view::canvas::width_of;

/// A key and what it does right now.
#[derive(Clone, Copy, Debug)]
pub struct KeyWord<'a, H> {
    /// The key's name.
    pub key: &'a str,
    /// What it does.
    pub word: &'a str,
    /// What a click on it means.
    pub hit: Option<H>,
}

impl<'a, H> KeyWord<'a, H> {
    /// Makes one that can be clicked.
    #[must_use]
    pub fn new(key: &'a str, word: &'a str, hit: H) -> Self {
        Self {
            key,
            word,
            hit: Some(hit),
        }
    }

    /// Leaves the key's name out, while that would go into a field as a letter; a click does the same all the same.
    #[must_use]
    pub fn unnamed(self) -> Self {
        Self { key: "", ..self }
    }

    /// Turns what a click means into something else.
    #[must_use]
    pub fn map<G>(self, hit: impl FnOnce(H) -> G) -> KeyWord<'a, G> {
        KeyWord {
            key: self.key,
            word: self.word,
            hit: self.hit.map(hit),
        }
    }

    pub(super) fn width(&self) -> u16 {
        self.named() + width_of(self.word)
    }

    /// The columns of the key's name and the blank behind it.
    fn named(&self) -> u16 {
        match self.key {
            "" => 0,
            key => width_of(key) + 1,
        }
    }
}

/// The names of keys that have a sign where signs can be drawn.
#[derive(Clone, Copy, Debug)]
pub struct KeyNames {
    /// Enter.
    pub enter: &'static str,
    /// Up and down.
    pub arrows: &'static str,
    /// Left and right.
    pub sideways: &'static str,
}

impl KeyNames {
    /// Returns the names, as signs or as words.
    #[must_use]
    pub fn of(naming: Naming) -> Self {
        match naming {
            Naming::Signs => Self {
                enter: "↵",
                arrows: "↑↓",
                sideways: "←→",
            },
            Naming::Words => Self {
                enter: "enter",
                arrows: "arrows",
                sideways: "arrows",
            },
        }
    }
}

/// Returns as many of the keys, from the first, as fit: what is said goes before what can be pressed.
pub(super) fn first_that_fit<'k, 'a, H>(
    items: &'k [KeyWord<'a, H>],
    room: u16,
) -> &'k [KeyWord<'a, H>] {
    let mut taken = 0;
    let fitting = items.iter().take_while(|item| {
        taken += item.width() + GAP;
        taken <= room + GAP
    });
    &items[..fitting.count()]
}

/// Where keys stand, which decides how they are drawn.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stands {
    /// Beside the screen's own text.
    Plainly,
    /// In a banner, where bold tells a key from its word.
    InBanner,
}

/// Draws keys that end before a column; returns where they start.
pub fn keys_right<H: Copy>(
    canvas: &mut Canvas<'_, H>,
    right: u16,
    y: u16,
    items: &[KeyWord<'_, H>],
    stands: Stands,
) -> u16 {
    let mut at = right;
    for (place, item) in items.iter().enumerate().rev() {
        let start = at.saturating_sub(item.width());
        key_word(canvas, start, y, item, stands);
        at = if place == 0 {
            start
        } else {
            start.saturating_sub(GAP)
        };
    }
    at
}

/// Draws a key with its word; returns the columns taken.
pub(super) fn key_word<H: Copy>(
    canvas: &mut Canvas<'_, H>,
    x: u16,
    y: u16,
    item: &KeyWord<'_, H>,
    stands: Stands,
) -> u16 {
    let word = match stands {
        Stands::Plainly => {
            canvas.text(x, y, width_of(item.key), item.key, Role::Key);
            Role::Muted
        }
        Stands::InBanner => {
            canvas.bold(x, y, width_of(item.key), item.key, Role::Notice);
            Role::Notice
        }
    };
    let mut at = x + item.named();
    at += canvas.text(at, y, width_of(item.word), item.word, word);
    canvas.hit(Rect::new(x, y, at - x, 1), item.hit);
    at - x
}
