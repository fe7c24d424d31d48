//! Which database is meant: the one that was named, or the one at the default place (R2).

use std::fs;
use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};

use etcetera::BaseStrategy;
use etcetera::base_strategy::Xdg;

use super::error::{Failure, Fault};
use super::made::Made;
use super::settings::{Settings, Source, table};
use crate::service::{self, Desk, Mode};
use crate::store::sqlite::{Folder, Sqlite};
use crate::store::{OpenError, StoreError};
use crate::words::Printable;

/// Where the database is, and who said so.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Place {
    /// Named with `--db`.
    Option(PathBuf),
    /// Named by `PASSWARD_DB`.
    Environment(PathBuf),
    /// Named in the file of settings.
    Settings(PathBuf),
    /// The default place; only here does a missing database start the first run (R2).
    Default(PathBuf),
}

/// What is at a place.
pub(super) enum Found {
    /// A database with a firm in it, and the firm's name.
    Firm(Desk, Printable),
    /// Nothing yet, and how that is said where a firm is needed.
    Nothing(Failure),
}

impl Place {
    /// Finds the place: what was named, else in the data folder of XDG.
    ///
    /// A relative path in `XDG_DATA_HOME` is ignored, as XDG wants it.
    pub(super) fn find(settings: &Settings) -> Result<Self, Failure> {
        if let Some(path) = settings.path(&table::DATABASE) {
            let path = path.into();
            return Ok(match settings.source(&table::DATABASE) {
                Source::Option => Self::Option(path),
                Source::Variable => Self::Environment(path),
                Source::File(_) => Self::Settings(path),
                Source::Default => Self::Default(path),
            });
        }
        let xdg = Xdg::new().map_err(|_| {
            Failure::new(
                Fault::Usage,
                "no_home",
                "Your home folder is not known, so there is no default place for the database.",
            )
            .hint("Name a place with --db PATH.")
        })?;
        Ok(Self::Default(
            xdg.data_dir().join("passward").join("passward.db"),
        ))
    }

    /// Opens the database there, with its firm.
    pub(super) fn open(&self, mode: Mode) -> Result<Desk, Failure> {
        match self.look(mode)? {
            Found::Firm(desk, _) => Ok(desk),
            Found::Nothing(failure) => Err(failure),
        }
    }

    /// Looks what is there; where it is nothing, or a database without a firm, says what to do about it.
    pub(super) fn look(&self, mode: Mode) -> Result<Found, Failure> {
        let mut desk = match self.opened(mode) {
            Ok(store) => Desk::new(Box::new(store)).in_mode(mode),
            Err(error) if self.is_nothing(&error) => {
                return Ok(Found::Nothing(self.nothing()));
            }
            Err(error) => return Err(error.into()),
        };
        match service::firm_name(&mut desk) {
            Ok(Some(firm)) => Ok(Found::Firm(desk, firm)),
            Ok(None) => Ok(Found::Nothing(self.nothing())),
            Err(error) => Err(error.into()),
        }
    }

    /// Opens the database there as what it is, for what is done to the file as a whole. Where nothing may be changed, an
    /// older schema is not brought up to date either.
    pub(super) fn open_file(&self, mode: Mode) -> Result<Sqlite, Failure> {
        self.opened(mode).map_err(|error| {
            if self.is_nothing(&error) {
                self.nothing()
            } else {
                error.into()
            }
        })
    }

    fn opened(&self, mode: Mode) -> Result<Sqlite, OpenError> {
        match mode {
            Mode::Full => Sqlite::open(self.path()),
            Mode::ReadOnly => Sqlite::open_as_it_is(self.path()),
        }
    }

    /// Refuses where a firm is there already, or anything else: nothing is ever overwritten (R2).
    pub(super) fn is_free(&self) -> Result<(), Failure> {
        match self.look(Mode::Full)? {
            Found::Nothing(_) => Ok(()),
            Found::Firm(..) => Err(self.taken()),
        }
    }

    /// Makes a database there, with no firm in it yet; at the default place its folder too (R2).
    ///
    /// What is made is noted, to be taken back unless a firm comes to stand in it.
    pub(super) fn create(&self, made: &Made) -> Result<Desk, Failure> {
        made.database(self.path());
        let folder = match self {
            Self::Default(_) => Folder::Make,
            Self::Option(_) | Self::Environment(_) | Self::Settings(_) => Folder::MustExist,
        };
        match Sqlite::create(self.path(), folder) {
            Ok(store) => Ok(Desk::new(Box::new(store))),
            Err(OpenError::Exists { .. }) => {
                made.keep();
                Err(self.taken())
            }
            Err(error) => {
                // Another program is at it, so it is no longer ours to take back.
                if matches!(error, OpenError::Store(StoreError::Busy)) {
                    made.keep();
                }
                Err(error.into())
            }
        }
    }

