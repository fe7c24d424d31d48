//! Where an export goes: into a new file for its owner alone, or to standard output.

use std::fs::{self, OpenOptions};
use std::io::{self, BufWriter, Write};
use std::os::unix::fs::OpenOptionsExt;
use std::path::Path;

use super::answer::unwritten;
use super::error::{Failure, Fault, Stop};
use crate::service::{ActError, Answer, ExportError, Exported};

/// Where an export goes.
pub(super) struct Out<'a> {
    path: Option<&'a Path>,
    /// Whether the file was made here, and so may be taken back.
    made: std::cell::Cell<bool>,
}

impl<'a> Out<'a> {
    pub(super) fn of(path: Option<&'a Path>) -> Self {
        Self {
            path,
            made: false.into(),
        }
    }

    /// Opens it; a file is made new, and none is ever written over.
    pub(super) fn open(&self) -> io::Result<Box<dyn Write + Send>> {
        let Some(path) = self.path else {
            return Ok(Box::new(BufWriter::new(io::stdout())));
        };
        let file = OpenOptions::new()
            .write(true)
            .create_new(true)
            .mode(0o600)
            .open(path)?;
        self.made.set(true);
        Ok(Box::new(BufWriter::new(file)))
    }

    /// Writes an export that was begun, step by step to its end, and keeps it; the inner error is that of the file.
    pub(super) fn written<E>(
        &self,
        begun: Answer<Result<E, ExportError>>,
        mut step: impl FnMut(&mut E) -> Result<Exported, ExportError>,
    ) -> Answer<Result<io::Result<u64>, ActError>> {
        let not_before = begun.not_before;
        let written = begun.result.and_then(|mut export| {
            loop {
                let done = step(&mut export)?;
                if done.is_done {
                    return Ok(done.written);
                }
            }
        });
        let result = match written {
            Ok(written) => Ok(self.keep().map(|()| written)),
            Err(ExportError::File(error)) => Ok(Err(error)),
            Err(ExportError::Act(error)) => Err(error),
        };
        Answer { not_before, result }
    }

    /// Keeps the file, once all of it has reached the disk (R1).
    fn keep(&self) -> io::Result<()> {
        match self.path {
            Some(path) => OpenOptions::new().write(true).open(path)?.sync_all(),
            None => Ok(()),
        }
    }

    /// Removes a file that was made and is not whole.
    pub(super) fn take_back(&self) {
        if let (Some(path), true) = (self.path, self.made.get()) {
            // Where it cannot be removed it stays cut short; the log says that it was begun.
            let _ = fs::remove_file(path);
        }
    }

    /// Says why it could not be written; that nobody reads standard output any more is no error.
    pub(super) fn failed(&self, error: io::Error) -> Stop {
        self.take_back();
        if self.path.is_none() {
            return unwritten(error);
        }
        let code = if error.kind() == io::ErrorKind::AlreadyExists {
            "already_there"
        } else {
            "file_unwritable"
        };
        let sentence = ExportError::File(error).to_string();
        Failure::told(Fault::Refused, code, &sentence)
            .or_hint("Name another file with --out.")
            .into()
    }
}
