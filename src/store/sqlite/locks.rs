//! Locks that the operating system drops with the program that holds them (U5): one file for each, beside the
//! database, in a folder for its owner alone.
//!
//! Whoever removes such a file holds its lock, and whoever took a lock looks whether the file still has its name:
//! so a lock that is held can always be seen by that name.

use std::fs::{self, DirBuilder, File, OpenOptions, TryLockError};
use std::io::{self, ErrorKind};
use std::os::fd::{AsFd, OwnedFd};
use std::os::unix::fs::{DirBuilderExt, MetadataExt, OpenOptionsExt, fchown};
use std::path::{Path, PathBuf};

use rustix::fs::{Mode, OFlags, open, openat};

use super::on_disk::owner_to_keep;
use crate::domain::LockName;
use crate::store::{Hold, Result, StoreError};

/// How often a lock is tried whose folder or file goes away in the same moment.
const TRIES: usize = 100;
/// How many files are looked at with each lock that is taken.
const SWEPT_AT_ONCE: usize = 64;

/// The folder of the locks. It is made with the first of them.
#[derive(Debug)]
pub(super) struct Locks {
    folder: PathBuf,
    /// Whose they are, where root takes one for somebody else's database: its owner could not look at root's.
    owner: Option<(u32, u32)>,
}

/// A lock that is held; its file goes with it.
#[derive(Debug)]
pub(super) struct HeldFile {
    path: PathBuf,
    /// Closing it drops the lock; so does the end of the program.
    _file: File,
}

impl Hold for HeldFile {}

impl Drop for HeldFile {
    fn drop(&mut self) {
        // Removed while the lock is held. One that stays is nobody's, and is tidied up by whoever meets it.
        let _ = fs::remove_file(&self.path);
    }
}

impl Locks {
    /// Returns the folder of a database's locks.
    pub(super) fn beside(database: &Path) -> Self {
        let mut folder = database.as_os_str().to_owned();
        folder.push(".sessions");
        Self {
            folder: folder.into(),
            owner: owner_to_keep(database),
        }
    }

    /// Returns where the locks are.
    pub(super) fn folder(&self) -> &Path {
        &self.folder
    }

    /// Takes a lock.
    pub(super) fn hold(&self, name: &LockName) -> Result<HeldFile> {
        self.sweep();
        let path = self.folder.join(name.as_str());
        self.take(&path)
            .map(|file| HeldFile { path, _file: file })
            .map_err(unlocked)
    }

    fn take(&self, path: &Path) -> io::Result<File> {
        for _ in 0..TRIES {
            let folder = match self.opened() {
                Err(error) if error.kind() == ErrorKind::NotFound => {
                    self.make_folder()?;
                    continue;
                }
                folder => folder?,
            };
            let name = path.file_name().ok_or(ErrorKind::InvalidInput)?;
            let flags = OFlags::CREATE | OFlags::RDWR | OFlags::NOFOLLOW | OFlags::CLOEXEC;
            let file = File::from(openat(&folder, name, flags, Mode::RUSR | Mode::WUSR)?);
            self.give_away(&file)?;
            // Nobody else takes it for more than a look whether it is held.
            match file.lock() {
                Err(error) if error.kind() == ErrorKind::Interrupted => continue,
                taken => taken?,
            }
            if has_name(&file, path)? {
                return Ok(file);
            }
        }
        Err(ErrorKind::WouldBlock.into())
    }

    /// Opens the folder itself, no link in its place: what is given away is in it.
    fn opened(&self) -> io::Result<OwnedFd> {
        let flags = OFlags::DIRECTORY | OFlags::NOFOLLOW | OFlags::CLOEXEC;
        Ok(open(&self.folder, flags, Mode::empty())?)
    }

    fn make_folder(&self) -> io::Result<()> {
        match DirBuilder::new().mode(0o700).create(&self.folder) {
            Ok(()) => self.give_away(&self.opened()?),
            Err(error) if error.kind() == ErrorKind::AlreadyExists => Ok(()),
            Err(error) => Err(error),
        }
    }

    fn give_away(&self, made: impl AsFd) -> io::Result<()> {
        match self.owner {
            Some((user, group)) => fchown(made, Some(user), Some(group)),
            None => Ok(()),
        }
    }

    /// Says whether any program holds a lock, this one included; the file of one that nobody holds is removed.
    pub(super) fn is_held(&self, name: &LockName) -> Result<bool> {
        is_held(&self.folder.join(name.as_str())).map_err(unlocked)
    }

    /// Removes some of the files that killed programs left and that no session on record leads to any more.
    fn sweep(&self) {
        let Ok(files) = fs::read_dir(&self.folder) else {
            return;
        };
        for file in files.flatten().take(SWEPT_AT_ONCE) {
            let name = file.file_name();
            if name.to_str().and_then(LockName::parse).is_some() {
                // What cannot be looked at now is met again.
                let _ = is_held(&file.path());
            }
        }
    }
}

