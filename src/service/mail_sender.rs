//! Sends what acts left for the mail (N2): walks the people a job concerns, asks again whether each still needs it, and
//! marks each one before the mail leaves.
//!
//! **Never twice.** The mark is written in its own transaction once the server answers and before the letter is handed
//! over; two senders at once therefore never have the same letter. Where the connection breaks after the text, or this
//! program ends in between, nobody knows whether the server took it: it counts as told, is never sent again, and is named
//! in the audit log and by `passward doctor`. Only what certainly did not leave is tried again.
//!
//! **One transaction a letter.** What became of a letter goes on record together with the mark of the next one.
//!
//! | file | what it is |
//! | --- | --- |
//! | `mail_sender` | one run over the jobs that are due |
//! | `mail_walk` | whom a job concerns, and how far it has come |
//! | `mail_marks` | the mark before a letter leaves, and what became of it |
//! | `mail_letters` | what a letter tells |

use std::ops::ControlFlow;

use crate::domain::audit::{Act, Actor, Entry};
use crate::domain::mail::{JobId, MailMark, MailState, Whom};
use crate::domain::{Instant, UserId};
use crate::mail::{Delivery, Post, Unreached};
use crate::secret::CodeHash;
use crate::store::{Quiet, StoreError, Tx};
use crate::words::Zone;

use super::desk::End;
use super::mail_marks::{self, Outcome};
use super::mail_walk::{self, OneJob, PAGE};
use super::{Call, Desk};

/// How many letters leave under one [`Call`]: its time stands in their marks, and another sender takes one of which it
/// has not heard for a quarter of an hour for lost.
const LETTERS: u32 = 100;

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
    /// Whether there is more to send at once, with another [`Call`].
    pub more: bool,
}

impl SentMail {
    /// Adds what came of going on.
    pub fn then(&mut self, next: Self) {
        let add = |number: &mut u64, more: u64| *number = number.saturating_add(more);
        add(&mut self.sent, next.sent);
        add(&mut self.later, next.later);
        add(&mut self.given_up, next.given_up);
        add(&mut self.unknown, next.unknown);
        self.unreached = next.unreached;
        self.more = next.more;
    }

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

/// Says what became of a letter, and why where the server was not there for any.
pub(super) fn outcome(delivery: Delivery) -> (MailState, Option<Unreached>) {
    match delivery {
        Delivery::Taken => (MailState::Sent, None),
        Delivery::Later(_) => (MailState::Waiting, None),
        Delivery::Never(_) => (MailState::GivenUp, None),
        Delivery::Unknown(_) => (MailState::Unknown, None),
        Delivery::Unreached(why) => (MailState::Waiting, Some(why)),
    }
}

/// Sends the jobs that are due, a hundred letters at a time. A server that cannot be reached ends the run; what waits
/// stays.
pub fn send_due_mail(
    desk: &mut Desk,
    call: &mut Call<'_>,
    post: &mut dyn Post,
    sender: Sender<'_>,
) -> Result<SentMail, StoreError> {
    let mut sent = SentMail::default();
    let due = desk.look()?.mail_jobs_due(call.now, JOBS)?;
    let mut left = LETTERS;
    for job in due {
        send(desk, call, post, sender, job.id, (&mut sent, &mut left))?;
        if sent.unreached.is_some() || sent.more {
            break;
        }
    }
    post.close();
    Ok(sent)
}

/// Sends one job, each letter once and a hundred at a time: what a screen's own act left. What does not get through waits
/// for `passward notify`.
pub fn send_mail_job(
    desk: &mut Desk,
    call: &mut Call<'_>,
    post: &mut dyn Post,
    sender: Sender<'_>,
    job: JobId,
) -> Result<SentMail, StoreError> {
    let mut sent = SentMail::default();
    send(desk, call, post, sender, job, (&mut sent, &mut { LETTERS }))?;
    post.close();
    Ok(sent)
}

/// How many jobs are not finished.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct OpenJobs {
    /// All of them, as `passward doctor` counts them.
    pub waiting: u64,
    /// Those of which something would be sent now.
    pub due: u64,
}

/// Counts the jobs that are not finished; those for nobody are none (U2).
pub fn open_mail_jobs(desk: &mut Desk, now: Instant) -> Result<OpenJobs, StoreError> {
    let look = desk.look()?;
    let due = look.mail_jobs_due(now, usize::MAX)?;
    let real = due.iter().filter(|job| job.asked.whom != Whom::Nobody);
    Ok(OpenJobs {
        waiting: look.mail_standing(now)?.waiting,
        due: real.count() as u64,
    })
}

fn send(
    desk: &mut Desk,
    call: &mut Call<'_>,
    post: &mut dyn Post,
    sender: Sender<'_>,
    id: JobId,
    (sent, left): (&mut SentMail, &mut u32),
) -> Result<(), StoreError> {
    let job = mail_walk::still_open(desk.look()?.as_ref(), id, call.now)?;
    let Some(job) = job else { return Ok(()) };
    let mut round = Round {
        desk,
        post,
        job: OneJob { call, sender, job },
        sent,
        left,
        last: None,
    };
    round.run()
}

