//! *Respond to a break-in* (U8): one confirmed step, one transaction, one entry.
//!
//! Those meant must choose a new password, are signed out, and their open codes are dead. Connect users among them are
//! not forced, since their passwords never expire (E5); disabling them is offered.

use std::collections::BTreeSet;

use crate::domain::audit::Act;
use crate::domain::selection::Show;
use crate::domain::{
    Access, Filter, Force, Kind, Marked, Outcome, Reach, Reason, Right, Rules, Sort, User, UserId,
};
use crate::secret::Offered;
use crate::store::{Look, StoreError};

use super::marked::Set;
use super::proof::{Asked, act_proved, may_see};
use super::stopping::Stoppable;
use super::{
    ActError, AdminSession, Answer, Call, Desk, SignOutConsequences, mail_jobs, sessions,
    shown_codes,
};

/// What is done about a break-in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BreakIn {
    /// To whom.
    pub whom: Marked,
    /// Whether Connect users among them are disabled.
    pub disable_connect: bool,
    /// Why, as the forced are told.
    pub reason: Option<Reason>,
}

impl BreakIn {
    /// Everyone, the acting administrator included.
    #[must_use]
    pub fn everyone() -> Marked {
        Marked::all_matching(Filter {
            show: Show::EnabledAndDisabled,
            ..Filter::default()
        })
    }
}

/// What it does, in numbers: for its confirmation, and when it was done.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct BreakInConsequences {
    /// Who must choose a new password, and who is not forced and why.
    pub forced: Outcome,
    /// Who is signed out.
    pub signed_out: SignOutConsequences,
    /// How many open codes are revoked: theirs, and those that they were shown for others.
    pub codes: u64,
    /// How many enabled Connect users are among them: all of these are disabled where that was chosen.
    pub connect: u64,
    /// Whether the acting administrator is among them.
    pub you: bool,
}

/// Those meant, and what can be done to them.
struct Struck {
    set: Set,
    /// Whose codes any of them was shown, beside those meant themselves.
    shown: Vec<UserId>,
    consequences: BreakInConsequences,
    rules: Rules,
}

impl Struck {
    fn read(
        look: &dyn Look,
        call: &Call<'_>,
        whom: &Marked,
        actor: &User,
    ) -> Result<Self, StoreError> {
        let rules = look.rules()?;
        let set = Set::read(look, call.now, &rules, whom, actor)?;
        let live = sessions::live_of(look, |user| set.chosen.contains(user, &rules))?;
        let codes = codes_of(&set, actor);
        // Whoever is in their place could use the codes that they were shown.
        let of_the_owner = |user: &User| user.membership.is_owner() && user.id != actor.id;
        let shown = shown_codes::beyond(
            look,
            call.now,
            |user| set.chosen.contains(user, &rules),
            |user| codes.contains(user, &rules) || of_the_owner(user),
        )?;
        let open = look.open_codes_of(&codes, &rules, call.now)?;
        let consequences = BreakInConsequences {
            forced: set.census.outcome(actor, Right::ForceChange),
            signed_out: SignOutConsequences {
                people: sessions::users_of(&live).len() as u64,
                sessions: live.len() as u64,
            },
            codes: open.saturating_add(shown.len() as u64),
            connect: set.census.number_of(is_connect),
            you: set.chosen.contains(actor, &rules),
        };
        Ok(Self {
            set,
            shown,
            consequences,
            rules,
        })
    }
}

fn is_connect(sort: Sort) -> bool {
    sort.kind == Kind::Connect && sort.access == Access::Enabled
}

/// All whose open codes are revoked: the owner's is left alone but by the owner (U2).
fn codes_of(set: &Set, actor: &User) -> Reach {
    Reach {
        chosen: set.chosen.clone(),
        sorts: Sort::ALL.to_vec(),
        but: set.owner_but_for(actor).into_iter().collect(),
    }
}

/// Says what the response would do now.
pub fn break_in_consequences(
    desk: &mut Desk,
    call: &Call<'_>,
    admin: &AdminSession<'_>,
    whom: &Marked,
) -> Result<BreakInConsequences, ActError> {
    let look = desk.look()?;
    let look = look.as_ref();
    let actor = may_see(look, call, admin, Right::RespondToBreakIn)?;
    Ok(Struck::read(look, call, whom, &actor)?.consequences)
}

/// Responds to a break-in (U8). Needs a fresh proof (S9).
pub fn respond_to_break_in(
    desk: &mut Desk,
    call: &mut Call<'_>,
    admin: &mut AdminSession<'_>,
    response: &BreakIn,
    proof: Option<&Offered>,
) -> Answer<Result<BreakInConsequences, ActError>> {
    let asked = Asked {
        right: Right::RespondToBreakIn,
        target: None,
        what: "a response to a break-in",
    };
    let (mailing, mut job) = (desk.mailing, None);
    let stoppable = Stoppable::at(desk);
    let answer = act_proved(desk, call, admin, asked, proof, |tx, call, allowed| {
        stoppable.during(|| {
            let (actor, now) = (allowed.actor, call.now);
            let Struck {
                set,
                shown,
                consequences: mut done,
                rules,
            } = Struck::read(tx, call, &response.whom, &actor)?;
            // What changes whom a filter selects comes last, and Connect users before firm users: all is done to the same.
            let mut touched: BTreeSet<UserId> = BTreeSet::new();
            for session in sessions::live_of(tx, |user| set.chosen.contains(user, &rules))? {
                tx.end_session(session.id, now)?;
                touched.insert(session.user);
            }
            let codes = codes_of(&set, &actor);
            mail_jobs::end_codes_where(tx, now, |look, id| {
                let user = look.user(id)?;
                Ok(user.is_some_and(|user| codes.contains(&user, &rules)))
            })?;
            let mut revoked = tx.revoke_codes_of(&codes, &rules, now)?;
            for owner in shown {
                if tx.revoke_code(owner, now)? {
                    revoked.push(owner);
                }
            }
            let disabled = if response.disable_connect {
                let mut reach = set.reach(&actor, Right::Disable);
                reach.sorts.retain(|sort| is_connect(*sort));
                tx.set_access_of(&reach, &rules, Access::Disabled, now)?
            } else {
                Vec::new()
            };
            let force = Force {
                at: now,
                by: actor.id,
                reason: response.reason.clone(),
            };
            let forced = tx.force_all(&set.reach(&actor, Right::ForceChange), &rules, &force)?;
            job = mail_jobs::leave_forced(tx, mailing, call, actor.id, &forced)?;
            let number = |number: usize| Some(number.to_string());
            let entry = call
                .entry(actor.id, Act::BreakInAnswered)
                .change("forced", None, number(forced.len()))
                .change("sessions", Some(done.signed_out.sessions.to_string()), None)
                .change("codes revoked", None, number(revoked.len()))
                .change("Connect users disabled", None, number(disabled.len()))
                .because(response.reason.clone());
            touched.extend(forced.iter().chain(&revoked).chain(&disabled));
            if touched.is_empty() {
                return Ok(Err(ActError::ReachesNobody));
            }
            done.forced.reached = forced.len() as u64;
            done.codes = revoked.len() as u64;
            done.connect = disabled.len() as u64;
            Ok(Ok((done, vec![entry.on_all(touched)])))
        })
    });
    if answer.result.is_ok() {
        desk.left(job);
    }
    answer
}
