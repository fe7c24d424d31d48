//! Looks at the audit log (A1): pages of it, newest first, and one entry in full; everyone's own sign-ins.
//!
//! People are called what they are called now. A page's work is bounded: a search for rare text answers how far it
//! has come, and is asked to go on from there.

use crate::domain::audit::{Act, ActSet, EntryNo, LogFilter};
use crate::domain::{Email, Instant, Right, UserId};
use crate::store::{Look, StoreError};
use crate::words::Printable;

use super::log_rows::{Names, in_full};
use super::log_search::{CHUNK, search};
use super::proof::{may_see, may_see_own};
use super::{ActError, AdminSession, Call, Desk, LogFrom, Session};

/// What of the log is asked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LogRequest {
    /// Whom, what and when it is about.
    pub filter: LogFilter,
    /// Words that stand in the entry; empty for any.
    pub text: String,
    /// From where, and which way.
    pub from: LogFrom,
    /// At most so many rows.
    pub rows: usize,
}

/// A page of the log, in the direction it was asked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LogRows {
    /// The rows; fewer than asked for, or none, do not mean that it ends.
    pub rows: Vec<LogRow>,
    /// How far the search has come; `None` where it has come to the end.
    pub goes_on: Option<EntryNo>,
}

/// One entry, in one line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LogRow {
    /// Its number.
    pub no: EntryNo,
    /// When; `None` where the entry cannot be read.
    pub at: Option<Instant>,
    /// What; `None` where the entry cannot be read.
    pub act: Option<Act>,
    /// Who, where it was a user.
    pub actor: Option<UserId>,
    /// On whom, where it was one user.
    pub target: Option<UserId>,
    /// All of it as a sentence.
    pub sentence: String,
    /// From where, as reported.
    pub from: Printable,
}

/// A person an entry names.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Named {
    /// Their number; `None` for whoever is no user.
    pub id: Option<UserId>,
    /// What they are called now.
    pub name: Printable,
    /// Their e-mail now.
    pub email: Printable,
}

/// A value before and after.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ChangeTold {
    /// What changed.
    pub field: Printable,
    /// Before.
    pub old: Option<Printable>,
    /// After.
    pub new: Option<Printable>,
}

/// One entry in full.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LogEntry {
    /// Its line.
    pub row: LogRow,
    /// Who.
    pub who: Named,
    /// On whom: the part of them that was asked for.
    pub targets: Vec<Named>,
    /// On how many in all.
    pub targets_in_all: usize,
    /// Old and new values.
    pub changes: Vec<ChangeTold>,
    /// Why, where it was said.
    pub reason: Option<Printable>,
    /// The hash that closes it and all before it, in hexadecimal.
    pub hash: String,
}

/// Whose sign-ins and failures are looked at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Whose {
    /// One's own.
    Own,
    /// Everyone's; an administrator's right.
    Everyone,
    /// One person's; an administrator's right.
    Of(UserId),
}

/// Returns a page of the audit log.
pub fn audit_log(
    desk: &mut Desk,
    call: &Call<'_>,
    admin: &AdminSession<'_>,
    request: &LogRequest,
) -> Result<LogRows, ActError> {
    let look = desk.look()?;
    may_see(look.as_ref(), call, admin, Right::SeeAudit)?;
    Ok(page(look.as_ref(), request)?)
}

/// Returns a page of the audit log to whoever holds the database (R7).
pub fn audit_log_of_machine(desk: &mut Desk, request: &LogRequest) -> Result<LogRows, StoreError> {
    page(desk.look()?.as_ref(), request)
}

