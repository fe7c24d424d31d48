//! Mail against a real server on loopback: one that takes, refuses, stalls, and breaks off after the text (N1, N2, U2).

use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};
use passward::domain::audit::{Act, Entry, EntryNo};
use passward::domain::{
    CodePurpose, Email, ExpiryInterval, FirmName, Instant, Membership, PersonName, Policy, Role,
    StrongPasswords, UserId,
};
use passward::mail::{Delivery, Letter, MailSettings, Post, Security, Smtp, Templates, Unreached};
use passward::secret::Password;
use passward::service::{
    Call, Desk, Mailing, NewFirm, NewUser, Origin, Sender, SentMail, Session, add_user,
    ask_for_code, change_own_password, check_code, disable_user, expire_all_passwords, found_firm,
    invite_user, issue_code, load_policy, mail_code, redeem_code, send_due_mail, undo_consequences,
    undo_expire_all, update_policy,
};
use passward::store::Store;
use passward::store::sqlite::{Folder, Sqlite};
use passward::words::{Printable, Zone};
use rand::SeedableRng;
use rand::rngs::ChaCha20Rng;

use crate::support::smtp::{Goodbye, Mood, Server};

const PASSWORD: &str = "harbour lantern violet 42";

/// A firm with mail, and its mail server.
pub(crate) struct World {
    pub(crate) desk: Desk,
    pub(crate) folder: tempfile::TempDir,
    pub(crate) ada: Session,
    pub(crate) rng: ChaCha20Rng,
    pub(crate) now: Instant,
    pub(crate) server: Server,
}

impl World {
    pub(crate) fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let store = Sqlite::create(&folder.path().join("firm.db"), Folder::MustExist).unwrap();
        let mut desk = Desk::new(Box::new(store)).with_mailing(Mailing::On);
        let mut rng = ChaCha20Rng::seed_from_u64(3);
        let now: DateTime<Utc> = "2026-11-24T14:02:00Z".parse().unwrap();
        let new = NewFirm {
            firm: FirmName::parse("Hartwell & Finch LLP").unwrap(),
            name: PersonName::parse("Ada Hartwell").unwrap(),
            email: Email::parse("ada@firm.example").unwrap(),
            password: Password::chosen(PASSWORD).unwrap(),
        };
        let mut call = call(now, &mut rng);
        let ada = found_firm(&mut desk, &mut call, &new).unwrap().session;
        Self {
            desk,
            folder,
            ada,
            rng,
            now,
            server: Server::new(),
        }
    }

    /// Adds firm users who have a password.
    pub(crate) fn people(&mut self, number: usize) {
        self.people_with("marble compass drizzle 17", number);
    }

    fn people_with(&mut self, password: &str, number: usize) {
        for n in 0..number {
            let mail = format!("p{n}@firm.example");
            self.joins(&mail, Membership::Firm(Role::User), password);
        }
    }

    /// Somebody is added, and chooses a password with the code.
    pub(crate) fn joins(&mut self, mail: &str, membership: Membership, password: &str) {
        let new = NewUser {
            membership,
            ..person(mail)
        };
        let mut call = call(self.now, &mut self.rng);
        let mut admin = self.ada.administrator().unwrap();
        let code = add_user(&mut self.desk, &mut call, &mut admin, &new, None);
        let code = passward::secret::Code::parse(&code.result.unwrap().code).unwrap();
        let redeeming = check_code(&mut self.desk, &call, mail, &code)
            .result
            .unwrap();
        let new = Password::chosen(password).unwrap();
        redeem_code(&mut self.desk, &mut call, redeeming, &new)
            .result
            .unwrap();
    }

    pub(crate) fn disable(&mut self, mail: &str) {
        let mut store = Sqlite::open(&self.folder.path().join("firm.db")).unwrap();
        let mail = Email::parse(mail).unwrap();
        let user = store.look().unwrap().user_by_email(&mail).unwrap().unwrap();
        let mut call = call(self.now, &mut self.rng);
        let admin = self.ada.administrator().unwrap();
        disable_user(&mut self.desk, &mut call, &admin, user.id).unwrap();
    }

    pub(crate) fn expire_all(&mut self) {
        let mut call = call(self.now, &mut self.rng);
        let mut admin = self.ada.administrator().unwrap();
        expire_all_passwords(&mut self.desk, &mut call, &mut admin, None, None)
            .result
            .unwrap();
    }

    pub(crate) fn settings(&self) -> MailSettings {
        MailSettings {
            host: "127.0.0.1".to_owned(),
            port: self.server.port,
            security: Security::None,
            account: None,
            from: "Firm <passward@firm.example>".to_owned(),
            reply_to: None,
            root_certificate: None,
            patience: Duration::from_millis(400),
        }
    }

    pub(crate) fn post(&self) -> Smtp {
        Smtp::new(self.settings(), Templates::read(None, None).unwrap()).unwrap()
    }

    pub(crate) fn send_with(&mut self, mut post: Smtp) -> SentMail {
        let mut sent = SentMail::default();
        loop {
            let mut call = call(self.now, &mut self.rng);
            sent.then(send_due_mail(&mut self.desk, &mut call, &mut post, SENDER).unwrap());
            if !sent.more {
                return sent;
            }
        }
    }

    pub(crate) fn send(&mut self) -> SentMail {
        let post = self.post();
        self.send_with(post)
    }

    pub(crate) fn later(&mut self, minutes: i64) {
        self.now += TimeDelta::minutes(minutes);
    }

    pub(crate) fn entries(&self, act: Act) -> Vec<Entry> {
        let mut store = Sqlite::open(&self.folder.path().join("firm.db")).unwrap();
        let all = store
            .look()
            .unwrap()
            .entries_from(EntryNo(0), 10_000)
            .unwrap();
        let all = all
            .iter()
            .map(|stored| Entry::decoded(&stored.encoded).unwrap());
        all.filter(|entry| entry.act == act).collect()
    }

    fn live_code(&self, user: UserId) -> bool {
        let mut store = Sqlite::open(&self.folder.path().join("firm.db")).unwrap();
        let user = store.look().unwrap().user(user).unwrap().unwrap();
        user.code_until.is_some()
    }
}

