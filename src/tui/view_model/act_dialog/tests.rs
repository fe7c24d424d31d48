//! Forms and dialogs by their keys alone.

use super::*;
use crate::tui::keymap::TextKey;

fn reason() -> Field {
    Field::Text {
        label: "Reason",
        line: TextLine::new("", 200),
    }
}

fn typed(dialog: &mut ActDialog, text: &str) {
    for character in text.chars() {
        dialog.edit(&Edit::Insert(character));
    }
}

#[test]
fn enter_and_enter_again_never_destroys() {
    let mut question = ActDialog::open(vec![], Proof::Fresh, Harm::Some);
    assert_eq!(question.press(Press::Enter), Decision::Cancelled);
    let mut dialog = ActDialog::open(vec![reason()], Proof::Fresh, Harm::Some);
    assert_eq!(dialog.press(Press::Enter), Decision::Open);
    assert_eq!(dialog.press(Press::Enter), Decision::Cancelled);
}

#[test]
fn s9_an_act_that_needs_a_proof_is_not_sent_without_one() {
    let mut dialog = ActDialog::open(vec![reason()], Proof::Needed, Harm::Some);
    dialog.focus(Stop::Act);
    assert_eq!(dialog.press(Press::Enter), Decision::Open);
    assert_eq!(dialog.stop, Stop::Field(1));
    typed(&mut dialog, "correct horse");
    dialog.focus(Stop::Act);
    assert_eq!(dialog.press(Press::Enter), Decision::Acted);
    assert!(dialog.take_proof().is_some());
    dialog.refuse("No.");
    assert!(matches!(&dialog.fields[1], Field::Password { entry, .. } if entry.is_empty()));
}

#[test]
fn a_refusal_keeps_what_was_typed() {
    let mut dialog = ActDialog::open(vec![reason()], Proof::Fresh, Harm::Some);
    typed(&mut dialog, "Laptop stolen");
    dialog.refuse("It could not be saved.");
    assert_eq!(dialog.text(0), "Laptop stolen");
}

#[test]
fn on_a_screen_of_its_own_tab_reaches_the_acting_button_first() {
    let mut form = ActDialog::screen(vec![reason()]);
    for stop in [Stop::Act, Stop::Safe, Stop::Field(0)] {
        form.press(Press::Next);
        assert_eq!(form.stop, stop);
    }
}

#[test]
fn every_stop_is_reached_with_tab_and_with_the_arrows() {
    let mut dialog = ActDialog::open(vec![reason()], Proof::Needed, Harm::Some);
    let stops = [Stop::Field(1), Stop::Safe, Stop::Act, Stop::Field(0)];
    for press in [Press::Next, Press::Down] {
        for stop in stops {
            dialog.press(press);
            assert_eq!(dialog.stop, stop);
        }
    }
    for stop in [Stop::Act, Stop::Safe, Stop::Field(1), Stop::Field(0)] {
        dialog.press(Press::Previous);
        assert_eq!(dialog.stop, stop);
    }
}

#[test]
fn enter_in_a_form_goes_to_what_is_still_empty_and_then_acts() {
    let fields = vec![reason(), Field::text("E-mail", 50)];
    let mut form = ActDialog::open(fields, Proof::Fresh, Harm::None);
    typed(&mut form, "Nora");
    assert_eq!(form.press(Press::Enter), Decision::Open);
    assert_eq!(form.stop, Stop::Field(1));
    typed(&mut form, "nora@firm.example");
    assert_eq!(form.press(Press::Enter), Decision::Acted);
}

#[test]
fn y_and_n_answer_only_a_plain_question() {
    let mut plain = ActDialog::open(vec![], Proof::Fresh, Harm::Some);
    assert_eq!(plain.press(Press::No), Decision::Cancelled);
    assert_eq!(plain.press(Press::Yes), Decision::Acted);
    let mut form = ActDialog::open(vec![reason()], Proof::Fresh, Harm::Some);
    assert_eq!(form.press(Press::Yes), Decision::Open);
}

#[test]
fn nothing_is_pressed_twice_while_an_act_is_under_way() {
    let mut dialog = ActDialog::open(vec![], Proof::Fresh, Harm::Some);
    assert_eq!(dialog.press(Press::Yes), Decision::Acted);
    for press in [Press::Yes, Press::Enter, Press::Escape, Press::Choose] {
        assert_eq!(dialog.press(press), Decision::Open);
    }
}

#[test]
fn a_line_keeps_to_its_length_and_to_what_can_be_printed() {
    let mut line = TextLine::new("", 5);
    assert!(line.edit(&Edit::Paste("a\tb\u{202e}cdefgh\n".to_owned().into())));
    assert_eq!(line.text(), "a bcd");
    line.edit(&Edit::Key(TextKey::Home));
    assert!(line.edit(&Edit::Key(TextKey::Delete)));
    assert_eq!((line.text(), line.cursor()), (" bcd", 0));
}

#[test]
fn words_of_a_line_are_passed_and_erased() {
    let mut line = TextLine::new("two brown foxes", 40);
    assert!(!line.edit(&Edit::Key(TextKey::WordLeft)));
    assert!(line.edit(&Edit::Key(TextKey::EraseWord)));
    assert_eq!((line.text(), line.cursor()), ("two foxes", 4));
    assert!(!line.edit(&Edit::Key(TextKey::WordRight)));
    assert_eq!(line.cursor(), 9);
    assert!(line.edit(&Edit::Key(TextKey::EraseToStart)));
    assert_eq!((line.text(), line.cursor()), ("", 0));
}

#[test]
fn the_first_empty_field_of_a_screen_is_named_and_a_refusal_goes_with_what_it_names() {
    let fields = vec![
        Field::text("Name", 20),
        Field::text("E-mail", 20),
        Field::password("Password"),
    ];
    let mut form = ActDialog::screen(fields);
    form.stop = Stop::Act;
    assert_eq!(form.press(Press::Enter), Decision::Open);
    assert_eq!(form.refusal.as_deref(), Some("This is still empty: Name."));
    assert_eq!(form.stop, Stop::Field(0));
    form.stop = Stop::Field(1);
    form.edit(&Edit::Insert('b'));
    assert!(form.refusal.is_some(), "that is another field");
    form.stop = Stop::Field(0);
    form.edit(&Edit::Key(TextKey::End));
    assert!(form.refusal.is_some(), "nothing was changed");
    form.edit(&Edit::Insert('a'));
    assert_eq!(form.refusal, None);
    form.stop = Stop::Act;
    form.press(Press::Enter);
    assert_eq!(form.stop, Stop::Field(2));
    form.edit(&Edit::Insert('p'));
    assert_eq!(form.refusal, None);
    form.stop = Stop::Act;
    assert_eq!(form.press(Press::Enter), Decision::Acted);
    // So does a password that was wrong, once another is typed.
    form.sent = false;
    form.ask_for_proof("That is not your password.");
    form.edit(&Edit::Insert('q'));
    assert_eq!(form.refusal, None);
    // What names no field stays until the next try.
    form.refuse("No.");
    form.stop = Stop::Field(0);
    form.edit(&Edit::Insert('a'));
    assert_eq!(form.refusal.as_deref(), Some("No."));
}
