//! A made-up firm to look around in: `passward demo`.
//!
//! About 55 named people, one or more in every state of E1, with a history that makes the forecast worth looking at;
//! beyond them as many generated ones as are asked for, the same each time. All have the same password and share
//! one hash. Everything is placed by `now`, which is an argument.

mod history;
mod many;
mod people;

use crate::domain::audit::{Act, Entry};
use crate::domain::throttle::{LOCKED_AT, Tries};
use crate::domain::{
    Access, CodeOnRecord, CodePurpose, Email, FirmName, Force, Generation, Instant, LoginName,
    PersonName, Reason, User,
};
use crate::secret::{Code, Password, Phc, ThrottleKey};
use crate::store::{FilledPassword, FilledUser, NewUser, StoreError, Tx};

use super::desk::End;
use super::{Call, Desk, throttling};
use people::{Had, Made, PEOPLE};

/// The password that everyone in the made-up firm has. It is strong (S6), so nobody is asked to change it for that.
pub const PASSWORD: &str = "harbour lantern violet 42";

/// The e-mail of the owner, as whom the demonstration opens.
pub const OWNER: &str = "ada.hartwell@hartwellfinch.example";

/// Its name.
const FIRM: &str = "Hartwell & Finch LLP";

/// Why the made-up firm was not filled.
#[derive(Debug, thiserror::Error)]
pub enum DemoError {
    /// There is a firm already.
    #[error(
        "This database already belongs to a firm. Nothing was changed. Name a new file for the demonstration."
    )]
    FoundedAlready,
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// How many people the made-up firm has where no number is asked for.
#[must_use]
pub fn named_people() -> u64 {
    PEOPLE.len() as u64
}

/// Fills an empty database with the made-up firm: so many people, or the named ones. One transaction.
///
/// Returns how many people there are.
pub fn fill(desk: &mut Desk, call: &mut Call<'_>, people: Option<u64>) -> Result<u64, DemoError> {
    let people = people.unwrap_or(named_people()).max(1);
    let shared = shared_hash(desk, call)?;
    let key = ThrottleKey::generate(&mut *call.rng);
    desk.act(|tx| {
        if tx.account()?.is_some() {
            return Ok((Err(DemoError::FoundedAlready), End::Unchanged));
        }
        let demo = Demo {
            now: call.now,
            phc: &shared,
        };
        let entries = demo.fill(tx, call, &key, people)?;
        Ok((Ok(people), End::Record(entries)))
    })?
}

fn shared_hash(desk: &mut Desk, call: &mut Call<'_>) -> Result<Phc, StoreError> {
    let password = Password::chosen(PASSWORD).map_err(|fault| StoreError::Damaged {
        what: fault.to_string(),
        cause: None,
    })?;
    Ok(desk.hasher.hash(&password, &mut *call.rng))
}

/// What everyone is made from.
struct Demo<'a> {
    now: Instant,
    phc: &'a Phc,
}