fn is_held(path: &Path) -> io::Result<bool> {
    let file = match options().open(path) {
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(false),
        file => file?,
    };
    // Shared, so that two who look in the same moment do not take one another for the holder.
    match file.try_lock_shared() {
        Err(TryLockError::WouldBlock) => return Ok(true),
        Err(TryLockError::Error(error)) => return Err(error),
        Ok(()) => file.unlock()?,
    }
    // Removed by one alone, and only while it has its name: a file made anew under that name is another's.
    if file.try_lock().is_ok() && has_name(&file, path)? {
        let _ = fs::remove_file(path);
    }
    Ok(false)
}

fn options() -> OpenOptions {
    let mut options = OpenOptions::new();
    options
        .read(true)
        .write(true)
        .mode(0o600)
        .custom_flags(OFlags::NOFOLLOW.bits().cast_signed());
    options
}

/// Says whether an open file is still the one of that name.
fn has_name(file: &File, path: &Path) -> io::Result<bool> {
    let open = file.metadata()?;
    match fs::symlink_metadata(path) {
        Ok(named) => Ok((named.dev(), named.ino()) == (open.dev(), open.ino())),
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(false),
        Err(error) => Err(error),
    }
}

#[expect(
    clippy::wildcard_enum_match_arm,
    reason = "the enum is std's, and whatever is not told apart is one sentence"
)]
fn unlocked(error: io::Error) -> StoreError {
    match error.kind() {
        ErrorKind::StorageFull | ErrorKind::QuotaExceeded => StoreError::Full,
        ErrorKind::PermissionDenied | ErrorKind::ReadOnlyFilesystem => StoreError::ReadOnly,
        ErrorKind::WouldBlock => StoreError::Busy,
        _ => StoreError::Failed {
            cause: Box::new(error),
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn name(n: u8) -> LockName {
        LockName::of([n; 16])
    }

    #[test]
    fn u5_a_lock_is_seen_until_it_is_dropped_and_leaves_nothing() {
        let folder = tempfile::tempdir().unwrap();
        let locks = Locks::beside(&folder.path().join("firm.db"));
        assert!(!locks.is_held(&name(1)).unwrap());
        let held = locks.hold(&name(1)).unwrap();
        assert!(locks.is_held(&name(1)).unwrap());
        assert!(!locks.is_held(&name(2)).unwrap());
        let mode = |path: &Path| fs::metadata(path).unwrap().mode() & 0o777;
        assert_eq!((mode(&locks.folder), mode(&held.path)), (0o700, 0o600));
        drop(held);
        assert!(!locks.is_held(&name(1)).unwrap());
        assert_eq!(fs::read_dir(&locks.folder).unwrap().count(), 0);
    }

    #[test]
    fn u5_what_a_killed_program_left_is_nobodys_and_is_removed() {
        let folder = tempfile::tempdir().unwrap();
        let locks = Locks::beside(&folder.path().join("firm.db"));
        locks.make_folder().unwrap();
        let left = locks.folder.join(name(1).as_str());
        fs::write(&left, "").unwrap();
        assert!(!locks.is_held(&name(1)).unwrap());
        assert!(!left.exists());
    }

    #[test]
    fn u5_what_no_session_on_record_leads_to_is_swept_away_and_what_is_held_stays() {
        let folder = tempfile::tempdir().unwrap();
        let locks = Locks::beside(&folder.path().join("firm.db"));
        let held = locks.hold(&name(1)).unwrap();
        fs::write(locks.folder.join(name(2).as_str()), "").unwrap();
        let other = locks.folder.join("somebody else's");
        fs::write(&other, "").unwrap();
        let _next = locks.hold(&name(3)).unwrap();
        assert!(!locks.folder.join(name(2).as_str()).exists());
        assert!(held.path.exists() && other.exists());
        assert!(locks.is_held(&name(1)).unwrap());
    }

    #[test]
    fn u5_what_root_locks_belongs_to_whom_the_database_belongs() {
        // Only root can give a file away.
        if !rustix::process::geteuid().is_root() {
            return;
        }
        let folder = tempfile::tempdir().unwrap();
        let database = folder.path().join("firm.db");
        fs::write(&database, "").unwrap();
        std::os::unix::fs::chown(&database, Some(65_534), Some(65_533)).unwrap();
        let locks = Locks::beside(&database);
        let held = locks.hold(&name(1)).unwrap();
        for path in [&locks.folder, &held.path] {
            let found = fs::metadata(path).unwrap();
            assert_eq!((found.uid(), found.gid()), (65_534, 65_533));
        }
    }

    #[test]
    fn r2_a_link_in_the_place_of_a_lock_is_not_followed() {
        let folder = tempfile::tempdir().unwrap();
        let locks = Locks::beside(&folder.path().join("firm.db"));
        locks.make_folder().unwrap();
        let elsewhere = folder.path().join("elsewhere");
        std::os::unix::fs::symlink(&elsewhere, locks.folder.join(name(1).as_str())).unwrap();
        locks.hold(&name(1)).unwrap_err();
        assert!(!elsewhere.exists());
    }
}
