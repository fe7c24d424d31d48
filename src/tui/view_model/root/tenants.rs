//! What the frame asks of a screen that is shown in it, whichever screen it is.
//!
//! Update Password is no tenant: its form is the frame's own, as on the forced screen.

use super::inside::Wants;
use super::{Effect, Inside};
use crate::tui::keymap::{Command, Marking, Place, PolicyAct, Screen, UsersAct};
use crate::tui::view_model::act_dialog::{ActDialog, Edit, Press};
use crate::tui::view_model::audit_log::{self, AuditLog, Dialog, Scope};
use crate::tui::view_model::can::Can;
use crate::tui::view_model::manage_users::{self, Around, ManageUsers};
use crate::tui::view_model::password_security::{self, Open, PasswordSecurity};

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

    /// A second has passed; says whether that is to be seen.
    fn tick(&mut self) -> bool {
        false
    }

    /// A second has passed while this is shown; returns what is asked again by itself.
    fn second(&mut self) -> Vec<Wants> {
        Vec::new()
    }

    /// Returns whether Esc has nothing to close or clear here, and so leads to the places.
    fn is_at_rest(&self) -> bool;
}

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
        let Command::Policy(PolicyAct::Update | PolicyAct::Discard) = command else {
            return None;
        };
        Some(match self.nothing_to_do() {
            Some(why) => Can::No(why.into()),
            None => Can::Yes,
        })
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
        match command {
            Command::Users(UsersAct::Mark(mark @ (Marking::Next | Marking::Previous))) => {
                let by = if mark == Marking::Next { 1 } else { -1 };
                users_wants(self.update(manage_users::Message::Sweep(by, around.rows)))
            }
            Command::Users(act) => {
                users_wants(self.update(manage_users::Message::Command(act, around.proof)))
            }
            Command::Press(_)
            | Command::Go(_)
            | Command::Policy(_)
            | Command::Sessions(_)
            | Command::Log(_)
            | Command::ShowPassword
            | Command::ShowCommands
            | Command::ShowMessages
            | Command::ToggleMouse
            | Command::Quit
            | Command::Suspend
            | Command::SignOut
            | Command::DismissNotice => Vec::new(),
        }
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

    fn tick(&mut self) -> bool {
        ManageUsers::tick(self)
    }

    fn is_at_rest(&self) -> bool {
        self.dialog().is_none()
            && self.menu().is_none()
            && self.focus() == manage_users::Focus::Table
            && self.marked().is_none()
            && !self.is_narrowed()
    }
}

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
            (Some(Dialog::Days(form) | Dialog::Export(form)), _) => Over::Dialog(form),
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

pub(super) fn policy_wants(effects: Vec<password_security::Effect>) -> Vec<Wants> {
    let mut wants = Vec::new();
    for effect in effects {
        match effect {
            password_security::Effect::OpenPeople(those) => wants.push(Wants::People(those)),
            password_security::Effect::Leave => wants.push(Wants::Left),
            password_security::Effect::Say(text) => {
                wants.push(Wants::Say(text));
                wants.push(Wants::Effect(Effect::ReadMe));
            }
            effect @ (password_security::Effect::Load(_)
            | password_security::Effect::Update { .. }) => {
                wants.push(Wants::Effect(Effect::Policy(effect)));
            }
        }
    }
    wants
}

pub(super) fn users_wants(effects: Vec<manage_users::Effect>) -> Vec<Wants> {
    let want = |effect| match effect {
        manage_users::Effect::Say(text) => Wants::Say(text),
        manage_users::Effect::ToClipboard(text) => Wants::Effect(Effect::Clipboard(text)),
        effect @ (manage_users::Effect::List { .. }
        | manage_users::Effect::ReadUndo(_)
        | manage_users::Effect::ReadConsequences(_)
        | manage_users::Effect::ReadSignedIn(_)
        | manage_users::Effect::ReadOutcome { .. }
        | manage_users::Effect::ReadBreakIn(..)
        | manage_users::Effect::Act(_)) => Wants::Effect(Effect::Users(effect)),
    };
    effects.into_iter().map(want).collect()
}

pub(super) fn log_wants(scope: Scope, effects: Vec<audit_log::Effect>) -> Vec<Wants> {
    let want = |effect| match effect {
        audit_log::Effect::Say(text) => Wants::Say(text),
        audit_log::Effect::ToClipboard(text) => Wants::Effect(Effect::Clipboard(text)),
        effect @ (audit_log::Effect::List { .. }
        | audit_log::Effect::Read { .. }
        | audit_log::Effect::FindPeople(..)
        | audit_log::Effect::Check(..)
        | audit_log::Effect::Export { .. }
        | audit_log::Effect::ExportOn
        | audit_log::Effect::ExportStop) => Wants::Effect(match scope {
            Scope::Whole => Effect::Log(effect),
            Scope::OwnLogIns | Scope::AllLogIns => Effect::LogIns(effect),
        }),
    };
    effects.into_iter().map(want).collect()
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
