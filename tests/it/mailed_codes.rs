//! Codes that go by mail, on the screens: from the form of signing in, and from an administrator (U1, U2).

use std::fs;

use passward::service::Mailing;

use crate::cli::{self, ADA, FIRST, Said, passward};
use crate::flows::{self, founded, quits};
use crate::support::pty::World;
use crate::support::smtp::{Mood, Server};
use crate::support::stage::{PASSWORD, Set, Stage, pictures};

fn with_mail() -> Stage {
    Stage::founded_where(Set {
        mailing: Mailing::On,
        ..Set::default()
    })
}

#[test]
fn u2_the_same_is_said_whether_the_e_mail_is_known_or_not() {
    let said = |email: &str| {
        let mut stage = with_mail();
        stage.shows("one can be mailed to you");
        // The button beside "Sign in", by keys alone.
        stage
            .keys("tab tab tab enter")
            .shows("Leave the code empty");
        stage.types(email).keys("enter");
        stage
            .shows("If the e-mail is known")
            .screen()
            .replace(email, "E-MAIL")
    };
    // As long as one another, so that nothing else of the screen differs.
    assert_eq!(said("ada@firm.example"), said("eve@firm.example"));
}

#[test]
fn u2_an_e_mail_that_is_none_is_refused_in_words_and_a_code_typed_is_looked_at() {
    let mut stage = with_mail();
    stage.keys("tab tab tab enter").shows("Mail me a code");
    stage
        .types("nobody")
        .keys("enter")
        .lacks("If the e-mail is known");
    stage.shows("nobody");
    stage.keys("tab").types("ABCD");
    stage.lacks("Mail me a code").shows("Go on");
}

#[test]
fn u2_without_mail_nothing_is_offered() {
    let mut stage = Stage::founded();
    stage.lacks("mailed").keys("tab tab tab enter");
    stage.lacks("Mail me a code").lacks("mailed to you");
}

#[test]
fn u1_whoever_is_added_is_invited_by_mail_and_no_code_is_shown() {
    let mut stage = with_mail();
    stage.signs_in("ada@firm.example", PASSWORD);
    stage.keys("n").shows("mailed a setup code");
    stage
        .types("Ben Okafor")
        .keys("tab")
        .types("ben@firm.example")
        .keys("enter");
    stage
        .shows("Ben Okafor is added. A setup code is on its way")
        .lacks("Setup code for");
}

#[test]
fn u1_a_code_is_shown_only_where_that_was_asked_for() {
    let mut stage = with_mail();
    stage.signs_in("ada@firm.example", PASSWORD);
    stage
        .keys("n")
        .types("Ben Okafor")
        .keys("tab")
        .types("ben@firm.example")
        .keys("enter");
    stage
        .keys("i")
        .shows("Mail the code")
        .shows("Mailed to them");
    pictures!("mailed_code", &stage);
    stage.keys("right").shows("Show the code");
    stage.keys("left tab tab enter").lacks("Mail the code");
    stage.shows("A setup code for Ben Okafor is on its way by mail");
    stage.keys("i right tab tab enter").shows("Setup code for");
}

/// Names a server on loopback in the file of settings.
fn mail_goes_to(world: &World, server: &Server) {
    let folder = world.home().join(".config/passward");
    fs::create_dir_all(&folder).unwrap();
    let settings = format!(
        "[mail]\nhost = \"127.0.0.1\"\nport = {}\nsecurity = \"none\"\nfrom = \"passward@firm.example\"\n",
        server.port
    );
    fs::write(folder.join("config.toml"), settings).unwrap();
}

#[test]
fn n2_the_screens_send_what_they_wrote_before_they_end() {
    let server = Server::new();
    let world = World::new();
    mail_goes_to(&world, &server);
    let pty = founded(&world);
    pty.keys("n");
    pty.shows("mailed a setup code");
    pty.keys("Ben Okafor\tben@finch.example\r\r");
    pty.shows("Ben Okafor is added. A setup code is on its way");
    // Quitting at once loses no mail.
    quits(pty);
    let letters = server.letters();
    assert_eq!(letters.len(), 1, "{letters:?}");
    assert!(
        letters[0].contains("To: ben@finch.example") || letters[0].contains("ben@finch.example")
    );
}

