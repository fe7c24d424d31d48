//! The dialog of an act: what it acts on, what to type, the safe choice first.
//!
//! It knows no act. Whoever opens it says which fields there are, what the buttons are called and whether the act
//! destroys something; [`ActDialog::press`] answers what the person decided. What was typed stays after a refusal,
//! except a password, which is taken out when the act is sent (S4). Enter never presses a button that destroys
//! unless that button has the focus.

mod field;
mod keys;
mod typing;

pub use field::Field;
pub use typing::{Edit, TextLine};

use crate::secret::{Offered, PasswordEntry};
pub use crate::tui::keymap::Press;
use typing::edit_password;

/// What has the focus in a dialog.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stop {
    /// A field, by its place.
    Field(usize),
    /// The button that changes nothing.
    Safe,
    /// The button that acts.
    Act,
}

/// Whether the act can be taken back by hand.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Harm {
    /// It can: the button is an ordinary one, and Enter in a field presses it once every field is filled.
    None,
    /// It interrupts people: the button is red and must have the focus to be pressed.
    Some,
}

/// What a person decided in a dialog.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Decision {
    /// Nothing yet.
    Open,
    /// To leave everything as it is.
    Cancelled,
    /// To act, with what is in the fields.
    Acted,
}

/// A dialog before an act.
#[derive(Debug)]
pub struct ActDialog {
    /// Its fields, in order; the password is the last.
    pub fields: Vec<Field>,
    /// What has the focus.
    pub stop: Stop,
    /// Whether the act destroys.
    pub harm: Harm,
    /// Why the last try was refused: one or two sentences.
    pub refusal: Option<String>,
    /// The field that the refusal is about, where it is about one.
    refused_at: Option<usize>,
    /// Whether the act was sent and its answer has not come yet.
    pub sent: bool,
    /// For how many seconds it has been under way.
    pub waited: u64,
    /// Whether it is an act on many, which may take long, and which Esc stops.
    pub stoppable: bool,
    /// The buttons in the order in which they are drawn and reached.
    buttons: &'static [Stop],
}

/// Whether an act needs the password again (S9).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Proof {
    /// The last proof is at most 5 minutes old.
    Fresh,
    /// It is older: the dialog has a line for the password.
    Needed,
}

impl ActDialog {
    /// Opens a dialog, its focus on the first field, or on the safe choice where there is none.
    #[must_use]
    pub fn open(mut fields: Vec<Field>, proof: Proof, harm: Harm) -> Self {
        if proof == Proof::Needed {
            fields.push(Field::password("Your password"));
        }
        let stop = if fields.is_empty() {
            Stop::Safe
        } else {
            Stop::Field(0)
        };
        Self {
            fields,
            stop,
            harm,
            refusal: None,
            refused_at: None,
            sent: false,
            waited: 0,
            stoppable: false,
            buttons: &[Stop::Safe, Stop::Act],
        }
    }

    /// Opens a form that is a screen of its own: nothing is destroyed, so the button that acts comes first.
    #[must_use]
    pub fn screen(fields: Vec<Field>) -> Self {
        Self {
            buttons: &[Stop::Act, Stop::Safe],
            ..Self::open(fields, Proof::Fresh, Harm::None)
        }
    }

    /// Opens a form in whose place it is said why nothing can be done here.
    #[must_use]
    pub fn closed(why: String) -> Self {
        Self {
            refusal: Some(why),
            buttons: &[],
            ..Self::open(Vec::new(), Proof::Fresh, Harm::None)
        }
    }

    /// Leaves the safe choice, where there is a way back from a form in which nothing can be done.
    #[must_use]
    pub fn with_way_back(self) -> Self {
        Self {
            buttons: &[Stop::Safe],
            ..self
        }
    }

