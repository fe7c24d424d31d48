//! What is done to many as one change (E6, U3): one transaction, one audit entry that names them all (A1).
//!
//! Whom it reaches is decided by the table of rights, for the confirmation and again inside the transaction (R6).

use crate::domain::audit::Act;
use crate::domain::{
    Access, Census, Chosen, Ends, Force, Instant, ManyAct, Marked, Outcome, Reach, Reason, Right,
    Rules, SessionOnRecord, User, UserId,
};
use crate::secret::Offered;
use crate::store::{Look, StoreError};

use super::proof::{self, Asked, act_as, may_see};
use super::shown_codes::{self, Revoked};
use super::stopping::Stoppable;
use super::{ActError, AdminSession, Answer, Call, Desk, mail_jobs, sessions};

/// What is done to those marked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum OnMarked {
    /// *Force Password Change*, with why (E6).
    Force(Option<Reason>),
    /// Disable (U3).
    Disable,
    /// Enable (U3).
    Enable,
    /// Sign out, wherever they are signed in (U5).
    SignOut,
}

impl OnMarked {
    /// Returns which act it is, whatever its reason.
    #[must_use]
    pub fn which(&self) -> ManyAct {
        match self {
            Self::Force(_) => ManyAct::Force,
            Self::Disable => ManyAct::Disable,
            Self::Enable => ManyAct::Enable,
            Self::SignOut => ManyAct::SignOut,
        }
    }

    /// Says whether it needs a fresh proof: signing out all that match may be signing out all (S9).
    #[must_use]
    pub fn needs_proof(&self, marked: &Marked) -> bool {
        matches!((self, marked), (Self::SignOut, Marked::AllMatching { .. }))
    }

    fn act(&self) -> Act {
        match self {
            Self::Force(_) => Act::ChangeForced,
            Self::Disable => Act::UserDisabled,
            Self::Enable => Act::UserEnabled,
            Self::SignOut => Act::SignedOutByOther,
        }
    }

    fn what(&self) -> &'static str {
        match self {
            Self::Force(_) => "force of a password change on many",
            Self::Disable => "a disable of many",
            Self::Enable => "an enable of many",
            Self::SignOut => "signing many out",
        }
    }
}

/// Those marked, at one instant, with the owner and the actor where they are among them.
pub(super) struct Set {
    pub(super) chosen: Chosen,
    apart: Vec<User>,
    pub(super) census: Census,
}

impl Set {
    pub(super) fn read(
        look: &dyn Look,
        now: Instant,
        rules: &Rules,
        marked: &Marked,
        actor: &User,
    ) -> Result<Self, StoreError> {
        let chosen = marked.at(now, rules);
        let owner = look.account()?.map(|account| account.owner);
        let owner = match owner.filter(|owner| *owner != actor.id) {
            Some(owner) => look.user(owner)?,
            None => None,
        };
        let apart: Vec<User> = std::iter::once(actor.clone())
            .chain(owner)
            .filter(|user| chosen.contains(user, rules))
            .collect();
        let census = Census::new(look.census(&chosen, rules)?, apart.clone());
        Ok(Self {
            chosen,
            apart,
            census,
        })
    }

    pub(super) fn reach(&self, actor: &User, right: Right) -> Reach {
        self.chosen.reach(actor, right, &self.apart)
    }

    /// Returns the owner, where they are among them and do not act themselves.
    pub(super) fn owner_but_for(&self, actor: &User) -> Option<UserId> {
        let owner = |user: &&User| user.membership.is_owner() && user.id != actor.id;
        self.apart.iter().find(owner).map(|user| user.id)
    }

    /// Says what an act does to them; of a sign-out only those who are signed in are reached.
    fn outcome(
        &self,
        look: &dyn Look,
        now: Instant,
        rules: &Rules,
        actor: &User,
        act: ManyAct,
    ) -> Result<Outcome, StoreError> {
        let mut outcome = self.census.outcome(actor, act.right());
        match act {
            ManyAct::Force | ManyAct::Enable => {}
            ManyAct::Disable => {
                outcome.ends = self.ended_by_disabling(look, now, rules, actor)?;
            }
            ManyAct::SignOut => {
                let sessions = self.signed_in(look, rules, actor, act)?;
                let users = sessions::users_of(&sessions);
                let signed_in = users.len() as u64;
                outcome.idle = outcome.reached.saturating_sub(signed_in);
                outcome.reached = signed_in;
                outcome.you = users.contains(&actor.id);
                outcome.ends.sessions = sessions.len() as u64;
            }
        }
        Ok(outcome)
    }

