//! Carrying out a plan in which nothing is wrong: one transaction with one entry (A1, U9), after a fresh proof (S9).

use super::header::ImportColumn;
use super::plan::{BadRow, ImportPlan, ImportRow, ImportTotals, RowFault};
use crate::domain::audit::{Act, Entry};
use crate::domain::{Generation, Instant, Right, UserId};
use crate::secret::Offered;
use crate::service::proof::{Asked, act_proved};
use crate::service::{ActError, AdminSession, Answer, Call, Desk};
use crate::store::{FilledPassword, FilledUser, Look, StoreError};

/// People who can be imported: no line was wrong.
#[derive(Debug)]
pub struct Import(ImportPlan);

/// What an import did.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Imported {
    /// Who was added.
    pub totals: ImportTotals,
}

impl ImportPlan {
    /// Holds the plan against the people on record: an e-mail that somebody has makes its line a wrong one (U1), and so
    /// does a hash with which failed sign-ins would take too long (S1).
    pub fn against(mut self, desk: &mut Desk) -> Result<Self, StoreError> {
        let look = desk.look()?;
        let mut settings = look.foreign_settings()?;
        let mut wrong = Vec::new();
        for row in &self.rows {
            let (line, hash) = (row.line, row.hash.as_ref());
            let fault = match is_taken(&*look, row)? {
                Some(what) => Some(RowFault::Taken(what)),
                None => hash.and_then(|phc| settings.add(phc).err().map(RowFault::from)),
            };
            wrong.extend(fault.map(|fault| BadRow { line, fault }));
        }
        drop(look);
        if wrong.is_empty() {
            return Ok(self);
        }
        let is_bad = |line: u64| wrong.binary_search_by_key(&line, |bad| bad.line).is_ok();
        self.rows.retain(|row| !is_bad(row.line));
        self.bad.extend(wrong);
        self.bad.sort_by_key(|bad| bad.line);
        Ok(self)
    }

    /// Returns what can be carried out; the plan comes back where a line is wrong.
    pub fn ready(self) -> Result<Import, Self> {
        if self.bad.is_empty() {
            Ok(Import(self))
        } else {
            Err(self)
        }
    }
}

impl Import {
    /// Returns the plan it is made from.
    #[must_use]
    pub fn plan(&self) -> &ImportPlan {
        &self.0
    }
}

/// Imports everybody, or nobody. Needs a fresh proof (S9).
///
/// `told` is called for each person who is about to be written; after the last there is still the rest of the
/// transaction.
pub fn import_users(
    desk: &mut Desk,
    call: &mut Call<'_>,
    admin: &mut AdminSession<'_>,
    Import(plan): &Import,
    proof: Option<&Offered>,
    mut told: impl FnMut(),
) -> Answer<Result<Imported, ActError>> {
    let asked = Asked {
        right: Right::AddUser,
        target: None,
        what: "an import of people",
    };
    let totals = plan.totals();
    act_proved(desk, call, admin, asked, proof, |tx, call, allowed| {
        let mut settings = tx.foreign_settings()?;
        for row in &plan.rows {
            if is_taken(tx, row)?.is_some() {
                return Ok(Err(ActError::AddedMeanwhile));
            }
            if row
                .hash
                .as_ref()
                .is_some_and(|phc| settings.add(phc).is_err())
            {
                return Ok(Err(ActError::HashesMeanwhile));
            }
        }
        // They come under what was expired before them no more than somebody who chooses a password now (E3).
        let knows = tx.expire_alls()?.latest();
        let mut people = plan.rows.iter().map(|row| {
            told();
            row.filled(call.now, knows)
        });
        let ids = tx.fill(&mut people)?;
        drop(people);
        let entry = entry(call, allowed.actor.id, &totals, ids);
        Ok(Ok((Imported { totals }, vec![entry])))
    })
}

/// The one entry of an import: who was added is in its hash, and what sort they are in its values (A1).
fn entry(call: &Call<'_>, by: UserId, totals: &ImportTotals, ids: Vec<UserId>) -> Entry {
    let entry = call.entry(by, Act::Imported).on_all(ids);
    [
        ("firm users", totals.firm),
        ("administrators among them", totals.administrators),
        ("Connect users", totals.connect),
        ("disabled", totals.disabled),
        ("with a password", totals.with_password),
    ]
    .into_iter()
    .filter(|(_, number)| *number > 0)
    .fold(entry, |entry, (what, number)| {
        entry.change(what, None, Some(number.to_string()))
    })
}

/// Says what of a row belongs to somebody on record, if anything does.
fn is_taken(look: &dyn Look, row: &ImportRow) -> Result<Option<ImportColumn>, StoreError> {
    if look.user_by_email(&row.user.email)?.is_some() {
        return Ok(Some(ImportColumn::Email));
    }
    let login = row.user.login.as_ref();
    Ok(
        match login.map(|login| look.user_by_login(login)).transpose()? {
            Some(Some(_)) => Some(ImportColumn::Login),
            Some(None) | None => None,
        },
    )
}

impl ImportRow {
    fn filled(&self, now: Instant, knows: Generation) -> FilledUser {
        FilledUser {
            user: self.user.clone(),
            access: self.access,
            password: self.hash.as_ref().map(|phc| FilledPassword {
                phc: phc.clone(),
                changed_at: self.set_at.unwrap_or(now),
                seen_strong: false,
                knows,
            }),
            last_sign_in: None,
        }
    }
}
