//! What several commands put into JSON: the number of its shape, and the words that stand for kinds, roles and
//! statuses.
//!
//! These words and the order of fields are documented and stay.

use serde::Serialize;

pub(super) use crate::service::SCHEMA;
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
