//! Sends what acts left for the mail (N2): walks the people a job concerns, asks again whether each still needs it, and
//! marks each one before the mail leaves.
//!
//! **Never twice.** The mark is written in its own transaction once the server answers and before the letter is handed
//! over; two senders at once therefore never have the same letter. Where the connection breaks after the text, or this
//! program ends in between, nobody knows whether the server took it: it counts as told, is never sent again, and is named
//! in the audit log and by `passward doctor`. Only what certainly did not leave is tried again.

use crate::domain::audit::{Act, Actor, Entry};
use crate::domain::mail::{
    Errand, JobId, MailJob, MailMark, MailState, ON_ITS_WAY_AT_MOST, Whom, rests_until,
};
use crate::domain::{
    CodeOnRecord, CodePurpose, CodeState, Email, ForceId, Generation, Instant, Reason, User, UserId,
};
use crate::mail::{Delivery, Letter, Post, Topic, Unreached};
use crate::secret::Code;
use crate::store::{Look, Quiet, StoreError, Tx};
use crate::words::{self, Printable, Zone};

use super::desk::{End, stamp};
use super::mail_jobs::{self, SENT};
use super::me::name_of;
use super::{Call, Desk};

/// How many people are read at once.
const PAGE: usize = 200;

/// How many jobs are looked at in one run.
const JOBS: usize = 1_000;

/// Who sends: for the entries of what could not be sent, and how dates are written.
#[derive(Clone, Copy, Debug)]
pub struct Sender<'a> {
    /// The name the operating system gives whoever runs this.
    pub by: &'a str,
    /// The zone of the dates in letters.
    pub zone: Zone,
}

/// What came of sending.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SentMail {
    /// How many were told.
    pub sent: u64,
    /// How many mails wait for another try.
    pub later: u64,
    /// How many were given up.
    pub given_up: u64,
    /// Of how many nobody knows.
    pub unknown: u64,
    /// Why the server was not reached, if it was not.
    pub unreached: Option<Unreached>,
}

impl SentMail {
    pub(super) fn count(&mut self, state: MailState) {
        let number = match state {
            MailState::Sent => &mut self.sent,
            MailState::Waiting | MailState::BeingSent => &mut self.later,
            MailState::GivenUp => &mut self.given_up,
            MailState::Unknown => &mut self.unknown,
        };
        *number = number.saturating_add(1);
    }
}

/// Sends every job that is due. A server that cannot be reached ends the run; what waits stays.
pub fn send_due_mail(
    desk: &mut Desk,
    call: &mut Call<'_>,
    post: &mut dyn Post,
    sender: Sender<'_>,
) -> Result<SentMail, StoreError> {
    let mut sent = SentMail::default();
    let due = desk.look()?.mail_jobs_due(call.now, JOBS)?;
    for job in due {
        send(desk, call, post, sender, job.id, &mut sent)?;
        if sent.unreached.is_some() {
            break;
        }
    }
    post.close();
    Ok(sent)
}

/// Sends one job, once: what a screen's own act left. What does not get through waits for `passward notify`.
pub fn send_mail_job(
    desk: &mut Desk,
    call: &mut Call<'_>,
    post: &mut dyn Post,
    sender: Sender<'_>,
    job: JobId,
) -> Result<SentMail, StoreError> {
    let mut sent = SentMail::default();
    send(desk, call, post, sender, job, &mut sent)?;
    post.close();
    Ok(sent)
}

/// Says how many jobs are due, for a dry run.
pub fn mail_jobs_due(desk: &mut Desk, now: Instant) -> Result<u64, StoreError> {
    let due = desk.look()?.mail_jobs_due(now, JOBS)?;
    let real = due.iter().filter(|job| job.asked.whom != Whom::Nobody);
    Ok(real.count() as u64)
}

