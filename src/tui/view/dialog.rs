//! A dialog: what lies behind is dimmed and cannot be clicked; the footer stays.

use ratatui::layout::Rect;

use super::Canvas;
use crate::tui::theme::Role;

/// The columns between a dialog's edge and its text.
const INSET: u16 = 3;
/// The width at which dialogs read best.
pub const WIDTH: u16 = 64;

/// Opens a dialog for so many rows of content; returns where the content goes.
///
/// On a small screen the empty rows go first; what then still does not fit, the caller leaves out.
pub fn open<H: Copy>(canvas: &mut Canvas<'_, H>, title: &str, rows: u16) -> Rect {
    let screen = canvas.area();
    let above_footer = screen.height.saturating_sub(2);
    let width = WIDTH.min(screen.width.saturating_sub(2));
    // Rows above the title, below it, and at the end.
    let mut space = [1, 1, 1];
    for at in [2, 1, 0] {
        if rows + 1 + space.iter().sum::<u16>() > above_footer {
            space[at] = 0;
        }
    }
    let height = (rows + 1 + space.iter().sum::<u16>()).min(above_footer);
    let x = (screen.width - width) / 2;
    let y = ((screen.height - height) / 2).min(above_footer - height);
    let area = Rect::new(x, y, width, height);
    canvas.scene.cover();
    canvas.dim(Rect::new(
        0,
        0,
        screen.width,
        screen.height.saturating_sub(1),
    ));
    canvas.fill(area, Role::Dialog);
    if canvas.theme().frames_dialogs() {
        border(canvas, area);
    }
    let room = width.saturating_sub(2 * INSET);
    canvas.text(x + INSET, y + space[0], room, title, Role::Heading);
    let top = y + space[0] + 1 + space[1];
    Rect::new(
        x + INSET,
        top,
        room,
        area.bottom().saturating_sub(top + space[2]),
    )
}

fn border<H: Copy>(canvas: &mut Canvas<'_, H>, area: Rect) {
    let [top_left, top_right, bottom_left, bottom_right, across, down] = canvas.glyphs().border;
    let (right, bottom) = (area.right() - 1, area.bottom() - 1);
    for y in [area.y, bottom] {
        canvas.repeat(area.x, y, area.width, across, Role::Rule);
    }
    for y in area.y + 1..bottom {
        canvas.text(area.x, y, 1, down, Role::Rule);
        canvas.text(right, y, 1, down, Role::Rule);
    }
    canvas.text(area.x, area.y, 1, top_left, Role::Rule);
    canvas.text(right, area.y, 1, top_right, Role::Rule);
    canvas.text(area.x, bottom, 1, bottom_left, Role::Rule);
    canvas.text(right, bottom, 1, bottom_right, Role::Rule);
}
