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

mod closed;
mod forced;
mod news;

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
        matches!(&effects[..], [Effect::Task(Task::SignIn(email, _))] if email == "ada@firm.example"),
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
