//! What several commands put into JSON: the number of its shape, and the words that stand for kinds, roles and
//! statuses.
//!
//! These words and the order of fields are documented and stay.

use serde::Serialize;

use crate::domain::Outcome;

pub(super) use crate::service::SCHEMA;
use crate::words::programs::left_out;
pub(super) use crate::words::programs::{rfc3339, role};

/// A document with its shape's number first.
#[derive(Serialize)]
pub(super) struct Document<T> {
    schema: u8,
    #[serde(flatten)]
    content: T,
}

impl<T: Serialize> Document<T> {
    pub(super) fn of(content: T) -> Self {
        Self {
            schema: SCHEMA,
            content,
        }
    }
}

/// Whom an act reached, and who was left out and why (E6).
#[derive(Serialize)]
pub(super) struct OutcomeInJson {
    reached: u64,
    you_among_them: bool,
    left_out: Vec<LeftOut>,
}

#[derive(Serialize)]
pub(super) struct LeftOut {
    reason: &'static str,
    people: u64,
}

/// Puts into JSON who was left out of an act.
pub(super) fn left_out_of(outcome: &Outcome) -> Vec<LeftOut> {
    let groups = outcome.left_out.iter();
    let mut all: Vec<LeftOut> = groups
        .map(|(why, people)| LeftOut {
            reason: left_out(*why),
            people: *people,
        })
        .collect();
    if outcome.idle > 0 {
        all.push(LeftOut {
            reason: "not_signed_in",
            people: outcome.idle,
        });
    }
    all
}

impl From<&Outcome> for OutcomeInJson {
    fn from(outcome: &Outcome) -> Self {
        Self {
            reached: outcome.reached,
            you_among_them: outcome.you,
            left_out: left_out_of(outcome),
        }
    }
}