fn send(
    desk: &mut Desk,
    call: &mut Call<'_>,
    post: &mut dyn Post,
    sender: Sender<'_>,
    id: JobId,
    sent: &mut SentMail,
) -> Result<(), StoreError> {
    let Some(job) = still_open(desk.look()?.as_ref(), id, call.now)? else {
        return Ok(());
    };
    // Who is waited for comes before who was not met yet.
    let waiting = desk.look()?.unsettled_mails(id, PAGE)?;
    for (user, mark) in waiting {
        if mark.state == MailState::Waiting && mark.at <= call.now {
            if !send_one(desk, call, post, sender, &job, user, sent)? {
                return Ok(());
            }
        } else if mark.state == MailState::BeingSent && mark.at + ON_ITS_WAY_AT_MOST <= call.now {
            settle(desk, call, sender, &job, user, &mark, MailState::Unknown)?;
            sent.count(MailState::Unknown);
        }
    }
    let mut after = job.walked_to;
    loop {
        let page = people(desk.look()?.as_ref(), &job, after)?;
        let Some(last) = page.last().copied() else {
            break;
        };
        for user in page {
            if !send_one(desk, call, post, sender, &job, user, sent)? {
                return Ok(());
            }
        }
        after = last;
        desk.act(|tx| walked(tx, id, after))?;
    }
    desk.act(|tx| finish_or_wait(tx, call, sender, id))
}

fn still_open(look: &dyn Look, id: JobId, now: Instant) -> Result<Option<MailJob>, StoreError> {
    let job = look.mail_job(id)?;
    Ok(job.filter(|job| job.finished.is_none() && job.due_at <= now))
}

/// Returns the next of those whom a job may concern.
fn people(look: &dyn Look, job: &MailJob, after: UserId) -> Result<Vec<UserId>, StoreError> {
    match job.asked.whom {
        Whom::One(user) => Ok((after < user).then_some(user).into_iter().collect()),
        Whom::Nobody => Ok(Vec::new()),
        Whom::All => {
            let users = look.users_after(after, PAGE)?;
            Ok(users.iter().map(|user| user.id).collect())
        }
    }
}

fn walked(tx: &mut dyn Tx, id: JobId, to: UserId) -> Result<((), End), StoreError> {
    let Some(mut job) = tx.mail_job(id)?.filter(|job| job.finished.is_none()) else {
        return Ok(((), End::Unchanged));
    };
    job.walked_to = job.walked_to.max(to);
    job.tries = 0;
    tx.put_mail_job(&job)?;
    Ok(((), End::Quietly(Quiet::MailMoved)))
}

/// Sends to one person, where they still need it; `false` where the server is not there for anybody.
fn send_one(
    desk: &mut Desk,
    call: &mut Call<'_>,
    post: &mut dyn Post,
    sender: Sender<'_>,
    job: &MailJob,
    user: UserId,
    sent: &mut SentMail,
) -> Result<bool, StoreError> {
    {
        let look = desk.look()?;
        let look = look.as_ref();
        let known = look.user(user)?;
        if !is_needed(look, job, known.as_ref(), call.now)? {
            let marked = look.mail_mark(job.id, user)?;
            drop(known);
            if marked.is_none() {
                return Ok(true);
            }
        }
    }
    // The server first: who is marked is marked only where somebody is there to take the letter.
    if let Err(why) = post.open() {
        desk.act(|tx| not_reached(tx, call, sender, job.id, &why))?;
        sent.unreached = Some(why);
        return Ok(false);
    }
    let claimed = desk.act(|tx| claim(tx, call, sender, job, user))?;
    let Some((letter, mark)) = claimed else {
        return Ok(true);
    };
    let (state, unreached) = match post.deliver(&letter) {
        Delivery::Taken => (MailState::Sent, None),
        Delivery::Later(_) => (MailState::Waiting, None),
        Delivery::Never(_) => (MailState::GivenUp, None),
        Delivery::Unknown(_) => (MailState::Unknown, None),
        Delivery::Unreached(why) => (MailState::Waiting, Some(why)),
    };
    let state = settle(desk, call, sender, job, user, &mark, state)?;
    sent.count(state);
    let Some(why) = unreached else {
        return Ok(true);
    };
    desk.act(|tx| not_reached(tx, call, sender, job.id, &why))?;
    sent.unreached = Some(why);
    Ok(false)
}

