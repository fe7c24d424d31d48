//! Whole stories on the real services: an administrator sets a policy, adds, forces, expires all and undoes.

use chrono::TimeDelta;

use crate::support::stage::{PASSWORD, Stage, pictures};

const ADA: &str = "ada@firm.example";
const BEN: &str = "ben@firm.example";
const BENS: &str = "two brown foxes on a hill";

pub(crate) fn inside() -> Stage {
    let mut stage = Stage::founded();
    stage
        .signs_in(ADA, PASSWORD)
        .shows("Manage Users")
        .shows("1 of 1");
    stage
}

/// Adds Ben, who redeems his code on a screen of his own.
fn with_ben() -> (Stage, Stage) {
    let mut ada = inside();
    let code = ada.adds("Ben Okafor", BEN);
    ada.shows("Ben Okafor").shows("not set");
    let mut ben = ada.beside();
    ben.redeems(BEN, &code, BENS).lacks("Manage Users");
    (ada, ben)
}

#[test]
fn u1_a_code_that_was_accepted_is_forgotten_by_whoever_turns_back() {
    let mut ada = inside();
    let code = ada.adds("Ben Okafor", BEN);
    let enters = |code: &str| {
        let mut ben = ada.beside();
        ben.offers_code(BEN, code);
        ben
    };
    let mut back = enters(&code);
    assert!(back.shows("This is for Ben Okafor").is_redeeming());
    back.keys("esc").shows("Sign in");
    assert!(!back.is_redeeming());
    // A code that is refused afterwards leaves nothing of the one before either.
    let mut other = enters(&code);
    other.keys("esc").offers_code(BEN, "0000-0000");
    assert!(!other.is_redeeming());
}

#[test]
fn s1_a_wrong_password_says_one_thing_and_keeps_the_e_mail() {
    let mut stage = Stage::founded();
    stage
        .signs_in(ADA, "wrong one")
        .shows("do not belong together")
        .shows(ADA);
    stage.types(PASSWORD).keys("enter").shows("Manage Users");
}

#[test]
fn p4_p5_a_policy_is_set_and_holds_at_once() {
    let mut stage = inside();
    stage
        .keys("2")
        .shows("Password Expiry")
        .shows("nothing edited yet");
    stage
        .keys("right right space")
        .shows("was Never")
        .shows("of 1 firm user newly expire");
    stage
        .keys("enter")
        .shows("Password expiry goes from never to every 60 days.");
    stage
        .keys("tab enter")
        .shows("Password security is updated.")
        .shows("nothing edited yet");
    stage.keys("3").shows("fresh · until 23 Jan");
}

#[test]
fn p4_leaving_the_tab_with_edits_asks() {
    let mut stage = inside();
    stage
        .keys("2 space down space 3")
        .shows("Leave Password Security");
    stage
        .keys("enter")
        .shows("Password Expiry")
        .keys("3 tab enter")
        .shows("1 of 1");
}

#[test]
fn p5_a_number_opens_its_people_and_the_edits_wait() {
    let mut stage = inside();
    stage
        .advance(TimeDelta::minutes(1))
        .keys("2 up up space")
        .shows("not seen strong");
    let mut tries = 0;
    while !stage.screen().contains("show who") {
        stage.keys("tab");
        tries += 1;
        assert!(tries < 9, "{}", stage.screen());
    }
    stage
        .keys("enter")
        .shows("Would newly expire")
        .keys("2")
        .shows("was not required");
}

#[test]
fn p6_two_administrators_never_overwrite_each_other() {
    let mut first = inside();
    let mut second = first.beside();
    second.signs_in(ADA, PASSWORD).keys("2 right space");
    first
        .keys("2 right right space enter tab enter")
        .shows("updated");
    second
        .keys("enter tab enter")
        .shows("in the meantime")
        .shows("expiry from never to every");
    second.keys("enter").shows("updated");
    first
        .advance(TimeDelta::seconds(1))
        .shows("(•) Every 30 days");
}

