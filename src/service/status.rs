//! One user's password, asked from the machine that holds the database (R7): `passward status`.

use crate::domain::{Access, Email, Instant, Membership, PasswordStatus};
use crate::store::StoreError;
use crate::words::Printable;

use super::Desk;
use super::me::forced_by;

/// One line about one user's password.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StatusLine {
    /// Their name.
    pub name: Printable,
    /// Their e-mail.
    pub email: Printable,
    /// Kind and role.
    pub membership: Membership,
    /// Enabled or disabled.
    pub access: Access,
    /// The status (E1).
    pub status: PasswordStatus,
    /// Who forced it, where somebody did.
    pub forced_by: Option<Printable>,
    /// When the password was set.
    pub changed_at: Option<Instant>,
    /// Whether it was seen to be strong (S8).
    pub seen_strong: bool,
    /// Until when a code is open.
    pub code_until: Option<Instant>,
    /// When they last signed in.
    pub last_sign_in: Option<Instant>,
}

/// Returns the status of whoever has that e-mail; `None` where nobody has.
///
/// Asks for no password: whoever can open the database can read all of it anyway (R7).
pub fn status_of(
    desk: &mut Desk,
    now: Instant,
    email: &Email,
) -> Result<Option<StatusLine>, StoreError> {
    let look = desk.look()?;
    let Some(user) = look.user_by_email(email)? else {
        return Ok(None);
    };
    let status = look.rules()?.status(now, &user);
    Ok(Some(StatusLine {
        name: Printable::from(&user.name),
        email: Printable::from(&user.email),
        membership: user.membership,
        access: user.access,
        status,
        forced_by: forced_by(look.as_ref(), &status)?,
        changed_at: user.credential.map(|credential| credential.changed_at),
        seen_strong: user.seen_strong,
        code_until: user.code_until.filter(|until| now < *until),
        last_sign_in: user.last_sign_in,
    }))
}
