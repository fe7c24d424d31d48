//! Mail jobs and their marks (N2): one row an act (E2), one mark a person who was mailed.

use rusqlite::{Connection, Row, Rows, params};

use super::fault::{damaged, one};
use super::row::{self, USER, instant, maybe_instant, ms, signed, unsigned};
use crate::domain::mail::{
    Errand, Finished, JobId, LOST_COUNTS_FOR, MailJob, MailMark, MailStanding, MailState,
    NewMailJob, WAITS_AT_MOST, Whom,
};
use crate::domain::{CodePurpose, Email, ForceId, Generation, Instant, Revision, User, UserId};
use crate::store::Result;

/// How many finished jobs are remembered; those that were finished first go first.
const FINISHED_MOST: i64 = 1_000;

/// How many open jobs for nobody are kept: anybody at the sign-in screen can write them (U2).
const FOR_NOBODY_MOST: i64 = 100;

const COLUMNS: &str = "id, errand, about, address, whom, user_id, asked_by, asked_at, walked_to, tries, due_at, \
     finished_at, sent, given_up, unknown";

pub(super) fn job(db: &Connection, id: JobId) -> Result<Option<MailJob>> {
    let mut job = db.prepare_cached(&format!("SELECT {COLUMNS} FROM jobs WHERE id = ?1"))?;
    let mut rows = job.query([id.0])?;
    rows.next()?.map(on_record).transpose()
}

pub(super) fn due(db: &Connection, now: Instant, most: usize) -> Result<Vec<MailJob>> {
    let mut due = db.prepare_cached(&format!(
        "SELECT {COLUMNS} FROM jobs WHERE finished_at IS NULL AND (due_at <= ?1 OR due_at > ?2) \
         ORDER BY due_at, id LIMIT ?3"
    ))?;
    // E9: what would wait longer than anything does.
    let ahead = now.checked_add_signed(WAITS_AT_MOST).map_or(i64::MAX, ms);
    all_on_record(due.query([ms(now), ahead, limit(most)])?)
}

pub(super) fn add(db: &Connection, new: &NewMailJob) -> Result<JobId> {
    let (errand, about, address) = match &new.errand {
        Errand::Forced(ForceId(id)) => (0, Some(*id), None),
        Errand::AllExpired(Generation(no)) => (1, Some(i64::from(*no)), None),
        Errand::StrongRequired(Revision(no)) => (2, Some(signed(*no)), None),
        Errand::Code(CodePurpose::Setup) => (3, None, None),
        Errand::Code(CodePurpose::Reset) => (4, None, None),
        Errand::EmailChanged { old } => (5, None, Some(old.as_str())),
        Errand::Notices => (6, None, None),
    };
    let (whom, user) = match new.whom {
        Whom::One(user) => (0, Some(user.0)),
        Whom::Nobody => (1, None),
        Whom::All => (2, None),
    };
    let mut add = db.prepare_cached(
        "INSERT INTO jobs(errand, about, address, whom, user_id, asked_by, asked_at, due_at) \
         VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7, ?7)",
    )?;
    let by = new.by.map(|by| by.0);
    let id = add.insert(params![errand, about, address, whom, user, by, ms(new.at)])?;
    bound_those_for_nobody(db)?;
    Ok(JobId(id))
}

/// The work is the same whether a job is for somebody or not (U2).
fn bound_those_for_nobody(db: &Connection) -> Result<()> {
    let mut forget = db.prepare_cached(
        "DELETE FROM jobs WHERE id IN (SELECT id FROM jobs WHERE finished_at IS NULL AND whom = 1 \
         ORDER BY id DESC LIMIT -1 OFFSET ?1)",
    )?;
    forget.execute([FOR_NOBODY_MOST])?;
    Ok(())
}

pub(super) fn put(db: &Connection, job: &MailJob) -> Result<()> {
    let done = job.finished.unwrap_or_default();
    let mut put = db.prepare_cached(
        "UPDATE jobs SET walked_to = ?2, tries = ?3, due_at = ?4, finished_at = ?5, sent = ?6, given_up = ?7, \
         unknown = ?8 WHERE id = ?1",
    )?;
    let put = put.execute(params![
        job.id.0,
        job.walked_to.0,
        job.tries,
        ms(job.due_at),
        job.finished.map(|done| ms(done.at)),
        signed(done.sent),
        signed(done.given_up),
        signed(done.unknown)
    ])?;
    one(put, "a mail job is missing")?;
    if job.finished.is_some() {
        // What is finished sends nothing any more, so that its marks have no more use.
        let mut forget = db.prepare_cached("DELETE FROM mails WHERE job_id = ?1")?;
        forget.execute([job.id.0])?;
        let mut forget = db.prepare_cached(
            "DELETE FROM jobs WHERE id IN (SELECT id FROM jobs WHERE finished_at IS NOT NULL \
             ORDER BY finished_at DESC, id DESC LIMIT -1 OFFSET ?1)",
        )?;
        forget.execute([FINISHED_MOST])?;
    }
    Ok(())
}

