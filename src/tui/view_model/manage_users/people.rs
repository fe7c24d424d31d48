//! The window of people that is loaded, and which of them is selected.
//!
//! Keys, not positions: a page is asked for from a person on. The window never grows beyond a few pages; what is far
//! away is dropped and asked for again.

use crate::domain::UserId;
use crate::service::{Count, From, PeoplePage, PersonRow};

/// How many people are asked for at once.
const PAGE: usize = 100;
/// How many are kept at most.
const MOST: usize = 3 * PAGE;

/// Which question waits for its answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Asked {
    /// The list anew, from its start.
    First,
    /// The end of the list.
    Last,
    /// The same people again.
    Again,
    /// More behind.
    Behind,
    /// More before.
    Before,
}

/// The people that are loaded.
#[derive(Clone, Debug, Default)]
pub struct Window {
    people: Vec<PersonRow>,
    more_before: bool,
    more_after: bool,
    total: Option<Count>,
    above: Option<u64>,
    selected: Option<UserId>,
    at: usize,
    top: usize,
    ticket: u64,
    waiting: Option<Asked>,
    /// Steps that were taken beyond the loaded edge, or behind a jump that is under way; they are made up for as soon
    /// as there is more.
    owed: isize,
    /// How many rows were shown at the last step.
    rows: usize,
}

/// A question: ticket, from where, how many.
type Question = (u64, From, usize);

impl Window {
    /// Returns the people that are loaded, in order.
    #[must_use]
    pub fn people(&self) -> &[PersonRow] {
        &self.people
    }

    /// Returns whether anything was read yet.
    #[must_use]
    pub fn is_read(&self) -> bool {
        self.total.is_some()
    }

    /// Returns how many people there are in all.
    #[must_use]
    pub fn total(&self) -> Option<Count> {
        self.total
    }

    /// Returns the selected person.
    #[must_use]
    pub fn selected(&self) -> Option<&PersonRow> {
        self.people.get(self.at)
    }

    /// Returns the selected person's number.
    #[must_use]
    pub fn selected_id(&self) -> Option<UserId> {
        self.selected().map(|person| person.id)
    }

    /// Returns the selected person's place among all, from 1, where it is known.
    #[must_use]
    pub fn place(&self) -> Option<u64> {
        self.selected()?;
        Some(self.above? + self.at as u64 + 1)
    }

    /// Returns the people shown on so many rows, how many come before the first of them (as far as known), and which
    /// of those shown is selected.
    #[must_use]
    pub fn shown(&self, rows: usize) -> (&[PersonRow], u64, Option<usize>) {
        let top = self.top_for(rows);
        let end = (top + rows).min(self.people.len());
        let selected = self.at.checked_sub(top).filter(|at| *at < rows);
        let above = self.above.unwrap_or_default() + top as u64;
        (&self.people[top..end], above, selected)
    }

    fn top_for(&self, rows: usize) -> usize {
        let last_top = self.people.len().saturating_sub(rows);
        self.top
            .clamp((self.at + 1).saturating_sub(rows), self.at)
            .min(last_top)
    }

    /// Moves the selection by so many rows; behind a jump whose answer has not come, from where that leads.
    pub(super) fn step(&mut self, by: isize, rows: usize) {
        if self.is_jumping() {
            self.owed = self.owed.saturating_add(by);
            self.rows = rows;
            return;
        }
        let last = self.people.len().saturating_sub(1);
        let at = isize::try_from(self.at).unwrap_or(isize::MAX);
        let wanted = at.saturating_add(self.owed).saturating_add(by);
        self.at = usize::try_from(wanted).unwrap_or_default().min(last);
        let beyond = wanted.saturating_sub(isize::try_from(self.at).unwrap_or(isize::MAX));
        let more = (beyond > 0 && self.more_after) || (beyond < 0 && self.more_before);
        self.owed = if more { beyond } else { 0 };
        self.rows = rows;
        self.settle(rows);
    }

    /// Returns how many rows were shown at the last step.
    pub(super) fn rows(&self) -> usize {
        self.rows
    }

    /// Stays where the selection is seen: what is done now is done to that person.
    pub(super) fn stand_still(&mut self) {
        self.owed = 0;
    }

    /// Selects a person who is loaded.
    pub(super) fn select(&mut self, id: UserId, rows: usize) {
        if let Some(at) = self.find(id) {
            self.at = at;
            self.settle(rows);
        }
    }

    /// Selects this person as soon as they are in the list.
    pub(super) fn look_for(&mut self, id: UserId) {
        self.selected = Some(id);
    }

    fn settle(&mut self, rows: usize) {
        self.top = self.top_for(rows);
        self.selected = self.selected_id();
    }

    fn find(&self, id: UserId) -> Option<usize> {
        self.people.iter().position(|person| person.id == id)
    }

    /// Returns where a person stands among those loaded.
    pub(super) fn place_of(&self, id: UserId) -> Option<usize> {
        self.find(id)
    }

    /// Returns everyone from one person to another, both included, where both are loaded.
    pub(super) fn between(&self, one: UserId, other: UserId) -> Option<Vec<UserId>> {
        let (one, other) = (self.find(one)?, self.find(other)?);
        let range = one.min(other)..=one.max(other);
        Some(self.people[range].iter().map(|person| person.id).collect())
    }

    /// Returns whether another part of the list was asked for, from which the next steps count.
    fn is_jumping(&self) -> bool {
        matches!(self.waiting, Some(Asked::First | Asked::Last))
    }

