//! The mark of one person in a mail job (N2): written before the letter leaves, and again with what became of it.

use crate::domain::audit::{Act, Entry};
use crate::domain::mail::{Errand, MailJob, MailMark, MailState, rests_until};
use crate::domain::{Instant, UserId};
use crate::mail::Letter;
use crate::secret::CodeHash;
use crate::store::{Quiet, StoreError, Tx};

use super::desk::End;
use super::mail_jobs::SENT;
use super::mail_letters;
use super::mail_live_code::{InTheWay, in_the_way};
use super::mail_walk::{Need, OneJob};

/// A letter that is this sender's to hand over.
pub(super) struct Claimed {
    pub(super) letter: Letter,
    pub(super) mark: MailMark,
    /// What is stored of the code in it, if it has one.
    pub(super) code: Option<CodeHash>,
}

/// Marks somebody and writes the letter; `None` where another sender has it, or it is not needed any more.
pub(super) fn claim(
    tx: &mut dyn Tx,
    of: &mut OneJob<'_, '_>,
    user: UserId,
) -> Result<(Option<Claimed>, End), StoreError> {
    let (nothing, moved) = (
        (None, End::Unchanged),
        (None, End::Quietly(Quiet::MailMoved)),
    );
    let now = of.call.now;
    let Some(job) = of.open(tx)? else {
        return Ok(nothing);
    };
    let before = tx.mail_mark(job.id, user)?;
    if before.is_some_and(|mark| !mark.is_due(now)) {
        return Ok(nothing);
    }
    let need = Need::of(tx, &job)?;
    let person = match tx.user(user)? {
        Some(person) if need.is_of(tx, &job, &person, now)? => person,
        // Nothing had left, so that there is nothing to remember.
        Some(_) | None if before.is_some() => {
            tx.put_mail_mark(job.id, user, None)?;
            return Ok(moved);
        }
        Some(_) | None => return Ok(nothing),
    };
    let tries = before.map_or(0, |mark| mark.tries);
    if let Some(until) = rests(tx, &job, user, now)? {
        let rests = mark(MailState::Waiting, tries, until);
        tx.put_mail_mark(job.id, user, Some(&rests))?;
        return Ok(moved);
    }
    let Some((letter, made)) = mail_letters::write(tx, of, &job, &person)? else {
        return Ok(nothing);
    };
    let (entry, code) = made.unzip();
    let mark = mark(MailState::BeingSent, tries, now);
    tx.put_mail_mark(job.id, user, Some(&mark))?;
    let end = entry.map_or(End::Quietly(Quiet::MailMoved), End::with);
    Ok((Some(Claimed { letter, mark, code }), end))
}

/// Returns until when a code is held back: the address is new (U4), or another one is on its way to it.
fn rests(
    tx: &dyn Tx,
    job: &MailJob,
    user: UserId,
    now: Instant,
) -> Result<Option<Instant>, StoreError> {
    let Errand::Code(_) = job.asked.errand else {
        return Ok(None);
    };
    let new_address = rests_until(tx.email_since(user)?, now);
    if new_address.is_some() || !job.asked.is_from_the_door() {
        return Ok(new_address);
    }
    Ok(match in_the_way(tx, job.id, user, now)? {
        InTheWay::Until(until) => Some(until),
        InTheWay::Nothing | InTheWay::Stands => None,
    })
}

fn mark(state: MailState, tries: u32, at: Instant) -> MailMark {
    MailMark { state, tries, at }
}

/// What became of a letter, and is still to be put on record.
pub(super) struct Outcome {
    user: UserId,
    mark: MailMark,
    code: Option<CodeHash>,
}

impl Outcome {
    /// What did not leave waits for its next try, and is given up after the last.
    pub(super) fn of(
        of: &OneJob<'_, '_>,
        user: UserId,
        (before, code): (&MailMark, Option<CodeHash>),
        state: MailState,
    ) -> Self {
        let (now, tries) = (of.call.now, before.tries.saturating_add(1));
        let mark = match (state, of.job.asked.again_at(tries, now)) {
            (MailState::Waiting, Some(at)) => mark(MailState::Waiting, tries, at),
            (MailState::Waiting, None) => mark(MailState::GivenUp, tries, now),
            (state, _) => mark(state, tries, now),
        };
        Self { user, mark, code }
    }

    pub(super) fn state(&self) -> MailState {
        self.mark.state
    }

    /// Writes it. Where the letter did not leave, the code in it is dead: nobody has it. One that an administrator was
    /// shown in the meantime is another, and stays (U1).
    pub(super) fn put(
        &self,
        tx: &mut dyn Tx,
        of: &OneJob<'_, '_>,
    ) -> Result<Vec<Entry>, StoreError> {
        // A job that was ended in the meantime has lost its marks.
        if of.open(tx)?.is_some() {
            tx.put_mail_mark(of.job.id, self.user, Some(&self.mark))?;
        }
        let left = match self.mark.state {
            MailState::Sent | MailState::Unknown | MailState::BeingSent => true,
            MailState::Waiting | MailState::GivenUp => false,
        };
        let (false, Some(code)) = (left, self.code) else {
            return Ok(Vec::new());
        };
        let is_the_same = tx.code(self.user)?.is_some_and(|(_, now)| now == code);
        if !is_the_same || !tx.revoke_code(self.user, of.call.now)? {
            return Ok(Vec::new());
        }
        let entry = of.sender.entry(of.call, Act::CodeRevoked).on(self.user);
        Ok(vec![entry.change(SENT, Some("by mail".to_owned()), None)])
    }
}
