//! Mail that may be lost: a code stands in the way of no other for it (U2), and whoever was not reached is counted (N2).

use std::panic::{AssertUnwindSafe, catch_unwind};

use passward::domain::audit::Act;
use passward::domain::mail::MailStanding;
use passward::domain::{CodePurpose, UserId};
use passward::mail::{Post, Smtp, Templates};
use passward::secret::Code;
use passward::service::{SentMail, ask_for_code, check_code, mail_code, send_mail_job};
use passward::store::Store;
use passward::store::sqlite::Sqlite;

use crate::mail::{SENDER, World, call, told};
use crate::mail_notices::CutOff;
use crate::support::smtp::Mood;

const ADA: &str = "ada@firm.example";

fn asks(world: &mut World) {
    let call = call(world.now, &mut world.rng);
    ask_for_code(&mut world.desk, &call, ADA).result.unwrap();
}

/// Sends what was left at the desk alone, as a screen does.
fn send_own(world: &mut World, post: &mut dyn Post) -> SentMail {
    let mut sent = SentMail::default();
    for job in world.desk.take_mail_jobs() {
        let mut call = call(world.now, &mut world.rng);
        sent.then(send_mail_job(&mut world.desk, &mut call, post, SENDER, job).unwrap());
    }
    sent
}

/// Asks for a code, and the program ends in the middle of its letter.
fn asks_and_is_cut_off(world: &mut World) {
    asks(world);
    let killed = catch_unwind(AssertUnwindSafe(|| send_own(world, &mut CutOff)));
    assert!(killed.is_err());
}

fn standing(world: &World) -> MailStanding {
    let mut store = Sqlite::open(&world.folder.path().join("firm.db")).unwrap();
    store.look().unwrap().mail_standing(world.now).unwrap()
}

/// Says whether the code of the last letter can be used.
#[track_caller]
fn last_code_works(world: &mut World) -> bool {
    let letter = world.server.letters().pop().unwrap();
    let code = letter
        .lines()
        .find_map(|line| line.strip_prefix("    "))
        .unwrap();
    let code = Code::parse(code.trim()).unwrap();
    let call = call(world.now, &mut world.rng);
    check_code(&mut world.desk, &call, ADA, &code)
        .result
        .is_ok()
}

#[test]
fn u2_a_code_whose_sender_was_killed_is_replaced_when_another_is_asked_for() {
    // The screens alone, and with a timer that looks after what was left.
    for timer in [false, true] {
        let mut world = World::new();
        asks_and_is_cut_off(&mut world);
        world.later(15);
        if timer {
            assert_eq!(world.send().unknown, 1);
            assert_eq!(standing(&world).unknown, 1);
        }
        asks(&mut world);
        let mut post = world.post();
        assert_eq!(send_own(&mut world, &mut post), told(1));
        assert!(last_code_works(&mut world));
        let issued = world.entries(Act::CodeIssued);
        assert_eq!(issued.len(), 2);
        let ended = |n: usize| issued[n].changes[0].old.is_some();
        assert_eq!((ended(0), ended(1)), (false, true));
        // That one has arrived, and stands.
        world.later(15);
        asks(&mut world);
        assert_eq!(send_own(&mut world, &mut post), told(0));
        world.later(15);
        let left = world.send();
        assert_eq!((left.sent, left.unknown), (0, u64::from(!timer)));
        asks(&mut world);
        assert_eq!(send_own(&mut world, &mut post), told(0));
        assert!(last_code_works(&mut world));
        assert_eq!(world.server.letters().len(), 1);
        assert_eq!(standing(&world).waiting, 0);
    }
}

#[test]
fn u2_a_code_that_may_still_be_on_its_way_is_waited_for() {
    let mut world = World::new();
    asks(&mut world);
    world.later(2);
    let killed = catch_unwind(AssertUnwindSafe(|| send_own(&mut world, &mut CutOff)));
    assert!(killed.is_err());
    world.later(13);
    asks(&mut world);
    let mut post = world.post();
    assert_eq!(send_own(&mut world, &mut post), told(0));
    assert_eq!(standing(&world).waiting, 2);
    world.later(1);
    assert_eq!(world.send(), told(0));
    world.later(1);
    let sent = world.send();
    assert_eq!((sent.sent, sent.unknown), (1, 1));
    assert!(last_code_works(&mut world));
    assert_eq!(standing(&world).waiting, 0);
}

