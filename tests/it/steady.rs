//! What is counted and never timed: how often idle screens wake, and how many bytes a key writes.

use chrono::TimeDelta;
use passward::tui::theme::probe;

use crate::support::pty::World;
use crate::support::stage::{PASSWORD, Stage};

#[test]
fn idle_screens_wake_by_the_minute_and_locked_ones_not_at_all() {
    let mut stage = Stage::founded();
    assert_eq!(stage.sleeps(TimeDelta::hours(1)), 60, "signing in");
    stage
        .signs_in("ada@firm.example", PASSWORD)
        .shows("Manage Users");
    assert_eq!(stage.sleeps(TimeDelta::minutes(9)), 9);
    assert_eq!(stage.sleeps(TimeDelta::minutes(1)), 1, "it locks");
    stage.shows("Locked").lacks("Manage Users");
    assert_eq!(stage.sleeps(TimeDelta::hours(11)), 0, "locked");
    assert_eq!(stage.sleeps(TimeDelta::minutes(50)), 1, "the twelve hours");
    stage.shows("Sign in");
}

#[test]
fn a_key_that_changes_nothing_draws_the_frame_that_stands_there() {
    let mut stage = Stage::demo();
    for screen in ["3", "2", "5", "6"] {
        stage.keys(screen).keys("left");
        let size = (80, 24);
        let before = stage.drawn(probe(), size);
        stage.keys("left");
        assert!(
            before == stage.drawn(probe(), size),
            "on {screen}:\n{}",
            stage.screen()
        );
    }
}

/// How many steps, and how many bytes each may write at 80x24 in full colour: two rows of 78 cells, the line of the
/// selected person, and the frame around them.
const STEPS: usize = 20;
const BYTES_A_STEP: usize = 520;

#[test]
fn a_step_along_the_list_writes_few_bytes() {
    let world = World::new();
    let mut pty = world.passward(&["demo"], 80, 24);
    pty.shows("1 of 53");
    pty.keys("\x1b[B");
    pty.shows("2 of 53");
    let before = pty.output().len();
    for step in 0..STEPS {
        // Down, then back up: the same rows again and again.
        let (key, at) = if step % 2 == 0 { ("B", 3) } else { ("A", 2) };
        pty.keys(&format!("\x1b[{key}"));
        pty.shows(&format!("{at} of 53"));
    }
    let each = (pty.output().len() - before) / STEPS;
    assert!(each <= BYTES_A_STEP, "{each} bytes");
    assert!(each > 100, "nothing was measured: {each} bytes");
    pty.keys("q");
    pty.wait_for_end();
}
