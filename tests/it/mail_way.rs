//! The way to the mail server: TLS from the first byte or after STARTTLS, and the mail account (N2). Whatever is wrong with
//! it, nothing travels unprotected, and what waits stays.

use std::os::unix::fs::PermissionsExt;
use std::path::PathBuf;

use passward::mail::{
    Account, AccountPassword, MailSettings, Security, Smtp, Templates, Unreached,
};
use passward::service::SentMail;

use crate::mail::{World, told};
use crate::support::smtp::{ACCOUNT, Mood, Server, Way};

/// One letter waits, and the server wants TLS and an account.
fn one_letter(way: Way) -> World {
    let mut world = World::new();
    world.server = Server::on(way);
    world.expire_all();
    world
}

/// Writes a file that is one's own.
fn own_file(world: &World, name: &str, text: &str) -> PathBuf {
    let path = world.folder.path().join(name);
    std::fs::write(&path, text).unwrap();
    std::fs::set_permissions(&path, std::os::unix::fs::PermissionsExt::from_mode(0o600)).unwrap();
    path
}

fn with_password(world: &World, security: Security, password: &str) -> MailSettings {
    let password = own_file(world, "mail-password", password);
    let root = own_file(world, "root.pem", &world.server.certificate);
    MailSettings {
        host: "localhost".to_owned(),
        security,
        root_certificate: Some(root),
        account: Some(Account {
            user: ACCOUNT.0.to_owned(),
            password: AccountPassword::read(&password).unwrap(),
        }),
        ..world.settings()
    }
}

fn right(world: &World, security: Security) -> MailSettings {
    with_password(world, security, ACCOUNT.1)
}

fn send(world: &mut World, settings: MailSettings) -> SentMail {
    let post = Smtp::new(settings, Templates::read(None, None).unwrap()).unwrap();
    world.send_with(post)
}

/// Sends what waits, which the server takes now.
#[track_caller]
fn arrives_later(world: &mut World, security: Security) {
    assert!(world.server.letters().is_empty());
    world.server.is(Mood::Takes);
    assert_eq!(
        send(world, right(world, security)),
        told(0),
        "not before its time"
    );
    world.later(10);
    assert_eq!(send(world, right(world, security)), told(1));
    assert_eq!(world.server.letters().len(), 1);
}

/// Asserts that without TLS nothing but the wish for it was said.
#[track_caller]
fn nothing_in_clear(world: &World) {
    let heard = world.server.in_clear();
    assert!(!heard.is_empty());
    for line in heard {
        let harmless = ["EHLO ", "STARTTLS", "QUIT"]
            .iter()
            .any(|word| line.starts_with(word));
        assert!(harmless, "{line}");
    }
}

#[test]
fn the_account_is_named_by_plain_or_login_and_only_under_tls() {
    for mechanisms in ["PLAIN", "LOGIN", "LOGIN PLAIN"] {
        let mut world = one_letter(Way::StartTls);
        world.server.offers(mechanisms);
        let settings = right(&world, Security::StartTls);
        assert_eq!(send(&mut world, settings), told(1), "{mechanisms}");
        nothing_in_clear(&world);
        let mut world = one_letter(Way::Tls);
        world.server.offers(mechanisms);
        let settings = right(&world, Security::Tls);
        assert_eq!(send(&mut world, settings), told(1), "{mechanisms}");
    }
}

#[test]
fn an_account_that_is_refused_is_said_in_words_and_the_letter_waits() {
    // The last server knows no way that we do.
    for (mechanisms, password) in [
        ("PLAIN", "false"),
        ("LOGIN", "false"),
        ("CRAM-MD5", ACCOUNT.1),
    ] {
        let mut world = one_letter(Way::StartTls);
        world.server.offers(mechanisms);
        let settings = with_password(&world, Security::StartTls, password);
        let sent = send(&mut world, settings);
        let Some(why @ Unreached::SignIn(said)) = &sent.unreached else {
            panic!("{mechanisms}: {sent:?}");
        };
        // R4: what the server says cannot clear the screen, and nothing of the password is told.
        assert!(!said.as_str().contains('\u{1b}'), "{said}");
        assert!(!why.to_string().contains(password), "{why}");
        assert!(why.to_string().contains("`password_file`"), "{why}");
        nothing_in_clear(&world);
        world.server.offers("PLAIN LOGIN");
        arrives_later(&mut world, Security::StartTls);
    }
}

