//! The database file and its folder, as the operating system shows them (R2).
//!
//! Everything is looked at before SQLite sees it: SQLite takes /dev/null for an empty database, and opens a file
//! that it may not write without a word.

use std::fs::{self, DirBuilder, File, Metadata};
use std::io::{ErrorKind, Read};
use std::os::unix::fs::{DirBuilderExt, MetadataExt};
use std::path::{Path, PathBuf};

use super::locks::Locks;
use crate::files::{self, Owners, Refused, Thing};
use crate::store::OpenError;

const MAGIC: &[u8; 16] = b"SQLite format 3\0";

/// Returns the path with its folder free of links; SQLite refuses a link anywhere in it.
pub(super) fn resolved(path: &Path) -> Result<PathBuf, OpenError> {
    let folder = folder_of(path);
    let name = path
        .file_name()
        .ok_or_else(|| OpenError::NotAFile { path: path.into() })?;
    // Whoever can put another folder in the place of this one can put another database there.
    let owners = Owners::mine().with_whose(folder);
    let found = files::folder(folder, owners).map_err(|why| not_kept(folder, why))?;
    if !may_be_written(&found) {
        return Err(OpenError::ReadOnlyFolder { folder: found });
    }
    Ok(found.join(name))
}

fn not_kept(folder: &Path, why: Refused) -> OpenError {
    match why {
        Refused::Writable(Thing::Folder(folder) | Thing::File(folder)) => {
            OpenError::LooseFolder { folder }
        }
        Refused::Strangers(Thing::Folder(folder) | Thing::File(folder)) => {
            OpenError::StrangersFolder { folder }
        }
        Refused::Shared(folder) => OpenError::SharedFolder { folder },
        Refused::BySystem(path, kind) => OpenError::Refused {
            path,
            cause: kind.into(),
        },
        // The others are about files.
        Refused::Absent(_) | Refused::NotAFile(_) | Refused::TooLong(_) | Refused::Readable(_) => {
            OpenError::FolderMissing {
                folder: folder.into(),
            }
        }
    }
}

pub(super) fn folder_of(path: &Path) -> &Path {
    match path.parent() {
        Some(parent) if !parent.as_os_str().is_empty() => parent,
        _ => Path::new("."),
    }
}

/// Returns to whom what root makes for a database is to belong, as what SQLite makes beside it does: to whom the database
/// belongs, or its folder where there is none. Only root can give a file away.
pub(super) fn owner_to_keep(database: &Path) -> Option<(u32, u32)> {
    if !rustix::process::geteuid().is_root() {
        return None;
    }
    let found = fs::symlink_metadata(database).or_else(|_| fs::metadata(folder_of(database)));
    found.ok().map(|found| (found.uid(), found.gid()))
}

pub(super) fn make_folder(path: &Path) -> Result<(), OpenError> {
    let folder = folder_of(path);
    let mut builder = DirBuilder::new();
    builder
        .recursive(true)
        .mode(0o700)
        .create(folder)
        .map_err(refused(folder))
}

/// Says whether something can be written in a folder. Root may do everything, and is stopped by the rights all the same.
fn may_be_written(folder: &Path) -> bool {
    let found = fs::metadata(folder);
    found.is_ok_and(|found| found.mode() & 0o222 != 0) && may_write(folder)
}

/// Looks at the file and at what SQLite keeps beside it, without opening any.
pub(super) fn look_at(path: &Path) -> Result<Metadata, OpenError> {
    let found = match fs::symlink_metadata(path) {
        Ok(found) => found,
        Err(error) if is_absent(&error) => {
            return Err(OpenError::Missing { path: path.into() });
        }
        Err(error) => return Err(refused(path)(error)),
    };
    check_file(path, &found)?;
    for suffix in ["-wal", "-shm", "-journal"] {
        let mut beside = path.as_os_str().to_owned();
        beside.push(suffix);
        if let Ok(found) = fs::symlink_metadata(&beside) {
            check_file(Path::new(&beside), &found)?;
        }
    }
    check_locks(&Locks::beside(path))?;
    Ok(found)
}

/// Whoever could write to the folder of the locks could make sessions seem gone (U5).
fn check_locks(locks: &Locks) -> Result<(), OpenError> {
    let folder = locks.folder();
    match fs::symlink_metadata(folder) {
        Ok(found) if found.is_dir() => {}
        Ok(_) => {
            return Err(OpenError::InTheWay {
                path: folder.into(),
            });
        }
        // It is made with the first lock.
        Err(_) => return Ok(()),
    }
    let owners = Owners::mine().with_whose(folder_of(folder));
    match files::folder(folder, owners) {
        Ok(_) => Ok(()),
        Err(why) => Err(not_kept(folder, why)),
    }
}

fn check_file(path: &Path, found: &Metadata) -> Result<(), OpenError> {
    let path = || path.to_path_buf();
    if found.is_symlink() {
        return Err(OpenError::Symlink { path: path() });
    }
    if !found.is_file() {
        return Err(OpenError::NotAFile { path: path() });
    }
    let me = rustix::process::geteuid();
    if found.uid() != me.as_raw() && !me.is_root() {
        return Err(OpenError::NotYours { path: path() });
    }
    if found.mode() & 0o077 != 0 {
        return Err(OpenError::LooseFile { path: path() });
    }
    if found.mode() & 0o200 == 0 || !may_write(&path()) {
        return Err(OpenError::ReadOnlyFile { path: path() });
    }
    Ok(())
}

fn may_write(path: &Path) -> bool {
    rustix::fs::access(path, rustix::fs::Access::WRITE_OK).is_ok()
}

pub(super) fn check_header(path: &Path) -> Result<(), OpenError> {
    let mut header = [0; 16];
    let mut file = File::open(path).map_err(refused(path))?;
    match file.read_exact(&mut header) {
        Ok(()) if &header == MAGIC => Ok(()),
        Ok(()) => Err(OpenError::Foreign { path: path.into() }),
        Err(error) if error.kind() == ErrorKind::UnexpectedEof => {
            Err(OpenError::Foreign { path: path.into() })
        }
        Err(error) => Err(refused(path)(error)),
    }
}

pub(super) fn is_absent(error: &std::io::Error) -> bool {
    matches!(error.kind(), ErrorKind::NotFound | ErrorKind::NotADirectory)
}

pub(super) fn refused(path: &Path) -> impl Fn(std::io::Error) -> OpenError {
    move |cause| OpenError::Refused {
        path: path.into(),
        cause,
    }
}
