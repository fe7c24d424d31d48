//! Codes end with the rights of whoever was shown them (U1, U2, U8).

use super::marked::these;
use super::*;
use crate::domain::Marked;

const BEN: &str = "ben@firm.example";
const DEV: &str = "dev@firm.example";

/// Ada owns the firm, Ben administrates it, and was shown a code for Dev; Ada was shown one for Eve.
struct Firm {
    world: World,
    ada: Session,
    ben: UserId,
    dev: UserId,
    /// What Ben was shown.
    code: Code,
}

impl Firm {
    fn new() -> Self {
        let mut world = World::new();
        let ben = world.person(BEN, ADMINISTRATOR);
        let dev = world.person(DEV, FIRM_USER);
        world.invited("eve@firm.example", FIRM_USER);
        let mut session = world.session(BEN);
        let purpose = CodePurpose::Reset;
        let issued = world.with(|desk, call| {
            issue_code(desk, call, &mut admin(&mut session), dev, purpose, None)
        });
        let code = Code::parse(&issued.result.unwrap().code).unwrap();
        Self {
            ada: world.session(ADA),
            world,
            ben,
            dev,
            code,
        }
    }

    fn role(&mut self, to: Role) -> u64 {
        let (ada, ben) = (&mut self.ada, self.ben);
        let done = self
            .world
            .with(|desk, call| change_role(desk, call, &mut admin(ada), ben, to, None));
        done.result.unwrap()
    }

    /// The code that Ben was shown opens nothing, the one of Ada still does, and Dev is told.
    #[track_caller]
    fn is_dead(&mut self, by: SummaryWhat) {
        let code = &self.code;
        let answer = self
            .world
            .with(|desk, call| check_code(desk, call, DEV, code));
        let error = answer.result.unwrap_err();
        assert!(matches!(error, CodeError::Revoked), "{error}");
        let now = self.world.now;
        let look = self.world.desk.look().unwrap();
        assert_eq!(look.codes_shown(None, now).unwrap().len(), 1);
        drop(look);
        let told = self.world.signed_in(DEV, RIGHT).summary.events;
        assert_eq!(told.last().unwrap().what, by);
    }
}

/// The last two entries: the act, which says how many, and whose they were.
#[track_caller]
fn is_on_record(firm: &mut Firm, act: Act) {
    let mut log = firm.world.log();
    let (whose, of) = (log.pop().unwrap(), log.pop().unwrap());
    assert_eq!((of.act, &of.targets[..]), (act, &[firm.ben][..]));
    let number = of.changes.last().unwrap();
    assert_eq!(number.field, "codes revoked");
    assert_eq!(number.new.as_deref(), Some("1"));
    assert_eq!(
        (whose.act, &whose.targets[..]),
        (Act::CodeRevoked, &[firm.dev][..])
    );
    assert_eq!(whose.changes[0].old.as_deref(), Some("ben"));
}

#[test]
fn u1_who_loses_the_role_loses_the_codes_they_were_shown() {
    let mut firm = Firm::new();
    assert_eq!(firm.role(Role::User), 1);
    is_on_record(&mut firm, Act::RoleChanged);
    firm.is_dead(SummaryWhat::CodeRevoked);
    let entries = firm.world.log().len();
    assert_eq!(firm.role(Role::Administrator), 0);
    assert_eq!(firm.world.log().len(), entries + 1, "nothing else to tell");
}

#[test]
fn u1_who_is_disabled_loses_the_codes_they_were_shown() {
    let mut firm = Firm::new();
    let (ada, ben) = (&mut firm.ada, firm.ben);
    let done = firm
        .world
        .with(|desk, call| disable_user(desk, call, &admin(ada), ben));
    assert_eq!(done.unwrap(), 1);
    is_on_record(&mut firm, Act::UserDisabled);
    firm.is_dead(SummaryWhat::CodeRevoked);
}

#[test]
fn u1_and_so_does_who_is_disabled_among_many() {
    let mut firm = Firm::new();
    let (ada, marked) = (&mut firm.ada, these(&[firm.ben]));
    let done = firm.world.with(|desk, call| {
        act_on_marked(
            desk,
            call,
            &mut admin(ada),
            &marked,
            &OnMarked::Disable,
            None,
        )
    });
    assert_eq!(done.result.unwrap().reached, 1);
    is_on_record(&mut firm, Act::UserDisabled);
    firm.is_dead(SummaryWhat::CodeRevoked);
}

#[test]
fn u8_a_break_in_ends_the_codes_that_were_shown_to_whom_it_struck() {
    let mut firm = Firm::new();
    let (ada, whom) = (&mut firm.ada, these(&[firm.ben]));
    let foreseen = firm
        .world
        .with(|desk, call| break_in_consequences(desk, call, &admin(ada), &whom))
        .unwrap();
    assert_eq!(foreseen.codes, 1);
    let response = BreakIn {
        whom,
        disable_connect: false,
        reason: None,
    };
    let done = firm
        .world
        .with(|desk, call| respond_to_break_in(desk, call, &mut admin(ada), &response, None));
    assert_eq!(done.result.unwrap().codes, 1);
    let entry = firm.world.last_entry();
    assert_eq!(entry.targets, [firm.ben, firm.dev]);
    firm.is_dead(SummaryWhat::BreakInAnswered);
    let everyone: Marked = BreakIn::everyone();
    let (ada, whom) = (&mut firm.world.session(ADA), everyone);
    let foreseen = firm
        .world
        .with(|desk, call| break_in_consequences(desk, call, &admin(ada), &whom))
        .unwrap();
    assert_eq!(foreseen.codes, 1, "each code is counted once");
}
