//! Pages, counts, places and searches mean what [`Selection::contains`] says, in every order and direction (U6).

use passward::domain::selection::{Filter, Movement, Show};
use passward::domain::{
    Direction, ExpiryInterval, Kind, Order, PasswordFilter, Rules, Selection, StatusKind, User,
};
use passward::store::{Count, Cursor, From, Look, NewUser};
use proptest::prelude::*;

use super::world::{act, everyone, firm, found, new_user, now, runner, sorted};
use super::{Engine, promises};

promises!(
    u6_pages_meet_each_selected_user_once_in_order,
    u6_places_and_jumps_agree_with_the_order,
    u6_a_page_goes_on_from_a_row_that_has_left_the_list,
    u6_a_page_is_steady_while_others_change,
    u6_search_finds_what_contains_the_text,
    e9_u6_who_must_change_for_a_clock_that_jumped_stands_among_those_who_must,
    u6_a_rare_status_is_sorted_as_a_common_one_is_walked,
);

const ORDERS: [Order; 4] = [Order::Name, Order::Email, Order::Expiry, Order::LastSignIn];
const DIRECTIONS: [Direction; 2] = [Direction::Forward, Direction::Reverse];

fn lists() -> impl Iterator<Item = (Order, Direction)> {
    ORDERS
        .into_iter()
        .flat_map(|order| DIRECTIONS.map(|direction| (order, direction)))
}

fn filters() -> Vec<PasswordFilter> {
    let moved = [
        Movement::NewlyExpire,
        Movement::BecomeValid,
        Movement::EnterNotice,
        Movement::LeaveNotice,
    ]
    .map(|movement| {
        PasswordFilter::Moved(movement, ExpiryInterval::Days60, ExpiryInterval::Days30)
    });
    let back = PasswordFilter::Moved(
        Movement::LeaveNotice,
        ExpiryInterval::Days30,
        ExpiryInterval::Never,
    );
    let status = StatusKind::ALL.map(PasswordFilter::Status);
    [PasswordFilter::Any, PasswordFilter::NotSeenStrong, back]
        .into_iter()
        .chain(moved)
        .chain(status)
        .collect()
}

fn filter() -> impl Strategy<Value = Filter> {
    let search = prop::sample::select(vec![
        "", "", "", "ada", "mar", "marsh", "ü", "ng", "zoe", "firm1", "é@firm2", "%_", "\"",
        "x y z",
    ]);
    (
        prop::sample::select(vec![Show::Enabled, Show::EnabledAndDisabled]),
        prop::sample::select(vec![None, Some(Kind::Firm), Some(Kind::Connect)]),
        prop::sample::select(filters()),
        search,
    )
        .prop_map(|(show, kind, password, search)| Filter {
            show,
            kind,
            password,
            search: search.to_owned(),
        })
}

/// The list as it should be, by a look at everybody.
fn expected(
    look: &dyn Look,
    selection: &Selection,
    rules: &Rules,
    order: Order,
    direction: Direction,
) -> Vec<User> {
    let mut users = everyone(look);
    users.retain(|user| selection.contains(user, rules));
    sorted(users, order, direction, rules)
}

fn walk(
    look: &dyn Look,
    (selection, rules): (&Selection, &Rules),
    (order, direction): (Order, Direction),
    rows: usize,
) -> (Vec<User>, Vec<User>) {
    let (mut down, mut up) = (Vec::new(), Vec::new());
    let mut from = From::First;
    loop {
        let page = look
            .page(selection, rules, order, direction, &from, rows)
            .unwrap();
        assert_eq!(page.more_before, !down.is_empty());
        down.extend(page.users.iter().cloned());
        match page.users.last() {
            Some(last) if page.more_after => from = From::After(Cursor::of(last)),
            _ => break,
        }
    }
    from = From::Last;
    loop {
        let page = look
            .page(selection, rules, order, direction, &from, rows)
            .unwrap();
        assert_eq!(page.more_after, !up.is_empty());
        up.splice(0..0, page.users.iter().cloned());
        match page.users.first() {
            Some(first) if page.more_before => from = From::Before(Cursor::of(first)),
            _ => break,
        }
    }
    (down, up)
}

