//! The list of entries, and the selected one in full length below it.

use ratatui::layout::Rect;

use super::Places;
use crate::domain::Instant;
use crate::domain::audit::Act;
use crate::service::LogRow;
use crate::tui::theme::{Glyphs, Role};
use crate::tui::view::Canvas;
use crate::tui::view::table::{self, Cell, Column, Row, Scroll};
use crate::tui::view_model::audit_log::{AuditLog, Focus, Target};
use crate::words::{self, Zone, grouped};

/// From this width on the list says from where something was done.
const WITH_FROM: u16 = 100;
/// Under this width the year and the number go.
const WITH_NUMBER: u16 = 70;

pub(super) fn draw<H: Copy>(
    canvas: &mut Canvas<'_, H>,
    places: &Places,
    screen: &AuditLog,
    now: Instant,
    zone: Zone,
    hit: &dyn Fn(Target) -> H,
) {
    let columns = columns(places);
    let titles = Rect {
        y: places.titles,
        height: 2,
        ..places.list
    };
    table::titles(canvas, titles, &columns);
    let area = places.rows;
    let (rows, above, selected) = screen.window().shown(usize::from(area.height));
    let words: Vec<_> = rows
        .iter()
        .map(|row| Words::of(row, columns[0].width, now, zone))
        .collect();
    let glyphs = canvas.glyphs();
    let lines: Vec<_> = rows
        .iter()
        .zip(&words)
        .enumerate()
        .map(|(at, (row, words))| Row {
            cells: cells(row, words, columns.len(), &glyphs),
            selected: selected == Some(at),
            marked: false,
            hit: Some(hit(Target::Row(row.no))),
        })
        .collect();
    let focus = if screen.focus() == Focus::Table {
        table::Focus::Here
    } else {
        table::Focus::Elsewhere
    };
    table::rows(canvas, area, &columns, &lines, focus);
    if rows.is_empty() {
        draw_empty(canvas, area, screen);
    }
    let bar = Rect::new(area.right(), area.y, 1, area.height);
    table::scroll_bar(canvas, bar, scroll(screen, above));
}

fn columns<H>(places: &Places) -> Vec<Column<'static, H>> {
    let width = places.list.width.saturating_sub(2);
    let column = |title, width| Column {
        title,
        width,
        order: None,
        hit: None,
    };
    let when = if places.list.width >= WITH_NUMBER {
        17
    } else {
        14
    };
    let number = if places.list.width >= WITH_NUMBER {
        8
    } else {
        0
    };
    let from = if places.list.width >= WITH_FROM {
        26
    } else {
        0
    };
    let mut columns = vec![
        column("When", when),
        column("What", width.saturating_sub(when + number + from)),
    ];
    if from > 0 {
        columns.push(column("From", from));
    }
    if number > 0 {
        columns.push(column("Entry", number));
    }
    columns
}

/// The words of a row.
struct Words {
    when: String,
    number: String,
}

impl Words {
    fn of(row: &LogRow, width: u16, now: Instant, zone: Zone) -> Self {
        let when = row.at.map_or_else(
            || "unknown".to_owned(),
            |at| {
                let when = match words::days_away(at, now, zone) {
                    0 => format!("today {}", words::time(at, zone)),
                    -1 => format!("yesterday {}", words::time(at, zone)),
                    _ => words::date_and_time(at, now, zone),
                };
                // Where there is no room for both, the date says more than the time.
                if when.len() >= usize::from(width) {
                    words::date(at, now, zone)
                } else {
                    when
                }
            },
        );
        Self {
            when,
            number: grouped(row.no.0),
        }
    }
}

fn cells<'a>(row: &'a LogRow, words: &'a Words, columns: usize, glyphs: &Glyphs) -> Vec<Cell<'a>> {
    let (mark, role) = mark_of(row.act, glyphs);
    let cell = |mark, text, role| Cell { mark, text, role };
    let mut cells = vec![
        cell(None, words.when.as_str(), Role::Muted),
        cell(Some(mark), row.sentence.as_str(), role),
    ];
    if columns == 4 {
        cells.push(cell(None, row.from.as_str(), Role::Muted));
    }
    if columns >= 3 {
        cells.push(cell(None, &words.number, Role::Muted));
    }
    cells
}

