//! What is counted from the nearer end is what a count of everybody says, wherever the people stand in their bucket.

use super::super::super::counts::BUCKET;
use super::super::super::migrate::{CURRENT, migrate, migrations};
use super::*;

const BUCKET_NO: i64 = 40_000;

/// So many people in one bucket, at these parts of a thousand of it.
fn database(people: u64, at: impl Fn(u64) -> i64) -> (tempfile::TempDir, Connection) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.db");
    let mut db = Connection::open(&path).unwrap();
    migrate(&mut db, &path, migrations(), CURRENT).unwrap();
    db.execute_batch("BEGIN").unwrap();
    for n in 0..people {
        let changed_at = start_of(BUCKET_NO) + at(n) * (BUCKET - 1) / 1_000;
        db.execute(
            "INSERT INTO users(kind, enabled, role, gen, changed_at, name, name_key, email) \
             VALUES(0, 1, 0, 3, ?1, 'a', 'a', ?2)",
            params![changed_at, n.to_string()],
        )
        .unwrap();
    }
    db.execute_batch("COMMIT").unwrap();
    (folder, db)
}

#[test]
fn p5_an_edge_is_exact_wherever_people_stand_in_their_bucket() {
    let spread = |n: u64| i64::try_from(n % 1_001).unwrap();
    let early = |n: u64| i64::try_from(n % 50).unwrap();
    let late = |n: u64| 950 + i64::try_from(n % 51).unwrap();
    let at_once = |_: u64| 500;
    let mut instants = 0;
    for place in [&spread as &dyn Fn(u64) -> i64, &early, &late, &at_once] {
        for people in [0, 1, 70, MANY + 300] {
            let (_folder, db) = database(people, place);
            for part in -10..=1_010 {
                for more in [-1, 0, 1] {
                    if part % 25 != 0 && !(940..=1_001).contains(&part) && !(-1..60).contains(&part)
                    {
                        continue;
                    }
                    let at = start_of(BUCKET_NO) + part * (BUCKET - 1) / 1_000 + more;
                    let counted = up_to(&db, (0, true, 3), (BUCKET_NO, people), at).unwrap();
                    let mut all = db
                        .prepare_cached("SELECT count(*) FROM users WHERE changed_at <= ?1")
                        .unwrap();
                    let all: i64 = all.query_row([at], |row| row.get(0)).unwrap();
                    assert_eq!(
                        counted,
                        all.cast_unsigned(),
                        "{people} people, {part} {more}"
                    );
                    instants += 1;
                }
            }
        }
    }
    assert!(instants > 5_000, "{instants}");
}
