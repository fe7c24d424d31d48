//! *Audit Log* and the tab *Log In Activity* (A1): one list, newest first and endless, in two scopes.
//!
//! The whole log is an administrator's, with search, entries in full, the check and the export. Log In Activity is
//! everyone's own sign-ins and failures; an administrator sees everyone's. A page may come back short and say how far
//! it looked: then the next one is asked for until a screen is full, and any other question ends that.

mod dialogs;
mod keys;
mod menus;
mod messages;
mod sheets;
mod window;

use chrono::NaiveDate;

pub use dialogs::{Dialog, Picker};
pub use menus::{Menu, MenuKind};
pub use messages::{Command, Effect, Focus, LogFile, Looking, Message, Scope, Target, Task};
pub use sheets::{CheckSheet, EntrySheet, TARGETS};
pub use window::Window;

use super::act_dialog::{ActDialog, TextLine};
use super::export::{Answer, ExportForm};
use super::seat::Seat;
use crate::domain::UserId;
use crate::domain::audit::ActKind;
use crate::service::LogRows;
use crate::words::{Printable, Zone, grouped};
use window::{Question, Taken};

/// The most that can be typed to search.
const SEARCH_MOST: usize = 100;

/// When it was.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Span {
    /// At any time.
    #[default]
    Any,
    /// In the last so many times 24 hours.
    LastDays(u16),
    /// From the beginning of a day on the wall to the end of another.
    Days(Option<NaiveDate>, Option<NaiveDate>),
}

/// The screen.
#[derive(Debug)]
pub struct AuditLog {
    scope: Scope,
    /// In which the days of a span begin.
    zone: Zone,
    /// Whether a file can be written (A1).
    seat: Seat,
    person: Option<(UserId, Printable)>,
    kind: Option<ActKind>,
    span: Span,
    search: TextLine,
    window: Window,
    failure: Option<String>,
    focus: Focus,
    menu: Option<Menu>,
    dialog: Option<Dialog>,
    /// Numbers the questions that are not about the list.
    asked: u64,
    /// How many lines of the table fitted last.
    lines: usize,
    /// What was typed as the file of an export.
    export_path: Option<String>,
}

impl AuditLog {
    /// Opens the screen.
    #[must_use]
    pub fn new(scope: Scope, zone: Zone, seat: Seat) -> Self {
        Self {
            scope,
            zone,
            seat,
            person: None,
            kind: None,
            span: Span::Any,
            search: TextLine::new("", SEARCH_MOST),
            window: Window::default(),
            failure: None,
            focus: Focus::Table,
            menu: None,
            dialog: None,
            asked: 0,
            lines: 20,
            export_path: None,
        }
    }

    /// Returns which of the two screens it is, and for whom.
    #[must_use]
    pub fn scope(&self) -> Scope {
        self.scope
    }

    /// Returns the rows that are loaded.
    #[must_use]
    pub fn window(&self) -> &Window {
        &self.window
    }

    /// Returns why nothing could be read.
    #[must_use]
    pub fn failure(&self) -> Option<&str> {
        self.failure.as_deref()
    }

