//! Other software asks whether a password is right (I1): the real binary, as services call it.

use std::io::Write;
use std::process::{Command, Stdio};
use std::thread;

use crate::cli::{ADA, FIRST, Said, fed, founded, passward};
use crate::support::pty::World;

const DOMAIN: [&str; 2] = ["--domain", "hartwellfinch.example"];

/// Puts a question as `mod_authnz_external` does.
fn lines(world: &World, name: &str, password: &str) -> Said {
    let arguments = [&["verify", "--format", "lines"][..], &DOMAIN].concat();
    passward(world, &arguments, &format!("{name}\n{password}\n"))
}

/// Puts a question as `pam_exec` does: no line break, and nothing else in the environment.
fn pam(world: &World, kind: &str, name: &str, password: &[u8]) -> Said {
    let mut command = Command::new(env!("CARGO_BIN_EXE_passward"));
    command
        .args([
            "verify",
            "--format",
            "pam",
            "--change-at",
            "ssh passward@host",
            "--db",
        ])
        .arg(world.home().join(".local/share/passward/passward.db"))
        .args(DOMAIN)
        .env_clear()
        .envs([
            ("PAM_TYPE", kind),
            ("PAM_USER", name),
            ("PAM_SERVICE", "sshd"),
            ("PAM_RHOST", "192.0.2.7"),
        ]);
    Said::of(fed(&mut command, password))
}

fn silent(said: &Said, code: i32) {
    assert_eq!(said.code, Some(code), "{said:#?}");
    assert_eq!((said.out.as_str(), said.err.as_str()), ("", ""));
}

#[test]
fn i1_two_lines_are_answered_by_an_exit_code_alone() {
    let world = founded();
    silent(&lines(&world, "ada", FIRST), 0);
    silent(&lines(&world, ADA, FIRST), 0);
    silent(&lines(&world, "ada", "not the password"), 1);
    silent(&lines(&world, "nobody", FIRST), 1);
    silent(&lines(&world, "", ""), 1);
    silent(&lines(&world, "ada\u{0}", FIRST), 1);
    let expire = [
        "expire-all",
        "--confirm",
        "Hartwell & Finch LLP",
        "--as",
        ADA,
    ];
    passward(&world, &expire, &format!("{FIRST}\n")).ends(0);
    silent(&lines(&world, "ada", FIRST), 5);
    silent(&lines(&world, "ada", "not the password"), 1);
    let elsewhere = ["verify", "--format", "lines", "--db", "none.db"];
    passward(&world, &elsewhere, "ada\nx\n").ends(4);
}

#[test]
fn i1_pam_says_where_to_choose_a_new_one_only_to_who_knows_the_old_one() {
    let world = founded();
    silent(&pam(&world, "auth", "ada", FIRST.as_bytes()), 0);
    silent(
        &pam(&world, "auth", "ada", format!("{FIRST}\0").as_bytes()),
        0,
    );
    silent(&pam(&world, "auth", "ada", b"not the password"), 1);
    silent(&pam(&world, "account", "ada", b""), 0);
    silent(&pam(&world, "account", "nobody", b""), 1);
    let expire = [
        "expire-all",
        "--confirm",
        "Hartwell & Finch LLP",
        "--as",
        ADA,
    ];
    passward(&world, &expire, &format!("{FIRST}\n")).ends(0);
    let told = pam(&world, "auth", "ada", FIRST.as_bytes());
    assert_eq!(told.code, Some(1));
    assert!(told.out.contains("ssh passward@host"), "{told:#?}");
    silent(&pam(&world, "auth", "ada", b"not the password"), 1);
    silent(&pam(&world, "account", "ada", b""), 1);
    passward(&world, &["audit", "list"], "")
        .ends(0)
        .says("192.0.2.7");
}

