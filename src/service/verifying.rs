//! Other software asks whether a password is right (I1): through the same door, with one throttle, one log and one
//! rule of status.

use crate::domain::audit::{Act, Entry, LogFilter};
use crate::domain::{Access, Instant, LoginName, PasswordStatus, User, UserId};
use crate::secret::Offered;
use crate::store::{LogFrom, Look, Quiet, StoreError, Tx};

use super::desk::End;
use super::door::{self, Named, Shut};
use super::{Answer, Call, Desk};

/// What another service is told.
#[derive(Debug)]
pub enum Verified {
    /// The password is right, and its user may use it.
    Right,
    /// The password is right, but a new one must be chosen first: it has expired, a change is due, or it is weak.
    MustChange,
    /// Wrong, unknown, disabled, invited, waiting or locked: one answer for all (S1).
    Refused,
    /// Other tries are being looked at: ask again shortly, for at most five seconds (S3).
    AskAgain,
    /// The store failed; nothing was counted as wrong.
    Failed(StoreError),
}

/// Whom another service asks about, as it was entered there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AskedAs {
    login: Option<LoginName>,
    email: String,
}

impl AskedAs {
    /// Takes a name as it was entered: one with an `@` is an e-mail; else it is a login name (U1), and where nobody has
    /// that, the beginning of an e-mail of this domain, if one is given.
    ///
    /// Whatever was entered is taken, since what is wrong with it must not show (S1).
    #[must_use]
    pub fn entered(name: &str, domain: Option<&str>) -> Self {
        let name = name.trim();
        if name.contains('@') {
            return Self {
                login: None,
                email: name.to_owned(),
            };
        }
        Self {
            login: LoginName::parse(name).ok().flatten(),
            email: match domain {
                Some(domain) => format!("{name}@{domain}"),
                None => name.to_owned(),
            },
        }
    }

    fn named(&self) -> Named<'_> {
        Named {
            login: self.login.as_ref(),
            email: &self.email,
        }
    }
}

/// How many services of one user are looked through for one of this hour.
const SERVICES: usize = 64;

/// Looks at a password that was entered at another service, named as the log is to have it.
pub fn verify(
    desk: &mut Desk,
    call: &mut Call<'_>,
    whom: &AskedAs,
    offered: &Offered,
    service: &str,
) -> Answer<Verified> {
    let verified = match look(desk, call, whom, offered, service) {
        Ok(verified) => verified,
        Err(error) => Verified::Failed(error),
    };
    match verified {
        Verified::Refused => Answer::late(call, Verified::Refused),
        verified @ (Verified::Right
        | Verified::MustChange
        | Verified::AskAgain
        | Verified::Failed(_)) => Answer::now(verified),
    }
}

fn look(
    desk: &mut Desk,
    call: &mut Call<'_>,
    whom: &AskedAs,
    offered: &Offered,
    service: &str,
) -> Result<Verified, StoreError> {
    let right = match door::prove(desk, call, whom.named(), offered)? {
        Ok(right) => right,
        Err(shut) => return Ok(shut.into()),
    };
    let told = door::let_in(desk, call, &right, |tx, user, proved| {
        let status = tx.rules()?.status(call.now, user);
        let must = status.must_choose() || proved.weak;
        let end = if is_on_record(tx, user.id, service, call.now)? {
            End::Quietly(Quiet::VerifiedAgain)
        } else {
            End::with(call.entry(user.id, Act::Verified).on(user.id).change(
                SERVICE,
                None,
                Some(service.to_owned()),
            ))
        };
        Ok((
            if must {
                Verified::MustChange
            } else {
                Verified::Right
            },
            end,
        ))
    })?;
    Ok(told.unwrap_or_else(Verified::from))
}

/// The field of an entry that names the service.
const SERVICE: &str = "service";

/// Says whether this user's success at this service stands in the log for this hour already (A1).
fn is_on_record(
    tx: &dyn Tx,
    user: UserId,
    service: &str,
    now: Instant,
) -> Result<bool, StoreError> {
    let hour = |at: Instant| at.timestamp().div_euclid(3600);
    let filter = LogFilter {
        person: Some(user),
        acts: Some([Act::Verified].into_iter().collect()),
        ..LogFilter::default()
    };
    let page = tx.log_page(&filter, LogFrom::Newest, SERVICES)?;
    Ok(page
        .entries
        .iter()
        .filter_map(|stored| Entry::decoded(&stored.encoded))
        .take_while(|entry| hour(entry.at) == hour(now))
        .any(|entry| {
            let mut changes = entry.changes.iter();
            changes.any(|change| change.field == SERVICE && change.new.as_deref() == Some(service))
        }))
}

impl From<Shut> for Verified {
    fn from(shut: Shut) -> Self {
        match shut {
            Shut::Refused | Shut::Disabled | Shut::Wait { .. } | Shut::Locked => Self::Refused,
            Shut::AskAgain => Self::AskAgain,
        }
    }
}

/// Says whether somebody may use a service that has proved them in its own way, with a key: by their status alone.
///
/// No password was entered, so nothing is told apart and nothing is counted.
pub fn may_use_services(desk: &mut Desk, now: Instant, whom: &AskedAs) -> Result<bool, StoreError> {
    let look = desk.look()?;
    let look: &dyn Look = look.as_ref();
    let Some(user) = whom.named().user(look)? else {
        return Ok(false);
    };
    let rules = look.rules()?;
    Ok(may_use(&user, &rules.status(now, &user)))
}

fn may_use(user: &User, status: &PasswordStatus) -> bool {
    let invited = matches!(status, PasswordStatus::NotSet);
    user.access == Access::Enabled && !invited && !status.must_choose()
}
