//! The dialog of an act on all who are marked: what it would do, in numbers first (E6).

use super::dialogs::{reason, reason_field};
use super::kept::Kept;
use super::requests::Request;
use super::{Effect, ManageUsers, Task};
use crate::domain::{Marked, Outcome};
use crate::service::{Count, OnMarked};
use crate::tui::keymap::ManyAct;
use crate::tui::view_model::act_dialog::{ActDialog, Harm, Proof};
use crate::words::{self, Printable};

/// An act on all who are marked, before it is done.
#[derive(Debug)]
pub struct Many {
    /// What is done.
    pub act: ManyAct,
    /// To whom.
    pub marked: Marked,
    /// How many are marked, as the list says.
    pub number: Count,
    /// Their names, where they are few and in sight.
    pub names: Option<Vec<Printable>>,
    /// What it would do, once that is known.
    pub outcome: Option<Outcome>,
    /// Reason and buttons.
    pub form: ActDialog,
}

impl Many {
    pub(super) fn new(
        act: ManyAct,
        marked: Marked,
        (number, names): (Count, Option<Vec<Printable>>),
        kept: &Kept,
        proof: Proof,
    ) -> Self {
        let (fields, harm) = match act {
            ManyAct::Force => (vec![reason_field(kept.force())], Harm::Some),
            ManyAct::Disable | ManyAct::SignOut => (Vec::new(), Harm::Some),
            ManyAct::Enable => (Vec::new(), Harm::None),
        };
        let proof = if act == ManyAct::SignOut && OnMarked::SignOut.needs_proof(&marked) {
            proof
        } else {
            Proof::Fresh
        };
        Self {
            act,
            marked,
            number,
            names,
            outcome: None,
            form: ActDialog::open(fields, proof, harm).stoppable(),
        }
    }

    pub(super) fn request(&mut self) -> Result<Request, (usize, String)> {
        let act = match self.act {
            ManyAct::Force => OnMarked::Force(reason(&self.form)?),
            ManyAct::Disable => OnMarked::Disable,
            ManyAct::Enable => OnMarked::Enable,
            ManyAct::SignOut => OnMarked::SignOut,
        };
        Ok(Request::OnMarked {
            marked: self.marked.clone(),
            act,
            proof: self.form.take_proof(),
        })
    }
}

/// Returns what was done, as a sentence.
pub(super) fn done_to_many(act: Option<ManyAct>, outcome: &Outcome) -> String {
    let users = words::counted(outcome.reached, "user", "users");
    let one = outcome.reached == 1;
    let is = if one { "is" } else { "are" };
    let done = match act {
        Some(ManyAct::Force) => format!("{users} must choose a new password"),
        Some(ManyAct::Disable) => format!("{users} {is} disabled and signed out"),
        Some(ManyAct::SignOut) => format!("{users} {is} signed out"),
        Some(ManyAct::Enable) | None => format!("{users} {is} enabled"),
    };
    let done = match outcome.number_left_out() {
        0 => format!("{done}."),
        number => format!("{done}; {} left out.", words::grouped(number)),
    };
    match words::many_ended(&outcome.ends) {
        Some(ended) => format!("{done} {ended}"),
        None => done,
    }
}

impl ManageUsers {
    /// Asks what the act on all who are marked would do, where its dialog is open and not sent.
    pub(super) fn ask_outcome(&mut self) -> Option<Effect> {
        let many = self.dialog.as_ref()?.many();
        let many = many.filter(|many| !many.form.sent)?;
        let (marked, act) = (many.marked.clone(), many.act);
        let ticket = self.ask_for_dialog();
        Some(Effect::Task(Task::ReadOutcome {
            ticket,
            marked,
            act,
        }))
    }
}
