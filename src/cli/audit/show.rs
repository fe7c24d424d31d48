//! `passward audit show`: one entry of the audit log in full (A1).

use clap::Args;

use crate::cli::Context;
use crate::cli::answer::{answer, answer_in_json};
use crate::cli::args::whole;
use crate::cli::error::{Failure, Fault, Stop};
use crate::cli::in_json::Document;
use crate::domain::audit::EntryNo;
use crate::service::{LogEntry, Named, audit_entry_of_machine, json_of};
use crate::words::{Printable, Zone, act_title, grouped, stamp};

/// Show one entry of the audit log in full: old and new values, all it was done to, and its hash.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  passward audit show 1204
  passward audit show 1204 --json")]
pub(super) struct Show {
    /// The number of the entry.
    #[arg(value_name = "N", value_parser = whole::<u64>)]
    no: u64,
    /// At most so many of those it was done to; 0 for all.
    #[arg(long, value_name = "N", default_value_t = 50, value_parser = whole::<usize>)]
    limit: usize,
    /// Answer with one JSON document, which holds all.
    #[arg(long)]
    json: bool,
}

impl Show {
    pub(super) fn run(self, context: &Context) -> Result<(), Stop> {
        let mut desk = context.open()?;
        let entry = audit_entry_of_machine(&mut desk, EntryNo(self.no))
            .map_err(Failure::from)?
            .ok_or_else(|| {
                Failure::new(
                    Fault::Refused,
                    "no_such_entry",
                    format!("The audit log has no entry {}.", grouped(self.no)),
                )
                .hint("`passward audit list` shows the newest.")
            })?;
        if self.json {
            return answer_in_json(&Document::of(json_of(&entry)));
        }
        let most = if self.limit == 0 {
            usize::MAX
        } else {
            self.limit
        };
        let lines = in_words(&entry, most, context.settings.zone());
        lines.iter().try_for_each(|line| answer(line))
    }
}

fn in_words(entry: &LogEntry, most: usize, zone: Zone) -> Vec<String> {
    let row = &entry.row;
    let mut lines = vec![format!("Entry: {}", row.no.0)];
    let mut say = |label: &str, text: &str| lines.push(format!("{label}: {text}"));
    if let Some(at) = row.at {
        say("When", &stamp(at, zone));
    }
    say("What", row.act.map_or("Unreadable", act_title));
    say("In words", &row.sentence);
    say("Who", &with_email(&entry.who));
    say("From", row.from.as_str());
    if let Some(reason) = &entry.reason {
        say("Why", reason.as_str());
    }
    for change in &entry.changes {
        let value = |value: &Option<Printable>| {
            let value = value.as_ref();
            value.map_or_else(|| "nothing".to_owned(), ToString::to_string)
        };
        let (old, new) = (value(&change.old), value(&change.new));
        say("Changed", &format!("{}, from {old} to {new}", change.field));
    }
    for target in entry.targets.iter().take(most) {
        say("On", &with_email(target));
    }
    let left = entry.targets.len().saturating_sub(most);
    if left > 0 {
        let left = grouped(left as u64);
        say("On", &format!("{left} more: --limit 0 or --json"));
    }
    say("Hash", &entry.hash);
    lines
}

fn with_email(named: &Named) -> String {
    match named.email.as_str() {
        "" => named.name.to_string(),
        email => format!("{}, {email}", named.name),
    }
}
