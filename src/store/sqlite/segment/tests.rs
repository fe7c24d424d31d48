//! What SQLite makes of the statements: each goes through the index that was meant, as a search.

use std::rc::Rc;

use chrono::TimeDelta;

use super::super::pages::{List, Plan};
use super::super::scratch::{self, now, plan_of};
use super::super::search::{Found, Searches};
use super::super::source::Source;
use super::*;
use crate::domain::selection::{Filter, Movement, Show};
use crate::domain::{
    Access, Credential, Direction, Email, ExpiryInterval, ForceId, Generation, Kind, Membership,
    Order, PasswordFilter, PersonName, Role, Rules, StatusKind, UserId,
};

/// The rules of a firm that has passwords of three live numbers.
fn rules() -> Rules {
    scratch::rules(3, 2)
}

/// A schema with the numbers of such a firm.
fn database() -> (tempfile::TempDir, Connection) {
    scratch::database(
        1,
        "INSERT INTO tallies VALUES(0, 1, 0, 0, 2, 9), (0, 1, 0, 0, 3, 9), (0, 0, 0, 0, 3, 9);",
    )
}

/// Somebody in each segment of each order.
fn starts() -> Vec<User> {
    let user = |membership, set: Option<(i64, u32, Option<ForceId>)>, signed_in: bool| User {
        id: UserId(7),
        name: PersonName::parse("Ada").unwrap(),
        email: Email::parse("ada@firm.example").unwrap(),
        membership,
        access: Access::Enabled,
        credential: set.map(|(days, knows, force)| Credential {
            changed_at: now() - TimeDelta::days(days),
            knows: Generation(knows),
            force,
        }),
        seen_strong: false,
        last_sign_in: signed_in.then(now),
        code_until: None,
    };
    let firm = Membership::Firm(Role::User);
    vec![
        user(firm, Some((3, 3, Some(ForceId(1)))), true),
        user(firm, Some((3, 1, None)), false),
        user(firm, Some((3, 3, None)), true),
        user(firm, Some((-3, 3, None)), true),
        user(firm, Some((89, 3, None)), true),
        user(Membership::Connect, Some((3, 3, None)), false),
        user(firm, None, false),
    ]
}

fn filters() -> Vec<PasswordFilter> {
    let newly = PasswordFilter::Moved(
        Movement::NewlyExpire,
        ExpiryInterval::Days90,
        ExpiryInterval::Days30,
    );
    let status = StatusKind::ALL.map(PasswordFilter::Status);
    [PasswordFilter::Any, PasswordFilter::NotSeenStrong, newly]
        .into_iter()
        .chain(status)
        .collect()
}

