//! The life of a user as stories on the real services: codes, locks, roles, ownership, the firm's name.

use chrono::TimeDelta;

use crate::support::stage::{PASSWORD, Stage, code_on};

const ADA: &str = "ada@firm.example";
const BEN: &str = "ben@firm.example";
const BENS: &str = "two brown foxes on a hill";
const NEW: &str = "three grey geese over a pond";

fn inside() -> Stage {
    let mut stage = Stage::founded();
    stage.signs_in(ADA, PASSWORD).shows("1 of 1");
    stage
}

fn tick() -> TimeDelta {
    TimeDelta::seconds(1)
}

/// Adds Ben, who redeems his code beside.
fn with_ben() -> (Stage, Stage) {
    let mut ada = inside();
    let code = ada.adds("Ben Okafor", BEN);
    let mut ben = ada.beside();
    ben.redeems(BEN, &code, BENS);
    ada.advance(tick()).keys("down").shows("2 of 2");
    (ada, ben)
}

#[test]
fn u1_invited_renewed_revoked_and_redeemed() {
    let mut ada = inside();
    let first = ada.adds("Ben Okafor", BEN);
    ada.keys("down")
        .shows("Setup code by Ada Hartwell, today 14:02, until 1 Dec, 14:02");
    ada.keys("i")
        .shows("New setup code for Ben Okafor")
        .shows("The code that is open until 1 Dec, 14:02 ends.");
    ada.keys("tab enter").shows("Setup code for Ben Okafor");
    let second = code_on(&ada.screen());
    assert_ne!(first, second);
    ada.keys("esc").lacks(&second);
    ada.keys("w")
        .shows("Revoke the code of Ben Okafor")
        .keys("y");
    ada.shows("The code of Ben Okafor is revoked.")
        .shows("revoked today 14:02")
        .shows("not set · no code");
    let mut ben = ada.beside();
    ben.offers_code(BEN, &second)
        .shows("This code was revoked.");
    // By arrows and Enter alone, through the menu of the person.
    ada.keys("enter")
        .goes_to("New setup code")
        .keys("enter")
        .shows("New setup code for Ben Okafor");
    ada.keys("y").shows("Setup code for Ben Okafor");
    let third = code_on(&ada.screen());
    ada.shows("y send to terminal")
        .shows("↵ close")
        .keys("y")
        .shows("Sent to your terminal.")
        .lacks("opied")
        .shows(&third)
        .keys("esc");
    let mut ben = ada.beside();
    ben.offers_code(BEN, &first).shows("do not belong together");
    let mut ben = ada.beside();
    ben.redeems(BEN, &third, BENS)
        .shows("1 of 5: 2 tries to sign in failed")
        .keys("esc x")
        .shows("2 of 5: Ada Hartwell issued a code for you")
        .keys("x x")
        .shows("4 of 5: Ada Hartwell revoked your code");
    ada.advance(tick())
        .shows("Code by Ada, used today 14:02")
        .keys("enter")
        .shows("Setup code by Ada Hartwell, today 14:02, used");
    let mut again = ada.beside();
    again
        .signs_in(BEN, BENS)
        .keys("esc x x x x x")
        .shows("6 of 7: Your password was chosen with a code that Ada Hartwell was shown")
        .keys("x")
        .shows("7 of 7: You last signed in today 14:02");
}

#[test]
fn s9_after_five_minutes_a_code_asks_for_the_password_in_its_own_dialog() {
    let (mut ada, _) = with_ben();
    ada.advance(TimeDelta::minutes(6))
        .keys("i")
        .shows("Your password");
    ada.types("not this")
        .keys("enter")
        .shows("That is not your password.");
    ada.types(PASSWORD)
        .keys("enter")
        .shows("Reset code for Ben Okafor")
        .shows("It is shown only now.");
}

#[test]
fn s3_u2_locked_out_seen_and_let_in_again_with_a_reset_code() {
    let (ada, _) = with_ben();
    let mut ben = ada.beside();
    ben.signs_in(BEN, "wrong");
    for _ in 1..100 {
        ben.shows("do not belong together")
            .advance(TimeDelta::minutes(15))
            .types("wrong")
            .keys("enter");
    }
    ben.advance(TimeDelta::minutes(15))
        .types(BENS)
        .keys("enter")
        .shows("e-mail is locked. Ask an administrator of your");
    let mut ada = ben.beside();
    ada.signs_in(ADA, PASSWORD)
        .keys("down")
        .shows("locked · ")
        .shows("Locked by 100 wrong tries: i issues a code");
    ada.keys("i").shows("is locked after 100 wrong").keys("y");
    let code = code_on(&ada.screen());
    ada.keys("esc").shows("locked · ");
    let mut ben = ada.beside();
    ben.redeems(BEN, &code, NEW);
    ada.advance(tick()).lacks("locked · ").shows("used today");
    let mut ben = ada.beside();
    ben.signs_in(BEN, NEW).shows("Update Password");
}