/// Asks at the sign-in screen of a new process for a code, and quits once the server has been asked as far as it is.
fn asks_and_quits(world: &World, email: &str, is_there: impl Fn() -> bool) -> Vec<u8> {
    let mut pty = world.passward(&[], 100, 30);
    pty.shows("one can be mailed to you");
    pty.keys("\t\t\t\r");
    pty.shows("Leave the code empty");
    pty.keys(&format!("{email}\r"));
    pty.shows("If the e-mail is known");
    pty.wait_until("the server was asked", |_| is_there());
    pty.keys("\x03");
    assert!(pty.wait_for_end().success());
    pty.is_given_back();
    pty.output()
}

#[test]
fn u2_quitting_waits_for_no_code_that_was_asked_for_at_the_sign_in_screen() {
    let server = Server::new();
    let world = World::new();
    mail_goes_to(&world, &server);
    quits(founded(&world));
    server.is(Mood::Stalls);
    let known = asks_and_quits(&world, flows::ADA, || server.connections() > 0);
    let unknown = asks_and_quits(&world, "eve@finch.example", || true);
    for output in [known, unknown] {
        let output = String::from_utf8_lossy(&output).into_owned();
        assert!(!output.contains("Mail is on its way"), "{output}");
    }
    // Both ended while the server still stalls.
    assert!(server.letters().is_empty());
}

#[test]
fn n2_whoever_quits_is_told_what_is_waited_for_and_need_not_wait() {
    let server = Server::new();
    let world = World::new();
    mail_goes_to(&world, &server);
    let mut pty = founded(&world);
    server.is(Mood::Stalls);
    pty.keys("n");
    pty.shows("mailed a setup code");
    pty.keys("Ben Okafor\tben@finch.example\r\r");
    pty.shows("Ben Okafor is added. A setup code is on its way");
    pty.keys("q");
    pty.shows("Mail is on its way; Ctrl-C leaves it to `passward notify`.");
    pty.keys("\x03");
    assert!(!pty.wait_for_end().success());
    pty.is_given_back();
    assert!(server.letters().is_empty());
}

const BEN: &str = "ben@hartwellfinch.example";

/// A firm whose commands find a mail server.
fn firm_with(server: &Server) -> World {
    let world = cli::founded();
    mail_goes_to(&world, server);
    world
}

fn as_ada(world: &World, arguments: &[&str]) -> Said {
    let arguments = [arguments, &["--as", ADA]].concat();
    passward(world, &arguments, &format!("{FIRST}\n"))
}

fn adds_ben(world: &World, more: &[&str]) -> Said {
    let add = ["users", "add", "--name", "Ben Okafor", "--email", BEN];
    as_ada(world, &[&add[..], more].concat())
}

fn code_in(text: &str) -> Option<&str> {
    let is_code = |word: &&str| word.len() == 29 && word.matches('-').count() == 5;
    text.split_whitespace().find(is_code)
}

fn json_of(said: &Said) -> serde_json::Value {
    serde_json::from_str(&said.out).unwrap()
}

#[test]
fn u1_on_the_command_line_a_code_goes_by_mail_and_is_shown_only_where_that_was_asked_for() {
    let server = Server::new();
    let world = firm_with(&server);
    let added = adds_ben(&world, &[]).ends(0);
    assert!(
        added
            .out
            .starts_with("Ben Okafor was added. A setup code was mailed to")
    );
    assert!(code_in(&added.out).is_none() && code_in(&added.err).is_none());
    let letters = server.letters();
    assert_eq!(letters.len(), 1);
    let code = code_in(&letters[0]).unwrap();
    let lines = format!("{code}\nquiet meadow lantern 71\n");
    passward(&world, &["passwd", BEN, "--code"], &lines).ends(0);

    let mailed = json_of(&as_ada(&world, &["users", "code", BEN, "--json"]).ends(0));
    assert_eq!(
        (&mailed["mail"], &mailed["code"]),
        (&"sent".into(), &serde_json::Value::Null)
    );
    assert_eq!(server.letters().len(), 2);
    let shown = as_ada(&world, &["users", "code", BEN, "--show-code"]).ends(0);
    assert!(code_in(&shown.out).is_some() && server.letters().len() == 2);
    // The code of the letter is dead since another one was shown.
    let lines = format!(
        "{}\nanother meadow lantern 72\n",
        code_in(&server.letters()[1]).unwrap()
    );
    passward(&world, &["passwd", BEN, "--code"], &lines).ends(1);
}

