//! The life of a firm, by the real program in a real terminal: keys in, what the screen says out.

use std::os::unix::fs::PermissionsExt;

use rustix::process::Signal;

use crate::support::pty::{Pty, World};

const ADA: &str = "ada@finch.example";
const BEN: &str = "ben@finch.example";
const PASSWORD: &str = "granite teapot orbits quietly";
const NEXT: &str = "velvet anchor counts nineteen";
const BENS: &str = "thimble quarry sings at dusk";

fn screens(world: &World) -> Pty {
    world.passward(&[], 100, 30)
}

/// Sets up the firm on the screen of the first run.
fn founded(world: &World) -> Pty {
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

fn signed_in(world: &World, email: &str, password: &str) -> Pty {
    let pty = screens(world);
    pty.shows("E-mail");
    pty.keys(&format!("{email}\t{password}\r"));
    pty
}

fn quits(mut pty: Pty) {
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
fn r3_a_signed_in_program_that_is_ended_gives_the_terminal_back() {
    let world = World::new();
    quits(founded(&world));
    for signal in [Signal::TERM, Signal::HUP, Signal::INT] {
        let mut pty = signed_in(&world, ADA, PASSWORD);
        pty.shows("1 of 1");
        pty.signal(signal);
        assert!(!pty.wait_for_end().success());
        pty.is_given_back();
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
