//! What every screen has around its content: banners, messages, the walk through the places.

use std::time::Duration;

use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use passward::domain::audit::EntryNo;
use passward::domain::{
    ExpiryInterval, Membership, Notice, PasswordStatus, Policy, Role, Rules, StrongPasswords,
    UserId,
};
use passward::service::{Me, Standing, Summary};
use passward::tui::keymap::{Chord, Command, KEYS, Key, Screen, command};
use passward::tui::theme::{Charset, probe};
use passward::tui::view::root::{Look, draw};
use passward::tui::view_model::can::Can;
use passward::tui::view_model::root::{Effect, Message, Moment, Note, Overlay, Root, Stage as At};
use passward::words::{Printable, Zone};
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use crate::support::snapshot::snapshot;
use crate::support::stage::{PASSWORD, SIZES, Stage};

mod commands;

fn now() -> DateTime<Utc> {
    let day = NaiveDate::from_ymd_opt(2026, 11, 24).unwrap();
    day.and_hms_opt(14, 2, 0).unwrap().and_utc()
}

fn moment(seconds: u64) -> Moment {
    Moment {
        now: now() + TimeDelta::seconds(i64::try_from(seconds).unwrap()),
        since_boot: Duration::from_secs(1_000 + seconds),
    }
}

/// An ordinary firm user to whom every banner applies but that of the news.
fn ben() -> Me {
    let ends = now() + TimeDelta::days(9);
    Me {
        id: UserId(2),
        firm: Printable::new("Hartwell & Finch LLP"),
        name: Printable::new("Ben Okafor"),
        email: Printable::new("ben@firm.example"),
        membership: Membership::Firm(Role::User),
        status: PasswordStatus::Expiring { at: ends },
        notice: Some(Notice { expires_at: ends }),
        may_be_weak: true,
        strong: StrongPasswords::Required,
        standing: Standing::Free,
        rules: Rules {
            policy: Policy {
                strong: StrongPasswords::Required,
                expiry: ExpiryInterval::Days90,
            },
            ..Rules::default()
        },
        read_again_at: None,
        lasts_until: Duration::MAX,
        clock_behind: Some(now() + TimeDelta::hours(3)),
    }
}

fn inside(me: Me, summary: Summary) -> Root {
    let mut root = Root::new(Zone::Utc, moment(0));
    root.come_in(me, summary, Duration::ZERO);
    root
}

fn news() -> Summary {
    Summary {
        failed_tries: 2,
        up_to: EntryNo(7),
        ..Summary::default()
    }
}

fn drawn(root: &Root, (width, height): (u16, u16)) -> (Buffer, String) {
    let look = Look {
        theme: probe(),
        charset: Charset::Unicode,
    };
    let mut buffer = Buffer::empty(Rect::new(0, 0, width, height));
    let scene = draw(&mut buffer, &look, root);
    let text = snapshot(&buffer, scene.cursor());
    (buffer, text)
}

fn at_each_size(name: &str, root: &Root) {
    for size in SIZES {
        let (_, text) = drawn(root, size);
        insta::assert_snapshot!(format!("{name}_{}x{}", size.0, size.1), text);
    }
}

fn row(root: &Root, size: (u16, u16), y: usize) -> String {
    let (_, text) = drawn(root, size);
    text.lines().nth(y).unwrap().to_owned()
}

#[test]
fn p2_a_password_that_may_be_weak_is_said_in_a_banner() {
    let me = Me {
        notice: None,
        clock_behind: None,
        status: PasswordStatus::NeverExpires,
        ..ben()
    };
    at_each_size("banner_weak", &inside(me, Summary::default()));
}

#[test]
fn e9_a_clock_behind_the_audit_log_is_said_in_a_banner() {
    let me = Me {
        notice: None,
        may_be_weak: false,
        status: PasswordStatus::NeverExpires,
        ..ben()
    };
    at_each_size("banner_clock", &inside(me, Summary::default()));
}

#[test]
fn all_banners_that_apply_are_shown_or_counted_the_most_urgent_first() {
    let root = inside(ben(), news());
    at_each_size("banners", &root);
    let texts = [
        "2 tries to sign in failed",
        "clock is behind the audit log",
        "expires in 9 days",
        "may not meet the firm's rule",
    ];
    for (y, text) in (1..).zip(texts) {
        assert!(row(&root, (140, 40), y).contains(text), "{text}");
    }
    // Letters go into the form that is shown, so that none of them is offered; from the places they lead on.
    assert!(row(&root, (80, 24), 2).ends_with("   2 more"));
    let mut root = root;
    root.key(Chord::plain(Key::Esc), moment(1));
    assert!(row(&root, (80, 24), 2).ends_with("   v 2 more"));
    assert!(row(&root, (60, 16), 1).ends_with("x dismiss   v 3 more"));
}

