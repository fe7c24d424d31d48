//! Keys and clicks: where the focus goes, and what is opened or asked for.

use super::messages::{Command, Effect, Focus, Scope, Target};
use super::{AuditLog, Dialog, MenuKind};
use crate::tui::view_model::act_dialog::{Edit, Press};
use crate::tui::view_model::can::Can;
use crate::tui::view_model::manage_users::Around;

/// The stops of Tab, in order.
const STOPS: [Focus; 7] = [
    Focus::Table,
    Focus::Verify,
    Focus::Export,
    Focus::Person,
    Focus::Kind,
    Focus::When,
    Focus::Search,
];

impl AuditLog {
    /// Returns the stops of Tab on this screen, in order.
    fn stops(&self) -> Vec<Focus> {
        let here = STOPS.into_iter().filter(|stop| match stop {
            Focus::Table | Focus::When => true,
            Focus::Person => self.scope != Scope::OwnLogIns,
            Focus::Verify | Focus::Kind | Focus::Search => self.scope == Scope::Whole,
            Focus::Export => self.can(Command::Export) == Some(Can::Yes),
        });
        here.collect()
    }

    pub(super) fn press(&mut self, press: Press, around: Around) -> Vec<Effect> {
        match &self.dialog {
            Some(Dialog::Person(_)) => return self.press_in_picker(press),
            Some(Dialog::Days(_) | Dialog::Export(_)) => return self.press_in_form(press),
            Some(Dialog::Entry(_) | Dialog::Check(..) | Dialog::Exporting(_)) => {
                return self.press_in_sheet(press, around.rows);
            }
            None => {}
        }
        if self.menu.is_some() {
            return self.press_in_menu(press);
        }
        match (self.focus, press) {
            (_, Press::Next) => self.walk(1),
            (_, Press::Previous) => self.walk(-1),
            (Focus::Table, _) => return self.press_in_table(press, around),
            (Focus::Search, Press::Escape) if !self.search.text().is_empty() => {
                self.search.clear();
                return vec![self.list_anew()];
            }
            (_, Press::Escape) | (Focus::Search, Press::Enter | Press::Down) => {
                self.focus = Focus::Table;
            }
            (focus, Press::Enter | Press::Choose | Press::Down) => {
                return self.open_at(focus, around);
            }
            (_, Press::Left) => self.walk(-1),
            (_, Press::Right) => self.walk(1),
            (_, _) => {}
        }
        Vec::new()
    }

    fn walk(&mut self, by: isize) {
        let stops = self.stops();
        let at = stops.iter().position(|stop| *stop == self.focus);
        let next = (at.unwrap_or(0) + stops.len()).saturating_add_signed(by) % stops.len();
        self.focus = stops[next];
    }

    fn press_in_table(&mut self, press: Press, around: Around) -> Vec<Effect> {
        let lines = around.rows;
        let page = isize::try_from(lines.max(2) - 1).unwrap_or(isize::MAX);
        match press {
            Press::Up => self.window.step(-1, lines),
            Press::Down => self.window.step(1, lines),
            Press::PageUp => self.window.step(-page, lines),
            Press::PageDown => self.window.step(page, lines),
            Press::Home => self.window.step(isize::MIN, lines),
            Press::End => self.window.step(isize::MAX, lines),
            Press::Enter => return self.command(Command::Open, around),
            Press::Escape if self.is_narrowed() => return self.command(Command::ShowAll, around),
            Press::Escape
            | Press::Choose
            | Press::Left
            | Press::Right
            | Press::Next
            | Press::Previous
            | Press::Yes
            | Press::No => {}
        }
        self.more(lines)
    }

    fn open_at(&mut self, focus: Focus, around: Around) -> Vec<Effect> {
        match focus {
            Focus::Verify => self.command(Command::Verify, around),
            Focus::Export => self.command(Command::Export, around),
            Focus::Person => self.command(Command::Person, around),
            Focus::Kind => self.command(Command::Kind, around),
            Focus::When => self.command(Command::When, around),
            Focus::Table | Focus::Search => Vec::new(),
        }
    }

    /// Says whether something can be done now; nothing where it is not for this screen.
    #[must_use]
    pub fn can(&self, command: Command) -> Option<Can> {
        let yes = |there: bool| there.then_some(Can::Yes);
        let whole = self.scope == Scope::Whole;
        match command {
            Command::Open => {
                (self.scope != Scope::OwnLogIns).then(|| match self.window.selected() {
                    Some(_) => Can::Yes,
                    None => Can::No("There is no entry to open.".into()),
                })
            }
            Command::Verify | Command::Find | Command::Kind => yes(whole),
            Command::Export => whole.then(|| self.seat.files()),
            Command::Person => yes(self.scope != Scope::OwnLogIns),
            Command::When => Some(Can::Yes),
            Command::ShowAll => Some(if self.is_narrowed() {
                Can::Yes
            } else {
                Can::No("Everything is shown already.".into())
            }),
            Command::Copy => yes(self.can_copy()),
        }
    }

    pub(super) fn command(&mut self, command: Command, around: Around) -> Vec<Effect> {
        match self.can(command) {
            Some(Can::Yes) => {}
            Some(Can::No(why)) => return vec![Effect::Say(why)],
            None => return Vec::new(),
        }
        match command {
            Command::Copy => return self.copy_head(),
            Command::Open => return self.open_entry(),
            Command::Verify => return self.verify(),
            Command::Export => self.open_export(around.proof),
            Command::Find => self.focus = Focus::Search,
            Command::Person => return self.open_person(),
            Command::Kind => self.open_menu(MenuKind::Kind),
            Command::When => self.open_menu(MenuKind::When),
            Command::ShowAll => {
                self.clear_filters();
                return vec![self.list_anew()];
            }
        }
        Vec::new()
    }

    pub(super) fn edit(&mut self, edit: &Edit) -> Vec<Effect> {
        if self.dialog.is_some() {
            return self.edit_in_dialog(edit);
        }
        if self.focus == Focus::Search && self.menu.is_none() && self.search.edit(edit) {
            return vec![self.list_anew()];
        }
        Vec::new()
    }

    pub(super) fn click(&mut self, target: Target, around: Around) -> Vec<Effect> {
        match (target, &self.dialog) {
            (Target::Stop(stop), Some(Dialog::Days(_) | Dialog::Export(_))) => {
                return self.click_in_form(stop);
            }
            (Target::Item(at), Some(Dialog::Person(_))) => return self.choose_person(at),
            (Target::Close, Some(_)) => return self.close_sheet(),
            (_, Some(_)) => return Vec::new(),
            (_, None) => {}
        }
        match (target, self.menu.is_some()) {
            (Target::Item(at), true) => return self.choose_item(at),
            (_, true) => self.menu = None,
            (Target::Row(no), false) => {
                let selected = self.window.selected().map(|row| row.no);
                let again = self.focus == Focus::Table && selected == Some(no);
                self.focus = Focus::Table;
                if again {
                    return self.command(Command::Open, around);
                }
                self.window.select(no, around.rows);
                return self.more(around.rows);
            }
            (Target::Focus(focus), false) => {
                if self.stops().contains(&focus) {
                    self.focus = focus;
                    return self.open_at(focus, around);
                }
            }
            (Target::Item(_) | Target::Stop(_) | Target::Close, false) => {}
        }
        Vec::new()
    }
}
