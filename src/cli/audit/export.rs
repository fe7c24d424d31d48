//! `passward audit export`: the audit log in a file or on standard output, as an act on record (A1).

use std::fs::{self, OpenOptions};
use std::io::{self, BufWriter, Write};
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};

use clap::{Args, ValueEnum};

use super::only::Only;
use crate::cli::Context;
use crate::cli::acting::Acting;
use crate::cli::error::{Failure, Fault, Stop, say, unwritten};
use crate::domain::audit::LogFilter;
use crate::service::{
    ActError, AdminSession, Answer, Call, Desk, ExportError, ExportFormat, begin_export,
};
use crate::words::counted;

/// Write the audit log, the oldest entry first: an administrator's act, which stands in the log itself.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  passward audit export --out audit-log.csv
  passward audit export --format json --from 2026-11-01 --out november.jsonl
  passward audit export --as ada@hartwellfinch.example --password-stdin < password.txt")]
pub(super) struct Export {
    /// What it looks like.
    #[arg(long, value_enum, value_name = "FORMAT", default_value_t = Format::Csv)]
    format: Format,
    /// The same as `--format json`.
    #[arg(long, conflicts_with = "format")]
    json: bool,
    /// Write into this file, which is made new, for you alone; else to standard output.
    #[arg(long, value_name = "FILE")]
    out: Option<PathBuf>,
    #[command(flatten)]
    only: Only,
    #[command(flatten)]
    acting: Acting,
}

/// The forms of an export.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Format {
    /// A line for each entry, for a spreadsheet.
    Csv,
    /// One document on each line.
    Json,
}

impl Export {
    pub(super) fn run(self, context: &Context) -> Result<(), Stop> {
        let wanted = self.only.read(context.settings.zone())?;
        self.acting.email()?;
        let mut desk = context.open()?;
        let what = wanted.filter(&mut desk)?;
        let out = Out::of(self.out.as_deref());
        let format = match self.format {
            Format::Csv if !self.json => ExportFormat::Csv,
            Format::Csv | Format::Json => ExportFormat::JsonLines,
        };
        let written = self.acting.look(context, &mut desk, |desk, call, admin| {
            write(desk, call, admin, what, format, &out)
        });
        match written {
            Ok(Ok(number)) => {
                let entries = counted(number, "entry was", "entries were");
                say(&format!("{entries} written."));
                Ok(())
            }
            Ok(Err(error)) => Err(out.failed(error)),
            Err(stop) => {
                out.take_back();
                Err(stop)
            }
        }
    }
}

/// Writes all of it; the inner error is that of the file.
fn write(
    desk: &mut Desk,
    call: &mut Call<'_>,
    admin: &mut AdminSession<'_>,
    (filter, text): (LogFilter, String),
    format: ExportFormat,
    out: &Out<'_>,
) -> Answer<Result<io::Result<u64>, ActError>> {
    let begun = begin_export(desk, call, admin, (filter, &text), format, None, || {
        out.open()
    });
    let not_before = begun.not_before;
    let go = || {
        let mut export = begun.result?;
        loop {
            let step = export.step(desk, call, admin)?;
            if step.is_done {
                return Ok(step.written);
            }
        }
    };
    let result = match go() {
        Ok(written) => Ok(out.keep().map(|()| written)),
        Err(ExportError::File(error)) => Ok(Err(error)),
        Err(ExportError::Act(error)) => Err(error),
    };
    Answer { not_before, result }
}

/// Where it goes.
struct Out<'a> {
    path: Option<&'a Path>,
    /// Whether the file was made here, and so may be taken back.
    made: std::cell::Cell<bool>,
}

impl<'a> Out<'a> {
    fn of(path: Option<&'a Path>) -> Self {
        Self {
            path,
            made: false.into(),
        }
    }

    /// Opens it; a file is made new, and none is ever written over.
    fn open(&self) -> io::Result<Box<dyn Write + Send>> {
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

    /// Keeps the file, once all of it has reached the disk (R1).
    fn keep(&self) -> io::Result<()> {
        match self.path {
            Some(path) => OpenOptions::new().write(true).open(path)?.sync_all(),
            None => Ok(()),
        }
    }

    /// Removes a file that was made and is not whole.
    fn take_back(&self) {
        if let (Some(path), true) = (self.path, self.made.get()) {
            // Where it cannot be removed it stays cut short; the log says that it was begun.
            let _ = fs::remove_file(path);
        }
    }

    /// Says why it could not be written; that nobody reads standard output any more is no error.
    fn failed(&self, error: io::Error) -> Stop {
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