    /// Returns the buttons in the order in which they are drawn and reached.
    #[must_use]
    pub fn buttons(&self) -> &'static [Stop] {
        self.buttons
    }

    /// Returns whether the act is offered at all.
    #[must_use]
    pub fn is_open(&self) -> bool {
        self.buttons.contains(&Stop::Act)
    }

    /// Returns what was typed into a text field.
    #[must_use]
    pub fn text(&self, at: usize) -> &str {
        match self.fields.get(at) {
            Some(Field::Text { line, .. }) => line.text(),
            Some(Field::Choice { .. } | Field::Password { .. }) | None => "",
        }
    }

    /// Returns a password field.
    #[must_use]
    pub fn password(&self, at: usize) -> Option<&PasswordEntry> {
        match self.fields.get(at) {
            Some(Field::Password { entry, .. }) => Some(entry),
            Some(Field::Text { .. } | Field::Choice { .. }) | None => None,
        }
    }

    /// Takes what was typed into a password field, as offered at a door.
    pub fn take_offered(&mut self, at: usize) -> Option<Offered> {
        match self.fields.get_mut(at) {
            Some(Field::Password { entry, .. }) => Some(entry.take_offered()),
            Some(Field::Text { .. } | Field::Choice { .. }) | None => None,
        }
    }

    /// Returns which word of a choice is chosen.
    #[must_use]
    pub fn chosen(&self, at: usize) -> usize {
        match self.fields.get(at) {
            Some(Field::Choice { chosen, .. }) => *chosen,
            Some(Field::Text { .. } | Field::Password { .. }) | None => 0,
        }
    }

    /// Returns whether letters go into a field.
    #[must_use]
    pub fn takes_text(&self) -> bool {
        let Stop::Field(at) = self.stop else {
            return false;
        };
        matches!(
            self.fields.get(at),
            Some(Field::Text { .. } | Field::Password { .. })
        )
    }

    /// Takes the password out of its field, where there is one.
    pub fn take_proof(&mut self) -> Option<Offered> {
        self.fields.iter_mut().find_map(|field| match field {
            Field::Password { entry, .. } => Some(entry.take_offered()),
            Field::Text { .. } | Field::Choice { .. } => None,
        })
    }

    /// Says that the act was refused; what was typed stays.
    pub fn refuse(&mut self, why: impl Into<String>) {
        self.sent = false;
        self.refusal = Some(why.into());
        self.refused_at = None;
    }

    /// Says that what a field holds was refused; the field takes the focus, and the refusal goes once it is changed.
    pub fn refuse_at(&mut self, at: usize, why: impl Into<String>) {
        self.refuse(why);
        self.refused_at = Some(at);
        self.stop = Stop::Field(at);
    }

    /// Asks for the password after all: the last proof has become too old since the dialog was opened (S9).
    pub fn ask_for_proof(&mut self, why: impl Into<String>) {
        self.refuse(why);
        let at = self
            .fields
            .iter()
            .position(|field| matches!(field, Field::Password { .. }));
        let at = at.unwrap_or_else(|| {
            self.fields.push(Field::password("Your password"));
            self.fields.len() - 1
        });
        self.stop = Stop::Field(at);
        self.refused_at = Some(at);
    }

    /// A second has passed; says whether that is to be seen: while an act is under way.
    pub fn tick(&mut self) -> bool {
        self.waited += u64::from(self.sent);
        self.sent
    }

    /// Lets Esc stop the act while it is under way.
    #[must_use]
    pub fn stoppable(mut self) -> Self {
        self.stoppable = true;
        self
    }

    /// Returns whether Esc stops the act now: where it says so.
    #[must_use]
    pub fn can_be_stopped(&self) -> bool {
        self.stoppable && self.sent && self.waited > 0
    }

    /// Wipes the password field, as when the screen locks (S9).
    pub fn wipe(&mut self) {
        for field in &mut self.fields {
            if let Field::Password { entry, .. } = field {
                entry.clear();
                entry.hide();
            }
        }
    }

    /// Applies a change to the field that has the focus.
    pub fn edit(&mut self, edit: &Edit) {
        let Stop::Field(at) = self.stop else { return };
        let changed = match self.fields.get_mut(at) {
            Some(Field::Text { line, .. }) => line.edit(edit),
            Some(Field::Password { entry, .. }) => match edit_password(entry, edit) {
                Ok(changed) => changed,
                Err(full) => {
                    self.refuse_at(at, full.to_string());
                    false
                }
            },
            Some(Field::Choice { .. }) | None => false,
        };
        if changed {
            self.field_changed(at);
        }
    }

    /// Takes note that a field holds something else now: what was refused of it is said no longer.
    pub fn field_changed(&mut self, at: usize) {
        if self.refused_at == Some(at) {
            self.refusal = None;
            self.refused_at = None;
        }
    }

    /// Shows or hides the password.
    pub fn toggle_visibility(&mut self) {
        for field in &mut self.fields {
            if let Field::Password { entry, .. } = field {
                entry.toggle_visibility();
            }
        }
    }

    /// Puts the focus on a stop, as a click does.
    pub fn focus(&mut self, stop: Stop) {
        if !self.sent {
            self.stop = stop;
        }
    }
}

#[cfg(test)]
mod tests;
