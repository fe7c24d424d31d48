//! *Settings > Security > Password Security* (P1 to P7, S9): the policy, edited beside what the edits would do.
//!
//! Edits live here alone until *Update Password Security* (P4). The numbers are computed from facts that hold for
//! one instant, so choosing asks nobody; the facts are read again each minute and after any change (P5). An answer
//! to an older question is dropped. An update names the revision it was made from; where that is not the latest any
//! more it is refused, the tab takes the new policy as its base, and the edits stay (P6).

mod keys;
mod messages;
mod updating;

pub use messages::{Effect, Focus, Message, Number, Task, UpdateRefused};

use super::act_dialog::ActDialog;
use super::seat::Station;
use crate::domain::impact::WEEKS;
use crate::domain::policy::PolicyDifference;
use crate::domain::selection::Movement;
use crate::domain::{Impact, Instant, Policy};
use crate::service::PolicyTab;
use crate::tui::keymap::{Command, PolicyAct};

/// The choices stand in a grid so wide.
pub const GRID: usize = 3;

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
    station: Station,
    loaded: Option<PolicyTab>,
    failure: Option<String>,
    draft: Policy,
    focus: Option<Focus>,
    open: Option<Open>,
    asked: u64,
}

impl PasswordSecurity {
    /// Opens the tab where somebody sits; there the policy can be edited, and updated where anything is changed.
    #[must_use]
    pub fn seated(station: Station) -> Self {
        Self {
            station,
            ..Self::default()
        }
    }

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

    /// Returns why the policy cannot be updated now; nothing where it can.
    #[must_use]
    pub fn why_not_update(&self) -> Option<String> {
        let refusal = self.station.refusal(Command::Policy(PolicyAct::Update));
        refusal.or_else(|| self.nothing_to_do().map(str::to_owned))
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
        Effect::Task(Task::Load(self.asked))
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

    fn discard(&mut self) {
        self.draft = self.in_force();
        self.keep_focus_on_something();
    }
}

#[cfg(test)]
mod tests;
