//! What a command makes on its way, and takes back where it does not come to its end (R1).

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use crate::store::sqlite::discard;

/// Files and folders that go with this value, unless they are kept.
#[derive(Debug, Default)]
pub(super) struct Made(Traces);

/// Shared with the thread that ends the process where a signal asks for it and the command does not listen.
#[derive(Clone, Debug, Default)]
struct Traces(Arc<Mutex<Vec<Trace>>>);

#[derive(Debug)]
enum Trace {
    /// A folder, with all that is in it.
    Whole(PathBuf),
    /// A folder, where nothing is left in it.
    Folder(PathBuf),
    /// A database, with what is kept beside it.
    Database(PathBuf),
}

impl Made {
    /// Notes a folder that goes with all that is in it.
    pub(super) fn whole(&self, folder: PathBuf) {
        self.0.note(Trace::Whole(folder));
    }

    /// Notes a database that is about to be made, and its folder where that is made with it.
    ///
    /// What is there already is not ours, and stays.
    pub(super) fn database(&self, path: &Path) {
        if fs::symlink_metadata(path).is_ok() {
            return;
        }
        // From the outside in, since the last is taken back first.
        if let Some(folder) = path.parent().filter(|folder| is_absent(folder)) {
            self.0.note(Trace::Folder(folder.into()));
        }
        self.0.note(Trace::Database(path.into()));
    }

    /// Keeps what was made.
    pub(super) fn keep(&self) {
        self.0.take();
    }

    /// Returns what takes everything back from any thread.
    pub(super) fn taking_back(&self) -> impl Fn() + Send + 'static + use<> {
        let traces = self.0.clone();
        move || traces.take_back()
    }
}

/// A place at which a database is made for a firm that is still to be set up.
#[derive(Debug)]
pub(super) struct Unfounded {
    path: PathBuf,
    /// The folder, where it is made with it.
    folder: Option<PathBuf>,
}

impl Unfounded {
    /// Notes it before anything is made; nothing where something is there already, which stays.
    pub(super) fn at(path: &Path) -> Option<Self> {
        fs::symlink_metadata(path).is_err().then(|| Self {
            path: path.into(),
            folder: path
                .parent()
                .filter(|folder| is_absent(folder))
                .map(Into::into),
        })
    }

    /// Takes back what was made, unless a firm was set up there, or another program is about to (R2).
    pub(super) fn take_back(self) {
        if discard(&self.path)
            && let Some(folder) = self.folder
        {
            // Where something else is in it by now, it stays.
            let _ = fs::remove_dir(folder);
        }
    }
}

impl Drop for Made {
    fn drop(&mut self) {
        self.0.take_back();
    }
}

impl Traces {
    fn note(&self, trace: Trace) {
        self.0
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .push(trace);
    }

    fn take(&self) -> Vec<Trace> {
        std::mem::take(&mut *self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }

    fn take_back(&self) {
        for trace in self.take().into_iter().rev() {
            // What cannot be taken back stays; the command says in any case that it failed.
            let _ = match trace {
                Trace::Whole(folder) => fs::remove_dir_all(folder),
                Trace::Folder(folder) => fs::remove_dir(folder),
                Trace::Database(path) => remove_database(&path),
            };
        }
    }
}

fn is_absent(folder: &Path) -> bool {
    !folder.as_os_str().is_empty() && fs::symlink_metadata(folder).is_err()
}

fn remove_database(path: &Path) -> std::io::Result<()> {
    for suffix in ["-wal", "-shm", "-journal"] {
        let mut beside = path.as_os_str().to_owned();
        beside.push(suffix);
        let _ = fs::remove_file(beside);
    }
    let mut locks = path.as_os_str().to_owned();
    locks.push(".sessions");
    let _ = fs::remove_dir_all(locks);
    fs::remove_file(path)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn r1_what_was_made_goes_unless_it_is_kept_and_what_was_there_stays() {
        let home = tempfile::tempdir().unwrap();
        let (kept, old) = (home.path().join("kept.db"), home.path().join("old.db"));
        fs::write(&old, "of somebody else").unwrap();
        let folder = home.path().join("new");
        let gone = folder.join("gone.db");
        let made = Made::default();
        made.database(&kept);
        fs::write(&kept, "").unwrap();
        made.keep();
        made.database(&old);
        made.database(&gone);
        fs::create_dir(&folder).unwrap();
        for name in ["gone.db", "gone.db-wal", "gone.db-shm"] {
            fs::write(folder.join(name), "").unwrap();
        }
        drop(made);
        assert!(kept.exists() && old.exists() && !folder.exists());
    }

    #[test]
    fn r1_a_folder_that_holds_something_else_stays() {
        let home = tempfile::tempdir().unwrap();
        let folder = home.path().join("new");
        let made = Made::default();
        made.database(&folder.join("gone.db"));
        fs::create_dir(&folder).unwrap();
        fs::write(folder.join("gone.db"), "").unwrap();
        fs::write(folder.join("else"), "").unwrap();
        made.taking_back()();
        assert!(folder.join("else").exists() && !folder.join("gone.db").exists());
    }
}
