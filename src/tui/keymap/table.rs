//! The one table of place, key, command and words: dispatch, footer and help read it.

use super::chord::{Chord, Key};
use super::commands::{
    Command, LogAct, ManyAct, Marking, PolicyAct, Press, Screen, SessionsAct, TextKey, UsersAct,
};

/// Where a key means something.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Place {
    /// On every screen while no letter goes into a field and no dialog is open.
    Everywhere,
    /// Wherever no letter goes into a field, dialogs and menus included.
    Still,
    /// Wherever one is, fields included.
    Always,
    /// While letters go into a field; before its other keys.
    Text,
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
    /// Manage Users while anybody is marked; before its other keys.
    Marked,
    /// The tab Sessions.
    Sessions,
    /// *Audit Log* and *Log In Activity*.
    Log,
    /// Something that is read or watched over the screen.
    Sheet,
    /// A menu.
    Menu,
    /// Any screen with a banner.
    Banner,
}

/// One row of the table.
#[derive(Clone, Copy, Debug)]
pub struct Binding {
    /// Where.
    pub place: Place,
    /// Which key; none for what stands in a menu alone, and in the list of commands.
    pub chord: Option<Chord>,
    /// What it does.
    pub command: Command,
    /// Its words in the list of keys and commands.
    pub word: &'static str,
}

const fn bind(place: Place, chord: Chord, command: Command, word: &'static str) -> Binding {
    Binding {
        place,
        chord: Some(chord),
        command,
        word,
    }
}

