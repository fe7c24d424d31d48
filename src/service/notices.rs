//! Who enters 14, 7, 3 and 1 days before expiry (N1): found, and told once for each step of each date.

use crate::domain::mail::{
    Errand, JobId, MailMark, MailState, NewMailJob, NoticeStep, ON_ITS_WAY_AT_MOST, Whom,
};
use crate::domain::{
    Access, Direction, Filter, Instant, Kind, Order, PasswordFilter, PasswordStatus, StatusKind,
    User, UserId,
};
use crate::mail::{Letter, Post, Topic};
use crate::store::{Cursor, From, Look, Quiet, StoreError, Tx};
use crate::words::{self, Printable};

use super::desk::End;
use super::mail_sender::{Sender, SentMail, outcome};
use super::mail_walk::{self, OneJob};
use super::{Call, Desk};

/// How many people are read at once.
const PAGE: usize = 500;

/// Somebody who is to be told.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DueNotice {
    /// Who.
    pub user: UserId,
    /// Their name.
    pub name: Printable,
    /// Their e-mail.
    pub email: Printable,
    /// When the password expires.
    pub ends_at: Instant,
    /// The step that is reached: the nearest, where several were missed.
    pub step: NoticeStep,
    changed_at: Instant,
    /// The step that was told before.
    told: Option<NoticeStep>,
}

/// Finds who has reached a step and was not told of it, the nearest end first.
pub fn notices_due(desk: &mut Desk, now: Instant) -> Result<Vec<DueNotice>, StoreError> {
    let look = desk.look()?;
    let look = look.as_ref();
    let rules = look.rules()?;
    let filter = Filter {
        kind: Some(Kind::Firm),
        password: PasswordFilter::Status(StatusKind::Expiring),
        ..Filter::default()
    };
    let selection = filter.at(now, &rules);
    let (mut due, mut from) = (Vec::new(), From::First);
    loop {
        let (order, direction) = (Order::Expiry, Direction::Forward);
        let page = look.page(&selection, &rules, order, direction, &from, PAGE)?;
        for user in &page.users {
            due.extend(due_of(look, user, now)?);
        }
        match page.users.last() {
            Some(last) if page.more_after => from = From::After(Cursor::of(last)),
            Some(_) | None => return Ok(due),
        }
    }
}

fn due_of(look: &dyn Look, user: &User, now: Instant) -> Result<Option<DueNotice>, StoreError> {
    let status = look.rules()?.status(now, user);
    let (PasswordStatus::Expiring { at }, Some(set)) = (status, user.credential) else {
        return Ok(None);
    };
    let told = look.notice_told(user.id, set.changed_at, at)?;
    let step = NoticeStep::reached(at, now).filter(|step| step.is_news_after(told));
    let step = step.filter(|_| user.access == Access::Enabled);
    Ok(step.map(|step| DueNotice {
        user: user.id,
        name: Printable::from(&user.name),
        email: Printable::from(&user.email),
        ends_at: at,
        step,
        changed_at: set.changed_at,
        told,
    }))
}

/// Remembers that these were told in another way: printed, where mail is not set up.
pub fn note_notices(desk: &mut Desk, due: &[DueNotice]) -> Result<(), StoreError> {
    for page in due.chunks(PAGE) {
        desk.act(|tx| {
            for one in page {
                tx.put_notice(one.user, one.changed_at, one.ends_at, Some(one.step))?;
            }
            Ok(((), End::Quietly(Quiet::MailMoved)))
        })?;
    }
    Ok(())
}

/// Mails the notices; what does not leave is told at the next run, at the step that is nearest then.
///
/// A run is one job, with a mark for each person, written before the letter leaves: whoever is found marked by a run that
/// was cut off is named as one of whom nobody knows, and is not told of that step again.
pub fn mail_notices(
    desk: &mut Desk,
    call: &mut Call<'_>,
    post: &mut dyn Post,
    sender: Sender<'_>,
    due: &[DueNotice],
) -> Result<SentMail, StoreError> {
    let mut sent = SentMail::default();
    let (mut job, mut last) = (None, None);
    for one in due {
        if !post.is_open() {
            settle_last(desk, call, &mut last)?;
            if let Err(why) = post.open() {
                sent.unreached = Some(why);
                break;
            }
        }
        let claimed = desk.act(|tx| {
            let settled = settle(tx, call, last.as_ref())?;
            let claimed = claim(tx, call, sender, job, one)?;
            let moved = settled || claimed.is_some();
            Ok((claimed, if moved { MOVED } else { End::Unchanged }))
        })?;
        last = None;
        let Some((letter, id)) = claimed else {
            continue;
        };
        job = Some(id);
        let (state, unreached) = outcome(post.deliver(&letter));
        sent.count(state);
        last = Some(Told {
            one,
            job: id,
            state,
        });
        if unreached.is_some() {
            sent.unreached = unreached;
            break;
        }
    }
    post.close();
    if let Some(job) = job {
        desk.act(|tx| {
            let settled = settle(tx, call, last.as_ref())?;
            Ok(match finish(tx, call, sender, job)? {
                End::Unchanged if settled => ((), MOVED),
                end @ (End::Record(_) | End::Quietly(_) | End::Unchanged) => ((), end),
            })
        })?;
    }
    Ok(sent)
}

