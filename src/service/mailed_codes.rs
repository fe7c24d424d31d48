//! Codes that go by mail: invitations, and reset codes that an administrator or somebody at the sign-in screen asks for
//! (U1, U2). Each act leaves a job; the code itself is made when the mail is sent, and is shown to nobody.

use chrono::TimeDelta;

use crate::domain::audit::Act;
use crate::domain::mail::{ASK_AGAIN_AFTER, Errand, NewMailJob, Whom, rests_until};
use crate::domain::throttle::Tries;
use crate::domain::{CodePurpose, Email, Instant, Right, UserId};
use crate::secret::Offered;
use crate::store::{NewUser, StoreError, Tx};
use crate::words;

use super::code_issuing::field;
use super::desk::{End, stamp};
use super::mail_jobs::{self, Mailing};
use super::proof::{Asked, act_proved};
use super::{ActError, AdminSession, Answer, Call, Desk, particulars, throttling};

/// A code that goes by mail.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Mailed {
    /// To whom.
    pub user: UserId,
    /// What for.
    pub purpose: CodePurpose,
    /// Until when it is held back, since the address is so new (U4); `None` where it goes at once.
    pub rests_until: Option<Instant>,
}

/// Adds a user and invites them by mail (U1). Needs a fresh proof (S9).
///
/// Where the code is to be seen, [`super::add_user`] shows it instead, or [`super::issue_code`] does later.
pub fn invite_user(
    desk: &mut Desk,
    call: &mut Call<'_>,
    admin: &mut AdminSession<'_>,
    new: &NewUser,
    proof: Option<&Offered>,
) -> Answer<Result<Mailed, ActError>> {
    let asked = Asked {
        right: Right::AddUser,
        target: None,
        what: "a new user",
    };
    ask(desk, call, admin, asked, proof, |tx, call, by| {
        Ok(match particulars::put_new_user(tx, call, by, new)? {
            Ok((id, entry)) => Ok((id, CodePurpose::Setup, vec![entry])),
            Err(error) => Err(error),
        })
    })
}

/// Has a code mailed to a user, in place of the one before, which ends with this act: a setup code or a reset code, as [`super::issue_code`]
/// would show it (U1, U2). Needs a fresh proof (S9).
pub fn mail_code(
    desk: &mut Desk,
    call: &mut Call<'_>,
    admin: &mut AdminSession<'_>,
    id: UserId,
    purpose: CodePurpose,
    proof: Option<&Offered>,
) -> Answer<Result<Mailed, ActError>> {
    let what = match purpose {
        CodePurpose::Setup => "a setup code by mail",
        CodePurpose::Reset => "a reset code by mail",
    };
    let asked = Asked {
        right: Right::to_issue(purpose),
        target: Some(id),
        what,
    };
    ask(desk, call, admin, asked, proof, |tx, call, by| {
        mail_jobs::end_codes_of(tx, id, call.now)?;
        let entry = call.entry(by, Act::CodeAskedFor).on(id);
        let mut entry = entry.change(
            "asked for",
            None,
            Some(words::code_name(purpose).to_owned()),
        );
        // Ended at once, however long the mail takes: it may be renewed because it leaked.
        let before = tx.code(id)?;
        if let (true, Some((record, _))) = (tx.revoke_code(id, call.now)?, before) {
            entry = entry.change(field(record.purpose), Some(stamp(record.until)), None);
        }
        Ok(Ok((id, purpose, vec![entry])))
    })
}

type ToMail = (UserId, CodePurpose, Vec<crate::domain::audit::Entry>);

fn ask(
    desk: &mut Desk,
    call: &mut Call<'_>,
    admin: &mut AdminSession<'_>,
    asked: Asked,
    proof: Option<&Offered>,
    mut work: impl FnMut(&mut dyn Tx, &Call<'_>, UserId) -> Result<Result<ToMail, ActError>, StoreError>,
) -> Answer<Result<Mailed, ActError>> {
    if desk.mailing == Mailing::Off {
        return Answer::now(Err(ActError::NoMail));
    }
    let mut job = None;
    let answer = act_proved(desk, call, admin, asked, proof, |tx, call, allowed| {
        let by = allowed.actor.id;
        let (user, purpose, entries) = match work(tx, call, by)? {
            Ok(to_mail) => to_mail,
            Err(error) => return Ok(Err(error)),
        };
        let errand = Errand::Code(purpose);
        job = mail_jobs::leave(tx, Mailing::On, call, by, errand, Whom::One(user))?;
        let mailed = Mailed {
            user,
            purpose,
            rests_until: rests_until(tx.email_since(user)?, call.now),
        };
        Ok(Ok((mailed, entries)))
    });
    if answer.result.is_ok() {
        desk.left(job);
    }
    answer
}

/// Asks at the sign-in screen for a reset code by mail (U2); answered half a second after the question.
///
/// Whether anybody has the e-mail, and whether a code was mailed, is never told: words and work are the same. An e-mail
/// is heard once in 15 minutes. Whoever has a live code whose letter was not lost, is disabled, has not chosen a password
/// yet, or has had the address for less than a day gets none, which the sender sees to.
pub fn ask_for_code(
    desk: &mut Desk,
    call: &Call<'_>,
    email_typed: &str,
) -> Answer<Result<(), StoreError>> {
    if desk.mailing == Mailing::Off {
        return Answer::late(call, Ok(()));
    }
    let mut job = None;
    let result = desk.act(|tx| {
        let Some(account) = tx.account()? else {
            return Ok(((), End::Unchanged));
        };
        let key = throttling::asking_key(&account.key, email_typed);
        let user = match Email::parse(email_typed) {
            Ok(email) => tx.user_by_email(&email)?.map(|user| user.id),
            Err(_) => None,
        };
        if was_heard(&tx.tries(&key)?, call.now) {
            return Ok(((), End::Unchanged));
        }
        let heard = Tries {
            waits_until: Some(call.now + ASK_AGAIN_AFTER),
            ..Tries::default()
        };
        tx.put_tries(&key, user.is_some(), &heard, call.now)?;
        let new = NewMailJob {
            errand: Errand::Code(CodePurpose::Reset),
            whom: user.map_or(Whom::Nobody, Whom::One),
            by: None,
            at: call.now,
        };
        job = Some(tx.add_mail_job(&new)?);
        let entry = throttling::about(call, Act::CodeAskedFor, user);
        Ok(((), End::with(entry)))
    });
    if result.is_ok() {
        desk.left(job);
    }
    Answer::late(call, result)
}

/// Says whether an e-mail was heard within the last 15 minutes; a clock set back lengthens nothing (E9).
fn was_heard(tries: &Tries, now: Instant) -> bool {
    let left = |until: Instant| until - now;
    tries
        .waits_until
        .is_some_and(|until| left(until) > TimeDelta::zero() && left(until) <= ASK_AGAIN_AFTER)
}
