//! What a file would do, line by line, without a database (U9).

use super::*;
use crate::domain::{Access, Email, Instant, Membership, Role};
use crate::words::csv_line;

const HASH: &str = "$2y$04$WLN04n3C.3/fMDYirCc9JeWNF7cVs8jk3n6NBRbG8uEmkkC.F8VW2";

fn now() -> Instant {
    "2026-11-24T14:02:00Z".parse().unwrap()
}

fn read(text: &str) -> ImportPlan {
    ImportPlan::read(text.as_bytes(), now()).unwrap()
}

/// Returns number, code and sentence of each wrong line.
fn wrong(plan: &ImportPlan) -> Vec<(u64, &'static str, String)> {
    let bad = plan.bad().iter();
    bad.map(|bad| (bad.line, bad.fault.code(), bad.fault.to_string()))
        .collect()
}

#[test]
fn u9_every_cell_says_what_it_says_in_any_order_of_columns() {
    let plan = read(&format!(
        "changed,Hash,EMAIL,status,role,kind,name,enabled,login\n\
         2026-03-31,{HASH},Ben@Firm.Example,fresh,administrator,firm, Ben Okafor ,yes,ben\n\
         ,,kira@client.example,,,connect,\"Sato, Kira\",no,\n\
         2026-01-01,,zoe@firm.example,,,,Zoë,,\n"
    ));
    assert_eq!(wrong(&plan), []);
    assert_eq!(plan.left_out(), ["status"]);
    let [ben, kira, zoe] = plan.rows() else {
        panic!("{plan:?}");
    };
    assert_eq!(ben.user.email, Email::parse("ben@firm.example").unwrap());
    assert_eq!(ben.user.name.as_str(), "Ben Okafor");
    assert_eq!(ben.user.membership, Membership::Firm(Role::Administrator));
    assert_eq!(ben.user.login.as_ref().unwrap().as_str(), "ben");
    assert_eq!(ben.scheme(), Some("bcrypt"));
    let set_at = "2026-03-31T00:00:00Z".parse().unwrap();
    assert_eq!(ben.password_set_at(), Some(set_at));
    assert_eq!(kira.user.name.as_str(), "Sato, Kira");
    assert_eq!(kira.access, Access::Disabled);
    assert_eq!((zoe.scheme(), zoe.password_set_at()), (None, None));
    let totals = plan.totals();
    assert_eq!((totals.all(), totals.invited()), (3, 2));
    assert_eq!((totals.administrators, totals.dates_alone), (1, 1));
    assert_eq!(plan.schemes(), [("bcrypt", 1)]);
    assert!(!format!("{plan:?}").contains("WLN04n3C"));
}

#[test]
fn u9_every_wrong_line_is_told_with_its_number_and_the_reason() {
    let long = "x".repeat(101);
    let text = format!(
        "name,email,kind,role,enabled,hash,changed,login\n\
         ,a@x.example,,,,,,\n\
         Ada,,,,,,,\n\
         Ada,ada,,,,,,\n\
         {long},a@x.example,,,,,,\n\
         =1+1,a@x.example,,,,,,\n\
         \"-Ada\",a@x.example,,,,,,\n\
         Ada,a@x.example,client,,,,,\n\
         Ada,a@x.example,,admin,,,,\n\
         Ada,a@x.example,,owner,,,,\n\
         Ada,a@x.example,connect,user,,,,\n\
         Ada,a@x.example,,,perhaps,,,\n\
         Ada,a@x.example,,,,secret,,\n\
         Ada,a@x.example,,,,$1$salt$hash,,\n\
         Ada,a@x.example,,,,$2b$13{tail},,\n\
         Ada,a@x.example,,,,,31.3.2026,\n\
         Ada,a@x.example,,,,,2027-01-01,\n\
         Ada,a@x.example,,,,,,Ada Hartwell\n\
         \"A\nda\",a@x.example,,,,,,\n\
         A\u{0}da,a@x.example,,,,,,\n\
         A\u{202e}da,a@x.example,,,,,,\n\
         Ada,a@x.example,,,,,,ada\n\
         Ben,A@X.example,,,,,,\n\
         Ben,b@x.example,,,,,,ada\n\
         Ada,a@x.example\n",
        tail = &HASH[6..]
    );
    let codes: Vec<_> = wrong(&read(&text))
        .into_iter()
        .map(|(line, code, _)| (line, code))
        .collect();
    assert_eq!(
        codes,
        [
            (2, "missing"),
            (3, "missing"),
            (4, "bad_email"),
            (5, "too_long"),
            (6, "formula"),
            (7, "formula"),
            (8, "bad_kind"),
            (9, "bad_role"),
            (10, "owner"),
            (11, "connect_has_no_role"),
            (12, "bad_enabled"),
            (13, "bad_hash"),
            (14, "hash_not_supported"),
            (15, "hash_too_costly"),
            (16, "bad_date"),
            (17, "date_in_future"),
            (18, "bad_login"),
            // A cell with a line break takes two lines.
            (19, "unprintable"),
            (21, "unprintable"),
            (22, "unprintable"),
            (24, "twice"),
            (25, "twice"),
            (26, "ragged"),
        ]
    );
    let told = wrong(&read("name,email\nA,a@x.example\n\nB,A@x.example\n"));
    let twice = "Line 2 has the same e-mail address.".to_owned();
    assert_eq!(told, [(4, "twice", twice)]);
}