/// Says whether a user still needs a job's mail.
fn is_needed(
    look: &dyn Look,
    job: &MailJob,
    user: Option<&User>,
    now: Instant,
) -> Result<bool, StoreError> {
    let Some(user) = user else { return Ok(false) };
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
    if !job.asked.concerns(user, &look.rules()?, withdrawn) {
        return Ok(false);
    }
    if !job.asked.is_from_the_door() {
        return Ok(true);
    }
    // Asked for at the sign-in screen: never in place of a live code (U2), nor to an address that is new (U4).
    let live = look
        .code(user.id)?
        .is_some_and(|(code, _)| code.state(now) == CodeState::Open);
    let rests = rests_until(look.email_since(user.id)?, now).is_some();
    Ok(!live && !rests)
}

/// When a mail that is no longer needed would be tried again: never.
const NEVER: Instant = Instant::MAX_UTC;

/// Marks somebody and writes the letter; `None` where another sender has it, or it is not needed any more.
fn claim(
    tx: &mut dyn Tx,
    call: &mut Call<'_>,
    sender: Sender<'_>,
    job: &MailJob,
    user: UserId,
) -> Result<(Option<(Letter, MailMark)>, End), StoreError> {
    let nothing = (None, End::Unchanged);
    let Some(job) = tx.mail_job(job.id)?.filter(|job| job.finished.is_none()) else {
        return Ok(nothing);
    };
    let before = tx.mail_mark(job.id, user)?;
    let free = before.is_none_or(|mark| mark.state == MailState::Waiting && mark.at <= call.now);
    let Some(person) = tx.user(user)?.filter(|_| free) else {
        return Ok(nothing);
    };
    let tries = before.map_or(0, |mark| mark.tries);
    if !is_needed(tx, &job, Some(&person), call.now)? {
        if before.is_none() {
            return Ok(nothing);
        }
        let mark = waiting(tries, far());
        tx.put_mail_mark(job.id, user, &mark)?;
        return Ok((None, End::Quietly(Quiet::MailMoved)));
    }
    if let Errand::Code(_) = job.asked.errand
        && let Some(until) = rests_until(tx.email_since(user)?, call.now)
    {
        tx.put_mail_mark(job.id, user, &waiting(tries, until))?;
        return Ok((None, End::Quietly(Quiet::MailMoved)));
    }
    let mark = MailMark {
        state: MailState::BeingSent,
        tries,
        at: call.now,
    };
    tx.put_mail_mark(job.id, user, &mark)?;
    let (topic, entry) = topic(tx, call, sender, &job, &person)?;
    let Some(firm) = tx.account()?.map(|account| account.firm) else {
        return Ok(nothing);
    };
    let to: Email = match &job.asked.errand {
        Errand::EmailChanged { old } => old.clone(),
        Errand::Forced(_)
        | Errand::AllExpired(_)
        | Errand::StrongRequired(_)
        | Errand::Code(_)
        | Errand::Notices => person.email.clone(),
    };
    let asked_at = job.asked.at.timestamp_millis();
    let letter = Letter {
        id: format!("passward-{}-{}-{asked_at}", job.id.0, user.0),
        to,
        name: Printable::from(&person.name),
        firm: Printable::from(&firm),
        at: call.now,
        topic,
    };
    let end = entry.map_or(End::Quietly(Quiet::MailMoved), End::with);
    Ok((Some((letter, mark)), end))
}

fn waiting(tries: u32, at: Instant) -> MailMark {
    MailMark {
        state: MailState::Waiting,
        tries,
        at,
    }
}

/// [`NEVER`], as it can be stored.
fn far() -> Instant {
    crate::domain::instant_on_record(253_402_300_799_999).unwrap_or(NEVER)
}

