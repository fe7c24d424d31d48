//! *Settings > Manage Users* (U6): the people, who is selected, what is filtered, and the dialogs of what is done.
//!
//! The list is a window of pages: at its edges the next page is asked for. Each question has a ticket, and only the
//! answer to the newest is taken. The selection is a person, not a row: it stays on them when others change the
//! list. What the acting administrator may not do is answered with a sentence by the table of rights.

mod acts;
mod break_in;
mod deeds;
mod dialogs;
mod exports;
mod kept;
mod keys;
mod many;
mod marks;
mod menus;
mod messages;
mod particulars;
mod people;
mod requests;
mod shown_code;
mod sign_out;
mod undo;

pub use acts::{Can, Command};
pub use break_in::BreakInDialog;
pub use deeds::{Deed, goes_by_mail};
pub use dialogs::Dialog;
pub use exports::ExportDialog;
pub use kept::Kept;
pub use many::Many;
pub use menus::{Menu, MenuKind, PASSWORDS};
pub use messages::{Around, Effect, Focus, Message, Target, Task};
pub use people::Window;
pub use requests::{Done, Refused, Request, Taken};
pub use shown_code::ShownCode;
pub use sign_out::{SigningOut, Whom};

use exports::Paths;
use marks::Anchor;

use undo::AccessSet;

use super::act_dialog::TextLine;
use super::export::{Answer, ExportSheet};
use super::seat::Station;
use crate::domain::selection::Show;
use crate::domain::{Direction, Filter, Marked, Order, PasswordFilter, User};
use crate::service::{From, Mailing, PeoplePage, UndoConsequences};

/// The most that can be typed to search.
const SEARCH_MOST: usize = 100;

/// The screen.
#[derive(Debug)]
pub struct ManageUsers {
    actor: User,
    firm: String,
    filter: Filter,
    search: TextLine,
    order: Order,
    direction: Direction,
    window: Window,
    failure: Option<String>,
    focus: Focus,
    menu: Option<Menu>,
    dialog: Option<Dialog>,
    kept: Kept,
    paths: Paths,
    exporting: Option<ExportSheet>,
    /// Whether a file can be written (U9), and whether anything is changed.
    station: Station,
    marked: Marked,
    anchor: Anchor,
    undo: Option<UndoConsequences>,
    /// The access that was set last, which `z` sets back.
    last_access: Option<AccessSet>,
    /// What is being set back.
    undoing: Option<AccessSet>,
    undo_asked: u64,
    consequences_asked: u64,
    /// Whether codes go by mail.
    mailing: Mailing,
}

impl ManageUsers {
    /// Opens the screen for an administrator; of the actor only number, membership and access are looked at.
    #[must_use]
    pub fn new(actor: User) -> Self {
        Self {
            actor,
            firm: String::new(),
            filter: Filter::default(),
            search: TextLine::new("", SEARCH_MOST),
            order: Order::Name,
            direction: Direction::Forward,
            window: Window::default(),
            failure: None,
            focus: Focus::Table,
            menu: None,
            dialog: None,
            kept: Kept::default(),
            paths: Paths::default(),
            exporting: None,
            station: Station::default(),
            marked: Marked::default(),
            anchor: Anchor::default(),
            undo: None,
            last_access: None,
            undoing: None,
            undo_asked: 0,
            consequences_asked: 0,
            mailing: Mailing::Off,
        }
    }

    /// Takes who the actor is now: name, role and access may have changed (R6).
    pub fn set_actor(&mut self, actor: User) {
        self.actor = actor;
    }

    /// Takes where the actor sits, and whether anything is changed there.
    #[must_use]
    pub fn seated(mut self, station: Station) -> Self {
        self.station = station;
        self
    }

    /// Takes the firm's name as it is now.
    pub fn set_firm(&mut self, firm: &str) {
        firm.clone_into(&mut self.firm);
    }

    /// Takes whether mail is set up: where it is, codes go by it (U1).
    pub fn set_mailing(&mut self, mailing: Mailing) {
        self.mailing = mailing;
    }

    /// Returns whether mail is set up.
    #[must_use]
    pub fn mailing(&self) -> Mailing {
        self.mailing
    }

