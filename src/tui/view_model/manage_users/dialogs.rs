//! The dialogs of this screen: each names whom it acts on, and keeps what was typed when it is refused or left.

use super::break_in::BreakInDialog;
use super::deeds::Deed;
use super::exports::ExportDialog;
use super::kept::Kept;
use super::many::Many;
use super::requests::Request;
use super::shown_code::ShownCode;
use super::sign_out::{SigningOut, Whom};
use super::{Effect, ManageUsers, Task, particulars};
use crate::domain::text::{FIRM_MOST, REASON_MOST};
use crate::domain::{Access, FirmName, Outcome, Reason};
use crate::service::{Consequences, Mailing, PersonRow, UndoConsequences};
use crate::tui::view_model::act_dialog::{
    ActDialog, Decision, Field, Harm, Press, Proof, Stop, TextLine,
};

/// The dialog that is open.
#[derive(Debug)]
pub enum Dialog {
    /// *Add user*.
    Add(ActDialog),
    /// The code of the user who was added, or for whom one was issued.
    Code(ShownCode),
    /// Edit name, e-mail and login name.
    Edit(PersonRow, ActDialog),
    /// Disable or enable.
    Access(PersonRow, Access, ActDialog),
    /// *Force Password Change*.
    Force(PersonRow, ActDialog),
    /// Something done to all who are marked.
    Many(Box<Many>),
    /// *Respond to a break-in*.
    BreakIn(Box<BreakInDialog>),
    /// What else is done to one person.
    Person(PersonRow, Deed, ActDialog),
    /// *Rename firm*: the name that it has, and the form.
    RenameFirm(String, ActDialog),
    /// *Expire all passwords*, with what it would do once that is known.
    ExpireAll(Option<Consequences>, ActDialog),
    /// *Undo expire all*.
    Undo(UndoConsequences, ActDialog),
    /// Sign out one user, or all (U5).
    SignOut(SigningOut),
    /// *Export users* or *Report* (U9).
    Export(Box<ExportDialog>),
}

impl Dialog {
    pub(super) fn access(person: PersonRow) -> Self {
        let (access, harm) = match person.access {
            Access::Enabled => (Access::Disabled, Harm::Some),
            Access::Disabled => (Access::Enabled, Harm::None),
        };
        Self::Access(
            person,
            access,
            ActDialog::open(Vec::new(), Proof::Fresh, harm),
        )
    }

    pub(super) fn force(person: PersonRow, kept: &Kept) -> Self {
        let fields = vec![reason_field(kept.force())];
        Self::Force(person, ActDialog::open(fields, Proof::Fresh, Harm::Some))
    }

    pub(super) fn expire_all(kept: &Kept, proof: Proof) -> Self {
        let fields = vec![reason_field(kept.expire_all())];
        Self::ExpireAll(None, ActDialog::open(fields, proof, Harm::Some))
    }

    pub(super) fn person_deed(
        person: PersonRow,
        deed: Deed,
        proof: Proof,
        mailing: Mailing,
    ) -> Self {
        Self::Person(person, deed, deed.form(proof, mailing))
    }

    pub(super) fn rename_firm(name: &str) -> Self {
        let fields = vec![text("Name", name, FIRM_MOST)];
        let form = ActDialog::open(fields, Proof::Fresh, Harm::Some);
        Self::RenameFirm(name.to_owned(), form)
    }

    pub(super) fn undo(offer: UndoConsequences, proof: Proof) -> Self {
        Self::Undo(offer, ActDialog::open(Vec::new(), proof, Harm::Some))
    }

    /// Returns the form of the dialog.
    #[must_use]
    pub fn form(&self) -> &ActDialog {
        match self {
            Self::Add(form)
            | Self::Edit(_, form)
            | Self::Access(_, _, form)
            | Self::Force(_, form)
            | Self::Person(_, _, form)
            | Self::RenameFirm(_, form)
            | Self::ExpireAll(_, form)
            | Self::Undo(_, form) => form,
            Self::Code(code) => &code.form,
            Self::Many(many) => &many.form,
            Self::BreakIn(dialog) => &dialog.form,
            Self::SignOut(of) => &of.form,
            Self::Export(of) => &of.export.form,
        }
    }

    pub(super) fn form_mut(&mut self) -> &mut ActDialog {
        match self {
            Self::Add(form)
            | Self::Edit(_, form)
            | Self::Access(_, _, form)
            | Self::Force(_, form)
            | Self::Person(_, _, form)
            | Self::RenameFirm(_, form)
            | Self::ExpireAll(_, form)
            | Self::Undo(_, form) => form,
            Self::Code(code) => &mut code.form,
            Self::Many(many) => &mut many.form,
            Self::BreakIn(dialog) => &mut dialog.form,
            Self::SignOut(of) => &mut of.form,
            Self::Export(of) => &mut of.export.form,
        }
    }

    /// Returns whom the dialog acts on.
    #[must_use]
    pub fn person(&self) -> Option<&PersonRow> {
        match self {
            Self::Edit(person, _)
            | Self::Access(person, _, _)
            | Self::Force(person, _)
            | Self::Person(person, _, _) => Some(person),
            Self::SignOut(SigningOut {
                whom: Whom::One(person, _),
                ..
            }) => Some(person),
            Self::Add(_)
            | Self::Code(_)
            | Self::Many(_)
            | Self::BreakIn(_)
            | Self::RenameFirm(..)
            | Self::ExpireAll(..)
            | Self::Undo(..)
            | Self::SignOut(_)
            | Self::Export(_) => None,
        }
    }

