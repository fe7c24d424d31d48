//! Copies a whole database: into a backup while it is in use, and from one to where it was.
//!
//! A copy is looked at before anybody relies on it: SQLite's own check of the file, the references between tables,
//! and the chain of the audit log (A2). Whatever fails leaves nothing behind.

use std::fs::{self, File, OpenOptions};
use std::io::ErrorKind;
use std::ops::ControlFlow;
use std::os::unix::fs::{OpenOptionsExt, fchown};
use std::path::{Path, PathBuf};
use std::time::Duration;

use rusqlite::backup::{Backup, StepResult};
use rusqlite::{Connection, ErrorCode, OpenFlags};
use rustix::fs::{CWD, RenameFlags, renameat_with};

use super::Sqlite;
use super::audit;
use super::log;
use super::migrate::{CURRENT, migrate_copy, user_version};
use super::on_disk::{check_header, folder_of, is_absent, look_at, owner_to_keep, resolved};
use super::open::{NO_TRIGGERS, check_ours};
use crate::domain::audit::{Entry, EntryNo, Head, Verification};
use crate::files::{self, Owners, Refused};
use crate::store::{BackupError, OpenError, StoreError};

/// How many pages are copied before others get their turn.
const PAGES: i32 = 1024;
/// What SQLite keeps beside a database.
const BESIDE: [&str; 3] = ["-wal", "-shm", "-journal"];
/// How long a restore waits for others to leave: for the end of a command, not of a session.
const WAIT_FOR_OTHERS: Duration = Duration::from_millis(500);

impl Sqlite {
    /// Copies the database, as of one moment and while others use it, into a new file, and checks the copy.
    ///
    /// Returns the end of its audit log, to be noted down.
    ///
    /// # Errors
    /// Where a file is there already, nothing is written; where something fails later, nothing is left behind.
    pub fn back_up(&self, to: &Path) -> Result<Head, BackupError> {
        let copy = Copy::begin(to, None)?;
        let unwritten = |cause| copy.unwritten(cause);
        // A read that stays open holds the moment: without it the copy begins again at every commit of others.
        let moment = self.connection.unchecked_transaction().map_err(unwritten)?;
        moment
            .query_row("SELECT count(*) FROM policy", [], |_| Ok(()))
            .map_err(unwritten)?;
        copy.fill_from(&moment)?;
        drop(moment);
        let head = copy.check(to)?;
        copy.keep()?;
        Ok(head)
    }
}

/// What a restore did.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Restored {
    /// Where the database that was there before is now; nothing where there was none.
    pub moved_aside: Option<PathBuf>,
    /// The end of the audit log that was in the backup.
    pub backup: Head,
    /// The end of the restored audit log: the entry of the restore itself.
    pub head: Head,
}

/// Where the logs end that a restore has to do with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Ends {
    /// The one in the backup.
    pub backup: Head,
    /// The one in the database that is moved aside, where there is one that can be read.
    pub replaced: Option<Head>,
}

/// Puts a backup in the place of a database, which is moved aside (R1, R2).
///
/// The backup is copied beside the place and checked there, and the entry of the restore is written into the copy (A1);
/// one rename then puts it in place, so that there is never half of it, and none without its entry.
pub fn restore(
    backup: &Path,
    place: &Path,
    entry: impl FnOnce(Ends) -> Entry,
) -> Result<Restored, BackupError> {
    let place = resolved(place)?;
    let backup = resolved_to_read(backup, Owners::mine().with_whose(folder_of(&place)))?;
    let source = open_to_read(&backup)?;
    let waiting = beside(&place, "restoring");
    // Left by a restore that was killed; nobody was told of it.
    let _ = fs::remove_file(&waiting);
    let _ = fs::remove_file(with_suffix(&waiting, "-journal"));
    let mut copy = Copy::begin(&waiting, owner_to_keep(&place))?;
    copy.fill_from(&source)?;
    drop(source);
    let end = copy.check(&backup)?;
    copy.bring_up_to_date(&backup)?;
    let there = There::look(&copy, &place)?;
    let ends = Ends {
        backup: end,
        replaced: there.head(),
    };
    let head = copy.record(&entry(ends))?;
    let moved_aside = exchange(&mut copy, &place, there)?;
    copy.in_place()?;
    Ok(Restored {
        moved_aside,
        backup: end,
        head,
    })
}

