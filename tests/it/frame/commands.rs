//! The list of keys and commands: what is in it, how it is filtered, and that everything is reached through it.

use super::*;
use crate::support::stage::pictures;

#[test]
fn esc_on_the_form_of_signing_in_loses_nothing_and_offers_what_can_be_done() {
    let mut stage = Stage::founded();
    stage.types("ada@firm.example").keys("esc");
    stage.shows("Keys and commands").shows("quit");
    stage.keys("esc").shows("ada@firm.example").shows("Sign in");
    assert!(!stage.has_quit());
    stage.keys("esc").types("quit").keys("enter");
    assert!(stage.has_quit());
}

#[test]
fn typing_filters_the_commands_by_word_or_by_key() {
    let mut stage = Stage::demo();
    for opens in [
        Chord::char('?'),
        Chord::char(':'),
        Chord::ctrl(Key::Char('p')),
    ] {
        stage.chord(opens).shows("Keys and commands").keys("esc");
    }
    stage
        .keys(":")
        .types("forc")
        .shows("force a password change");
    pictures!("palette_filtered", &stage);
    stage
        .keys("enter")
        .shows("Force Password Change")
        .keys("esc");
    // By key: the one letter finds the key before any word.
    stage.keys(":").types("n").keys("enter").shows("Add user");
    stage.keys("esc").keys(":").types("xyz");
    stage.shows("No key and no command of this place answers that.");
}

#[test]
fn a_refused_command_says_why_in_its_line_and_stays() {
    let mut stage = Stage::demo();
    // The owner herself is selected.
    stage.keys(":").types("disable").shows("The owner");
    stage
        .keys("enter")
        .shows("Keys and commands")
        .shows("The owner");
    pictures!("palette_refused", &stage);
}

#[test]
fn in_a_text_field_f1_opens_the_commands_and_the_text_stays() {
    let mut stage = Stage::founded();
    stage.types("ada@firm").chord(Chord::plain(Key::F(1)));
    stage.shows("Keys and commands").lacks("go to Manage Users");
    stage
        .keys("esc")
        .types(".example")
        .shows("ada@firm.example");
}

#[test]
fn from_a_text_field_the_list_has_what_letters_do_elsewhere() {
    let mut root = inside(ben(), Summary::default());
    assert!(root.takes_text());
    root.key(Chord::plain(Key::F(1)), moment(0));
    let offers = root.offers();
    let sign_out = offers
        .iter()
        .find(|offer| offer.command == Command::SignOut);
    // It can be run from here; its letter would be typed.
    assert!(
        sign_out.is_some_and(|offer| offer.keys.is_empty()),
        "{offers:?}"
    );
}

/// Opens the list of commands with Esc, arrows and Enter alone.
fn open_by_arrows(root: &mut Root) {
    for _ in 0..4 {
        root.key(Chord::plain(Key::Esc), moment(0));
        if root.overlay().is_some() {
            return;
        }
        if matches!(root.stage(), At::Inside(inside) if inside.walking.is_some()) {
            break;
        }
    }
    for _ in 0..9 {
        root.key(Chord::plain(Key::Right), moment(0));
    }
    root.key(Chord::plain(Key::Enter), moment(0));
}

#[test]
fn everything_is_reached_with_arrows_tab_enter_space_and_esc_alone() {
    let owner = || Me {
        membership: Membership::Firm(Role::Owner),
        ..ben()
    };
    let at_sign_in = || {
        let mut root = Root::new(Zone::Utc, moment(0));
        root.update(
            Message::Firm(Ok(Some(Printable::new("Finch LLP")))),
            moment(0),
        );
        root
    };
    let on = |screen: Screen| {
        move || {
            let mut root = inside(owner(), news());
            root.command(Command::Go(screen));
            root
        }
    };
    let starts: [&dyn Fn() -> Root; 5] = [
        &at_sign_in,
        &|| inside(ben(), Summary::default()),
        &on(Screen::UpdatePassword),
        &on(Screen::PasswordSecurity),
        &on(Screen::ManageUsers),
    ];
    for start in starts {
        let mut root = start();
        open_by_arrows(&mut root);
        let Some(Overlay::Palette(_)) = root.overlay() else {
            panic!("no list of commands: {root:?}");
        };
        let offers = root.offers();
        for (row, offer) in offers.iter().enumerate() {
            let mut root = start();
            open_by_arrows(&mut root);
            for _ in 0..row {
                root.key(Chord::plain(Key::Down), moment(0));
            }
            let effects = root.key(Chord::plain(Key::Enter), moment(0));
            if offer.can != Can::Yes {
                assert!(effects.is_empty() && root.overlay().is_some(), "{offer:?}");
                continue;
            }
            let mut other = start();
            open_by_arrows(&mut other);
            other.key(Chord::plain(Key::Esc), moment(0));
            let expected = other.command(offer.command);
            assert_eq!(format!("{effects:?}"), format!("{expected:?}"), "{offer:?}");
        }
        // And every key of these places stands in the list.
        root.key(Chord::plain(Key::Esc), moment(0));
        for binding in KEYS {
            if root.places().contains(&binding.place) && root.can(binding.command).is_some() {
                let listed = offers.iter().any(|offer| offer.command == binding.command);
                // In a text field some keys are the text's own.
                let shadowed = binding
                    .chord
                    .is_some_and(|chord| command(&root.places(), chord) != Some(binding.command));
                assert!(listed || shadowed, "{binding:?}");
            }
        }
    }
}
