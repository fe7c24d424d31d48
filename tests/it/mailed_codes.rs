//! Codes that go by mail, on the screens: from the form of signing in, and from an administrator (U1, U2).

use std::fs;

use passward::service::Mailing;
use passward::tui::theme::probe;

use crate::flows::{founded, quits};
use crate::support::pty::World;
use crate::support::smtp::Server;
use crate::support::snapshot::snapshot;
use crate::support::stage::{PASSWORD, Set, Stage};

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
    for size in [(80, 24), (140, 40), (60, 16)] {
        let (buffer, cursor) = stage.drawn(probe(), size);
        let name = format!("mailed_code_{}x{}", size.0, size.1);
        insta::assert_snapshot!(name, snapshot(&buffer, cursor));
    }
    stage.keys("right").shows("Show the code");
    stage.keys("left tab tab enter").lacks("Mail the code");
    stage.shows("A setup code is on its way");
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
