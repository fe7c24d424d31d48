//! The whole of the screens as one state: before signing in, inside, and the forced screen between (S10).
//!
//! `update` takes a message or a key and returns effects; nothing here reads a clock, a file or a terminal. Each
//! screen keeps its own state while another is shown, so edits wait behind a forced screen and come back.

mod inside;
mod keys;

use std::time::Duration;

use zeroize::Zeroizing;

pub use inside::{Choosing, Inside, News, Place};

use super::act_dialog::{ActDialog, Edit, Field, Stop};
use super::{manage_users, password_security};
use crate::domain::audit::EntryNo;
use crate::domain::strength::{Assessment, KnownWords};
use crate::domain::text::{EMAIL_MOST, FIRM_MOST, NAME_MOST};
use crate::domain::{Email, FirmName, Instant, PersonName};
use crate::secret::{Code, Offered, Password};
use crate::service::{Me, NewFirm, Summary};
use crate::tui::keymap::Command;
use crate::words::{Printable, Zone};

/// How long a line that tells of an act stays at least.
const SAID: Duration = Duration::from_secs(6);

/// The time, as the event loop read it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Moment {
    /// The wall clock, for dates.
    pub now: Instant,
    /// The clock that cannot be set (S9).
    pub since_boot: Duration,
}

/// Where one is.
#[derive(Debug)]
pub enum Stage {
    /// The first answer of the store has not come yet.
    Starting,
    /// There is no firm yet.
    FirstRun(ActDialog),
    /// Nobody is signed in.
    SignIn(ActDialog),
    /// E-mail and code.
    Code(ActDialog),
    /// A code was accepted: this person chooses a password.
    Redeem(Printable, Choosing),
    /// Somebody is signed in.
    Inside(Box<Inside>),
    /// Nothing can be done; a sentence says why.
    Broken(String),
}

/// What the worker is asked to do.
#[derive(Debug)]
pub enum Effect {
    /// Read the firm's name, and whether there is a firm.
    ReadFirm,
    /// Found the firm.
    Found(Box<NewFirm>),
    /// Sign in.
    SignIn(String, Offered),
    /// Look at a code.
    CheckCode(String, Code),
    /// Choose a password with the code that was accepted.
    Redeem(Password),
    /// Sign out.
    SignOut,
    /// Read again what the signed-in person is shown (S10).
    ReadMe,
    /// See whether anything was changed elsewhere, and read it then.
    LookAround,
    /// Change one's own password.
    ChangePassword(Option<Offered>, Password),
    /// Judge a password that is being typed; with these words where nobody is known yet.
    Meter(u64, Password, Option<KnownWords>),
    /// Dismiss the notice.
    DismissNotice,
    /// Dismiss what happened since the last time, up to this entry (U10).
    DismissSummary(EntryNo),
    /// Something of Password Security.
    Policy(password_security::Effect),
    /// Something of Manage Users.
    Users(manage_users::Effect),
    /// Send a text to the terminal's clipboard.
    Clipboard(Zeroizing<String>),
    /// Stop the process, as Ctrl-Z does elsewhere.
    Suspend,
    /// End.
    Quit,
}

/// What became of an attempt to come in.
#[derive(Debug)]
pub enum CameIn {
    /// Signed in.
    In {
        /// What they are shown.
        me: Box<Me>,
        /// What happened since the last time (U10).
        summary: Box<Summary>,
        /// Until when acts need no password.
        proof_until: Duration,
    },
    /// Not; a sentence says why.
    Not(String),
}

/// What the worker answers.
#[derive(Debug)]
pub enum Message {
    /// The firm's name, or none where set-up was not finished.
    Firm(Result<Option<Printable>, String>),
    /// See [`Effect::SignIn`], [`Effect::Found`], [`Effect::Redeem`].
    CameIn(CameIn),
    /// A code was accepted, for this person; or not.
    CodeChecked(Result<Printable, String>),
    /// What the signed-in person is shown, and until when acts need no password.
    Me(Result<Box<Me>, String>, Duration),
    /// The current password is needed too, for it was proved too long ago (S4).
    AskCurrent(String),
    /// The password was changed, or not.
    Changed(Result<Box<Me>, String>, Duration),
    /// The meter's answer.
    Judged(u64, Box<Assessment>),
    /// Something was changed elsewhere.
    ChangedElsewhere,
    /// An answer for Password Security.
    Policy(password_security::Message),
    /// An answer for Manage Users.
    Users(manage_users::Message),
    /// The session has ended (S10).
    Ended(String),
    /// Signed out.
    SignedOut,
    /// Something went wrong that should not have.
    Failed(String),
}

