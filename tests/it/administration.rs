//! Password Security and Manage Users as they are drawn, against the pictures that they are to look like.

use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use passward::domain::impact::questions;
use passward::domain::throttle::Held;
use passward::domain::{
    Access, CodeOnRecord, CodePurpose, Credential, Email, ExpireAlls, ExpiryInterval, ForceId,
    Generation, Instant, Membership, PersonName, Policy, PolicyOnRecord, PreviewFacts, Revision,
    Role, Rules, StrongPasswords, User, UserId,
};
use passward::service::{
    CodeNews, Consequences, Count, Cursor, Issued, PeoplePage, PersonRow, PolicyTab,
    UndoConsequences,
};
use passward::tui::theme::{Charset, Theme, probe};
use passward::tui::view::bones::{self, Banner, Bones, Header, KeyWord, Place};
use passward::tui::view::tabs::{Tab, tabs};
use passward::tui::view::{Canvas, Scene, manage_users, password_security};
use passward::tui::view_model::act_dialog::{Edit, Press, Proof, Stop};
use passward::tui::view_model::manage_users::{
    Around, Command, Done, Effect, ManageUsers, Message, Refused, Target,
};
use passward::tui::view_model::password_security as policy_tab;
use passward::words::{Printable, Zone};
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use crate::support::snapshot::snapshot;

mod deeds;

const SIZES: [(u16, u16); 4] = [(80, 24), (100, 30), (140, 40), (60, 16)];

/// Tuesday, 24 November 2026, 14:02.
fn now() -> Instant {
    let day = NaiveDate::from_ymd_opt(2026, 11, 24).unwrap();
    day.and_hms_opt(14, 2, 0).unwrap().and_utc()
}

fn at(month: u32, day: u32, hour: u32, minute: u32) -> DateTime<Utc> {
    let day = NaiveDate::from_ymd_opt(2026, month, day).unwrap();
    day.and_hms_opt(hour, minute, 0).unwrap().and_utc()
}

fn rules() -> Rules {
    Rules {
        policy: Policy {
            strong: StrongPasswords::NotRequired,
            expiry: ExpiryInterval::Days90,
        },
        expire_alls: ExpireAlls::default(),
    }
}

/// A person who set their password so many days before their period ends.
fn person(id: i64, name: &str, membership: Membership, left: Option<i64>) -> PersonRow {
    let mail = name.to_lowercase().replace(' ', ".");
    let changed = left.map(|left| {
        let whole = now() - TimeDelta::days(90 - left);
        whole - TimeDelta::hours(1)
    });
    let mut user = User {
        id: UserId(id),
        name: PersonName::parse(name).unwrap(),
        email: Email::parse(&format!("{mail}@hartwellfinch.example")).unwrap(),
        membership,
        access: Access::Enabled,
        credential: changed.map(|changed_at| Credential {
            changed_at,
            knows: Generation(0),
            force: None,
        }),
        seen_strong: true,
        last_sign_in: Some(at(11, 24 - u32::try_from(id % 20).unwrap(), 9, 12)),
        code_until: None,
    };
    let mut forced_by = None;
    match name {
        "Dev Patel" => {
            user.credential.as_mut().unwrap().force = Some(ForceId(1));
            forced_by = Some(Printable::new("Ada Hartwell"));
        }
        "Hugo Brandt" => {
            user.last_sign_in = None;
            user.code_until = Some(at(11, 29, 12, 0));
        }
        "Jonas Weber" => user.access = Access::Disabled,
        _ => {}
    }
    row(&user, forced_by)
}

fn row(user: &User, forced_by: Option<Printable>) -> PersonRow {
    PersonRow {
        id: user.id,
        name: (&user.name).into(),
        email: (&user.email).into(),
        login: None,
        membership: user.membership,
        access: user.access,
        status: rules().status(now(), user),
        forced_by,
        changed_at: user.credential.map(|credential| credential.changed_at),
        seen_strong: user.seen_strong,
        code_until: user.code_until,
        code: user.code_until.map(|until| CodeNews {
            record: CodeOnRecord::issued(CodePurpose::Setup, UserId(1), until - TimeDelta::days(7)),
            issued_by: Printable::new("Ada Hartwell"),
        }),
        held: Held::Free,
        last_sign_in: user.last_sign_in,
        cursor: Cursor::of(user),
    }
}

