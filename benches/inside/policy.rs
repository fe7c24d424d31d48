//! The preview of a policy (targets 2 and 6), and the strength meter (target 15).

use std::time::Duration;

use passward::domain::strength::{KnownWords, warm_up};
use passward::domain::{ExpiryInterval, Policy, UserId};
use passward::lists::Lists;
use passward::secret::Password;
use passward::service;
use passward::store::Store;

use crate::firms::{self, Firm, MANY};
use crate::measure::{Row, in_turns, repeated};

pub(crate) fn rows() -> Vec<Row> {
    let (many, few) = (Firm::copy(*MANY), Firm::copy(1_000));
    let (mut many_store, mut few_store) = (many.store(), few.store());
    let rules = firms::rules(&mut many_store);
    let now = many.now;
    let load = |store: &mut passward::store::sqlite::Sqlite| {
        let look = store.look().unwrap();
        look.preview_facts(now, &rules, UserId(1)).unwrap()
    };
    let (ours, small) = in_turns(200, |_| load(&mut many_store), |_| load(&mut few_store));
    let mut rows = vec![
        Row::at_most(
            2,
            "loading the preview's counts",
            ours,
            Duration::from_millis(1),
        ),
        Row::ratio(
            6,
            "loading the preview's counts",
            ours,
            ("1,000 users", small),
            2.0,
        ),
    ];
    let facts = load(&mut many_store);
    let (from, to) = (Policy::default(), every(ExpiryInterval::Days30));
    let choice = repeated(200, |_| {
        (facts.impact(&from, &to), facts.forecast(to.expiry))
    });
    let what = "preview and forecast after a change of choice, without a question to the store";
    rows.push(Row::at_most(2, what, choice, Duration::from_micros(50)));
    // Everyone within one hour, a part of which lies on either side of a cut.
    let db = many.bare();
    let cut = (now - chrono::TimeDelta::days(30)).timestamp_millis();
    db.execute_batch(&format!(
        "BEGIN; DROP INDEX users_status; DROP INDEX users_list;
         UPDATE users SET changed_at = {cut} - 1800000 + id * 7919 % 3600000 WHERE gen IS NOT NULL;
         CREATE INDEX users_status ON users(kind, enabled, force_id, gen, changed_at);
         CREATE INDEX users_list ON users(name_key, email, kind, enabled, role, gen, changed_at, force_id,
           last_sign_in, seen_no, code_until, name, email_key);
         DELETE FROM counts;
         INSERT INTO counts SELECT kind, enabled, gen, changed_at / 7200000, count(*) FROM users
           WHERE gen IS NOT NULL AND force_id IS NULL GROUP BY 1, 2, 3, 4;
         COMMIT;"
    ))
    .unwrap();
    let taken = repeated(10, |_| load(&mut many_store));
    let what = "loading the preview's counts where everyone changed within one hour";
    rows.push(Row::at_most(2, what, taken, Duration::from_millis(40)));
    rows.extend(meter());
    rows
}

fn every(expiry: ExpiryInterval) -> Policy {
    Policy {
        expiry,
        ..Policy::default()
    }
}

/// The meter is asked off the drawing thread, so what holds up no key is where it runs; here is what it costs.
fn meter() -> Vec<Row> {
    let lists = Lists::none();
    let known = KnownWords::new("Hartwell & Finch LLP", "Ada Hartwell", demo_owner());
    warm_up();
    [(64, 16), (500, 50)]
        .into_iter()
        .map(|(length, most)| {
            let text: String = "harbour lantern violet 42 marble compass drizzle 17 "
                .chars()
                .cycle()
                .take(length)
                .collect();
            let candidate = Password::chosen(&text).unwrap();
            let taken = repeated(40, |_| service::meter(&lists, &known, &candidate));
            let what = format!("judging {length} characters for the meter, off the drawing thread");
            let mut row = Row::at_most(15, what, taken, Duration::from_millis(most));
            if length > 64 {
                row.met = None;
            }
            row
        })
        .collect()
}

fn demo_owner() -> &'static str {
    service::demo::OWNER
}
