//! What the file promises: it is looked at before it is touched (R2), and no list reads everybody.

use std::fs;
use std::os::unix::fs::{PermissionsExt, chown, symlink};
use std::path::{Path, PathBuf};

use passward::store::OpenError;
use passward::store::sqlite::{Folder, Sqlite};
use rusqlite::Connection;

use super::world::found;
use super::{Engine, OnSqlite};

/// Compares the numbers beside the users with a recount.
pub(crate) fn recount(path: &Path) -> Vec<String> {
    let db = Connection::open(path).unwrap();
    let differs = |name: &str, kept: &str, counted: &str| {
        let both = format!(
            "SELECT count(*) FROM (SELECT * FROM ({kept} EXCEPT {counted}) \
             UNION ALL SELECT * FROM ({counted} EXCEPT {kept}))"
        );
        let rows: i64 = db.query_row(&both, [], |row| row.get(0)).unwrap();
        (rows > 0).then(|| format!("{rows} rows of {name}"))
    };
    let now_no = "(SELECT name_no FROM account)";
    let checks = [
        differs(
            "counts",
            "SELECT kind, enabled, gen, bucket, n FROM counts WHERE n <> 0",
            "SELECT kind, enabled, gen, changed_at / 7200000, count(*) FROM users \
             WHERE gen IS NOT NULL AND force_id IS NULL GROUP BY 1, 2, 3, 4",
        ),
        differs(
            "tallies",
            "SELECT kind, enabled, role, forced, gen, n FROM tallies WHERE n <> 0",
            "SELECT kind, enabled, role, force_id IS NOT NULL, coalesce(gen, -1), count(*) \
             FROM users GROUP BY 1, 2, 3, 4, 5",
        ),
        differs(
            "strong_tallies",
            "SELECT kind, enabled, n FROM strong_tallies WHERE n <> 0",
            &format!(
                "SELECT kind, enabled, count(*) FROM users WHERE seen_no = {now_no} GROUP BY 1, 2"
            ),
        ),
        differs(
            "try_counts",
            "SELECT rule, count, n FROM try_counts WHERE n <> 0",
            "SELECT rule, count, count(*) FROM tries WHERE rule IS NOT NULL GROUP BY 1, 2",
        ),
    ];
    let mut found: Vec<String> = checks.into_iter().flatten().collect();
    if let Err(error) = db.execute(
        "INSERT INTO find(find, rank) VALUES('integrity-check', 1)",
        [],
    ) {
        found.push(format!("find: {error}"));
    }
    let whole: String = db
        .query_row("PRAGMA integrity_check", [], |row| row.get(0))
        .unwrap();
    if whole != "ok" {
        found.push(whole);
    }
    found
}

fn mode(path: &Path) -> u32 {
    fs::metadata(path).unwrap().permissions().mode() & 0o7777
}

fn set_mode(path: &Path, mode: u32) {
    fs::set_permissions(path, fs::Permissions::from_mode(mode)).unwrap();
}

#[test]
fn r2_the_file_is_made_for_its_owner_alone() {
    let root = tempfile::tempdir().unwrap();
    let path = root.path().join("data/passward/firm.db");
    assert!(matches!(
        Sqlite::create(&path, Folder::MustExist),
        Err(OpenError::FolderMissing { .. })
    ));
    let mut store = Sqlite::create(&path, Folder::Make).unwrap();
    found(&mut store);
    assert_eq!(mode(path.parent().unwrap()), 0o700);
    for suffix in ["", "-wal", "-shm"] {
        assert_eq!(
            mode(Path::new(&format!("{}{suffix}", path.display()))),
            0o600
        );
    }
}

#[test]
fn r2_a_database_is_never_made_over_another() {
    let engine = OnSqlite::new();
    // Without an account set-up may go on.
    Sqlite::create(&engine.path(), Folder::MustExist).unwrap();
    found(engine.open().as_mut());
    let again = Sqlite::create(&engine.path(), Folder::MustExist);
    assert!(matches!(again, Err(OpenError::Exists { .. })));
}

