//! Coming in and going out: the first run, signing in, a code, and back to the form of signing in.

use super::idle::Touched;
use super::own_password::agreed;
use super::{CameIn, Choosing, Effect, Inside, News, Root, Stage, Task};
use crate::domain::text::{EMAIL_MOST, FIRM_MOST, NAME_MOST};
use crate::domain::{Email, FirmName, PersonName};
use crate::secret::Code;
use crate::service::{Mailing, NewFirm};
use crate::tui::view_model::act_dialog::{ActDialog, Field, Stop, TextLine};
use crate::tui::view_model::seat::Seat;
use crate::words::{self, Printable};

/// What is said at the kiosk of a database without a firm.
const NO_FIRM_HERE: &str =
    "No firm is set up here yet. Whoever looks after this machine does that with passward init.";

/// The most characters that are taken of a code, blanks and dashes counted.
const CODE_MOST: usize = 60;

impl Root {
    /// Returns whether a password with which one comes in, or unlocks, is being typed.
    #[must_use]
    pub fn is_coming_in(&self) -> bool {
        let form = match &self.stage {
            Stage::SignIn(form) => form,
            Stage::Locked(locked) => &locked.form,
            Stage::Starting
            | Stage::FirstRun(_)
            | Stage::Code(_)
            | Stage::Redeem(..)
            | Stage::Inside(_)
            | Stage::Broken(_) => return false,
        };
        let at = form.fields.len().saturating_sub(1);
        form.password(at).is_some_and(|entry| !entry.is_empty())
    }

    pub(super) fn firm_read(&mut self, answer: Result<Option<Printable>, String>) -> Vec<Effect> {
        match answer {
            Err(why) => self.stage = Stage::Broken(why),
            Ok(firm) => {
                let founded = firm.is_some();
                self.firm = firm;
                if matches!(self.stage, Stage::Starting) {
                    self.stage = match self.station.seat {
                        _ if founded => Stage::SignIn(sign_in_form("")),
                        Seat::Own => Stage::FirstRun(match self.station.closed() {
                            Some(why) => ActDialog::closed(why).with_way_back(),
                            None => first_run_form(),
                        }),
                        // R2: whoever looks after the machine sets the firm up, with `passward init`.
                        Seat::Kiosk => Stage::Broken(NO_FIRM_HERE.into()),
                    };
                }
            }
        }
        Vec::new()
    }