    /// Counts what ends where they are disabled: sessions, their open codes, and those that they were shown (U1).
    fn ended_by_disabling(
        &self,
        look: &dyn Look,
        now: Instant,
        rules: &Rules,
        actor: &User,
    ) -> Result<Ends, StoreError> {
        let reach = self.reach(actor, Right::Disable);
        let is_reached = |user: &User| reach.contains(user, rules);
        // Their own end anyhow, whoever was shown them.
        let shown = shown_codes::beyond(look, now, is_reached, is_reached)?;
        Ok(Ends {
            sessions: self.signed_in(look, rules, actor, ManyAct::Disable)?.len() as u64,
            codes: look.open_codes_of(&reach, rules, now)?,
            shown_codes: shown.len() as u64,
        })
    }

    /// Returns the sessions of those whom an act reaches.
    fn signed_in(
        &self,
        look: &dyn Look,
        rules: &Rules,
        actor: &User,
        act: ManyAct,
    ) -> Result<Vec<SessionOnRecord>, StoreError> {
        let reach = self.reach(actor, act.right());
        sessions::live_of(look, |user| reach.contains(user, rules))
    }
}

/// Says what an act would do to those marked now: to how many, what ends with it, and who is left out and why (E6).
pub fn marked_consequences(
    desk: &mut Desk,
    call: &Call<'_>,
    admin: &AdminSession<'_>,
    marked: &Marked,
    act: ManyAct,
) -> Result<Outcome, ActError> {
    let look = desk.look()?;
    let look = look.as_ref();
    let actor = may_see(look, call, admin, act.right())?;
    let rules = look.rules()?;
    let set = Set::read(look, call.now, &rules, marked, &actor)?;
    Ok(set.outcome(look, call.now, &rules, &actor, act)?)
}

/// Does something to all marked whom it reaches, as one change, and says to how many (E6). Signing out all that match
/// needs a fresh proof (S9).
pub fn act_on_marked(
    desk: &mut Desk,
    call: &mut Call<'_>,
    admin: &mut AdminSession<'_>,
    marked: &Marked,
    act: &OnMarked,
    proof: Option<&Offered>,
) -> Answer<Result<Outcome, ActError>> {
    let mut result = Ok(());
    if act.needs_proof(marked) || proof.is_some() {
        result = proof::prove(desk, call, admin, proof, act.what());
    }
    let result = result.and_then(|()| act_on(desk, call, admin, marked, act));
    if act.needs_proof(marked) && result.is_ok() {
        admin.0.extend_proof(call.since_boot);
    }
    proof::answered(call, result)
}

fn act_on(
    desk: &mut Desk,
    call: &mut Call<'_>,
    admin: &AdminSession<'_>,
    marked: &Marked,
    act: &OnMarked,
) -> Result<Outcome, ActError> {
    let asked = Asked {
        right: act.which().right(),
        target: None,
        what: act.what(),
    };
    let (mailing, mut job) = (desk.mailing, None);
    let stoppable = Stoppable::at(desk);
    let outcome = act_as(desk, call, admin, asked, |tx, call, allowed| {
        stoppable.during(|| {
            let (actor, now) = (allowed.actor, call.now);
            let rules = tx.rules()?;
            let set = Set::read(tx, now, &rules, marked, &actor)?;
            let mut outcome = set.outcome(tx, now, &rules, &actor, act.which())?;
            let reach = set.reach(&actor, asked.right);
            let mut entry = call.entry(actor.id, act.act());
            let mut revoked = Revoked::default();
            let done = match act {
                OnMarked::Force(reason) => {
                    let force = Force {
                        at: now,
                        by: actor.id,
                        reason: reason.clone(),
                    };
                    entry = entry.because(reason.clone());
                    let forced = tx.force_all(&reach, &rules, &force)?;
                    job = mail_jobs::leave_forced(tx, mailing, call, actor.id, &forced)?;
                    forced
                }
                OnMarked::Disable => {
                    entry = entry.change("access", Some("enabled".into()), Some("disabled".into()));
                    let done = tx.set_access_of(&reach, &rules, Access::Disabled, now)?;
                    sessions::end_of_all(tx, now, &done)?;
                    revoked = shown_codes::revoke(tx, call, actor.id, &done)?;
                    outcome.ends.shown_codes = revoked.number;
                    done
                }
                OnMarked::Enable => {
                    entry = entry.change("access", Some("disabled".into()), Some("enabled".into()));
                    tx.set_access_of(&reach, &rules, Access::Enabled, now)?
                }
                OnMarked::SignOut => {
                    let ended = set.signed_in(tx, &rules, &actor, ManyAct::SignOut)?;
                    for session in &ended {
                        tx.end_session(session.id, now)?;
                    }
                    let number = ended.len().to_string();
                    entry = entry.change("sessions", Some(number), None);
                    sessions::users_of(&ended)
                }
            };
            if done.is_empty() {
                return Ok(Err(ActError::ReachesNobody));
            }
            outcome.reached = done.len() as u64;
            Ok(Ok((outcome, revoked.beside(entry.on_all(done)))))
        })
    })?;
    desk.left(job);
    Ok(outcome)
}
