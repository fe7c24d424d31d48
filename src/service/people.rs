//! Manage Users: seeing, adding, editing, disabling and enabling people (U1, U3, U4, U6).

use std::collections::HashMap;

use zeroize::Zeroizing;

use crate::domain::audit::{Act, Entry};
use crate::domain::{
    Access, CodeOnRecord, CodePurpose, CodeState, Direction, Email, Filter, Forced, Instant,
    Membership, Order, PasswordStatus, PersonName, Right, Role, Rules, User, UserId,
};
use crate::secret::{Code, Offered};
use crate::store::{Count, Cursor, From, Look, NewUser, StoreError, Tx};
use crate::words::Printable;

use super::desk::stamp;
use super::me::{forced_by, issuer_name, name_of};
use super::proof::{self, Asked, act_as, may_see};
use super::{ActError, AdminSession, Answer, Call, Desk};

/// Which page of people is wanted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PageRequest {
    /// Whom the list shows.
    pub filter: Filter,
    /// What it is sorted by.
    pub order: Order,
    /// Which way.
    pub direction: Direction,
    /// Where the page begins.
    pub from: From,
    /// How many rows fit.
    pub rows: usize,
}

/// A page of people.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PeoplePage {
    /// The rows, in the order asked for.
    pub rows: Vec<PersonRow>,
    /// Whether others come before.
    pub more_before: bool,
    /// Whether others come after.
    pub more_after: bool,
    /// How many the list has.
    pub of: Count,
    /// How many come before the first row, where that is cheap to know.
    pub before: Option<u64>,
}

/// One row of the table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PersonRow {
    /// Who.
    pub id: UserId,
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
    /// Until when an open code is valid (U1).
    pub code_until: Option<Instant>,
    /// When they last signed in.
    pub last_sign_in: Option<Instant>,
    /// Their place, to page from.
    pub cursor: Cursor,
}

/// One person, for the detail line and the forms.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Person {
    /// The row.
    pub row: PersonRow,
    /// Their newest code, if there was one (U1).
    pub code: Option<CodeNews>,
}

/// What is known of a code.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CodeNews {
    /// The record.
    pub record: CodeOnRecord,
    /// What it is worth now.
    pub state: CodeState,
    /// Who issued it.
    pub issued_by: Printable,
    /// Who was shown it and could use it (U1).
    pub shown_to: Option<Printable>,
}

/// Reads a page of people.
pub fn list_people(
    desk: &mut Desk,
    call: &Call<'_>,
    admin: &AdminSession<'_>,
    asked: &PageRequest,
) -> Result<PeoplePage, ActError> {
    let look = desk.look()?;
    let look = look.as_ref();
    may_see(look, call, admin, Right::SeeUsers)?;
    let rules = look.rules()?;
    let selection = asked.filter.at(call.now, &rules);
    let (order, direction) = (asked.order, asked.direction);
    let page = look.page(
        &selection,
        &rules,
        order,
        direction,
        &asked.from,
        asked.rows,
    )?;
    let before = match page.users.first() {
        Some(first) => look.place_of(&selection, &rules, order, direction, &Cursor::of(first))?,
        None => Some(0),
    };
    let mut names = HashMap::new();
    let rows = page
        .users
        .iter()
        .map(|user| row(look, call.now, &rules, user, &mut names))
        .collect::<Result<_, _>>()?;
    Ok(PeoplePage {
        rows,
        more_before: page.more_before,
        more_after: page.more_after,
        of: look.count(&selection, &rules)?,
        before,
    })
}

fn row(
    look: &dyn Look,
    now: Instant,
    rules: &Rules,
    user: &User,
    names: &mut HashMap<Key, Option<Printable>>,
) -> Result<PersonRow, StoreError> {
    let status = rules.status(now, user);
    let forced_by = match status {
        // Many on a page were forced by the same act: its author is looked up once.
        PasswordStatus::MustChange(forced) => {
            let key = Key::of(forced);
            if let Some(known) = names.get(&key) {
                known.clone()
            } else {
                let name = forced_by(look, &status)?;
                names.insert(key, name.clone());
                name
            }
        }
        PasswordStatus::NotSet
        | PasswordStatus::Expired { .. }
        | PasswordStatus::Expiring { .. }
        | PasswordStatus::Fresh { .. }
        | PasswordStatus::NeverExpires => None,
    };
    Ok(PersonRow {
        id: user.id,
        name: Printable::from(&user.name),
        email: Printable::from(&user.email),
        membership: user.membership,
        access: user.access,
        status,
        forced_by,
        changed_at: user.credential.map(|credential| credential.changed_at),
        seen_strong: user.seen_strong,
        code_until: user.code_until.filter(|until| now < *until),
        last_sign_in: user.last_sign_in,
        cursor: Cursor::of(user),
    })
}

/// What forced a change, as a key.
#[derive(PartialEq, Eq, Hash)]
enum Key {
    Force(i64),
    ExpireAll(u32),
    Clock,
}