/// What is at the place of a restore.
enum There {
    /// Nothing.
    Nothing,
    /// A database that is too damaged to be used by anyone.
    Damaged,
    /// A database that everybody is kept off.
    Quiet(Connection),
}

impl There {
    fn look(copy: &Copy, place: &Path) -> Result<Self, BackupError> {
        match fs::symlink_metadata(place) {
            Err(error) if error.kind() == ErrorKind::NotFound => Ok(Self::Nothing),
            Err(error) => Err(copy.unwritten(error)),
            Ok(_) => Ok(quieted(place)?.map_or(Self::Damaged, Self::Quiet)),
        }
    }

    /// Returns the end of the log there, where it can be read.
    fn head(&self) -> Option<Head> {
        match self {
            Self::Nothing | Self::Damaged => None,
            Self::Quiet(connection) => audit::head(connection).ok(),
        }
    }
}

/// Puts the copy in place and returns where the database that was there is now.
fn exchange(copy: &mut Copy, place: &Path, there: There) -> Result<Option<PathBuf>, BackupError> {
    let is_free = |path: &PathBuf| {
        let mut names = [""].into_iter().chain(BESIDE);
        names.all(|suffix| fs::symlink_metadata(with_suffix(path, suffix)).is_err())
    };
    let aside = (1..1000)
        .map(|n| beside(place, &format!("before-restore-{n}")))
        .find(is_free)
        .ok_or_else(|| copy.unwritten(std::io::Error::from(ErrorKind::AlreadyExists)))?;
    if matches!(there, There::Nothing | There::Damaged) {
        // A log of changes may lie there, of a database that is damaged or lost. SQLite would take it for the copy's.
        for suffix in BESIDE {
            let from = with_suffix(place, suffix);
            if fs::symlink_metadata(&from).is_ok() {
                let to = with_suffix(&aside, suffix);
                renameat_with(CWD, &from, CWD, &to, RenameFlags::NOREPLACE)
                    .map_err(|error| copy.unwritten(std::io::Error::from(error)))?;
            }
        }
    }
    if matches!(there, There::Nothing) {
        copy.move_to(place)?;
        return Ok(None);
    }
    // The copy takes that name first, so that the database has it at the moment in which they change places: whenever this
    // is killed, nothing lies where the next restore tidies up. And there is no moment without a database, in which a
    // first run could begin.
    copy.move_to(&aside)?;
    renameat_with(CWD, &copy.path, CWD, place, RenameFlags::EXCHANGE)
        .map_err(|error| copy.unwritten(std::io::Error::from(error)))?;
    // From here on the file of that name is not the copy any more.
    copy.kept.set(true);
    drop(there);
    Ok(Some(aside))
}

/// Keeps everybody off the database, with nothing beside it; nothing where it is too damaged to be used by anyone.
fn quieted(place: &Path) -> Result<Option<Connection>, BackupError> {
    look_at(place)?;
    let alone = || -> rusqlite::Result<Connection> {
        let connection = Connection::open_with_flags(place, flags(true))?;
        connection.busy_timeout(WAIT_FOR_OTHERS)?;
        connection.pragma_update(None, "locking_mode", "exclusive")?;
        // Fails while anybody else has the file open, for each of them holds a lock on it.
        connection.pragma_update(None, "journal_mode", "delete")?;
        connection.execute_batch("BEGIN EXCLUSIVE")?;
        Ok(connection)
    };
    match alone() {
        Ok(connection) => Ok(Some(connection)),
        Err(error) => match error.sqlite_error_code() {
            Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked) => {
                Err(BackupError::InUse { path: place.into() })
            }
            Some(ErrorCode::DatabaseCorrupt | ErrorCode::NotADatabase) => Ok(None),
            _ => Err(OpenError::from(StoreError::from(error)).into()),
        },
    }
}

