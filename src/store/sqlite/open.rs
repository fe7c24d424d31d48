//! Opens and makes the database file, and refuses what is in it that it should not touch (R2).

use std::fs::OpenOptions;
use std::io::ErrorKind;
use std::os::unix::fs::{MetadataExt, OpenOptionsExt};
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use rusqlite::config::DbConfig;
use rusqlite::{Connection, OpenFlags};

use super::Sqlite;
use super::migrate::{CURRENT, migrate, migrations, user_version};
use super::on_disk::{check_header, look_at, make_folder, refused, resolved};
use crate::domain::throttle::Bound;
use crate::store::{OpenError, StoreError};

/// How long another program may hold the database (R5).
pub(super) const PATIENCE: Duration = Duration::from_secs(5);

/// "pasw", in the header of each of our files.
const APPLICATION_ID: i64 = 1_885_434_743;

/// What a database of ours holds at least.
const TABLES: [&str; 19] = [
    "account",
    "policy",
    "expirations",
    "forces",
    "users",
    "credentials",
    "counts",
    "tallies",
    "strong_tallies",
    "find",
    "codes",
    "tries",
    "try_counts",
    "try_floors",
    "audit",
    "audit_targets",
    "audit_actors",
    "audit_blocks",
    "sessions",
];

/// What is done where the folder of a new database is missing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Folder {
    /// It is made, for its owner alone: at the default place.
    Make,
    /// It is refused: at a place that was named.
    MustExist,
}

/// Which journal a connection keeps. A backup has the one of SQLite's own until it is first opened in full; to look at
/// it changes none of its bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Journal {
    /// Ours: a log that readers need not wait for.
    WriteAhead,
    /// The one that the file has.
    AsItIs,
}

impl Sqlite {
    /// Opens a database that is there, and brings its schema up to date.
    ///
    /// # Errors
    /// [`OpenError::Missing`] and [`OpenError::Unfinished`] are where a first run may go on to [`Sqlite::create`].
    pub fn open(path: &Path) -> Result<Self, OpenError> {
        let path = resolved(path)?;
        let found = look_at(&path)?;
        if found.len() == 0 {
            return Err(OpenError::Unfinished { path });
        }
        check_header(&path)?;
        connect(&path)
    }

    /// Opens a database that is there and leaves its schema and its kind of journal as they are: whoever only looks at
    /// it changes none of its bytes.
    ///
    /// # Errors
    /// [`OpenError::Outdated`] where the schema would have to be brought up to date first.
    pub fn open_as_it_is(path: &Path) -> Result<Self, OpenError> {
        let path = resolved(path)?;
        let found = look_at(&path)?;
        if found.len() == 0 {
            return Err(OpenError::Unfinished { path });
        }
        check_header(&path)?;
        let connection = bare(&path, PATIENCE).map_err(|error| or_damaged(&path, error))?;
        check_ours(&connection, &path)?;
        let version = user_version(&connection).map_err(|error| or_damaged(&path, error))?;
        if version < CURRENT {
            return Err(OpenError::Outdated { path });
        }
        if version > CURRENT {
            return Err(OpenError::Newer { path });
        }
        configure(&connection, Journal::AsItIs).map_err(|error| or_damaged(&path, error))?;
        check_tables(&connection, &path)?;
        Ok(Self::on(connection, path, PATIENCE, Journal::AsItIs)?)
    }

    /// Makes a database, or goes on with one whose making was cut off before the account stood in it.
    pub fn create(path: &Path, folder: Folder) -> Result<Self, OpenError> {
        if folder == Folder::Make {
            make_folder(path)?;
        }
        let path = resolved(path)?;
        let mut options = OpenOptions::new();
        match options.write(true).create_new(true).mode(0o600).open(&path) {
            Ok(file) => {
                file.sync_all().map_err(refused(&path))?;
            }
            Err(error) if error.kind() == ErrorKind::AlreadyExists => {
                if look_at(&path)?.len() > 0 {
                    check_header(&path)?;
                }
            }
            Err(error) => return Err(refused(&path)(error)),
        }
        let before = identity(&path)?;
        let store = connect(&path)?;
        if store.has_account()? {
            return Err(OpenError::Exists { path });
        }
        // From the first look on nobody takes it back (`discard`); until then somebody might have.
        if identity(&path)? != before {
            return Err(OpenError::Store(StoreError::Busy));
        }
        Ok(store)
    }

    /// Returns the same data on a second connection.
    pub(super) fn again(&self) -> Result<Self, StoreError> {
        let connection = connection_to(&self.path, self.patience, self.journal)?;
        let again = Self::on(connection, self.path.clone(), self.patience, self.journal)?;
        Ok(again.bounding_tries(self.bound))
    }

    /// Opens a database that waits for others only so long.
    #[doc(hidden)]
    pub fn with_patience(mut self, patience: Duration) -> Result<Self, StoreError> {
        self.connection.busy_timeout(patience)?;
        self.patience = patience;
        Ok(self)
    }

    /// Keeps another number of tries (S3): a table that is full sooner.
    #[doc(hidden)]
    #[must_use]
    pub fn bounding_tries(mut self, bound: Bound) -> Self {
        self.bound = bound;
        self
    }
}

impl Sqlite {
    /// Counts from now on how often a statement goes on to another row, whatever asks for it: a measure that is the same
    /// on every machine.
    #[doc(hidden)]
    pub fn counting_steps(&mut self) -> Result<Arc<AtomicU64>, StoreError> {
        let steps = Arc::new(AtomicU64::new(0));
        let counted = Arc::clone(&steps);
        let count = move || {
            counted.fetch_add(1, Ordering::Relaxed);
            false
        };
        self.connection.progress_handler(1, Some(count))?;
        Ok(steps)
    }
}

