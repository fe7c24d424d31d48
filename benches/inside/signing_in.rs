//! Signing in with the right password (targets 6 and 14): the service's call, which nothing holds back.

use passward::secret::Password;
use passward::service::{self, SignInOutcome, demo};

use crate::firms::{self, Firm, MANY};
use crate::floor::BareHash;
use crate::measure::{Row, in_turns, shown};

pub(crate) fn rows() -> Vec<Row> {
    let (mut many, mut few) = (Firm::copy(*MANY), Firm::copy(1_000));
    let mut hash = BareHash::new();
    let (ours, bare) = in_turns(100, |_| sign_in(&mut many), |_| hash.hash(demo::PASSWORD));
    let most = bare.mul_f64(1.1) + std::time::Duration::from_millis(1);
    let mut rows = vec![Row {
        number: 14,
        what: "sign-in with the right password".into(),
        target: "≤ 1.1x the bare hash + 1 ms".into(),
        measured: format!("{} beside {}", shown(ours), shown(bare)),
        met: Some(ours <= most),
    }];
    let (ours, small) = in_turns(60, |_| sign_in(&mut many), |_| sign_in(&mut few));
    rows.push(Row::ratio(6, "sign-in", ours, ("1,000 users", small), 2.0));
    rows
}

fn sign_in(firm: &mut Firm) {
    let offered = Password::offered(demo::PASSWORD);
    let mut call = firms::call(firm.now, &mut firm.rng);
    let answer = service::sign_in(&mut firm.desk, &mut call, demo::OWNER, &offered);
    assert!(matches!(answer.result, SignInOutcome::In(_)));
}
