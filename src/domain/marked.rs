//! Users marked to be acted on as one change (U6, E6): who they are, whom an act reaches, and who is left out.
//!
//! *All that match* stays a filter with exceptions, however many match it. What an act does to a set is the table of
//! rights asked once for each [`Sort`] of user, with the owner and the actor looked at one by one.

use std::collections::{BTreeMap, BTreeSet};

use super::access::may_to;
use super::{
    Access, Credential, Email, Filter, Generation, Instant, Kind, Membership, PersonName, Refusal,
    Right, Role, Rules, Selection, User, UserId,
};

/// What a person has marked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Marked {
    /// These, marked one by one or as a range.
    These(BTreeSet<UserId>),
    /// All that match a filter, whoever they are when the act is done.
    AllMatching {
        /// The filter.
        filter: Filter,
        /// Who was unmarked again.
        except: BTreeSet<UserId>,
    },
}

impl Default for Marked {
    fn default() -> Self {
        Self::These(BTreeSet::new())
    }
}

impl Marked {
    /// Marks all that match a filter.
    #[must_use]
    pub fn all_matching(filter: Filter) -> Self {
        Self::AllMatching {
            filter,
            except: BTreeSet::new(),
        }
    }

    /// Says whether nobody is marked.
    #[must_use]
    pub fn is_none(&self) -> bool {
        matches!(self, Self::These(ids) if ids.is_empty())
    }

    /// Says whether a user is marked who is in the list that is shown.
    #[must_use]
    pub fn has(&self, shown: UserId) -> bool {
        match self {
            Self::These(ids) => ids.contains(&shown),
            Self::AllMatching { except, .. } => !except.contains(&shown),
        }
    }

    /// Marks a user who is shown, or takes the mark away.
    pub fn set(&mut self, shown: UserId, mark: bool) {
        let (set, adds) = match self {
            Self::These(ids) => (ids, mark),
            Self::AllMatching { except, .. } => (except, !mark),
        };
        if adds {
            set.insert(shown);
        } else {
            set.remove(&shown);
        }
    }

    /// Returns how many are marked, where so many match the filter.
    #[must_use]
    pub fn number(&self, matching: u64) -> u64 {
        match self {
            Self::These(ids) => ids.len() as u64,
            Self::AllMatching { except, .. } => matching.saturating_sub(except.len() as u64),
        }
    }

    /// Says whether the marks stand for a filter that is not this one.
    #[must_use]
    pub fn is_of_another(&self, shown: &Filter) -> bool {
        match self {
            Self::These(_) => false,
            Self::AllMatching { filter, .. } => filter != shown,
        }
    }

    /// Returns who is marked at `now` under these rules.
    #[must_use]
    pub fn at(&self, now: Instant, rules: &Rules) -> Chosen {
        match self {
            Self::These(ids) => Chosen::These(ids.iter().copied().collect()),
            Self::AllMatching { filter, except } => Chosen::Matching {
                selection: filter.at(now, rules),
                except: except.iter().copied().collect(),
            },
        }
    }
}

/// Who is marked at one instant.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Chosen {
    /// These, in order, each once.
    These(Vec<UserId>),
    /// Those selected.
    Matching {
        /// Who.
        selection: Selection,
        /// But for these, in order.
        except: Vec<UserId>,
    },
}

impl Chosen {
    /// Says whether a user is among them: the meaning that every engine's queries must have.
    #[must_use]
    pub fn contains(&self, user: &User, rules: &Rules) -> bool {
        match self {
            Self::These(ids) => ids.binary_search(&user.id).is_ok(),
            Self::Matching { selection, except } => {
                except.binary_search(&user.id).is_err() && selection.contains(user, rules)
            }
        }
    }

    /// Returns whom an act reaches among them; the owner and the actor are judged as who they are.
    #[must_use]
    pub fn reach(&self, actor: &User, right: Right, apart: &[User]) -> Reach {
        let allowed = |user: &User| may_to(actor, right, user).is_ok();
        Reach {
            chosen: self.clone(),
            sorts: Sort::ALL
                .into_iter()
                .filter(|sort| allowed(&sort.someone()))
                .collect(),
            but: apart
                .iter()
                .filter(|user| !allowed(user))
                .map(|user| user.id)
                .collect(),
        }
    }
}

/// Whom an act on many reaches.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reach {
    /// Who is marked.
    pub chosen: Chosen,
    /// Of these only those of these sorts.
    pub sorts: Vec<Sort>,
    /// But for these.
    pub but: Vec<UserId>,
}

impl Reach {
    /// Says whether the act reaches a user: the meaning that every engine's writes must have.
    #[must_use]
    pub fn contains(&self, user: &User, rules: &Rules) -> bool {
        self.sorts.contains(&Sort::of(user))
            && !self.but.contains(&user.id)
            && self.chosen.contains(user, rules)
    }
}

/// What the table of rights looks at in a user who is neither the owner nor the actor.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Sort {
    /// Firm or Connect.
    pub kind: Kind,
    /// Enabled or disabled.
    pub access: Access,
    /// Whether a password was set.
    pub has_password: bool,
}

