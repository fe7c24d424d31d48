//! The whole screen: what every screen has around its content, and which content that is.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use super::bones::{self, Banner, Bones, Header, KeyWord};
use super::canvas::width_of;
use super::form::{self, Words};
use super::tabs::{Tab, tabs};
use super::{Canvas, Scene, dialog, manage_users, password_security};
use crate::domain::{Membership, Role as FirmRole};
use crate::service::Because;
use crate::tui::keymap::{Command, keys_of};
use crate::tui::theme::{Charset, Role, Theme};
use crate::tui::view_model::act_dialog::{ActDialog, Stop};
use crate::tui::view_model::manage_users::Can;
use crate::tui::view_model::root::{Hit, Inside, Place, Root, Stage};
use crate::words::{self, Known};

/// With what everything is drawn.
#[derive(Clone, Debug)]
pub struct Look {
    /// The colours.
    pub theme: Theme,
    /// The characters.
    pub charset: Charset,
}

/// Draws everything.
pub fn draw(buffer: &mut Buffer, look: &Look, root: &Root) -> Scene<Hit> {
    let mut canvas = Canvas::new(buffer, &look.theme, look.charset);
    let Some(bones) = Bones::of(canvas.area()) else {
        bones::too_small(&mut canvas);
        return canvas.finish();
    };
    header(&mut canvas, &bones, root);
    match root.stage() {
        Stage::Starting => {}
        Stage::Broken(why) => {
            canvas.paragraph(bones.content, why, Role::Danger);
            canvas.cursor(bones.content.x, bones.content.y);
        }
        Stage::SignIn(of) => lone(&mut canvas, of, &sign_in_words()),
        Stage::Code(of) => lone(&mut canvas, of, &code_words()),
        Stage::FirstRun(of) => lone(&mut canvas, of, &first_run_words(root)),
        Stage::Redeem(name, choosing) => {
            let words = Words {
                title: "Choose a password",
                says: vec![format!("The code was accepted. This is for {name}.")],
                act: "Choose password",
                safe: "Back",
                meter: Some((choosing.new_at(), root.judged())),
            };
            lone(&mut canvas, &choosing.form, &words);
        }
        Stage::Inside(inside) => match &inside.forced {
            Some((why, choosing)) => {
                let words = Words {
                    title: "Choose a new password",
                    says: why.iter().map(|why| because(why, root)).collect(),
                    act: "Change password",
                    safe: "Sign out",
                    meter: Some((choosing.new_at(), root.judged())),
                };
                lone(&mut canvas, &choosing.form, &words);
            }
            None => draw_inside(&mut canvas, &bones, root, inside),
        },
    }
    footer(&mut canvas, &bones, root);
    if root.keys_shown() {
        keys(&mut canvas, root);
    }
    canvas.finish()
}

fn header(canvas: &mut Canvas<'_, Hit>, bones: &Bones, root: &Root) {
    let person = match root.stage() {
        Stage::Inside(inside) if inside.forced.is_none() => {
            let role = match inside.me.membership {
                Membership::Firm(FirmRole::Owner) => " · Owner",
                Membership::Firm(FirmRole::Administrator) => " · Administrator",
                Membership::Firm(FirmRole::User) => "",
                Membership::Connect => " · Connect",
            };
            format!("{}{role}", inside.me.name)
        }
        Stage::Starting
        | Stage::FirstRun(_)
        | Stage::SignIn(_)
        | Stage::Code(_)
        | Stage::Redeem(..)
        | Stage::Inside(_)
        | Stage::Broken(_) => String::new(),
    };
    let clock = words::time(root.moment().now, root.zone());
    let shown = Header {
        firm: root.firm().map_or("", |firm| firm.as_str()),
        person: &person,
        clock: &clock,
    };
    bones::header(canvas, bones, &shown);
}

/// Draws a form that has the screen for itself.
fn lone(canvas: &mut Canvas<'_, Hit>, of: &ActDialog, words: &Words<'_>) {
    let rows = form::rows(words, of, form::WIDTH);
    let area = bones::centred(canvas.area(), form::WIDTH, rows);
    form::draw(canvas, area, words, of, &Hit::Form);
}

fn sign_in_words() -> Words<'static> {
    Words {
        title: "Sign in",
        says: vec![
            "New here? Choose \"I have a code\". Cannot get in? Ask an administrator of your firm."
                .into(),
        ],
        act: "Sign in",
        safe: "I have a code",
        meter: None,
    }
}

fn code_words() -> Words<'static> {
    Words {
        title: "Use a code",
        says: vec!["Enter your e-mail and the code that you were given.".into()],
        act: "Go on",
        safe: "Back",
        meter: None,
    }
}

fn first_run_words(root: &Root) -> Words<'_> {
    Words {
        title: "Welcome to passward",
        says: vec!["Set up your firm. You become its owner.".into()],
        act: "Set up",
        safe: "Quit",
        meter: Some((3, root.judged())),
    }
}

