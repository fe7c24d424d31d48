//! The life of a firm, by the real program in a real terminal: keys in, what the screen says out.

use std::os::unix::fs::PermissionsExt;

use rustix::process::Signal;

use crate::support::pty::{Pty, World};

pub(crate) const ADA: &str = "ada@finch.example";
const BEN: &str = "ben@finch.example";
pub(crate) const PASSWORD: &str = "granite teapot orbits quietly";
const NEXT: &str = "velvet anchor counts nineteen";
const BENS: &str = "thimble quarry sings at dusk";

pub(crate) fn screens(world: &World) -> Pty {
    world.passward(&[], 100, 30)
}

/// Sets up the firm on the screen of the first run.
pub(crate) fn founded(world: &World) -> Pty {
    let pty = screens(world);
    pty.shows("firm's name");
    pty.keys("Finch LLP\tAda Hartwell\t");
    pty.keys(ADA);
    pty.keys("\t");
    pty.paste(&format!("{PASSWORD}\n"));
    pty.shows("Strong");
    pty.keys("\t");
    pty.paste(PASSWORD);
    pty.keys("\r");
    pty.shows("1 of 1");
    pty
}

pub(crate) fn signed_in(world: &World, email: &str, password: &str) -> Pty {
    let pty = screens(world);
    pty.shows("E-mail");
    pty.keys(&format!("{email}\t{password}\r"));
    pty
}

pub(crate) fn quits(mut pty: Pty) {
    pty.keys("q");
    assert!(pty.wait_for_end().success());
    pty.is_given_back();
}

/// Adds Ben and returns the setup code that is shown once.
fn adds_ben(ada: &Pty) -> String {
    ada.keys("n");
    ada.shows("Add user");
    ada.keys(&format!("Ben Okafor\t{BEN}\r\r"));
    ada.wait_until("a code", |screen| code_on(&screen.contents()).is_some());
    let code = code_on(&ada.contents()).unwrap();
    ada.keys("\r");
    ada.shows("not set");
    code
}

fn code_on(screen: &str) -> Option<String> {
    screen
        .split_whitespace()
        .find(|word| word.len() == 29 && word.matches('-').count() == 5)
        .map(str::to_owned)
}

/// Leaves from a place where `q` is text.
fn leaves(mut pty: Pty) {
    pty.keys("\x03");
    assert!(pty.wait_for_end().success());
    pty.is_given_back();
}

#[test]
fn r2_the_first_run_makes_a_private_database_and_signs_in() {
    let world = World::new();
    quits(founded(&world));
    let folder = world.home().join(".local/share/passward");
    let mode = |path: &std::path::Path| path.metadata().unwrap().permissions().mode() & 0o777;
    assert_eq!(mode(&folder), 0o700);
    assert_eq!(mode(&folder.join("passward.db")), 0o600);

    let pty = signed_in(&world, ADA, "not the password");
    pty.shows("do not belong together");
    pty.shows(ADA);
    pty.keys(&format!("{PASSWORD}\r"));
    pty.shows("1 of 1");
    quits(pty);
}

#[test]
fn r2_whoever_leaves_before_the_firm_is_set_up_leaves_nothing_behind() {
    let world = World::new();
    let folder = world.home().join(".local/share/passward");
    let file = folder.join("passward.db");
    let pty = screens(&world);
    pty.shows("firm's name");
    pty.keys("Finch LLP\tAda Hartwell\t");
    assert!(file.exists());
    leaves(pty);
    assert!(!folder.exists());

    // Nor is anything taken away from somebody who is about to set it up, or that was there before.
    let first = screens(&world);
    first.shows("firm's name");
    let second = screens(&world);
    second.shows("firm's name");
    leaves(first);
    assert!(file.exists());
    leaves(second);
    assert!(file.exists());
}