impl Sort {
    /// All eight.
    pub const ALL: [Self; 8] = [
        Self::new(Kind::Firm, Access::Enabled, true),
        Self::new(Kind::Firm, Access::Enabled, false),
        Self::new(Kind::Firm, Access::Disabled, true),
        Self::new(Kind::Firm, Access::Disabled, false),
        Self::new(Kind::Connect, Access::Enabled, true),
        Self::new(Kind::Connect, Access::Enabled, false),
        Self::new(Kind::Connect, Access::Disabled, true),
        Self::new(Kind::Connect, Access::Disabled, false),
    ];

    const fn new(kind: Kind, access: Access, has_password: bool) -> Self {
        Self {
            kind,
            access,
            has_password,
        }
    }

    /// Returns the sort of a user.
    #[must_use]
    pub fn of(user: &User) -> Self {
        Self::new(
            user.membership.kind(),
            user.access,
            user.credential.is_some(),
        )
    }

    /// Somebody of that sort, neither the owner nor anyone who acts.
    fn someone(self) -> User {
        User {
            id: UserId(i64::MIN),
            name: PersonName::on_record(String::new()),
            email: Email::on_record(String::new()),
            membership: match self.kind {
                Kind::Firm => Membership::Firm(Role::User),
                Kind::Connect => Membership::Connect,
            },
            access: self.access,
            credential: self.has_password.then_some(Credential {
                changed_at: chrono::DateTime::UNIX_EPOCH,
                knows: Generation(0),
                force: None,
            }),
            seen_strong: false,
            last_sign_in: None,
            code_until: None,
        }
    }
}

/// Those marked, by sort; the owner and the actor apart.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Census {
    sorts: BTreeMap<Sort, u64>,
    apart: Vec<User>,
}

impl Census {
    /// Makes a census of what a store counted, with the owner and the actor where they are among those counted.
    #[must_use]
    pub fn new(counted: impl IntoIterator<Item = (Sort, u64)>, apart: Vec<User>) -> Self {
        let mut sorts = BTreeMap::new();
        for (sort, number) in counted {
            let sum: &mut u64 = sorts.entry(sort).or_default();
            *sum = sum.saturating_add(number);
        }
        for user in &apart {
            if let Some(number) = sorts.get_mut(&Sort::of(user)) {
                *number = u64::saturating_sub(*number, 1);
            }
        }
        Self { sorts, apart }
    }

    /// Returns how many are marked.
    #[must_use]
    pub fn number(&self) -> u64 {
        self.number_of(|_| true)
    }

    /// Returns how many are of some sorts, the owner and the actor included.
    #[must_use]
    pub fn number_of(&self, wanted: impl Fn(Sort) -> bool) -> u64 {
        let sorts = self.sorts.iter().filter(|(sort, _)| wanted(**sort));
        let apart = self.apart.iter().filter(|user| wanted(Sort::of(user)));
        let apart = apart.count() as u64;
        sorts.fold(apart, |sum, (_, number)| sum.saturating_add(*number))
    }

    /// Says what an act would do to them: whom it reaches, and who is left out and why (E6).
    #[must_use]
    pub fn outcome(&self, actor: &User, right: Right) -> Outcome {
        let mut outcome = Outcome::default();
        let somebody = self.sorts.iter().map(|(sort, n)| (sort.someone(), *n));
        let apart = self.apart.iter().map(|user| (user.clone(), 1));
        for (user, number) in apart.chain(somebody).filter(|(_, number)| *number > 0) {
            match may_to(actor, right, &user) {
                Ok(()) => {
                    outcome.reached = outcome.reached.saturating_add(number);
                    outcome.you |= user.id == actor.id;
                }
                Err(why) => outcome.leave_out(why, number),
            }
        }
        outcome
    }
}

/// What is done to many as one change (E6).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ManyAct {
    /// *Force Password Change* (E6).
    Force,
    /// Disable (U3).
    Disable,
    /// Enable (U3).
    Enable,
    /// Sign out (U5).
    SignOut,
}

impl ManyAct {
    /// Returns the right that is exercised.
    #[must_use]
    pub fn right(self) -> Right {
        match self {
            Self::Force => Right::ForceChange,
            Self::Disable => Right::Disable,
            Self::Enable => Right::Enable,
            Self::SignOut => Right::SignOutOther,
        }
    }
}

/// What an act on many does, in numbers.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Outcome {
    /// How many it reaches.
    pub reached: u64,
    /// How many it could reach who are so already, and so are not counted above: signed in nowhere (U5).
    pub idle: u64,
    /// Whether the actor is one of those reached.
    pub you: bool,
    /// How many are left out, by reason.
    pub left_out: Vec<(Refusal, u64)>,
    /// What ends with it.
    pub ends: Ends,
}

/// What ends with an act on many.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Ends {
    /// Sessions of those reached (U5).
    pub sessions: u64,
    /// Open codes of those reached (U1).
    pub codes: u64,
    /// Open codes for others that any of those reached was shown (U1).
    pub shown_codes: u64,
}

impl Outcome {
    fn leave_out(&mut self, why: Refusal, number: u64) {
        match self.left_out.iter_mut().find(|(other, _)| *other == why) {
            Some((_, sum)) => *sum = sum.saturating_add(number),
            None => self.left_out.push((why, number)),
        }
    }

    /// Returns how many are left out in all.
    #[must_use]
    pub fn number_left_out(&self) -> u64 {
        let numbers = self.left_out.iter().map(|(_, number)| *number);
        numbers.fold(0, u64::saturating_add)
    }
}

#[cfg(test)]
mod tests;
