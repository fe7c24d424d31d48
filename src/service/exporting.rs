//! What exports have in common, of the audit log and of people (A1, U9): how far one has come, and why it did not.

use std::io::{self, Write};

use super::proof::{self, Asked, act_as, may_see};
use super::{ActError, AdminSession, Answer, Call, Desk};
use crate::domain::audit::{Act, Entry};
use crate::secret::Offered;
use crate::store::{Look, StoreError, Tx};

/// How far an export has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Exported {
    /// How many entries or people were written.
    pub written: u64,
    /// Up to which one all were looked through.
    pub done: u64,
    /// Up to which one they will be.
    pub of: u64,
    /// Whether it is done, and everything has reached the file.
    pub is_done: bool,
}

/// Why an export did not go on.
#[derive(Debug, thiserror::Error)]
pub enum ExportError {
    /// It was refused, or the data could not be read.
    #[error(transparent)]
    Act(#[from] ActError),
    /// The file could not be made or written.
    #[error("{}", file_fault(.0.kind()))]
    File(#[from] io::Error),
}

/// Says in words why a file could not be made or written.
fn file_fault(kind: io::ErrorKind) -> &'static str {
    use io::ErrorKind;
    if kind == ErrorKind::AlreadyExists {
        "There is a file of that name already. It was left as it is; choose another name."
    } else if kind == ErrorKind::NotFound {
        "The folder for this file does not exist. Nothing was written."
    } else if kind == ErrorKind::PermissionDenied || kind == ErrorKind::ReadOnlyFilesystem {
        "You may not write there. Nothing was written; choose another folder."
    } else if kind == ErrorKind::StorageFull || kind == ErrorKind::QuotaExceeded {
        "There is no room left to write to. The unfinished file was removed."
    } else if kind == ErrorKind::IsADirectory || kind == ErrorKind::NotADirectory {
        "That is not a name for a file in a folder. Nothing was written."
    } else {
        "The file could not be written. Choose another place."
    }
}

/// Where an export goes; closed when it is dropped.
pub(super) type Sink = Box<dyn Write + Send>;

/// Proves, reads what must be known first, and only then opens where it goes.
pub(super) fn opened<T>(
    desk: &mut Desk,
    call: &mut Call<'_>,
    admin: &mut AdminSession<'_>,
    asked: Asked,
    proof: Option<&Offered>,
    first: impl FnOnce(&dyn Look, &Call<'_>) -> Result<T, ExportError>,
    open: impl FnOnce() -> io::Result<Sink>,
) -> Result<(T, Sink), ExportError> {
    proof::prove(desk, call, admin, proof, asked.what)?;
    let first = {
        let look = desk.look().map_err(ActError::from)?;
        may_see(look.as_ref(), call, admin, asked.right)?;
        first(look.as_ref(), call)?
    };
    Ok((first, open()?))
}

/// Puts an export on record (A1), with what `what` says of it.
pub(super) fn recorded<T>(
    desk: &mut Desk,
    call: &mut Call<'_>,
    admin: &mut AdminSession<'_>,
    asked: Asked,
    what: impl Fn(&mut dyn Tx, &Call<'_>, Entry) -> Result<(T, Entry), StoreError>,
) -> Result<T, ActError> {
    let done = act_as(desk, call, admin, asked, |tx, call, allowed| {
        let entry = call.entry(allowed.actor.id, Act::Exported);
        let (done, entry) = what(tx, call, entry)?;
        Ok(Ok((done, vec![entry])))
    })?;
    admin.0.extend_proof(call.since_boot);
    Ok(done)
}

/// What an export was narrowed to, in words; nothing where it was not.
pub(super) fn narrowed(to: impl IntoIterator<Item = Option<String>>) -> Option<String> {
    let words: Vec<_> = to.into_iter().flatten().collect();
    (!words.is_empty()).then(|| words.join("; "))
}

/// Holds back an answer to a wrong password (S1), as of every other act.
pub(super) fn answered<T>(
    call: &Call<'_>,
    result: Result<T, ExportError>,
) -> Answer<Result<T, ExportError>> {
    match result {
        Err(ExportError::Act(error)) => {
            proof::answered::<T>(call, Err(error)).map(|result| result.map_err(ExportError::from))
        }
        result => Answer::now(result),
    }
}