    /// Returns the people that are loaded.
    #[must_use]
    pub fn window(&self) -> &Window {
        &self.window
    }

    /// Returns why nothing could be read.
    #[must_use]
    pub fn failure(&self) -> Option<&str> {
        self.failure.as_deref()
    }

    /// Returns whom the list shows.
    #[must_use]
    pub fn filter(&self) -> &Filter {
        &self.filter
    }

    /// Returns what was typed to search.
    #[must_use]
    pub fn search(&self) -> &TextLine {
        &self.search
    }

    /// Returns how the table is ordered.
    #[must_use]
    pub fn order(&self) -> (Order, Direction) {
        (self.order, self.direction)
    }

    /// Returns what has the focus.
    #[must_use]
    pub fn focus(&self) -> Focus {
        self.focus
    }

    /// Returns the open menu.
    #[must_use]
    pub fn menu(&self) -> Option<&Menu> {
        self.menu.as_ref()
    }

    /// Returns the open dialog.
    #[must_use]
    pub fn dialog(&self) -> Option<&Dialog> {
        self.dialog.as_ref()
    }

    /// Returns the *Expire all passwords* in force, while anyone still has to change because of it.
    #[must_use]
    pub fn undo_offer(&self) -> Option<&UndoConsequences> {
        self.undo.as_ref().filter(|offer| offer.released > 0)
    }

    /// Returns whether letters go into a field.
    #[must_use]
    pub fn takes_text(&self) -> bool {
        match (&self.dialog, &self.menu) {
            (Some(dialog), _) => dialog.form().takes_text(),
            (None, Some(_)) => false,
            (None, None) => self.focus == Focus::Search && self.exporting.is_none(),
        }
    }

    /// Returns why the list is empty and which key fills it; nothing where it is not, or not read yet.
    #[must_use]
    pub fn why_empty(&self) -> Option<String> {
        if !self.window.is_read() || !self.window.people().is_empty() {
            return None;
        }
        let search = self.filter.search.trim();
        let way_out = match (self.focus, self.search.text()) {
            (Focus::Search, "") => "Esc leads to the list, where r shows everyone.",
            (Focus::Search, _) => "Esc clears the search.",
            (_, _) => "Press r to show everyone.",
        };
        Some(if search.is_empty() {
            format!("Nobody matches these filters. {way_out}")
        } else if self.is_filtered() {
            format!("Nobody with “{search}” in name or e-mail matches these filters. {way_out}")
        } else {
            format!("Nobody has “{search}” in name or e-mail. {way_out}")
        })
    }

    /// Returns whether the list shows less than everyone enabled.
    #[must_use]
    pub fn is_narrowed(&self) -> bool {
        self.is_filtered() || !self.filter.search.is_empty()
    }

    fn is_filtered(&self) -> bool {
        let Filter {
            show,
            kind,
            password,
            search: _,
        } = &self.filter;
        (*show, *kind, *password) != (Show::Enabled, None, PasswordFilter::Any)
    }

