//! What the store in memory does: `Tx`, upon data of its own until they are put back.

use super::*;

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
    fn put_tries(
        &mut self,
        key: &TryKey,
        of_user: bool,
        tries: &Tries,
        now: Instant,
    ) -> Result<()> {
        let rule = key.rule();
        let on_record = TriesOnRecord {
            tries: *tries,
            of_user,
            rests_from: tries.rests_from(rule, now),
        };
        self.data.tries.insert(*key, on_record);
        while self.forgot_one(rule, now) {}
        Ok(())
    }
    fn lower_floor_of_tries(&mut self, rule: Rule, now: Instant) -> Result<u32> {
        let floor = self.data.floors.remove(&rule).unwrap_or(0);
        for (key, stored) in &mut self.data.tries {
            if key.rule() == rule {
                stored.tries = stored.tries.lowered(rule, floor, now);
            }
        }
        Ok(floor)
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
    fn put_mail_mark(&mut self, job: JobId, user: UserId, mark: Option<&MailMark>) -> Result<()> {
        match mark {
            Some(mark) => self.data.marks.insert((job, user), *mark),
            None => self.data.marks.remove(&(job, user)),
        };
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
