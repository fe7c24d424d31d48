//! Administrators on the command line: the real binary, without a terminal.

use serde_json::{Value, json};

use crate::cli::{ADA, FIRST, Said, founded, passward};
use crate::flows::signed_in;
use crate::support::pty::World;

mod exports;
mod many;

const BEN: &str = "ben@hartwellfinch.example";
const FIRM: &str = "Hartwell & Finch LLP";

/// Runs a command as Ada, whose password is the line on standard input.
fn as_ada(world: &World, arguments: &[&str]) -> Said {
    let arguments = [arguments, &["--as", ADA]].concat();
    passward(world, &arguments, &format!("{FIRST}\n"))
}

fn add_ben(world: &World) -> Said {
    as_ada(
        world,
        &["users", "add", "--name", "Ben Okafor", "--email", BEN],
    )
    .ends(0)
}

fn json_of(said: &Said) -> Value {
    serde_json::from_str(&said.out).unwrap()
}

#[test]
fn p5_a_dry_run_says_what_an_update_would_do_and_changes_nothing() {
    let world = founded();
    let set = ["policy", "set", "--strong", "on", "--expiry", "90"];
    let dry = passward(&world, &[&set[..], &["--dry-run"]].concat(), "").ends(0);
    assert!(dry.out.contains("nothing was changed"), "{dry:#?}");
    assert!(
        dry.out.contains("0 of 1 firm user newly expire."),
        "{dry:#?}"
    );
    passward(&world, &["policy", "show"], "")
        .ends(0)
        .says("never");

    let done = as_ada(&world, &[&set[..], &["--json"]].concat()).ends(0);
    let document = json_of(&done);
    assert_eq!(document["schema"], 1);
    assert_eq!(document["done"], true);
    assert_eq!(
        document["after"],
        json!({"strong": true, "expiry_days": 90})
    );
    assert_eq!(document["impact"]["you_among_them"], false);
    let shown = passward(&world, &["policy", "show", "--json"], "").ends(0);
    assert_eq!(json_of(&shown)["changed_by"], "Ada Hartwell");

    as_ada(&world, &set).ends(0).says("This is so already");
    let again = as_ada(&world, &[&set[..], &["--json"]].concat()).ends(0);
    assert_eq!(json_of(&again)["done"], false);
}

#[test]
fn p1_only_an_administrator_who_proves_it_changes_the_policy() {
    let world = founded();
    let set = ["policy", "set", "--expiry", "30", "--as", ADA];
    passward(&world, &set, "not the password\n")
        .ends(1)
        .says("is wrong");
    passward(&world, &["policy", "set", "--expiry", "30"], "")
        .ends(2)
        .says("--as E-MAIL");
    passward(&world, &[&set[..], &["--no-input"]].concat(), "")
        .ends(2)
        .says("--password-stdin");
    passward(
        &world,
        &["policy", "set", "--expiry", "31", "--as", ADA],
        "",
    )
    .ends(2)
    .says("[possible values: never, 30, 60, 90, 180, 365]");
    // Ben chooses a password with his code, and is no administrator.
    let code = add_ben(&world).out;
    let lines = format!("{code}quiet meadow lantern 71\n");
    passward(&world, &["passwd", BEN, "--code"], &lines).ends(0);
    let refused = passward(
        &world,
        &["policy", "set", "--expiry", "30", "--as", BEN],
        "quiet meadow lantern 71\n",
    );
    refused.ends(3).says("Only administrators");
    passward(&world, &["policy", "show"], "")
        .ends(0)
        .says("never");
}

#[test]
fn u1_a_user_is_added_with_a_code_on_standard_output_alone() {
    let world = founded();
    let added = add_ben(&world);
    let code = added.out.trim();
    assert_eq!(code.split('-').count(), 6, "{added:#?}");
    assert!(!added.err.contains(code));
    as_ada(&world, &["users", "add", "--name", "Other", "--email", BEN])
        .ends(1)
        .says("Another user has this e-mail");
    let listed = passward(&world, &["users", "list"], "").ends(0);
    let rows: Vec<Vec<&str>> = listed
        .out
        .lines()
        .map(|line| line.split('\t').collect())
        .collect();
    assert_eq!(rows.len(), 2);
    assert_eq!(rows[1][..3], ["Ben Okafor", BEN, "User"]);
}

