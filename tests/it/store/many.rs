//! Places in lists longer than those in which every row is counted (U6): each order, both ways, against the list as a
//! look at everybody gives it.

use chrono::TimeDelta;
use passward::domain::selection::{Filter, Show};
use passward::domain::{
    Access, Direction, Generation, Kind, Membership, Order, PasswordFilter, Role, Rules, Selection,
    StatusKind, User, UserId,
};
use passward::store::{Cursor, FilledPassword, FilledUser, From, Look};

use super::world::{act, everyone, force, found, new_user, now, phc, sorted};
use super::{Engine, promises};

promises!(u6_places_and_jumps_agree_with_the_order_in_a_long_list);

/// More than the lists in which every row is counted.
const MANY: u32 = 10_700;

/// Somebody of every kind, with many who share an instant and some who are ahead of the clock.
fn person(n: u32) -> FilledUser {
    let names = ["Ada", "Zoë", "Émile", "Li", "Marsh", "Ng"];
    let name = format!("{} {}", names[n as usize % names.len()], n % 977);
    let membership = match n % 7 {
        0 | 3 => Membership::Connect,
        1 if n % 97 == 1 => Membership::Firm(Role::Administrator),
        _ => Membership::Firm(Role::User),
    };
    let ago = match n % 11 {
        0 => TimeDelta::days(41),
        1 => TimeDelta::minutes(-60) - TimeDelta::milliseconds(i64::from(n % 3)),
        2 => TimeDelta::days(i64::from(n % 120)),
        _ => TimeDelta::milliseconds(i64::from(n) * 991_117 % (300 * 86_400_000)),
    };
    FilledUser {
        user: new_user(&name, &format!("p{n}@firm{}.example", n % 5), membership),
        access: if n.is_multiple_of(13) {
            Access::Disabled
        } else {
            Access::Enabled
        },
        password: (!n.is_multiple_of(17)).then(|| FilledPassword {
            phc: phc(),
            changed_at: now() - ago,
            seen_strong: n.is_multiple_of(2),
            knows: Generation([3, 3, 2, 2, 1][n as usize % 5]),
        }),
        last_sign_in: (!n.is_multiple_of(3))
            .then(|| now() - TimeDelta::minutes(i64::from(n % 5_000))),
    }
}

/// The ends, the middle, and a few between.
fn some_of(length: u64) -> impl Iterator<Item = u64> {
    let last = length.saturating_sub(1);
    let between = (1..8).map(move |part| last * part / 8);
    let mut all: Vec<u64> = between
        .chain([0, 1, last, last.saturating_sub(1)])
        .collect();
    all.sort_unstable();
    all.dedup();
    all.into_iter().filter(move |n| *n < length)
}

struct List<'a> {
    look: &'a dyn Look,
    selection: &'a Selection,
    rules: &'a Rules,
    order: Order,
    direction: Direction,
}

impl List<'_> {
    fn check(&self, expected: &[User], places_are_known: bool) {
        let Self {
            look,
            selection,
            rules,
            order,
            direction,
        } = *self;
        let what = format!("{order:?} {direction:?} {:?}", selection.password);
        for n in some_of(expected.len() as u64) {
            let at = usize::try_from(n).unwrap();
            let cursor = Cursor::of(&expected[at]);
            let place = look.place_of(selection, rules, order, direction, &cursor);
            let place = place.unwrap();
            assert_eq!(place, places_are_known.then_some(n), "{what}");
            let nth = look.nth(selection, rules, order, direction, n).unwrap();
            assert_eq!(nth, Some(cursor.clone()), "{what} {n}");
            let page = look
                .page(selection, rules, order, direction, &From::At(cursor), 3)
                .unwrap();
            let end = expected.len().min(at + 3);
            assert_eq!(page.users, expected[at..end], "{what} {n}");
        }
        let beyond = expected.len() as u64;
        let none = look.nth(selection, rules, order, direction, beyond);
        assert_eq!(none.unwrap(), None, "{what}");
    }
}

fn u6_places_and_jumps_agree_with_the_order_in_a_long_list<E: Engine>() {
    let engine = E::new();
    let mut store = engine.open();
    let owner = found(store.as_mut());
    act(store.as_mut(), |tx| {
        for _ in 0..3 {
            tx.expire_all(owner, now(), None).unwrap();
        }
        tx.withdraw_expire_all(owner, now()).unwrap();
        tx.fill(&mut (0..MANY).map(person)).unwrap();
        for n in 0..40 {
            let id = UserId(7 * n + 4);
            let user = tx.user(id).unwrap().unwrap();
            if user.membership.kind() == Kind::Firm && user.credential.is_some() {
                tx.force(id, &force(owner)).unwrap();
            }
        }
    });
    let look = store.look().unwrap();
    let rules = look.rules().unwrap();
    let all = everyone(look.as_ref());
    assert_eq!(all.len(), 1 + MANY as usize);
    let filters = [
        (PasswordFilter::Any, Show::EnabledAndDisabled),
        (
            PasswordFilter::Status(StatusKind::MustChange),
            Show::Enabled,
        ),
        (PasswordFilter::NotSeenStrong, Show::EnabledAndDisabled),
    ];
    for order in [Order::Name, Order::Email, Order::Expiry, Order::LastSignIn] {
        let mut users = sorted(all.clone(), order, Direction::Forward, &rules);
        for direction in [Direction::Forward, Direction::Reverse] {
            for (password, show) in filters {
                let filter = Filter {
                    password,
                    show,
                    ..Filter::default()
                };
                let selection = filter.at(now(), &rules);
                let expected = users.iter().filter(|user| selection.contains(user, &rules));
                let expected: Vec<User> = expected.cloned().collect();
                let list = List {
                    look: look.as_ref(),
                    selection: &selection,
                    rules: &rules,
                    order,
                    direction,
                };
                // Where the numbers do not say it, a long list is not counted for the sake of a place.
                let is_short = matches!(password, PasswordFilter::Status(_));
                let by_numbers =
                    order == Order::Expiry && password != PasswordFilter::NotSeenStrong;
                list.check(&expected, is_short || by_numbers);
            }
            users.reverse();
        }
    }
    drop(look);
    assert_eq!(engine.recount(), Vec::<String>::new());
}