/// Says what is wrong with how an arm is read; sorting is right only where the rows are few.
fn fault(arm: &Arm, key: Key, start: Start<'_>, plan: &[String]) -> Option<&'static str> {
    let walk = arm.range.is_none();
    let by_index = matches!(key, Key::Urgency(_));
    let users = plan
        .iter()
        .find(|line| line.starts_with("SEARCH users") || line.starts_with("SCAN users"))?;
    // A walk without a start is a scan that the limit ends.
    let scan_is_right = walk && start.is_none();
    if users.starts_with("SCAN") && !scan_is_right {
        return Some("reads everybody");
    }
    if (walk || by_index) && plan.iter().any(|line| line.contains("TEMP B-TREE")) {
        return Some("sorts");
    }
    if key == Key::Name && walk && !users.contains("COVERING INDEX users_list") {
        return Some("looks rows up");
    }
    None
}

#[test]
fn u6_no_page_reads_everybody_or_sorts_what_an_index_has_in_order() {
    let (_folder, db) = database();
    let (rules, starts) = (rules(), starts());
    let mut arms = 0;
    for order in [Order::Name, Order::Email, Order::Expiry, Order::LastSignIn] {
        for (show, kind) in [
            (Show::Enabled, None),
            (Show::EnabledAndDisabled, Some(Kind::Firm)),
        ] {
            for password in filters() {
                let filter = Filter {
                    show,
                    kind,
                    password,
                    search: String::new(),
                };
                let selection = &filter.at(now(), &rules);
                let list = List {
                    selection,
                    rules: &rules,
                    order,
                    direction: Direction::Forward,
                    searches: &Searches::default(),
                };
                for source in [Source::Walk, Source::Ranges] {
                    let plan = Plan::from(&db, &list, &source).unwrap();
                    for segment in &plan.segments {
                        let here = |user: &&User| Key::of(&list, user) == segment.key;
                        let at = starts.iter().filter(here);
                        let at = at.map(|user| Some((user, Edge::Without))).chain([None]);
                        for start in at {
                            for (arm, ascending) in segment
                                .arms
                                .iter()
                                .flat_map(|arm| [(arm, true), (arm, false)])
                            {
                                for (sql, values) in [
                                    segment.statement(arm, ascending, start, 50),
                                    segment.existing(arm, ascending, start),
                                ] {
                                    let plan = plan_of(&db, &sql, values);
                                    let fault = fault(arm, segment.key, start, &plan);
                                    assert_eq!(fault, None, "{sql}\n{plan:#?}");
                                    arms += 1;
                                }
                            }
                        }
                    }
                }
            }
        }
    }
    assert!(arms > 1_000, "{arms}");
}

#[test]
fn u6_a_search_for_a_common_word_reads_its_index_and_its_candidates_alone() {
    let (_folder, db) = database();
    let rules = rules();
    let filter = Filter {
        search: "zhang".to_owned(),
        ..Filter::default()
    };
    let selection = &filter.at(now(), &rules);
    let starts = starts();
    let start = Some((&starts[0], Edge::Without));
    let question = super::super::search::question("zhang").unwrap();
    let found = Rc::new(Found::read(&db, question).unwrap());
    for order in [Order::Name, Order::Email, Order::LastSignIn] {
        let list = List {
            selection,
            rules: &rules,
            order,
            direction: Direction::Forward,
            searches: &Searches::default(),
        };
        let common = Source::Common {
            found: Rc::clone(&found),
            walked: 20_000,
        };
        for segment in &Plan::from(&db, &list, &common).unwrap().segments {
            let walk = &segment.arms[0];
            let otherwise = segment.otherwise.as_ref().unwrap();
            for (ascending, start) in [(true, start), (false, start), (true, None), (false, None)] {
                let start = start.filter(|(user, _)| Key::of(&list, user) == segment.key);
                let (sql, values) = segment.bound(walk, otherwise.walked, ascending, start);
                let plan = plan_of(&db, &sql, values).join("\n");
                assert!(!plan.contains("TEMP B-TREE"), "{sql}\n{plan}");
                assert!(plan.contains("USING COVERING INDEX"), "{sql}\n{plan}");
                let bound = Some(segment.key.values(&starts[0]));
                let (sql, values) = segment.statement_up_to(walk, ascending, start, bound, 50);
                let plan = plan_of(&db, &sql, values).join("\n");
                assert!(
                    plan.starts_with("SEARCH users") && !plan.contains("TEMP B-TREE"),
                    "{sql}\n{plan}"
                );
                let Instead::Sorting(arm) = &otherwise.instead else {
                    assert_ne!(order, Order::LastSignIn);
                    continue;
                };
                let (sql, values) = segment.statement(arm, ascending, start, 50);
                let plan = plan_of(&db, &sql, values).join("\n");
                let by_candidates =
                    plan.contains("SEARCH users USING INTEGER PRIMARY KEY (rowid=?)");
                assert!(
                    by_candidates && plan.contains("SCAN find VIRTUAL TABLE"),
                    "{sql}\n{plan}"
                );
            }
        }
    }
    let mut sieve = Sieve::default();
    sieve.selection(selection, &rules);
    let sql = super::super::search::counting(&sieve);
    let mut values = vec![Value::Text("\"zha\"".to_owned())];
    values.extend(sieve.values);
    values.push(Value::Integer(1_001));
    let plan = plan_of(&db, &sql, values);
    assert!(
        plan[1].starts_with("SCAN find VIRTUAL TABLE")
            || plan[0].starts_with("SCAN find VIRTUAL TABLE"),
        "{plan:#?}"
    );
    assert!(
        plan.iter()
            .any(|line| line.contains("SEARCH users USING INTEGER PRIMARY KEY (rowid=?)")),
        "{plan:#?}"
    );
}
