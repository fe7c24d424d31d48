//! Signing in with the right password (targets 6 and 14): the service's call, which nothing holds back.

use std::time::Duration;

use passward::secret::Password;
use passward::service::{self, SignInOutcome, demo};

use crate::firms::{self, Firm, MANY};
use crate::floor::BareHash;
use crate::measure::{Row, shown, time, timed_in_turns};

pub(crate) fn rows() -> Vec<Row> {
    let (mut many, mut few) = (Firm::copy(*MANY), Firm::copy(1_000));
    let mut hash = BareHash::new();
    let (ours, bare) = timed_in_turns(
        100,
        |_| sign_in(&mut many),
        |_| time(|| hash.hash(demo::PASSWORD)).0,
    );
    let most = bare.mul_f64(1.1) + Duration::from_millis(1);
    let mut rows = vec![Row {
        number: 14,
        what: "sign-in with the right password".into(),
        target: "≤ 1.1x the bare hash + 1 ms".into(),
        measured: format!("{} beside {}", shown(ours), shown(bare)),
        met: Some(ours <= most),
    }];
    let (ours, small) = timed_in_turns(60, |_| sign_in(&mut many), |_| sign_in(&mut few));
    rows.push(Row::ratio(6, "sign-in", ours, ("1,000 users", small), 2.0));
    rows
}

/// Returns how long it takes once the password is typed; meanwhile the screens take the memory of the hash.
fn sign_in(firm: &mut Firm) -> Duration {
    let offered = Password::offered(demo::PASSWORD);
    firm.desk.get_ready();
    let mut call = firms::call(firm.now, &mut firm.rng);
    let (took, answer) =
        time(|| service::sign_in(&mut firm.desk, &mut call, demo::OWNER, &offered));
    assert!(matches!(answer.result, SignInOutcome::In(_)));
    took
}
