//! The forms of *Add user* and *Edit*: a name, an e-mail address, a login name, and for the new a kind and a role.

use super::dialogs::{Dialog, text};
use super::kept::Kept;
use super::requests::{Request, Taken};
use crate::domain::text::{EMAIL_MOST, LOGIN_MOST, NAME_MOST};
use crate::domain::{Email, LoginName, Membership, PersonName, Role, UserId};
use crate::service::{Particulars, PersonRow};
use crate::tui::view_model::act_dialog::{ActDialog, Field, Harm, Proof, TextLine};
use crate::words::Printable;

/// Where the fields of *Add user* and *Edit* stand; the login name is the last of each.
const NAME: usize = 0;
const EMAIL: usize = 1;
const KIND: usize = 2;
const ROLE: usize = 3;
const LOGIN_ADDED: usize = 4;
const LOGIN_EDITED: usize = 2;

const KINDS: &[&str] = &["Firm user", "Connect user"];
const ROLES: &[&str] = &["User", "Administrator"];

/// What was typed into *Add user*, field by field.
#[derive(Clone, Debug, Default)]
pub(super) struct AddDraft {
    name: String,
    email: String,
    login: String,
    kind: usize,
    role: usize,
}

impl AddDraft {
    pub(super) fn of(form: &ActDialog) -> Self {
        Self {
            name: form.text(NAME).to_owned(),
            email: form.text(EMAIL).to_owned(),
            login: form.text(LOGIN_ADDED).to_owned(),
            kind: form.chosen(KIND),
            role: form.chosen(ROLE),
        }
    }
}

impl Dialog {
    pub(super) fn add(kept: &Kept, proof: Proof) -> Self {
        let kept = kept.added();
        let fields = vec![
            text("Name", &kept.name, NAME_MOST),
            text("E-mail", &kept.email, EMAIL_MOST),
            Field::Choice {
                label: "Kind",
                words: KINDS,
                chosen: kept.kind,
            },
            Field::Choice {
                label: "Role",
                words: ROLES,
                chosen: kept.role,
            },
            login_name(&kept.login),
        ];
        Self::Add(ActDialog::open(fields, proof, Harm::None))
    }

    /// A name needs no proof; where e-mail or login name is changed and one is needed, the answer asks for it (S9).
    pub(super) fn edit(person: PersonRow) -> Self {
        let login = person.login.as_ref().map_or("", Printable::as_str);
        let fields = vec![
            text("Name", person.name.as_str(), NAME_MOST),
            text("E-mail", person.email.as_str(), EMAIL_MOST),
            login_name(login),
        ];
        Self::Edit(person, ActDialog::open(fields, Proof::Fresh, Harm::None))
    }

    /// Says at its field that another user has this already; the refusal goes once the field is changed.
    pub(super) fn refuse_taken(&mut self, what: Taken, why: String) {
        match place_of(self, what) {
            Some(at) => self.form_mut().refuse_at(at, why),
            None => self.form_mut().refuse(why),
        }
    }
}

/// Returns where a dialog has what no two users share; nothing where it asks for none.
fn place_of(dialog: &Dialog, what: Taken) -> Option<usize> {
    match (dialog, what) {
        (Dialog::Add(_) | Dialog::Edit(..), Taken::Email) => Some(EMAIL),
        (Dialog::Add(_), Taken::LoginName) => Some(LOGIN_ADDED),
        (Dialog::Edit(..), Taken::LoginName) => Some(LOGIN_EDITED),
        (_, _) => None,
    }
}

fn login_name(value: &str) -> Field {
    Field::Text {
        label: "Login name",
        line: TextLine::optional(value, LOGIN_MOST),
    }
}

fn particulars(form: &ActDialog, login: usize) -> Result<Particulars, (usize, String)> {
    let name = PersonName::parse(form.text(NAME)).map_err(|fault| (NAME, fault.to_string()))?;
    let email = Email::parse(form.text(EMAIL)).map_err(|fault| (EMAIL, fault.to_string()))?;
    let login = LoginName::parse(form.text(login)).map_err(|fault| (login, fault.to_string()))?;
    Ok(Particulars { name, email, login })
}

/// Says whether the chosen kind is of the firm, and so has a role.
pub(super) fn is_of_the_firm(form: &ActDialog) -> bool {
    form.chosen(KIND) == 0
}

/// Returns the name and the e-mail as they are typed.
pub(super) fn name_and_email(form: &ActDialog) -> (String, String) {
    let typed = |field| form.text(field).trim().to_owned();
    (typed(NAME), typed(EMAIL))
}

/// Makes the request of *Add user*; a field that is wrong says why.
pub(super) fn request_to_add(form: &mut ActDialog) -> Result<Request, (usize, String)> {
    let Particulars { name, email, login } = particulars(form, LOGIN_ADDED)?;
    let membership = match (form.chosen(KIND), form.chosen(ROLE)) {
        (0, 0) => Membership::Firm(Role::User),
        (0, _) => Membership::Firm(Role::Administrator),
        (_, _) => Membership::Connect,
    };
    Ok(Request::Add {
        name,
        email,
        login,
        membership,
        proof: form.take_proof(),
    })
}

/// Makes the request of *Edit*; a field that is wrong says why.
pub(super) fn request_to_edit(
    id: UserId,
    form: &mut ActDialog,
) -> Result<Request, (usize, String)> {
    Ok(Request::Edit {
        id,
        to: particulars(form, LOGIN_EDITED)?,
        proof: form.take_proof(),
    })
}
