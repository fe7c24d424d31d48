//! Stories of acts on many, on the real services: marked, asked, done as one change, told (U6, E6, U3).

use passward::tui::theme::probe;

use crate::support::snapshot::snapshot;
use crate::support::stage::Stage;

/// The sizes at which screens are looked at.
const SIZES: [(u16, u16); 3] = [(80, 24), (140, 40), (60, 16)];

fn people() -> Stage {
    let mut stage = Stage::demo();
    stage.keys("3").shows("Manage Users");
    stage
}

fn pictures(stage: &Stage, name: &str) {
    for (width, height) in SIZES {
        let (buffer, cursor) = stage.drawn(probe(), (width, height));
        insta::assert_snapshot!(
            format!("{name}_{width}x{height}"),
            snapshot(&buffer, cursor)
        );
    }
}

#[test]
fn u6_many_are_marked_and_a_bar_says_what_can_be_done_to_them() {
    let mut stage = people();
    stage.keys("down space").shows("1 marked");
    stage
        .keys("down down shift-down shift-down")
        .shows("4 marked");
    pictures(&stage, "marked_some");
    stage.keys("*").shows("all 53 marked");
    stage.keys("space").shows("all but 1: 52 marked");
    pictures(&stage, "marked_all_but_one");
    stage.keys("-").lacks("marked");
    stage.keys("space space").lacks("marked");
}

#[test]
fn e6_all_that_match_a_filter_are_forced_as_one_change() {
    let mut stage = people();
    stage.keys("*").shows("all 53 marked");
    stage
        .keys("f")
        .shows("Force Password Change: all 53 marked");
    stage.shows("Left out:").shows("You are among them.");
    stage.types("A laptop was lost");
    pictures(&stage, "marked_force");
    stage.keys("tab tab enter");
    // Among them is who did it: nothing else comes before a new password (S10).
    stage.shows("A laptop was lost");
}

#[test]
fn e6_those_searched_for_one_after_the_other_are_forced_together() {
    let mut stage = people();
    stage.keys("/").types("chloe");
    stage.keys("enter space / esc").types("grace");
    stage.keys("enter space").shows("2 marked");
    stage
        .keys("f tab tab enter")
        .shows("2 users must choose a new password.");
    stage.lacks("2 marked").keys("r");
    stage.shows("forced by Ada");
}

#[test]
fn u3_the_marked_are_disabled_and_enabled_again() {
    let mut stage = people();
    stage
        .keys("space shift-down shift-down shift-down")
        .shows("4 marked");
    stage.keys("d").shows("Disable: 4 marked");
    stage.shows("the owner, who cannot be disabled");
    pictures(&stage, "marked_disable");
    stage
        .keys("y")
        .shows("3 users are disabled and signed out; 1 left out.");
    stage.lacks("Ben Okafor");
    stage
        .keys("tab tab tab enter down enter esc")
        .shows("Enabled and disabled");
    stage.keys("* e").shows("enabled already");
    stage.keys("y").shows("users are enabled");
    stage.shows("Ben Okafor");
}

#[test]
fn u6_another_filter_drops_all_that_match_and_a_line_says_so() {
    let mut stage = people();
    stage.keys("*").shows("all 53 marked");
    stage.keys("/").types("a").lacks("all 53 marked");
    stage.shows("Nobody is marked any more");
}
