//! Exports and reports from Manage Users on the real services, and in a real terminal (U9, A1, S9, R4).

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;

use chrono::TimeDelta;
use passward::service::demo;

use crate::flows::{founded, quits};
use crate::support::pty::World;
use crate::support::stage::{Stage, pictures};

fn opens<'a>(stage: &'a mut Stage, item: &str) -> &'a mut Stage {
    stage.keys("a").goes_to(item).keys("enter")
}

fn mode(path: &Path) -> u32 {
    fs::metadata(path).unwrap().permissions().mode() & 0o777
}

#[test]
fn u9_the_list_is_exported_to_a_new_file_for_its_owner_alone() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("users.csv");
    let mut stage = Stage::demo();
    stage.keys("/").types("ar").keys("enter");
    opens(&mut stage, "Export users").shows("Writes the 44 users of the list: enabled, all kinds");
    pictures!("users_export", &stage);
    stage.types_anew(path.to_str().unwrap());
    stage.keys("enter").shows("users written to");
    assert_eq!(mode(&path), 0o600);
    let text = fs::read_to_string(&path).unwrap();
    assert!(text.lines().count() > 2 && text.contains("\"Ada Hartwell\""));
    assert!(!text.contains("argon2"));
    assert!(
        text.lines()
            .skip(1)
            .all(|line| line.to_lowercase().contains("ar"))
    );

    // What is there already is left as it is; everyone, the disabled too, in another form.
    opens(&mut stage, "Export users")
        .types_anew("/dev/null")
        .keys("enter")
        .shows("a file of that name already");
    pictures!("users_export_refused", &stage);
    stage
        .types_anew(path.to_str().unwrap())
        .keys("enter")
        .shows("a file of that name already");
    assert_eq!(fs::read_to_string(&path).unwrap(), text);
    stage.keys("tab right").shows(".json");
    stage
        .keys("tab right")
        .shows("Writes all 56 users, the disabled too.");
    stage.keys("enter").shows("56 users written to");
    let text = fs::read_to_string(folder.path().join("users.json")).unwrap();
    let json: serde_json::Value = serde_json::from_str(&text).unwrap();
    assert_eq!(json["users"].as_array().unwrap().len(), 56);
    stage
        .keys("6")
        .shows("exported the users as JSON")
        .shows("exported the users as CSV");
}

#[test]
fn u9_a_report_is_written_as_numbers_or_with_everyone() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("report.txt");
    let mut stage = Stage::demo();
    opens(&mut stage, "Report on the passwords").shows("Writes how many enabled users there are");
    pictures!("users_report", &stage);
    stage.types_anew(path.to_str().unwrap());
    stage.keys("enter").shows("The report is written to");
    let text = fs::read_to_string(&path).unwrap();
    assert!(text.starts_with("Strong passwords: "), "{text}");
    assert!(text.contains("  must change\n"), "{text}");
    opens(&mut stage, "Report on the passwords")
        .keys("tab right")
        .shows("report.json")
        .shows("and all 56 users");
    stage.keys("enter").shows("The report is written to");
    let text = fs::read_to_string(folder.path().join("report.json")).unwrap();
    let json: serde_json::Value = serde_json::from_str(&text).unwrap();
    assert_eq!(json["users"].as_array().unwrap().len(), 56);
    assert!(json["numbers"]["expired"].is_u64());
    assert!(!text.contains("argon2"));
    stage.keys("6").shows("exported a report as JSON");
}

#[test]
fn s9_an_export_asks_for_the_password_once_the_last_proof_is_old() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("users.csv");
    let mut stage = Stage::demo();
    stage.advance(TimeDelta::minutes(6));
    opens(&mut stage, "Export users").shows("Your password");
    pictures!("users_export_proof", &stage);
    stage.types_anew(path.to_str().unwrap());
    stage
        .keys("tab tab tab")
        .types("not the password")
        .keys("enter")
        .shows("That is not your password");
    assert!(!path.exists());
    stage
        .types(demo::PASSWORD)
        .keys("enter")
        .shows("users written to");
    assert!(path.exists());
}

#[test]
fn r4_names_with_controls_bidi_and_formulas_are_harmless_in_an_export() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("users.csv");
    let mut stage = Stage::demo();
    let db = rusqlite::Connection::open(stage.database()).unwrap();
    db.execute(
        "UPDATE users SET name = '=HYPERLINK(1)' || char(27) || '[31m' || char(8238) || char(10) \
         WHERE name LIKE 'Ben%'",
        [],
    )
    .unwrap();
    opens(&mut stage, "Export users");
    stage.types_anew(path.to_str().unwrap());
    stage.keys("enter").shows("written to");
    let text = fs::read_to_string(&path).unwrap();
    assert!(text.contains("\"'=HYPERLINK(1)\u{fffd}[31m"), "{text}");
    assert!(
        !text.contains('\u{1b}') && !text.contains("\n\"="),
        "{text}"
    );
}

#[test]
fn u9_users_are_exported_from_a_real_terminal() {
    let world = World::new();
    let pty = founded(&world);
    pty.keys(":");
    pty.keys("export users\r");
    pty.shows("Export users");
    pty.shows("Writes the 1 user of the list");
    pty.keys("\x15~/firm.csv\r");
    pty.shows("1 user written to ~/firm.csv.");
    let path = world.home().join("firm.csv");
    assert_eq!(mode(&path), 0o600);
    assert!(
        fs::read_to_string(&path)
            .unwrap()
            .contains("\"Ada Hartwell\"")
    );
    quits(pty);
}