/// A command that has no key of its own.
const fn keyless(place: Place, command: Command, word: &'static str) -> Binding {
    Binding {
        place,
        chord: None,
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

/// Every key, and the commands that have none.
#[rustfmt::skip] // A table is read in columns.
pub const KEYS: &[Binding] = &[
    bind(Place::Always,     Chord::ctrl(Key::Char('c')), Command::Quit,                               "quit"),
    bind(Place::Always,     Chord::ctrl(Key::Char('z')), Command::Suspend,                            "suspend"),
    bind(Place::Always,     key(Key::F(1)),              Command::ShowCommands,                       "keys and commands"),
    bind(Place::Always,     Chord::ctrl(Key::Char('p')), Command::ShowCommands,                       "keys and commands"),
    bind(Place::Always,     key(Key::F(2)),              Command::ShowPassword,                       "show or hide passwords"),
    bind(Place::Always,     key(Key::F(3)),              Command::ToggleMouse,                        "mouse on or off"),
    bind(Place::Still,      char('?'),                   Command::ShowCommands,                       "keys and commands"),
    bind(Place::Still,      char(':'),                   Command::ShowCommands,                       "keys and commands"),

    bind(Place::Everywhere, char('1'),                   Command::Go(Screen::UpdatePassword),         "go to Update Password"),
    bind(Place::Everywhere, char('2'),                   Command::Go(Screen::PasswordSecurity),       "go to Password Security"),
    bind(Place::Everywhere, char('3'),                   Command::Go(Screen::ManageUsers),            "go to Manage Users"),
    bind(Place::Everywhere, char('4'),                   Command::Go(Screen::LogInActivity),          "go to Log In Activity"),
    bind(Place::Everywhere, char('5'),                   Command::Go(Screen::Sessions),               "go to Sessions"),
    bind(Place::Everywhere, char('6'),                   Command::Go(Screen::AuditLog),               "go to Audit Log"),
    bind(Place::Everywhere, char('v'),                   Command::ShowMessages,                       "messages"),
    bind(Place::Everywhere, char('o'),                   Command::SignOut,                            "sign out"),
    bind(Place::Everywhere, char('q'),                   Command::Quit,                               "quit"),
    keyless(Place::Form,                                 Command::SignOut,                            "sign out"),
    bind(Place::Banner,     char('c'),                   Command::Go(Screen::UpdatePassword),         "change your password"),
    bind(Place::Banner,     char('x'),                   Command::DismissNotice,                      "dismiss the banner"),

    bind(Place::Text,       Chord::ctrl(Key::Char('u')), Command::Text(TextKey::EraseToStart),        "erase all before the cursor"),
    bind(Place::Text,       Chord::ctrl(Key::Char('w')), Command::Text(TextKey::EraseWord),           "erase a word"),
    bind(Place::Text,       Chord::ctrl(Key::Left),      Command::Text(TextKey::WordLeft),            "a word to the left"),
    bind(Place::Text,       Chord::ctrl(Key::Right),     Command::Text(TextKey::WordRight),           "a word to the right"),
    bind(Place::Text,       key(Key::Home),              Command::Text(TextKey::Home),                "to the start of the text"),
    bind(Place::Text,       key(Key::End),               Command::Text(TextKey::End),                 "to the end of the text"),
    bind(Place::Text,       key(Key::Left),              Command::Text(TextKey::Left),                "to the left"),
    bind(Place::Text,       key(Key::Right),             Command::Text(TextKey::Right),               "to the right"),
    bind(Place::Text,       key(Key::Backspace),         Command::Text(TextKey::Backspace),           "erase before the cursor"),
    bind(Place::Text,       key(Key::Delete),            Command::Text(TextKey::Delete),              "erase under the cursor"),

    bind(Place::Always,     key(Key::Up),                Command::Press(Press::Up),                   "up"),
    bind(Place::Always,     key(Key::Down),              Command::Press(Press::Down),                 "down"),
    bind(Place::Always,     key(Key::Left),              Command::Press(Press::Left),                 "left"),
    bind(Place::Always,     key(Key::Right),             Command::Press(Press::Right),                "right"),
    bind(Place::Always,     key(Key::Tab),               Command::Press(Press::Next),                 "next"),
    bind(Place::Always,     key(Key::BackTab),           Command::Press(Press::Previous),             "previous"),
    bind(Place::Always,     key(Key::Enter),             Command::Press(Press::Enter),                "what the line at the bottom says"),
    bind(Place::Always,     key(Key::Esc),               Command::Press(Press::Escape),               "back"),
    bind(Place::Always,     key(Key::PageUp),            Command::Press(Press::PageUp),               "page up"),
    bind(Place::Always,     key(Key::PageDown),          Command::Press(Press::PageDown),             "page down"),
    bind(Place::Always,     key(Key::Home),              Command::Press(Press::Home),                 "first"),
    bind(Place::Always,     key(Key::End),               Command::Press(Press::End),                  "last"),
    bind(Place::Still,      char(' '),                   Command::Press(Press::Choose),               "choose"),
    bind(Place::Still,      char('k'),                   Command::Press(Press::Up),                   "up"),
    bind(Place::Still,      char('j'),                   Command::Press(Press::Down),                 "down"),
    bind(Place::Still,      char('h'),                   Command::Press(Press::Left),                 "left"),
    bind(Place::Still,      char('l'),                   Command::Press(Press::Right),                "right"),
    bind(Place::Question,   char('y'),                   Command::Press(Press::Yes),                  "yes"),
    bind(Place::Question,   char('n'),                   Command::Press(Press::No),                   "no"),

    bind(Place::Sessions,   char('d'),                   Command::Sessions(SessionsAct::End),         "end the session"),

    bind(Place::Policy,     char('u'),                   Command::Policy(PolicyAct::Update),          "update Password Security"),
    bind(Place::Policy,     char('d'),                   Command::Policy(PolicyAct::Discard),         "discard the edits"),

    bind(Place::Users,      char('e'),                   Command::Users(UsersAct::Edit),              "edit"),
    bind(Place::Users,      char('f'),                   Command::Users(UsersAct::Force),             "force a password change"),
    bind(Place::Users,      char('d'),                   Command::Users(UsersAct::ToggleAccess),      "disable or enable"),
    bind(Place::Users,      char('n'),                   Command::Users(UsersAct::Add),               "add a user"),
    bind(Place::Users,      char('i'),                   Command::Users(UsersAct::IssueCode),         "issue a code"),
    bind(Place::Users,      char('w'),                   Command::Users(UsersAct::RevokeCode),        "revoke the code"),
    bind(Place::Users,      char('g'),                   Command::Users(UsersAct::ChangeRole),        "change the role"),
    bind(Place::Users,      char('t'),                   Command::Users(UsersAct::ChangeKind),        "change the kind"),
    keyless(Place::Users,                                Command::Users(UsersAct::HandOwnershipOn),   "hand the ownership on"),
    keyless(Place::Users,                                Command::Users(UsersAct::RenameFirm),        "rename the firm"),
    bind(Place::Users,      char('a'),                   Command::Users(UsersAct::Actions),           "actions"),
    keyless(Place::Users,                                Command::Users(UsersAct::ExpireAll),         "expire all passwords"),
    keyless(Place::Users,                                Command::Users(UsersAct::UndoExpireAll),     "undo expire all"),
    bind(Place::Users,      char('z'),                   Command::Users(UsersAct::Undo),              "undo the last act"),
    bind(Place::Users,      char('u'),                   Command::Users(UsersAct::SignOut),           "sign out"),
    keyless(Place::Users,                                Command::Users(UsersAct::SignOutAll),        "sign out all users"),
    bind(Place::Users,      char('/'),                   Command::Users(UsersAct::Find),              "find"),
    bind(Place::Users,      char('s'),                   Command::Users(UsersAct::Sort),              "sort"),
    bind(Place::Users,      char('r'),                   Command::Users(UsersAct::ShowEveryone),      "show everyone"),

    bind(Place::Log,        char('/'),                   Command::Log(LogAct::Find),                  "find"),
    bind(Place::Log,        char('p'),                   Command::Log(LogAct::Person),                "one person's"),
    bind(Place::Log,        char('t'),                   Command::Log(LogAct::Kind),                  "acts of one kind"),
    bind(Place::Log,        char('d'),                   Command::Log(LogAct::When),                  "a span of time"),
    bind(Place::Log,        char('r'),                   Command::Log(LogAct::ShowAll),               "show everything"),
    bind(Place::Log,        char('i'),                   Command::Log(LogAct::Verify),                "verify now that the log is whole"),
    bind(Place::Log,        char('e'),                   Command::Log(LogAct::Export),                "export"),
    keyless(Place::Log,                                  Command::Log(LogAct::Open),                  "open the entry"),
    bind(Place::Sheet,      char('y'),                   Command::Log(LogAct::Copy),                  "copy"),

    bind(Place::Users,      Chord::shift(Key::Down),     Command::Users(UsersAct::Mark(Marking::Next)),      "mark downwards"),
    bind(Place::Users,      Chord::shift(Key::Up),       Command::Users(UsersAct::Mark(Marking::Previous)),  "mark upwards"),
    bind(Place::Users,      char('m'),                   Command::Users(UsersAct::Mark(Marking::ToHere)),    "mark to here"),
    bind(Place::Users,      char('*'),                   Command::Users(UsersAct::Mark(Marking::All)),       "mark all"),
    bind(Place::Marked,     char('-'),                   Command::Users(UsersAct::Mark(Marking::Nobody)),    "mark none"),
    bind(Place::Marked,     char('f'),                   Command::Users(UsersAct::Many(ManyAct::Force)),     "force a password change on all marked"),
    bind(Place::Marked,     char('d'),                   Command::Users(UsersAct::Many(ManyAct::Disable)),   "disable all marked"),
    bind(Place::Marked,     char('e'),                   Command::Users(UsersAct::Many(ManyAct::Enable)),    "enable all marked"),
    bind(Place::Marked,     char('u'),                   Command::Users(UsersAct::Many(ManyAct::SignOut)),   "sign all marked out"),
    keyless(Place::Users,                                Command::Users(UsersAct::BreakIn),           "respond to a break-in"),
    keyless(Place::Users,                                Command::Users(UsersAct::Export),            "export users"),
    keyless(Place::Users,                                Command::Users(UsersAct::Report),            "report on the passwords"),
];

/// Returns what a key does where these places are, the first of them before the others.
#[must_use]
pub fn command(places: &[Place], chord: Chord) -> Option<Command> {
    places.iter().find_map(|place| {
        KEYS.iter()
            .find(|binding| binding.place == *place && binding.chord == Some(chord))
            .map(|binding| binding.command)
    })
}

/// Returns the keys of these places, each key once.
#[must_use]
pub fn keys_of(places: &[Place]) -> Vec<&'static Binding> {
    let mut found: Vec<&Binding> = Vec::new();
    for place in places {
        for binding in KEYS.iter().filter(|binding| binding.place == *place) {
            let taken =
                |before: &&Binding| before.chord == binding.chord && binding.chord.is_some();
            if !found.iter().any(taken) {
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
                !KEYS[..at].iter().any(|other| other.place == binding.place
                    && other.chord == binding.chord
                    && other.chord.is_some()),
                "{binding:?}"
            );
        }
    }

    #[test]
    fn no_letter_acts_while_a_field_takes_text() {
        for binding in KEYS {
            if let (Place::Always | Place::Text, Some(chord)) = (binding.place, binding.chord) {
                assert_eq!(chord.text(), None, "{binding:?}");
            }
        }
    }
}