/// Returns why a new password must be chosen (E6, E7).
fn because(why: &Because, root: &Root) -> String {
    let (now, zone) = (root.moment().now, root.zone());
    let asked = |by: &words::Printable, at, reason: Option<&words::Printable>, what: &str| {
        let date = words::date(at, now, zone);
        match reason {
            Some(reason) => format!("{by} {what} on {date}:\n“{reason}”"),
            None => format!("{by} {what} on {date}."),
        }
    };
    match why {
        Because::Forced { by, at, reason } => asked(by, *at, reason.as_ref(), "asked for it"),
        Because::AllExpired { by, at, reason } => {
            asked(by, *at, reason.as_ref(), "expired all passwords")
        }
        Because::Clock => {
            "Your password was set at a time that lies ahead of this machine's clock.".into()
        }
        Because::Expired { since } => {
            format!(
                "Your password expired on {}.",
                words::day_and_date(*since, now, zone)
            )
        }
        Because::Weak => "Your firm requires a strong password, and yours is not.".into(),
    }
}

fn draw_inside(canvas: &mut Canvas<'_, Hit>, bones: &Bones, root: &Root, inside: &Inside) {
    let (now, zone) = (root.moment().now, root.zone());
    banner(canvas, bones, root, inside);
    let security = inside.place != Place::ManageUsers;
    let mut places = vec![bones::Place {
        name: "Security",
        current: security,
        focused: false,
        hit: Some(Hit::Place(Place::UpdatePassword)),
    }];
    if inside.places().contains(&Place::ManageUsers) {
        places.push(bones::Place {
            name: "Manage Users",
            current: !security,
            focused: inside.choosing_place == Some(Place::ManageUsers),
            hit: Some(Hit::Place(Place::ManageUsers)),
        });
    }
    let actions = manage_users::actions::<Hit>(&Hit::Users);
    let heading = if security { "Security" } else { "Manage Users" };
    let actions = if security {
        &actions[..0]
    } else {
        &actions[..]
    };
    bones::title(canvas, bones, heading, &places, actions);
    if !security {
        manage_users::draw(canvas, bones, &inside.users, now, zone, &Hit::Users);
        focus_places(canvas, inside);
        return;
    }
    let shown: Vec<_> = inside
        .places()
        .iter()
        .filter(|place| **place != Place::ManageUsers)
        .map(|place| Tab {
            name: place.name(),
            current: inside.place == *place,
            focused: false,
            hit: Some(Hit::Place(*place)),
        })
        .collect();
    tabs(canvas, bones.content, &shown);
    // An empty row below the tabs, where there is room for it.
    let taken = if bones.is_wide() { 3 } else { 2 };
    let area = Rect {
        y: bones.content.y + taken,
        height: bones.content.height.saturating_sub(taken),
        ..bones.content
    };
    if inside.place == Place::PasswordSecurity {
        let hit = |target| match target {
            password_security::Target::Focus(focus) => Hit::Policy(focus),
            password_security::Target::Stop(stop) => Hit::PolicyStop(stop),
        };
        password_security::draw(canvas, area, &inside.policy, now, zone, &hit);
    } else {
        update_password(canvas, area, root, inside);
    }
    focus_places(canvas, inside);
}

/// The places and tabs that have the focus are found where they were drawn.
fn focus_places(canvas: &mut Canvas<'_, Hit>, inside: &Inside) {
    let Some(place) = inside.choosing_place else {
        return;
    };
    let found = canvas
        .scene
        .hits()
        .iter()
        .rev()
        .find(|(_, hit)| *hit == Hit::Place(place));
    if let Some(area) = found.map(|(area, _)| *area) {
        canvas.lay(area, Role::Focus);
        canvas.cursor(area.x, area.y);
    }
}

fn banner(canvas: &mut Canvas<'_, Hit>, bones: &Bones, root: &Root, inside: &Inside) {
    let (now, zone) = (root.moment().now, root.zone());
    let key = |key, word, command| KeyWord {
        key,
        word,
        hit: Some(Hit::Key(command)),
    };
    if let Some(news) = &inside.news {
        let actions = [key("x", "dismiss", Command::DismissNotice)];
        let text = news.shown();
        bones::banner(
            canvas,
            bones,
            &Banner {
                text: &text,
                actions: &actions,
            },
        );
    } else if inside.me.notice.is_some() {
        let text = words::own_sentence(&inside.me.status, Known::default(), now, zone);
        let actions = [
            key("c", "change it now", Command::GoUpdatePassword),
            key("x", "dismiss", Command::DismissNotice),
        ];
        bones::banner(
            canvas,
            bones,
            &Banner {
                text: &text,
                actions: &actions,
            },
        );
    } else if let Some(newest) = inside.me.clock_behind {
        let newest = words::date_and_time(newest, now, zone);
        let text = format!("This machine's clock is behind the audit log, which goes to {newest}.");
        bones::banner(
            canvas,
            bones,
            &Banner {
                text: &text,
                actions: &[],
            },
        );
    } else if inside.me.may_be_weak {
        let text = "Your password may not meet the firm's rule for strong passwords.";
        let actions = [key("c", "change it now", Command::GoUpdatePassword)];
        bones::banner(
            canvas,
            bones,
            &Banner {
                text,
                actions: &actions,
            },
        );
    }
    demo_line(canvas, bones, root, inside);
}