#[test]
fn i1_a_login_name_is_given_shown_asked_by_and_taken_away() {
    let world = founded();
    let edit = |more: &[&str]| {
        let whole = [&["users", "edit", ADA, "--as", ADA][..], more].concat();
        passward(&world, &whole, &format!("{FIRST}\n"))
    };
    silent(&lines(&world, "boss", FIRST), 1);
    edit(&["--login", "Boss"]).ends(0);
    silent(&lines(&world, "boss", FIRST), 0);
    silent(&pam(&world, "auth", "boss", FIRST.as_bytes()), 0);
    silent(&pam(&world, "account", "boss", b""), 0);
    silent(&lines(&world, "ada", FIRST), 0);
    edit(&["--login", "no/name"]).ends(2).says("A login name");
    edit(&["--login", "boss", "--no-login"]).ends(2);
    // What is not said stays.
    edit(&["--name", "Ada Finch"]).ends(0);
    passward(&world, &["users", "show", ADA], "")
        .ends(0)
        .says("Login name: boss");
    for command in [
        &["users", "show", ADA, "--json"][..],
        &["users", "list", "--json"],
    ] {
        passward(&world, command, "")
            .ends(0)
            .says(r#""login":"boss""#);
    }
    passward(&world, &["report", "--format", "csv"], "")
        .ends(0)
        .says(r#","boss""#);
    let add = [
        "users",
        "add",
        "--name",
        "Ben",
        "--email",
        "ben@firm.example",
        "--login",
        "boss",
        "--as",
        ADA,
    ];
    let taken = passward(&world, &add, &format!("{FIRST}\n")).ends(1);
    assert!(taken.err.contains("login name"), "{taken:#?}");
    edit(&["--no-login"]).ends(0);
    silent(&lines(&world, "boss", FIRST), 1);
    passward(&world, &add, &format!("{FIRST}\n")).ends(0);
    passward(&world, &["audit", "list", "--json"], "")
        .ends(0)
        .says(r#"{"field":"login name","old":"boss","new":null}"#);
}

#[test]
fn i1_two_lines_are_enough_though_the_pipe_stays_open() {
    let world = founded();
    let mut child = Command::new(env!("CARGO_BIN_EXE_passward"))
        .args(["verify", "--format", "lines"])
        .env_clear()
        .envs(world.environment())
        .stdin(Stdio::piped())
        .spawn()
        .unwrap();
    let mut held = child.stdin.take().unwrap();
    write!(held, "{ADA}\n{FIRST}\n").unwrap();
    assert_eq!(child.wait().unwrap().code(), Some(0));
    drop(held);
}

#[test]
fn a1_successes_are_on_record_once_an_hour_and_failures_each_time() {
    let world = founded();
    for _ in 0..3 {
        silent(&lines(&world, "ada", FIRST), 0);
    }
    for _ in 0..2 {
        silent(&lines(&world, "ada", "not the password"), 1);
    }
    let listed = passward(&world, &["audit", "list", "--json"], "")
        .ends(0)
        .out;
    // Three fall into two hours at most.
    let successes = listed.matches("\"act\":\"verified\"").count();
    assert!((1..=2).contains(&successes), "{successes}");
    assert_eq!(listed.matches("\"act\":\"sign_in_failed\"").count(), 2);
    passward(&world, &["audit", "verify"], "").ends(0);
}

#[test]
fn s3_twenty_at_once_are_all_answered_and_the_wrong_ones_counted() {
    let world = founded();
    let codes = |password: &str| {
        thread::scope(|scope| {
            let asked: Vec<_> = (0..20)
                .map(|_| scope.spawn(|| lines(&world, "ada", password).code))
                .collect();
            let mut codes: Vec<_> = asked.into_iter().map(|one| one.join().unwrap()).collect();
            codes.sort();
            codes
        })
    };
    assert_eq!(codes(FIRST), [Some(0); 20]);
    // Five are looked at; from then on nothing is, and the right one has to wait as well.
    assert_eq!(codes("not the password"), [Some(1); 20]);
    silent(&lines(&world, "ada", FIRST), 1);
    let listed = passward(&world, &["audit", "list", "--json"], "")
        .ends(0)
        .out;
    assert_eq!(listed.matches("\"act\":\"sign_in_failed\"").count(), 5);
}
