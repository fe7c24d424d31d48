//! sudo and su themselves, which people start and which make themselves root before they ask.

use super::machine::{DATABASE, Machine, PROGRAM};
use super::{RIGHT, WRONG, of_kind, shown, told};

const TEST: &str = "i1_sudo_lets_act_whom_passward_lets_in_and_asks_again_after_a_wrong_password";

#[test]
fn i1_sudo_lets_act_whom_passward_lets_in_and_asks_again_after_a_wrong_password() {
    let Some(machine) = Machine::made(TEST) else {
        return;
    };
    machine.pam("sudo", "@include common-auth\n", &shown("sudo"));
    machine.rule(
        "people",
        "ALL ALL=(root) /usr/bin/id\nben ALL=(passward) ALL\n",
    );
    for (name, passwords, acts, tells) in [
        ("ben", &[RIGHT][..], true, false),
        ("imani", &[WRONG, RIGHT], true, false),
        ("imani", &[WRONG, WRONG], false, false),
        // Forced, and expired: told so, and refused.
        ("dpatel", &[RIGHT], false, true),
        ("dpatel", &[WRONG], false, false),
        ("chloe.marsh", &[RIGHT], false, true),
        // Disabled, and locked by wrong tries.
        ("diane.keller", &[RIGHT], false, false),
        ("theo.laurent", &[RIGHT], false, false),
    ] {
        let typed: String = passwords.iter().flat_map(|word| [word, "\n"]).collect();
        // What was right before is not remembered, and the password is read from standard input.
        let words = ["-k", "-S", "-p", "asked;", "/usr/bin/id", "-un"];
        let output = machine.run_as(name, "sudo", &words, &typed);
        let said = String::from_utf8_lossy(&output.stderr);
        let out = String::from_utf8_lossy(&output.stdout);
        let case = format!("{name} {passwords:?} {output:?}");
        assert_eq!(output.status.success(), acts, "{case}");
        assert_eq!(out.contains("root"), acts, "{case}");
        assert_eq!(told(&out), tells, "{case}");
        // Once for each password that was typed, and after the last wrong one again.
        let asked = passwords.len() + usize::from(!acts);
        assert_eq!(said.matches("asked;").count(), asked, "{case}");
    }

    // U7: whoever may become the user who owns the database is named by the log.
    let recover = ["recover", "--confirm", "Hartwell & Finch LLP"];
    let words = ["-k", "-S", "-u", "passward", PROGRAM, "--db", DATABASE];
    let words = [&words[..], &recover].concat();
    let made = machine.run_as("ben", "sudo", &words, &format!("{RIGHT}\n"));
    assert!(made.status.success(), "{made:?}");
    let log = machine
        .passward(&["audit", "list", "--limit", "5"], "")
        .stdout;
    let log = String::from_utf8(log).unwrap();
    assert!(log.contains("sudo by ben"), "{log}");
}

#[test]
fn i1_su_makes_somebody_of_whoever_knows_their_password_in_passward() {
    let test = "i1_su_makes_somebody_of_whoever_knows_their_password_in_passward";
    let Some(machine) = Machine::made(test) else {
        return;
    };
    for kind in ["auth", "account"] {
        let lines = of_kind(kind).replace(" quiet ", " quiet seteuid ");
        machine.pam("su", &format!("@include common-{kind}\n"), &lines);
    }
    for (name, password, becomes, tells) in [
        ("imani", RIGHT, true, false),
        ("imani", WRONG, false, false),
        ("dpatel", RIGHT, false, true),
        ("diane.keller", RIGHT, false, false),
    ] {
        let words = [name, "-c", "id -un"];
        let output = machine.run_as("ben", "su", &words, &format!("{password}\n"));
        let out = String::from_utf8_lossy(&output.stdout);
        let case = format!("{name} {output:?}");
        assert_eq!(output.status.success(), becomes, "{case}");
        assert_eq!(out.lines().any(|line| line == name), becomes, "{case}");
        let said = out + String::from_utf8_lossy(&output.stderr);
        assert_eq!(told(&said), tells, "{case}");
    }
}
