//! What a screen offers can be done where one is: the keys of the last line, of banners, titles and fields.

use passward::tui::keymap::{Chord, Key, command};

use crate::stories::inside;
use crate::support::stage::Stage;

/// The keys that the last line names.
fn keys_of_footer(stage: &Stage) -> Vec<(String, Chord)> {
    let screen = stage.screen();
    let line = screen.lines().last().unwrap().trim_matches('"');
    let entries = line.split("  ").map(str::trim).filter(|of| !of.is_empty());
    entries
        .map(|entry| {
            let key = match entry.split(' ').next().unwrap() {
                "↵" => Key::Enter,
                "tab" => Key::Tab,
                "esc" => Key::Esc,
                "space" => Key::Char(' '),
                "↑↓" => Key::Up,
                "←→" => Key::Left,
                "F2" => Key::F(2),
                "ctrl-c" => return (entry.to_owned(), Chord::ctrl(Key::Char('c'))),
                name => {
                    let mut letters = name.chars();
                    let letter = letters.next().unwrap();
                    assert_eq!(letters.next(), None, "{line}");
                    Key::Char(letter)
                }
            };
            (entry.to_owned(), Chord::plain(key))
        })
        .collect()
}

#[test]
fn the_footer_names_keys_that_do_something_where_one_is() {
    let mut stage = Stage::demo();
    for there in [
        "",
        "down",
        "a",
        "a enter",
        "a enter tab",
        "f",
        "f tab",
        "e",
        "space",
        "/",
        "enter",
        "u",
        "i",
        "s",
        "tab",
        "1",
        "2",
        "2 up",
        "2 right space u",
        "2 right space 3",
        "4",
        "5",
        "6",
        "6 /",
        "6 enter",
        "6 i",
        "6 e",
        "6 p",
        "6 t",
        "6 d",
        "esc",
    ] {
        stage.keys(there);
        let keys = keys_of_footer(&stage);
        assert!(keys.len() > 1, "{there}: {keys:?}");
        for (entry, chord) in keys {
            let found = command(&stage.places(), chord);
            assert!(
                found.is_some(),
                "after {there:?}: {entry}\n{}",
                stage.screen()
            );
        }
        // Out of whatever was opened, and back to the list with nobody marked.
        stage.keys("esc esc esc esc 2 d 3 r -");
    }
    assert!(!stage.has_quit());
}

#[test]
fn letters_that_go_into_a_field_are_not_offered_as_keys() {
    let mut stage = inside();
    stage
        .shows("a Actions   n Add user")
        .keys("/")
        .lacks("a Actions")
        .shows("Actions   Add user")
        .keys("esc space")
        .shows("✓ 1 marked   f force   d disable")
        .keys("/")
        .shows("✓ 1 marked     force     disable")
        .types("nobody like that")
        .shows("Esc clears the search.")
        .keys("esc esc n")
        // What stands behind a dialog stays as it was.
        .shows("a Actions   n Add user");
    // A click does what the letter would.
    let mut stage = inside();
    stage.shows("x dismiss").keys("1").lacks("x dismiss");
    let (x, y) = stage.finds("dismiss");
    stage.clicks(x, y).lacks("dismiss");
}

#[test]
fn s6_the_meter_gives_advice_and_f2_says_what_it_does_next() {
    let mut stage = inside();
    stage
        .keys("1 tab")
        .types("qwertyuiopasdf")
        .shows("Weak. Easy to guess, 1 character too short.")
        .shows("This is close to a commonly used password.")
        .shows("F2 show")
        .lacks("qwertyuiopasdf")
        .chord(Chord::plain(Key::F(2)))
        .shows("qwertyuiopasdf")
        .shows("hide F2")
        .shows("F2 hide")
        .lacks("show");
}