/// What a click means.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Hit {
    /// A place or tab.
    Place(Place),
    /// A stop of a form.
    Form(Stop),
    /// Something of Password Security.
    Policy(password_security::Focus),
    /// A stop of a dialog of Password Security.
    PolicyStop(Stop),
    /// Something of Manage Users.
    Users(manage_users::Target),
    /// A key of the footer or the banner.
    Key(Command),
}

/// The screens.
#[derive(Debug)]
pub struct Root {
    pub(super) moment: Moment,
    zone: Zone,
    firm: Option<Printable>,
    stage: Stage,
    said: Option<(String, Duration)>,
    demo: Option<String>,
    keys_shown: bool,
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
            firm: None,
            stage: Stage::Starting,
            said: None,
            demo: None,
            keys_shown: false,
            judged: None,
            ticket: 0,
            rows: 10,
        }
    }

    /// Says on every screen that nothing is kept (`passward demo`).
    pub fn mark_as_demo(&mut self, line: String) {
        self.demo = Some(line);
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
        vec![Effect::ReadFirm]
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
        self.said.as_ref().map(|(text, _)| text.as_str())
    }

    /// Returns the line of the demonstration.
    #[must_use]
    pub fn demo(&self) -> Option<&str> {
        self.demo.as_deref()
    }

    /// Returns whether the list of keys is shown.
    #[must_use]
    pub fn keys_shown(&self) -> bool {
        self.keys_shown
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
        self.said = Some((text.into(), self.moment.since_boot + SAID));
    }

    /// Takes the time, once a second; returns what to ask, and whether anything looks different now.
    pub fn tick(&mut self, moment: Moment) -> (Vec<Effect>, bool) {
        let minute = |at: Instant| at.timestamp().div_euclid(60);
        let new_minute = minute(self.moment.now) != minute(moment.now);
        self.moment = moment;
        let mut effects = Vec::new();
        let mut changed = new_minute;
        if let Stage::Inside(inside) = &mut self.stage {
            effects.push(Effect::LookAround);
            let due = inside.me.read_again_at.is_some_and(|at| moment.now >= at)
                || moment.since_boot >= inside.me.lasts_until;
            if due || new_minute {
                effects.push(Effect::ReadMe);
            }
            if new_minute {
                effects.extend(inside.refresh());
            }
        }
        if let Some((_, until)) = self.said
            && moment.since_boot >= until
        {
            self.said = None;
            changed = true;
        }
        (effects, changed)
    }

    /// Applies an answer.
    pub fn update(&mut self, message: Message, moment: Moment) -> Vec<Effect> {
        self.moment = moment;
        match message {
            Message::Firm(answer) => self.firm_read(answer),
            Message::CameIn(outcome) => self.came_in(outcome),
            Message::CodeChecked(answer) => self.code_checked(answer),
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
            Message::ChangedElsewhere => match &mut self.stage {
                Stage::Inside(inside) => {
                    let mut effects = vec![Effect::ReadMe];
                    effects.extend(inside.refresh());
                    effects
                }
                Stage::Starting
                | Stage::FirstRun(_)
                | Stage::SignIn(_)
                | Stage::Code(_)
                | Stage::Redeem(..)
                | Stage::Broken(_) => Vec::new(),
            },
            Message::Policy(message) => self.inside_do(|inside| inside.policy_update(message)),
            Message::Users(message) => self.inside_do(|inside| inside.users_update(message)),
            Message::Ended(why) => {
                self.leave(Some(why));
                Vec::new()
            }
            Message::SignedOut => {
                // Where the session had ended by itself, the form says why already.
                if matches!(self.stage, Stage::Inside(_)) {
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
    fn inside_do(&mut self, act: impl FnOnce(&mut Inside) -> Vec<inside::Wants>) -> Vec<Effect> {
        let Stage::Inside(inside) = &mut self.stage else {
            return Vec::new();
        };
        let wants = act(inside);
        self.grant(wants)
    }

    fn grant(&mut self, wants: Vec<inside::Wants>) -> Vec<Effect> {
        let mut effects = Vec::new();
        for want in wants {
            match want {
                inside::Wants::Effect(effect) => effects.push(effect),
                inside::Wants::Say(text) => self.say(text),
            }
        }
        effects
    }

    fn firm_read(&mut self, answer: Result<Option<Printable>, String>) -> Vec<Effect> {
        match answer {
            Err(why) => self.stage = Stage::Broken(why),
            Ok(firm) => {
                let founded = firm.is_some();
                self.firm = firm;
                if matches!(self.stage, Stage::Starting) {
                    self.stage = if founded {
                        Stage::SignIn(sign_in_form(""))
                    } else {
                        Stage::FirstRun(first_run_form())
                    };
                }
            }
        }
        Vec::new()
    }

    fn came_in(&mut self, outcome: CameIn) -> Vec<Effect> {
        match outcome {
            CameIn::Not(why) => {
                self.refuse(why);
                Vec::new()
            }
            CameIn::In {
                me,
                summary,
                proof_until,
            } => {
                self.firm = Some(me.firm.clone());
                self.judged = None;
                let last = summary
                    .last_sign_in
                    .as_ref()
                    .map(|(at, _)| crate::words::when(*at, self.moment.now, self.zone));
                let news = News::of(&summary, self.moment.now, self.zone);
                let mut inside = Inside::new(*me, proof_until);
                inside.news = news;
                let effects = inside.open();
                self.stage = Stage::Inside(Box::new(inside));
                if let Some(at) = last {
                    self.say(format!("You last signed in {at}."));
                }
                self.grant(effects)
            }
        }
    }

    fn code_checked(&mut self, answer: Result<Printable, String>) -> Vec<Effect> {
        match answer {
            Ok(name) => {
                self.judged = None;
                self.stage = Stage::Redeem(name, Choosing::new(false));
            }
            Err(why) => self.refuse(why),
        }
        Vec::new()
    }

    fn me_read(&mut self, answer: Result<Box<Me>, String>, proof_until: Duration) -> Vec<Effect> {
        match answer {
            Err(why) => {
                self.say(why);
                Vec::new()
            }
            Ok(me) => {
                self.firm = Some(me.firm.clone());
                match &mut self.stage {
                    Stage::Inside(inside) => match inside.take_me(*me, proof_until) {
                        Ok(wants) => self.grant(wants),
                        Err(ended) => {
                            self.leave(Some(ended));
                            vec![Effect::SignOut]
                        }
                    },
                    Stage::Starting
                    | Stage::FirstRun(_)
                    | Stage::SignIn(_)
                    | Stage::Code(_)
                    | Stage::Redeem(..)
                    | Stage::Broken(_) => Vec::new(),
                }
            }
        }
    }

    fn changed(&mut self, answer: Result<Box<Me>, String>, proof_until: Duration) -> Vec<Effect> {
        match answer {
            Err(why) => {
                self.refuse(why);
                Vec::new()
            }
            Ok(me) => {
                self.judged = None;
                if let Stage::Inside(inside) = &mut self.stage {
                    inside.password_changed();
                }
                self.say("Your password is changed.");
                let mut effects = self.me_read(Ok(me), proof_until);
                if let Stage::Inside(inside) = &mut self.stage {
                    effects.extend(inside.refresh());
                }
                effects
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
            Stage::Starting | Stage::Broken(_) => None,
        }
    }

    /// Goes back to signing in.
    fn leave(&mut self, why: Option<String>) {
        let email = match &self.stage {
            Stage::Inside(inside) => inside.me.email.as_str().to_owned(),
            Stage::SignIn(form) | Stage::Code(form) => form.text(0).to_owned(),
            Stage::Starting | Stage::FirstRun(_) | Stage::Redeem(..) | Stage::Broken(_) => {
                String::new()
            }
        };
        let mut form = sign_in_form(&email);
        form.refusal = why;
        self.judged = None;
        self.keys_shown = false;
        self.stage = Stage::SignIn(form);
    }

    /// Asks the meter about what is typed as a new password (S6).
    fn ask_meter(&mut self) -> Vec<Effect> {
        let at = match &self.stage {
            Stage::FirstRun(_) => 3,
            Stage::Redeem(_, choosing) => choosing.new_at(),
            Stage::Inside(inside) => match inside.choosing() {
                Some(choosing) => choosing.new_at(),
                None => return Vec::new(),
            },
            Stage::Starting | Stage::SignIn(_) | Stage::Code(_) | Stage::Broken(_) => {
                return Vec::new();
            }
        };
        let known = match &self.stage {
            Stage::FirstRun(form) => Some(NewFirm::known_words(
                form.text(0),
                form.text(1),
                form.text(2),
            )),
            Stage::Starting
            | Stage::SignIn(_)
            | Stage::Code(_)
            | Stage::Redeem(..)
            | Stage::Inside(_)
            | Stage::Broken(_) => None,
        };
        self.ticket += 1;
        let ticket = self.ticket;
        let entry = self.form_mut().and_then(|form| form.password(at));
        if let Some(Ok(password)) = entry.map(crate::secret::PasswordEntry::chosen) {
            return vec![Effect::Meter(ticket, password, known)];
        }
        self.judged = None;
        Vec::new()
    }

    /// Acts on a form before signing in.
    fn submit(&mut self) -> Vec<Effect> {
        let outcome = match &mut self.stage {
            Stage::SignIn(form) => {
                let email = form.text(0).to_owned();
                let offered = form.take_offered(1);
                Ok(offered.map(|offered| Effect::SignIn(email, offered)))
            }
            Stage::Code(form) => {
                let email = form.text(0).to_owned();
                match Code::parse(form.text(1)) {
                    Ok(code) => Ok(Some(Effect::CheckCode(email, code))),
                    Err(slip) => Err((1, slip.to_string())),
                }
            }
            Stage::FirstRun(form) => found(form).map(Some),
            Stage::Redeem(_, choosing) => {
                choosing.chosen().map(|(_, new)| Some(Effect::Redeem(new)))
            }
            Stage::Inside(inside) => inside.change().map(Some),
            Stage::Starting | Stage::Broken(_) => Ok(None),
        };
        match outcome {
            Ok(effect) => effect.into_iter().collect(),
            Err((at, why)) => {
                if let Some(form) = self.form_mut() {
                    form.refuse(why);
                    form.focus(Stop::Field(at));
                }
                Vec::new()
            }
        }
    }

    /// What the safe button of a form before signing in, or of a forced screen, does.
    fn step_back(&mut self) -> Vec<Effect> {
        match &self.stage {
            Stage::SignIn(form) => {
                let email = form.text(0).to_owned();
                self.stage = Stage::Code(code_form(&email));
                Vec::new()
            }
            Stage::Code(_) | Stage::Redeem(..) => {
                self.leave(None);
                Vec::new()
            }
            Stage::FirstRun(_) | Stage::Starting | Stage::Broken(_) => vec![Effect::Quit],
            Stage::Inside(_) => vec![Effect::SignOut],
        }
    }
}

/// Returns the form of signing in.
fn sign_in_form(email: &str) -> ActDialog {
    let fields = vec![
        Field::Text {
            label: "E-mail",
            line: super::act_dialog::TextLine::new(email, EMAIL_MOST),
        },
        Field::password("Password"),
    ];
    let mut form = ActDialog::screen(fields);
    if !email.is_empty() {
        form.stop = Stop::Field(1);
    }
    form
}

fn code_form(email: &str) -> ActDialog {
    let fields = vec![
        Field::Text {
            label: "E-mail",
            line: super::act_dialog::TextLine::new(email, EMAIL_MOST),
        },
        Field::text("Code", 60),
    ];
    let mut form = ActDialog::screen(fields);
    if !email.is_empty() {
        form.stop = Stop::Field(1);
    }
    form
}

fn first_run_form() -> ActDialog {
    let fields = vec![
        Field::text("The firm's name", FIRM_MOST),
        Field::text("Your name", NAME_MOST),
        Field::text("Your e-mail", EMAIL_MOST),
        Field::password("Password"),
        Field::password("Password again"),
    ];
    ActDialog::screen(fields)
}

/// Makes the new firm out of what was typed.
fn found(form: &ActDialog) -> Result<Effect, (usize, String)> {
    let firm_name = FirmName::parse(form.text(0)).map_err(|fault| (0, fault.to_string()))?;
    let name = PersonName::parse(form.text(1)).map_err(|fault| (1, fault.to_string()))?;
    let email = Email::parse(form.text(2)).map_err(|fault| (2, fault.to_string()))?;
    let password = inside::agreed(form, 3)?;
    Ok(Effect::Found(Box::new(NewFirm {
        firm: firm_name,
        name,
        email,
        password,
    })))
}

impl Root {
    /// Applies a change to the form that has the focus.
    fn edit_own_form(&mut self, edit: &Edit) -> Vec<Effect> {
        if let Some(form) = self.form_mut() {
            form.edit(edit);
        }
        self.ask_meter()
    }
}

#[cfg(test)]
mod tests;
