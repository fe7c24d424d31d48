//! The dialogs before one user, or everyone, is signed out (U5).

use super::requests::Request;
use crate::service::{PersonRow, SignOutConsequences};
use crate::tui::view_model::act_dialog::{ActDialog, Harm, Proof};
use crate::words;

/// Who is to be signed out.
#[derive(Debug)]
pub enum Whom {
    /// One user, and whether that is the one who asks.
    One(Box<PersonRow>, bool),
    /// Everyone, and how many that are, once it is known.
    All(Option<SignOutConsequences>),
}

/// The question before somebody is signed out.
#[derive(Debug)]
pub struct SigningOut {
    /// Who.
    pub whom: Whom,
    /// The password where it is needed, and the buttons.
    pub form: ActDialog,
}

impl SigningOut {
    pub(super) fn one(person: PersonRow, own: bool) -> Self {
        Self {
            whom: Whom::One(Box::new(person), own),
            form: ActDialog::open(Vec::new(), Proof::Fresh, Harm::Some),
        }
    }

    pub(super) fn all(proof: Proof) -> Self {
        Self {
            whom: Whom::All(None),
            form: ActDialog::open(Vec::new(), proof, Harm::Some),
        }
    }

    pub(super) fn request(&mut self) -> Request {
        match &self.whom {
            Whom::One(person, _) => Request::SignOut { id: person.id },
            Whom::All(_) => Request::SignOutAll {
                proof: self.form.take_proof(),
            },
        }
    }

    pub(super) fn take_numbers(&mut self, answer: Result<SignOutConsequences, String>) {
        if let Whom::All(numbers) = &mut self.whom {
            match answer {
                Ok(known) => *numbers = Some(known),
                Err(why) => self.form.refuse(why),
            }
        }
    }
}

/// Returns what was done, as a sentence.
pub(super) fn done(name: &str, sessions: u64) -> String {
    match sessions {
        1 => format!("{name} is signed out."),
        more => format!(
            "{name} is signed out of {}.",
            words::counted(more, "session", "sessions")
        ),
    }
}
