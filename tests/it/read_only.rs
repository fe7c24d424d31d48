//! `--read-only`: people sign in and look around, every change is refused, and only tries, sessions and the log move.

use std::fs;
use std::path::{Path, PathBuf};
use std::time::Duration;

use chrono::Utc;
use passward::domain::{
    Email, ExpiryInterval, FirmName, Kind, Membership, PersonName, Policy, Role, StrongPasswords,
};
use passward::secret::Password;
use passward::service::{
    self, ActError, Call, Desk, Mode, NewUser, Origin, PeopleFile, SignInOutcome, StoreError, demo,
};
use passward::store::sqlite::Sqlite;
use rand::SeedableRng;
use rand::rngs::ChaCha20Rng;
use rusqlite::Connection;
use rusqlite::types::Value;

use crate::cli::{ADA, FIRST, database, founded, passward};
use crate::support::pty::World;

/// Makes the made-up firm in a file.
fn demo_firm(world: &World) -> PathBuf {
    let file = world.home().join("demo.db");
    passward(world, &["demo", "--db", file.to_str().unwrap()], "").ends(0);
    file
}

/// Everything in the database but tries, sessions, the log, and when people last signed in.
fn holdings(file: &Path) -> Vec<String> {
    let db = Connection::open(file).unwrap();
    let mut names = db
        .prepare("SELECT name FROM sqlite_schema WHERE type = 'table' ORDER BY name")
        .unwrap();
    let names: Vec<String> = names
        .query_map([], |row| row.get(0))
        .unwrap()
        .map(Result::unwrap)
        .collect();
    let moving = ["tries", "sessions", "audit", "audit_targets"];
    let mut all = Vec::new();
    for name in names.iter().filter(|name| !moving.contains(&name.as_str())) {
        let mut rows = db.prepare(&format!("SELECT * FROM \"{name}\"")).unwrap();
        let columns: Vec<String> = rows.column_names().map(str::to_owned).collect();
        let mut rows = rows.query([]).unwrap();
        while let Some(row) = rows.next().unwrap() {
            let cells = columns
                .iter()
                .enumerate()
                .filter(|(_, name)| *name != "last_sign_in");
            let cells: Vec<Value> = cells.map(|(at, _)| row.get(at).unwrap()).collect();
            all.push(format!("{name} {cells:?}"));
        }
    }
    assert!(all.len() > 50);
    all
}

fn somebody_new() -> NewUser {
    NewUser {
        name: PersonName::parse("New Person").unwrap(),
        email: Email::parse("new@hartwellfinch.example").unwrap(),
        membership: Membership::Firm(Role::User),
        login: None,
    }
}

#[expect(clippy::needless_pass_by_value, reason = "it is what the act returned")]
fn refused<T: std::fmt::Debug>(what: &str, result: Result<T, ActError>) {
    let only_looking = matches!(result, Err(ActError::Store(StoreError::OnlyLooking)));
    assert!(only_looking, "{what}: {result:?}");
}

#[test]
fn every_act_is_refused_by_the_service_and_put_on_record() {
    let world = World::new();
    let file = demo_firm(&world);
    let before = holdings(&file);
    let entries = |file: &Path| {
        let db = Connection::open(file).unwrap();
        let count = "SELECT count(*) FROM audit WHERE act = 18";
        db.query_row(count, [], |row| row.get::<_, i64>(0)).unwrap()
    };
    let refusals = entries(&file);
    let mut desk = Desk::new(Box::new(Sqlite::open(&file).unwrap())).in_mode(Mode::ReadOnly);
    let mut rng = ChaCha20Rng::seed_from_u64(7);
    #[expect(
        clippy::disallowed_methods,
        reason = "the firm was made by the real program"
    )]
    let now = Utc::now();
    let mut call = Call {
        now,
        since_boot: Duration::from_secs(1000),
        rng: &mut rng,
        from: Origin::new("a test"),
    };
    let call = &mut call;
    let offered = Password::offered(demo::PASSWORD);
    let answer = service::sign_in(&mut desk, call, demo::OWNER, &offered);
    let SignInOutcome::In(inside) = answer.result else {
        panic!("the owner cannot sign in");
    };
    let mut session = inside.session;
    let new = Password::chosen("four words about violet harbours").unwrap();
    let changed =
        service::change_own_password(&mut desk, call, &mut session, Some(&offered), &new).result;
    assert_eq!(
        changed.unwrap_err().to_string(),
        StoreError::OnlyLooking.to_string()
    );
    let mut admin = session.administrator().unwrap();
    let admin = &mut admin;
    let desk = &mut desk;
    let tab = service::load_policy(desk, call, admin).unwrap();
    let wanted = Policy {
        strong: StrongPasswords::Required,
        expiry: ExpiryInterval::Days30,
    };
    let proof = Some(&offered);
    refused(
        "policy",
        service::update_policy(desk, call, admin, wanted, &tab.on_record, proof).result,
    );
    refused(
        "expire all",
        service::expire_all_passwords(desk, call, admin, None, proof).result,
    );
    refused(
        "sign out all",
        service::sign_out_all_users(desk, call, admin, proof).result,
    );
    let firm = FirmName::parse("Another Firm").unwrap();
    refused("firm", service::rename_firm(desk, call, admin, &firm));
    let person = somebody_new();
    refused(
        "add",
        service::add_user(desk, call, admin, &person, proof).result,
    );
    // Somebody to whom each of these could be done.
    let email = Email::parse("grace.liu@hartwellfinch.example").unwrap();
    let whom = service::person_on_record(desk, now, &email)
        .unwrap()
        .unwrap()
        .id;
    refused(
        "force",
        service::force_password_change(desk, call, admin, whom, None),
    );
    refused("disable", service::disable_user(desk, call, admin, whom));
    refused(
        "kind",
        service::change_kind(desk, call, admin, whom, Kind::Connect),
    );
    refused(
        "role",
        service::change_role(desk, call, admin, whom, Role::Administrator, proof).result,
    );
    let purpose = passward::domain::CodePurpose::Reset;
    refused(
        "code",
        service::issue_code(desk, call, admin, whom, purpose, proof).result,
    );
    // Taking people out changes nothing but the log.
    let everyone = PeopleFile::Csv(PeopleFile::everyone());
    service::record_people_export(desk, call, admin, &everyone, proof)
        .result
        .unwrap();
    // What is refused to a user who is there already is refused no differently (S3): a wrong password is counted.
    let wrong = Password::offered("not the password");
    let answer = service::sign_in(desk, call, demo::OWNER, &wrong);
    assert!(matches!(answer.result, SignInOutcome::Refused));
    assert_eq!(holdings(&file), before);
    assert_eq!(entries(&file) - refusals, 11);
}

