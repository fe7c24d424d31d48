//! The last row with the keys that work right now, and the line above it with what was said last.

use ratatui::layout::{Position, Rect};

use super::keys::{Stands, key_word};
use super::{Bones, GAP, KeyWord, MARGIN, keys_right};
use crate::tui::theme::Role;
use crate::tui::view::Canvas;
use crate::tui::view::canvas::{width_of, wrap};

/// Draws the last row and the line above it. What does not fit is left out from the end of `left`.
pub fn footer<H: Copy>(
    canvas: &mut Canvas<'_, H>,
    bones: &Bones,
    left: &[KeyWord<'_, H>],
    right: &[KeyWord<'_, H>],
) {
    let Rect { x, y, width, .. } = bones.footer;
    canvas.rule(x, y - 1, width);
    canvas.fill(bones.footer, Role::Ground);
    let end = keys_right(canvas, width - MARGIN, y, right, Stands::Plainly);
    let mut at = MARGIN;
    for item in left {
        if at + item.width() + GAP > end && !(right.is_empty() && at + item.width() <= end) {
            break;
        }
        at += key_word(canvas, at, y, item, Stands::Plainly) + GAP;
    }
}

/// Says in the line above the footer what was done last; the keys stay as they are. What is longer begins in the row
/// above it, but for where that has the focus.
pub fn said<H: Copy>(canvas: &mut Canvas<'_, H>, bones: &Bones, text: &str) {
    let Rect { x, y, width, .. } = bones.footer;
    let room = width.saturating_sub(2 * MARGIN + 2);
    let lines = wrap(text, room);
    let above = y - 2;
    let has_focus = |cursor: Position| cursor.y == above;
    let mut last = text.to_owned();
    if let [first, rest @ ..] = &lines[..]
        && !rest.is_empty()
        && !canvas.scene.cursor().is_some_and(has_focus)
    {
        canvas.fill(Rect::new(x, above, width, 1), Role::Ground);
        canvas.text(x + MARGIN, above, room, first, Role::Heading);
        last = rest.join(" ");
    }
    let taken = width_of(&last).min(room);
    let row = Rect::new(x + MARGIN - 1, y - 1, taken + 2, 1);
    canvas.fill(row, Role::Ground);
    canvas.text(x + MARGIN, y - 1, room, &last, Role::Heading);
}
