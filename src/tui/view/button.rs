//! Buttons in a row.

use ratatui::layout::Rect;

use super::Canvas;
use super::canvas::width_of;
use crate::tui::theme::Role;

/// What a button does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Does {
    /// Something that can be taken back, or nothing.
    Plain,
    /// Something that destroys.
    Danger,
}

/// How a button stands to the Enter key.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Press {
    /// It has the focus: Enter presses it, and the cursor stands on it.
    Focused,
    /// Enter presses it from where the focus is.
    Default,
    /// Enter does not press it.
    Idle,
}

/// A button.
#[derive(Clone, Copy, Debug)]
pub struct Button<'a, H> {
    /// Its words.
    pub label: &'a str,
    /// What it does.
    pub does: Does,
    /// How it stands to Enter.
    pub press: Press,
    /// What a click on it means.
    pub hit: Option<H>,
}

/// Draws buttons side by side, the first at `x`; one that does not fit goes to the next row.
pub fn buttons<H: Copy>(canvas: &mut Canvas<'_, H>, area: Rect, buttons: &[Button<'_, H>]) {
    let (mut x, mut y) = (area.x, area.y);
    for button in buttons {
        let width = width_of(button.label) + 2;
        // A plain label has no ground of its own, so its padding counts as part of the gap.
        let gap = if button.does == Does::Plain { 2 } else { 3 };
        if x > area.x {
            x += gap;
            if x + width > area.right() {
                (x, y) = (area.x, y + 1);
            }
        }
        draw(
            canvas,
            Rect::new(x, y, width.min(area.right().saturating_sub(x)), 1),
            button,
        );
        x += width;
    }
}

fn draw<H: Copy>(canvas: &mut Canvas<'_, H>, area: Rect, button: &Button<'_, H>) {
    let filled = button.press != Press::Idle;
    let role = match (button.does, filled) {
        (Does::Plain, true) => Role::Button,
        (Does::Danger, true) => Role::DangerButton,
        (Does::Plain, false) => Role::Muted,
        (Does::Danger, false) => Role::Danger,
    };
    if filled {
        canvas.fill(area, role);
    }
    let room = area.width.saturating_sub(2);
    if filled || button.does == Does::Danger {
        canvas.bold(area.x + 1, area.y, room, button.label, role);
    } else {
        canvas.text(area.x + 1, area.y, room, button.label, role);
    }
    if button.press == Press::Focused {
        canvas.cursor(area.x + 1, area.y);
    }
    canvas.hit(area, button.hit);
}
