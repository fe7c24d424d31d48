//! What the store in memory answers: `Look`, by looking at everybody.

use std::ops::ControlFlow;

use super::*;

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
    fn foreign_settings(&self) -> Result<Settings> {
        let all = self.data.secrets.values();
        Ok(Settings::on_record(
            all.filter_map(|secret| secret.phc.setting()),
        ))
    }
    fn code(&self, id: UserId) -> Result<Option<(CodeOnRecord, CodeHash)>> {
        Ok(self.data.codes.get(&id).cloned())
    }
    fn codes_shown(&self, to: Option<UserId>, now: Instant) -> Result<Vec<(UserId, UserId)>> {
        let codes = self.data.codes.iter();
        let open = codes.filter(|(_, (code, _))| code.state(now) == CodeState::Open);
        let shown = open.filter_map(|(id, (code, _))| Some((*id, code.shown_to?)));
        Ok(shown
            .filter(|(_, shown)| to.is_none_or(|to| to == *shown))
            .collect())
    }
    fn tries(&self, key: &TryKey) -> Result<Tries> {
        let stored = self.data.tries.get(key).map(|stored| stored.tries);
        let floor = self.floor_of_tries(key.rule())?;
        Ok(stored.unwrap_or_default().above(floor))
    }
    fn floor_of_tries(&self, rule: Rule) -> Result<u32> {
        Ok(self.data.floors.get(&rule).copied().unwrap_or(0))
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
    fn filing(&self, up_to: EntryNo) -> Result<FilingSum> {
        let mut filing = Filing::default();
        for entry in self.data.log.iter().filter(|entry| entry.no <= up_to) {
            filing.take(entry.no, &Skimmed::of_entry(entry).unwrap());
        }
        Ok(filing.sum())
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
        let tries = self.data.tries.iter();
        let locked =
            tries.filter(|(key, stored)| stored.of_user && stored.tries.is_locked(key.rule()));
        Ok(locked.count() as u64)
    }
    fn miscounted(&self, _: Depth) -> Result<u64> {
        Ok(0)
    }
    fn mail_job(&self, id: JobId) -> Result<Option<MailJob>> {
        Ok(self.data.jobs.get(&id).cloned())
    }
    fn mail_jobs_due(&self, now: Instant, most: usize) -> Result<Vec<MailJob>> {
        let mut due: Vec<_> = self.data.jobs.values().cloned().collect();
        due.retain(|job| job.finished.is_none() && has_come(job.due_at, now));
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
    fn other_code_jobs_of(&self, user: UserId, but: JobId, most: usize) -> Result<Vec<MailJob>> {
        let newest_first = self.data.jobs.values().rev().filter(|job| {
            let code = matches!(job.asked.errand, Errand::Code(_));
            code && job.id != but && job.asked.whom == Whom::One(user)
        });
        Ok(newest_first.take(most).cloned().collect())
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
    fn mail_standing(&self, _now: Instant) -> Result<MailStanding> {
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
