//! Search as you type (target 5), and what stops one that runs.

use std::sync::mpsc;
use std::time::Duration;

use passward::domain::selection::{Filter, Show};
use passward::domain::{Direction, Order, PasswordFilter, StatusKind};
use passward::store::{From, Store, StoreError};

use crate::firms::{self, Firm, MANY};
use crate::measure::{Row, median, repeated, shown, time};

/// Words, and what they are in the made-up firm.
const WORDS: [(&str, &str); 9] = [
    ("quinn.123456", "one person"),
    ("zoe zhang", "800 people at the end of the alphabet"),
    ("tanaka.12", "several hundred"),
    ("qqxyz", "absent"),
    ("anton zz", "absent, of common trigrams"),
    ("anton", "31,000 people"),
    ("zha", "25,000 people all over"),
    ("example", "everybody"),
    ("nadia kow", "800 people in the middle"),
];
/// A common word whose people all stand at the far end.
const FAR: [(&str, &str); 2] = [
    ("zoe", "31,000 people at the end"),
    ("yuki", "31,000 people near the end"),
];

pub(crate) fn rows() -> Vec<Row> {
    let firm = Firm::copy(*MANY);
    let mut rows = Vec::new();
    for (words, most) in [(&WORDS[..], 10), (&FAR[..], 35)] {
        for (word, what) in words {
            for password in [
                PasswordFilter::Any,
                PasswordFilter::Status(StatusKind::Expiring),
            ] {
                let taken = search(&firm, word, password, Order::Name);
                let within = if password == PasswordFilter::Any {
                    ""
                } else {
                    ", of one status"
                };
                let what = format!("search for “{word}” ({what}){within}: page and count");
                rows.push(Row::at_most(5, what, taken, Duration::from_millis(most)));
            }
        }
    }
    for (order, by) in [
        (Order::Email, "e-mail"),
        (Order::Expiry, "expiry"),
        (Order::LastSignIn, "last sign-in"),
    ] {
        for word in ["zoe zhang", "zoe"] {
            let taken = search(&firm, word, PasswordFilter::Any, order);
            rows.push(noted(&format!("{word}”, by {by}"), taken));
        }
    }
    for word in ["an", "zz", "q"] {
        let taken = search(&firm, word, PasswordFilter::Any, Order::Name);
        rows.push(noted(&format!("{word}”"), taken));
    }
    rows.extend(interrupted(&firm));
    rows
}

fn noted(what: &str, taken: Duration) -> Row {
    let what = format!("search for “{what}: page and count");
    Row {
        met: None,
        ..Row::at_most(5, what, taken, Duration::from_millis(10))
    }
}

fn search(firm: &Firm, word: &str, password: PasswordFilter, order: Order) -> Duration {
    let mut store = firm.store();
    let rules = firms::rules(&mut store);
    let filter = Filter {
        show: Show::Enabled,
        kind: None,
        password,
        search: word.to_owned(),
    };
    let selection = filter.at(firm.now, &rules);
    repeated(15, |_| {
        let look = store.look().unwrap();
        let direction = Direction::Forward;
        let page = look.page(&selection, &rules, order, direction, &From::First, 50);
        let count = look.count(&selection, &rules);
        (page.unwrap().users.len(), count.unwrap())
    })
}

/// How long a search that runs goes on after it is told to stop; `None` where none ran long enough.
fn interrupted(firm: &Firm) -> Option<Row> {
    let mut store = firm.store();
    let rules = firms::rules(&mut store);
    let selection = Filter {
        search: "zz".to_owned(),
        ..Filter::default()
    };
    let selection = selection.at(firm.now, &rules);
    let stop = store.interrupter();
    let (begun, running) = mpsc::channel();
    let (ended, end) = mpsc::channel();
    let times: Vec<Duration> = std::thread::scope(|scope| {
        let (rules, selection) = (&rules, &selection);
        scope.spawn(move || {
            for _ in 0..20 {
                begun.send(()).unwrap();
                let look = store.look().unwrap();
                let (order, direction) = (Order::Name, Direction::Forward);
                let page = look.page(selection, rules, order, direction, &From::First, 50);
                ended
                    .send(matches!(page, Err(StoreError::Interrupted)))
                    .unwrap();
            }
        });
        let mut times = Vec::new();
        while running.recv().is_ok() {
            // At a million it runs for over a tenth of a second by itself; what was over before does not count.
            let early = end.recv_timeout(Duration::from_millis(15));
            let (taken, stopped) = time(|| {
                stop();
                early.or_else(|_| end.recv()).unwrap()
            });
            if stopped {
                times.push(taken);
            }
        }
        times
    });
    if times.is_empty() {
        return None;
    }
    let taken = median(times);
    Some(Row {
        number: 5,
        what: "a search that runs is stopped by the next letter".into(),
        target: "≤ 1 ms".into(),
        measured: shown(taken),
        met: Some(taken <= Duration::from_millis(1)),
    })
}
