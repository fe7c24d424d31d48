//! The list itself: what is asked for page by page, the selection, the filters, and what stands on the screen.

use super::*;

#[test]
fn u6_each_letter_is_a_new_question_and_stale_answers_are_dropped() {
    let mut screen = opened(1..=53, 53);
    assert!(command(&mut screen, Command::Find).is_empty());
    assert!(screen.takes_text());
    let effects = typed(&mut screen, "da");
    let tickets: Vec<_> = effects
        .iter()
        .filter_map(|effect| {
            let Effect::Task(Task::List { ticket, filter, .. }) = effect else {
                return None;
            };
            Some((*ticket, filter.search.clone()))
        })
        .collect();
    let [(first, one), (second, two)] = &tickets[..] else {
        panic!("{effects:?}");
    };
    assert_eq!((one.as_str(), two.as_str()), ("d", "da"));
    let _ = screen.update(Message::Listed(*second, Ok(Box::new(page(2..=3, 3)))));
    let _ = screen.update(Message::Listed(*first, Ok(Box::new(page(1..=50, 50)))));
    assert_eq!(screen.window().people().len(), 2);
}

#[test]
fn u6_at_the_edge_of_a_page_the_next_is_asked_for() {
    let mut screen = opened(1..=100, 250);
    let effects: Vec<_> = (0..95)
        .flat_map(|_| press(&mut screen, Press::Down))
        .collect();
    let (ticket, from, _) = asked(&effects);
    assert_eq!(from, From::After(person(100).cursor));
    assert_eq!(effects.len(), 1, "one question at a time");
    let _ = screen.update(Message::Listed(ticket, Ok(Box::new(page(101..=200, 250)))));
    assert_eq!(screen.window().people().len(), 200);
    assert_eq!(screen.window().place(), Some(96));
}

/// Answers every question about people, a hundred at a time, until there is none.
fn answered(screen: &mut ManageUsers, mut effects: Vec<Effect>, of: i64) {
    while effects
        .iter()
        .any(|effect| matches!(effect, Effect::Task(Task::List { .. })))
    {
        let (ticket, from, rows) = asked(&effects);
        let rows = i64::try_from(rows).unwrap();
        let ids = match from {
            From::First => 1..=rows,
            From::Last => of - rows + 1..=of,
            From::At(cursor) => cursor.user.id.0..=cursor.user.id.0 + rows - 1,
            From::After(cursor) => cursor.user.id.0 + 1..=(cursor.user.id.0 + rows).min(of),
            From::Before(cursor) => (cursor.user.id.0 - rows).max(1)..=cursor.user.id.0 - 1,
        };
        effects = screen.update(Message::Listed(ticket, Ok(Box::new(page(ids, of)))));
    }
}

#[test]
fn u6_no_step_is_lost_where_the_list_is_not_loaded_yet() {
    let mut screen = opened(1..=100, 1000);
    let walk = |screen: &mut ManageUsers, key: Press, steps: usize| {
        let mut effects = Vec::new();
        for _ in 0..steps {
            effects.extend(press(screen, key));
        }
        answered(screen, effects, 1000);
        screen.window().place()
    };
    assert_eq!(walk(&mut screen, Press::Down, 300), Some(301));
    assert_eq!(walk(&mut screen, Press::Down, 10_000), Some(1000));
    assert_eq!(walk(&mut screen, Press::Up, 600), Some(400));
    assert_eq!(walk(&mut screen, Press::Up, 10_000), Some(1));
    assert_eq!(walk(&mut screen, Press::Down, 1), Some(2));
}

#[test]
fn u6_what_is_done_is_done_to_the_person_who_is_seen_selected() {
    let mut screen = opened(1..=100, 1000);
    let mut effects = Vec::new();
    for _ in 0..150 {
        effects.extend(press(&mut screen, Press::Down));
    }
    let _ = command(&mut screen, Command::Force);
    let seen = screen.window().selected_id();
    answered(&mut screen, effects, 1000);
    assert_eq!(screen.window().selected_id(), seen);
    assert_eq!(screen.window().place(), Some(100));
}

