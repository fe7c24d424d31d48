//! A new password being chosen: the fields, whether both hold the same, and what the meter says of it (S4, S6).

use std::time::Duration;

use super::{Effect, Inside, Root, Stage, Task};
use crate::secret::{Offered, Password, PasswordEntry, PasswordFormError};
use crate::service::{Me, NewFirm};
use crate::tui::view_model::act_dialog::{ActDialog, Edit, Field, Stop};
use crate::tui::view_model::seat::Station;

/// A new password being chosen.
#[derive(Debug)]
pub struct Choosing {
    /// The fields: the current one where it is asked for, the new one, the new one again.
    pub form: ActDialog,
}

impl Choosing {
    /// Makes an empty form that asks for the current password too.
    fn with_current() -> Self {
        Self::asking(["Current password", "New password", "New password again"])
    }

    /// Makes an empty form for somebody who has just proved who they are, or has no password.
    pub(super) fn anew() -> Self {
        Self::asking(["New password", "New password again"])
    }

    fn asking<const N: usize>(labels: [&'static str; N]) -> Self {
        Self {
            form: ActDialog::screen(labels.map(Field::password).into()),
        }
    }

    /// Returns the form of Update Password, empty; where none can be chosen, what says so before anything is typed.
    pub(super) fn own(station: Station) -> Self {
        match station.closed() {
            Some(why) => Self {
                form: ActDialog::closed(why),
            },
            None => Self::with_current(),
        }
    }

    /// Returns the form of the forced screen, empty; it can be left by signing out whatever else cannot be done.
    pub(super) fn forced(station: Station) -> Self {
        match station.closed() {
            Some(why) => Self {
                form: ActDialog::closed(why).with_way_back(),
            },
            None => Self::anew(),
        }
    }

    /// Returns where the new password stands: it and its repetition are the last.
    #[must_use]
    pub fn new_at(&self) -> usize {
        self.form.fields.len().saturating_sub(2)
    }

    /// Returns the current password, where it was asked for, and the new one; nothing is emptied where it fails.
    pub(super) fn chosen(&mut self) -> Result<(Option<Offered>, Password), (usize, String)> {
        let new = agreed(&self.form, self.new_at())?;
        let current = match self.new_at() {
            0 => None,
            _ => self.form.take_offered(0),
        };
        Ok((current, new))
    }

    /// Asks for the current password too, for it was proved too long ago (S4).
    pub(super) fn ask_current(&mut self) {
        if self.new_at() == 0 {
            *self = Self::with_current();
        }
    }
}

/// Returns the new password if both fields hold the same and it can be one.
pub(super) fn agreed(form: &ActDialog, at: usize) -> Result<Password, (usize, String)> {
    let (Some(new), Some(again)) = (form.password(at), form.password(at + 1)) else {
        return Err((at, "Please choose a password.".into()));
    };
    let password = new.chosen().map_err(|fault| (at, fault.to_string()))?;
    if !new.agrees_with(again) {
        return Err((
            at + 1,
            "The two are not the same. Please type the new password again.".into(),
        ));
    }
    Ok(password)
}

impl Root {
    pub(super) fn changed(
        &mut self,
        answer: Result<Box<Me>, String>,
        proof_until: Duration,
    ) -> Vec<Effect> {
        match answer {
            Err(why) => {
                self.refuse(why);
                Vec::new()
            }
            Ok(me) => {
                self.judged = None;
                if let Stage::Inside(inside) = &mut self.stage {
                    inside.password_changed();
                }
                self.say("Your password is changed.");
                let mut effects = self.me_read(Ok(me), proof_until);
                effects.extend(self.inside_do(Inside::refresh));
                effects
            }
        }
    }

    /// Asks the meter about what is typed as a new password (S6).
    fn ask_meter(&mut self) -> Vec<Effect> {
        let at = match &self.stage {
            Stage::FirstRun(_) => 3,
            Stage::Redeem(_, choosing) => choosing.new_at(),
            Stage::Inside(inside) => match inside.choosing() {
                Some(choosing) => choosing.new_at(),
                None => return Vec::new(),
            },
            Stage::Starting
            | Stage::SignIn(_)
            | Stage::Code(_)
            | Stage::Locked(_)
            | Stage::Broken(_) => return Vec::new(),
        };
        let known = if let Stage::FirstRun(form) = &self.stage {
            let [firm, name, email] = [0, 1, 2].map(|at| form.text(at));
            Some(NewFirm::known_words(firm, name, email))
        } else {
            None
        };
        self.ticket += 1;
        let ticket = self.ticket;
        let Some(form) = self.form_mut() else {
            return Vec::new();
        };
        match form.password(at).map(PasswordEntry::chosen) {
            Some(Ok(password)) => return vec![Effect::Task(Task::Meter(ticket, password, known))],
            // What no password may hold is said at once: the meter has nothing to judge.
            Some(Err(fault))
                if fault != PasswordFormError::Empty && form.stop == Stop::Field(at) =>
            {
                form.refuse_at(at, fault.to_string());
            }
            Some(Err(_)) | None => {}
        }
        self.judged = None;
        Vec::new()
    }

    /// Applies a change to the form that has the focus.
    pub(super) fn edit_own_form(&mut self, edit: &Edit) -> Vec<Effect> {
        if let Some(form) = self.form_mut() {
            form.edit(edit);
        }
        self.ask_meter()
    }
}
