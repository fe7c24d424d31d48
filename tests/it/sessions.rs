//! Sessions on the real services: who is signed in, who is signed out, and the lock of one that stood idle
//! (U5, S9, S10).

use std::time::Duration;

use chrono::TimeDelta;
use passward::domain::session::IdleLimit;
use passward::words::Zone;

use crate::support::stage::{PASSWORD, Set, Stage, pictures};

const ADA: &str = "ada@firm.example";
const BEN: &str = "ben@firm.example";
const BENS: &str = "two brown foxes on a hill";

fn inside() -> Stage {
    let mut stage = Stage::founded();
    stage.signs_in(ADA, PASSWORD).shows("1 of 1");
    stage
}

/// Adds Ben, who redeems his code on a screen of his own.
fn with_ben() -> (Stage, Stage) {
    let mut ada = inside();
    let code = ada.adds("Ben Okafor", BEN);
    let mut ben = ada.beside();
    ben.redeems(BEN, &code, BENS);
    (ada, ben)
}

#[test]
fn s9_an_idle_screen_warns_locks_and_comes_back_as_it_was() {
    let mut stage = inside();
    stage.keys("2 right space").shows("was Never");
    stage.advance(TimeDelta::minutes(9)).shows("locks at 14:12");
    pictures!("idle_warning", &stage);
    stage.keys("left").lacks("locks at");
    stage.advance(TimeDelta::minutes(10));
    stage.shows("Locked").shows("Ada Hartwell").lacks("Never");
    pictures!("locked", &stage);
    stage.types("not this").keys("enter");
    stage.shows("That is not your password. 4 more wrong tries");
    pictures!("locked_refused", &stage);
    stage.types(PASSWORD).keys("enter");
    stage.shows("was Never").lacks("Locked");
    // Unlocking proved the password: the update asks for none.
    stage.keys("enter").shows("Password expiry goes");
    stage.lacks("Your password").keys("tab enter");
    stage.shows("Password security is updated.");
}

#[test]
fn s9_a_firm_sets_how_long_a_session_may_stand_idle() {
    let mut stage = Stage::founded_where(Set {
        idle: IdleLimit::of(Duration::from_mins(3)),
        ..Set::default()
    });
    stage.signs_in(ADA, PASSWORD).shows("1 of 1");
    stage.advance(TimeDelta::seconds(119)).lacks("locks at");
    stage.advance(TimeDelta::seconds(1)).shows("locks at 14:05");
    stage.advance(TimeDelta::seconds(59)).lacks("Locked");
    stage.advance(TimeDelta::seconds(1)).shows("Locked");
    stage.shows("No key was pressed for 3 minutes.");
}

#[test]
fn the_screens_tell_the_time_of_the_zone_that_is_set() {
    let mut stage = Stage::founded_where(Set {
        zone: Zone::named("Asia/Tokyo").unwrap(),
        ..Set::default()
    });
    // It is 14:02 in UTC.
    stage.signs_in(ADA, PASSWORD).shows("Owner  23:02");
    stage.keys("6").shows("today 23:02");
    stage.advance(TimeDelta::minutes(59)).types(PASSWORD);
    stage.keys("enter").shows("yesterday 23:02");
}

#[test]
fn s9_a_reason_and_its_dialog_wait_behind_the_lock() {
    let (mut ada, _ben) = with_ben();
    ada.advance(TimeDelta::seconds(1)).keys("down f");
    ada.types("Shared it").advance(TimeDelta::minutes(10));
    ada.shows("Locked").lacks("Shared it");
    ada.types(PASSWORD).keys("enter").shows("Shared it");
    ada.keys("enter tab enter").shows("must change");
}

#[test]
fn s9_s3_the_fifth_wrong_unlock_signs_out() {
    let mut stage = inside();
    stage.advance(TimeDelta::minutes(10)).shows("Locked");
    for _ in 0..4 {
        stage
            .types("not this")
            .keys("enter")
            .shows("not your password");
    }
    stage.types("not this").keys("enter");
    stage.shows("Sign in").shows("fifth wrong password");
    stage.types(PASSWORD).keys("enter").shows("1 of 1");
}

#[test]
fn s9_one_can_sign_out_from_the_lock() {
    let mut stage = inside();
    stage.advance(TimeDelta::minutes(10)).shows("Locked");
    stage.keys("tab tab enter").shows("Sign in");
    stage.signs_in("", PASSWORD).lacks("Locked");
}

