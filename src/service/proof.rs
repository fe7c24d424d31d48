//! The fresh proof that some acts need (S9), and why an administrator's act was not done.

use crate::domain::audit::{Act, Entry};
use crate::domain::{Policy, PolicyOnRecord, Refusal, Right, User, UserId, access};
use crate::secret::{Offered, Verdict};
use crate::store::{StoreError, Tx};
use crate::words::{self, Printable};

use super::desk::End;
use super::throttling::{self, Begun};
use super::weakness::must_choose;
use super::{AdminSession, Answer, Call, Desk, EndReason, Session};

/// Why an administrator's act was not done. Nothing was changed.
#[derive(Debug, thiserror::Error)]
pub enum ActError {
    /// The rights or the target's state do not allow it.
    #[error(transparent)]
    NotAllowed(#[from] Refusal),
    /// The password is needed, for the last proof is over five minutes old (S9).
    #[error("Please enter your password to confirm. Nothing was changed.")]
    ProofNeeded,
    /// The password that was entered to confirm was wrong (S3).
    #[error("That is not your password. Nothing was changed. {} more wrong {} and you are signed out.", left, if *.left == 1 { "try" } else { "tries" })]
    ProofWrong {
        /// How many wrong ones may follow.
        left: u32,
    },
    /// The session has ended.
    #[error(transparent)]
    SessionEnded(#[from] EndReason),
    /// The administrator must choose a new password first (S10).
    #[error("You must choose a new password first. Nothing was changed.")]
    MustChoose,
    /// The user is not there.
    #[error("This user is not there. Nothing was changed.")]
    NoSuchUser,
    /// The e-mail belongs to somebody else (U1).
    #[error("Another user has this e-mail. Nothing was changed. Enter a different one.")]
    EmailTaken,
    /// The login name belongs to somebody else (U1).
    #[error("Another user has this login name. Nothing was changed. Enter a different one.")]
    LoginTaken,
    /// Somebody on an imported list was added by somebody else in the meantime (U9).
    #[error(
        "Somebody on this list was added in the meantime. Nothing was changed. Do the dry run again to see who."
    )]
    AddedMeanwhile,
    /// With the hashes of an imported list and of one that was imported meanwhile, failed sign-ins would take too long
    /// (S1).
    #[error(
        "Others with hashes of yet other schemes or costs were imported in the meantime. Nothing was changed. Do the dry run again to see which lines are too many now."
    )]
    HashesMeanwhile,
    /// The policy was changed in the meantime (P6).
    #[error("{}", words::changed_meanwhile(by.as_ref(), loaded, &on_record.policy))]
    PolicyChanged {
        /// What the edits were based on.
        loaded: Policy,
        /// What the policy is now.
        on_record: PolicyOnRecord,
        /// Who changed it.
        by: Option<Printable>,
    },
    /// The session was over before it could be ended (U5).
    #[error("This session is over already. Nothing was changed.")]
    SessionOver,
    /// The user has no session to end (U5).
    #[error("This user is not signed in anywhere. Nothing was changed.")]
    SignedInNowhere,
    /// There is no expire-all to undo (E10).
    #[error("There is nothing to undo: no Expire all passwords is in force. Nothing was changed.")]
    NothingToUndo,
    /// The expire-all that the confirmation spoke of was undone in the meantime (E10).
    #[error(
        "{by} has undone this already. Nothing was changed. Close this to see what is in force now."
    )]
    UndoneAlready {
        /// Who undid it.
        by: Printable,
    },
    /// All passwords were expired again since the confirmation was shown (E10).
    #[error(
        "{by} has expired all passwords again since. Nothing was changed. Close this to see what an undo would do now."
    )]
    ExpiredAgain {
        /// Who did it.
        by: Printable,
    },
    /// An act on many reaches none of them (E6).
    #[error("This can be done to none of them. Nothing was changed.")]
    ReachesNobody,
    /// A code was to be mailed where mail is not set up.
    #[error(
        "Mail is not set up here, so no code can be mailed. Nothing was changed. Have the code shown instead."
    )]
    NoMail,
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl ActError {
    /// Returns the name by which programs know it; it stays.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::NotAllowed(why) => words::programs::refusal(*why),
            Self::ReachesNobody => "reaches_nobody",
            Self::SessionOver => "no_such_session",
            Self::SignedInNowhere => "not_signed_in",
            Self::NoMail => "no_mail",
            Self::ProofNeeded | Self::ProofWrong { .. } => "proof_needed",
            Self::SessionEnded(_) => "signed_out",
            Self::MustChoose => "must_change",
            Self::NoSuchUser => "no_such_user",
            Self::EmailTaken => "email_taken",
            Self::LoginTaken => "login_taken",
            Self::AddedMeanwhile => "added_meanwhile",
            Self::HashesMeanwhile => "too_many_settings",
            Self::PolicyChanged { .. } => "policy_changed",
            Self::NothingToUndo | Self::UndoneAlready { .. } | Self::ExpiredAgain { .. } => {
                "nothing_to_undo"
            }
            Self::Store(error) => error.code(),
        }
    }
}

