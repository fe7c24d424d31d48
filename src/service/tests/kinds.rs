//! What holds for one kind of user or for everyone: E5, E8, R7.

use super::*;
use crate::domain::impact::is_live;
use crate::domain::{Access, PasswordStatus};

const ERIN: &str = "erin@client.example";

#[test]
fn e5_a_connect_user_never_expires_and_gets_no_notice_under_any_interval() {
    let mut world = World::new();
    let erin = world.person(ERIN, Membership::Connect);
    for expiry in ExpiryInterval::ALL {
        world.set_policy(every(expiry));
        for days_later in [0, 16, 29, 30, 31, 365, 400] {
            let rules = world.desk.look().unwrap().rules().unwrap();
            let now = world.now + days(days_later);
            let status = rules.status(now, &world.user(erin));
            assert_eq!(
                status,
                PasswordStatus::NeverExpires,
                "{expiry:?} {days_later}"
            );
            assert_eq!(crate::domain::Notice::due(&status, None), None);
            assert_eq!(status.next_change(), None);
        }
    }
    world.set_policy(every(ExpiryInterval::Days30));
    world.advance(days(1_000));
    let me = world.signed_in(ERIN, RIGHT).me;
    assert_eq!(
        (me.standing, me.notice, me.status),
        (Standing::Free, None, PasswordStatus::NeverExpires)
    );
}

#[test]
fn e5_expire_all_and_its_preview_pass_connect_users_by() {
    let mut world = World::new();
    let erin = world.person(ERIN, Membership::Connect);
    let (mut ada, mut open) = (world.session(ADA), world.session(ERIN));
    let before = world.user(erin);
    let told = world
        .with(|desk, call| expire_all_consequences(desk, call, &admin(&mut ada)))
        .unwrap();
    assert_eq!((told.must_choose, told.connect), (1, 1));
    world
        .with(|desk, call| expire_all_passwords(desk, call, &mut admin(&mut ada), None, None))
        .result
        .unwrap();
    assert_eq!(world.user(erin), before);
    assert_eq!(world.me(&mut open).standing, Standing::Free);
    assert_eq!(world.signed_in(ERIN, RIGHT).me.standing, Standing::Free);

    let look = world.desk.look().unwrap();
    let rules = look.rules().unwrap();
    let facts = look.preview_facts(world.now, &rules, UserId(1)).unwrap();
    assert!(facts.changed_up_to.iter().all(|(_, number)| *number == 0));
    assert_eq!((facts.firm_users, facts.connect_users), (1, 1));
    let status = rules.status(world.now, &look.user(erin).unwrap().unwrap());
    assert!(is_live(&status), "and nothing forces a change");
}

#[test]
fn e5_p2_connect_users_come_under_strong_passwords_all_the_same() {
    let mut world = World::new();
    let (_, code) = world.invited(ERIN, Membership::Connect);
    world.redeemed(ERIN, &code, MIDDLING);
    world.set_policy(strong());
    assert_eq!(
        world.signed_in(ERIN, MIDDLING).me.standing,
        Standing::MustChoose(vec![Because::Weak])
    );
}

#[test]
fn r7_whoever_opens_the_database_is_told_a_status_without_a_password() {
    let mut world = World::new();
    world.set_policy(every(ExpiryInterval::Days90));
    let ben = world.person("ben@firm.example", FIRM_USER);
    world.person(ERIN, Membership::Connect);
    world.invited("hugo@firm.example", FIRM_USER);
    let mut ada = world.session(ADA);
    world
        .with(|desk, call| disable_user(desk, call, &admin(&mut ada), ben))
        .unwrap();
    world.advance(days(80));
    let entries = world.log().len();
    // Another program that has the file, and nobody is signed in there.
    let mut desk = world.desk.another().unwrap();
    let now = world.now;
    let mut ask = |mail: &str| person_on_record(&mut desk, now, &email(mail)).unwrap();
    let line = ask(ADA).unwrap();
    let ends = now + days(10);
    assert_eq!(line.status, PasswordStatus::Expiring { at: ends });
    assert_eq!(line.changed_at, Some(now - days(80)));
    let disabled = ask("BEN@firm.example").unwrap();
    assert_eq!(disabled.access, Access::Disabled);
    assert_eq!(ask(ERIN).unwrap().status, PasswordStatus::NeverExpires);
    let invited = ask("hugo@firm.example").unwrap();
    assert_eq!(
        (invited.status, invited.changed_at, invited.code_until),
        (PasswordStatus::NotSet, None, None)
    );
    assert_eq!(ask("nobody@firm.example"), None);
    assert_eq!(world.log().len(), entries, "a read leaves no entry");
}

