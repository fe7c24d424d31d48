//! The screens by `update` alone: no store, no terminal.

use chrono::{DateTime, TimeDelta};
use zeroize::Zeroizing;

use super::*;
use crate::domain::audit::EntryNo;
use crate::domain::{Membership, Notice, PasswordStatus, Role, Rules, StrongPasswords, UserId};
use crate::service::{Because, Standing, StoreError, SummaryEvent, SummaryWhat};
use crate::tui::keymap::{Chord, Command, KEYS, Key, LogAct, Screen, UsersAct};
use crate::tui::view_model::act_dialog::Stop;
use crate::tui::view_model::audit_log::{Focus, Target};
use crate::tui::view_model::can::Can;

pub(super) fn moment() -> Moment {
    Moment {
        now: DateTime::UNIX_EPOCH + TimeDelta::days(20_000),
        since_boot: Duration::from_secs(1_000),
    }
}

pub(super) fn root() -> Root {
    Root::new(Zone::Utc, moment())
}

pub(super) fn me(membership: Membership, standing: Standing) -> Me {
    Me {
        id: UserId(1),
        firm: Printable::new("Hartwell & Finch LLP"),
        name: Printable::new("Ada Hartwell"),
        email: Printable::new("ada@firm.example"),
        membership,
        status: PasswordStatus::NeverExpires,
        notice: None,
        may_be_weak: false,
        strong: StrongPasswords::NotRequired,
        standing,
        rules: Rules::default(),
        read_again_at: None,
        lasts_until: Duration::MAX,
        clock_behind: None,
    }
}

#[test]
fn r2_r7_the_kiosk_sets_up_no_firm_suspends_nothing_and_says_why() {
    let mut root = root();
    root.seat_at(Seat::Kiosk);
    root.update(Message::Firm(Ok(None)), moment());
    let Stage::Broken(why) = root.stage() else {
        panic!("{root:?}");
    };
    assert!(why.contains("passward init"), "{why}");
    let control_z = Chord::ctrl(Key::Char('z'));
    assert!(root.key(control_z, moment()).is_empty());
    assert!(root.said().unwrap().contains("nothing behind it"));
    assert!(matches!(root.can(Command::Suspend), Some(Can::No(_))));
}

#[test]
fn a1_r7_the_kiosk_does_not_export_the_log_by_any_key_or_click() {
    let mut root = root();
    root.seat_at(Seat::Kiosk);
    let me = me(OWNER, Standing::Free);
    root.come_in(me, Summary::default(), Duration::MAX);
    root.go(Screen::AuditLog);
    let export = Command::Log(LogAct::Export);
    assert!(matches!(root.can(export), Some(Can::No(_))));
    root.command(export);
    let said = root.said().unwrap_or_default();
    assert!(said.contains("reads and writes no files"), "{said}");
    for act in [Focus::Export, Focus::Table] {
        root.click(Hit::Log(Target::Focus(act)), moment());
    }
    // Tab goes round past every stop, and Enter is pressed on each.
    for _ in 0..8 {
        press(&mut root, Key::Tab);
        assert_ne!(who(&root).log.focus(), Focus::Export);
    }
    assert!(who(&root).log.dialog().is_none());
    root.go(Screen::ManageUsers);
    for act in [UsersAct::Export, UsersAct::Report] {
        assert!(matches!(root.can(Command::Users(act)), Some(Can::No(_))));
        root.command(Command::Users(act));
        assert!(who(&root).users.dialog().is_none());
    }
}