pub(crate) const SENDER: Sender<'static> = Sender {
    by: "root",
    zone: Zone::Utc,
};

pub(crate) fn call(now: Instant, rng: &mut ChaCha20Rng) -> Call<'_> {
    Call {
        now,
        since_boot: Duration::from_secs(1_000),
        rng,
        from: Origin::new("timer"),
    }
}

fn person(mail: &str) -> NewUser {
    NewUser {
        name: PersonName::parse("Pat Lowe").unwrap(),
        email: Email::parse(mail).unwrap(),
        membership: Membership::Firm(Role::User),
        login: None,
    }
}

pub(crate) fn told(sent: u64) -> SentMail {
    SentMail {
        sent,
        ..SentMail::default()
    }
}

#[test]
fn n2_everybody_is_told_once_and_a_second_run_sends_nothing() {
    let mut world = World::new();
    world.people(3);
    world.expire_all();
    assert_eq!(world.send(), told(4));
    let letters = world.server.letters();
    assert_eq!(letters.len(), 4);
    for letter in &letters {
        assert!(
            letter.contains("Auto-Submitted: auto-generated"),
            "{letter}"
        );
        assert!(
            letter.contains("Date: Tue, 24 Nov 2026 14:02:00"),
            "{letter}"
        );
        assert!(letter.contains("Message-ID: <passward-1-"), "{letter}");
        assert!(
            letter.contains("Ada Hartwell has expired all passwords"),
            "{letter}"
        );
        assert!(!letter.contains("marble"), "{letter}");
    }
    world.later(10_000);
    assert_eq!(world.send(), told(0));
    assert_eq!(world.server.letters().len(), 4);
}

/// Ada, whose own password was expired too, chooses a new one.
fn ada_changes(world: &mut World) {
    let mut call = call(world.now, &mut world.rng);
    let current = Password::offered(PASSWORD);
    let new = Password::chosen("pebble orchid thunder 93").unwrap();
    change_own_password(
        &mut world.desk,
        &mut call,
        &mut world.ada,
        Some(&current),
        &new,
    )
    .result
    .unwrap();
}

#[test]
fn n2_whoever_changed_already_is_not_told() {
    let mut world = World::new();
    world.people(2);
    world.expire_all();
    ada_changes(&mut world);
    assert_eq!(world.send(), told(2));
    for letter in world.server.letters() {
        assert!(!letter.contains("<ada@firm.example>"), "{letter}");
    }
}

/// Ada sets the policy.
pub(crate) fn set_policy(world: &mut World, strong: StrongPasswords, expiry: ExpiryInterval) {
    let mut call = call(world.now, &mut world.rng);
    let mut admin = world.ada.administrator().unwrap();
    let tab = load_policy(&mut world.desk, &call, &admin).unwrap();
    let (policy, before) = (Policy { strong, expiry }, &tab.on_record);
    update_policy(&mut world.desk, &mut call, &mut admin, policy, before, None)
        .result
        .unwrap();
}

