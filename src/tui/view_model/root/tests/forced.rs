//! The forced screen, and a password being chosen.

use super::*;

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
    assert!(
        matches!(effects[..], [Effect::Task(Task::ReadMe), ..]),
        "{effects:?}"
    );
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

#[test]
fn s6_only_the_newest_answer_of_the_meter_is_shown() {
    let mut root = inside(USER, forced());
    let effects = types(&mut root, "ab");
    let tickets: Vec<u64> = effects
        .iter()
        .filter_map(|effect| {
            if let Effect::Task(Task::Meter(ticket, ..)) = effect {
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