#[test]
fn u3_u4_people_are_edited_disabled_and_enabled() {
    let world = founded();
    add_ben(&world);
    let new = "b.okafor@hartwellfinch.example";
    as_ada(&world, &["users", "edit", BEN, "--email", new])
        .ends(0)
        .says("the open setup code was revoked; `passward users code b.okafor@");
    let unknown = passward(&world, &["users", "show", BEN], "").ends(1);
    unknown.says("There is no user with the e-mail address ben@");
    let back = as_ada(&world, &["users", "edit", new, "--email", BEN]).ends(0);
    assert!(!back.out.contains("revoked"), "{back:?}");
    as_ada(&world, &["users", "edit", BEN, "--name", "Benjamin Okafor"]).ends(0);
    as_ada(&world, &["users", "disable", BEN])
        .ends(0)
        .says("Benjamin Okafor was disabled");
    let listed = passward(&world, &["users", "list", "--json"], "").ends(0);
    assert_eq!(json_of(&listed)["users"].as_array().unwrap().len(), 1);
    let all = passward(&world, &["users", "list", "--disabled", "--json"], "").ends(0);
    assert_eq!(json_of(&all)["users"][1]["enabled"], false);
    as_ada(&world, &["users", "disable", BEN])
        .ends(1)
        .says("disabled already");
    as_ada(&world, &["users", "enable", BEN]).ends(0);
    as_ada(&world, &["users", "disable", ADA]).ends(3);
    as_ada(&world, &["users", "force", BEN])
        .ends(1)
        .says("has not chosen a password");
    as_ada(&world, &["users", "disable", "nobody@x.example"])
        .ends(1)
        .says("There is no user with the e-mail address nobody@x.example.");
}

#[test]
fn u3_u4_programs_tell_from_the_code_why_an_act_on_a_user_is_refused() {
    let world = founded();
    add_ben(&world);
    let refused = |arguments: &[&str]| {
        let said = as_ada(&world, &[arguments, &["--json"]].concat());
        let error: serde_json::Value = serde_json::from_str(&said.err).unwrap();
        let error = &error["error"];
        (
            error["code"].as_str().unwrap().to_owned(),
            error["exit"].as_u64().unwrap(),
        )
    };
    for (arguments, code, exit) in [
        (&["users", "enable", BEN][..], "already_enabled", 1),
        (&["users", "role", BEN, "user"], "already_that_role", 1),
        (&["users", "kind", BEN, "firm"], "already_that_kind", 1),
        (&["users", "force", BEN], "not_set", 1),
        (&["users", "sign-out", BEN], "not_signed_in", 1),
        (&["users", "role", BEN, "owner"], "no_administrator", 1),
        (&["users", "enable", BEN, ADA], "reaches_nobody", 1),
        (&["users", "disable", ADA], "not_allowed", 3),
    ] {
        assert_eq!(refused(arguments), (code.to_owned(), exit), "{arguments:?}");
    }
    as_ada(&world, &["users", "code", BEN, "--revoke"]).ends(0);
    let again = refused(&["users", "code", BEN, "--revoke"]);
    assert_eq!(again, ("no_open_code".to_owned(), 1));
    as_ada(&world, &["users", "disable", BEN]).ends(0);
    assert_eq!(refused(&["users", "code", BEN]).0, "disabled");
    assert_eq!(refused(&["users", "disable", BEN]).0, "already_disabled");
    as_ada(&world, &["users", "kind", BEN, "connect"]).ends(0);
    assert_eq!(refused(&["users", "role", BEN, "user"]).0, "connect");
}

/// Ben chooses a password with his setup code.
fn ben_joins(world: &World, password: &str) {
    let code = add_ben(world).out;
    passward(
        world,
        &["passwd", BEN, "--code"],
        &format!("{code}{password}\n"),
    )
    .ends(0);
}

