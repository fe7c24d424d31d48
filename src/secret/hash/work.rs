//! What is computed for a try, before it is known whether the password is right (S1).
//!
//! While foreign hashes are on record, a try computes one hash of our own and one of each setting among them, in the
//! same order whoever it is about: the person's own hash in the place of its setting, a made-up one in the place of each
//! other. So a known address costs what an unknown one does, whatever is typed and however busy the machine is. A right
//! password ends the list, which only who knows it sees.

use super::{Phc, Setting};

/// How much all foreign settings together may cost a try: four of the costliest hashes.
const MOST_SIXTEENTHS: u64 = 4 * 16;

/// The settings of the foreign hashes on record: in order, each once, and together within what a try may cost.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Settings {
    all: Vec<Setting>,
    beyond: usize,
}

/// A hash is of one setting too many.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error(
    "With this hash a failed sign-in would take too long: each computes one hash of every scheme and cost on record. Leave the cell empty, and its owner gets a setup code; or import this line once those whose hashes have other costs have signed in."
)]
pub struct TooManySettings;

impl Settings {
    /// That of one hash.
    pub(super) fn of(phc: Option<&Phc>) -> Self {
        Self::on_record(phc.and_then(Phc::setting))
    }

    /// Takes those that are on record. What goes beyond the bound is left out, and with it every hash of that setting: it
    /// matches nothing. An import never gets so far ([`Settings::add`]).
    #[must_use]
    pub fn on_record(settings: impl IntoIterator<Item = Setting>) -> Self {
        let foreign = settings.into_iter().filter(|found| *found != Setting::OWN);
        let mut all: Vec<Setting> = foreign.collect();
        all.sort_unstable();
        all.dedup();
        let mut sum = 0;
        let fits = all.iter().take_while(|setting| {
            sum += setting.sixteenths();
            sum <= MOST_SIXTEENTHS
        });
        let fits = fits.count();
        let beyond = all.split_off(fits).len();
        Self { all, beyond }
    }

    /// Adds the setting of one more hash, as far as all of them stay within the bound.
    pub fn add(&mut self, phc: &Phc) -> Result<(), TooManySettings> {
        let Some(setting) = phc.setting().filter(|setting| *setting != Setting::OWN) else {
            return Ok(());
        };
        let Err(place) = self.all.binary_search(&setting) else {
            return Ok(());
        };
        let sum: u64 = self.all.iter().map(|known| known.sixteenths()).sum();
        // Where some are beyond it, one more could push out others.
        if self.beyond > 0 || sum + setting.sixteenths() > MOST_SIXTEENTHS {
            return Err(TooManySettings);
        }
        self.all.insert(place, setting);
        Ok(())
    }

    /// Returns how many there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.all.len()
    }

    /// Returns how many more there are on record, put there by hand, whose hashes match nothing.
    #[must_use]
    pub fn beyond(&self) -> usize {
        self.beyond
    }

    /// Says whether there is none: nothing but a hash of our own is computed.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.all.is_empty()
    }
}

/// One hash that is computed.
#[derive(Clone, Copy)]
pub(super) struct Step<'a> {
    /// What it costs.
    pub(super) setting: Setting,
    /// The person's own hash; without it one is made up, which matches nothing.
    pub(super) own: Option<&'a Phc>,
}

/// Lists what is computed for a try that fails: the same settings in the same order, whatever it is held against.
pub(super) fn plan<'a>(
    against: Option<&'a Phc>,
    settings: &'a Settings,
) -> impl Iterator<Item = Step<'a>> {
    let all = std::iter::once(Setting::OWN).chain(settings.all.iter().copied());
    all.map(move |setting| Step {
        setting,
        own: against.filter(|phc| phc.setting() == Some(setting)),
    })
}

#[cfg(test)]
mod tests;
