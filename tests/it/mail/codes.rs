//! Codes that go by mail.

use super::*;

#[test]
fn u1_an_invitation_carries_a_code_that_works_and_one_that_did_not_leave_is_dead() {
    let mut world = World::new();
    let mut call = call(world.now, &mut world.rng);
    let mut admin = world.ada.administrator().unwrap();
    let new = person("eve@firm.example");
    let mailed = invite_user(&mut world.desk, &mut call, &mut admin, &new, None);
    let eve = mailed.result.unwrap().user;
    world.server.is(Mood::Later);
    assert_eq!(world.send().later, 1);
    assert!(!world.live_code(eve));
    world.server.is(Mood::Takes);
    world.later(5);
    assert_eq!(world.send(), told(1));
    assert!(world.live_code(eve));
    let letter = world.server.letters().pop().unwrap();
    let code = letter
        .lines()
        .find_map(|line| line.strip_prefix("    "))
        .unwrap();
    let code = passward::secret::Code::parse(code.trim()).unwrap();
    let mut rng = ChaCha20Rng::seed_from_u64(9);
    let mut call = self::call(world.now, &mut rng);
    let redeeming = check_code(&mut world.desk, &call, "eve@firm.example", &code);
    let redeeming = redeeming.result.unwrap();
    assert_eq!(redeeming.purpose(), CodePurpose::Setup);
    let new = Password::chosen("marble compass drizzle 17").unwrap();
    redeem_code(&mut world.desk, &mut call, redeeming, &new)
        .result
        .unwrap();
    let entry = world.entries(Act::CodeRedeemed).pop().unwrap();
    assert!(
        entry
            .changes
            .iter()
            .any(|change| change.field == "came by mail")
    );
    assert_eq!(entry.targets, [eve]);
}

/// A server that says "later", and during whose saying so an administrator is shown a code.
struct Meanwhile<'a> {
    world: &'a mut World,
    whom: UserId,
    shown: Option<String>,
}

impl Post for Meanwhile<'_> {
    fn is_open(&self) -> bool {
        true
    }

    fn open(&mut self) -> Result<(), Unreached> {
        Ok(())
    }

    fn deliver(&mut self, _: &Letter) -> Delivery {
        let world = &mut *self.world;
        let mut call = call(world.now, &mut world.rng);
        let mut admin = world.ada.administrator().unwrap();
        let (desk, setup) = (&mut world.desk, CodePurpose::Setup);
        let issued = issue_code(desk, &mut call, &mut admin, self.whom, setup, None);
        self.shown = Some(issued.result.unwrap().code.to_string());
        Delivery::Later(Printable::new("451 later"))
    }

    fn close(&mut self) {}
}

#[test]
fn u1_a_code_that_did_not_leave_takes_none_along_that_was_shown_in_the_meantime() {
    let mut world = World::new();
    let mut first = call(world.now, &mut world.rng);
    let mut admin = world.ada.administrator().unwrap();
    let new = person("eve@firm.example");
    let mailed = invite_user(&mut world.desk, &mut first, &mut admin, &new, None);
    let eve = mailed.result.unwrap().user;
    let store = Sqlite::open(&world.folder.path().join("firm.db")).unwrap();
    let mut desk = Desk::new(Box::new(store)).with_mailing(Mailing::On);
    let mut rng = ChaCha20Rng::seed_from_u64(7);
    let mut sending = call(world.now, &mut rng);
    let mut post = Meanwhile {
        world: &mut world,
        whom: eve,
        shown: None,
    };
    let sent = send_due_mail(&mut desk, &mut sending, &mut post, SENDER).unwrap();
    let shown = post.shown.take().unwrap();
    assert_eq!(sent.later, 1);
    assert!(world.live_code(eve));
    let code = passward::secret::Code::parse(&shown).unwrap();
    let call = call(world.now, &mut world.rng);
    let checked = check_code(&mut world.desk, &call, "eve@firm.example", &code);
    assert!(checked.result.is_ok());
    assert!(world.entries(Act::CodeRevoked).is_empty());
}

#[test]
fn u1_a_code_that_is_renewed_by_mail_ends_at_once_though_no_mail_leaves() {
    let mut world = World::new();
    let mut call = call(world.now, &mut world.rng);
    let mut admin = world.ada.administrator().unwrap();
    let new = person("eve@firm.example");
    let (desk, setup) = (&mut world.desk, CodePurpose::Setup);
    let added = add_user(desk, &mut call, &mut admin, &new, None)
        .result
        .unwrap();
    mail_code(desk, &mut call, &mut admin, added.user, setup, None)
        .result
        .unwrap();
    assert!(!world.live_code(added.user));
    let entry = world.entries(Act::CodeAskedFor).pop().unwrap();
    let ended = entry
        .changes
        .iter()
        .find(|change| change.field == "setup code until");
    assert!(ended.unwrap().old.is_some() && ended.unwrap().new.is_none());
    // It is said once, in the entry of the act itself.
    assert!(world.entries(Act::CodeRevoked).is_empty());
    assert_eq!(world.send(), told(1));
    assert!(world.live_code(added.user));
}

#[test]
fn u2_a_code_asked_for_at_sign_in_reaches_the_owner_and_nobody_else() {
    let mut world = World::new();
    for typed in ["nobody@firm.example", "ada@firm.example"] {
        let call = call(world.now, &mut world.rng);
        ask_for_code(&mut world.desk, &call, typed).result.unwrap();
    }
    assert_eq!(world.send(), told(1));
    let letters = world.server.letters();
    assert_eq!(letters.len(), 1);
    assert!(
        letters[0].contains("To: \"Ada Hartwell\" <ada@firm.example>"),
        "{}",
        letters[0]
    );
    // A live code is never replaced.
    world.later(20);
    let call = call(world.now, &mut world.rng);
    ask_for_code(&mut world.desk, &call, "ada@firm.example")
        .result
        .unwrap();
    assert_eq!(world.send(), told(0));
}
