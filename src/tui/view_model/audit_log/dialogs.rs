//! What is asked over the screen: whom, from when to when, where to.

use chrono::NaiveDate;

use super::messages::{Effect, LogFile, Looking, Task};
use super::sheets::{CheckSheet, EntrySheet};
use super::{AuditLog, Span};
use crate::domain::Instant;
use crate::service::{ExportFormat, PersonRow};
use crate::tui::view_model::act_dialog::{
    ActDialog, Decision, Edit, Field, Harm, Press, Proof, Stop, TextLine,
};
use crate::tui::view_model::export::{ExportForm, ExportSheet, Exports, Refused, Step};
use crate::words::day_typed;

/// The most that can be typed.
const NAME_MOST: usize = 100;
const DAY_MOST: usize = 10;

/// What is open over the screen.
#[derive(Debug)]
pub enum Dialog {
    /// Whom the list is about.
    Person(Picker),
    /// From which day to which.
    Days(ActDialog),
    /// Where to export.
    Export(ExportForm),
    /// One entry.
    Entry(EntrySheet),
    /// The check of the log, and the ticket of its run.
    Check(CheckSheet, u64),
    /// An export on its way.
    Exporting(ExportSheet),
}

/// Finds a person by what is typed.
#[derive(Clone, Debug)]
pub struct Picker {
    /// What was typed.
    pub line: TextLine,
    /// Who was found; before them stands *anybody*.
    pub found: Vec<PersonRow>,
    /// The selected one: 0 is anybody.
    pub at: usize,
    /// Why nobody could be looked for.
    pub failure: Option<String>,
    ticket: u64,
}

impl AuditLog {
    pub(super) fn open_person(&mut self) -> Vec<Effect> {
        self.asked += 1;
        self.dialog = Some(Dialog::Person(Picker {
            line: TextLine::new("", NAME_MOST),
            found: Vec::new(),
            at: 0,
            failure: None,
            ticket: self.asked,
        }));
        vec![Effect::Task(Task::FindPeople(self.asked, String::new()))]
    }

    pub(super) fn people_found(
        &mut self,
        ticket: u64,
        answer: Result<Vec<PersonRow>, String>,
    ) -> Vec<Effect> {
        let Some(Dialog::Person(picker)) = &mut self.dialog else {
            return Vec::new();
        };
        if picker.ticket == ticket {
            match answer {
                Ok(found) => {
                    picker.found = found;
                    picker.failure = None;
                    // Whoever typed means somebody; whoever has not may mean anybody.
                    let typed = !picker.line.text().trim().is_empty();
                    picker.at = usize::from(typed).min(picker.found.len());
                }
                Err(why) => picker.failure = Some(why),
            }
        }
        Vec::new()
    }

    pub(super) fn press_in_picker(&mut self, press: Press) -> Vec<Effect> {
        let Some(Dialog::Person(picker)) = &mut self.dialog else {
            return Vec::new();
        };
        let count = picker.found.len() + 1;
        match press {
            Press::Up | Press::Previous => picker.at = (picker.at + count - 1) % count,
            Press::Down | Press::Next => picker.at = (picker.at + 1) % count,
            Press::PageUp | Press::Home => picker.at = 0,
            Press::PageDown | Press::End => picker.at = count - 1,
            Press::Enter | Press::Choose => {
                let at = picker.at;
                return self.choose_person(at);
            }
            Press::Escape => self.dialog = None,
            Press::Left | Press::Right | Press::Yes | Press::No => {}
        }
        Vec::new()
    }

    pub(super) fn choose_person(&mut self, at: usize) -> Vec<Effect> {
        let Some(Dialog::Person(picker)) = self.dialog.take() else {
            return Vec::new();
        };
        let person = at.checked_sub(1).and_then(|at| picker.found.get(at));
        self.person = person.map(|person| (person.id, person.name.clone()));
        vec![self.list_anew()]
    }

    pub(super) fn open_days(&mut self) {
        let (from, to) = match self.span {
            Span::Days(from, to) => (from, to),
            Span::Any | Span::LastDays(_) => (None, None),
        };
        let typed = |day: Option<NaiveDate>| day.map(|day| day.to_string()).unwrap_or_default();
        let field = |label, day| Field::Text {
            label,
            line: TextLine::new(&typed(day), DAY_MOST),
        };
        let fields = vec![field("First day", from), field("Last day", to)];
        self.dialog = Some(Dialog::Days(ActDialog::open(
            fields,
            Proof::Fresh,
            Harm::None,
        )));
    }

    pub(super) fn open_export(&mut self, proof: Proof) {
        let path = self.export_path.as_deref();
        let form = ExportForm::open(Exports::Log, path, Vec::new(), proof);
        self.dialog = Some(Dialog::Export(form));
    }

    pub(super) fn press_in_form(&mut self, press: Press) -> Vec<Effect> {
        let decision = self.form_mut().map(|form| form.press(press));
        self.follow_the_form();
        decision.map_or_else(Vec::new, |decision| self.decided(decision))
    }

