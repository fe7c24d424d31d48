//! What a signed-in person is shown about themselves, read again on every change (S10).

use std::time::Duration;

use crate::domain::audit::{Entry, EntryNo};
use crate::domain::status::CLOCK_TOLERANCE;
use crate::domain::{
    Forced, Instant, Issuer, Membership, Notice, PasswordStatus, Rules, StrongPasswords, User,
    UserId,
};
use crate::store::{Look, Quiet, StoreError};
use crate::words::{self, Printable, Zone};

use super::desk::End;
use super::weakness::is_weak;
use super::{Call, Desk, EndReason, Session};

/// A signed-in person, as of one moment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Me {
    /// Who.
    pub id: UserId,
    /// The firm's name.
    pub firm: Printable,
    /// Their name.
    pub name: Printable,
    /// Their e-mail.
    pub email: Printable,
    /// Their kind and role.
    pub membership: Membership,
    /// Their password (E1).
    pub status: PasswordStatus,
    /// The notice, unless it was dismissed (E4).
    pub notice: Option<Notice>,
    /// Whether a banner says that the password may not meet the firm's rule (P2).
    pub may_be_weak: bool,
    /// Whether a new password must be strong (P2).
    pub strong: StrongPasswords,
    /// What they may do now.
    pub standing: Standing,
    /// The rules under which all this holds.
    pub rules: Rules,
    /// The next instant at which time alone changes it.
    pub read_again_at: Option<Instant>,
    /// When the session ends by time, on the clock since boot (S9).
    pub lasts_until: Duration,
    /// Where this machine's clock is over an hour behind the audit log: the time of the newest entry (E9).
    pub clock_behind: Option<Instant>,
}

/// What a session may do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Standing {
    /// Everything that is theirs.
    Free,
    /// Choose a new password, sign out or quit, nothing else (S10).
    MustChoose(Vec<Because>),
    /// Nothing.
    Ended(EndReason),
}

/// Why a new password must be chosen.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Because {
    /// An administrator asked for it (E6).
    Forced {
        /// Who.
        by: Printable,
        /// When.
        at: Instant,
        /// Why, where it was said.
        reason: Option<Printable>,
    },
    /// All passwords were expired (E7).
    AllExpired {
        /// Who did it.
        by: Printable,
        /// When.
        at: Instant,
        /// Why, where it was said.
        reason: Option<Printable>,
    },
    /// The clock has jumped (E9).
    Clock,
    /// The period is over.
    Expired {
        /// Since when.
        since: Instant,
    },
    /// It was found not to be strong at this sign-in, and strong ones are required (P2).
    Weak,
}

impl Because {
    /// Returns it as a sentence, for the forced screen.
    #[must_use]
    pub fn sentence(&self, now: Instant, zone: Zone) -> String {
        let on = |at: Instant| words::when(at, now, zone);
        let because = |reason: &Option<Printable>| {
            reason
                .as_ref()
                .map_or_else(String::new, |reason| format!(" Reason: {reason}"))
        };
        match self {
            Self::Forced { by, at, reason } => format!(
                "{by} asked you to choose a new password ({}).{}",
                on(*at),
                because(reason)
            ),
            Self::AllExpired { by, at, reason } => format!(
                "{by} expired all passwords of the firm ({}).{}",
                on(*at),
                because(reason)
            ),
            Self::Clock => {
                "Your password was set at a time that lies ahead of this machine's clock.".to_owned()
            }
            Self::Expired { since } => format!(
                "Your password expired on {}.",
                words::day_and_date(*since, now, zone)
            ),
            Self::Weak => {
                "Your firm requires strong passwords: 15 characters or more, hard to guess. Yours is not."
                    .to_owned()
            }
        }
    }
}

/// Reads what the signed-in person is shown (S10).
pub fn me(desk: &mut Desk, call: &Call<'_>, session: &mut Session) -> Result<Me, StoreError> {
    let look = desk.look()?;
    read_me(look.as_ref(), call, session)
}

/// Reads it within a transaction or a look.
pub(super) fn read_me(
    look: &dyn Look,
    call: &Call<'_>,
    session: &mut Session,
) -> Result<Me, StoreError> {
    let Some(user) = look.user(session.user)? else {
        return Err(StoreError::Damaged {
            what: "a user who is signed in is not there".to_owned(),
            cause: None,
        });
    };
    let secret = look.secret_of(user.id)?;
    let rules = look.rules()?;
    let status = rules.status(call.now, &user);
    let serial = secret.as_ref().map(|secret| secret.serial);
    session.saw(&user, serial);
    let required = rules.policy.strong == StrongPasswords::Required;
    let weak = is_weak(look, session, &rules)?;
    let standing = match session.end_for(look, &user, serial, call.since_boot)? {
        Some(reason) => Standing::Ended(reason),
        None => standing(look, &user, &status, weak)?,
    };
    Ok(Me {
        id: user.id,
        firm: look
            .account()?
            .map(|account| Printable::from(&account.firm))
            .unwrap_or_default(),
        name: Printable::from(&user.name),
        email: Printable::from(&user.email),
        membership: user.membership,
        status,
        notice: Notice::due(&status, secret.and_then(|secret| secret.notice_dismissed)),
        may_be_weak: required && !user.seen_strong && !weak,
        strong: rules.policy.strong,
        standing,
        rules,
        read_again_at: status.next_change(),
        lasts_until: session.lasts_until(),
        clock_behind: clock_behind(look, call.now)?,
    })
}

