//! The last row: what the keys do right now; and in the line above it what was said last.

use crate::tui::keymap::{Command, Press, Screen};
use crate::tui::theme::Charset;
use crate::tui::view::bones::{self, Bones, KeyNames, KeyWord};
use crate::tui::view::{Canvas, manage_users, password_security};
use crate::tui::view_model::act_dialog::{ActDialog, Harm, Stop};
use crate::tui::view_model::root::{Hit, Inside, Over, Overlay, Root, Stage};

/// Draws the footer, and in it what was said last.
pub(super) fn draw(canvas: &mut Canvas<'_, Hit>, bones: &Bones, root: &Root) {
    let names = KeyNames::of(canvas.glyphs().charset == Charset::Unicode);
    let press = |key, word, press| KeyWord::new(key, word, Command::Press(press));
    let show = KeyWord::new("F2", "show", Command::ShowPassword);
    let next = press("tab", "next", Press::Next);
    let left = match root.stage() {
        Stage::Inside(inside) if inside.forced.is_none() => inside_keys(inside, names),
        Stage::Starting | Stage::Broken(_) => Vec::new(),
        Stage::FirstRun(of) | Stage::SignIn(of) | Stage::Code(of) => {
            vec![press(names.enter, form_enter(of), Press::Enter), next, show]
        }
        Stage::Locked(locked) => {
            let does = match locked.form.stop {
                Stop::Field(_) | Stop::Act => "unlock",
                Stop::Safe => "sign out",
            };
            vec![press(names.enter, does, Press::Enter), next, show]
        }
        Stage::Redeem(..) | Stage::Inside(_) => {
            vec![press(names.enter, "change", Press::Enter), next, show]
        }
    };
    let left = match root.overlay() {
        None => left,
        Some(Overlay::Palette(_)) => vec![
            press(names.arrows, "choose", Press::Down),
            press(names.enter, "do it", Press::Enter),
            press("esc", "close", Press::Escape),
        ],
        Some(Overlay::Messages(_)) => vec![
            press(names.arrows, "scroll", Press::Down),
            press("esc", "close", Press::Escape),
        ],
    };
    let typing = root.takes_text() || matches!(root.overlay(), Some(Overlay::Palette(_)));
    let right = if typing || !matches!(root.stage(), Stage::Inside(_)) {
        vec![KeyWord::new("ctrl-c", "quit", Command::Quit)]
    } else {
        vec![
            KeyWord::new("?", "keys", Command::ShowCommands),
            KeyWord::new("q", "quit", Command::Quit),
        ]
    };
    let hits = |keys: Vec<KeyWord<'static, Command>>| -> Vec<_> {
        keys.into_iter().map(|key| key.map(Hit::Key)).collect()
    };
    let (left, right) = (hits(left), hits(right));
    bones::footer(canvas, bones, &left, &right);
    let asking = matches!(root.stage(), Stage::Inside(inside) if inside.is_asking());
    if let Some(said) = root.said()
        && !asking
    {
        bones::said(canvas, bones, said);
    }
}

/// What Enter does in a form.
fn form_enter(of: &ActDialog) -> &'static str {
    match of.stop {
        Stop::Field(_) | Stop::Act => "go on",
        Stop::Safe => "press",
    }
}

fn inside_keys(inside: &Inside, names: KeyNames) -> Vec<KeyWord<'static, Command>> {
    let press = |key, word, press| KeyWord::new(key, word, Command::Press(press));
    if inside.walking.is_some() {
        return vec![
            press(names.arrows, "choose", Press::Right),
            press(names.enter, "open", Press::Enter),
            press("esc", "back", Press::Escape),
        ];
    }
    match inside.over() {
        Over::Dialog(of) => return dialog_keys(of, names),
        Over::Menu => {
            return vec![
                press(names.arrows, "choose", Press::Down),
                press(names.enter, "take", Press::Enter),
                press("esc", "close", Press::Escape),
            ];
        }
        Over::Nothing => {}
    }
    match inside.screen {
        Screen::UpdatePassword => vec![
            press(names.enter, "update", Press::Enter),
            press("tab", "next", Press::Next),
            KeyWord::new("F2", "show", Command::ShowPassword),
            press("esc", "places", Press::Escape),
        ],
        Screen::PasswordSecurity => password_security::keys(&inside.policy, names),
        Screen::ManageUsers => manage_users::keys(&inside.users, names),
    }
}

fn dialog_keys(of: &ActDialog, names: KeyNames) -> Vec<KeyWord<'static, Command>> {
    let press = |key, word, press| KeyWord::new(key, word, Command::Press(press));
    let does = match (of.stop, of.harm) {
        (Stop::Safe, _) => "cancel",
        (Stop::Act, _) | (Stop::Field(_), Harm::None) => "do it",
        (Stop::Field(_), Harm::Some) => "next",
    };
    let mut keys = vec![
        press("tab", "next", Press::Next),
        press(names.enter, does, Press::Enter),
        press("esc", "cancel", Press::Escape),
    ];
    if of.is_plain_question() {
        keys.push(press("y", "yes", Press::Yes));
        keys.push(press("n", "no", Press::No));
    }
    keys
}
