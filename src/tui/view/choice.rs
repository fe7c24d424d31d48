//! Choices: one of several, or on and off.

use ratatui::layout::Rect;

use super::Canvas;
use super::canvas::width_of;
use crate::tui::theme::Role;

/// Which kind of choice.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    /// One of several.
    Radio,
    /// On or off.
    Check,
}

/// A choice and its words.
#[derive(Clone, Copy, Debug)]
pub struct Choice<'a, H> {
    /// Which kind.
    pub form: Form,
    /// Whether it is chosen.
    pub on: bool,
    /// Its words.
    pub label: &'a str,
    /// Whether it has the focus.
    pub focused: bool,
    /// What a click on it means.
    pub hit: Option<H>,
}

/// Draws a choice, its mark at `x`; the ground of the focus reaches one column further at both sides.
pub fn choice<H: Copy>(
    canvas: &mut Canvas<'_, H>,
    x: u16,
    y: u16,
    width: u16,
    choice: &Choice<'_, H>,
) {
    let glyphs = canvas.glyphs();
    let mark = match (choice.form, choice.on) {
        (Form::Radio, true) => glyphs.radio_on,
        (Form::Radio, false) => glyphs.radio_off,
        (Form::Check, true) => glyphs.check_on,
        (Form::Check, false) => glyphs.check_off,
    };
    let taken = (width_of(mark) + 1 + width_of(choice.label)).min(width);
    let area = Rect::new(x, y, taken, 1);
    if choice.focused {
        canvas.lay(Rect::new(x.saturating_sub(1), y, taken + 2, 1), Role::Focus);
        canvas.cursor(x + 1, y);
    }
    canvas.text(
        x,
        y,
        width,
        mark,
        if choice.on { Role::Key } else { Role::Muted },
    );
    let role = if choice.focused {
        Role::Heading
    } else {
        Role::Text
    };
    canvas.text(x + 4, y, width.saturating_sub(4), choice.label, role);
    canvas.hit(area, choice.hit);
}
