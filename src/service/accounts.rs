//! The firm itself: founding it (the first run and `passward init`), and renaming it.

use crate::domain::audit::Act;
use crate::domain::strength::{BaselineFault, KnownWords, is_strong};
use crate::domain::{Email, FirmName, Membership, PersonName, Right, Role};
use crate::secret::{Password, ThrottleKey};
use crate::store::{NewUser, StoreError};
use crate::words::Printable;

use super::desk::End;
use super::judging::may_be_chosen;
use super::proof::{Asked, act_as};
use super::session::Proved;
use super::{ActError, AdminSession, Call, Desk, SignedIn, signing_in};

/// What a firm begins with.
#[derive(Debug)]
pub struct NewFirm {
    /// Its name.
    pub firm: FirmName,
    /// The owner's name.
    pub name: PersonName,
    /// The owner's e-mail.
    pub email: Email,
    /// The owner's password.
    pub password: Password,
}

/// Why a firm was not founded.
#[derive(Debug, thiserror::Error)]
pub enum FoundError {
    /// The password may not be chosen (S5).
    #[error(transparent)]
    Baseline(#[from] BaselineFault),
    /// There is one already.
    #[error("This database already belongs to a firm. Nothing was changed. Sign in instead.")]
    FoundedAlready,
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl NewFirm {
    /// Returns the words the owner's password is judged with, for the meter.
    #[must_use]
    pub fn known_words(firm: &str, name: &str, email: &str) -> KnownWords {
        KnownWords::new(firm, name, email)
    }
}

/// Founds the firm and signs its owner in: one transaction.
pub fn found_firm(
    desk: &mut Desk,
    call: &mut Call<'_>,
    new: &NewFirm,
) -> Result<SignedIn, FoundError> {
    let known = NewFirm::known_words(new.firm.as_str(), new.name.as_str(), new.email.as_str());
    may_be_chosen(&desk.lists, &known, &new.password)?;
    let strong = is_strong(new.password.as_str(), &known);
    let phc = desk.hasher.hash(&new.password, &mut *call.rng);
    let key = ThrottleKey::generate(&mut *call.rng);
    let lock = desk.lock(&mut *call.rng)?;
    let owner = NewUser {
        name: new.name.clone(),
        email: new.email.clone(),
        membership: Membership::Firm(Role::Owner),
        login: None,
    };
    desk.act(|tx| {
        if tx.account()?.is_some() {
            return Ok((Err(FoundError::FoundedAlready), End::Unchanged));
        }
        let id = tx.found(&new.firm, &key, &owner)?;
        let set = tx.set_password(id, &phc, strong, call.now, None)?;
        let (Ok(serial), Some(user)) = (set, tx.user(id)?) else {
            return Err(StoreError::Damaged {
                what: "the owner who was just added is not there".to_owned(),
                cause: None,
            });
        };
        let proved = Proved {
            serial,
            weak: false,
        };
        let signed_in = signing_in::start(tx, call, &user, proved, &lock)?;
        let founded = call
            .entry(id, Act::FirmFounded)
            .on(id)
            .change("firm", None, Some(new.firm.as_str().to_owned()))
            .change("name", None, Some(new.name.as_str().to_owned()))
            .change("e-mail", None, Some(new.email.as_str().to_owned()));
        Ok((
            Ok(signed_in),
            End::Record(vec![founded, signing_in::entry(call, &user)]),
        ))
    })?
}

/// Renames the firm (U4). What was seen to be strong was judged with the old name: it is forgotten for everyone (S8).
pub fn rename_firm(
    desk: &mut Desk,
    call: &mut Call<'_>,
    admin: &AdminSession<'_>,
    firm: &FirmName,
) -> Result<(), ActError> {
    let asked = Asked {
        right: Right::RenameFirm,
        target: None,
        what: "a new name for the firm",
    };
    act_as(desk, call, admin, asked, |tx, call, allowed| {
        let old = tx.account()?.map(|account| account.firm);
        if old.as_ref() == Some(firm) {
            return Ok(Ok(((), Vec::new())));
        }
        tx.rename_firm(firm)?;
        let entry = call.entry(allowed.actor.id, Act::FirmRenamed).change(
            "firm",
            old.map(|old| old.as_str().to_owned()),
            Some(firm.as_str().to_owned()),
        );
        Ok(Ok(((), vec![entry])))
    })
}

/// Returns the firm's name, for the sign-in screen; `None` where set-up was not finished.
pub fn firm_name(desk: &mut Desk) -> Result<Option<Printable>, StoreError> {
    let account = desk.look()?.account()?;
    Ok(account.map(|account| Printable::from(&account.firm)))
}
