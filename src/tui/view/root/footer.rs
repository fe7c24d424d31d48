//! The last row: what the keys do right now; and in the line above it what was said last.

use crate::secret::Visibility;
use crate::service::Mailing;
use crate::tui::keymap::{Command, LogAct, Place, Press, Screen};
use crate::tui::view::bones::{self, Bones, KeyNames, KeyWord};
use crate::tui::view::{Canvas, audit_log, manage_users, password_security, sessions};
use crate::tui::view_model::act_dialog::{ActDialog, Field, Stop};
use crate::tui::view_model::root::{Hit, Inside, Over, Overlay, Root, Sheet, Stage, wants_mail};

/// Draws the footer, and in it what was said last.
pub(super) fn draw(canvas: &mut Canvas<'_, Hit>, bones: &Bones, root: &Root) {
    let names = KeyNames::of(canvas.naming());
    let press = |key, word, press| KeyWord::new(key, word, Command::Press(press));
    let left = match root.stage() {
        Stage::Starting | Stage::Broken(_) => Vec::new(),
        Stage::FirstRun(of) => form_keys(of, names, "set up", "quit"),
        Stage::SignIn(of) => form_keys(of, names, "sign in", "use a code"),
        Stage::Code(of) => {
            let mails = root.mailing() == Mailing::On && wants_mail(of);
            let act = if mails { "mail me a code" } else { "go on" };
            with_a_step_back(form_keys(of, names, act, "back"))
        }
        Stage::Redeem(_, choosing) => {
            with_a_step_back(form_keys(&choosing.form, names, "choose", "back"))
        }
        Stage::Locked(locked) => form_keys(&locked.form, names, "unlock", "sign out"),
        Stage::Inside(inside) => match &inside.forced {
            Some((_, choosing)) => form_keys(&choosing.form, names, "change", "sign out"),
            None => inside_keys(inside, names),
        },
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
    let typing = root.takes_text() || root.overlay().is_some();
    let mut right = Vec::new();
    if !typing && matches!(root.stage(), Stage::Inside(_)) {
        right.push(KeyWord::new("?", "keys", Command::ShowCommands));
    }
    // The letter quits from a screen alone, and not from what is open over it.
    let quits = if !typing && root.places().contains(&Place::Everywhere) {
        "q"
    } else {
        "ctrl-c"
    };
    right.push(KeyWord::new(quits, "quit", Command::Quit));
    let hits = |keys: Vec<KeyWord<'static, Command>>| -> Vec<_> {
        keys.into_iter().map(|key| key.map(Hit::Key)).collect()
    };
    let (left, right) = (hits(left), hits(right));
    bones::footer(canvas, bones, &left, &right);
    let asking = matches!(root.stage(), Stage::Inside(inside) if inside.is_asking());
    if let Some(said) = root.said()
        && !asking
        && root.overlay().is_none()
    {
        bones::said(canvas, bones, said);
    }
}

/// The keys of a form that is a screen of its own; Enter is called what it does right now.
fn form_keys(
    of: &ActDialog,
    names: KeyNames,
    act: &'static str,
    safe: &'static str,
) -> Vec<KeyWord<'static, Command>> {
    let press = |key, word, press| KeyWord::new(key, word, Command::Press(press));
    let stops = of.fields.len() + of.buttons().len();
    let mut keys = Vec::new();
    if stops > 0 {
        keys.push(press(names.enter, enter_word(of, act, safe), Press::Enter));
    }
    if stops > 1 {
        keys.push(press("tab", "next", Press::Next));
    }
    keys.extend(of.fields.iter().find_map(reveals));
    keys
}

/// The keys of a form that Esc leads back from.
fn with_a_step_back(mut keys: Vec<KeyWord<'static, Command>>) -> Vec<KeyWord<'static, Command>> {
    keys.push(KeyWord::new("esc", "back", Command::Press(Press::Escape)));
    keys
}

/// What F2 does to a field, where that is one for a password.
fn reveals(of: &Field) -> Option<KeyWord<'static, Command>> {
    let Field::Password { entry, .. } = of else {
        return None;
    };
    let word = match entry.visibility() {
        Visibility::Hidden => "show",
        Visibility::Shown => "hide",
    };
    Some(KeyWord::new("F2", word, Command::ShowPassword))
}

fn enter_word(of: &ActDialog, act: &'static str, safe: &'static str) -> &'static str {
    match of.enter_leads_to() {
        Stop::Field(_) => "next",
        Stop::Act => act,
        Stop::Safe => safe,
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
        Over::Code(of) => {
            return vec![
                press(names.enter, enter_word(of, "send", "close"), Press::Enter),
                press("y", "send to terminal", Press::Yes),
                press("tab", "next", Press::Next),
                press("esc", "close", Press::Escape),
            ];
        }
        Over::Menu => {
            return vec![
                press(names.arrows, "choose", Press::Down),
                press(names.enter, "take", Press::Enter),
                press("esc", "close", Press::Escape),
            ];
        }
        Over::Sheet(of) => return sheet_keys(of, names),
        Over::Nothing => {}
    }
    match inside.screen {
        Screen::UpdatePassword => {
            let mut keys = form_keys(&inside.own.form, names, "update", "clear");
            keys.push(press("esc", "places", Press::Escape));
            keys
        }
        Screen::PasswordSecurity => password_security::keys(&inside.policy, names),
        Screen::Sessions => sessions::keys(&inside.sessions, names),
        Screen::ManageUsers => manage_users::keys(&inside.users, names),
        Screen::LogInActivity => audit_log::keys(&inside.log_ins, names),
        Screen::AuditLog => audit_log::keys(&inside.log, names),
    }
}

fn sheet_keys(of: Sheet, names: KeyNames) -> Vec<KeyWord<'static, Command>> {
    let press = |key, word, press| KeyWord::new(key, word, Command::Press(press));
    let mut keys = vec![press("esc", of.closes, Press::Escape)];
    if of.scrolls {
        keys.insert(0, press(names.arrows, "scroll", Press::Down));
    }
    if of.copies {
        keys.push(KeyWord::new("y", "copy", Command::Log(LogAct::Copy)));
    }
    keys
}

fn dialog_keys(of: &ActDialog, names: KeyNames) -> Vec<KeyWord<'static, Command>> {
    let press = |key, word, press| KeyWord::new(key, word, Command::Press(press));
    let does = enter_word(of, "do it", "cancel");
    let at = match of.stop {
        Stop::Field(at) => of.fields.get(at),
        Stop::Safe | Stop::Act => None,
    };
    let mut keys = Vec::new();
    if matches!(at, Some(Field::Choice { .. })) {
        keys.push(press(names.sideways, "choose", Press::Right));
    }
    keys.extend([
        press("tab", "next", Press::Next),
        press(names.enter, does, Press::Enter),
        press("esc", "cancel", Press::Escape),
    ]);
    keys.extend(at.and_then(reveals));
    if of.is_plain_question() {
        keys.push(press("y", "yes", Press::Yes));
        keys.push(press("n", "no", Press::No));
    }
    keys
}
