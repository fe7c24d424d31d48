//! The check of the whole audit log (A2), in steps, so that others are served between them.

use std::ops::ControlFlow;

use crate::domain::Right;
use crate::domain::audit::{ChainFault, EntryNo, Head, Verification};
use crate::store::{Look, StoreError};

use super::proof::may_see;
use super::{ActError, AdminSession, Call, Desk};

/// A check that is under way.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LogCheck {
    verification: Verification,
    /// How many entries there were when it began.
    of: Option<EntryNo>,
}

/// What a step of it came to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Checked {
    /// So far all is well; it goes on.
    GoesOn(LogCheck),
    /// The log is whole, up to this head.
    Whole(Head),
    /// It is not; this is where it shows first.
    Broken(ChainFault),
}

impl LogCheck {
    /// Begins at the first entry. A head that was noted earlier must be found in its place.
    #[must_use]
    pub fn begin(noted: Option<Head>) -> Self {
        Self {
            verification: Verification::start(noted),
            of: None,
        }
    }

    /// Returns how many entries were checked, and how many there were when it began, once that is known.
    #[must_use]
    pub fn progress(&self) -> (u64, Option<u64>) {
        let done = self.verification.head().no.0;
        (done, self.of.map(|of| of.0.max(done)))
    }
}

/// Checks so many more entries, for an administrator.
pub fn check_log(
    desk: &mut Desk,
    call: &Call<'_>,
    admin: &AdminSession<'_>,
    check: LogCheck,
    entries: usize,
) -> Result<Checked, ActError> {
    let look = desk.look()?;
    may_see(look.as_ref(), call, admin, Right::SeeAudit)?;
    Ok(step(look.as_ref(), check, entries)?)
}

/// Checks so many more entries, for whoever holds the database (R7).
pub fn check_log_of_machine(
    desk: &mut Desk,
    check: LogCheck,
    entries: usize,
) -> Result<Checked, StoreError> {
    step(desk.look()?.as_ref(), check, entries)
}

fn step(look: &dyn Look, check: LogCheck, entries: usize) -> Result<Checked, StoreError> {
    let of = match check.of {
        Some(of) => of,
        None => look.audit_head()?.no,
    };
    let mut verification = check.verification;
    let (mut left, mut fault, mut more) = (entries.max(1), None, false);
    let mut see = |entry: &crate::domain::audit::RawEntry<'_>| {
        if left == 0 {
            more = true;
            return ControlFlow::Break(());
        }
        left -= 1;
        match verification.take(entry) {
            Ok(()) => ControlFlow::Continue(()),
            Err(found) => {
                fault = Some(found);
                ControlFlow::Break(())
            }
        }
    };
    look.raw_entries(check.verification.head().no, &mut see)?;
    if let Some(fault) = fault {
        return Ok(Checked::Broken(fault));
    }
    if more {
        return Ok(Checked::GoesOn(LogCheck {
            verification,
            of: Some(of),
        }));
    }
    Ok(match end(look, &verification)? {
        Ok(head) => Checked::Whole(head),
        Err(fault) => Checked::Broken(fault),
    })
}

/// The end: the noted head has come by, and entries are filed as they say.
fn end(
    look: &dyn Look,
    verification: &Verification,
) -> Result<Result<Head, ChainFault>, StoreError> {
    let head = match verification.end() {
        Ok(head) => head,
        Err(fault) => return Ok(Err(fault)),
    };
    if look.filing(head.no)? != verification.filing()
        && let Some(first) = look.first_misfiled(head.no)?
    {
        return Ok(Err(ChainFault::Misfiled(first)));
    }
    Ok(Ok(head))
}
