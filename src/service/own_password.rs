//! Changing one's own password (S4, S5, P2, E3). No function here takes anybody else's (E8).

use crate::domain::audit::Act;
use crate::domain::code::CodeEnd;
use crate::domain::strength::{Assessment, BaselineFault, KnownWords, assess};
use crate::domain::{
    CodeOnRecord, CodeState, FirmName, Instant, SessionId, StrongPasswords, User, UserId,
};
use crate::lists::Lists;
use crate::secret::{Offered, Password, Phc, Verdict};
use crate::store::{Serial, StoreError, StoredCredential, Tx};

use super::desk::End;
use super::judging::{known_words, may_be_chosen};
use super::me::read_me;
use super::proof::{record_ended, wrong_in_session};
use super::weakness::must_choose;
use super::{Answer, Call, Desk, EndReason, Me, Session};

/// Why a password was not changed. It is as it was.
#[derive(Debug, thiserror::Error)]
pub enum ChangeError {
    /// The current password was wrong (S3).
    #[error("That is not your current password. Your password was not changed. {} more wrong {} and you are signed out.", left, if *.left == 1 { "try" } else { "tries" })]
    CurrentWrong {
        /// How many wrong ones may follow.
        left: u32,
    },
    /// The session has ended.
    #[error(transparent)]
    SessionEnded(#[from] EndReason),
    /// The new one may not be chosen (S5).
    #[error(transparent)]
    Baseline(#[from] BaselineFault),
    /// The new one is not strong, and the firm requires it (P2).
    #[error(
        "Your firm requires a strong password: 15 characters or more, hard to guess. Your password was not changed."
    )]
    NotStrong(Assessment),
    /// The current password is needed, for it was proved over five minutes ago (S4).
    #[error("Please enter your current password too. Your password was not changed.")]
    ProofNeeded,
    /// It was changed elsewhere in the same moment (E3).
    #[error(
        "Your password was changed elsewhere in the meantime. Nothing was changed here. Sign in with the new one."
    )]
    ChangedElsewhere,
    /// The password before was entered too often after a code: that could be guessing at it (S3).
    #[error(
        "Too many passwords were tried with this code. Please wait half a minute, then choose one that you have not had before. Your password was not changed."
    )]
    Wait,
    /// The code can no longer be used.
    #[error(
        "This code can no longer be used. Nothing was changed. Ask an administrator of your firm for a new one."
    )]
    CodeEnded,
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// Returns the words the signed-in person's password is judged with, for [`super::meter`].
pub fn own_known_words(desk: &mut Desk, session: &Session) -> Result<KnownWords, StoreError> {
    let look = desk.look()?;
    let firm = look.account()?.map(|account| account.firm);
    Ok(match look.user(session.user)? {
        Some(user) => known_words(firm.as_ref(), &user),
        None => KnownWords::new("", "", ""),
    })
}

/// Changes the signed-in person's own password.
///
/// `current` may be absent only on a forced screen within five minutes of proving it (S4).
pub fn change_own_password(
    desk: &mut Desk,
    call: &mut Call<'_>,
    session: &mut Session,
    current: Option<&Offered>,
    new: &Password,
) -> Answer<Result<Me, ChangeError>> {
    match change(desk, call, session, current, new) {
        Err(error @ (ChangeError::CurrentWrong { .. } | ChangeError::SessionEnded(_))) => {
            Answer::late(call, Err(error))
        }
        result => Answer::now(result),
    }
}

/// What is asked for, as the audit log has it.
const CHANGE: &str = "change of password";

fn change(
    desk: &mut Desk,
    call: &mut Call<'_>,
    session: &mut Session,
    current: Option<&Offered>,
    new: &Password,
) -> Result<Me, ChangeError> {
    let before = match Before::read(desk, call, session)? {
        Ok(before) => before,
        Err(reason) => {
            return Err(record_ended(desk, call, session.user, CHANGE, reason)?.into());
        }
    };
    match current {
        Some(current) => prove(desk, call, session, current, &before)?,
        None if before.must_choose && session.proved_lately(call.since_boot) => {}
        None => return Err(ChangeError::ProofNeeded),
    }
    let chosen = Chosen::judged(desk, call, &before, new)?;
    let setting = session.sets_password();
    let (me, serial) = desk.act(|tx| match session.live(tx, call.since_boot)? {
        Err(reason) => {
            let entry = call
                .entry(session.user, Act::Refused)
                .on(session.user)
                .change("asked for", None, Some(CHANGE.to_owned()))
                .change("answer", None, Some(reason.to_string()));
            Ok((Err(ChangeError::SessionEnded(reason)), End::with(entry)))
        }
        Ok(user) => {
            match chosen.set(tx, call, &user, Some(session.serial()), Some(session.id()))? {
                Err(error) => Ok((Err(error), End::Unchanged)),
                Ok(serial) => {
                    let entry = call.entry(user.id, Act::PasswordChanged).on(user.id);
                    let mut next = session.with_new_password(&setting, serial, call.since_boot);
                    let me = read_me(tx, call, &mut next)?;
                    Ok((Ok((me, serial)), End::with(entry)))
                }
            }
        }
    })??;
    session.password_changed(serial, call.since_boot);
    Ok(me)
}

