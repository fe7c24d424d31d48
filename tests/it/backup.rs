//! Backup and restore: the real binary, and a database that is in use meanwhile (R1, R2).

use std::fs;
use std::os::unix::fs::{MetadataExt, PermissionsExt, chown};
use std::path::{Path, PathBuf};

use rand::rngs::ChaCha20Rng;
use rand::{RngExt, SeedableRng};
use rusqlite::Connection;

use crate::cli::{ADA, FIRST, founded, passward};
use crate::crash::killed;
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
    restore(&world, "one.db")
        .ends(0)
        .says("is in place")
        .says("codes that ended since hold again")
        .says("`passward respond`");
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
    restore(&world, "one.db")
        .ends(4)
        .says("is damaged")
        .says("Restore another backup.");
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
fn r2_a_backup_that_others_could_have_written_is_not_restored() {
    let world = founded();
    let file = back_up(&world, "one.db");
    let folder = world.home().join("shared");
    fs::create_dir(&folder).unwrap();
    let there = folder.join("one.db");
    fs::copy(&file, &there).unwrap();
    let mode = |path: &Path, mode| {
        fs::set_permissions(path, PermissionsExt::from_mode(mode)).unwrap();
    };
    let before = fs::read(database(&world)).unwrap();
    for (of_folder, of_file) in [(0o777, 0o600), (0o755, 0o666)] {
        mode(&folder, of_folder);
        mode(&there, of_file);
        restore(&world, there.to_str().unwrap())
            .ends(1)
            .says("can be written by others on this machine, so nothing was restored")
            .says("copy it into a folder of your own first");
    }
    // On a folder such as /tmp somebody could have put a `-wal` beside it.
    mode(&folder, 0o1777);
    mode(&there, 0o600);
    restore(&world, there.to_str().unwrap())
        .ends(1)
        .says("Others on this machine can put files into the folder")
        .says("copy it into a folder of your own first");
    assert_eq!(fs::read(database(&world)).unwrap(), before);
    mode(&folder, 0o755);
    // A link to a file that is its owner's alone, which others may read.
    mode(&there, 0o644);
    let link = world.home().join("link.db");
    std::os::unix::fs::symlink(&there, &link).unwrap();
    restore(&world, "link.db").ends(0);
}