/// Returns a page of sign-ins and failures: one's own, or for an administrator anyone's.
pub fn log_in_activity(
    desk: &mut Desk,
    call: &Call<'_>,
    session: &mut Session,
    whose: Whose,
    request: &LogRequest,
) -> Result<LogRows, ActError> {
    let look = desk.look()?;
    let person = match whose {
        Whose::Own => {
            may_see_own(look.as_ref(), call, session)?;
            Some(session.user)
        }
        Whose::Everyone | Whose::Of(_) => {
            let Some(admin) = session.administrator() else {
                return Err(crate::domain::Refusal::NotAdministrator.into());
            };
            may_see(look.as_ref(), call, &admin, Right::SeeAudit)?;
            match whose {
                Whose::Of(person) => Some(person),
                Whose::Own | Whose::Everyone => None,
            }
        }
    };
    let request = LogRequest {
        filter: LogFilter {
            person,
            acts: Some(ActSet::log_in_activity()),
            ..request.filter
        },
        ..request.clone()
    };
    Ok(page(look.as_ref(), &request)?)
}

/// Returns one entry in full, of those it was done to `most` from the one at `skip` on.
pub fn audit_entry(
    desk: &mut Desk,
    call: &Call<'_>,
    admin: &AdminSession<'_>,
    no: EntryNo,
    skip: usize,
    most: usize,
) -> Result<Option<LogEntry>, ActError> {
    let look = desk.look()?;
    may_see(look.as_ref(), call, admin, Right::SeeAudit)?;
    Ok(one_in_full(look.as_ref(), no, skip, most)?)
}

/// Returns one entry in full, with all that it was done to, to whoever holds the database (R7).
pub fn audit_entry_of_machine(
    desk: &mut Desk,
    no: EntryNo,
) -> Result<Option<LogEntry>, StoreError> {
    one_in_full(desk.look()?.as_ref(), no, 0, usize::MAX)
}

fn one_in_full(
    look: &dyn Look,
    no: EntryNo,
    skip: usize,
    most: usize,
) -> Result<Option<LogEntry>, StoreError> {
    let Some(stored) = look.entry(no)? else {
        return Ok(None);
    };
    let mut names = Names::new(look);
    Ok(Some(in_full(&mut names, &stored, skip, most)?))
}

/// Returns the number of whoever has an e-mail, to whoever holds the database (R7).
pub fn number_of_machine(desk: &mut Desk, email: &Email) -> Result<Option<UserId>, StoreError> {
    Ok(desk.look()?.user_by_email(email)?.map(|user| user.id))
}

/// Returns entries in full to whoever holds the database (R7): those of a page, with everyone they were done to.
pub fn audit_entries_of_machine(
    desk: &mut Desk,
    request: &LogRequest,
) -> Result<(Vec<LogEntry>, Option<EntryNo>), StoreError> {
    let look = desk.look()?;
    entries_in_full(look.as_ref(), request)
}

/// Counts what is looked for from somewhere on, up to a limit; text is not counted.
pub fn count_log_of_machine(
    desk: &mut Desk,
    request: &LogRequest,
    most: usize,
) -> Result<usize, StoreError> {
    let look = desk.look()?;
    let (mut from, mut count) = (request.from, 0);
    loop {
        let page = look.log_page(&request.filter, from, CHUNK)?;
        count += page.entries.len();
        match page.goes_on {
            Some(no) if count < most => from = from.beyond(no),
            Some(_) | None => return Ok(count.min(most)),
        }
    }
}

/// Returns the entries of a page in full.
pub(super) fn entries_in_full(
    look: &dyn Look,
    request: &LogRequest,
) -> Result<(Vec<LogEntry>, Option<EntryNo>), StoreError> {
    let mut names = Names::new(look);
    let (found, goes_on) = search(&mut names, request)?;
    let entries = found
        .iter()
        .map(|(stored, _)| in_full(&mut names, stored, 0, usize::MAX))
        .collect::<Result<_, _>>()?;
    Ok((entries, goes_on))
}

fn page(look: &dyn Look, request: &LogRequest) -> Result<LogRows, StoreError> {
    let mut names = Names::new(look);
    let (found, goes_on) = search(&mut names, request)?;
    let rows = found.into_iter().map(|(_, row)| row).collect();
    Ok(LogRows { rows, goes_on })
}
