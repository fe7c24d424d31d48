//! Acts on many: one change, one entry, and who is left out is said (E6, U3, U6, A1, R6).

use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;

use super::*;
use crate::domain::selection::Show;
use crate::domain::{Access, Ends, Filter, Kind, ManyAct, Marked, Outcome, Reason, Refusal};

const DEV: &str = "dev@firm.example";

/// Ada the owner; Ben, an administrator; Dev and Eve of the firm; Gil invited; Ira disabled; Kim and Lou Connect.
pub(super) struct Firm {
    pub(super) world: World,
    pub(super) ben: UserId,
    pub(super) dev: UserId,
    pub(super) eve: UserId,
    pub(super) gil: UserId,
    pub(super) ira: UserId,
    pub(super) kim: UserId,
}

impl Firm {
    pub(super) fn new() -> Self {
        let mut world = World::new();
        let ben = world.person("ben@firm.example", ADMINISTRATOR);
        let dev = world.person(DEV, FIRM_USER);
        let eve = world.person("eve@firm.example", FIRM_USER);
        let (gil, _) = world.invited("gil@firm.example", FIRM_USER);
        let ira = world.person("ira@firm.example", FIRM_USER);
        let kim = world.person("kim@firm.example", Membership::Connect);
        world.person("lou@firm.example", Membership::Connect);
        let mut ada = world.session(ADA);
        world
            .with(|desk, call| disable_user(desk, call, &admin(&mut ada), ira))
            .unwrap();
        Self {
            world,
            ben,
            dev,
            eve,
            gil,
            ira,
            kim,
        }
    }

    fn foresee(&mut self, session: &mut Session, marked: &Marked, act: ManyAct) -> Outcome {
        self.world
            .with(|desk, call| marked_consequences(desk, call, &admin(session), marked, act))
            .unwrap()
    }

    fn act(
        &mut self,
        session: &mut Session,
        marked: &Marked,
        act: &OnMarked,
    ) -> Result<Outcome, ActError> {
        self.world
            .with(|desk, call| act_on_marked(desk, call, &mut admin(session), marked, act, None))
            .result
    }
}

pub(super) fn these(ids: &[UserId]) -> Marked {
    Marked::These(ids.iter().copied().collect())
}

fn everyone() -> Marked {
    Marked::all_matching(Filter {
        show: Show::EnabledAndDisabled,
        ..Filter::default()
    })
}

#[test]
fn e6_all_that_match_are_forced_as_one_change_and_the_rest_is_named_by_reason() {
    let mut firm = Firm::new();
    let mut ada = firm.world.session(ADA);
    let foreseen = firm.foresee(&mut ada, &everyone(), ManyAct::Force);
    assert_eq!((foreseen.reached, foreseen.you), (4, true));
    let mut left_out = foreseen.left_out.clone();
    left_out.sort_by_key(|(_, number)| *number);
    assert_eq!(left_out.len(), 3);
    assert!(left_out.contains(&(Refusal::ForceConnect, 2)));
    assert!(left_out.contains(&(Refusal::ForceDisabled, 1)));
    assert!(left_out.contains(&(Refusal::ForceNotSet, 1)));

    let before = firm.world.log().len();
    let reason = Reason::parse("A laptop was lost").unwrap();
    let act = OnMarked::Force(reason.clone());
    assert_eq!(firm.act(&mut ada, &everyone(), &act).unwrap(), foreseen);
    let log = firm.world.log();
    assert_eq!(log.len(), before + 1, "one entry");
    let entry = log.last().unwrap();
    assert_eq!(entry.act, Act::ChangeForced);
    assert_eq!(entry.targets, [UserId(1), firm.ben, firm.dev, firm.eve]);
    assert_eq!(entry.reason, reason);
    let force = |firm: &mut Firm, id| firm.world.user(id).credential.unwrap().force;
    let (dev, kim) = (firm.dev, firm.kim);
    let one = force(&mut firm, dev);
    assert!(one.is_some() && one == force(&mut firm, UserId(1)));
    assert_eq!(force(&mut firm, kim), None);
    // The owner forced herself too, and comes to nothing else before she has chosen (S10).
    let after = firm.act(&mut ada, &everyone(), &OnMarked::Enable);
    assert!(matches!(after, Err(ActError::MustChoose)));
}

#[test]
fn e6_whoever_is_forced_with_many_is_told_who_and_why() {
    let mut firm = Firm::new();
    let mut ada = firm.world.session(ADA);
    let reason = Reason::parse("A laptop was lost").unwrap();
    let marked = these(&[firm.dev, firm.eve]);
    firm.act(&mut ada, &marked, &OnMarked::Force(reason))
        .unwrap();
    let now = firm.world.now;
    let dev = firm.world.signed_in(DEV, RIGHT);
    assert_eq!(
        dev.me.standing,
        Standing::MustChoose(vec![Because::Forced {
            by: "Ada Hartwell".into(),
            at: now,
            reason: Some("A laptop was lost".into()),
        }])
    );
}