#[test]
fn opened_read_only_each_command_that_changes_something_is_not_offered_or_says_why() {
    let mut refused = 0;
    for membership in [OWNER, USER] {
        let mut root = root();
        root.mark_as_read_only();
        root.come_in(
            me(membership, Standing::Free),
            Summary::default(),
            Duration::MAX,
        );
        for screen in who(&root).screens() {
            root.go(screen);
            for binding in KEYS.iter().filter(|binding| binding.command.changes()) {
                match root.can(binding.command) {
                    None => {}
                    Some(Can::No(why)) => {
                        assert_eq!(why, StoreError::OnlyLooking.to_string());
                        refused += 1;
                    }
                    Some(Can::Yes) => panic!("{:?} on {screen:?}", binding.command),
                }
            }
        }
    }
    assert!(refused > 20, "{refused}");
}

#[test]
fn opened_read_only_no_menu_leads_to_an_act_and_each_item_says_why() {
    let mut root = root();
    root.mark_as_read_only();
    root.come_in(me(OWNER, Standing::Free), Summary::default(), Duration::MAX);
    root.go(Screen::ManageUsers);
    root.command(Command::Users(UsersAct::Actions));
    let items = who(&root).users.menu_items();
    let mut refused = 0;
    for item in items {
        if item
            .command
            .map(Command::Users)
            .is_some_and(Command::changes)
        {
            assert_eq!(item.refusal, StoreError::OnlyLooking.to_string());
            refused += 1;
        }
    }
    assert!(refused >= 5, "{refused}");
    press(&mut root, Key::Enter);
    assert!(who(&root).users.dialog().is_none());
    assert!(who(&root).users.menu().is_some());
}

#[test]
fn s10_opened_read_only_the_forced_screen_takes_no_password_and_is_left_by_signing_out() {
    let mut root = root();
    root.mark_as_read_only();
    root.come_in(me(USER, forced()), Summary::default(), Duration::MAX);
    assert!(!root.takes_text());
    for key in [Key::Tab, Key::Right, Key::Char('y'), Key::Down] {
        assert!(press(&mut root, key).is_empty(), "{key:?}");
        let form = &who(&root).forced.as_ref().unwrap().1.form;
        let why = StoreError::OnlyLooking.to_string();
        assert_eq!(form.refusal, Some(why));
        assert_eq!(form.stop, Stop::Safe);
    }
    let effects = press(&mut root, Key::Enter);
    assert!(matches!(effects[..], [Effect::SignOut]), "{effects:?}");
}

#[test]
fn what_stands_on_a_screen_is_asked_for_from_the_places_too() {
    let mut root = inside(OWNER, Standing::Free);
    root.go(Screen::ManageUsers);
    press(&mut root, Key::Esc);
    assert!(who(&root).walking.is_some());
    press(&mut root, Key::Char('a'));
    assert!(who(&root).walking.is_none());
    assert!(who(&root).users.menu().is_some());
    root.go(Screen::AuditLog);
    press(&mut root, Key::Esc);
    press(&mut root, Key::Char('i'));
    assert!(who(&root).log.dialog().is_some());
}

#[test]
fn s4_what_no_password_may_hold_is_said_as_soon_as_it_is_there() {
    let mut root = inside(USER, forced());
    let pasted = Zeroizing::new("walnut ferry\ncandle 9035".to_owned());
    assert!(root.paste(pasted, moment()).is_empty());
    let refusal = |root: &Root| {
        let choosing = &who(root).forced.as_ref().unwrap().1;
        choosing.form.refusal.clone()
    };
    let why = refusal(&root).unwrap();
    assert!(why.contains("line break"), "{why}");
    for _ in 0.."candle 9035".len() {
        press(&mut root, Key::Backspace);
    }
    assert!(refusal(&root).is_some());
    press(&mut root, Key::Backspace);
    assert_eq!(refusal(&root), None);
}

pub(super) const OWNER: Membership = Membership::Firm(Role::Owner);
pub(super) const USER: Membership = Membership::Firm(Role::User);

pub(super) fn forced() -> Standing {
    Standing::MustChoose(vec![Because::Forced {
        by: Printable::new("Ada Hartwell"),
        at: moment().now,
        reason: Some(Printable::new("Laptop stolen on Monday")),
    }])
}

