//! The settings are cut out of the hashes as `Phc` reads them, and found by a few steps in their own index.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use rusqlite::Connection;

use super::super::migrate::migrations;
use super::*;
use crate::secret::Phc;

fn opened() -> Connection {
    let mut db = Connection::open_in_memory().unwrap();
    migrations().set_grouped(true).run(&mut db).unwrap();
    db.pragma_update(None, "foreign_keys", false).unwrap();
    db
}

fn put(db: &Connection, id: i64, phc: &str) {
    let mut put = db
        .prepare_cached("INSERT OR REPLACE INTO credentials VALUES(?1, ?2, 1, NULL)")
        .unwrap();
    put.execute((id, phc)).unwrap();
}

/// Hashes of other programs, and a few beside them whose salts and outputs have other lengths.
fn hashes() -> Vec<String> {
    let lines = include_str!("../../../secret/hash/vectors.txt").lines();
    let hashes = lines.skip(1).filter_map(|line| line.split('\t').nth(1));
    let mut all: Vec<String> = hashes.map(str::to_owned).collect();
    let output = "a".repeat(85) + ".";
    for length in 1..=16 {
        let salt = "0".repeat(length);
        all.push(format!("$6${salt}${output}"));
        all.push(format!("$6$rounds=9999${salt}${output}"));
    }
    for (salt, output) in [(11, 22), (22, 43), (64, 86), (43, 54)] {
        let (salt, output) = (
            "A".repeat(salt),
            "+/".repeat(output / 2) + &"A".repeat(output % 2),
        );
        for head in ["argon2i$m=64,t=1,p=1", "argon2id$v=19$m=64,t=1,p=2"] {
            all.push(format!("${head}${salt}${}A", &output[..output.len() - 1]));
        }
    }
    all
}

fn texts(db: &Connection) -> Vec<String> {
    let mut all = db
        .prepare("SELECT setting FROM credentials ORDER BY user_id")
        .unwrap();
    let all = all.query_map([], |row| row.get::<_, Option<String>>(0));
    all.unwrap()
        .map(|text| text.unwrap().unwrap_or_default())
        .collect()
}

#[test]
fn s1_what_is_cut_out_of_a_hash_is_the_setting_of_that_hash() {
    let db = opened();
    let hashes = hashes();
    for (hash, id) in hashes.iter().zip(1..) {
        put(&db, id, hash);
    }
    let mut foreign = 0;
    for (text, hash) in texts(&db).iter().zip(&hashes) {
        let phc = Phc::parse(hash).unwrap_or_else(|error| panic!("{hash}: {error}"));
        if hash.starts_with("$argon2id$v=19$m=19456,t=2,p=1$") {
            assert_eq!(text, "", "{hash}");
            continue;
        }
        foreign += 1;
        assert_eq!(Setting::parse(text), phc.setting(), "{text} of {hash}");
    }
    assert!(foreign > 50);
}

#[test]
fn s1_a_hash_of_our_own_takes_no_room_in_the_index() {
    use rand::SeedableRng;
    let db = opened();
    let password = crate::secret::Password::chosen("correct horse").unwrap();
    let mut rng = rand::rngs::ChaCha20Rng::seed_from_u64(1);
    let own = crate::secret::Hasher::new().hash(&password, &mut rng);
    put(&db, 1, own.as_str());
    assert_eq!(texts(&db), [""]);
    assert!(settings(&db).unwrap().is_empty());
    // The index says what comes first, and what comes after that.
    let mut explain = db
        .prepare(&format!("EXPLAIN QUERY PLAN {SETTINGS}"))
        .unwrap();
    let plan = explain
        .query_map([1], |row| row.get::<_, String>(3))
        .unwrap();
    let plan: Vec<String> = plan.map(|row| row.unwrap()).collect();
    let reads: Vec<&String> = plan
        .iter()
        .filter(|step| step.contains("credentials") || step.contains(" c "))
        .collect();
    assert_eq!(reads.len(), 2, "{plan:#?}");
    for read in reads {
        assert!(read.starts_with("SEARCH"), "{plan:#?}");
        assert!(
            read.contains("USING INDEX credentials_setting (setting>?)"),
            "{plan:#?}"
        );
    }
}

