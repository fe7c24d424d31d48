//! Manage Users: seeing, disabling and enabling people (U3, U6).

use std::collections::HashMap;

use crate::domain::audit::Act;
use crate::domain::throttle::Held;
use crate::domain::{
    Access, Direction, Filter, Forced, Instant, Issuer, Membership, Order, PasswordStatus, Right,
    Rules, User, UserId,
};
use crate::secret::ThrottleKey;
use crate::store::{Count, Cursor, From, Look, Page, StoreError};
use crate::words::Printable;

use super::code_issuing::CodeNews;
use super::me::{forced_by, issuer_name};
use super::proof::{Asked, act_as, may_see};
use super::{ActError, AdminSession, Call, Desk, shown_codes, throttling};

/// Which page of people is wanted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PageRequest {
    /// Whom the list shows.
    pub filter: Filter,
    /// What it is sorted by.
    pub order: Order,
    /// Which way.
    pub direction: Direction,
    /// Where the page begins.
    pub from: From,
    /// How many rows fit.
    pub rows: usize,
}

/// A page of people.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PeoplePage {
    /// The rows, in the order asked for.
    pub rows: Vec<PersonRow>,
    /// Whether others come before.
    pub more_before: bool,
    /// Whether others come after.
    pub more_after: bool,
    /// How many the list has.
    pub of: Count,
    /// How many come before the first row, where that is cheap to know.
    pub before: Option<u64>,
}

/// One row of the table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PersonRow {
    /// Who.
    pub id: UserId,
    /// Their name.
    pub name: Printable,
    /// Their e-mail.
    pub email: Printable,
    /// Their login name, where they have one (I1).
    pub login: Option<Printable>,
    /// Kind and role.
    pub membership: Membership,
    /// Enabled or disabled.
    pub access: Access,
    /// The status (E1).
    pub status: PasswordStatus,
    /// Who forced it, where somebody did.
    pub forced_by: Option<Printable>,
    /// When the password was set.
    pub changed_at: Option<Instant>,
    /// Whether it was seen to be strong (S8).
    pub seen_strong: bool,
    /// Until when an open code is valid (U1).
    pub code_until: Option<Instant>,
    /// Their newest code, whatever became of it (U1).
    pub code: Option<CodeNews>,
    /// What stands in the way of signing in with their e-mail (S3).
    pub held: Held,
    /// When they last signed in.
    pub last_sign_in: Option<Instant>,
    /// Their place, to page from.
    pub cursor: Cursor,
}

/// Reads a page of people.
pub fn list_people(
    desk: &mut Desk,
    call: &Call<'_>,
    admin: &AdminSession<'_>,
    asked: &PageRequest,
) -> Result<PeoplePage, ActError> {
    let look = desk.look()?;
    let look = look.as_ref();
    may_see(look, call, admin, Right::SeeUsers)?;
    Ok(read_page(look, call.now, asked)?)
}

/// Reads a page of people, whoever asks.
pub(super) fn read_page(
    look: &dyn Look,
    now: Instant,
    asked: &PageRequest,
) -> Result<PeoplePage, StoreError> {
    let rules = look.rules()?;
    let selection = asked.filter.at(now, &rules);
    let (order, direction) = (asked.order, asked.direction);
    let (rows, page) = read_users(look, now, asked, &rules)?;
    let before = match page.users.first() {
        Some(first) if page.more_before => {
            look.place_of(&selection, &rules, order, direction, &Cursor::of(first))?
        }
        _ => Some(0),
    };
    // A page of all there are has counted them: a search of two letters that finds few is not walked twice.
    let of = if page.more_before || page.more_after {
        look.count(&selection, &rules)?
    } else {
        Count::Exact(rows.len() as u64)
    };
    Ok(PeoplePage {
        rows,
        more_before: page.more_before,
        more_after: page.more_after,
        of,
        before,
    })
}

/// Reads the rows of a page alone, whoever asks, and whether others come after: nothing is counted.
pub(super) fn read_rows(
    look: &dyn Look,
    now: Instant,
    asked: &PageRequest,
) -> Result<(Vec<PersonRow>, bool), StoreError> {
    let (rows, page) = read_users(look, now, asked, &look.rules()?)?;
    Ok((rows, page.more_after))
}

fn read_users(
    look: &dyn Look,
    now: Instant,
    asked: &PageRequest,
    rules: &Rules,
) -> Result<(Vec<PersonRow>, Page), StoreError> {
    let selection = asked.filter.at(now, rules);
    let page = look.page(
        &selection,
        rules,
        asked.order,
        asked.direction,
        &asked.from,
        asked.rows,
    )?;
    let mut reading = Reading::new(look, now, rules)?;
    let rows = page.users.iter().map(|user| reading.row(user));
    Ok((rows.collect::<Result<_, _>>()?, page))
}

/// Reads one person, whoever asks.
pub(super) fn read_person(
    look: &dyn Look,
    now: Instant,
    user: &User,
) -> Result<PersonRow, StoreError> {
    Reading::new(look, now, &look.rules()?)?.row(user)
}

