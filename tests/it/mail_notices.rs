//! The notices before a password expires, against a real mail server on loopback (N1).

use passward::domain::audit::Act;
use passward::domain::{ExpiryInterval, Membership, StrongPasswords};
use passward::mail::{Delivery, Letter, Post, Unreached};
use passward::service::{SentMail, mail_notices, notices_due};

use crate::mail::{SENDER, World, call, set_policy, told};
use crate::support::smtp::Mood;

const DAY: i64 = 24 * 60;

fn every(world: &mut World, expiry: ExpiryInterval) {
    set_policy(world, StrongPasswords::NotRequired, expiry);
}

/// Mails the notices that are due.
fn notify(world: &mut World) -> SentMail {
    let due = notices_due(&mut world.desk, world.now).unwrap();
    let mut post = world.post();
    let mut call = call(world.now, &mut world.rng);
    mail_notices(&mut world.desk, &mut call, &mut post, SENDER, &due).unwrap()
}

#[test]
fn n1_a_notice_is_mailed_once_a_step_and_once_after_days_without_a_run() {
    let mut world = World::new();
    every(&mut world, ExpiryInterval::Days30);
    assert_eq!(notify(&mut world), told(0));
    world.later(16 * DAY);
    assert_eq!(notify(&mut world), told(1), "14 days");
    world.later(DAY);
    assert_eq!(notify(&mut world), told(0));
    // Off from 13 days before to 2 days before: one mail, of the nearest step.
    world.later(11 * DAY);
    assert_eq!(notify(&mut world), told(1));
    assert_eq!(notify(&mut world), told(0));
    let letters = world.server.letters();
    assert!(letters[1].contains("expires in 2 days"), "{}", letters[1]);
    // What did not leave is told at the next run.
    world.later(DAY);
    world.server.is(Mood::Later);
    assert_eq!(notify(&mut world).later, 1);
    world.server.is(Mood::Takes);
    assert_eq!(notify(&mut world), told(1), "1 day");
    world.later(DAY);
    assert_eq!(notify(&mut world), told(0), "over");
}

#[test]
fn n1_each_step_is_told_once_where_somebody_looks_every_day() {
    let mut world = World::new();
    every(&mut world, ExpiryInterval::Days30);
    let told_on = |world: &mut World| {
        let days = (0..=31).filter(|_| {
            let sent = notify(world).sent;
            world.later(DAY);
            sent > 0
        });
        days.count()
    };
    assert_eq!(told_on(&mut world), 4);
    let letters = world.server.letters();
    for (letter, days) in letters
        .iter()
        .zip(["in 14 days", "in 7 days", "in 3 days", "tomorrow"])
    {
        assert!(letter.contains(&format!("expires {days}")), "{letter}");
    }
}

#[test]
fn n1_a_date_that_comes_nearer_is_told_anew_and_no_step_of_a_date_twice() {
    let mut world = World::new();
    every(&mut world, ExpiryInterval::Days90);
    world.later(50 * DAY);
    assert_eq!(notify(&mut world), told(0), "40 days");
    for (expiry, sent) in [
        (ExpiryInterval::Days60, 1),
        (ExpiryInterval::Days90, 0),
        (ExpiryInterval::Days60, 0),
    ] {
        every(&mut world, expiry);
        assert_eq!(notify(&mut world), told(sent), "{expiry:?}");
    }
    world.later(3 * DAY);
    assert_eq!(notify(&mut world), told(1), "7 days");
    every(&mut world, ExpiryInterval::Days90);
    world.later(25 * DAY);
    assert_eq!(notify(&mut world), told(1), "12 days before the later date");
}

#[test]
fn n1_e9_a_clock_that_jumps_tells_nobody_twice() {
    let mut world = World::new();
    every(&mut world, ExpiryInterval::Days30);
    world.later(24 * DAY);
    assert_eq!(notify(&mut world), told(1), "6 days");
    for days in [-20, 10, 5, 5] {
        world.later(days * DAY);
        let sent = notify(&mut world).sent;
        assert_eq!(sent, 0, "{days}");
    }
    world.later(3 * DAY);
    assert_eq!(notify(&mut world), told(1), "3 days");
}

#[test]
fn n1_e5_connect_users_and_disabled_ones_are_told_nothing() {
    let mut world = World::new();
    world.people(1);
    world.joins(
        "con@client.example",
        Membership::Connect,
        "marble compass drizzle 17",
    );
    every(&mut world, ExpiryInterval::Days30);
    world.disable("p0@firm.example");
    world.later(24 * DAY);
    assert_eq!(notify(&mut world), told(1), "Ada alone");
    assert!(world.server.letters()[0].contains("<ada@firm.example>"));
}

/// A way on which the program ends while a letter is handed over.
pub(crate) struct CutOff;

impl Post for CutOff {
    fn is_open(&self) -> bool {
        true
    }
    fn open(&mut self) -> Result<(), Unreached> {
        Ok(())
    }
    fn deliver(&mut self, _: &Letter) -> Delivery {
        std::panic::resume_unwind(Box::new("killed"))
    }
    fn close(&mut self) {}
}

#[test]
fn n1_a_notice_whose_sender_was_killed_is_named_and_never_told_twice() {
    let mut world = World::new();
    world.people(1);
    every(&mut world, ExpiryInterval::Days30);
    world.later(23 * DAY);
    let due = notices_due(&mut world.desk, world.now).unwrap();
    assert_eq!(due.len(), 2);
    let killed = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| {
        let mut call = call(world.now, &mut world.rng);
        mail_notices(&mut world.desk, &mut call, &mut CutOff, SENDER, &due)
    }));
    assert!(killed.is_err());
    // The other one is still to be told; of the first nobody knows.
    let due = notices_due(&mut world.desk, world.now).unwrap();
    assert_eq!(due.len(), 1);
    assert_eq!(world.send(), told(0), "whoever sends may still be there");
    assert_eq!(notify(&mut world), told(1));
    world.later(20);
    assert_eq!(world.send().unknown, 1);
    let entry = world.entries(Act::MailGivenUp).pop().unwrap();
    assert_eq!(entry.targets.len(), 1);
    assert!(notices_due(&mut world.desk, world.now).unwrap().is_empty());
    assert_eq!(world.server.letters().len(), 1);
    world.later(10_000);
    assert_eq!(world.send(), told(0));
}
