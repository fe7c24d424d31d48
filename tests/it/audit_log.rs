//! Stories of Audit Log and Log In Activity on the real services (A1, A2, P1, R4, S9).

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;

use chrono::TimeDelta;
use passward::service::demo;

use crate::support::stage::{PASSWORD, Stage, pictures};

const ADA: &str = "ada@firm.example";
const BEN: &str = "ben@firm.example";
const BENS: &str = "two brown foxes on a hill";

fn log() -> Stage {
    let mut stage = Stage::demo();
    stage.keys("6").shows("Audit Log").shows("Verify now");
    stage
}

/// Returns how many entries the log has.
fn entries(stage: &Stage) -> usize {
    let db = rusqlite::Connection::open(stage.database()).unwrap();
    let count: i64 = db
        .query_row("SELECT count(*) FROM audit", [], |row| row.get(0))
        .unwrap();
    usize::try_from(count).unwrap()
}

#[test]
fn a1_the_log_is_shown_newest_first_and_searched_while_typing() {
    let mut stage = log();
    stage.shows("Ada Hartwell signed in").shows("1 of ");
    pictures!("log", &stage);
    stage.keys("/").types("withdrew");
    stage.shows("Ada Hartwell withdrew the last Expire all passwords");
    stage.lacks("signed in").shows("1 of 1");
    pictures!("log_found", &stage);
    stage.types("xyz").shows("Nothing in the log is like that");
    stage.keys("esc esc").shows("1 of ");
}

#[test]
fn a1_the_log_is_narrowed_by_kind_time_and_person_and_shown_whole_again() {
    let mut stage = log();
    stage.keys("t down down down enter").shows("Policy");
    stage.shows("updated the password policy").lacks("disabled");
    stage.keys("r d down down enter").shows("Last 7 days");
    stage.shows("forced a change").lacks("disabled Ewan Price");
    stage.keys("r d").shows("Choose days");
    pictures!("log_times", &stage);
    stage.keys("end enter").shows("First day");
    stage.types("2026-10-01");
    stage.keys("tab").types("2026-10-31").keys("enter");
    stage
        .shows("2026-10-01 to 2026-10-31")
        .shows("disabled Ewan Price");
    stage.lacks("forced a change");
    stage.keys("r p").types("ben");
    pictures!("log_person", &stage);
    stage
        .keys("enter")
        .shows("Ben Okafor expired all passwords");
    stage.shows("1 of 1").keys("p enter").shows("1 of ");
}

#[test]
fn a1_an_entry_is_opened_in_full() {
    let mut stage = log();
    stage
        .keys("/")
        .types("updated the password")
        .keys("enter enter");
    stage.shows("Policy updated").shows("In UTC");
    stage.shows("every 180 days").shows("Hash");
    pictures!("log_entry", &stage);
    stage.keys("esc").lacks("In UTC");
}

#[test]
fn a2_the_log_is_verified_and_a_broken_one_is_named() {
    let mut stage = log();
    stage.keys("i").shows("The log is whole: ");
    stage.keys("y").shows("Sent to your terminal.");
    pictures!("log_whole", &stage);
    stage.keys("enter").lacks("The log is whole");
    let db = rusqlite::Connection::open(stage.database()).unwrap();
    db.execute("UPDATE audit SET at = at - 1 WHERE no = 7", [])
        .unwrap();
    stage.keys("i").shows("Entry 7").lacks("whole");
    pictures!("log_broken", &stage);
}

fn mode(path: &Path) -> u32 {
    fs::metadata(path).unwrap().permissions().mode() & 0o777
}

