//! The rows of the log that are loaded, newest first, and which of them is selected.
//!
//! Keys, not positions: older rows are asked for from the last number on, newer ones from the first. The log only
//! grows, so rows that are loaded stay as they are.

use crate::domain::audit::EntryNo;
use crate::service::{LogFrom, LogRow, LogRows};

/// How many rows are asked for at once.
const PAGE: usize = 100;

/// Which question waits for its answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Asked {
    /// The newest ones, in place of what is there.
    Anew,
    /// More, older ones.
    Older,
    /// What has come since.
    Newer,
}

/// A question: ticket, from where, how many.
pub(super) type Question = (u64, LogFrom, usize);

/// The rows that are loaded.
#[derive(Clone, Debug, Default)]
pub struct Window {
    rows: Vec<LogRow>,
    /// How far the search has come, while it has not come to the first entry.
    goes_on: Option<EntryNo>,
    is_read: bool,
    at: usize,
    top: usize,
    ticket: u64,
    waiting: Option<Asked>,
}

impl Window {
    /// Returns the rows that are loaded.
    #[must_use]
    pub fn rows(&self) -> &[LogRow] {
        &self.rows
    }

    /// Returns whether anything was read yet.
    #[must_use]
    pub fn is_read(&self) -> bool {
        self.is_read
    }

    /// Returns how far the search has come, while there may be older rows.
    #[must_use]
    pub fn goes_on(&self) -> Option<EntryNo> {
        self.goes_on
    }

    /// Returns the selected row.
    #[must_use]
    pub fn selected(&self) -> Option<&LogRow> {
        self.rows.get(self.at)
    }

    /// Returns the place of the selected row among those loaded, from 0.
    #[must_use]
    pub fn at(&self) -> usize {
        self.at
    }

    /// Returns the rows shown on so many lines, how many come before them, and which of them is selected.
    #[must_use]
    pub fn shown(&self, lines: usize) -> (&[LogRow], usize, Option<usize>) {
        let top = self.top_for(lines);
        let end = (top + lines).min(self.rows.len());
        let selected = self.at.checked_sub(top).filter(|at| *at < lines);
        (&self.rows[top..end], top, selected)
    }

    fn top_for(&self, lines: usize) -> usize {
        let last_top = self.rows.len().saturating_sub(lines);
        self.top
            .clamp((self.at + 1).saturating_sub(lines), self.at)
            .min(last_top)
    }

    /// Moves the selection by so many rows.
    pub(super) fn step(&mut self, by: isize, lines: usize) {
        let last = self.rows.len().saturating_sub(1);
        self.at = self.at.saturating_add_signed(by).min(last);
        self.top = self.top_for(lines);
    }

    /// Selects a row that is loaded.
    pub(super) fn select(&mut self, no: EntryNo, lines: usize) {
        if let Some(at) = self.rows.iter().position(|row| row.no == no) {
            self.at = at;
            self.top = self.top_for(lines);
        }
    }

    fn ask(&mut self, asked: Asked, from: LogFrom) -> Question {
        self.ticket += 1;
        self.waiting = Some(asked);
        (self.ticket, from, PAGE)
    }

    /// Asks for the newest rows, in place of those there are.
    pub(super) fn ask_anew(&mut self) -> Question {
        self.ask(Asked::Anew, LogFrom::Newest)
    }

    /// Asks for what has come since; nothing while another question waits, which will know of it.
    pub(super) fn ask_newer(&mut self) -> Option<Question> {
        match (self.waiting, self.rows.first()) {
            (Some(Asked::Older | Asked::Newer), _) => None,
            (Some(Asked::Anew), _) | (None, None) => Some(self.ask_anew()),
            (None, Some(first)) => {
                let from = LogFrom::NewerThan(first.no);
                Some(self.ask(Asked::Newer, from))
            }
        }
    }

    /// Asks for older rows where the selection has come near the last one.
    pub(super) fn ask_older(&mut self, lines: usize) -> Option<Question> {
        let no = self.goes_on?;
        if self.waiting.is_some() || self.at + lines.max(1) < self.rows.len() {
            return None;
        }
        Some(self.ask(Asked::Older, LogFrom::OlderThan(no)))
    }

    /// Takes an answer; returns false where something newer was asked.
    pub(super) fn take(&mut self, ticket: u64, page: LogRows) -> Taken {
        if ticket != self.ticket {
            return Taken::Late;
        }
        match self.waiting.take() {
            None => return Taken::Late,
            Some(Asked::Anew) => {
                self.rows = page.rows;
                self.goes_on = page.goes_on;
                (self.at, self.top) = (0, 0);
            }
            Some(Asked::Older) => {
                self.rows.extend(page.rows);
                self.goes_on = page.goes_on;
            }
            Some(Asked::Newer) if page.goes_on.is_some() => return Taken::TooMuch,
            Some(Asked::Newer) => {
                let came = page.rows.len();
                self.rows.splice(..0, page.rows.into_iter().rev());
                // On the newest entry the selection goes on to what is newer: a log that was loaded long before it is
                // opened shows its end. Elsewhere it stays on its entry, and the picture too but at the top.
                if self.at > 0 {
                    self.at += came;
                }
                if self.top > 0 {
                    self.top += came;
                }
            }
        }
        self.is_read = true;
        Taken::Yes
    }

    /// Notes that a question failed; returns false where something newer was asked.
    pub(super) fn failed(&mut self, ticket: u64) -> bool {
        let newest = ticket == self.ticket;
        if newest {
            self.waiting = None;
        }
        newest
    }
}

/// What became of an answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Taken {
    /// It was taken.
    Yes,
    /// Something newer was asked.
    Late,
    /// More has come than one page holds: the list is to be read anew.
    TooMuch,
}