/// Puts something else in the place of the file, and says why it is not opened.
fn refused(spoil: impl FnOnce(&Path)) -> OpenError {
    let engine = OnSqlite::new();
    found(engine.open().as_mut());
    spoil(&engine.path());
    let before = fs::read(engine.path()).ok();
    let error = Sqlite::open(&engine.path()).unwrap_err();
    assert_eq!(fs::read(engine.path()).ok(), before, "the file was changed");
    assert!(error.to_string().ends_with('.'), "{error}");
    let folder = engine.path().parent().unwrap().to_path_buf();
    set_mode(&folder, 0o700);
    error
}

fn in_place_of(path: &Path, make: impl FnOnce(&Path)) {
    fs::remove_file(path).unwrap();
    for suffix in ["-wal", "-shm"] {
        let _ = fs::remove_file(format!("{}{suffix}", path.display()));
    }
    make(path);
}

fn write(path: &Path, bytes: &[u8]) {
    fs::write(path, bytes).unwrap();
    set_mode(path, 0o600);
}

#[test]
fn r2_what_is_not_our_file_is_named() {
    let missing = refused(|path| in_place_of(path, |_| {}));
    assert!(matches!(missing, OpenError::Missing { .. }), "{missing:?}");
    let link = refused(|path| {
        let real = PathBuf::from(format!("{}.real", path.display()));
        fs::rename(path, &real).unwrap();
        symlink(&real, path).unwrap();
    });
    assert!(matches!(link, OpenError::Symlink { .. }), "{link:?}");
    let folder = refused(|path| in_place_of(path, |path| fs::create_dir(path).unwrap()));
    assert!(matches!(folder, OpenError::NotAFile { .. }), "{folder:?}");
    let text = refused(|path| in_place_of(path, |path| write(path, b"Dear Sir or Madam, hello")));
    assert!(matches!(text, OpenError::Foreign { .. }), "{text:?}");
    let foreign = refused(|path| {
        in_place_of(path, |path| {
            let other = Connection::open(path).unwrap();
            other.execute_batch("CREATE TABLE notes(x)").unwrap();
            set_mode(path, 0o600);
        });
    });
    assert!(matches!(foreign, OpenError::Foreign { .. }), "{foreign:?}");
    let empty = refused(|path| in_place_of(path, |path| write(path, b"")));
    assert!(matches!(empty, OpenError::Unfinished { .. }), "{empty:?}");
    let device = Sqlite::open(Path::new("/dev/null")).unwrap_err();
    assert!(
        matches!(
            device,
            OpenError::NotAFile { .. } | OpenError::LooseFolder { .. }
        ),
        "{device:?}"
    );
}

#[test]
fn r2_newer_and_damaged_files_are_refused() {
    let newer = refused(|path| {
        let db = Connection::open(path).unwrap();
        db.execute_batch("PRAGMA user_version = 99; PRAGMA wal_checkpoint(TRUNCATE)")
            .unwrap();
    });
    assert!(matches!(newer, OpenError::Newer { .. }), "{newer:?}");
    let torn = refused(|path| {
        let bytes = fs::read(path).unwrap();
        in_place_of(path, |path| write(path, &bytes[..5_000]));
    });
    assert!(matches!(torn, OpenError::Damaged { .. }), "{torn:?}");
    let overwritten = refused(|path| {
        let mut bytes = fs::read(path).unwrap();
        bytes[100..4_096].fill(0xAA);
        in_place_of(path, |path| write(path, &bytes));
    });
    assert!(
        matches!(overwritten, OpenError::Damaged { .. }),
        "{overwritten:?}"
    );
}

