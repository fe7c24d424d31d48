//! Dovecot asks for the firm's passwords through PAM.

use std::process::Command;

use super::machine::{Machine, done};
use super::{RIGHT, WRONG, shown};
use crate::support::services;
use crate::support::until::until;

const TEST: &str = "i1_dovecot_lets_in_whom_passward_lets_in";

#[test]
fn i1_dovecot_lets_in_whom_passward_lets_in() {
    let Some(dovecot) = services::found("dovecot", "dovecot-core", TEST) else {
        return;
    };
    let version = done(Command::new(&dovecot).arg("--version"));
    let version = String::from_utf8(version.stdout).unwrap();
    // From 2.4 on the settings are written otherwise, and name the version that they are for.
    let settings = if version.starts_with("2.3.") {
        shown("dovecot")
    } else {
        let number = version.split(['-', ' ']).next().unwrap();
        let of = ["config", "storage"].map(|of| format!("dovecot_{of}_version = {number}\n"));
        of.concat() + &shown("dovecot-2.4")
    };
    let Some(mut machine) = Machine::made(TEST) else {
        return;
    };
    machine.write("etc/pam.d/dovecot", &shown("pam"));
    // Nothing of it listens on the network. It has waits of its own for wrong passwords; here they are off.
    let rest = "protocols =\nssl = no\nlog_path = /dev/stderr\nauth_failure_delay = 0\n\
        service anvil {\n unix_listener anvil-auth-penalty {\n mode = 0\n }\n}\n";
    machine.write("etc/passward-test.conf", &(settings + rest));
    let mut server = machine.command(dovecot);
    server.args(["-F", "-c", "/etc/passward-test.conf"]);
    machine.start(server, "var/log/dovecot");
    until("Dovecot answers", || {
        machine.path("run/dovecot/auth-client").exists()
    });
    for (name, password, right) in [
        ("ben", RIGHT, true),
        ("ben.okafor@hartwellfinch.example", RIGHT, true),
        // A client, who has no account on the machine.
        ("erin.lowe@client.example", RIGHT, true),
        ("ben", WRONG, false),
        ("nobody", RIGHT, false),
        ("chloe.marsh", RIGHT, false),
        ("dpatel", RIGHT, false),
        ("diane.keller", RIGHT, false),
        ("theo.laurent", RIGHT, false),
    ] {
        let answered = machine
            .command("doveadm")
            .args(["-c", "/etc/passward-test.conf", "auth", "test"])
            .args(["-x", "rip=192.0.2.7", name, password])
            .output()
            .unwrap();
        let word = if right { "succeeded" } else { "failed" };
        let said = String::from_utf8_lossy(&answered.stdout);
        let line = format!("passdb: {name} auth {word}\n");
        assert!(said.contains(&line), "{name}: {answered:?}");
        assert_eq!(answered.status.success(), right, "{name}: {answered:?}");
    }
    let log = machine.passward(&["audit", "list", "--json"], "").stdout;
    let log = String::from_utf8(log).unwrap();
    assert!(log.contains("192.0.2.7") && log.contains(r#""new":"dovecot""#));
}
