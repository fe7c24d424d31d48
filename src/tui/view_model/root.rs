//! The whole of the screens as one state: before signing in, inside, and the forced screen between (S10).
//!
//! `update` takes a message or a key and returns effects; nothing here reads a clock, a file or a terminal. Each
//! screen keeps its own state while another is shown, so edits wait behind a forced screen and come back.

mod entrance;
mod idle;
mod inside;
mod keys;
mod leaving;
mod messages;
mod news;
mod overlay;
mod own_password;
mod pointer;
mod said;
mod screens;
mod sessions;
mod standing;
mod tenants;
mod time;

use std::time::Duration;

pub use entrance::wants_mail;
pub use idle::Locked;
pub use inside::Inside;
pub use messages::{CameIn, Effect, Hit, Message, Moment, Stage, Task};
pub use news::{Banner, News, Remedy};
pub use overlay::{Note, Offer, Overlay, Palette};
pub use own_password::Choosing;
pub use said::SaidLine;
pub use screens::{Section, Waypoint, name_of, section_of};
pub use tenants::{Over, Sheet};

use super::act_dialog::ActDialog;
use super::seat::{Seat, Station};
use crate::domain::IdleLimit;
use crate::domain::strength::Assessment;
use crate::service::{Mailing, Me, Mode, Summary};
use crate::tui::keymap::{Mouse, Screen};
use crate::words::{Printable, Zone};
use idle::Touched;
use inside::Wants;
use said::Said;
use time::Timer;

/// The screens.
#[derive(Debug)]
pub struct Root {
    pub(super) moment: Moment,
    zone: Zone,
    station: Station,
    firm: Option<Printable>,
    stage: Stage,
    said: Said,
    touched: Touched,
    timer: Timer,
    idle_limit: IdleLimit,
    demo: Option<String>,
    mailing: Mailing,
    overlay: Option<Overlay>,
    mouse: Mouse,
    judged: Option<Assessment>,
    ticket: u64,
    /// How many rows the list of the last frame had.
    rows: usize,
}

impl Root {
    /// Makes the screens before anything was read.
    #[must_use]
    pub fn new(zone: Zone, moment: Moment) -> Self {
        Self {
            moment,
            zone,
            station: Station::default(),
            firm: None,
            stage: Stage::Starting,
            said: Said::default(),
            touched: Touched::at(moment.since_boot),
            timer: Timer::default(),
            idle_limit: IdleLimit::default(),
            demo: None,
            mailing: Mailing::Off,
            overlay: None,
            mouse: Mouse::Ours,
            judged: None,
            ticket: 0,
            rows: 10,
        }
    }

    /// Says on every screen that nothing is kept (`passward demo`).
    pub fn mark_as_demo(&mut self, line: String) {
        self.demo = Some(line);
    }

    /// Takes where the person sits, before anybody comes in.
    pub fn seat_at(&mut self, seat: Seat) {
        self.station.seat = seat;
    }

    /// Takes whether mail is set up: where it is, codes go by mail (U1, U2).
    pub fn mark_mailing(&mut self, mailing: Mailing) {
        self.mailing = mailing;
    }

    /// Says on every screen that nothing is changed, and refuses what would (`--read-only`).
    pub fn mark_as_read_only(&mut self) {
        self.station.mode = Mode::ReadOnly;
    }

    /// Returns whether nothing is changed.
    #[must_use]
    pub fn is_read_only(&self) -> bool {
        self.station.mode == Mode::ReadOnly
    }

    /// Takes whose the mouse is at the start.
    pub fn mark_mouse(&mut self, mouse: Mouse) {
        self.mouse = mouse;
    }

    /// Takes in somebody who was signed in already, as the demonstration does.
    pub fn come_in(&mut self, me: Me, summary: Summary, proof_until: Duration) -> Vec<Effect> {
        self.came_in(CameIn::In {
            me: Box::new(me),
            summary: Box::new(summary),
            proof_until,
        })
    }

    /// Returns the first questions.
    #[must_use]
    pub fn start(&self) -> Vec<Effect> {
        vec![Effect::Task(Task::ReadFirm)]
    }

    /// Returns the time of the last thing that happened.
    #[must_use]
    pub fn moment(&self) -> Moment {
        self.moment
    }

    /// Returns the zone of dates.
    #[must_use]
    pub fn zone(&self) -> Zone {
        self.zone
    }

    /// Returns the firm's name.
    #[must_use]
    pub fn firm(&self) -> Option<&Printable> {
        self.firm.as_ref()
    }

    /// Returns where one is.
    #[must_use]
    pub fn stage(&self) -> &Stage {
        &self.stage
    }

    /// Returns the line that tells of the last act.
    #[must_use]
    pub fn said(&self) -> Option<&str> {
        self.said.line()
    }

    /// Returns the line of the demonstration.
    #[must_use]
    pub fn demo(&self) -> Option<&str> {
        self.demo.as_deref()
    }

    /// Returns whether mail is set up.
    #[must_use]
    pub fn mailing(&self) -> Mailing {
        self.mailing
    }

