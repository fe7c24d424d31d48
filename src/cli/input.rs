//! Secrets from standard input, for scripts: one a line.

use zeroize::Zeroizing;

use super::Questions;
use super::error::{Failure, Fault, Stop};
use crate::prompt::{Lines, Stopped};

/// Refuses to read standard input where no option said so and nobody is to be asked.
pub(super) fn may_read(asked_for: bool, questions: Questions) -> Result<(), Failure> {
    if asked_for || questions != Questions::Forbidden {
        return Ok(());
    }
    Err(super::missing(
        "The password",
        "--password-stdin, on standard input",
    ))
}

/// Reads so many lines, which are named in case one is missing.
pub(super) fn secrets<const N: usize>(
    names: [&'static str; N],
) -> Result<[Zeroizing<String>; N], Stop> {
    let mut lines = Lines::of(rustix::stdio::stdin());
    let mut found = std::array::from_fn(|_| Zeroizing::new(String::new()));
    for (line, name) in found.iter_mut().zip(names) {
        *line = match lines.next(|_| Ok(())) {
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
