//! A store in memory that does what the traits promise, in the plainest way: it looks at everybody.

mod look;
mod tx;

use std::cmp::Ordering;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, Mutex, PoisonError};

use crate::domain::audit::{
    Entry, EntryNo, Filing, FilingSum, Head, LogFilter, RawEntry, Skimmed, StoredEntry,
};
use crate::domain::code::CodeEnd;
use crate::domain::impact::{is_live, questions};
use crate::domain::mail::*;
use crate::domain::throttle::{Bound, Rule, Tries};
use crate::domain::*;
use crate::secret::{CodeHash, Phc, Settings, ThrottleKey, TryKey};
use crate::store::*;

#[derive(Clone, Default)]
struct Data {
    version: u64,
    account: Option<(FirmName, UserId, [u8; 32])>,
    policy: PolicyOnRecord,
    alls: Vec<ExpireAll>,
    forces: Vec<Force>,
    users: BTreeMap<UserId, User>,
    logins: BTreeMap<UserId, LoginName>,
    secrets: BTreeMap<UserId, StoredCredential>,
    codes: BTreeMap<UserId, (CodeOnRecord, CodeHash)>,
    tries: BTreeMap<TryKey, TriesOnRecord>,
    floors: BTreeMap<Rule, u32>,
    seen: BTreeMap<UserId, EntryNo>,
    log: Vec<StoredEntry>,
    sessions: BTreeMap<SessionId, SessionOnRecord>,
    jobs: BTreeMap<JobId, MailJob>,
    marks: BTreeMap<(JobId, UserId), MailMark>,
    notices: BTreeMap<(UserId, Instant, Instant), NoticeStep>,
    email_since: BTreeMap<UserId, Instant>,
}

/// Tries, and what decides when they are forgotten.
#[derive(Clone, Copy)]
struct TriesOnRecord {
    tries: Tries,
    of_user: bool,
    rests_from: Instant,
}

/// The store; clones share their data.
#[derive(Clone)]
pub(crate) struct Memory {
    data: Arc<Mutex<Data>>,
    known: u64,
    /// How many commits are answered with "overtaken" before one passes.
    pub(crate) overtaken: Arc<Mutex<u32>>,
    held: Arc<Mutex<BTreeSet<LockName>>>,
    bound: Bound,
}

impl Default for Memory {
    fn default() -> Self {
        Self::bounding_tries(Bound::OURS)
    }
}

/// A lock that is held until it is dropped.
#[derive(Debug)]
struct HeldName {
    name: LockName,
    all: Arc<Mutex<BTreeSet<LockName>>>,
}

impl Hold for HeldName {}

impl Drop for HeldName {
    fn drop(&mut self) {
        self.all.lock().unwrap().remove(&self.name);
    }
}

struct Open {
    of: Memory,
    data: Data,
}

impl Memory {
    /// A store that forgets tries beyond some number (S3).
    pub(crate) fn bounding_tries(bound: Bound) -> Self {
        Self {
            data: Arc::default(),
            known: 0,
            overtaken: Arc::default(),
            held: Arc::default(),
            bound,
        }
    }
    /// How many commits there have been.
    pub(crate) fn version(&self) -> u64 {
        self.read().version
    }
    fn read(&self) -> Data {
        self.data
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .clone()
    }
}

impl Store for Memory {
    fn begin(&mut self) -> Result<Box<dyn Tx + '_>> {
        Ok(Box::new(Open {
            of: self.clone(),
            data: self.read(),
        }))
    }
    fn look(&mut self) -> Result<Box<dyn Look + '_>> {
        Ok(Box::new(Open {
            of: self.clone(),
            data: self.read(),
        }))
    }
    fn another(&self) -> Result<Box<dyn Store>> {
        Ok(Box::new(self.clone()))
    }
    fn changed_elsewhere(&mut self) -> Result<bool> {
        let version = self.read().version;
        let changed = version != self.known;
        self.known = version;
        Ok(changed)
    }
    fn hold(&self, name: &LockName) -> Result<Box<dyn Hold>> {
        self.held.lock().unwrap().insert(name.clone());
        Ok(Box::new(HeldName {
            name: name.clone(),
            all: self.held.clone(),
        }))
    }
    fn interrupter(&self) -> Box<dyn Fn() + Send + Sync> {
        Box::new(|| {})
    }
}

