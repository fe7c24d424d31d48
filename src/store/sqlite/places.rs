//! Roughly where each user stands in the orders by name and by e-mail: in which stretch, some hundred users long.
//!
//! The candidates of a common word come by id, and to sort them all each would have to be looked up. Their places are
//! a few hundred pages, and tell who can come first. That each place is right is what pages rely on; how long a
//! stretch has become only makes them slower, and when the firm has doubled the orders are cut anew.

use std::collections::BTreeMap;

use rusqlite::{Connection, OptionalExtension, params};

use super::facts;
use super::fault::damaged;
use crate::domain::{Email, PersonName, UserId};
use crate::store::Result;

/// How many users a stretch has when the orders are cut, as long as two bytes tell them all apart.
pub(super) const STRETCH: u64 = 256;
const STRETCHES_MOST: u64 = 60_000;
/// Below so many users nothing is cut: they are looked up in no time.
const CUT_FROM: u64 = 4_096;
/// How many ids one row of places has: with two bytes each, a page of the file.
const BLOCK: i64 = 2_000;

/// An order that is cut into stretches.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Line {
    Name,
    Email,
}

/// The number of a stretch; 0 of those in none.
pub(super) type Stretch = u16;

impl Line {
    pub(super) const BOTH: [Self; 2] = [Self::Name, Self::Email];

    fn number(self) -> i64 {
        match self {
            Self::Name => 0,
            Self::Email => 1,
        }
    }

    /// Returns the key by which users stand in the order, as its index has it.
    pub(super) fn key(self, name: &PersonName, email: &Email) -> (String, String) {
        match self {
            Self::Name => (name.key(), email.as_str().to_owned()),
            Self::Email => (email.as_str().to_owned(), String::new()),
        }
    }

    fn walk(self) -> &'static str {
        match self {
            Self::Name => {
                "SELECT id, name_key, email FROM users INDEXED BY users_list ORDER BY name_key, email"
            }
            Self::Email => "SELECT id, email, '' FROM users INDEXED BY users_email ORDER BY email",
        }
    }

    fn block(self, id: i64) -> i64 {
        id.div_euclid(BLOCK) * 2 + self.number()
    }
}

/// Cuts both orders, and notes everybody's place. Their indexes must be there.
pub(super) fn cut(db: &Connection) -> Result<()> {
    let everyone = facts::everyone(db)?;
    if everyone < CUT_FROM {
        db.execute_batch("DELETE FROM stretches; DELETE FROM places;")?;
        return Ok(());
    }
    cut_into(db, STRETCH.max(everyone.div_ceil(STRETCHES_MOST)))
}

/// Cuts both orders into stretches so long.
pub(super) fn cut_into(db: &Connection, length: u64) -> Result<()> {
    db.execute_batch("DELETE FROM stretches; DELETE FROM places;")?;
    for line in Line::BOTH {
        let mut places = Places::new(line);
        let mut begin = db.prepare("INSERT INTO stretches VALUES(?1, ?2, ?3, ?4)")?;
        let mut walk = db.prepare(line.walk())?;
        let mut rows = walk.query([])?;
        let (mut stretch, mut room): (Stretch, u64) = (0, 0);
        while let Some(row) = rows.next()? {
            if room == 0 {
                stretch = stretch
                    .checked_add(1)
                    .ok_or_else(|| damaged("a count in it is too small"))?;
                room = length;
                let (key, email): (String, String) = (row.get(1)?, row.get(2)?);
                begin.execute(params![line.number(), key, email, stretch])?;
            }
            room -= 1;
            places.note(db, row.get(0)?, stretch)?;
        }
        places.write(db)?;
    }
    Ok(())
}

/// Cuts the orders where nobody did yet, or the firm has doubled since; says whether it did.
fn cut_if_grown(db: &Connection) -> Result<bool> {
    let mut cuts = db.prepare_cached("SELECT max(no) FROM stretches WHERE line = 0")?;
    let cuts: Option<i64> = cuts.query_row([], |row| row.get(0))?;
    let number = cuts.unwrap_or(0).unsigned_abs();
    let everyone = facts::everyone(db)?;
    let has_doubled = everyone >= number.saturating_mul(2 * STRETCH);
    // Where there are nearly as many stretches as can be, they only become longer.
    let grown = has_doubled && everyone >= CUT_FROM && number < STRETCHES_MOST / 2;
    if grown {
        cut(db)?;
    }
    Ok(grown)
}

/// Notes the place of a user whose name or e-mail is new.
pub(super) fn place(db: &Connection, id: UserId, name: &PersonName, email: &Email) -> Result<()> {
    if cut_if_grown(db)? {
        return Ok(());
    }
    for line in Line::BOTH {
        let (key, second) = line.key(name, email);
        let stretch = stretch_of(db, line, (&key, &second))?;
        if stretch > 0 {
            let mut places = Places::new(line);
            places.note(db, id.0, stretch)?;
            places.write(db)?;
        }
    }
    Ok(())
}

/// Notes the places of many who are new, without a question for each.
pub(super) struct Placing {
    lines: Vec<(Places, Vec<Begin>)>,
}

/// With which key a stretch begins.
type Begin = ((String, String), Stretch);

impl Placing {
    pub(super) fn on(db: &Connection) -> Result<Self> {
        let mut read =
            db.prepare("SELECT key, email, no FROM stretches WHERE line = ?1 ORDER BY key, email")?;
        let mut lines = Vec::new();
        for line in Line::BOTH {
            let begins = read.query_map([line.number()], |row| {
                Ok(((row.get(0)?, row.get(1)?), row.get(2)?))
            })?;
            let begins: Vec<Begin> = begins.collect::<rusqlite::Result<_>>()?;
            lines.push((Places::new(line), begins));
        }
        Ok(Self { lines })
    }

