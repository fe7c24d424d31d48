//! Going from place to place, signing out and quitting: from edits not yet applied only after a question (P4).

use super::inside::Wants;
use super::tenants::policy_wants;
use super::{Effect, Inside, Task};
use crate::tui::keymap::Screen;
use crate::tui::view_model::password_security;

/// What waits behind the question about edits (P4).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Going {
    To(Screen),
    SignOut,
    Quit,
}

impl Inside {
    /// Goes to a place; from edits not yet applied only after a question (P4).
    pub(super) fn go(&mut self, screen: Screen) -> Vec<Wants> {
        if !self.screens().contains(&screen) {
            return Vec::new();
        }
        self.walking = None;
        if screen == self.screen {
            return Vec::new();
        }
        self.leave_for(Going::To(screen))
    }

    pub(super) fn quit(&mut self) -> Vec<Wants> {
        self.leave_for(Going::Quit)
    }

    pub(super) fn sign_out(&mut self) -> Vec<Wants> {
        self.leave_for(Going::SignOut)
    }

    fn leave_for(&mut self, going: Going) -> Vec<Wants> {
        self.going = Some(going);
        let edited = self.policy.edits().is_some();
        let leaves = match going {
            Going::To(_) => self.screen == Screen::PasswordSecurity,
            Going::SignOut | Going::Quit => edited,
        };
        if leaves && self.forced.is_none() {
            self.screen = Screen::PasswordSecurity;
            let wants = policy_wants(self.policy.update(password_security::Message::Leave));
            return self.settle(wants);
        }
        self.left()
    }

    /// Goes on to what waited, once nothing holds it back.
    pub(super) fn left(&mut self) -> Vec<Wants> {
        match self.going.take() {
            None => Vec::new(),
            Some(Going::To(screen)) => {
                self.visited.retain(|before| *before != self.screen);
                self.visited.push(self.screen);
                self.screen = screen;
                self.refresh()
            }
            Some(Going::SignOut) => vec![Wants::Effect(Effect::Task(Task::SignOut))],
            Some(Going::Quit) => vec![Wants::Effect(Effect::Quit)],
        }
    }
}