    pub(super) fn access_to(&self) -> Option<Access> {
        let Self::Access(_, access, _) = self else {
            return None;
        };
        Some(*access)
    }

    /// Returns name and e-mail of whom a code was made for, and whether they were added with it.
    pub(super) fn code_is_for(&self) -> ((String, String), bool) {
        if let Some(person) = self.person() {
            let (name, email) = (person.name.as_str(), person.email.as_str());
            return ((name.into(), email.into()), false);
        }
        (particulars::name_and_email(self.form()), true)
    }

    /// Returns the act on all who are marked.
    #[must_use]
    pub fn many(&self) -> Option<&Many> {
        let Self::Many(many) = self else {
            return None;
        };
        Some(many)
    }

    pub(super) fn take_outcome(&mut self, answer: Result<Outcome, String>) {
        if let Self::Many(many) = self {
            match answer {
                Ok(known) => many.outcome = Some(known),
                Err(why) => many.form.refuse(why),
            }
        }
    }

    pub(super) fn take_consequences(&mut self, answer: Result<Consequences, String>) {
        if let Self::ExpireAll(consequences, form) = self {
            match answer {
                Ok(known) => *consequences = Some(known),
                Err(why) => form.refuse(why),
            }
        }
    }

    /// Makes the request out of what was typed; a field that is wrong takes the focus and says why.
    fn request(&mut self) -> Result<Request, (usize, String)> {
        Ok(match self {
            Self::Add(form) => particulars::request_to_add(form)?,
            Self::Edit(person, form) => particulars::request_to_edit(person.id, form)?,
            Self::Access(person, access, _) => Request::SetAccess {
                id: person.id,
                access: *access,
            },
            Self::Force(person, form) => Request::Force {
                id: person.id,
                reason: reason(form)?,
            },
            Self::Many(many) => many.request()?,
            Self::BreakIn(dialog) => dialog.request()?,
            Self::Person(person, deed, form) => deed.request(person.id, form),
            Self::RenameFirm(_, form) => Request::RenameFirm {
                firm: FirmName::parse(form.text(0)).map_err(|fault| (0, fault.to_string()))?,
            },
            Self::ExpireAll(_, form) => Request::ExpireAll {
                reason: reason(form)?,
                proof: form.take_proof(),
            },
            Self::Undo(offer, form) => Request::UndoExpireAll {
                generation: offer.generation,
                proof: form.take_proof(),
            },
            Self::SignOut(of) => of.request(),
            Self::Code(_) | Self::Export(_) => return Err((0, String::new())),
        })
    }

    /// Returns whether the chosen kind has a role.
    #[must_use]
    pub fn has_role(&self) -> bool {
        matches!(self, Self::Add(form) if particulars::is_of_the_firm(form))
    }
}

pub(super) fn text(label: &'static str, value: &str, most: usize) -> Field {
    Field::Text {
        label,
        line: TextLine::new(value, most),
    }
}

/// The line for a reason, which nobody has to give.
pub(super) fn reason_field(value: &str) -> Field {
    Field::Text {
        label: "Reason",
        line: TextLine::optional(value, REASON_MOST),
    }
}

pub(super) fn reason(form: &ActDialog) -> Result<Option<Reason>, (usize, String)> {
    Reason::parse(form.text(0)).map_err(|fault| (0, fault.to_string()))
}

impl ManageUsers {
    pub(super) fn press_in_dialog(&mut self, press: Press) -> Vec<Effect> {
        let form = self.dialog.as_mut().map(Dialog::form_mut);
        if press == Press::Escape && form.as_ref().is_some_and(|form| form.can_be_stopped()) {
            return vec![Effect::StopAct];
        }
        let decision = form.map_or(Decision::Cancelled, |form| form.press(press));
        self.decided(decision)
    }

    pub(super) fn click_in_dialog(&mut self, stop: Stop) -> Vec<Effect> {
        let form = self.dialog.as_mut().map(Dialog::form_mut);
        let decision = form.map_or(Decision::Cancelled, |form| form.press_button(stop));
        self.decided(decision)
    }

    fn decided(&mut self, decision: Decision) -> Vec<Effect> {
        match decision {
            // Another answer to "for whom" has other numbers.
            Decision::Open => {
                if let Some(Dialog::Export(of)) = &mut self.dialog {
                    of.export.follow();
                }
                self.ask_break_in(false).into_iter().collect()
            }
            Decision::Cancelled => {
                if let Some(dialog) = self.dialog.take() {
                    self.keep(&dialog);
                }
                Vec::new()
            }
            Decision::Acted => self.act(),
        }
    }

    fn act(&mut self) -> Vec<Effect> {
        let Some(dialog) = &mut self.dialog else {
            return Vec::new();
        };
        if let Dialog::Code(code) = dialog {
            code.sent = true;
            code.form.sent = false;
            return vec![Effect::ToClipboard(code.code.clone())];
        }
        if let Dialog::Export(of) = dialog {
            return of.begin();
        }
        match dialog.request() {
            Ok(request) => vec![Effect::Task(Task::Act(request))],
            Err((at, why)) => {
                dialog.form_mut().refuse_at(at, why);
                Vec::new()
            }
        }
    }
}
