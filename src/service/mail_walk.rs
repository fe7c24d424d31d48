//! Whom a mail job concerns, and how far it has come (N2): the people in pages, whether each still needs the mail, and
//! what is left once the server was not there or everybody was met.

use crate::domain::mail::{Errand, JobId, MailJob, MailState, Whom, has_come, rests_until};
use crate::domain::{CodePurpose, Instant, Rules, User, UserId};
use crate::mail::Unreached;
use crate::store::{Look, Quiet, StoreError, Tx};

use super::Call;
use super::desk::End;
use super::mail_jobs;
use super::mail_live_code::{InTheWay, in_the_way};
use super::mail_sender::Sender;

/// How many people are read at once.
pub(super) const PAGE: usize = 200;

/// How many of those whom a job did not reach are named where its server never came; their number is always told.
const NAMED: usize = 10_000;

/// One job, and who sends it.
pub(super) struct OneJob<'r, 'c> {
    pub(super) call: &'r mut Call<'c>,
    pub(super) sender: Sender<'r>,
    /// As it was when the run began.
    pub(super) job: MailJob,
}

impl OneJob<'_, '_> {
    /// Reads the job as it is now, where it still has something to send.
    pub(super) fn open(&self, look: &dyn Look) -> Result<Option<MailJob>, StoreError> {
        Ok(look
            .mail_job(self.job.id)?
            .filter(|job| job.finished.is_none()))
    }

    /// Returns when the job is tried again, now that the server was not there; `None` to give it up.
    fn next_try(&self, job: &MailJob) -> Option<Instant> {
        let tries = job.tries.saturating_add(1);
        job.asked.again_at(tries, self.call.now)
    }
}

/// Reads a job that still has something to send, and whose time has come.
pub(super) fn still_open(
    look: &dyn Look,
    id: JobId,
    now: Instant,
) -> Result<Option<MailJob>, StoreError> {
    let job = look.mail_job(id)?;
    Ok(job.filter(|job| job.finished.is_none() && has_come(job.due_at, now)))
}

/// Some of those whom a job may concern.
pub(super) struct Page {
    /// Who needs the mail and was not met yet.
    pub(super) meant: Vec<UserId>,
    /// The last who was looked at.
    pub(super) last: UserId,
}

/// Looks at the next people; `None` where nobody is left.
pub(super) fn next_page(
    look: &dyn Look,
    of: &OneJob<'_, '_>,
    after: UserId,
) -> Result<Option<Page>, StoreError> {
    let (job, now) = (&of.job, of.call.now);
    if job.asked.errand == Errand::Notices {
        // A run that was cut off: it goes on by itself, and only what became of its marks is left.
        return Ok(None);
    }
    let users = match job.asked.whom {
        Whom::One(user) if after < user => look.user(user)?.into_iter().collect(),
        Whom::One(_) | Whom::Nobody => Vec::new(),
        Whom::All => look.users_after(after, PAGE)?,
    };
    let Some(last) = users.last().map(|user| user.id) else {
        return Ok(None);
    };
    let need = Need::of(look, job)?;
    let mut meant = Vec::new();
    for user in &users {
        if need.is_of(look, job, user, now)? && look.mail_mark(job.id, user.id)?.is_none() {
            meant.push(user.id);
        }
    }
    Ok(Some(Page { meant, last }))
}

/// What decides whether somebody needs a job's mail, beside that person.
pub(super) struct Need {
    rules: Rules,
    withdrawn: bool,
}

impl Need {
    pub(super) fn of(look: &dyn Look, job: &MailJob) -> Result<Self, StoreError> {
        let withdrawn = match job.asked.errand {
            Errand::AllExpired(act) => look
                .expire_all_of(act)?
                .is_none_or(|act| act.withdrawn.is_some()),
            Errand::Forced(_)
            | Errand::StrongRequired(_)
            | Errand::Code(_)
            | Errand::EmailChanged { .. }
            | Errand::Notices => false,
        };
        let rules = look.rules()?;
        Ok(Self { rules, withdrawn })
    }

    /// Says whether a user still needs a job's mail.
    pub(super) fn is_of(
        &self,
        look: &dyn Look,
        job: &MailJob,
        user: &User,
        now: Instant,
    ) -> Result<bool, StoreError> {
        if !job.asked.concerns(user, &self.rules, self.withdrawn) {
            return Ok(false);
        }
        if !job.asked.is_from_the_door() {
            return Ok(true);
        }
        // Asked for at the sign-in screen: never in place of a live code (U2), nor to an address that is new (U4).
        let stands = in_the_way(look, job.id, user.id, now)? == InTheWay::Stands;
        let rests = rests_until(look.email_since(user.id)?, now).is_some();
        Ok(!stands && !rests)
    }
}