/// Tells one file from another at the same place.
fn identity(path: &Path) -> Result<(u64, u64), OpenError> {
    let found = look_at(path)?;
    Ok((found.dev(), found.ino()))
}

fn connect(path: &Path) -> Result<Sqlite, OpenError> {
    let mut connection = bare(path, PATIENCE).map_err(|error| or_damaged(path, error))?;
    check_ours(&connection, path)?;
    configure(&connection, Journal::WriteAhead).map_err(|error| or_damaged(path, error))?;
    // The list of all migrations is long; most of the time nothing of it is needed.
    let version = user_version(&connection).map_err(|error| or_damaged(path, error))?;
    if version != CURRENT {
        migrate(&mut connection, path, migrations(), CURRENT)?;
    }
    check_tables(&connection, path)?;
    let journal = Journal::WriteAhead;
    Ok(Sqlite::on(connection, path.into(), PATIENCE, journal)?)
}

/// Opens a connection to a database that was checked before.
fn connection_to(
    path: &Path,
    patience: Duration,
    journal: Journal,
) -> Result<Connection, StoreError> {
    let connection = bare(path, patience)?;
    configure(&connection, journal)?;
    Ok(connection)
}

fn bare(path: &Path, patience: Duration) -> rusqlite::Result<Connection> {
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE
        | OpenFlags::SQLITE_OPEN_NO_MUTEX
        | OpenFlags::SQLITE_OPEN_NOFOLLOW
        | OpenFlags::SQLITE_OPEN_EXRESCODE;
    let connection = Connection::open_with_flags(path, flags)?;
    connection.busy_timeout(patience)?;
    // Room for every statement there is: pages have one for each order, direction and filter.
    connection.set_prepared_statement_cache_capacity(256);
    Ok(connection)
}

/// None is ours: one that a file brings along could undo an act as it is done, its entry in the log with it.
pub(super) const NO_TRIGGERS: (DbConfig, bool) = (DbConfig::SQLITE_DBCONFIG_ENABLE_TRIGGER, false);

fn configure(connection: &Connection, journal: Journal) -> rusqlite::Result<()> {
    for (switch, on) in [
        (DbConfig::SQLITE_DBCONFIG_DEFENSIVE, true),
        (DbConfig::SQLITE_DBCONFIG_TRUSTED_SCHEMA, false),
        NO_TRIGGERS,
        (DbConfig::SQLITE_DBCONFIG_DQS_DML, false),
        (DbConfig::SQLITE_DBCONFIG_DQS_DDL, false),
        // Plans are written by hand and do not hang on values. Without this, a statement is made anew each time that
        // its limit is bound.
        (DbConfig::SQLITE_DBCONFIG_ENABLE_QPSG, true),
    ] {
        connection.set_db_config(switch, on)?;
    }
    if journal == Journal::WriteAhead {
        connection.pragma_update(None, "journal_mode", "wal")?;
    }
    connection.pragma_update(None, "synchronous", "full")?;
    connection.pragma_update(None, "foreign_keys", true)?;
    connection.pragma_update(None, "secure_delete", true)?;
    connection.pragma_update(None, "temp_store", "memory")
}

/// Refuses another program's database before anything in it is changed.
pub(super) fn check_ours(connection: &Connection, path: &Path) -> Result<(), OpenError> {
    let number = |sql: &str| {
        connection
            .query_row(sql, [], |row| row.get::<_, i64>(0))
            .map_err(|error| or_damaged(path, error))
    };
    let id = number("PRAGMA application_id")?;
    let tables = "SELECT count(*) FROM sqlite_schema WHERE tbl_name";
    let mut empty = number(&format!("{tables} <> 'refinery_schema_history'"))? == 0;
    // The list of migrations is made before the first of them: whoever was cut off in between goes on.
    if number(&format!("{tables} = 'refinery_schema_history'"))? > 0 {
        empty &= number("SELECT count(*) FROM refinery_schema_history")? == 0;
    }
    let fresh = id == 0 && empty && number("PRAGMA user_version")? == 0;
    if id == APPLICATION_ID || fresh {
        Ok(())
    } else {
        Err(OpenError::Foreign { path: path.into() })
    }
}

/// Asks each table once, all as of one moment, so that a damaged schema shows now and not in the middle of an act.
fn check_tables(connection: &Connection, path: &Path) -> Result<(), OpenError> {
    let asked = connection.unchecked_transaction().and_then(|moment| {
        for table in TABLES {
            let mut first = moment.prepare(&format!("SELECT 1 FROM {table} LIMIT 1"))?;
            first.exists([])?;
        }
        moment.finish()
    });
    match asked.map_err(StoreError::from) {
        Ok(()) => Ok(()),
        Err(StoreError::Busy) => Err(StoreError::Busy.into()),
        Err(error) => Err(OpenError::Damaged {
            path: path.into(),
            cause: Some(Box::new(error)),
        }),
    }
}

fn or_damaged(path: &Path, error: rusqlite::Error) -> OpenError {
    match StoreError::from(error) {
        StoreError::Damaged { cause, .. } => OpenError::Damaged {
            path: path.into(),
            cause,
        },
        other @ (StoreError::Busy
        | StoreError::ReadOnly
        | StoreError::Full
        | StoreError::Overtaken
        | StoreError::Interrupted
        | StoreError::OnlyLooking
        | StoreError::Failed { .. }) => other.into(),
    }
}
