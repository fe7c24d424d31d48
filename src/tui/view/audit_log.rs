//! *Audit Log* and *Log In Activity* as they are drawn: filters, the list, the selected entry below it (A1).

mod dialogs;
mod entry;
mod filters;
mod footer;
mod rows;

use ratatui::layout::Rect;

pub use footer::keys;

use super::Canvas;
use super::bones::KeyWord;
use super::menu::{Item, menu};
use crate::domain::Instant;
use crate::tui::keymap::LogAct;
use crate::tui::view_model::audit_log::{AuditLog, Focus, MenuKind, Target};
use crate::tui::view_model::can::Can;
use crate::words::Zone;

/// Returns the actions that stand at the right of the title of *Audit Log*, as far as they can be done here.
#[must_use]
pub fn actions<H>(log: &AuditLog, hit: &dyn Fn(Target) -> H) -> Vec<KeyWord<'static, H>> {
    [
        ("i", "Verify now", Focus::Verify, LogAct::Verify),
        ("e", "Export", Focus::Export, LogAct::Export),
    ]
    .into_iter()
    .filter(|(.., act)| log.can(*act) == Some(Can::Yes))
    .map(|(key, word, focus, _)| KeyWord::new(key, word, hit(Target::Focus(focus))))
    .collect()
}

/// Where the parts lie.
struct Places {
    list: Rect,
    titles: u16,
    rows: Rect,
    detail: u16,
    is_tall: bool,
}

impl Places {
    fn of(list: Rect) -> Self {
        let is_tall = list.height >= 13;
        let (titles, below) = if is_tall {
            (list.y + 2, 3)
        } else {
            (list.y + 1, 2)
        };
        let top = titles + 2;
        Self {
            list,
            titles,
            rows: Rect::new(
                list.x,
                top,
                list.width,
                list.bottom().saturating_sub(top + below),
            ),
            detail: list.bottom().saturating_sub(2),
            is_tall,
        }
    }

    /// Where filters and detail start: under the heading beside the list of places, else in the margin.
    fn left(&self) -> u16 {
        if self.list.x == 0 { 2 } else { self.list.x }
    }
}

/// Draws the screen into the rows of a list, and its menu or dialog over it.
pub fn draw<H: Copy + PartialEq>(
    canvas: &mut Canvas<'_, H>,
    list: Rect,
    screen: &AuditLog,
    now: Instant,
    zone: Zone,
    hit: &dyn Fn(Target) -> H,
) {
    let places = Places::of(list);
    let anchors = filters::draw(canvas, &places, screen, hit);
    filters::focus_on_title(canvas, screen, hit);
    rows::draw(canvas, &places, screen, now, zone, hit);
    rows::draw_detail(canvas, &places, screen, zone);
    draw_menu(canvas, &places, screen, anchors, hit);
    dialogs::draw(canvas, screen, zone, hit);
}

fn draw_menu<H: Copy>(
    canvas: &mut Canvas<'_, H>,
    places: &Places,
    screen: &AuditLog,
    anchors: [u16; 2],
    hit: &dyn Fn(Target) -> H,
) {
    let Some(open) = screen.menu() else { return };
    let x = match open.kind {
        MenuKind::Kind => anchors[0],
        MenuKind::When => anchors[1],
    };
    let words = screen.menu_items();
    let items: Vec<_> = words
        .iter()
        .enumerate()
        .map(|(at, label)| Item {
            label,
            key: "",
            refusal: "",
            selected: at == open.at,
            hit: Some(hit(Target::Item(at))),
        })
        .collect();
    menu(canvas, x.saturating_sub(1), places.list.y + 1, &[], &items);
}
