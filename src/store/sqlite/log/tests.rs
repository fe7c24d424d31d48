//! What SQLite makes of the statements: each walks its index in order, and only few entries are ever sorted.

use super::super::scratch::{database, plan_of};
use super::*;
use crate::domain::audit::ActKind;

#[test]
fn a1_every_page_of_the_log_walks_an_index_and_sorts_only_what_is_few() {
    let (_folder, db) = database(2, "");
    let all: ActSet = Act::ALL.into_iter().collect();
    for (plan, index) in [
        (Plan::Walk, "INTEGER PRIMARY KEY"),
        (Plan::Person(UserId(7)), "COVERING INDEX audit_actor"),
        (
            Plan::Acts(ActKind::Codes.acts()),
            "COVERING INDEX audit_act",
        ),
        (
            Plan::Acts([Act::Exported].into_iter().collect()),
            "COVERING INDEX audit_act",
        ),
        (Plan::Acts(all), "COVERING INDEX audit_act"),
        (Plan::Time(0, 99), "COVERING INDEX audit_at"),
    ] {
        for from in [
            LogFrom::Newest,
            LogFrom::OlderThan(EntryNo(50)),
            LogFrom::NewerThan(EntryNo(50)),
        ] {
            let (sql, values) = plan.numbers(from);
            let told = plan_of(&db, &sql, values);
            let says = |text: &str| told.iter().any(|line| line.contains(text));
            assert!(says(index), "{sql}\n{told:#?}");
            assert!(!says("SCAN"), "{sql}\n{told:#?}");
            let sorts = matches!(plan, Plan::Time(..));
            assert_eq!(says("TEMP B-TREE"), sorts, "{sql}\n{told:#?}");
        }
    }
    let (sql, values) = Plan::Person(UserId(7)).numbers(LogFrom::Newest);
    let told = plan_of(&db, &sql, values).join("\n");
    assert!(told.contains("MERGE (UNION)"), "{told}");
    assert!(
        told.contains("SEARCH audit_targets USING PRIMARY KEY (user_id=? AND no<?)"),
        "{told}"
    );
}
