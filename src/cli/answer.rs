//! What a command answers, on standard output, and what it says beside that, on standard error.

use std::io::{self, Write};

use serde::Serialize;

use super::columns::columns_of_terminal;
use super::error::{Failure, Fault, Stop};
use crate::prompt;

/// Writes one line of result to standard output, as it is.
pub(super) fn answer_line(line: &str) -> Result<(), Stop> {
    let mut stdout = io::stdout().lock();
    answered(writeln!(stdout, "{line}").and_then(|()| stdout.flush()))
}

/// Writes what is said in words as a result: on a terminal in lines as wide as that, broken between words.
pub(super) fn answer(text: &str) -> Result<(), Stop> {
    let width = columns_of_terminal();
    let lines: Vec<_> = text
        .split('\n')
        .map(|line| prompt::wrapped(line, width))
        .collect();
    answer_line(&lines.join("\n"))
}

/// Writes a part of a result to standard output; the end of it is an [`answer_line`].
pub(super) fn answer_part(part: &str) -> Result<(), Stop> {
    answered(io::stdout().lock().write_all(part.as_bytes()))
}

/// Writes a whole text to standard output, as it is.
pub(super) fn answer_bytes(text: &[u8]) -> Result<(), Stop> {
    let mut stdout = io::stdout().lock();
    answered(stdout.write_all(text).and_then(|()| stdout.flush()))
}

fn answered(written: io::Result<()>) -> Result<(), Stop> {
    match written {
        Ok(()) => Ok(()),
        Err(error) => Err(unwritten(error)),
    }
}

/// Says why standard output took no more; that nobody reads it is no error.
#[expect(
    clippy::needless_pass_by_value,
    reason = "it is what `map_err` hands over"
)]
pub(super) fn unwritten(error: io::Error) -> Stop {
    if error.kind() == io::ErrorKind::BrokenPipe {
        return Stop::OutputClosed;
    }
    Failure::new(
        Fault::Refused,
        "output_failed",
        "The answer could not be written to standard output.",
    )
    .hint("Make room where it goes, and run the command again.")
    .into()
}

/// Writes one document of result to standard output, on one line.
pub(super) fn answer_in_json(document: &impl Serialize) -> Result<(), Stop> {
    let line = serde_json::to_string(document).map_err(|_| {
        Failure::new(
            Fault::Refused,
            "output_failed",
            "The answer could not be put into JSON.",
        )
        .hint("Leave out --json.")
    })?;
    answer_line(&line)
}

/// Says something on standard error that is no result; where nobody listens, nothing is lost.
pub(super) fn say(sentence: &str) {
    let _ = writeln!(
        anstream::stderr().lock(),
        "{}",
        prompt::for_stderr(sentence)
    );
}
