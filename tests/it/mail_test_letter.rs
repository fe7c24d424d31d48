//! `passward notify --test`: the real binary against the mail server on loopback, in each way that mail can fail.

use std::fs;
use std::os::unix::fs::PermissionsExt;

use serde_json::Value;

use crate::cli::{ADA, FIRST, Said, founded, passward};
use crate::support::pty::World;
use crate::support::smtp::{ACCOUNT, Mood, Server, Way};

const EVE: &str = "eve@client.example";

/// Writes the settings of the mail: how the way is protected, and the account's password.
fn with_mail(world: &World, server: &Server, security: &str, password: &str) {
    let folder = world.home().join(".config/passward");
    fs::create_dir_all(&folder).unwrap();
    let file = |name: &str, text: &str| {
        let path = folder.join(name);
        fs::write(&path, text).unwrap();
        fs::set_permissions(&path, PermissionsExt::from_mode(0o600)).unwrap();
        path
    };
    let (root, secret) = (
        file("root.pem", &server.certificate),
        file("secret", password),
    );
    let account = format!(
        "user = \"{}\"\npassword_file = \"{}\"\nroot_certificate = \"{}\"\n",
        ACCOUNT.0,
        secret.display(),
        root.display()
    );
    let text = format!(
        "[mail]\nhost = \"localhost\"\nport = {}\nsecurity = \"{security}\"\nfrom = \"passward@firm.example\"\n\
         timeout_seconds = 1\n{account}",
        server.port
    );
    file("config.toml", &text);
}

fn test_letter(world: &World, more: &[&str]) -> Said {
    let arguments = [&["notify", "--test", EVE, "--as", ADA], more].concat();
    passward(world, &arguments, &format!("{FIRST}\n"))
}

#[test]
fn n2_an_administrator_sees_that_mail_works_and_it_is_on_record() {
    let (world, server) = (founded(), Server::on(Way::StartTls));
    with_mail(&world, &server, "starttls", ACCOUNT.1);
    test_letter(&world, &[])
        .ends(0)
        .says("The mail server took a test letter to eve@client.example.");
    let said = test_letter(&world, &["--json"]).ends(0);
    let document: Value = serde_json::from_str(&said.out).unwrap();
    assert_eq!(
        (&document["to"], &document["taken"]),
        (&EVE.into(), &true.into())
    );
    let letters = server.letters();
    assert_eq!(letters.len(), 2);
    assert!(
        letters[0].contains("Ada Hartwell asked for it"),
        "{}",
        letters[0]
    );
    assert!(!letters[0].contains(FIRST));
    passward(&world, &["audit", "list"], "")
        .ends(0)
        .says("Ada Hartwell asked for a test letter to eve@client.example");
    // Nothing that waits was sent, and nobody counts as told.
    passward(&world, &["notify", "--dry-run"], "").ends(0);
}

#[test]
fn n2_each_way_that_mail_fails_is_said_in_words_with_a_code() {
    let (world, server) = (founded(), Server::on(Way::StartTls));
    let fails = |mood: Mood, security: &str, password: &str, code: &str, says: &str| {
        server.is(mood);
        with_mail(&world, &server, security, password);
        test_letter(&world, &[]).ends(1).says(says);
        let said = test_letter(&world, &["--json"]).ends(1);
        assert!(said.out.is_empty(), "{said:#?}");
        let error: Value = serde_json::from_str(&said.err).unwrap();
        assert_eq!(error["error"]["code"], code, "{error}");
        assert!(!error["error"]["hint"].as_str().unwrap().is_empty());
        let all = format!("{said:#?}");
        assert!(!all.contains(FIRST) && !all.contains(ACCOUNT.1) && !all.contains("os error"));
    };
    let right = ACCOUNT.1;
    fails(
        Mood::Refuses,
        "starttls",
        right,
        "mail_not_taken",
        "550 no such person",
    );
    fails(Mood::Later, "starttls", right, "mail_later", "451 later");
    fails(
        Mood::Stalls,
        "starttls",
        right,
        "mail_unreached",
        "took too long to answer",
    );
    fails(
        Mood::DropsAfterData,
        "starttls",
        right,
        "mail_unknown",
        "Look whether it arrives",
    );
    fails(
        Mood::HidesStartTls,
        "starttls",
        right,
        "mail_unprotected",
        "does not offer STARTTLS",
    );
    fails(
        Mood::Takes,
        "starttls",
        "false",
        "mail_account",
        "`password_file`",
    );
    fails(
        Mood::RefusesStartTls,
        "starttls",
        right,
        "mail_refused",
        "454",
    );
    // TLS from the first byte, where the server speaks first.
    fails(
        Mood::Takes,
        "tls",
        right,
        "mail_unreached",
        "could not be reached",
    );
    let stranger = Server::on(Way::StartTls);
    let path = world.home().join(".config/passward/root.pem");
    with_mail(&world, &server, "starttls", right);
    fs::write(path, &stranger.certificate).unwrap();
    test_letter(&world, &[])
        .ends(1)
        .says("could not prove who it is");
    assert_eq!(server.letters().len(), 2, "the two that broke off");
}

#[test]
fn n2_a_test_letter_needs_mail_an_address_and_an_administrator_who_proves_it() {
    let (world, server) = (founded(), Server::on(Way::StartTls));
    test_letter(&world, &[])
        .ends(1)
        .says("Mail is not set up here");
    with_mail(&world, &server, "starttls", ACCOUNT.1);
    passward(&world, &["notify", "--test", EVE], "")
        .ends(2)
        .says("--as E-MAIL");
    passward(&world, &["notify", "--test", EVE, "--as", ADA], "false\n")
        .ends(1)
        .says("is wrong");
    passward(&world, &["notify", "--test", "eve", "--as", ADA], "").ends(2);
    passward(&world, &["notify", "--test", EVE, "--dry-run"], "").ends(2);
    passward(&world, &["notify", "--as", ADA], "")
        .ends(2)
        .says("go with --test");
    assert!(server.letters().is_empty());
    // It changes nothing but the log, so whoever only looks may see it too.
    test_letter(&world, &["--read-only"]).ends(0);
    assert_eq!(server.letters().len(), 1);
}