/// What a letter tells; a code is made here, at the moment of sending, with its entry (U1).
fn topic(
    tx: &mut dyn Tx,
    call: &mut Call<'_>,
    sender: Sender<'_>,
    job: &MailJob,
    person: &User,
) -> Result<(Topic, Option<Entry>), StoreError> {
    let by = match job.asked.by {
        Some(by) => Some(name_of(tx, by)?),
        None => None,
    };
    let administrator = || Printable::new("An administrator");
    let reason = |reason: Option<Reason>| reason.as_ref().map(Printable::from);
    let topic = match &job.asked.errand {
        Errand::Code(purpose) => {
            let (code, until, entry) = make_code(tx, call, job, person.id, *purpose)?;
            let until = words::date_and_time(until, call.now, sender.zone);
            let topic = match purpose {
                CodePurpose::Setup => Topic::Invitation {
                    code,
                    until,
                    by: by.unwrap_or_else(administrator),
                },
                CodePurpose::Reset => Topic::ResetCode { code, until, by },
            };
            return Ok((topic, Some(entry)));
        }
        Errand::Forced(act) => Topic::Forced {
            by: by.unwrap_or_else(administrator),
            reason: reason(force_reason(tx, *act)?),
        },
        Errand::AllExpired(act) => Topic::AllExpired {
            by: by.unwrap_or_else(administrator),
            reason: reason(expire_reason(tx, *act)?),
        },
        Errand::EmailChanged { .. } => Topic::EmailChanged {
            by: by.unwrap_or_else(administrator),
        },
        // Notices have no letters here: their jobs only count.
        Errand::StrongRequired(_) | Errand::Notices => Topic::StrongRequired,
    };
    Ok((topic, None))
}

fn force_reason(look: &dyn Look, act: ForceId) -> Result<Option<Reason>, StoreError> {
    Ok(look.force_of(act)?.and_then(|force| force.reason))
}

fn expire_reason(look: &dyn Look, act: Generation) -> Result<Option<Reason>, StoreError> {
    Ok(look.expire_all_of(act)?.and_then(|act| act.reason))
}

type Made = (zeroize::Zeroizing<String>, Instant, Entry);

fn make_code(
    tx: &mut dyn Tx,
    call: &mut Call<'_>,
    job: &MailJob,
    user: UserId,
    purpose: CodePurpose,
) -> Result<Made, StoreError> {
    let code = Code::generate(&mut *call.rng);
    let record = CodeOnRecord::mailed(purpose, job.asked.by, call.now);
    tx.put_code(user, &record, &code.hash())?;
    let field = match purpose {
        CodePurpose::Setup => "setup code until",
        CodePurpose::Reset => "reset code until",
    };
    let actor = job.asked.by.map_or(Actor::Unknown, Actor::User);
    let entry = Entry::new(call.now, actor, Act::CodeIssued, call.from.as_str())
        .on(user)
        .change(field, None, Some(stamp(record.until)))
        .change(SENT, None, Some("by mail".to_owned()));
    Ok((code.grouped(), record.until, entry))
}

/// Writes what became of a letter. Where it did not leave, a code in it is dead: nobody has it.
fn settle(
    desk: &mut Desk,
    call: &Call<'_>,
    sender: Sender<'_>,
    job: &MailJob,
    user: UserId,
    mark: &MailMark,
    state: MailState,
) -> Result<MailState, StoreError> {
    let tries = mark.tries.saturating_add(1);
    let again = job.asked.again_at(tries, call.now);
    let (state, at) = match (state, again) {
        (MailState::Waiting, Some(at)) => (MailState::Waiting, at),
        (MailState::Waiting, None) => (MailState::GivenUp, call.now),
        (state, _) => (state, call.now),
    };
    let mark = MailMark { state, tries, at };
    desk.act(|tx| {
        tx.put_mail_mark(job.id, user, &mark)?;
        let left = matches!(
            state,
            MailState::Sent | MailState::Unknown | MailState::BeingSent
        );
        let is_code = matches!(job.asked.errand, Errand::Code(_));
        if left || !is_code || !tx.revoke_code(user, call.now)? {
            return Ok(((), End::Quietly(Quiet::MailMoved)));
        }
        let entry = sender.entry(call, Act::CodeRevoked).on(user).change(
            SENT,
            Some("by mail".to_owned()),
            None,
        );
        Ok(((), End::with(entry)))
    })?;
    Ok(state)
}

