//! A table: titles, a line, rows with a marker, a scroll bar.

use ratatui::layout::Rect;

use super::Canvas;
use super::canvas::width_of;
use crate::tui::theme::Role;

/// Which way a column orders the table.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Order {
    /// Smallest first.
    Ascending,
    /// Largest first.
    Descending,
}

/// A column.
#[derive(Clone, Copy, Debug)]
pub struct Column<'a, H> {
    /// Its title.
    pub title: &'a str,
    /// Its columns on the screen, the space to the next one included.
    pub width: u16,
    /// Whether and how it orders the table.
    pub order: Option<Order>,
    /// What a click on the title means.
    pub hit: Option<H>,
}

/// What stands in one column of a row.
#[derive(Clone, Copy, Debug)]
pub struct Cell<'a> {
    /// A mark before the text; `Some("")` keeps its room free.
    pub mark: Option<&'a str>,
    /// The text.
    pub text: &'a str,
    /// The role of mark and text.
    pub role: Role,
}

/// A row.
#[derive(Clone, Debug)]
pub struct Row<'a, H> {
    /// One cell for each column.
    pub cells: Vec<Cell<'a>>,
    /// Whether it is the selected one.
    pub selected: bool,
    /// Whether it is marked for an act on many.
    pub marked: bool,
    /// What a click on it means.
    pub hit: Option<H>,
}

/// Whether the table has the focus, which puts the cursor on its selected row.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Focus {
    /// It has.
    Here,
    /// Something else has.
    Elsewhere,
}

/// The rows before a table's first one, and those there are in all.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Scroll {
    /// Rows above the first that is shown.
    pub above: u64,
    /// Rows in all.
    pub total: u64,
}

impl Scroll {
    /// So many of so many are above.
    #[must_use]
    pub fn past(above: usize, total: usize) -> Self {
        Self {
            above: above as u64,
            total: total as u64,
        }
    }
}

/// Draws the titles and the line below them over two rows.
pub fn titles<H: Copy>(canvas: &mut Canvas<'_, H>, area: Rect, columns: &[Column<'_, H>]) {
    let glyphs = canvas.glyphs();
    let mut x = area.x + 2;
    for column in columns {
        let room = column.width.min(area.right().saturating_sub(x));
        let taken = canvas.text(x, area.y, room, column.title, Role::Muted);
        let sign = match column.order {
            Some(Order::Ascending) => glyphs.ascending,
            Some(Order::Descending) => glyphs.descending,
            None => "",
        };
        if taken + 1 + width_of(sign) <= room {
            canvas.text(x + taken + 1, area.y, 1, sign, Role::Accent);
        }
        canvas.hit(Rect::new(x, area.y, taken + 2, 1), column.hit);
        x += column.width;
    }
    canvas.rule(area.x, area.y + 1, area.width);
}

/// Draws rows into an area, and notes how many fit.
pub fn rows<H: Copy>(
    canvas: &mut Canvas<'_, H>,
    area: Rect,
    columns: &[Column<'_, H>],
    rows: &[Row<'_, H>],
    focus: Focus,
) {
    canvas.rows_fit(area.height);
    for (y, row) in (area.y..area.bottom()).zip(rows) {
        let line = Rect::new(area.x, y, area.width, 1);
        let glyphs = canvas.glyphs();
        if row.selected {
            canvas.lay(line, Role::Focus);
            canvas.text(area.x, y, 1, glyphs.marker, Role::Accent);
        }
        if row.marked {
            canvas.text(area.x + 1, y, 1, glyphs.marked, Role::Key);
        }
        draw_cells(canvas, line, columns, row);
        if row.selected && focus == Focus::Here {
            canvas.cursor(area.x + 2, y);
        }
        canvas.hit(line, row.hit);
    }
}

fn draw_cells<H: Copy>(
    canvas: &mut Canvas<'_, H>,
    line: Rect,
    columns: &[Column<'_, H>],
    row: &Row<'_, H>,
) {
    let mut x = line.x + 2;
    let last = columns.len().saturating_sub(1);
    for (at, (column, cell)) in columns.iter().zip(&row.cells).enumerate() {
        let gap = u16::from(at != last);
        let mut room = column
            .width
            .saturating_sub(gap)
            .min(line.right().saturating_sub(x));
        let mut start = x;
        if let Some(mark) = cell.mark {
            canvas.bold(x, line.y, room.min(1), mark, cell.role);
            start += 2;
            room = room.saturating_sub(2);
        }
        // The name of the selected row is bold as well: colour behind a wide character may not be repainted.
        let role = if at == 0 && row.selected {
            Role::Heading
        } else {
            cell.role
        };
        canvas.text(start, line.y, room, cell.text, role);
        x += column.width;
    }
}

/// Draws a scroll bar down one column; nothing where everything is shown.
pub fn scroll_bar<H: Copy>(canvas: &mut Canvas<'_, H>, area: Rect, scroll: Scroll) {
    let height = u64::from(area.height);
    if area.height == 0 || scroll.total <= height {
        return;
    }
    let length = (height * height / scroll.total).max(1);
    let most_above = scroll.total - height;
    let above = scroll.above.min(most_above);
    // Only the very first and the very last position touch the ends, so that an end is never shown too early.
    let travel = height - length;
    let top = if above == 0 || travel == 0 {
        0
    } else if above == most_above {
        travel
    } else {
        let inner = u128::from(above) * u128::from(travel) / u128::from(most_above);
        u64::try_from(inner)
            .unwrap_or(travel)
            .clamp(1.min(travel), travel.saturating_sub(1).max(1.min(travel)))
    };
    let glyphs = canvas.glyphs();
    for (at, y) in (0_u64..).zip(area.y..area.bottom()) {
        let (glyph, role) = if (top..top + length).contains(&at) {
            (glyphs.thumb, Role::Thumb)
        } else {
            (glyphs.track, Role::Rule)
        };
        canvas.text(area.x, y, 1, glyph, role);
    }
}