#[test]
fn a_banner_that_is_not_shown_stands_in_the_list_of_messages() {
    let mut root = inside(ben(), news());
    root.key(Chord::plain(Key::Esc), moment(1));
    root.key(Chord::char('v'), moment(1));
    at_each_size("messages", &root);
    let (_, text) = drawn(&root, (80, 24));
    assert!(text.contains("may not meet the firm's rule"), "{text}");
    root.key(Chord::plain(Key::Esc), moment(2));
    assert!(root.overlay().is_none());
}

#[test]
fn a_line_stays_until_the_next_key_or_six_seconds_whichever_is_later() {
    let failed = |root: &mut Root, at| {
        let why = Err("It was not saved.".to_owned());
        root.update(Message::Me(why, Duration::ZERO), moment(at));
        assert_eq!(root.said(), Some("It was not saved."));
    };
    let mut root = inside(ben(), Summary::default());
    failed(&mut root, 0);
    root.tick(moment(60));
    assert!(root.said().is_some(), "no key came");
    root.key(Chord::plain(Key::Right), moment(61));
    assert!(root.said().is_none());
    failed(&mut root, 70);
    root.key(Chord::plain(Key::Right), moment(71));
    assert!(root.said().is_some(), "six seconds are not over");
    let (_, changed) = root.tick(moment(76));
    assert!(changed && root.said().is_none());
    let is_said =
        |note: &Note<'_>| matches!(note, Note::Said(line) if line.text == "It was not saved.");
    assert_eq!(root.notes().into_iter().filter(is_said).count(), 2);
}

#[test]
fn a_line_does_not_cost_the_footer_its_keys() {
    let mut root = inside(ben(), Summary::default());
    root.key(Chord::plain(Key::Esc), moment(0));
    root.update(Message::Failed("It was not saved.".into()), moment(0));
    for size in SIZES {
        let last = usize::from(size.1) - 1;
        assert!(row(&root, size, last - 1).contains("It was not saved."));
        let footer = row(&root, size, last);
        assert!(
            footer.contains("choose") && footer.contains("q quit"),
            "{footer}"
        );
    }
    at_each_size("said", &root);
}

#[test]
fn what_is_too_long_for_one_line_above_the_footer_takes_two_and_never_what_has_the_focus() {
    let mut root = inside(ben(), Summary::default());
    root.key(Chord::plain(Key::Esc), moment(0));
    let why = "passward was opened read only, so nothing is changed. Open it without --read-only to change something.";
    root.update(Message::Failed(why.into()), moment(0));
    for size in SIZES {
        let last = usize::from(size.1) - 1;
        let two = format!(
            "{} {}",
            row(&root, size, last - 2),
            row(&root, size, last - 1)
        );
        let words: Vec<_> = two
            .split([' ', '─'])
            .filter(|word| !word.is_empty())
            .collect();
        assert!(words.join(" ").contains(why), "{two}");
    }
    at_each_size("said_long", &root);
    // At 60x16 the buttons of the form stand in that row: the focus is not covered.
    for key in [Key::Enter, Key::Tab, Key::Tab, Key::Tab] {
        root.key(Chord::plain(key), moment(1));
    }
    let buttons = row(&root, (60, 16), 13);
    assert!(buttons.contains("Update Password    Clear"), "{buttons}");
}

#[test]
fn after_signing_out_nothing_is_said_of_what_was_done() {
    let mut stage = Stage::founded();
    stage
        .signs_in("ada@firm.example", PASSWORD)
        .keys("1")
        .types(PASSWORD)
        .keys("tab")
        .types("eleven green bottles")
        .keys("tab")
        .types("eleven green bottles")
        .keys("enter")
        .shows("Your password is changed.");
    stage
        .keys("esc o")
        .shows("Sign in")
        .lacks("Your password is changed.");
    stage.signs_in_as_before("eleven green bottles").keys("v");
    stage.lacks("Your password is changed.");
}