#[test]
fn u2_a_code_that_arrived_after_all_is_not_followed_by_the_one_that_waited_for_it() {
    let mut world = World::new();
    asks(&mut world);
    world.later(14);
    let mut post = world.post();
    let mut first = world.desk.take_mail_jobs();
    world.later(1);
    asks(&mut world);
    let mut call = call(world.now, &mut world.rng);
    let job = first.pop().unwrap();
    let sent = send_mail_job(&mut world.desk, &mut call, &mut post, SENDER, job).unwrap();
    assert_eq!(sent, told(1));
    assert_eq!(send_own(&mut world, &mut post), told(0));
    world.later(100);
    assert_eq!(world.send(), told(0));
    assert!(last_code_works(&mut world));
    assert_eq!(world.server.letters().len(), 1);
}

#[test]
fn u2_a_code_of_which_nobody_knows_whether_it_arrived_works_until_another_is_asked_for() {
    let mut world = World::new();
    asks(&mut world);
    world.server.is(Mood::DropsAfterData);
    let mut post = world.post();
    assert_eq!(send_own(&mut world, &mut post).unknown, 1);
    assert!(last_code_works(&mut world));
    world.later(100);
    assert_eq!(world.send(), told(0), "it is not sent again by itself");
    world.server.is(Mood::Takes);
    asks(&mut world);
    assert_eq!(send_own(&mut world, &mut post), told(1));
    assert!(last_code_works(&mut world));
    assert_eq!(world.server.letters().len(), 2);
    let issued = world.entries(Act::CodeIssued);
    assert!(issued[1].changes[0].old.is_some());
}

/// Tries to send until everything that waits is given up, while no server is there.
fn give_up(world: &mut World) {
    let mut runs = 0;
    while standing(world).waiting > 0 {
        let mut settings = world.settings();
        settings.port = 1;
        let post = Smtp::new(settings, Templates::read(None, None).unwrap()).unwrap();
        assert!(world.send_with(post).unreached.is_some());
        world.later(25 * 60);
        runs += 1;
        assert!(runs < 20);
    }
}

/// Whom the only entry of mail given up names, and how many it says were.
#[track_caller]
fn given_up(world: &World) -> (Vec<i64>, String) {
    let mut entries = world.entries(Act::MailGivenUp);
    let entry = entries.pop().unwrap();
    assert!(entries.is_empty(), "{entries:?}");
    let number = entry
        .changes
        .iter()
        .find(|change| change.field == "given up")
        .unwrap();
    let named = entry.targets.iter().map(|user| user.0).collect();
    (named, number.new.clone().unwrap())
}

#[test]
fn n2_where_no_server_ever_came_those_it_concerned_are_counted_and_named() {
    let mut world = World::new();
    world.people(3);
    world.disable("p1@firm.example");
    world.expire_all();
    give_up(&mut world);
    // Ada and two of the three.
    assert_eq!(given_up(&world), (vec![1, 2, 4], "3".to_owned()));
    let standing = standing(&world);
    assert_eq!((standing.given_up, standing.unknown), (3, 0));
}

#[test]
fn n2_those_who_were_told_later_are_given_up_with_those_nobody_met() {
    let mut world = World::new();
    world.people(4);
    world.expire_all();
    world.server.is(Mood::StallsFor("p1@firm.example"));
    assert!(world.send().unreached.is_some());
    world.later(5);
    give_up(&mut world);
    // Ada and the first of the four had their letter.
    assert_eq!(given_up(&world), (vec![3, 4, 5], "3".to_owned()));
    assert_eq!(standing(&world).given_up, 3);
    assert_eq!(world.server.letters().len(), 2);
}

#[test]
fn n2_a_mail_to_one_person_is_counted_where_it_was_still_needed() {
    let mut world = World::new();
    world.people(2);
    let mut call = call(world.now, &mut world.rng);
    let mut admin = world.ada.administrator().unwrap();
    let reset = CodePurpose::Reset;
    mail_code(
        &mut world.desk,
        &mut call,
        &mut admin,
        UserId(2),
        reset,
        None,
    )
    .result
    .unwrap();
    give_up(&mut world);
    assert_eq!(given_up(&world), (vec![2], "1".to_owned()));
    assert_eq!(standing(&world).given_up, 1);
}
