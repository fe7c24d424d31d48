//! The file that is imported, read whole: it holds hashes, so it is wiped after.

use std::fs::File;
use std::io::{self, IsTerminal, Read};
use std::path::Path;

use zeroize::Zeroizing;

use super::super::error::{Failure, Fault};
use crate::words::Printable;

/// The largest file that is taken: more than a million people with their hashes.
const MOST_BYTES: u64 = 256 << 20;

/// Reads a file, or standard input where that is meant and not needed for the password.
pub(super) fn read(path: &Path, apply: bool) -> Result<Zeroizing<Vec<u8>>, Failure> {
    if path == Path::new("-") {
        if apply {
            return Err(usage(
                "stdin_twice",
                "Standard input cannot be the file and give the password too. Nothing was changed.",
                "Give --apply a file by its name.",
            ));
        }
        let stdin = io::stdin();
        if stdin.is_terminal() {
            return Err(usage(
                "input_is_terminal",
                "Standard input is a terminal. Nothing was read.",
                "Give it a file or a pipe, or name the file.",
            ));
        }
        return whole(stdin.lock(), 0).map_err(|error| unread(path, &error));
    }
    let file = File::open(path).map_err(|error| unread(path, &error))?;
    let length = file.metadata().map_or(0, |found| found.len());
    whole(file, length).map_err(|error| unread(path, &error))
}

fn whole(source: impl Read, length: u64) -> io::Result<Zeroizing<Vec<u8>>> {
    // In one piece where its length is known: what is grown leaves copies behind.
    let room = usize::try_from(length.min(MOST_BYTES)).unwrap_or_default() + 1;
    let mut text = Zeroizing::new(Vec::with_capacity(room));
    source.take(MOST_BYTES + 1).read_to_end(&mut text)?;
    if text.len() as u64 > MOST_BYTES {
        return Err(io::ErrorKind::FileTooLarge.into());
    }
    Ok(text)
}

fn usage(code: &'static str, sentence: &str, hint: &str) -> Failure {
    Failure::new(Fault::Usage, code, sentence).hint(hint)
}

fn unread(path: &Path, error: &io::Error) -> Failure {
    let shown = Printable::new(&path.to_string_lossy());
    let kind = error.kind();
    let (code, sentence, hint) = if kind == io::ErrorKind::NotFound {
        (
            "file_missing",
            format!("There is no file {shown}. Nothing was changed."),
            "Look at its name again.",
        )
    } else if kind == io::ErrorKind::FileTooLarge {
        (
            "file_too_large",
            format!("{shown} is larger than 256 MiB. Nothing was changed."),
            "Import it in parts, each with the first line.",
        )
    } else if kind == io::ErrorKind::IsADirectory {
        (
            "file_unreadable",
            format!("{shown} is a folder. Nothing was changed."),
            "Name the file in it.",
        )
    } else {
        (
            "file_unreadable",
            format!("{shown} cannot be read. Nothing was changed."),
            "Look at who may read it.",
        )
    };
    Failure::new(Fault::Refused, code, sentence).hint(hint)
}
