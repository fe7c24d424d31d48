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
use passward::tui::keymap::Naming;
use passward::tui::theme::{Charset, Theme, probe};
use passward::tui::view::bones::{self, Banner, Bones, Header, KeyWord, Place};
use passward::tui::view::tabs::{Tab, tabs};
use passward::tui::view::{Canvas, Scene, manage_users, password_security};
use passward::tui::view_model::act_dialog::{Edit, Press, Proof, Stop};
use passward::tui::view_model::manage_users::{
    Around, Command, Done, Effect, ManageUsers, Message, Refused, Target, Task,
};
use passward::tui::view_model::password_security as policy_tab;
use passward::words::{Printable, Zone};
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use crate::support::snapshot::snapshot;

mod deeds;
mod policy;
mod users;

use policy::{edited, tab_drawn};

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
    let Effect::Task(Task::List { ticket, .. }) = &effects[0] else {
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

fn key_names(charset: Charset) -> bones::KeyNames {
    bones::KeyNames::of(match charset {
        Charset::Unicode => Naming::Signs,
        Charset::Ascii => Naming::Words,
    })
}

/// The keys of a screen as it names them, and those that are everywhere.
fn footer<C>(canvas: &mut Canvas<'_, Hit>, bones: &Bones, keys: Vec<KeyWord<'_, C>>) {
    let left = keys.into_iter().map(|key| key.map(|_| Hit::Place));
    let left: Vec<_> = left.collect();
    bones::footer(canvas, bones, &left, &[key("?", "keys"), key("q", "quit")]);
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
        &manage_users::actions(screen, hit),
    );
    footer(
        &mut canvas,
        &bones,
        manage_users::keys(screen, key_names(charset)),
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

fn tab_at(name: &str, tab: &policy_tab::PasswordSecurity, sizes: &[(u16, u16)]) {
    for (width, height) in sizes {
        let (buffer, scene) = tab_drawn(tab, &probe(), Charset::Unicode, (*width, *height));
        let name = format!("policy_{name}_{width}x{height}");
        insta::assert_snapshot!(name, snapshot(&buffer, scene.cursor()));
    }
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
