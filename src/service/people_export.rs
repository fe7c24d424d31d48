//! Taking people out of the program (U9): an act with its own entry, which needs a fresh proof (S9).
//!
//! The entry comes first, then the people page by page, by name. Each page is read as it is then: who is renamed
//! meanwhile to a name further on may stand there twice, and nobody holds the database for the time of a long
//! export. Where it goes is for the caller to open; nothing here names a file.

use std::io;

use crate::domain::selection::Show;
use crate::domain::{Direction, Filter, Kind, Order, PasswordFilter, Right};
use crate::secret::Offered;
use crate::store::{Count, From, Look, StoreError};
use crate::words::status_name;

use super::exporting::{self, Sink};
use super::people::read_rows;
use super::people_words::{PersonInJson, SCHEMA, people_csv_header, person_in_csv};
use super::proof::{Asked, may_see};
use super::report::{everyone, read_report};
use super::{ActError, AdminSession, Answer, Call, Desk, ExportError, Exported, PageRequest};

/// What an export of people holds, and in which form.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PeopleFile {
    /// A line for each who matches, for a spreadsheet.
    Csv(Filter),
    /// One document of JSON with all who match.
    Json(Filter),
    /// The numbers of a report in words.
    ReportInWords,
    /// One document of JSON with the numbers of a report, and everyone.
    ReportInJson,
}

impl PeopleFile {
    /// The filter that everyone matches, disabled users too.
    #[must_use]
    pub fn everyone() -> Filter {
        everyone()
    }

    /// What is exported, as the audit log has it.
    fn words(&self) -> &'static str {
        match self {
            Self::Csv(_) => "the users as CSV",
            Self::Json(_) => "the users as JSON",
            Self::ReportInWords => "a report in words",
            Self::ReportInJson => "a report as JSON",
        }
    }

    /// Whom its rows are; nobody where it has none.
    fn filter(&self) -> Option<Filter> {
        match self {
            Self::Csv(filter) | Self::Json(filter) => Some(filter.clone()),
            Self::ReportInWords => None,
            Self::ReportInJson => Some(everyone()),
        }
    }

    fn writes_json(&self) -> bool {
        match self {
            Self::Json(_) | Self::ReportInJson => true,
            Self::Csv(_) | Self::ReportInWords => false,
        }
    }
}

/// An export of people that is under way. What it writes to is closed when it goes.
pub struct PeopleExport {
    file: PeopleFile,
    /// From where its next page begins; nothing once all is written.
    next: Option<From>,
    written: u64,
    of: u64,
    out: Sink,
}

impl std::fmt::Debug for PeopleExport {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("PeopleExport")
            .field("written", &self.written)
            .field("of", &self.of)
            .finish_non_exhaustive()
    }
}

/// How many people a step writes at most.
const STEP: usize = 500;

/// Counts whom an export can hold: those who match a filter, and everyone.
pub fn exportable(
    desk: &mut Desk,
    call: &Call<'_>,
    admin: &AdminSession<'_>,
    filter: &Filter,
) -> Result<(Count, Count), ActError> {
    let look = desk.look()?;
    let look = look.as_ref();
    may_see(look, call, admin, Right::SeeUsers)?;
    let count = |filter: &Filter| count(look, call, filter);
    Ok((count(filter)?, count(&everyone())?))
}

fn count(look: &dyn Look, call: &Call<'_>, filter: &Filter) -> Result<Count, StoreError> {
    let rules = look.rules()?;
    look.count(&filter.at(call.now, &rules), &rules)
}

const ASKED: Asked = Asked {
    right: Right::SeeUsers,
    target: None,
    what: "an export of the people",
};

fn record(
    desk: &mut Desk,
    call: &mut Call<'_>,
    admin: &mut AdminSession<'_>,
    file: &PeopleFile,
) -> Result<(), ActError> {
    exporting::recorded(desk, call, admin, ASKED, |tx, call, entry| {
        let mut entry = entry.change("exported", None, Some(file.words().to_owned()));
        if let Some(filter) = file.filter() {
            let rules = tx.rules()?;
            if let Count::Exact(number) = tx.count(&filter.at(call.now, &rules), &rules)? {
                entry = entry.change("people", None, Some(number.to_string()));
            }
            if let Some(words) = filter_words(&filter) {
                entry = entry.change("only", None, Some(words));
            }
        }
        Ok(((), entry))
    })
}