/// Says of the made-up firm that it is one: in the row of the banner, or in the free row below it.
fn demo_line(canvas: &mut Canvas<'_, Hit>, bones: &Bones, root: &Root, inside: &Inside) {
    let Some(demo) = root.demo() else {
        return;
    };
    let has_banner = inside.has_banner();
    let y = if has_banner {
        bones.banner.y + 1
    } else {
        bones.banner.y
    };
    if y < bones.title.y {
        let width = bones.banner.width.saturating_sub(4);
        canvas.text(2, y, width, demo, Role::Muted);
    }
}

fn update_password(canvas: &mut Canvas<'_, Hit>, area: Rect, root: &Root, inside: &Inside) {
    let (now, zone) = (root.moment().now, root.zone());
    let status = words::own_sentence(&inside.me.status, Known::default(), now, zone);
    let shown = Words {
        title: "",
        says: vec![status],
        act: "Update Password",
        safe: "Clear",
        meter: Some((inside.own.new_at(), root.judged())),
    };
    let width = form::WIDTH.max(46).min(area.width);
    let area = Rect { width, ..area };
    form::draw(canvas, area, &shown, &inside.own.form, &Hit::Form);
}

fn footer(canvas: &mut Canvas<'_, Hit>, bones: &Bones, root: &Root) {
    let signs = canvas.glyphs().charset == Charset::Unicode;
    let enter = if signs { "↵" } else { "enter" };
    let arrows = if signs { "↑↓" } else { "arrows" };
    let word = |key, word, command| KeyWord {
        key,
        word,
        hit: Some(Hit::Key(command)),
    };
    let next = word("tab", "next", Command::Next);
    let left = match root.stage() {
        Stage::Inside(inside) if inside.forced.is_none() => inside_keys(inside, enter, arrows),
        Stage::Starting | Stage::Broken(_) => Vec::new(),
        Stage::FirstRun(of) | Stage::SignIn(of) | Stage::Code(of) => {
            vec![
                word(enter, form_enter(of), Command::Enter),
                next,
                word("F2", "show", Command::ShowPassword),
            ]
        }
        Stage::Redeem(..) | Stage::Inside(_) => vec![
            word(enter, "change", Command::Enter),
            next,
            word("F2", "show", Command::ShowPassword),
        ],
    };
    let text = root.takes_text();
    let right = if text || !matches!(root.stage(), Stage::Inside(_)) {
        vec![word("ctrl-c", "quit", Command::Quit)]
    } else {
        vec![
            word("?", "keys", Command::ShowKeys),
            word("q", "quit", Command::Quit),
        ]
    };
    let asking = matches!(root.stage(), Stage::Inside(inside) if inside.is_asking());
    if let Some(said) = root.said()
        && !asking
    {
        bones::footer(canvas, bones, &[], &right);
        let y = bones.footer.y;
        let taken: u16 = right
            .iter()
            .map(|key| width_of(key.key) + width_of(key.word) + 4)
            .sum();
        canvas.text(
            2,
            y,
            bones.footer.width.saturating_sub(taken + 4),
            said,
            Role::Text,
        );
        return;
    }
    bones::footer(canvas, bones, &left, &right);
}

/// What Enter does in a form.
fn form_enter(of: &ActDialog) -> &'static str {
    match of.stop {
        Stop::Field(_) | Stop::Act => "go on",
        Stop::Safe => "press",
    }
}