/// An act of an administrator, for its entry where it is refused.
#[derive(Clone, Copy, Debug)]
pub(super) struct Asked {
    pub(super) right: Right,
    pub(super) target: Option<UserId>,
    /// In words, as the audit log has it.
    pub(super) what: &'static str,
}

/// The entry of an act that was refused before its own transaction began (A1).
fn refusal(call: &Call<'_>, by: UserId, what: &str, answer: &str) -> Entry {
    call.entry(by, Act::Refused)
        .change("asked for", None, Some(what.to_owned()))
        .change("answer", None, Some(answer.to_owned()))
}

/// Records an act asked for in a session that has ended, and returns why it has (A1).
///
/// Only acts come here. A read that is refused is no act and leaves no entry: screens read again by themselves, and
/// would fill the log.
pub(super) fn record_ended(
    desk: &mut Desk,
    call: &Call<'_>,
    by: UserId,
    what: &str,
    reason: EndReason,
) -> Result<EndReason, StoreError> {
    let entry = refusal(call, by, what, &reason.to_string());
    desk.act(|_| Ok(((), End::with(entry.clone()))))?;
    Ok(reason)
}

/// Refuses an act that was asked for in a session that has been seen to be no administrator's any more, and records
/// it (P1, A1): the screen that offered the act is older than that.
pub fn refuse_act(desk: &mut Desk, call: &Call<'_>, session: &Session) -> ActError {
    let why = ActError::NotAllowed(Refusal::NotAdministrator);
    let what = "an act of an administrator";
    let entry = refusal(call, session.user, what, &why.to_string());
    match desk.act(|_| Ok(((), End::with(entry.clone())))) {
        Ok(()) => why,
        Err(error) => error.into(),
    }
}

impl Asked {
    /// The entry of a refusal (A1).
    fn refused(&self, call: &Call<'_>, by: UserId, answer: &str) -> Entry {
        let entry = refusal(call, by, self.what, answer);
        match self.target {
            Some(target) => entry.on(target),
            None => entry,
        }
    }
}

/// Who acts and on whom, as read inside the transaction (R6).
pub(super) struct Allowed {
    pub(super) actor: User,
    pub(super) target: Option<User>,
}

/// Runs an administrator's act: session, rights and target are read again inside the transaction (R6).
///
/// A refusal is recorded; an error of `work` that is only a slip in a form is not.
pub(super) fn act_as<T>(
    desk: &mut Desk,
    call: &mut Call<'_>,
    admin: &AdminSession<'_>,
    asked: Asked,
    mut work: impl FnMut(
        &mut dyn Tx,
        &mut Call<'_>,
        Allowed,
    ) -> Result<Result<(T, Vec<Entry>), ActError>, StoreError>,
) -> Result<T, ActError> {
    let session: &Session = admin.0;
    desk.act(|tx| {
        let by = session.user;
        let allowed = match allowed(tx, call, session, asked)? {
            Ok(allowed) => allowed,
            Err(error) => {
                let entry = asked.refused(call, by, &error.to_string());
                return Ok((Err(error), End::with(entry)));
            }
        };
        Ok(match work(tx, call, allowed)? {
            Ok((value, entries)) => (Ok(value), End::Record(entries)),
            Err(
                error @ (ActError::PolicyChanged { .. }
                | ActError::NothingToUndo
                | ActError::UndoneAlready { .. }
                | ActError::ExpiredAgain { .. }
                | ActError::ReachesNobody
                | ActError::AddedMeanwhile
                | ActError::HashesMeanwhile
                | ActError::NotAllowed(_)),
            ) => {
                let entry = asked.refused(call, by, &error.to_string());
                (Err(error), End::with(entry))
            }
            Err(error) => (Err(error), End::Unchanged),
        })
    })?
}

/// The same for an act that needs a fresh proof, and extends it (S9); the answer to a wrong password is held back.
pub(super) fn act_proved<T>(
    desk: &mut Desk,
    call: &mut Call<'_>,
    admin: &mut AdminSession<'_>,
    asked: Asked,
    proof: Option<&Offered>,
    work: impl FnMut(
        &mut dyn Tx,
        &mut Call<'_>,
        Allowed,
    ) -> Result<Result<(T, Vec<Entry>), ActError>, StoreError>,
) -> Answer<Result<T, ActError>> {
    let proved = prove(desk, call, admin, proof, asked.what);
    let result = proved.and_then(|()| act_as(desk, call, admin, asked, work));
    if result.is_ok() {
        admin.0.extend_proof(call.since_boot);
    }
    answered(call, result)
}

