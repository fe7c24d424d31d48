//! Clicks and the wheel.

use super::{Effect, Hit, Moment, Root, Stage};
use crate::tui::keymap::Screen;
use crate::tui::view_model::manage_users::{self, Around};
use crate::tui::view_model::{audit_log, password_security, sessions};

impl Root {
    /// Applies a click on something of the last frame.
    pub fn click(&mut self, hit: Hit, moment: Moment) -> Vec<Effect> {
        self.touched_by(moment, |root| root.clicked(hit))
    }

    /// Applies a click on nothing: somebody is there (S9).
    pub fn click_nothing(&mut self, moment: Moment) -> Vec<Effect> {
        self.touched_by(moment, |_| Vec::new())
    }

    fn clicked(&mut self, hit: Hit) -> Vec<Effect> {
        let (since_boot, rows) = (self.moment.since_boot, self.rows);
        if self.overlay.is_some() {
            return match hit {
                Hit::Offer(row) => self.run_at(row),
                Hit::Key(command) => self.command_in_overlay(command),
                Hit::Go(_)
                | Hit::Form(_)
                | Hit::Policy(_)
                | Hit::PolicyStop(_)
                | Hit::Users(_)
                | Hit::Sessions(_)
                | Hit::Log(_)
                | Hit::LogIns(_) => Vec::new(),
            };
        }
        match hit {
            Hit::Key(command) => self.command(command),
            Hit::Offer(_) => Vec::new(),
            Hit::Go(screen) => self.go(screen),
            Hit::Form(stop) => {
                if let Stage::Inside(inside) = &mut self.stage {
                    inside.focus_own(stop);
                }
                let decision = self.form_mut().map(|form| form.press_button(stop));
                decision.map_or_else(Vec::new, |decision| self.decided(decision))
            }
            Hit::Policy(focus) => self.inside_do(|inside| {
                inside.walking = None;
                let proof = inside.proof(since_boot);
                inside.policy_update(password_security::Message::Click(focus, proof))
            }),
            Hit::PolicyStop(stop) => self.inside_do(|inside| {
                inside.policy_update(password_security::Message::ClickStop(stop))
            }),
            Hit::Sessions(target) => self.inside_do(|inside| {
                inside.walking = None;
                inside.sessions_update(sessions::Message::Click(target, rows))
            }),
            Hit::Users(target) => self.inside_do(|inside| {
                inside.walking = None;
                let proof = inside.proof(since_boot);
                inside.users_update(manage_users::Message::Click(target, Around { proof, rows }))
            }),
            Hit::Log(target) => self.click_log(Screen::AuditLog, target),
            Hit::LogIns(target) => self.click_log(Screen::LogInActivity, target),
        }
    }

    fn click_log(&mut self, screen: Screen, target: audit_log::Target) -> Vec<Effect> {
        let (since_boot, rows) = (self.moment.since_boot, self.rows);
        self.inside_do(|inside| {
            inside.walking = None;
            let proof = inside.proof(since_boot);
            let message = audit_log::Message::Click(target, Around { proof, rows });
            inside.log_update(screen, message)
        })
    }

    /// Applies the wheel.
    pub fn wheel(&mut self, by: isize, moment: Moment) -> Vec<Effect> {
        self.touched_by(moment, |root| {
            if root.overlay.is_some() {
                root.step_overlay(by);
                return Vec::new();
            }
            root.ask_tenant(|tenant, around| tenant.wheel(by, around))
        })
    }
}