fn u6_pages_meet_each_selected_user_once_in_order<E: Engine>() {
    let cases = (firm(60), prop::collection::vec((filter(), 1usize..20), 12));
    let run = |(firm, filters): (super::world::Firm, Vec<(Filter, usize)>)| {
        let engine = E::new();
        let mut store = engine.open();
        firm.fill(store.as_mut());
        let look = store.look().unwrap();
        let rules = look.rules().unwrap();
        for (filter, rows) in filters {
            let selection = filter.at(now(), &rules);
            for order in ORDERS {
                for direction in DIRECTIONS {
                    let expected = expected(look.as_ref(), &selection, &rules, order, direction);
                    let list = (order, direction);
                    let (down, up) = walk(look.as_ref(), (&selection, &rules), list, rows);
                    prop_assert_eq!(&down, &expected, "{:?} {:?}", filter, list);
                    prop_assert_eq!(&up, &expected, "{:?} {:?}", filter, list);
                    let count = look.count(&selection, &rules).unwrap();
                    prop_assert_eq!(count, Count::Exact(expected.len() as u64), "{:?}", filter);
                }
            }
        }
        Ok(())
    };
    runner(24).run(&cases, run).unwrap();
}

fn u6_places_and_jumps_agree_with_the_order<E: Engine>() {
    let cases = (firm(40), filter());
    let run = |(firm, filter): (super::world::Firm, Filter)| {
        let engine = E::new();
        let mut store = engine.open();
        firm.fill(store.as_mut());
        let look = store.look().unwrap();
        let rules = look.rules().unwrap();
        let selection = filter.at(now(), &rules);
        for order in ORDERS {
            for direction in DIRECTIONS {
                let expected = expected(look.as_ref(), &selection, &rules, order, direction);
                let (selection, rules) = (&selection, &rules);
                for (n, user) in (0u64..).zip(&expected) {
                    let cursor = Cursor::of(user);
                    let place = look
                        .place_of(selection, rules, order, direction, &cursor)
                        .unwrap();
                    prop_assert_eq!(place, Some(n), "{:?} {:?} {:?}", filter, order, direction);
                    let found = look.nth(selection, rules, order, direction, n).unwrap();
                    prop_assert_eq!(found, Some(cursor.clone()), "{:?} {:?}", order, direction);
                    let from = From::At(cursor);
                    let page = look
                        .page(selection, rules, order, direction, &from, 3)
                        .unwrap();
                    let end = expected.len().min(usize::try_from(n).unwrap() + 3);
                    prop_assert_eq!(&page.users, &expected[usize::try_from(n).unwrap()..end]);
                    prop_assert_eq!(page.more_before, n > 0);
                }
                let beyond = expected.len() as u64;
                let none = look
                    .nth(selection, rules, order, direction, beyond)
                    .unwrap();
                prop_assert_eq!(none, None);
            }
        }
        Ok(())
    };
    runner(24).run(&cases, run).unwrap();
}

fn u6_a_page_goes_on_from_a_row_that_has_left_the_list<E: Engine>() {
    let cases = (firm(40), prop::collection::vec(filter(), 4));
    let run = |(firm, filters): (super::world::Firm, Vec<Filter>)| {
        let engine = E::new();
        let mut store = engine.open();
        firm.fill(store.as_mut());
        let look = store.look().unwrap();
        let rules = &look.rules().unwrap();
        for filter in filters {
            let selection = &filter.at(now(), rules);
            for (order, direction) in lists() {
                let all = sorted(everyone(look.as_ref()), order, direction, rules);
                for (n, user) in all.iter().enumerate() {
                    let selected = |users: &[User]| -> Vec<User> {
                        let users = users.iter().filter(|user| selection.contains(user, rules));
                        users.cloned().collect()
                    };
                    let (before, after) = (selected(&all[..n]), selected(&all[n + 1..]));
                    let cursor = Cursor::of(user);
                    let page = |from: From| {
                        look.page(selection, rules, order, direction, &from, 100)
                            .unwrap()
                            .users
                    };
                    prop_assert_eq!(page(From::After(cursor.clone())), after, "{:?}", order);
                    prop_assert_eq!(page(From::Before(cursor.clone())), before.clone());
                    let place = look
                        .place_of(selection, rules, order, direction, &cursor)
                        .unwrap();
                    prop_assert_eq!(place, Some(before.len() as u64), "{:?}", order);
                }
            }
        }
        Ok(())
    };
    runner(12).run(&cases, run).unwrap();
}

fn member(n: usize) -> NewUser {
    use passward::domain::{Membership, Role};
    let name = format!("Person {n:03}");
    new_user(
        &name,
        &format!("p{n}@firm.example"),
        Membership::Firm(Role::User),
    )
}