fn prove(
    desk: &mut Desk,
    call: &Call<'_>,
    session: &mut Session,
    current: &Offered,
    before: &Before,
) -> Result<(), ChangeError> {
    let phc = before.secret.as_ref().map(|secret| &secret.phc);
    match desk.hasher.verify(current, phc) {
        Verdict::Right { .. } => {
            session.proved(call.since_boot);
            Ok(())
        }
        Verdict::Wrong => {
            let entry = call
                .entry(session.user, Act::PasswordChangeFailed)
                .on(session.user);
            Err(match wrong_in_session(desk, call, session, &entry)? {
                0 => ChangeError::SessionEnded(EndReason::TooManyWrongPasswords),
                left => ChangeError::CurrentWrong { left },
            })
        }
    }
}

/// What was on record before a password is chosen.
pub(super) struct Before {
    pub(super) firm: Option<FirmName>,
    pub(super) user: User,
    pub(super) secret: Option<StoredCredential>,
    pub(super) strong: StrongPasswords,
    must_choose: bool,
}

impl Before {
    fn read(
        desk: &mut Desk,
        call: &Call<'_>,
        session: &Session,
    ) -> Result<Result<Self, EndReason>, StoreError> {
        let look = desk.look()?;
        let user = match session.live(look.as_ref(), call.since_boot)? {
            Ok(user) => user,
            Err(reason) => return Ok(Err(reason)),
        };
        let rules = look.rules()?;
        let status = rules.status(call.now, &user);
        Ok(Ok(Self {
            firm: look.account()?.map(|account| account.firm),
            secret: look.secret_of(user.id)?,
            strong: rules.policy.strong,
            must_choose: must_choose(look.as_ref(), session, &rules, &status)?,
            user,
        }))
    }

    /// What is on record about someone who chooses with a code.
    pub(super) fn by_code(
        firm: FirmName,
        user: User,
        secret: Option<StoredCredential>,
        strong: StrongPasswords,
    ) -> Self {
        Self {
            firm: Some(firm),
            user,
            secret,
            strong,
            must_choose: true,
        }
    }
}

/// A new password that was judged and hashed, before the transaction that sets it.
pub(super) struct Chosen {
    phc: Phc,
    assessment: Assessment,
    /// With which names it was judged (S8).
    user: User,
    firm: Option<FirmName>,
}

impl Chosen {
    /// Holds a new password to the baseline and the firm's rule, and hashes it.
    pub(super) fn judged(
        desk: &mut Desk,
        call: &mut Call<'_>,
        before: &Before,
        new: &Password,
    ) -> Result<Self, ChangeError> {
        let assessment = Self::assessed(&desk.lists, before, new)?;
        if Self::is_same(desk, before, new) {
            return Err(BaselineFault::SameAsBefore.into());
        }
        Ok(Self::hashed(desk, call, before, assessment, new))
    }

    /// Holds a new password to what can be said without the one before.
    pub(super) fn assessed(
        lists: &Lists,
        before: &Before,
        new: &Password,
    ) -> Result<Assessment, ChangeError> {
        let known = known_words(before.firm.as_ref(), &before.user);
        may_be_chosen(lists, &known, new)?;
        let assessment = assess(new.as_str(), &known);
        if before.strong == StrongPasswords::Required && !assessment.is_strong() {
            return Err(ChangeError::NotStrong(assessment));
        }
        Ok(assessment)
    }

    /// Says whether it is the one before (S5): an answer about a password, which has to be counted where that
    /// was not proved.
    pub(super) fn is_same(desk: &mut Desk, before: &Before, new: &Password) -> bool {
        let secret = before.secret.as_ref();
        secret.is_some_and(|secret| desk.hasher.is_same(new, &secret.phc))
    }

    pub(super) fn hashed(
        desk: &mut Desk,
        call: &mut Call<'_>,
        before: &Before,
        assessment: Assessment,
        new: &Password,
    ) -> Self {
        Self {
            phc: desk.hasher.hash(new, &mut *call.rng),
            assessment,
            user: before.user.clone(),
            firm: before.firm.clone(),
        }
    }

    /// Sets it where nothing else was set in the meantime, and ends an open code and the user's other sessions
    /// (E3, U1, S10); the caller commits.
    pub(super) fn set(
        &self,
        tx: &mut dyn Tx,
        call: &Call<'_>,
        user: &User,
        serial: Option<Serial>,
        own: Option<SessionId>,
    ) -> Result<Result<Serial, ChangeError>, StoreError> {
        let strong = self.assessment.is_strong();
        if tx.policy()?.policy.strong == StrongPasswords::Required && !strong {
            return Ok(Err(ChangeError::NotStrong(self.assessment.clone())));
        }
        let same_words = user.name == self.user.name
            && user.email == self.user.email
            && tx.account()?.map(|account| account.firm) == self.firm;
        let seen_strong = strong && same_words;
        let Ok(serial) = tx.set_password(user.id, &self.phc, seen_strong, call.now, serial)? else {
            return Ok(Err(ChangeError::ChangedElsewhere));
        };
        end_code(tx, user.id, call.now, CodeEnd::Revoked(call.now))?;
        tx.end_sessions_of(user.id, own, call.now)?;
        Ok(Ok(serial))
    }
}

/// Ends an open code, if there is one.
pub(super) fn end_code(
    tx: &mut dyn Tx,
    user: UserId,
    now: Instant,
    end: CodeEnd,
) -> Result<(), StoreError> {
    if let Some((code, hash)) = tx.code(user)?
        && code.state(now) == CodeState::Open
    {
        let ended = CodeOnRecord {
            ended: Some(end),
            ..code
        };
        tx.put_code(user, &ended, &hash)?;
    }
    Ok(())
}