#[test]
fn s9_a_locked_session_ends_after_twelve_hours() {
    let mut stage = inside();
    stage.advance(TimeDelta::minutes(10)).shows("Locked");
    stage.advance(TimeDelta::hours(12) - TimeDelta::minutes(10));
    stage.shows("Sign in").shows("signed in for 12 hours");
}

#[test]
fn s9_the_demonstration_locks_too() {
    let mut stage = Stage::demo();
    stage.advance(TimeDelta::minutes(10)).shows("Locked");
    stage.types(passward::service::demo::PASSWORD);
    stage.keys("enter").shows("Manage Users");
}

#[test]
fn s10_whoever_is_disabled_while_locked_learns_it_at_the_next_key() {
    let (mut ada, mut ben) = with_ben();
    ben.advance(TimeDelta::minutes(10)).shows("Locked");
    ada.advance(TimeDelta::seconds(1)).keys("down d y");
    ada.shows("is disabled");
    ben.shows("Locked").keys("down");
    ben.shows("Sign in").shows("was disabled");
}

#[test]
fn s10_whoever_is_forced_while_locked_chooses_after_unlocking() {
    let (mut ada, mut ben) = with_ben();
    ben.advance(TimeDelta::minutes(10)).shows("Locked");
    ada.advance(TimeDelta::seconds(1))
        .keys("down f")
        .types("Shared it")
        .keys("enter tab enter")
        .shows("must change");
    ben.types(BENS).keys("enter").shows("Choose a new password");
}

#[test]
fn u5_an_administrator_sees_who_is_signed_in_and_ends_one_session() {
    let (mut ada, mut ben) = with_ben();
    ada.advance(TimeDelta::minutes(3)).keys("5");
    ada.shows("Sessions").shows("2 sessions");
    ada.shows("this session").shows("Ben Okafor");
    pictures!("sessions_list", &ada);
    ada.keys("d").shows("Press o to sign out");
    ada.keys("down d").shows("End the session of Ben Okafor");
    pictures!("sessions_end", &ada);
    ada.keys("y")
        .shows("is signed out there")
        .shows("1 session");
    ben.advance(TimeDelta::seconds(1)).shows("Sign in");
    ben.shows("Ada Hartwell signed you out.");
    ben.types(BENS).keys("enter").shows("Update Password");
}

#[test]
fn u5_a_program_that_is_gone_goes_from_the_list_by_itself() {
    let (mut ada, ben) = with_ben();
    ada.advance(TimeDelta::seconds(1))
        .keys("5")
        .shows("2 sessions");
    drop(ben);
    for _ in 0..5 {
        ada.advance(TimeDelta::seconds(1));
    }
    ada.shows("1 session").lacks("Ben Okafor");
}

#[test]
fn u5_only_administrators_have_the_tab() {
    let (_, mut ben) = with_ben();
    ben.keys("esc")
        .lacks("Sessions")
        .keys("5")
        .lacks("Last active");
}

#[test]
fn u5_one_user_is_signed_out_from_their_row() {
    let (mut ada, mut ben) = with_ben();
    ada.advance(TimeDelta::seconds(1)).keys("down u");
    ada.shows("Sign out Ben Okafor");
    pictures!("sign_out_one", &ada);
    ada.keys("y").shows("Ben Okafor is signed out.");
    ben.advance(TimeDelta::seconds(1))
        .shows("Ada Hartwell signed you out.");
    ada.keys("u y").shows("not signed in anywhere");
}

#[test]
fn u5_s9_everyone_is_signed_out_with_a_fresh_proof_and_told_why() {
    let (mut ada, mut ben) = with_ben();
    ada.advance(TimeDelta::minutes(6)).keys("a");
    ada.shows("Sign out all users").keys("esc :");
    ada.types("sign out all users").keys("enter");
    ada.shows("2 people in 2 sessions, you among them");
    ada.shows("Your password");
    pictures!("sign_out_all", &ada);
    ada.types(PASSWORD).keys("tab tab enter");
    ada.shows("Sign in")
        .shows("You signed everyone out, yourself included.");
    ben.advance(TimeDelta::seconds(1));
    ben.shows("Sign in")
        .shows("Ada Hartwell signed everyone out.");
}

#[test]
fn u5_edits_that_were_not_sent_end_with_the_session() {
    let (mut ada, mut ben) = with_ben();
    ben.types("half a password");
    ada.advance(TimeDelta::seconds(1)).keys("down u y");
    ben.advance(TimeDelta::seconds(1)).shows("Sign in");
    ben.lacks("half a password");
}
