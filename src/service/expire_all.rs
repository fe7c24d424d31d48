//! *Expire all passwords* and its undo (E7, E10).

use crate::domain::audit::Act;
use crate::domain::mail::{Errand, Whom};
use crate::domain::{ExpireAll, Generation, Instant, Kind, Reason, Right, Rules};
use crate::secret::Offered;
use crate::store::{Look, StoreError, Tallies};
use crate::words::Printable;

use super::mail_jobs;
use super::me::name_of;
use super::proof::{self, Asked, act_proved};
use super::{ActError, AdminSession, Answer, Call, Desk};

/// What *Expire all passwords* would do, for its confirmation (E7).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Consequences {
    /// Enabled firm users who would have to choose a new password and need not now.
    pub must_choose: u64,
    /// Whether the acting administrator is one of them: always, as long as they act.
    pub you_among_them: bool,
    /// Enabled firm users who must change already.
    pub must_already: u64,
    /// Enabled firm users who have set no password and so are untouched.
    pub invited: u64,
    /// Disabled firm users, who would have to once they are enabled.
    pub disabled: u64,
    /// Connect users, who are untouched (E5).
    pub connect: u64,
}

/// What the undo would do, for its confirmation (E10).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UndoConsequences {
    /// Which expire-all it is about: the undo withdraws this one or none.
    pub generation: Generation,
    /// Who expired all passwords.
    pub by: Printable,
    /// When.
    pub at: Instant,
    /// Why, where it was said.
    pub reason: Option<Printable>,
    /// How many enabled firm users would no longer have to change.
    pub released: u64,
    /// How many have changed since, or were forced, and stay as they are.
    pub unmoved: u64,
}

/// Says what *Expire all passwords* would do now.
pub fn expire_all_consequences(
    desk: &mut Desk,
    call: &Call<'_>,
    admin: &AdminSession<'_>,
) -> Result<Consequences, ActError> {
    let look = desk.look()?;
    let actor = proof::may_see(look.as_ref(), call, admin, Right::ExpireAll)?;
    let rules = look.rules()?;
    let tallies: Tallies = look.tallies(call.now, &rules)?;
    Ok(Consequences {
        must_choose: tallies.firm_live,
        you_among_them: actor.membership.kind() == Kind::Firm,
        must_already: tallies.firm_must_change,
        invited: tallies.firm_invited,
        disabled: tallies.firm_disabled,
        connect: tallies.connect,
    })
}

/// Expires all passwords of firm users, the acting administrator's included (E7). Needs a fresh proof (S9).
pub fn expire_all_passwords(
    desk: &mut Desk,
    call: &mut Call<'_>,
    admin: &mut AdminSession<'_>,
    reason: Option<&Reason>,
    proof: Option<&Offered>,
) -> Answer<Result<(), ActError>> {
    let asked = Asked {
        right: Right::ExpireAll,
        target: None,
        what: "expire all passwords",
    };
    let (mailing, mut job) = (desk.mailing, None);
    let answer = act_proved(desk, call, admin, asked, proof, |tx, call, allowed| {
        let by = allowed.actor.id;
        let generation = tx.expire_all(by, call.now, reason)?;
        let entry = call
            .entry(by, Act::AllExpired)
            .change("expire-all", None, Some(generation.0.to_string()))
            .because(reason.cloned());
        let errand = Errand::AllExpired(generation);
        job = mail_jobs::leave(tx, mailing, call, by, errand, Whom::All)?;
        Ok(Ok(((), vec![entry])))
    });
    if answer.result.is_ok() {
        desk.left(job);
    }
    answer
}

/// Says what the undo would do now; `None` where there is nothing to undo.
pub fn undo_consequences(
    desk: &mut Desk,
    call: &Call<'_>,
    admin: &AdminSession<'_>,
) -> Result<Option<UndoConsequences>, ActError> {
    let look = desk.look()?;
    proof::may_see(look.as_ref(), call, admin, Right::UndoExpireAll)?;
    let Some(act) = look.newest_in_force()? else {
        return Ok(None);
    };
    Ok(Some(consequences_of_undo(look.as_ref(), call.now, &act)?))
}

fn consequences_of_undo(
    look: &dyn Look,
    now: Instant,
    act: &ExpireAll,
) -> Result<UndoConsequences, StoreError> {
    let rules = look.rules()?;
    let without = Rules {
        expire_alls: rules
            .expire_alls
            .withdrawn_to(look.in_force_before(act.generation)?),
        ..rules
    };
    let with = look.tallies(now, &rules)?;
    let released = look
        .tallies(now, &without)?
        .firm_live
        .saturating_sub(with.firm_live);
    Ok(UndoConsequences {
        generation: act.generation,
        by: name_of(look, act.by)?,
        at: act.at,
        reason: act.reason.as_ref().map(Printable::from),
        released,
        unmoved: with
            .firm_live
            .saturating_add(with.firm_must_change)
            .saturating_sub(released),
    })
}

/// Withdraws the last *Expire all passwords* not yet withdrawn (E10). Needs a fresh proof (S9).
///
/// `generation` is the one that the confirmation spoke of; where it is no longer the last, nothing is done (R6).
pub fn undo_expire_all(
    desk: &mut Desk,
    call: &mut Call<'_>,
    admin: &mut AdminSession<'_>,
    generation: Generation,
    proof: Option<&Offered>,
) -> Answer<Result<(), ActError>> {
    let asked = Asked {
        right: Right::UndoExpireAll,
        target: None,
        what: "undo of expire all passwords",
    };
    act_proved(desk, call, admin, asked, proof, |tx, call, allowed| {
        let by = allowed.actor.id;
        if let Some(error) = overtaken(tx, generation)? {
            return Ok(Err(error));
        }
        tx.withdraw_expire_all(by, call.now)?;
        let entry = call.entry(by, Act::ExpireAllWithdrawn).change(
            "expire-all",
            Some(generation.0.to_string()),
            None,
        );
        Ok(Ok(((), vec![entry])))
    })
}

/// Says why an expire-all cannot be withdrawn any more, if it cannot.
fn overtaken(look: &dyn Look, generation: Generation) -> Result<Option<ActError>, StoreError> {
    if let Some(withdrawal) = look
        .expire_all_of(generation)?
        .and_then(|act| act.withdrawn)
    {
        let by = name_of(look, withdrawal.by)?;
        return Ok(Some(ActError::UndoneAlready { by }));
    }
    Ok(match look.newest_in_force()? {
        Some(newest) if newest.generation == generation => None,
        Some(newest) => Some(ActError::ExpiredAgain {
            by: name_of(look, newest.by)?,
        }),
        None => Some(ActError::NothingToUndo),
    })
}
