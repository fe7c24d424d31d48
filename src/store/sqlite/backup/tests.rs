//! Backups of older schemas.

use super::super::migrate::migrations;
use super::*;
use crate::domain::audit::{Act, Actor, BLOCK};

fn entry() -> Entry {
    let at = chrono::DateTime::from_timestamp_millis(1_000).unwrap();
    Entry::new(at, Actor::Unknown, Act::SignInFailed, "tty1")
}

#[test]
fn r2_a_backup_of_an_older_schema_is_restored_whatever_its_entry_ends() {
    let folder = tempfile::tempdir().unwrap();
    let (backup, place) = (folder.path().join("old.db"), folder.path().join("firm.db"));
    drop(Copy::begin(&backup, None).unwrap().in_place());
    let mut old = Connection::open(&backup).unwrap();
    let ninth = migrations().set_target(refinery::Target::Version(9));
    ninth.run(&mut old).unwrap();
    old.execute_batch(
        "INSERT INTO users(id, kind, enabled, role, name, name_key, email)
           VALUES(1, 0, 1, 2, 'Ada', 'ada', 'ada@x.example');
         INSERT INTO account VALUES(1, 'Firm', 0, 1, zeroblob(32));",
    )
    .unwrap();
    // The entry of the restore is the last of a block, which the ninth schema does not know.
    for _ in 1..BLOCK {
        audit::add(&old, &entry()).unwrap();
    }
    drop(old);
    let restored = restore(&backup, &place, |_| entry()).unwrap();
    assert_eq!(restored.head.no, EntryNo(BLOCK));
    let new = Connection::open(&place).unwrap();
    assert_eq!(user_version(&new).unwrap(), CURRENT);
}
