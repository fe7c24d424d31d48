//! `z`: what was done last is undone, where there is an undo.
//!
//! Access that was set is set back: to enable harms nobody and so asks nothing, to disable asks as always. Without
//! such an act before, the last *Expire all passwords* in force is offered (E10).

use super::{Can, Command, Dialog, Done, Effect, ManageUsers, Request, Task};
use crate::domain::Access;
use crate::service::PersonRow;
use crate::tui::view_model::act_dialog::Proof;
use crate::words;

/// Somebody whose access was set.
#[derive(Clone, Debug)]
pub(super) struct AccessSet {
    person: PersonRow,
    to: Access,
    /// Whether this itself was an undo.
    again: bool,
}

impl ManageUsers {
    /// Returns whether `z` undoes the last *Expire all passwords*, and not something done since.
    #[must_use]
    pub fn z_undoes_expire_all(&self) -> bool {
        self.last_access.is_none()
    }

    /// Says whether there is something to undo.
    pub(super) fn can_undo(&self) -> Can {
        match self.last_access {
            Some(_) => Can::Yes,
            None => self.can(Command::UndoExpireAll),
        }
    }

    pub(super) fn undo_last(&mut self, proof: Proof) -> Vec<Effect> {
        let Some(AccessSet { person, to, .. }) = self.last_access.take() else {
            return self.command(Command::UndoExpireAll, proof);
        };
        match to {
            Access::Enabled => {
                let access = Access::Enabled;
                self.dialog = Some(Dialog::access(PersonRow { access, ..person }));
                Vec::new()
            }
            Access::Disabled => {
                let id = person.id;
                let access = Access::Enabled;
                self.undoing = Some(AccessSet {
                    person,
                    to: access,
                    again: true,
                });
                vec![Effect::Task(Task::Act(Request::SetAccess { id, access }))]
            }
        }
    }

    /// Takes note of what was done, and of whether it can be undone; returns whose access was set.
    pub(super) fn note_done(&mut self, done: &Done, dialog: Option<&Dialog>) -> Option<AccessSet> {
        let undoing = self.undoing.take();
        self.last_access = None;
        if !matches!(done, Done::AccessSet(_)) {
            return None;
        }
        let set = undoing.or_else(|| {
            let dialog = dialog?;
            Some(AccessSet {
                person: dialog.person()?.clone(),
                to: dialog.access_to()?,
                again: false,
            })
        });
        self.last_access.clone_from(&set);
        if let Some(AccessSet {
            person,
            again: true,
            ..
        }) = &set
        {
            self.window.look_for(person.id);
        }
        set
    }
}

impl AccessSet {
    /// Says what was done; where it interrupts somebody, also how it is undone.
    pub(super) fn said(&self, codes: u64) -> String {
        let name = &self.person.name;
        match (self.to, self.again) {
            (Access::Enabled, true) => format!("{name} is enabled again."),
            (Access::Enabled, false) => format!("{name} is enabled. z undoes it."),
            (Access::Disabled, _) => {
                let codes = words::shown_codes_revoked(codes);
                format!("{name} is disabled and signed out.{codes} z undoes it.")
            }
        }
    }
}
