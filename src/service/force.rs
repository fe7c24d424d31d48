//! *Force Password Change* on one user (E6).

use crate::domain::audit::Act;
use crate::domain::{Force, Reason, Right, UserId};

use super::mail_jobs;
use super::proof::{Asked, act_as};
use super::{ActError, AdminSession, Call, Desk};

/// Forces a firm user to choose a new password (E6). The password itself stays unknown (E8).
pub fn force_password_change(
    desk: &mut Desk,
    call: &mut Call<'_>,
    admin: &AdminSession<'_>,
    whom: UserId,
    reason: Option<&Reason>,
) -> Result<(), ActError> {
    let asked = Asked {
        right: Right::ForceChange,
        target: Some(whom),
        what: "force of a password change",
    };
    let (mailing, mut job) = (desk.mailing, None);
    act_as(desk, call, admin, asked, |tx, call, allowed| {
        let force = Force {
            at: call.now,
            by: allowed.actor.id,
            reason: reason.cloned(),
        };
        tx.force(whom, &force)?;
        job = mail_jobs::leave_forced(tx, mailing, call, force.by, &[whom])?;
        let entry = call
            .entry(allowed.actor.id, Act::ChangeForced)
            .on(whom)
            .because(reason.cloned());
        Ok(Ok(((), vec![entry])))
    })?;
    desk.left(job);
    Ok(())
}
