//! *Respond to a break-in*: one confirmed step, one transaction, one entry (U8).

use super::marked::{Firm, these};
use super::*;
use crate::domain::{Access, CodeState, Marked, Reason, Refusal};

impl Firm {
    fn foresee_break_in(&mut self, session: &mut Session, whom: &Marked) -> BreakInConsequences {
        self.world
            .with(|desk, call| break_in_consequences(desk, call, &admin(session), whom))
            .unwrap()
    }

    fn respond(
        &mut self,
        session: &mut Session,
        response: &BreakIn,
        proof: Option<&Offered>,
    ) -> Result<BreakInConsequences, ActError> {
        self.world
            .with(|desk, call| {
                respond_to_break_in(desk, call, &mut admin(session), response, proof)
            })
            .result
    }

    fn code(&mut self, id: UserId) -> CodeState {
        let now = self.world.now;
        let look = self.world.desk.look().unwrap();
        look.code(id).unwrap().unwrap().0.state(now)
    }
}

fn response(whom: Marked, disable_connect: bool) -> BreakIn {
    BreakIn {
        whom,
        disable_connect,
        reason: Reason::parse("Mailbox broken into").unwrap(),
    }
}

#[test]
fn u8_everyone_is_forced_signed_out_and_without_codes_in_one_step() {
    let mut firm = Firm::new();
    let mut ada = firm.world.session(ADA);
    let mut dev = firm.world.session("dev@firm.example");
    let mut kim = firm.world.session("kim@firm.example");
    let foreseen = firm.foresee_break_in(&mut ada, &BreakIn::everyone());
    assert_eq!((foreseen.forced.reached, foreseen.you), (4, true));
    assert!(
        foreseen
            .forced
            .left_out
            .contains(&(Refusal::ForceConnect, 2)),
        "Connect users are named as not forced"
    );
    assert_eq!(foreseen.signed_out.people, 3);
    assert_eq!((foreseen.codes, foreseen.connect), (1, 2));

    let before = firm.world.log().len();
    let done = firm
        .respond(&mut ada, &response(BreakIn::everyone(), false), None)
        .unwrap();
    assert_eq!(done.forced, foreseen.forced);
    assert_eq!(done.signed_out, foreseen.signed_out);
    assert_eq!((done.codes, done.connect), (1, 0), "nobody was disabled");

    let log = firm.world.log();
    assert_eq!(log.len(), before + 1, "one entry");
    let entry = log.last().unwrap();
    assert_eq!(entry.act, Act::BreakInAnswered);
    let touched = [UserId(1), firm.ben, firm.dev, firm.eve, firm.gil, firm.kim];
    assert_eq!(entry.targets, touched);
    assert_eq!(entry.reason, response(BreakIn::everyone(), false).reason);

    let by = Standing::Ended(EndReason::BreakInAnsweredBy {
        by: "Ada Hartwell".into(),
    });
    assert_eq!(firm.world.me(&mut dev).standing, by);
    assert_eq!(firm.world.me(&mut kim).standing, by);
    assert_eq!(
        firm.world.me(&mut ada).standing,
        Standing::Ended(EndReason::BreakInAnsweredByYou),
        "the acting administrator is included"
    );
    let gil = firm.gil;
    assert!(matches!(firm.code(gil), CodeState::Revoked(_)));
    assert_eq!(firm.world.user(firm.kim).access, Access::Enabled);
    let again = firm.world.signed_in("dev@firm.example", RIGHT);
    assert!(matches!(again.me.standing, Standing::MustChoose(_)));
    let told = |event: &SummaryEvent| event.what == SummaryWhat::BreakInAnswered;
    assert!(again.summary.events.iter().any(told));
}

#[test]
fn u8_connect_users_among_them_are_disabled_where_that_was_chosen() {
    let mut firm = Firm::new();
    let mut ada = firm.world.session(ADA);
    let whom = these(&[firm.dev, firm.kim]);
    let done = firm.respond(&mut ada, &response(whom, true), None).unwrap();
    assert_eq!((done.forced.reached, done.connect, done.you), (1, 1, false));
    let access = |firm: &mut Firm, id| firm.world.user(id).access;
    let (dev, kim) = (firm.dev, firm.kim);
    assert_eq!(access(&mut firm, kim), Access::Disabled);
    assert_eq!(access(&mut firm, dev), Access::Enabled);
    assert_eq!(firm.world.last_entry().targets, [dev, kim]);
    assert_eq!(
        firm.world.me(&mut ada).standing,
        Standing::Free,
        "who is not meant goes on"
    );
}

#[test]
fn u8_all_of_it_is_done_to_the_same_people_whom_the_filter_selected() {
    let mut firm = Firm::new();
    let mut ada = firm.world.session(ADA);
    // Once disabled a Connect user is no longer enabled; once forced a password no longer fresh.
    let never = crate::domain::PasswordFilter::Status(crate::domain::StatusKind::NeverExpires);
    let whom = Marked::all_matching(crate::domain::Filter {
        password: never,
        ..crate::domain::Filter::default()
    });
    let foreseen = firm.foresee_break_in(&mut ada, &whom);
    let done = firm.respond(&mut ada, &response(whom, true), None).unwrap();
    assert_eq!(done, foreseen);
    assert_eq!((done.forced.reached, done.connect), (4, 2));
}

#[test]
fn s9_responding_to_a_break_in_needs_a_fresh_proof() {
    let mut firm = Firm::new();
    let mut ada = firm.world.session(ADA);
    firm.world.advance(TimeDelta::minutes(6));
    let response = response(these(&[firm.dev]), false);
    let refused = firm.respond(&mut ada, &response, None);
    assert!(matches!(refused, Err(ActError::ProofNeeded)));
    let dev = firm.dev;
    assert_eq!(firm.world.user(dev).credential.unwrap().force, None);
    let proof = offered(RIGHT);
    firm.respond(&mut ada, &response, Some(&proof)).unwrap();
}

#[test]
fn u2_an_administrator_does_not_revoke_a_code_of_the_owners() {
    let mut firm = Firm::new();
    let owner = UserId(1);
    firm.world
        .desk
        .act(|tx| {
            let code = crate::domain::CodeOnRecord {
                ended: None,
                ..tx.code(UserId(2))?.expect("Ben chose with a code").0
            };
            let code = crate::domain::CodeOnRecord {
                issued_at: code.until - days(7),
                ..code
            };
            let hash = tx.code(UserId(2))?.expect("as before").1;
            tx.put_code(owner, &code, &hash)?;
            let quietly = crate::store::Quiet::TryCounted;
            Ok(((), super::super::desk::End::Quietly(quietly)))
        })
        .unwrap();
    let mut ben = firm.world.session("ben@firm.example");
    let foreseen = firm.foresee_break_in(&mut ben, &BreakIn::everyone());
    assert_eq!(foreseen.codes, 1, "Gil's alone");
    firm.respond(&mut ben, &response(BreakIn::everyone(), false), None)
        .unwrap();
    assert_eq!(firm.code(owner), CodeState::Open);
}
