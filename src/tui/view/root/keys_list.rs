//! The list of the keys that work here.

use ratatui::layout::Rect;

use crate::tui::keymap::keys_of;
use crate::tui::theme::{Charset, Role};
use crate::tui::view::{Canvas, dialog};
use crate::tui::view_model::root::{Hit, Root};

/// Draws the list of the keys that work here.
pub(super) fn draw(canvas: &mut Canvas<'_, Hit>, root: &Root) {
    let signs = canvas.glyphs().charset == Charset::Unicode;
    let bindings = keys_of(&root.places());
    let half = bindings.len().div_ceil(2);
    let rows = u16::try_from(half).unwrap_or(u16::MAX);
    let area = dialog::open(canvas, "Keys", rows);
    let width = area.width / 2;
    for (at, binding) in bindings.iter().enumerate() {
        let column = u16::try_from(at / half.max(1)).unwrap_or_default();
        let row = u16::try_from(at % half.max(1)).unwrap_or_default();
        let (x, y) = (area.x + column * width, area.y + row);
        if y >= area.bottom() {
            continue;
        }
        let name = binding.chord.name(signs);
        canvas.text(x, y, 10, &name, Role::Key);
        canvas.text(
            x + 11,
            y,
            width.saturating_sub(12),
            binding.word,
            Role::Text,
        );
        let hit = Rect::new(x, y, width.saturating_sub(1), 1);
        canvas.hit(hit, Some(Hit::Key(binding.command)));
    }
    canvas.cursor(area.x, area.y);
}
