//! The floors: the same thing by bare SQL, one raw write, one bare hash.

use std::fs::{self, File, OpenOptions};
use std::os::unix::fs::FileExt;
use std::path::Path;
use std::time::Duration;

use argon2::{Algorithm, Argon2, Block, Params, Version};
use passward::store::sqlite::{Folder, Sqlite};
use rusqlite::types::Value;
use rusqlite::{Connection, params, params_from_iter};

use crate::measure::time;

/// Opens a database with the settings that the promises need, and nothing else.
pub(crate) fn connect(path: &Path) -> Connection {
    let db = Connection::open(path).unwrap();
    db.pragma_update(None, "journal_mode", "wal").unwrap();
    db.pragma_update(None, "synchronous", "full").unwrap();
    db
}

/// One raw write of 4 KiB with fdatasync.
pub(crate) struct RawWrite(File);

impl RawWrite {
    pub(crate) fn beside(path: &Path) -> Self {
        let path = path.with_extension("raw");
        let mut options = OpenOptions::new();
        let file = options.write(true).create(true).truncate(true);
        let file = file.open(path).unwrap();
        file.write_all_at(&[7; 4_096], 0).unwrap();
        file.sync_all().unwrap();
        Self(file)
    }

    pub(crate) fn write(&self, turn: usize) {
        let block = [u8::try_from(turn % 251).unwrap(); 4_096];
        self.0.write_all_at(&block, 0).unwrap();
        self.0.sync_data().unwrap();
    }
}

/// One bare Argon2id hash of a password, in memory that is reused.
pub(crate) struct BareHash {
    argon2: Argon2<'static>,
    blocks: Vec<Block>,
}

impl BareHash {
    pub(crate) fn new() -> Self {
        let params = Params::new(19_456, 2, 1, Some(32)).unwrap();
        Self {
            blocks: vec![Block::new(); params.block_count()],
            argon2: Argon2::new(Algorithm::Argon2id, Version::V0x13, params),
        }
    }

    pub(crate) fn hash(&mut self, password: &str) -> [u8; 32] {
        let mut output = [0; 32];
        self.argon2
            .hash_password_into_with_memory(
                password.as_bytes(),
                &[7; 16],
                &mut output,
                &mut self.blocks[..],
            )
            .unwrap();
        output
    }
}

/// Reads whole rows and counts them; what a page costs whoever asks for it by hand.
pub(crate) fn rows(db: &Connection, sql: &str, values: &[Value]) -> usize {
    let mut read = db.prepare_cached(sql).unwrap();
    let columns = read.column_count();
    let mut rows = read.query(params_from_iter(values)).unwrap();
    let mut all = Vec::with_capacity(64);
    while let Some(row) = rows.next().unwrap() {
        let row: Vec<Value> = (0..columns).map(|n| row.get(n).unwrap()).collect();
        all.push(row);
    }
    std::hint::black_box(all).len()
}

/// Fills the tables of the schema with so many users, the indexes at the end: the least such a firm can be made with.
///
/// Returns how long that took, from the first statement to the end of the checkpoint.
pub(crate) fn fill(path: &Path, users: u64) -> Duration {
    let _ = fs::remove_file(path);
    drop(Sqlite::create(path, Folder::MustExist).unwrap());
    let db = connect(path);
    db.pragma_update(None, "cache_size", -65_536).unwrap();
    db.pragma_update(None, "temp_store", "memory").unwrap();
    let taken = time(|| {
        db.execute_batch("BEGIN IMMEDIATE").unwrap();
        insert(&db, users, true);
        db.execute_batch("COMMIT; PRAGMA wal_checkpoint(TRUNCATE)")
            .unwrap();
    });
    drop(db);
    fs::remove_file(path).unwrap();
    taken.0
}

/// Inserts so many users by bare statements, with a password or without.
pub(crate) fn insert(db: &Connection, users: u64, with_password: bool) {
    let mut read = db
        .prepare("SELECT name, sql FROM sqlite_schema WHERE type = 'index' AND tbl_name = 'users' AND sql NOT NULL")
        .unwrap();
    let indexes = read.query_map([], |row| Ok((row.get(0)?, row.get(1)?)));
    let indexes: Vec<(String, String)> = indexes.unwrap().map(Result::unwrap).collect();
    for (name, _) in &indexes {
        db.execute_batch(&format!("DROP INDEX {name}")).unwrap();
    }
    let mut user = db
        .prepare(
            "INSERT INTO users(kind, enabled, role, gen, changed_at, last_sign_in, name, name_key, email) \
             VALUES(?1, ?2, 0, ?3, ?4, ?4, ?5, ?6, ?7)",
        )
        .unwrap();
    let mut credential = db
        .prepare("INSERT INTO credentials VALUES(?1, ?2, 1, NULL)")
        .unwrap();
    let phc = "$argon2id$v=19$m=19456,t=2,p=1$AAAAAAAAAAAAAAAAAAAAAA$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";
    for n in 0..users {
        let at = with_password.then(|| 1_700_000_000_000 + n.wrapping_mul(99_991) % 9_000_000_000);
        let at = at.map(u64::cast_signed);
        let (given, family) = (NAMES[(n * 7 % 16) as usize], NAMES[(n * 5 % 16) as usize]);
        let name = format!("{given} {family}son");
        let key = name.to_lowercase();
        let email = format!("{}.{n}@hartwellfinch.example", key.replace(' ', "."));
        let id = user
            .insert(params![
                i64::from(n % 20 < 7),
                i64::from(n % 12 > 0),
                at.map(|_| 0),
                at,
                name,
                key,
                email
            ])
            .unwrap();
        if with_password {
            credential.execute(params![id, phc]).unwrap();
        }
    }
    for (_, sql) in &indexes {
        db.execute_batch(sql).unwrap();
    }
    db.execute_batch(
        "INSERT INTO find(find) VALUES('rebuild'); INSERT INTO find(find) VALUES('optimize');",
    )
    .unwrap();
}

const NAMES: [&str; 16] = [
    "Aisha", "Anton", "Beatriz", "Callum", "Daria", "Elif", "Emil", "Fatima", "George", "Hana",
    "Igor", "Jana", "Kofi", "Lena", "Marco", "Zoe",
];

/// Drops a file from the page cache, so that the next read comes from the disk.
pub(crate) fn forget(path: &Path) {
    let file = File::open(path).unwrap();
    file.sync_all().unwrap();
    rustix::fs::fadvise(&file, 0, None, rustix::fs::Advice::DontNeed).unwrap();
}