/// A file that is being made; it is gone again unless it is kept.
struct Copy {
    path: PathBuf,
    kept: std::cell::Cell<bool>,
}

impl Copy {
    /// Makes an empty file that only its owner can read: whoever runs this, or who is named.
    fn begin(path: &Path, owner: Option<(u32, u32)>) -> Result<Self, BackupError> {
        let mut options = OpenOptions::new();
        match options.write(true).create_new(true).mode(0o600).open(path) {
            Ok(made) => {
                let copy = Self {
                    path: path.into(),
                    kept: false.into(),
                };
                if let Some((user, group)) = owner {
                    fchown(made, Some(user), Some(group)).map_err(|error| copy.unwritten(error))?;
                }
                Ok(copy)
            }
            Err(error) if error.kind() == ErrorKind::AlreadyExists => {
                Err(BackupError::Exists { path: path.into() })
            }
            Err(error) if is_absent(&error) => Err(BackupError::NoFolder {
                folder: folder_of(path).into(),
            }),
            Err(error) => Err(BackupError::Unwritten {
                path: path.into(),
                cause: error.into(),
            }),
        }
    }

    fn unwritten(&self, cause: impl Into<Box<dyn std::error::Error + Send + Sync>>) -> BackupError {
        BackupError::Unwritten {
            path: self.path.clone(),
            cause: cause.into(),
        }
    }

    /// Gives it another name, which nothing has yet.
    fn move_to(&mut self, path: &Path) -> Result<(), BackupError> {
        renameat_with(CWD, &self.path, CWD, path, RenameFlags::NOREPLACE)
            .map_err(|error| self.unwritten(std::io::Error::from(error)))?;
        self.path = path.into();
        Ok(())
    }

    /// Brings its schema up to date, so that an entry can be written as entries are now.
    fn bring_up_to_date(&self, of: &Path) -> Result<(), BackupError> {
        let mut connection = open_to_write(&self.path).map_err(|error| self.unwritten(error))?;
        migrate_copy(&mut connection, &self.path).map_err(|error| {
            if matches!(error, OpenError::Damaged { .. }) {
                BackupError::Damaged {
                    path: of.into(),
                    what: "it cannot be brought up to date".into(),
                }
            } else {
                self.unwritten(error)
            }
        })
    }

    /// Writes an entry behind its log, and returns the new end.
    fn record(&self, entry: &Entry) -> Result<Head, BackupError> {
        let written = || -> crate::store::Result<Head> {
            let mut connection = open_to_write(&self.path)?;
            let tx = connection.transaction()?;
            let head = audit::add(&tx, entry)?;
            tx.commit()?;
            Ok(head)
        };
        let head = written().map_err(|error| self.unwritten(error))?;
        File::open(&self.path)
            .and_then(|file| file.sync_all())
            .map_err(|error| self.unwritten(error))?;
        Ok(head)
    }

    fn fill_from(&self, source: &Connection) -> Result<(), BackupError> {
        let copied = || -> rusqlite::Result<()> {
            let mut into = open_to_write(&self.path)?;
            {
                let backup = Backup::new(source, &mut into)?;
                while backup.step(PAGES)? != StepResult::Done {}
            }
            // One file, with nothing beside it.
            into.pragma_update(None, "journal_mode", "delete")
        };
        copied().map_err(|error| self.unwritten(error))
    }

    /// Looks whether the copy is whole; `of` is what a fault is said of.
    fn check(&self, of: &Path) -> Result<Head, BackupError> {
        let connection = open_to_read(&self.path)?;
        let damaged = |what: &str| BackupError::Damaged {
            path: of.into(),
            what: what.into(),
        };
        let unreadable = |_| damaged("it cannot be read");
        let whole: String = connection
            .query_row("PRAGMA integrity_check(1)", [], |row| row.get(0))
            .map_err(unreadable)?;
        if whole != "ok" {
            return Err(damaged("its pages do not fit together"));
        }
        let dangling = connection
            .prepare("PRAGMA foreign_key_check")
            .and_then(|mut check| check.exists([]))
            .map_err(unreadable)?;
        if dangling {
            return Err(damaged("something in it refers to what is not there"));
        }
        let founded = connection
            .query_row("SELECT count(*) FROM account", [], |row| {
                row.get::<_, i64>(0)
            })
            .map_err(unreadable)?;
        if founded == 0 {
            return Err(damaged("there is no firm in it"));
        }
        check_log(&connection, of)
    }

