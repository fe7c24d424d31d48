//! Backup and restore: the real binary, and a database that is in use meanwhile (R1, R2).

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};

use rusqlite::Connection;

use crate::cli::{ADA, FIRST, founded, passward};
use crate::support::pty::World;

const RESTORE: [&str; 2] = ["--confirm", "restore"];

fn database(world: &World) -> PathBuf {
    world.home().join(".local/share/passward/passward.db")
}

fn back_up(world: &World, name: &str) -> PathBuf {
    passward(world, &["backup", name], "")
        .ends(0)
        .says("the copy was checked");
    world.home().join(name)
}

fn set_expiry(world: &World, days: &str) {
    let set = ["policy", "set", "--expiry", days, "--as", ADA];
    passward(world, &set, &format!("{FIRST}\n")).ends(0);
}

fn restore(world: &World, name: &str) -> crate::cli::Said {
    passward(world, &[&["restore", name][..], &RESTORE].concat(), "")
}

fn beside(world: &World) -> Vec<String> {
    let folder = database(world);
    let mut names: Vec<String> = fs::read_dir(folder.parent().unwrap())
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .filter(|name| !name.ends_with("-wal") && !name.ends_with("-shm"))
        .collect();
    names.sort();
    names
}

/// Changes one byte of the file wherever this text is found.
fn alter(path: &Path, text: &[u8]) {
    let mut bytes = fs::read(path).unwrap();
    let at = bytes
        .windows(text.len())
        .position(|window| window == text)
        .unwrap();
    bytes[at] ^= 1;
    fs::write(path, bytes).unwrap();
}

#[test]
fn r1_a_backup_is_whole_its_owners_alone_and_comes_back() {
    let world = founded();
    let file = back_up(&world, "one.db");
    assert_eq!(
        fs::metadata(&file).unwrap().permissions().mode() & 0o777,
        0o600
    );
    assert!(!world.home().join("one.db-wal").exists());
    set_expiry(&world, "90");
    passward(&world, &["backup", "one.db"], "")
        .ends(1)
        .says("already");

    passward(&world, &["restore", "one.db"], "")
        .ends(2)
        .says("--confirm restore");
    restore(&world, "one.db").ends(0).says("is in place");
    passward(&world, &["policy", "show"], "")
        .ends(0)
        .says("never");
    let names = beside(&world);
    let aside = names
        .iter()
        .find(|name| name.ends_with(".before-restore-1"))
        .unwrap();
    let aside = database(&world).with_file_name(aside);
    passward(
        &world,
        &["policy", "show", "--db", aside.to_str().unwrap()],
        "",
    )
    .ends(0)
    .says("every 90 days");
    assert!(!names.iter().any(|name| name.ends_with("restoring")));
}

#[test]
fn r1_a_backup_holds_one_moment_while_others_write() {
    let world = founded();
    let writer = Connection::open(database(&world)).unwrap();
    writer
        .execute_batch("BEGIN IMMEDIATE; UPDATE policy SET revision = revision + 7")
        .unwrap();
    back_up(&world, "during.db");
    writer.execute_batch("COMMIT").unwrap();
    back_up(&world, "after.db");
    let revision = |name: &str| -> i64 {
        Connection::open(world.home().join(name))
            .unwrap()
            .query_row("SELECT revision FROM policy", [], |row| row.get(0))
            .unwrap()
    };
    assert_eq!((revision("during.db"), revision("after.db")), (0, 7));
}

#[test]
fn r2_nothing_is_restored_over_a_database_in_use() {
    let world = founded();
    back_up(&world, "one.db");
    let user = Connection::open(database(&world)).unwrap();
    user.query_row("SELECT count(*) FROM users", [], |_| Ok(()))
        .unwrap();
    let before = beside(&world);
    restore(&world, "one.db")
        .ends(1)
        .says("is using the database");
    assert_eq!(beside(&world), before);
    drop(user);
    restore(&world, "one.db").ends(0);
}

#[test]
fn a2_a_backup_that_does_not_hold_together_is_not_restored() {
    let world = founded();
    let file = back_up(&world, "one.db");
    let good = fs::read(&file).unwrap();
    // Each entry of the log says that it came from "this machine".
    alter(&file, b"this machine");
    restore(&world, "one.db")
        .ends(4)
        .says("The audit log in")
        .says("was altered");
    fs::write(&file, &good[..good.len() / 2]).unwrap();
    restore(&world, "one.db").ends(4).says("is damaged");
    fs::write(&file, b"SQLite format 2\0 and more").unwrap();
    restore(&world, "one.db")
        .ends(4)
        .says("is not a database of passward");
    restore(&world, "none.db")
        .ends(1)
        .says("There is no backup");
    passward(&world, &["policy", "show"], "").ends(0);
    assert_eq!(
        beside(&world)
            .iter()
            .filter(|name| name.contains("restor"))
            .count(),
        0
    );
}

#[test]
fn r2_a_backup_takes_the_place_of_a_damaged_database_and_of_none() {
    let world = founded();
    set_expiry(&world, "30");
    back_up(&world, "one.db");
    let path = database(&world);
    fs::write(&path, b"SQLite format 3\0 and then nothing that fits").unwrap();
    passward(&world, &["policy", "show"], "").ends(4);
    restore(&world, "one.db").ends(0);
    passward(&world, &["policy", "show"], "")
        .ends(0)
        .says("every 30 days");
    for name in beside(&world) {
        let _ = fs::remove_file(path.with_file_name(name));
    }
    restore(&world, "one.db").ends(0);
    passward(&world, &["policy", "show"], "")
        .ends(0)
        .says("every 30 days");
}
