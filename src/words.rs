//! Domain values as sentences and dates, and [`Printable`], the only type through which foreign text is shown (R4).
//!
//! Pure: `now` and the [`Zone`] are arguments, and nothing here reads a clock or asks where the machine stands. Called
//! by `service` (for [`Printable`] only) and by every way of using the program; calls `domain`. Nothing here decides
//! anything: what a password is was decided by E1, and this room finds the words for it.

mod acts;
mod audit;
mod codes;
mod csv;
mod dates;
mod many;
mod numbers;
mod policy;
mod printable;
pub mod programs;
mod status;
mod strength;
mod wait;
mod zone;

pub use acts::{act_kind, act_title, act_word};
pub use audit::Told;
pub use codes::{CODE_ASKED_FOR, code_name, shown_codes_revoked};
pub use csv::{csv_line, is_formula};
pub use dates::{
    date, date_and_time, day_and_date, day_typed, days_away, stamp, time, until, when,
};
pub use many::{left_out, many_ended, many_would};
pub use numbers::{counted, grouped};
pub use policy::{
    ADVICE_ON_EXPIRY, ADVICE_ON_STRONG, advice, changed_meanwhile, expiry, expiry_value,
    strong_value,
};
pub use printable::Printable;
pub use status::{Known, Mark, StatusCell, own_sentence, sentence_about, status_cell, status_name};
pub use strength::{missing, strength_line};
pub use wait::{locked, please_wait};
pub use zone::Zone;