impl Key {
    fn of(forced: Forced) -> Self {
        match forced {
            Forced::ByForce(id) => Self::Force(id.0),
            Forced::ByExpireAll(generation) => Self::ExpireAll(generation.0),
            Forced::ByClock => Self::Clock,
        }
    }
}

/// Reads one person.
pub fn person(
    desk: &mut Desk,
    call: &Call<'_>,
    admin: &AdminSession<'_>,
    id: UserId,
) -> Result<Person, ActError> {
    let look = desk.look()?;
    let look = look.as_ref();
    may_see(look, call, admin, Right::SeeUsers)?;
    let user = look.user(id)?.ok_or(ActError::NoSuchUser)?;
    let row = row(look, call.now, &look.rules()?, &user, &mut HashMap::new())?;
    let code = match look.code(id)? {
        Some((record, _)) => Some(CodeNews {
            state: record.state(call.now),
            issued_by: issuer_name(look, &record.issued_by)?,
            shown_to: record.shown_to.map(|to| name_of(look, to)).transpose()?,
            record,
        }),
        None => None,
    };
    Ok(Person { row, code })
}

/// A user with a code that was made for them. The code is shown once and kept nowhere (U1).
pub struct Added {
    /// Who.
    pub user: UserId,
    /// The code in groups, for the one administrator who is shown it.
    pub code: Zeroizing<String>,
    /// Until when it is valid.
    pub until: Instant,
}

impl std::fmt::Debug for Added {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Added")
            .field("user", &self.user)
            .field("until", &self.until)
            .finish_non_exhaustive()
    }
}

/// Adds a user with a setup code (U1). Needs a fresh proof, since a code is issued (S9).
pub fn add_user(
    desk: &mut Desk,
    call: &mut Call<'_>,
    admin: &mut AdminSession<'_>,
    new: &NewUser,
    proof: Option<&Offered>,
) -> Answer<Result<Added, ActError>> {
    let asked = Asked {
        right: Right::AddUser,
        target: None,
        what: "a new user",
    };
    let result = issuing(desk, call, admin, proof, asked, |tx, call, actor| {
        if new.membership.is_owner() {
            return Ok(Err(crate::domain::Refusal::OnlyToAdministrator.into()));
        }
        let Ok(id) = tx.add_user(new)? else {
            return Ok(Err(ActError::EmailTaken));
        };
        let entry = call
            .entry(actor, Act::UserAdded)
            .on(id)
            .change("name", None, Some(new.name.as_str().to_owned()))
            .change("e-mail", None, Some(new.email.as_str().to_owned()))
            .change("kind", None, Some(membership(new.membership).to_owned()));
        Ok(Ok((id, vec![entry])))
    });
    proof::answered(call, result)
}

/// Issues a new setup code for an invited user; the one before is dead (U1). Needs a fresh proof (S9).
pub fn renew_setup_code(
    desk: &mut Desk,
    call: &mut Call<'_>,
    admin: &mut AdminSession<'_>,
    id: UserId,
    proof: Option<&Offered>,
) -> Answer<Result<Added, ActError>> {
    let asked = Asked {
        right: Right::IssueSetupCode,
        target: Some(id),
        what: "a new setup code",
    };
    let nothing = |_: &mut dyn Tx, _: &Call<'_>, _| Ok(Ok((id, Vec::new())));
    let result = issuing(desk, call, admin, proof, asked, nothing);
    proof::answered(call, result)
}

/// Issues a reset code for a user who forgot the password or is locked out (U2, S3). Needs a fresh proof (S9).
pub fn issue_reset_code(
    desk: &mut Desk,
    call: &mut Call<'_>,
    admin: &mut AdminSession<'_>,
    id: UserId,
    proof: Option<&Offered>,
) -> Answer<Result<Added, ActError>> {
    let asked = Asked {
        right: Right::IssueResetCode,
        target: Some(id),
        what: "a reset code",
    };
    let nothing = |_: &mut dyn Tx, _: &Call<'_>, _| Ok(Ok((id, Vec::new())));
    let result = issuing(desk, call, admin, proof, asked, nothing);
    proof::answered(call, result)
}

/// Does what comes before a code, makes the code, and records both.
fn issuing(
    desk: &mut Desk,
    call: &mut Call<'_>,
    admin: &mut AdminSession<'_>,
    proof: Option<&Offered>,
    asked: Asked,
    mut before: impl FnMut(
        &mut dyn Tx,
        &Call<'_>,
        UserId,
    ) -> Result<Result<(UserId, Vec<Entry>), ActError>, StoreError>,
) -> Result<Added, ActError> {
    proof::prove(desk, call, admin, proof, asked.what)?;
    let (purpose, field) = if asked.right == Right::IssueResetCode {
        (CodePurpose::Reset, "reset code until")
    } else {
        (CodePurpose::Setup, "setup code until")
    };
    let added = act_as(desk, call, admin, asked, |tx, call, allowed| {
        let by = allowed.actor.id;
        let (id, mut entries) = match before(tx, call, by)? {
            Ok(done) => done,
            Err(error) => return Ok(Err(error)),
        };
        let code = Code::generate(&mut *call.rng);
        let record = CodeOnRecord::issued(purpose, by, call.now);
        tx.put_code(id, &record, &code.hash())?;
        entries.push(call.entry(by, Act::CodeIssued).on(id).change(
            field,
            None,
            Some(stamp(record.until)),
        ));
        let added = Added {
            user: id,
            code: code.grouped(),
            until: record.until,
        };
        Ok(Ok((added, entries)))
    })?;
    admin.0.extend_proof(call.since_boot);
    Ok(added)
}

