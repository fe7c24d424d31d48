//! The rules of passward, pure: no I/O, no threads, no terminal, no clock.
//!
//! `now` is always an argument and nothing here imports another room. What is decided here is asked by
//! everybody else: the screens, the prompts, the queries and the forecast. The numbers in the docstrings
//! (P5, E1, S3 …) are the rules in the crate's documentation.

pub mod access;
pub mod audit;
pub mod code;
mod common_passwords;
pub mod expire_all;
pub mod impact;
pub mod import;
pub mod mail;
pub mod marked;
pub mod notice;
pub mod policy;
#[cfg(test)]
mod sample;
pub mod selection;
pub mod session;
pub mod status;
pub mod strength;
pub mod text;
pub mod throttle;
pub mod user;

pub use access::{Refusal, Right};
pub use code::{CodeOnRecord, CodePurpose, CodeState, Issuer};
pub use expire_all::{ExpireAll, ExpireAlls, Generation, Withdrawal};
pub use impact::{Impact, PreviewFacts};
pub use marked::{Census, Chosen, Ends, ManyAct, Marked, Outcome, Reach, Sort};
pub use notice::Notice;
pub use policy::{ExpiryInterval, Policy, PolicyOnRecord, Revision, StrongPasswords};
pub use selection::{Direction, Filter, Order, PasswordFilter, PasswordSet, Selection};
pub use session::{IdleLimit, Idleness, LockName, NewSession, SessionId, SessionOnRecord};
pub use status::{Credential, Force, ForceId, Forced, PasswordStatus, Rules, StatusKind};
pub use text::{Email, FirmName, LoginName, PersonName, Reason, TextFault};
pub use user::{Access, Kind, Membership, Role, User, UserId};

/// An instant: UTC, to the millisecond wherever it is stored.
pub type Instant = chrono::DateTime<chrono::Utc>;

/// Reads an instant in milliseconds as it is on record; `None` where it lies outside the years 1 to 9999.
///
/// No clock says that, and beyond it neither sums of instants nor dates on the wall are sure to exist.
#[must_use]
pub fn instant_on_record(ms: i64) -> Option<Instant> {
    const YEARS_1_TO_9999: std::ops::RangeInclusive<i64> =
        -62_135_596_800_000..=253_402_300_799_999;
    YEARS_1_TO_9999
        .contains(&ms)
        .then(|| Instant::from_timestamp_millis(ms))
        .flatten()
}

#[cfg(test)]
mod tests {
    use chrono::{Datelike, TimeDelta};

    use super::*;

    #[test]
    fn e9_an_instant_on_record_leaves_room_for_every_sum_and_zone() {
        for (ms, year) in [
            (-62_135_596_800_000, 1),
            (0, 1970),
            (253_402_300_799_999, 9999),
        ] {
            let at = instant_on_record(ms).unwrap();
            assert_eq!(at.year(), year);
            let _ = (at + TimeDelta::days(365), at - TimeDelta::days(365));
        }
        let (least, most) = (Instant::MIN_UTC, Instant::MAX_UTC);
        for ms in [
            i64::MIN,
            least.timestamp_millis(),
            most.timestamp_millis(),
            i64::MAX,
        ] {
            assert_eq!(instant_on_record(ms), None);
        }
    }
}
