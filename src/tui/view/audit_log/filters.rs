//! The row above the list: whom, what, when, and the search.

use ratatui::layout::Rect;

use super::Places;
use crate::tui::theme::Role;
use crate::tui::view::canvas::width_of;
use crate::tui::view::{Canvas, field};
use crate::tui::view_model::audit_log::{AuditLog, Focus, Scope, Target};

/// The columns of the search field.
const FIND: u16 = 20;
/// The most columns of a filter's words, but for the last one's.
const WORDS: u16 = 18;

/// Draws the filters and the search; returns where the menus of kind and time hang.
pub(super) fn draw<H: Copy>(
    canvas: &mut Canvas<'_, H>,
    places: &Places,
    screen: &AuditLog,
    hit: &dyn Fn(Target) -> H,
) -> [u16; 2] {
    let y = places.list.y;
    let arrow = canvas.glyphs().drop_down;
    let mut x = places.left();
    let mut anchors = [x; 2];
    let right = places.list.right();
    let [person, kind, when] = screen.filter_words();
    for (word, focus) in [
        (person, Focus::Person),
        (kind, Focus::Kind),
        (when, Focus::When),
    ] {
        if !is_shown(screen, focus) {
            continue;
        }
        match focus {
            Focus::Kind => anchors[0] = x,
            Focus::When => anchors[1] = x,
            Focus::Table | Focus::Verify | Focus::Export | Focus::Person | Focus::Search => {}
        }
        let most = if focus == Focus::When { right } else { WORDS };
        let width = width_of(&word).min(most);
        let area = Rect::new(x, y, width + 2, 1);
        if screen.focus() == focus {
            canvas.lay(area, Role::Focus);
            canvas.cursor(x, y);
        }
        let taken = canvas.text(x, y, width, &word, Role::Text);
        canvas.text(x + taken + 1, y, 1, arrow, Role::Muted);
        canvas.hit(area, Some(hit(Target::Focus(focus))));
        x += taken + 5;
    }
    if screen.scope() == Scope::Whole {
        let width = FIND.min(right.saturating_sub(x)).max(8);
        let (here, line) = (screen.focus() == Focus::Search, screen.search());
        let find = Rect::new(right - width, y, width, 1);
        let cursor = here.then(|| line.cursor());
        let searched = hit(Target::Focus(Focus::Search));
        field::find(canvas, find, line.text(), cursor, searched);
    }
    anchors
}

fn is_shown(screen: &AuditLog, focus: Focus) -> bool {
    match focus {
        Focus::Person => screen.scope() != Scope::OwnLogIns,
        Focus::When => true,
        Focus::Table | Focus::Verify | Focus::Export | Focus::Kind | Focus::Search => {
            screen.scope() == Scope::Whole
        }
    }
}

/// The actions in the title take the focus too; they are found where they were drawn.
pub(super) fn focus_on_title<H: Copy + PartialEq>(
    canvas: &mut Canvas<'_, H>,
    screen: &AuditLog,
    hit: &dyn Fn(Target) -> H,
) {
    let focus = screen.focus();
    if !matches!(focus, Focus::Verify | Focus::Export) {
        return;
    }
    canvas.focus_on(hit(Target::Focus(focus)));
}
