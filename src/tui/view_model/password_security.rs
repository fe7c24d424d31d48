//! *Settings > Security > Password Security* (P1 to P7, S9): the policy, edited beside what the edits would do.
//!
//! Edits live here alone until *Update Password Security* (P4). The numbers are computed from facts that hold for
//! one instant, so choosing asks nobody; the facts are read again each minute and after any change (P5). An answer
//! to an older question is dropped. An update names the revision it was made from; where that is not the latest any
//! more it is refused, the tab takes the new policy as its base, and the edits stay (P6).

use super::act_dialog::{ActDialog, Decision, Edit, Harm, Press, Proof, Stop};
use crate::domain::impact::WEEKS;
use crate::domain::policy::PolicyDifference;
use crate::domain::selection::Movement;
use crate::domain::{ExpiryInterval, Impact, Instant, PasswordFilter, Policy, PolicyOnRecord};
use crate::secret::Offered;
use crate::service::PolicyTab;
use crate::words::{self, Printable};

/// The choices stand in a grid so wide.
pub const GRID: usize = 3;

/// A number of the preview; each opens the list of those people (P5).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Number {
    /// How a change of interval moves them.
    Moved(Movement),
    /// Not yet seen to be strong.
    NotSeenStrong,
}

/// What has the focus.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Focus {
    /// The checkbox.
    Strong,
    /// One of the six intervals.
    Interval(ExpiryInterval),
    /// A number of the preview.
    Number(Number),
    /// *Update Password Security*.
    Update,
    /// *Discard*.
    Discard,
}

/// What can happen to the tab.
#[derive(Debug)]
pub enum Message {
    /// The tab was opened, or a minute has passed, or something was changed somewhere.
    Refresh,
    /// An answer to [`Effect::Load`].
    Loaded(u64, Result<Box<PolicyTab>, String>),
    /// A key; whether the last proof is fresh goes with it (S9).
    Press(Press, Proof),
    /// A change of the password that is being typed.
    Edit(Edit),
    /// A click on something of the tab.
    Click(Focus, Proof),
    /// A click on a stop of the dialog.
    ClickStop(Stop),
    /// Shows or hides the password that is being typed.
    ToggleVisibility,
    /// *Update Password Security*, whatever has the focus.
    Update(Proof),
    /// *Discard*, whatever has the focus.
    Discard,
    /// The person wants to leave the tab (P4).
    Leave,
    /// The screen locked: a password that was being typed is wiped (S9).
    Wipe,
    /// The answer to [`Effect::Update`].
    Updated(Result<PolicyOnRecord, UpdateRefused>),
}

/// Why an update was refused. The edits stay.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum UpdateRefused {
    /// Somebody has changed the policy since it was loaded (P6).
    Changed {
        /// The policy as it is now.
        on_record: PolicyOnRecord,
        /// Who changed it.
        by: Option<Printable>,
    },
    /// The password is asked for (S9): none was given, or it was wrong.
    Proof(String),
    /// Anything else, as a sentence.
    Because(String),
}

/// What the tab asks for.
#[derive(Debug)]
pub enum Effect {
    /// Read the policy and the facts; the answer carries the ticket.
    Load(u64),
    /// Update the policy.
    Update {
        /// The edited policy.
        policy: Policy,
        /// From which edition it was made (P6).
        based_on: PolicyOnRecord,
        /// The password, where it was asked for (S9).
        proof: Option<Offered>,
    },
    /// Open Manage Users with these people; the edits stay.
    OpenPeople(PasswordFilter),
    /// Leave the tab.
    Leave,
    /// Say that something was done.
    Say(String),
}

/// The dialog that is open.
#[derive(Debug)]
pub enum Open {
    /// The confirmation of an update.
    Confirm(ActDialog),
    /// The question before edits are lost (P4).
    Leaving(ActDialog),
}

/// The tab.
#[derive(Debug, Default)]
pub struct PasswordSecurity {
    loaded: Option<PolicyTab>,
    failure: Option<String>,
    draft: Policy,
    focus: Option<Focus>,
    open: Option<Open>,
    asked: u64,
}

impl PasswordSecurity {
    /// Returns what was loaded; nothing before the first answer.
    #[must_use]
    pub fn loaded(&self) -> Option<&PolicyTab> {
        self.loaded.as_ref()
    }

    /// Returns why nothing could be loaded.
    #[must_use]
    pub fn failure(&self) -> Option<&str> {
        self.failure.as_deref()
    }

    /// Returns the policy as edited.
    #[must_use]
    pub fn draft(&self) -> Policy {
        self.draft
    }

