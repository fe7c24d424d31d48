//! *Settings > Security > Sessions* (U5): who is signed in, and the end of one session.
//!
//! The list is whole, since a firm has hundreds of sessions at most; what does not fit is scrolled. The selection is
//! a session, not a row. A program that is killed tells nobody, so the list is read again every few seconds while it
//! is shown.

use std::time::Duration;

use crate::domain::access::may;
use crate::domain::{Right, SessionId, User};
use crate::service::{SessionRow, Sessions};
use crate::tui::keymap::{Command, SessionsAct};
use crate::tui::view_model::act_dialog::{ActDialog, Decision, Harm, Press, Proof, Stop};
use crate::tui::view_model::can::Can;
use crate::tui::view_model::seat::Station;

/// How often the list is read again while it is shown.
pub const READ_EVERY: Duration = Duration::from_secs(5);

/// The tab.
#[derive(Debug)]
pub struct SessionsTab {
    actor: User,
    station: Station,
    listed: Sessions,
    is_read: bool,
    failure: Option<String>,
    at: usize,
    top: usize,
    ending: Option<Ending>,
    asked: u64,
}

/// The question before a session is ended.
#[derive(Debug)]
pub struct Ending {
    /// Which.
    pub row: SessionRow,
    /// The two buttons.
    pub form: ActDialog,
}

/// What can be clicked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Target {
    /// A session.
    Row(SessionId),
    /// A button of the question.
    Stop(Stop),
}

/// What happens here.
#[derive(Debug)]
pub enum Message {
    /// Read the list again.
    Refresh,
    /// The answer to a question.
    Listed(u64, Result<Box<Sessions>, String>),
    /// A key, and how many rows are shown.
    Press(Press, usize),
    /// A click, and how many rows are shown.
    Click(Target, usize),
    /// The wheel, and how many rows are shown.
    Wheel(isize, usize),
    /// End the selected session.
    End,
    /// A session was ended, or not.
    Ended(Result<(), String>),
}

/// What the tab asks for.
#[derive(Debug, PartialEq, Eq)]
pub enum Effect {
    /// Something of the worker.
    Task(Task),
    /// Tell of an act.
    Say(String),
}

/// What the worker is asked to do.
#[derive(Debug, PartialEq, Eq)]
pub enum Task {
    /// Read the list.
    List(u64),
    /// End a session.
    End(SessionId),
}

impl SessionsTab {
    /// Opens the tab for an administrator.
    #[must_use]
    pub fn new(actor: User) -> Self {
        Self {
            actor,
            station: Station::default(),
            listed: Sessions::default(),
            is_read: false,
            failure: None,
            at: 0,
            top: 0,
            ending: None,
            asked: 0,
        }
    }

    /// Takes where the actor sits, and whether anything is changed there.
    #[must_use]
    pub fn seated(mut self, station: Station) -> Self {
        self.station = station;
        self
    }

    /// Takes who the actor is now (R6).
    pub fn set_actor(&mut self, actor: User) {
        self.actor = actor;
    }

    /// Returns the rows that fit, how many are above them, and which of them is selected.
    #[must_use]
    pub fn shown(&self, fit: usize) -> (&[SessionRow], usize, Option<usize>) {
        let rows = &self.listed.rows;
        let top = self.scrolled(fit);
        let end = (top + fit).min(rows.len());
        (
            &rows[top..end],
            top,
            (!rows.is_empty()).then(|| self.at - top),
        )
    }

    /// Returns the first row that is shown.
    fn scrolled(&self, fit: usize) -> usize {
        let last = self.listed.rows.len().saturating_sub(fit);
        let lowest = self.at.saturating_sub(fit.saturating_sub(1));
        self.top.clamp(lowest, self.at).min(last.max(lowest))
    }

    /// Returns how many sessions there are, and whether there are more than are listed.
    #[must_use]
    pub fn number(&self) -> (usize, bool) {
        (self.listed.rows.len(), self.listed.more)
    }

    /// Returns the selected session.
    #[must_use]
    pub fn selected(&self) -> Option<&SessionRow> {
        self.listed.rows.get(self.at)
    }

    /// Returns whether the list was read.
    #[must_use]
    pub fn is_read(&self) -> bool {
        self.is_read
    }

    /// Returns why nothing could be read.
    #[must_use]
    pub fn failure(&self) -> Option<&str> {
        self.failure.as_deref()
    }

    /// Returns the question before a session is ended.
    #[must_use]
    pub fn ending(&self) -> Option<&Ending> {
        self.ending.as_ref()
    }

