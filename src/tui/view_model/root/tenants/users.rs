//! Manage Users in the frame.

use std::time::Duration;

use super::{Over, Tenant};
use crate::tui::keymap::{Command, Marking, Place, UsersAct};
use crate::tui::view_model::act_dialog::{Edit, Press};
use crate::tui::view_model::can::Can;
use crate::tui::view_model::manage_users::{self, Around, ManageUsers};
use crate::tui::view_model::root::inside::Wants;
use crate::tui::view_model::root::{Effect, Task};

impl Tenant for ManageUsers {
    fn refresh(&mut self) -> Vec<Wants> {
        users_wants(self.update(manage_users::Message::Refresh))
    }

    fn press(&mut self, press: Press, around: Around) -> Vec<Wants> {
        users_wants(self.update(manage_users::Message::Press(press, around)))
    }

    fn edit(&mut self, edit: Edit) -> Vec<Wants> {
        users_wants(self.update(manage_users::Message::Edit(edit)))
    }

    fn wheel(&mut self, by: isize, around: Around) -> Vec<Wants> {
        users_wants(self.update(manage_users::Message::Wheel(by, around)))
    }

    fn command(&mut self, command: Command, around: Around) -> Vec<Wants> {
        let Command::Users(act) = command else {
            return Vec::new();
        };
        users_wants(self.update(if act == UsersAct::Mark(Marking::Next) {
            manage_users::Message::Sweep(1, around.rows)
        } else if act == UsersAct::Mark(Marking::Previous) {
            manage_users::Message::Sweep(-1, around.rows)
        } else {
            manage_users::Message::Command(act, around.proof)
        }))
    }

    fn can(&self, command: Command) -> Option<Can> {
        let Command::Users(act) = command else {
            return None;
        };
        Some(ManageUsers::can(self, act))
    }

    fn toggle_visibility(&mut self) {
        let _ = self.update(manage_users::Message::ToggleVisibility);
    }

    fn wipe(&mut self) {
        let _ = self.update(manage_users::Message::Wipe);
    }

    fn takes_text(&self) -> bool {
        self.takes_text()
    }

    fn over(&self) -> Over<'_> {
        if let Some(sheet) = self.exporting() {
            return Over::Sheet(sheet.sheet());
        }
        match (self.dialog(), self.menu()) {
            (Some(manage_users::Dialog::Code(code)), _) => Over::Code(&code.form),
            (Some(dialog), _) => Over::Dialog(dialog.form()),
            (None, Some(_)) => Over::Menu,
            (None, None) => Over::Nothing,
        }
    }

    fn place(&self) -> Place {
        Place::Users
    }

    fn nearer_place(&self) -> Option<Place> {
        (!self.marked().is_none()).then_some(Place::Marked)
    }

    fn every(&self) -> Option<Duration> {
        // How long an act has been under way is told in seconds.
        let form = self.dialog().map(manage_users::Dialog::form);
        form.is_some_and(|form| form.sent)
            .then_some(Duration::from_secs(1))
    }

    fn tick(&mut self) -> bool {
        ManageUsers::tick(self)
    }

    fn is_at_rest(&self) -> bool {
        self.dialog().is_none()
            && self.exporting().is_none()
            && self.menu().is_none()
            && self.focus() == manage_users::Focus::Table
            && self.marked().is_none()
            && !self.is_narrowed()
    }
}

pub(in crate::tui::view_model::root) fn users_wants(
    effects: Vec<manage_users::Effect>,
) -> Vec<Wants> {
    let want = |effect| match effect {
        manage_users::Effect::Task(task) => Wants::Effect(Effect::Task(Task::Users(task))),
        manage_users::Effect::Say(text) => Wants::Say(text),
        manage_users::Effect::StopAct => Wants::Effect(Effect::StopAct),
        manage_users::Effect::ToClipboard(text) => Wants::Effect(Effect::Clipboard(text)),
    };
    effects.into_iter().map(want).collect()
}