#[test]
fn u2_a_reset_code_is_issued_and_revoked() {
    let world = founded();
    ben_joins(&world, "quiet meadow lantern 71");
    let code = as_ada(&world, &["users", "code", BEN]).ends(0).out;
    passward(&world, &["users", "show", BEN], "")
        .ends(0)
        .says("A reset code was issued by Ada Hartwell");
    as_ada(&world, &["users", "code", BEN, "--revoke"]).ends(0);
    passward(
        &world,
        &["passwd", BEN, "--code"],
        &format!("{code}another meadow lantern 72\n"),
    )
    .ends(1);
    as_ada(&world, &["users", "code", ADA]).ends(3).says("code");
    let document = json_of(&as_ada(&world, &["users", "code", BEN, "--json"]).ends(0));
    let lines = format!(
        "{}\nanother meadow lantern 72\n",
        document["code"].as_str().unwrap()
    );
    passward(&world, &["passwd", BEN, "--code"], &lines).ends(0);
}

#[test]
fn u3_u4_role_kind_ownership_and_the_firms_name_change() {
    let world = founded();
    ben_joins(&world, "quiet meadow lantern 71");
    let as_ben = |arguments: &[&str]| {
        let arguments = [arguments, &["--as", BEN]].concat();
        passward(&world, &arguments, "quiet meadow lantern 71\n")
    };
    as_ada(&world, &["users", "role", BEN, "administrator"]).ends(0);
    as_ada(&world, &["users", "kind", BEN, "connect"]).ends(1);
    as_ben(&["firm", "rename", "Okafor LLP"])
        .ends(3)
        .says("Only the owner");
    as_ada(&world, &["users", "role", BEN, "owner"]).ends(0);
    as_ben(&["firm", "rename", "Okafor LLP"]).ends(0);
    passward(&world, &["firm", "show"], "")
        .ends(0)
        .says("Okafor LLP");
    as_ben(&["users", "role", ADA, "user"]).ends(0);
    as_ben(&["users", "kind", ADA, "connect"]).ends(0);
    let ada = json_of(&passward(&world, &["users", "show", ADA, "--json"], "").ends(0));
    assert_eq!(
        (&ada["kind"], &ada["role"]),
        (&json!("connect"), &Value::Null)
    );
}

#[test]
fn s3_who_waits_after_wrong_tries_is_shown_with_until_when() {
    let world = founded();
    for _ in 0..5 {
        let _ = passward(&world, &["passwd", ADA], "wrong wrong\nwhatever it is\n");
    }
    passward(&world, &["users", "show", ADA], "")
        .ends(0)
        .says("After wrong tries, signing in waits until");
    let shown = json_of(&passward(&world, &["users", "show", ADA, "--json"], "").ends(0));
    assert!(shown["waits_until"].is_string() && shown["locked"] == false);
}

#[test]
fn p5_a_dry_run_lists_the_people_behind_its_numbers() {
    let world = World::new();
    let file = world.home().join("demo.db");
    let db = file.to_str().unwrap();
    passward(&world, &["demo", "--db", db, "--users", "300"], "").ends(0);
    let set = ["policy", "set", "--expiry", "30", "--dry-run", "--db", db];
    let numbers = json_of(&passward(&world, &[&set[..], &["--json"]].concat(), "").ends(0));
    for (who, number) in [
        ("newly-expire", "newly_expire"),
        ("enter-notice", "enter_notice"),
        ("become-valid", "become_valid"),
        ("leave-notice", "leave_notice"),
    ] {
        let listed = [&set[..], &["--json", "--who", who]].concat();
        let listed = json_of(&passward(&world, &listed, "").ends(0));
        let listed = listed["users"].as_array().unwrap().len();
        assert_eq!(numbers["impact"][number], listed, "{who}");
    }
    assert!(numbers["impact"]["newly_expire"].as_u64().unwrap() > 0);
    let text = [&set[..], &["--who", "newly-expire", "--limit", "2"]].concat();
    let text = passward(&world, &text, "").ends(0).says("more: --limit 0");
    assert_eq!(text.out.lines().count(), 2);
    let weeks = &numbers["expiries_by_week"];
    assert_eq!(
        weeks["before"].as_array().unwrap().len(),
        weeks["after"].as_array().unwrap().len()
    );
    let undone = ["policy", "set", "--expiry", "30", "--who", "newly-expire"];
    passward(&world, &undone, "").ends(2);
}
