//! The line-by-line prompts: set up, change a password, redeem a code.
//!
//! Called by `cli` alone. Everything is said in full sentences, one to a line, with nothing drawn and no escape byte,
//! so that it works on a dumb terminal and reads well aloud. A prompt is a door: time and randomness enter here, and
//! what S1 and S3 let pass in time is waited for here. It decides nothing; `service` does.

mod ask;
mod console;
mod entering;
mod judged;
mod lines;
mod mail_code;
mod new_password;
mod passwd;
mod redeem;
#[cfg(test)]
pub(crate) mod script;
mod set_up;
mod talk;
#[cfg(test)]
mod tests;
mod wrap;

pub use ask::{Ask, Moment, Stopped};
pub use console::Console;
pub use entering::{enter_as_administrator, leave};
pub use lines::Lines;
pub use mail_code::ask_for_code;
pub use passwd::{change_password, change_password_once};
pub use redeem::{redeem, redeem_once};
pub use set_up::{Founding, Given, ask_founding};
pub use talk::{Halt, Talk};
pub use wrap::{for_stderr, wrapped};
