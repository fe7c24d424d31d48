//! Who is signed in, and signing others out (U5).
//!
//! A session goes on while it is open on record *and* a program holds its lock: one whose program was killed is
//! never shown, and is tidied up by whoever meets it.

use std::collections::{HashMap, HashSet, hash_map};

use crate::domain::audit::{Act, Entry};
use crate::domain::{
    Instant, Membership, NewSession, Right, SessionId, SessionOnRecord, User, UserId,
};
use crate::secret::Offered;
use crate::store::{Look, Quiet, StoreError, Tx};
use crate::words::Printable;

use super::desk::{End, stamp};
use super::proof::{Asked, act_as, act_proved, may_see};
use super::session::{Lock, Session};
use super::{ActError, AdminSession, Answer, Call, Desk};

/// How many sessions are listed; nobody looks further, and signing everyone out asks for none of them.
const LISTED_MOST: usize = 10_000;
/// How many sessions a sign-in looks at, the least recently active first, so that those of killed programs do not
/// pile up.
const TIDIED_AT_ONCE: usize = 32;

/// Who is signed in now.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Sessions {
    /// The sessions, the most recently active first.
    pub rows: Vec<SessionRow>,
    /// Whether there are more than are listed.
    pub more: bool,
}

/// One session.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SessionRow {
    /// Which.
    pub id: SessionId,
    /// Whose.
    pub user: UserId,
    /// Their name.
    pub name: Printable,
    /// Their e-mail.
    pub email: Printable,
    /// Their kind and role.
    pub membership: Membership,
    /// Since when.
    pub started_at: Instant,
    /// When a key was last pressed in it, to the minute.
    pub last_active_at: Instant,
    /// From where, as reported.
    pub from: Printable,
    /// Whether it is the one that asks.
    pub own: bool,
}

/// What signing everyone out would do, for its confirmation (U5).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct SignOutConsequences {
    /// How many people are signed in, the one who asks included.
    pub people: u64,
    /// How many sessions they have.
    pub sessions: u64,
}

impl SignOutConsequences {
    fn of(sessions: &[SessionOnRecord]) -> Self {
        let people: HashSet<UserId> = sessions.iter().map(|session| session.user).collect();
        Self {
            people: people.len() as u64,
            sessions: sessions.len() as u64,
        }
    }
}

/// Puts a session on record, and ends some whose programs are gone; the caller commits.
pub(super) fn start(
    tx: &mut dyn Tx,
    call: &Call<'_>,
    user: UserId,
    lock: &Lock,
) -> Result<SessionId, StoreError> {
    for session in tx.open_sessions(None, TIDIED_AT_ONCE)? {
        if !tx.is_held(&session.lock)? {
            tx.end_session(session.id, call.now)?;
        }
    }
    tx.start_session(&NewSession {
        user,
        at: call.now,
        origin: call.from.as_str().to_owned(),
        lock: lock.name.clone(),
    })
}

/// Ends a session on record; false where it was over already. The caller commits.
pub(super) fn end_own(
    tx: &mut dyn Tx,
    call: &Call<'_>,
    session: &Session,
) -> Result<bool, StoreError> {
    if !session.is_open(tx)? {
        return Ok(false);
    }
    tx.end_session(session.id(), call.now)?;
    Ok(true)
}

/// Returns the sessions that go on of those users that are meant.
pub(super) fn live_of(
    look: &dyn Look,
    meant: impl Fn(&User) -> bool,
) -> Result<Vec<SessionOnRecord>, StoreError> {
    let mut known: HashMap<UserId, bool> = HashMap::new();
    let (mut live, _) = told_apart(look, None, usize::MAX)?;
    for session in &live {
        if let hash_map::Entry::Vacant(unknown) = known.entry(session.user) {
            let user = look.user(session.user)?;
            unknown.insert(user.is_some_and(|user| meant(&user)));
        }
    }
    live.retain(|session| known.get(&session.user) == Some(&true));
    Ok(live)
}

/// Returns whose sessions these are, in order.
pub(super) fn users_of(sessions: &[SessionOnRecord]) -> Vec<UserId> {
    let mut users: Vec<UserId> = sessions.iter().map(|session| session.user).collect();
    users.sort_unstable();
    users.dedup();
    users
}

