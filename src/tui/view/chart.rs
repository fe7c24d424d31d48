//! The forecast: two bars for each week, today's policy beside the edited one (P5).

use ratatui::layout::Rect;

use super::Canvas;
use crate::tui::theme::Role;

/// The columns that a forecast of so many weeks takes.
#[must_use]
pub fn width_of_weeks(weeks: u16) -> u16 {
    2 * weeks + 2
}

/// A forecast.
#[derive(Clone, Copy, Debug)]
pub struct Forecast<'a> {
    /// Its heading.
    pub heading: &'a str,
    /// Expiries of each week under today's policy.
    pub before: &'a [u64],
    /// Expiries of each week under the edited policy.
    pub after: &'a [u64],
}

/// Draws heading, legend, bars and the line of weeks; the bars take the rows that are left.
pub fn forecast<H: Copy>(canvas: &mut Canvas<'_, H>, area: Rect, forecast: &Forecast<'_>) {
    if area.height < 4 {
        return;
    }
    let Rect {
        x,
        y,
        width,
        height,
    } = area;
    canvas.text(x, y, width, forecast.heading, Role::Heading);
    legend(canvas, x, y + 1, width);
    // The first row of bars shares the legend's: the highest bars reach up beside it.
    let bars = Rect::new(x, y + 2, width, height - 3);
    let most = forecast
        .before
        .iter()
        .chain(forecast.after)
        .copied()
        .max()
        .unwrap_or_default();
    for (week, column) in (x..area.right().saturating_sub(1)).step_by(2).enumerate() {
        let value = |of: &[u64]| of.get(week).copied().unwrap_or_default();
        bar(
            canvas,
            bars,
            column,
            value(forecast.before),
            most,
            Role::BarBefore,
        );
        bar(
            canvas,
            bars,
            column + 1,
            value(forecast.after),
            most,
            Role::BarAfter,
        );
    }
    for (week, label) in [(0, "now"), (4, "+4w"), (8, "+8w"), (12, "+12w")] {
        let at = x + 2 * week;
        canvas.text(
            at,
            bars.bottom(),
            area.right().saturating_sub(at),
            label,
            Role::Muted,
        );
    }
}

fn legend<H: Copy>(canvas: &mut Canvas<'_, H>, x: u16, y: u16, width: u16) {
    let sample = canvas.glyphs().sample;
    canvas.text(x, y, width.min(1), sample, Role::BarBefore);
    canvas.text(x + 2, y, width.saturating_sub(2), "before", Role::Muted);
    canvas.text(
        x + 10,
        y,
        width.saturating_sub(10).min(1),
        sample,
        Role::BarAfter,
    );
    canvas.text(x + 12, y, width.saturating_sub(12), "after", Role::Muted);
}

fn bar<H: Copy>(canvas: &mut Canvas<'_, H>, area: Rect, x: u16, value: u64, most: u64, role: Role) {
    if value == 0 {
        return;
    }
    let eighths = u128::from(area.height) * 8;
    // Something is never drawn as nothing.
    let tall = (u128::from(value) * eighths / u128::from(most.max(1))).clamp(1, eighths.max(1));
    let mut left = usize::try_from(tall).unwrap_or_default();
    let bars = canvas.glyphs().bars;
    for y in (area.y..area.bottom()).rev() {
        if left == 0 {
            break;
        }
        let part = left.min(8);
        canvas.text(x, y, 1, bars[part - 1], role);
        left -= part;
    }
}
