//! What every store promises, run against each engine; and what the SQLite file alone promises.
//!
//! A promise is a function over [`Engine`]. A second engine runs through all of them by one more line in
//! `promises!`.

mod foreign;
mod hostile;
mod lists;
mod log;
mod mail;
mod many;
mod numbers;
mod sessions;
mod sets;
mod sqlite_file;
mod touched;
mod transactions;
mod tries;
mod users;
mod world;

use passward::store::Store;
use passward::store::sqlite::{Folder, Sqlite};

/// A place for data that tests may use up.
pub(crate) trait Engine {
    /// Makes an empty place.
    fn new() -> Self;
    /// Opens it, once more each time.
    fn open(&self) -> Box<dyn Store>;
    /// Opens it so that it gives up at once where another holds it.
    fn open_impatient(&self) -> Box<dyn Store>;
    /// Says where what is kept beside the users differs from a recount; empty where all is well.
    fn recount(&self) -> Vec<String>;
}

pub(crate) struct OnSqlite {
    folder: tempfile::TempDir,
}

impl OnSqlite {
    pub(crate) fn path(&self) -> std::path::PathBuf {
        self.folder.path().join("firm.db")
    }

    pub(crate) fn sqlite(&self) -> Sqlite {
        Sqlite::open(&self.path()).unwrap()
    }
}

impl Engine for OnSqlite {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let engine = Self { folder };
        Sqlite::create(&engine.path(), Folder::MustExist).unwrap();
        engine
    }

    fn open(&self) -> Box<dyn Store> {
        Box::new(self.sqlite())
    }

    fn open_impatient(&self) -> Box<dyn Store> {
        let patience = std::time::Duration::ZERO;
        Box::new(self.sqlite().with_patience(patience).unwrap())
    }

    fn recount(&self) -> Vec<String> {
        sqlite_file::recount(&self.path())
    }
}

/// Runs promises against every engine.
macro_rules! promises {
    ($($promise:ident),* $(,)?) => {
        mod on_sqlite {
            $(#[test] fn $promise() { super::$promise::<crate::store::OnSqlite>() })*
        }
    };
}
pub(crate) use promises;
