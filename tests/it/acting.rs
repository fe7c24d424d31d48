//! Administrators on the command line: the real binary, without a terminal.

use serde_json::{Value, json};

use crate::cli::{ADA, FIRST, Said, founded, passward};
use crate::flows::signed_in;
use crate::support::pty::World;

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
    .says("one of never, 30, 60, 90, 180 and 365");
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
fn e7_e10_everyone_is_expired_only_with_the_firms_name() {
    let world = founded();
    as_ada(&world, &["expire-all"]).ends(2).says("--confirm");
    as_ada(&world, &["expire-all", "--confirm", "Hartwell"])
        .ends(1)
        .says("not the name of the firm");
    let done = as_ada(&world, &["expire-all", "--confirm", FIRM, "--json"]).ends(0);
    assert_eq!(json_of(&done)["must_choose"], 1);
    passward(&world, &["status", ADA], "")
        .ends(0)
        .says("expired all passwords");
    // Ada is among them, and must choose before she can undo it.
    as_ada(&world, &["expire-all", "--undo", "--confirm", FIRM])
        .ends(1)
        .says("choose a new password first");
    let lines = format!("{FIRST}\nseventeen violet harbours\n");
    passward(&world, &["passwd", ADA], &lines).ends(0);
    let undo = ["expire-all", "--undo", "--confirm", FIRM, "--as", ADA];
    passward(&world, &undo, "seventeen violet harbours\n")
        .ends(0)
        .says("was undone");
    passward(&world, &undo, "seventeen violet harbours\n")
        .ends(1)
        .says("nothing to undo");
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
fn u5_everyone_is_signed_out_only_with_the_firms_name() {
    let world = founded();
    as_ada(&world, &["sign-out-all"]).ends(2).says("--confirm");
    let done = as_ada(&world, &["sign-out-all", "--confirm", FIRM, "--json"]).ends(0);
    assert_eq!(json_of(&done)["people"], 1);
    ben_joins(&world, "quiet meadow lantern 71");
    as_ada(&world, &["users", "sign-out", BEN])
        .ends(1)
        .says("not signed in");
}

#[test]
fn u9_a_report_counts_and_lists_and_fails_for_monitoring() {
    let world = founded();
    add_ben(&world);
    passward(&world, &["report"], "")
        .ends(0)
        .says("2 firm users and 0 Connect users are enabled");
    let csv = passward(&world, &["report", "--format", "csv"], "")
        .ends(0)
        .out;
    let lines: Vec<&str> = csv.split("\r\n").collect();
    assert_eq!(lines.len(), 4);
    assert!(lines[0].starts_with("\"name\",\"email\",\"kind\""));
    assert!(lines[2].starts_with(
        "\"Ben Okafor\",\"ben@hartwellfinch.example\",\"firm\",\"user\",\"yes\",\"not_set\""
    ));
    assert!(!csv.contains("argon2"));
    let fails = ["report", "--format", "json", "--fail-on", "expired,not-set"];
    let failed = passward(&world, &fails, "").ends(1);
    assert_eq!(json_of(&failed)["numbers"]["not_set"], 1);
    let error: Value = serde_json::from_str(&failed.err).unwrap();
    assert_eq!(error["error"]["code"], "report_failed");
    passward(&world, &["report", "--fail-on", "expired,must-change"], "").ends(0);
    // What names them is a command that works.
    for alarm in [
        "expired",
        "expiring",
        "must-change",
        "not-set",
        "not-strong",
    ] {
        let lists = ["users", "list", "--password", alarm];
        let found = !passward(&world, &lists, "").ends(0).out.is_empty();
        let report = ["report", "--fail-on", alarm];
        let said = passward(&world, &report, "").ends(i32::from(found));
        let named = said
            .err
            .contains(&format!("`passward {}`", lists.join(" ")));
        assert_eq!(named, found, "{said:?}");
    }
}

#[test]
fn u9_an_export_is_an_administrators_act_and_on_record() {
    let world = founded();
    passward(&world, &["export"], "")
        .ends(2)
        .says("--as E-MAIL");
    let csv = as_ada(&world, &["export"]).ends(0).out;
    assert!(csv.contains("\"Ada Hartwell\""));
    let json = json_of(&as_ada(&world, &["export", "--format", "json"]).ends(0));
    assert_eq!(json["users"][0]["role"], "owner");
    passward(&world, &["audit", "list"], "")
        .ends(0)
        .says("export");
}

#[test]
fn u8_a_response_to_a_break_in_forces_signs_out_and_names_connect_users() {
    let world = founded();
    ben_joins(&world, "quiet meadow lantern 71");
    let eve = "eve@client.example";
    let add = [
        "users",
        "add",
        "--name",
        "Eve Client",
        "--email",
        eve,
        "--kind",
        "connect",
    ];
    as_ada(&world, &add).ends(0);

    as_ada(&world, &["respond", BEN]).ends(2).says("--confirm");
    as_ada(&world, &["respond", "--confirm", FIRM]).ends(2);
    as_ada(&world, &["respond", BEN, "--all", "--confirm", FIRM]).ends(2);
    as_ada(&world, &["respond", "nobody@x.example", "--confirm", FIRM])
        .ends(1)
        .says("There is no user with the e-mail address nobody@x.example.");
    as_ada(&world, &["respond", BEN, "--confirm", "Hartwell"])
        .ends(1)
        .says("not the name of the firm");
    passward(&world, &["status", BEN], "")
        .ends(0)
        .says("does not expire");

    let respond = [
        "respond",
        BEN,
        eve,
        "--reason",
        "Laptop stolen",
        "--confirm",
        FIRM,
    ];
    as_ada(&world, &respond)
        .ends(0)
        .says("1 user must choose a new password.")
        .says("1 open code revoked")
        .says("Not forced: 1 Connect user (Eve Client).")
        .says("--disable-connect");
    passward(&world, &["status", BEN], "")
        .ends(0)
        .says("must be changed");

    let everyone = [
        "respond",
        "--all",
        "--disable-connect",
        "--json",
        "--confirm",
        FIRM,
    ];
    let document = json_of(&as_ada(&world, &everyone).ends(0));
    assert_eq!(document["connect_disabled"], 1);
    assert_eq!(document["you_among_them"], true);
    assert_eq!(document["schema"], 1);
    let log = passward(&world, &["audit", "list", "--json"], "").ends(0);
    let entries = json_of(&log)["entries"].as_array().unwrap().clone();
    let answered = entries
        .iter()
        .filter(|entry| entry["act"] == "break_in_answered");
    assert_eq!(answered.count(), 2, "{entries:#?}");
}

#[test]
fn a1_the_log_is_exported_to_a_new_file_or_standard_output_as_an_act_on_record() {
    use std::os::unix::fs::PermissionsExt;

    let world = founded();
    ben_joins(&world, "quiet meadow lantern 71");
    passward(&world, &["audit", "export", "--as", ADA], "wrong\n").ends(1);
    passward(
        &world,
        &["audit", "export", "--as", BEN],
        "quiet meadow lantern 71\n",
    )
    .ends(3);
    let out = as_ada(&world, &["audit", "export", "--format", "json"])
        .ends(0)
        .out;
    let lines: Vec<Value> = out
        .lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect();
    assert_eq!(lines[0]["no"], 1);
    let exported = |world: &World| {
        let log = passward(world, &["audit", "list", "--json"], "").ends(0);
        let entries = json_of(&log)["entries"].as_array().unwrap().clone();
        let exports = entries.iter().filter(|entry| entry["act"] == "exported");
        exports.count()
    };
    assert_eq!(exported(&world), 1);

    let file = world.home().join("log.csv");
    let path = file.to_str().unwrap();
    let export = ["audit", "export", "--out", path, "--person", BEN];
    let said = as_ada(&world, &export).ends(0);
    assert!(said.out.is_empty(), "{said:#?}");
    let mode = std::fs::metadata(&file).unwrap().permissions().mode();
    assert_eq!(mode & 0o777, 0o600);
    let text = std::fs::read_to_string(&file).unwrap();
    assert!(text.lines().count() > 2 && text.contains(BEN), "{text}");
    as_ada(&world, &export).ends(1).says("It was left as it is");
    assert_eq!(std::fs::read_to_string(&file).unwrap(), text);
    let nowhere = ["audit", "export", "--out", "no/such/folder.csv"];
    as_ada(&world, &nowhere).ends(1).says("folder");
    assert_eq!(exported(&world), 2);
}

#[test]
fn a1_nobody_reading_an_export_any_more_is_no_error() {
    use std::io::Write;
    use std::process::{Command, Stdio};

    let world = founded();
    let (read, write) = std::io::pipe().unwrap();
    drop(read);
    let mut child = Command::new(env!("CARGO_BIN_EXE_passward"))
        .args(["audit", "export", "--as", ADA])
        .env_clear()
        .envs(world.environment())
        .stdin(Stdio::piped())
        .stdout(write)
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let line = format!("{FIRST}\n");
    child
        .stdin
        .take()
        .unwrap()
        .write_all(line.as_bytes())
        .unwrap();
    let output = child.wait_with_output().unwrap();
    assert_eq!(output.status.code(), Some(0), "{output:?}");
    assert!(output.stderr.is_empty(), "{output:?}");
}

#[test]
fn e6_u3_several_or_all_who_match_are_acted_on_as_one_change() {
    let world = founded();
    ben_joins(&world, "quiet meadow lantern 71");
    let (dev, eve) = ("dev@hartwellfinch.example", "eve@client.example");
    for (name, email, kind) in [("Dev Patel", dev, "firm"), ("Eve Client", eve, "connect")] {
        let add = [
            "users", "add", "--name", name, "--email", email, "--kind", kind,
        ];
        as_ada(&world, &add).ends(0);
    }
    let acts = |act: &str| {
        let log = passward(&world, &["audit", "list", "--json"], "").ends(0);
        let entries = json_of(&log)["entries"].as_array().unwrap().clone();
        let of = entries.into_iter().filter(|entry| entry["act"] == act);
        of.map(|entry| entry["on"].as_array().unwrap().len())
            .collect::<Vec<_>>()
    };
    // One that is not there stops all of it.
    as_ada(&world, &["users", "force", BEN, "nobody@x.example"])
        .ends(1)
        .says("There is no user with the e-mail address nobody@x.example.");
    as_ada(&world, &["users", "force", BEN, dev, eve])
        .ends(0)
        .says("1 user must choose a new password")
        .says("Left out: 1 without a password yet; 1 Connect user, whose passwords never expire.");
    assert_eq!(acts("change_forced"), [1]);
    let done = as_ada(&world, &["users", "disable", BEN, dev, dev, ADA, "--json"]).ends(0);
    let done = json_of(&done);
    assert_eq!(done["reached"], 2);
    assert_eq!(
        done["left_out"],
        json!([{"reason": "owner", "people": 1}]),
        "{done}"
    );
    assert_eq!(acts("user_disabled"), [2]);
    as_ada(&world, &["users", "disable", BEN, dev])
        .ends(1)
        .says("to nobody");

    // All who match is confirmed by the firm's name.
    let all = ["users", "enable", "--all", "--find", "hartwellfinch"];
    as_ada(&world, &all).ends(2).says("--confirm");
    as_ada(&world, &[&all[..], &["--confirm", "Hartwell"]].concat())
        .ends(1)
        .says("not the name of the firm");
    as_ada(&world, &[&all[..], &["--confirm", FIRM]].concat())
        .ends(0)
        .says("2 users were enabled");
    assert_eq!(acts("user_enabled"), [2]);
    let connect = ["--kind", "connect", "--confirm", FIRM];
    as_ada(
        &world,
        &[&["users", "disable", "--all"][..], &connect].concat(),
    )
    .ends(0)
    .says("1 user was disabled and cannot sign in any more. That ended 1 open code.");
    let shown = passward(&world, &["users", "show", eve, "--json"], "").ends(0);
    assert_eq!(json_of(&shown)["enabled"], false);
    // Of those who match, the acting administrator alone is signed in.
    as_ada(&world, &["users", "sign-out", "--all", "--confirm", FIRM])
        .ends(0)
        .says("1 user was signed out, you among them. 2 were not signed in. That ended 1 session.");
    for wrong in [&["--kind", "firm"][..], &["--all"], &[]] {
        let one = if wrong.is_empty() {
            &[][..]
        } else {
            &[BEN][..]
        };
        as_ada(&world, &[&["users", "disable"][..], one, wrong].concat()).ends(2);
    }
}

#[test]
fn u5_who_is_signed_in_is_listed_and_a_session_is_ended() {
    let world = founded();
    ben_joins(&world, "quiet meadow lantern 71");
    let listed = passward(&world, &["sessions", "list"], "").ends(0);
    assert!(listed.out.is_empty(), "{listed:?}");
    listed.says("Nobody is signed in");
    let mut ben = signed_in(&world, BEN, "quiet meadow lantern 71");
    ben.shows("Update Password");
    let session = || {
        let listed = passward(&world, &["sessions", "list", "--json"], "").ends(0);
        json_of(&listed)["sessions"].clone()
    };
    let sessions = session();
    assert_eq!(sessions[0]["email"], BEN);
    assert_eq!(sessions.as_array().unwrap().len(), 1);
    let number = sessions[0]["session"].to_string();
    let nobody = ["sessions", "list", "--person", ADA];
    assert!(passward(&world, &nobody, "").ends(0).out.is_empty());
    let listed = passward(&world, &["sessions", "list"], "").ends(0).out;
    assert!(
        listed.starts_with(&format!("{number}\tBen Okafor\t")),
        "{listed}"
    );

    // Not by somebody who is no administrator, and not a session that is not there.
    let as_ben = ["sessions", "end", &number, "--as", BEN];
    passward(&world, &as_ben, "quiet meadow lantern 71\n").ends(3);
    as_ada(&world, &["sessions", "end", "4711"])
        .ends(1)
        .says("no session of that number");
    // Whether it is there is told to nobody who has not proved themselves.
    let unproved = ["sessions", "end", "4711", "--as", ADA];
    let said = passward(&world, &unproved, "not the password\n").ends(1);
    assert!(!said.err.contains("of that number"), "{said:?}");
    as_ada(&world, &["sessions", "end", &number])
        .ends(0)
        .says("A session of Ben Okafor was ended");
    ben.shows("Ada Hartwell");
    assert_eq!(session(), json!([]));
    ben.keys("\x03");
    ben.wait_for_end();
    passward(&world, &["audit", "list", "--kind", "log-in-activity"], "")
        .ends(0)
        .says("Ada Hartwell signed out Ben Okafor");
}

#[test]
fn a1_one_entry_is_shown_in_full() {
    let world = founded();
    add_ben(&world);
    as_ada(&world, &["users", "edit", BEN, "--name", "Benjamin Okafor"]).ends(0);
    let log = passward(&world, &["audit", "list", "--json"], "").ends(0);
    let entries = json_of(&log)["entries"].as_array().unwrap().clone();
    let edited = entries.iter().find(|entry| entry["act"] == "user_edited");
    let edited = edited.unwrap();
    let number = edited["no"].to_string();
    passward(&world, &["audit", "show", &number], "")
        .ends(0)
        .says("Changed: name, from Ben Okafor to Benjamin Okafor\n")
        .says("On: Benjamin Okafor, ben@hartwellfinch.example\n")
        .says(edited["hash"].as_str().unwrap());
    let shown = json_of(&passward(&world, &["audit", "show", &number, "--json"], "").ends(0));
    assert_eq!(shown["schema"], 1);
    assert_eq!(shown["changes"], edited["changes"]);
    passward(&world, &["audit", "show", "4711"], "")
        .ends(1)
        .says("has no entry 4,711");
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
fn u9_an_export_goes_into_a_new_file_and_holds_those_whom_the_list_would_show() {
    use std::os::unix::fs::PermissionsExt;

    let world = founded();
    add_ben(&world);
    as_ada(&world, &["users", "disable", BEN]).ends(0);
    let export = ["export", "--out", "people.csv"];
    let said = as_ada(&world, &export)
        .ends(0)
        .says("2 people were written.");
    assert!(said.out.is_empty(), "{said:?}");
    let file = world.home().join("people.csv");
    let mode = std::fs::metadata(&file).unwrap().permissions().mode();
    assert_eq!(mode & 0o777, 0o600);
    let text = std::fs::read_to_string(&file).unwrap();
    assert!(text.contains(BEN) && text.contains(ADA), "{text}");
    as_ada(&world, &export).ends(1).says("It was left as it is");
    let enabled = as_ada(&world, &["export", "--kind", "firm"]).ends(0).out;
    assert!(enabled.contains(ADA) && !enabled.contains(BEN), "{enabled}");
    let both = ["export", "--find", "okafor", "--disabled", "--json"];
    let both = json_of(&as_ada(&world, &both).ends(0));
    assert_eq!(both["users"].as_array().unwrap().len(), 1);
}

#[test]
fn u8_a_response_reaches_those_who_match() {
    let world = founded();
    ben_joins(&world, "quiet meadow lantern 71");
    let respond = ["respond", "--all", "--find", "okafor", "--confirm", FIRM];
    as_ada(&world, &respond)
        .ends(0)
        .says("1 user must choose a new password.");
    let ada = passward(&world, &["status", ADA, "--json"], "").ends(0);
    assert_eq!(json_of(&ada)["status"], "never_expires");
    as_ada(
        &world,
        &["respond", BEN, "--kind", "firm", "--confirm", FIRM],
    )
    .ends(2);
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
