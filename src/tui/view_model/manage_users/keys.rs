//! Keys and clicks: where the focus goes, and what is opened or asked for.

use super::{Around, Can, Command, Effect, Focus, ManageUsers, MenuKind, Target};
use crate::domain::{Direction, Kind, Order};
use crate::tui::view_model::act_dialog::{Edit, Press, Proof};
use crate::tui::view_model::export::ExportSheet;

/// The stops of Tab, in order, where all of them can be done.
pub(super) const STOPS: [Focus; 8] = [
    Focus::Table,
    Focus::Actions,
    Focus::Add,
    Focus::Show,
    Focus::Kind,
    Focus::Password,
    Focus::Search,
    Focus::Titles,
];

impl ManageUsers {
    pub(super) fn press(&mut self, press: Press, around: Around) -> Vec<Effect> {
        if self.exporting.is_some() {
            return if ExportSheet::is_closed_by(press) {
                self.stop_export()
            } else {
                Vec::new()
            };
        }
        if self.dialog.is_some() {
            return self.press_in_dialog(press);
        }
        if self.menu.is_some() {
            return self.press_in_menu(press, around.proof);
        }
        match (self.focus, press) {
            (_, Press::Next) => self.walk(1),
            (_, Press::Previous) => self.walk(-1),
            (Focus::Table, _) => return self.press_in_table(press, around),
            (Focus::Search, Press::Escape) if !self.search.text().is_empty() => {
                self.search.clear();
                return self.searched();
            }
            (_, Press::Escape) | (Focus::Search, Press::Enter | Press::Down) => {
                self.focus = Focus::Table;
            }
            (focus, Press::Enter | Press::Choose | Press::Down) => {
                return self.open_at(focus, around.proof);
            }
            (_, Press::Left) => self.walk(-1),
            (_, Press::Right) => self.walk(1),
            (_, _) => {}
        }
        Vec::new()
    }

    fn walk(&mut self, by: isize) {
        let mut stops = STOPS.to_vec();
        stops.retain(|stop| *stop != Focus::Add || self.can(Command::Add) == Can::Yes);
        let at = stops.iter().position(|stop| *stop == self.focus);
        let next = (at.unwrap_or(0) + stops.len()).saturating_add_signed(by) % stops.len();
        self.focus = stops[next];
    }

    fn press_in_table(&mut self, press: Press, around: Around) -> Vec<Effect> {
        let rows = around.rows;
        let page = isize::try_from(rows.max(2) - 1).unwrap_or(isize::MAX);
        match press {
            Press::Up => self.window.step(-1, rows),
            Press::Down => self.window.step(1, rows),
            Press::PageUp => self.window.step(-page, rows),
            Press::PageDown => self.window.step(page, rows),
            Press::Home => {
                if let Some(question) = self.window.go_first() {
                    return vec![self.list(question)];
                }
            }
            Press::End => {
                if let Some(question) = self.window.go_last(rows) {
                    return vec![self.list(question)];
                }
            }
            Press::Enter => return self.command(Command::Person, around.proof),
            Press::Choose => self.toggle_mark_here(),
            Press::Escape if !self.marked.is_none() => self.unmark_all(),
            Press::Escape if self.is_filtered() || !self.filter.search.is_empty() => {
                return self.command(Command::ShowEveryone, around.proof);
            }
            Press::Escape
            | Press::Left
            | Press::Right
            | Press::Next
            | Press::Previous
            | Press::Yes
            | Press::No => {}
        }
        self.more(rows)
    }

    fn open_at(&mut self, focus: Focus, proof: Proof) -> Vec<Effect> {
        let kind = match focus {
            Focus::Show => MenuKind::Show,
            Focus::Kind => MenuKind::Kind,
            Focus::Password => MenuKind::Password,
            Focus::Titles => MenuKind::Sort,
            Focus::Actions => MenuKind::Actions,
            Focus::Add => return self.command(Command::Add, proof),
            Focus::Table | Focus::Search => return Vec::new(),
        };
        self.open_menu(kind);
        Vec::new()
    }

    pub(super) fn edit(&mut self, edit: &Edit) -> Vec<Effect> {
        if let Some(dialog) = &mut self.dialog {
            dialog.form_mut().edit(edit);
        } else if self.focus == Focus::Search && self.menu.is_none() && self.search.edit(edit) {
            return self.searched();
        }
        Vec::new()
    }

    /// Each letter is a new question; the answers to those before are dropped.
    pub(super) fn click(&mut self, target: Target, around: Around) -> Vec<Effect> {
        if self.exporting.is_some() {
            return match target {
                Target::Close => self.stop_export(),
                Target::Row(_)
                | Target::Mark(_)
                | Target::Title(_)
                | Target::Focus(_)
                | Target::Item(_)
                | Target::Stop(_)
                | Target::Command(_) => Vec::new(),
            };
        }
        match (target, self.dialog.is_some(), self.menu.is_some()) {
            (Target::Stop(stop), true, _) => self.click_in_dialog(stop),
            (Target::Item(at), false, true) => self.choose_item(at, around.proof),
            (_, false, true) => {
                self.menu = None;
                Vec::new()
            }
            (Target::Row(id), false, false) => {
                let again = self.focus == Focus::Table && self.window.selected_id() == Some(id);
                self.focus = Focus::Table;
                if again {
                    return self.command(Command::Person, around.proof);
                }
                self.window.select(id, around.rows);
                self.more(around.rows)
            }
            (Target::Mark(id), false, false) => {
                self.focus = Focus::Table;
                self.toggle_mark(id);
                Vec::new()
            }
            (Target::Title(order), false, false) => self.sort_by(order),
            (Target::Focus(focus), false, false) => {
                self.focus = focus;
                self.open_at(focus, around.proof)
            }
            (Target::Command(command), false, false) => self.command(command, around.proof),
            (_, _, _) => Vec::new(),
        }
    }

    /// Orders by a column; by the same one again, the other way round.
    pub(super) fn sort_by(&mut self, order: Order) -> Vec<Effect> {
        self.direction = if self.order == order && self.direction == Direction::Forward {
            Direction::Reverse
        } else {
            Direction::Forward
        };
        self.order = order;
        self.list_anew()
    }

    pub(super) fn show_kind(&mut self, kind: Option<Kind>) -> Vec<Effect> {
        self.filter.kind = kind;
        self.list_anew()
    }
}
