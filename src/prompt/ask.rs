//! How a prompt talks with a person: through this trait, so that tests can script the whole talk.

use std::time::Duration;

use zeroize::Zeroizing;

use crate::domain::Instant;

/// Why a talk ended before its time. Nothing was changed by the question that was open.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stopped {
    /// There is no more input.
    Closed,
    /// A signal asked for it; the process should die by that signal, after putting things back.
    Signal(i32),
    /// The terminal cannot be read or set.
    Unreadable,
    /// What was typed is not text in UTF-8.
    NotText,
    /// A line is longer than anything that is asked for.
    LineTooLong,
}

/// One reading of both clocks; a prompt is a door and passes it on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Moment {
    /// The wall clock, for dates.
    pub now: Instant,
    /// The time since the machine started, which nobody can set (E9, S9).
    pub since_boot: Duration,
}

/// Somebody who can be asked.
pub trait Ask {
    /// Asks for one line and returns it without its line break.
    fn line(&mut self, question: &str) -> Result<String, Stopped>;

    /// Asks for one line that is not shown while it is typed.
    fn secret(&mut self, question: &str) -> Result<Zeroizing<String>, Stopped>;

    /// Says one sentence or more, as a line of its own.
    fn say(&mut self, sentence: &str);

    /// Reads both clocks.
    fn moment(&mut self) -> Moment;

    /// Lets time pass, where S1 or S3 ask for it.
    fn pause(&mut self, length: Duration) -> Result<(), Stopped>;
}
