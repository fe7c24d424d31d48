//! What the frame asks of a screen that is shown in it, whichever screen it is.
//!
//! Update Password is no tenant: its form is the frame's own, as on the forced screen.

mod log;
mod policy;
mod users;

use std::time::Duration;

pub(super) use log::log_wants;
pub(super) use policy::policy_wants;
pub(super) use users::users_wants;

use super::Inside;
use super::inside::Wants;
use crate::tui::keymap::{Command, Place, Screen};
use crate::tui::view_model::act_dialog::{ActDialog, Edit, Press};
use crate::tui::view_model::can::Can;
use crate::tui::view_model::manage_users::Around;

/// What lies over a screen and takes the keys.
#[derive(Debug)]
pub enum Over<'a> {
    /// Nothing.
    Nothing,
    /// A menu.
    Menu,
    /// A question or a form.
    Dialog(&'a ActDialog),
    /// A code, until it is closed.
    Code(&'a ActDialog),
    /// Something that is read or watched.
    Sheet(Sheet),
}

/// Something that is read or watched over a screen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Sheet {
    /// What Esc and Enter do with it, in a word.
    pub closes: &'static str,
    /// Whether it can be longer than the screen.
    pub scrolls: bool,
    /// Whether something of it can be copied.
    pub copies: bool,
}

/// A screen inside that has a state of its own.
pub(super) trait Tenant {
    /// Reads again what is shown.
    fn refresh(&mut self) -> Vec<Wants>;

    /// Applies a key.
    fn press(&mut self, press: Press, around: Around) -> Vec<Wants>;

    /// Applies a change of the text that is being typed.
    fn edit(&mut self, edit: Edit) -> Vec<Wants>;

    /// Applies the wheel.
    fn wheel(&mut self, by: isize, around: Around) -> Vec<Wants>;

    /// Does something that only this screen knows; nothing where it does not.
    fn command(&mut self, command: Command, around: Around) -> Vec<Wants>;

    /// Says whether that can be done now; nothing where only another screen knows it.
    fn can(&self, command: Command) -> Option<Can>;

    /// Shows or hides a password that is being typed.
    fn toggle_visibility(&mut self);

    /// Wipes a password that is being typed (S9).
    fn wipe(&mut self);

    /// Returns whether letters go into a field.
    fn takes_text(&self) -> bool;

    /// Returns what lies over the screen.
    fn over(&self) -> Over<'_>;

    /// Returns where its keys stand in the table of keys.
    fn place(&self) -> Place;

    /// Returns where keys stand that come before those of its place.
    fn nearer_place(&self) -> Option<Place> {
        None
    }

    /// Returns after how long something changes here by itself while it is shown; `None` where nothing does.
    fn every(&self) -> Option<Duration> {
        None
    }

    /// That time has passed; says whether it is to be seen.
    fn tick(&mut self) -> bool {
        false
    }

    /// That time has passed; returns what is asked again by itself.
    fn again(&mut self) -> Vec<Wants> {
        Vec::new()
    }

    /// Returns whether Esc has nothing to close or clear here, and so leads to the places.
    fn is_at_rest(&self) -> bool;
}

impl Inside {
    /// Returns what is shown on a screen, where that is a tenant.
    fn tenant_of(&self, screen: Screen) -> Option<&dyn Tenant> {
        match screen {
            Screen::UpdatePassword => None,
            Screen::PasswordSecurity => Some(&self.policy),
            Screen::ManageUsers => Some(&self.users),
            Screen::Sessions => Some(&self.sessions),
            Screen::LogInActivity => Some(&self.log_ins),
            Screen::AuditLog => Some(&self.log),
        }
    }

    /// The same, to be changed.
    fn tenant_of_mut(&mut self, screen: Screen) -> Option<&mut dyn Tenant> {
        match screen {
            Screen::UpdatePassword => None,
            Screen::PasswordSecurity => Some(&mut self.policy),
            Screen::ManageUsers => Some(&mut self.users),
            Screen::Sessions => Some(&mut self.sessions),
            Screen::LogInActivity => Some(&mut self.log_ins),
            Screen::AuditLog => Some(&mut self.log),
        }
    }

    /// Returns the screen that is shown, where it is a tenant and no new password must be chosen first.
    pub(super) fn tenant(&self) -> Option<&dyn Tenant> {
        match self.forced {
            Some(_) => None,
            None => self.tenant_of(self.screen),
        }
    }

    /// The same, to be changed.
    pub(super) fn tenant_mut(&mut self) -> Option<&mut dyn Tenant> {
        match self.forced {
            Some(_) => None,
            None => self.tenant_of_mut(self.screen),
        }
    }

    /// Does the same with every tenant that is this person's.
    pub(super) fn each_tenant(
        &mut self,
        mut act: impl FnMut(&mut dyn Tenant) -> Vec<Wants>,
    ) -> Vec<Wants> {
        let mut wants = Vec::new();
        for screen in self.screens() {
            if let Some(tenant) = self.tenant_of_mut(screen) {
                wants.extend(act(tenant));
            }
        }
        wants
    }

    /// Returns what lies over the screen that is shown.
    #[must_use]
    pub fn over(&self) -> Over<'_> {
        self.tenant().map_or(Over::Nothing, Tenant::over)
    }

    /// Does something with the screen that is shown, and what it wants of the others.
    pub(super) fn ask_tenant(
        &mut self,
        act: impl FnOnce(&mut dyn Tenant) -> Vec<Wants>,
    ) -> Vec<Wants> {
        let wants = self.tenant_mut().map_or_else(Vec::new, act);
        self.settle(wants)
    }
}
