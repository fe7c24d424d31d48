//! Entries of the audit log as they are shown: in one line or in full, with what people are called now.

use std::collections::HashMap;

use super::log::{ChangeTold, LogEntry, LogRow, Named};
use crate::domain::UserId;
use crate::domain::audit::{Actor, Entry, StoredEntry};
use crate::store::{Look, StoreError};
use crate::words::{Printable, Told};

/// How many of those it was done to are named in a sentence.
const NAMED: usize = 3;

/// Returns an entry in one line.
pub(super) fn row_of(
    names: &mut Names<'_>,
    stored: &StoredEntry,
    entry: Option<&Entry>,
) -> Result<LogRow, StoreError> {
    let Some(entry) = entry else {
        return Ok(LogRow {
            no: stored.no,
            at: None,
            act: None,
            actor: None,
            target: None,
            sentence: "This entry cannot be read".to_owned(),
            from: Printable::default(),
        });
    };
    let who = names.actor(&entry.actor)?;
    let whom = entry.targets.iter().take(NAMED);
    let whom: Vec<Printable> = whom
        .map(|id| Ok(names.of(*id)?.name))
        .collect::<Result<_, StoreError>>()?;
    let told = Told {
        entry,
        who: &who.name,
        whom: &whom,
    };
    Ok(LogRow {
        no: stored.no,
        at: Some(entry.at),
        act: Some(entry.act),
        actor: who.id,
        target: entry
            .targets
            .first()
            .copied()
            .filter(|_| entry.targets.len() == 1),
        sentence: told.sentence(),
        from: Printable::new(&entry.origin),
    })
}

/// Returns an entry in full, of those it was done to `most` from the one at `skip` on.
pub(super) fn in_full(
    names: &mut Names<'_>,
    stored: &StoredEntry,
    skip: usize,
    most: usize,
) -> Result<LogEntry, StoreError> {
    let entry = Entry::decoded(&stored.encoded);
    let row = row_of(names, stored, entry.as_ref())?;
    let hash = data_encoding::HEXLOWER.encode(&stored.hash);
    let Some(entry) = entry else {
        return Ok(LogEntry {
            row,
            who: Named::nobody("unknown"),
            targets: Vec::new(),
            targets_in_all: 0,
            changes: Vec::new(),
            reason: None,
            hash,
        });
    };
    let targets = entry.targets.iter().skip(skip).take(most);
    Ok(LogEntry {
        row,
        who: names.actor(&entry.actor)?,
        targets: targets
            .map(|id| names.of(*id))
            .collect::<Result<_, StoreError>>()?,
        targets_in_all: entry.targets.len(),
        changes: entry
            .changes
            .iter()
            .map(|change| ChangeTold {
                field: Printable::new(&change.field),
                old: change.old.as_deref().map(Printable::new),
                new: change.new.as_deref().map(Printable::new),
            })
            .collect(),
        reason: entry.reason.as_ref().map(Printable::from),
        hash,
    })
}

impl Named {
    fn nobody(name: &str) -> Self {
        Self {
            id: None,
            name: Printable::new(name),
            email: Printable::default(),
        }
    }
}

/// The most names that are remembered while one page is read.
const REMEMBERED: usize = 10_000;

/// What people are called now; each is looked up once for a page.
pub(super) struct Names<'a> {
    pub(super) look: &'a dyn Look,
    known: HashMap<UserId, Named>,
}

impl<'a> Names<'a> {
    pub(super) fn new(look: &'a dyn Look) -> Self {
        Self {
            look,
            known: HashMap::new(),
        }
    }

    pub(super) fn of(&mut self, id: UserId) -> Result<Named, StoreError> {
        if let Some(known) = self.known.get(&id) {
            return Ok(known.clone());
        }
        let named = match self.look.user(id)? {
            Some(user) => Named {
                id: Some(id),
                name: Printable::from(&user.name),
                email: Printable::from(&user.email),
            },
            None => Named {
                id: Some(id),
                ..Named::nobody(&format!("user {}", id.0))
            },
        };
        if self.known.len() < REMEMBERED {
            self.known.insert(id, named.clone());
        }
        Ok(named)
    }

    fn actor(&mut self, actor: &Actor) -> Result<Named, StoreError> {
        match actor {
            Actor::User(id) => self.of(*id),
            Actor::Unknown => Ok(Named::nobody("Somebody unknown")),
            Actor::Machine(name) => Ok(Named::nobody(&format!("{name} on the machine"))),
        }
    }
}