/// Ends the sessions of many users; the caller commits.
pub(super) fn end_of_all(
    tx: &mut dyn Tx,
    now: Instant,
    users: &[UserId],
) -> Result<(), StoreError> {
    let users: HashSet<&UserId> = users.iter().collect();
    for session in tx.open_sessions(None, usize::MAX)? {
        if users.contains(&session.user) {
            tx.end_session(session.id, now)?;
        }
    }
    Ok(())
}

/// Remembers when a key was last pressed in a session; called at most once a minute (U5).
pub fn note_active(desk: &mut Desk, call: &Call<'_>, session: &Session) -> Result<(), StoreError> {
    desk.act(|tx| {
        if !session.is_open(tx)? {
            return Ok(((), End::Unchanged));
        }
        tx.note_active(session.id(), call.now)?;
        Ok(((), End::Quietly(Quiet::Active)))
    })
}

/// Returns the sessions that go on, and those whose programs are gone.
fn told_apart(
    look: &dyn Look,
    of: Option<UserId>,
    most: usize,
) -> Result<(Vec<SessionOnRecord>, Vec<SessionOnRecord>), StoreError> {
    let (mut live, mut gone) = (Vec::new(), Vec::new());
    for session in look.open_sessions(of, most)? {
        if look.is_held(&session.lock)? {
            live.push(session);
        } else {
            gone.push(session);
        }
    }
    Ok((live, gone))
}

/// Lists who is signed in (U5).
pub fn list_sessions(
    desk: &mut Desk,
    call: &Call<'_>,
    admin: &AdminSession<'_>,
) -> Result<Sessions, ActError> {
    let (listed, gone) = {
        let look = desk.look()?;
        let look = look.as_ref();
        may_see(look, call, admin, Right::SignOutOther)?;
        let (live, gone) = told_apart(look, None, LISTED_MOST)?;
        (listed(look, live, gone.len(), Some(admin.0.id()))?, gone)
    };
    if !gone.is_empty() {
        // What cannot be tidied up now is not shown either way, and is met again.
        let _ = tidy(desk, call, &gone);
    }
    Ok(listed)
}

/// Lists who is signed in, to whoever holds the database (R7).
pub fn sessions_of_machine(desk: &mut Desk) -> Result<Sessions, StoreError> {
    let look = desk.look()?;
    let (live, gone) = told_apart(look.as_ref(), None, LISTED_MOST)?;
    listed(look.as_ref(), live, gone.len(), None)
}

fn listed(
    look: &dyn Look,
    live: Vec<SessionOnRecord>,
    gone: usize,
    own: Option<SessionId>,
) -> Result<Sessions, StoreError> {
    let more = live.len() + gone >= LISTED_MOST;
    let mut people: HashMap<UserId, User> = HashMap::new();
    let mut rows = Vec::with_capacity(live.len());
    for session in live.into_iter().rev() {
        if !people.contains_key(&session.user)
            && let Some(user) = look.user(session.user)?
        {
            people.insert(user.id, user);
        }
        if let Some(user) = people.get(&session.user) {
            rows.push(row(&session, user, own));
        }
    }
    Ok(Sessions { rows, more })
}

fn row(session: &SessionOnRecord, user: &User, own: Option<SessionId>) -> SessionRow {
    SessionRow {
        id: session.id,
        user: user.id,
        name: Printable::from(&user.name),
        email: Printable::from(&user.email),
        membership: user.membership,
        started_at: session.started_at,
        last_active_at: session.last_active_at,
        from: Printable::new(&session.origin),
        own: own == Some(session.id),
    }
}

/// Ends sessions whose programs are gone.
fn tidy(desk: &mut Desk, call: &Call<'_>, gone: &[SessionOnRecord]) -> Result<(), StoreError> {
    desk.act(|tx| {
        for session in gone {
            if !tx.is_held(&session.lock)? {
                tx.end_session(session.id, call.now)?;
            }
        }
        Ok(((), End::Quietly(Quiet::SessionsTidied)))
    })
}