/// The owner, as the screen knows who acts.
fn owner() -> User {
    User {
        id: UserId(1),
        name: PersonName::parse("Ada Hartwell").unwrap(),
        email: Email::parse("ada@hartwellfinch.example").unwrap(),
        membership: Membership::Firm(Role::Owner),
        access: Access::Enabled,
        credential: None,
        seen_strong: true,
        last_sign_in: None,
        code_until: None,
    }
}

fn firm() -> Vec<PersonRow> {
    let firm = Membership::Firm;
    let mut people = vec![
        person(1, "Ada Hartwell", firm(Role::Owner), Some(10)),
        person(2, "Ben Okafor", firm(Role::Administrator), Some(80)),
        person(3, "Chloe Marsh", firm(Role::User), Some(-3)),
        person(4, "Dev Patel", firm(Role::User), Some(40)),
        person(5, "Erin Lowe", Membership::Connect, Some(20)),
        person(6, "Farid Naderi", firm(Role::User), Some(67)),
        person(7, "Grace Liu", firm(Role::User), Some(2)),
        person(8, "Hugo Brandt", firm(Role::User), None),
        person(9, "Imani Otieno", firm(Role::Administrator), Some(45)),
        person(10, "Jonas Weber", firm(Role::User), Some(85)),
        person(11, "Kira Sato", Membership::Connect, Some(3)),
    ];
    for id in 12..=53 {
        let name = format!("Person {id:02}");
        people.push(person(id, &name, firm(Role::User), Some(id)));
    }
    people
}

fn page(people: Vec<PersonRow>) -> PeoplePage {
    PeoplePage {
        of: Count::Exact(people.len() as u64),
        rows: people,
        more_before: false,
        more_after: false,
        before: Some(0),
    }
}

/// The screen as the owner has it, with these people read.
fn opened(people: Vec<PersonRow>) -> ManageUsers {
    let mut screen = ManageUsers::new(owner());
    let effects = screen.update(Message::Refresh);
    let Effect::List { ticket, .. } = &effects[0] else {
        panic!("{effects:?}");
    };
    let _ = screen.update(Message::Listed(*ticket, Ok(Box::new(page(people)))));
    press(&mut screen, Press::Down);
    press(&mut screen, Press::Down);
    screen
}

fn press(screen: &mut ManageUsers, press: Press) {
    let around = Around {
        proof: Proof::Fresh,
        rows: 11,
    };
    let _ = screen.update(Message::Press(press, around));
}

fn typed(screen: &mut ManageUsers, text: &str) {
    for character in text.chars() {
        let _ = screen.update(Message::Edit(Edit::Insert(character)));
    }
}

fn command(screen: &mut ManageUsers, command: Command, proof: Proof) -> Vec<Effect> {
    screen.update(Message::Command(command, proof))
}

/// What a click means in these pictures.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Hit {
    Place,
    Users(Target),
    Policy(password_security::Target),
}

fn key(key: &'static str, word: &'static str) -> KeyWord<'static, Hit> {
    KeyWord {
        key,
        word,
        hit: None,
    }
}

/// What every screen has around its content.
fn frame(canvas: &mut Canvas<'_, Hit>, bones: &Bones, place: &str, actions: &[KeyWord<'_, Hit>]) {
    let header = Header {
        firm: "Hartwell & Finch LLP",
        person: "Ada Hartwell · Owner",
        clock: "14:02",
        mode: "",
    };
    bones::header(canvas, bones, &header);
    bones::banner(
        canvas,
        bones.banner,
        &Banner {
            text: "Your password expires in 9 days, on Thu 3 Dec.",
            actions: &[key("c", "change it now"), key("x", "dismiss")],
            whole: None,
            more: None,
        },
    );
    let places = ["Security", "Manage Users"].map(|name| Place {
        name,
        current: name == place,
        focused: false,
        hit: Some(Hit::Place),
    });
    bones::title(canvas, bones, place, &places, actions);
}

fn users_drawn(
    screen: &ManageUsers,
    theme: &Theme,
    charset: Charset,
    size: (u16, u16),
) -> (Buffer, Scene<Hit>) {
    let mut buffer = Buffer::empty(Rect::new(0, 0, size.0, size.1));
    let mut canvas = Canvas::new(&mut buffer, theme, charset);
    let bones = Bones::of(canvas.area()).unwrap();
    let hit = &Hit::Users as &dyn Fn(Target) -> Hit;
    frame(
        &mut canvas,
        &bones,
        "Manage Users",
        &manage_users::actions(hit),
    );
    let names = bones::KeyNames::of(charset == Charset::Unicode);
    let left = manage_users::keys(screen, names).into_iter();
    let left: Vec<_> = left.map(|key| key.map(|_| Hit::Place)).collect();
    bones::footer(
        &mut canvas,
        &bones,
        &left,
        &[key("?", "keys"), key("q", "quit")],
    );
    manage_users::draw(&mut canvas, &bones, screen, now(), Zone::Utc, hit);
    let scene = canvas.finish();
    (buffer, scene)
}