    /// Keeps the file; what was written outlives a power cut from here on (R1).
    fn keep(&self) -> Result<(), BackupError> {
        File::open(&self.path)
            .and_then(|file| file.sync_all())
            .map_err(|error| self.unwritten(error))?;
        self.in_place()
    }

    fn in_place(&self) -> Result<(), BackupError> {
        self.kept.set(true);
        File::open(folder_of(&self.path))
            .and_then(|folder| folder.sync_all())
            .map_err(|error| self.unwritten(error))
    }
}

impl Drop for Copy {
    fn drop(&mut self) {
        if !self.kept.get() {
            // What cannot be removed is a file of our own that nobody asked for; there is nobody to tell.
            let _ = fs::remove_file(&self.path);
            let _ = fs::remove_file(with_suffix(&self.path, "-journal"));
        }
    }
}

fn check_log(connection: &Connection, of: &Path) -> Result<Head, BackupError> {
    let mut check = Verification::start(None);
    let mut fault = None;
    log::raw(
        connection,
        EntryNo(0),
        &mut |entry| match check.take(entry) {
            Ok(()) => ControlFlow::Continue(()),
            Err(found) => {
                fault = Some(found);
                ControlFlow::Break(())
            }
        },
    )
    .map_err(OpenError::from)?;
    match fault {
        Some(fault) => Err(BackupError::Broken {
            path: of.into(),
            fault,
        }),
        None => Ok(check.head()),
    }
}

/// Opens a copy that nobody else uses.
fn open_to_write(path: &Path) -> rusqlite::Result<Connection> {
    let connection = Connection::open_with_flags(path, flags(true))?;
    let (switch, on) = NO_TRIGGERS;
    connection.set_db_config(switch, on)?;
    Ok(connection)
}

/// Opens a backup that nobody else uses.
fn open_to_read(path: &Path) -> Result<Connection, BackupError> {
    check_header(path)?;
    let damaged = |_| BackupError::Damaged {
        path: path.into(),
        what: "it cannot be read".into(),
    };
    let connection = Connection::open_with_flags(path, flags(false)).map_err(damaged)?;
    check_ours(&connection, path)?;
    if user_version(&connection).map_err(damaged)? > CURRENT {
        return Err(OpenError::Newer { path: path.into() }.into());
    }
    Ok(connection)
}

/// Returns where a backup is, which nobody but these owners could have written, and beside which nobody else could have laid
/// a `-wal`; its folder need not be one that we would write to. Only they could have put an account of their own into it
/// (R2).
fn resolved_to_read(path: &Path, owners: Owners) -> Result<PathBuf, BackupError> {
    let refused = |why| match why {
        Refused::Absent(_) => BackupError::Missing { path: path.into() },
        Refused::NotAFile(_) | Refused::TooLong(_) => {
            OpenError::NotAFile { path: path.into() }.into()
        }
        Refused::BySystem(_, cause) => OpenError::Refused {
            path: path.into(),
            cause: cause.into(),
        }
        .into(),
        why @ (Refused::Strangers(_)
        | Refused::Writable(_)
        | Refused::Shared(_)
        | Refused::Readable(_)) => BackupError::OfOthers(why),
    };
    files::place(path, owners).map_err(refused)
}

fn flags(write: bool) -> OpenFlags {
    let way = if write {
        OpenFlags::SQLITE_OPEN_READ_WRITE
    } else {
        OpenFlags::SQLITE_OPEN_READ_ONLY
    };
    way | OpenFlags::SQLITE_OPEN_NO_MUTEX | OpenFlags::SQLITE_OPEN_EXRESCODE
}

fn beside(path: &Path, what: &str) -> PathBuf {
    with_suffix(path, &format!(".{what}"))
}

fn with_suffix(path: &Path, suffix: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(suffix);
    name.into()
}

#[cfg(test)]
mod tests;
