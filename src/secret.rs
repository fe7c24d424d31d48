//! What must not leak: passwords, the fields they are typed into, their hashes, and codes.
//!
//! Called by `service`, `store`, `tui`, `prompt` and `cli`; calls nothing of ours. Every type here owns its
//! bytes, wipes them when it goes, and prints nothing of them in `Debug`; a raw password is never `Clone`,
//! `Display` or `Serialize`. Randomness is an argument. No function here can read a password back from a
//! hash or set one for somebody else (E8), and nothing is written to a log.
//!
//! Rules carried here: S1 (same work), S4, S7, U1 (codes), and the keyed hash of S3.

mod character;
mod code;
mod entry;
mod hash;
mod keyed;
mod password;

pub use code::{Code, CodeFormError, CodeHash};
pub use entry::{FieldFull, PasswordEntry, Visibility, Window};
pub use hash::{Hasher, Phc, PhcError, Setting, Settings, TooManySettings, Verdict};
pub use keyed::{ThrottleKey, TryKey};
pub use password::{Offered, Password, PasswordFormError, without_final_line_break};
