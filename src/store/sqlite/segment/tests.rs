//! What SQLite makes of the statements: each goes through the index that was meant, as a search.

use chrono::TimeDelta;

use super::super::arm::Edge;
use super::super::pages::{List, Plan};
use super::super::ranges::Class;
use super::super::scratch::{self, now, plan_of};
use super::super::search::{Found, Searches};
use super::super::sieve::Sieve;
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
fn fault(arm: &Arm, course: Course<'_>, plan: &[String]) -> Option<&'static str> {
    let Course { key, start, .. } = course;
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
                        for course in courses(&list, segment, &starts) {
                            for arm in &segment.arms {
                                for (sql, values) in
                                    [arm.statement(course, 50), arm.existing(course)]
                                {
                                    let plan = plan_of(&db, &sql, values);
                                    let fault = fault(arm, course, &plan);
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

/// Every course along a segment: either way, from an end and from whoever of these lies in it.
fn courses<'u>(list: &List<'_>, segment: &Segment, starts: &'u [User]) -> Vec<Course<'u>> {
    starts
        .iter()
        .filter(|user| Key::of(list, user) == segment.key)
        .map(|user| Some((user, Edge::Without)))
        .chain([None])
        .flat_map(|start| [true, false].map(|ascending| segment.course(ascending, start)))
        .collect()
}

#[test]
fn u6_a_walk_that_may_go_only_so_far_reads_its_index_alone_to_know_how_far() {
    let (_folder, db) = database();
    let (rules, starts) = (rules(), starts());
    let filter = Filter {
        search: "zhang".to_owned(),
        ..Filter::default()
    };
    let selection = &filter.at(now(), &rules);
    let question = super::super::search::question("zhang").unwrap();
    let found = Found::read(&db, question).unwrap();
    let mut walks = 0;
    for order in [Order::Name, Order::Email, Order::Expiry, Order::LastSignIn] {
        let list = List {
            selection,
            rules: &rules,
            order,
            direction: Direction::Forward,
            searches: &Searches::default(),
        };
        for segment in &Plan::from(&db, &list, &Source::Walk).unwrap().segments {
            for course in courses(&list, segment, &starts) {
                for arm in &segment.arms {
                    let (sql, values) = arm.bound(course, 4_000);
                    let plan = plan_of(&db, &sql, values).join("\n");
                    let by_one =
                        plan.contains(" USING INDEX ") || plan.contains(" COVERING INDEX ");
                    assert!(by_one && !plan.contains("TEMP B-TREE"), "{sql}\n{plan}");
                    let (sql, values) = arm.statement_up_to(course, &starts[0], 50);
                    let plan = plan_of(&db, &sql, values).join("\n");
                    let searches = plan.starts_with("SEARCH users");
                    assert!(searches && !plan.contains("TEMP B-TREE"), "{sql}\n{plan}");
                    walks += 1;
                }
            }
        }
        for source in [Source::Candidates(found.asked()), Source::Everyone] {
            for segment in &Plan::from(&db, &list, &source).unwrap().segments {
                let course = segment.course(true, None);
                let (sql, values) = segment.arms[0].statement(course, 50);
                let plan = plan_of(&db, &sql, values).join("\n");
                let is_meant = if matches!(source, Source::Everyone) {
                    plan.contains("USING COVERING INDEX users_list")
                } else {
                    plan.contains("SEARCH users USING INTEGER PRIMARY KEY (rowid=?)")
                        && plan.contains("SCAN find VIRTUAL TABLE")
                };
                assert!(is_meant, "{sql}\n{plan}");
            }
        }
    }
    assert!(walks > 40, "{walks}");
}

#[test]
fn u6_a_common_word_is_counted_by_its_candidates() {
    let (_folder, db) = database();
    let rules = rules();
    let filter = Filter {
        search: "zhang".to_owned(),
        ..Filter::default()
    };
    let selection = &filter.at(now(), &rules);
    let mut sieve = Sieve::default();
    sieve.selection(selection, &rules);
    let sql = super::super::search::counting(&sieve);
    let mut values = vec![Value::Text("\"zha\"".to_owned()), Value::Integer(9)];
    values.extend(sieve.values);
    values.push(Value::Integer(1_001));
    let plan = plan_of(&db, &sql, values);
    let first = plan.iter().find(|line| line.starts_with("SCAN")).unwrap();
    assert!(first.starts_with("SCAN find VIRTUAL TABLE"), "{plan:#?}");
    // As they come: all of them set aside first would be read in any case.
    let sets_aside = plan.iter().any(|line| line.starts_with("MATERIALIZE"));
    assert!(!sets_aside, "{plan:#?}");
    assert!(
        plan.iter()
            .any(|line| line.contains("SEARCH users USING INTEGER PRIMARY KEY (rowid=?)")),
        "{plan:#?}"
    );
}

#[test]
fn u6_a_walk_of_several_arms_passes_no_more_than_its_share_of_any() {
    let (_folder, db) = database();
    // Those who know the older number set their passwords first.
    let people = "WITH RECURSIVE n(n) AS (SELECT 0 UNION ALL SELECT n + 1 FROM n WHERE n < 19)
        INSERT INTO users(kind, enabled, role, gen, changed_at, name, name_key, email)
        SELECT 0, 1, 0, 2 + n / 10, n, 'N', 'n', n || '@firm.example' FROM n";
    db.execute_batch(people).unwrap();
    let (rules, searches) = (rules(), Searches::default());
    let selection = &Filter::default().at(now(), &rules);
    let list = List {
        selection,
        rules: &rules,
        order: Order::Expiry,
        direction: Direction::Forward,
        searches: &searches,
    };
    let plan = Plan::from(&db, &list, &Source::Walk).unwrap();
    let dated = |segment: &&Segment| segment.key == Key::Urgency(Class::Dated);
    let dated = plan.segments.iter().find(dated).unwrap();
    assert_eq!(dated.arms.len(), 2);
    for (passed, met, is_whole) in [
        (0, 1, false),
        (8, 5, false),
        (18, 10, false),
        (20, 20, true),
    ] {
        for ascending in [true, false] {
            let course = dated.course(ascending, None);
            let walked = dated.walk(&db, course, passed, 50).unwrap();
            assert_eq!((walked.users.len(), walked.is_whole), (met, is_whole));
        }
    }
}
