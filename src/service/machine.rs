//! What is read without a password, by whoever holds the machine's database (R7): `passward status`, `policy show`,
//! `users list`.
//!
//! They could read all of it with any tool; a question for a password would protect nothing. What changes something
//! asks for one all the same, so that the audit log can say who did it.

use crate::domain::{Email, Instant};
use crate::store::StoreError;

use super::people::{read_page, read_person};
use super::policy::read_policy;
use super::{Desk, PageRequest, PeoplePage, PersonRow, PolicyTab};

/// Reads the policy and what its preview is made from.
///
/// `own` is the e-mail of whoever asks, so that the preview can say whether they are among those it moves (P5); without
/// it, or where nobody has it, nobody is.
pub fn policy_on_record(
    desk: &mut Desk,
    now: Instant,
    own: Option<&Email>,
) -> Result<PolicyTab, StoreError> {
    let look = desk.look()?;
    let look = look.as_ref();
    let own = own
        .map(|email| look.user_by_email(email))
        .transpose()?
        .flatten();
    // No user has the number 0.
    let own = own.map_or(crate::domain::UserId(0), |user| user.id);
    read_policy(look, now, own)
}

/// Reads a page of people.
pub fn people_on_record(
    desk: &mut Desk,
    now: Instant,
    asked: &PageRequest,
) -> Result<PeoplePage, StoreError> {
    read_page(desk.look()?.as_ref(), now, asked)
}

/// Reads one person; `None` where nobody has that e-mail.
pub fn person_on_record(
    desk: &mut Desk,
    now: Instant,
    email: &Email,
) -> Result<Option<PersonRow>, StoreError> {
    let look = desk.look()?;
    let look = look.as_ref();
    look.user_by_email(email)?
        .map(|user| read_person(look, now, &user))
        .transpose()
}