fn inside_keys<'a>(inside: &Inside, enter: &'a str, arrows: &'a str) -> Vec<KeyWord<'a, Hit>> {
    let word = |key, word, command| KeyWord {
        key,
        word,
        hit: Some(Hit::Key(command)),
    };
    let next = word("tab", "next", Command::Next);
    if inside.choosing_place.is_some() {
        return vec![
            word(arrows, "choose", Command::Right),
            word(enter, "open", Command::Enter),
            word("esc", "back", Command::Escape),
        ];
    }
    let dialog = |of: &ActDialog| {
        let does = match (of.stop, of.harm) {
            (Stop::Safe, _) => "cancel",
            (Stop::Act, _) | (Stop::Field(_), crate::tui::view_model::act_dialog::Harm::None) => {
                "do it"
            }
            (Stop::Field(_), crate::tui::view_model::act_dialog::Harm::Some) => "next",
        };
        let mut keys = vec![
            next,
            word(enter, does, Command::Enter),
            word("esc", "cancel", Command::Escape),
        ];
        if of.is_plain_question() {
            keys.push(word("y", "yes", Command::Yes));
            keys.push(word("n", "no", Command::No));
        }
        keys
    };
    match inside.place {
        Place::UpdatePassword => vec![
            word(enter, "update", Command::Enter),
            next,
            word("F2", "show", Command::ShowPassword),
            word("esc", "places", Command::Escape),
        ],
        Place::PasswordSecurity => match inside.policy.open() {
            Some(
                crate::tui::view_model::password_security::Open::Confirm(of)
                | crate::tui::view_model::password_security::Open::Leaving(of),
            ) => dialog(of),
            None => policy_keys(inside, enter, arrows),
        },
        Place::ManageUsers => match (inside.users.dialog(), inside.users.menu()) {
            (Some(open), _) => dialog(open.form()),
            (None, Some(_)) => vec![
                word(arrows, "choose", Command::Down),
                word(enter, "take", Command::Enter),
                word("esc", "close", Command::Escape),
            ],
            (None, None) => users_keys(inside, enter, arrows),
        },
    }
}

fn policy_keys<'a>(inside: &Inside, enter: &'a str, arrows: &'a str) -> Vec<KeyWord<'a, Hit>> {
    use crate::tui::view_model::password_security::Focus;
    let word = |key, word, command| KeyWord {
        key,
        word,
        hit: Some(Hit::Key(command)),
    };
    let mut keys = vec![word(arrows, "choose", Command::Down)];
    let does = match inside.policy.focus() {
        Focus::Strong | Focus::Interval(_) => {
            keys.push(word("space", "toggle", Command::Choose));
            "update"
        }
        Focus::Number(_) => "show who",
        Focus::Update => "update",
        Focus::Discard => "discard",
    };
    keys.push(word(enter, does, Command::Enter));
    keys.push(word("tab", "next", Command::Next));
    keys.push(word("esc", "places", Command::Escape));
    keys
}

fn users_keys<'a>(inside: &Inside, enter: &'a str, arrows: &'a str) -> Vec<KeyWord<'a, Hit>> {
    use crate::tui::view_model::manage_users::{Command as Act, Focus};
    let word = |key, word, command| KeyWord {
        key,
        word,
        hit: Some(Hit::Key(command)),
    };
    let users = &inside.users;
    match users.focus() {
        Focus::Table => {}
        Focus::Search => {
            return vec![
                word(enter, "to the list", Command::Enter),
                word("esc", "clear", Command::Escape),
            ];
        }
        Focus::Show
        | Focus::Kind
        | Focus::Password
        | Focus::Titles
        | Focus::Actions
        | Focus::Add => {
            return vec![
                word(enter, "open", Command::Enter),
                word("tab", "next", Command::Next),
                word("esc", "to the list", Command::Escape),
            ];
        }
    }
    let _ = arrows;
    let can = |act| users.can(act) == Can::Yes;
    let mut keys = Vec::new();
    if can(Act::Edit) {
        keys.push(word(enter, "edit", Command::Enter));
    }
    if can(Act::Force) {
        keys.push(word("f", "force change", Command::Force));
    }
    if can(Act::ToggleAccess) {
        keys.push(word("d", users.access_word(), Command::ToggleAccess));
    }
    keys.push(word("s", "sort", Command::Sort));
    keys.push(word("tab", "next", Command::Next));
    keys
}

/// Draws the list of the keys that work here.
fn keys(canvas: &mut Canvas<'_, Hit>, root: &Root) {
    let signs = canvas.glyphs().charset == Charset::Unicode;
    let bindings = keys_of(&root.places());
    let half = bindings.len().div_ceil(2);
    let rows = u16::try_from(half).unwrap_or(u16::MAX);
    let area = dialog::open(canvas, "Keys", rows);
    let width = area.width / 2;
    for (at, binding) in bindings.iter().enumerate() {
        let column = u16::try_from(at / half.max(1)).unwrap_or_default();
        let row = u16::try_from(at % half.max(1)).unwrap_or_default();
        let (x, y) = (area.x + column * width, area.y + row);
        if y >= area.bottom() {
            continue;
        }
        let name = binding.chord.name(signs);
        canvas.text(x, y, 10, &name, Role::Key);
        canvas.text(
            x + 11,
            y,
            width.saturating_sub(12),
            binding.word,
            Role::Text,
        );
        let hit = Rect::new(x, y, width.saturating_sub(1), 1);
        canvas.hit(hit, Some(Hit::Key(binding.command)));
    }
    canvas.cursor(area.x, area.y);
}
