//! Brings the schema up to date: a backup first, then everything in one transaction (R2).

use std::error::Error;
use std::fs::{self, File, OpenOptions};
use std::io::ErrorKind;
use std::os::unix::ffi::OsStrExt;
use std::os::unix::fs::{OpenOptionsExt, fchown};
use std::path::{Path, PathBuf};

use refinery::error::Kind;
use refinery::{Report, Runner};
use rusqlite::Connection;
use rusqlite::types::{ToSqlOutput, ValueRef};
use rustix::fs::{CWD, RenameFlags, renameat_with};

use super::on_disk::{folder_of, owner_to_keep};
use crate::store::{OpenError, StoreError};

mod embedded {
    refinery::embed_migrations!("src/store/sqlite/migrations");
}

/// The schema that this program knows, as `user_version` tells it.
pub(super) const CURRENT: i64 = 10;

/// Returns the migrations from the first on.
pub(super) fn migrations() -> Runner {
    embedded::migrations::runner()
}

/// Runs what is missing up to `current`; a database that is up to date is not touched.
pub(super) fn migrate(
    connection: &mut Connection,
    path: &Path,
    migrations: Runner,
    current: i64,
) -> Result<(), OpenError> {
    let version = user_version(connection).map_err(|cause| damaged(path, cause))?;
    if version > current {
        return Err(OpenError::Newer { path: path.into() });
    }
    if version == current {
        return Ok(());
    }
    if version > 0 {
        check_history(connection).map_err(|cause| damaged(path, cause))?;
        back_up(connection, path, version).map_err(|cause| OpenError::NoBackup {
            path: path.into(),
            cause,
        })?;
    }
    match run(connection, migrations) {
        Ok(_) => Ok(()),
        // Another process may have done it in the meantime.
        Err(_) if user_version(connection).is_ok_and(|version| version == current) => Ok(()),
        Err(error) => Err(stopped(path, error)),
    }
}

/// Says what stopped the migrations: what passes, such as a program that holds the database, is no damage.
fn stopped(path: &Path, error: refinery::Error) -> OpenError {
    let Kind::Connection(_, cause) = error.kind() else {
        return damaged(path, error);
    };
    let Some(rusqlite::Error::SqliteFailure(failure, said)) = cause.downcast_ref() else {
        return damaged(path, error);
    };
    match StoreError::from(rusqlite::Error::SqliteFailure(*failure, said.clone())) {
        passing @ (StoreError::Busy
        | StoreError::Overtaken
        | StoreError::ReadOnly
        | StoreError::Full
        | StoreError::Interrupted) => passing.into(),
        StoreError::Damaged { .. } | StoreError::Failed { .. } | StoreError::OnlyLooking => {
            damaged(path, error)
        }
    }
}

/// Brings a copy up to date that nobody else uses; the backup is what it is a copy of.
pub(super) fn migrate_copy(connection: &mut Connection, copy: &Path) -> Result<(), OpenError> {
    let version = user_version(connection).map_err(|cause| damaged(copy, cause))?;
    if version < CURRENT {
        check_history(connection).map_err(|cause| damaged(copy, cause))?;
        run(connection, migrations()).map_err(|error| stopped(copy, error))?;
    }
    Ok(())
}

/// Grouped: without it a migration and the note that it was run are two transactions.
fn run(connection: &mut Connection, migrations: Runner) -> Result<Report, refinery::Error> {
    migrations.set_grouped(true).run(connection)
}

pub(super) fn user_version(connection: &Connection) -> rusqlite::Result<i64> {
    connection.pragma_query_value(None, "user_version", |row| row.get(0))
}

/// Reads the history as refinery will, which panics where this fails.
fn check_history(connection: &Connection) -> Result<(), Box<dyn Error + Send + Sync>> {
    let mut history =
        connection.prepare("SELECT version, applied_on, checksum FROM refinery_schema_history")?;
    let mut rows = history.query([])?;
    while let Some(row) = rows.next()? {
        row.get::<_, i32>(0)?;
        chrono::DateTime::parse_from_rfc3339(&row.get::<_, String>(1)?)?;
        row.get::<_, String>(2)?.parse::<u64>()?;
    }
    Ok(())
}

