//! Codes, roles, kinds, ownership and the firm's name as they are drawn.

use passward::domain::code::CodeEnd;

use super::*;

const THREE: [(u16, u16); 3] = [(80, 24), (140, 40), (60, 16)];
const TWO: [(u16, u16); 2] = [(80, 24), (60, 16)];

fn code(purpose: CodePurpose, issued_at: Instant) -> CodeNews {
    CodeNews {
        record: CodeOnRecord::issued(purpose, UserId(1), issued_at),
        issued_by: Printable::new("Ada Hartwell"),
    }
}

/// The firm with somebody locked out, somebody who waits, and codes in every state.
fn troubled() -> Vec<PersonRow> {
    let mut people = firm();
    people[1].held = Held::Waits {
        until: now() + TimeDelta::seconds(30),
    };
    people[2].held = Held::Locked;
    let mut used = code(CodePurpose::Reset, at(11, 23, 9, 0));
    used.record.ended = Some(CodeEnd::Used(at(11, 23, 9, 40)));
    people[3].code = Some(used);
    let mut revoked = code(CodePurpose::Reset, at(11, 20, 9, 0));
    revoked.record.ended = Some(CodeEnd::Revoked(at(11, 20, 10, 0)));
    people[5].code = Some(revoked);
    let open = code(CodePurpose::Reset, at(11, 24, 13, 0));
    people[6].code_until = Some(open.record.until);
    people[6].code = Some(open);
    people[7].code_until = None;
    people[7].code = Some(code(CodePurpose::Setup, at(11, 15, 9, 0)));
    people
}

/// The screen with the person in that row selected.
fn at_row(people: Vec<PersonRow>, row: usize) -> ManageUsers {
    let mut screen = opened(people);
    press(&mut screen, Press::Home);
    for _ in 0..row {
        press(&mut screen, Press::Down);
    }
    screen
}

fn asking(people: Vec<PersonRow>, row: usize, chosen: Command, proof: Proof) -> ManageUsers {
    let mut screen = at_row(people, row);
    screen.set_firm("Hartwell & Finch LLP");
    let effects = command(&mut screen, chosen, proof);
    assert!(
        effects.is_empty() && screen.dialog().is_some(),
        "{effects:?}"
    );
    screen
}

#[test]
fn s3_a_lock_is_a_word_and_a_mark_and_the_reset_code_is_offered() {
    users_at("locked", &at_row(troubled(), 2), &THREE);
    let screen = asking(troubled(), 2, Command::IssueCode, Proof::Needed);
    users_at("reset_code", &screen, &THREE);
}

#[test]
fn u1_the_detail_says_who_issued_a_code_and_what_became_of_it() {
    let said: Vec<String> = (1..8)
        .map(|row| {
            let screen = at_row(troubled(), row);
            let (buffer, _) = users_drawn(&screen, &probe(), Charset::Unicode, (140, 40));
            let line = snapshot(&buffer, None).lines().nth(37).unwrap().to_owned();
            line.trim().to_owned()
        })
        .collect();
    let said: Vec<_> = said
        .iter()
        .map(|line| line.split("    ").next().unwrap())
        .collect();
    assert_eq!(
        said,
        [
            "Signing in waits until 14:03 after wrong tries: i issues a code · Password set 14 Nov, seen strong",
            "Locked by 100 wrong tries: i issues a code · Password set 23 Aug, seen strong",
            "Password set 5 Oct, seen strong, forced by Ada Hartwell · Code by Ada, used yesterday",
            "Password set 15 Sep, seen strong; Connect users do not expire",
            "Password set 1 Nov, seen strong · Reset code by Ada Hartwell, 20 Nov, revoked 20 Nov",
            "Reset code by Ada Hartwell, today 13:00, until 25 Nov, 13:00 · Password set 28 Aug, seen strong",
            "Setup code by Ada Hartwell, 15 Nov, lapsed 22 Nov",
        ]
    );
}

#[test]
fn every_menu_of_a_person_fits_and_says_why() {
    let mut screen = at_row(troubled(), 2);
    press(&mut screen, Press::Enter);
    users_at("menu", &screen, &THREE);
    let mut screen = at_row(troubled(), 0);
    press(&mut screen, Press::Enter);
    for _ in 0..4 {
        press(&mut screen, Press::Down);
    }
    users_at("menu_owner", &screen, &TWO);
}

#[test]
fn u1_u3_u4_each_confirmation_says_what_follows() {
    for (name, row, chosen, proof) in [
        ("setup_code", 7, Command::IssueCode, Proof::Fresh),
        ("revoke", 6, Command::RevokeCode, Proof::Fresh),
        ("give_role", 5, Command::ChangeRole, Proof::Needed),
        ("take_role", 1, Command::ChangeRole, Proof::Needed),
        ("make_connect", 3, Command::ChangeKind, Proof::Fresh),
        ("make_firm", 4, Command::ChangeKind, Proof::Fresh),
    ] {
        users_at(name, &asking(troubled(), row, chosen, proof), &TWO);
    }
    let screen = asking(troubled(), 1, Command::HandOwnershipOn, Proof::Needed);
    users_at("hand_on", &screen, &THREE);
    let screen = asking(troubled(), 1, Command::RenameFirm, Proof::Needed);
    users_at("rename", &screen, &THREE);
}

#[test]
fn u2_a_reset_code_is_shown_once_and_sent_to_the_terminal() {
    let mut screen = asking(troubled(), 2, Command::IssueCode, Proof::Fresh);
    press(&mut screen, Press::Yes);
    let issued = Issued {
        user: UserId(3),
        purpose: CodePurpose::Reset,
        code: "7KQM-2PXA-9DWE-HT4C-VB63-RZ8N".to_owned().into(),
        until: at(11, 25, 14, 2),
    };
    let _ = screen.update(Message::Done(Ok(Done::Issued(issued))));
    press(&mut screen, Press::Next);
    press(&mut screen, Press::Enter);
    users_at("reset_code_shown", &screen, &THREE);
}
