//! Taking the list of people out of the program (U9): an act with its own entry, which needs a fresh proof (S9).

use crate::domain::Right;
use crate::domain::audit::Act;
use crate::secret::Offered;

use super::proof::{self, Asked, act_as};
use super::{ActError, AdminSession, Answer, Call, Desk};

/// Records that an administrator takes the list of people out; the list itself is read page by page afterwards.
pub fn record_people_export(
    desk: &mut Desk,
    call: &mut Call<'_>,
    admin: &mut AdminSession<'_>,
    proof: Option<&Offered>,
) -> Answer<Result<(), ActError>> {
    let result = record(desk, call, admin, proof);
    proof::answered(call, result)
}

fn record(
    desk: &mut Desk,
    call: &mut Call<'_>,
    admin: &mut AdminSession<'_>,
    proof: Option<&Offered>,
) -> Result<(), ActError> {
    let asked = Asked {
        right: Right::SeeUsers,
        target: None,
        what: "an export of the people",
    };
    proof::prove(desk, call, admin, proof, asked.what)?;
    act_as(desk, call, admin, asked, |_, call, allowed| {
        let entry = call.entry(allowed.actor.id, Act::Exported).change(
            "exported",
            None,
            Some("people".to_owned()),
        );
        Ok(Ok(((), vec![entry])))
    })?;
    admin.0.extend_proof(call.since_boot);
    Ok(())
}