    /// Says whether the selected session can be ended here.
    #[must_use]
    pub fn can_end(&self) -> Can {
        if let Some(why) = self.station.refusal(Command::Sessions(SessionsAct::End)) {
            return Can::No(why);
        }
        match self.selected() {
            None => Can::No("No session is selected.".into()),
            Some(row) if row.own => {
                Can::No("This is the session you are in. Press o to sign out.".into())
            }
            Some(_) => match may(&self.actor, Right::SignOutOther) {
                Ok(()) => Can::Yes,
                Err(refusal) => Can::No(refusal.to_string()),
            },
        }
    }

    /// Applies what happened.
    #[must_use]
    pub fn update(&mut self, message: Message) -> Vec<Effect> {
        match message {
            Message::Refresh => vec![self.read_again()],
            Message::Listed(ticket, answer) => {
                if ticket == self.asked {
                    self.listed(answer);
                }
                Vec::new()
            }
            Message::Press(press, rows) => self.press(press, rows),
            Message::Click(Target::Row(id), _) => {
                if self.ending.is_none()
                    && let Some(at) = self.place_of(id)
                {
                    self.at = at;
                }
                Vec::new()
            }
            Message::Click(Target::Stop(stop), _) => {
                let decision = self
                    .ending
                    .as_mut()
                    .map(|ending| ending.form.press_button(stop));
                decision.map_or_else(Vec::new, |decision| self.decided(decision))
            }
            Message::Wheel(by, rows) => {
                if self.ending.is_none() {
                    self.step(by, rows);
                }
                Vec::new()
            }
            Message::End => self.ask(),
            Message::Ended(answer) => self.ended(answer),
        }
    }

    fn read_again(&mut self) -> Effect {
        self.asked += 1;
        Effect::Task(Task::List(self.asked))
    }

    fn listed(&mut self, answer: Result<Box<Sessions>, String>) {
        match answer {
            Ok(listed) => {
                let selected = self.selected().map(|row| row.id);
                self.listed = *listed;
                self.is_read = true;
                self.failure = None;
                let last = self.listed.rows.len().saturating_sub(1);
                self.at = selected
                    .and_then(|id| self.place_of(id))
                    .unwrap_or(self.at)
                    .min(last);
            }
            Err(why) => self.failure = Some(why),
        }
    }

    fn place_of(&self, id: SessionId) -> Option<usize> {
        self.listed.rows.iter().position(|row| row.id == id)
    }

    fn press(&mut self, press: Press, rows: usize) -> Vec<Effect> {
        if let Some(ending) = &mut self.ending {
            let decision = ending.form.press(press);
            return self.decided(decision);
        }
        let page = isize::try_from(rows.max(2) - 1).unwrap_or(isize::MAX);
        match press {
            Press::Up | Press::Previous => self.step(-1, rows),
            Press::Down | Press::Next => self.step(1, rows),
            Press::PageUp => self.step(-page, rows),
            Press::PageDown => self.step(page, rows),
            Press::Home => self.step(isize::MIN, rows),
            Press::End => self.step(isize::MAX, rows),
            Press::Enter => return self.ask(),
            Press::Left | Press::Right | Press::Choose | Press::Escape | Press::Yes | Press::No => {
            }
        }
        Vec::new()
    }

    fn step(&mut self, by: isize, rows: usize) {
        let last = self.listed.rows.len().saturating_sub(1);
        self.at = self.at.saturating_add_signed(by).min(last);
        self.top = self.scrolled(rows);
    }

    fn ask(&mut self) -> Vec<Effect> {
        if self.ending.is_some() {
            return Vec::new();
        }
        match (self.can_end(), self.selected()) {
            (Can::Yes, Some(row)) => {
                self.ending = Some(Ending {
                    row: row.clone(),
                    form: ActDialog::open(Vec::new(), Proof::Fresh, Harm::Some),
                });
                Vec::new()
            }
            (Can::No(why), _) => vec![Effect::Say(why)],
            (Can::Yes, None) => Vec::new(),
        }
    }

    fn decided(&mut self, decision: Decision) -> Vec<Effect> {
        match decision {
            Decision::Open => Vec::new(),
            Decision::Cancelled => {
                self.ending = None;
                Vec::new()
            }
            Decision::Acted => match &self.ending {
                Some(ending) => vec![Effect::Task(Task::End(ending.row.id))],
                None => Vec::new(),
            },
        }
    }

    fn ended(&mut self, answer: Result<(), String>) -> Vec<Effect> {
        match answer {
            Ok(()) => {
                let name = self.ending.take().map(|ending| ending.row.name);
                let said = name.map_or_else(
                    || "The session is ended.".to_owned(),
                    |name| format!("{name} is signed out there."),
                );
                vec![self.read_again(), Effect::Say(said)]
            }
            Err(why) => {
                match &mut self.ending {
                    Some(ending) => ending.form.refuse(why),
                    None => return vec![Effect::Say(why)],
                }
                vec![self.read_again()]
            }
        }
    }
}

#[cfg(test)]
mod tests;