    /// The default place has no folder yet where nothing was ever set up.
    fn is_nothing(&self, error: &OpenError) -> bool {
        let default = matches!(self, Self::Default(_));
        matches!(
            error,
            OpenError::Missing { .. } | OpenError::Unfinished { .. }
        ) || (default && matches!(error, OpenError::FolderMissing { .. }))
    }

    fn nothing(&self) -> Failure {
        let failure = Failure::new(
            Fault::Unavailable,
            "database_missing",
            format!("There is no firm's database at {}.", self.shown()),
        );
        let init = self.command("init");
        failure.hint(match self {
            Self::Option(_) => format!("Make one there with `{init}`, or look at --db again."),
            Self::Environment(_) => {
                format!("Make one there with `{init}`, or look at the variable PASSWARD_DB again.")
            }
            Self::Settings(_) => format!(
                "Make one there with `{init}`, or look at `database` in the file of settings again."
            ),
            Self::Default(_) => "Set up your firm with `passward` or `passward init`.".to_owned(),
        })
    }

    fn taken(&self) -> Failure {
        Failure::new(
            Fault::Refused,
            "already_there",
            format!(
                "There is a firm's database at {} already. It was left as it is.",
                self.shown()
            ),
        )
        .hint(format!(
            "Open it with `{}`, or name another place with --db PATH.",
            self.command("")
        ))
    }

    /// Returns the command line that does something at this place.
    pub(super) fn command(&self, words: &str) -> String {
        let mut line = "passward".to_owned();
        if !words.is_empty() {
            line = format!("{line} {words}");
        }
        match self {
            Self::Option(_) => format!("{line} --db {}", quoted(self.shown().as_ref())),
            Self::Environment(_) | Self::Settings(_) | Self::Default(_) => line,
        }
    }

    /// Says what to do where others can look into the folder, which is to be its owner's alone (R2).
    pub(super) fn looked_into(&self) -> Option<String> {
        let folder = match self.path().parent() {
            Some(folder) if !folder.as_os_str().is_empty() => folder,
            _ => Path::new("."),
        };
        let found = fs::metadata(folder).ok()?;
        let is_open = found.mode() & 0o077 != 0;
        if !is_open {
            return None;
        }
        let name = folder.to_string_lossy();
        let (shown, quoted) = (Printable::new(&name), Printable::new(&quoted(&name)));
        let (mode, me) = (found.mode() & 0o7777, rustix::process::geteuid().as_raw());
        Some(if found.uid() == me {
            format!(
                "Others on this machine can look into the folder {shown} ({mode:04o}). Run `chmod 700 {quoted}` if it holds nothing else."
            )
        } else {
            // What others keep things in is not to be shut.
            format!(
                "Others on this machine share the folder {shown} ({mode:04o}). Keep the database in one of its own, made with `mkdir -m 700`."
            )
        })
    }

    /// Returns the path as it is shown to people (R4).
    pub(super) fn shown(&self) -> Printable {
        Printable::new(&self.path().to_string_lossy())
    }

    /// Returns the path of the file.
    pub(super) fn path(&self) -> &Path {
        match self {
            Self::Option(path)
            | Self::Environment(path)
            | Self::Settings(path)
            | Self::Default(path) => path,
        }
    }
}

/// Quotes a word where a shell would take it apart.
fn quoted(word: &str) -> String {
    let plain = |c: char| c.is_alphanumeric() || "/._-+,:@".contains(c);
    if !word.is_empty() && word.chars().all(plain) {
        word.to_owned()
    } else {
        format!("'{}'", word.replace('\'', r"'\''"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_command_line_names_its_place_so_that_a_shell_takes_it() {
        for (path, line) in [
            ("/tmp/firm.db", "passward init --db /tmp/firm.db"),
            ("my firm.db", "passward init --db 'my firm.db'"),
            ("it's.db", r"passward init --db 'it'\''s.db'"),
        ] {
            assert_eq!(Place::Option(path.into()).command("init"), line);
            assert_eq!(Place::Default(path.into()).command("init"), "passward init");
        }
    }
}
