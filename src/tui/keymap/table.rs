//! The one table of place, key, command and words: dispatch, footer and help read it.

use super::chord::{Chord, Key};

/// Where a key means something.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Place {
    /// On every screen while no letter goes into a field and no dialog is open.
    Everywhere,
    /// Wherever no letter goes into a field, dialogs and menus included.
    Still,
    /// Wherever one is, fields included.
    Always,
    /// The places and tabs.
    Places,
    /// A form or a dialog.
    Form,
    /// A plain question in a dialog.
    Question,
    /// The tab Password Security.
    Policy,
    /// Manage Users.
    Users,
    /// A menu.
    Menu,
    /// Any screen with a banner.
    Banner,
}

/// What a key does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Command {
    /// The thing above.
    Up,
    /// The thing below.
    Down,
    /// The thing to the left.
    Left,
    /// The thing to the right.
    Right,
    /// The next stop.
    Next,
    /// The stop before.
    Previous,
    /// Chooses what has the focus.
    Choose,
    /// Does what the footer says.
    Enter,
    /// Back, or to the places.
    Escape,
    /// A page up.
    PageUp,
    /// A page down.
    PageDown,
    /// The first one.
    First,
    /// The last one.
    Last,
    /// Yes to a plain question.
    Yes,
    /// No to a plain question.
    No,
    /// Shows or hides passwords that are being typed.
    ShowPassword,
    /// The keys of this place.
    ShowKeys,
    /// Quits.
    Quit,
    /// Suspends.
    Suspend,
    /// Signs out.
    SignOut,
    /// Goes to Update Password.
    GoUpdatePassword,
    /// Goes to Password Security.
    GoPolicy,
    /// Goes to Manage Users.
    GoUsers,
    /// Dismisses the notice (E4).
    DismissNotice,
    /// *Update Password Security*.
    UpdatePolicy,
    /// *Discard*.
    DiscardEdits,
    /// *Add user*.
    AddUser,
    /// Edits the selected person.
    EditUser,
    /// Disables or enables the selected person.
    ToggleAccess,
    /// *Force Password Change*.
    Force,
    /// The menu of actions.
    Actions,
    /// *Expire all passwords*.
    ExpireAll,
    /// *Undo expire all*.
    UndoExpireAll,
    /// Types to search.
    Find,
    /// The menu of orders.
    Sort,
    /// No filter, no search.
    ShowEveryone,
}

/// One row of the table.
#[derive(Clone, Copy, Debug)]
pub struct Binding {
    /// Where.
    pub place: Place,
    /// Which key.
    pub chord: Chord,
    /// What it does.
    pub command: Command,
    /// Its word in the footer and in the list of keys.
    pub word: &'static str,
}

const fn bind(place: Place, chord: Chord, command: Command, word: &'static str) -> Binding {
    Binding {
        place,
        chord,
        command,
        word,
    }
}

const fn key(key: Key) -> Chord {
    Chord::plain(key)
}

const fn char(c: char) -> Chord {
    Chord::char(c)
}