fn allowed(
    tx: &dyn Tx,
    call: &Call<'_>,
    session: &Session,
    asked: Asked,
) -> Result<Result<Allowed, ActError>, StoreError> {
    let actor = match session.live(tx, call.since_boot)? {
        Ok(actor) => actor,
        Err(reason) => return Ok(Err(reason.into())),
    };
    let rules = tx.rules()?;
    let status = rules.status(call.now, &actor);
    if must_choose(tx, session, &rules, &status)? {
        return Ok(Err(ActError::MustChoose));
    }
    let target = match asked.target {
        None => None,
        Some(id) => match tx.user(id)? {
            Some(user) => Some(user),
            None => return Ok(Err(ActError::NoSuchUser)),
        },
    };
    let answer = match &target {
        Some(target) => access::may_to(&actor, asked.right, target),
        None => access::may(&actor, asked.right),
    };
    Ok(answer
        .map(|()| Allowed { actor, target })
        .map_err(ActError::from))
}

/// Sees to a fresh proof before an act that needs one (S9). The act itself is not yet done.
pub(super) fn prove(
    desk: &mut Desk,
    call: &Call<'_>,
    admin: &mut AdminSession<'_>,
    proof: Option<&Offered>,
    what: &'static str,
) -> Result<(), ActError> {
    let session = &mut *admin.0;
    let Some(offered) = proof else {
        return if session.needs_proof(call.since_boot) {
            Err(ActError::ProofNeeded)
        } else {
            Ok(())
        };
    };
    let live = {
        let look = desk.look()?;
        match session.live(look.as_ref(), call.since_boot)? {
            Ok(user) => Ok(look.secret_of(user.id)?),
            Err(reason) => Err(reason),
        }
    };
    let secret = match live {
        Ok(secret) => secret,
        Err(reason) => return Err(record_ended(desk, call, session.user, what, reason)?.into()),
    };
    let phc = secret.as_ref().map(|secret| &secret.phc);
    match desk.hasher.verify(offered, phc) {
        Verdict::Right { .. } => {
            session.proved(call.since_boot);
            Ok(())
        }
        Verdict::Wrong => {
            let entry = refusal(call, session.user, what, "the password was wrong");
            Err(match wrong_in_session(desk, call, session, &entry)? {
                0 => EndReason::TooManyWrongPasswords.into(),
                left => ActError::ProofWrong { left },
            })
        }
    }
}

/// Counts a wrong password in a session; the fifth ends it and goes to the e-mail's count (S3).
pub(super) fn wrong_in_session(
    desk: &mut Desk,
    call: &Call<'_>,
    session: &mut Session,
    entry: &Entry,
) -> Result<u32, StoreError> {
    // Counted before the store is asked, so that a store that fails gives no free try.
    let left = session.wrong_try();
    let id = session.user;
    desk.act(|tx| {
        let mut entries = vec![entry.clone()];
        if left == 0 {
            entries.push(call.entry(id, Act::SessionEnded).on(id));
            tx.end_session(session.id(), call.now)?;
            if let (Some(account), Some(user)) = (tx.account()?, tx.user(id)?) {
                let key = throttling::password_key(&account.key, user.email.as_str());
                let begun = Begun::InSession;
                entries.extend(throttling::end_wrong(tx, call, &key, Some(id), begun)?);
            }
        }
        Ok((left, End::Record(entries)))
    })
}

/// Holds back an answer to a wrong password.
pub(super) fn answered<T>(
    call: &Call<'_>,
    result: Result<T, ActError>,
) -> Answer<Result<T, ActError>> {
    match result {
        Err(error @ (ActError::ProofWrong { .. } | ActError::SessionEnded(_))) => {
            Answer::late(call, Err(error))
        }
        result => Answer::now(result),
    }
}

/// Says whether somebody may see what is theirs; the forced screen comes before all of it (S10).
pub(super) fn may_see_own(
    look: &dyn crate::store::Look,
    call: &Call<'_>,
    session: &Session,
) -> Result<User, ActError> {
    let user = session.live(look, call.since_boot)??;
    let rules = look.rules()?;
    if must_choose(look, session, &rules, &rules.status(call.now, &user))? {
        return Err(ActError::MustChoose);
    }
    Ok(user)
}

/// Says whether an administrator may see something; the forced screen comes before all of it (S10). A refusal is not
/// recorded, see [`record_ended`].
pub(super) fn may_see(
    look: &dyn crate::store::Look,
    call: &Call<'_>,
    admin: &AdminSession<'_>,
    right: Right,
) -> Result<User, ActError> {
    let session: &Session = admin.0;
    let actor = session.live(look, call.since_boot)??;
    access::may(&actor, right)?;
    let rules = look.rules()?;
    if must_choose(look, session, &rules, &rules.status(call.now, &actor))? {
        return Err(ActError::MustChoose);
    }
    Ok(actor)
}
