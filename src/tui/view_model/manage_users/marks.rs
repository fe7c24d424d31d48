//! Who is marked to be acted on together: one by one, a range, all that match (U6).
//!
//! Marks are people, not rows: they survive paging, sorting and a refresh. Marks made one by one survive another
//! filter or search too, so that several people can be searched for and marked one after the other. *All that match*
//! stands for the filter it was made with, so another filter drops it, and a line says so.

use super::{Effect, ManageUsers};
use crate::domain::{Marked, UserId};
use crate::service::Count;
use crate::tui::keymap::Marking;
use crate::words::Printable;

/// Up to how many of those marked are named.
const NAMED_MOST: usize = 2;

/// Where marking goes on from.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Anchor {
    /// The one marked last by itself: a range begins there.
    last: Option<UserId>,
    /// Where the range that Shift and the arrows make began, while they make it.
    sweep: Option<UserId>,
}

impl ManageUsers {
    /// Returns who is marked.
    #[must_use]
    pub fn marked(&self) -> &Marked {
        &self.marked
    }

    /// Returns how many are marked; nothing where nobody is.
    #[must_use]
    pub fn marked_number(&self) -> Option<Count> {
        if self.marked.is_none() {
            return None;
        }
        let matching = self.window.total().unwrap_or(Count::Exact(0));
        Some(match (&self.marked, matching) {
            (Marked::AllMatching { .. }, Count::AtLeast(number)) => {
                Count::AtLeast(self.marked.number(number))
            }
            (_, Count::Exact(number) | Count::AtLeast(number)) => {
                Count::Exact(self.marked.number(number))
            }
        })
    }

    /// Returns the names of those marked, where they are few and all of them are loaded.
    pub(super) fn marked_names(&self) -> Option<Vec<Printable>> {
        let Marked::These(ids) = &self.marked else {
            return None;
        };
        if ids.len() > NAMED_MOST {
            return None;
        }
        let people = self.window.people();
        let marked = people.iter().filter(|person| ids.contains(&person.id));
        let names: Vec<_> = marked.map(|person| person.name.clone()).collect();
        (names.len() == ids.len()).then_some(names)
    }

    /// Marks a person, or takes the mark away; a range goes on from here.
    pub(super) fn toggle_mark(&mut self, id: UserId) {
        let mark = !self.marked.has(id);
        self.marked.set(id, mark);
        self.anchor = Anchor {
            last: Some(id),
            sweep: None,
        };
    }

    pub(super) fn toggle_mark_here(&mut self) {
        if let Some(id) = self.window.selected_id() {
            self.toggle_mark(id);
        }
    }

    /// Moves by a row and marks what is passed; on the way back the marks are taken away again.
    pub(super) fn sweep(&mut self, by: isize, rows: usize) -> Vec<Effect> {
        let Some(here) = self.window.selected_id() else {
            return Vec::new();
        };
        let began = self
            .anchor
            .sweep
            .filter(|id| self.window.place_of(*id).is_some());
        let began = began.unwrap_or(here);
        self.anchor = Anchor {
            last: Some(began),
            sweep: Some(began),
        };
        self.marked.set(began, true);
        let from = |screen: &Self, id| {
            let places = screen
                .window
                .place_of(began)
                .zip(screen.window.place_of(id));
            places.map_or(0, |(began, at)| began.abs_diff(at))
        };
        let before = from(self, here);
        self.window.step(by, rows);
        // Only who is loaded can be marked on the way.
        self.window.stand_still();
        if let Some(now) = self.window.selected_id().filter(|id| *id != here) {
            if from(self, now) > before {
                self.marked.set(now, true);
            } else {
                self.marked.set(here, false);
                self.marked.set(began, true);
            }
        }
        self.more(rows)
    }

    /// Ends the range that Shift and the arrows make: any other key does.
    pub(super) fn end_sweep(&mut self) {
        self.anchor.sweep = None;
    }

    /// Marks everyone from the one marked last to here.
    fn mark_to_here(&mut self) -> Vec<Effect> {
        let Some(here) = self.window.selected_id() else {
            return Vec::new();
        };
        let Some(last) = self.anchor.last else {
            self.toggle_mark(here);
            return Vec::new();
        };
        let Some(people) = self.window.between(last, here) else {
            return vec![Effect::Say(
                "The last mark is too far away for a range. Press * to mark all that match.".into(),
            )];
        };
        for id in people {
            self.marked.set(id, true);
        }
        self.anchor.last = Some(here);
        Vec::new()
    }

    pub(super) fn mark(&mut self, mark: Marking) -> Vec<Effect> {
        match mark {
            // How far a row reaches is known where the key comes from.
            Marking::Next | Marking::Previous => {}
            Marking::ToHere => return self.mark_to_here(),
            Marking::All => self.mark_all(),
            Marking::Nobody => self.unmark_all(),
        }
        Vec::new()
    }

    /// Marks all that match the filter; where that is so already, nobody.
    fn mark_all(&mut self) {
        let all = Marked::all_matching(self.filter.clone());
        if self.marked == all {
            self.unmark_all();
        } else {
            self.marked = all;
        }
    }

    pub(super) fn unmark_all(&mut self) {
        self.marked = Marked::default();
        self.anchor = Anchor::default();
    }

    /// Drops the marks that stand for another filter than the one that is shown now, and says so.
    pub(super) fn drop_marks_of_another_filter(&mut self) -> Option<Effect> {
        if !self.marked.is_of_another(&self.filter) {
            return None;
        }
        self.unmark_all();
        Some(Effect::Say(
            "Nobody is marked now: the marks were for another filter.".into(),
        ))
    }
}