/// Every key.
pub const KEYS: &[Binding] = &[
    bind(
        Place::Always,
        Chord::ctrl(Key::Char('c')),
        Command::Quit,
        "quit",
    ),
    bind(
        Place::Always,
        Chord::ctrl(Key::Char('z')),
        Command::Suspend,
        "suspend",
    ),
    bind(Place::Always, key(Key::F(1)), Command::ShowKeys, "keys"),
    bind(
        Place::Always,
        key(Key::F(2)),
        Command::ShowPassword,
        "show password",
    ),
    bind(Place::Everywhere, char('?'), Command::ShowKeys, "keys"),
    bind(Place::Everywhere, char('q'), Command::Quit, "quit"),
    bind(Place::Everywhere, char('o'), Command::SignOut, "sign out"),
    bind(
        Place::Everywhere,
        char('1'),
        Command::GoUpdatePassword,
        "Update Password",
    ),
    bind(
        Place::Everywhere,
        char('2'),
        Command::GoPolicy,
        "Password Security",
    ),
    bind(
        Place::Everywhere,
        char('3'),
        Command::GoUsers,
        "Manage Users",
    ),
    bind(
        Place::Banner,
        char('c'),
        Command::GoUpdatePassword,
        "change it now",
    ),
    bind(Place::Banner, char('x'), Command::DismissNotice, "dismiss"),
    bind(Place::Always, key(Key::Up), Command::Up, "up"),
    bind(Place::Always, key(Key::Down), Command::Down, "down"),
    bind(Place::Always, key(Key::Left), Command::Left, "left"),
    bind(Place::Always, key(Key::Right), Command::Right, "right"),
    bind(Place::Always, key(Key::Tab), Command::Next, "next"),
    bind(
        Place::Always,
        key(Key::BackTab),
        Command::Previous,
        "previous",
    ),
    bind(Place::Always, key(Key::Enter), Command::Enter, "enter"),
    bind(Place::Always, key(Key::Esc), Command::Escape, "back"),
    bind(Place::Always, key(Key::PageUp), Command::PageUp, "page up"),
    bind(
        Place::Always,
        key(Key::PageDown),
        Command::PageDown,
        "page down",
    ),
    bind(Place::Always, key(Key::Home), Command::First, "first"),
    bind(Place::Always, key(Key::End), Command::Last, "last"),
    bind(Place::Still, char(' '), Command::Choose, "choose"),
    bind(Place::Still, char('k'), Command::Up, "up"),
    bind(Place::Still, char('j'), Command::Down, "down"),
    bind(Place::Still, char('h'), Command::Left, "left"),
    bind(Place::Still, char('l'), Command::Right, "right"),
    bind(Place::Question, char('y'), Command::Yes, "yes"),
    bind(Place::Question, char('n'), Command::No, "no"),
    bind(Place::Policy, char('u'), Command::UpdatePolicy, "update"),
    bind(Place::Policy, char('d'), Command::DiscardEdits, "discard"),
    bind(Place::Users, char('f'), Command::Force, "force change"),
    bind(Place::Users, char('d'), Command::ToggleAccess, "disable"),
    bind(Place::Users, char('e'), Command::EditUser, "edit"),
    bind(Place::Users, char('a'), Command::Actions, "Actions"),
    bind(Place::Users, char('n'), Command::AddUser, "Add user"),
    bind(Place::Users, char('/'), Command::Find, "find"),
    bind(Place::Users, char('s'), Command::Sort, "sort"),
    bind(
        Place::Users,
        char('r'),
        Command::ShowEveryone,
        "show everyone",
    ),
    bind(
        Place::Users,
        char('z'),
        Command::UndoExpireAll,
        "undo expire all",
    ),
];

/// Returns what a key does where these places are, the first of them before the others.
#[must_use]
pub fn command(places: &[Place], chord: Chord) -> Option<Command> {
    places.iter().find_map(|place| {
        KEYS.iter()
            .find(|binding| binding.place == *place && binding.chord == chord)
            .map(|binding| binding.command)
    })
}

/// Returns the keys of these places, each key once.
#[must_use]
pub fn keys_of(places: &[Place]) -> Vec<&'static Binding> {
    let mut found: Vec<&Binding> = Vec::new();
    for place in places {
        for binding in KEYS.iter().filter(|binding| binding.place == *place) {
            if !found.iter().any(|before| before.chord == binding.chord) {
                found.push(binding);
            }
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_key_means_two_things_in_one_place() {
        for (at, binding) in KEYS.iter().enumerate() {
            assert!(
                !KEYS[..at]
                    .iter()
                    .any(|other| other.place == binding.place && other.chord == binding.chord),
                "{binding:?}"
            );
        }
    }

    #[test]
    fn no_letter_acts_while_a_field_takes_text() {
        for binding in KEYS {
            if binding.place == Place::Always {
                assert_eq!(binding.chord.text(), None, "{binding:?}");
            }
        }
    }
}
