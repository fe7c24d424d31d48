//! A short list to choose from: actions, filters, commands.

use ratatui::layout::Rect;

use super::Canvas;
use super::canvas::{width_of, wrap};
use super::table::{Scroll, scroll_bar};
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

/// The columns beside the words: margins, marker, and room before the key.
const FRAME: u16 = 7;
/// The columns at which a long reason is broken.
const REASON: u16 = 48;
/// Stands where the key would stand of what cannot be chosen; no sign, which could be a key.
const REFUSED: &str = "unavailable";

/// Draws a menu that hangs from a place, over what is there; it is moved where it would not fit.
///
/// What cannot be chosen says so where its key would stand, and why in the last rows while it is selected.
pub fn menu<H: Copy>(
    canvas: &mut Canvas<'_, H>,
    x: u16,
    y: u16,
    heading: &[String],
    items: &[Item<'_, H>],
) {
    let screen = canvas.area();
    let width = width(heading, items).min(screen.width.saturating_sub(2));
    let heading: Vec<_> = heading
        .iter()
        .flat_map(|line| wrap(line, width.saturating_sub(4)))
        .collect();
    let reasons: Vec<_> = items
        .iter()
        .map(|item| wrap(item.refusal, width.saturating_sub(4)))
        .collect();
    let reason = items.iter().zip(&reasons).find(|(item, _)| item.selected);
    // The rows of the longest reason stay free, so that the menu keeps its size.
    let below = reasons.iter().map(Vec::len).max().unwrap_or_default();
    let [above, rows, below] =
        [heading.len(), items.len(), below].map(|rows| u16::try_from(rows).unwrap_or(u16::MAX));
    let most = screen.height.saturating_sub(2);
    let rows = rows.min(most.saturating_sub(above + below).max(1));
    let selected = items.iter().position(|item| item.selected);
    let gap = u16::from(below > 0 && above + rows + below + 3 <= most);
    // The margins go before a row does.
    let margin = u16::from(above + rows + gap + below + 2 <= most);
    let height = (above + rows + gap + below + 2 * margin).min(most);
    let x = x.min(screen.width.saturating_sub(width + 1));
    let y = y.min(screen.height.saturating_sub(height + 2));
    let area = Rect::new(x, y, width, height);
    canvas.scene.cover();
    canvas.fill(area, Role::Dialog);
    canvas.rows_fit(rows);
    let top = y + margin;
    for (y, line) in (top..area.bottom()).zip(&heading) {
        canvas.text(x + 3, y, width.saturating_sub(4), line, Role::Muted);
    }
    let first = first_shown(rows, selected);
    let bar = Rect::new(area.right().saturating_sub(1), top + above, 1, rows);
    scroll_bar(canvas, bar, Scroll::past(first, items.len()));
    let shown = items.iter().skip(first);
    for (y, item) in (top + above..top + above + rows).zip(shown) {
        draw(
            canvas,
            Rect::new(x + 1, y, width.saturating_sub(2), 1),
            item,
        );
    }
    let top = top + above + rows + gap;
    for (y, line) in (top..area.bottom()).zip(reason.iter().flat_map(|(_, lines)| *lines)) {
        canvas.text(x + 3, y, width.saturating_sub(4), line, Role::Muted);
    }
}

/// Returns which item is the first to be shown, so that the selected one is among those that fit.
fn first_shown(rows: u16, selected: Option<usize>) -> usize {
    let behind = selected.map_or(0, |selected| selected + 1);
    behind.saturating_sub(usize::from(rows))
}

fn width<H>(heading: &[String], items: &[Item<'_, H>]) -> u16 {
    let widest = items.iter().map(|item| {
        let key = if item.refusal.is_empty() {
            item.key
        } else {
            REFUSED
        };
        let words = width_of(item.label) + width_of(key);
        words.max(width_of(item.refusal).min(REASON))
    });
    let widest = widest.max().unwrap_or_default();
    let heading = heading.iter().map(|line| width_of(line).min(REASON)).max();
    widest.max(heading.unwrap_or_default()) + FRAME
}

fn draw<H: Copy>(canvas: &mut Canvas<'_, H>, area: Rect, item: &Item<'_, H>) {
    if item.selected {
        canvas.lay(area, Role::Focus);
        let marker = canvas.glyphs().marker;
        canvas.text(area.x, area.y, 1, marker, Role::Accent);
        canvas.cursor(area.x + 2, area.y);
    }
    let refused = !item.refusal.is_empty();
    let role = match (item.selected, refused) {
        (true, _) => Role::Heading,
        (false, false) => Role::Text,
        (false, true) => Role::Muted,
    };
    let room = area.width.saturating_sub(3);
    canvas.text(area.x + 2, area.y, room, item.label, role);
    let (key, role) = if refused {
        (REFUSED, Role::Muted)
    } else {
        (item.key, Role::Key)
    };
    canvas.text_right(area.right().saturating_sub(1), area.y, room, key, role);
    canvas.hit(area, item.hit);
}

/// Draws items into an area, as a menu or in a dialog.
pub fn list<H: Copy>(canvas: &mut Canvas<'_, H>, area: Rect, items: &[Item<'_, H>]) {
    canvas.rows_fit(area.height);
    let mut y = area.y;
    for item in items {
        let height = height_of(item, area.width);
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
        for (y, line) in (y + 1..).zip(reason(item, area.width)) {
            let room = room.saturating_sub(2);
            canvas.text(area.x + 4, y, room, &line, Role::Muted);
        }
        canvas.hit(Rect { height, ..line }, item.hit);
        y += height;
    }
}

/// Returns the rows of an item in a list of this width: where it cannot be chosen, the whole reason stands below it.
pub(super) fn height_of<H>(item: &Item<'_, H>, width: u16) -> u16 {
    u16::try_from(reason(item, width).len()).map_or(u16::MAX, |rows| rows.saturating_add(1))
}

/// Returns the lines that say why an item cannot be chosen.
fn reason<H>(item: &Item<'_, H>, width: u16) -> Vec<String> {
    if item.refusal.is_empty() {
        return Vec::new();
    }
    wrap(item.refusal, width.saturating_sub(5))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_selected_item_is_always_among_those_that_fit() {
        for (rows, selected, first) in [
            (10, None, 0),
            (10, Some(9), 0),
            (4, Some(0), 0),
            (4, Some(3), 0),
            (4, Some(4), 1),
            (1, Some(5), 5),
        ] {
            assert_eq!(first_shown(rows, selected), first, "{rows} {selected:?}");
        }
    }

    #[test]
    fn a_reason_that_is_longer_than_the_row_goes_on_in_the_next() {
        let item = Item::<()> {
            label: "export",
            key: "e",
            refusal: "Not over this way in: it reads and writes no files.",
            selected: true,
            hit: None,
        };
        let lines = reason(&item, 35);
        assert_eq!(lines.join(" "), item.refusal);
        assert_eq!(height_of(&item, 35), 3);
        assert_eq!(
            height_of(
                &Item {
                    refusal: "",
                    ..item
                },
                35
            ),
            1
        );
    }
}
