//! Files that the program obeys, or that hold a secret, and the folder of its database: who else on this machine could
//! have put something else there, or can read them (R2, R7).
//!
//! A file is followed from the root, through links, and every folder on the way is looked at: whoever can write to one
//! of them can put another file in the place of ours. Called by `mail`, `store` and `cli`; calls `domain`. Never here:
//! what stands in a file.
//!
//! | file | what it is about |
//! | --- | --- |
//! | `way` | the way to a file, whom it may belong to, and who can write to it |
//! | `group` | the group that a user has for themselves, and whom an access list lets in beside it |
//! | `refused` | why a file is not used, in words |

mod group;
mod refused;
mod way;

use std::fs::{self, File, Metadata, OpenOptions};
use std::io::Read;
use std::os::unix::fs::{MetadataExt, OpenOptionsExt};
use std::path::{Path, PathBuf};

pub use refused::{Refused, Shown, Thing};
pub use way::Owners;
use way::{follow, others_write};

/// Where systemd lays credentials (`LoadCredential=`): files of root, which an access list opens to the service alone.
const CREDENTIALS: &str = "/run/credentials";

/// Who may read a file. Nobody but its owner may ever write to it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Readers {
    /// Whoever likes.
    Anybody,
    /// Its owner alone.
    Owner,
}

impl Readers {
    /// Says whether others can read what they must not.
    fn lets_others_read(self, real: &Path, found: &Metadata) -> bool {
        let forbidden = match self {
            Self::Anybody => 0,
            // The group's bits of a credential are the limit of its access list, not rights of a group.
            Self::Owner if found.uid() == 0 && real.starts_with(CREDENTIALS) => 0o017,
            Self::Owner => 0o077,
        };
        found.mode() & forbidden != 0
    }
}

/// Opens a file that belongs to whoever runs the program, or to root, and that nobody else could have written or put there.
/// It is opened once, and what was opened is what was looked at.
pub fn open(path: &Path, readers: Readers) -> Result<File, Refused> {
    let (file, _) = looked_at(path, readers, Owners::mine())?;
    Ok(file)
}

/// Returns where a database of one of those owners is, free of links, with nothing beside it that is not theirs; anybody
/// may read it.
pub fn place(path: &Path, owners: Owners) -> Result<PathBuf, Refused> {
    let (_, real) = looked_at(path, Readers::Anybody, owners)?;
    if let Some(folder) = real.parent() {
        not_shared(folder)?;
    }
    Ok(real)
}

fn looked_at(path: &Path, readers: Readers, owners: Owners) -> Result<(File, PathBuf), Refused> {
    let real = follow(path, owners)?;
    // It is no link any more; a pipe is not waited for.
    let flags =
        rustix::fs::OFlags::NONBLOCK | rustix::fs::OFlags::NOFOLLOW | rustix::fs::OFlags::CLOEXEC;
    let file = OpenOptions::new()
        .read(true)
        .custom_flags(flags.bits().cast_signed())
        .open(&real)
        .map_err(|error| Refused::by_system(path, &error))?;
    let found = file
        .metadata()
        .map_err(|error| Refused::by_system(path, &error))?;
    if !found.is_file() {
        return Err(Refused::NotAFile(path.into()));
    }
    if !owners.have(&found) {
        return Err(Refused::Strangers(Thing::File(path.into())));
    }
    if others_write(&found, || group::has_access_list(&file)) {
        return Err(Refused::Writable(Thing::File(path.into())));
    }
    if readers.lets_others_read(&real, &found) {
        return Err(Refused::Readable(path.into()));
    }
    Ok((file, real))
}

/// Reads such a file, which anybody may read; nothing where there is none.
pub fn read(path: &Path, most: u64) -> Result<Option<Vec<u8>>, Refused> {
    let file = match open(path, Readers::Anybody) {
        Ok(file) => file,
        Err(Refused::Absent(_)) => return Ok(None),
        Err(refused) => return Err(refused),
    };
    let mut bytes = Vec::new();
    file.take(most.saturating_add(1))
        .read_to_end(&mut bytes)
        .map_err(|error| Refused::by_system(path, &error))?;
    if bytes.len() as u64 > most {
        return Err(Refused::TooLong(path.into()));
    }
    Ok(Some(bytes))
}

/// Returns where the folder of a database is, free of links, in which nobody but its owners can put a file.
pub fn folder(path: &Path, owners: Owners) -> Result<PathBuf, Refused> {
    let real = follow(path, owners)?;
    if !real.is_dir() {
        return Err(Refused::Absent(path.into()));
    }
    not_shared(&real)?;
    Ok(real)
}

/// Refuses a folder such as /tmp, where nobody can put another file in the place of ours, but anybody one beside it: SQLite
/// takes a `-wal` or `-journal` that lies beside a database for what was written to it last.
fn not_shared(folder: &Path) -> Result<(), Refused> {
    let found = fs::metadata(folder).map_err(|error| Refused::by_system(folder, &error))?;
    if others_write(&found, || group::access_list_at(folder)) {
        return Err(Refused::Shared(folder.into()));
    }
    Ok(())
}

#[cfg(test)]
mod tests;
