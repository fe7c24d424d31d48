//! The line-by-line prompts: set up, change a password, redeem a code.
//!
//! Called by `cli` alone. Everything is said in full sentences, one to a line, with nothing drawn and no escape byte,
//! so that it works on a dumb terminal and reads well aloud. A prompt is a door: time and randomness enter here, and
//! what S1 and S3 let pass in time is waited for here. It decides nothing; `service` does.

mod ask;
mod console;
mod lines;

pub use ask::{Ask, Moment, Stopped};
pub use console::Console;
pub use lines::Lines;