fn u6_a_page_is_steady_while_others_change<E: Engine>() {
    let engine = E::new();
    let mut store = engine.open();
    found(store.as_mut());
    act(store.as_mut(), |tx| {
        for n in (0..20).map(|n| 2 * n) {
            tx.add_user(&member(n)).unwrap().unwrap();
        }
    });
    let mut met: Vec<User> = Vec::new();
    let mut from = From::First;
    for odd in 0.. {
        let page = {
            let look = store.look().unwrap();
            let rules = look.rules().unwrap();
            let all = Filter::default().at(now(), &rules);
            look.page(&all, &rules, Order::Name, Direction::Forward, &from, 4)
                .unwrap()
        };
        met.extend(page.users.iter().cloned());
        let Some(last) = page.users.last().filter(|_| page.more_after) else {
            break;
        };
        from = From::After(Cursor::of(last));
        // Somebody comes in behind the page, and the row it ended with moves to the front.
        act(store.as_mut(), |tx| {
            tx.add_user(&member(2 * odd + 1)).unwrap().unwrap();
            let name = passward::domain::PersonName::parse(&format!("AAA {odd}")).unwrap();
            tx.edit_user(last.id, &name, &last.email, now())
                .unwrap()
                .unwrap();
        });
    }
    let mut ids: Vec<i64> = met
        .iter()
        .map(|user| user.id.0)
        .filter(|id| *id <= 21)
        .collect();
    ids.sort_unstable();
    assert_eq!(ids, (1..=21).collect::<Vec<_>>());
}

#[track_caller]
fn finds(look: &dyn Look, typed: &str, names: &[&str]) {
    let rules = look.rules().unwrap();
    let filter = Filter {
        search: typed.to_owned(),
        ..Filter::default()
    };
    let selection = filter.at(now(), &rules);
    let from = From::First;
    let page = look
        .page(
            &selection,
            &rules,
            Order::Name,
            Direction::Forward,
            &from,
            50,
        )
        .unwrap();
    let found: Vec<&str> = page.users.iter().map(|user| user.name.as_str()).collect();
    assert_eq!(found, names, "{typed:?}");
}

fn u6_search_finds_what_contains_the_text<E: Engine>() {
    let engine = E::new();
    let mut store = engine.open();
    found(store.as_mut());
    let connect = passward::domain::Membership::Connect;
    let people = [
        ("Zoë Ångström", "zoe@client.example"),
        ("Bo Li", "bo@client.example"),
        ("Straße Müller", "müller@client.example"),
    ];
    let ids = act(store.as_mut(), |tx| {
        people.map(|(name, email)| {
            tx.add_user(&new_user(name, email, connect))
                .unwrap()
                .unwrap()
        })
    });
    {
        let look = store.look().unwrap();
        finds(look.as_ref(), "zoe", &["Zoë Ångström"]);
        finds(look.as_ref(), "ZOË ång", &["Zoë Ångström"]);
        finds(
            look.as_ref(),
            "li",
            &["Bo Li", "Straße Müller", "Zoë Ångström"],
        );
        finds(look.as_ref(), "bo", &["Bo Li"]);
        finds(look.as_ref(), "o", &["Bo Li", "Zoë Ångström"]);
        finds(look.as_ref(), "muller@", &["Straße Müller"]);
        finds(look.as_ref(), "nobody", &[]);
        finds(look.as_ref(), "\"", &[]);
        finds(look.as_ref(), "a*b", &[]);
        finds(look.as_ref(), "ada OR zoe", &[]);
    }
    act(store.as_mut(), |tx| {
        let renamed = new_user("Bo Chang", "chang@client.example", connect);
        tx.edit_user(ids[1], &renamed.name, &renamed.email, now())
            .unwrap()
            .unwrap();
    });
    let look = store.look().unwrap();
    finds(look.as_ref(), "bo@", &[]);
    finds(look.as_ref(), "chang", &["Bo Chang"]);
}

