//! Opens a file of breached passwords and says what it is (S5).

use std::fs::{self, File, Metadata};
use std::io::ErrorKind;
use std::os::unix::fs::{FileExt, MetadataExt};
use std::path::{Path, PathBuf};

use sha1::{Digest, Sha1};

use super::hashes::{self, FirstLine, Hashes};
use super::lines::{self, MOST_BYTES};
use super::{Breached, ListError, Unreadable};
use crate::domain::{Instant, instant_on_record};
use crate::secret::Password;

/// The firm's file of breached passwords, open. What it was when it was opened it must stay.
#[derive(Debug)]
pub struct BreachedFile {
    file: File,
    kind: Kind,
    /// Its length and when it was changed, to tell whether it is still the same.
    stamp: Stamp,
    facts: ListFacts,
}

#[derive(Clone, Copy, Debug)]
enum Kind {
    Hashes(Hashes),
    Lines,
}

/// What a file is, and how it stands with it: for `passward doctor`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ListFacts {
    /// Its format.
    pub format: ListFormat,
    /// How many passwords are on it.
    pub entries: Entries,
    /// When the file was last changed; `None` where the file system says nothing sensible.
    pub changed_at: Option<Instant>,
    /// Whether its hashes begin late or end early, as those of a list that was cut do.
    pub lacks_an_end: bool,
}

/// The two formats; which one it is, is seen from the first line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ListFormat {
    /// SHA-1 hashes, ordered.
    Hashes,
    /// Plain passwords, one a line.
    Lines,
}

/// How many passwords there are on a list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Entries {
    /// So many.
    Exact(u64),
    /// About so many, by the length of some of its lines.
    About(u64),
}

/// What changes when somebody writes to a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Stamp {
    length: u64,
    changed: (i64, i64),
}

impl Stamp {
    fn of(found: &Metadata) -> Self {
        Self {
            length: found.len(),
            changed: (found.mtime(), found.mtime_nsec()),
        }
    }
}

/// The first line is looked for in so many bytes.
const FIRST_LINE_IN: usize = 4096;

impl BreachedFile {
    /// Opens a file and looks it over; nothing of it is kept in memory.
    pub fn open(path: &Path) -> Result<Self, ListError> {
        let file = opened(path)?;
        let found = file.metadata().map_err(refused(path))?;
        let stamp = Stamp::of(&found);
        let unreadable = |why| ListError::Unreadable {
            path: path.into(),
            why,
        };
        let mut block = [0; FIRST_LINE_IN];
        let length = file.read_at(&mut block, 0).map_err(refused(path))?;
        if length == 0 {
            return Err(ListError::Empty { path: path.into() });
        }
        let first = first_line_of(&block[..length]);
        let marked = first.strip_prefix("\u{feff}".as_bytes());
        if marked.is_some_and(|first| hashes::first_line(first) == FirstLine::Sha1) {
            return Err(unreadable(Unreadable::BadLine(0)));
        }
        let (kind, entries, lacks_an_end) = match hashes::first_line(first) {
            FirstLine::Sha1 => {
                let hashes = Hashes::of(&file, stamp.length, first).map_err(unreadable)?;
                let hashes = hashes.ok_or_else(|| ListError::CutOff { path: path.into() })?;
                let survey = hashes.survey(&file).map_err(unreadable)?;
                (Kind::Hashes(hashes), survey.entries, survey.lacks_an_end)
            }
            FirstLine::OtherHash => return Err(ListError::OtherHashes { path: path.into() }),
            FirstLine::NoHash if stamp.length <= MOST_BYTES => {
                (Kind::Lines, lines_in(&file, path)?, false)
            }
            FirstLine::NoHash if is_binary(&block[..length]) => {
                let (path, line) = (path.into(), 1);
                return Err(ListError::NeitherFormat { path, line });
            }
            FirstLine::NoHash => return Err(ListError::TooLarge { path: path.into() }),
        };
        let list = Self {
            file,
            kind,
            stamp,
            facts: ListFacts {
                format: match kind {
                    Kind::Hashes(_) => ListFormat::Hashes,
                    Kind::Lines => ListFormat::Lines,
                },
                entries,
                changed_at: stamp
                    .changed
                    .0
                    .checked_mul(1000)
                    .and_then(instant_on_record),
                lacks_an_end,
            },
        };
        list.is_unchanged().map_err(unreadable)?;
        Ok(list)
    }

    /// Returns what the file is.
    #[must_use]
    pub fn facts(&self) -> ListFacts {
        self.facts
    }

    /// Looks at every line; of a large list this takes minutes.
    pub fn look_at_whole(&self) -> Result<ListFacts, Unreadable> {
        let mut facts = self.facts;
        if let Kind::Hashes(hashes) = self.kind {
            let survey = hashes.survey_whole(&self.file)?;
            facts.entries = survey.entries;
            facts.lacks_an_end = survey.lacks_an_end;
        }
        self.is_unchanged()?;
        Ok(facts)
    }

    fn is_unchanged(&self) -> Result<(), Unreadable> {
        let found = self.file.metadata().map_err(|_| Unreadable::Failed)?;
        if Stamp::of(&found) == self.stamp {
            Ok(())
        } else {
            Err(Unreadable::Changed)
        }
    }
}

impl Breached for BreachedFile {
    fn holds(&self, password: &Password) -> Result<bool, Unreadable> {
        self.is_unchanged()?;
        let found = match self.kind {
            Kind::Hashes(hashes) => {
                let wanted = Sha1::digest(password.as_str().as_bytes());
                hashes.hold(&self.file, &wanted.into())
            }
            Kind::Lines => lines::hold(&self.file, password),
        };
        // What was read while somebody wrote to it is no answer, nor is the fault that it led to.
        self.is_unchanged()?;
        found
    }
}

fn opened(path: &Path) -> Result<File, ListError> {
    // Looked at first: opening a pipe would wait for somebody to write to it.
    let found = match fs::metadata(path) {
        Ok(found) => found,
        Err(error) if matches!(error.kind(), ErrorKind::NotFound | ErrorKind::NotADirectory) => {
            return Err(ListError::Missing { path: path.into() });
        }
        Err(error) => return Err(refused(path)(error)),
    };
    if !found.is_file() {
        return Err(ListError::NotAFile { path: path.into() });
    }
    File::open(path).map_err(refused(path))
}

fn first_line_of(block: &[u8]) -> &[u8] {
    let first = block.split(|byte| *byte == b'\n').next();
    first.unwrap_or_default()
}

/// A packed list is recognised by its first bytes, however large it is.
fn is_binary(block: &[u8]) -> bool {
    let cut = str::from_utf8(block).err();
    block.contains(&0)
        || cut.is_some_and(|error| error.error_len().is_some() && error.valid_up_to() < 64)
}

fn lines_in(file: &File, path: &Path) -> Result<Entries, ListError> {
    match lines::survey(file) {
        Ok(lines::Survey::Lines(0)) => Err(ListError::Empty { path: path.into() }),
        Ok(lines::Survey::Lines(lines)) => Ok(Entries::Exact(lines)),
        Ok(lines::Survey::NotText(line)) => Err(ListError::NeitherFormat {
            path: path.into(),
            line,
        }),
        Err(why) => Err(ListError::Unreadable {
            path: path.into(),
            why,
        }),
    }
}

fn refused(path: &Path) -> impl Fn(std::io::Error) -> ListError {
    let path: PathBuf = path.into();
    move |cause| ListError::Refused {
        path: path.clone(),
        cause,
    }
}
