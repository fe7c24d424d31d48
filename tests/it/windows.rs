//! Windows of every size, with the real program: what is too small says so, and nothing typed is lost on the way.

use chrono::TimeDelta;
use passward::tui::keymap::{Chord, Key};

use crate::flows::{ADA, PASSWORD, founded, quits, screens};
use crate::support::pty::{Pty, World};
use crate::support::stage::Stage;

/// Says whether the rule above the last line, which may hold what is told, ends where such a window does.
fn is_drawn_for(columns: u16, rows: u16, screen: &vt100::Screen) -> bool {
    let mut lines = screen.rows(0, columns).skip(usize::from(rows) - 2);
    let is_wide =
        |line: &String| line.ends_with('─') && line.chars().count() == usize::from(columns);
    lines.next().as_ref().is_some_and(is_wide)
}

/// Makes the window small, too small, and as it was; the texts stand on it before, while small, and after.
fn is_resized(pty: &Pty, texts: &[&str]) {
    for (step, (columns, rows)) in [(60, 16), (40, 10), (20, 4), (1, 1), (60, 16), (100, 30)]
        .into_iter()
        .enumerate()
    {
        pty.resize(columns, rows);
        if columns < 40 {
            // Too small for any sentence; it must only live on, which the next size shows.
            continue;
        }
        if columns < 60 {
            pty.wait_until("a request for room", |screen| {
                let text = screen.contents().replace('\n', " ");
                text.contains("60 columns")
            });
            continue;
        }
        for text in texts {
            pty.wait_until(
                &format!("{text} at {columns}x{rows}, step {step}"),
                |screen| is_drawn_for(columns, rows, screen) && screen.contents().contains(text),
            );
        }
    }
}

#[test]
fn the_sign_in_survives_every_size_with_what_was_typed() {
    let world = World::new();
    quits(founded(&world));
    let pty = screens(&world);
    pty.shows("E-mail");
    pty.keys(&format!("{ADA}\tgranite"));
    is_resized(&pty, &["Sign in", ADA, "•••••••"]);
    pty.keys(&PASSWORD["granite".len()..]);
    pty.keys("\r");
    pty.shows("1 of 1");
    quits(pty);
}

#[test]
fn every_place_and_a_dialog_survive_every_size() {
    let world = World::new();
    let pty = world.passward(&["demo"], 100, 30);
    pty.shows("Chloe Marsh");
    is_resized(&pty, &["Manage Users", "Ada Hartwell", "of 53"]);
    pty.keys("n");
    pty.shows("Add user");
    pty.keys("Zadie Novak");
    is_resized(&pty, &["Add user", "Zadie Novak"]);
    pty.keys("\x1b");
    pty.hides("Zadie Novak");
    pty.keys("2");
    pty.shows("Password Expiry");
    pty.keys("l ");
    is_resized(
        &pty,
        &["Require strong passwords", "Update Password Security"],
    );
    pty.keys("d");
    pty.keys("1");
    pty.shows("Current password");
    is_resized(&pty, &["Current password"]);
}

#[test]
fn where_there_is_no_room_nothing_is_done_that_cannot_be_seen() {
    let mut stage = Stage::demo();
    stage
        .keys("a enter")
        .shows("Expire all passwords")
        .keys("tab tab")
        .resized((40, 10))
        .shows("needs 60 columns")
        .keys("enter y q")
        .resized((100, 30))
        .shows("Cancel     Expire all passwords")
        .keys("esc")
        .lacks("must change · all expired");
    assert!(!stage.has_quit());
    stage.resized((59, 30)).chord(Chord::ctrl(Key::Char('c')));
    assert!(stage.has_quit());
}

#[test]
fn in_a_small_window_nothing_is_cut_without_a_sign() {
    let mut stage = Stage::demo();
    // Of a menu that goes on, a bar says where one is; one that is whole has none.
    stage
        .keys("/")
        .types("hugo brandt")
        .keys("enter enter")
        .shows("login name                    e ")
        .resized((60, 16))
        .shows("login name                    e ┃")
        .shows("Sign out                                         u │")
        .goes_to("Disable")
        .shows("u ┃")
        .shows("d ┃")
        .keys("esc");
    stage
        .keys("1")
        .types("not this one")
        .keys("tab")
        .types("one new zebra jumps 9")
        .keys("tab")
        .types("one new zebra jumps 9")
        .keys("enter")
        .advance(TimeDelta::seconds(1))
        .shows("That is not your current password. Your password was not")
        .shows("changed. 4 more wrong tries and you are signed out.");
    Stage::demo()
        .keys("2 right space")
        .shows("Next expiry Tue 2 Feb 2027")
        .resized((60, 16))
        .shows("Next 2 Feb 2027");
}
