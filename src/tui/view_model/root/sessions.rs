//! *Sessions* as a tenant of the frame.

use std::time::Duration;

use super::inside::Wants;
use super::tenants::{Over, Tenant};
use super::{Effect, Inside, Task};
use crate::tui::keymap::{Command, Place, SessionsAct};
use crate::tui::view_model::act_dialog::{Edit, Press};
use crate::tui::view_model::can::Can;
use crate::tui::view_model::manage_users::Around;
use crate::tui::view_model::sessions::{self, Message, SessionsTab};

impl Tenant for SessionsTab {
    fn refresh(&mut self) -> Vec<Wants> {
        wants(self.update(Message::Refresh))
    }

    fn press(&mut self, press: Press, around: Around) -> Vec<Wants> {
        wants(self.update(Message::Press(press, around.rows)))
    }

    fn edit(&mut self, _edit: Edit) -> Vec<Wants> {
        Vec::new()
    }

    fn wheel(&mut self, by: isize, around: Around) -> Vec<Wants> {
        wants(self.update(Message::Wheel(by, around.rows)))
    }

    fn command(&mut self, command: Command, _around: Around) -> Vec<Wants> {
        let Command::Sessions(SessionsAct::End) = command else {
            return Vec::new();
        };
        wants(self.update(Message::End))
    }

    fn can(&self, command: Command) -> Option<Can> {
        let Command::Sessions(SessionsAct::End) = command else {
            return None;
        };
        Some(self.can_end())
    }

    fn toggle_visibility(&mut self) {}

    fn wipe(&mut self) {}

    fn takes_text(&self) -> bool {
        false
    }

    fn over(&self) -> Over<'_> {
        self.ending()
            .map_or(Over::Nothing, |ending| Over::Dialog(&ending.form))
    }

    fn place(&self) -> Place {
        Place::Sessions
    }

    fn every(&self) -> Option<Duration> {
        Some(sessions::READ_EVERY)
    }

    fn again(&mut self) -> Vec<Wants> {
        wants(self.update(Message::Refresh))
    }

    fn is_at_rest(&self) -> bool {
        self.ending().is_none()
    }
}

impl Inside {
    /// Applies an answer for Sessions.
    pub(super) fn sessions_update(&mut self, message: Message) -> Vec<Wants> {
        let wants = wants(self.sessions.update(message));
        self.settle(wants)
    }
}

fn wants(effects: Vec<sessions::Effect>) -> Vec<Wants> {
    let want = |effect| match effect {
        sessions::Effect::Say(text) => Wants::Say(text),
        sessions::Effect::Task(task) => Wants::Effect(Effect::Task(Task::Sessions(task))),
    };
    effects.into_iter().map(want).collect()
}
