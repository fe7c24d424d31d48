//! Whether a live code stands in the way of another that somebody asks for at the sign-in screen (U2).
//!
//! One that was shown, or whose letter the server took, does. One whose letter may be lost does not, or its user could
//! have none mailed until it lapses: the new code takes its place. So for codes, and for nothing else, a second letter
//! may follow one that did arrive (N2); only the code in it still works.

use crate::domain::mail::{JobId, MailJob, MailMark, MailState};
use crate::domain::{CodeState, Instant, UserId};
use crate::store::{Look, StoreError};

/// How many jobs are looked at for the letter that brought a code: most of those in between were heard while it was
/// live, and sent nothing.
const JOBS: usize = 200;

/// What a live code means for another that is asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum InTheWay {
    /// There is none, or its letter may be lost.
    Nothing,
    /// It has its user, as far as anybody can know.
    Stands,
    /// Its letter is on its way until then; later it has arrived or may be lost.
    Until(Instant),
}

/// Says what stands in the way of a code for a user, which a job is to send.
pub(super) fn in_the_way(
    look: &dyn Look,
    job: JobId,
    user: UserId,
    now: Instant,
) -> Result<InTheWay, StoreError> {
    let live = look
        .code(user)?
        .filter(|(code, _)| code.state(now) == CodeState::Open);
    let Some((code, _)) = live else {
        return Ok(InTheWay::Nothing);
    };
    if code.went_by_mail() {
        for other in look.other_code_jobs_of(user, job, JOBS)? {
            let letter = letter_of(look, &other, user)?;
            if let Some(found) = letter.and_then(|letter| found(&letter, now)) {
                return Ok(found);
            }
        }
    }
    Ok(InTheWay::Stands)
}

/// Returns what is known of a job's letter; `None` where nobody began with one.
fn letter_of(look: &dyn Look, job: &MailJob, user: UserId) -> Result<Option<MailMark>, StoreError> {
    let Some(done) = job.finished else {
        return look.mail_mark(job.id, user);
    };
    let state = match (done.sent, done.unknown) {
        (0, 0) => None,
        (0, _) => Some(MailState::Unknown),
        (_, _) => Some(MailState::Sent),
    };
    let (tries, at) = (0, done.at);
    Ok(state.map(|state| MailMark { state, tries, at }))
}

/// Returns what a letter means; nothing where it never left, for the newest that left brought the newest code.
fn found(letter: &MailMark, now: Instant) -> Option<InTheWay> {
    match letter.state {
        MailState::Waiting | MailState::GivenUp => None,
        MailState::Sent => Some(InTheWay::Stands),
        MailState::Unknown => Some(InTheWay::Nothing),
        MailState::BeingSent if letter.is_lost(now) => Some(InTheWay::Nothing),
        MailState::BeingSent => Some(InTheWay::Until(letter.looked_at_again())),
    }
}
