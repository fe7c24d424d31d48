//! A selection is the filter, proved against E1 user by user.

use proptest::prelude::*;

use super::*;
use crate::domain::impact::is_live;
use crate::domain::sample::{interval, now, rules, user, users};
use crate::domain::{Access, PasswordStatus};

const MOVEMENTS: [Movement; 4] = [
    Movement::NewlyExpire,
    Movement::BecomeValid,
    Movement::EnterNotice,
    Movement::LeaveNotice,
];

fn everyone(password: PasswordFilter) -> Filter {
    Filter {
        show: Show::EnabledAndDisabled,
        password,
        ..Filter::default()
    }
}

/// P5's four movements, said by comparing the statuses before and after.
fn moves(movement: Movement, before: &PasswordStatus, after: &PasswordStatus) -> bool {
    let expired = |status: &PasswordStatus| status.kind() == StatusKind::Expired;
    let noticed = |status: &PasswordStatus| status.kind() == StatusKind::Expiring;
    match movement {
        Movement::NewlyExpire => !expired(before) && expired(after),
        Movement::BecomeValid => expired(before) && !expired(after),
        Movement::EnterNotice => !noticed(before) && noticed(after),
        Movement::LeaveNotice => noticed(before) && !noticed(after),
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1000))]

    #[test]
    fn e1_a_filter_by_status_selects_those_of_that_status(user in user(), rules in rules()) {
        let status = rules.status(now(), &user).kind();
        for kind in StatusKind::ALL {
            let selection = everyone(PasswordFilter::Status(kind)).at(now(), &rules);
            prop_assert_eq!(selection.contains(&user, &rules), kind == status, "{:?}", selection);
        }
        let any = everyone(PasswordFilter::Any).at(now(), &rules);
        prop_assert!(any.contains(&user, &rules));
    }

    #[test]
    fn p5_a_filter_by_movement_selects_those_whose_status_moves(
        user in user(), rules in rules(), from in interval(), to in interval(),
    ) {
        let status = |expiry| {
            let policy = Policy { expiry, ..rules.policy };
            Rules { policy, ..rules }.status(now(), &user)
        };
        let (before, after) = (status(from), status(to));
        let live = is_live(&before) && user.membership.kind() == Kind::Firm;
        for movement in MOVEMENTS {
            let selection =
                everyone(PasswordFilter::Moved(movement, from, to)).at(now(), &rules);
            prop_assert_eq!(
                selection.contains(&user, &rules),
                live && moves(movement, &before, &after),
                "{:?} from {:?} to {:?}", movement, before, after
            );
        }
    }

    #[test]
    fn p5_ranges_are_disjoint_and_in_order_of_time(from in interval(), to in interval()) {
        for movement in MOVEMENTS {
            let ranges = movement.ranges(now(), from, to);
            for range in &ranges {
                prop_assert!(range.after.is_none_or(|after| Some(after) < range.up_to));
            }
            for pair in ranges.windows(2) {
                prop_assert!(pair[0].up_to <= pair[1].after);
            }
        }
    }

    #[test]
    fn u3_u6_show_kind_and_strength_narrow_the_list(users in users(), rules in rules()) {
        for user in &users {
            let hides_disabled = Filter::default().at(now(), &rules);
            prop_assert_eq!(
                hides_disabled.contains(user, &rules),
                user.access == Access::Enabled
            );
            for kind in [Kind::Firm, Kind::Connect] {
                let filter = Filter { kind: Some(kind), ..everyone(PasswordFilter::Any) };
                prop_assert_eq!(
                    filter.at(now(), &rules).contains(user, &rules),
                    user.membership.kind() == kind
                );
            }
            let weak = everyone(PasswordFilter::NotSeenStrong).at(now(), &rules);
            prop_assert_eq!(
                weak.contains(user, &rules),
                user.credential.is_some() && !user.seen_strong
            );
        }
    }

    #[test]
    fn u6_a_search_finds_parts_of_name_and_email_in_any_case(user in user(), rules in rules()) {
        let found = |search: &str| {
            let filter = Filter { search: search.into(), ..everyone(PasswordFilter::Any) };
            filter.at(now(), &rules).contains(&user, &rules)
        };
        for search in ["", "  ", "zoe", " ZOË ", "@firm.EXAMPLE"] {
            prop_assert!(found(search), "{:?}", search);
        }
        prop_assert!(!found("ada"));
    }
}