#[test]
fn commands_that_change_something_exit_3_before_they_ask() {
    let world = founded();
    let file = database(&world);
    let bytes = fs::read(&file).unwrap();
    let copy = world.home().join("copy.db");
    let copy = copy.to_str().unwrap();
    for command in [
        &["passwd", ADA][..],
        &["policy", "set", "--expiry", "30", "--as", ADA],
        &[
            "expire-all",
            "--as",
            ADA,
            "--confirm",
            "Hartwell & Finch LLP",
        ],
        &[
            "sign-out-all",
            "--as",
            ADA,
            "--confirm",
            "Hartwell & Finch LLP",
        ],
        &["firm", "rename", "Other", "--as", ADA],
        &["recover", "--confirm", "Hartwell & Finch LLP"],
        &["restore", "nothing.db", "--confirm", "restore"],
        &["notify"],
        &["demo", "--db", copy],
        &["init", "--firm", "F", "--name", "Ada", "--email", ADA],
    ] {
        let arguments = [command, &["--read-only"]].concat();
        passward(&world, &arguments, &format!("{FIRST}\n"))
            .ends(3)
            .says("opened read only")
            .says("hint: Open it without --read-only");
    }
    assert!(!Path::new(copy).exists());
    let json = [
        "policy",
        "set",
        "--expiry",
        "30",
        "--as",
        ADA,
        "--json",
        "--read-only",
    ];
    let said = passward(&world, &json, &format!("{FIRST}\n")).ends(3);
    assert!(
        said.err.contains(r#""code":"read_only","exit":3"#),
        "{said:?}"
    );
    assert_eq!(fs::read(&file).unwrap(), bytes);
    // What only looks works, and so does the door.
    for command in [
        &["status", ADA][..],
        &["users", "list"],
        &["policy", "set", "--expiry", "30", "--dry-run"],
        &["audit", "verify"],
        &["doctor"],
        &["notify", "--dry-run"],
        &["backup", copy],
    ] {
        passward(&world, &[command, &["--read-only"]].concat(), "").ends(0);
    }
    let ask = |password: &str, code: i32| {
        let lines = format!("{ADA}\n{password}\n");
        passward(
            &world,
            &["verify", "--format", "lines", "--read-only"],
            &lines,
        )
        .ends(code);
    };
    ask(FIRST, 0);
    for _ in 0..5 {
        ask("wrong", 1);
    }
    // S3: the tries were counted, so even the right one has to wait.
    ask(FIRST, 1);
}

#[test]
fn where_there_is_no_firm_none_is_made() {
    let world = World::new();
    let mut pty = world.passward(&["--read-only"], 100, 30);
    assert_eq!(pty.wait_for_end().exit_code(), 4);
    pty.shows("There is no firm's database at");
    assert!(!database(&world).exists());
}

#[test]
fn the_screens_say_so_and_refuse_in_words() {
    let world = World::new();
    let file = demo_firm(&world);
    let before = holdings(&file);
    let mut pty = world.passward(&["--read-only", "--db", file.to_str().unwrap()], 100, 30);
    pty.shows("read only");
    pty.paste(demo::OWNER);
    pty.keys("\t");
    pty.paste(demo::PASSWORD);
    pty.keys("\r");
    pty.shows("Owner");
    pty.keys("3");
    pty.shows("Last sign-in");
    pty.shows("read only");
    pty.keys("n");
    pty.shows("passward was opened read only, so nothing is changed.");
    pty.keys("q");
    assert_eq!(pty.wait_for_end().exit_code(), 0);
    pty.is_given_back();
    assert_eq!(holdings(&file), before);
    // The demonstration takes it too.
    let pty = world.passward(&["--read-only", "demo"], 100, 30);
    pty.shows("read only");
}
