//! The orders of lists, as segments that follow one another and keys that continue within them.
//!
//! ```text
//! name         name_key, email
//! e-mail       email
//! last sign-in those who did, the latest first · those who never did, by id
//! expiry       forced · older than the expire-all in force · set ahead of the clock · by when it was set ·
//!              Connect · not set
//! ```

use std::borrow::Cow;
use std::cmp::Ordering;

use rusqlite::types::Value;

use super::pages::List;
use super::ranges::Class;
use super::row::ms;
use crate::domain::{Credential, Kind, Order, User};

/// What the rows of one segment are sorted by. The order of the variants is that of the segments.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Key {
    Name,
    Email,
    SignedIn,
    NeverSignedIn,
    Urgency(Class),
    /// All of the order by expiry as one segment, for rows that are sorted.
    Ranked(Ranked),
}

/// What the class of a user depends on besides themselves.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Ranked {
    /// The number of the expire-all in force.
    in_force: i64,
    /// In milliseconds; a password set beyond it is set ahead of the clock (E9).
    limit: i64,
}

impl Key {
    /// Returns the segment in which a user lies.
    pub(super) fn of(list: &List<'_>, user: &User) -> Self {
        match list.order {
            Order::Name => Self::Name,
            Order::Email => Self::Email,
            Order::LastSignIn if user.last_sign_in.is_some() => Self::SignedIn,
            Order::LastSignIn => Self::NeverSignedIn,
            Order::Expiry => Self::Urgency(Ranked::of(list).class(user)),
        }
    }

    /// Returns what rows are sorted by, in the words of SQL.
    pub(super) fn columns(self) -> Vec<Cow<'static, str>> {
        let columns: &[&str] = match self {
            Self::Name => &["name_key", "email"],
            Self::Email => &["email"],
            Self::SignedIn => &["last_sign_in", "id"],
            Self::NeverSignedIn | Self::Urgency(Class::NotSet) => &["id"],
            Self::Urgency(Class::Forced) => &["force_id", "gen", "changed_at", "id"],
            Self::Urgency(Class::Older | Class::Connect) => &["gen", "changed_at", "id"],
            Self::Urgency(Class::Ahead | Class::Dated) => &["changed_at", "id"],
            Self::Ranked(ranked) => return ranked.columns(),
        };
        columns.iter().copied().map(Cow::Borrowed).collect()
    }

    /// Says whether the list's forward direction is the index's backward one.
    pub(super) fn is_latest_first(self) -> bool {
        self == Self::SignedIn
    }

    /// Returns the values of [`Key::columns`] for a user who lies in the segment.
    pub(super) fn values(self, user: &User) -> Vec<Value> {
        let text = |text: &str| Value::Text(text.to_owned());
        let id = Value::Integer(user.id.0);
        let set = user.credential.as_ref();
        let knows = Value::Integer(set.map_or(-1, |set| i64::from(set.knows.0)));
        let changed = Value::Integer(changed_at(set));
        match self {
            Self::Name => vec![text(&user.name.key()), text(user.email.as_str())],
            Self::Email => vec![text(user.email.as_str())],
            Self::SignedIn => vec![Value::Integer(user.last_sign_in.map_or(i64::MIN, ms)), id],
            Self::NeverSignedIn | Self::Urgency(Class::NotSet) => vec![id],
            Self::Urgency(Class::Forced) => vec![Value::Integer(force(set)), knows, changed, id],
            Self::Urgency(Class::Older | Class::Connect) => vec![knows, changed, id],
            Self::Urgency(Class::Ahead | Class::Dated) => vec![changed, id],
            Self::Ranked(ranked) => {
                let mut rank = Vec::from(ranked.rank(user).map(Value::Integer));
                rank.push(id);
                rank
            }
        }
    }

    /// Compares two users of the segment as the index does.
    pub(super) fn compare(self, a: &User, b: &User) -> Ordering {
        let (set_a, set_b) = (a.credential.as_ref(), b.credential.as_ref());
        let knows = |set: Option<&Credential>| set.map(|set| set.knows);
        let by_change = || changed_at(set_a).cmp(&changed_at(set_b));
        let by_id = || a.id.cmp(&b.id);
        match self {
            Self::Name => (a.name.key(), a.email.as_str()).cmp(&(b.name.key(), b.email.as_str())),
            Self::Email => a.email.as_str().cmp(b.email.as_str()),
            Self::SignedIn => a.last_sign_in.cmp(&b.last_sign_in).then_with(by_id),
            Self::NeverSignedIn | Self::Urgency(Class::NotSet) => by_id(),
            Self::Urgency(Class::Forced) => force(set_a)
                .cmp(&force(set_b))
                .then_with(|| knows(set_a).cmp(&knows(set_b)))
                .then_with(by_change)
                .then_with(by_id),
            Self::Urgency(Class::Older | Class::Connect) => knows(set_a)
                .cmp(&knows(set_b))
                .then_with(by_change)
                .then_with(by_id),
            Self::Urgency(Class::Ahead | Class::Dated) => by_change().then_with(by_id),
            Self::Ranked(ranked) => ranked.rank(a).cmp(&ranked.rank(b)).then_with(by_id),
        }
    }
}