    fn ask(&mut self, asked: Asked, from: From, rows: usize) -> Question {
        self.ticket += 1;
        if !matches!(asked, Asked::Behind | Asked::Before) {
            self.owed = 0;
        }
        self.waiting = Some(asked);
        (self.ticket, from, rows)
    }

    /// Asks for the list from its start: another filter, another order.
    pub(super) fn ask_first(&mut self) -> Question {
        self.ask(Asked::First, From::First, PAGE)
    }

    /// Asks for the same people again.
    pub(super) fn ask_again(&mut self) -> Question {
        if let Some(jump @ (Asked::First | Asked::Last)) = self.waiting {
            let owed = self.owed;
            let from = if jump == Asked::Last {
                From::Last
            } else {
                From::First
            };
            let question = self.ask(jump, from, PAGE);
            self.owed = owed;
            return question;
        }
        let from = match self.people.first() {
            Some(first) if self.more_before => From::At(first.cursor.clone()),
            Some(_) | None => From::First,
        };
        let rows = self.people.len().max(PAGE);
        self.ask(Asked::Again, from, rows)
    }

    /// Goes to the first person; asks for the first page where it is not loaded.
    pub(super) fn go_first(&mut self) -> Option<Question> {
        if self.more_before || self.is_jumping() {
            return Some(self.ask_first());
        }
        self.at = 0;
        self.settle(1);
        None
    }

    /// Goes to the last person; asks for the last page where it is not loaded.
    pub(super) fn go_last(&mut self, rows: usize) -> Option<Question> {
        if self.more_after || self.is_jumping() {
            return Some(self.ask(Asked::Last, From::Last, PAGE));
        }
        self.at = self.people.len().saturating_sub(1);
        self.settle(rows);
        None
    }

    /// Asks for the page beyond an edge that the selection has come near to.
    pub(super) fn ask_more(&mut self, rows: usize) -> Option<Question> {
        if self.waiting.is_some() {
            return None;
        }
        let near = rows.max(1);
        let (down, up) = (self.owed >= 0, self.owed <= 0);
        if down && self.more_after && self.at + near >= self.people.len() {
            let from = From::After(self.people.last()?.cursor.clone());
            return Some(self.ask(Asked::Behind, from, PAGE));
        }
        if up && self.more_before && self.at < near {
            let from = From::Before(self.people.first()?.cursor.clone());
            return Some(self.ask(Asked::Before, from, PAGE));
        }
        None
    }

    /// Takes an answer; returns false where something newer was asked.
    pub(super) fn take(&mut self, ticket: u64, page: PeoplePage) -> bool {
        if ticket != self.ticket {
            return false;
        }
        let Some(asked) = self.waiting.take() else {
            return false;
        };
        self.total = Some(page.of);
        match asked {
            Asked::First | Asked::Last | Asked::Again => self.replace(asked, page),
            Asked::Behind => self.append(page),
            Asked::Before => self.prepend(page),
        }
        if self.owed != 0 {
            self.step(0, self.rows);
        }
        true
    }

    /// Notes that a question failed; returns false where something newer was asked.
    pub(super) fn failed(&mut self, ticket: u64) -> bool {
        let newest = ticket == self.ticket;
        if newest {
            self.owed = 0;
            self.waiting = None;
        }
        newest
    }

    fn replace(&mut self, asked: Asked, page: PeoplePage) {
        let before = (self.at, self.top);
        self.above = page
            .before
            .or((!page.more_before).then_some(0))
            .or_else(|| before_the_last(&page));
        self.more_before = page.more_before;
        self.more_after = page.more_after;
        self.people = page.rows;
        let last = self.people.len().saturating_sub(1);
        let same = self.selected.and_then(|id| self.find(id));
        match asked {
            Asked::Last => (self.at, self.top) = (last, last),
            Asked::Again => {
                self.at = same.unwrap_or(before.0.min(last));
                // Rows that came or went above move the person, so the picture moves along with them.
                self.top = (before.1 + self.at).saturating_sub(before.0);
            }
            Asked::First | Asked::Behind | Asked::Before => {
                self.at = 0;
                self.top = 0;
            }
        }
        self.selected = self.selected_id().or(self.selected);
    }

    fn append(&mut self, page: PeoplePage) {
        self.people.extend(page.rows);
        self.more_after = page.more_after;
        let surplus = self
            .people
            .len()
            .saturating_sub(MOST)
            .min(self.top.min(self.at));
        if surplus > 0 {
            self.people.drain(..surplus);
            self.at -= surplus;
            self.top -= surplus;
            self.above = self.above.map(|above| above + surplus as u64);
            self.more_before = true;
        }
    }

    fn prepend(&mut self, page: PeoplePage) {
        let added = page.rows.len();
        self.more_before = page.more_before;
        self.above = page
            .before
            .or_else(|| self.above?.checked_sub(added as u64))
            .or((!page.more_before).then_some(0));
        self.people.splice(..0, page.rows);
        self.at += added;
        self.top += added;
        if self.people.len() > MOST {
            self.people.truncate(MOST.max(self.at + PAGE));
            self.more_after = true;
        }
    }
}

/// Returns how many come before the people of a page with which the list ends.
fn before_the_last(page: &PeoplePage) -> Option<u64> {
    match page.of {
        Count::Exact(all) if !page.more_after => all.checked_sub(page.rows.len() as u64),
        Count::Exact(_) | Count::AtLeast(_) => None,
    }
}
