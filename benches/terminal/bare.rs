//! The yardstick: the least a ratatui program can do. `cargo run --release --example bare -- FIRM.db`
//!
//! It shows the first page of people from the same database by the same query as the screens, moves a selection, and
//! reads each key with a wait that nothing else can end. No rules, no threads, no other screen, no way to change
//! anything. `benches/terminal` measures passward against it.

use std::error::Error;

use crossterm::event::{self, Event, KeyCode};
use ratatui::layout::Constraint;
use ratatui::style::{Modifier, Style};
use ratatui::widgets::{Row, Table, TableState};
use rusqlite::{Connection, OpenFlags};

/// What `Order::Name` reads of everyone who is enabled; a page of it.
const PAGE: &str = "SELECT id, kind, enabled, role, gen, changed_at, force_id, last_sign_in, \
     seen_no = (SELECT name_no FROM account), code_until, name, email FROM users WHERE enabled = 1 \
     ORDER BY name_key, email LIMIT 50";

fn main() -> Result<(), Box<dyn Error>> {
    let path = std::env::args_os().nth(1).ok_or("bare FIRM.db")?;
    let db = Connection::open_with_flags(path, OpenFlags::SQLITE_OPEN_READ_ONLY)?;
    let people = db
        .prepare(PAGE)?
        .query_map([], |row| {
            let (role, changed): (i64, Option<i64>) = (row.get(3)?, row.get(5)?);
            let name: String = row.get(10)?;
            let email: String = row.get(11)?;
            Ok([name, role.to_string(), format!("{changed:?}"), email])
        })?
        .collect::<Result<Vec<_>, _>>()?;
    let widths = [24, 6, 22, 26].map(Constraint::Length);
    let mut selected = TableState::new().with_selected(0);
    let mut terminal = ratatui::try_init()?;
    loop {
        let rows = people.iter().map(|person| Row::new(person.clone()));
        let table = Table::new(rows, widths)
            .row_highlight_style(Style::new().add_modifier(Modifier::REVERSED));
        terminal.draw(|frame| frame.render_stateful_widget(table, frame.area(), &mut selected))?;
        if let Event::Key(key) = event::read()? {
            if key.code == KeyCode::Char('q') {
                break;
            } else if key.code == KeyCode::Down {
                selected.select_next();
            } else if key.code == KeyCode::Up {
                selected.select_previous();
            }
        }
    }
    ratatui::restore();
    Ok(())
}