impl Demo<'_> {
    fn fill(
        &self,
        tx: &mut dyn Tx,
        call: &mut Call<'_>,
        key: &ThrottleKey,
        people: u64,
    ) -> Result<Vec<Entry>, StoreError> {
        let named = PEOPLE
            .iter()
            .take(usize::try_from(people).unwrap_or(usize::MAX));
        let Some(owner) = PEOPLE.first() else {
            return Ok(Vec::new());
        };
        let owner_id = tx.found(&FirmName::on_record(FIRM.to_owned()), key, &new_user(owner))?;
        // The owner comes from `found`, everybody else in one sweep.
        if let Had::Set(days) = owner.had {
            let _ = tx.set_password(owner_id, self.phc, true, self.ago(days), None)?;
            tx.note_sign_in(owner_id, self.now - chrono::TimeDelta::minutes(4))?;
        }
        let rest = named.clone().skip(1).map(|made| self.filled(made));
        let more = many::people(
            people.saturating_sub(named_people()),
            self.now,
            self.phc.clone(),
        );
        tx.fill(&mut rest.chain(more))?;
        let mut entries = history::write(tx, self.now, owner_id)?;
        for made in named {
            entries.extend(self.what_befell(tx, call, made)?);
        }
        entries.sort_by_key(|entry| entry.at);
        let filled = call.entry(owner_id, Act::DemoFilled);
        entries.push(filled.change("people", None, Some(people.to_string())));
        Ok(entries)
    }

    fn ago(&self, days: i64) -> Instant {
        self.now - chrono::TimeDelta::days(days)
    }

    fn filled(&self, made: &Made) -> FilledUser {
        let password = match made.had {
            Had::Set(days) | Had::Forced(days, _) | Had::LockedOut(days) => {
                let changed_at = self.ago(days);
                Some(FilledPassword {
                    phc: self.phc.clone(),
                    changed_at,
                    seen_strong: made.strong,
                    knows: history::known_at(changed_at, self.now),
                })
            }
            Had::Nothing | Had::CodeSince(_) => None,
        };
        FilledUser {
            user: new_user(made),
            access: made.access,
            password,
            last_sign_in: made.signed_in.map(|hours| {
                self.now - chrono::TimeDelta::hours(hours) - chrono::TimeDelta::minutes(hours % 53)
            }),
        }
    }

    /// Lays upon a named person what cannot be filled in: a force, a code.
    fn what_befell(
        &self,
        tx: &mut dyn Tx,
        call: &mut Call<'_>,
        made: &Made,
    ) -> Result<Vec<Entry>, StoreError> {
        let email = new_user(made).email;
        let (Some(user), Some(account)) = (tx.user_by_email(&email)?, tx.account()?) else {
            return Ok(Vec::new());
        };
        let owner = account.owner;
        match made.had {
            Had::Set(_) | Had::Nothing => Ok(disabled(call, owner, &user, self.ago(40))),
            Had::Forced(_, why) => {
                let at = self.ago(1);
                let reason = Some(Reason::on_record(why.to_owned()));
                let force = Force {
                    at,
                    by: owner,
                    reason: reason.clone(),
                };
                tx.force(user.id, &force)?;
                let entry = call
                    .entry(owner, Act::ChangeForced)
                    .on(user.id)
                    .because(reason);
                Ok(vec![Entry { at, ..entry }])
            }
            Had::LockedOut(_) => {
                let at = self.ago(1);
                let key = throttling::password_key(&account.key, email.as_str());
                let tries = Tries {
                    wrong: LOCKED_AT,
                    ..Tries::default()
                };
                tx.put_tries(&key, true, &tries, at)?;
                let entry = throttling::about(call, Act::Locked, Some(user.id));
                Ok(vec![Entry { at, ..entry }])
            }
            Had::CodeSince(days) => {
                let at = self.ago(days);
                let record = CodeOnRecord::issued(CodePurpose::Setup, owner, at);
                // Nobody was shown it: the demonstration shows how an open code looks, not the code.
                let record = CodeOnRecord {
                    shown_to: None,
                    ..record
                };
                tx.put_code(user.id, &record, &Code::generate(&mut *call.rng).hash())?;
                let added = call.entry(owner, Act::UserAdded).on(user.id);
                let issued = call.entry(owner, Act::CodeIssued).on(user.id);
                Ok(vec![Entry { at, ..added }, Entry { at, ..issued }])
            }
        }
    }
}

fn disabled(call: &Call<'_>, owner: crate::domain::UserId, user: &User, at: Instant) -> Vec<Entry> {
    if user.access == Access::Enabled {
        return Vec::new();
    }
    let entry = call.entry(owner, Act::UserDisabled).on(user.id).change(
        "access",
        Some("enabled".to_owned()),
        Some("disabled".to_owned()),
    );
    vec![Entry { at, ..entry }]
}

fn new_user(made: &Made) -> NewUser {
    let local = made.name.to_lowercase().replace(' ', ".");
    let local = crate::domain::text::fold(&local);
    NewUser {
        name: PersonName::on_record(made.name.to_owned()),
        email: Email::on_record(format!("{local}@{}", made.domain())),
        membership: made.membership,
        login: made.login.map(|name| LoginName::on_record(name.to_owned())),
    }
}

/// The expire-all that was withdrawn.
const WITHDRAWN: Generation = Generation(1);
