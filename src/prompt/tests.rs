//! Whole talks, on a real database with a clock set by hand.

use rand::SeedableRng;
use rand::rngs::ChaCha20Rng;
use tempfile::TempDir;

use super::script::Script;
use super::{Ask, Halt, Stopped, Talk, change_password, change_password_once, redeem, redeem_once};
use crate::domain::{
    Email, ExpiryInterval, FirmName, Membership, PersonName, Policy, Reason, Role, StrongPasswords,
};
use crate::secret::Password;
use crate::service::{self, Call, Desk, NewFirm, Origin, SignedIn};
use crate::store::NewUser;
use crate::store::sqlite::{Folder, Sqlite};
use crate::words::Zone;

const ADA: &str = "ada@hartwellfinch.example";
const BEN: &str = "ben@hartwellfinch.example";
const FIRST: &str = "orchard lantern quietly 58";
const SECOND: &str = "seventeen violet harbours";

/// A firm with Ada as its owner.
struct Firm {
    _folder: TempDir,
    desk: Desk,
    rng: ChaCha20Rng,
    ada: SignedIn,
}

impl Firm {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let store = Sqlite::create(&folder.path().join("firm.db"), Folder::MustExist).unwrap();
        let mut desk = Desk::new(Box::new(store));
        let mut rng = ChaCha20Rng::seed_from_u64(7);
        let new = NewFirm {
            firm: FirmName::parse("Hartwell & Finch LLP").unwrap(),
            name: PersonName::parse("Ada Hartwell").unwrap(),
            email: Email::parse(ADA).unwrap(),
            password: Password::chosen(FIRST).unwrap(),
        };
        let mut script = Script::of(&[]);
        let ada = service::found_firm(&mut desk, &mut call(&mut script, &mut rng), &new).unwrap();
        Self {
            _folder: folder,
            desk,
            rng,
            ada,
        }
    }

    fn talk<T>(&mut self, script: &mut Script, talk: impl FnOnce(&mut Talk<'_>) -> T) -> T {
        talk(&mut Talk {
            ask: script,
            desk: &mut self.desk,
            rng: &mut self.rng,
            from: Origin::new("a test"),
            zone: Zone::Utc,
        })
    }

    fn once(&mut self, current: &str, new: &str) -> Result<(), Halt> {
        let email = Email::parse(ADA).unwrap();
        self.talk(&mut Script::of(&[]), |talk| {
            change_password_once(talk, &email, current, new)
        })
    }

    /// Sets a policy, as Ada.
    fn policy(&mut self, policy: Policy) {
        let mut script = Script::of(&[]);
        let mut call = call(&mut script, &mut self.rng);
        let mut admin = self.ada.session.administrator().unwrap();
        let tab = service::load_policy(&mut self.desk, &call, &admin).unwrap();
        let based_on = &tab.on_record;
        let answer = service::update_policy(
            &mut self.desk,
            &mut call,
            &mut admin,
            policy,
            based_on,
            None,
        );
        answer.result.unwrap();
    }

    /// Invites Ben, and returns his setup code.
    fn invite_ben(&mut self) -> String {
        let mut script = Script::of(&[]);
        let mut call = call(&mut script, &mut self.rng);
        let mut admin = self.ada.session.administrator().unwrap();
        let ben = NewUser {
            name: PersonName::parse("Ben Okafor").unwrap(),
            email: Email::parse(BEN).unwrap(),
            membership: Membership::Firm(Role::User),
            login: None,
        };
        let answer = service::add_user(&mut self.desk, &mut call, &mut admin, &ben, None);
        answer.result.unwrap().code.to_string()
    }
}

fn call<'a>(script: &mut Script, rng: &'a mut ChaCha20Rng) -> Call<'a> {
    let moment = script.moment();
    Call {
        now: moment.now,
        since_boot: moment.since_boot,
        rng,
        from: Origin::new("a test"),
    }
}

#[track_caller]
fn refused(result: Result<(), Halt>, expected: &str) -> String {
    match result {
        Err(Halt::Refused { code, sentence }) => {
            assert_eq!(code, expected, "{sentence}");
            sentence
        }
        other => panic!("not refused: {other:?}"),
    }
}

#[test]
fn s4_e4_a_change_at_the_prompt_asks_until_it_is_right_and_tells_the_date() {
    let mut firm = Firm::new();
    firm.policy(Policy {
        strong: StrongPasswords::Required,
        expiry: ExpiryInterval::Days90,
    });
    let mut script = Script::of(&[
        ("e-mail", "ada"),
        ("e-mail", "ADA@hartwellfinch.example"),
        ("current", "not this one"),
        ("current", FIRST),
        ("New password:", "tr0ubador&3x"),
        ("New password:", FIRST),
        ("again", FIRST),
        ("New password:", SECOND),
        ("again", SECOND),
    ]);
    firm.talk(&mut script, |talk| change_password(talk, None))
        .unwrap();
    script.is_over();
    script.said_in_order(&[
        "That is not an e-mail address.",
        "The e-mail address or the password is wrong.",
        "requires a strong password",
        "Choose a different one.",
        "Your password was changed.",
        "Your password is valid until",
    ]);
    refused(firm.once(FIRST, "whatever it may be"), "sign_in_refused");
    firm.once(SECOND, FIRST).unwrap();
}