impl Open {
    fn user_mut(&mut self, id: UserId) -> &mut User {
        self.data.users.get_mut(&id).expect("a user of the test")
    }
    fn selected(
        &self,
        selection: &Selection,
        rules: &Rules,
        order: Order,
        direction: Direction,
    ) -> Vec<User> {
        let all = self.data.users.values();
        let mut users: Vec<User> = all
            .filter(|user| selection.contains(user, rules))
            .cloned()
            .collect();
        users.sort_by(|a, b| compare(a, b, order, selection, rules));
        if direction == Direction::Reverse {
            users.reverse();
        }
        users
    }
    fn reached(&self, reach: &Reach, rules: &Rules) -> Vec<UserId> {
        let users = self.data.users.values();
        let reached = users.filter(|user| reach.contains(user, rules));
        reached.map(|user| user.id).collect()
    }
    fn revoke(&mut self, id: UserId, now: Instant) -> bool {
        let Some((code, _)) = self.data.codes.get_mut(&id) else {
            return false;
        };
        let open = code.ended.is_none() && now < code.until;
        if open {
            code.ended = Some(CodeEnd::Revoked(now));
            self.user_mut(id).code_until = None;
        }
        open
    }
    fn insert(&mut self, new: &NewUser) -> UserId {
        let id = UserId(i64::try_from(self.data.users.len()).unwrap() + 1);
        let user = User {
            id,
            name: new.name.clone(),
            email: new.email.clone(),
            membership: new.membership,
            access: Access::Enabled,
            credential: None,
            seen_strong: false,
            last_sign_in: None,
            code_until: None,
        };
        self.data.users.insert(id, user);
        if let Some(login) = &new.login {
            self.data.logins.insert(id, login.clone());
        }
        id
    }
    fn marks_of(&self, job: JobId) -> impl Iterator<Item = (UserId, MailMark)> {
        let marks = self.data.marks.iter();
        marks
            .filter(move |((of, _), _)| *of == job)
            .map(|((_, user), mark)| (*user, *mark))
    }
    fn end_those(&mut self, now: Instant, which: impl Fn(&SessionOnRecord) -> bool) {
        let open = |session: &&mut SessionOnRecord| session.ended_at.is_none() && which(session);
        for session in self.data.sessions.values_mut().filter(open) {
            session.ended_at = Some(now);
        }
    }
    /// Forgets the tries under one e-mail where they are too many.
    fn forgot_one(&mut self, rule: Rule, now: Instant) -> bool {
        let stored = self.data.tries.iter();
        let mut in_order: Vec<(u32, Instant, TryKey, Tries)> = stored
            .filter(|(key, _)| key.rule() == rule)
            .map(|(key, of)| (of.tries.count(rule), of.rests_from, *key, of.tries))
            .collect();
        in_order.sort_by_key(|(count, from, key, _)| (*count, *from, *key));
        let mut counts: Vec<(u32, u64)> = Vec::new();
        for (count, ..) in &in_order {
            match counts.last_mut() {
                Some((last, number)) if last == count => *number += 1,
                _ => counts.push((*count, 1)),
            }
        }
        let first = |wanted| in_order.iter().find(|(count, ..)| *count == wanted);
        let rests = |count| Ok(first(count).is_some_and(|(.., tries)| tries.rests(rule, now)));
        let forgotten = self.of.bound.forgets::<StoreError>(rule, &counts, rests);
        let Some((count, _, key, _)) = forgotten.unwrap().and_then(first) else {
            return false;
        };
        self.data.tries.remove(key);
        let floor = self.data.floors.entry(rule).or_default();
        *floor = rule.floor_after(*floor, *count);
        true
    }
    fn put_back(self) -> Result<()> {
        let mut overtaken = self.of.overtaken.lock().unwrap();
        let mut data = self.of.data.lock().unwrap();
        if *overtaken > 0 || data.version != self.data.version {
            *overtaken = overtaken.saturating_sub(1);
            return Err(StoreError::Overtaken);
        }
        *data = self.data;
        data.version += 1;
        Ok(())
    }
}

fn compare(a: &User, b: &User, order: Order, selection: &Selection, rules: &Rules) -> Ordering {
    match order {
        Order::Name => (a.name.key(), a.email.as_str()).cmp(&(b.name.key(), b.email.as_str())),
        Order::Email => a.email.as_str().cmp(b.email.as_str()),
        Order::Expiry => {
            let in_force = rules.expire_alls.in_force();
            let key = |user: &User| {
                let connect = user.membership.kind() == Kind::Connect;
                let Some(set) = user.credential else {
                    return (5, None, None, None, user.id);
                };
                let (class, knows) = match set {
                    _ if connect => (4, Some(set.knows)),
                    _ if set.force.is_some() => (0, Some(set.knows)),
                    _ if set.knows < in_force => (1, Some(set.knows)),
                    _ if set.changed_at > selection.clock_limit => (2, None),
                    _ => (3, None),
                };
                (class, set.force, knows, Some(set.changed_at), user.id)
            };
            key(a).cmp(&key(b))
        }
        Order::LastSignIn if a.last_sign_in.or(b.last_sign_in).is_none() => a.id.cmp(&b.id),
        Order::LastSignIn => (b.last_sign_in, b.id).cmp(&(a.last_sign_in, a.id)),
    }
}
