//! Why a file is not used. Each is the beginning of a sentence, which whoever wanted the file ends with what follows.

use std::fmt;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use crate::domain::text::is_unprintable;

/// Why a file, or what lies in a folder, is not used.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Refused {
    /// There is none.
    #[error("There is nothing at {}", Shown(.0))]
    Absent(PathBuf),
    /// The operating system refuses it.
    #[error("{} cannot be read", Shown(.0))]
    BySystem(PathBuf, ErrorKind),
    /// A folder, a device, a pipe.
    #[error("{} is no plain file", Shown(.0))]
    NotAFile(PathBuf),
    /// It holds more than such a file can.
    #[error("{} is too long", Shown(.0))]
    TooLong(PathBuf),
    /// It belongs to neither whoever runs the program nor root.
    #[error("{0} belongs to another user of this machine")]
    Strangers(Thing),
    /// Others can write to it.
    #[error("{0} can be written by others on this machine")]
    Writable(Thing),
    /// Others can put files beside it: on /tmp, say.
    #[error("Others on this machine can put files into the folder {}", Shown(.0))]
    Shared(PathBuf),
    /// Others can read what is secret.
    #[error("{} can be read by others on this machine", Shown(.0))]
    Readable(PathBuf),
}

/// What was looked at: the file that was named, or something on the way to it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Thing {
    /// A file, or a link.
    File(PathBuf),
    /// A folder.
    Folder(PathBuf),
}

impl Refused {
    pub(super) fn by_system(path: &Path, error: &std::io::Error) -> Self {
        let kind = error.kind();
        if matches!(kind, ErrorKind::NotFound | ErrorKind::NotADirectory) {
            Self::Absent(path.into())
        } else {
            Self::BySystem(path.into(), kind)
        }
    }

    /// Returns what to do about it, as a sentence.
    #[must_use]
    pub fn hint(&self) -> &'static str {
        match self {
            Self::Absent(_) => "Look at its name again.",
            Self::BySystem(..) => "Look at the permissions of the file and its folders.",
            Self::NotAFile(_) | Self::TooLong(_) => "Name the file itself.",
            Self::Strangers(Thing::File(_)) => "Name a file of your own.",
            Self::Strangers(Thing::Folder(_)) | Self::Shared(_) => {
                "Keep the file in a folder of your own."
            }
            Self::Writable(Thing::File(_)) => {
                "Look at what stands in it, then run `chmod go-w` on it."
            }
            Self::Writable(Thing::Folder(_)) => {
                "Look at what stands in its files, then run `chmod go-w` on it."
            }
            Self::Readable(_) => "Make it a file of your own with `chmod 600`.",
        }
    }
}

impl fmt::Display for Thing {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::File(path) => write!(f, "{}", Shown(path)),
            Self::Folder(path) => write!(f, "The folder {}", Shown(path)),
        }
    }
}

/// A path as a sentence may hold it: nothing in it reaches the terminal alive (R4).
#[derive(Debug)]
pub struct Shown<'a>(pub &'a Path);

impl fmt::Display for Shown<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for c in self.0.to_string_lossy().chars() {
            if is_unprintable(c) {
                write!(f, "{}", c.escape_unicode())?;
            } else {
                write!(f, "{c}")?;
            }
        }
        Ok(())
    }
}
