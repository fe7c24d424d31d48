//! What SQLite makes of the statements of an act on many: nobody is read who cannot be among them.

use super::super::scratch::{self, now, plan_of};
use super::*;
use crate::domain::selection::Show;
use crate::domain::{Filter, PasswordFilter, StatusKind};

/// The rules of a firm that has passwords of two live numbers.
fn rules() -> Rules {
    scratch::rules(3, 2)
}

/// A schema with the numbers of such a firm.
fn database() -> (tempfile::TempDir, Connection) {
    scratch::database(
        1,
        "INSERT INTO tallies VALUES(0, 1, 0, 0, 2, 9), (0, 1, 0, 0, 3, 9), (0, 0, 0, 0, 3, 9);
         CREATE TEMP TABLE reached(id INTEGER PRIMARY KEY);",
    )
}

/// Those who can be forced (E6).
fn forceable() -> Sort {
    Sort {
        kind: Kind::Firm,
        access: Access::Enabled,
        has_password: true,
    }
}

#[test]
fn e6_whom_an_act_reaches_is_found_by_ranges_of_the_status_index_alone() {
    let (_folder, db) = database();
    let status = StatusKind::ALL.map(PasswordFilter::Status);
    for password in status.into_iter().chain([PasswordFilter::Any]) {
        let filter = Filter {
            show: Show::EnabledAndDisabled,
            password,
            ..Filter::default()
        };
        let selection = filter.at(now(), &rules());
        for (sql, values) in choosing(&db, &selection, &rules(), &[forceable()]).unwrap() {
            // Neither Connect users nor disabled ones are read.
            assert!(sql.contains("kind = 0 AND enabled = 1"), "{sql}");
            let plan = plan_of(&db, &sql, values);
            let good =
                |line: &String| line.contains("SEARCH users USING COVERING INDEX users_status");
            assert!(plan.iter().all(good), "{sql}\n{plan:#?}");
        }
    }
}

#[test]
fn e6_not_set_and_connect_leave_nothing_to_read_for_a_force() {
    let (_folder, db) = database();
    for filter in [
        Filter {
            password: PasswordFilter::Status(StatusKind::NotSet),
            ..Filter::default()
        },
        Filter {
            kind: Some(Kind::Connect),
            ..Filter::default()
        },
    ] {
        let selection = filter.at(now(), &rules());
        let statements = choosing(&db, &selection, &rules(), &[forceable()]).unwrap();
        assert_eq!(statements, []);
    }
}

#[test]
fn e6_a_list_is_changed_row_by_row_and_a_search_through_its_candidates() {
    let (_folder, db) = database();
    for sql in [
        "UPDATE users NOT INDEXED SET force_id = 1 WHERE id IN (SELECT id FROM temp.reached)",
        "UPDATE users NOT INDEXED SET enabled = 0 WHERE id IN (SELECT id FROM temp.reached)",
    ] {
        let plan = plan_of(&db, sql, Vec::new());
        let by_id = "SEARCH users USING INTEGER PRIMARY KEY (rowid=?)";
        assert!(plan.iter().any(|line| line == by_id), "{sql}\n{plan:#?}");
    }
    let filter = Filter {
        search: "hart".into(),
        ..Filter::default()
    };
    let selection = filter.at(now(), &rules());
    for (sql, values) in choosing(&db, &selection, &rules(), &[forceable()]).unwrap() {
        let plan = plan_of(&db, &sql, values);
        assert!(
            !plan.iter().any(|line| line.starts_with("SCAN users")),
            "{sql}\n{plan:#?}"
        );
    }
}
