//! Short sheets over a screen: a line or two, perhaps a bar, and one button; and an export, on whichever screen.

use ratatui::layout::Rect;

use super::act_dialog::Words;
use super::button::{Button, Does, Press, buttons};
use super::canvas::wrap;
use super::field::meter;
use super::{Canvas, dialog};
use crate::tui::theme::Role;
use crate::tui::view_model::export::{ExportSheet, Exports};
use crate::words::Printable;

/// Draws the button of a sheet.
pub(super) fn button<H: Copy>(canvas: &mut Canvas<'_, H>, row: Rect, label: &str, hit: Option<H>) {
    let one = Button {
        label,
        does: Does::Plain,
        press: Press::Focused,
        hit,
    };
    buttons(canvas, row, &[one]);
}

/// Draws a short sheet.
pub(super) fn draw<H: Copy>(
    canvas: &mut Canvas<'_, H>,
    title: &str,
    says: &[(String, Role)],
    progress: Option<(u64, u64)>,
    label: &str,
    close: Option<H>,
) {
    let width = dialog::WIDTH.min(canvas.area().width.saturating_sub(2)) - 6;
    let lines: Vec<(String, Role)> = says
        .iter()
        .flat_map(|(text, role)| wrap(text, width).into_iter().map(|line| (line, *role)))
        .collect();
    let bar = u16::from(progress.is_some());
    let rows = u16::try_from(lines.len()).unwrap_or(u16::MAX) + 2 + 2 * bar;
    let area = dialog::open(canvas, title, rows);
    let mut y = area.y;
    for (line, role) in &lines {
        canvas.text(area.x, y, area.width, line, *role);
        y += 1;
    }
    if let Some((done, of)) = progress {
        let part = done.saturating_mul(1_000) / of.max(1);
        let row = Rect::new(area.x, y + 1, area.width, 1);
        meter(
            canvas,
            row,
            u16::try_from(part).unwrap_or(1_000),
            1_000,
            Role::Accent,
        );
        y += 2;
    }
    let y = (y + 1).min(area.bottom().saturating_sub(1));
    button(canvas, Rect::new(area.x, y, area.width, 1), label, close);
}

/// Returns the words of the dialog before an export.
pub(super) fn export_words(exports: Exports, says: Vec<String>) -> Words<'static> {
    Words {
        title: exports.title().into(),
        says,
        aside: vec![
            "The file is made new, for you alone, on the machine this runs on. That you exported is recorded."
                .into(),
        ],
        safe: "Cancel",
        act: "Export",
        ..Words::default()
    }
}

/// Draws an export on its way.
pub(super) fn draw_export<H: Copy>(
    canvas: &mut Canvas<'_, H>,
    sheet: &ExportSheet,
    close: Option<H>,
) {
    let path = Printable::new(&sheet.path);
    let (written, progress) = match sheet.so_far {
        Some(so_far) => (so_far.written, (so_far.done, so_far.of)),
        None => (0, (0, 1)),
    };
    let says = [
        (format!("To {path}."), Role::Text),
        (
            format!("{} written.", sheet.exports.counted(written)),
            Role::Text,
        ),
    ];
    let title = sheet.exports.title();
    draw(canvas, title, &says, Some(progress), "Cancel", close);
}