    pub(super) fn click_in_form(&mut self, stop: Stop) -> Vec<Effect> {
        let decision = self.form_mut().map(|form| form.press_button(stop));
        decision.map_or_else(Vec::new, |decision| self.decided(decision))
    }

    fn follow_the_form(&mut self) {
        if let Some(Dialog::Export(export)) = &mut self.dialog {
            export.follow();
        }
    }

    fn decided(&mut self, decision: Decision) -> Vec<Effect> {
        match decision {
            Decision::Open => Vec::new(),
            Decision::Cancelled => {
                self.keep_path();
                self.dialog = None;
                Vec::new()
            }
            Decision::Acted => match &mut self.dialog {
                Some(Dialog::Days(_)) => self.take_days(),
                Some(Dialog::Export(_)) => self.send_export(),
                Some(_) | None => Vec::new(),
            },
        }
    }

    fn keep_path(&mut self) {
        if let Some(Dialog::Export(export)) = &self.dialog {
            self.export_path = Some(export.typed().to_owned());
        }
    }

    fn take_days(&mut self) -> Vec<Effect> {
        let Some(Dialog::Days(form)) = &mut self.dialog else {
            return Vec::new();
        };
        let mut days = [None, None];
        for (at, day) in days.iter_mut().enumerate() {
            let typed = form.text(at).trim().to_owned();
            if typed.is_empty() {
                continue;
            }
            *day = day_typed(&typed);
            if day.is_none() {
                let why = "That is no date. Dates look like 2026-11-24; leave one empty for any.";
                form.refuse_at(at, why);
                return Vec::new();
            }
        }
        let [from, to] = days;
        if from.zip(to).is_some_and(|(from, to)| to < from) {
            form.refuse_at(1, "The last day lies before the first.");
            return Vec::new();
        }
        self.span = match (from, to) {
            (None, None) => Span::Any,
            days => Span::Days(days.0, days.1),
        };
        self.dialog = None;
        vec![self.list_anew()]
    }

    fn send_export(&mut self) -> Vec<Effect> {
        let looking = self.looking();
        let Some(Dialog::Export(export)) = &mut self.dialog else {
            return Vec::new();
        };
        let format = match export.chosen() {
            0 => ExportFormat::Csv,
            _ => ExportFormat::JsonLines,
        };
        let begin = export.begin(LogFile { format, looking });
        begin
            .map(Task::Export)
            .map(Effect::Task)
            .into_iter()
            .collect()
    }

    pub(super) fn export_begun(&mut self, answer: Result<(), Refused>) -> Vec<Effect> {
        let Some(Dialog::Export(export)) = &mut self.dialog else {
            // It was left while it was sent: nobody waits for it any more.
            return match answer {
                Ok(()) => vec![Effect::Task(Task::Export(Step::Stop))],
                Err(_) => Vec::new(),
            };
        };
        match answer {
            Ok(()) => {
                let sheet = export.begun();
                self.keep_path();
                self.dialog = Some(Dialog::Exporting(sheet));
                vec![Effect::Task(Task::Export(Step::On))]
            }
            Err(refused) => {
                export.refused(refused);
                Vec::new()
            }
        }
    }

    pub(super) fn edit_in_dialog(&mut self, edit: &Edit) -> Vec<Effect> {
        match &mut self.dialog {
            Some(Dialog::Person(picker)) => {
                if picker.line.edit(edit) {
                    self.asked += 1;
                    picker.ticket = self.asked;
                    let text = picker.line.text().to_owned();
                    return vec![Effect::Task(Task::FindPeople(self.asked, text))];
                }
            }
            Some(Dialog::Days(form) | Dialog::Export(ExportForm { form, .. })) => form.edit(edit),
            Some(Dialog::Entry(_) | Dialog::Check(..) | Dialog::Exporting(_)) | None => {}
        }
        Vec::new()
    }

    pub(super) fn form_mut(&mut self) -> Option<&mut ActDialog> {
        match &mut self.dialog {
            Some(Dialog::Days(form) | Dialog::Export(ExportForm { form, .. })) => Some(form),
            Some(
                Dialog::Person(_) | Dialog::Entry(_) | Dialog::Check(..) | Dialog::Exporting(_),
            )
            | None => None,
        }
    }

    /// Returns the chosen days as instants: to the end of the last one.
    fn between(&self) -> (Option<Instant>, Option<Instant>) {
        let Span::Days(from, to) = self.span else {
            return (None, None);
        };
        let start = |day: NaiveDate| self.zone.start_of(day);
        let end = |day: NaiveDate| start(day.succ_opt()?);
        (from.and_then(start), to.and_then(end))
    }

    /// Returns what is looked for.
    #[must_use]
    pub fn looking(&self) -> Looking {
        Looking {
            person: self.person.as_ref().map(|(id, _)| *id),
            kind: self.kind,
            span: self.span,
            between: self.between(),
            text: self.search.text().trim().to_owned(),
        }
    }
}
