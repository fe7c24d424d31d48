//! The rules that the use cases carry, on a fixed clock with seeded randomness.

mod acts;
mod break_in;
mod code_guesses;
mod codes;
mod demo;
mod engines;
mod foreign_hashes;
mod forgotten;
mod imports;
mod kinds;
mod log;
mod login;
mod mail_jobs;
mod marked;
mod membership;
mod memory;
mod own_password;
mod people_export;
mod recover;
mod rights;
mod sessions;
mod shown_codes;
mod sign_in;
mod throttle;

use std::time::Duration;

use chrono::{DateTime, TimeDelta};
use rand::{SeedableRng, rngs::ChaCha20Rng};

use super::*;
use crate::domain::audit::{Act, Entry, EntryNo, Head};
use crate::domain::{
    CodePurpose, Email, ExpiryInterval, FirmName, Instant, LoginName, Membership, PersonName,
    Policy, Role, StrongPasswords, User, UserId,
};
use crate::secret::{Code, Offered, Password};
use crate::store::sqlite::{Folder, Sqlite};
use crate::store::{NewUser, Store};

/// A strong password, and another.
const RIGHT: &str = "harbour lantern violet 42";
const NEXT: &str = "marble compass drizzle 17";
/// Meets the baseline and is not strong.
const MIDDLING: &str = "osierplinth";
const ADA: &str = "ada@firm.example";

/// What somebody without a login name is known by.
fn known_as(name: &str, mail: &str) -> Particulars {
    Particulars {
        name: PersonName::parse(name).unwrap(),
        email: email(mail),
        login: None,
    }
}

/// A firm with its owner, a desk, and a clock set by hand.
struct World {
    desk: Desk,
    /// The database goes with it.
    folder: tempfile::TempDir,
    rng: ChaCha20Rng,
    now: Instant,
    since_boot: Duration,
}

impl World {
    /// A founded firm whose owner Ada has signed out again.
    fn new() -> Self {
        Self::empty().founded()
    }

    /// The same on a store that is empty still.
    fn founded(mut self) -> Self {
        let new = NewFirm {
            firm: FirmName::parse("Hartwell & Finch LLP").unwrap(),
            name: PersonName::parse("Ada Hartwell").unwrap(),
            email: email(ADA),
            password: password(RIGHT),
        };
        self.with(|desk, call| found_firm(desk, call, &new))
            .unwrap();
        self
    }

