//! *Sessions* as it is drawn: who is signed in, since when, from where, and when last active (U5).

use ratatui::layout::Rect;

use super::Canvas;
use super::act_dialog::{self, Words};
use super::bones::{KeyNames, KeyWord};
use super::table::{self, Cell, Column, Row, Scroll};
use crate::domain::Instant;
use crate::service::SessionRow;
use crate::tui::keymap::{Command, Press, SessionsAct};
use crate::tui::theme::Role;
use crate::tui::view_model::sessions::{Ending, SessionsTab, Target};
use crate::words::{self, Zone};

/// From this width on the place from which somebody comes has a column.
const WITH_FROM: u16 = 70;

/// Returns what the keys do here.
#[must_use]
pub fn keys(screen: &SessionsTab, names: KeyNames) -> Vec<KeyWord<'static, Command>> {
    let press = |key, word, press| KeyWord::new(key, word, Command::Press(press));
    let mut keys = vec![press(names.arrows, "choose", Press::Down)];
    if screen.selected().is_some_and(|row| !row.own) {
        keys.push(press(names.enter, "end session", Press::Enter));
        let end = Command::Sessions(SessionsAct::End);
        keys.push(KeyWord::new("d", "end", end));
    }
    keys
}

/// Draws the tab, and the question over it.
pub fn draw<H: Copy + PartialEq>(
    canvas: &mut Canvas<'_, H>,
    list: Rect,
    screen: &SessionsTab,
    now: Instant,
    zone: Zone,
    hit: &dyn Fn(Target) -> H,
) {
    let columns = columns(list.width);
    table::titles(canvas, Rect { height: 2, ..list }, &columns);
    let rows = Rect {
        y: list.y + 2,
        height: list.height.saturating_sub(4),
        ..list
    };
    draw_rows(canvas, rows, screen, &columns, now, zone, hit);
    draw_detail(canvas, list, screen);
    if let Some(ending) = screen.ending() {
        let words = words_of(ending, now, zone);
        act_dialog::draw(canvas, &words, &ending.form, &|stop| {
            hit(Target::Stop(stop))
        });
    }
}

fn columns<H>(width: u16) -> Vec<Column<'static, H>> {
    let column = |title, width| Column {
        title,
        width,
        order: None,
        hit: None,
    };
    let (since, active) = (16, 16);
    if width < WITH_FROM {
        let name = width.saturating_sub(2 + since + active);
        return vec![
            column("Name", name),
            column("Since", since),
            column("Last active", active),
        ];
    }
    let rest = width.saturating_sub(2 + since + active);
    let name = (rest * 2 / 5).min(28);
    vec![
        column("Name", name),
        column("Where", rest - name),
        column("Since", since),
        column("Last active", active),
    ]
}

/// The words of a row; what is drawn borrows from them.
struct Texts {
    name: String,
    since: String,
    active: String,
}

impl Texts {
    fn of(row: &SessionRow, now: Instant, zone: Zone) -> Self {
        Self {
            name: row.name.as_str().to_owned(),
            since: when(row.started_at, now, zone),
            active: if row.own {
                "this session".into()
            } else {
                when(row.last_active_at, now, zone)
            },
        }
    }
}

/// Returns date and time, today's without the date: a session lasts twelve hours, so "yesterday" says too little.
fn when(at: Instant, now: Instant, zone: Zone) -> String {
    if words::days_away(at, now, zone) == 0 {
        words::when(at, now, zone)
    } else {
        words::date_and_time(at, now, zone)
    }
}

fn draw_rows<H: Copy>(
    canvas: &mut Canvas<'_, H>,
    area: Rect,
    screen: &SessionsTab,
    columns: &[Column<'_, H>],
    now: Instant,
    zone: Zone,
    hit: &dyn Fn(Target) -> H,
) {
    let (shown, above, selected) = screen.shown(area.height.into());
    let texts: Vec<_> = shown.iter().map(|row| Texts::of(row, now, zone)).collect();
    let rows: Vec<_> = shown
        .iter()
        .zip(&texts)
        .enumerate()
        .map(|(at, (row, texts))| Row {
            cells: cells(row, texts, columns.len()),
            selected: selected == Some(at),
            marked: false,
            hit: Some(hit(Target::Row(row.id))),
        })
        .collect();
    table::rows(canvas, area, columns, &rows, table::Focus::Here);
    if shown.is_empty() {
        let room = Rect {
            x: area.x + 2,
            width: area.width.saturating_sub(2),
            ..area
        };
        let (text, role) = match (screen.failure(), screen.is_read()) {
            (Some(why), _) => (why, Role::Danger),
            (None, true) => (
                "Nobody is signed in. Whoever signs in is listed here.",
                Role::Muted,
            ),
            (None, false) => ("Reading the list…", Role::Muted),
        };
        canvas.paragraph(room, text, role);
        canvas.cursor(room.x, room.y);
    }
    let (number, _) = screen.number();
    let bar = Rect::new(area.right(), area.y, 1, area.height);
    let scroll = Scroll {
        above: above as u64,
        total: number as u64,
    };
    table::scroll_bar(canvas, bar, scroll);
}

fn cells<'a>(row: &'a SessionRow, texts: &'a Texts, columns: usize) -> Vec<Cell<'a>> {
    let cell = |text, role| Cell {
        mark: None,
        text,
        role,
    };
    let mut cells = vec![cell(&texts.name, Role::Text)];
    if columns == 4 {
        cells.push(cell(row.from.as_str(), Role::Muted));
    }
    cells.push(cell(&texts.since, Role::Muted));
    cells.push(cell(&texts.active, Role::Text));
    cells
}

/// Draws who is selected, and how many there are.
fn draw_detail<H: Copy>(canvas: &mut Canvas<'_, H>, list: Rect, screen: &SessionsTab) {
    let y = list.bottom().saturating_sub(2);
    canvas.rule(list.x, y, list.width);
    // Text stands below the text of the rows.
    let area = Rect {
        x: list.x + 2,
        width: list.width.saturating_sub(2),
        ..list
    };
    let (number, more) = screen.number();
    let all = match (number, more) {
        (0, _) => String::new(),
        (number, true) => format!("{} and more", words::grouped(number as u64)),
        (number, false) => words::counted(number as u64, "session", "sessions"),
    };
    let left = canvas.text_right(area.right(), y + 1, area.width / 2, &all, Role::Muted);
    if let Some(row) = screen.selected() {
        let text = format!("{}, {}", row.email, row.from);
        let room = left.saturating_sub(area.x + 2);
        canvas.text(area.x, y + 1, room, &text, Role::Muted);
    }
}

fn words_of(ending: &Ending, now: Instant, zone: Zone) -> Words<'static> {
    let row = &ending.row;
    let since = when(row.started_at, now, zone);
    Words {
        title: format!("End the session of {}", row.name),
        says: vec![format!(
            "{} is signed out there within a second, and is told that you did it.",
            row.name
        )],
        aside: vec![format!("Where: {}. Since {since}.", row.from)],
        note: "What they typed and did not send is lost. They can sign in again.",
        safe: "Cancel",
        act: "End session",
    }
}