#[test]
fn n2_a_code_that_does_not_leave_waits_and_one_that_is_refused_is_said_so() {
    let server = Server::new();
    let world = firm_with(&server);
    server.is(Mood::Later);
    adds_ben(&world, &[])
        .ends(0)
        .says("waits to be mailed, by `passward notify`");
    let waits = json_of(&as_ada(&world, &["users", "code", BEN, "--json"]).ends(0));
    assert_eq!(waits["mail"], "waits");
    server.is(Mood::Refuses);
    let refused = as_ada(&world, &["users", "code", BEN, "--json"]).ends(1);
    assert_eq!(json_of(&refused)["mail"], "given_up");
    assert!(
        refused.err.contains(r#""code":"mail_given_up""#),
        "{refused:?}"
    );
    server.is(Mood::DropsAfterData);
    as_ada(&world, &["users", "code", BEN])
        .ends(1)
        .says("nobody knows");
}

#[test]
fn n2_notify_and_doctor_count_the_same_jobs() {
    let server = Server::new();
    let world = firm_with(&server);
    server.is(Mood::Later);
    adds_ben(&world, &[]).ends(0);
    // It waits, but not for this run.
    for _ in 0..2 {
        let notify = json_of(&passward(&world, &["notify", "--json"], "").ends(0));
        assert_eq!(
            (&notify["jobs_waiting"], &notify["jobs_due"]),
            (&1.into(), &0.into())
        );
        let doctor = passward(&world, &["doctor", "--json"], "").out;
        assert!(doctor.contains(r#""jobs_waiting":1"#), "{doctor}");
    }
    passward(&world, &["notify", "--dry-run"], "")
        .ends(0)
        .says("0 jobs of mail would be sent now, of 1 that wait.");
    let said = passward(&world, &["notify"], "").ends(0);
    assert!(
        said.out.contains("1 job waits for the next try."),
        "{said:?}"
    );
}

#[test]
fn u4_a_new_address_is_mailed_no_code_and_the_old_one_is_told() {
    let server = Server::new();
    let world = firm_with(&server);
    adds_ben(&world, &["--show-code"]).ends(0);
    let new = "b.okafor@hartwellfinch.example";
    as_ada(&world, &["users", "edit", BEN, "--email", new])
        .ends(0)
        .says("told by mail");
    assert_eq!(server.letters().len(), 1);
    assert!(server.letters()[0].contains(BEN));
    as_ada(&world, &["users", "code", new])
        .ends(0)
        .says("The address of Ben Okafor is new: a setup code is mailed to");
    let rests = json_of(&as_ada(&world, &["users", "code", new, "--json"]).ends(0));
    assert_eq!(rests["mail"], "rests");
    assert!(rests["mailed_from"].is_string(), "{rests}");
    assert_eq!(server.letters().len(), 1);
}

#[test]
fn u2_passwd_has_a_code_mailed_with_the_same_words_whether_the_address_is_known_or_not() {
    let server = Server::new();
    let world = firm_with(&server);
    let asks = |email: &str| {
        let said = passward(&world, &["passwd", email, "--mail-code"], "").ends(0);
        (said.out, said.err.replace(email, "E-MAIL"))
    };
    let known = asks(ADA);
    assert!(
        known
            .1
            .contains("If the e-mail is known, a code is on its way"),
        "{known:?}"
    );
    assert_eq!(known, asks("eve@hartwellfinch.example"));
    // Asked again within a quarter of an hour, and said the same.
    assert_eq!(known, asks(ADA));
    let letters = server.letters();
    assert_eq!(letters.len(), 1);
    let lines = format!(
        "{}\nseventeen violet harbours\n",
        code_in(&letters[0]).unwrap()
    );
    passward(&world, &["passwd", ADA, "--code"], &lines).ends(0);

    let without = cli::founded();
    for email in [ADA, "eve@hartwellfinch.example"] {
        passward(&without, &["passwd", email, "--mail-code"], "")
            .ends(1)
            .says("Mail is not set up here");
    }
    passward(&without, &["passwd", "--mail-code"], "").ends(2);
}

#[test]
fn n2_whoever_is_forced_is_told_at_once_and_many_by_the_next_run_of_notify() {
    let server = Server::new();
    let world = firm_with(&server);
    let code = adds_ben(&world, &["--show-code"]).ends(0).out;
    let lines = format!("{code}quiet meadow lantern 71\n");
    passward(&world, &["passwd", BEN, "--code"], &lines).ends(0);
    as_ada(&world, &["users", "force", BEN])
        .ends(0)
        .says("told by mail");
    assert_eq!(server.letters().len(), 1);
    as_ada(&world, &["expire-all", "--confirm", "Hartwell & Finch LLP"])
        .ends(0)
        .says("with the next run of `passward notify`");
    assert_eq!(server.letters().len(), 1);
    passward(&world, &["notify"], "").ends(0);
    assert!(server.letters().len() > 1);
}