    /// Returns what the meter says of the password that is being typed.
    #[must_use]
    pub fn judged(&self) -> Option<&Assessment> {
        self.judged.as_ref()
    }

    /// Takes how many rows of a list the last frame had.
    pub fn note_rows(&mut self, rows: u16) {
        if rows > 0 {
            self.rows = rows.into();
        }
    }

    fn say(&mut self, text: impl Into<String>) {
        self.said.say(text.into(), self.moment);
    }

    /// Applies an answer.
    pub fn update(&mut self, message: Message, moment: Moment) -> Vec<Effect> {
        self.moment = moment;
        let effects = self.answered(message);
        self.keep_beat();
        effects
    }

    fn answered(&mut self, message: Message) -> Vec<Effect> {
        match message {
            Message::Firm(answer) => self.firm_read(answer),
            Message::CameIn(outcome) => self.came_in(outcome),
            Message::CodeChecked(answer) => self.code_checked(answer),
            Message::CodeAskedFor(answer) => self.code_asked_for(answer),
            Message::Me(answer, proof_until) => self.me_read(answer, proof_until),
            Message::Changed(answer, proof_until) => self.changed(answer, proof_until),
            Message::AskCurrent(why) => {
                if let Stage::Inside(inside) = &mut self.stage {
                    inside.ask_current();
                }
                self.refuse(why);
                Vec::new()
            }
            Message::Judged(ticket, assessment) => {
                if ticket == self.ticket {
                    self.judged = Some(*assessment);
                }
                Vec::new()
            }
            Message::ChangedElsewhere => self.inside_do(|inside| {
                let mut wants = vec![Wants::Effect(Effect::Task(Task::ReadMe))];
                wants.extend(inside.refresh());
                wants
            }),
            Message::Policy(message) => self.answer(|inside| inside.policy_update(message)),
            Message::Users(message) => self.answer(|inside| inside.users_update(message)),
            Message::Sessions(message) => self.answer(|inside| inside.sessions_update(message)),
            Message::Unlocked(answer, proof_until) => self.unlocked(answer, proof_until),
            Message::Log(message) => {
                self.answer(|inside| inside.log_update(Screen::AuditLog, message))
            }
            Message::LogIns(message) => {
                self.answer(|inside| inside.log_update(Screen::LogInActivity, message))
            }
            Message::Ended(why) => self.ended(why),
            Message::SignedOut => {
                // Where the session had ended by itself, the form says why already.
                if matches!(self.stage, Stage::Inside(_) | Stage::Locked(_)) {
                    self.leave(None);
                }
                Vec::new()
            }
            Message::Failed(why) => {
                self.refuse(why);
                Vec::new()
            }
        }
    }

    /// Does something inside, and carries out what it wants of the whole.
    fn inside_do(&mut self, act: impl FnOnce(&mut Inside) -> Vec<Wants>) -> Vec<Effect> {
        let Stage::Inside(inside) = &mut self.stage else {
            return Vec::new();
        };
        let wants = act(inside);
        self.grant(wants)
    }

    /// Hands an answer to whom it is for, behind the lock too.
    fn answer(&mut self, act: impl FnOnce(&mut Inside) -> Vec<Wants>) -> Vec<Effect> {
        let wants = self.stage.signed_in_mut().map(act);
        self.grant(wants.unwrap_or_default())
    }

    fn grant(&mut self, wants: Vec<Wants>) -> Vec<Effect> {
        let mut effects = Vec::new();
        for want in wants {
            match want {
                Wants::Effect(effect) => effects.push(effect),
                Wants::Say(text) => self.say(text),
                Wants::Commands => self.open_palette(),
                // What screens want of one another is settled inside.
                Wants::People(_) | Wants::Left | Wants::Done => {}
            }
        }
        effects
    }

    fn me_read(&mut self, answer: Result<Box<Me>, String>, proof_until: Duration) -> Vec<Effect> {
        match answer {
            Err(why) => {
                self.say(why);
                Vec::new()
            }
            Ok(me) => {
                self.firm = Some(me.firm.clone());
                let Some(inside) = self.stage.signed_in_mut() else {
                    return Vec::new();
                };
                match inside.take_me(*me, proof_until) {
                    Ok(wants) => self.grant(wants),
                    Err(ended) => {
                        self.leave(Some(ended));
                        vec![Effect::Task(Task::SignOut)]
                    }
                }
            }
        }
    }

    /// Says in the form that has the focus why it was refused; what was typed stays, but no password.
    fn refuse(&mut self, why: String) {
        match self.form_mut() {
            Some(form) => form.refuse(why),
            None => self.say(why),
        }
    }

    /// Returns the form that has the focus, where one has.
    pub(super) fn form_mut(&mut self) -> Option<&mut ActDialog> {
        match &mut self.stage {
            Stage::FirstRun(form) | Stage::SignIn(form) | Stage::Code(form) => Some(form),
            Stage::Redeem(_, choosing) => Some(&mut choosing.form),
            Stage::Inside(inside) => inside.own_form_mut(),
            Stage::Locked(locked) => Some(&mut locked.form),
            Stage::Starting | Stage::Broken(_) => None,
        }
    }
}

#[cfg(test)]
mod tests;
