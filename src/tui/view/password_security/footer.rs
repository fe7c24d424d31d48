//! The keys of the tab, as the footer names them.

use crate::tui::keymap::{Command, Press};
use crate::tui::view::bones::{KeyNames, KeyWord};
use crate::tui::view_model::password_security::{Focus, PasswordSecurity};

/// Returns what the keys do right now.
#[must_use]
pub fn keys(tab: &PasswordSecurity, names: KeyNames) -> Vec<KeyWord<'static, Command>> {
    let press = |key, word, press| KeyWord::new(key, word, Command::Press(press));
    let mut keys = vec![press(names.arrows, "choose", Press::Down)];
    let does = match tab.focus() {
        Focus::Strong => {
            keys.push(press("space", "toggle", Press::Choose));
            "update"
        }
        Focus::Interval(_) => {
            keys.push(press("space", "select", Press::Choose));
            "update"
        }
        Focus::Number(_) => "show who",
        Focus::Update => "update",
        Focus::Discard => "discard",
    };
    keys.push(press(names.enter, does, Press::Enter));
    keys.push(press("tab", "next", Press::Next));
    keys.push(press("esc", "places", Press::Escape));
    keys
}