#[test]
fn a1_an_export_makes_a_new_file_for_its_owner_alone() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("log.csv");
    let mut stage = log();
    stage.keys("e").shows("Export the audit log");
    pictures!("log_export", &stage);
    stage.types_anew(path.to_str().unwrap());
    stage.keys("enter").shows(" entries written to");
    assert_eq!(mode(&path), 0o600);
    let text = fs::read_to_string(&path).unwrap();
    // A line for each entry there was, the export's own apart, and one of titles.
    let before = entries(&stage) - 1;
    assert_eq!(text.lines().count(), before + 1);
    stage
        .advance(TimeDelta::seconds(1))
        .shows("exported the audit log as CSV");

    // What is there already is left as it is, and nothing is recorded.
    stage.keys("e enter").shows("a file of that name already");
    assert_eq!(fs::read_to_string(&path).unwrap(), text);
    stage.keys("esc");
    // Another form, another ending; the search narrows it.
    stage
        .keys("/")
        .types("policy")
        .keys("enter e tab right")
        .shows(".jsonl");
    stage.keys("enter").shows("2 entries written to");
    let lines = fs::read_to_string(folder.path().join("log.jsonl")).unwrap();
    assert_eq!(lines.lines().count(), 2);
    let document: serde_json::Value = serde_json::from_str(lines.lines().next().unwrap()).unwrap();
    assert_eq!(document["act"], "policy_updated");
}

#[test]
fn s9_an_export_asks_for_the_password_once_the_last_proof_is_old() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("log.csv");
    let mut stage = log();
    stage
        .advance(TimeDelta::minutes(6))
        .keys("e")
        .shows("Your password");
    stage.types_anew(path.to_str().unwrap());
    stage
        .keys("tab tab")
        .types("not the password")
        .keys("enter");
    stage.shows("That is not your password");
    assert!(!path.exists());
    stage
        .types(demo::PASSWORD)
        .keys("enter")
        .shows("entries written to");
    assert!(path.exists());
}

#[test]
fn p1_everyone_sees_their_own_sign_ins_and_administrators_everyones() {
    let mut ada = Stage::founded();
    ada.signs_in(ADA, PASSWORD);
    let code = ada.adds("Ben Okafor", BEN);
    let mut ben = ada.beside();
    ben.redeems(BEN, &code, BENS);
    let mut stranger = ada.beside();
    stranger
        .signs_in(BEN, "a wrong guess")
        .shows("do not belong");
    ben.lacks("Audit Log")
        .keys("esc 4")
        .shows("Log In Activity");
    ben.shows("A try to sign in as Ben Okafor failed")
        .lacks("Ada Hartwell signed in");
    pictures!("log_ins_own", &ben);
    // There is no key into the log.
    ben.keys("6").shows("Log In Activity").lacks("Verify now");
    ada.keys("4").shows("A try to sign in as Ben Okafor failed");
    ada.shows("Ada Hartwell signed in");
    pictures!("log_ins_all", &ada);
    ada.keys("p")
        .types("ben")
        .keys("enter")
        .lacks("Ada Hartwell signed in");
    ada.shows("Ben Okafor signed in");
}

#[test]
fn r4_names_with_controls_bidi_and_formulas_are_harmless_in_the_log() {
    let mut stage = log();
    let db = rusqlite::Connection::open(stage.database()).unwrap();
    db.execute(
        "UPDATE users SET name = '=HYPERLINK(1)' || char(27) || '[31m' || char(8238) || char(10) \
         WHERE name LIKE 'Ben%'",
        [],
    )
    .unwrap();
    stage.keys("/").types("hyperlink");
    stage.shows("=HYPERLINK(1)\u{fffd}[31m\u{fffd}\u{fffd} expired all passwords");
    stage.keys("enter enter").shows("=HYPERLINK(1)");
    let screen = stage.screen();
    assert!(!screen.contains('\u{1b}') && !screen.contains('\u{202e}'));
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("log.csv");
    stage.keys("esc e");
    stage.types_anew(path.to_str().unwrap());
    stage.keys("enter").shows("written to");
    let text = fs::read_to_string(&path).unwrap();
    assert!(text.contains("\"'=HYPERLINK(1)\u{fffd}[31m"), "{text}");
    assert!(!text.contains('\u{1b}') && !text.contains(",\"="), "{text}");
}
