//! A store in memory that does what the traits promise, in the plainest way: it looks at everybody.

use std::cmp::Ordering;
use std::collections::{BTreeMap, BTreeSet};
use std::ops::ControlFlow;
use std::sync::{Arc, Mutex, PoisonError};

use crate::domain::audit::{
    Entry, EntryNo, Head, LogFilter, RawEntry, Skimmed, StoredEntry, TargetSum,
};
use crate::domain::code::CodeEnd;
use crate::domain::impact::{is_live, questions};
use crate::domain::mail::*;
use crate::domain::throttle::{LOCKED_AT, Tries};
use crate::domain::*;
use crate::secret::{CodeHash, Phc, ThrottleKey, TryKey};
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
    tries: BTreeMap<TryKey, Tries>,
    seen: BTreeMap<UserId, EntryNo>,
    log: Vec<StoredEntry>,
    sessions: BTreeMap<SessionId, SessionOnRecord>,
    jobs: BTreeMap<JobId, MailJob>,
    marks: BTreeMap<(JobId, UserId), MailMark>,
    notices: BTreeMap<(UserId, Instant, Instant), NoticeStep>,
    email_since: BTreeMap<UserId, Instant>,
}

/// The store; clones share their data.
#[derive(Clone, Default)]
pub(crate) struct Memory {
    data: Arc<Mutex<Data>>,
    known: u64,
    /// How many commits are answered with "overtaken" before one passes.
    pub(crate) overtaken: Arc<Mutex<u32>>,
    held: Arc<Mutex<BTreeSet<LockName>>>,
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

impl Look for Open {
    fn account(&self) -> Result<Option<Account>> {
        let account = self.data.account.clone();
        Ok(account.map(|(firm, owner, key)| Account {
            firm,
            owner,
            key: ThrottleKey::from_bytes(key),
        }))
    }
    fn policy(&self) -> Result<PolicyOnRecord> {
        Ok(self.data.policy)
    }
    fn expire_alls(&self) -> Result<ExpireAlls> {
        let alls = &self.data.alls;
        let latest = alls.last().map_or(Generation(0), |all| all.generation);
        let force = alls.iter().rfind(|all| all.withdrawn.is_none());
        Ok(ExpireAlls::new(
            latest,
            force.map_or(Generation(0), |all| all.generation),
        ))
    }
    fn expire_all_of(&self, generation: Generation) -> Result<Option<ExpireAll>> {
        Ok(self
            .data
            .alls
            .iter()
            .find(|all| all.generation == generation)
            .cloned())
    }
    fn newest_in_force(&self) -> Result<Option<ExpireAll>> {
        Ok(self
            .data
            .alls
            .iter()
            .rfind(|all| all.withdrawn.is_none())
            .cloned())
    }
    fn in_force_before(&self, generation: Generation) -> Result<Generation> {
        let mut before = self.data.alls.iter();
        let found = before.rfind(|all| all.withdrawn.is_none() && all.generation < generation);
        Ok(found.map(|all| all.generation).unwrap_or_default())
    }
    fn force_of(&self, id: ForceId) -> Result<Option<Force>> {
        Ok(self
            .data
            .forces
            .get(usize::try_from(id.0 - 1).unwrap())
            .cloned())
    }
    fn user(&self, id: UserId) -> Result<Option<User>> {
        Ok(self.data.users.get(&id).cloned())
    }
    fn user_by_email(&self, email: &Email) -> Result<Option<User>> {
        Ok(self
            .data
            .users
            .values()
            .find(|user| user.email == *email)
            .cloned())
    }
    fn user_by_login(&self, login: &LoginName) -> Result<Option<User>> {
        let mut logins = self.data.logins.iter();
        let holder = logins.find(|(_, name)| *name == login);
        Ok(holder.and_then(|(id, _)| self.data.users.get(id).cloned()))
    }
    fn login_of(&self, id: UserId) -> Result<Option<LoginName>> {
        Ok(self.data.logins.get(&id).cloned())
    }
    fn secret_of(&self, id: UserId) -> Result<Option<StoredCredential>> {
        Ok(self.data.secrets.get(&id).cloned())
    }
    fn code(&self, id: UserId) -> Result<Option<(CodeOnRecord, CodeHash)>> {
        Ok(self.data.codes.get(&id).cloned())
    }
    fn tries(&self, key: &TryKey) -> Result<Tries> {
        Ok(self.data.tries.get(key).copied().unwrap_or_default())
    }
    fn page(
        &self,
        selection: &Selection,
        rules: &Rules,
        order: Order,
        direction: Direction,
        from: &From,
        rows: usize,
    ) -> Result<Page> {
        let users = self.selected(selection, rules, order, direction);
        let at = |cursor: &Cursor| users.iter().position(|user| user.id == cursor.user.id);
        let start = match from {
            From::First => 0,
            From::Last => users.len().saturating_sub(rows),
            From::After(cursor) => at(cursor).map_or(0, |at| at + 1),
            From::Before(cursor) => at(cursor).unwrap_or(0).saturating_sub(rows),
            From::At(cursor) => at(cursor).unwrap_or(0),
        };
        let end = (start + rows).min(users.len());
        Ok(Page {
            more_before: start > 0,
            more_after: end < users.len(),
            users: users[start..end].to_vec(),
        })
    }
    fn count(&self, selection: &Selection, rules: &Rules) -> Result<Count> {
        Ok(Count::Exact(
            self.selected(selection, rules, Order::Name, Direction::Forward)
                .len() as u64,
        ))
    }
    fn place_of(
        &self,
        selection: &Selection,
        rules: &Rules,
        order: Order,
        direction: Direction,
        cursor: &Cursor,
    ) -> Result<Option<u64>> {
        let users = self.selected(selection, rules, order, direction);
        Ok(users
            .iter()
            .position(|user| user.id == cursor.user.id)
            .map(|at| at as u64))
    }
    fn nth(
        &self,
        selection: &Selection,
        rules: &Rules,
        order: Order,
        direction: Direction,
        n: u64,
    ) -> Result<Option<Cursor>> {
        let users = self.selected(selection, rules, order, direction);
        Ok(users.get(usize::try_from(n).unwrap()).map(Cursor::of))
    }
    fn census(&self, chosen: &Chosen, rules: &Rules) -> Result<Vec<(Sort, u64)>> {
        let users = self.data.users.values();
        let chosen = users.filter(|user| chosen.contains(user, rules));
        Ok(chosen.map(|user| (Sort::of(user), 1)).collect())
    }
    fn open_codes_of(&self, reach: &Reach, rules: &Rules, now: Instant) -> Result<u64> {
        let open = |id: &UserId| {
            let code = self.data.codes.get(id);
            code.is_some_and(|(code, _)| code.state(now) == CodeState::Open)
        };
        let reached = self.reached(reach, rules);
        Ok(reached.iter().filter(|id| open(id)).count() as u64)
    }
    fn preview_facts(&self, now: Instant, rules: &Rules, own: UserId) -> Result<PreviewFacts> {
        let enabled = || {
            self.data
                .users
                .values()
                .filter(|user| user.access == Access::Enabled)
        };
        let kind = |kind| enabled().filter(move |user| user.membership.kind() == kind);
        let live = |user: &&User| is_live(&rules.status(now, user));
        let changes: Vec<Instant> = kind(Kind::Firm)
            .filter(live)
            .filter_map(|user| user.credential)
            .map(|c| c.changed_at)
            .collect();
        let weak = |of| {
            kind(of)
                .filter(|user| user.credential.is_some() && !user.seen_strong)
                .count() as u64
        };
        let up_to = |at: Instant| changes.iter().filter(|changed| **changed <= at).count() as u64;
        Ok(PreviewFacts {
            at: now,
            firm_users: kind(Kind::Firm).count() as u64,
            connect_users: kind(Kind::Connect).count() as u64,
            not_seen_strong: (weak(Kind::Firm), weak(Kind::Connect)),
            changed_up_to: questions(now)
                .into_iter()
                .map(|at| (at, up_to(at)))
                .collect(),
            next_change: ExpiryInterval::ALL
                .into_iter()
                .map(|interval| {
                    let valid = changes.iter().filter(|changed| {
                        interval
                            .end_of_period(**changed)
                            .is_some_and(|end| now < end)
                    });
                    (interval, valid.min().copied())
                })
                .collect(),
            own: self
                .data
                .users
                .get(&own)
                .filter(live)
                .and_then(|user| user.credential),
        })
    }
    fn tallies(&self, now: Instant, rules: &Rules) -> Result<Tallies> {
        let mut tallies = Tallies::default();
        for user in self.data.users.values() {
            let status = rules.status(now, user);
            let cell = match (user.membership.kind(), user.access) {
                (Kind::Connect, Access::Enabled) => &mut tallies.connect,
                (Kind::Firm, Access::Enabled) if is_live(&status) => &mut tallies.firm_live,
                (Kind::Firm, Access::Enabled) if status == PasswordStatus::NotSet => {
                    &mut tallies.firm_invited
                }
                (Kind::Firm, Access::Enabled) => &mut tallies.firm_must_change,
                (Kind::Firm, Access::Disabled) if status != PasswordStatus::NotSet => {
                    &mut tallies.firm_disabled
                }
                (_, Access::Disabled) => continue,
            };
            *cell += 1;
        }
        Ok(tallies)
    }
    fn audit_head(&self) -> Result<Head> {
        Ok(self.data.log.last().map_or(Head::default(), |last| Head {
            no: last.no,
            hash: last.hash,
        }))
    }
    fn entries_from(&self, after: EntryNo, most: usize) -> Result<Vec<StoredEntry>> {
        Ok(self
            .data
            .log
            .iter()
            .filter(|entry| entry.no > after)
            .take(most)
            .cloned()
            .collect())
    }
    fn entries_about(&self, user: UserId, after: EntryNo, most: usize) -> Result<Vec<StoredEntry>> {
        let about = |stored: &&StoredEntry| {
            Entry::decoded(&stored.encoded).is_some_and(|entry| entry.targets.contains(&user))
        };
        Ok(self
            .data
            .log
            .iter()
            .filter(|entry| entry.no > after)
            .filter(about)
            .take(most)
            .cloned()
            .collect())
    }
    fn entry(&self, no: EntryNo) -> Result<Option<StoredEntry>> {
        Ok(self.data.log.iter().find(|entry| entry.no == no).cloned())
    }
    fn log_page(&self, filter: &LogFilter, from: LogFrom, rows: usize) -> Result<LogPage> {
        let is_wanted = |stored: &&StoredEntry| {
            let entry = Entry::decoded(&stored.encoded);
            let is_beyond = match from {
                LogFrom::Newest => true,
                LogFrom::OlderThan(no) => stored.no < no,
                LogFrom::NewerThan(no) => stored.no > no,
            };
            is_beyond && entry.is_some_and(|entry| filter.contains(&entry))
        };
        let all = self.data.log.iter().filter(is_wanted);
        let all: Vec<&StoredEntry> = match from {
            LogFrom::NewerThan(_) => all.collect(),
            LogFrom::Newest | LogFrom::OlderThan(_) => all.rev().collect(),
        };
        Ok(LogPage {
            goes_on: (all.len() > rows).then(|| all[rows - 1].no),
            entries: all.into_iter().take(rows).cloned().collect(),
        })
    }
    fn raw_entries(
        &self,
        after: EntryNo,
        see: &mut dyn FnMut(&RawEntry<'_>) -> ControlFlow<()>,
    ) -> Result<()> {
        for stored in self.data.log.iter().filter(|entry| entry.no > after) {
            let says = Skimmed::of_entry(stored).unwrap();
            let raw = RawEntry {
                no: i64::try_from(stored.no.0).unwrap(),
                encoded: &stored.encoded,
                previous: &stored.previous,
                hash: &stored.hash,
                at: says.at,
                actor: says.actor,
                act: says.act,
            };
            if see(&raw).is_break() {
                break;
            }
        }
        Ok(())
    }
    fn filed_targets(&self, up_to: EntryNo) -> Result<TargetSum> {
        let log = self.data.log.iter().filter(|entry| entry.no <= up_to);
        Ok(log
            .map(|entry| Skimmed::of_entry(entry).unwrap().targets)
            .sum())
    }
    fn first_misfiled(&self, _: EntryNo) -> Result<Option<EntryNo>> {
        Ok(None)
    }
    fn seen_up_to(&self, user: UserId) -> Result<EntryNo> {
        Ok(self.data.seen.get(&user).copied().unwrap_or_default())
    }
    fn session(&self, id: SessionId) -> Result<Option<SessionOnRecord>> {
        Ok(self.data.sessions.get(&id).cloned())
    }
    fn open_sessions(&self, of: Option<UserId>, most: usize) -> Result<Vec<SessionOnRecord>> {
        let mut open: Vec<_> = self.data.sessions.values().cloned().collect();
        open.retain(|session| session.ended_at.is_none());
        open.retain(|session| of.is_none_or(|user| user == session.user));
        open.sort_by_key(|session| (session.last_active_at, session.id));
        open.truncate(most);
        Ok(open)
    }
    fn is_held(&self, lock: &LockName) -> Result<bool> {
        Ok(self.of.held.lock().unwrap().contains(lock))
    }
    fn ahead_of(&self, cut: Instant, most: usize) -> Result<AheadOfClock> {
        let ahead = |user: &&User| {
            let set = user.credential.as_ref();
            set.is_some_and(|set| set.force.is_none() && set.changed_at > cut)
        };
        let mut some: Vec<_> = self
            .data
            .users
            .values()
            .filter(ahead)
            .map(|user| user.id)
            .collect();
        let users = some.len() as u64;
        some.sort_unstable();
        some.truncate(most);
        Ok(AheadOfClock { users, some })
    }
    fn locked(&self) -> Result<u64> {
        let tries = self.data.tries.values();
        Ok(tries.filter(|tries| tries.wrong >= LOCKED_AT).count() as u64)
    }
    fn miscounted(&self, _: Depth) -> Result<u64> {
        Ok(0)
    }
    fn mail_job(&self, id: JobId) -> Result<Option<MailJob>> {
        Ok(self.data.jobs.get(&id).cloned())
    }
    fn mail_jobs_due(&self, now: Instant, most: usize) -> Result<Vec<MailJob>> {
        let mut due: Vec<_> = self.data.jobs.values().cloned().collect();
        due.retain(|job| job.finished.is_none() && job.due_at <= now);
        due.sort_by_key(|job| (job.due_at, job.id));
        due.truncate(most);
        Ok(due)
    }
    fn code_jobs_of(&self, user: UserId) -> Result<Vec<MailJob>> {
        let mut jobs: Vec<_> = self.data.jobs.values().cloned().collect();
        jobs.retain(|job| {
            let code = matches!(job.asked.errand, Errand::Code(_));
            code && job.finished.is_none() && job.asked.whom == Whom::One(user)
        });
        Ok(jobs)
    }
    fn mail_mark(&self, job: JobId, user: UserId) -> Result<Option<MailMark>> {
        Ok(self.data.marks.get(&(job, user)).copied())
    }
    fn unsettled_mails(&self, job: JobId, most: usize) -> Result<Vec<(UserId, MailMark)>> {
        let waits =
            |mark: &MailMark| matches!(mark.state, MailState::Waiting | MailState::BeingSent);
        let mut found: Vec<_> = self.marks_of(job).filter(|(_, mark)| waits(mark)).collect();
        found.sort_by_key(|(user, mark)| (mark.at, *user));
        found.truncate(most);
        Ok(found)
    }
    fn mails_counted(&self, job: JobId) -> Result<Finished> {
        let number = |state| {
            self.marks_of(job)
                .filter(|(_, mark)| mark.state == state)
                .count()
        };
        Ok(Finished {
            at: Instant::default(),
            sent: number(MailState::Sent) as u64,
            given_up: number(MailState::GivenUp) as u64,
            unknown: number(MailState::Unknown) as u64,
        })
    }
    fn mails_missed(&self, job: JobId) -> Result<Vec<UserId>> {
        let missed =
            |mark: &MailMark| matches!(mark.state, MailState::GivenUp | MailState::Unknown);
        let found = self.marks_of(job).filter(|(_, mark)| missed(mark));
        Ok(found.map(|(user, _)| user).collect())
    }
    fn mail_standing(&self) -> Result<MailStanding> {
        let open = self.data.jobs.values().filter(|job| job.finished.is_none());
        Ok(MailStanding {
            waiting: open.count() as u64,
            ..MailStanding::default()
        })
    }
    fn users_after(&self, after: UserId, most: usize) -> Result<Vec<User>> {
        let users = self.data.users.values().filter(|user| user.id > after);
        Ok(users.take(most).cloned().collect())
    }
    fn notice_told(
        &self,
        user: UserId,
        changed_at: Instant,
        ends_at: Instant,
    ) -> Result<Option<NoticeStep>> {
        Ok(self.data.notices.get(&(user, changed_at, ends_at)).copied())
    }
    fn email_since(&self, user: UserId) -> Result<Option<Instant>> {
        Ok(self.data.email_since.get(&user).copied())
    }
}

impl Tx for Open {
    fn found(&mut self, firm: &FirmName, key: &ThrottleKey, owner: &NewUser) -> Result<UserId> {
        let id = self.insert(owner);
        self.data.account = Some((firm.clone(), id, *key.as_bytes()));
        Ok(id)
    }
    fn add_user(&mut self, user: &NewUser) -> Result<std::result::Result<UserId, Taken>> {
        if self.user_by_email(&user.email)?.is_some() {
            return Ok(Err(Taken::Email));
        }
        if let Some(login) = &user.login
            && self.user_by_login(login)?.is_some()
        {
            return Ok(Err(Taken::Login));
        }
        Ok(Ok(self.insert(user)))
    }
    fn edit_user(
        &mut self,
        id: UserId,
        name: &PersonName,
        email: &Email,
        now: Instant,
    ) -> Result<std::result::Result<(), Taken>> {
        if self
            .user_by_email(email)?
            .is_some_and(|other| other.id != id)
        {
            return Ok(Err(Taken::Email));
        }
        if self.user_mut(id).email != *email {
            self.data.email_since.insert(id, now);
            self.revoke(id, now);
        }
        let user = self.user_mut(id);
        user.name = name.clone();
        user.email = email.clone();
        user.seen_strong = false;
        Ok(Ok(()))
    }
    fn set_login(
        &mut self,
        id: UserId,
        login: Option<&LoginName>,
    ) -> Result<std::result::Result<(), Taken>> {
        let holder = login.map_or(Ok(None), |login| self.user_by_login(login))?;
        if holder.is_some_and(|holder| holder.id != id) {
            return Ok(Err(Taken::Login));
        }
        match login {
            Some(login) => self.data.logins.insert(id, login.clone()),
            None => self.data.logins.remove(&id),
        };
        Ok(Ok(()))
    }
    fn set_access(&mut self, id: UserId, access: Access, now: Instant) -> Result<()> {
        if access == Access::Disabled {
            self.revoke(id, now);
            if let Some(secret) = self.data.secrets.get_mut(&id) {
                secret.serial.0 += 1;
            }
        }
        self.user_mut(id).access = access;
        Ok(())
    }
    fn set_membership(&mut self, id: UserId, membership: Membership) -> Result<()> {
        let user = self.user_mut(id);
        user.membership = membership;
        if let Some(credential) = &mut user.credential
            && membership.kind() == Kind::Connect
        {
            credential.force = None;
        }
        Ok(())
    }
    fn hand_over(&mut self, to: UserId) -> Result<()> {
        let account = self.data.account.as_mut().expect("a founded firm");
        let owner = std::mem::replace(&mut account.1, to);
        self.set_membership(owner, Membership::Firm(Role::Administrator))?;
        self.set_membership(to, Membership::Firm(Role::Owner))
    }
    fn rename_firm(&mut self, firm: &FirmName) -> Result<()> {
        self.data.account.as_mut().expect("a founded firm").0 = firm.clone();
        for user in self.data.users.values_mut() {
            user.seen_strong = false;
        }
        Ok(())
    }
    fn set_password(
        &mut self,
        id: UserId,
        phc: &Phc,
        seen_strong: bool,
        now: Instant,
        serial: Option<Serial>,
    ) -> Result<std::result::Result<Serial, ChangedElsewhere>> {
        let old = self.data.secrets.get(&id).map(|secret| secret.serial);
        if old != serial {
            return Ok(Err(ChangedElsewhere));
        }
        let next = Serial(old.unwrap_or_default().0 + 1);
        self.data.secrets.insert(
            id,
            StoredCredential {
                phc: phc.clone(),
                serial: next,
                notice_dismissed: None,
            },
        );
        let knows = self.expire_alls()?.latest();
        let user = self.user_mut(id);
        user.credential = Some(Credential {
            changed_at: now,
            knows,
            force: None,
        });
        user.seen_strong = seen_strong;
        Ok(Ok(next))
    }
    fn renew_phc(&mut self, id: UserId, serial: Serial, phc: &Phc) -> Result<()> {
        if let Some(secret) = self
            .data
            .secrets
            .get_mut(&id)
            .filter(|secret| secret.serial == serial)
        {
            secret.phc = phc.clone();
        }
        Ok(())
    }
    fn note_seen_strong(&mut self, id: UserId) -> Result<()> {
        self.user_mut(id).seen_strong = true;
        Ok(())
    }
    fn note_sign_in(&mut self, id: UserId, now: Instant) -> Result<()> {
        self.user_mut(id).last_sign_in = Some(now);
        Ok(())
    }
    fn dismiss_notice(&mut self, id: UserId, for_date: Instant) -> Result<()> {
        self.data.secrets.get_mut(&id).unwrap().notice_dismissed = Some(for_date);
        Ok(())
    }
    fn dismiss_summary(&mut self, id: UserId, up_to: EntryNo) -> Result<()> {
        self.data.seen.insert(id, up_to);
        Ok(())
    }
    fn save_policy(
        &mut self,
        policy: &Policy,
        based_on: Revision,
        by: UserId,
        now: Instant,
    ) -> Result<std::result::Result<Revision, PolicyChanged>> {
        if self.data.policy.revision != based_on {
            return Ok(Err(PolicyChanged {
                on_record: self.data.policy,
            }));
        }
        let revision = Revision(based_on.0 + 1);
        self.data.policy = PolicyOnRecord {
            policy: *policy,
            revision,
            changed: Some((by, now)),
        };
        Ok(Ok(revision))
    }
    fn expire_all(
        &mut self,
        by: UserId,
        now: Instant,
        reason: Option<&Reason>,
    ) -> Result<Generation> {
        let generation = Generation(self.expire_alls()?.latest().0 + 1);
        self.data.alls.push(ExpireAll {
            generation,
            at: now,
            by,
            reason: reason.cloned(),
            withdrawn: None,
        });
        Ok(generation)
    }
    fn withdraw_expire_all(&mut self, by: UserId, now: Instant) -> Result<Option<Generation>> {
        let all = self
            .data
            .alls
            .iter_mut()
            .rfind(|all| all.withdrawn.is_none());
        Ok(all.map(|all| {
            all.withdrawn = Some(Withdrawal { at: now, by });
            all.generation
        }))
    }
    fn force(&mut self, whom: UserId, force: &Force) -> Result<ForceId> {
        self.data.forces.push(force.clone());
        let id = ForceId(i64::try_from(self.data.forces.len()).unwrap());
        self.user_mut(whom).credential.as_mut().unwrap().force = Some(id);
        Ok(id)
    }
    fn force_all(&mut self, reach: &Reach, rules: &Rules, force: &Force) -> Result<Vec<UserId>> {
        let reached = self.reached(reach, rules);
        if !reached.is_empty() {
            self.data.forces.push(force.clone());
        }
        let id = ForceId(i64::try_from(self.data.forces.len()).unwrap());
        for user in &reached {
            self.user_mut(*user).credential.as_mut().unwrap().force = Some(id);
        }
        Ok(reached)
    }
    fn set_access_of(
        &mut self,
        reach: &Reach,
        rules: &Rules,
        access: Access,
        now: Instant,
    ) -> Result<Vec<UserId>> {
        let reached = self.reached(reach, rules);
        for id in &reached {
            self.set_access(*id, access, now)?;
        }
        Ok(reached)
    }
    fn revoke_codes_of(
        &mut self,
        reach: &Reach,
        rules: &Rules,
        now: Instant,
    ) -> Result<Vec<UserId>> {
        let mut reached = self.reached(reach, rules);
        reached.retain(|id| {
            let code = self.data.codes.get(id);
            code.is_some_and(|(code, _)| code.state(now) == CodeState::Open)
        });
        for id in &reached {
            self.revoke(*id, now);
        }
        Ok(reached)
    }
    fn put_code(&mut self, id: UserId, code: &CodeOnRecord, hash: &CodeHash) -> Result<()> {
        self.data.codes.insert(id, (code.clone(), *hash));
        self.user_mut(id).code_until = code.ended.is_none().then_some(code.until);
        Ok(())
    }
    fn revoke_code(&mut self, id: UserId, now: Instant) -> Result<bool> {
        Ok(self.revoke(id, now))
    }
    fn put_tries(&mut self, key: &TryKey, _: bool, tries: &Tries, _: Instant) -> Result<()> {
        self.data.tries.insert(*key, *tries);
        Ok(())
    }
    fn start_session(&mut self, new: &NewSession) -> Result<SessionId> {
        let last = self.data.sessions.last_key_value();
        let id = SessionId(last.map_or(0, |(id, _)| id.0) + 1);
        let session = SessionOnRecord {
            id,
            user: new.user,
            started_at: new.at,
            last_active_at: new.at,
            origin: new.origin.clone(),
            lock: new.lock.clone(),
            ended_at: None,
        };
        self.data.sessions.insert(id, session);
        Ok(id)
    }
    fn end_session(&mut self, id: SessionId, now: Instant) -> Result<()> {
        self.end_those(now, |session| session.id == id);
        Ok(())
    }
    fn end_sessions_of(
        &mut self,
        user: UserId,
        but: Option<SessionId>,
        now: Instant,
    ) -> Result<()> {
        self.end_those(now, |session| {
            session.user == user && Some(session.id) != but
        });
        Ok(())
    }
    fn end_all_sessions(&mut self, now: Instant) -> Result<()> {
        self.end_those(now, |_| true);
        Ok(())
    }
    fn note_active(&mut self, id: SessionId, now: Instant) -> Result<()> {
        if let Some(session) = self.data.sessions.get_mut(&id) {
            session.last_active_at = session.last_active_at.max(now);
        }
        Ok(())
    }
    fn add_mail_job(&mut self, new: &NewMailJob) -> Result<JobId> {
        let last = self.data.jobs.last_key_value();
        let id = JobId(last.map_or(0, |(id, _)| id.0) + 1);
        let job = MailJob {
            id,
            asked: new.clone(),
            walked_to: UserId(0),
            tries: 0,
            due_at: new.at,
            finished: None,
        };
        self.data.jobs.insert(id, job);
        Ok(id)
    }
    fn put_mail_job(&mut self, job: &MailJob) -> Result<()> {
        self.data.jobs.insert(job.id, job.clone());
        if job.finished.is_some() {
            self.data.marks.retain(|(of, _), _| *of != job.id);
        }
        Ok(())
    }
    fn put_mail_mark(&mut self, job: JobId, user: UserId, mark: &MailMark) -> Result<()> {
        self.data.marks.insert((job, user), *mark);
        Ok(())
    }
    fn put_notice(
        &mut self,
        user: UserId,
        changed_at: Instant,
        ends_at: Instant,
        step: Option<NoticeStep>,
    ) -> Result<()> {
        self.data
            .notices
            .retain(|(of, set, _), _| *of != user || *set == changed_at);
        match step {
            Some(step) => self.data.notices.insert((user, changed_at, ends_at), step),
            None => self.data.notices.remove(&(user, changed_at, ends_at)),
        };
        Ok(())
    }
    fn fill(&mut self, users: &mut dyn Iterator<Item = FilledUser>) -> Result<Vec<UserId>> {
        let mut ids = Vec::new();
        for filled in users {
            let id = self.insert(&filled.user);
            let user = self.user_mut(id);
            user.access = filled.access;
            user.last_sign_in = filled.last_sign_in;
            if let Some(password) = filled.password {
                user.credential = Some(Credential {
                    changed_at: password.changed_at,
                    knows: password.knows,
                    force: None,
                });
                user.seen_strong = password.seen_strong;
                let secret = StoredCredential {
                    phc: password.phc,
                    serial: Serial(1),
                    notice_dismissed: None,
                };
                self.data.secrets.insert(id, secret);
            }
            ids.push(id);
        }
        Ok(ids)
    }
    fn commit(mut self: Box<Self>, first: &Entry, more: &[Entry]) -> Result<Head> {
        let mut head = self.audit_head()?;
        for entry in std::iter::once(first).chain(more) {
            let encoded = entry.encoded();
            let next = head.followed_by(&encoded);
            self.data.log.push(StoredEntry {
                no: next.no,
                encoded,
                previous: head.hash,
                hash: next.hash,
            });
            head = next;
        }
        self.put_back()?;
        Ok(head)
    }
    fn commit_quietly(self: Box<Self>, _: Quiet) -> Result<()> {
        self.put_back()
    }
}
