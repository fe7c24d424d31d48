//! The list of keys and commands of this place: a line to filter with, and what answers it.

use ratatui::layout::Rect;

use crate::tui::theme::Role;
use crate::tui::view::field::{Field, field};
use crate::tui::view::menu::{Item, height_of, list};
use crate::tui::view::table::{Scroll, scroll_bar};
use crate::tui::view::{Canvas, dialog};
use crate::tui::view_model::can::Can;
use crate::tui::view_model::root::{Hit, Palette, Root};

/// Draws the list over everything.
pub(super) fn draw(canvas: &mut Canvas<'_, Hit>, root: &Root, palette: &Palette) {
    let offers = root.offers();
    // As high as without a filter, so that it does not jump while one types.
    let rows = canvas.area().height.saturating_sub(9).min(20);
    let area = dialog::open(canvas, "Keys and commands", rows + 2);
    let line = palette.filter();
    let filter = Field {
        text: line.text(),
        cursor: Some(line.cursor()),
        placeholder: "type a word or a key",
        hint: "",
        ground: Role::DialogField,
        hit: None,
    };
    field(canvas, Rect { height: 1, ..area }, &filter);
    let below = Rect {
        y: area.y + 2,
        height: area.height.saturating_sub(2),
        ..area
    };
    if offers.is_empty() {
        let text = "No key and no command of this place answers that. Backspace takes it back.";
        canvas.paragraph(below, text, Role::Muted);
        return;
    }
    let naming = canvas.naming();
    let keys: Vec<String> = offers
        .iter()
        .map(|offer| {
            let names: Vec<_> = offer.keys.iter().map(|key| key.name(naming)).collect();
            names.join(" ")
        })
        .collect();
    let at = palette.at().min(offers.len() - 1);
    let items: Vec<_> = offers
        .iter()
        .zip(&keys)
        .enumerate()
        .map(|(row, (offer, keys))| Item {
            label: offer.words,
            key: keys,
            refusal: match &offer.can {
                Can::No(why) if row == at => why,
                Can::No(_) | Can::Yes => "",
            },
            selected: row == at,
            hit: Some(Hit::Offer(row)),
        })
        .collect();
    let cursor = canvas.scene.cursor();
    let first = first_shown(&items, at, below);
    list(canvas, below, &items[first..]);
    let rows = |items: &[Item<'_, Hit>]| -> usize {
        let heights = items.iter().map(|item| height_of(item, below.width));
        heights.map(usize::from).sum()
    };
    let bar = Rect::new(below.right(), below.y, 1, below.height);
    let scroll = Scroll::past(rows(&items[..first]), rows(&items));
    scroll_bar(canvas, bar, scroll);
    // Typing goes on in the line above, whatever is selected.
    if let Some(place) = cursor {
        canvas.cursor(place.x, place.y);
    }
}

/// Returns from which item on to draw, so that the selected one is seen whole.
fn first_shown(items: &[Item<'_, Hit>], at: usize, area: Rect) -> usize {
    let height_of = |item| height_of(item, area.width);
    let mut first = at;
    let mut taken = height_of(&items[at]);
    // As many as fit before it; the list then starts as early as it can.
    while first > 0 && taken + height_of(&items[first - 1]) <= area.height {
        first -= 1;
        taken += height_of(&items[first]);
    }
    first
}