    pub(super) fn note(
        &mut self,
        db: &Connection,
        id: UserId,
        name: &PersonName,
        email: &Email,
    ) -> Result<()> {
        for (places, begins) in &mut self.lines {
            let key = places.line.key(name, email);
            let behind = begins.partition_point(|(begin, _)| *begin <= key);
            // Whoever comes before the first stretch belongs to it.
            if let Some((_, stretch)) = begins.get(behind.saturating_sub(1)) {
                places.note(db, id.0, *stretch)?;
            }
        }
        Ok(())
    }

    /// Writes them all; the users must be counted by now.
    pub(super) fn write(mut self, db: &Connection) -> Result<()> {
        if cut_if_grown(db)? {
            return Ok(());
        }
        self.lines
            .iter_mut()
            .try_for_each(|(places, _)| places.write(db))
    }
}

/// Returns the stretch in which a key lies; 0 where nothing is cut.
pub(super) fn stretch_of(
    db: &Connection,
    line: Line,
    (key, email): (&str, &str),
) -> Result<Stretch> {
    let mut at = db.prepare_cached(
        "SELECT no FROM stretches WHERE line = ?1 AND (key, email) <= (?2, ?3) \
         ORDER BY key DESC, email DESC LIMIT 1",
    )?;
    let number = line.number();
    let found = at
        .query_row(params![number, key, email], |row| row.get(0))
        .optional()?;
    if let Some(stretch) = found {
        return Ok(stretch);
    }
    let mut first = db.prepare_cached("SELECT min(no) FROM stretches WHERE line = ?1")?;
    let first: Option<Stretch> = first.query_row([number], |row| row.get(0))?;
    Ok(first.unwrap_or(0))
}

/// Returns the key with which a stretch begins; `None` of the first, which begins with the order, and of none.
pub(super) fn begin_of(
    db: &Connection,
    line: Line,
    stretch: Stretch,
) -> Result<Option<(String, String)>> {
    if stretch <= 1 {
        return Ok(None);
    }
    let mut begin =
        db.prepare_cached("SELECT key, email FROM stretches WHERE line = ?1 AND no = ?2")?;
    Ok(begin
        .query_row(params![line.number(), stretch], |row| {
            Ok((row.get(0)?, row.get(1)?))
        })
        .optional()?)
}

/// Returns the places of users who come by id.
pub(super) fn places_of(db: &Connection, line: Line, ids: &[i64]) -> Result<Vec<(Stretch, i64)>> {
    let mut placed = Vec::with_capacity(ids.len());
    for ids in ids.chunk_by(|a, b| line.block(*a) == line.block(*b)) {
        let Some(block) = ids.first().map(|id| line.block(*id)) else {
            continue;
        };
        let numbers = numbers(db, block)?;
        placed.extend(ids.iter().map(|id| {
            let at = byte_of(*id);
            let pair = numbers.as_ref().and_then(|all| all.get(at..at + 2));
            let stretch = pair.map_or(0, |pair| Stretch::from_le_bytes([pair[0], pair[1]]));
            (stretch, *id)
        }));
    }
    Ok(placed)
}

/// Counts the users whose place is not the one that their name and e-mail say: all of them are read.
pub(super) fn misplaced(db: &Connection) -> Result<u64> {
    let mut wrong = 0;
    for line in Line::BOTH {
        let mut read = db.prepare(line.walk())?;
        let mut rows = read.query([])?;
        while let Some(row) = rows.next()? {
            let id: i64 = row.get(0)?;
            let key = (row.get_ref(1)?, row.get_ref(2)?);
            let key = (
                key.0.as_str().map_err(rusqlite::Error::from)?,
                key.1.as_str().map_err(rusqlite::Error::from)?,
            );
            let noted = places_of(db, line, &[id])?;
            let right = stretch_of(db, line, key)?;
            let is_wrong = |(noted, _): &&(Stretch, i64)| ![0, right].contains(noted);
            wrong += noted.iter().filter(is_wrong).count() as u64;
        }
    }
    Ok(wrong)
}

fn numbers(db: &Connection, block: i64) -> Result<Option<Vec<u8>>> {
    let mut numbers = db.prepare_cached("SELECT numbers FROM places WHERE block = ?1")?;
    Ok(numbers.query_row([block], |row| row.get(0)).optional()?)
}

/// Returns where in its block a user's number stands.
fn byte_of(id: i64) -> usize {
    usize::try_from(id.rem_euclid(BLOCK) * 2).unwrap_or(0)
}

/// Blocks that are being written.
struct Places {
    line: Line,
    blocks: BTreeMap<i64, Vec<u8>>,
}

impl Places {
    fn new(line: Line) -> Self {
        Self {
            line,
            blocks: BTreeMap::new(),
        }
    }

    fn note(&mut self, db: &Connection, id: i64, stretch: Stretch) -> Result<()> {
        let block = self.line.block(id);
        if let std::collections::btree_map::Entry::Vacant(new) = self.blocks.entry(block) {
            let there = numbers(db, block)?;
            new.insert(there.unwrap_or_else(|| vec![0; byte_of(BLOCK - 1) + 2]));
        }
        let at = byte_of(id);
        let pair = self
            .blocks
            .get_mut(&block)
            .and_then(|numbers| numbers.get_mut(at..at + 2))
            .ok_or_else(|| damaged("a list of places in it is cut short"))?;
        pair.copy_from_slice(&stretch.to_le_bytes());
        Ok(())
    }

    fn write(&mut self, db: &Connection) -> Result<()> {
        let mut put = db.prepare_cached("INSERT OR REPLACE INTO places VALUES(?1, ?2)")?;
        for (block, numbers) in &self.blocks {
            put.execute(params![block, numbers])?;
        }
        Ok(())
    }
}
