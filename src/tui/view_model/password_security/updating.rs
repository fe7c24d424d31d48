//! The update: its confirmation, what came of it, and the question before edits are lost (P4, P6, S9).

use super::{Effect, Open, PasswordSecurity, Task, UpdateRefused};
use crate::domain::PolicyOnRecord;
use crate::tui::view_model::act_dialog::{ActDialog, Decision, Harm, Proof};
use crate::words;

impl PasswordSecurity {
    pub(super) fn confirm(&mut self, proof: Proof) -> Vec<Effect> {
        if let Some(why) = self.why_not_update() {
            return vec![Effect::Say(why)];
        }
        let form = ActDialog::open(Vec::new(), proof, Harm::Some);
        self.open = Some(Open::Confirm(form));
        Vec::new()
    }

    pub(super) fn leave(&mut self) -> Vec<Effect> {
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

    pub(super) fn decided(&mut self, decision: Decision) -> Vec<Effect> {
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
                vec![Effect::Task(Task::Update {
                    policy: self.draft,
                    based_on: self
                        .loaded
                        .as_ref()
                        .map(|loaded| loaded.on_record)
                        .unwrap_or_default(),
                    proof,
                })]
            }
        }
    }

    pub(super) fn updated(&mut self, answer: Result<PolicyOnRecord, UpdateRefused>) -> Vec<Effect> {
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
}
