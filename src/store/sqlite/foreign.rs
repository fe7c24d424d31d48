//! What foreign hashes cost, those that an import brought and no sign-in has renewed yet (S1).
//!
//! Nothing is kept: the database derives the setting of each hash and has an index over those of foreign ones, empty
//! where there are none. It is gone through from one setting to the next, so that it takes as many steps as there are
//! settings, however many people have each.

use rusqlite::Connection;

use crate::secret::{Setting, Settings};
use crate::store::Result;

/// How many texts are read. One setting has four at most (`$2a$10$` to `$2y$10$`), and no more than 64 settings are taken:
/// there are more but by hand.
const TEXTS_MOST: i64 = 256;

/// Returns the settings of all foreign hashes on record.
pub(super) fn settings(db: &Connection) -> Result<Settings> {
    let mut texts = db.prepare_cached(SETTINGS)?;
    let mut rows = texts.query([TEXTS_MOST])?;
    let mut found = Vec::new();
    while let Some(row) = rows.next()? {
        // What is no text, put there by hand, is no setting either, and keeps nobody out.
        let text = row.get_ref(0)?.as_str().ok();
        found.extend(text.and_then(Setting::parse));
    }
    Ok(Settings::on_record(found))
}

const SETTINGS: &str = "\
    WITH RECURSIVE found(setting) AS ( \
      SELECT min(setting) FROM credentials INDEXED BY credentials_setting WHERE setting IS NOT NULL \
      UNION ALL \
      SELECT (SELECT min(c.setting) FROM credentials c INDEXED BY credentials_setting \
        WHERE c.setting > found.setting) FROM found WHERE found.setting IS NOT NULL) \
    SELECT setting FROM found WHERE setting IS NOT NULL LIMIT ?1";

#[cfg(test)]
mod tests;