/// What an export was narrowed to. A text that was searched for is not repeated: it may be anything.
fn filter_words(filter: &Filter) -> Option<String> {
    let password = match filter.password {
        PasswordFilter::Any => None,
        PasswordFilter::Status(status) => Some(status_name(status)),
        PasswordFilter::Moved(..) => Some("moved by an update of the policy"),
        PasswordFilter::NotSeenStrong => Some("not yet seen to be strong"),
    };
    let parts = [
        (filter.show == Show::Enabled).then_some("enabled"),
        filter.kind.map(|kind| match kind {
            Kind::Firm => "firm users",
            Kind::Connect => "Connect users",
        }),
        password,
        (!filter.search.trim().is_empty()).then_some("a text"),
    ];
    exporting::narrowed(parts.map(|part| part.map(str::to_owned)))
}

/// Begins an export: proves, opens where it goes, and records the act. Needs a fresh proof (S9).
///
/// Whatever `open` has made is the caller's to remove where this fails.
pub fn begin_people_export(
    desk: &mut Desk,
    call: &mut Call<'_>,
    admin: &mut AdminSession<'_>,
    file: PeopleFile,
    proof: Option<&Offered>,
    open: impl FnOnce() -> io::Result<Sink>,
) -> Answer<Result<PeopleExport, ExportError>> {
    let result = begin(desk, call, admin, file, proof, open);
    exporting::answered(call, result)
}

fn begin(
    desk: &mut Desk,
    call: &mut Call<'_>,
    admin: &mut AdminSession<'_>,
    file: PeopleFile,
    proof: Option<&Offered>,
    open: impl FnOnce() -> io::Result<Sink>,
) -> Result<PeopleExport, ExportError> {
    let before = |look: &dyn Look, call: &Call<'_>| {
        let of = match file.filter() {
            Some(filter) => count(look, call, &filter).map_err(ActError::from)?,
            None => Count::Exact(0),
        };
        Ok((of, first_part(look, call, &file)?))
    };
    let ((of, first), mut out) = exporting::opened(desk, call, admin, ASKED, proof, before, open)?;
    out.write_all(first.as_bytes())?;
    record(desk, call, admin, &file)?;
    let (Count::Exact(of) | Count::AtLeast(of)) = of;
    Ok(PeopleExport {
        next: file.filter().map(|_| From::First),
        file,
        written: 0,
        of,
        out,
    })
}

/// What stands before the people.
fn first_part(look: &dyn Look, call: &Call<'_>, file: &PeopleFile) -> Result<String, ExportError> {
    let report = || read_report(look, call.now).map_err(ActError::from);
    Ok(match file {
        PeopleFile::Csv(_) => people_csv_header(),
        PeopleFile::Json(_) => format!("{{\"schema\":{SCHEMA},\"users\":["),
        PeopleFile::ReportInWords => report()?.lines().join("\n") + "\n",
        PeopleFile::ReportInJson => {
            let numbers = serde_json::to_string(&report()?.numbers()).map_err(io::Error::from)?;
            format!("{{\"schema\":{SCHEMA},\"numbers\":{numbers},\"users\":[")
        }
    })
}

impl PeopleExport {
    /// Writes the next people.
    pub fn step(
        &mut self,
        desk: &mut Desk,
        call: &Call<'_>,
        admin: &AdminSession<'_>,
    ) -> Result<Exported, ExportError> {
        let look = desk.look().map_err(ActError::from)?;
        let look = look.as_ref();
        may_see(look, call, admin, Right::SeeUsers)?;
        if let (Some(filter), Some(from)) = (self.file.filter(), self.next.take()) {
            let asked = PageRequest {
                filter,
                order: Order::Name,
                direction: Direction::Forward,
                from,
                rows: STEP,
            };
            let (rows, more_after) = read_rows(look, call.now, &asked).map_err(ActError::from)?;
            for row in &rows {
                self.write(row)?;
            }
            let last = rows.last().filter(|_| more_after);
            self.next = last.map(|last| From::After(last.cursor.clone()));
        }
        let is_done = self.next.is_none();
        if is_done {
            if self.file.writes_json() {
                self.out.write_all(b"]}\n")?;
            }
            self.out.flush()?;
        }
        Ok(Exported {
            written: self.written,
            done: self.written,
            // Others may have been added since it was counted.
            of: self.of.max(self.written),
            is_done,
        })
    }

    fn write(&mut self, row: &super::PersonRow) -> io::Result<()> {
        if self.file.writes_json() {
            if self.written > 0 {
                self.out.write_all(b",")?;
            }
            serde_json::to_writer(&mut self.out, &PersonInJson::from(row))?;
        } else {
            self.out.write_all(person_in_csv(row).as_bytes())?;
        }
        self.written += 1;
        Ok(())
    }
}
