//! Acts on several or on everyone, and the sessions that they end.

use super::*;

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
        .says("Left out: 1 without a password yet; 1 Connect user, whose password never expires.");
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
        .says("to none of them");

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
