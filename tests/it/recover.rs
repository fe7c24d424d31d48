//! `passward recover`: the way back for who holds the database (U7), by the real binary without a terminal.

use serde_json::Value;

use crate::cli::{ADA, FIRST, database, founded, passward};

const FIRM: &str = "Hartwell & Finch LLP";
const NEXT: &str = "walnut ferry candle 9035";

#[test]
fn u7_the_code_alone_is_the_answer_and_the_owner_chooses_with_it() {
    let world = founded().with("SUDO_USER", "grace");
    let said = passward(&world, &["recover", "--confirm", FIRM], "").ends(0);
    let code = said.out.trim_end();
    assert_eq!(code.len(), 29, "{said:?}");
    assert!(!said.err.contains(code), "{said:?}");
    for text in ["Ada Hartwell", "valid until", "Use a code", "audit log"] {
        assert!(said.err.contains(text), "{text}: {said:?}");
    }
    let input = format!("{code}\n{NEXT}\n");
    passward(&world, &["passwd", ADA, "--code"], &input).ends(0);
    passward(&world, &["passwd", ADA], &format!("{FIRST}\n{FIRST}\n")).ends(1);

    let log = passward(&world, &["audit", "list"], "").ends(0);
    let me = whoami();
    log.says(&format!(
        "{me} on the machine made a reset code for Ada Hartwell"
    ))
    .says("sudo by grace");
}

fn whoami() -> String {
    let said = std::process::Command::new("id").arg("-un").output();
    String::from_utf8(said.unwrap().stdout)
        .unwrap()
        .trim()
        .to_owned()
}

#[test]
fn u7_the_answer_in_json_holds_the_code_and_who_made_it() {
    let world = founded();
    let said = passward(&world, &["recover", ADA, "--json", "--confirm", FIRM], "").ends(0);
    let document: Value = serde_json::from_str(&said.out).unwrap();
    assert_eq!(document["schema"], 1);
    assert_eq!(document["email"], ADA);
    assert_eq!(document["role"], "owner");
    assert_eq!(document["made_by"], whoami().as_str());
    let input = format!("{}\n{NEXT}\n", document["code"].as_str().unwrap());
    passward(&world, &["passwd", ADA, "--code"], &input).ends(0);
}

#[test]
fn u7_nothing_is_made_unless_it_is_confirmed_by_the_firms_name() {
    let world = founded();
    passward(&world, &["recover"], "").ends(2).says("--confirm");
    passward(&world, &["recover", "--confirm", "Hartwell"], "")
        .ends(1)
        .says("Nothing was changed");
    let log = passward(&world, &["audit", "list"], "").ends(0);
    assert!(!log.out.contains("reset code"), "{log:?}");
}

#[test]
fn u7_only_an_administrator_who_may_sign_in_is_recovered() {
    let world = founded();
    passward(&world, &["recover", "not an address"], "").ends(2);
    let unknown = ["recover", "nobody@firm.example", "--confirm", FIRM];
    passward(&world, &unknown, "")
        .ends(1)
        .says("no user with this e-mail")
        .says("Leave the e-mail out");
    let add = ["users", "add", "--name", "Ben Okafor", "--as", ADA];
    let email = ["--email", "ben@hartwellfinch.example"];
    passward(&world, &[&add[..], &email].concat(), &format!("{FIRST}\n")).ends(0);
    let ben = ["recover", email[1], "--confirm", FIRM, "--json"];
    let refused = passward(&world, &ben, "").ends(1);
    assert!(
        refused.err.contains(r#""code":"not_administrator""#),
        "{refused:?}"
    );
}

#[test]
fn s3_the_free_tries_that_a_flood_took_are_given_back_once_and_on_record() {
    let world = founded();
    let nothing = ["recover", "--free-tries"];
    passward(&world, &nothing, "")
        .ends(0)
        .says("count from 0 already. Nothing was changed.");
    let db = rusqlite::Connection::open(database(&world)).unwrap();
    db.execute("INSERT INTO try_floors VALUES(0, 7), (1, 2)", [])
        .unwrap();
    passward(&world, &nothing, "").ends(2).says("--confirm");
    passward(&world, &["recover", ADA, "--free-tries"], "").ends(2);
    let looking = ["--read-only", "recover", "--free-tries", "--confirm", FIRM];
    passward(&world, &looking, "").ends(3);
    // A slip waits at once; afterwards it does not.
    let slip = |code| passward(&world, &["passwd", ADA], "wrong wrong\nanother one\n").ends(code);
    slip(1);
    slip(1).says("Please wait");
    let given = ["recover", "--free-tries", "--confirm", FIRM];
    passward(&world, &given, "")
        .ends(0)
        .says("Wrong passwords of everyone count from 7, and wrong codes from 2")
        .says("count from 0 again.");
    for _ in 0..4 {
        let said = slip(1);
        assert!(!said.err.contains("Please wait"), "{said:?}");
    }
    slip(1).says("Please wait");
    let me = whoami();
    passward(&world, &["audit", "list"], "")
        .ends(0)
        .says(&format!(
            "{me} on the machine gave everyone the free tries back"
        ));
    passward(&world, &["doctor"], "")
        .ends(0)
        .says("5 wrong passwords or codes in a row are free of a wait.");
    db.execute("INSERT INTO try_floors VALUES(1, 1)", [])
        .unwrap();
    let said = passward(&world, &[&given[..], &["--json"]].concat(), "").ends(0);
    let document: Value = serde_json::from_str(&said.out).unwrap();
    assert_eq!(document["passwords_counted_from"], 0);
    assert_eq!(document["codes_counted_from"], 1);
}