/// Writes the backup under a name that says it is not finished, and renames it when it is: whatever happens, no half of one
/// passes for a backup.
fn back_up(
    connection: &Connection,
    path: &Path,
    version: i64,
) -> Result<(), Box<dyn Error + Send + Sync>> {
    let (unfinished, backup) = unused_names(path, version)?;
    let written = || -> Result<(), Box<dyn Error + Send + Sync>> {
        // As its bytes are: where a name is not UTF-8, SQLite would write to another one.
        let name = ValueRef::Text(unfinished.as_os_str().as_bytes());
        connection.execute("VACUUM INTO ?1", [ToSqlOutput::Borrowed(name)])?;
        // What was written must outlive a power cut before anything is changed (R1).
        File::open(&unfinished)?.sync_all()?;
        renameat_with(CWD, &unfinished, CWD, &backup, RenameFlags::NOREPLACE)?;
        File::open(folder_of(path))?.sync_all()?;
        Ok(())
    };
    written().inspect_err(|_| {
        let _ = fs::remove_file(&unfinished);
    })
}

/// Makes an empty file that only the database's owner can read, for SQLite would make one that everybody can; and returns
/// its name with the one that it is to have.
fn unused_names(path: &Path, version: i64) -> std::io::Result<(PathBuf, PathBuf)> {
    let named = |rest: &str| {
        let mut name = path.as_os_str().to_owned();
        name.push(rest);
        PathBuf::from(name)
    };
    for n in 1.. {
        let backup = named(&format!(".backup-v{version}-{n}"));
        let unfinished = named(&format!(".backup-v{version}-{n}.unfinished"));
        let mut options = OpenOptions::new();
        options.write(true).create_new(true).mode(0o600);
        match options.open(&unfinished) {
            // Looked for while nobody else can be about to give it to theirs.
            Ok(made) if fs::symlink_metadata(&backup).is_err() => {
                if let Some((user, group)) = owner_to_keep(path) {
                    fchown(made, Some(user), Some(group))?;
                }
                return Ok((unfinished, backup));
            }
            Ok(_) => fs::remove_file(&unfinished)?,
            Err(error) if error.kind() == ErrorKind::AlreadyExists && n < 1000 => {}
            Err(error) => return Err(error),
        }
    }
    Err(ErrorKind::AlreadyExists.into())
}

fn damaged(path: &Path, cause: impl Into<Box<dyn Error + Send + Sync>>) -> OpenError {
    OpenError::Damaged {
        path: path.into(),
        cause: Some(cause.into()),
    }
}

#[cfg(test)]
mod tests {
    use std::os::unix::fs::PermissionsExt;
    use std::time::Duration;

    use refinery::Migration;

    use super::super::{health, tries};
    use super::*;
    use crate::domain::throttle::{Bound, Rule, Tries};
    use crate::secret::{ThrottleKey, TryKey};
    use crate::store::Depth;

    /// The migrations and one more, which does something besides.
    fn with_a_later_one(and: &str) -> Runner {
        let mut all = migrations().get_migrations().clone();
        let next = CURRENT + 1;
        let sql = format!("CREATE TABLE later(x); PRAGMA user_version = {next}; {and}");
        all.push(Migration::unapplied(&format!("V{next}__later"), &sql).unwrap());
        Runner::new(&all)
    }

    #[test]
    fn r2_a_backup_comes_before_a_migration_and_only_then() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.db");
        let mut connection = Connection::open(&path).unwrap();
        let backup = folder.path().join(format!("a.db.backup-v{CURRENT}-1"));

        migrate(&mut connection, &path, migrations(), CURRENT).unwrap();
        migrate(&mut connection, &path, migrations(), CURRENT).unwrap();
        assert!(!backup.exists());