#[test]
fn r6_s10_an_administrator_is_demoted_while_a_dialog_is_open() {
    let (mut ada, mut ben) = with_ben();
    ada.keys("g")
        .shows("Make Ben Okafor an administrator")
        .keys("y")
        .shows("Ben Okafor is an administrator now.");
    ben.advance(tick())
        .shows("You are an administrator now.")
        .keys("esc 3")
        .shows("1 of 2");
    ben.keys("n").shows("Add user").types("Dev Patel");
    ada.keys("g")
        .shows("Take the role away from Ben Okafor")
        .keys("y")
        .shows("Ben Okafor is no longer an administrator.");
    // Before his screen has noticed, he sends what he has typed.
    ben.keys("tab")
        .types("dev@firm.example")
        .keys("enter")
        .shows("Only administrators may do this.");
    ben.advance(tick())
        .shows("You are no longer an administrator")
        .lacks("Dev Patel")
        .lacks("Manage Users");
    ada.advance(tick()).lacks("Dev Patel").shows("2 of 2");
}

#[test]
fn u4_the_ownership_is_handed_on_and_the_firm_is_renamed_by_the_new_owner() {
    let (mut ada, mut ben) = with_ben();
    ada.keys("enter")
        .goes_to("Hand the ownership on")
        .shows("The ownership can only be handed to an")
        .keys("enter")
        .shows("The ownership can only be handed to an")
        .keys("esc g y");
    ada.keys("enter")
        .goes_to("Hand the ownership on")
        .keys("enter")
        .shows("Hand the ownership on to Ben Okafor")
        .keys("tab enter")
        .shows("Ben Okafor is the owner now, and you are an administrator.");
    ada.shows("Ada Hartwell · Admin");
    ada.keys("a")
        .goes_to("Rename firm")
        .keys("enter")
        .shows("Only the owner may do this.");
    ben.advance(tick())
        .shows("The ownership of the firm was handed on to you.")
        .keys("esc 3 a");
    ben.goes_to("Rename firm").keys("enter");
    ben.shows("Rename firm").shows("Hartwell & Finch LLP");
    for _ in 0..4 {
        ben.erases();
    }
    ben.types(" & Okafor")
        .keys("enter tab enter")
        .shows("The firm is renamed.");
    ben.shows("Hartwell & Finch & Okafor");
    ada.keys("esc")
        .advance(tick())
        .shows("Hartwell & Finch & Okafor");
}

#[test]
fn u3_a_client_joins_the_firm_and_leaves_it() {
    let (mut ada, mut ben) = with_ben();
    ada.keys("f tab tab enter").shows("must change");
    ada.keys("t")
        .shows("Make Ben Okafor a Connect user")
        .shows("forced is no")
        .keys("y")
        .shows("Ben Okafor is a Connect user now.")
        .lacks("must change");
    ben.advance(tick()).shows("Update Password");
    ada.keys("g").shows("A Connect user has no role.");
    ada.keys("enter")
        .goes_to("Make firm user")
        .keys("enter")
        .shows("Make Ben Okafor a firm user")
        .keys("y")
        .shows("Ben Okafor is a firm user now.");
    let mut again = ada.beside();
    again
        .signs_in(BEN, BENS)
        .keys("esc x x x")
        .shows("4 of 6: Ada Hartwell made you a Connect user");
}

/// Invite, redeem, force, disable, change of kind, hand over, break-in: one firm from end to end.
#[test]
fn the_life_of_a_firm_from_the_invitation_to_a_break_in() {
    let (mut ada, mut ben) = with_ben();
    ada.keys("f tab tab enter").shows("must change");
    ben.advance(tick()).shows("Choose a new password");
    ben.types(NEW).keys("tab").types(NEW).keys("enter");
    ben.shows("Update Password");
    ada.advance(tick()).lacks("must change");
    ada.keys("d").shows("Disable Ben Okafor").keys("y");
    ben.advance(tick()).shows("Your account was disabled");
    ada.keys("z").shows("enabled").shows("2 of 2");
    ada.keys("t").shows("Connect user").keys("y");
    ada.keys("t").shows("a firm user").keys("y");
    ada.keys("g").shows("an administrator").keys("y");
    ada.keys("enter")
        .goes_to("Hand the ownership on")
        .keys("enter tab enter")
        .shows("Ben Okafor is the owner now");
    let mut ben = ada.beside();
    ben.signs_in(BEN, NEW).keys("3 :").types("break-in");
    ben.keys("enter").shows("Respond to a break-in: everyone");
    ben.keys("tab tab tab enter")
        .shows("You responded to a break-in and signed");
    ada.advance(tick())
        .shows("Ben Okafor responded to a break-in and");
}
