//! The dialogs of this screen: each names whom it acts on, and keeps what was typed when it is refused or left.

use super::acts::Request;
use super::break_in::BreakInDialog;
use super::deeds::Deed;
use super::many::Many;
use super::shown_code::ShownCode;
use super::sign_out::{SigningOut, Whom};
use super::{Effect, ManageUsers};
use crate::domain::text::{EMAIL_MOST, FIRM_MOST, NAME_MOST, REASON_MOST};
use crate::domain::{Access, Email, FirmName, Membership, Outcome, PersonName, Reason, Role};
use crate::service::{Consequences, PersonRow, UndoConsequences};
use crate::tui::keymap::ManyAct;
use crate::tui::view_model::act_dialog::{
    ActDialog, Decision, Field, Harm, Press, Proof, Stop, TextLine,
};

const KINDS: &[&str] = &["Firm user", "Connect user"];
const ROLES: &[&str] = &["User", "Administrator"];

/// What was typed into a dialog that was left; never a password.
#[derive(Clone, Debug, Default)]
pub struct Kept {
    add: Option<(String, String, usize, usize)>,
    force: String,
    break_in: String,
    expire_all: String,
}

impl Kept {
    pub(super) fn forget_added(&mut self) {
        self.add = None;
    }

    pub(super) fn forget_force(&mut self) {
        self.force.clear();
    }

    pub(super) fn force(&self) -> &str {
        &self.force
    }

    pub(super) fn break_in(&self) -> &str {
        &self.break_in
    }

    pub(super) fn forget_break_in(&mut self) {
        self.break_in.clear();
    }

    pub(super) fn forget_expire_all(&mut self) {
        self.expire_all.clear();
    }
}

/// The dialog that is open.
#[derive(Debug)]
pub enum Dialog {
    /// *Add user*.
    Add(ActDialog),
    /// The code of the user who was added, or for whom one was issued.
    Code(ShownCode),
    /// Edit name and e-mail.
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
}

impl Dialog {
    pub(super) fn add(kept: &Kept, proof: Proof) -> Self {
        let (name, email, kind, role) = kept.add.clone().unwrap_or_default();
        let fields = vec![
            text("Name", &name, NAME_MOST),
            text("E-mail", &email, EMAIL_MOST),
            Field::Choice {
                label: "Kind",
                words: KINDS,
                chosen: kind,
            },
            Field::Choice {
                label: "Role",
                words: ROLES,
                chosen: role,
            },
        ];
        Self::Add(ActDialog::open(fields, proof, Harm::None))
    }