#[test]
fn n2_who_turned_strong_passwords_on_is_told_and_turning_them_off_stops_the_rest() {
    let mut world = World::new();
    world.people_with("mXq7-lamp", 2);
    let (on, off) = (StrongPasswords::Required, StrongPasswords::NotRequired);
    let never = ExpiryInterval::Never;
    set_policy(&mut world, on, never);
    set_policy(&mut world, off, never);
    assert_eq!(world.send(), told(0));
    // On again: each once; Ada's was seen to be strong.
    set_policy(&mut world, on, never);
    set_policy(&mut world, on, ExpiryInterval::Days90);
    assert_eq!(world.send(), told(2));
    for letter in world.server.letters() {
        let says = "Ada Hartwell has turned on strong passwords at Hartwell & Finch LLP";
        assert!(letter.contains(says), "{letter}");
    }
    assert_eq!(world.send(), told(0));
}

#[test]
fn e10_an_undo_stops_the_rest() {
    let mut world = World::new();
    world.people(2);
    world.expire_all();
    ada_changes(&mut world);
    let mut call = call(world.now, &mut world.rng);
    let mut admin = world.ada.administrator().unwrap();
    let known = undo_consequences(&mut world.desk, &call, &admin).unwrap();
    let generation = known.unwrap().generation;
    undo_expire_all(&mut world.desk, &mut call, &mut admin, generation, None)
        .result
        .unwrap();
    assert_eq!(world.send(), told(0));
    assert!(world.server.letters().is_empty());
}

#[test]
fn n2_a_recipient_that_is_refused_is_given_up_and_named() {
    let mut world = World::new();
    world.people(1);
    world.expire_all();
    world.server.is(Mood::Refuses);
    let sent = world.send();
    assert_eq!((sent.given_up, sent.sent), (2, 0));
    let entries = world.entries(Act::MailGivenUp);
    assert_eq!(entries.len(), 1);
    assert_eq!(entries[0].targets.len(), 2);
    world.server.is(Mood::Takes);
    world.later(10_000);
    assert_eq!(world.send(), told(0));
}

#[test]
fn n2_later_is_tried_again_at_its_time_and_then_arrives_once() {
    let mut world = World::new();
    world.people(1);
    world.expire_all();
    world.server.is(Mood::Later);
    assert_eq!(world.send().later, 2);
    world.server.is(Mood::Takes);
    assert_eq!(world.send(), told(0), "not before its time");
    world.later(1);
    assert_eq!(world.send(), told(2));
    world.later(10_000);
    assert_eq!(world.send(), told(0));
    assert_eq!(world.server.letters().len(), 2);
    assert!(world.entries(Act::MailGivenUp).is_empty());
}

#[test]
fn n2_a_server_that_stalls_delays_mail_and_loses_none() {
    let mut world = World::new();
    world.people(1);
    world.expire_all();
    world.server.is(Mood::Stalls);
    let sent = world.send();
    assert!(
        matches!(sent.unreached, Some(Unreached::NoConnection(_))),
        "{sent:?}"
    );
    world.server.is(Mood::Takes);
    world.later(10);
    assert_eq!(world.send().sent, 2);
    assert_eq!(world.server.letters().len(), 2);
}

#[test]
fn n2_one_for_whom_the_server_stalls_holds_up_nobody_else() {
    let mut world = World::new();
    world.people(4);
    world.expire_all();
    world.server.is(Mood::StallsFor("p1@firm.example"));
    assert!(world.send().unreached.is_some());
    world.later(2);
    assert_eq!(world.send().sent, 2);
    assert_eq!(world.server.letters().len(), 4);
    let mut runs = 0;
    while world.entries(Act::MailGivenUp).is_empty() {
        world.later(2_000);
        world.send();
        runs += 1;
        assert!(runs < 20);
    }
    // She alone is given up, and named.
    let entry = world.entries(Act::MailGivenUp).pop().unwrap();
    assert_eq!(entry.targets.len(), 1);
    assert_eq!(world.server.letters().len(), 4);
}

#[test]
fn n2_one_connection_carries_many_letters_and_a_new_one_goes_on_where_it_ends() {
    let mut world = World::new();
    world.people(5);
    world.expire_all();
    assert_eq!(world.send(), told(6));
    assert_eq!(world.server.connections(), 1);
    for goodbye in [Goodbye::Said, Goodbye::Unsaid] {
        let mut world = World::new();
        world.people(5);
        world.expire_all();
        world.server.is(Mood::Ends(2, goodbye));
        assert_eq!(world.send(), told(6), "{goodbye:?}");
        assert_eq!(world.server.letters().len(), 6);
        assert_eq!(world.server.connections(), 3);
    }
    // One that ends each connection before the first letter is not asked for ever.
    let mut world = World::new();
    world.expire_all();
    world.server.is(Mood::Ends(0, Goodbye::Unsaid));
    assert!(world.send().unreached.is_some());
    assert_eq!(world.server.connections(), 1);
}

