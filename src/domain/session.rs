//! Sessions: what stands on record of one (U5), and how long nobody may touch the keys before it locks (S9).

use std::fmt;
use std::time::Duration;

use super::{Instant, UserId};

/// How long nobody may touch the keys before a session locks (S9).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct IdleLimit(Duration);

/// How long before the lock a line says so (S9).
const WARNED_BEFORE: Duration = Duration::from_mins(1);

impl Default for IdleLimit {
    /// Ten minutes (S9).
    fn default() -> Self {
        Self(Duration::from_mins(10))
    }
}

impl IdleLimit {
    /// As a firm sets it: at least two minutes, for a line says so one before; at most an hour.
    #[must_use]
    pub fn of(time: Duration) -> Self {
        Self(time.clamp(Duration::from_mins(2), Duration::from_hours(1)))
    }

    /// Returns after how long the session locks.
    #[must_use]
    pub fn locks_after(self) -> Duration {
        self.0
    }

    /// Returns after how long a line says so.
    #[must_use]
    pub fn warned_after(self) -> Duration {
        self.0.saturating_sub(WARNED_BEFORE)
    }
}

/// How much time must lie between two notes of when a session was last active (U5).
pub const NOTED_EVERY: Duration = Duration::from_mins(1);

/// What the time since the last key, click or paste comes to (S9).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Idleness {
    /// Nothing.
    Awake,
    /// A line says that the session is about to lock.
    Warned,
    /// The session locks.
    Locked,
}

impl Idleness {
    /// Says what an idle time comes to; both ends belong to what they begin.
    #[must_use]
    pub fn after(idle: Duration, limit: IdleLimit) -> Self {
        if idle >= limit.locks_after() {
            Self::Locked
        } else if idle >= limit.warned_after() {
            Self::Warned
        } else {
            Self::Awake
        }
    }
}

/// Names a session on record.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct SessionId(pub i64);

/// Names the lock that a session's program holds: 32 hexadecimal digits, so that it can be part of a file's name.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct LockName(String);

impl fmt::Debug for LockName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "LockName({})", self.0)
    }
}

impl LockName {
    /// Makes a name out of random bytes.
    #[must_use]
    pub fn of(random: [u8; 16]) -> Self {
        Self(format!("{:032x}", u128::from_be_bytes(random)))
    }

    /// Reads a name as it is on record; `None` where it is not one.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let digits = |byte: u8| byte.is_ascii_digit() || (b'a'..=b'f').contains(&byte);
        (text.len() == 32 && text.bytes().all(digits)).then(|| Self(text.to_owned()))
    }

    /// Returns the text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// A session to put on record.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewSession {
    /// Whose it is.
    pub user: UserId,
    /// Since when.
    pub at: Instant,
    /// From where, as reported.
    pub origin: String,
    /// The lock that its program holds.
    pub lock: LockName,
}

/// A session as it stands on record.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SessionOnRecord {
    /// Which one. The number of one long over may be given again: its lock tells the two apart.
    pub id: SessionId,
    /// Whose it is.
    pub user: UserId,
    /// Since when.
    pub started_at: Instant,
    /// When a key was last pressed in it, to the minute.
    pub last_active_at: Instant,
    /// From where, as reported.
    pub origin: String,
    /// The lock that its program holds.
    pub lock: LockName,
    /// When it was ended by somebody, or seen to be gone.
    pub ended_at: Option<Instant>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn s9_a_session_is_warned_after_nine_minutes_and_locks_after_ten() {
        let ms = Duration::from_millis;
        for (idle, expected) in [
            (Duration::ZERO, Idleness::Awake),
            (ms(539_999), Idleness::Awake),
            (ms(540_000), Idleness::Warned),
            (ms(599_999), Idleness::Warned),
            (ms(600_000), Idleness::Locked),
            (Duration::from_hours(24), Idleness::Locked),
        ] {
            assert_eq!(
                Idleness::after(idle, IdleLimit::default()),
                expected,
                "{idle:?}"
            );
        }
    }

    #[test]
    fn u5_the_name_of_a_lock_is_never_a_path() {
        let name = LockName::of([0xab; 16]);
        assert_eq!(LockName::parse(name.as_str()), Some(name));
        assert_eq!(LockName::of([0; 16]).as_str().len(), 32);
        for bad in [
            "",
            "..",
            "../../etc/passwd",
            "ABABABABABABABABABABABABABABABAB",
            "ab/babababababababababababababab",
        ] {
            assert_eq!(LockName::parse(bad), None, "{bad}");
        }
    }
}
