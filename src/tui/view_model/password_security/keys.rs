//! Keys and clicks: where the focus goes, what is chosen, what is opened.

use super::{Effect, Focus, GRID, Number, PasswordSecurity};
use crate::domain::{ExpiryInterval, PasswordFilter};
use crate::tui::view_model::act_dialog::{Press, Proof};

impl PasswordSecurity {
    pub(super) fn press(&mut self, press: Press, proof: Proof) -> Vec<Effect> {
        if let Some(dialog) = self.dialog_mut() {
            let decision = dialog.press(press);
            return self.decided(decision);
        }
        match press {
            Press::Choose => return self.choose(proof),
            Press::Enter => return self.enter(proof),
            Press::Next => self.walk(1),
            Press::Previous => self.walk(-1),
            Press::Up | Press::Down | Press::Left | Press::Right => self.step(press),
            Press::Escape
            | Press::Home
            | Press::End
            | Press::PageUp
            | Press::PageDown
            | Press::Yes
            | Press::No => {}
        }
        Vec::new()
    }

    fn choose(&mut self, proof: Proof) -> Vec<Effect> {
        match self.focus() {
            Focus::Strong => self.draft.strong = self.draft.strong.toggled(),
            Focus::Interval(interval) => self.draft.expiry = interval,
            Focus::Update => return self.confirm(proof),
            Focus::Discard => self.discard(),
            Focus::Number(_) => {}
        }
        self.keep_focus_on_something();
        Vec::new()
    }

    /// Enter opens a number's list, and presses *Discard* where that has the focus; anywhere else it updates.
    fn enter(&mut self, proof: Proof) -> Vec<Effect> {
        match self.focus() {
            Focus::Number(number) => return vec![Effect::OpenPeople(self.people_of(number))],
            Focus::Discard => self.discard(),
            Focus::Strong | Focus::Interval(_) | Focus::Update => return self.confirm(proof),
        }
        Vec::new()
    }

    pub(super) fn click(&mut self, focus: Focus, proof: Proof) -> Vec<Effect> {
        if self.open.is_some() {
            return Vec::new();
        }
        self.focus = Some(focus);
        match focus {
            Focus::Number(_) => self.enter(proof),
            Focus::Strong | Focus::Interval(_) | Focus::Update | Focus::Discard => {
                self.choose(proof)
            }
        }
    }

    /// Returns the filter that shows the people behind a number.
    fn people_of(&self, number: Number) -> PasswordFilter {
        match number {
            Number::Moved(movement) => {
                PasswordFilter::Moved(movement, self.in_force().expiry, self.draft.expiry)
            }
            Number::NotSeenStrong => PasswordFilter::NotSeenStrong,
        }
    }

    /// Everything that can have the focus, in the order of Tab; the intervals count as one.
    fn walkway(&self) -> Vec<Focus> {
        let interval = match self.focus() {
            focus @ Focus::Interval(_) => focus,
            Focus::Strong | Focus::Number(_) | Focus::Update | Focus::Discard => {
                Focus::Interval(self.draft.expiry)
            }
        };
        [Focus::Strong, interval]
            .into_iter()
            .chain(
                self.numbers()
                    .into_iter()
                    .map(|(number, _)| Focus::Number(number)),
            )
            .chain([Focus::Update, Focus::Discard])
            .collect()
    }

    fn walk(&mut self, by: isize) {
        let stops = self.walkway();
        let at = stops
            .iter()
            .position(|stop| *stop == self.focus())
            .unwrap_or_default();
        self.focus = Some(stops[(at + stops.len()).saturating_add_signed(by) % stops.len()]);
    }

    /// Moves with an arrow: across the grid of intervals, and up and down through everything.
    fn step(&mut self, press: Press) {
        let focus = self.focus();
        let next = match (focus, press) {
            (Focus::Interval(interval), _) => self.step_in_grid(interval, press),
            (Focus::Update, Press::Left | Press::Right) => Some(Focus::Discard),
            (Focus::Discard, Press::Left | Press::Right) => Some(Focus::Update),
            (Focus::Discard, Press::Up) => {
                self.focus = Some(Focus::Update);
                return self.step(press);
            }
            (Focus::Strong, Press::Down) => Some(Focus::Interval(ExpiryInterval::ALL[0])),
            (_, Press::Up) => {
                let stops = self.walkway();
                let at = stops.iter().position(|stop| *stop == focus);
                at.and_then(|at| at.checked_sub(1))
                    .map(|at| match stops[at] {
                        Focus::Interval(_) => Focus::Interval(ExpiryInterval::ALL[GRID]),
                        stop @ (Focus::Strong
                        | Focus::Number(_)
                        | Focus::Update
                        | Focus::Discard) => stop,
                    })
            }
            (_, Press::Down) => {
                let stops = self.walkway();
                let at = stops.iter().position(|stop| *stop == focus);
                at.and_then(|at| stops.get(at + 1)).copied()
            }
            (_, _) => None,
        };
        if let Some(next) = next {
            self.focus = Some(next);
        }
    }

    fn step_in_grid(&self, interval: ExpiryInterval, press: Press) -> Option<Focus> {
        let all = ExpiryInterval::ALL;
        let at = all.iter().position(|choice| *choice == interval)?;
        let column = at % GRID;
        let to = match press {
            Press::Left if column > 0 => at - 1,
            Press::Right if column + 1 < GRID => at + 1,
            Press::Up if at < GRID => return Some(Focus::Strong),
            Press::Up => at - GRID,
            Press::Down if at + GRID < all.len() => at + GRID,
            Press::Down => {
                let number = self.numbers().first().map(|(number, _)| *number);
                return Some(number.map_or(Focus::Update, Focus::Number));
            }
            Press::Left
            | Press::Right
            | Press::Next
            | Press::Previous
            | Press::Choose
            | Press::Enter
            | Press::Escape
            | Press::PageUp
            | Press::PageDown
            | Press::Home
            | Press::End
            | Press::Yes
            | Press::No => return None,
        };
        Some(Focus::Interval(all[to]))
    }
}
