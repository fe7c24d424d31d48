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
            if let Some(letter) = letter_of(look, &other, user)? {
                return Ok(found(&letter, now));
            }
        }
    }
    Ok(InTheWay::Stands)
}

/// Returns what is known of a job's letter; `None` where none has left. The newest that left brought the newest code.
fn letter_of(look: &dyn Look, job: &MailJob, user: UserId) -> Result<Option<MailMark>, StoreError> {
    let mark = match job.finished {
        None => look.mail_mark(job.id, user)?,
        Some(done) => {
            let state = match (done.sent, done.unknown) {
                (0, 0) => None,
                (0, _) => Some(MailState::Unknown),
                (_, _) => Some(MailState::Sent),
            };
            let (tries, at) = (0, done.at);
            state.map(|state| MailMark { state, tries, at })
        }
    };
    Ok(mark.filter(|mark| match mark.state {
        MailState::BeingSent | MailState::Sent | MailState::Unknown => true,
        MailState::Waiting | MailState::GivenUp => false,
    }))
}

fn found(letter: &MailMark, now: Instant) -> InTheWay {
    match letter.state {
        MailState::Unknown => InTheWay::Nothing,
        MailState::BeingSent if letter.is_lost(now) => InTheWay::Nothing,
        MailState::BeingSent => InTheWay::Until(letter.looked_at_again()),
        MailState::Sent | MailState::Waiting | MailState::GivenUp => InTheWay::Stands,
    }
}