    /// Returns the policy in force, as last read.
    #[must_use]
    pub fn in_force(&self) -> Policy {
        self.loaded
            .as_ref()
            .map_or(self.draft, |loaded| loaded.on_record.policy)
    }

    /// Returns how the edits differ from the policy in force; nothing where there are none.
    #[must_use]
    pub fn edits(&self) -> Option<PolicyDifference> {
        self.in_force().difference(&self.draft)
    }

    /// Returns what has the focus.
    #[must_use]
    pub fn focus(&self) -> Focus {
        self.focus
            .unwrap_or(Focus::Interval(self.in_force().expiry))
    }

    /// Returns the dialog that is open.
    #[must_use]
    pub fn open(&self) -> Option<&Open> {
        self.open.as_ref()
    }

    /// Returns what the update would do, as computed from the facts (P5).
    #[must_use]
    pub fn impact(&self) -> Option<Impact> {
        let loaded = self.loaded.as_ref()?;
        Some(loaded.facts.impact(&loaded.on_record.policy, &self.draft))
    }

    /// Returns the expiries of the coming weeks: of today's policy, and of the edited one.
    #[must_use]
    pub fn forecast(&self) -> Option<([u64; WEEKS], [u64; WEEKS])> {
        let loaded = self.loaded.as_ref()?;
        Some((
            loaded.facts.forecast(loaded.on_record.policy.expiry),
            loaded.facts.forecast(self.draft.expiry),
        ))
    }

    /// Returns the instant for which the numbers hold.
    #[must_use]
    pub fn holds_for(&self) -> Option<Instant> {
        self.loaded.as_ref().map(|loaded| loaded.facts.at)
    }

    /// Returns the numbers that are shown now, in order.
    #[must_use]
    pub fn numbers(&self) -> Vec<(Number, u64)> {
        let Some(impact) = self.impact() else {
            return Vec::new();
        };
        let mut numbers = vec![
            (Number::Moved(Movement::NewlyExpire), impact.newly_expire),
            (Number::Moved(Movement::EnterNotice), impact.enter_notice),
            (Number::Moved(Movement::BecomeValid), impact.become_valid),
        ];
        if let Some((firm, connect)) = impact.not_seen_strong {
            numbers.push((Number::NotSeenStrong, firm + connect));
        }
        if impact.leave_notice > 0 {
            numbers.push((Number::Moved(Movement::LeaveNotice), impact.leave_notice));
        }
        numbers
    }

