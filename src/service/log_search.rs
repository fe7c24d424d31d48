//! Looks through the audit log for text: the filter is the store's, the text is searched here, a bounded part for a page.

use super::LogFrom;
use super::log::{LogRequest, LogRow};
use super::log_rows::{Names, row_of};
use crate::domain::audit::{Actor, Entry, EntryNo, StoredEntry};
use crate::domain::text;
use crate::store::StoreError;

/// How many entries a search for text takes from the store at once, and how often for one page.
pub(super) const CHUNK: usize = 500;
const CHUNKS: usize = 8;
/// How many of those it was done to are searched for text.
const NAMED_IN_SEARCH: usize = 20;

/// What a search has found, and how far it came.
pub(super) type Found = (Vec<(StoredEntry, LogRow)>, Option<EntryNo>);

/// Looks through the log from somewhere on; the filter is the store's, the text is searched here.
pub(super) fn search(names: &mut Names<'_>, request: &LogRequest) -> Result<Found, StoreError> {
    let wanted = text::fold(request.text.trim());
    if wanted.is_empty() {
        let page = names
            .look
            .log_page(&request.filter, request.from, request.rows)?;
        let mut found = Vec::with_capacity(page.entries.len());
        for stored in page.entries {
            let row = row_of(names, &stored, Entry::decoded(&stored.encoded).as_ref())?;
            found.push((stored, row));
        }
        return Ok((found, page.goes_on));
    }
    let (mut found, mut from) = (Vec::new(), request.from);
    for _ in 0..CHUNKS {
        let page = names.look.log_page(&request.filter, from, CHUNK)?;
        for stored in page.entries {
            let entry = Entry::decoded(&stored.encoded);
            let row = row_of(names, &stored, entry.as_ref())?;
            if mentions(names, &row, entry.as_ref(), &wanted)? {
                let no = stored.no;
                found.push((stored, row));
                if found.len() >= request.rows {
                    return Ok((found, Some(no)));
                }
            }
        }
        match page.goes_on {
            Some(no) => from = from.beyond(no),
            None => return Ok((found, None)),
        }
    }
    let goes_on = match from {
        LogFrom::Newest => None,
        LogFrom::OlderThan(no) | LogFrom::NewerThan(no) => Some(no),
    };
    Ok((found, goes_on))
}

/// Says whether the words stand anywhere in an entry, as it is shown.
fn mentions(
    names: &mut Names<'_>,
    row: &LogRow,
    entry: Option<&Entry>,
    wanted: &str,
) -> Result<bool, StoreError> {
    let has = |foreign: &str| text::fold(foreign).contains(wanted);
    let Some(entry) = entry else {
        return Ok(has(&row.sentence));
    };
    if has(&row.sentence)
        || has(&entry.origin)
        || entry.reason.as_ref().is_some_and(|why| has(why.as_str()))
    {
        return Ok(true);
    }
    let in_changes = entry.changes.iter().any(|change| {
        has(&change.field)
            || [&change.old, &change.new]
                .into_iter()
                .flatten()
                .any(|text| has(text))
    });
    if in_changes {
        return Ok(true);
    }
    let actor = match &entry.actor {
        Actor::User(id) => Some(*id),
        Actor::Unknown | Actor::Machine(_) => None,
    };
    let targets = entry.targets.iter().copied().take(NAMED_IN_SEARCH);
    for id in actor.into_iter().chain(targets) {
        let person = names.of(id)?;
        if has(person.name.as_str()) || has(person.email.as_str()) {
            return Ok(true);
        }
    }
    Ok(false)
}
