//! `passward audit export`: the audit log in a file or on standard output, as an act on record (A1).

use std::io;
use std::path::PathBuf;

use clap::{Args, ValueEnum};

use super::only::Only;
use crate::cli::Context;
use crate::cli::acting::Acting;
use crate::cli::answer::say;
use crate::cli::error::Stop;
use crate::cli::out::Out;
use crate::domain::audit::LogFilter;
use crate::service::{ActError, AdminSession, Answer, Call, Desk, ExportFormat, begin_export};
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
    out.written(begun, |export| export.step(desk, call, admin))
}
