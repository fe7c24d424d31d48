//! Secrets from standard input, for scripts: one a line.

use std::io::IsTerminal;

use zeroize::Zeroizing;

use super::Questions;
use super::error::{Failure, Fault, Stop};
use crate::prompt::{Lines, Stopped};

/// Standard input, where secrets may be read from it.
pub(super) struct Script {
    lines: Lines<'static>,
}

impl Script {
    /// Refuses to read standard input where no option said so and nobody is to be asked, and from a terminal always:
    /// what is typed would be shown.
    pub(super) fn from_stdin(asked_for: bool, questions: Questions) -> Result<Self, Failure> {
        if !asked_for && questions == Questions::Forbidden {
            let option = "--password-stdin, on standard input";
            return Err(super::missing("The password", option));
        }
        if std::io::stdin().is_terminal() {
            return Err(on_a_terminal(asked_for));
        }
        Ok(Self {
            lines: Lines::of(rustix::stdio::stdin()),
        })
    }

    /// Reads so many lines, which are named in case one is missing.
    pub(super) fn secrets<const N: usize>(
        mut self,
        names: [&'static str; N],
    ) -> Result<[Zeroizing<String>; N], Stop> {
        let mut found = std::array::from_fn(|_| Zeroizing::new(String::new()));
        for (line, name) in found.iter_mut().zip(names) {
            *line = match self.lines.next(|_| Ok(())) {
                Ok(secret) => secret,
                Err(Stopped::Closed) => {
                    return Err(Failure::new(
                        Fault::Usage,
                        "missing_value",
                        format!("Standard input lacks a line with {name}. Nothing was changed."),
                    )
                    .hint("Without a terminal, secrets are read from standard input, one a line.")
                    .into());
                }
                Err(stopped) => return Err(stopped.into()),
            };
        }
        Ok(found)
    }
}

fn on_a_terminal(asked_for: bool) -> Failure {
    let failure = Failure::new(
        Fault::Usage,
        "input_is_terminal",
        "Standard input is a terminal, which would show the password while it is typed. Nothing was read.",
    );
    failure.hint(if asked_for {
        "Leave out --password-stdin to be asked, or give it a file or a pipe."
    } else {
        "Let standard error be the terminal too, to be asked; or give standard input a file or a pipe."
    })
}