fn users_at(name: &str, screen: &ManageUsers, sizes: &[(u16, u16)]) {
    for (width, height) in sizes {
        let (buffer, scene) = users_drawn(screen, &probe(), Charset::Unicode, (*width, *height));
        let name = format!("users_{name}_{width}x{height}");
        insta::assert_snapshot!(name, snapshot(&buffer, scene.cursor()));
    }
}

/// Facts of 41 firm users whose passwords were set over the last half year.
fn facts() -> PreviewFacts {
    let set: Vec<_> = (0..41_i64)
        .map(|n| now() - TimeDelta::days((n * 37) % 95) - TimeDelta::hours(2))
        .collect();
    PreviewFacts {
        at: now(),
        firm_users: 41,
        connect_users: 12,
        not_seen_strong: (7, 3),
        changed_up_to: questions(now())
            .into_iter()
            .map(|at| (at, set.iter().filter(|set| **set <= at).count() as u64))
            .collect(),
        next_change: ExpiryInterval::ALL
            .map(|interval| {
                let cut = interval.length().map(|length| now() - length);
                let next = set
                    .iter()
                    .filter(|set| cut.is_some_and(|cut| **set > cut))
                    .min();
                (interval, next.copied())
            })
            .into(),
        own: None,
    }
}

fn on_record(expiry: ExpiryInterval) -> PolicyOnRecord {
    PolicyOnRecord {
        policy: Policy {
            strong: StrongPasswords::Required,
            expiry,
        },
        revision: Revision(7),
        changed: Some((UserId(2), at(11, 23, 10, 30))),
    }
}

/// The tab with every 180 days in force and every 90 chosen.
fn edited() -> policy_tab::PasswordSecurity {
    let mut tab = policy_tab::PasswordSecurity::default();
    let _ = tab.update(policy_tab::Message::Refresh);
    let loaded = PolicyTab {
        on_record: on_record(ExpiryInterval::Days180),
        changed_by: Some(Printable::new("Ben Okafor")),
        facts: facts(),
    };
    let _ = tab.update(policy_tab::Message::Loaded(1, Ok(Box::new(loaded))));
    tab_press(&mut tab, Press::Left);
    tab_press(&mut tab, Press::Choose);
    tab
}

fn tab_press(tab: &mut policy_tab::PasswordSecurity, press: Press) {
    let _ = tab.update(policy_tab::Message::Press(press, Proof::Fresh));
}

fn tab_drawn(
    tab: &policy_tab::PasswordSecurity,
    theme: &Theme,
    charset: Charset,
    size: (u16, u16),
) -> (Buffer, Scene<Hit>) {
    let mut buffer = Buffer::empty(Rect::new(0, 0, size.0, size.1));
    let mut canvas = Canvas::new(&mut buffer, theme, charset);
    let bones = Bones::of(canvas.area()).unwrap();
    frame(&mut canvas, &bones, "Security", &[]);
    let names = ["Update Password", "Password Security"].map(|name| Tab {
        name,
        current: name == "Password Security",
        focused: false,
        hit: Some(Hit::Place),
    });
    tabs(&mut canvas, bones.content, &names);
    let names = bones::KeyNames::of(charset == Charset::Unicode);
    let left = password_security::keys(tab, names).into_iter();
    let left: Vec<_> = left.map(|key| key.map(|_| Hit::Place)).collect();
    bones::footer(
        &mut canvas,
        &bones,
        &left,
        &[key("?", "keys"), key("q", "quit")],
    );
    // Under the tabs; with an empty row between where there is room for it.
    let taken = if bones.is_wide() { 3 } else { 2 };
    let area = Rect {
        y: bones.content.y + taken,
        height: bones.content.height - taken,
        ..bones.content
    };
    password_security::draw(&mut canvas, area, tab, now(), Zone::Utc, &Hit::Policy);
    let scene = canvas.finish();
    (buffer, scene)
}

