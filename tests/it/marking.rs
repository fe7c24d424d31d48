//! Stories of acts on many, on the real services: marked, asked, done as one change, told (U6, E6, U3).

use passward::service::demo;

use crate::support::stage::{Stage, pictures};

fn people() -> Stage {
    let mut stage = Stage::demo();
    stage.keys("3").shows("Manage Users");
    stage
}

/// Ben, an administrator, at a screen of his own.
fn ben_beside(stage: &Stage) -> Stage {
    let mut ben = stage.beside();
    ben.signs_in("ben.okafor@hartwellfinch.example", demo::PASSWORD)
        .shows("Manage Users");
    ben
}

#[test]
fn u6_many_are_marked_and_a_bar_says_what_can_be_done_to_them() {
    let mut stage = people();
    stage.keys("down space").shows("1 marked");
    stage
        .keys("down down shift-down shift-down")
        .shows("4 marked");
    pictures!("marked_some", &stage);
    stage.keys("*").shows("all 53 marked");
    stage.keys("space").shows("all but 1: 52 marked");
    pictures!("marked_all_but_one", &stage);
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
    pictures!("marked_force", &stage);
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
    pictures!("marked_disable", &stage);
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
    stage.shows("Nobody is marked now");
}

#[test]
fn u5_the_marked_are_signed_out_where_they_are_signed_in() {
    let mut stage = people();
    let mut ben = ben_beside(&stage);
    stage
        .keys("* space u")
        .shows("Sign out: all but 1: 52 marked");
    stage.shows("1 user is signed out within a second.");
    pictures!("marked_sign_out", &stage);
    stage.keys("y").shows("1 user is signed out");
    ben.advance(chrono::TimeDelta::seconds(1));
    ben.shows("Ada Hartwell signed you out.");
}

#[test]
fn u8_a_break_in_is_responded_to_in_one_step() {
    let mut stage = people();
    let mut ben = ben_beside(&stage);
    stage.advance(chrono::TimeDelta::minutes(6));
    stage.keys(":").types("break-in").keys("enter");
    stage
        .shows("Respond to a break-in: everyone")
        .shows("Not forced:");
    stage
        .shows("you among them")
        .shows("Connect users stay enabled");
    stage.types("Mailbox broken into").keys("tab right");
    stage.shows("Connect users are disabled.");
    pictures!("break_in", &stage);
    stage.keys("tab").types(passward::service::demo::PASSWORD);
    stage.keys("tab tab enter");
    // The acting administrator is included (U8).
    stage.shows("You responded to a break-in and signed");
    ben.advance(chrono::TimeDelta::seconds(1));
    ben.shows("Ada Hartwell responded to a break-in and");
}

#[test]
fn u8_a_break_in_that_concerns_a_few_leaves_the_rest_alone() {
    let mut stage = people();
    stage.keys("down space :").types("break-in").keys("enter");
    stage.shows("Respond to a break-in: the marked");
    pictures!("break_in_marked", &stage);
    stage
        .keys("tab tab right")
        .shows("Respond to a break-in: everyone");
    stage
        .keys("left")
        .shows("Respond to a break-in: the marked");
    stage
        .keys("tab tab enter")
        .shows("Break-in: 1 user must choose a new password");
    stage.shows("Manage Users").lacks("marked");
}
