//! The dialog of *Respond to a break-in*: to whom, what it would do in numbers, and whether Connect users are disabled
//! (U8).

use super::dialogs::{Dialog, reason, reason_field};
use super::kept::Kept;
use super::requests::Request;
use super::{Effect, ManageUsers, Task};
use crate::domain::Marked;
use crate::service::{BreakIn, BreakInConsequences};
use crate::tui::view_model::act_dialog::{ActDialog, Field, Harm, Proof};
use crate::words::{self, counted};

const WHOM: &[&str] = &["The marked", "Everyone"];
const CONNECT: &[&str] = &["Leave enabled", "Disable"];

/// The response before it is done.
#[derive(Debug)]
pub struct BreakInDialog {
    /// Who is marked; nobody where it is offered for everyone alone.
    marked: Marked,
    /// For whom the numbers were asked.
    asked: Option<Marked>,
    /// What it would do, once that is known.
    pub consequences: Option<BreakInConsequences>,
    /// Reason, to whom, Connect users, and the buttons.
    pub form: ActDialog,
}

impl BreakInDialog {
    pub(super) fn new(marked: Marked, kept: &Kept, proof: Proof) -> Self {
        let choice = |label, words| Field::Choice {
            label,
            words,
            chosen: 0,
        };
        let mut fields = vec![reason_field(kept.break_in())];
        fields.push(choice("Connect users", CONNECT));
        if !marked.is_none() {
            fields.push(choice("For", WHOM));
        }
        Self {
            marked,
            asked: None,
            consequences: None,
            form: ActDialog::open(fields, proof, Harm::Some).stoppable(),
        }
    }

    /// Returns for whom it is.
    #[must_use]
    pub fn whom(&self) -> Marked {
        if self.marked.is_none() || self.form.chosen(2) == 1 {
            BreakIn::everyone()
        } else {
            self.marked.clone()
        }
    }

    /// Returns whether it is for everyone.
    #[must_use]
    pub fn is_for_everyone(&self) -> bool {
        self.whom() == BreakIn::everyone()
    }

    /// Returns whether Connect users among them are disabled.
    #[must_use]
    pub fn disables_connect(&self) -> bool {
        self.form.chosen(1) == 1
    }

    pub(super) fn request(&mut self) -> Result<Request, (usize, String)> {
        Ok(Request::BreakIn {
            response: BreakIn {
                whom: self.whom(),
                disable_connect: self.disables_connect(),
                reason: reason(&self.form)?,
            },
            proof: self.form.take_proof(),
        })
    }
}

/// Returns what was done, as a sentence.
pub(super) fn done_about_break_in(done: &BreakInConsequences) -> String {
    let users = counted(done.forced.reached, "user", "users");
    let people = counted(done.signed_out.people, "person", "people");
    let codes = counted(done.codes, "code", "codes");
    let mut text = format!(
        "Break-in: {users} must choose a new password, {people} signed out, {codes} revoked"
    );
    if done.connect > 0 {
        text = format!("{text}, {} Connect disabled", words::grouped(done.connect));
    }
    text + "."
}

impl ManageUsers {
    /// Asks what the response would do, where its dialog is open and not sent: anew, or for others than before.
    pub(super) fn ask_break_in(&mut self, anew: bool) -> Option<Effect> {
        let Some(Dialog::BreakIn(dialog)) = &mut self.dialog else {
            return None;
        };
        let whom = dialog.whom();
        if dialog.form.sent || (!anew && dialog.asked.as_ref() == Some(&whom)) {
            return None;
        }
        if dialog.asked.as_ref() != Some(&whom) {
            dialog.consequences = None;
        }
        dialog.asked = Some(whom.clone());
        let ticket = self.ask_for_dialog();
        Some(Effect::Task(Task::ReadBreakIn(ticket, whom)))
    }

    pub(super) fn take_break_in(
        &mut self,
        ticket: u64,
        answer: Result<BreakInConsequences, String>,
    ) {
        if let Some(Dialog::BreakIn(dialog)) = self.awaiting(ticket) {
            match answer {
                Ok(known) => dialog.consequences = Some(known),
                Err(why) => dialog.form.refuse(why),
            }
        }
    }
}