    /// A name needs no proof; where the e-mail is changed and one is needed, the answer asks for it (S9).
    pub(super) fn edit(person: PersonRow) -> Self {
        let fields = vec![
            text("Name", person.name.as_str(), NAME_MOST),
            text("E-mail", person.email.as_str(), EMAIL_MOST),
        ];
        Self::Edit(person, ActDialog::open(fields, Proof::Fresh, Harm::None))
    }

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
        let fields = vec![text("Reason", &kept.force, REASON_MOST)];
        Self::Force(person, ActDialog::open(fields, Proof::Fresh, Harm::Some))
    }

    pub(super) fn expire_all(kept: &Kept, proof: Proof) -> Self {
        let fields = vec![text("Reason", &kept.expire_all, REASON_MOST)];
        Self::ExpireAll(None, ActDialog::open(fields, proof, Harm::Some))
    }

    pub(super) fn person_deed(person: PersonRow, deed: Deed, proof: Proof) -> Self {
        Self::Person(person, deed, deed.form(proof))
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
            | Self::SignOut(_) => None,
        }
    }

    pub(super) fn access_to(&self) -> Option<Access> {
        match self {
            Self::Access(_, access, _) => Some(*access),
            Self::Add(_)
            | Self::Code(_)
            | Self::Edit(..)
            | Self::Force(..)
            | Self::Many(_)
            | Self::BreakIn(_)
            | Self::Person(..)
            | Self::RenameFirm(..)
            | Self::ExpireAll(..)
            | Self::Undo(..)
            | Self::SignOut(_) => None,
        }
    }

    /// Returns name and e-mail of whom a code was made for, and whether they were added with it.
    pub(super) fn code_is_for(&self) -> ((String, String), bool) {
        if let Some(person) = self.person() {
            let (name, email) = (person.name.as_str(), person.email.as_str());
            return ((name.into(), email.into()), false);
        }
        let form = self.form();
        let name = form.text(0).trim().into();
        ((name, form.text(1).trim().into()), true)
    }

    /// Returns the act on all who are marked.
    #[must_use]
    pub fn many(&self) -> Option<&Many> {
        match self {
            Self::Many(many) => Some(many),
            Self::Add(_)
            | Self::Code(_)
            | Self::Edit(..)
            | Self::Access(..)
            | Self::Force(..)
            | Self::BreakIn(_)
            | Self::Person(..)
            | Self::RenameFirm(..)
            | Self::ExpireAll(..)
            | Self::Undo(..)
            | Self::SignOut(_) => None,
        }
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
            Self::Add(form) => {
                let (name, email) = name_and_email(form)?;
                let membership = match (form.chosen(2), form.chosen(3)) {
                    (0, 0) => Membership::Firm(Role::User),
                    (0, _) => Membership::Firm(Role::Administrator),
                    (_, _) => Membership::Connect,
                };
                Request::Add {
                    name,
                    email,
                    membership,
                    proof: form.take_proof(),
                }
            }
            Self::Edit(person, form) => {
                let (name, email) = name_and_email(form)?;
                Request::Edit {
                    id: person.id,
                    name,
                    email,
                    proof: form.take_proof(),
                }
            }
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
            Self::Code(_) => return Err((0, String::new())),
        })
    }

    /// Returns whether the chosen kind has a role.
    #[must_use]
    pub fn has_role(&self) -> bool {
        match self {
            Self::Add(form) => form.chosen(2) == 0,
            Self::Edit(..)
            | Self::Access(..)
            | Self::Force(..)
            | Self::Person(..)
            | Self::RenameFirm(..)
            | Self::Code(_)
            | Self::Many(_)
            | Self::BreakIn(_)
            | Self::ExpireAll(..)
            | Self::Undo(..)
            | Self::SignOut(_) => false,
        }
    }
}

pub(super) fn text(label: &'static str, value: &str, most: usize) -> Field {
    Field::Text {
        label,
        line: TextLine::new(value, most),
    }
}

fn name_and_email(form: &ActDialog) -> Result<(PersonName, Email), (usize, String)> {
    let name = PersonName::parse(form.text(0)).map_err(|fault| (0, fault.to_string()))?;
    let email = Email::parse(form.text(1)).map_err(|fault| (1, fault.to_string()))?;
    Ok((name, email))
}

pub(super) fn reason(form: &ActDialog) -> Result<Option<Reason>, (usize, String)> {
    Reason::parse(form.text(0)).map_err(|fault| (0, fault.to_string()))
}

impl ManageUsers {
    pub(super) fn press_in_dialog(&mut self, press: Press) -> Vec<Effect> {
        let form = self.dialog.as_mut().map(Dialog::form_mut);
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
            Decision::Open => self.ask_break_in(false).into_iter().collect(),
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
        match dialog.request() {
            Ok(request) => vec![Effect::Act(request)],
            Err((at, why)) => {
                let form = dialog.form_mut();
                form.refuse(why);
                form.focus(Stop::Field(at));
                Vec::new()
            }
        }
    }

    /// Keeps what was typed into a dialog that was left.
    fn keep(&mut self, dialog: &Dialog) {
        match dialog {
            Dialog::Add(form) => {
                let (name, email) = (form.text(0).to_owned(), form.text(1).to_owned());
                self.kept.add = Some((name, email, form.chosen(2), form.chosen(3)));
            }
            Dialog::Force(_, form) => form.text(0).clone_into(&mut self.kept.force),
            Dialog::Many(many) if many.act == ManyAct::Force => {
                many.form.text(0).clone_into(&mut self.kept.force);
            }
            Dialog::BreakIn(dialog) => dialog.form.text(0).clone_into(&mut self.kept.break_in),
            Dialog::ExpireAll(_, form) => form.text(0).clone_into(&mut self.kept.expire_all),
            Dialog::Person(..)
            | Dialog::RenameFirm(..)
            | Dialog::Code(_)
            | Dialog::Many(_)
            | Dialog::Edit(..)
            | Dialog::Access(..)
            | Dialog::SignOut(_)
            | Dialog::Undo(..) => {}
        }
    }
}