#[test]
fn r2_loose_and_read_only_permissions_are_refused() {
    let loose = refused(|path| set_mode(path, 0o640));
    assert!(matches!(loose, OpenError::LooseFile { .. }), "{loose:?}");
    let read_only = refused(|path| set_mode(path, 0o400));
    assert!(
        matches!(read_only, OpenError::ReadOnlyFile { .. }),
        "{read_only:?}"
    );
    let open_folder = refused(|path| set_mode(path.parent().unwrap(), 0o777));
    assert!(
        matches!(open_folder, OpenError::LooseFolder { .. }),
        "{open_folder:?}"
    );
    // On a folder such as /tmp somebody could put a `-wal` beside it, with another database in it.
    let shared_folder = refused(|path| set_mode(path.parent().unwrap(), 0o1777));
    assert!(
        matches!(shared_folder, OpenError::SharedFolder { .. }),
        "{shared_folder:?}"
    );
    // Somebody could put another folder, with another database, in the place of this one.
    let home = tempfile::tempdir().unwrap();
    let (outer, inner) = (home.path().join("outer"), home.path().join("outer/inner"));
    fs::create_dir_all(&inner).unwrap();
    set_mode(&inner, 0o700);
    let path = inner.join("firm.db");
    drop(Sqlite::create(&path, Folder::MustExist).unwrap());
    for mode in [0o775, 0o757] {
        set_mode(&outer, mode);
        let above = Sqlite::open(&path).err().unwrap();
        assert!(
            matches!(&above, OpenError::LooseFolder { folder } if *folder == outer.canonicalize().unwrap()),
            "{above:?}"
        );
    }
    set_mode(&outer, 0o755);
    if rustix::process::geteuid().is_root() {
        chown(&outer, Some(65_534), None).unwrap();
        let strangers = Sqlite::open(&path).err().unwrap();
        assert_eq!(strangers.code(), "folder_not_yours");
        // Root looks after a database of somebody else's too.
        for its in [&inner, &path] {
            chown(its, Some(65_534), None).unwrap();
        }
        assert!(!matches!(
            Sqlite::open(&path),
            Err(OpenError::StrangersFolder { .. })
        ));
    }
    let closed_folder = refused(|path| set_mode(path.parent().unwrap(), 0o500));
    assert!(
        matches!(closed_folder, OpenError::ReadOnlyFolder { .. }),
        "{closed_folder:?}"
    );
}

#[test]
fn u5_the_folder_of_the_locks_is_nobody_elses() {
    let code = |make: &dyn Fn(&Path)| {
        let refused = refused(|path| {
            let mut locks = path.as_os_str().to_owned();
            locks.push(".sessions");
            make(Path::new(&locks));
        });
        refused.code()
    };
    let in_the_way = code(&|locks| fs::write(locks, "").unwrap());
    assert_eq!(in_the_way, "something_in_the_way");
    for mode in [0o777, 0o1777] {
        let loose = code(&|locks| {
            fs::create_dir(locks).unwrap();
            set_mode(locks, mode);
        });
        assert_eq!(loose, "folder_open_to_others", "{mode:o}");
    }
    if rustix::process::geteuid().is_root() {
        let strangers = code(&|locks| {
            fs::create_dir(locks).unwrap();
            chown(locks, Some(65_534), None).unwrap();
        });
        assert_eq!(strangers, "folder_not_yours");
    }
}

#[test]
fn r2_an_unfinished_set_up_has_no_account_and_can_go_on() {
    use passward::store::Store;
    let engine = OnSqlite::new();
    let mut store = engine.sqlite();
    assert!(store.look().unwrap().account().unwrap().is_none());
    drop(store);
    // Nothing was written yet, or only the empty list of migrations, which is made before the first of them.
    let list = |path: &Path| {
        let begun = Connection::open(path).unwrap();
        let table = "CREATE TABLE refinery_schema_history(version int4 PRIMARY KEY, name VARCHAR(255), \
                     applied_on VARCHAR(255), checksum VARCHAR(255))";
        begun.execute_batch(table).unwrap();
        set_mode(path, 0o600);
    };
    for left in [(|path: &Path| write(path, b"")) as fn(&Path), list] {
        in_place_of(&engine.path(), left);
        let mut store = Sqlite::create(&engine.path(), Folder::MustExist).unwrap();
        found(&mut store);
        assert!(engine.open().look().unwrap().account().unwrap().is_some());
    }
    // In a list that is not empty somebody else's migrations may stand.
    let theirs = refused(|path| {
        in_place_of(path, |path| {
            list(path);
            let other = Connection::open(path).unwrap();
            let row = "INSERT INTO refinery_schema_history VALUES(1, 'notes', 'then', 'x')";
            other.execute_batch(row).unwrap();
        });
    });
    assert!(matches!(theirs, OpenError::Foreign { .. }), "{theirs:?}");
}
