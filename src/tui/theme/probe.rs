//! The theme of the tests: each colour *is* its role.
//!
//! A picture drawn with it says what every cell means, so that a wrong role is a difference and a new shade is not.

use ratatui::buffer::Cell;
use ratatui::style::{Color, Modifier, Style};

use super::{Role, Theme};

/// What a cell means, read back from a picture drawn with [`probe`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Meaning {
    /// The role of the text.
    pub ink: Option<Role>,
    /// The role of what is behind it.
    pub ground: Option<Role>,
    /// Whether it is bold beyond what its role says.
    pub bold: bool,
}

/// Returns the theme whose colours are roles.
#[must_use]
pub fn probe() -> Theme {
    let mut styles = [Style::new(); Role::ALL.len()];
    for role in Role::ALL {
        let color = Color::Indexed(role as u8);
        let style = &mut styles[role as usize];
        style.fg = role.is_ink().then_some(color);
        style.bg = role.is_ground().then_some(color);
    }
    Theme {
        styles,
        framed: false,
    }
}

/// Returns what a cell drawn with [`probe`] means.
#[must_use]
pub fn meaning(cell: &Cell) -> Meaning {
    let role = |color| {
        let Color::Indexed(at) = color else {
            return None;
        };
        Role::ALL.get(usize::from(at)).copied()
    };
    Meaning {
        ink: role(cell.fg),
        ground: role(cell.bg),
        bold: cell.modifier.contains(Modifier::BOLD),
    }
}