#[test]
fn r2_what_root_restores_belongs_to_whom_the_database_belonged() {
    // Only root can give a file away.
    if !rustix::process::geteuid().is_root() {
        return;
    }
    let world = founded();
    let backup = back_up(&world, "one.db");
    let database = database(&world);
    let folder = database.parent().unwrap();
    let stranger = 65_534;
    let owner = |path: &Path| fs::metadata(path).unwrap().uid();
    for thing in [database.as_path(), folder] {
        chown(thing, Some(stranger), None).unwrap();
    }
    restore(&world, "one.db").ends(0);
    assert_eq!(owner(&database), stranger);
    fs::remove_file(&database).unwrap();
    restore(&world, "one.db").ends(0);
    assert_eq!(owner(&database), stranger);
    // A backup of theirs is as good as one of root's; another's is not.
    chown(&backup, Some(stranger), None).unwrap();
    restore(&world, "one.db").ends(0);
    chown(&backup, Some(stranger - 1), None).unwrap();
    restore(&world, "one.db")
        .ends(1)
        .says("belongs to another user of this machine");
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

#[test]
fn r2_what_a_lost_database_left_beside_its_place_is_not_taken_for_the_backups() {
    let world = founded();
    set_expiry(&world, "30");
    back_up(&world, "one.db");
    let path = database(&world);
    let log_of_changes = |of: &Path| {
        let mut name = of.as_os_str().to_owned();
        name.push("-wal");
        PathBuf::from(name)
    };
    let wal = log_of_changes(&path);
    let kept = {
        let db = rusqlite::Connection::open(&path).unwrap();
        db.execute_batch("PRAGMA wal_autocheckpoint = 0; UPDATE policy SET interval_days = 365")
            .unwrap();
        fs::read(&wal).unwrap()
    };
    for name in beside(&world) {
        let _ = fs::remove_file(path.with_file_name(name));
    }
    for n in 1..=2 {
        fs::write(&wal, &kept).unwrap();
        fs::set_permissions(&wal, PermissionsExt::from_mode(0o600)).unwrap();
        restore(&world, "one.db").ends(0);
        passward(&world, &["policy", "show"], "")
            .ends(0)
            .says("every 30 days");
        let aside = path.with_file_name(format!("passward.db.before-restore-{n}"));
        assert_eq!(fs::read(log_of_changes(&aside)).unwrap(), kept);
        fs::remove_file(&path).unwrap();
    }
}

/// The log's entries of restores, and where the log ends.
fn restores(world: &World) -> Vec<serde_json::Value> {
    passward(world, &["audit", "verify"], "").ends(0);
    let log = passward(world, &["audit", "list", "--json"], "").ends(0);
    let log: serde_json::Value = serde_json::from_str(&log.out).unwrap();
    let entries = log["entries"].as_array().unwrap().clone();
    let restored = |entry: &serde_json::Value| entry["act"] == "restored";
    entries.into_iter().filter(restored).collect()
}

fn json_of(said: &crate::cli::Said) -> serde_json::Value {
    serde_json::from_str(&said.out).unwrap()
}

#[test]
fn a1_a_restore_is_the_next_entry_of_the_log_and_says_what_it_took_the_place_of() {
    let world = founded().with("SUDO_USER", "grace");
    let backup = json_of(&passward(&world, &["backup", "one.db", "--json"], "").ends(0));
    set_expiry(&world, "90");
    let head = passward(&world, &["audit", "verify"], "").ends(0).out;
    let restore = ["restore", "one.db", "--json"];
    let done = passward(&world, &[&restore[..], &RESTORE].concat(), "").ends(0);
    let done = json_of(&done);
    assert_eq!(done["backup_head"], backup["audit_head"]);

    let entries = restores(&world);
    assert_eq!(entries.len(), 1);
    let entry = &entries[0];
    let number = |head: &serde_json::Value| {
        let (number, _) = head.as_str().unwrap().split_once(':').unwrap();
        number.parse::<u64>().unwrap()
    };
    assert_eq!(entry["no"], number(&backup["audit_head"]) + 1);
    let hash = entry["hash"].as_str().unwrap();
    assert_eq!(done["audit_head"], format!("{}:{hash}", entry["no"]));
    assert_eq!(entry["changes"][0]["new"], backup["audit_head"]);
    assert_eq!(entry["changes"][1]["old"], head.trim());
    let what = entry["what"].as_str().unwrap();
    assert!(
        what.ends_with("on the machine put a backup in place of the database"),
        "{what}"
    );
    assert!(entry["from"].as_str().unwrap().contains("sudo by grace"));
    // The backup itself is as it was, and what was there is whole.
    passward(&world, &["audit", "verify", "--db", "one.db"], "")
        .ends(0)
        .says(backup["audit_head"].as_str().unwrap());
    let aside = done["moved_aside"].as_str().unwrap();
    passward(&world, &["audit", "verify", "--db", aside], "")
        .ends(0)
        .says(head.trim());
}

#[test]
fn r1_a_restore_that_is_killed_is_whole_with_its_entry_or_has_not_happened() {
    let world = founded();
    let file = back_up(&world, "one.db");
    set_expiry(&world, "90");
    let arguments = [&["restore", file.to_str().unwrap()][..], &RESTORE].concat();
    let mut chance = ChaCha20Rng::seed_from_u64(3);
    let (mut done, mut undone) = (0, 0);
    for round in 0..16 {
        // The last is left alone, and one is killed before it has done anything.
        let turns = match round {
            0 => 0,
            15 => u32::MAX,
            _ => chance.random_range(0..60_000),
        };
        killed(&world, &arguments, "", turns);
        let entries = restores(&world).len();
        let shown = passward(&world, &["policy", "show", "--json"], "").ends(0);
        if json_of(&shown)["expiry_days"].is_null() {
            assert_eq!(entries, 1);
            done += 1;
            set_expiry(&world, "90");
        } else {
            // What is there is either the first database, or one that was restored and changed since.
            assert_eq!(entries, usize::from(done > 0));
            undone += 1;
        }
    }
    assert!(done > 0 && undone > 0, "{done} done, {undone} not");
}
