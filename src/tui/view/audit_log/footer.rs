//! The keys of the screen, as the footer names them.

use crate::tui::keymap::{Command, LogAct, Press};
use crate::tui::view::bones::{KeyNames, KeyWord};
use crate::tui::view_model::audit_log::{AuditLog, Focus, Scope};
use crate::tui::view_model::can::Can;

/// Returns what the keys do right now.
#[must_use]
pub fn keys(log: &AuditLog, names: KeyNames) -> Vec<KeyWord<'static, Command>> {
    let press = |key, word, press| KeyWord::new(key, word, Command::Press(press));
    match log.focus() {
        Focus::Table => {}
        Focus::Search => {
            return vec![
                press(names.enter, "to the list", Press::Enter),
                press("esc", "clear", Press::Escape),
            ];
        }
        Focus::Verify | Focus::Export | Focus::Person | Focus::Kind | Focus::When => {
            return vec![
                press(names.enter, "open", Press::Enter),
                press("tab", "next", Press::Next),
                press("esc", "to the list", Press::Escape),
            ];
        }
    }
    let act = |key, word, act| KeyWord::new(key, word, Command::Log(act));
    let mut keys = vec![];
    if log.can(LogAct::Open) == Some(Can::Yes) {
        keys.push(press(names.enter, "open", Press::Enter));
    }
    if log.can(LogAct::ShowAll) == Some(Can::Yes) {
        keys.push(act("r", "show everything", LogAct::ShowAll));
    }
    match log.scope() {
        Scope::Whole => {
            keys.push(act("/", "find", LogAct::Find));
            keys.push(act("p", "person", LogAct::Person));
            keys.push(act("d", "time", LogAct::When));
        }
        Scope::AllLogIns => {
            keys.push(act("p", "person", LogAct::Person));
            keys.push(act("d", "time", LogAct::When));
        }
        Scope::OwnLogIns => keys.push(act("d", "time", LogAct::When)),
    }
    keys
}
