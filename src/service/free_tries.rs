//! The free tries that a flood of made-up e-mails has taken from everyone (S3), given back from the machine that holds
//! the database.

use crate::domain::audit::{Act, Actor, Entry};
use crate::domain::throttle::Rule;
use crate::store::{Look, StoreError};

use super::desk::End;
use super::{Call, Desk};

/// From how many everyone's wrong tries are counted.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct CountedFrom {
    /// Those of passwords.
    pub passwords: u32,
    /// Those of codes.
    pub codes: u32,
}

impl CountedFrom {
    /// Says whether nothing was taken from anybody.
    #[must_use]
    pub fn is_nought(self) -> bool {
        self == Self::default()
    }

    /// Reads it.
    pub(super) fn of(look: &dyn Look) -> Result<Self, StoreError> {
        Ok(Self {
            passwords: look.floor_of_tries(Rule::Password)?,
            codes: look.floor_of_tries(Rule::Code)?,
        })
    }
}

/// Says from how many everyone's wrong tries are counted.
pub fn counted_from(desk: &mut Desk) -> Result<CountedFrom, StoreError> {
    CountedFrom::of(desk.look()?.as_ref())
}

/// Counts everyone's wrong tries from nought again, and returns from how many they were counted; what is locked stays
/// locked. Where nothing was taken, nothing is done.
///
/// Every count falls alike, so that this tells no more than before who is a user. Whoever guesses has as many more tries
/// under each e-mail, which is why it asks for whoever holds the database (R7) and is on record.
pub fn give_free_tries_back(
    desk: &mut Desk,
    call: &mut Call<'_>,
    by: &str,
) -> Result<CountedFrom, StoreError> {
    desk.act(|tx| {
        let before = CountedFrom::of(&*tx)?;
        if before.is_nought() {
            return Ok((before, End::Unchanged));
        }
        for rule in Rule::ALL {
            tx.lower_floor_of_tries(rule, call.now)?;
        }
        let actor = Actor::Machine(by.to_owned());
        let mut entry = Entry::new(call.now, actor, Act::FreeTriesGivenBack, call.from.as_str());
        for (field, from) in [
            ("wrong passwords count from", before.passwords),
            ("wrong codes count from", before.codes),
        ] {
            if from > 0 {
                entry = entry.change(field, Some(from.to_string()), Some("0".to_owned()));
            }
        }
        Ok((before, End::with(entry)))
    })
}