    /// Returns why there is nothing to update or discard; nothing where there is.
    #[must_use]
    pub fn nothing_to_do(&self) -> Option<&'static str> {
        match (&self.loaded, self.edits()) {
            (None, _) => Some("The policy has not been read yet."),
            (Some(_), None) => Some("Nothing was edited yet."),
            (Some(_), Some(_)) => None,
        }
    }

    /// Returns whether letters go into a field.
    #[must_use]
    pub fn takes_text(&self) -> bool {
        match &self.open {
            Some(Open::Confirm(dialog) | Open::Leaving(dialog)) => dialog.takes_text(),
            None => false,
        }
    }

    /// Applies what happened.
    #[must_use]
    pub fn update(&mut self, message: Message) -> Vec<Effect> {
        match message {
            Message::Refresh => vec![self.load()],
            Message::Loaded(ticket, answer) => {
                self.take(ticket, answer);
                Vec::new()
            }
            Message::Press(press, proof) => self.press(press, proof),
            Message::Edit(edit) => {
                if let Some(dialog) = self.dialog_mut() {
                    dialog.edit(&edit);
                }
                Vec::new()
            }
            Message::Click(focus, proof) => self.click(focus, proof),
            Message::ClickStop(stop) => {
                let decision = self.dialog_mut().map(|dialog| dialog.press_button(stop));
                decision.map_or_else(Vec::new, |decision| self.decided(decision))
            }
            Message::ToggleVisibility => {
                if let Some(dialog) = self.dialog_mut() {
                    dialog.toggle_visibility();
                }
                Vec::new()
            }
            Message::Update(proof) => self.confirm(proof),
            Message::Discard => {
                self.discard();
                Vec::new()
            }
            Message::Leave => self.leave(),
            Message::Wipe => {
                if let Some(dialog) = self.dialog_mut() {
                    dialog.wipe();
                }
                Vec::new()
            }
            Message::Updated(answer) => self.updated(answer),
        }
    }

    fn load(&mut self) -> Effect {
        self.asked += 1;
        Effect::Load(self.asked)
    }

    fn take(&mut self, ticket: u64, answer: Result<Box<PolicyTab>, String>) {
        if ticket != self.asked {
            return; // Something newer was asked.
        }
        match answer {
            Ok(loaded) => self.rebase(*loaded),
            Err(why) => self.failure = Some(why),
        }
    }

    /// Takes a newer policy as the base; a rule that was edited keeps its edit, the other follows.
    fn rebase(&mut self, loaded: PolicyTab) {
        let edits = self.loaded.as_ref().and_then(|_| self.edits());
        let now = loaded.on_record.policy;
        self.draft = Policy {
            strong: match edits.and_then(|edits| edits.strong) {
                Some((_, edited)) => edited,
                None => now.strong,
            },
            expiry: match edits.and_then(|edits| edits.expiry) {
                Some((_, edited)) => edited,
                None => now.expiry,
            },
        };
        self.loaded = Some(loaded);
        self.failure = None;
        self.keep_focus_on_something();
    }

    /// A number that is shown no more gives its focus to the button.
    fn keep_focus_on_something(&mut self) {
        if let Some(Focus::Number(number)) = self.focus
            && !self.numbers().iter().any(|(shown, _)| *shown == number)
        {
            self.focus = Some(Focus::Update);
        }
    }

    fn dialog_mut(&mut self) -> Option<&mut ActDialog> {
        match &mut self.open {
            Some(Open::Confirm(dialog) | Open::Leaving(dialog)) => Some(dialog),
            None => None,
        }
    }

    fn press(&mut self, press: Press, proof: Proof) -> Vec<Effect> {
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

    fn click(&mut self, focus: Focus, proof: Proof) -> Vec<Effect> {
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

    fn discard(&mut self) {
        self.draft = self.in_force();
        self.keep_focus_on_something();
    }

    fn confirm(&mut self, proof: Proof) -> Vec<Effect> {
        if let Some(why) = self.nothing_to_do() {
            return vec![Effect::Say(why.into())];
        }
        let form = ActDialog::open(Vec::new(), proof, Harm::Some);
        self.open = Some(Open::Confirm(form));
        Vec::new()
    }

    fn leave(&mut self) -> Vec<Effect> {
        if self.edits().is_none() {
            return vec![Effect::Leave];
        }
        if self.open.is_none() {
            self.open = Some(Open::Leaving(ActDialog::open(
                Vec::new(),
                Proof::Fresh,
                Harm::Some,
            )));
        }
        Vec::new()
    }

    fn decided(&mut self, decision: Decision) -> Vec<Effect> {
        match (decision, &mut self.open) {
            (Decision::Open, _) | (_, None) => Vec::new(),
            (Decision::Cancelled, Some(_)) => {
                self.open = None;
                Vec::new()
            }
            (Decision::Acted, Some(Open::Leaving(_))) => {
                self.open = None;
                self.discard();
                vec![Effect::Leave]
            }
            (Decision::Acted, Some(Open::Confirm(dialog))) => {
                let proof = dialog.take_proof();
                vec![Effect::Update {
                    policy: self.draft,
                    based_on: self
                        .loaded
                        .as_ref()
                        .map(|loaded| loaded.on_record)
                        .unwrap_or_default(),
                    proof,
                }]
            }
        }
    }

    fn updated(&mut self, answer: Result<PolicyOnRecord, UpdateRefused>) -> Vec<Effect> {
        match answer {
            Ok(on_record) => {
                self.draft = on_record.policy;
                if let Some(loaded) = &mut self.loaded {
                    loaded.on_record = on_record;
                }
                self.open = None;
                self.keep_focus_on_something();
                let said = Effect::Say("Password security is updated.".into());
                vec![self.load(), said]
            }
            Err(UpdateRefused::Changed { on_record, by }) => {
                let sentence =
                    words::changed_meanwhile(by.as_ref(), &self.in_force(), &on_record.policy);
                if let Some(loaded) = &mut self.loaded {
                    let mut newer = loaded.clone();
                    newer.on_record = on_record;
                    newer.changed_by = by;
                    self.rebase(newer);
                }
                if let Some(dialog) = self.dialog_mut() {
                    dialog.refuse(sentence);
                }
                vec![self.load()]
            }
            Err(UpdateRefused::Proof(why)) => {
                if let Some(dialog) = self.dialog_mut() {
                    dialog.ask_for_proof(why);
                }
                Vec::new()
            }
            Err(UpdateRefused::Because(why)) => {
                if let Some(dialog) = self.dialog_mut() {
                    dialog.refuse(why);
                }
                Vec::new()
            }
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

#[cfg(test)]
mod tests;