    /// Returns what was typed to search.
    #[must_use]
    pub fn search(&self) -> &TextLine {
        &self.search
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

    /// Returns what is open over the screen.
    #[must_use]
    pub fn dialog(&self) -> Option<&Dialog> {
        self.dialog.as_ref()
    }

    /// Returns whether letters go into a field.
    #[must_use]
    pub fn takes_text(&self) -> bool {
        match (&self.dialog, &self.menu) {
            (Some(Dialog::Person(_)), _) => true,
            (Some(Dialog::Days(form) | Dialog::Export(ExportForm { form, .. })), _) => {
                form.takes_text()
            }
            (Some(Dialog::Entry(_) | Dialog::Check(..) | Dialog::Exporting(_)), _)
            | (None, Some(_)) => false,
            (None, None) => self.focus == Focus::Search,
        }
    }

    /// Returns whether the list shows less than everything.
    #[must_use]
    pub fn is_narrowed(&self) -> bool {
        self.looking() != Looking::default()
    }

    /// Returns why the list is empty, and which key fills it; nothing where it is not.
    #[must_use]
    pub fn why_empty(&self) -> Option<String> {
        if !self.window.is_read() || !self.window.rows().is_empty() {
            return None;
        }
        Some(match self.window.goes_on() {
            Some(no) => format!("Nothing yet; looked back to entry {}…", grouped(no.0)),
            None if self.is_narrowed() => {
                let way_out = match (self.focus, self.search.text()) {
                    (Focus::Search, "") => "Esc leads to the list, where r shows everything.",
                    (Focus::Search, _) => "Esc clears the search.",
                    (_, _) => "Press r to show everything.",
                };
                format!("Nothing in the log is like that. {way_out}")
            }
            None => "Nothing has happened yet.".to_owned(),
        })
    }

    /// Applies what happened.
    #[must_use]
    pub fn update(&mut self, message: Message) -> Vec<Effect> {
        match message {
            Message::Refresh => match self.window.ask_newer() {
                Some(question) => vec![self.list(question)],
                None => Vec::new(),
            },
            Message::Listed(ticket, answer) => self.listed(ticket, answer),
            Message::EntryRead(ticket, answer) => self.entry_read(ticket, answer),
            Message::PeopleFound(ticket, answer) => self.people_found(ticket, answer),
            Message::Checked(run, answer) => self.checked(run, answer),
            Message::Export(Answer::Begun(answer)) => self.export_begun(answer),
            Message::Export(Answer::Went(answer)) => self.exported(answer),
            Message::Press(press, around) => {
                self.lines = around.rows;
                self.press(press, around)
            }
            Message::Edit(edit) => self.edit(&edit),
            Message::Click(target, around) => {
                self.lines = around.rows;
                self.click(target, around)
            }
            Message::Wheel(by, around) => {
                if self.dialog.is_some() {
                    return self.scroll_entry(by, around.rows);
                }
                if self.menu.is_none() {
                    self.window.step(by, around.rows);
                }
                self.more(around.rows)
            }
            Message::Command(command, around) => self.command(command, around),
            Message::ToggleVisibility => {
                if let Some(form) = self.form_mut() {
                    form.toggle_visibility();
                }
                Vec::new()
            }
            Message::Wipe => {
                if let Some(form) = self.form_mut() {
                    ActDialog::wipe(form);
                }
                Vec::new()
            }
        }
    }

    fn list(&self, (ticket, from, rows): Question) -> Effect {
        Effect::Task(Task::List {
            ticket,
            scope: self.scope,
            looking: self.looking(),
            from,
            rows,
        })
    }

    /// Another question: the answers to those before are dropped.
    fn list_anew(&mut self) -> Effect {
        let question = self.window.ask_anew();
        self.list(question)
    }

    fn listed(&mut self, ticket: u64, answer: Result<Box<LogRows>, String>) -> Vec<Effect> {
        match answer {
            Ok(page) => match self.window.take(ticket, *page) {
                Taken::Late => Vec::new(),
                Taken::TooMuch => vec![self.list_anew()],
                Taken::Yes => {
                    self.failure = None;
                    self.more(self.lines)
                }
            },
            Err(why) => {
                if self.window.failed(ticket) {
                    self.failure = Some(why);
                }
                Vec::new()
            }
        }
    }

    /// Asks for older rows where the selection has come near the last one.
    fn more(&mut self, lines: usize) -> Vec<Effect> {
        match self.window.ask_older(lines) {
            Some(question) => vec![self.list(question)],
            None => Vec::new(),
        }
    }

    fn clear_filters(&mut self) {
        self.person = None;
        self.kind = None;
        self.span = Span::Any;
        self.search.clear();
    }
}

#[cfg(test)]
mod tests;
