//! What was typed into a dialog that was left, and comes back when it is opened again; never a password.

use super::ManageUsers;
use super::dialogs::Dialog;
use super::particulars::AddDraft;
use crate::tui::keymap::ManyAct;

/// What was typed into a dialog that was left; never a password.
#[derive(Clone, Debug, Default)]
pub struct Kept {
    add: AddDraft,
    force: String,
    break_in: String,
    expire_all: String,
}

impl Kept {
    pub(super) fn added(&self) -> &AddDraft {
        &self.add
    }

    pub(super) fn forget_added(&mut self) {
        self.add = AddDraft::default();
    }

    pub(super) fn forget_force(&mut self) {
        self.force.clear();
    }

    pub(super) fn force(&self) -> &str {
        &self.force
    }

    pub(super) fn expire_all(&self) -> &str {
        &self.expire_all
    }

    pub(super) fn break_in(&self) -> &str {
        &self.break_in
    }

    pub(super) fn forget_break_in(&mut self) {
        self.break_in.clear();
    }

    pub(super) fn forget_expire_all(&mut self) {
        self.expire_all.clear();
    }
}

impl ManageUsers {
    /// Keeps what was typed into a dialog that was left.
    pub(super) fn keep(&mut self, dialog: &Dialog) {
        match dialog {
            Dialog::Add(form) => self.kept.add = AddDraft::of(form),
            Dialog::Force(_, form) => form.text(0).clone_into(&mut self.kept.force),
            Dialog::Many(many) if many.act == ManyAct::Force => {
                many.form.text(0).clone_into(&mut self.kept.force);
            }
            Dialog::BreakIn(dialog) => dialog.form.text(0).clone_into(&mut self.kept.break_in),
            Dialog::ExpireAll(_, form) => form.text(0).clone_into(&mut self.kept.expire_all),
            Dialog::Person(..)
            | Dialog::RenameFirm(..)
            | Dialog::Code(_)
            | Dialog::Many(_)
            | Dialog::Edit(..)
            | Dialog::Access(..)
            | Dialog::SignOut(_)
            | Dialog::Undo(..) => {}
            Dialog::Export(of) => self.paths.keep(of),
        }
    }
}
