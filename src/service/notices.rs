//! Who enters 14, 7, 3 and 1 days before expiry (N1): found, and told once for each step of each date.

use crate::domain::mail::{Errand, Finished, MailState, NewMailJob, NoticeStep, Whom};
use crate::domain::{
    Access, Direction, Filter, Instant, Kind, Order, PasswordFilter, PasswordStatus, StatusKind,
    User, UserId,
};
use crate::mail::{Letter, Post, Topic};
use crate::store::{Cursor, From, Look, Quiet, StoreError, Tx};
use crate::words::{self, Printable};

use super::desk::End;
use super::mail_sender::{Sender, SentMail, outcome};
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
pub fn mail_notices(
    desk: &mut Desk,
    call: &mut Call<'_>,
    post: &mut dyn Post,
    sender: Sender<'_>,
    due: &[DueNotice],
) -> Result<SentMail, StoreError> {
    let mut sent = SentMail::default();
    let mut missed = Vec::new();
    for one in due {
        if let Err(why) = post.open() {
            sent.unreached = Some(why);
            break;
        }
        let letter = desk.act(|tx| claim(tx, call, sender, one))?;
        let Some(letter) = letter else { continue };
        let (state, unreached) = outcome(post.deliver(&letter));
        sent.count(state);
        sent.unreached = unreached;
        match state {
            MailState::Waiting => desk.act(|tx| {
                tx.put_notice(one.user, one.changed_at, one.ends_at, one.told)?;
                Ok(((), End::Quietly(Quiet::MailMoved)))
            })?,
            MailState::GivenUp | MailState::Unknown => missed.push(one.user),
            MailState::Sent | MailState::BeingSent => {}
        }
        if sent.unreached.is_some() {
            break;
        }
    }
    post.close();
    record(desk, call, sender, &sent, &missed)?;
    Ok(sent)
}

/// Marks the step, where it is still due, and writes the letter.
fn claim(
    tx: &mut dyn Tx,
    call: &Call<'_>,
    sender: Sender<'_>,
    one: &DueNotice,
) -> Result<(Option<Letter>, End), StoreError> {
    let (Some(user), Some(account)) = (tx.user(one.user)?, tx.account()?) else {
        return Ok((None, End::Unchanged));
    };
    // Changed since, told by another sender, or another policy: then this is not what is due.
    if due_of(tx, &user, call.now)?.as_ref() != Some(one) {
        return Ok((None, End::Unchanged));
    }
    tx.put_notice(one.user, one.changed_at, one.ends_at, Some(one.step))?;
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
    Ok((Some(letter), End::Quietly(Quiet::MailMoved)))
}

/// Leaves one finished job that counts the run, and an entry of whom it did not reach.
fn record(
    desk: &mut Desk,
    call: &Call<'_>,
    sender: Sender<'_>,
    sent: &SentMail,
    missed: &[UserId],
) -> Result<(), StoreError> {
    if sent.sent + sent.given_up + sent.unknown == 0 {
        return Ok(());
    }
    desk.act(|tx| {
        let id = tx.add_mail_job(&NewMailJob {
            errand: Errand::Notices,
            whom: Whom::All,
            by: None,
            at: call.now,
        })?;
        if let Some(mut job) = tx.mail_job(id)? {
            job.finished = Some(Finished {
                at: call.now,
                sent: sent.sent,
                given_up: sent.given_up,
                unknown: sent.unknown,
            });
            tx.put_mail_job(&job)?;
        }
        if missed.is_empty() {
            return Ok(((), End::Quietly(Quiet::MailMoved)));
        }
        let numbers = (sent.given_up, sent.unknown);
        let mail = "the notice of an expiry";
        Ok((
            (),
            End::with(sender.missed(call, missed.to_vec(), mail, numbers)),
        ))
    })
}