#[test]
fn u9_what_cannot_be_printed_is_told_by_the_heading_of_its_column() {
    let plan = read("email,Status,NAME\na@x.example,fresh,A\u{0}da\nb@x.example,\u{202e},Ben\n");
    let told: Vec<_> = plan
        .bad()
        .iter()
        .map(|bad| (bad.fault.column(), bad.fault.to_string()))
        .collect();
    let sentence = |heading, code| {
        format!("The column {heading} holds the character U+{code}, which cannot be printed.")
    };
    assert_eq!(
        told,
        [
            (Some("name"), sentence("name", "0000")),
            (Some("status"), sentence("status", "202E")),
        ]
    );
}

#[test]
fn u9_a_mark_before_the_text_is_skipped_and_said_and_one_within_it_is_wrong() {
    let plan = read("\u{feff}name,email\nAda,a@x.example\n\u{feff}Ben,b@x.example\n");
    assert!(plan.has_mark());
    assert_eq!(plan.rows().len(), 1);
    assert_eq!(wrong(&plan)[0].0, 3);
}

#[test]
fn u9_what_export_guards_against_formulas_comes_back_as_it_was() {
    for name in [
        "=1+1",
        "+44",
        "-Ada",
        "@Ada",
        "\u{ff1d}1+1",
        "'t Hooft",
        "a \"b\", c",
    ] {
        let text = csv_line(["name", "email"]) + &csv_line([name, "a@x.example"]);
        let plan = read(&text);
        assert_eq!(wrong(&plan), [], "{name}");
        assert_eq!(plan.rows()[0].user.name.as_str(), name);
    }
}

#[test]
fn u9_a_file_without_people_is_refused() {
    let none = ImportPlan::read(b"name,email\n", now());
    assert_eq!(none.err(), Some(ImportFault::Nobody));
}

#[test]
fn u9_a_file_of_endless_lines_is_refused_before_it_fills_the_memory() {
    let lines = |number| format!("name,email\n{}", "a\n".repeat(number));
    let whole = ImportPlan::read(lines(2_000_000).as_bytes(), now()).unwrap();
    assert_eq!(whole.bad().len(), 2_000_000);
    let more = ImportPlan::read(lines(2_000_001).as_bytes(), now());
    assert_eq!(more.err(), Some(ImportFault::TooMany));
}

proptest::proptest! {
    #[test]
    fn u9_no_file_makes_the_plan_panic_and_no_line_is_lost(
        lines in proptest::collection::vec("[a-z@.,\"=$;é\u{202e}]{0,20}", 0..8),
    ) {
        let text = format!("name,email,hash\n{}", lines.join("\n"));
        if let Ok(plan) = ImportPlan::read(text.as_bytes(), now()) {
            let told = plan.rows().len() + plan.bad().len();
            proptest::prop_assert!(told >= 1 && told <= lines.len());
        }
    }
}