        migrate(&mut connection, &path, with_a_later_one(""), CURRENT + 1).unwrap();
        assert_eq!(user_version(&connection).unwrap(), CURRENT + 1);
        let mode = backup.metadata().unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o600);
        let backup = Connection::open(&backup).unwrap();
        assert_eq!(user_version(&backup).unwrap(), CURRENT);
        assert!(matches!(
            migrate(&mut connection, &path, migrations(), CURRENT),
            Err(OpenError::Newer { .. })
        ));
    }

    #[test]
    fn r2_the_backup_belongs_to_whom_the_database_belongs() {
        use std::os::unix::fs::{MetadataExt, chown};

        // Only root can give a file away.
        if !rustix::process::geteuid().is_root() {
            return;
        }
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.db");
        let mut connection = Connection::open(&path).unwrap();
        migrate(&mut connection, &path, migrations(), CURRENT).unwrap();
        chown(&path, Some(65_534), Some(65_533)).unwrap();
        migrate(&mut connection, &path, with_a_later_one(""), CURRENT + 1).unwrap();
        let backup = folder.path().join(format!("a.db.backup-v{CURRENT}-1"));
        let found = backup.metadata().unwrap();
        assert_eq!((found.uid(), found.gid()), (65_534, 65_533));
    }

    #[test]
    fn r2_the_backup_of_a_database_whose_name_is_not_utf_8_is_whole_too() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join(std::ffi::OsStr::from_bytes(b"f\xff.db"));
        let mut connection = Connection::open(&path).unwrap();
        migrate(&mut connection, &path, migrations(), CURRENT).unwrap();
        migrate(&mut connection, &path, with_a_later_one(""), CURRENT + 1).unwrap();
        let mut backup = path.into_os_string();
        backup.push(format!(".backup-v{CURRENT}-1"));
        let backup = Connection::open(backup).unwrap();
        assert_eq!(user_version(&backup).unwrap(), CURRENT);
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 2);
    }

    #[test]
    fn r2_what_is_not_a_whole_backup_has_no_name_of_one() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.db");
        let beside = |name: &str| folder.path().join(format!("a.db.backup-v{CURRENT}-{name}"));
        let mut connection = Connection::open(&path).unwrap();
        migrate(&mut connection, &path, migrations(), CURRENT).unwrap();
        let mut later = || migrate(&mut connection, &path, with_a_later_one(""), CURRENT + 1);
        // One was killed in the middle, and another is done.
        fs::write(beside("1.unfinished"), "half of").unwrap();
        fs::write(beside("2"), "a backup").unwrap();
        later().unwrap();
        assert!(!beside("1").exists() && !beside("3.unfinished").exists());
        assert_eq!(fs::read(beside("2")).unwrap(), b"a backup");
        let backup = Connection::open(beside("3")).unwrap();
        assert_eq!(user_version(&backup).unwrap(), CURRENT);
    }

    #[test]
    fn r2_a_backup_that_fails_leaves_nothing_behind_and_changes_nothing() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.db");
        let mut connection = Connection::open(&path).unwrap();
        migrate(&mut connection, &path, migrations(), CURRENT).unwrap();
        // Where a transaction is open, SQLite refuses.
        connection.execute_batch("BEGIN").unwrap();
        let failed = migrate(&mut connection, &path, with_a_later_one(""), CURRENT + 1);
        assert!(matches!(failed, Err(OpenError::NoBackup { .. })));
        let found = fs::read_dir(folder.path()).unwrap();
        let found: Vec<_> = found.map(|found| found.unwrap().file_name()).collect();
        assert_eq!(found, ["a.db"]);
        assert_eq!(user_version(&connection).unwrap(), CURRENT);
    }

    #[test]
    fn r2_codes_of_the_second_schema_keep_who_issued_them() {
        let mut connection = Connection::open_in_memory().unwrap();
        let second = migrations().set_target(refinery::Target::Version(2));
        second.run(&mut connection).unwrap();
        connection
            .execute_batch(
                "INSERT INTO users(id, kind, enabled, role, name, name_key, email)
                   VALUES(1, 0, 1, 2, 'Ada', 'ada', 'ada@x.example'),
                         (2, 0, 1, 0, 'Ben', 'ben', 'ben@x.example');
                 INSERT INTO codes VALUES(2, 1, zeroblob(32), 1, 1, 5, 6, NULL, 5);",
            )
            .unwrap();
        migrations().set_grouped(true).run(&mut connection).unwrap();
        let kept = connection.query_row(
            "SELECT purpose, issued_by, made_by, shown_to, issued_at, until, revoked_at FROM codes",
            [],
            |row| {
                assert_eq!(row.get::<_, Option<String>>(2)?, None);
                let of = |column| row.get::<_, i64>(column);
                Ok([of(0)?, of(1)?, of(3)?, of(4)?, of(5)?, of(6)?])
            },
        );
        assert_eq!(kept.unwrap(), [1, 1, 1, 5, 6, 5]);
        let by_two = "UPDATE codes SET made_by = 'root'";
        assert!(connection.execute(by_two, []).is_err());
    }

    #[test]
    fn r2_buckets_of_the_fifth_schema_become_narrower_and_count_the_same() {
        let mut connection = Connection::open_in_memory().unwrap();
        let fifth = migrations().set_target(refinery::Target::Version(5));
        fifth.run(&mut connection).unwrap();
        connection
            .execute_batch(
                "WITH RECURSIVE n(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM n WHERE n < 90)
                 INSERT INTO users(kind, enabled, role, gen, changed_at, name, name_key, email)
                   SELECT n % 2, n % 3 > 0, 0, n % 4, (n - 9) * 1800000 - n % 2, 'a', 'a', n FROM n;
                 UPDATE users SET gen = NULL, changed_at = NULL WHERE id % 9 = 0;
                 INSERT INTO forces VALUES(1, 5, 1, NULL);
                 UPDATE users SET force_id = 1 WHERE id % 10 = 4 AND kind = 0 AND gen IS NOT NULL;
                 INSERT INTO counts VALUES(0, 1, 0, 0, 90);",
            )
            .unwrap();
        migrations().set_grouped(true).run(&mut connection).unwrap();
        let mut counted = std::collections::BTreeMap::new();
        let mut users = connection
            .prepare("SELECT kind, enabled, gen, changed_at FROM users WHERE gen NOT NULL AND force_id IS NULL")
            .unwrap();
        let mut rows = users.query([]).unwrap();
        while let Some(row) = rows.next().unwrap() {
            let of = |column| row.get::<_, i64>(column).unwrap();
            let key = [of(0), of(1), of(2), super::super::counts::bucket_of(of(3))];
            *counted.entry(key).or_insert(0_i64) += 1;
        }
        let mut kept = connection
            .prepare("SELECT kind, enabled, gen, bucket, n FROM counts")
            .unwrap();
        let kept = kept.query_map([], |row| {
            let of = |column| row.get::<_, i64>(column);
            Ok(([of(0)?, of(1)?, of(2)?, of(3)?], of(4)?))
        });
        let kept: Vec<_> = kept.unwrap().map(|row| row.unwrap()).collect();
        assert_eq!(kept, counted.into_iter().collect::<Vec<_>>());
        assert!(kept.len() > 30 && kept.iter().any(|(key, _)| key[3] < 0));
    }

    #[test]
    fn s3_tries_of_the_seventh_schema_stay_until_they_are_written_again() {
        let mut connection = Connection::open_in_memory().unwrap();
        let seventh = migrations().set_target(refinery::Target::Version(7));
        seventh.run(&mut connection).unwrap();
        let account = ThrottleKey::from_bytes([7; 32]);
        let [key, other] = ["ada@x.example", "ben@x.example"]
            .map(|email| TryKey::of(Rule::Password, &account, email));
        let insert = "INSERT INTO tries VALUES(?1, 0, 7, 5000, 2, 4000, 3, 6000), (zeroblob(32), 1, 100, 0, 0, 0, 0, 0)";
        connection.execute(insert, [key.as_bytes()]).unwrap();
        migrations().set_grouped(true).run(&mut connection).unwrap();
        let at = |ms| chrono::DateTime::from_timestamp_millis(ms).unwrap();
        let kept = tries::tries(&connection, &key).unwrap();
        let expected = Tries {
            wrong: 7,
            waits_until: Some(at(5000)),
            in_flight: 2,
            oldest_in_flight_at: Some(at(4000)),
            during_wait: 3,
        };
        assert_eq!(kept, expected);
        assert_eq!(health::locked(&connection).unwrap(), 1);
        // Nobody knows what they counted, so that none of them is forgotten, and the floor stays where it is.
        let none = Bound {
            wanted: 0,
            at_most: 0,
        };
        tries::put(&connection, none, &other, false, &expected, at(6000)).unwrap();
        assert_eq!(tries::tries(&connection, &key).unwrap(), expected);
        assert_eq!(health::miscounted(&connection, Depth::Whole).unwrap(), 0);
        tries::put(&connection, Bound::OURS, &key, false, &expected, at(6000)).unwrap();
        assert_eq!(tries::tries(&connection, &key).unwrap(), expected);
        assert_eq!(health::miscounted(&connection, Depth::Whole).unwrap(), 0);
    }

    #[test]
    fn r2_entries_of_the_ninth_schema_are_filed_as_new_ones_are() {
        use super::super::{audit, log};
        use crate::domain::UserId;
        use crate::domain::audit::{Act, Actor, Entry, EntryNo, Filing, Skimmed};

        let mut new = Connection::open_in_memory().unwrap();
        migrations().set_grouped(true).run(&mut new).unwrap();
        for n in 0..200_i64 {
            let actor =
                [Actor::User(UserId(n % 5)), Actor::Unknown][usize::from(n % 7 == 0)].clone();
            let at = chrono::DateTime::from_timestamp_millis(1_000 * (n ^ 5)).unwrap();
            let act = Act::ALL[usize::try_from(n).unwrap() % Act::ALL.len()];
            let mut entry = Entry::new(at, actor, act, "tty1");
            for target in 0..n % 3 {
                entry = entry.on(UserId(n % 5 + target));
            }
            audit::add(&new, &entry).unwrap();
        }
        let mut old = Connection::open_in_memory().unwrap();
        let ninth = migrations().set_target(refinery::Target::Version(9));
        ninth.run(&mut old).unwrap();
        let rows = |table: &str| {
            let mut all = new.prepare(&format!("SELECT * FROM {table}")).unwrap();
            let columns = all.column_count();
            let values = |row: &rusqlite::Row<'_>| {
                let row = (0..columns).map(|n| row.get::<_, rusqlite::types::Value>(n));
                row.collect::<rusqlite::Result<Vec<_>>>()
            };
            let rows = all.query_map([], values).unwrap();
            rows.map(|row| row.unwrap()).collect::<Vec<_>>()
        };
        for table in ["audit", "audit_targets"] {
            for row in rows(table) {
                let places = vec!["?"; row.len()].join(", ");
                let sql = format!("INSERT INTO {table} VALUES({places})");
                old.execute(&sql, rusqlite::params_from_iter(row)).unwrap();
            }
        }
        migrations().set_grouped(true).run(&mut old).unwrap();
        let head = audit::head(&old).unwrap();
        assert_eq!(
            log::filing(&old, head.no).unwrap(),
            log::filing(&new, head.no).unwrap()
        );
        let mut filing = Filing::default();
        for entry in audit::entries_from(&old, EntryNo(0), 500).unwrap() {
            filing.take(entry.no, &Skimmed::of_entry(&entry).unwrap());
        }
        assert_eq!(log::filing(&old, head.no).unwrap(), filing.sum());
    }

    #[test]
    fn r2_a_failed_migration_leaves_the_database_as_it_was() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.db");
        let mut connection = Connection::open(&path).unwrap();
        migrate(&mut connection, &path, migrations(), CURRENT).unwrap();
        let failing = with_a_later_one("CREATE TABLE users(x);");
        assert!(migrate(&mut connection, &path, failing, CURRENT + 1).is_err());
        assert_eq!(user_version(&connection).unwrap(), CURRENT);
        assert!(connection.prepare("SELECT * FROM later").is_err());
    }

    #[test]
    fn r5_a_database_that_somebody_holds_is_in_use_and_not_damaged() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.db");
        let mut connection = Connection::open(&path).unwrap();
        let seventh = migrations().set_target(refinery::Target::Version(7));
        seventh.run(&mut connection).unwrap();
        connection.busy_timeout(Duration::ZERO).unwrap();
        let other = Connection::open(&path).unwrap();
        other.execute_batch("BEGIN IMMEDIATE").unwrap();
        let held = migrate(&mut connection, &path, migrations(), CURRENT);
        assert!(
            matches!(held, Err(OpenError::Store(StoreError::Busy))),
            "{held:?}"
        );
        other.execute_batch("ROLLBACK").unwrap();
        migrate(&mut connection, &path, migrations(), CURRENT).unwrap();
    }

    #[test]
    fn r2_a_damaged_history_is_named_and_no_panic() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.db");
        let mut connection = Connection::open(&path).unwrap();
        migrate(&mut connection, &path, migrations(), CURRENT).unwrap();
        connection
            .execute("UPDATE refinery_schema_history SET checksum = 'x'", [])
            .unwrap();
        assert!(matches!(
            migrate(&mut connection, &path, with_a_later_one(""), CURRENT + 1),
            Err(OpenError::Damaged { .. })
        ));
    }
}