    fn empty() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let store = Sqlite::create(&folder.path().join("firm.db"), Folder::MustExist).unwrap();
        Self::on(Box::new(store), folder)
    }

    fn on(store: Box<dyn Store>, folder: tempfile::TempDir) -> Self {
        Self {
            desk: Desk::new(store),
            folder,
            rng: ChaCha20Rng::seed_from_u64(3),
            now: DateTime::parse_from_rfc3339("2026-11-24T14:02:00Z")
                .unwrap()
                .to_utc(),
            since_boot: Duration::from_secs(1000),
        }
    }

    fn folder(&self) -> &std::path::Path {
        self.folder.path()
    }

    fn with<T>(&mut self, work: impl FnOnce(&mut Desk, &mut Call<'_>) -> T) -> T {
        let mut call = Call {
            now: self.now,
            since_boot: self.since_boot,
            rng: &mut self.rng,
            from: Origin::new("pts/3"),
        };
        work(&mut self.desk, &mut call)
    }

    fn advance(&mut self, by: TimeDelta) {
        self.now += by;
        self.since_boot += by.to_std().unwrap();
    }

    fn try_in(&mut self, email: &str, password: &str) -> Answer<SignInOutcome> {
        self.with(|desk, call| sign_in(desk, call, email, &Password::offered(password)))
    }

    #[track_caller]
    fn signed_in(&mut self, email: &str, password: &str) -> SignedIn {
        let outcome = self.try_in(email, password).result;
        let SignInOutcome::In(signed_in) = outcome else {
            panic!("{email} was not let in: {outcome:?}");
        };
        *signed_in
    }

    #[track_caller]
    fn session(&mut self, email: &str) -> Session {
        self.signed_in(email, RIGHT).session
    }

    /// Adds a user who has chosen `RIGHT`, and leaves the count of entries as it may be.
    #[track_caller]
    fn person(&mut self, mail: &str, membership: Membership) -> UserId {
        let (id, code) = self.invited(mail, membership);
        self.redeemed(mail, &code, RIGHT);
        id
    }

    #[track_caller]
    fn invited(&mut self, mail: &str, membership: Membership) -> (UserId, String) {
        let mut ada = self.session(ADA);
        let new = NewUser {
            membership,
            ..somebody(mail.split('@').next().unwrap(), mail)
        };
        let added = self.with(|desk, call| add_user(desk, call, &mut admin(&mut ada), &new, None));
        let added = added.result.unwrap();
        (added.user, added.code.to_string())
    }

    #[track_caller]
    fn redeemed(&mut self, email: &str, code: &str, password_text: &str) -> SignedIn {
        let code = Code::parse(code).unwrap();
        let redeeming = self
            .with(|desk, call| check_code(desk, call, email, &code))
            .result
            .unwrap();
        let new = password(password_text);
        self.with(|desk, call| redeem_code(desk, call, redeeming, &new))
            .result
            .unwrap()
    }

    fn me(&mut self, session: &mut Session) -> Me {
        self.with(|desk, call| me(desk, call, session)).unwrap()
    }

    #[track_caller]
    fn set_policy(&mut self, policy: Policy) {
        let mut ada = self.session(ADA);
        let based_on = self.desk.look().unwrap().policy().unwrap();
        self.with(|desk, call| {
            update_policy(desk, call, &mut admin(&mut ada), policy, &based_on, None)
        })
        .result
        .unwrap();
    }

    fn user(&mut self, id: UserId) -> User {
        self.desk.look().unwrap().user(id).unwrap().unwrap()
    }

    /// The whole log, after the chain was checked (A2).
    #[track_caller]
    fn log(&mut self) -> Vec<Entry> {
        let entries = self
            .desk
            .look()
            .unwrap()
            .entries_from(EntryNo(0), 100_000)
            .unwrap();
        let head = entries
            .iter()
            .try_fold(Head::default(), |head, entry| head.verify(entry));
        head.expect("the chain holds");
        entries
            .iter()
            .map(|entry| Entry::decoded(&entry.encoded).unwrap())
            .collect()
    }

    #[track_caller]
    fn acts(&mut self) -> Vec<Act> {
        self.log().iter().map(|entry| entry.act).collect()
    }

    #[track_caller]
    fn last_entry(&mut self) -> Entry {
        self.log().pop().unwrap()
    }
}

#[track_caller]
fn admin(session: &mut Session) -> AdminSession<'_> {
    session.administrator().expect("an administrator")
}

fn password(text: &str) -> Password {
    Password::chosen(text).unwrap()
}

fn offered(text: &str) -> Offered {
    Password::offered(text)
}

/// Somebody to be added, who works at the firm.
fn somebody(name: &str, mail: &str) -> NewUser {
    NewUser {
        name: PersonName::parse(name).unwrap(),
        email: email(mail),
        membership: FIRM_USER,
        login: None,
    }
}

fn email(text: &str) -> Email {
    Email::parse(text).unwrap()
}

const FIRM_USER: Membership = Membership::Firm(Role::User);
const ADMINISTRATOR: Membership = Membership::Firm(Role::Administrator);

fn days(days: i64) -> TimeDelta {
    TimeDelta::days(days)
}

fn every(expiry: ExpiryInterval) -> Policy {
    Policy {
        strong: StrongPasswords::NotRequired,
        expiry,
    }
}

fn strong() -> Policy {
    Policy {
        strong: StrongPasswords::Required,
        expiry: ExpiryInterval::Never,
    }
}
