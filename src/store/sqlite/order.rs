//! The orders of lists, as segments that follow one another and keys that continue within them.
//!
//! ```text
//! name         name_key, email
//! e-mail       email
//! last sign-in those who did, the latest first · those who never did, by id
//! expiry       forced · older than the expire-all in force · set ahead of the clock · by when it was set ·
//!              Connect · not set
//! ```

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
}

impl Key {
    /// Returns the segment in which a user lies.
    pub(super) fn of(list: &List<'_>, user: &User) -> Self {
        match list.order {
            Order::Name => Self::Name,
            Order::Email => Self::Email,
            Order::LastSignIn if user.last_sign_in.is_some() => Self::SignedIn,
            Order::LastSignIn => Self::NeverSignedIn,
            Order::Expiry => Self::Urgency(class(user, list)),
        }
    }

    pub(super) fn columns(self) -> &'static [&'static str] {
        match self {
            Self::Name => &["name_key", "email"],
            Self::Email => &["email"],
            Self::SignedIn => &["last_sign_in", "id"],
            Self::NeverSignedIn | Self::Urgency(Class::NotSet) => &["id"],
            Self::Urgency(Class::Forced) => &["force_id", "gen", "changed_at", "id"],
            Self::Urgency(Class::Older | Class::Connect) => &["gen", "changed_at", "id"],
            Self::Urgency(Class::Ahead | Class::Dated) => &["changed_at", "id"],
        }
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
        }
    }
}

fn class(user: &User, list: &List<'_>) -> Class {
    let (in_force, limit) = (
        list.rules.expire_alls.in_force(),
        list.selection.clock_limit,
    );
    match (&user.credential, user.membership.kind()) {
        (None, _) => Class::NotSet,
        (Some(_), Kind::Connect) => Class::Connect,
        (Some(set), Kind::Firm) if set.force.is_some() => Class::Forced,
        (Some(set), Kind::Firm) if set.knows < in_force => Class::Older,
        // To the millisecond, as it is stored.
        (Some(set), Kind::Firm) if ms(set.changed_at) > ms(limit) => Class::Ahead,
        (Some(_), Kind::Firm) => Class::Dated,
    }
}

fn changed_at(set: Option<&Credential>) -> i64 {
    set.map_or(i64::MIN, |set| ms(set.changed_at))
}

fn force(set: Option<&Credential>) -> i64 {
    set.and_then(|set| set.force)
        .map_or(i64::MIN, |force| force.0)
}