#[test]
fn a_server_without_starttls_gets_nothing_and_the_letter_waits() {
    let mut world = one_letter(Way::StartTls);
    world.server.is(Mood::HidesStartTls);
    let settings = right(&world, Security::StartTls);
    let sent = send(&mut world, settings);
    let Some(why @ Unreached::Unprotected(_)) = &sent.unreached else {
        panic!("{sent:?}");
    };
    assert!(why.to_string().contains("does not offer STARTTLS"), "{why}");
    nothing_in_clear(&world);
    arrives_later(&mut world, Security::StartTls);
}

#[test]
fn a_server_that_takes_its_offer_of_starttls_back_gets_nothing() {
    let mut world = one_letter(Way::StartTls);
    world.server.is(Mood::RefusesStartTls);
    let settings = right(&world, Security::StartTls);
    let sent = send(&mut world, settings);
    assert!(
        matches!(sent.unreached, Some(Unreached::WouldNot(_))),
        "{sent:?}"
    );
    nothing_in_clear(&world);
    arrives_later(&mut world, Security::StartTls);
}

#[test]
fn answers_that_were_put_in_before_tls_are_not_taken_for_the_servers() {
    for answers in 1..=8 {
        let mut world = one_letter(Way::StartTls);
        world.server.is(Mood::SpeaksAhead(answers));
        let settings = right(&world, Security::StartTls);
        let sent = send(&mut world, settings);
        assert!(
            matches!(sent.unreached, Some(Unreached::Unprotected(_))),
            "{answers}: {sent:?}"
        );
        arrives_later(&mut world, Security::StartTls);
    }
}

#[test]
fn a_server_that_cannot_prove_who_it_is_learns_no_account_and_no_letter() {
    for (way, security) in [
        (Way::Tls, Security::Tls),
        (Way::StartTls, Security::StartTls),
    ] {
        let mut world = one_letter(way);
        for (host, root) in [("localhost", false), ("127.0.0.1", true)] {
            let mut stranger = right(&world, security);
            stranger.host = host.to_owned();
            if !root {
                stranger.root_certificate = None;
            }
            let sent = send(&mut world, stranger);
            assert!(
                matches!(sent.unreached, Some(Unreached::Untrusted(_))),
                "{host}: {sent:?}"
            );
            assert!(world.server.accounts().is_empty());
            assert!(world.server.letters().is_empty());
            world.later(10);
        }
        let settings = right(&world, security);
        assert_eq!(send(&mut world, settings), told(1));
        assert_eq!(world.server.accounts().len(), 1);
    }
}

#[test]
fn a_server_that_wants_an_account_says_so_where_none_is_set() {
    let mut world = one_letter(Way::StartTls);
    let settings = MailSettings {
        account: None,
        ..right(&world, Security::StartTls)
    };
    let sent = send(&mut world, settings);
    assert!(
        matches!(sent.unreached, Some(Unreached::WouldNot(_))),
        "{sent:?}"
    );
    arrives_later(&mut world, Security::StartTls);
}

#[test]
fn a_server_that_does_not_answer_in_time_is_said_in_words() {
    let mut world = one_letter(Way::StartTls);
    world.server.is(Mood::Stalls);
    let settings = right(&world, Security::StartTls);
    let sent = send(&mut world, settings);
    let why = sent.unreached.unwrap().to_string();
    assert!(why.contains("it took too long to answer"), "{why}");
    arrives_later(&mut world, Security::StartTls);
}

#[test]
fn r7_a_root_certificate_that_others_can_write_is_not_used() {
    let mut world = one_letter(Way::Tls);
    let settings = right(&world, Security::Tls);
    let root = settings.root_certificate.clone().unwrap();
    let new = |settings| Smtp::new(settings, Templates::read(None, None).unwrap());
    std::fs::set_permissions(&root, PermissionsExt::from_mode(0o666)).unwrap();
    let refused = new(settings).unwrap_err().to_string();
    let place = format!("{} can be written by others", root.display());
    assert!(refused.starts_with(&place), "{refused}");
    // A pipe is not waited for.
    let pipe = world.folder.path().join("pipe");
    let (kind, mode) = (rustix::fs::FileType::Fifo, rustix::fs::Mode::RUSR);
    rustix::fs::mknodat(rustix::fs::CWD, &pipe, kind, mode, 0).unwrap();
    let settings = MailSettings {
        root_certificate: Some(pipe),
        ..right(&world, Security::Tls)
    };
    assert!(
        new(settings)
            .unwrap_err()
            .to_string()
            .contains("no plain file")
    );
    let settings = right(&world, Security::Tls);
    assert_eq!(send(&mut world, settings), told(1));
}
