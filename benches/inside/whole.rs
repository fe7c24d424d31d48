//! The whole firm: its size (target 7), and importing people (target 18).

use passward::domain::{Access, Email, Membership, PersonName, Role};
use passward::store::{FilledUser, NewUser, Store};
use rusqlite::Connection;

use crate::firms::{self, MANY};
use crate::floor;
use crate::measure::{Row, in_turns};

const IMPORTED: u64 = 100_000;

pub(crate) fn rows() -> Vec<Row> {
    let copy = tempfile::tempdir_in(firms::folder()).unwrap();
    let to = copy.path().join("vacuumed.db");
    let db = Connection::open(firms::path(*MANY)).unwrap();
    db.execute("VACUUM INTO ?1", [to.to_str().unwrap()])
        .unwrap();
    let vacuumed = Connection::open(&to).unwrap();
    let pages: i64 = vacuumed
        .pragma_query_value(None, "page_count", |row| row.get(0))
        .unwrap();
    let page: i64 = vacuumed
        .pragma_query_value(None, "page_size", |row| row.get(0))
        .unwrap();
    let log: i64 = vacuumed
        .query_row(
            "SELECT coalesce(sum(length(encoded) + 100), 0) FROM audit",
            [],
            |row| row.get(0),
        )
        .unwrap();
    let each = (pages * page - log) / MANY.cast_signed();
    vec![Row {
        number: 7,
        what: "size after VACUUM, without the audit log".into(),
        target: "≤ 450 bytes a user".into(),
        measured: format!("{each} bytes a user"),
        met: Some(each <= 450),
    }]
}

fn invited(n: u64) -> FilledUser {
    let (given, family) = (n * 7 % 1_013, n * 5 % 997);
    FilledUser {
        user: NewUser {
            name: PersonName::parse(&format!("Given{given} Family{family}")).unwrap(),
            email: Email::parse(&format!("given{given}.family{family}.{n}@firm.example")).unwrap(),
            membership: Membership::Firm(Role::User),
            login: None,
        },
        access: Access::Enabled,
        password: None,
        last_sign_in: None,
    }
}

pub(crate) fn import() -> Vec<Row> {
    let folder = tempfile::tempdir_in(firms::folder()).unwrap();
    let owner = NewUser {
        name: PersonName::parse("Ada Hartwell").unwrap(),
        email: Email::parse("ada@firm.example").unwrap(),
        membership: Membership::Firm(Role::Owner),
        login: None,
    };
    let made = |name: &str, turn: usize| {
        let path = folder.path().join(format!("{name}-{turn}.db"));
        drop(firms::founded(&path, &owner));
        path
    };
    let (ours, bare) = in_turns(
        3,
        |turn| {
            let path = made("ours", turn);
            let mut store = passward::store::sqlite::Sqlite::open(&path).unwrap();
            let people: Vec<FilledUser> = (0..IMPORTED).map(invited).collect();
            let mut tx = store.begin().unwrap();
            tx.fill(&mut people.into_iter()).unwrap();
            tx.commit(&firms::entry(firms::now()), &[]).unwrap();
        },
        |turn| {
            let db = floor::connect(&made("bare", turn));
            db.pragma_update(None, "temp_store", "memory").unwrap();
            db.execute_batch("BEGIN IMMEDIATE").unwrap();
            floor::insert(&db, IMPORTED, false);
            db.execute_batch("COMMIT").unwrap();
        },
    );
    let what = "importing 100,000 people without hashes: the store's part";
    vec![Row::ratio(18, what, ours, ("bare insert", bare), 2.0)]
}