/// Notes how far the walk has come, and that the server was there.
pub(super) fn walked(
    tx: &mut dyn Tx,
    of: &OneJob<'_, '_>,
    to: UserId,
) -> Result<((), End), StoreError> {
    let Some(mut job) = of.open(tx)? else {
        return Ok(((), End::Unchanged));
    };
    job.walked_to = job.walked_to.max(to);
    job.tries = 0;
    tx.put_mail_job(&job)?;
    Ok(((), End::Quietly(Quiet::MailMoved)))
}

/// Returns whom a job still concerns and nobody has met, where the server was not there for its last try: they are given
/// up with it. Found before the transaction that writes it, which a walk over everyone would make long.
pub(super) fn left_behind(look: &dyn Look, of: &OneJob<'_, '_>) -> Result<Vec<UserId>, StoreError> {
    let mut left = Vec::new();
    let Some(job) = of.open(look)?.filter(|job| of.next_try(job).is_none()) else {
        return Ok(left);
    };
    let mut after = job.walked_to;
    while let Some(page) = next_page(look, of, after)? {
        left.extend(page.meant);
        after = page.last;
    }
    Ok(left)
}

/// Puts a job off, for the server was not there; after the last try it is given up, loudly, with those it leaves behind.
pub(super) fn not_reached(
    tx: &mut dyn Tx,
    of: &OneJob<'_, '_>,
    why: &Unreached,
    left_behind: &[UserId],
) -> Result<((), End), StoreError> {
    let Some(mut job) = of.open(tx)? else {
        return Ok(((), End::Unchanged));
    };
    if let Some(at) = of.next_try(&job) {
        job.tries = job.tries.saturating_add(1);
        job.due_at = at;
        tx.put_mail_job(&job)?;
        return Ok(((), End::Quietly(Quiet::MailMoved)));
    }
    let mut done = tx.mails_counted(job.id)?;
    let mut missed = tx.mails_missed(job.id)?;
    let need = Need::of(tx, &job)?;
    for (id, mark) in tx.unsettled_mails(job.id, usize::MAX)? {
        if mark.state == MailState::BeingSent {
            done.unknown += 1;
        } else if let Some(user) = tx.user(id)?
            && need.is_of(tx, &job, &user, of.call.now)?
        {
            done.given_up += 1;
        } else {
            continue;
        }
        missed.push(id);
    }
    done.given_up += left_behind.len() as u64;
    missed.extend(left_behind);
    missed.sort_unstable();
    missed.truncate(NAMED);
    let errand = told_of(&job.asked.errand);
    let numbers = (done.given_up, done.unknown);
    let entry = of.sender.missed(of.call, missed, errand, numbers);
    let entry = entry.change("answer", None, Some(why.to_string()));
    mail_jobs::end_as(tx, job, of.call.now, done)?;
    Ok(((), End::with(entry)))
}

/// Finishes a job with nothing left to send, and names whom it did not reach; else it is due when the next one is.
pub(super) fn finish_or_wait(
    tx: &mut dyn Tx,
    of: &OneJob<'_, '_>,
) -> Result<((), End), StoreError> {
    let Some(mut job) = of.open(tx)? else {
        return Ok(((), End::Unchanged));
    };
    if let Some((_, mark)) = tx.unsettled_mails(job.id, 1)?.pop() {
        job.due_at = mark.looked_at_again();
        tx.put_mail_job(&job)?;
        return Ok(((), End::Quietly(Quiet::MailMoved)));
    }
    let missed = tx.mails_missed(job.id)?;
    let errand = told_of(&job.asked.errand);
    let done = mail_jobs::end(tx, job, of.call.now)?;
    if missed.is_empty() {
        return Ok(((), End::Quietly(Quiet::MailMoved)));
    }
    let numbers = (done.given_up, done.unknown);
    let entry = of.sender.missed(of.call, missed, errand, numbers);
    Ok(((), End::with(entry)))
}

/// What a job tells, in words for the log.
fn told_of(errand: &Errand) -> &'static str {
    match errand {
        Errand::Forced(_) => "a forced change of password",
        Errand::AllExpired(_) => "the expiry of all passwords",
        Errand::StrongRequired(_) => "strong passwords turned on",
        Errand::Code(CodePurpose::Setup) => "an invitation",
        Errand::Code(CodePurpose::Reset) => "a reset code",
        Errand::EmailChanged { .. } => "a change of e-mail",
        Errand::Notices => "the notice of an expiry",
    }
}
