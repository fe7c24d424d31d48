//! Who somebody is at the firm: role, kind, and who owns it (U3, U4).

use crate::domain::audit::Act;
use crate::domain::{Kind, Membership, Refusal, Right, Role, UserId};
use crate::secret::Offered;

use super::proof::{Asked, act_as, act_proved};
use super::{ActError, AdminSession, Answer, Call, Desk, shown_codes};

/// Makes a firm user an administrator, or an administrator an ordinary user (U4). Needs a fresh proof (S9).
///
/// Who is no administrator any more could still use the codes they were shown, so these are revoked; returns how many.
pub fn change_role(
    desk: &mut Desk,
    call: &mut Call<'_>,
    admin: &mut AdminSession<'_>,
    id: UserId,
    to: Role,
    proof: Option<&Offered>,
) -> Answer<Result<u64, ActError>> {
    let asked = Asked {
        right: Right::ChangeRole,
        target: Some(id),
        what: "a change of role",
    };
    let to = Membership::Firm(to);
    act_proved(desk, call, admin, asked, proof, |tx, call, allowed| {
        let Some(user) = allowed.target else {
            return Ok(Err(ActError::NoSuchUser));
        };
        if to.is_owner() {
            return Ok(Err(Refusal::OnlyToAdministrator.into()));
        }
        if user.membership == to {
            return Ok(Err(Refusal::RoleAlready.into()));
        }
        tx.set_membership(id, to)?;
        let by = allowed.actor.id;
        // Who becomes an administrator was shown none since they last were one.
        let revoked = shown_codes::revoke(tx, call, by, &[id])?;
        let entry = call.entry(by, Act::RoleChanged).on(id).change(
            "role",
            Some(on_record(user.membership).to_owned()),
            Some(on_record(to).to_owned()),
        );
        Ok(Ok((revoked.number, revoked.beside(entry))))
    })
}

/// Makes a Connect user a firm user, or the other way round (U3).
///
/// A Connect user never expires, so a force goes (E5). Of a firm user the period runs from when the password was set,
/// and an expire-all since then counts: both are derived.
pub fn change_kind(
    desk: &mut Desk,
    call: &mut Call<'_>,
    admin: &AdminSession<'_>,
    id: UserId,
    to: Kind,
) -> Result<(), ActError> {
    let asked = Asked {
        right: Right::ChangeKind,
        target: Some(id),
        what: "a change of kind",
    };
    let to = match to {
        Kind::Firm => Membership::Firm(Role::User),
        Kind::Connect => Membership::Connect,
    };
    act_as(desk, call, admin, asked, |tx, call, allowed| {
        let Some(user) = allowed.target else {
            return Ok(Err(ActError::NoSuchUser));
        };
        if user.membership == to {
            return Ok(Err(Refusal::KindAlready.into()));
        }
        tx.set_membership(id, to)?;
        let mut entry = call
            .entry(allowed.actor.id, Act::KindChanged)
            .on(id)
            .change(
                "kind",
                Some(on_record(user.membership).to_owned()),
                Some(on_record(to).to_owned()),
            );
        let forced = user
            .credential
            .is_some_and(|credential| credential.force.is_some());
        if forced && to.kind() == Kind::Connect {
            entry = entry.change("forced change", Some("due".to_owned()), None);
        }
        Ok(Ok(((), vec![entry])))
    })
}

/// Hands the ownership on to an administrator; the owner is an administrator from then on (U4). Needs a fresh proof
/// (S9). Both roles change in one transaction, so that there is one owner at every moment.
pub fn hand_ownership_on(
    desk: &mut Desk,
    call: &mut Call<'_>,
    admin: &mut AdminSession<'_>,
    to: UserId,
    proof: Option<&Offered>,
) -> Answer<Result<(), ActError>> {
    let asked = Asked {
        right: Right::HandOwnership,
        target: Some(to),
        what: "a change of ownership",
    };
    act_proved(desk, call, admin, asked, proof, |tx, call, allowed| {
        let Some(next) = allowed.target else {
            return Ok(Err(ActError::NoSuchUser));
        };
        tx.hand_over(to)?;
        let owner = allowed.actor;
        let entry = call
            .entry(owner.id, Act::OwnershipHandedOn)
            .on(to)
            .on(owner.id)
            .change(
                "owner",
                Some(owner.name.as_str().to_owned()),
                Some(next.name.as_str().to_owned()),
            );
        let mut entries = vec![entry];
        // Whoever was shown a code for the administrator would hold the owner's, which nobody may (U2).
        if tx.revoke_code(to, call.now)? {
            entries.push(call.entry(owner.id, Act::CodeRevoked).on(to));
        }
        Ok(Ok(((), entries)))
    })
}

/// What the audit log calls a kind with its role.
pub(super) fn on_record(membership: Membership) -> &'static str {
    match membership {
        Membership::Firm(Role::Owner) => "owner",
        Membership::Firm(Role::Administrator) => ADMINISTRATOR,
        Membership::Firm(Role::User) => "firm user",
        Membership::Connect => CONNECT,
    }
}

/// The words by which the log tells which way a change went.
pub(super) const ADMINISTRATOR: &str = "administrator";
pub(super) const CONNECT: &str = "Connect user";