#[test]
fn e9_a_clock_that_ran_ahead_delays_no_mail_and_sends_none_twice() {
    let year = 365 * 24 * 60;
    let mut world = World::new();
    world.people(2);
    world.expire_all();
    world.later(year);
    world.server.is(Mood::Later);
    assert_eq!(world.send().later, 3);
    world.later(-year);
    world.server.is(Mood::Takes);
    assert_eq!(world.send(), told(3));
    for minutes in [year, -year, 10] {
        world.later(minutes);
        assert_eq!(world.send(), told(0));
    }
    assert_eq!(world.server.letters().len(), 3);
}

#[test]
fn n2_who_waits_and_needs_no_mail_any_more_gets_none_and_the_job_ends() {
    let mut world = World::new();
    world.people(1);
    world.expire_all();
    world.server.is(Mood::Later);
    assert_eq!(world.send().later, 2);
    ada_changes(&mut world);
    world.server.is(Mood::Takes);
    world.later(10);
    assert_eq!(world.send(), told(1));
    let mut store = Sqlite::open(&world.folder.path().join("firm.db")).unwrap();
    let standing = store.look().unwrap().mail_standing(world.now).unwrap();
    assert_eq!((standing.waiting, standing.given_up), (0, 0));
    assert!(!world.server.letters()[0].contains("<ada@firm.example>"));
}

#[test]
fn n2_what_broke_after_the_text_is_never_sent_again_and_is_named() {
    let mut world = World::new();
    world.expire_all();
    world.server.is(Mood::DropsAfterData);
    let sent = world.send();
    assert_eq!((sent.unknown, sent.sent), (1, 0), "{sent:?}");
    world.server.is(Mood::Takes);
    world.later(10_000);
    assert_eq!(world.send(), told(0));
    assert_eq!(world.server.letters().len(), 1);
    assert_eq!(world.entries(Act::MailGivenUp).len(), 1);
}

#[test]
fn n2_a_server_that_is_not_there_is_asked_again_and_given_up_loudly() {
    let mut world = World::new();
    world.expire_all();
    let mut settings = world.settings();
    settings.port = 1;
    let mut runs = 0;
    while world.entries(Act::MailGivenUp).is_empty() {
        let templates = Templates::read(None, None).unwrap();
        let mut gone = world.settings();
        gone.port = settings.port;
        let sent = world.send_with(Smtp::new(gone, templates).unwrap());
        assert!(sent.unreached.is_some());
        world.later(2_000);
        runs += 1;
        assert!(runs < 20);
    }
    assert_eq!(runs, 9);
    assert_eq!(world.send(), told(0));
}

#[test]
fn n2_two_senders_at_once_never_send_the_same() {
    let mut world = World::new();
    world.people(8);
    world.expire_all();
    let mut other = world.desk.another().unwrap();
    let (mut mine, mut theirs) = (world.post(), world.post());
    let now = world.now;
    std::thread::scope(|scope| {
        let one = scope.spawn(|| {
            let mut rng = ChaCha20Rng::seed_from_u64(5);
            let mut call = call(now, &mut rng);
            send_due_mail(&mut other, &mut call, &mut theirs, SENDER).unwrap()
        });
        let mut rng = ChaCha20Rng::seed_from_u64(6);
        let mut call = call(now, &mut rng);
        let two = send_due_mail(&mut world.desk, &mut call, &mut mine, SENDER).unwrap();
        assert_eq!(one.join().unwrap().sent + two.sent, 9);
    });
    let mut to: Vec<_> = world.server.letters();
    assert_eq!(to.len(), 9);
    let id = |letter: &String| {
        letter
            .lines()
            .find(|l| l.starts_with("Message-ID"))
            .unwrap()
            .to_owned()
    };
    let mut ids: Vec<_> = to.drain(..).map(|letter| id(&letter)).collect();
    ids.sort();
    ids.dedup();
    assert_eq!(ids.len(), 9);
}

#[test]
fn n2_a_long_run_reads_the_clock_again_after_each_hundred_letters() {
    let mut world = World::new();
    for n in 0..103 {
        let mut call = call(world.now, &mut world.rng);
        let mut admin = world.ada.administrator().unwrap();
        let new = person(&format!("n{n}@firm.example"));
        let mailed = invite_user(&mut world.desk, &mut call, &mut admin, &new, None);
        mailed.result.unwrap();
    }
    let mut post = world.post();
    let mut run = |world: &mut World| {
        let mut call = call(world.now, &mut world.rng);
        send_due_mail(&mut world.desk, &mut call, &mut post, SENDER).unwrap()
    };
    let first = run(&mut world);
    assert_eq!((first.sent, first.more), (100, true));
    world.later(20);
    assert_eq!(run(&mut world), told(3));
    assert_eq!(run(&mut world), told(0));
    assert_eq!(world.server.letters().len(), 103);
    // The codes are as old as their letters.
    let issued = world.entries(Act::CodeIssued);
    assert!(issued[102].at - issued[99].at == TimeDelta::minutes(20));
}

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
