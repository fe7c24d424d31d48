//! The rows above the table: filters, search, the offer to undo.

use ratatui::layout::Rect;

use super::{Places, left_of};
use crate::domain::Instant;
use crate::tui::theme::Role;
use crate::tui::view::canvas::width_of;
use crate::tui::view::{Canvas, field};
use crate::tui::view_model::manage_users::{Can, Command, Focus, ManageUsers, Target};
use crate::words::{self, Zone, grouped};

/// The columns of the search field.
const FIND: u16 = 20;

/// Draws the filters and the search; returns where the menus of the filters hang.
pub(super) fn draw_filters<H: Copy>(
    canvas: &mut Canvas<'_, H>,
    places: &Places,
    screen: &ManageUsers,
    hit: &dyn Fn(Target) -> H,
) -> [u16; 3] {
    let (left, y) = (left_of(places), places.list.y);
    let arrow = canvas.glyphs().drop_down;
    let words = screen.filter_words();
    let mut x = left;
    let mut anchors = [left; 3];
    let filters = [Focus::Show, Focus::Kind, Focus::Password];
    for (at, (word, focus)) in words.into_iter().zip(filters).enumerate() {
        anchors[at] = x;
        let area = Rect::new(x, y, width_of(word) + 2, 1);
        if screen.focus() == focus {
            canvas.lay(area, Role::Focus);
            canvas.cursor(x, y);
        }
        let taken = canvas.text(x, y, width_of(word), word, Role::Text);
        canvas.text(x + taken + 1, y, 1, arrow, Role::Muted);
        canvas.hit(area, Some(hit(Target::Focus(focus))));
        x += taken + 5;
    }
    let right = places.list.right();
    let width = FIND.min(right.saturating_sub(x)).max(8);
    let (here, line) = (screen.focus() == Focus::Search, screen.search());
    let find = Rect::new(right - width, y, width, 1);
    let cursor = here.then(|| line.cursor());
    let searched = hit(Target::Focus(Focus::Search));
    field::find(canvas, find, line.text(), cursor, searched);
    anchors
}

/// The actions in the title take the focus too; they are found where they were drawn.
pub(super) fn focus_on_title<H: Copy + PartialEq>(
    canvas: &mut Canvas<'_, H>,
    screen: &ManageUsers,
    hit: &dyn Fn(Target) -> H,
) {
    let focus = screen.focus();
    if !matches!(focus, Focus::Actions | Focus::Add) {
        return;
    }
    canvas.focus_on(hit(Target::Focus(focus)));
}

/// Offers the undo of *Expire all passwords* while anyone still has to change because of it (E10).
pub(super) fn draw_offer<H: Copy>(
    canvas: &mut Canvas<'_, H>,
    places: &Places,
    screen: &ManageUsers,
    now: Instant,
    zone: Zone,
    hit: &dyn Fn(Target) -> H,
) {
    let (Some(offer), Some(y)) = (screen.undo_offer(), places.offer) else {
        return;
    };
    let x = left_of(places);
    let by = offer.by.first_word();
    let when = words::when(offer.at, now, zone);
    let waiting = grouped(offer.released);
    let text = format!("All passwords expired by {by}, {when}: {waiting} still to change.");
    let width = places.list.right().saturating_sub(x);
    let taken = canvas.text(x, y, width.saturating_sub(9), &text, Role::Notice);
    let at = x + taken + 3;
    if screen.can(Command::UndoExpireAll) != Can::Yes {
        return;
    }
    // The key undoes what was done last, which may be something else by now; in the search it is a letter.
    let key = if screen.z_undoes_expire_all() && screen.focus() != Focus::Search {
        "z"
    } else {
        ""
    };
    canvas.text(at, y, 1, key, Role::Key);
    canvas.text(at + 2, y, 4, "undo", Role::Muted);
    canvas.hit(
        Rect::new(at, y, 6, 1),
        Some(hit(Target::Command(Command::UndoExpireAll))),
    );
}