#[test]
fn p4_e3_a_policy_and_a_changed_password_are_there_after_a_restart() {
    let world = World::new();
    let pty = founded(&world);
    pty.keys("2");
    pty.shows("Password Expiry");
    pty.keys("l");
    pty.keys(" ");
    pty.shows("(•) Every 30 days");
    pty.keys("u");
    pty.shows("Cancel");
    pty.keys("\t\r");
    pty.shows("Password security is updated");
    pty.keys("1");
    pty.shows("Current password");
    pty.keys(&format!("{PASSWORD}\t{NEXT}\t{NEXT}\r"));
    pty.shows("Your password is changed");
    pty.keys("\x1b");
    pty.shows("q quit");
    quits(pty);
    let pty = signed_in(&world, ADA, NEXT);
    pty.shows("fresh · until");
    pty.keys("2");
    pty.shows("(•) Every 30 days");
    pty.shows("nothing edited yet");
    quits(pty);
}

#[test]
fn u1_e6_s10_somebody_is_added_comes_in_and_is_forced_on_another_screen() {
    let world = World::new();
    let ada = founded(&world);
    let code = adds_ben(&ada);

    let ben = screens(&world);
    ben.shows("E-mail");
    ben.keys(&format!("{BEN}\t\t\t\r"));
    ben.shows("Code");
    ben.keys(&format!("{code}\r"));
    ben.shows("Ben Okafor");
    ben.keys(&format!("{BENS}\t{BENS}\r"));
    ben.shows("Update Password");
    ben.shows("Ben Okafor");

    ada.hides("not set");
    ada.keys("f");
    ada.shows("Force Password Change: Ben Okafor");
    ada.keys("Laptop stolen\t\t\r");
    ada.shows("must change");
    ben.shows("Choose a new password");
    ben.shows("Laptop stolen");
    quits(ada);
}

/// Chooses a password with a code, from the sign-in screen.
fn comes_in_by_code(pty: &Pty, email: &str, code: &str, password: &str) {
    pty.shows("E-mail");
    pty.keys(&format!("{email}\t\t\t\r"));
    pty.shows("Code");
    pty.keys(&format!("{code}\r"));
    pty.shows("New password again");
    pty.keys(&format!("{password}\t{password}\r"));
    pty.shows("Update Password");
}

#[test]
fn u1_after_signing_out_a_code_is_redeemed_in_the_same_terminal() {
    let world = World::new();
    let pty = founded(&world);
    let code = adds_ben(&pty);
    pty.keys("o");
    pty.shows("Sign in");
    // The e-mail stays, with the cursor below it; it is taken out like any other text.
    pty.keys(&format!("\x1b[Z{}", "\x7f".repeat(ADA.len())));
    pty.hides(ADA);
    comes_in_by_code(&pty, BEN, &code, BENS);
    pty.shows("Ben Okafor");
    // What the owner may see went with the owner.
    assert!(!pty.contents().contains("Manage Users"));
    leaves(pty);
}

/// Ada, who founded the firm and added Ben, who came in on a screen of his own.
fn ada_and_ben(world: &World) -> (Pty, Pty) {
    let ada = founded(world);
    let code = adds_ben(&ada);
    let ben = screens(world);
    comes_in_by_code(&ben, BEN, &code, BENS);
    ada.hides("not set");
    (ada, ben)
}

#[test]
fn s10_somebody_disabled_in_another_process_is_signed_out_and_told_why() {
    let world = World::new();
    let (ada, ben) = ada_and_ben(&world);
    ada.keys("d");
    ada.shows("Disable Ben Okafor");
    ada.keys("y");
    ben.shows("Your account was disabled");
    ben.shows("Sign in");
    // With the right password one is told so, with a wrong one nothing (S2).
    ben.keys("not the password\r");
    ben.shows("do not belong together");
    ben.keys(&format!("{BENS}\r"));
    ben.hides("do not belong together");
    ben.shows("disabled");
    quits(ada);
}

