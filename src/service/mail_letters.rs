//! What a job's letter tells one person (N2); a code is made here, at the moment of sending, with its entry (U1).

use crate::domain::audit::{Act, Actor, Entry};
use crate::domain::mail::{Errand, MailJob};
use crate::domain::{CodeOnRecord, CodePurpose, CodeState, Email, Instant, Reason, User, UserId};
use crate::mail::{Letter, Topic};
use crate::secret::{Code, CodeHash};
use crate::store::{StoreError, Tx};
use crate::words::{self, Printable};

use super::Call;
use super::desk::stamp;
use super::mail_jobs::SENT;
use super::mail_walk::OneJob;
use super::me::name_of;

/// The entry of a code that was made for a letter, and what is stored of it.
pub(super) type WithCode = (Entry, CodeHash);

/// Writes the letter, and what was made for it; `None` where there is no firm.
pub(super) fn write(
    tx: &mut dyn Tx,
    of: &mut OneJob<'_, '_>,
    job: &MailJob,
    person: &User,
) -> Result<Option<(Letter, Option<WithCode>)>, StoreError> {
    let Some(firm) = tx.account()?.map(|account| account.firm) else {
        return Ok(None);
    };
    let (topic, made) = topic(tx, of, job, person)?;
    let asked_at = job.asked.at.timestamp_millis();
    let letter = Letter {
        id: format!("passward-{}-{}-{asked_at}", job.id.0, person.id.0),
        to: address(&job.asked.errand, person),
        name: Printable::from(&person.name),
        firm: Printable::from(&firm),
        at: of.call.now,
        topic,
    };
    Ok(Some((letter, made)))
}

fn address(errand: &Errand, person: &User) -> Email {
    match errand {
        Errand::EmailChanged { old } => old.clone(),
        Errand::Forced(_)
        | Errand::AllExpired(_)
        | Errand::StrongRequired(_)
        | Errand::Code(_)
        | Errand::Notices => person.email.clone(),
    }
}

fn topic(
    tx: &mut dyn Tx,
    of: &mut OneJob<'_, '_>,
    job: &MailJob,
    person: &User,
) -> Result<(Topic, Option<WithCode>), StoreError> {
    let asked_by = match job.asked.by {
        Some(by) => Some(name_of(tx, by)?),
        None => None,
    };
    let by = asked_by
        .clone()
        .unwrap_or_else(|| Printable::new("An administrator"));
    let topic = match &job.asked.errand {
        Errand::Code(purpose) => {
            let (code, until, made) = make_code(tx, of.call, job, person.id, *purpose)?;
            let until = words::date_and_time(until, of.call.now, of.sender.zone);
            let topic = match purpose {
                CodePurpose::Setup => Topic::Invitation { code, until, by },
                CodePurpose::Reset => Topic::ResetCode {
                    code,
                    until,
                    by: asked_by,
                },
            };
            return Ok((topic, Some(made)));
        }
        Errand::Forced(act) => {
            let force = tx.force_of(*act)?;
            let reason = told(force.and_then(|force| force.reason).as_ref());
            Topic::Forced { by, reason }
        }
        Errand::AllExpired(act) => {
            let expired = tx.expire_all_of(*act)?;
            let reason = told(expired.and_then(|act| act.reason).as_ref());
            Topic::AllExpired { by, reason }
        }
        Errand::EmailChanged { .. } => Topic::EmailChanged { by },
        // Notices have no letters here: their jobs only count.
        Errand::StrongRequired(_) | Errand::Notices => Topic::StrongRequired { by },
    };
    Ok((topic, None))
}

fn told(reason: Option<&Reason>) -> Option<Printable> {
    reason.map(Printable::from)
}

type Made = (zeroize::Zeroizing<String>, Instant, WithCode);

fn make_code(
    tx: &mut dyn Tx,
    call: &mut Call<'_>,
    job: &MailJob,
    user: UserId,
    purpose: CodePurpose,
) -> Result<Made, StoreError> {
    let code = Code::generate(&mut *call.rng);
    let record = CodeOnRecord::mailed(purpose, job.asked.by, call.now);
    let hash = code.hash();
    // One whose letter may be lost ends here.
    let before = tx
        .code(user)?
        .filter(|(before, _)| before.state(call.now) == CodeState::Open)
        .map(|(before, _)| stamp(before.until));
    tx.put_code(user, &record, &hash)?;
    let field = match purpose {
        CodePurpose::Setup => "setup code until",
        CodePurpose::Reset => "reset code until",
    };
    let actor = job.asked.by.map_or(Actor::Unknown, Actor::User);
    let entry = Entry::new(call.now, actor, Act::CodeIssued, call.from.as_str())
        .on(user)
        .change(field, before, Some(stamp(record.until)))
        .change(SENT, None, Some("by mail".to_owned()));
    Ok((code.grouped(), record.until, (entry, hash)))
}