#[test]
fn s9_after_five_minutes_the_password_is_one_line_of_the_confirmation() {
    let mut stage = inside();
    stage
        .advance(TimeDelta::minutes(6))
        .keys("2 right space enter")
        .shows("Your password");
    stage.types("not this").keys("enter enter").lacks("updated");
    stage
        .keys("2")
        .shows("Password Expiry")
        .keys("enter")
        .shows("Your password");
    stage
        .types("not this")
        .keys("tab tab enter")
        .shows("That is not your password.");
    stage
        .types(PASSWORD)
        .keys("tab tab enter")
        .shows("Password security is updated.");
}

#[test]
fn u1_a_user_is_added_with_a_code_and_comes_in_with_it() {
    let (mut ada, _) = with_ben();
    ada.advance(TimeDelta::seconds(1))
        .shows("does not expire")
        .lacks("not set");
}

#[test]
fn u1_a_taken_address_is_refused_in_the_dialog() {
    let mut stage = inside();
    stage
        .keys("n")
        .types("Ada Again")
        .keys("tab")
        .types(ADA)
        .keys("enter");
    stage
        .shows("Another user has this e-mail")
        .shows("Ada Again");
}

#[test]
fn e6_s10_a_forced_user_is_taken_to_the_forced_screen_within_a_second() {
    let (mut ada, mut ben) = with_ben();
    ada.advance(TimeDelta::seconds(1))
        .keys("down")
        .shows("Ben Okafor  ben@firm.example");
    ada.keys("f").shows("Force Password Change: Ben Okafor");
    ada.types("Shared it")
        .keys("enter tab enter")
        .shows("must change · forced by Ada");
    ben.advance(TimeDelta::seconds(1))
        .shows("Choose a new password")
        .shows("“Shared it”");
    let new = "another brown fox by the lake";
    ben.types(new)
        .keys("tab")
        .types(new)
        .keys("enter")
        .shows("Your password is changed.");
}

#[test]
fn u3_a_disabled_user_is_signed_out_and_hidden() {
    let (mut ada, mut ben) = with_ben();
    ada.advance(TimeDelta::seconds(1))
        .keys("down d")
        .shows("Disable Ben Okafor");
    ada.keys("y")
        .shows("Ben Okafor is disabled")
        .shows("1 of 1");
    ben.advance(TimeDelta::seconds(1))
        .shows("Your account was disabled");
    ada.keys("tab tab tab enter down enter")
        .shows("disabled · ")
        .shows("Ben Okafor");
}

#[test]
fn e7_e10_all_passwords_are_expired_and_it_is_undone() {
    let (mut ada, mut ben) = with_ben();
    ada.advance(TimeDelta::seconds(1))
        .keys("a enter")
        .shows("Expire all passwords");
    ada.shows("2 firm users must choose a new password")
        .shows("you among them");
    ada.types("Laptop stolen")
        .keys("enter tab enter")
        .shows("Choose a new password");
    ben.advance(TimeDelta::seconds(1))
        .shows("expired all passwords")
        .shows("“Laptop stolen”");
    let new = "eight ripe plums in June";
    ada.types(new)
        .keys("tab")
        .types(new)
        .keys("enter")
        .shows("Manage Users");
    ada.shows("All passwords expired by Ada")
        .shows("1 still to change");
    ada.keys("z")
        .shows("Undo expire all")
        .keys("tab enter")
        .shows("is undone");
    ada.lacks("still to change");
    ben.advance(TimeDelta::seconds(1))
        .shows("You may go on.")
        .shows("Update Password");
}

#[test]
fn quitting_with_edits_asks_and_without_it_does_not() {
    let mut stage = inside();
    stage
        .keys("2 right space q")
        .shows("Leave Password Security");
    assert!(!stage.has_quit());
    stage.keys("y");
    assert!(stage.has_quit());
}

