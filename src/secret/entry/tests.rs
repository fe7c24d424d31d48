//! The field by its keys alone.

use proptest::prelude::*;

use super::*;

fn entry(text: &str) -> PasswordEntry {
    let mut entry = PasswordEntry::new();
    entry.paste(text).expect("room");
    entry
}

fn shown(text: &str) -> PasswordEntry {
    let mut entry = entry(text);
    entry.toggle_visibility();
    entry
}

#[track_caller]
fn check(entry: &PasswordEntry, width: usize, text: &str, cursor: usize) {
    let window = entry.window(width, '•');
    assert_eq!((window.text.as_str(), window.cursor), (text, cursor));
}

#[test]
fn s4_a_field_shows_dots_until_asked_to_show_its_text() {
    let mut entry = entry("één 密碼\n");
    check(&entry, 20, "••••••", 6);
    entry.toggle_visibility();
    check(&entry, 20, "één 密碼", 8);
    entry.left();
    check(&entry, 20, "één 密碼", 6);
    entry.hide();
    check(&entry, 20, "••••••", 5);
}

#[test]
fn s4_a_long_password_scrolls_with_the_cursor() {
    let mut entry = shown("abcdefgh");
    check(&entry, 5, "efgh", 4);
    entry.home();
    check(&entry, 5, "abcd", 0);
    entry.right();
    check(&entry, 5, "abcd", 1);
    check(&entry, 1, "", 0);
    check(&entry, 0, "", 0);
    check(&shown("密碼密碼"), 6, "密碼", 4);
}

#[test]
fn r4_a_shown_password_reaches_no_terminal_with_its_control_characters() {
    check(
        &shown("a\u{1b}[2J\u{202e}b\t\u{200b}"),
        20,
        "a\u{fffd}[2J\u{fffd}b\u{fffd}\u{fffd}",
        9,
    );
}

#[test]
fn s4_what_looks_like_one_character_is_passed_and_deleted_as_one() {
    let mut entry = entry("ae\u{301}👨\u{200d}👩z");
    assert_eq!(entry.dots(), 4);
    entry.left();
    entry.backspace();
    assert_eq!(entry.as_str(), "ae\u{301}z");
    entry.home();
    entry.right();
    entry.delete();
    assert_eq!(entry.as_str(), "az");
    entry.insert('b').unwrap();
    assert_eq!(entry.as_str(), "abz");
    entry.home();
    entry.backspace();
    entry.end();
    entry.delete();
    assert_eq!(entry.as_str(), "abz");
}

#[test]
fn words_are_passed_and_erased_and_a_hidden_field_is_one_word() {
    let mut open = shown("two brown, foxes");
    open.word_left();
    open.erase_word();
    assert_eq!(open.as_str(), "two foxes");
    open.word_right();
    open.erase_to_start();
    assert!(open.is_empty());
    open.paste("à la carte").unwrap();
    open.home();
    open.word_right();
    open.delete();
    assert_eq!(open.as_str(), "à a carte");

    // Where words end is as secret as they are.
    let mut hidden = entry("two brown foxes");
    hidden.word_left();
    assert_eq!(hidden.window(40, '•').cursor, 0);
    hidden.word_right();
    assert_eq!(hidden.window(40, '•').cursor, 15);
    hidden.left();
    hidden.erase_word();
    assert_eq!(hidden.as_str(), "s");
}

#[test]
fn s4_what_does_not_fit_is_refused_and_never_cut() {
    let mut entry = entry("kept");
    assert_eq!(entry.paste(&"x".repeat(MAX_RAW_BYTES - 3)), Err(FieldFull));
    assert_eq!(entry.as_str(), "kept");
    entry.paste(&"x".repeat(MAX_RAW_BYTES - 4)).unwrap();
    assert_eq!(entry.insert('y'), Err(FieldFull));
}

#[test]
fn s4_taking_empties_the_field_and_a_refusal_keeps_it() {
    let mut entry = entry("one\ttwo");
    assert!(entry.take_chosen().is_err());
    assert!(!entry.is_empty());
    assert!(entry.take_offered().password().is_none());
    assert!(entry.is_empty());
    entry.paste("one two").unwrap();
    assert_eq!(entry.take_chosen(), Password::chosen("one two"));
    assert!(entry.is_empty());
}

#[test]
fn s4_again_agrees_with_new_after_normalisation() {
    assert!(entry("cafe\u{301}").agrees_with(&entry("café")));
    assert!(!entry("cafe").agrees_with(&entry("café")));
    assert!(!entry("").agrees_with(&entry("café")));
}

#[test]
fn debug_prints_nothing_of_a_field() {
    let entry = shown("tell nobody");
    assert_eq!(
        format!("{entry:?} {:?}", entry.window(20, '*')),
        "PasswordEntry(..) Window(..)"
    );
}

/// One key of a field.
#[derive(Debug, Clone)]
enum Key {
    Type(char),
    Paste(String),
    Press(fn(&mut PasswordEntry)),
}

fn keys() -> impl Strategy<Value = Vec<Key>> {
    let presses: [fn(&mut PasswordEntry); 12] = [
        PasswordEntry::word_left,
        PasswordEntry::word_right,
        PasswordEntry::erase_word,
        PasswordEntry::erase_to_start,
        PasswordEntry::left,
        PasswordEntry::right,
        PasswordEntry::home,
        PasswordEntry::end,
        PasswordEntry::backspace,
        PasswordEntry::delete,
        PasswordEntry::clear,
        PasswordEntry::toggle_visibility,
    ];
    let key = prop_oneof![
        4 => any::<char>().prop_map(Key::Type),
        1 => prop::sample::select(vec!['\u{301}', '\u{200d}', '🇫', '🇷', '👩', 'e', '\r', '\n']).prop_map(Key::Type),
        1 => "\\PC{0,400}".prop_map(Key::Paste),
        4 => prop::sample::select(presses.to_vec()).prop_map(Key::Press),
    ];
    prop::collection::vec(key, 0..60)
}

proptest! {
    #[test]
    fn s4_no_keys_move_the_buffer_or_split_a_character(keys in keys(), width in 0_usize..40) {
        let mut entry = PasswordEntry::new();
        let (place, capacity) = (entry.bytes.as_ptr(), entry.bytes.capacity());
        for key in keys {
            match key {
                Key::Type(character) => drop(entry.insert(character)),
                Key::Paste(text) => drop(entry.paste(&text)),
                Key::Press(press) => press(&mut entry),
            }
            prop_assert_eq!((entry.bytes.as_ptr(), entry.bytes.capacity()), (place, capacity));
            prop_assert!(str::from_utf8(&entry.bytes).is_ok());
            prop_assert!(entry.boundaries().any(|boundary| boundary == entry.cursor));
            let window = entry.window(width, '•');
            prop_assert!(window.text.capacity() == TEXT_ROOM);
            prop_assert!(window.cursor <= width.saturating_sub(1));
        }
    }
}
