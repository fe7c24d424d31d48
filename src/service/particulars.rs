//! What a firm knows somebody by: adding a user, and editing name, e-mail and login name (U1, U4).

use crate::domain::audit::{Act, Entry};
use crate::domain::mail::{Errand, Whom};
use crate::domain::{CodePurpose, Email, LoginName, PersonName, Refusal, Right, UserId};
use crate::secret::Offered;
use crate::store::{NewUser, StoreError, Taken, Tx};

use super::code_issuing::{self, Issued};
use super::mail_jobs;
use super::membership::on_record;
use super::proof::{self, Asked, act_as, act_proved};
use super::{ActError, AdminSession, Answer, Call, Desk};

/// What a user is to be known by from now on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Particulars {
    /// Their name.
    pub name: PersonName,
    /// Their e-mail.
    pub email: Email,
    /// Their login name; `None` for none (I1).
    pub login: Option<LoginName>,
}

/// What the audit log calls these.
const NAME: &str = "name";
pub(super) const EMAIL: &str = "e-mail";
pub(super) const LOGIN: &str = "login name";

/// Adds a user with a setup code (U1). Needs a fresh proof, since a code is issued (S9).
pub fn add_user(
    desk: &mut Desk,
    call: &mut Call<'_>,
    admin: &mut AdminSession<'_>,
    new: &NewUser,
    proof: Option<&Offered>,
) -> Answer<Result<Issued, ActError>> {
    let asked = Asked {
        right: Right::AddUser,
        target: None,
        what: "a new user",
    };
    act_proved(desk, call, admin, asked, proof, |tx, call, allowed| {
        let by = allowed.actor.id;
        let (id, added) = match put_new_user(tx, call, by, new)? {
            Ok(added) => added,
            Err(error) => return Ok(Err(error)),
        };
        let (issued, entry) = code_issuing::put_new(tx, call, by, id, CodePurpose::Setup)?;
        Ok(Ok((issued, vec![added, entry])))
    })
}

/// Adds a user who has no code yet; the caller commits it with its entry.
pub(super) fn put_new_user(
    tx: &mut dyn Tx,
    call: &Call<'_>,
    by: UserId,
    new: &NewUser,
) -> Result<Result<(UserId, Entry), ActError>, StoreError> {
    if new.membership.is_owner() {
        return Ok(Err(Refusal::OnlyToAdministrator.into()));
    }
    let id = match tx.add_user(new)? {
        Ok(id) => id,
        Err(taken) => return Ok(Err(taken.into())),
    };
    let mut added = call
        .entry(by, Act::UserAdded)
        .on(id)
        .change(NAME, None, Some(new.name.as_str().to_owned()))
        .change(EMAIL, None, Some(new.email.as_str().to_owned()))
        .change("kind", None, Some(on_record(new.membership).to_owned()));
    if let Some(login) = &new.login {
        added = added.change(LOGIN, None, Some(login.as_str().to_owned()));
    }
    Ok(Ok((id, added)))
}

/// Edits a user's name, e-mail and login name (U4).
///
/// A change of e-mail needs a fresh proof (S9), and so does one of the login name: either decides whose password opens
/// an account of another service (I1). A password is not judged anew for a login name, which is none of the words that
/// S6 knows.
pub fn edit_user(
    desk: &mut Desk,
    call: &mut Call<'_>,
    admin: &mut AdminSession<'_>,
    id: UserId,
    to: &Particulars,
    proof: Option<&Offered>,
) -> Answer<Result<(), ActError>> {
    let result = edit(desk, call, admin, id, to, proof);
    proof::answered(call, result)
}

fn edit(
    desk: &mut Desk,
    call: &mut Call<'_>,
    admin: &mut AdminSession<'_>,
    id: UserId,
    to: &Particulars,
    proof: Option<&Offered>,
) -> Result<(), ActError> {
    let asked = Asked {
        right: Right::EditUser,
        target: Some(id),
        what: "an edit of a user",
    };
    let needs_proof = {
        let look = desk.look()?;
        let login = look.login_of(id)?;
        look.user(id)?
            .is_some_and(|user| user.email != to.email || login != to.login)
    };
    if needs_proof || proof.is_some() {
        proof::prove(desk, call, admin, proof, asked.what)?;
    }
    let (mailing, mut job) = (desk.mailing, None);
    act_as(desk, call, admin, asked, |tx, call, allowed| {
        let Some(user) = allowed.target else {
            return Ok(Err(ActError::NoSuchUser));
        };
        let login = tx.login_of(id)?;
        let (new_email, new_login) = (user.email != to.email, login != to.login);
        // Somebody else has changed it since: this is a change of it now (R6).
        if (new_email || new_login) && !needs_proof {
            return Ok(Err(ActError::ProofNeeded));
        }
        let mut entry = call.entry(allowed.actor.id, Act::UserEdited).on(id);
        if user.name != to.name {
            let (old, new) = (user.name.as_str(), to.name.as_str());
            entry = entry.change(NAME, Some(old.to_owned()), Some(new.to_owned()));
        }
        if new_email {
            let (old, new) = (user.email.as_str(), to.email.as_str());
            entry = entry.change(EMAIL, Some(old.to_owned()), Some(new.to_owned()));
        }
        if new_login {
            let text =
                |login: &Option<LoginName>| login.as_ref().map(|name| name.as_str().to_owned());
            entry = entry.change(LOGIN, text(&login), text(&to.login));
        }
        if entry.changes.is_empty() {
            return Ok(Ok(((), Vec::new())));
        }
        if let Err(taken) = tx.edit_user(id, &to.name, &to.email, call.now)? {
            return Ok(Err(taken.into()));
        }
        if let Err(taken) = tx.set_login(id, to.login.as_ref())? {
            return Ok(Err(taken.into()));
        }
        if new_email {
            // Told where it is too late to stop the mail of whoever changed it (U4).
            let errand = Errand::EmailChanged { old: user.email };
            job = mail_jobs::leave(tx, mailing, call, allowed.actor.id, errand, Whom::One(id))?;
        }
        Ok(Ok(((), vec![entry])))
    })?;
    desk.left(job);
    if needs_proof {
        admin.0.extend_proof(call.since_boot);
    }
    Ok(())
}

impl From<Taken> for ActError {
    fn from(taken: Taken) -> Self {
        match taken {
            Taken::Email => Self::EmailTaken,
            Taken::Login => Self::LoginTaken,
        }
    }
}