fn tab_at(name: &str, tab: &policy_tab::PasswordSecurity, sizes: &[(u16, u16)]) {
    for (width, height) in sizes {
        let (buffer, scene) = tab_drawn(tab, &probe(), Charset::Unicode, (*width, *height));
        let name = format!("policy_{name}_{width}x{height}");
        insta::assert_snapshot!(name, snapshot(&buffer, scene.cursor()));
    }
}

#[test]
fn u6_manage_users_looks_like_its_picture() {
    users_at("list", &opened(firm()), &SIZES);
}

#[test]
fn u6_an_empty_list_says_why_and_which_key_fills_it() {
    let mut screen = opened(firm());
    let _ = command(&mut screen, Command::Find, Proof::Fresh);
    for character in "xyz".chars() {
        let effects = screen.update(Message::Edit(Edit::Insert(character)));
        let [Effect::List { ticket, .. }] = &effects[..] else {
            panic!("{effects:?}");
        };
        let _ = screen.update(Message::Listed(*ticket, Ok(Box::new(page(vec![])))));
    }
    users_at("empty", &screen, &[(80, 24), (60, 16)]);
}

#[test]
fn e10_the_undo_is_offered_above_the_table() {
    let mut screen = opened(firm());
    let effects = screen.update(Message::Refresh);
    let Some(Effect::ReadUndo(ticket)) = effects.last() else {
        panic!("{effects:?}");
    };
    let offer = UndoConsequences {
        generation: Generation(1),
        by: Printable::new("Ada Hartwell"),
        at: at(11, 24, 14, 0),
        reason: None,
        released: 37,
        unmoved: 1,
    };
    let _ = screen.update(Message::UndoRead(*ticket, Some(offer)));
    users_at("undo_offered", &screen, &[(80, 24), (100, 30)]);
    let _ = command(&mut screen, Command::UndoExpireAll, Proof::Needed);
    users_at("undo_dialog", &screen, &SIZES);
}

#[test]
fn the_menus_hang_from_what_they_are_about() {
    let mut screen = opened(firm());
    let _ = command(&mut screen, Command::Actions, Proof::Fresh);
    users_at("actions", &screen, &[(80, 24), (60, 16)]);
    press(&mut screen, Press::Escape);
    for _ in 0..5 {
        press(&mut screen, Press::Next);
    }
    press(&mut screen, Press::Enter);
    users_at("password_filter", &screen, &[(80, 24)]);
}

#[test]
fn e7_expire_all_says_what_follows() {
    let mut screen = opened(firm());
    let _ = command(&mut screen, Command::ExpireAll, Proof::Needed);
    let known = Consequences {
        must_choose: 37,
        you_among_them: true,
        must_already: 1,
        connect: 12,
        invited: 3,
        disabled: 2,
    };
    let _ = screen.update(Message::ConsequencesRead(1, Ok(known)));
    typed(&mut screen, "Laptop stolen on Monday");
    press(&mut screen, Press::Next);
    typed(&mut screen, "twelve chars");
    users_at("expire_all", &screen, &SIZES);
    let (buffer, _) = users_drawn(&screen, &probe(), Charset::Unicode, (80, 24));
    assert!(!format!("{buffer:?}").contains("twelve"));
}

#[test]
fn u1_add_user_keeps_what_was_typed_and_shows_the_code_once() {
    let mut screen = opened(firm());
    let _ = command(&mut screen, Command::Add, Proof::Fresh);
    typed(&mut screen, "Nora Quinn");
    press(&mut screen, Press::Next);
    typed(&mut screen, "ben.okafor@hartwellfinch.example");
    users_at("add", &screen, &SIZES);
    press(&mut screen, Press::Enter);
    let why = "This e-mail belongs to Ben Okafor already. Nobody was added; please give another.";
    let _ = screen.update(Message::Done(Err(Refused::Because(why.into()))));
    users_at("add_refused", &screen, &[(80, 24), (60, 16)]);
    press(&mut screen, Press::Enter);
    let added = Issued {
        purpose: CodePurpose::Setup,
        user: UserId(54),
        code: "7KQM-2PXA-9DWE-HT4C-VB63-RZ8N".to_owned().into(),
        until: at(12, 1, 14, 2),
    };
    let _ = screen.update(Message::Done(Ok(Done::Added(added))));
    users_at("code", &screen, &SIZES);
}