/// One run over one job.
struct Round<'r, 'c> {
    desk: &'r mut Desk,
    post: &'r mut dyn Post,
    job: OneJob<'r, 'c>,
    sent: &'r mut SentMail,
    /// How many letters may still leave.
    left: &'r mut u32,
    /// What became of the last letter, which is not on record yet.
    last: Option<Outcome>,
}

/// Whether the run goes on; it breaks off where the server is not there for anybody, or enough letters have left.
type Flow = ControlFlow<()>;

impl<'r, 'c> Round<'r, 'c> {
    /// Sends to everybody who needs it. Who was not met yet comes first, so that one for whom the server stalls, and who
    /// is waited for since, holds up nobody else.
    fn run(&mut self) -> Result<(), StoreError> {
        let mut after = self.job.job.walked_to;
        loop {
            let page = mail_walk::next_page(self.desk.look()?.as_ref(), &self.job, after)?;
            let Some(page) = page else { break };
            after = page.last;
            if page.meant.is_empty() {
                continue;
            }
            if self.send_to(&page.meant)?.is_break() {
                return Ok(());
            }
            self.write(|tx, job| mail_walk::walked(tx, job, page.last))?;
        }
        if self.send_to_those_who_wait()?.is_break() {
            return Ok(());
        }
        self.write(|tx, job| mail_walk::finish_or_wait(tx, job))
    }

    fn send_to_those_who_wait(&mut self) -> Result<Flow, StoreError> {
        let now = self.job.call.now;
        loop {
            let waiting = self.desk.look()?.unsettled_mails(self.job.job.id, PAGE)?;
            for (user, mark) in waiting.iter().filter(|(_, mark)| mark.is_lost(now)) {
                self.settle(*user, (mark, None), MailState::Unknown)?;
            }
            let due = waiting.iter().filter(|(_, mark)| mark.is_due(now));
            let due: Vec<_> = due.map(|(user, _)| *user).collect();
            if self.send_to(&due)?.is_break() {
                return Ok(Flow::Break(()));
            }
            if due.is_empty() || waiting.len() < PAGE {
                return Ok(Flow::Continue(()));
            }
        }
    }

    fn send_to(&mut self, users: &[UserId]) -> Result<Flow, StoreError> {
        for user in users {
            if *self.left == 0 {
                self.settle_last()?;
                self.sent.more = true;
                return Ok(Flow::Break(()));
            }
            // The server first: who is marked is marked only where somebody is there to take the letter.
            if !self.post.is_open() {
                // To begin may take as long as the server likes, which what became of the last letter does not wait for.
                self.settle_last()?;
                if let Err(why) = self.post.open() {
                    return self.break_off(&why);
                }
            }
            let claimed = self.write(|tx, job| mail_marks::claim(tx, job, *user))?;
            let Some(claimed) = claimed else { continue };
            *self.left -= 1;
            let (state, unreached) = outcome(self.post.deliver(&claimed.letter));
            self.settle(*user, (&claimed.mark, claimed.code), state)?;
            if let Some(why) = unreached {
                return self.break_off(&why);
            }
        }
        Ok(Flow::Continue(()))
    }

    /// Keeps what became of a letter for the next transaction.
    fn settle(
        &mut self,
        user: UserId,
        mark: (&MailMark, Option<CodeHash>),
        state: MailState,
    ) -> Result<(), StoreError> {
        self.settle_last()?;
        let outcome = Outcome::of(&self.job, user, mark, state);
        self.sent.count(outcome.state());
        self.last = Some(outcome);
        Ok(())
    }

    fn settle_last(&mut self) -> Result<(), StoreError> {
        if self.last.is_none() {
            return Ok(());
        }
        self.write(|_, _| Ok(((), End::Unchanged)))
    }

    fn break_off(&mut self, why: &Unreached) -> Result<Flow, StoreError> {
        self.settle_last()?;
        let left_behind = mail_walk::left_behind(self.desk.look()?.as_ref(), &self.job)?;
        self.write(|tx, job| mail_walk::not_reached(tx, job, why, &left_behind))?;
        self.sent.unreached = Some(why.clone());
        Ok(Flow::Break(()))
    }

    /// Runs one transaction, which also puts on record what became of the last letter.
    fn write<T>(
        &mut self,
        mut work: impl FnMut(&mut dyn Tx, &mut OneJob<'r, 'c>) -> Result<(T, End), StoreError>,
    ) -> Result<T, StoreError> {
        let Self {
            desk, job, last, ..
        } = self;
        let value = desk.act(|tx| {
            let settled = match last {
                Some(outcome) => Some(outcome.put(tx, job)?),
                None => None,
            };
            let (value, end) = work(tx, job)?;
            Ok((value, joined(settled, end)))
        })?;
        *last = None;
        Ok(value)
    }
}

/// Joins the end of a transaction with the entries of what was written before, if anything was.
fn joined(settled: Option<Vec<Entry>>, end: End) -> End {
    match (settled, end) {
        (None, end) => end,
        (Some(mut entries), End::Record(more)) => {
            entries.extend(more);
            End::Record(entries)
        }
        (Some(entries), End::Quietly(_) | End::Unchanged) if entries.is_empty() => {
            End::Quietly(Quiet::MailMoved)
        }
        (Some(entries), End::Quietly(_) | End::Unchanged) => End::Record(entries),
    }
}
