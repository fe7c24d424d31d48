//! What goes wrong on the command line: a kind, a stable code, a sentence and a hint.
//!
//! The kind decides the exit code, in one match. Nothing here prints a debug form or a number of the system's.

use std::io::{self, Write};

use serde::Serialize;

use crate::prompt;

/// What kind of failure it is; decides the exit code.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Fault {
    /// Refused, or failed.
    Refused,
    /// The command was used wrongly.
    Usage,
    /// Whoever asked is not allowed to.
    NotAllowed,
    /// The database is missing, damaged, or in use.
    Unavailable,
}

impl Fault {
    /// Returns the exit code (SPEC, Errors).
    pub(super) fn exit_code(self) -> u8 {
        match self {
            Self::Refused => 1,
            Self::Usage => 2,
            Self::NotAllowed => 3,
            Self::Unavailable => 4,
        }
    }
}

/// One failure, ready to be told.
#[derive(Clone, Debug)]
pub(super) struct Failure {
    fault: Fault,
    code: &'static str,
    message: String,
    hint: Option<String>,
}

/// Why a command ended without having done its work.
#[derive(Debug)]
pub(super) enum Stop {
    /// It failed; this is said.
    Failed(Failure),
    /// A signal asked for it; nothing is said.
    Signal(i32),
    /// Whoever read the output has gone, which is no error.
    OutputClosed,
}

impl Failure {
    pub(super) fn new(fault: Fault, code: &'static str, message: impl Into<String>) -> Self {
        Self {
            fault,
            code,
            message: message.into(),
            hint: None,
        }
    }

    /// The database could not be used.
    pub(super) fn unavailable(message: impl Into<String>) -> Self {
        Self::new(Fault::Unavailable, "database_unavailable", message)
    }

    /// Adds what to do next.
    pub(super) fn hint(mut self, hint: impl Into<String>) -> Self {
        self.hint = Some(hint.into());
        self
    }

    pub(super) fn exit_code(&self) -> u8 {
        self.fault.exit_code()
    }

    /// Says it on standard error: a sentence and a hint, or one line of JSON.
    ///
    /// Where standard error is closed there is nobody to tell; the exit code still does.
    pub(super) fn tell(&self, form: Form) {
        let mut stderr = anstream::stderr().lock();
        let _ = match form {
            Form::Text => {
                let (loud, plain) = ("\u{1b}[1;31m", "\u{1b}[0m");
                let first = writeln!(stderr, "{loud}error:{plain} {}", self.message);
                match &self.hint {
                    Some(hint) => first.and_then(|()| writeln!(stderr, "hint: {hint}")),
                    None => first,
                }
            }
            Form::Json => writeln!(stderr, "{}", self.json()),
        };
    }

    fn json(&self) -> String {
        let document = ErrorDocument {
            error: ErrorInJson {
                code: self.code,
                exit: self.exit_code(),
                message: &self.message,
                hint: self.hint.as_deref(),
            },
        };
        // Texts and a number always become JSON.
        serde_json::to_string(&document).unwrap_or_default()
    }
}

/// An error in JSON; its fields stay in this order.
#[derive(Serialize)]
struct ErrorDocument<'a> {
    error: ErrorInJson<'a>,
}

#[derive(Serialize)]
struct ErrorInJson<'a> {
    code: &'static str,
    exit: u8,
    message: &'a str,
    hint: Option<&'a str>,
}

/// The form in which a command answers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Form {
    /// Sentences.
    Text,
    /// One document.
    Json,
}

impl From<Failure> for Stop {
    fn from(failure: Failure) -> Self {
        Self::Failed(failure)
    }
}

impl From<prompt::Stopped> for Stop {
    fn from(stopped: prompt::Stopped) -> Self {
        match stopped {
            prompt::Stopped::Signal(signal) => Self::Signal(signal),
            prompt::Stopped::Closed => Failure::new(
                Fault::Refused,
                "input_closed",
                "The input ended before everything was answered. Nothing was changed.",
            )
            .into(),
            prompt::Stopped::Unreadable => Failure::new(
                Fault::Refused,
                "input_unreadable",
                "The terminal could not be read. Nothing was changed.",
            )
            .into(),
            prompt::Stopped::NotText => Failure::new(
                Fault::Refused,
                "input_not_text",
                "The input is not text in UTF-8. Nothing was changed.",
            )
            .into(),
            prompt::Stopped::LineTooLong => Failure::new(
                Fault::Refused,
                "input_too_long",
                "A line of the input is too long. Nothing was changed.",
            )
            .into(),
        }
    }
}

impl From<prompt::Halt> for Stop {
    fn from(halt: prompt::Halt) -> Self {
        match halt {
            prompt::Halt::Stopped(stopped) => stopped.into(),
            prompt::Halt::Refused { code, sentence } => {
                Failure::new(Fault::Refused, code, sentence).into()
            }
            prompt::Halt::NotAllowed { code, sentence } => {
                Failure::new(Fault::NotAllowed, code, sentence).into()
            }
            prompt::Halt::Unavailable { sentence } => Failure::unavailable(sentence).into(),
        }
    }
}

/// Writes one line of result to standard output.
pub(super) fn answer(line: &str) -> Result<(), Stop> {
    let mut stdout = io::stdout().lock();
    answered(writeln!(stdout, "{line}").and_then(|()| stdout.flush()))
}

/// Writes a part of a line of result to standard output; the end of it is an [`answer`].
pub(super) fn answer_part(part: &str) -> Result<(), Stop> {
    answered(io::stdout().lock().write_all(part.as_bytes()))
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
    })?;
    answer(&line)
}

/// Says something on standard error that is no result; where nobody listens, nothing is lost.
pub(super) fn say(sentence: &str) {
    let _ = writeln!(anstream::stderr().lock(), "{sentence}");
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn exit_codes_are_those_of_the_rules() {
        for (fault, code) in [
            (Fault::Refused, 1),
            (Fault::Usage, 2),
            (Fault::NotAllowed, 3),
            (Fault::Unavailable, 4),
        ] {
            assert_eq!(fault.exit_code(), code);
        }
    }

    #[test]
    fn an_error_in_json_is_one_line_with_code_exit_message_and_hint() {
        let failure = Failure::new(Fault::Usage, "missing_value", "No.\nReally").hint("Yes.");
        assert_eq!(
            failure.json(),
            r#"{"error":{"code":"missing_value","exit":2,"message":"No.\nReally","hint":"Yes."}}"#
        );
    }
}
