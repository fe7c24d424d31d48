//! The way to a file, from the root on: every folder and every link is looked at.

use std::collections::VecDeque;
use std::ffi::OsString;
use std::fs::{self, Metadata};
use std::io::ErrorKind;
use std::os::unix::fs::MetadataExt;
use std::path::{Component, Path, PathBuf};

use super::{Refused, Thing, group};

/// So many links are followed, as the kernel does.
const MOST_LINKS: usize = 40;

/// Whom files and folders may belong to: whoever runs the program, and root.
#[derive(Clone, Copy, Debug)]
pub struct Owners {
    me: u32,
    also: Option<u32>,
}

impl Owners {
    /// Returns whoever runs the program, and root.
    #[must_use]
    pub fn mine() -> Self {
        Self {
            me: rustix::process::geteuid().as_raw(),
            also: None,
        }
    }

    /// The same, and for root whoever this folder belongs to: root looks after what is somebody else's too.
    #[must_use]
    pub fn with_whose(self, folder: &Path) -> Self {
        let whose = fs::metadata(folder).ok().map(|found| found.uid());
        Self {
            also: whose.filter(|_| self.me == 0),
            ..self
        }
    }

    pub(super) fn have(self, found: &Metadata) -> bool {
        let whose = found.uid();
        whose == 0 || whose == self.me || self.also == Some(whose)
    }
}

/// Returns where a path leads, free of links.
///
/// Whoever can write to a folder can rename what is in it; where the sticky bit is set, as on /tmp, only what is theirs.
/// So each folder and each link belongs to its owners, and no other folder is written by others.
pub(super) fn follow(path: &Path, owners: Owners) -> Result<PathBuf, Refused> {
    let failed = |error: std::io::Error| Refused::by_system(path, &error);
    let whole = std::path::absolute(path).map_err(failed)?;
    let mut here = PathBuf::from("/");
    let mut rest = parts(&whole);
    let mut links = 0;
    look_at(&here, &fs::metadata(&here).map_err(failed)?, owners)?;
    while let Some(next) = rest.pop_front() {
        if next == ".." {
            here.pop();
            continue;
        }
        let there = here.join(next);
        let found = fs::symlink_metadata(&there).map_err(failed)?;
        if found.is_symlink() {
            links += 1;
            if links > MOST_LINKS {
                return Err(Refused::BySystem(path.into(), ErrorKind::Other));
            }
            if !owners.have(&found) {
                return Err(Refused::Strangers(Thing::File(there)));
            }
            let target = fs::read_link(&there).map_err(failed)?;
            if target.is_absolute() {
                here = PathBuf::from("/");
            }
            let mut ahead = parts(&target);
            ahead.append(&mut rest);
            rest = ahead;
            continue;
        }
        if found.is_dir() {
            look_at(&there, &found, owners)?;
        } else if !rest.is_empty() {
            return Err(Refused::Absent(path.into()));
        }
        here = there;
    }
    Ok(here)
}

/// The names of a path, in order; `..` leads back.
fn parts(path: &Path) -> VecDeque<OsString> {
    let named = path.components().filter_map(|component| match component {
        Component::Normal(name) => Some(name.to_owned()),
        Component::ParentDir => Some("..".into()),
        Component::Prefix(_) | Component::RootDir | Component::CurDir => None,
    });
    named.collect()
}

fn look_at(folder: &Path, found: &Metadata, owners: Owners) -> Result<(), Refused> {
    if !owners.have(found) {
        return Err(Refused::Strangers(Thing::Folder(folder.into())));
    }
    let sticky = found.mode() & 0o1000 != 0;
    if !sticky && others_write(found, || group::access_list_at(folder)) {
        return Err(Refused::Writable(Thing::Folder(folder.into())));
    }
    Ok(())
}

/// Says whether anybody but its owner can write to it: everyone, or a group that is not the owner's own. Where it has an
/// access list, the group's rights are the limit of what that gives to others.
pub(super) fn others_write(found: &Metadata, has_access_list: impl FnOnce() -> bool) -> bool {
    let (group, all) = (found.mode() & 0o020 != 0, found.mode() & 0o002 != 0);
    all || (group && (!group::is_own(found.uid(), found.gid()) || has_access_list()))
}
