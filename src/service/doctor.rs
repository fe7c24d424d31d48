//! How it stands with the data, asked from the machine that holds it (R7): `passward doctor`.

use crate::domain::Instant;
use crate::domain::mail::MailStanding;
use crate::domain::status::CLOCK_TOLERANCE;
use crate::secret::Settings;
use crate::store::{AheadOfClock, Depth, StoreError};

use super::Desk;
use super::free_tries::CountedFrom;
use super::me::clock_behind;

/// What a look at the data found. No name, no e-mail: users by number.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Checkup {
    /// The time of the newest entry of the audit log, where the clock is over an hour behind it (E9).
    pub clock_behind: Option<Instant>,
    /// The passwords set more than an hour ahead of the clock (E9).
    pub ahead: AheadOfClock,
    /// How many numbers beside the users differ from a recount.
    pub miscounted: u64,
    /// How many users are locked after too many wrong tries (S3).
    pub locked: u64,
    /// From how many everyone's wrong tries are counted, since so many of others were forgotten (S3).
    pub counted_from: CountedFrom,
    /// How many sessions a program holds (U5).
    pub sessions: u64,
    /// The settings of imported hashes that no sign-in has renewed yet (S1).
    pub foreign: Settings,
    /// How it stands with the mail (N2).
    pub mail: MailStanding,
}

/// How many users are named, and how many sessions are looked at.
const SOME: usize = 20;
const SESSIONS_MOST: usize = 10_000;

/// Looks how it stands with the data; nothing is changed, and nothing is asked for.
pub fn check_up(desk: &mut Desk, now: Instant, depth: Depth) -> Result<Checkup, StoreError> {
    let look = desk.look()?;
    let look = look.as_ref();
    let mut sessions = 0;
    for session in look.open_sessions(None, SESSIONS_MOST)? {
        sessions += u64::from(look.is_held(&session.lock)?);
    }
    Ok(Checkup {
        clock_behind: clock_behind(look, now)?,
        ahead: look.ahead_of(now + CLOCK_TOLERANCE, SOME)?,
        miscounted: look.miscounted(depth)?,
        locked: look.locked()?,
        counted_from: CountedFrom::of(look)?,
        sessions,
        foreign: look.foreign_settings()?,
        mail: look.mail_standing(now)?,
    })
}
