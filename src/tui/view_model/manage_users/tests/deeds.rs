//! Codes, roles, kinds, ownership and the firm's name: who is asked what, and what is said.

use super::*;
use crate::domain::{CodeOnRecord, FirmName, Kind, UserId};
use crate::service::CodeNews;
use crate::tui::keymap::TextKey;

const AT: Around = Around {
    proof: Proof::Needed,
    rows: 10,
};

/// The screen with one person changed, who is selected.
fn with(id: i64, change: impl Fn(&mut PersonRow)) -> ManageUsers {
    let mut screen = opened(1..=53, 53);
    let (ticket, _, _) = asked(&screen.update(Message::Refresh));
    let mut page = page(1..=53, 53);
    let at = usize::try_from(id - 1).unwrap();
    change(&mut page.rows[at]);
    let _ = screen.update(Message::Listed(ticket, Ok(Box::new(page))));
    for _ in 0..at {
        press(&mut screen, Press::Down);
    }
    screen
}

fn invited(person: &mut PersonRow) {
    person.changed_at = None;
    person.status = PasswordStatus::NotSet;
}

fn with_code(person: &mut PersonRow) {
    let record = CodeOnRecord::issued(CodePurpose::Reset, UserId(1), now());
    person.code_until = Some(record.until);
    person.code = Some(CodeNews {
        record,
        issued_by: "Ada".into(),
    });
}

fn administrator(person: &mut PersonRow) {
    person.membership = Membership::Firm(Role::Administrator);
}

fn issued(purpose: CodePurpose) -> Done {
    Done::Issued(Issued {
        user: UserId(2),
        purpose,
        code: "AAAA-BBBB".to_owned().into(),
        until: now() + TimeDelta::days(1),
    })
}

fn labels(screen: &mut ManageUsers) -> Vec<&'static str> {
    let _ = screen.update(Message::Press(Press::Enter, AT));
    assert_eq!(screen.menu().unwrap().kind, MenuKind::Person);
    let labels = screen.menu_items().iter().map(|item| item.label).collect();
    press(screen, Press::Escape);
    labels
}

#[track_caller]
fn request(screen: &mut ManageUsers, password: Option<&str>) -> (UserId, Deed, bool) {
    if let Some(password) = password {
        typed(screen, password);
    }
    screen_act(screen)
}

#[track_caller]
fn screen_act(screen: &mut ManageUsers) -> (UserId, Deed, bool) {
    let around = Around { ..AT };
    let effects = screen.update(Message::Click(Target::Stop(Stop::Act), around));
    let [Effect::Task(Task::Act(Request::Deed { id, deed, proof }))] = &effects[..] else {
        panic!("{effects:?}");
    };
    (*id, *deed, proof.is_some())
}

#[test]
fn u1_u2_enter_opens_a_menu_in_the_words_that_fit_the_person() {
    let user = labels(&mut with(2, |_| {}));
    assert_eq!(
        user,
        [
            "Edit name, e-mail, login name",
            "Force Password Change",
            "Reset code",
            "Revoke code",
            "Make administrator",
            "Make Connect user",
            "Hand the ownership on",
            "Sign out",
            "Disable",
        ]
    );
    let invited = labels(&mut with(2, invited));
    assert_eq!(invited[2], "New setup code");
    let administrator = labels(&mut with(2, administrator));
    assert_eq!(administrator[4], "Take the role of administrator away");
    let disabled = labels(&mut with(5, |person| person.access = Access::Disabled));
    assert_eq!((disabled[5], disabled[8]), ("Make firm user", "Enable"));
}

#[test]
fn u4_the_menu_says_why_something_cannot_be_done_and_does_not_do_it() {
    // The owner is the first, and is oneself.
    let mut screen = with(1, |person| {
        person.membership = Membership::Firm(Role::Owner);
    });
    let _ = screen.update(Message::Press(Press::Enter, AT));
    let items = screen.menu_items();
    let refusals: Vec<_> = items.iter().map(|item| item.refusal.as_str()).collect();
    assert_eq!(
        refusals,
        [
            "",
            "",
            "A code for the owner comes by mail, where that is set up, or from `passward recover`.",
            "No code is open for this user.",
            "The owner's role cannot be changed. The owner can hand the ownership on first.",
            "The owner's role cannot be changed. The owner can hand the ownership on first.",
            "You are the owner already.",
            "",
            "The owner cannot be disabled. The owner can hand the ownership on first.",
        ]
    );
    press(&mut screen, Press::End);
    assert!(press(&mut screen, Press::Enter).is_empty());
    assert!(screen.menu().is_some() && screen.dialog().is_none());
}

#[test]
fn u4_what_is_the_owners_is_refused_to_administrators_with_the_reason() {
    let mut screen = with(2, administrator);
    assert_eq!(screen.can(Command::HandOwnershipOn), Can::Yes);
    assert_eq!(screen.can(Command::RenameFirm), Can::Yes);
    screen.set_actor(user(3, "Cara", Membership::Firm(Role::Administrator)));
    for command in [Command::HandOwnershipOn, Command::RenameFirm] {
        let no = Can::No("Only the owner may do this.".into());
        assert_eq!(screen.can(command), no);
    }
}