/// Returns the jobs not finished that would send a user a code.
pub(super) fn codes_of(db: &Connection, user: UserId) -> Result<Vec<MailJob>> {
    let mut jobs = db.prepare_cached(&format!(
        "SELECT {COLUMNS} FROM jobs WHERE user_id = ?1 AND errand IN (3, 4) AND finished_at IS NULL ORDER BY id"
    ))?;
    all_on_record(jobs.query([user.0])?)
}

/// Returns the jobs, but for one, that are about a code for a user, finished or not, the newest first.
pub(super) fn other_codes_of(
    db: &Connection,
    user: UserId,
    but: JobId,
    most: usize,
) -> Result<Vec<MailJob>> {
    let mut jobs = db.prepare_cached(&format!(
        "SELECT {COLUMNS} FROM jobs WHERE user_id = ?1 AND errand IN (3, 4) AND id <> ?2 \
         ORDER BY id DESC LIMIT ?3"
    ))?;
    all_on_record(jobs.query([user.0, but.0, limit(most)])?)
}

pub(super) fn mark(db: &Connection, job: JobId, user: UserId) -> Result<Option<MailMark>> {
    let mut mark =
        db.prepare_cached("SELECT state, tries, at FROM mails WHERE job_id = ?1 AND user_id = ?2")?;
    let mut rows = mark.query([job.0, user.0])?;
    let Some(row) = rows.next()? else {
        return Ok(None);
    };
    Ok(Some(MailMark {
        state: state(row.get(0)?)?,
        tries: row.get(1)?,
        at: instant(row.get(2)?)?,
    }))
}

pub(super) fn put_mark(
    db: &Connection,
    job: JobId,
    user: UserId,
    mark: Option<&MailMark>,
) -> Result<()> {
    let Some(mark) = mark else {
        let mut forget =
            db.prepare_cached("DELETE FROM mails WHERE job_id = ?1 AND user_id = ?2")?;
        forget.execute([job.0, user.0])?;
        return Ok(());
    };
    let mut put = db.prepare_cached("INSERT OR REPLACE INTO mails VALUES(?1, ?2, ?3, ?4, ?5)")?;
    let number = state_number(mark.state);
    put.execute(params![job.0, user.0, number, mark.tries, ms(mark.at)])?;
    Ok(())
}

/// Returns who is waited for in a job, the longest first: who is to be tried again, and whose mail is on its way.
pub(super) fn unsettled(
    db: &Connection,
    job: JobId,
    most: usize,
) -> Result<Vec<(UserId, MailMark)>> {
    let mut unsettled = db.prepare_cached(
        "SELECT user_id, state, tries, at FROM mails WHERE job_id = ?1 AND state IN (0, 2) \
         ORDER BY at, user_id LIMIT ?2",
    )?;
    let mut rows = unsettled.query([job.0, limit(most)])?;
    let mut found = Vec::new();
    while let Some(row) = rows.next()? {
        let mark = MailMark {
            state: state(row.get(1)?)?,
            tries: row.get(2)?,
            at: instant(row.get(3)?)?,
        };
        found.push((UserId(row.get(0)?), mark));
    }
    Ok(found)
}

/// Counts the marks of a job by what became of the mails.
pub(super) fn counted(db: &Connection, job: JobId) -> Result<Finished> {
    let mut counted = db.prepare_cached(
        "SELECT coalesce(sum(state = 1), 0), coalesce(sum(state = 3), 0), coalesce(sum(state = 4), 0) \
         FROM mails WHERE job_id = ?1",
    )?;
    let numbers = counted.query_row([job.0], |row| Ok([row.get(0)?, row.get(1)?, row.get(2)?]))?;
    let [sent, given_up, unknown] = numbers.map(unsigned);
    Ok(Finished {
        at: Instant::default(),
        sent: sent?,
        given_up: given_up?,
        unknown: unknown?,
    })
}

/// Returns whom a job did not surely reach, in order.
pub(super) fn missed(db: &Connection, job: JobId) -> Result<Vec<UserId>> {
    let mut missed = db.prepare_cached(
        "SELECT user_id FROM mails WHERE job_id = ?1 AND state IN (3, 4) ORDER BY user_id",
    )?;
    let users = missed.query_map([job.0], |row| row.get(0).map(UserId))?;
    Ok(users.collect::<rusqlite::Result<_>>()?)
}

