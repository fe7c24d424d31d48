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

mod codes;
mod delays;

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
