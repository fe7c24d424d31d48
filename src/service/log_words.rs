//! Entries of the audit log as they leave the program: lines of CSV, and documents of JSON whose fields stay.

use serde::Serialize;

use crate::domain::Instant;
use crate::words::{act_word, csv_line};

use super::{LogEntry, Named};

/// The columns of [`csv_of`].
const COLUMNS: [&str; 11] = [
    "number",
    "at",
    "act",
    "what",
    "who",
    "who e-mail",
    "on",
    "on how many",
    "from",
    "changes",
    "reason",
];
/// How many people a cell names at most; the column beside it says how many there are.
const NAMED: usize = 20;

/// Returns the first line of an export as CSV.
#[must_use]
pub fn csv_header() -> String {
    csv_line(COLUMNS.into_iter().chain(["hash"]))
}

/// Returns an entry as a line of CSV.
#[must_use]
pub fn csv_of(entry: &LogEntry) -> String {
    let row = &entry.row;
    let number = row.no.0.to_string();
    let at = row.at.map(instant).unwrap_or_default();
    let act = row.act.map_or("unreadable", act_word);
    let on = entry
        .targets
        .iter()
        .take(NAMED)
        .map(|named| named.name.as_str());
    let on = on.collect::<Vec<_>>().join("; ");
    let how_many = entry.targets_in_all.to_string();
    let changes = entry.changes.iter().map(|change| {
        let value = |value: &Option<crate::words::Printable>| {
            value
                .as_ref()
                .map_or("nothing".to_owned(), ToString::to_string)
        };
        format!(
            "{}: {} -> {}",
            change.field,
            value(&change.old),
            value(&change.new)
        )
    });
    let changes = changes.collect::<Vec<_>>().join("; ");
    csv_line([
        number.as_str(),
        &at,
        act,
        &row.sentence,
        entry.who.name.as_str(),
        entry.who.email.as_str(),
        &on,
        &how_many,
        row.from.as_str(),
        &changes,
        entry.reason.as_ref().map_or("", |reason| reason.as_str()),
        &entry.hash,
    ])
}

/// Returns an entry as a document; its fields stay in this order.
#[must_use]
pub fn json_of(entry: &LogEntry) -> impl Serialize + '_ {
    let row = &entry.row;
    Document {
        no: row.no.0,
        at: row.at.map(instant),
        act: row.act.map_or("unreadable", act_word),
        what: &row.sentence,
        who: Person::of(&entry.who),
        on: entry.targets.iter().map(Person::of).collect(),
        from: row.from.as_str(),
        changes: entry
            .changes
            .iter()
            .map(|change| Change {
                field: change.field.as_str(),
                old: change.old.as_ref().map(AsRef::as_ref),
                new: change.new.as_ref().map(AsRef::as_ref),
            })
            .collect(),
        reason: entry.reason.as_ref().map(AsRef::as_ref),
        hash: &entry.hash,
    }
}

#[derive(Serialize)]
struct Document<'a> {
    no: u64,
    at: Option<String>,
    act: &'static str,
    what: &'a str,
    who: Person<'a>,
    on: Vec<Person<'a>>,
    from: &'a str,
    changes: Vec<Change<'a>>,
    reason: Option<&'a str>,
    hash: &'a str,
}

#[derive(Serialize)]
struct Person<'a> {
    user: Option<i64>,
    name: &'a str,
    email: Option<&'a str>,
}

#[derive(Serialize)]
struct Change<'a> {
    field: &'a str,
    old: Option<&'a str>,
    new: Option<&'a str>,
}

impl<'a> Person<'a> {
    fn of(named: &'a Named) -> Self {
        let email = named.email.as_str();
        Self {
            user: named.id.map(|id| id.0),
            name: named.name.as_str(),
            email: (!email.is_empty()).then_some(email),
        }
    }
}

/// An instant as programs read it, to the millisecond: as it is in the hash.
fn instant(at: Instant) -> String {
    at.to_rfc3339_opts(chrono::SecondsFormat::Millis, true)
}
