//! Both ways of filling leave the same behind, and one that fails leaves nothing.

use chrono::{DateTime, TimeDelta};

use super::super::migrate::{CURRENT, migrate, migrations};
use super::*;
use crate::domain::{Access, Email, FirmName, Generation, Membership, PersonName, Role};
use crate::secret::{Phc, ThrottleKey};
use crate::store::{FilledPassword, NewUser};

const HASH: &str = "$argon2id$v=19$m=19456,t=2,p=1$AAAAAAAAAAAAAAAAAAAAAA$\
     AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";

fn database() -> (tempfile::TempDir, Connection) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.db");
    let mut db = Connection::open(&path).unwrap();
    migrate(&mut db, &path, migrations(), CURRENT).unwrap();
    let owner = NewUser {
        name: PersonName::parse("Ada Hartwell").unwrap(),
        email: Email::parse("ada@firm.example").unwrap(),
        membership: Membership::Firm(Role::Owner),
        login: None,
    };
    let firm = FirmName::parse("Hartwell & Finch LLP").unwrap();
    let key = ThrottleKey::from_bytes([7; 32]);
    super::super::accounts::found(&db, &firm, &key, &owner).unwrap();
    (folder, db)
}

fn person(n: u32, email: &str) -> FilledUser {
    let changed_at = DateTime::UNIX_EPOCH + TimeDelta::hours(480_000 - i64::from(n) * 7);
    FilledUser {
        user: NewUser {
            name: PersonName::parse(["Zoë Ng", "Ben Marsh", "Émile Li"][n as usize % 3]).unwrap(),
            email: Email::parse(email).unwrap(),
            membership: if n.is_multiple_of(4) {
                Membership::Connect
            } else {
                Membership::Firm(Role::User)
            },
            login: n
                .is_multiple_of(6)
                .then(|| LoginName::on_record(format!("p{n}"))),
        },
        access: if n.is_multiple_of(5) {
            Access::Disabled
        } else {
            Access::Enabled
        },
        password: (!n.is_multiple_of(7)).then(|| FilledPassword {
            phc: Phc::parse(HASH).unwrap(),
            changed_at,
            seen_strong: n.is_multiple_of(2),
            knows: Generation(0),
        }),
        last_sign_in: (!n.is_multiple_of(3)).then_some(changed_at),
    }
}

fn people(number: u32) -> impl Iterator<Item = FilledUser> {
    (0..number).map(|n| person(n, &format!("p{n}@firm{}.example", n % 9)))
}

/// Everything in the tables a fill writes to, the schema, and what searches find.
fn contents(db: &Connection) -> Vec<String> {
    let mut all = Vec::new();
    for sql in [
        "SELECT name || coalesce(sql, '') FROM sqlite_schema ORDER BY name",
        "SELECT concat_ws('|', id, kind, enabled, role, gen, changed_at, last_sign_in, seen_no, name, name_key, email, \
         email_key, login) FROM users ORDER BY id",
        "SELECT concat_ws('|', user_id, phc, serial) FROM credentials ORDER BY 1",
        "SELECT concat_ws('|', kind, enabled, gen, bucket, n) FROM counts",
        "SELECT concat_ws('|', kind, enabled, role, forced, gen, n) FROM tallies",
        "SELECT concat_ws('|', kind, enabled, n) FROM strong_tallies",
        "SELECT rowid || '' FROM find('\"rsh\"') ORDER BY rowid",
        "SELECT rowid || '' FROM find('\"emi\"') ORDER BY rowid",
        "SELECT rowid || '' FROM find('\"irm\" AND \"rm4\"') ORDER BY rowid",
        "SELECT integrity_check FROM pragma_integrity_check",
    ] {
        let mut read = db.prepare(sql).unwrap();
        let rows = read.query_map([], |row| row.get(0)).unwrap();
        all.extend(rows.map(|row| row.unwrap()));
    }
    db.execute_batch("INSERT INTO find(find, rank) VALUES('integrity-check', 1)")
        .unwrap();
    all
}

#[test]
fn both_ways_leave_the_same_behind() {
    let (_a, one_by_one) = database();
    let (_b, at_once) = database();
    fill_by(&one_by_one, &mut people(500), How::OneByOne).unwrap();
    fill_by(&at_once, &mut people(500), How::AtOnce).unwrap();
    let left = contents(&one_by_one);
    assert!(left.len() > 1_500 && left.last().unwrap() == "ok");
    assert_eq!(left, contents(&at_once));
}

#[test]
fn a_fill_that_fails_leaves_nothing_and_every_index() {
    for how in [How::OneByOne, How::AtOnce] {
        let (_folder, db) = database();
        let before = contents(&db);
        let mut twice = people(40).chain([person(50, "p3@firm3.example")]);
        db.execute_batch("BEGIN IMMEDIATE").unwrap();
        fill_by(&db, &mut twice, how).unwrap_err();
        db.execute_batch("COMMIT").unwrap();
        assert_eq!(contents(&db), before, "{how:?}");
    }
}

#[test]
fn the_memory_taken_for_a_fill_is_given_back() {
    let (_folder, db) = database();
    let memory = || -> i64 {
        db.pragma_query_value(None, "cache_size", |row| row.get(0))
            .unwrap()
    };
    let before = memory();
    fill_by(&db, &mut people(3), How::AtOnce).unwrap();
    assert_eq!(memory(), before);
}