/// What failed or was refused has a mark; so has what cannot be read.
fn mark_of(act: Option<Act>, glyphs: &Glyphs) -> (&'static str, Role) {
    match act {
        None | Some(Act::Locked | Act::BreakInAnswered) => (glyphs.danger, Role::Danger),
        Some(
            Act::SignInFailed
            | Act::PasswordChangeFailed
            | Act::CodeFailed
            | Act::Refused
            | Act::TriesDuringWait
            | Act::SessionEnded,
        ) => (glyphs.notice, Role::Notice),
        Some(_) => ("", Role::Text),
    }
}

/// The log is numbered, so the bar is exact where nothing is left out; else it grows with what was read.
fn scroll(screen: &AuditLog, above: usize) -> Scroll {
    let window = screen.window();
    let loaded = window.rows().len() as u64;
    let newest = window.rows().first().map_or(0, |row| row.no.0);
    let total = match (window.goes_on(), screen.is_narrowed()) {
        (None, _) => loaded,
        (Some(_), false) => newest.max(loaded),
        (Some(_), true) => loaded + loaded / 2,
    };
    Scroll {
        above: above as u64,
        total,
    }
}

fn draw_empty<H: Copy>(canvas: &mut Canvas<'_, H>, area: Rect, screen: &AuditLog) {
    let area = Rect {
        x: area.x + 2,
        width: area.width.saturating_sub(2),
        ..area
    };
    let (text, role) = match (screen.failure(), screen.why_empty()) {
        (Some(why), _) => (why.to_owned(), Role::Danger),
        (None, Some(why)) => (why, Role::Muted),
        (None, None) => ("Reading the log…".to_owned(), Role::Muted),
    };
    canvas.paragraph(area, &text, role);
    if screen.focus() == Focus::Table {
        canvas.cursor(area.x, area.y);
    }
}

pub(super) fn draw_detail<H: Copy>(
    canvas: &mut Canvas<'_, H>,
    places: &Places,
    screen: &AuditLog,
    zone: Zone,
) {
    let Rect { x, width, .. } = places.list;
    let y = places.detail;
    if places.is_tall {
        canvas.rule(x, y - 1, width);
    }
    let place = place_of(screen);
    let right = canvas.text_right(x + width, y + 1, width / 2, &place, Role::Muted);
    let Some(row) = screen.window().selected() else {
        return;
    };
    let (left, room) = (x + 2, width.saturating_sub(2));
    canvas.text(left, y, room, &row.sentence, Role::Heading);
    let (text, role) = match screen.failure() {
        // The list stands as it was read before; that it could not be read again is said here.
        Some(why) => (why.to_owned(), Role::Danger),
        None => (when_and_where(row, zone), Role::Muted),
    };
    canvas.text(left, y + 1, right.saturating_sub(left + 2), &text, role);
}

fn when_and_where(row: &LogRow, zone: Zone) -> String {
    let at = row.at.map_or_else(String::new, |at| words::stamp(at, zone));
    match row.from.as_str() {
        "" => at,
        from => format!("{at}, from {from}"),
    }
}

/// Returns where the selection stands: "3 of 57", "3 of 200 or more"; by the numbers of the entries where everything is
/// shown and not all of it is read.
fn place_of(screen: &AuditLog) -> String {
    let window = screen.window();
    let loaded = window.rows().len() as u64;
    let place = window.at() as u64 + 1;
    match (loaded, window.goes_on()) {
        (0, _) => String::new(),
        (_, None) => format!("{} of {}", grouped(place), grouped(loaded)),
        (_, Some(_)) if !screen.is_narrowed() => {
            let newest = window.rows().first().map_or(0, |row| row.no.0);
            let selected = window.selected().map_or(newest, |row| row.no.0);
            format!("entry {}, newest {}", grouped(selected), grouped(newest))
        }
        (_, Some(_)) => format!("{} of {} or more", grouped(place), grouped(loaded)),
    }
}