impl Ranked {
    pub(super) fn of(list: &List<'_>) -> Self {
        Self {
            in_force: i64::from(list.rules.expire_alls.in_force().0),
            limit: ms(list.selection.clock_limit),
        }
    }

    fn class(self, user: &User) -> Class {
        match (&user.credential, user.membership.kind()) {
            (None, _) => Class::NotSet,
            (Some(_), Kind::Connect) => Class::Connect,
            (Some(set), Kind::Firm) if set.force.is_some() => Class::Forced,
            (Some(set), Kind::Firm) if i64::from(set.knows.0) < self.in_force => Class::Older,
            // To the millisecond, as it is stored.
            (Some(set), Kind::Firm) if ms(set.changed_at) > self.limit => Class::Ahead,
            (Some(_), Kind::Firm) => Class::Dated,
        }
    }

    /// Returns where a user stands, but for their id.
    fn rank(self, user: &User) -> [i64; 4] {
        let (class, set) = (self.class(user), user.credential.as_ref());
        let knows = match class {
            Class::Forced | Class::Older | Class::Connect => set.map(|set| set.knows.0),
            Class::Ahead | Class::Dated | Class::NotSet => None,
        };
        [
            class as i64,
            set.and_then(|set| set.force).map_or(0, |force| force.0),
            knows.map_or(0, i64::from),
            set.map_or(0, |set| ms(set.changed_at)),
        ]
    }

    /// Says the same as [`Ranked::rank`] in the words of SQL.
    fn columns(self) -> Vec<Cow<'static, str>> {
        let Self { in_force, limit } = self;
        let class = format!(
            "CASE WHEN gen IS NULL THEN {} WHEN kind = 1 THEN {} WHEN force_id IS NOT NULL THEN {} \
             WHEN gen < {in_force} THEN {} WHEN changed_at > {limit} THEN {} ELSE {} END",
            Class::NotSet as i64,
            Class::Connect as i64,
            Class::Forced as i64,
            Class::Older as i64,
            Class::Ahead as i64,
            Class::Dated as i64,
        );
        let knows = format!(
            "CASE WHEN kind = 1 OR force_id IS NOT NULL OR gen < {in_force} THEN coalesce(gen, 0) ELSE 0 END"
        );
        vec![
            class.into(),
            "coalesce(force_id, 0)".into(),
            knows.into(),
            "coalesce(changed_at, 0)".into(),
            "id".into(),
        ]
    }
}

fn changed_at(set: Option<&Credential>) -> i64 {
    set.map_or(i64::MIN, |set| ms(set.changed_at))
}

fn force(set: Option<&Credential>) -> i64 {
    set.and_then(|set| set.force)
        .map_or(i64::MIN, |force| force.0)
}