#[test]
fn on_the_form_of_signing_in_nothing_wakes_but_the_clock() {
    let mut root = Root::new(Zone::Utc, moment(0));
    root.update(
        Message::Firm(Ok(Some(Printable::new("Finch LLP")))),
        moment(5),
    );
    assert_eq!(root.next_tick(moment(5)), Duration::from_secs(55));
    let (effects, changed) = root.tick(moment(60));
    assert!(effects.is_empty() && changed);
    assert_eq!(root.next_tick(moment(60)), Duration::from_mins(1));
    assert!(!root.is_watching());
    // Inside too; that somebody else changed the data is seen by who reads (S10).
    let inside = inside(ben(), Summary::default());
    assert!(inside.is_watching());
    assert_eq!(inside.next_tick(inside.moment()), Duration::from_mins(1));
}

#[test]
fn the_mouse_is_switched_off_and_on_while_running() {
    let mut root = inside(ben(), Summary::default());
    let effects = root.key(Chord::plain(Key::F(3)), moment(0));
    assert!(
        matches!(
            effects[..],
            [Effect::Mouse(passward::tui::keymap::Mouse::Terminals)]
        ),
        "{effects:?}"
    );
    assert!(root.said().unwrap().contains("F3"));
    let effects = root.key(Chord::plain(Key::F(3)), moment(1));
    assert!(matches!(
        effects[..],
        [Effect::Mouse(passward::tui::keymap::Mouse::Ours)]
    ));
}

#[test]
fn the_walk_through_the_places_always_shows_where_it_is() {
    let mut root = inside(
        Me {
            membership: Membership::Firm(Role::Owner),
            ..ben()
        },
        Summary::default(),
    );
    for screen in [
        Screen::ManageUsers,
        Screen::PasswordSecurity,
        Screen::UpdatePassword,
    ] {
        root.command(Command::Go(screen));
        root.key(Chord::plain(Key::Esc), moment(0));
        root.key(Chord::plain(Key::Home), moment(0));
        let mut seen = Vec::new();
        for _ in 0..6 {
            for size in SIZES {
                let (_, text) = drawn(&root, size);
                let cursor = text
                    .lines()
                    .find(|line| line.starts_with("cursor:"))
                    .unwrap();
                assert_ne!(cursor, "cursor: hidden", "{text}");
                if size == SIZES[0] {
                    seen.push(cursor.to_owned());
                }
            }
            root.key(Chord::plain(Key::Right), moment(0));
        }
        seen.dedup();
        assert!(seen.len() >= 3, "{seen:?}");
        root.key(Chord::plain(Key::Esc), moment(0));
    }
}

#[test]
fn u3_z_sets_the_access_back_that_was_set_last() {
    let mut stage = Stage::demo();
    stage.keys("down d").shows("Disable").keys("tab enter");
    stage.shows("Agnes Holm is disabled and signed out. z undoes it.");
    stage.keys("z").shows("Agnes Holm is enabled again.");
    // The undo of an undo asks, for it interrupts somebody.
    stage.keys("z").shows("Disable").keys("esc");
    stage.keys("z").shows("nothing to undo");
}

#[test]
fn names_in_every_script_are_cut_with_an_ellipsis_and_never_in_a_cluster() {
    let names = [
        "山田太郎左衛門尉山田太郎左衛門尉山田太郎左衛門尉",
        "عبد الرحمن بن محمد بن عبد الله آل الشيخ الطويل",
        "क्षेत्रज्ञानेश्वरी श्रीवास्तव्यमहोदयात्रिपाठी",
        "👨‍👩‍👧‍👦 Family of Many Members and Friends 👨‍👩‍👧‍👦",
        "Z͑ͫ̓ͪ̂ͫ̽͏̴̙̤̞͉͚̯̞̠͍A̴̵̜̰͔ͫ͗͢L̠ͨͧͩ͘G̴̻͈͍͔̹̑͗̎̅͛́Ǫ̵̹̻̝̳͂̌̌͘ and quite a long name after it",
        "❤️ Amélie de la Très-Longue-Rivière du Nord",
    ];
    for (at, name) in names.into_iter().enumerate() {
        let mut stage = Stage::founded();
        stage.signs_in("ada@firm.example", PASSWORD);
        stage
            .keys("n")
            .types(name)
            .keys("tab")
            .types(&format!("person{at}@firm.example"))
            .keys("enter")
            .keys("esc");
        for size in SIZES {
            let (buffer, _) = stage.drawn(probe(), size);
            let text = snapshot(&buffer, None);
            let row = text.lines().find(|line| line.contains("not set"));
            let row = row.unwrap_or_else(|| panic!("{name}\n{text}"));
            if size.0 < 100 {
                assert!(row.contains('…'), "{name}: {row}");
            }
        }
    }
}