#[test]
fn u1_the_login_name_stands_beside_the_email_and_in_the_form() {
    let mut people = firm();
    people[2].login = Some(Printable::new("cmarsh"));
    let mut screen = opened(people);
    users_at("login_name", &screen, &[(80, 24), (60, 16)]);
    let _ = command(&mut screen, Command::Edit, Proof::Fresh);
    press(&mut screen, Press::Next);
    press(&mut screen, Press::Next);
    typed(&mut screen, " 2");
    users_at("edit_login_name", &screen, &[(80, 24), (60, 16)]);
    press(&mut screen, Press::Enter);
    users_at("edit_login_name_refused", &screen, &[(80, 24), (60, 16)]);
}

#[test]
fn e6_u3_u4_each_act_on_one_person_names_them() {
    for (name, chosen) in [
        ("edit", Command::Edit),
        ("force", Command::Force),
        ("disable", Command::ToggleAccess),
    ] {
        let mut screen = opened(firm());
        let _ = command(&mut screen, chosen, Proof::Fresh);
        users_at(name, &screen, &[(80, 24), (140, 40), (60, 16)]);
    }
    let mut screen = opened(firm());
    for _ in 0..7 {
        press(&mut screen, Press::Down);
    }
    let _ = command(&mut screen, Command::ToggleAccess, Proof::Fresh);
    users_at("enable", &screen, &[(80, 24)]);
}

#[test]
fn p5_password_security_looks_like_its_picture() {
    tab_at("edited", &edited(), &SIZES);
}

#[test]
fn p5_a_focused_number_has_the_cursor() {
    let mut tab = edited();
    tab_press(&mut tab, Press::Down);
    tab_at("number", &tab, &[(80, 24)]);
}

#[test]
fn p7_without_strong_passwords_there_is_advice() {
    let mut tab = edited();
    let click = policy_tab::Focus::Strong;
    let _ = tab.update(policy_tab::Message::Click(click, Proof::Fresh));
    tab_at("not_strong", &tab, &[(80, 24), (60, 16)]);
}

#[test]
fn p6_a_refused_update_says_who_changed_what() {
    let mut tab = edited();
    let _ = tab.update(policy_tab::Message::Update(Proof::Needed));
    tab_at("confirm", &tab, &SIZES);
    let mut newer = on_record(ExpiryInterval::Days60);
    newer.revision = Revision(8);
    let refused = policy_tab::UpdateRefused::Changed {
        on_record: newer,
        by: Some(Printable::new("Ben Okafor")),
    };
    let _ = tab.update(policy_tab::Message::Updated(Err(refused)));
    tab_at("conflict", &tab, &SIZES);
}

#[test]
fn p4_leaving_asks() {
    let mut tab = edited();
    let _ = tab.update(policy_tab::Message::Leave);
    tab_at("leaving", &tab, &[(80, 24), (140, 40), (60, 16)]);
}

#[test]
fn without_unicode_nothing_is_lost() {
    let (buffer, scene) = tab_drawn(&edited(), &probe(), Charset::Ascii, (100, 30));
    insta::assert_snapshot!("policy_ascii", snapshot(&buffer, scene.cursor()));
    let (buffer, scene) = users_drawn(&opened(firm()), &probe(), Charset::Ascii, (80, 24));
    insta::assert_snapshot!("users_ascii", snapshot(&buffer, scene.cursor()));
}

#[test]
fn everything_that_has_the_focus_can_be_clicked() {
    let (_, scene) = tab_drawn(&edited(), &probe(), Charset::Unicode, (80, 24));
    let clicks = |scene: &Scene<Hit>, hit: Hit| scene.hits().iter().any(|(_, found)| *found == hit);
    for focus in [
        policy_tab::Focus::Strong,
        policy_tab::Focus::Interval(ExpiryInterval::Days365),
        policy_tab::Focus::Update,
        policy_tab::Focus::Discard,
    ] {
        let hit = Hit::Policy(password_security::Target::Focus(focus));
        assert!(clicks(&scene, hit), "{focus:?}");
    }
    let mut screen = opened(firm());
    let _ = command(&mut screen, Command::Force, Proof::Fresh);
    let (_, scene) = users_drawn(&screen, &probe(), Charset::Unicode, (80, 24));
    for stop in [Stop::Field(0), Stop::Safe, Stop::Act] {
        assert!(clicks(&scene, Hit::Users(Target::Stop(stop))), "{stop:?}");
    }
    assert!(
        !clicks(&scene, Hit::Place),
        "what lies behind cannot be clicked"
    );
}
