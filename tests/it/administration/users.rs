//! Manage Users as it is drawn: the list, the menus, and what is done to one person.

use super::*;

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
        let [Effect::Task(Task::List { ticket, .. })] = &effects[..] else {
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
    let Some(Effect::Task(Task::ReadUndo(ticket))) = effects.last() else {
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