#[test]
fn u6_home_and_end_ask_for_the_ends() {
    let mut screen = opened(1..=100, 1000);
    let (ticket, from, _) = asked(&press(&mut screen, Press::End));
    assert_eq!(from, From::Last);
    // Where the store does not count so far, the end is known all the same.
    let last = PeoplePage {
        before: None,
        ..page(901..=1000, 1000)
    };
    let _ = screen.update(Message::Listed(ticket, Ok(Box::new(last))));
    assert_eq!(screen.window().place(), Some(1000));
    let (shown, above, selected) = screen.window().shown(10);
    assert_eq!((shown.len(), above, selected), (10, 990, Some(9)));
    let (ticket, from, _) = asked(&press(&mut screen, Press::Home));
    assert_eq!(from, From::First);
    let _ = screen.update(Message::Listed(ticket, Ok(Box::new(page(1..=100, 1000)))));
    assert_eq!(screen.window().place(), Some(1));
}

#[test]
fn u6_going_back_asks_for_the_page_before() {
    let mut screen = opened(1..=100, 1000);
    let (ticket, _, _) = asked(&press(&mut screen, Press::End));
    let _ = screen.update(Message::Listed(
        ticket,
        Ok(Box::new(page(901..=1000, 1000))),
    ));
    let effects: Vec<_> = (0..11)
        .flat_map(|_| press(&mut screen, Press::PageUp))
        .collect();
    let (ticket, from, _) = asked(&effects);
    assert_eq!(from, From::Before(person(901).cursor));
    let selected = screen.window().selected_id();
    let _ = screen.update(Message::Listed(ticket, Ok(Box::new(page(801..=900, 1000)))));
    assert_eq!(screen.window().selected_id(), selected);
    assert_eq!(screen.window().place(), Some(901));
}

#[test]
fn u6_the_selection_stays_on_the_same_person_when_the_list_changes() {
    let mut screen = opened(1..=53, 53);
    for _ in 0..20 {
        press(&mut screen, Press::Down);
    }
    let row_before = screen.window().shown(10).2;
    let (ticket, _, _) = asked(&screen.update(Message::Refresh));
    let mut newer = page(1..=53, 52);
    newer.rows.remove(3);
    let _ = screen.update(Message::Listed(ticket, Ok(Box::new(newer))));
    assert_eq!(screen.window().selected_id(), Some(UserId(21)));
    assert_eq!(screen.window().shown(10).2, row_before);
}

#[test]
fn u6_the_loaded_window_never_grows_without_end() {
    let mut screen = opened(1..=100, 2000);
    for _ in 0..250 {
        for effect in press(&mut screen, Press::PageDown) {
            if let Effect::Task(Task::List {
                ticket,
                from: From::After(last),
                ..
            }) = effect
            {
                let last = (1..=2000).find(|id| person(*id).cursor == last).unwrap();
                let next = last + 1..=(last + 100).min(2000);
                let _ = screen.update(Message::Listed(ticket, Ok(Box::new(page(next, 2000)))));
            }
        }
    }
    assert_eq!(screen.window().place(), Some(2000));
    assert!(screen.window().people().len() <= 320);
}

#[test]
fn u6_four_orders_both_ways() {
    let mut screen = opened(1..=53, 53);
    for order in [Order::Email, Order::Expiry, Order::LastSignIn, Order::Name] {
        for direction in [Direction::Forward, Direction::Reverse] {
            let effects = screen.update(Message::Click(Target::Title(order), AROUND));
            assert_eq!(asked(&effects).1, From::First);
            assert_eq!(screen.order(), (order, direction));
        }
    }
}

#[test]
fn u3_disabled_users_are_hidden_until_the_filter_says_otherwise() {
    let mut screen = opened(1..=53, 53);
    assert_eq!(
        screen.filter_words(),
        ["Enabled", "All kinds", "Any password"]
    );
    let _ = screen.update(Message::Click(Target::Focus(Focus::Show), AROUND));
    press(&mut screen, Press::Down);
    asked(&press(&mut screen, Press::Enter));
    assert_eq!(screen.filter().show, Show::EnabledAndDisabled);
    let _ = screen.update(Message::Click(Target::Focus(Focus::Password), AROUND));
    press(&mut screen, Press::Down);
    asked(&press(&mut screen, Press::Enter));
    assert_eq!(
        screen.filter().password,
        PasswordFilter::Status(StatusKind::MustChange)
    );
}

