//! What acts leave for the mail (N2): one job in their own transaction, where mail is set up.
//!
//! No mail is made here, and none is sent. Which jobs an act left is kept at the desk ([`Desk::take_mail_jobs`]), so that
//! a screen can send what its own act wrote, and nothing else.

use crate::domain::mail::{Errand, Finished, JobId, MailJob, NewMailJob, Whom};
use crate::domain::{ForceId, Instant, UserId};
use crate::store::{StoreError, Tx};

use super::{Call, Desk};

/// What the entry of a code that was made calls that it goes by mail.
pub(super) const SENT: &str = "sent";

/// Whether mail is set up: whoever opens the desk says so, as the configuration has it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Mailing {
    /// It is not, and no job is written.
    #[default]
    Off,
    /// It is.
    On,
}

impl Desk {
    /// Says at this desk, and at every other that is made from it, whether mail is set up.
    #[must_use]
    pub fn with_mailing(mut self, mailing: Mailing) -> Self {
        self.mailing = mailing;
        self
    }

    /// Says whether mail is set up.
    #[must_use]
    pub fn mailing(&self) -> Mailing {
        self.mailing
    }

    /// Takes the mail jobs that were written at this desk since they were last taken: what [`super::send_mail_job`]
    /// sends.
    pub fn take_mail_jobs(&mut self) -> Vec<JobId> {
        std::mem::take(&mut self.mail_jobs)
    }

    /// Keeps the job that an act left, once it is committed.
    pub(super) fn left(&mut self, job: Option<JobId>) {
        self.mail_jobs.extend(job);
    }
}

/// Writes the job of an act, in its transaction; none where mail is not set up.
pub(super) fn leave(
    tx: &mut dyn Tx,
    mailing: Mailing,
    call: &Call<'_>,
    by: UserId,
    errand: Errand,
    whom: Whom,
) -> Result<Option<JobId>, StoreError> {
    if mailing == Mailing::Off {
        return Ok(None);
    }
    let new = NewMailJob {
        errand,
        whom,
        by: Some(by),
        at: call.now,
    };
    tx.add_mail_job(&new).map(Some)
}

/// Writes the job of an act of force; there is none where nobody was forced.
pub(super) fn leave_forced(
    tx: &mut dyn Tx,
    mailing: Mailing,
    call: &Call<'_>,
    by: UserId,
    forced: &[UserId],
) -> Result<Option<JobId>, StoreError> {
    let Some(first) = forced.first() else {
        return Ok(None);
    };
    // All of them were marked with the same act.
    let Some(act) = force_on(tx, *first)? else {
        return Ok(None);
    };
    let whom = if forced.len() == 1 {
        Whom::One(*first)
    } else {
        Whom::All
    };
    leave(tx, mailing, call, by, Errand::Forced(act), whom)
}

fn force_on(tx: &dyn Tx, user: UserId) -> Result<Option<ForceId>, StoreError> {
    Ok(tx
        .user(user)?
        .and_then(|user| user.credential)
        .and_then(|set| set.force))
}

/// Ends the jobs that would still send a user a code: another one was shown since, or it was revoked (U1).
pub(super) fn end_codes_of(tx: &mut dyn Tx, user: UserId, now: Instant) -> Result<(), StoreError> {
    for job in tx.code_jobs_of(user)? {
        end(tx, job, now)?;
    }
    Ok(())
}

/// Ends the jobs that would still send a code to any of some people (U8).
pub(super) fn end_codes_where(
    tx: &mut dyn Tx,
    now: Instant,
    mut is_meant: impl FnMut(&dyn Tx, UserId) -> Result<bool, StoreError>,
) -> Result<(), StoreError> {
    for job in tx.mail_jobs_due(Instant::MAX_UTC, usize::MAX)? {
        if let (Errand::Code(_), Whom::One(user)) = (&job.asked.errand, job.asked.whom)
            && is_meant(tx, user)?
        {
            end(tx, job, now)?;
        }
    }
    Ok(())
}

/// Ends the jobs that would still tell of strong passwords, which were turned off (P2): whoever turns them on again tells
/// everybody once, not twice.
pub(super) fn end_strong(tx: &mut dyn Tx, now: Instant) -> Result<(), StoreError> {
    for job in tx.mail_jobs_due(Instant::MAX_UTC, usize::MAX)? {
        if let Errand::StrongRequired(_) = job.asked.errand {
            end(tx, job, now)?;
        }
    }
    Ok(())
}

/// Ends a job with what it has come to; nothing of it is sent any more.
pub(super) fn end(tx: &mut dyn Tx, job: MailJob, now: Instant) -> Result<Finished, StoreError> {
    let done = tx.mails_counted(job.id)?;
    end_as(tx, job, now, done)
}

/// Ends a job with those numbers.
pub(super) fn end_as(
    tx: &mut dyn Tx,
    mut job: MailJob,
    now: Instant,
    done: Finished,
) -> Result<Finished, StoreError> {
    let done = Finished { at: now, ..done };
    job.finished = Some(done);
    tx.put_mail_job(&job)?;
    Ok(done)
}