/// Puts a job off, for the server was not there; after the last try it is given up, loudly.
fn not_reached(
    tx: &mut dyn Tx,
    call: &Call<'_>,
    sender: Sender<'_>,
    id: JobId,
    why: &Unreached,
) -> Result<((), End), StoreError> {
    let Some(mut job) = tx.mail_job(id)?.filter(|job| job.finished.is_none()) else {
        return Ok(((), End::Unchanged));
    };
    job.tries = job.tries.saturating_add(1);
    if let Some(at) = job.asked.again_at(job.tries, call.now) {
        job.due_at = at;
        tx.put_mail_job(&job)?;
        return Ok(((), End::Quietly(Quiet::MailMoved)));
    }
    let mut missed = tx.mails_missed(id)?;
    let waiting = tx.unsettled_mails(id, PAGE)?;
    missed.extend(waiting.iter().map(|(user, _)| *user));
    if let Whom::One(user) = job.asked.whom
        && missed.is_empty()
    {
        missed.push(user);
    }
    let entry = sender
        .entry(call, Act::MailGivenUp)
        .on_all(missed)
        .change("mail", None, Some(told_of(&job.asked.errand).to_owned()))
        .change("answer", None, Some(why.to_string()));
    mail_jobs::end(tx, job, call.now)?;
    Ok(((), End::with(entry)))
}

/// Finishes a job with nothing left to send, and names whom it did not reach; else it is due when the next one is.
fn finish_or_wait(
    tx: &mut dyn Tx,
    call: &Call<'_>,
    sender: Sender<'_>,
    id: JobId,
) -> Result<((), End), StoreError> {
    let Some(mut job) = tx.mail_job(id)?.filter(|job| job.finished.is_none()) else {
        return Ok(((), End::Unchanged));
    };
    let next = tx.unsettled_mails(id, 1)?.pop();
    if let Some((_, mark)) = next.filter(|(_, mark)| mark.at < far()) {
        job.due_at = match mark.state {
            MailState::BeingSent => mark.at + ON_ITS_WAY_AT_MOST,
            MailState::Waiting | MailState::Sent | MailState::GivenUp | MailState::Unknown => {
                mark.at
            }
        };
        tx.put_mail_job(&job)?;
        return Ok(((), End::Quietly(Quiet::MailMoved)));
    }
    let missed = tx.mails_missed(id)?;
    let errand = told_of(&job.asked.errand);
    let done = mail_jobs::end(tx, job, call.now)?;
    if missed.is_empty() {
        return Ok(((), End::Quietly(Quiet::MailMoved)));
    }
    let entry = sender.missed(call, missed, errand, (done.given_up, done.unknown));
    Ok(((), End::with(entry)))
}

impl Sender<'_> {
    pub(super) fn entry(&self, call: &Call<'_>, act: Act) -> Entry {
        let actor = Actor::Machine(self.by.to_owned());
        Entry::new(call.now, actor, act, call.from.as_str())
    }

    /// The entry of mails that were given up, or of which nobody knows.
    pub(super) fn missed(
        &self,
        call: &Call<'_>,
        whom: Vec<UserId>,
        mail: &str,
        (given_up, unknown): (u64, u64),
    ) -> Entry {
        self.entry(call, Act::MailGivenUp)
            .on_all(whom)
            .change("mail", None, Some(mail.to_owned()))
            .change("given up", None, Some(given_up.to_string()))
            .change("outcome unknown", None, Some(unknown.to_string()))
    }
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
