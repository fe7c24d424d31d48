//! Which list of breached passwords is meant (S5): the one that was named, or none.

use std::path::PathBuf;
use std::sync::Arc;

use super::error::{Failure, Fault};
use super::settings::{Settings, Source, table};
use crate::files::{self, Readers, Refused};
use crate::lists::{BreachedFile, ListError, Lists};

/// The list that was named, and who said so.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Named {
    /// With `--breached`.
    Option(PathBuf),
    /// By `PASSWARD_BREACHED`.
    Environment(PathBuf),
    /// In the file of settings.
    Settings(PathBuf),
    /// Nowhere: only the built-in list holds.
    Nowhere,
}

impl Named {
    /// Finds what was named.
    pub(super) fn find(settings: &Settings) -> Self {
        let Some(path) = settings.path(&table::BREACHED).map(Into::into) else {
            return Self::Nowhere;
        };
        match settings.source(&table::BREACHED) {
            Source::Option => Self::Option(path),
            Source::Variable => Self::Environment(path),
            Source::File(_) | Source::Default => Self::Settings(path),
        }
    }

    /// Opens it for a command that takes new passwords. One that was named and is no list is an error, never no list.
    pub(super) fn open(&self) -> Result<Lists, Failure> {
        match self.look() {
            None => Ok(Lists::none()),
            Some(Ok(file)) => Ok(Lists::of(Arc::new(file))),
            Some(Err(error)) => {
                let failure = Failure::new(Fault::Refused, "breached_list", error.to_string());
                Err(failure.hint(self.hint()))
            }
        }
    }

    /// Opens it to see what it is; `None` where none was named.
    pub(super) fn look(&self) -> Option<Result<BreachedFile, ListError>> {
        match self {
            Self::Option(path) | Self::Environment(path) | Self::Settings(path) => {
                Some(BreachedFile::open(path))
            }
            Self::Nowhere => None,
        }
    }

    /// Says who else could have written it, or put it there; nothing where nobody could.
    pub(super) fn written_by_others(&self) -> Option<Refused> {
        match self {
            Self::Option(path) | Self::Environment(path) | Self::Settings(path) => {
                files::open(path, Readers::Anybody).err()
            }
            Self::Nowhere => None,
        }
    }

    /// Says where to look at what was named.
    pub(super) fn hint(&self) -> &'static str {
        match self {
            Self::Environment(_) => {
                "Nothing was changed. Look at the variable PASSWARD_BREACHED again."
            }
            Self::Settings(_) => {
                "Nothing was changed. Look at `breached_passwords` in the file of settings again."
            }
            Self::Option(_) | Self::Nowhere => "Nothing was changed. Look at --breached again.",
        }
    }
}