/// What the rows of one page have in common. Many on a page were forced by the same act, or have a code of the same
/// administrator: each of these is looked up once.
struct Reading<'a> {
    look: &'a dyn Look,
    now: Instant,
    rules: &'a Rules,
    throttle: Option<ThrottleKey>,
    forced_by: HashMap<Forced, Option<Printable>>,
    issuers: HashMap<Issuer, Printable>,
}

impl<'a> Reading<'a> {
    fn new(look: &'a dyn Look, now: Instant, rules: &'a Rules) -> Result<Self, StoreError> {
        Ok(Self {
            look,
            now,
            rules,
            throttle: look.account()?.map(|account| account.key),
            forced_by: HashMap::new(),
            issuers: HashMap::new(),
        })
    }

    fn row(&mut self, user: &User) -> Result<PersonRow, StoreError> {
        let status = self.rules.status(self.now, user);
        Ok(PersonRow {
            id: user.id,
            name: Printable::from(&user.name),
            email: Printable::from(&user.email),
            login: self.look.login_of(user.id)?.as_ref().map(Printable::from),
            membership: user.membership,
            access: user.access,
            status,
            forced_by: self.forced_by(&status)?,
            changed_at: user.credential.map(|credential| credential.changed_at),
            seen_strong: user.seen_strong,
            code_until: user.code_until.filter(|until| self.now < *until),
            code: self.code(user.id)?,
            held: self.held(user)?,
            last_sign_in: user.last_sign_in,
            cursor: Cursor::of(user),
        })
    }

    fn forced_by(&mut self, status: &PasswordStatus) -> Result<Option<Printable>, StoreError> {
        let PasswordStatus::MustChange(forced) = status else {
            return Ok(None);
        };
        if let Some(known) = self.forced_by.get(forced) {
            return Ok(known.clone());
        }
        let name = forced_by(self.look, status)?;
        self.forced_by.insert(*forced, name.clone());
        Ok(name)
    }

    fn code(&mut self, id: UserId) -> Result<Option<CodeNews>, StoreError> {
        let Some((record, _)) = self.look.code(id)? else {
            return Ok(None);
        };
        if let Some(known) = self.issuers.get(&record.issued_by) {
            let issued_by = known.clone();
            return Ok(Some(CodeNews { record, issued_by }));
        }
        let issued_by = issuer_name(self.look, &record.issued_by)?;
        self.issuers
            .insert(record.issued_by.clone(), issued_by.clone());
        Ok(Some(CodeNews { record, issued_by }))
    }

    /// The keyed hash is computed for the users of this page only; it is never listed (S3).
    fn held(&self, user: &User) -> Result<Held, StoreError> {
        let Some(key) = &self.throttle else {
            return Ok(Held::Free);
        };
        let key = throttling::password_key(key, user.email.as_str());
        Ok(self.look.tries(&key)?.held(key.rule(), self.now))
    }
}

/// Disables a user; their sessions end and an open code is dead (U3, U1).
///
/// An administrator could still use the codes they were shown, so these are revoked too; returns how many.
pub fn disable_user(
    desk: &mut Desk,
    call: &mut Call<'_>,
    admin: &AdminSession<'_>,
    id: UserId,
) -> Result<u64, ActError> {
    set_access(desk, call, admin, id, Access::Disabled)
}

/// Enables a user (U3).
pub fn enable_user(
    desk: &mut Desk,
    call: &mut Call<'_>,
    admin: &AdminSession<'_>,
    id: UserId,
) -> Result<(), ActError> {
    set_access(desk, call, admin, id, Access::Enabled).map(|_| ())
}

fn set_access(
    desk: &mut Desk,
    call: &mut Call<'_>,
    admin: &AdminSession<'_>,
    id: UserId,
    access: Access,
) -> Result<u64, ActError> {
    let (right, act, what) = match access {
        Access::Disabled => (Right::Disable, Act::UserDisabled, "a disable"),
        Access::Enabled => (Right::Enable, Act::UserEnabled, "an enable"),
    };
    let asked = Asked {
        right,
        target: Some(id),
        what,
    };
    act_as(desk, call, admin, asked, |tx, call, allowed| {
        let old = allowed
            .target
            .map(|user| access_word(user.access).to_owned());
        tx.set_access(id, access, call.now)?;
        let by = allowed.actor.id;
        let mut struck = Vec::new();
        if access == Access::Disabled {
            tx.end_sessions_of(id, None, call.now)?;
            struck.push(id);
        }
        let revoked = shown_codes::revoke(tx, call, by, &struck)?;
        let entry =
            call.entry(by, act)
                .on(id)
                .change("access", old, Some(access_word(access).to_owned()));
        Ok(Ok((revoked.number, revoked.beside(entry))))
    })
}

fn access_word(access: Access) -> &'static str {
    match access {
        Access::Enabled => "enabled",
        Access::Disabled => "disabled",
    }
}
