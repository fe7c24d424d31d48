//! Inside: who is signed in, where they are, and what the screens want of one another and of the whole.

use std::time::Duration;

use super::leaving::Going;
use super::own_password::Choosing;
use super::screens::Waypoint;
use super::standing::forced;
use super::tenants::{Over, Tenant, log_wants, policy_wants, users_wants};
use super::{Effect, News, Task};
use crate::domain::{Access, Email, PasswordFilter, PersonName, User, UserId};
use crate::service::{Because, Me};
use crate::tui::keymap::Screen;
use crate::tui::view_model::act_dialog::{ActDialog, Proof, Stop};
use crate::tui::view_model::audit_log::{self, AuditLog, Scope};
use crate::tui::view_model::manage_users::{self, ManageUsers};
use crate::tui::view_model::password_security::{self, PasswordSecurity};
use crate::tui::view_model::seat::Station;
use crate::tui::view_model::sessions::SessionsTab;
use crate::words::Zone;

/// What happens inside and concerns the whole.
#[derive(Debug)]
pub(super) enum Wants {
    /// Something that is not done here.
    Effect(Effect),
    /// Tell of an act.
    Say(String),
    /// Show these people (P5); the edits of the policy stay.
    People(PasswordFilter),
    /// The tab may be left (P4).
    Left,
    /// Something was done to users: what the others show is older than that.
    Done,
    /// Open the list of keys and commands.
    Commands,
}

/// Somebody who is signed in.
#[derive(Debug)]
pub struct Inside {
    /// What they are shown about themselves.
    pub me: Me,
    /// What happened since the last time, until it is dismissed (U10).
    pub news: Option<News>,
    /// Until when acts need no password (S9).
    pub proof_until: Duration,
    /// Where they are.
    pub screen: Screen,
    /// Whether the places have the focus, and which of them.
    pub walking: Option<Waypoint>,
    /// Where they were before, the last one last.
    pub(super) visited: Vec<Screen>,
    /// The form of Update Password.
    pub own: Choosing,
    /// The forced screen (S10).
    pub forced: Option<(Vec<Because>, Choosing)>,
    /// Password Security.
    pub policy: PasswordSecurity,
    /// Manage Users.
    pub users: ManageUsers,
    /// Sessions.
    pub sessions: SessionsTab,
    /// In which the days of the log's filters begin.
    pub(super) zone: Zone,
    /// Where they sit, and whether anything is changed there.
    pub(super) station: Station,
    /// Audit Log.
    pub log: AuditLog,
    /// Log In Activity.
    pub log_ins: AuditLog,
    /// Where to go once edits are dealt with (P4).
    pub(super) going: Option<Going>,
}

impl Inside {
    pub(super) fn new(me: Me, proof_until: Duration, zone: Zone, station: Station) -> Self {
        let mut users = ManageUsers::new(actor(&me)).seated(station);
        users.set_firm(me.firm.as_str());
        let sessions = SessionsTab::new(actor(&me)).seated(station);
        let screen = if me.membership.is_administrator() {
            Screen::ManageUsers
        } else {
            Screen::UpdatePassword
        };
        let log_ins = log_ins_of(&me);
        let forced = forced(&me.standing).map(|why| (why, Choosing::forced(station)));
        Self {
            me,
            news: None,
            proof_until,
            screen,
            walking: None,
            visited: Vec::new(),
            own: Choosing::own(station),
            forced,
            policy: PasswordSecurity::seated(station),
            users,
            sessions,
            zone,
            station,
            log: AuditLog::new(Scope::Whole, zone, station.seat),
            log_ins: AuditLog::new(log_ins, zone, station.seat),
            going: None,
        }
    }

    /// Reads again what the screens show; nothing while a new password must be chosen.
    pub(super) fn refresh(&mut self) -> Vec<Wants> {
        if self.forced.is_some() {
            return Vec::new();
        }
        self.each_tenant(|tenant| tenant.refresh())
    }

    /// Applies an answer for Password Security.
    pub(super) fn policy_update(&mut self, message: password_security::Message) -> Vec<Wants> {
        let wants = policy_wants(self.policy.update(message));
        self.settle(wants)
    }

    /// Applies an answer for Manage Users.
    pub(super) fn users_update(&mut self, message: manage_users::Message) -> Vec<Wants> {
        let done = matches!(message, manage_users::Message::Done(Ok(_)));
        let mut wants = users_wants(self.users.update(message));
        if done {
            wants.push(Wants::Done);
        }
        self.settle(wants)
    }

    /// Applies an answer for Audit Log or Log In Activity.
    pub(super) fn log_update(&mut self, screen: Screen, message: audit_log::Message) -> Vec<Wants> {
        let log = if screen == Screen::AuditLog {
            &mut self.log
        } else {
            &mut self.log_ins
        };
        let wants = log_wants(log.scope(), log.update(message));
        self.settle(wants)
    }