/// The screens with somebody signed in.
pub(super) fn inside(membership: Membership, standing: Standing) -> Root {
    let mut root = root();
    root.come_in(me(membership, standing), Summary::default(), Duration::ZERO);
    root
}

pub(super) fn sign_in() -> Root {
    let mut root = root();
    let firm = Printable::new("Hartwell & Finch LLP");
    root.update(Message::Firm(Ok(Some(firm))), moment());
    root
}

pub(super) fn types(root: &mut Root, text: &str) -> Vec<Effect> {
    text.chars()
        .flat_map(|c| root.key(Chord::char(c), moment()))
        .collect()
}

pub(super) fn press(root: &mut Root, key: Key) -> Vec<Effect> {
    root.key(Chord::plain(key), moment())
}

pub(super) fn who(root: &Root) -> &Inside {
    let Stage::Inside(inside) = root.stage() else {
        panic!("not inside: {root:?}")
    };
    inside
}

#[test]
fn without_a_firm_the_first_run_is_shown_and_with_one_signing_in() {
    let mut first = root();
    first.update(Message::Firm(Ok(None)), moment());
    assert!(matches!(first.stage(), Stage::FirstRun(_)));
    assert!(matches!(sign_in().stage(), Stage::SignIn(_)));
}

#[test]
fn s1_signing_in_asks_once_and_a_refusal_keeps_the_email_but_no_password() {
    let mut root = sign_in();
    types(&mut root, "ada@firm.example");
    press(&mut root, Key::Tab);
    types(&mut root, "quick wrong");
    let effects = press(&mut root, Key::Enter);
    assert!(
        matches!(&effects[..], [Effect::SignIn(email, _)] if email == "ada@firm.example"),
        "{effects:?}"
    );
    let refused = CameIn::Not("That did not match.".into());
    root.update(Message::CameIn(refused), moment());
    let Stage::SignIn(form) = root.stage() else {
        panic!("{root:?}")
    };
    assert_eq!(form.text(0), "ada@firm.example");
    assert_eq!(form.refusal.as_deref(), Some("That did not match."));
    assert!(
        form.password(1)
            .is_some_and(crate::secret::PasswordEntry::is_empty)
    );
}

#[test]
fn letters_are_text_while_a_field_has_the_focus() {
    let mut root = sign_in();
    assert!(types(&mut root, "q?ox1").is_empty());
    let Stage::SignIn(form) = root.stage() else {
        panic!("{root:?}")
    };
    assert_eq!(form.text(0), "q?ox1");
}

#[test]
fn nothing_typed_as_a_password_is_in_the_debug_form() {
    let mut root = sign_in();
    press(&mut root, Key::Tab);
    types(&mut root, "secretive");
    assert!(!format!("{root:?}").contains("secretive"));
}

#[test]
fn u1_a_slip_in_a_code_is_called_so_and_asks_nobody() {
    let mut root = sign_in();
    root.click(Hit::Form(Stop::Safe), moment());
    assert!(matches!(root.stage(), Stage::Code(_)), "{root:?}");
    types(&mut root, "ben@firm.example");
    press(&mut root, Key::Tab);
    types(&mut root, "0000");
    assert!(press(&mut root, Key::Enter).is_empty());
    let Stage::Code(form) = root.stage() else {
        panic!("{root:?}")
    };
    assert!(form.refusal.is_some());
    let name = Printable::new("Ben Okafor");
    root.update(Message::CodeChecked(Ok(name)), moment());
    assert!(matches!(root.stage(), Stage::Redeem(..)));
}

#[test]
fn p1_only_administrators_have_the_places_of_administrators() {
    assert_eq!(who(&inside(OWNER, Standing::Free)).screens().len(), 6);
    for membership in [USER, Membership::Connect] {
        let mut root = inside(membership, Standing::Free);
        press(&mut root, Key::Esc);
        types(&mut root, "65321");
        let theirs = [Screen::UpdatePassword, Screen::LogInActivity];
        assert_eq!(who(&root).screens(), theirs);
        assert_eq!(who(&root).screen, Screen::UpdatePassword);
    }
}