#[test]
fn e6_s10_the_forced_screen_says_who_and_when_and_is_left_by_choosing_a_password() {
    let world = World::new();
    let (ada, ben) = ada_and_ben(&world);
    ada.keys("f");
    ada.shows("Force Password Change: Ben Okafor");
    ada.keys("Laptop stolen\t\t\r");
    ada.shows("must change");
    ben.shows("Choose a new password");
    ben.wait_until("who, when and why", |screen| {
        let text = screen.contents();
        let who = text
            .lines()
            .find(|line| line.contains("Ada Hartwell asked"));
        who.is_some_and(|line| line.contains(':') && line.chars().any(|c| c.is_ascii_digit()))
            && text.contains("Laptop stolen")
    });
    ben.keys(&format!("{NEXT}\t{NEXT}\r"));
    ben.hides("Choose a new password");
    ben.shows("Update Password");
    ada.hides("must change");
    leaves(ben);
    leaves(signed_in_to(&world, BEN, NEXT, "Update Password"));
}

/// Signs in, and waits for what the first screen shows.
fn signed_in_to(world: &World, email: &str, password: &str, shows: &str) -> Pty {
    let pty = signed_in(world, email, password);
    pty.shows(shows);
    pty
}

#[test]
fn e7_e10_all_are_expired_and_it_is_undone() {
    let world = World::new();
    let ada = world.passward(&["demo"], 100, 30);
    ada.shows("Chloe Marsh");
    ada.keys("a\r");
    ada.shows("Expire all passwords");
    ada.shows("you among them");
    ada.keys("A drill\t\t\r");
    ada.shows("Choose a new password");
    ada.keys(&format!("{NEXT}\t{NEXT}\r"));
    ada.shows("All passwords expired by Ada");
    ada.keys("z");
    ada.shows("Undo expire all");
    ada.keys("\t\r");
    ada.hides("All passwords expired by Ada");
    quits(ada);
}

#[test]
fn r3_each_ending_signal_gives_the_terminal_back_and_is_what_the_program_died_of() {
    let world = World::new();
    quits(founded(&world));
    for (signal, name) in [
        (Signal::TERM, "Terminated"),
        (Signal::HUP, "Hangup"),
        (Signal::INT, "Interrupt"),
        (Signal::QUIT, "Quit"),
    ] {
        let before = screens(&world);
        before.shows("E-mail");
        let inside = signed_in_to(&world, ADA, PASSWORD, "1 of 1");
        let dialog = signed_in_to(&world, ADA, PASSWORD, "1 of 1");
        dialog.keys("n");
        dialog.shows("Add user");
        for mut pty in [before, inside, dialog] {
            pty.signal(signal);
            assert_eq!(pty.wait_for_end().signal(), Some(name));
            pty.is_given_back();
        }
    }
}

#[test]
fn u5_s10_a_session_of_another_program_is_ended_and_a_killed_one_is_gone() {
    let world = World::new();
    let ada = founded(&world);
    let other = signed_in(&world, ADA, PASSWORD);
    other.shows("1 of 1");
    ada.keys("5");
    ada.shows("2 sessions");
    ada.shows("pts/");
    // The newest is the first; one's own is marked and cannot be ended here.
    ada.keys("kk");
    ada.keys(if is_first_own(&ada.contents()) {
        "jd"
    } else {
        "d"
    });
    ada.shows("End the session of Ada Hartwell");
    ada.keys("y");
    ada.shows("1 session");
    other.shows("You signed yourself out here.");
    other.keys(&format!("{PASSWORD}\r"));
    other.shows("1 of 1");
    ada.shows("2 sessions");
    other.signal(Signal::KILL);
    ada.shows("1 session ");
    quits(ada);
}

/// Says whether the first row of the list of sessions is the one that is shown in.
fn is_first_own(screen: &str) -> bool {
    let mut rows = screen
        .lines()
        .skip_while(|line| !line.contains("Last active"));
    rows.nth(2)
        .is_some_and(|line| line.contains("this session"))
}