#[test]
fn p5_a_number_opens_the_list_of_its_people() {
    let mut screen = opened(1..=53, 53);
    let those = PasswordFilter::Moved(
        Movement::NewlyExpire,
        ExpiryInterval::Days180,
        ExpiryInterval::Days90,
    );
    let (ticket, _, _) = asked(&screen.update(Message::ShowThose(those)));
    assert_eq!(screen.filter_words()[2], "Would newly expire");
    let none = PeoplePage {
        rows: vec![],
        more_before: false,
        more_after: false,
        of: Count::Exact(0),
        before: Some(0),
    };
    let _ = screen.update(Message::Listed(ticket, Ok(Box::new(none))));
    let why = screen.why_empty().unwrap();
    assert_eq!(
        why,
        "Nobody matches these filters. Press r to show everyone."
    );
    // In the field r is a letter.
    let _ = command(&mut screen, Command::Find);
    assert_eq!(
        screen.why_empty().unwrap(),
        "Nobody matches these filters. Esc leads to the list, where r shows everyone."
    );
    press(&mut screen, Press::Escape);
    asked(&command(&mut screen, Command::ShowEveryone));
    assert_eq!(screen.filter(), &Filter::default());
}

#[test]
fn everything_is_reached_with_tab_enter_and_arrows() {
    let mut screen = opened(1..=53, 53);
    let mut seen = Vec::new();
    for _ in 0..STOPS.len() {
        seen.push(screen.focus());
        press(&mut screen, Press::Next);
    }
    for stop in STOPS {
        assert!(seen.contains(&stop), "{stop:?}");
    }
    press(&mut screen, Press::Next);
    press(&mut screen, Press::Enter);
    assert_eq!(screen.menu().unwrap().kind, MenuKind::Actions);
    // A command that is refused says why in its line, and the menu stays.
    press(&mut screen, Press::Down);
    assert!(press(&mut screen, Press::Enter).is_empty());
    assert!(screen.menu().is_some());
    assert!(!screen.menu_items()[1].refusal.is_empty());
}

#[test]
fn a_failed_read_is_said_and_the_next_answer_clears_it() {
    let mut screen = opened(1..=53, 53);
    let (ticket, _, _) = asked(&screen.update(Message::Refresh));
    let why = "The database is in use by another program.".to_owned();
    let _ = screen.update(Message::Listed(ticket, Err(why.clone())));
    assert_eq!(screen.failure(), Some(why.as_str()));
    assert_eq!(screen.window().people().len(), 53, "what was read stays");
    let (ticket, _, _) = asked(&screen.update(Message::Refresh));
    let _ = screen.update(Message::Listed(ticket, Ok(Box::new(page(1..=53, 53)))));
    assert_eq!(screen.failure(), None);
}

#[test]
fn keys_behind_a_jump_count_from_where_it_leads_and_none_is_lost() {
    let selected = |screen: &ManageUsers| screen.window().selected_id();
    let listed = |screen: &mut ManageUsers, ticket, people| {
        let _ = screen.update(Message::Listed(ticket, Ok(Box::new(people))));
    };
    let mut screen = opened(1..=100, 1_000);
    // A refresh meanwhile asks for the same place, and the steps still count.
    let (_, from, _) = asked(&press(&mut screen, Press::End));
    assert_eq!(from, From::Last);
    press(&mut screen, Press::Up);
    let (last, from, _) = asked(&screen.update(Message::Refresh));
    assert_eq!(from, From::Last);
    assert_eq!(selected(&screen), Some(UserId(1)), "until it is there");
    listed(&mut screen, last, page(901..=1_000, 1_000));
    assert_eq!(selected(&screen), Some(UserId(999)));

    let (first, from, _) = asked(&press(&mut screen, Press::Home));
    assert_eq!(from, From::First);
    press(&mut screen, Press::Down);
    press(&mut screen, Press::Down);
    listed(&mut screen, first, page(1..=100, 1_000));
    assert_eq!(selected(&screen), Some(UserId(3)));

    // Back at once: the later key wins, though its page was there when it was pressed.
    let (_, from, _) = asked(&press(&mut screen, Press::End));
    assert_eq!(from, From::Last);
    let (first, from, _) = asked(&press(&mut screen, Press::Home));
    assert_eq!(from, From::First);
    listed(&mut screen, first, page(1..=100, 1_000));
    assert_eq!(selected(&screen), Some(UserId(1)));
}