    pub(super) fn came_in(&mut self, outcome: CameIn) -> Vec<Effect> {
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
                let news = News::of(&summary, self.moment.now, self.zone);
                let mut inside = Inside::new(*me, proof_until, self.zone, self.station);
                inside.news = news;
                inside.users.set_mailing(self.mailing);
                let wants = inside.refresh();
                self.stage = Stage::Inside(Box::new(inside));
                self.touched = Touched::at(self.moment.since_boot);
                self.grant(wants)
            }
        }
    }

    pub(super) fn code_checked(&mut self, answer: Result<Printable, String>) -> Vec<Effect> {
        match answer {
            Ok(name) => {
                self.judged = None;
                self.stage = Stage::Redeem(name, Choosing::anew());
            }
            Err(why) => self.refuse(why),
        }
        Vec::new()
    }

    /// Says that a code is on its way, if anybody has the e-mail: the words are the same for all (U2).
    pub(super) fn code_asked_for(&mut self, answer: Result<(), String>) -> Vec<Effect> {
        if let Stage::Code(form) = &mut self.stage {
            match answer {
                Ok(()) => {
                    form.sent = false;
                    form.stop = Stop::Field(1);
                    self.say(words::CODE_ASKED_FOR);
                }
                Err(why) => form.refuse(why),
            }
        }
        Vec::new()
    }

    /// The session, or the code, can no longer be used. Several questions may be answered so: only the first counts,
    /// for by the last of them somebody may be signing in again.
    pub(super) fn ended(&mut self, why: String) -> Vec<Effect> {
        match &self.stage {
            Stage::Inside(_) | Stage::Locked(_) => {
                self.leave(Some(why));
                // Where a session is still held, nobody shall see it as one that goes on (U5).
                vec![Effect::Task(Task::SignOut)]
            }
            Stage::Code(_) | Stage::Redeem(..) => {
                self.leave(Some(why));
                Vec::new()
            }
            Stage::Starting | Stage::FirstRun(_) | Stage::SignIn(_) | Stage::Broken(_) => {
                Vec::new()
            }
        }
    }

    /// Goes back to signing in.
    pub(super) fn leave(&mut self, why: Option<String>) {
        let email = match &self.stage {
            Stage::Inside(inside) => inside.me.email.as_str().to_owned(),
            Stage::Locked(locked) => locked.inside.me.email.as_str().to_owned(),
            Stage::SignIn(form) | Stage::Code(form) => form.text(0).to_owned(),
            Stage::Starting | Stage::FirstRun(_) | Stage::Redeem(..) | Stage::Broken(_) => {
                String::new()
            }
        };
        let mut form = sign_in_form(&email);
        form.refusal = why;
        self.judged = None;
        self.overlay = None;
        self.said.forget();
        self.stage = Stage::SignIn(form);
    }

    /// Acts on a form before signing in.
    pub(super) fn submit(&mut self) -> Vec<Effect> {
        let outcome = match &mut self.stage {
            Stage::SignIn(form) => {
                let email = form.text(0).to_owned();
                let offered = form.take_offered(1);
                Ok(offered.map(|offered| Effect::Task(Task::SignIn(email, offered))))
            }
            Stage::Code(form) => {
                let email = form.text(0).to_owned();
                if self.mailing == Mailing::On && wants_mail(form) {
                    return match Email::parse(&email) {
                        Ok(_) => vec![Effect::Task(Task::AskForCode(email))],
                        Err(fault) => {
                            form.refuse(fault.to_string());
                            form.focus(Stop::Field(0));
                            Vec::new()
                        }
                    };
                }
                match Code::parse(form.text(1)) {
                    Ok(code) => Ok(Some(Effect::Task(Task::CheckCode(email, code)))),
                    Err(slip) => Err((1, slip.to_string())),
                }
            }
            Stage::FirstRun(form) => found(form).map(Some),
            Stage::Redeem(_, choosing) => choosing
                .chosen()
                .map(|(_, new)| Some(Effect::Task(Task::Redeem(new)))),
            Stage::Inside(inside) => inside.change().map(Some),
            Stage::Locked(locked) => Ok(locked
                .form
                .take_offered(0)
                .map(Task::Unlock)
                .map(Effect::Task)),
            Stage::Starting | Stage::Broken(_) => Ok(None),
        };
        match outcome {
            Ok(effect) => effect.into_iter().collect(),
            Err((at, why)) => {
                if let Some(form) = self.form_mut() {
                    form.refuse_at(at, why);
                }
                Vec::new()
            }
        }
    }

    /// What the safe button of a form before signing in, or of a forced screen, does.
    pub(super) fn step_back(&mut self) -> Vec<Effect> {
        match &mut self.stage {
            Stage::SignIn(form) => {
                match self.station.closed() {
                    Some(why) => form.refuse(why),
                    None => self.stage = Stage::Code(code_form(form.text(0), self.mailing)),
                }
                Vec::new()
            }
            Stage::Code(_) => {
                self.leave(None);
                Vec::new()
            }
            Stage::Redeem(..) => {
                self.leave(None);
                vec![Effect::Task(Task::ForgetCode)]
            }
            Stage::FirstRun(_) | Stage::Starting | Stage::Broken(_) => vec![Effect::Quit],
            Stage::Inside(_) | Stage::Locked(_) => vec![Effect::Task(Task::SignOut)],
        }
    }
}

/// Says whether the form of a code asks for one by mail: none was typed.
#[must_use]
pub fn wants_mail(form: &ActDialog) -> bool {
    form.text(1).trim().is_empty()
}

/// Returns the form of signing in.
fn sign_in_form(email: &str) -> ActDialog {
    let fields = vec![
        Field::Text {
            label: "E-mail",
            line: TextLine::new(email, EMAIL_MOST),
        },
        Field::password("Password"),
    ];
    let mut form = ActDialog::screen(fields);
    if !email.is_empty() {
        form.stop = Stop::Field(1);
    }
    form
}

/// Returns the form of a code; where mail is set up, none need be typed: one is mailed then (U2).
fn code_form(email: &str, mailing: Mailing) -> ActDialog {
    let fields = vec![
        Field::Text {
            label: "E-mail",
            line: TextLine::new(email, EMAIL_MOST),
        },
        Field::Text {
            label: "Code",
            line: match mailing {
                Mailing::On => TextLine::optional("", CODE_MOST),
                Mailing::Off => TextLine::new("", CODE_MOST),
            },
        },
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
    let password = agreed(form, 3)?;
    Ok(Effect::Task(Task::Found(Box::new(NewFirm {
        firm: firm_name,
        name,
        email,
        password,
    }))))
}