    /// Applies what happened.
    #[must_use]
    pub fn update(&mut self, message: Message) -> Vec<Effect> {
        if message.means_who_is_selected() {
            self.window.stand_still();
        }
        match message {
            Message::Refresh => self.refresh(),
            Message::ShowThose(password) => {
                self.clear_filters();
                self.filter.password = password;
                self.focus = Focus::Table;
                self.list_anew()
            }
            Message::Listed(ticket, answer) => self.listed(ticket, answer),
            Message::UndoRead(ticket, offer) => {
                if ticket == self.undo_asked {
                    self.undo = offer;
                }
                Vec::new()
            }
            Message::ConsequencesRead(ticket, answer) => {
                if let Some(dialog) = self.awaiting(ticket) {
                    dialog.take_consequences(answer);
                }
                Vec::new()
            }
            Message::OutcomeRead(ticket, answer) => {
                if let Some(dialog) = self.awaiting(ticket) {
                    dialog.take_outcome(answer);
                }
                Vec::new()
            }
            Message::BreakInRead(ticket, answer) => {
                self.take_break_in(ticket, answer);
                Vec::new()
            }
            Message::ExportableRead(ticket, answer) => {
                self.take_exportable(ticket, answer);
                Vec::new()
            }
            Message::Export(Answer::Begun(answer)) => self.export_begun(answer),
            Message::Export(Answer::Went(answer)) => self.exported(answer),
            Message::Sweep(by, rows) => self.sweep(by, rows),
            Message::SignedInRead(ticket, answer) => {
                if let Some(Dialog::SignOut(of)) = self.awaiting(ticket) {
                    of.take_numbers(answer);
                }
                Vec::new()
            }
            Message::Press(press, around) => {
                self.end_sweep();
                self.press(press, around)
            }
            Message::Edit(edit) => self.edit(&edit),
            Message::Click(target, around) => self.click(target, around),
            Message::Wheel(by, around) => {
                if self.dialog.is_none() && self.menu.is_none() && self.exporting.is_none() {
                    self.window.step(by, around.rows);
                }
                self.more(around.rows)
            }
            Message::Command(command, proof) => self.command(command, proof),
            Message::ToggleVisibility => {
                if let Some(form) = self.dialog.as_mut().map(Dialog::form_mut) {
                    form.toggle_visibility();
                }
                Vec::new()
            }
            Message::Wipe => {
                if let Some(form) = self.dialog.as_mut().map(Dialog::form_mut) {
                    form.wipe();
                }
                Vec::new()
            }
            Message::Done(answer) => self.done(answer),
        }
    }

    /// A second has passed; says whether that is to be seen.
    pub(super) fn tick(&mut self) -> bool {
        let form = self.dialog.as_mut().map(Dialog::form_mut);
        form.is_some_and(super::act_dialog::ActDialog::tick)
    }

    /// Returns the ticket of a new question of the open dialog; the answer to the one before is dropped.
    fn ask_for_dialog(&mut self) -> u64 {
        self.consequences_asked += 1;
        self.consequences_asked
    }

    /// Returns the dialog that waits for the answer with this ticket.
    fn awaiting(&mut self, ticket: u64) -> Option<&mut Dialog> {
        let dialog = self.dialog.as_mut();
        dialog.filter(|_| ticket == self.consequences_asked)
    }

    fn refresh(&mut self) -> Vec<Effect> {
        self.undo_asked += 1;
        let question = self.window.ask_again();
        let mut effects = vec![
            self.list(question),
            Effect::Task(Task::ReadUndo(self.undo_asked)),
        ];
        effects.extend(self.ask_outcome());
        effects.extend(self.ask_break_in(true));
        effects
    }

    fn list(&self, (ticket, from, rows): (u64, From, usize)) -> Effect {
        Effect::Task(Task::List {
            ticket,
            filter: self.filter.clone(),
            order: self.order,
            direction: self.direction,
            from,
            rows,
        })
    }

    fn list_anew(&mut self) -> Vec<Effect> {
        let question = self.window.ask_first();
        let mut effects = vec![self.list(question)];
        effects.extend(self.drop_marks_of_another_filter());
        effects
    }

    fn listed(&mut self, ticket: u64, answer: Result<Box<PeoplePage>, String>) -> Vec<Effect> {
        match answer {
            Ok(page) => {
                if self.window.take(ticket, *page) {
                    self.failure = None;
                    return self.more(self.window.rows());
                }
            }
            Err(why) => {
                if self.window.failed(ticket) {
                    self.failure = Some(why);
                }
            }
        }
        Vec::new()
    }

    /// Asks for the next page where the selection has come near an edge.
    fn more(&mut self, rows: usize) -> Vec<Effect> {
        match self.window.ask_more(rows) {
            Some(question) => vec![self.list(question)],
            None => Vec::new(),
        }
    }

    /// Each letter is a new question; the answers to those before are dropped.
    fn searched(&mut self) -> Vec<Effect> {
        self.filter.search = self.search.text().into();
        self.list_anew()
    }

    fn clear_filters(&mut self) {
        self.filter = Filter::default();
        self.search.clear();
    }
}

#[cfg(test)]
mod tests;