const MOVED: End = End::Quietly(Quiet::MailMoved);

/// What became of a letter that is not on record yet.
struct Told<'a> {
    one: &'a DueNotice,
    job: JobId,
    state: MailState,
}

fn settle_last(
    desk: &mut Desk,
    call: &Call<'_>,
    last: &mut Option<Told<'_>>,
) -> Result<(), StoreError> {
    if last.is_some() {
        desk.act(|tx| settle(tx, call, last.as_ref()).map(|_| ((), MOVED)))?;
        *last = None;
    }
    Ok(())
}

/// Writes what became of the last letter; says whether there was one.
fn settle(tx: &mut dyn Tx, call: &Call<'_>, last: Option<&Told<'_>>) -> Result<bool, StoreError> {
    let Some(Told { one, job, state }) = last else {
        return Ok(false);
    };
    let mark = match state {
        MailState::Waiting | MailState::BeingSent => {
            // As if nobody had met them: the next run tells them.
            tx.put_notice(one.user, one.changed_at, one.ends_at, one.told)?;
            None
        }
        MailState::Sent | MailState::GivenUp | MailState::Unknown => Some(MailMark {
            state: *state,
            tries: 1,
            at: call.now,
        }),
    };
    // A job that was ended in the meantime has lost its marks.
    if tx.mail_job(*job)?.is_some_and(|job| job.finished.is_none()) {
        tx.put_mail_mark(*job, one.user, mark.as_ref())?;
    }
    Ok(true)
}

/// Marks the step, where it is still due, and writes the letter; the first one begins the job of the run.
fn claim(
    tx: &mut dyn Tx,
    call: &Call<'_>,
    sender: Sender<'_>,
    job: Option<JobId>,
    one: &DueNotice,
) -> Result<Option<(Letter, JobId)>, StoreError> {
    let (Some(user), Some(account)) = (tx.user(one.user)?, tx.account()?) else {
        return Ok(None);
    };
    // Changed since, told by another sender, or another policy: then this is not what is due.
    if due_of(tx, &user, call.now)?.as_ref() != Some(one) {
        return Ok(None);
    }
    let job = match job {
        Some(job) => job,
        None => begin(tx, call)?,
    };
    tx.put_notice(one.user, one.changed_at, one.ends_at, Some(one.step))?;
    let mark = MailMark {
        state: MailState::BeingSent,
        tries: 0,
        at: call.now,
    };
    tx.put_mail_mark(job, one.user, Some(&mark))?;
    let expires = match words::days_away(one.ends_at, call.now, sender.zone) {
        ..=0 => "today".to_owned(),
        1 => "tomorrow".to_owned(),
        days => format!("in {days} days"),
    };
    let (ends, days) = (one.ends_at.timestamp_millis(), one.step.days());
    let letter = Letter {
        id: format!("passward-notice-{}-{ends}-{days}", one.user.0),
        to: user.email.clone(),
        name: Printable::from(&user.name),
        firm: Printable::from(&account.firm),
        at: call.now,
        topic: Topic::Notice {
            expires,
            date: words::day_and_date(one.ends_at, call.now, sender.zone),
        },
    };
    Ok(Some((letter, job)))
}

/// Leaves the job of a run; another sender looks at it only once this one must be gone.
fn begin(tx: &mut dyn Tx, call: &Call<'_>) -> Result<JobId, StoreError> {
    let id = tx.add_mail_job(&NewMailJob {
        errand: Errand::Notices,
        whom: Whom::All,
        by: None,
        at: call.now,
    })?;
    if let Some(mut job) = tx.mail_job(id)? {
        job.due_at = call.now + ON_ITS_WAY_AT_MOST;
        tx.put_mail_job(&job)?;
    }
    Ok(id)
}

/// Ends the job of a run, and names whom it did not surely reach.
fn finish(
    tx: &mut dyn Tx,
    call: &mut Call<'_>,
    sender: Sender<'_>,
    job: JobId,
) -> Result<End, StoreError> {
    let Some(job) = tx.mail_job(job)? else {
        return Ok(End::Unchanged);
    };
    let job = OneJob { call, sender, job };
    mail_walk::finish_or_wait(tx, &job).map(|((), end)| end)
}