#[test]
fn s1_settings_are_found_in_as_many_steps_however_many_have_them() {
    let mut db = opened();
    let steps = Arc::new(AtomicU64::new(0));
    let counted = Arc::clone(&steps);
    let count = move || {
        counted.fetch_add(1, Ordering::Relaxed);
        false
    };
    db.progress_handler(1, Some(count)).unwrap();
    let taken = |db: &Connection| {
        let before = steps.load(Ordering::Relaxed);
        let found = settings(db).unwrap().len();
        (found, steps.load(Ordering::Relaxed) - before)
    };
    let own = "$argon2id$v=19$m=19456,t=2,p=1$AAAAAAAAAAA$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";
    let three = [
        "$2y$04$WLN04n3C.3/fMDYirCc9JeWNF7cVs8jk3n6NBRbG8uEmkkC.F8VW2",
        "$2y$10$9l1JYIC3h4mKkF1FNMG08.IZcZfX6xolcWcq3K5D9UX.aQi9ObpKO",
        "$argon2d$v=19$m=4096,t=3,p=2$c29tZXNhbHQxMjM0$PjU0OlPPuM3wsgOM0P73NWryKZ4b8qSvYwodcs2iJjY",
    ];
    let fill = |db: &mut Connection, ids: std::ops::Range<i64>, of: &[&str]| {
        let tx = db.transaction().unwrap();
        for (id, hash) in ids.zip(of.iter().cycle()) {
            put(&tx, id, hash);
        }
        tx.commit().unwrap();
    };
    let _ = settings(&db).unwrap();
    let none = taken(&db);
    fill(&mut db, 0..20_000, &[own]);
    assert_eq!(taken(&db), none);
    assert!(none.1 < 100, "{none:?}");
    fill(&mut db, 20_000..20_003, &three);
    let few = taken(&db);
    assert_eq!(few.0, 3);
    assert!(few.1 < 200, "{few:?}");
    fill(&mut db, 20_003..40_000, &three);
    assert_eq!(taken(&db), few);
    // And gone with the last of them.
    fill(&mut db, 20_000..40_000, &[own]);
    assert_eq!(taken(&db), none);
}

#[test]
fn s1_what_was_put_there_by_hand_is_bounded_and_hides_nothing() {
    let db = opened();
    for id in 0..1_000 {
        put(&db, id, &format!("no hash {id}"));
        put(&db, 1_000 + id, &format!("$argon3${id}"));
    }
    put(
        &db,
        2_000,
        "$2y$04$WLN04n3C.3/fMDYirCc9JeWNF7cVs8jk3n6NBRbG8uEmkkC.F8VW2",
    );
    let broken =
        "INSERT OR REPLACE INTO credentials VALUES(2001, CAST(x'243279ff2431' AS TEXT), 1, NULL)";
    db.execute(broken, []).unwrap();
    assert_eq!(settings(&db).unwrap().len(), 1);
    for id in 0..1_000 {
        put(
            &db,
            id,
            &format!("$6$rounds={}$salt${}", 1_000 + id, ".".repeat(86)),
        );
    }
    let most = settings(&db).unwrap().len();
    assert!((2..100).contains(&most), "{most}");
}

#[test]
fn r2_hashes_of_the_eighth_schema_are_found_once_it_is_brought_up_to_date() {
    let mut db = Connection::open_in_memory().unwrap();
    let eighth = migrations().set_target(refinery::Target::Version(8));
    eighth.run(&mut db).unwrap();
    db.pragma_update(None, "foreign_keys", false).unwrap();
    let hashes = hashes();
    for (hash, id) in hashes.iter().zip(1..) {
        put(&db, id, hash);
    }
    migrations().set_grouped(true).run(&mut db).unwrap();
    let expected = hashes.iter().filter_map(|hash| Phc::stored(hash).setting());
    assert_eq!(settings(&db).unwrap(), Settings::on_record(expected));
    let whole: String = db
        .query_row("PRAGMA integrity_check", [], |row| row.get(0))
        .unwrap();
    assert_eq!(whole, "ok");
}

#[test]
fn s1_all_texts_of_as_many_settings_as_are_taken_are_read() {
    let db = opened();
    let output = "a".repeat(85) + ".";
    let mut all = Settings::default();
    let mut ids = 0..;
    let mut put = |hash: &str| put(&db, ids.next().unwrap(), hash);
    // The most texts that as many settings as possible can have, each of them the least work.
    for cost in 4..=8 {
        for version in ["2a", "2b", "2x", "2y"] {
            let hash = format!("${version}${cost:02}${}", ".".repeat(53));
            all.add(&Phc::parse(&hash).unwrap()).unwrap();
            put(&hash);
        }
    }
    for length in 1..=16 {
        for rounds in ["", "rounds=5000$"] {
            let hash = format!("$6${rounds}{}${output}", "0".repeat(length));
            all.add(&Phc::parse(&hash).unwrap()).unwrap();
            put(&hash);
        }
    }
    for memory in 8.. {
        for version in ["", "$v=16"] {
            let rest = format!("AAAAAAAAAAA${}", "A".repeat(43));
            let hash = format!("$argon2i{version}$m={memory},t=1,p=1${rest}");
            if all.add(&Phc::parse(&hash).unwrap()).is_err() {
                assert_eq!(settings(&db).unwrap(), all);
                assert_eq!(all.len(), 64);
                return;
            }
            put(&hash);
        }
    }
}
