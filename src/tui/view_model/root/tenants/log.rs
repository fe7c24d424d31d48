//! Audit Log and Log In Activity in the frame.

use super::{Over, Tenant};
use crate::tui::keymap::{Command, Place};
use crate::tui::view_model::act_dialog::{Edit, Press};
use crate::tui::view_model::audit_log::{self, AuditLog, Dialog, Scope};
use crate::tui::view_model::can::Can;
use crate::tui::view_model::export::ExportForm;
use crate::tui::view_model::manage_users::Around;
use crate::tui::view_model::root::inside::Wants;
use crate::tui::view_model::root::{Effect, Task};

impl Tenant for AuditLog {
    fn refresh(&mut self) -> Vec<Wants> {
        log_wants(self.scope(), self.update(audit_log::Message::Refresh))
    }

    fn press(&mut self, press: Press, around: Around) -> Vec<Wants> {
        log_wants(
            self.scope(),
            self.update(audit_log::Message::Press(press, around)),
        )
    }

    fn edit(&mut self, edit: Edit) -> Vec<Wants> {
        log_wants(self.scope(), self.update(audit_log::Message::Edit(edit)))
    }

    fn wheel(&mut self, by: isize, around: Around) -> Vec<Wants> {
        log_wants(
            self.scope(),
            self.update(audit_log::Message::Wheel(by, around)),
        )
    }

    fn command(&mut self, command: Command, around: Around) -> Vec<Wants> {
        let Command::Log(act) = command else {
            return Vec::new();
        };
        log_wants(
            self.scope(),
            self.update(audit_log::Message::Command(act, around)),
        )
    }

    fn can(&self, command: Command) -> Option<Can> {
        let Command::Log(act) = command else {
            return None;
        };
        self.can(act)
    }

    fn toggle_visibility(&mut self) {
        let _ = self.update(audit_log::Message::ToggleVisibility);
    }

    fn wipe(&mut self) {
        let _ = self.update(audit_log::Message::Wipe);
    }

    fn takes_text(&self) -> bool {
        self.takes_text()
    }

    fn over(&self) -> Over<'_> {
        match (self.dialog(), self.menu()) {
            (Some(Dialog::Days(form) | Dialog::Export(ExportForm { form, .. })), _) => {
                Over::Dialog(form)
            }
            (Some(Dialog::Person(_)), _) | (None, Some(_)) => Over::Menu,
            (Some(Dialog::Entry(_) | Dialog::Check(..) | Dialog::Exporting(_)), _) => {
                Over::Sheet(self.sheet())
            }
            (None, None) => Over::Nothing,
        }
    }

    fn place(&self) -> Place {
        Place::Log
    }

    fn is_at_rest(&self) -> bool {
        self.dialog().is_none()
            && self.menu().is_none()
            && self.focus() == audit_log::Focus::Table
            && !self.is_narrowed()
    }
}

pub(in crate::tui::view_model::root) fn log_wants(
    scope: Scope,
    effects: Vec<audit_log::Effect>,
) -> Vec<Wants> {
    let want = |effect| match effect {
        audit_log::Effect::Say(text) => Wants::Say(text),
        audit_log::Effect::ToClipboard(text) => Wants::Effect(Effect::Clipboard(text)),
        audit_log::Effect::Task(task) => Wants::Effect(Effect::Task(match scope {
            Scope::Whole => Task::Log(task),
            Scope::OwnLogIns | Scope::AllLogIns => Task::LogIns(task),
        })),
    };
    effects.into_iter().map(want).collect()
}
