//! A short list to choose from: actions, filters, commands.

use ratatui::layout::Rect;

use super::Canvas;
use super::canvas::width_of;
use crate::tui::theme::Role;

/// Something to choose.
#[derive(Clone, Copy, Debug)]
pub struct Item<'a, H> {
    /// Its words.
    pub label: &'a str,
    /// The key that does the same, at the right.
    pub key: &'a str,
    /// Why it cannot be chosen now; empty where it can.
    pub refusal: &'a str,
    /// Whether it is the selected one.
    pub selected: bool,
    /// What a click on it means.
    pub hit: Option<H>,
}

/// Draws a menu that hangs from a place, over what is there; it is moved where it would not fit.
pub fn menu<H: Copy>(canvas: &mut Canvas<'_, H>, x: u16, y: u16, items: &[Item<'_, H>]) {
    let screen = canvas.area();
    let widest = items
        .iter()
        .map(|item| width_of(item.label).max(width_of(item.refusal)) + width_of(item.key) + 7)
        .max()
        .unwrap_or_default();
    let width = widest.min(screen.width.saturating_sub(2));
    let lines: u16 = items.iter().map(height_of).sum();
    let height = (lines + 2).min(screen.height.saturating_sub(2));
    let x = x.min(screen.width.saturating_sub(width + 1));
    let y = y.min(screen.height.saturating_sub(height + 2));
    let area = Rect::new(x, y, width, height);
    canvas.scene.cover();
    canvas.fill(area, Role::Dialog);
    let inner = Rect::new(
        x + 1,
        y + 1,
        width.saturating_sub(2),
        height.saturating_sub(2),
    );
    list(canvas, inner, items);
}

/// Draws items into an area, as a menu or in a dialog.
pub fn list<H: Copy>(canvas: &mut Canvas<'_, H>, area: Rect, items: &[Item<'_, H>]) {
    canvas.rows_fit(area.height);
    let mut y = area.y;
    for item in items {
        let height = height_of(item);
        if y + height > area.bottom() {
            break;
        }
        let line = Rect::new(area.x, y, area.width, 1);
        if item.selected {
            canvas.lay(line, Role::Focus);
            let marker = canvas.glyphs().marker;
            canvas.text(area.x, y, 1, marker, Role::Accent);
            canvas.cursor(area.x + 2, y);
        }
        let room = area.width.saturating_sub(3);
        let role = match (item.selected, item.refusal.is_empty()) {
            (true, _) => Role::Heading,
            (false, true) => Role::Text,
            (false, false) => Role::Muted,
        };
        canvas.text(area.x + 2, y, room, item.label, role);
        canvas.text_right(area.right().saturating_sub(1), y, room, item.key, Role::Key);
        if !item.refusal.is_empty() {
            canvas.text(
                area.x + 4,
                y + 1,
                room.saturating_sub(2),
                item.refusal,
                Role::Muted,
            );
        }
        canvas.hit(Rect { height, ..line }, item.hit);
        y += height;
    }
}

/// Returns the rows of an item: where it cannot be chosen the reason has one.
pub(super) fn height_of<H>(item: &Item<'_, H>) -> u16 {
    if item.refusal.is_empty() { 1 } else { 2 }
}
