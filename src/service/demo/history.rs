//! What the made-up firm has been through: two updates of its policy, and an expire-all that was withdrawn.

use chrono::TimeDelta;

use crate::domain::audit::{Act, Actor, Entry};
use crate::domain::{
    Email, ExpiryInterval, FirmName, Generation, Instant, Policy, Reason, StrongPasswords, UserId,
};
use crate::store::{StoreError, Tx};
use crate::words;

use super::WITHDRAWN;

const FROM: &str = "the office";

/// How many days ago the firm was founded, and when all passwords were expired.
const FOUNDED: i64 = 400;
const EXPIRED_ALL: i64 = 150;
/// Under which policies it lived, and since how many days ago.
const POLICIES: [(i64, ExpiryInterval); 2] =
    [(300, ExpiryInterval::Days180), (60, ExpiryInterval::Days90)];

/// Returns the newest expire-all that a password set then knows (E3).
pub(super) fn known_at(changed_at: Instant, now: Instant) -> Generation {
    if changed_at > now - TimeDelta::days(EXPIRED_ALL) {
        WITHDRAWN
    } else {
        Generation(0)
    }
}

/// Writes policy and expire-all, and returns their entries.
pub(super) fn write(
    tx: &mut dyn Tx,
    now: Instant,
    owner: UserId,
) -> Result<Vec<Entry>, StoreError> {
    let ago = |days| now - TimeDelta::days(days);
    let entry = |at, by, act| Entry::new(at, Actor::User(by), act, FROM);
    let firm = tx.account()?.map(|account| account.firm);
    let name = firm.as_ref().map(FirmName::as_str).map(str::to_owned);
    let mut entries = vec![
        entry(ago(FOUNDED), owner, Act::FirmFounded)
            .on(owner)
            .change("firm", None, name),
    ];
    for (days, expiry) in POLICIES {
        let before = tx.policy()?;
        let policy = Policy {
            strong: StrongPasswords::NotRequired,
            expiry,
        };
        let _ = tx.save_policy(&policy, before.revision, owner, ago(days))?;
        entries.push(entry(ago(days), owner, Act::PolicyUpdated).change(
            "password expiry",
            Some(words::expiry_value(before.policy.expiry)),
            Some(words::expiry_value(expiry)),
        ));
    }
    let ben = tx.user_by_email(&Email::on_record(
        "ben.okafor@hartwellfinch.example".to_owned(),
    ))?;
    let ben = ben.map_or(owner, |user| user.id);
    let reason = Reason::on_record("A suspicious mail on Friday".to_owned());
    let at = ago(EXPIRED_ALL);
    tx.expire_all(ben, at, Some(&reason))?;
    entries.push(
        entry(at, ben, Act::AllExpired)
            .change("expire-all", None, Some(WITHDRAWN.0.to_string()))
            .because(Some(reason)),
    );
    let at = at + TimeDelta::minutes(25);
    tx.withdraw_expire_all(owner, at)?;
    entries.push(entry(at, owner, Act::ExpireAllWithdrawn).change(
        "expire-all",
        Some(WITHDRAWN.0.to_string()),
        None,
    ));
    Ok(entries)
}