#[test]
fn r3_killed_outright_it_leaves_no_session_and_the_next_one_starts() {
    let world = World::new();
    let mut pty = founded(&world);
    pty.signal(Signal::KILL);
    assert_eq!(pty.wait_for_end().signal(), Some("Killed"));
    quits(signed_in_to(&world, ADA, PASSWORD, "1 of 1"));
}

/// Invite, redeem, force, disable, change of kind, hand over, break-in: one firm from end to end, by two programs.
#[test]
fn the_life_of_a_firm_from_the_invitation_to_a_break_in() {
    let world = World::new();
    let (ada, ben) = ada_and_ben(&world);
    ada.keys("f");
    ada.shows("Force Password Change: Ben Okafor");
    ada.keys("Laptop stolen\t\t\r");
    ben.shows("Laptop stolen");
    ben.keys(&format!("{NEXT}\t{NEXT}\r"));
    ben.shows("Update Password");
    ada.hides("must change");

    ada.keys("d");
    ada.shows("Disable Ben Okafor");
    ada.keys("y");
    ben.shows("Your account was disabled");
    ada.keys("z");
    ada.shows("enabled");
    // He is there again, and selected as before.
    ada.shows("2 of 2");
    for (key, asks, role) in [
        ("t", "a Connect user", "Connect"),
        ("t", "a firm user", "User"),
        ("g", "an administrator", "Admin"),
    ] {
        ada.keys(key);
        ada.shows(&format!("Make Ben Okafor {asks}"));
        ada.keys("y");
        // What comes next is asked of the row as it is then.
        ada.wait_until(role, |screen| {
            let text = screen.contents();
            text.lines()
                .any(|line| line.contains("▌ Ben Okafor") && line.contains(role))
        });
    }
    ada.keys(":ownership\r");
    ada.shows("Hand the ownership on to Ben Okafor");
    ada.keys("\t\r");
    ada.shows("Ben Okafor is the owner now");

    ben.keys(&format!("{NEXT}\r"));
    ben.shows("Ben Okafor · Owner");
    ben.keys("3");
    ben.shows("of 2");
    ben.keys(":break-in\r");
    ben.shows("Respond to a break-in: everyone");
    ben.keys("\t\t\t\r");
    ben.shows("You responded to a break-in and signed");
    ada.shows("Ben Okafor responded to a break-in and");
    leaves(ada);
    leaves(ben);
}

#[test]
fn a1_quitting_or_being_ended_is_a_sign_out() {
    let world = World::new();
    quits(founded(&world));
    let ends: [fn(&Pty); 3] = [
        |pty| pty.keys("\x03"),
        |pty| pty.signal(Signal::TERM),
        |pty| pty.signal(Signal::HUP),
    ];
    for end in ends {
        let mut pty = signed_in(&world, ADA, PASSWORD);
        pty.shows("1 of 1");
        end(&pty);
        pty.wait_for_end();
    }
    let database = world.home().join(".local/share/passward/passward.db");
    let db = rusqlite::Connection::open(database).unwrap();
    let open: i64 = db
        .query_row(
            "SELECT count(*) FROM sessions WHERE ended_at IS NULL",
            [],
            |row| row.get(0),
        )
        .unwrap();
    assert_eq!(open, 0);
    let log = std::process::Command::new(env!("CARGO_BIN_EXE_passward"))
        .args(["audit", "list", "--limit", "0"])
        .env_clear()
        .envs(world.environment())
        .output()
        .unwrap();
    let log = String::from_utf8(log.stdout).unwrap();
    let outs = log.lines().filter(|line| line.contains(" signed out"));
    assert_eq!(outs.count(), 4, "{log}");
}

#[test]
fn the_demo_tells_its_password_on_the_smallest_screen_too() {
    let world = World::new();
    let mut pty = world.passward(&["demo"], 60, 16);
    // A banner has the row first; the form of signing in leaves it to the demo.
    pty.shows("Manage Users");
    pty.keys("o");
    pty.shows(&format!(
        "Every password: {}",
        passward::service::demo::PASSWORD
    ));
    pty.keys("\x03");
    assert!(pty.wait_for_end().success());
}
