//! The policy: seeing it with its preview, and updating it (P1, P4, P5, P6).

use crate::domain::audit::Act;
use crate::domain::mail::{Errand, Whom, turns_strong_on};
use crate::domain::{
    Instant, Policy, PolicyOnRecord, PreviewFacts, Right, StrongPasswords, UserId,
};
use crate::secret::Offered;
use crate::store::{Look, StoreError};
use crate::words::{self, Printable};

use super::mail_jobs;
use super::me::name_of;
use super::proof::{self, Asked, act_proved};
use super::weakness::STRONG;
use super::{ActError, AdminSession, Answer, Call, Desk};

/// What the tab Password Security is drawn from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PolicyTab {
    /// The policy, and which edition it is.
    pub on_record: PolicyOnRecord,
    /// Who changed it last.
    pub changed_by: Option<Printable>,
    /// What the preview of every edit is answered from (P5).
    pub facts: PreviewFacts,
}

/// What an update came to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PolicyUpdated {
    /// The policy before.
    pub before: Policy,
    /// The policy now, as it is on record.
    pub on_record: PolicyOnRecord,
}

impl PolicyUpdated {
    /// Returns whether anything was changed.
    #[must_use]
    pub fn is_change(&self) -> bool {
        self.before != self.on_record.policy
    }
}

/// Reads the policy and what its preview is made from.
pub fn load_policy(
    desk: &mut Desk,
    call: &Call<'_>,
    admin: &AdminSession<'_>,
) -> Result<PolicyTab, ActError> {
    let look = desk.look()?;
    proof::may_see(look.as_ref(), call, admin, Right::SeePolicy)?;
    Ok(read_policy(look.as_ref(), call.now, admin.0.user)?)
}

/// Reads the policy and what its preview is made from, whoever asks; `own` is whose password counts as one's own.
pub(super) fn read_policy(
    look: &dyn Look,
    now: Instant,
    own: UserId,
) -> Result<PolicyTab, StoreError> {
    let on_record = look.policy()?;
    let rules = look.rules()?;
    Ok(PolicyTab {
        on_record,
        changed_by: on_record
            .changed
            .map(|(by, _)| name_of(look, by))
            .transpose()?,
        facts: look.preview_facts(now, &rules, own)?,
    })
}

/// Updates the policy, from the edition it was edited from (P6). Needs a fresh proof (S9).
///
/// One that is in force already makes no new edition, and no entry.
pub fn update_policy(
    desk: &mut Desk,
    call: &mut Call<'_>,
    admin: &mut AdminSession<'_>,
    policy: Policy,
    based_on: &PolicyOnRecord,
    proof: Option<&Offered>,
) -> Answer<Result<PolicyUpdated, ActError>> {
    let asked = Asked {
        right: Right::UpdatePolicy,
        target: None,
        what: "update of the policy",
    };
    let (mailing, mut job) = (desk.mailing, None);
    let answer = act_proved(desk, call, admin, asked, proof, |tx, call, allowed| {
        let by = allowed.actor.id;
        let before = tx.policy()?;
        if policy == before.policy && based_on.revision == before.revision {
            // Nothing to put on record; and nobody else's edits are refused for it (P6).
            let updated = PolicyUpdated {
                before: before.policy,
                on_record: before,
            };
            return Ok(Ok((updated, Vec::new())));
        }
        match tx.save_policy(&policy, based_on.revision, by, call.now)? {
            Err(changed) => {
                let on_record = changed.on_record;
                let by = on_record
                    .changed
                    .map(|(by, _)| name_of(tx, by))
                    .transpose()?;
                Ok(Err(ActError::PolicyChanged {
                    loaded: based_on.policy,
                    on_record,
                    by,
                }))
            }
            Ok(revision) => {
                if turns_strong_on(&before.policy, &policy) {
                    let errand = Errand::StrongRequired(revision);
                    job = mail_jobs::leave(tx, mailing, call, by, errand, Whom::All)?;
                } else if policy.strong == StrongPasswords::NotRequired {
                    mail_jobs::end_strong(tx, call.now)?;
                }
                let on_record = PolicyOnRecord {
                    policy,
                    revision,
                    changed: Some((by, call.now)),
                };
                let updated = PolicyUpdated {
                    before: before.policy,
                    on_record,
                };
                Ok(Ok((updated, vec![entry(call, by, before.policy, policy)])))
            }
        }
    });
    if answer.result.is_ok() {
        desk.left(job);
    }
    answer
}

/// The entry holds what changed.
fn entry(
    call: &Call<'_>,
    by: UserId,
    before: Policy,
    after: Policy,
) -> crate::domain::audit::Entry {
    let mut entry = call.entry(by, Act::PolicyUpdated);
    if before.strong != after.strong {
        entry = entry.change(
            STRONG,
            Some(words::strong_value(before.strong).to_owned()),
            Some(words::strong_value(after.strong).to_owned()),
        );
    }
    if before.expiry != after.expiry {
        entry = entry.change(
            "password expiry",
            Some(words::expiry_value(before.expiry)),
            Some(words::expiry_value(after.expiry)),
        );
    }
    entry
}
