//! Taking the audit log out of the program (A1): an act with its own entry, which needs a fresh proof (S9).
//!
//! The entry comes first, then the log as it was before it, oldest first, in steps. Where it goes is for the caller
//! to open; nothing here names a file.

use std::io;

use crate::domain::Right;
use crate::domain::audit::{EntryNo, LogFilter};
use crate::secret::Offered;
use crate::store::Look;

use super::exporting::{self, Sink};
use super::log::entries_in_full;
use super::proof::{Asked, may_see};
use super::{
    ActError, AdminSession, Answer, Call, Desk, ExportError, Exported, LogFrom, LogRequest,
    csv_header, csv_of, json_of,
};

/// The form of an export.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ExportFormat {
    /// A table for a spreadsheet.
    Csv,
    /// One document of JSON on each line.
    JsonLines,
}

impl ExportFormat {
    fn name(self) -> &'static str {
        match self {
            Self::Csv => "CSV",
            Self::JsonLines => "JSON lines",
        }
    }
}

/// An export that is under way. What it writes to is closed when it goes.
pub struct Export {
    filter: LogFilter,
    text: String,
    format: ExportFormat,
    after: EntryNo,
    up_to: EntryNo,
    written: u64,
    out: Sink,
}

impl std::fmt::Debug for Export {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Export")
            .field("after", &self.after)
            .field("up_to", &self.up_to)
            .finish_non_exhaustive()
    }
}

/// How many entries a step writes at most.
const STEP: usize = 500;

/// Begins an export: proves, opens where it goes, and records the act. Needs a fresh proof (S9).
///
/// Whatever `open` has made is the caller's to remove where this fails.
pub fn begin_export(
    desk: &mut Desk,
    call: &mut Call<'_>,
    admin: &mut AdminSession<'_>,
    (filter, text): (LogFilter, &str),
    format: ExportFormat,
    proof: Option<&Offered>,
    open: impl FnOnce() -> io::Result<Sink>,
) -> Answer<Result<Export, ExportError>> {
    let result = begin(desk, call, admin, (filter, text), format, proof, open);
    exporting::answered(call, result)
}

fn begin(
    desk: &mut Desk,
    call: &mut Call<'_>,
    admin: &mut AdminSession<'_>,
    (filter, text): (LogFilter, &str),
    format: ExportFormat,
    proof: Option<&Offered>,
    open: impl FnOnce() -> io::Result<Sink>,
) -> Result<Export, ExportError> {
    let asked = Asked {
        right: Right::SeeAudit,
        target: None,
        what: "an export of the audit log",
    };
    let nothing = |_: &dyn Look, _: &Call<'_>| Ok(());
    let ((), mut out) = exporting::opened(desk, call, admin, asked, proof, nothing, open)?;
    if format == ExportFormat::Csv {
        out.write_all(csv_header().as_bytes())?;
    }
    let up_to = exporting::recorded(desk, call, admin, asked, |tx, _, entry| {
        let what = format!("the audit log as {}", format.name());
        let mut entry = entry.change("exported", None, Some(what));
        if let Some(words) = filter_words(&filter, text) {
            entry = entry.change("only", None, Some(words));
        }
        Ok((tx.audit_head()?.no, entry))
    })?;
    Ok(Export {
        filter,
        text: text.to_owned(),
        format,
        after: EntryNo(0),
        up_to,
        written: 0,
        out,
    })
}

/// What an export was narrowed to. A text that was searched for is not repeated: it may be anything.
fn filter_words(filter: &LogFilter, text: &str) -> Option<String> {
    let stamp = super::desk::stamp;
    exporting::narrowed([
        filter.person.map(|id| format!("user {}", id.0)),
        filter.acts.map(|acts| {
            let words: Vec<_> = acts.iter().map(crate::words::act_word).collect();
            words.join(", ")
        }),
        filter.from.map(|at| format!("from {}", stamp(at))),
        filter.until.map(|at| format!("before {}", stamp(at))),
        (!text.trim().is_empty()).then(|| "a text".to_owned()),
    ])
}

impl Export {
    /// Writes the next entries.
    pub fn step(
        &mut self,
        desk: &mut Desk,
        call: &Call<'_>,
        admin: &AdminSession<'_>,
    ) -> Result<Exported, ExportError> {
        let look = desk.look().map_err(ActError::from)?;
        may_see(look.as_ref(), call, admin, Right::SeeAudit)?;
        let request = LogRequest {
            filter: self.filter,
            text: self.text.clone(),
            from: LogFrom::NewerThan(self.after),
            rows: STEP,
        };
        let (entries, goes_on) =
            entries_in_full(look.as_ref(), &request).map_err(ActError::from)?;
        for entry in &entries {
            if entry.row.no > self.up_to {
                break;
            }
            match self.format {
                ExportFormat::Csv => self.out.write_all(csv_of(entry).as_bytes())?,
                ExportFormat::JsonLines => {
                    serde_json::to_writer(&mut self.out, &json_of(entry))
                        .map_err(io::Error::from)?;
                    self.out.write_all(b"\n")?;
                }
            }
            self.written += 1;
        }
        let seen = goes_on.filter(|no| *no < self.up_to);
        self.after = seen.unwrap_or(self.up_to);
        if seen.is_none() {
            self.out.flush()?;
        }
        Ok(Exported {
            written: self.written,
            done: self.after.0,
            of: self.up_to.0,
            is_done: seen.is_none(),
        })
    }
}