/// One public function of this room: its name, what it takes and what it returns.
struct Signature {
    name: String,
    takes: String,
    returns: String,
}

/// Reads the sources of this room, without the tests.
fn sources(folder: &std::path::Path, found: &mut Vec<String>) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            if path.file_name().is_some_and(|name| name != "tests") {
                sources(&path, found);
            }
        } else {
            found.push(std::fs::read_to_string(&path).unwrap());
        }
    }
}

fn signatures(source: &str) -> Vec<Signature> {
    let starts = source.match_indices("pub fn ");
    let of = |at: usize| {
        let head = source[at + "pub fn ".len()..].split('{').next().unwrap();
        let (takes, returns) = head.rsplit_once("->").unwrap_or((head, ""));
        let end = takes.find(['(', '<']).unwrap();
        Signature {
            name: takes[..end].to_owned(),
            takes: takes[end..].to_owned(),
            returns: returns.to_owned(),
        }
    };
    starts.map(|(at, _)| of(at)).collect()
}

/// Whether a type is named, as a word of its own.
fn names(text: &str, wanted: &[&str]) -> bool {
    text.split(|c: char| !c.is_alphanumeric() && c != '_')
        .any(|word| wanted.contains(&word))
}

/// What holds a password or its hash.
const SECRETS: [&str; 7] = [
    "Password",
    "Phc",
    "StoredCredential",
    "FilledPassword",
    "FilledUser",
    "NewFirm",
    "Import",
];

/// What an import brings was hashed by another system, for people who are not on record yet (U9): nobody's password is
/// replaced by it.
const OF_AN_IMPORT: [&str; 2] = ["import_users", "ready"];

#[test]
fn e8_no_function_takes_or_gives_the_password_of_somebody_else() {
    let mut found = Vec::new();
    let room = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("src/service");
    sources(&room, &mut found);
    let all: Vec<Signature> = found.iter().flat_map(|text| signatures(text)).collect();
    assert!(all.len() > 40, "the sources were not read: {}", all.len());

    // Who takes a password that is set, all of them: one's own, by session, by code, or as the firm's first. The meter
    // only judges.
    let mut takers: Vec<&str> = all
        .iter()
        .filter(|function| names(&function.takes, &SECRETS))
        .map(|function| function.name.as_str())
        .collect();
    takers.sort_unstable();
    let expected = [
        "change_own_password",
        "found_firm",
        "import_users",
        "meter",
        "redeem_code",
    ];
    assert_eq!(takers, expected);
    for function in &all {
        let Signature {
            name,
            takes,
            returns,
        } = function;
        let of_an_import = OF_AN_IMPORT.contains(&name.as_str());
        assert!(
            of_an_import || !names(returns, &SECRETS),
            "{name} returns one: {returns}"
        );
        let somebody_else = [
            "UserId",
            "Email",
            "NewUser",
            "Reach",
            "Marked",
            "Chosen",
            "AdminSession",
        ];
        assert!(
            of_an_import || !(names(takes, &SECRETS) && names(takes, &somebody_else)),
            "{name} takes a password and whom it is for: {takes}"
        );
        // What an administrator enters is their own, to confirm; it cannot be set, for an `Offered` is no `Password`.
        if names(takes, &["AdminSession"]) && names(takes, &["Offered"]) {
            assert!(takes.contains("proof: Option<&Offered>"), "{name}: {takes}");
        }
    }
    // No value that is handed out has one in a field that can be read.
    let open_fields = found.iter().flat_map(|text| text.lines()).filter(|line| {
        let line = line.trim_start();
        line.starts_with("pub ") && line.contains(": ") && !line.contains("fn ")
    });
    let with_secret: Vec<&str> = open_fields.filter(|line| names(line, &SECRETS)).collect();
    assert_eq!(
        with_secret,
        ["    pub password: Password,"],
        "that of NewFirm"
    );
}
