//! Reports, exports and the log, as they leave the program.

use super::*;

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
