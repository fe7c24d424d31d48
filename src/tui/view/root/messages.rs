//! The list of messages: what is so now, and what was said since signing in, the newest first.

use super::banners;
use crate::tui::theme::Role;
use crate::tui::view::canvas::wrap;
use crate::tui::view::{Canvas, dialog};
use crate::tui::view_model::root::{Hit, Note, Root};
use crate::words;

/// The columns before a message: its time.
const TIME: u16 = 8;

/// Draws the list over everything.
pub(super) fn draw(canvas: &mut Canvas<'_, Hit>, root: &Root, scrolled: usize) {
    let rows = canvas.area().height.saturating_sub(7).min(20);
    let area = dialog::open(canvas, "Messages", rows);
    canvas.cursor(area.x, area.y);
    canvas.rows_fit(area.height);
    let mark = canvas.glyphs().notice;
    let notes = root.notes();
    if notes.is_empty() {
        let text = "Nothing was said yet. What you do is told at the bottom and kept here.";
        canvas.paragraph(area, text, Role::Muted);
        return;
    }
    let mut y = area.y;
    for note in notes.into_iter().skip(scrolled) {
        let now = mark.to_owned();
        let (before, ink, text, role) = match note {
            Note::Banner(banner, inside) => {
                let text = banners::text_of(banner, root, inside);
                (now, Role::Notice, text, Role::Notice)
            }
            Note::News(text) => (now, Role::Notice, text, Role::Notice),
            Note::Demo(text) => (now, Role::Muted, text.to_owned(), Role::Muted),
            Note::Said(line) => {
                let time = words::time(line.at, root.zone());
                (time, Role::Muted, line.text.clone(), Role::Text)
            }
        };
        let width = area.width.saturating_sub(TIME);
        for (at, line) in wrap(&text, width).iter().enumerate() {
            if y >= area.bottom() {
                return;
            }
            if at == 0 {
                canvas.text(area.x, y, TIME, &before, ink);
            }
            canvas.text(area.x + TIME, y, width, line, role);
            y += 1;
        }
    }
}