#[test]
fn s9_a_code_asks_for_the_password_where_the_proof_is_old_and_is_then_shown_once() {
    let mut screen = with(2, |_| {});
    let _ = screen.update(Message::Command(Command::IssueCode, Proof::Needed));
    let (id, deed, proof) = request(&mut screen, Some("my password"));
    assert_eq!((id, deed), (UserId(2), Deed::Issue(CodePurpose::Reset)));
    assert!(proof);
    let effects = screen.update(Message::Done(Ok(issued(CodePurpose::Reset))));
    asked(&effects);
    let Some(Dialog::Code(code)) = screen.dialog() else {
        panic!("no code is shown");
    };
    assert_eq!(code.name, "Person 002");
    assert_eq!(code.email, "user2@firm.example");
    assert!(!code.added);
    // Listed anew meanwhile, the code stays until it is closed.
    let (ticket, _, _) = asked(&effects);
    let _ = screen.update(Message::Listed(ticket, Ok(Box::new(page(1..=53, 53)))));
    let _ = screen.update(Message::Refresh);
    assert!(matches!(screen.dialog(), Some(Dialog::Code(_))));
    assert!(!format!("{screen:?}").contains("AAAA"));
    press(&mut screen, Press::Enter);
    assert!(screen.dialog().is_none(), "the safe choice closes");
}

#[test]
fn u1_an_invited_user_gets_a_setup_code_and_an_open_one_is_revoked_after_a_question() {
    let mut screen = with(2, invited);
    assert!(matches!(screen.can(Command::RevokeCode), Can::No(_)));
    let _ = screen.update(Message::Command(Command::IssueCode, Proof::Fresh));
    let (_, deed, proof) = request(&mut screen, None);
    assert_eq!((deed, proof), (Deed::Issue(CodePurpose::Setup), false));

    let mut screen = with(2, with_code);
    let _ = screen.update(Message::Command(Command::RevokeCode, Proof::Needed));
    assert!(press(&mut screen, Press::Enter).is_empty());
    assert!(screen.dialog().is_none(), "Enter is the safe choice");
    let _ = screen.update(Message::Command(Command::RevokeCode, Proof::Needed));
    let (_, deed, proof) = request(&mut screen, None);
    assert_eq!((deed, proof), (Deed::Revoke, false), "it needs no proof");
    let effects = screen.update(Message::Done(Ok(Done::Did(Deed::Revoke, 0))));
    let said = "The code of Person 002 is revoked.";
    assert!(matches!(effects.last(), Some(Effect::Say(text)) if text == said));
}

#[test]
fn u3_u4_role_and_kind_go_the_way_the_person_stands() {
    for (change, command, deed, proof) in [
        (
            (|_| {}) as fn(&mut PersonRow),
            Command::ChangeRole,
            Deed::Role(Role::Administrator),
            true,
        ),
        (
            administrator,
            Command::ChangeRole,
            Deed::Role(Role::User),
            true,
        ),
        (
            |_| {},
            Command::ChangeKind,
            Deed::Kind(Kind::Connect),
            false,
        ),
        (administrator, Command::HandOwnershipOn, Deed::HandOn, true),
    ] {
        let mut screen = with(2, change);
        let _ = screen.update(Message::Command(command, Proof::Needed));
        let password = proof.then_some("my password");
        let asked_for = request(&mut screen, password);
        assert_eq!(asked_for, (UserId(2), deed, proof));
        let effects = screen.update(Message::Done(Ok(Done::Did(deed, 0))));
        assert!(matches!(effects.last(), Some(Effect::Say(said)) if said.contains("Person 002")));
    }
    let mut screen = with(5, |_| {});
    let _ = screen.update(Message::Command(Command::ChangeKind, Proof::Needed));
    let (_, deed, _) = request(&mut screen, None);
    assert_eq!(deed, Deed::Kind(Kind::Firm));
}

#[test]
fn u4_the_firm_is_renamed_from_its_present_name_and_a_slip_is_told_in_the_field() {
    let mut screen = opened(1..=53, 53);
    screen.set_firm("Hartwell");
    let _ = screen.update(Message::Command(Command::RenameFirm, Proof::Needed));
    assert_eq!(screen.dialog().unwrap().form().text(0), "Hartwell");
    for _ in 0..8 {
        let _ = screen.update(Message::Edit(Edit::Key(TextKey::Backspace)));
    }
    let click = Message::Click(Target::Stop(Stop::Act), AT);
    assert!(screen.update(click).is_empty());
    let form = screen.dialog().unwrap().form();
    assert!(form.refusal.as_ref().unwrap().contains("the firm's name"));
    assert_eq!(form.stop, Stop::Field(0));
    typed(&mut screen, "Finch");
    let effects = screen.update(Message::Click(Target::Stop(Stop::Act), AT));
    let finch = FirmName::parse("Finch").unwrap();
    assert!(
        matches!(&effects[..], [Effect::Task(Task::Act(Request::RenameFirm { firm }))] if *firm == finch)
    );
    let effects = screen.update(Message::Done(Ok(Done::Renamed)));
    assert!(matches!(effects.last(), Some(Effect::Say(_))));
}

#[test]
fn a_menu_about_somebody_who_has_gone_closes() {
    let mut screen = with(2, |_| {});
    let _ = screen.update(Message::Press(Press::Enter, AT));
    let (ticket, _, _) = asked(&screen.update(Message::Refresh));
    let mut nobody = page(1..=53, 53);
    nobody.rows.clear();
    let _ = screen.update(Message::Listed(ticket, Ok(Box::new(nobody))));
    assert!(screen.menu_items().is_empty());
    press(&mut screen, Press::Down);
    assert!(screen.menu().is_none());
}
