//! Adding and editing people: what the forms ask, and what they say where something is taken.

use super::*;

#[test]
fn u1_a_user_is_added_and_the_code_is_shown_once() {
    let mut screen = opened(1..=53, 53);
    assert!(command(&mut screen, Command::Add).is_empty());
    typed(&mut screen, "Nora Quinn");
    press(&mut screen, Press::Next);
    typed(&mut screen, "not an address");
    assert!(press(&mut screen, Press::Enter).is_empty());
    let form = screen.dialog().unwrap().form();
    assert_eq!(
        form.refusal.as_deref(),
        Some("That is not an e-mail address. It looks like name@firm.example.")
    );
    assert_eq!((form.text(0), form.stop), ("Nora Quinn", Stop::Field(1)));
    for _ in 0.."not an address".len() {
        let _ = screen.update(Message::Edit(Edit::Key(TextKey::Backspace)));
    }
    typed(&mut screen, "nora@firm.example");
    let effects = press(&mut screen, Press::Enter);
    assert!(
        matches!(
            &effects[..],
            [Effect::Task(Task::Act(Request::Add {
                membership: Membership::Firm(Role::User),
                proof: None,
                ..
            }))]
        ),
        "{effects:?}"
    );
    let added = Issued {
        purpose: CodePurpose::Setup,
        user: UserId(99),
        code: "AAAA-BBBB".to_owned().into(),
        until: now() + TimeDelta::days(7),
    };
    asked(&screen.update(Message::Done(Ok(Done::Added(added)))));
    let Some(Dialog::Code(code)) = screen.dialog() else {
        panic!("no code is shown");
    };
    assert_eq!(
        (code.name.as_str(), &**code.code),
        ("Nora Quinn", "AAAA-BBBB")
    );
    assert!(!format!("{screen:?}").contains("AAAA"));
    press(&mut screen, Press::Next);
    let effects = press(&mut screen, Press::Enter);
    assert!(matches!(&effects[..], [Effect::ToClipboard(_)]));
    assert!(matches!(screen.dialog(), Some(Dialog::Code(code)) if code.sent));
    press(&mut screen, Press::Escape);
    assert!(screen.dialog().is_none());
}

#[test]
fn u1_a_login_name_is_optional_and_a_wrong_one_takes_the_focus() {
    let mut screen = opened(1..=53, 53);
    command(&mut screen, Command::Add);
    typed(&mut screen, "Nora");
    press(&mut screen, Press::Next);
    typed(&mut screen, "nora@firm.example");
    for _ in 0..3 {
        press(&mut screen, Press::Next);
    }
    typed(&mut screen, "Nora/");
    assert!(press(&mut screen, Press::Enter).is_empty());
    let form = screen.dialog().unwrap().form();
    assert_eq!(form.stop, Stop::Field(4));
    assert!(form.refusal.as_deref().unwrap().starts_with("A login name"));
    // Left with Esc and opened again, it is still there.
    press(&mut screen, Press::Escape);
    command(&mut screen, Command::Add);
    assert_eq!(screen.dialog().unwrap().form().text(4), "Nora/");
    for _ in 0..4 {
        press(&mut screen, Press::Next);
    }
    let _ = screen.update(Message::Edit(Edit::Key(TextKey::Backspace)));
    let effects = press(&mut screen, Press::Enter);
    let [Effect::Task(Task::Act(Request::Add { login, .. }))] = &effects[..] else {
        panic!("{effects:?}");
    };
    assert_eq!(login.as_ref().map(LoginName::as_str), Some("nora"));
}

#[test]
fn u1_an_edit_says_all_three_and_an_emptied_login_name_is_none() {
    let mut people = page(1..=53, 53);
    people.rows[0].login = Some("user1".into());
    let mut screen = opened_with(people);
    command(&mut screen, Command::Edit);
    for _ in 0..2 {
        press(&mut screen, Press::Next);
    }
    for _ in 0.."user1".len() {
        let _ = screen.update(Message::Edit(Edit::Key(TextKey::Backspace)));
    }
    let effects = press(&mut screen, Press::Enter);
    let [Effect::Task(Task::Act(Request::Edit { id, to, .. }))] = &effects[..] else {
        panic!("{effects:?}");
    };
    let is = screen.window().selected().unwrap();
    assert_eq!((*id, to.login.as_ref()), (is.id, None));
    assert_eq!(to.email.as_str(), is.email.as_str());
}

#[test]
fn u1_a_taken_address_is_said_in_the_dialog_and_what_was_typed_stays() {
    let mut screen = opened(1..=53, 53);
    command(&mut screen, Command::Add);
    typed(&mut screen, "Nora");
    press(&mut screen, Press::Next);
    typed(&mut screen, "user2@firm.example");
    assert_eq!(press(&mut screen, Press::Enter).len(), 1);
    let taken = Refused::Taken(Taken::Email, "This e-mail is taken.".into());
    assert!(screen.update(Message::Done(Err(taken))).is_empty());
    let form = screen.dialog().unwrap().form();
    assert_eq!(form.text(1), "user2@firm.example");
    assert!(!form.sent);
    assert_eq!(form.refusal.as_deref(), Some("This e-mail is taken."));
    assert_eq!(form.stop, Stop::Field(1));
    // With the first letter that is changed it is another address, of which nothing was refused.
    typed(&mut screen, "x");
    assert_eq!(screen.dialog().unwrap().form().refusal, None);
    // Left with Esc and opened again, it is still there.
    press(&mut screen, Press::Escape);
    command(&mut screen, Command::Add);
    assert_eq!(screen.dialog().unwrap().form().text(0), "Nora");
}
