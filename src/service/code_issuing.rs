//! Codes from the administrator's side: issued, renewed, revoked, and what is known of one (U1, U2).

use std::fmt;

use zeroize::Zeroizing;

use crate::domain::audit::{Act, Entry};
use crate::domain::{CodeOnRecord, CodePurpose, CodeState, Instant, Refusal, Right, UserId};
use crate::secret::{Code, Offered};
use crate::store::{StoreError, Tx};
use crate::words::Printable;

use super::desk::stamp;
use super::proof::{Asked, act_as, act_proved};
use super::{ActError, AdminSession, Answer, Call, Desk, mail_jobs};

/// What is known of a user's newest code; the code itself is known to nobody (U1).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CodeNews {
    /// The record.
    pub record: CodeOnRecord,
    /// Who issued it.
    pub issued_by: Printable,
}

/// A code that was just made. It is shown once and kept nowhere (U1).
pub struct Issued {
    /// Whose.
    pub user: UserId,
    /// What for.
    pub purpose: CodePurpose,
    /// The code in groups, for the one administrator who is shown it.
    pub code: Zeroizing<String>,
    /// Until when it is valid.
    pub until: Instant,
}

impl fmt::Debug for Issued {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Issued")
            .field("user", &self.user)
            .field("purpose", &self.purpose)
            .field("until", &self.until)
            .finish_non_exhaustive()
    }
}

/// Issues a code in place of the one before: a setup code for an invited user (U1), a reset code for one who forgot the
/// password or is locked out (U2, S3). Needs a fresh proof (S9).
pub fn issue_code(
    desk: &mut Desk,
    call: &mut Call<'_>,
    admin: &mut AdminSession<'_>,
    id: UserId,
    purpose: CodePurpose,
    proof: Option<&Offered>,
) -> Answer<Result<Issued, ActError>> {
    let what = match purpose {
        CodePurpose::Setup => "a new setup code",
        CodePurpose::Reset => "a reset code",
    };
    let asked = Asked {
        right: Right::to_issue(purpose),
        target: Some(id),
        what,
    };
    act_proved(desk, call, admin, asked, proof, |tx, call, allowed| {
        let (issued, entry) = put_new(tx, call, allowed.actor.id, id, purpose)?;
        Ok(Ok((issued, vec![entry])))
    })
}

/// Makes a code and stores it in place of the one before, which is dead; the caller commits it with its entry.
pub(super) fn put_new(
    tx: &mut dyn Tx,
    call: &mut Call<'_>,
    by: UserId,
    id: UserId,
    purpose: CodePurpose,
) -> Result<(Issued, Entry), StoreError> {
    // Who is shown a code wants this one, and none that comes by mail later.
    mail_jobs::end_codes_of(tx, id, call.now)?;
    let open = tx
        .code(id)?
        .map(|(before, _)| before)
        .filter(|before| before.purpose == purpose && before.state(call.now) == CodeState::Open);
    let code = Code::generate(&mut *call.rng);
    let record = CodeOnRecord::issued(purpose, by, call.now);
    tx.put_code(id, &record, &code.hash())?;
    let entry = call.entry(by, Act::CodeIssued).on(id).change(
        field(purpose),
        open.map(|before| stamp(before.until)),
        Some(stamp(record.until)),
    );
    let issued = Issued {
        user: id,
        purpose,
        code: code.grouped(),
        until: record.until,
    };
    Ok((issued, entry))
}

/// Revokes a user's open code: it can be used by nobody from now on (U1).
pub fn revoke_code(
    desk: &mut Desk,
    call: &mut Call<'_>,
    admin: &AdminSession<'_>,
    id: UserId,
) -> Result<(), ActError> {
    let asked = Asked {
        right: Right::RevokeCode,
        target: Some(id),
        what: "a revocation of a code",
    };
    act_as(desk, call, admin, asked, |tx, call, allowed| {
        let before = tx.code(id)?;
        mail_jobs::end_codes_of(tx, id, call.now)?;
        // One whose time was over is not revoked, though the user's row still names it.
        let (true, Some((record, _))) = (tx.revoke_code(id, call.now)?, before) else {
            return Ok(Err(Refusal::NoOpenCode.into()));
        };
        let entry = call
            .entry(allowed.actor.id, Act::CodeRevoked)
            .on(id)
            .change(field(record.purpose), Some(stamp(record.until)), None);
        Ok(Ok(((), vec![entry])))
    })
}

/// What the audit log calls the end of a code.
pub(super) fn field(purpose: CodePurpose) -> &'static str {
    match purpose {
        CodePurpose::Setup => "setup code until",
        CodePurpose::Reset => "reset code until",
    }
}
