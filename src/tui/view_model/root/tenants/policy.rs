//! Password Security in the frame.

use super::{Over, Tenant};
use crate::tui::keymap::{Command, Place, PolicyAct};
use crate::tui::view_model::act_dialog::{Edit, Press};
use crate::tui::view_model::can::Can;
use crate::tui::view_model::manage_users::Around;
use crate::tui::view_model::password_security::{self, Open, PasswordSecurity};
use crate::tui::view_model::root::inside::Wants;
use crate::tui::view_model::root::{Effect, Task};

impl Tenant for PasswordSecurity {
    fn refresh(&mut self) -> Vec<Wants> {
        policy_wants(self.update(password_security::Message::Refresh))
    }

    fn press(&mut self, press: Press, around: Around) -> Vec<Wants> {
        policy_wants(self.update(password_security::Message::Press(press, around.proof)))
    }

    fn edit(&mut self, edit: Edit) -> Vec<Wants> {
        policy_wants(self.update(password_security::Message::Edit(edit)))
    }

    fn wheel(&mut self, _by: isize, _around: Around) -> Vec<Wants> {
        Vec::new()
    }

    fn command(&mut self, command: Command, around: Around) -> Vec<Wants> {
        let Command::Policy(act) = command else {
            return Vec::new();
        };
        policy_wants(self.update(match act {
            PolicyAct::Update => password_security::Message::Update(around.proof),
            PolicyAct::Discard => password_security::Message::Discard,
        }))
    }

    fn can(&self, command: Command) -> Option<Can> {
        let Command::Policy(act) = command else {
            return None;
        };
        let why = match act {
            PolicyAct::Update => self.why_not_update(),
            PolicyAct::Discard => self.nothing_to_do().map(str::to_owned),
        };
        Some(why.map_or(Can::Yes, Can::No))
    }

    fn toggle_visibility(&mut self) {
        let _ = self.update(password_security::Message::ToggleVisibility);
    }

    fn wipe(&mut self) {
        let _ = self.update(password_security::Message::Wipe);
    }

    fn takes_text(&self) -> bool {
        self.takes_text()
    }

    fn over(&self) -> Over<'_> {
        match self.open() {
            Some(Open::Confirm(form) | Open::Leaving(form)) => Over::Dialog(form),
            None => Over::Nothing,
        }
    }

    fn place(&self) -> Place {
        Place::Policy
    }

    fn is_at_rest(&self) -> bool {
        self.open().is_none()
    }
}

pub(in crate::tui::view_model::root) fn policy_wants(
    effects: Vec<password_security::Effect>,
) -> Vec<Wants> {
    let mut wants = Vec::new();
    for effect in effects {
        match effect {
            password_security::Effect::OpenPeople(those) => wants.push(Wants::People(those)),
            password_security::Effect::Leave => wants.push(Wants::Left),
            password_security::Effect::Say(text) => {
                wants.push(Wants::Say(text));
                wants.push(Wants::Effect(Effect::Task(Task::ReadMe)));
            }
            password_security::Effect::Task(task) => {
                wants.push(Wants::Effect(Effect::Task(Task::Policy(task))));
            }
        }
    }
    wants
}