fn e9_u6_who_must_change_for_a_clock_that_jumped_stands_among_those_who_must<E: Engine>() {
    use passward::domain::{Access, Generation, Membership, Role, UserId};
    use passward::store::{FilledPassword, FilledUser};
    let engine = E::new();
    let mut store = engine.open();
    let owner = found(store.as_mut());
    let hour = 3_600_000;
    // Two numbers are live; the instants are in milliseconds ahead of now.
    let ahead = [
        (hour + 1, 2),
        (hour, 2),
        (-5, 1),
        (hour + 2, 1),
        (0, 2),
        (2 * hour, 2),
        (hour - 1, 1),
        (-400 * 24 * hour, 0),
    ];
    act(store.as_mut(), |tx| {
        for _ in 0..2 {
            tx.expire_all(owner, now(), None).unwrap();
        }
        tx.withdraw_expire_all(owner, now()).unwrap();
        let mut people = ahead.iter().zip(1..).map(|((ms, knows), n)| FilledUser {
            user: new_user(
                &format!("Person {n}"),
                &format!("p{n}@firm.example"),
                Membership::Firm(Role::User),
            ),
            access: Access::Enabled,
            password: Some(FilledPassword {
                phc: super::world::phc(),
                changed_at: now() + chrono::TimeDelta::milliseconds(*ms),
                seen_strong: false,
                knows: Generation(*knows),
            }),
            last_sign_in: None,
        });
        tx.fill(&mut people).unwrap();
    });
    let look = store.look().unwrap();
    let rules = look.rules().unwrap();
    let everyone = Filter::default().at(now(), &rules);
    let ids = |ids: &[i64]| ids.iter().map(|id| UserId(*id)).collect::<Vec<_>>();
    // Older than the expire-all in force, Ada's among them; ahead of the clock; then by when it was set.
    let expected = ids(&[9, 1, 2, 5, 7, 4, 6, 8, 3]);
    let (down, up) = walk(
        look.as_ref(),
        (&everyone, &rules),
        (Order::Expiry, Direction::Forward),
        2,
    );
    let listed = |users: &[User]| users.iter().map(|user| user.id).collect::<Vec<_>>();
    assert_eq!((listed(&down), listed(&up)), (expected.clone(), expected));
    let must = |user: &User| {
        use passward::domain::PasswordStatus;
        matches!(rules.status(now(), user), PasswordStatus::MustChange(_))
    };
    assert_eq!(
        down.iter()
            .map(must)
            .collect::<Vec<_>>()
            .iter()
            .filter(|must| **must)
            .count(),
        5
    );
    assert!(down.is_sorted_by_key(|user| !must(user)));
    // An hour later nobody is ahead any more.
    let later = Filter::default().at(now() + chrono::TimeDelta::hours(1), &rules);
    let list = (Order::Expiry, Direction::Forward);
    let (down, _) = walk(look.as_ref(), (&later, &rules), list, 3);
    assert_eq!(listed(&down), ids(&[9, 1, 4, 6, 8, 3, 2, 5, 7]));
    for (n, user) in (0..).zip(&down) {
        let cursor = Cursor::of(user);
        let place = look.place_of(&later, &rules, list.0, list.1, &cursor);
        assert_eq!(place.unwrap(), Some(n));
        let nth = look.nth(&later, &rules, list.0, list.1, n);
        assert_eq!(nth.unwrap(), Some(cursor));
    }
}

fn u6_a_rare_status_is_sorted_as_a_common_one_is_walked<E: Engine>() {
    use passward::domain::{Membership, Role, UserId};
    use passward::store::{FilledUser, Tx};
    let engine = E::new();
    let mut store = engine.open();
    found(store.as_mut());
    act(store.as_mut(), |tx: &mut dyn Tx| {
        let mut many = (0..2_000usize).map(|n| FilledUser {
            user: member(n),
            access: passward::domain::Access::Enabled,
            password: (n % 1_000 < 3).then(|| passward::store::FilledPassword {
                phc: super::world::phc(),
                changed_at: now() - chrono::TimeDelta::days(i64::try_from(n).unwrap() % 7),
                seen_strong: false,
                knows: passward::domain::Generation(0),
            }),
            last_sign_in: None,
        });
        tx.fill(&mut many).unwrap();
        let late = new_user("Zed", "zed@firm.example", Membership::Firm(Role::User));
        tx.add_user(&late).unwrap().unwrap();
        for id in [UserId(3), UserId(1_003)] {
            tx.force(id, &super::world::force(UserId(1))).unwrap();
        }
    });
    let look = store.look().unwrap();
    let rules = look.rules().unwrap();
    for status in StatusKind::ALL {
        let filter = Filter {
            password: PasswordFilter::Status(status),
            ..Filter::default()
        };
        let selection = filter.at(now(), &rules);
        for order in ORDERS {
            for direction in DIRECTIONS {
                let expected = expected(look.as_ref(), &selection, &rules, order, direction);
                let list = (order, direction);
                let (down, up) = walk(look.as_ref(), (&selection, &rules), list, 600);
                assert!(down == expected && up == expected, "{status:?} {list:?}");
            }
        }
    }
}