/// Returns the time of the newest entry, where it is over an hour ahead of the clock (E9).
pub(super) fn clock_behind(look: &dyn Look, now: Instant) -> Result<Option<Instant>, StoreError> {
    let before_last = EntryNo(look.audit_head()?.no.0.saturating_sub(1));
    let newest = look.entries_from(before_last, 1)?;
    let at = newest
        .first()
        .and_then(|stored| Entry::decoded(&stored.encoded))
        .map(|entry| entry.at);
    Ok(at.filter(|at| *at > now + CLOCK_TOLERANCE))
}

fn standing(
    look: &dyn Look,
    user: &User,
    status: &PasswordStatus,
    weak: bool,
) -> Result<Standing, StoreError> {
    let mut because = Vec::new();
    match status {
        PasswordStatus::MustChange(forced) => because.push(because_of(look, *forced)?),
        PasswordStatus::Expired { since } => because.push(Because::Expired { since: *since }),
        PasswordStatus::NotSet
        | PasswordStatus::Expiring { .. }
        | PasswordStatus::Fresh { .. }
        | PasswordStatus::NeverExpires => {}
    }
    if weak && user.credential.is_some() {
        because.push(Because::Weak);
    }
    Ok(if because.is_empty() {
        Standing::Free
    } else {
        Standing::MustChoose(because)
    })
}

fn because_of(look: &dyn Look, forced: Forced) -> Result<Because, StoreError> {
    let because = match forced {
        Forced::ByForce(id) => match look.force_of(id)? {
            Some(force) => Because::Forced {
                by: name_of(look, force.by)?,
                at: force.at,
                reason: force.reason.as_ref().map(Printable::from),
            },
            None => Because::Clock,
        },
        Forced::ByExpireAll(generation) => match look.expire_all_of(generation)? {
            Some(act) => Because::AllExpired {
                by: name_of(look, act.by)?,
                at: act.at,
                reason: act.reason.as_ref().map(Printable::from),
            },
            None => Because::Clock,
        },
        Forced::ByClock => Because::Clock,
    };
    Ok(because)
}

/// Returns who forced a change or expired all passwords, if anyone did.
pub(super) fn forced_by(
    look: &dyn Look,
    status: &PasswordStatus,
) -> Result<Option<Printable>, StoreError> {
    let by = match status {
        PasswordStatus::MustChange(Forced::ByForce(id)) => look.force_of(*id)?.map(|act| act.by),
        PasswordStatus::MustChange(Forced::ByExpireAll(generation)) => {
            look.expire_all_of(*generation)?.map(|act| act.by)
        }
        PasswordStatus::MustChange(Forced::ByClock)
        | PasswordStatus::NotSet
        | PasswordStatus::Expired { .. }
        | PasswordStatus::Expiring { .. }
        | PasswordStatus::Fresh { .. }
        | PasswordStatus::NeverExpires => None,
    };
    by.map(|by| name_of(look, by)).transpose()
}

/// Returns a user's name as it may be shown.
pub(super) fn name_of(look: &dyn Look, id: UserId) -> Result<Printable, StoreError> {
    Ok(look.user(id)?.map_or_else(
        || Printable::new("an administrator"),
        |user| Printable::from(&user.name),
    ))
}

/// Returns who issued a code as it may be shown (U1, U7).
pub(super) fn issuer_name(look: &dyn Look, issuer: &Issuer) -> Result<Printable, StoreError> {
    match issuer {
        Issuer::User(id) => name_of(look, *id),
        Issuer::Machine(name) => Ok(Printable::new(&format!("{name} on the machine"))),
        // "Reset code by mail": nobody at the firm asked for it.
        Issuer::SignIn => Ok(Printable::new("mail")),
    }
}

/// Dismisses the notice for good, for this password and this date (E4); nothing where the session has ended or a new
/// password must be chosen first (S10).
pub fn dismiss_notice(
    desk: &mut Desk,
    call: &Call<'_>,
    session: &mut Session,
) -> Result<Me, StoreError> {
    desk.act(|tx| {
        let me = read_me(tx, call, session)?;
        let Some(notice) = me.notice.filter(|_| me.standing == Standing::Free) else {
            return Ok((me, End::Unchanged));
        };
        tx.dismiss_notice(me.id, notice.expires_at)?;
        let me = Me { notice: None, ..me };
        Ok((me, End::Quietly(Quiet::NoticeDismissed)))
    })
}

/// Dismisses the summary of what happened up to an entry (U10); nothing where the session has ended (S10).
pub fn dismiss_summary(
    desk: &mut Desk,
    call: &Call<'_>,
    session: &Session,
    up_to: EntryNo,
) -> Result<(), StoreError> {
    desk.act(|tx| {
        let Ok(user) = session.live(tx, call.since_boot)? else {
            return Ok(((), End::Unchanged));
        };
        tx.dismiss_summary(user.id, up_to)?;
        Ok(((), End::Quietly(Quiet::SummaryDismissed)))
    })
}
