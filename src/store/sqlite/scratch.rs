//! A database of its own for a test of what SQLite makes of the statements, and the plans that it makes.

use chrono::{DateTime, TimeDelta};
use rusqlite::types::Value;
use rusqlite::{Connection, params_from_iter};

use super::migrate::{migrate, migrations};
use crate::domain::{ExpireAlls, ExpiryInterval, Generation, Instant, Policy, Rules};

/// An instant far from any edge.
pub(super) fn now() -> Instant {
    DateTime::UNIX_EPOCH + TimeDelta::days(20_000)
}

/// Passwords expire after 90 days; so many expire-alls were done, and the newest in force is this one.
pub(super) fn rules(done: u32, in_force: u32) -> Rules {
    Rules {
        policy: Policy {
            expiry: ExpiryInterval::Days90,
            ..Policy::default()
        },
        expire_alls: ExpireAlls::new(Generation(done), Generation(in_force)),
    }
}

/// An empty database with the schema of a version, and what else is wanted in it.
pub(super) fn database(version: i64, with: &str) -> (tempfile::TempDir, Connection) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.db");
    let mut db = Connection::open(&path).unwrap();
    migrate(&mut db, &path, migrations(), version).unwrap();
    db.execute_batch(with).unwrap();
    (folder, db)
}

/// Returns how a statement would be read, step by step.
pub(super) fn plan_of(db: &Connection, sql: &str, values: Vec<Value>) -> Vec<String> {
    let mut explain = db.prepare(&format!("EXPLAIN QUERY PLAN {sql}")).unwrap();
    let rows = explain
        .query_map(params_from_iter(values), |row| row.get::<_, String>(3))
        .unwrap();
    rows.map(|row| row.unwrap()).collect()
}
