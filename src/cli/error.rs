//! What goes wrong on the command line: a kind, a stable code, a sentence and a hint.
//!
//! The kind decides the exit code, in one match. Nothing here prints a debug form or a number of the system's.

use std::io::Write;

use serde::Serialize;

use crate::domain::Email;
use crate::prompt;
use crate::store::{OpenError, StoreError};

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

    /// Returns what to do where nothing better is known.
    fn advice(self) -> &'static str {
        match self {
            Self::Refused => "Look at what was asked for, and run the command again.",
            Self::Usage => "Run `passward --help` to see how it is used.",
            Self::NotAllowed => "Ask an administrator of your firm.",
            Self::Unavailable => "Look at the database that was named, and run the command again.",
        }
    }
}

/// Takes a text apart before its last sentence, where that says what to do and not only what was kept.
fn last_sentence(text: &str) -> Option<(&str, &str)> {
    let (at, _) = text.rmatch_indices(". ").find(|(at, _)| {
        // A full stop within a path, a name or an example ends no sentence.
        text[at + 2..].starts_with(char::is_uppercase)
    })?;
    let (message, last) = (&text[..=at], &text[at + 2..]);
    let kept = ["Nothing was", "Nothing is", "It was", "Your password was"];
    (!kept.iter().any(|report| last.starts_with(report)) || last.contains(';'))
        .then_some((message, last))
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
    /// It was answered by an exit code of the command's own; nothing is said.
    Answered(u8),
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

    /// Takes a text whose last sentence says what to do, as those of the other rooms do; that becomes the hint.
    pub(super) fn told(fault: Fault, code: &'static str, text: &str) -> Self {
        match last_sentence(text) {
            Some((message, hint)) => Self::new(fault, code, message).hint(hint),
            None => Self::new(fault, code, text),
        }
    }

    /// A value on the command line is not what it should be.
    pub(super) fn bad_value(fault: &impl std::fmt::Display) -> Self {
        let failure = Self::told(Fault::Usage, "bad_value", &fault.to_string());
        failure.or_hint("Look at how it is written.")
    }

    /// Returns what was wrong.
    pub(super) fn message(&self) -> &str {
        &self.message
    }

    /// The database could not be used.
    pub(super) fn unavailable(message: &str) -> Self {
        Self::told(Fault::Unavailable, "database_unavailable", message)
            .or_hint("Look at the database that was named.")
    }

    /// Adds what to do next where nothing says so yet.
    pub(super) fn or_hint(mut self, hint: &str) -> Self {
        self.hint.get_or_insert_with(|| hint.to_owned());
        self
    }

    /// Adds what to do next.
    pub(super) fn hint(mut self, hint: impl Into<String>) -> Self {
        self.hint = Some(hint.into());
        self
    }

    /// Returns the word for programs.
    pub(super) fn code(&self) -> &'static str {
        self.code
    }

    /// Returns what is wrong and what to do: every failure says both.
    pub(super) fn in_words(&self) -> (&str, &str) {
        match &self.hint {
            Some(hint) => (&self.message, hint),
            None => last_sentence(&self.message).unwrap_or((&self.message, self.fault.advice())),
        }
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
                let (message, hint) = self.in_words();
                let text = prompt::for_stderr(&format!("error: {message}\nhint: {hint}"));
                let text = text.strip_prefix("error:").unwrap_or(&text);
                writeln!(stderr, "{loud}error:{plain}{text}")
            }
            Form::Json => writeln!(stderr, "{}", self.json()),
        };
    }

    fn json(&self) -> String {
        let (message, hint) = self.in_words();
        let document = ErrorDocument {
            error: ErrorInJson {
                code: self.code,
                exit: self.exit_code(),
                message,
                hint,
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
    hint: &'a str,
}

/// The form in which a command answers.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Form {
    /// Sentences.
    #[default]
    Text,
    /// One document.
    Json,
}

impl From<&StoreError> for Failure {
    fn from(error: &StoreError) -> Self {
        let fault = if matches!(error, StoreError::OnlyLooking) {
            Fault::NotAllowed
        } else {
            Fault::Unavailable
        };
        Self::told(fault, error.code(), &error.to_string()).or_hint("Run the command again.")
    }
}

impl From<StoreError> for Failure {
    fn from(error: StoreError) -> Self {
        Self::from(&error)
    }
}

impl From<OpenError> for Failure {
    fn from(error: OpenError) -> Self {
        Self::told(Fault::Unavailable, error.code(), &error.to_string())
    }
}

impl From<StoreError> for Stop {
    fn from(error: StoreError) -> Self {
        Failure::from(error).into()
    }
}

impl From<Failure> for Stop {
    fn from(failure: Failure) -> Self {
        Self::Failed(failure)
    }
}

impl From<prompt::Stopped> for Stop {
    fn from(stopped: prompt::Stopped) -> Self {
        let (code, sentence, hint) = match stopped {
            prompt::Stopped::Signal(signal) => return Self::Signal(signal),
            prompt::Stopped::Closed => (
                "input_closed",
                "The input ended before everything was answered. Nothing was changed.",
                "Run the command again when you have all the answers.",
            ),
            prompt::Stopped::Unreadable => (
                "input_unreadable",
                "The terminal could not be read. Nothing was changed.",
                "Run the command again in another terminal.",
            ),
            prompt::Stopped::NotText => (
                "input_not_text",
                "The input is not text in UTF-8. Nothing was changed.",
                "Look at how the input is encoded.",
            ),
            prompt::Stopped::LineTooLong => (
                "input_too_long",
                "A line of the input is too long. Nothing was changed.",
                "A password takes at most 500 bytes.",
            ),
        };
        Failure::new(Fault::Refused, code, sentence)
            .hint(hint)
            .into()
    }
}

impl From<prompt::Halt> for Stop {
    fn from(halt: prompt::Halt) -> Self {
        match halt {
            prompt::Halt::Stopped(stopped) => stopped.into(),
            prompt::Halt::Refused {
                code: code @ "sign_in_refused",
                sentence,
            } => Failure::new(Fault::Refused, code, sentence)
                .hint("Try again, or ask an administrator of your firm for a code.")
                .into(),
            prompt::Halt::Refused { code, sentence } => {
                Failure::told(Fault::Refused, code, &sentence)
                    .or_hint("Look at what was asked for, and run the command again.")
                    .into()
            }
            prompt::Halt::NotAllowed { code, sentence } => {
                Failure::told(Fault::NotAllowed, code, &sentence).into()
            }
            prompt::Halt::Unavailable { code, sentence } => {
                Failure::told(Fault::Unavailable, code, &sentence)
                    .or_hint("Run the command again.")
                    .into()
            }
        }
    }
}

/// Nobody has an e-mail address that was given.
pub(super) fn nobody(email: &Email) -> Failure {
    let text = format!("There is no user with the e-mail address {email}.");
    Failure::new(Fault::Refused, "no_such_user", text)
        .hint("Look at how it is written with `passward users list`.")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::service::ActError;

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
    fn the_last_sentence_of_a_text_is_the_hint() {
        for (text, message, hint) in [
            (
                "It is damaged. It was not changed. Restore it.",
                "It is damaged. It was not changed.",
                Some("Restore it."),
            ),
            (
                "There is none at /tmp/a. b. Make one.",
                "There is none at /tmp/a. b.",
                Some("Make one."),
            ),
            ("Nothing else.", "Nothing else.", None),
            (
                "It failed. Nothing was changed.",
                "It failed. Nothing was changed.",
                None,
            ),
        ] {
            let failure = Failure::told(Fault::Refused, "code", text);
            assert_eq!(
                (failure.message.as_str(), failure.hint.as_deref()),
                (message, hint)
            );
        }
    }

    #[test]
    fn an_error_of_the_store_is_told_alike_whatever_was_asked_for() {
        for error in [StoreError::Busy, StoreError::Full, StoreError::OnlyLooking] {
            let alone = Failure::from(&error).json();
            assert!(alone.contains(error.code()), "{alone}");
            assert_eq!(Failure::from(&ActError::from(error)).json(), alone);
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
