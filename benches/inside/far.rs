//! Lists whose people all stand where the order comes last: what a page costs at most (target 5).

use std::time::Duration;

use passward::domain::selection::Filter;
use passward::domain::{Direction, Order};
use passward::store::{From, Store};

use crate::firms::{self, Firm, MANY};
use crate::measure::{Row, repeated};

/// Everybody called Zoe set their password in the newest minute, and was the first to sign in, if they ever did.
const ZOES_LAST: &str = "UPDATE users SET \
     changed_at = (SELECT max(changed_at) FROM users WHERE kind = 0) - id % 60000 \
     WHERE kind = 0 AND gen IS NOT NULL AND name_key >= 'zoe' AND name_key < 'zof'; \
     UPDATE users SET last_sign_in = (SELECT min(last_sign_in) FROM users) - id \
     WHERE last_sign_in IS NOT NULL AND name_key >= 'zoe' AND name_key < 'zof'";

pub(crate) fn rows() -> Vec<Row> {
    let firm = Firm::copy(*MANY);
    firm.bare().execute_batch(ZOES_LAST).unwrap();
    let mut rows = Vec::new();
    for (order, by) in [
        (Order::Email, "e-mail"),
        (Order::Expiry, "expiry"),
        (Order::LastSignIn, "last sign-in"),
    ] {
        for (word, whose) in [("zoe", "31,000, all at the end"), ("zz", "nobody")] {
            let what = format!("a page of “{word}” ({whose}), by {by}");
            let limit = Duration::from_millis(35);
            rows.push(Row {
                met: None,
                ..Row::at_most(5, what, page(&firm, word, order), limit)
            });
        }
    }
    rows
}

fn page(firm: &Firm, word: &str, order: Order) -> Duration {
    let mut store = firm.store();
    let rules = firms::rules(&mut store);
    let filter = Filter {
        search: word.to_owned(),
        ..Filter::default()
    };
    let selection = filter.at(firm.now, &rules);
    repeated(9, |_| {
        let look = store.look().unwrap();
        let page = look.page(
            &selection,
            &rules,
            order,
            Direction::Forward,
            &From::First,
            50,
        );
        page.unwrap().users.len()
    })
}