#[test]
fn u3_u4_many_are_disabled_but_for_the_owner_and_oneself() {
    let mut firm = Firm::new();
    let mut ben = firm.world.session("ben@firm.example");
    let foreseen = firm.foresee(&mut ben, &everyone(), ManyAct::Disable);
    assert_eq!((foreseen.reached, foreseen.you), (5, false));
    assert_eq!(
        foreseen.left_out,
        [
            (Refusal::OwnAccess, 1),
            (Refusal::OwnerStaysEnabled, 1),
            (Refusal::AlreadyDisabled, 1)
        ]
    );
    let done = firm.act(&mut ben, &everyone(), &OnMarked::Disable).unwrap();
    assert_eq!(done, foreseen);
    let access = |firm: &mut Firm, id| firm.world.user(id).access;
    let (ben_id, gil) = (firm.ben, firm.gil);
    assert_eq!(access(&mut firm, UserId(1)), Access::Enabled);
    assert_eq!(access(&mut firm, ben_id), Access::Enabled);
    assert_eq!(access(&mut firm, gil), Access::Disabled);
    let open = firm
        .world
        .desk
        .look()
        .unwrap()
        .code(gil)
        .unwrap()
        .unwrap()
        .0;
    assert!(matches!(
        open.state(firm.world.now),
        crate::domain::CodeState::Revoked(_)
    ));
    let entry = firm.world.last_entry();
    assert_eq!((entry.act, entry.targets.len()), (Act::UserDisabled, 5));

    let back = firm.act(&mut ben, &everyone(), &OnMarked::Enable).unwrap();
    assert_eq!((back.reached, back.number_left_out()), (6, 2));
}

#[test]
fn u1_s10_what_ends_with_disabling_many_is_counted_before_and_after() {
    let mut firm = Firm::new();
    let mut ada = firm.world.session(ADA);
    let mut ben = firm.world.session("ben@firm.example");
    let (ben_id, dev, gil, kim) = (firm.ben, firm.dev, firm.gil, firm.kim);
    for whom in [dev, kim] {
        let issued = firm.world.with(|desk, call| {
            let ben = &mut admin(&mut ben);
            issue_code(desk, call, ben, whom, CodePurpose::Reset, None)
        });
        assert!(issued.result.is_ok());
    }
    let _dev = firm.world.session(DEV);
    // Ben has one session and was shown Dev's code and Kim's; Dev's ends as Dev's own.
    let marked = these(&[ben_id, dev, gil]);
    let foreseen = firm.foresee(&mut ada, &marked, ManyAct::Disable);
    let ends = Ends {
        sessions: 2,
        codes: 2,
        shown_codes: 1,
    };
    assert_eq!((foreseen.reached, foreseen.ends), (3, ends));
    let done = firm.act(&mut ada, &marked, &OnMarked::Disable).unwrap();
    assert_eq!(done, foreseen);
    let again = firm.foresee(&mut ada, &marked, ManyAct::Disable);
    assert_eq!((again.reached, again.ends), (0, Ends::default()));
}

#[test]
fn r6_who_is_reached_is_read_again_when_it_is_done() {
    let mut firm = Firm::new();
    let mut ada = firm.world.session(ADA);
    let marked = these(&[firm.dev, firm.eve]);
    let foreseen = firm.foresee(&mut ada, &marked, ManyAct::Force);
    assert_eq!(foreseen.reached, 2);
    let dev = firm.dev;
    firm.world
        .with(|desk, call| disable_user(desk, call, &admin(&mut ada), dev))
        .unwrap();
    let done = firm.act(&mut ada, &marked, &OnMarked::Force(None)).unwrap();
    assert_eq!(done.reached, 1);
    assert_eq!(done.left_out, [(Refusal::ForceDisabled, 1)]);
    assert_eq!(firm.world.last_entry().targets, [firm.eve]);

    // An administrator who was demoted in the middle of the dialog commits nothing.
    let mut ben = firm.world.session("ben@firm.example");
    let ben_id = firm.ben;
    firm.world
        .desk
        .act(|tx| {
            tx.set_membership(ben_id, FIRM_USER)?;
            Ok((
                (),
                super::super::desk::End::Quietly(crate::store::Quiet::TryCounted),
            ))
        })
        .unwrap();
    let refused = firm.act(&mut ben, &these(&[firm.eve]), &OnMarked::Disable);
    assert!(matches!(
        refused,
        Err(ActError::NotAllowed(Refusal::NotAdministrator))
    ));
    let eve = firm.eve;
    assert_eq!(firm.world.user(eve).access, Access::Enabled);
    assert_eq!(firm.world.last_entry().act, Act::Refused);
}

