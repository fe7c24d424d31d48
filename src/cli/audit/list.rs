//! `passward audit list`: entries of the audit log, the newest first (A1).

use clap::Args;

use super::only::Only;
use crate::cli::Context;
use crate::cli::answer::{answer_line, answer_part, say};
use crate::cli::args::whole;
use crate::cli::error::{Failure, Stop};
use crate::domain::audit::EntryNo;
use crate::service::{
    Desk, LogFrom, LogRequest, audit_entries_of_machine, audit_log_of_machine,
    count_log_of_machine, json_of,
};
use crate::words::{Zone, grouped, stamp};

/// List entries of the audit log, the newest first.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  passward audit list
  passward audit list --kind passwords --from 2026-11-01
  passward audit list --person ben@hartwellfinch.example --limit 0 --json")]
pub(super) struct List {
    /// At most so many; 0 for all. Without it 50, or all of them with --json.
    #[arg(long, value_name = "N", value_parser = whole::<usize>)]
    limit: Option<usize>,
    #[command(flatten)]
    only: Only,
    /// Answer with one JSON document.
    #[arg(long)]
    json: bool,
}

/// How many are listed where nothing is said.
const ROWS: usize = 50;
/// How many are read at once.
const PAGE: usize = 500;
/// Up to how many that are left are counted.
const COUNTED_MOST: usize = 100_000;

impl List {
    pub(super) fn run(self, context: &Context) -> Result<(), Stop> {
        let zone = context.settings.zone();
        let wanted = self.only.read(zone)?;
        let mut desk = context.open()?;
        let (filter, text) = wanted.filter(&mut desk)?;
        let request = LogRequest {
            filter,
            text,
            from: LogFrom::Newest,
            rows: PAGE,
        };
        let limit = match self.limit {
            Some(0) => usize::MAX,
            Some(limit) => limit,
            None if self.json => usize::MAX,
            None => ROWS,
        };
        if self.json {
            in_json(&mut desk, request, limit)
        } else {
            in_text(&mut desk, request, limit, zone)
        }
    }
}

/// Prints line by line as it is read; says on standard error what is left.
fn in_text(desk: &mut Desk, mut request: LogRequest, limit: usize, zone: Zone) -> Result<(), Stop> {
    let mut listed = 0;
    let last = loop {
        request.rows = PAGE.min(limit - listed);
        let page = audit_log_of_machine(desk, &request).map_err(Failure::from)?;
        for row in &page.rows {
            let at = row
                .at
                .map_or_else(|| "unknown".to_owned(), |at| stamp(at, zone));
            let from = match row.from.as_str() {
                "" => String::new(),
                from => format!(" ({from})"),
            };
            answer_line(&format!("{}  {at}  {}{from}", row.no.0, row.sentence))?;
        }
        listed += page.rows.len();
        match page.goes_on {
            None => break None,
            Some(no) if listed >= limit => break Some(no),
            Some(no) => request.from = LogFrom::OlderThan(no),
        }
    };
    if listed == 0 {
        say("No entry of the audit log is like that.");
    }
    if let Some(no) = last {
        left(desk, &request, no)?;
    }
    Ok(())
}

fn left(desk: &mut Desk, request: &LogRequest, after: EntryNo) -> Result<(), Stop> {
    let rest = LogRequest {
        from: LogFrom::OlderThan(after),
        ..request.clone()
    };
    if !rest.text.trim().is_empty() {
        say("There may be more: --limit 0 or --json");
        return Ok(());
    }
    let count = count_log_of_machine(desk, &rest, COUNTED_MOST).map_err(Failure::from)?;
    if count > 0 {
        let or_more = if count == COUNTED_MOST {
            " or more"
        } else {
            ""
        };
        let count = grouped(u64::try_from(count).unwrap_or(u64::MAX));
        say(&format!("{count}{or_more} more: --limit 0 or --json"));
    }
    Ok(())
}

/// Prints one document, `{"schema":1,"entries":[…],"more":…}`, piece by piece: a log is longer than memory.
fn in_json(desk: &mut Desk, mut request: LogRequest, limit: usize) -> Result<(), Stop> {
    answer_part("{\"schema\":1,\"entries\":[")?;
    let mut listed = 0;
    let more = loop {
        request.rows = PAGE.min(limit - listed);
        let (entries, goes_on) = audit_entries_of_machine(desk, &request).map_err(Failure::from)?;
        for entry in &entries {
            let document = serde_json::to_string(&json_of(entry)).unwrap_or_default();
            let comma = if listed == 0 { "" } else { "," };
            answer_part(&format!("{comma}{document}"))?;
            listed += 1;
        }
        match goes_on {
            None => break false,
            Some(_) if listed >= limit => break true,
            Some(no) => request.from = LogFrom::OlderThan(no),
        }
    };
    answer_line(&format!("],\"more\":{more}}}"))
}
