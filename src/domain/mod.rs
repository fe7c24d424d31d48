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
pub mod notice;
pub mod policy;
#[cfg(test)]
mod sample;
pub mod selection;
pub mod status;
pub mod strength;
pub mod text;
pub mod throttle;
pub mod user;

pub use access::{Refusal, Right};
pub use code::{CodeOnRecord, CodePurpose, CodeState};
pub use expire_all::{ExpireAll, ExpireAlls, Generation, Withdrawal};
pub use impact::{Impact, PreviewFacts};
pub use notice::Notice;
pub use policy::{ExpiryInterval, Policy, PolicyOnRecord, Revision, StrongPasswords};
pub use selection::{Direction, Filter, Order, PasswordFilter, PasswordSet, Selection};
pub use status::{Credential, Force, ForceId, Forced, PasswordStatus, Rules, StatusKind};
pub use text::{Email, FirmName, PersonName, Reason, TextFault};
pub use user::{Access, Kind, Membership, Role, User, UserId};

/// An instant: UTC, to the millisecond wherever it is stored.
pub type Instant = chrono::DateTime<chrono::Utc>;
