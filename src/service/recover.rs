//! A reset code for an administrator, from the machine that holds the database (U7): `passward recover`.

use std::fmt;

use zeroize::Zeroizing;

use crate::domain::audit::{Act, Actor, Entry};
use crate::domain::{Access, CodeOnRecord, Email, Instant, Membership, User};
use crate::secret::Code;
use crate::store::{Look, StoreError};
use crate::words::Printable;

use super::desk::{End, stamp};
use super::{Call, Desk, mail_jobs};

/// For whom a code is made.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Recoverable {
    /// Their name.
    pub name: Printable,
    /// Their e-mail.
    pub email: Printable,
    /// Kind and role.
    pub membership: Membership,
}

/// A code that was made. It is shown once and kept nowhere (U1).
pub struct Recovered {
    /// For whom.
    pub whom: Recoverable,
    /// The code in groups.
    pub code: Zeroizing<String>,
    /// Until when it is valid.
    pub until: Instant,
}

impl fmt::Debug for Recovered {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Recovered")
            .field("whom", &self.whom)
            .field("until", &self.until)
            .finish_non_exhaustive()
    }
}

/// Why no code was made. Nothing was changed.
#[derive(Debug, thiserror::Error)]
pub enum RecoverError {
    /// Nobody has that e-mail.
    #[error("There is no user with this e-mail address. Nothing was changed.")]
    NoSuchUser,
    /// Codes for the others come from an administrator (U2).
    #[error(
        "This user is no administrator. Nothing was changed. An administrator can issue a code in Manage Users."
    )]
    NotAdministrator,
    /// A code would not let them in (U3).
    #[error(
        "This administrator is disabled. Nothing was changed. Make a code for the owner, who can enable them."
    )]
    Disabled,
    /// Set-up was not finished.
    #[error("There is no firm in this database yet. Nothing was changed.")]
    NoFirm,
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// Says for whom a code would be made: the owner, or the administrator of that e-mail.
pub fn recoverable(desk: &mut Desk, email: Option<&Email>) -> Result<Recoverable, RecoverError> {
    let look = desk.look()?;
    let user = found(look.as_ref(), email)??;
    may(&user)?;
    Ok(Recoverable::from(&user))
}

/// Makes a reset code for the owner, or the administrator of that e-mail; one that was open before is dead.
///
/// Asks for no password: whoever can open the database could do worse (R7). It sets none either. `by` is the name that
/// the operating system gives to who did it.
pub fn recover(
    desk: &mut Desk,
    call: &mut Call<'_>,
    by: &str,
    email: Option<&Email>,
) -> Result<Recovered, RecoverError> {
    desk.act(|tx| {
        let user = match found(tx, email)? {
            Ok(user) => user,
            Err(error) => return Ok((Err(error), End::Unchanged)),
        };
        let entry = |act| {
            let actor = Actor::Machine(by.to_owned());
            Entry::new(call.now, actor, act, call.from.as_str()).on(user.id)
        };
        if let Err(error) = may(&user) {
            let refused = entry(Act::Refused)
                .change(
                    "asked for",
                    None,
                    Some("a reset code on the machine".to_owned()),
                )
                .change("answer", None, Some(error.to_string()));
            return Ok((Err(error), End::with(refused)));
        }
        mail_jobs::end_codes_of(tx, user.id, call.now)?;
        let code = Code::generate(&mut *call.rng);
        let record = CodeOnRecord::made_on_machine(by, call.now);
        tx.put_code(user.id, &record, &code.hash())?;
        let until = Some(stamp(record.until));
        let made = entry(Act::Recovered).change("reset code until", None, until);
        let recovered = Recovered {
            whom: Recoverable::from(&user),
            code: code.grouped(),
            until: record.until,
        };
        Ok((Ok(recovered), End::with(made)))
    })?
}

impl From<&User> for Recoverable {
    fn from(user: &User) -> Self {
        Self {
            name: Printable::from(&user.name),
            email: Printable::from(&user.email),
            membership: user.membership,
        }
    }
}

fn found(look: &dyn Look, email: Option<&Email>) -> Result<Result<User, RecoverError>, StoreError> {
    let Some(account) = look.account()? else {
        return Ok(Err(RecoverError::NoFirm));
    };
    let user = match email {
        Some(email) => look.user_by_email(email)?,
        None => look.user(account.owner)?,
    };
    Ok(user.ok_or(RecoverError::NoSuchUser))
}

fn may(user: &User) -> Result<(), RecoverError> {
    if !user.membership.is_administrator() {
        Err(RecoverError::NotAdministrator)
    } else if user.access == Access::Disabled {
        Err(RecoverError::Disabled)
    } else {
        Ok(())
    }
}