#[test]
fn e6_a_force_says_whose_it_takes_the_place_of() {
    Stage::demo()
        .keys("/")
        .types("dev patel")
        .keys("enter f")
        .shows("Force Password Change: Dev Patel")
        .shows("takes the place of what Ada Hartwell asked for");
}

#[test]
fn e5_where_there_are_no_connect_users_none_are_spoken_of() {
    let mut ada = inside();
    ada.keys("2 right space")
        .shows("of 1 firm user newly expire")
        .lacks("Connect")
        .keys("u")
        .shows("goes from never to every 30 days")
        .lacks("Connect")
        .keys("esc d 3 a enter")
        .shows("1 firm user must choose a new password")
        .lacks("Not touched");
    ada.keys("esc").adds("Ben Okafor", BEN);
    ada.keys("a enter").shows("Not touched: 1 invited.");
}

#[test]
fn every_screen_around_the_two_is_readable_at_each_size() {
    let mut stage = Stage::empty();
    pictures!("first_run", stage.shows("Welcome"));
    // What the meter says is there whole, with a refusal below it too.
    stage.keys("tab tab tab").types("osierplinth");
    pictures!("first_run_meter", &stage);
    stage.keys("tab tab enter");
    pictures!(
        "first_run_refused",
        stage.shows("This is still empty: The firm's name."),
    );
    let mut stage = Stage::founded();
    pictures!("sign_in", stage.shows("Sign in"));
    pictures!("code", stage.keys("tab tab tab enter"));
    let mut stage = Stage::demo();
    pictures!("keys", stage.keys("?"));
    pictures!("update_password", stage.keys("esc 1").types("some words"));
    let (mut ada, mut ben) = with_ben();
    ada.advance(TimeDelta::seconds(1))
        .keys("down f")
        .types("Laptop stolen")
        .keys("enter tab enter");
    pictures!(
        "forced",
        ben.advance(TimeDelta::seconds(1))
            .types("twelve more letters"),
    );
}

#[test]
fn no_sequence_of_keys_panics_on_real_services() {
    const KEYS: [&str; 34] = [
        "tab", "backtab", "enter", "esc", "space", "up", "down", "left", "right", "home", "end",
        "1", "2", "3", "a", "n", "e", "f", "d", "s", "r", "z", "/", "x", "c", "?", "y", "u", "k",
        "j", "i", "w", "g", "t",
    ];
    let mut stage = Stage::demo();
    let mut seed = 7_u64;
    for _ in 0..600 {
        // Any full-period generator will do; the sequence is the same each time.
        seed = seed
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        let at = usize::try_from(seed >> 33).unwrap() % KEYS.len();
        stage.keys(KEYS[at]);
        if stage.has_quit() {
            stage = Stage::demo();
        }
        // Whoever follows the cursor with a reader or a magnifier is never lost.
        assert!(stage.has_cursor(), "no cursor on\n{}", stage.screen());
    }
}

#[test]
fn every_entry_of_a_footer_can_be_clicked_and_does_what_its_key_does() {
    let starts: [fn() -> Stage; 8] = [
        Stage::founded,
        Stage::demo,
        || with_keys("1"),
        || with_keys("2"),
        || with_keys("down f"),
        || with_keys("down d"),
        || with_keys("a"),
        || with_keys("?"),
    ];
    for start in starts {
        let entries = start().footer();
        assert!(entries.len() > 2, "{entries:?}");
        for (x, y) in entries {
            let mut stage = start();
            stage.clicks(x, y);
            assert!(stage.has_quit() || stage.has_cursor(), "{}", stage.screen());
        }
    }
    let mut stage = with_keys("down f");
    let (x, y) = stage.finds("cancel");
    stage.clicks(x, y).lacks("Force Password Change");
    let mut stage = with_keys("?");
    let (x, y) = stage.finds("close");
    stage.clicks(x, y).lacks("Keys and commands");
}

fn with_keys(keys: &str) -> Stage {
    let mut stage = Stage::demo();
    stage.keys(keys);
    stage
}
