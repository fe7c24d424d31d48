//! What others have made of the person while they are signed in: forced, given a role, or taken one away (S10, R6).

use std::time::Duration;

use super::Inside;
use super::inside::{Wants, actor, log_ins_of};
use super::own_password::Choosing;
use crate::domain::{Membership, Role};
use crate::service::{Because, Me, Standing};
use crate::tui::keymap::Screen;
use crate::tui::view_model::audit_log::{AuditLog, Scope};
use crate::tui::view_model::manage_users::ManageUsers;
use crate::tui::view_model::password_security::PasswordSecurity;
use crate::tui::view_model::sessions::SessionsTab;

impl Inside {
    /// Takes what the person is shown now; says why where the session has ended.
    pub(super) fn take_me(&mut self, me: Me, proof_until: Duration) -> Result<Vec<Wants>, String> {
        if let Standing::Ended(reason) = &me.standing {
            return Err(reason.to_string());
        }
        let mut wants = Vec::new();
        match (forced(&me.standing), &mut self.forced) {
            (Some(why), Some((shown, _))) => *shown = why,
            (Some(why), None) => {
                self.forced = Some((why, Choosing::forced(self.station)));
                self.each_tenant(|tenant| {
                    tenant.wipe();
                    Vec::new()
                });
            }
            (None, Some(_)) => {
                self.forced = None;
                wants.push(Wants::Say("You may go on.".into()));
            }
            (None, None) => {}
        }
        let was = self.me.membership;
        wants.extend(role_changed(was, me.membership).map(|said| Wants::Say(said.into())));
        if was.is_administrator() != me.membership.is_administrator() {
            let (zone, seat) = (self.zone, self.station.seat);
            self.log = AuditLog::new(Scope::Whole, zone, seat);
            self.log_ins = AuditLog::new(log_ins_of(&me), zone, seat);
        }
        self.users.set_actor(actor(&me));
        self.users.set_firm(me.firm.as_str());
        self.sessions.set_actor(actor(&me));
        self.proof_until = proof_until;
        self.me = me;
        if was.is_administrator() && !self.me.membership.is_administrator() {
            // Another administrator has taken the role away: nothing of theirs stays on the screen (P1).
            self.screen = Screen::UpdatePassword;
            self.policy = PasswordSecurity::seated(self.station);
            self.users = ManageUsers::new(actor(&self.me)).seated(self.station);
            self.sessions = SessionsTab::new(actor(&self.me)).seated(self.station);
        }
        Ok(wants)
    }
}

/// Returns why a new password must be chosen, where one must.
pub(super) fn forced(standing: &Standing) -> Option<Vec<Because>> {
    match standing {
        Standing::MustChoose(why) => Some(why.clone()),
        Standing::Free | Standing::Ended(_) => None,
    }
}

/// Says what somebody else has made of the person while they were signed in (U3, U4).
fn role_changed(was: Membership, is: Membership) -> Option<&'static str> {
    if was == is {
        return None;
    }
    Some(match is {
        Membership::Firm(Role::Owner) => "The ownership of the firm was handed on to you.",
        // Who handed the ownership on knows, and is told of it as of their own act.
        Membership::Firm(Role::Administrator) if was.is_owner() => return None,
        Membership::Firm(Role::Administrator) => "You are an administrator now.",
        Membership::Firm(Role::User) if was.is_administrator() => {
            "You are no longer an administrator; their screens are closed."
        }
        Membership::Firm(Role::User) => "You are a firm user now.",
        Membership::Connect => "You are a Connect user now.",
    })
}