pub(super) fn standing(db: &Connection, now: Instant) -> Result<MailStanding> {
    let mut open = db.prepare_cached(
        "SELECT count(*), min(asked_at) FROM jobs WHERE finished_at IS NULL AND whom <> 1",
    )?;
    let (waiting, since): (i64, Option<i64>) =
        open.query_row([], |row| Ok((row.get(0)?, row.get(1)?)))?;
    let mut got_through = db.prepare_cached(
        "SELECT max(CASE WHEN sent > 0 THEN finished_at END), (SELECT max(at) FROM mails WHERE state = 1) FROM jobs",
    )?;
    let (finished, marked): (Option<i64>, Option<i64>) =
        got_through.query_row([], |row| Ok((row.get(0)?, row.get(1)?)))?;
    let mut lost = db.prepare_cached(
        "SELECT coalesce(sum(given_up), 0), coalesce(sum(unknown), 0), max(at) FROM ( \
         SELECT given_up, unknown, finished_at AS at FROM jobs \
         WHERE finished_at >= ?1 AND given_up + unknown > 0 \
         UNION ALL SELECT state = 3, state = 4, at FROM mails WHERE state IN (3, 4) AND at >= ?1)",
    )?;
    let from = now.checked_sub_signed(LOST_COUNTS_FOR).map_or(i64::MIN, ms);
    let (given_up, unknown, last_lost): (i64, i64, Option<i64>) =
        lost.query_row([from], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))?;
    Ok(MailStanding {
        waiting: unsigned(waiting)?,
        waiting_since: maybe_instant(since)?,
        given_up: unsigned(given_up)?,
        unknown: unsigned(unknown)?,
        last_lost: maybe_instant(last_lost)?,
        last_success: maybe_instant(finished.max(marked))?,
    })
}

/// Returns users by number, the first after `after`.
pub(super) fn users_after(db: &Connection, after: UserId, most: usize) -> Result<Vec<User>> {
    let mut users = db.prepare_cached(&format!(
        "SELECT {USER} FROM users NOT INDEXED WHERE id > ?1 ORDER BY id LIMIT ?2"
    ))?;
    let mut rows = users.query([after.0, limit(most)])?;
    let mut found = Vec::new();
    while let Some(row) = rows.next()? {
        found.push(row::user(row)?);
    }
    Ok(found)
}

fn all_on_record(mut rows: Rows<'_>) -> Result<Vec<MailJob>> {
    let mut found = Vec::new();
    while let Some(row) = rows.next()? {
        found.push(on_record(row)?);
    }
    Ok(found)
}

fn on_record(row: &Row<'_>) -> Result<MailJob> {
    let errand = errand(row)?;
    let whom = match (row.get::<_, i64>(4)?, row.get::<_, Option<i64>>(5)?) {
        (0, Some(user)) => Whom::One(UserId(user)),
        (1, None) => Whom::Nobody,
        (2, None) => Whom::All,
        _ => return Err(damaged("a mail job is for people that do not exist")),
    };
    let finished = match maybe_instant(row.get(11)?)? {
        None => None,
        Some(at) => Some(Finished {
            at,
            sent: unsigned(row.get(12)?)?,
            given_up: unsigned(row.get(13)?)?,
            unknown: unsigned(row.get(14)?)?,
        }),
    };
    Ok(MailJob {
        id: JobId(row.get(0)?),
        asked: NewMailJob {
            errand,
            whom,
            by: row.get::<_, Option<i64>>(6)?.map(UserId),
            at: instant(row.get(7)?)?,
        },
        walked_to: UserId(row.get(8)?),
        tries: row.get(9)?,
        due_at: instant(row.get(10)?)?,
        finished,
    })
}

fn errand(row: &Row<'_>) -> Result<Errand> {
    let (number, about): (i64, Option<i64>) = (row.get(1)?, row.get(2)?);
    let address = row.get::<_, Option<String>>(3)?;
    Ok(match (number, about, address) {
        (0, Some(id), None) => Errand::Forced(ForceId(id)),
        (1, Some(no), None) => Errand::AllExpired(Generation(
            u32::try_from(no).map_err(|_| damaged(NO_ERRAND))?,
        )),
        (2, Some(no), None) => Errand::StrongRequired(Revision(unsigned(no)?)),
        (3, None, None) => Errand::Code(CodePurpose::Setup),
        (4, None, None) => Errand::Code(CodePurpose::Reset),
        (5, None, Some(old)) => Errand::EmailChanged {
            old: Email::on_record(old),
        },
        (6, None, None) => Errand::Notices,
        _ => return Err(damaged(NO_ERRAND)),
    })
}

const NO_ERRAND: &str = "a mail job has an errand that does not exist";

fn state_number(state: MailState) -> i64 {
    match state {
        MailState::BeingSent => 0,
        MailState::Sent => 1,
        MailState::Waiting => 2,
        MailState::GivenUp => 3,
        MailState::Unknown => 4,
    }
}

fn state(number: i64) -> Result<MailState> {
    Ok(match number {
        0 => MailState::BeingSent,
        1 => MailState::Sent,
        2 => MailState::Waiting,
        3 => MailState::GivenUp,
        4 => MailState::Unknown,
        _ => return Err(damaged("a mail is in a state that does not exist")),
    })
}

fn limit(most: usize) -> i64 {
    i64::try_from(most).unwrap_or(i64::MAX)
}
