//! Which lists a new password is held against, and how old they are (S5).

use chrono::TimeDelta;

use super::Check;
use crate::cli::in_json::rfc3339;
use crate::cli::lists::Named;
use crate::domain::Instant;
use crate::domain::strength::COMMONLY_USED;
use crate::files::Refused;
use crate::lists::{BreachedFile, Entries, ListFacts, ListFormat};
use crate::store::Depth;
use crate::words::{Zone, day_and_date, grouped};

/// A list older than this is told of: new breaches come every month.
const OLD: TimeDelta = TimeDelta::days(365);

/// The list that is part of the program.
pub(super) fn common() -> Check {
    let entries = grouped(COMMONLY_USED);
    let says =
        format!("The built-in list of commonly used passwords is active: {entries} entries.");
    Check::ok("common_list", says).with("entries", COMMONLY_USED)
}

/// The firm's own list.
pub(super) fn breached(named: &Named, now: Instant, zone: Zone, depth: Depth) -> Check {
    const NAME: &str = "breached_list";
    let file = match named.look() {
        None => {
            return Check::notice(NAME, "No list of breached passwords is named here.")
                .hint("Name one with --breached FILE, in the variable PASSWARD_BREACHED or as `breached_passwords` in the file of settings.");
        }
        Some(Err(error)) => {
            return Check::problem(
                NAME,
                "The list of breached passwords that was named cannot be used.",
            )
            .here(error.to_string())
            .hint("Until it can be used, no command that takes a new password starts.");
        }
        Some(Ok(file)) => file,
    };
    match facts(&file, depth) {
        Ok(facts) => described(NAME, &facts, named.written_by_others(), now, zone),
        Err(why) => Check::problem(
            NAME,
            format!("The list of breached passwords cannot be used: {why}."),
        )
        .hint("Get it again."),
    }
}

fn facts(file: &BreachedFile, depth: Depth) -> Result<ListFacts, crate::lists::Unreadable> {
    match depth {
        Depth::Quick => Ok(file.facts()),
        Depth::Whole => file.look_at_whole(),
    }
}

fn described(
    name: &'static str,
    facts: &ListFacts,
    written_by_others: Option<Refused>,
    now: Instant,
    zone: Zone,
) -> Check {
    let (format, what) = match facts.format {
        ListFormat::Hashes => ("sha1_hashes", "SHA-1 hashes"),
        ListFormat::Lines => ("lines", "plain passwords"),
    };
    let (about, entries) = match facts.entries {
        Entries::Exact(entries) => ("", entries),
        Entries::About(entries) => ("about ", entries),
    };
    let age = facts.changed_at.map_or(String::new(), |at| {
        format!(", last changed on {}", day_and_date(at, now, zone))
    });
    let says = format!(
        "The list of breached passwords is active: {about}{} {what}{age}.",
        grouped(entries)
    );
    let old = facts.changed_at.is_some_and(|at| now - at > OLD);
    let check = if let Some(why) = written_by_others {
        let anywhere = format!("{says} Others on this machine could have written it.");
        Check::problem(name, anywhere)
            .here(format!("{says} {why}."))
            .hint(why.hint())
    } else if facts.lacks_an_end {
        let says = format!("{says} It seems to be cut off: hashes from one end are missing.");
        Check::problem(name, says).hint("Get it again.")
    } else if old {
        Check::notice(name, format!("{says} That is over a year ago.")).hint("Get a newer one.")
    } else {
        Check::ok(name, says)
    };
    check
        .with("format", format)
        .with("entries", entries)
        .with("entries_are_exact", about.is_empty())
        .with("changed_at", facts.changed_at.map(rfc3339))
}