#[test]
fn e6_who_asks_for_a_new_password_and_why_is_said_once_before_it_is_asked_for() {
    let mut firm = Firm::new();
    let (ada, mut script) = (firm.ada.me.id, Script::of(&[]));
    let mut call = call(&mut script, &mut firm.rng);
    let admin = firm.ada.session.administrator().unwrap();
    let reason = Reason::parse("Laptop stolen").unwrap();
    service::force_password_change(&mut firm.desk, &mut call, &admin, ada, reason.as_ref())
        .unwrap();
    let email = Email::parse(ADA).unwrap();
    let mut script = Script::of(&[
        ("current", FIRST),
        ("New password:", SECOND),
        ("again", SECOND),
    ]);
    firm.talk(&mut script, |talk| change_password(talk, Some(email)))
        .unwrap();
    script.said_in_order(&["Reason: Laptop stolen", "is not shown", "was changed."]);
    let asked = |sentence: &&String| sentence.contains("asked you to choose");
    assert_eq!(script.said.iter().filter(asked).count(), 1);
}

#[test]
fn s3_enter_alone_is_no_try() {
    let mut firm = Firm::new();
    let email = Email::parse(ADA).unwrap();
    let mut talk = vec![("current", ""); 7];
    talk.extend([
        ("current", FIRST),
        ("New password:", SECOND),
        ("again", SECOND),
    ]);
    let mut script = Script::of(&talk);
    let before = script.moment;
    firm.talk(&mut script, |talk| change_password(talk, Some(email)))
        .unwrap();
    assert_eq!(script.said[..7], ["Enter a password."; 7]);
    assert_eq!(script.moment, before);
}

#[test]
fn s3_a_wait_is_waited_out_at_the_prompt_and_told_to_a_script() {
    let mut firm = Firm::new();
    for _ in 0..5 {
        refused(firm.once("wrong", SECOND), "sign_in_refused");
    }
    assert!(refused(firm.once(FIRST, SECOND), "wait").contains("30 seconds"));
    let email = Email::parse(ADA).unwrap();
    let mut script = Script::of(&[
        ("current", FIRST),
        ("current", FIRST),
        ("New password:", SECOND),
        ("again", SECOND),
    ]);
    firm.talk(&mut script, |talk| change_password(talk, Some(email)))
        .unwrap();
    script.said_in_order(&["Please wait 30 seconds", "Your password was changed."]);
}

#[test]
fn s1_a_wrong_password_is_answered_half_a_second_after_the_question() {
    let mut firm = Firm::new();
    let email = Email::parse("nobody@hartwellfinch.example").unwrap();
    let mut script = Script::of(&[("current", FIRST)]);
    let before = script.moment;
    let halt = firm.talk(&mut script, |talk| change_password(talk, Some(email)));
    assert_eq!(halt, Err(Halt::Stopped(Stopped::Closed)));
    let half_a_second = std::time::Duration::from_millis(500);
    assert_eq!(script.moment.since_boot, before.since_boot + half_a_second);
}

#[test]
fn s4_a_password_that_nobody_can_choose_costs_a_script_no_try() {
    let mut firm = Firm::new();
    for _ in 0..7 {
        refused(firm.once("wrong", "a\tb"), "new_password");
    }
    refused(firm.once(FIRST, "short"), "new_password");
    refused(firm.once(FIRST, FIRST), "new_password");
    firm.once(FIRST, SECOND).unwrap();
}

#[test]
fn u1_a_setup_code_is_redeemed_and_a_slip_is_no_try() {
    let mut firm = Firm::new();
    let code = firm.invite_ben();
    let mut slip = code.clone();
    let last = if slip.pop() == Some('0') { '1' } else { '0' };
    slip.push(last);
    let email = Email::parse(BEN).unwrap();
    let mut talk = vec![("e-mail", BEN)];
    talk.extend([("Your code", slip.as_str()); 7]);
    talk.extend([
        ("Your code", code.as_str()),
        ("New password:", SECOND),
        ("again", SECOND),
    ]);
    let mut script = Script::of(&talk);
    firm.talk(&mut script, |talk| redeem(talk, None)).unwrap();
    script.said_in_order(&[
        "a slip in it",
        "The code is right.",
        "Your password was changed.",
    ]);
    let again = firm.talk(&mut Script::of(&[]), |talk| {
        redeem_once(talk, &email, &code, FIRST)
    });
    refused(again, "code_refused");
}
