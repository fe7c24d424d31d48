//! What is written in one go, and in which order that is shortest.
//!
//! A colour is some seventeen bytes, a move some six: of a small frame, what is of one colour is written together.
//! Nobody sees the order, for a frame is shown whole.

use ratatui::style::Color;
use unicode_width::UnicodeWidthStr;

use super::step::{Step, digits};
use super::{At, Pen, Written};

/// Frames of more runs are written from the top to the bottom: looking for the shortest order would take longer than
/// writing them.
pub(super) const ORDERED_MOST: usize = 48;

/// Cells side by side that one pen writes, and whatever stands right of a sign that some terminals show wider: it must
/// be written after it.
pub(super) struct Run<'a> {
    pub(super) cells: &'a [Written<'a>],
}

/// Cuts cells into runs.
pub(super) fn of<'a>(cells: &'a [Written<'a>]) -> Vec<Run<'a>> {
    let mut runs = Vec::new();
    let mut rest = cells;
    while let Some(first) = rest.first() {
        let mut pen = first.pen;
        let mut is_sure = true;
        let mut length = 1;
        for pair in rest.windows(2) {
            let (before, next) = (&pair[0], &pair[1]);
            let width = u16::try_from(before.symbol.width()).unwrap_or(1);
            is_sure &= before.symbol.is_ascii();
            let is_beside = before.at.y == next.at.y && before.at.x + width == next.at.x;
            let after = next.pen_after(Some(pen));
            if !is_beside || (is_sure && after != pen) {
                break;
            }
            pen = after;
            length += 1;
        }
        let (run, after) = rest.split_at(length);
        runs.push(Run { cells: run });
        rest = after;
    }
    runs
}

/// Returns which of the runs takes the fewest bytes to begin with.
pub(super) fn cheapest(runs: &[Run<'_>], at: At, pen: Option<Pen>) -> usize {
    let cost = |run: &Run<'_>| {
        run.cells.first().map_or(0, |cell| {
            let change = pen.map_or(0, |held| change(held, cell.pen_after(pen)));
            change + Step::between(at, cell.at).bytes()
        })
    };
    let least = runs.iter().enumerate().min_by_key(|(_, run)| cost(run));
    least.map_or(0, |(at, _)| at)
}

/// Returns about how many bytes it takes to change the pen.
fn change(from: Pen, to: Pen) -> usize {
    let mut bytes = 0;
    for (before, after) in [(from.fg, to.fg), (from.bg, to.bg)] {
        if before != after {
            bytes += color(after);
        }
    }
    if from.modifier != to.modifier || from.underline != to.underline {
        bytes += 3;
    }
    // The words around it.
    if bytes == 0 { 0 } else { bytes + 2 }
}

fn color(color: Color) -> usize {
    match color {
        Color::Rgb(r, g, b) => {
            let parts = [r, g, b].map(|part| digits(part.into()));
            8 + parts.iter().sum::<usize>()
        }
        Color::Indexed(_) => 8,
        Color::Reset
        | Color::Black
        | Color::Red
        | Color::Green
        | Color::Yellow
        | Color::Blue
        | Color::Magenta
        | Color::Cyan
        | Color::Gray
        | Color::DarkGray
        | Color::LightRed
        | Color::LightGreen
        | Color::LightYellow
        | Color::LightBlue
        | Color::LightMagenta
        | Color::LightCyan
        | Color::White => 3,
    }
}