#[test]
fn p1_whoever_is_demoted_loses_the_screens_of_administrators_at_once() {
    let mut root = inside(OWNER, Standing::Free);
    assert_eq!(who(&root).screen, Screen::ManageUsers);
    let demoted = Box::new(me(USER, Standing::Free));
    root.update(Message::Me(Ok(demoted), Duration::ZERO), moment());
    assert_eq!(who(&root).screen, Screen::UpdatePassword);
}

#[test]
fn s10_the_forced_screen_cannot_be_dodged() {
    let mut root = inside(OWNER, forced());
    for key in ["1", "2", "3", "a", "n", "?"] {
        types(&mut root, key);
        assert!(who(&root).forced.is_some(), "{key}");
    }
    for screen in [
        Screen::UpdatePassword,
        Screen::PasswordSecurity,
        Screen::ManageUsers,
    ] {
        assert!(root.click(Hit::Go(screen), moment()).is_empty());
    }
    press(&mut root, Key::Esc);
    assert!(who(&root).forced.is_some());
    let quit = root.key(Chord::ctrl(Key::Char('c')), moment());
    assert!(matches!(quit[..], [Effect::Quit]), "{quit:?}");
}

#[test]
fn s10_a_force_is_shown_at_once_and_its_undo_lets_one_go_on() {
    let mut root = inside(USER, Standing::Free);
    let effects = root.update(Message::ChangedElsewhere, moment());
    assert!(matches!(effects[..], [Effect::ReadMe, ..]), "{effects:?}");
    let now_forced = Box::new(me(USER, forced()));
    root.update(Message::Me(Ok(now_forced), Duration::ZERO), moment());
    assert!(who(&root).forced.is_some());
    let free = Box::new(me(USER, Standing::Free));
    root.update(Message::Me(Ok(free), Duration::ZERO), moment());
    assert!(who(&root).forced.is_none());
    assert_eq!(root.said(), Some("You may go on."));
}

#[test]
fn s10_an_open_update_password_form_stays_behind_the_forced_screen() {
    let mut root = inside(USER, Standing::Free);
    types(&mut root, "current one");
    let now_forced = Box::new(me(USER, forced()));
    root.update(Message::Me(Ok(now_forced), Duration::ZERO), moment());
    let free = Box::new(me(USER, Standing::Free));
    root.update(Message::Me(Ok(free), Duration::ZERO), moment());
    let kept = who(&root).own.form.password(0);
    assert!(kept.is_some_and(|entry| !entry.is_empty()));
}

#[test]
fn s10_an_ended_session_is_signed_out_with_its_reason() {
    let mut root = inside(USER, Standing::Free);
    root.update(Message::Ended("Your session has ended.".into()), moment());
    let Stage::SignIn(form) = root.stage() else {
        panic!("{root:?}")
    };
    assert_eq!(form.text(0), "ada@firm.example");
    assert_eq!(form.refusal.as_deref(), Some("Your session has ended."));
}

#[test]
fn s6_only_the_newest_answer_of_the_meter_is_shown() {
    let mut root = inside(USER, forced());
    let effects = types(&mut root, "ab");
    let tickets: Vec<u64> = effects
        .iter()
        .filter_map(|effect| {
            if let Effect::Meter(ticket, ..) = effect {
                Some(*ticket)
            } else {
                None
            }
        })
        .collect();
    let known = crate::domain::strength::KnownWords::new("Hartwell", "Ada", "ada@firm.example");
    let judged = || {
        let password = crate::secret::Password::chosen("ab").unwrap();
        Box::new(crate::service::meter(
            &crate::lists::Lists::none(),
            &known,
            &password,
        ))
    };
    root.update(Message::Judged(tickets[0], judged()), moment());
    assert!(root.judged().is_none());
    root.update(Message::Judged(tickets[1], judged()), moment());
    assert!(root.judged().is_some());
}