#[test]
fn e6_an_act_that_reaches_nobody_changes_nothing_but_the_log() {
    let mut firm = Firm::new();
    let mut ada = firm.world.session(ADA);
    let marked = these(&[firm.kim, firm.gil, firm.ira]);
    let refused = firm.act(&mut ada, &marked, &OnMarked::Force(None));
    assert!(matches!(refused, Err(ActError::ReachesNobody)));
    let entry = firm.world.last_entry();
    assert_eq!((entry.act, entry.targets), (Act::Refused, Vec::new()));
}

#[test]
fn u6_all_that_match_but_those_unmarked() {
    let mut firm = Firm::new();
    let mut ada = firm.world.session(ADA);
    let mut marked = Marked::all_matching(Filter {
        kind: Some(Kind::Firm),
        search: "e".into(),
        ..Filter::default()
    });
    marked.set(firm.eve, false);
    marked.set(UserId(1), false);
    let foreseen = firm.foresee(&mut ada, &marked, ManyAct::Force);
    let done = firm.act(&mut ada, &marked, &OnMarked::Force(None)).unwrap();
    assert_eq!(done, foreseen);
    assert_eq!(firm.world.last_entry().targets, [firm.ben, firm.dev]);
}

#[test]
fn u5_the_marked_are_signed_out_wherever_they_are_and_the_rest_is_counted() {
    let mut firm = Firm::new();
    let mut ada = firm.world.session(ADA);
    let mut dev = firm.world.session(DEV);
    let mut again = firm.world.session(DEV);
    let mut eve = firm.world.session("eve@firm.example");
    let marked = these(&[firm.dev, firm.gil, firm.ira, firm.kim]);
    let foreseen = firm.foresee(&mut ada, &marked, ManyAct::SignOut);
    assert_eq!((foreseen.reached, foreseen.idle), (1, 2));
    assert_eq!(foreseen.ends.sessions, 2);
    assert_eq!(foreseen.left_out, [(Refusal::NotSignedIn, 1)]);
    let done = firm.act(&mut ada, &marked, &OnMarked::SignOut).unwrap();
    assert_eq!(done, foreseen);
    for session in [&mut dev, &mut again] {
        let reason = EndReason::SignedOutBy {
            by: "Ada Hartwell".into(),
        };
        assert_eq!(
            firm.world.me(session).standing,
            Standing::Ended(reason),
            "within a second (S10)"
        );
    }
    assert_eq!(firm.world.me(&mut eve).standing, Standing::Free);
    let entry = firm.world.last_entry();
    assert_eq!(
        (entry.act, entry.targets),
        (Act::SignedOutByOther, vec![firm.dev])
    );
    let nobody = firm.act(&mut ada, &marked, &OnMarked::SignOut);
    assert!(matches!(nobody, Err(ActError::ReachesNobody)));
}

#[test]
fn s9_signing_out_all_that_match_needs_a_fresh_proof() {
    let mut firm = Firm::new();
    let mut ada = firm.world.session(ADA);
    let mut dev = firm.world.session(DEV);
    firm.world.advance(TimeDelta::minutes(6));
    let refused = firm.act(&mut ada, &everyone(), &OnMarked::SignOut);
    assert!(matches!(refused, Err(ActError::ProofNeeded)));
    assert_eq!(firm.world.me(&mut dev).standing, Standing::Free);
    let proof = offered(RIGHT);
    let mut marked = everyone();
    marked.set(UserId(1), false);
    let done = firm.world.with(|desk, call| {
        let admin = &mut admin(&mut ada);
        act_on_marked(desk, call, admin, &marked, &OnMarked::SignOut, Some(&proof))
    });
    assert_eq!(done.result.unwrap().reached, 1);
}

#[test]
fn e6_r1_an_act_on_many_that_is_stopped_leaves_no_trace_and_one_that_was_not_is_whole() {
    let mut firm = Firm::new();
    let mut ada = firm.world.session(ADA);
    let (stop, over) = (firm.world.desk.stop(), AtomicBool::new(false));
    // Before an act nothing is stopped.
    stop.ask();
    let before = firm.world.acts().len();
    let (mut done, mut stopped) = (0, 0);
    thread::scope(|scope| {
        scope.spawn(|| {
            while !over.load(Ordering::SeqCst) {
                stop.ask();
            }
        });
        while stopped == 0 {
            let force = OnMarked::Force(None);
            match firm.act(&mut ada, &these(&[firm.dev, firm.eve]), &force) {
                Ok(outcome) => done += outcome.reached / 2,
                Err(ActError::Store(StoreError::Interrupted)) => stopped += 1,
                Err(error) => {
                    over.store(true, Ordering::SeqCst);
                    panic!("{error:?}");
                }
            }
        }
        over.store(true, Ordering::SeqCst);
    });
    // The chain holds, with one entry for each that was done, and the next goes through.
    assert_eq!(firm.world.acts().len() as u64, before as u64 + done);
    let force = OnMarked::Force(None);
    let outcome = firm.act(&mut ada, &these(&[firm.dev]), &force).unwrap();
    assert_eq!(outcome.reached, 1);
}
