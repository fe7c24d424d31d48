//! The rows of the table.

use ratatui::layout::Rect;

use super::{Places, role_word};
use crate::domain::throttle::Held;
use crate::domain::{Access, Instant};
use crate::service::{Count, PersonRow};
use crate::tui::theme::{Glyphs, Role};
use crate::tui::view::Canvas;
use crate::tui::view::table::{self, Cell, Column, Row, Scroll};
use crate::tui::view_model::manage_users::{Focus, ManageUsers, Target};
use crate::words::{self, Known, Mark, Printable, StatusCell, Zone};

/// The words of a row; what is drawn borrows from them.
pub(super) struct Words {
    pub(super) name: Printable,
    pub(super) email: Printable,
    role: &'static str,
    status: StatusCell,
    sign_in: String,
}

impl Words {
    pub(super) fn of(person: &PersonRow, now: Instant, zone: Zone) -> Self {
        let known = Known {
            by: person.forced_by.as_ref(),
            code_until: person.code_until,
        };
        let mut status = words::status_cell(&person.status, known, now, zone);
        if let Some((mark, word)) = held_word(person) {
            status = StatusCell {
                mark,
                text: format!("{word} · {}", status.text),
            };
        }
        if person.access == Access::Disabled {
            status = StatusCell {
                mark: Mark::Plain,
                text: format!("disabled · {}", status.text),
            };
        }
        Self {
            name: person.name.clone(),
            email: person.email.clone(),
            role: role_word(person.membership),
            status,
            sign_in: person
                .last_sign_in
                .map_or_else(|| "never".into(), |at| words::when(at, now, zone)),
        }
    }
}

/// Returns mark and word of what stands in the way of signing in (S3).
fn held_word(person: &PersonRow) -> Option<(Mark, &'static str)> {
    match person.held {
        Held::Free => None,
        Held::Waits { .. } => Some((Mark::Notice, "waits")),
        Held::Locked => Some((Mark::Danger, "locked")),
    }
}

pub(super) fn draw_people<H: Copy>(
    canvas: &mut Canvas<'_, H>,
    places: &Places,
    screen: &ManageUsers,
    columns: &[Column<'_, H>],
    now: Instant,
    zone: Zone,
    hit: &dyn Fn(Target) -> H,
) {
    let area = places.rows;
    let fit = usize::from(area.height);
    let (people, above, selected) = screen.window().shown(fit);
    let words: Vec<_> = people
        .iter()
        .map(|person| Words::of(person, now, zone))
        .collect();
    let glyphs = canvas.glyphs();
    let rows: Vec<_> = people
        .iter()
        .zip(&words)
        .enumerate()
        .map(|(at, (person, words))| Row {
            cells: cells(person, words, columns.len(), &glyphs),
            selected: selected == Some(at),
            marked: screen.marked().has(person.id) && !screen.marked().is_none(),
            hit: Some(hit(Target::Row(person.id))),
        })
        .collect();
    let focus = if screen.focus() == Focus::Table {
        table::Focus::Here
    } else {
        table::Focus::Elsewhere
    };
    table::rows(canvas, area, columns, &rows, focus);
    // A click before the name marks.
    for (y, person) in (area.y..area.bottom()).zip(people) {
        canvas.hit(
            Rect::new(area.x, y, 2, 1),
            Some(hit(Target::Mark(person.id))),
        );
    }
    // An empty circle is not a warning: its mark is muted beside ordinary words.
    let last = columns.len().saturating_sub(1);
    let password = columns
        .iter()
        .position(|column| column.title == "Password")
        .unwrap_or(last);
    let x = area.x
        + 2
        + columns[..password]
            .iter()
            .map(|column| column.width)
            .sum::<u16>();
    for (y, words) in (area.y..area.bottom()).zip(&words) {
        if words.status.mark == Mark::Empty {
            canvas.bold(x, y, 1, glyphs.not_set, Role::Muted);
        }
    }
    if people.is_empty() {
        draw_empty(canvas, area, screen);
    }
    let total = match screen.window().total() {
        Some(Count::Exact(total) | Count::AtLeast(total)) => total,
        None => 0,
    };
    let bar = Rect::new(area.right(), area.y, 1, area.height);
    table::scroll_bar(canvas, bar, Scroll { above, total });
}

fn cells<'a>(
    person: &PersonRow,
    words: &'a Words,
    columns: usize,
    glyphs: &Glyphs,
) -> Vec<Cell<'a>> {
    let off = person.access == Access::Disabled;
    let (mark, role) = match words.status.mark {
        Mark::Plain => ("", Role::Text),
        Mark::Notice => (glyphs.notice, Role::Notice),
        Mark::Danger => (glyphs.danger, Role::Danger),
        Mark::Due => (glyphs.must, Role::Danger),
        Mark::Empty => (glyphs.not_set, Role::Text),
    };
    let shade = |role| if off { Role::Muted } else { role };
    let cell = |mark, text, role| Cell {
        mark,
        text,
        role: shade(role),
    };
    let role_ink = if person.membership.is_administrator() {
        Role::Text
    } else {
        Role::Muted
    };
    let mut cells = vec![cell(None, words.name.as_str(), Role::Text)];
    if columns == 5 {
        cells.push(cell(None, words.email.as_str(), Role::Muted));
    }
    cells.push(cell(None, words.role, role_ink));
    cells.push(cell(Some(mark), &words.status.text, role));
    cells.push(cell(None, &words.sign_in, Role::Muted));
    cells.truncate(columns);
    cells
}

fn draw_empty<H: Copy>(canvas: &mut Canvas<'_, H>, area: Rect, screen: &ManageUsers) {
    let area = Rect {
        x: area.x + 2,
        width: area.width.saturating_sub(2),
        ..area
    };
    let (text, role) = match (screen.failure(), screen.why_empty()) {
        (Some(why), _) => (why.to_owned(), Role::Danger),
        (None, Some(why)) => (why, Role::Muted),
        (None, None) => ("Reading the list…".to_owned(), Role::Muted),
    };
    canvas.paragraph(area, &text, role);
    if screen.focus() == Focus::Table {
        canvas.cursor(area.x, area.y);
    }
}