    /// Does what one screen wants of the others; returns what is wanted of the whole.
    pub(super) fn settle(&mut self, wants: Vec<Wants>) -> Vec<Wants> {
        let mut of_the_whole = Vec::new();
        for want in wants {
            match want {
                Wants::People(those) => {
                    self.screen = Screen::ManageUsers;
                    let shown = manage_users::Message::ShowThose(those);
                    of_the_whole.extend(self.users_update(shown));
                }
                Wants::Left => of_the_whole.extend(self.left()),
                Wants::Done => {
                    // Whoever expired all passwords is among them (E7), and numbers have changed.
                    of_the_whole.push(Wants::Effect(Effect::Task(Task::ReadMe)));
                    of_the_whole.extend(self.policy.refresh());
                }
                want @ (Wants::Effect(_) | Wants::Say(_) | Wants::Commands) => {
                    of_the_whole.push(want);
                }
            }
        }
        if self.policy.open().is_none() && self.screen == Screen::PasswordSecurity {
            // The question was answered with the safe choice.
            self.going = None;
        }
        of_the_whole
    }

    /// Returns whether a question waits for its answer, so that nothing else is told meanwhile.
    #[must_use]
    pub fn is_asking(&self) -> bool {
        !matches!(self.over(), Over::Nothing)
    }

    /// Returns whether letters go into a field.
    #[must_use]
    pub fn takes_text(&self) -> bool {
        if let Some((_, choosing)) = &self.forced {
            return choosing.form.takes_text();
        }
        if self.walking.is_some() {
            return false;
        }
        match self.tenant() {
            Some(tenant) => tenant.takes_text(),
            None => self.own.form.takes_text(),
        }
    }

    /// Wipes every password that is being typed; everything else stays (S9).
    pub(super) fn wipe(&mut self) {
        self.each_tenant(|tenant| {
            tenant.wipe();
            Vec::new()
        });
        self.own.form.wipe();
        if let Some((_, choosing)) = &mut self.forced {
            choosing.form.wipe();
        }
    }

    /// After a change nothing is forced any more, and the form is empty.
    pub(super) fn password_changed(&mut self) {
        self.forced = None;
        self.empty_own();
    }

    /// Empties the form of Update Password.
    pub(super) fn empty_own(&mut self) {
        self.own = Choosing::own(self.station);
    }

    /// Returns the password that is being chosen, where one is.
    #[must_use]
    pub fn choosing(&self) -> Option<&Choosing> {
        match &self.forced {
            Some((_, choosing)) => Some(choosing),
            None => (self.screen == Screen::UpdatePassword).then_some(&self.own),
        }
    }

    fn choosing_mut(&mut self) -> Option<&mut Choosing> {
        match &mut self.forced {
            Some((_, choosing)) => Some(choosing),
            None => (self.screen == Screen::UpdatePassword).then_some(&mut self.own),
        }
    }

    pub(super) fn own_form_mut(&mut self) -> Option<&mut ActDialog> {
        if self.walking.is_some() && self.forced.is_none() {
            return None;
        }
        self.choosing_mut().map(|choosing| &mut choosing.form)
    }

    /// Returns the change of one's own password as it was typed.
    pub(super) fn change(&mut self) -> Result<Effect, (usize, String)> {
        let Some(choosing) = self.choosing_mut() else {
            return Err((0, String::new()));
        };
        let (current, new) = choosing.chosen()?;
        Ok(Effect::Task(Task::ChangePassword(current, new)))
    }

    /// Asks for the current password on the forced screen, where it was proved too long ago (S4).
    pub(super) fn ask_current(&mut self) {
        if let Some((_, choosing)) = &mut self.forced {
            choosing.ask_current();
        }
    }

    /// Returns whether an act needs the password now (S9).
    #[must_use]
    pub fn proof(&self, since_boot: Duration) -> Proof {
        if since_boot < self.proof_until {
            Proof::Fresh
        } else {
            Proof::Needed
        }
    }

    /// Puts the focus on a stop of one's own form, as a click does.
    pub(super) fn focus_own(&mut self, stop: Stop) {
        self.walking = None;
        if let Some(choosing) = self.choosing_mut() {
            choosing.form.focus(stop);
        }
    }
}

/// Returns whose sign-ins somebody sees.
pub(super) fn log_ins_of(me: &Me) -> Scope {
    if me.membership.is_administrator() {
        Scope::AllLogIns
    } else {
        Scope::OwnLogIns
    }
}

/// Returns the signed-in person as the table of rights looks at an actor.
pub(super) fn actor(me: &Me) -> User {
    User {
        id: UserId(me.id.0),
        name: PersonName::on_record(me.name.as_str().to_owned()),
        email: Email::on_record(me.email.as_str().to_owned()),
        membership: me.membership,
        access: Access::Enabled,
        credential: None,
        seen_strong: false,
        last_sign_in: None,
        code_until: None,
    }
}
