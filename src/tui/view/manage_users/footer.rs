//! The keys of the screen, as the footer names them.

use crate::domain::throttle::Held;
use crate::tui::keymap::{Command, Marking, Press, UsersAct};
use crate::tui::view::bones::{KeyNames, KeyWord};
use crate::tui::view_model::manage_users::{Can, Focus, ManageUsers};

/// Returns what the keys do right now.
#[must_use]
pub fn keys(users: &ManageUsers, names: KeyNames) -> Vec<KeyWord<'static, Command>> {
    let press = |key, word, press| KeyWord::new(key, word, Command::Press(press));
    match users.focus() {
        Focus::Table => {}
        Focus::Search => {
            return vec![
                press(names.enter, "to the list", Press::Enter),
                press("esc", "clear", Press::Escape),
            ];
        }
        Focus::Show
        | Focus::Kind
        | Focus::Password
        | Focus::Titles
        | Focus::Actions
        | Focus::Add => {
            return vec![
                press(names.enter, "open", Press::Enter),
                press("tab", "next", Press::Next),
                press("esc", "to the list", Press::Escape),
            ];
        }
    }
    let can = |act| users.can(act) == Can::Yes;
    let act = |key, word, act| KeyWord::new(key, word, Command::Users(act));
    let mut keys = Vec::new();
    if !users.marked().is_none() {
        let selected = users.window().selected_id();
        let word = if selected.is_some_and(|id| users.marked().has(id)) {
            "unmark"
        } else {
            "mark"
        };
        return vec![
            press("space", word, Press::Choose),
            act("m", "to here", UsersAct::Mark(Marking::ToHere)),
            act("*", "all", UsersAct::Mark(Marking::All)),
            act("-", "none", UsersAct::Mark(Marking::Nobody)),
            press(names.enter, "menu", Press::Enter),
        ];
    }
    if users.why_empty().is_some() {
        keys.push(act("r", "show everyone", UsersAct::ShowEveryone));
        if can(UsersAct::Add) {
            keys.push(act("n", "add user", UsersAct::Add));
        }
        keys.push(act("/", "find", UsersAct::Find));
        keys.push(press("tab", "next", Press::Next));
        return keys;
    }
    if can(UsersAct::Person) {
        keys.push(press(names.enter, "menu", Press::Enter));
    }
    if let Some(word) = code_word(users)
        && can(UsersAct::IssueCode)
    {
        keys.push(act("i", word, UsersAct::IssueCode));
    }
    if can(UsersAct::Edit) {
        keys.push(act("e", "edit", UsersAct::Edit));
    }
    if can(UsersAct::Force) {
        keys.push(act("f", "force change", UsersAct::Force));
    }
    if can(UsersAct::ToggleAccess) {
        keys.push(act("d", users.access_word(), UsersAct::ToggleAccess));
    }
    keys.push(press("space", "mark", Press::Choose));
    keys.push(act("s", "sort", UsersAct::Sort));
    keys.push(press("tab", "next", Press::Next));
    keys
}

/// The code that the selected person waits for: one who is invited and has none open, or one who is locked out (S3).
fn code_word(users: &ManageUsers) -> Option<&'static str> {
    let person = users.window().selected()?;
    match (person.changed_at, person.held) {
        (None, _) if person.code_until.is_none() => Some("new code"),
        (Some(_), Held::Locked) => Some("reset code"),
        (_, _) => None,
    }
}
