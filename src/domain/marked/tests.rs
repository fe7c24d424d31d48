//! Marks as a set, and what an act on many does against the table of rights asked one by one.

use proptest::prelude::*;

use super::super::sample::{now, rules, user, users};
use super::*;
use crate::domain::PasswordFilter;
use crate::domain::access::may;
use crate::domain::selection::Show;

/// The rights that are exercised on many.
const RIGHTS: [Right; 4] = [
    Right::ForceChange,
    Right::Disable,
    Right::Enable,
    Right::SignOutOther,
];

fn filter() -> Filter {
    Filter {
        show: Show::EnabledAndDisabled,
        password: PasswordFilter::Any,
        ..Filter::default()
    }
}

#[test]
fn u6_marks_are_toggled_one_by_one_and_within_all_that_match() {
    let (ada, ben) = (UserId(1), UserId(2));
    let mut marked = Marked::default();
    assert!(marked.is_none());
    marked.set(ada, true);
    assert!(marked.has(ada) && !marked.has(ben));
    assert_eq!(marked.number(50), 1);
    marked.set(ada, false);
    assert!(marked.is_none());

    let mut all = Marked::all_matching(filter());
    assert!(all.has(ada) && all.has(ben) && !all.is_none());
    all.set(ben, false);
    assert!(all.has(ada) && !all.has(ben));
    assert_eq!(all.number(1_000_000), 999_999);
    all.set(ben, true);
    assert_eq!(all.number(1_000_000), 1_000_000);
}

#[test]
fn u6_all_that_match_belongs_to_its_filter_and_marks_one_by_one_to_none() {
    let other = Filter::default();
    assert!(Marked::all_matching(filter()).is_of_another(&other));
    assert!(!Marked::all_matching(filter()).is_of_another(&filter()));
    assert!(!Marked::default().is_of_another(&other));
}

fn marked() -> impl Strategy<Value = Marked> {
    let ids = proptest::collection::btree_set((0..40i64).prop_map(UserId), 0..20);
    let shows = [Show::Enabled, Show::EnabledAndDisabled];
    (ids, any::<bool>(), proptest::sample::select(shows.to_vec())).prop_map(|(ids, these, show)| {
        if these {
            return Marked::These(ids);
        }
        Marked::AllMatching {
            filter: Filter { show, ..filter() },
            except: ids,
        }
    })
}

proptest! {
    #[test]
    fn e6_what_is_said_of_many_is_what_the_table_says_of_each(
        people in users(),
        actor in user(),
        marked in marked(),
        rules in rules(),
        right in proptest::sample::select(RIGHTS.to_vec()),
    ) {
        let mut people: Vec<User> = people.into_iter().zip(1..).map(|(mut user, id)| {
            user.id = UserId(id);
            // One owner at most, as in every firm.
            if user.membership.is_owner() {
                user.membership = Membership::Firm(if id == 1 { Role::Owner } else { Role::Administrator });
            }
            user
        }).collect();
        let actor = User { id: UserId(0), access: Access::Enabled, membership: Membership::Firm(Role::Administrator), ..actor };
        people.push(actor.clone());
        prop_assert!(may(&actor, right).is_ok());

        let chosen = marked.at(now(), &rules);
        let among: Vec<&User> = people.iter().filter(|user| chosen.contains(user, &rules)).collect();
        let apart: Vec<User> = among.iter().filter(|user| user.membership.is_owner() || user.id == actor.id)
            .map(|user| (*user).clone()).collect();
        let census = Census::new(among.iter().map(|user| (Sort::of(user), 1)), apart.clone());
        prop_assert_eq!(census.number(), among.len() as u64);

        let outcome = census.outcome(&actor, right);
        let answers: Vec<_> = among.iter().map(|user| may_to(&actor, right, user)).collect();
        let reached = answers.iter().filter(|answer| answer.is_ok()).count() as u64;
        prop_assert_eq!(outcome.reached, reached);
        prop_assert_eq!(outcome.number_left_out(), among.len() as u64 - reached);
        for (why, number) in &outcome.left_out {
            let so_many = answers.iter().filter(|answer| **answer == Err(*why)).count() as u64;
            prop_assert_eq!(*number, so_many);
        }
        let own = may_to(&actor, right, &actor).is_ok() && chosen.contains(&actor, &rules);
        prop_assert_eq!(outcome.you, own);

        let reach = chosen.reach(&actor, right, &apart);
        for user in &people {
            let is_reached = chosen.contains(user, &rules) && may_to(&actor, right, user).is_ok();
            prop_assert_eq!(reach.contains(user, &rules), is_reached);
        }
    }
}
