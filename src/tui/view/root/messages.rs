//! The list of messages: what is so now, and what was said since signing in, the newest first.

use super::banners;
use crate::tui::theme::Role;
use crate::tui::view::canvas::wrap;
use crate::tui::view::{Canvas, dialog};
use crate::tui::view_model::root::{Hit, Root, Stage};
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
    let mut entries: Vec<(String, String, Role)> = Vec::new();
    if let Stage::Inside(inside) = root.stage() {
        for banner in inside.banners() {
            let text = banners::text_of(banner, root, inside);
            entries.push((mark.to_owned(), text, Role::Notice));
        }
    }
    if let Some(demo) = root.demo() {
        entries.push((mark.to_owned(), demo.to_owned(), Role::Muted));
    }
    for line in root.said_lines().iter().rev() {
        let time = words::time(line.at, root.zone());
        entries.push((time, line.text.clone(), Role::Text));
    }
    if entries.is_empty() {
        let text = "Nothing was said yet. What you do is told at the bottom and kept here.";
        canvas.paragraph(area, text, Role::Muted);
        return;
    }
    let mut y = area.y;
    for (before, text, role) in entries.iter().skip(scrolled) {
        let ink = if *role == Role::Notice {
            Role::Notice
        } else {
            Role::Muted
        };
        let width = area.width.saturating_sub(TIME);
        for (at, line) in wrap(text, width).iter().enumerate() {
            if y >= area.bottom() {
                return;
            }
            if at == 0 {
                canvas.text(area.x, y, TIME, before, ink);
            }
            canvas.text(area.x + TIME, y, width, line, *role);
            y += 1;
        }
    }
}