/// Ends one session (U5).
pub fn end_session(
    desk: &mut Desk,
    call: &mut Call<'_>,
    admin: &AdminSession<'_>,
    id: SessionId,
) -> Result<(), ActError> {
    let Some(found) = desk.look()?.session(id)? else {
        return Err(ActError::SessionOver);
    };
    let asked = Asked {
        right: Right::SignOutOther,
        target: Some(found.user),
        what: "the end of a session",
    };
    act_as(desk, call, admin, asked, |tx, call, allowed| {
        // Read again: another program may have been given the number in the meantime (R6).
        let session = tx
            .session(id)?
            .filter(|now| now.lock == found.lock && now.ended_at.is_none());
        let Some(session) = session else {
            return Ok(Err(ActError::SessionOver));
        };
        if !tx.is_held(&session.lock)? {
            return Ok(Err(ActError::SessionOver));
        }
        tx.end_session(id, call.now)?;
        let entry = signed_out(call, allowed.actor.id, &[session]);
        Ok(Ok(((), vec![entry])))
    })
}

/// Signs one user out, wherever they are signed in; returns how many sessions that were (U5).
pub fn sign_out_user(
    desk: &mut Desk,
    call: &mut Call<'_>,
    admin: &AdminSession<'_>,
    user: UserId,
) -> Result<u64, ActError> {
    let asked = Asked {
        right: Right::SignOutOther,
        target: Some(user),
        what: "signing a user out",
    };
    act_as(desk, call, admin, asked, |tx, call, allowed| {
        let (live, _) = told_apart(tx, Some(user), usize::MAX)?;
        if live.is_empty() {
            return Ok(Err(ActError::SignedInNowhere));
        }
        tx.end_sessions_of(user, None, call.now)?;
        let entry = signed_out(call, allowed.actor.id, &live);
        Ok(Ok((live.len() as u64, vec![entry])))
    })
}

/// The entry about sessions of one user that were ended by an administrator.
fn signed_out(call: &Call<'_>, by: UserId, sessions: &[SessionOnRecord]) -> Entry {
    let mut entry = call.entry(by, Act::SignedOutByOther);
    if let Some(first) = sessions.first() {
        entry = entry.on(first.user);
    }
    for session in sessions {
        let since = stamp(session.started_at);
        let what = format!("since {since}, {}", session.origin);
        entry = entry.change("session", Some(what), None);
    }
    entry
}

/// Says what signing everyone out would do now (U5).
pub fn sign_out_all_consequences(
    desk: &mut Desk,
    call: &Call<'_>,
    admin: &AdminSession<'_>,
) -> Result<SignOutConsequences, ActError> {
    let look = desk.look()?;
    may_see(look.as_ref(), call, admin, Right::SignOutAll)?;
    let (live, _) = told_apart(look.as_ref(), None, usize::MAX)?;
    Ok(SignOutConsequences::of(&live))
}

/// Signs everyone out, the acting administrator included (U5). Needs a fresh proof (S9).
pub fn sign_out_all_users(
    desk: &mut Desk,
    call: &mut Call<'_>,
    admin: &mut AdminSession<'_>,
    proof: Option<&Offered>,
) -> Answer<Result<SignOutConsequences, ActError>> {
    let asked = Asked {
        right: Right::SignOutAll,
        target: None,
        what: "sign out all users",
    };
    act_proved(desk, call, admin, asked, proof, |tx, call, allowed| {
        let (done, entry) = end_all(tx, call, allowed.actor.id)?;
        Ok(Ok((done, vec![entry])))
    })
}

/// Ends every session; the caller commits.
fn end_all(
    tx: &mut dyn Tx,
    call: &Call<'_>,
    by: UserId,
) -> Result<(SignOutConsequences, Entry), StoreError> {
    let (live, _) = told_apart(tx, None, usize::MAX)?;
    tx.end_all_sessions(call.now)?;
    let done = SignOutConsequences::of(&live);
    let mut entry =
        call.entry(by, Act::AllSignedOut)
            .change("sessions", Some(done.sessions.to_string()), None);
    entry.targets = users_of(&live);
    Ok((done, entry))
}