#[test]
fn u10_what_happened_is_shown_one_by_one_until_dismissed() {
    let event = |what| SummaryEvent {
        at: moment().now,
        by: Printable::new("Ben Okafor"),
        what,
    };
    let summary = Summary {
        last_sign_in: Some((moment().now, Printable::new("203.0.113.7"))),
        failed_tries: 2,
        events: vec![event(SummaryWhat::EmailChanged)],
        up_to: EntryNo(7),
    };
    let mut root = root();
    root.come_in(me(OWNER, Standing::Free), summary, Duration::ZERO);
    let shown = |root: &Root| who(root).news.as_ref().map(News::shown);
    assert_eq!(
        shown(&root).as_deref(),
        Some("1 of 3: 2 tries to sign in failed since you last looked.")
    );
    assert!(types(&mut root, "x").is_empty());
    assert!(shown(&root).is_some_and(|text| text.contains("Ben Okafor changed your e-mail")));
    assert!(types(&mut root, "x").is_empty());
    assert_eq!(
        shown(&root).as_deref(),
        Some("3 of 3: You last signed in today 00:00, from 203.0.113.7.")
    );
    let effects = types(&mut root, "x");
    assert!(
        matches!(effects[..], [Effect::DismissSummary(EntryNo(7))]),
        "{effects:?}"
    );
    assert_eq!(shown(&root), None);
}

#[test]
fn u10_where_the_last_sign_in_came_from_stays_until_dismissed_behind_what_is_due() {
    let summary = Summary {
        last_sign_in: Some((moment().now, Printable::new("203.0.113.7"))),
        up_to: EntryNo(7),
        ..Summary::default()
    };
    let mut about = me(OWNER, Standing::Free);
    about.notice = Some(Notice {
        expires_at: moment().now,
    });
    let mut root = root();
    root.come_in(about, summary, Duration::ZERO);
    assert_eq!(who(&root).banners(), [Banner::Notice, Banner::News]);
    let effects = types(&mut root, "x");
    assert!(
        matches!(effects[..], [Effect::DismissNotice]),
        "{effects:?}"
    );
    let mut without = me(OWNER, Standing::Free);
    without.notice = None;
    root.update(Message::Me(Ok(Box::new(without)), Duration::ZERO), moment());
    assert_eq!(who(&root).banners(), [Banner::News]);
    let effects = types(&mut root, "x");
    assert!(
        matches!(effects[..], [Effect::DismissSummary(EntryNo(7))]),
        "{effects:?}"
    );
    assert_eq!(who(&root).banners(), []);
}

#[test]
fn nothing_changes_on_the_screen_between_two_minutes() {
    let mut root = inside(USER, Standing::Free);
    let later = |seconds| Moment {
        now: moment().now + TimeDelta::seconds(seconds),
        since_boot: moment().since_boot + Duration::from_secs(seconds.unsigned_abs()),
    };
    let (effects, changed) = root.tick(later(1));
    assert!(effects.is_empty() && !changed, "{effects:?}");
    assert_eq!(root.next_tick(later(1)), Duration::from_secs(59));
    let (_, changed) = root.tick(later(60));
    assert!(changed);
}

#[test]
fn nothing_reaches_a_field_under_the_list_of_commands() {
    let mut root = sign_in();
    press(&mut root, Key::F(1));
    assert!(root.overlay().is_some());
    types(&mut root, "a");
    root.paste(Zeroizing::new("pasted".into()), moment());
    press(&mut root, Key::Esc);
    assert!(root.overlay().is_none());
    assert_eq!(root.form_mut().unwrap().text(0), "");
    press(&mut root, Key::F(1));
    let effects = root.key(Chord::ctrl(Key::Char('c')), moment());
    assert!(matches!(effects[..], [Effect::Quit]));
}
