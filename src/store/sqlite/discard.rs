//! Takes back a database in which no firm was set up (R2), where nobody else is at it.

use std::fs;
use std::path::Path;
use std::time::Duration;

use super::Sqlite;

/// Removes a database that belongs to no firm, and says whether it is gone.
///
/// It stays where a firm was set up in it meanwhile, where another program has it open and might be about to, and
/// where it cannot be looked at.
#[must_use]
pub fn discard(path: &Path) -> bool {
    let Ok(store) = Sqlite::open(path).map(|store| store.with_patience(Duration::ZERO)) else {
        return false;
    };
    store.is_ok_and(|store| store.is_alone_without_a_firm() && fs::remove_file(&store.path).is_ok())
}

impl Sqlite {
    /// Locks everybody else out, and says whether no firm is there. Whoever has the database open holds a lock on it
    /// for as long, so that the log cannot be given up for them.
    fn is_alone_without_a_firm(&self) -> bool {
        let mode = |pragma: &str| {
            let mode = self
                .connection
                .query_row(pragma, [], |row| row.get::<_, String>(0));
            mode.unwrap_or_default()
        };
        mode("PRAGMA journal_mode = DELETE") == "delete"
            && self.connection.execute_batch("BEGIN EXCLUSIVE").is_ok()
            // Somebody may have come between the two.
            && mode("PRAGMA journal_mode") == "delete"
            && matches!(self.has_account(), Ok(false))
    }
}

#[cfg(test)]
mod tests {
    use super::super::Folder;
    use super::*;

    #[test]
    fn r2_a_database_without_a_firm_is_taken_back_only_where_nobody_has_it_open() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("firm.db");
        let open = Sqlite::create(&path, Folder::MustExist).unwrap();
        assert!(!discard(&path));
        assert!(path.exists());
        assert!(!open.has_account().unwrap());
        drop(open);
        assert!(discard(&path));
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 0);
        assert!(!discard(&path), "there is nothing");
    }
}
