//! `passward recover`: the way back for who holds the database (U7), by the real binary without a terminal.

use serde_json::Value;

use crate::cli::{ADA, FIRST, founded, passward};

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