/// Edits a user's name and e-mail (U4). A change of e-mail needs a fresh proof (S9).
pub fn edit_user(
    desk: &mut Desk,
    call: &mut Call<'_>,
    admin: &mut AdminSession<'_>,
    id: UserId,
    name: &PersonName,
    email: &Email,
    proof: Option<&Offered>,
) -> Answer<Result<(), ActError>> {
    let result = edit(desk, call, admin, id, (name, email), proof);
    proof::answered(call, result)
}

fn edit(
    desk: &mut Desk,
    call: &mut Call<'_>,
    admin: &mut AdminSession<'_>,
    id: UserId,
    (name, email): (&PersonName, &Email),
    proof: Option<&Offered>,
) -> Result<(), ActError> {
    let asked = Asked {
        right: Right::EditUser,
        target: Some(id),
        what: "an edit of a user",
    };
    let before = desk.look()?.user(id)?;
    let new_email = before.as_ref().is_some_and(|user| user.email != *email);
    if new_email || proof.is_some() {
        proof::prove(desk, call, admin, proof, asked.what)?;
    }
    act_as(desk, call, admin, asked, |tx, call, allowed| {
        let Some(user) = allowed.target else {
            return Ok(Err(ActError::NoSuchUser));
        };
        // The e-mail was changed by somebody else since: this is a change of e-mail now (R6).
        if user.email != *email && !new_email {
            return Ok(Err(ActError::ProofNeeded));
        }
        let mut entry = call.entry(allowed.actor.id, Act::UserEdited).on(id);
        if user.name != *name {
            let (old, new) = (user.name.as_str(), name.as_str());
            entry = entry.change("name", Some(old.to_owned()), Some(new.to_owned()));
        }
        if user.email != *email {
            let (old, new) = (user.email.as_str(), email.as_str());
            entry = entry.change("e-mail", Some(old.to_owned()), Some(new.to_owned()));
        }
        if entry.changes.is_empty() {
            return Ok(Ok(((), Vec::new())));
        }
        if tx.edit_user(id, name, email, call.now)?.is_err() {
            return Ok(Err(ActError::EmailTaken));
        }
        Ok(Ok(((), vec![entry])))
    })?;
    if new_email {
        admin.0.extend_proof(call.since_boot);
    }
    Ok(())
}

/// Disables a user; their sessions end and an open code is dead (U3, U1).
pub fn disable_user(
    desk: &mut Desk,
    call: &mut Call<'_>,
    admin: &AdminSession<'_>,
    id: UserId,
) -> Result<(), ActError> {
    set_access(desk, call, admin, id, Access::Disabled)
}

/// Enables a user (U3).
pub fn enable_user(
    desk: &mut Desk,
    call: &mut Call<'_>,
    admin: &AdminSession<'_>,
    id: UserId,
) -> Result<(), ActError> {
    set_access(desk, call, admin, id, Access::Enabled)
}

fn set_access(
    desk: &mut Desk,
    call: &mut Call<'_>,
    admin: &AdminSession<'_>,
    id: UserId,
    access: Access,
) -> Result<(), ActError> {
    let (right, act, what) = match access {
        Access::Disabled => (Right::Disable, Act::UserDisabled, "a disable"),
        Access::Enabled => (Right::Enable, Act::UserEnabled, "an enable"),
    };
    let asked = Asked {
        right,
        target: Some(id),
        what,
    };
    act_as(desk, call, admin, asked, |tx, call, allowed| {
        let old = allowed
            .target
            .map(|user| access_word(user.access).to_owned());
        tx.set_access(id, access, call.now)?;
        let entry = call.entry(allowed.actor.id, act).on(id).change(
            "access",
            old,
            Some(access_word(access).to_owned()),
        );
        Ok(Ok(((), vec![entry])))
    })
}

fn access_word(access: Access) -> &'static str {
    match access {
        Access::Enabled => "enabled",
        Access::Disabled => "disabled",
    }
}

fn membership(membership: Membership) -> &'static str {
    match membership {
        Membership::Firm(Role::Owner) => "owner",
        Membership::Firm(Role::Administrator) => "administrator",
        Membership::Firm(Role::User) => "firm user",
        Membership::Connect => "Connect user",
    }
}
