//! Taking users or a report out of the program (U9): whom, where to, in which form; then how far it has come.

use super::dialogs::Dialog;
use super::{Effect, ManageUsers, Task};
use crate::domain::Filter;
use crate::service::{Count, Exported, PeopleFile};
use crate::tui::view_model::act_dialog::{Field, Proof};
use crate::tui::view_model::export::{ExportForm, ExportSheet, Exports, GIVEN_UP, Refused, Step};

const WHOM: &[&str] = &["Those listed", "Everyone"];

/// An export before it has begun.
#[derive(Debug)]
pub struct ExportDialog {
    /// Whom the list shows.
    filter: Filter,
    /// The words of the filters as they are set, and whether something is searched for.
    pub listed: ([&'static str; 3], bool),
    /// How many these are, and how many there are in all, once that is known.
    pub numbers: Option<(Count, Count)>,
    /// Where to, in which form, and whom.
    pub export: ExportForm,
}

/// What was typed as the names of files.
#[derive(Clone, Debug, Default)]
pub(super) struct Paths {
    users: Option<String>,
    report: Option<String>,
}

impl Paths {
    fn of(&mut self, exports: Exports) -> &mut Option<String> {
        match exports {
            Exports::Report => &mut self.report,
            Exports::Users | Exports::Log => &mut self.users,
        }
    }

    /// Keeps the name for the next time.
    pub(super) fn keep(&mut self, dialog: &ExportDialog) {
        *self.of(dialog.export.exports) = Some(dialog.export.typed().to_owned());
    }
}

impl ExportDialog {
    /// Returns whether everyone is exported, disabled users too.
    #[must_use]
    pub fn is_of_everyone(&self) -> bool {
        self.export.exports == Exports::Report || self.export.form.chosen(ExportForm::MORE) == 1
    }

    fn file(&self) -> PeopleFile {
        let whom = if self.is_of_everyone() {
            PeopleFile::everyone()
        } else {
            self.filter.clone()
        };
        match (self.export.exports, self.export.chosen()) {
            (Exports::Report, 0) => PeopleFile::ReportInWords,
            (Exports::Report, _) => PeopleFile::ReportInJson,
            (Exports::Users | Exports::Log, 0) => PeopleFile::Csv(whom),
            (Exports::Users | Exports::Log, _) => PeopleFile::Json(whom),
        }
    }

    /// Asks to begin, or says what is missing.
    pub(super) fn begin(&mut self) -> Vec<Effect> {
        let file = self.file();
        let begin = self.export.begin(file);
        begin
            .map(Task::Export)
            .map(Effect::Task)
            .into_iter()
            .collect()
    }
}

impl ManageUsers {
    /// Returns the export that is on its way.
    #[must_use]
    pub fn exporting(&self) -> Option<&ExportSheet> {
        self.exporting.as_ref()
    }

    pub(super) fn open_export(&mut self, exports: Exports, proof: Proof) -> Vec<Effect> {
        let whom = match exports {
            Exports::Report => Vec::new(),
            Exports::Users | Exports::Log => vec![Field::Choice {
                label: "Whom",
                words: WHOM,
                chosen: 0,
            }],
        };
        let path = self.paths.of(exports).as_deref();
        let searched = !self.filter.search.trim().is_empty();
        self.dialog = Some(Dialog::Export(Box::new(ExportDialog {
            export: ExportForm::open(exports, path, whom, proof),
            listed: (self.filter_words(), searched),
            filter: self.filter.clone(),
            numbers: None,
        })));
        let ticket = self.ask_for_dialog();
        let filter = self.filter.clone();
        vec![Effect::Task(Task::ReadExportable(ticket, filter))]
    }

    pub(super) fn take_exportable(&mut self, ticket: u64, answer: Result<(Count, Count), String>) {
        if let Some(Dialog::Export(dialog)) = self.awaiting(ticket) {
            match answer {
                Ok(known) => dialog.numbers = Some(known),
                Err(why) => dialog.export.form.refuse(why),
            }
        }
    }

    pub(super) fn export_begun(&mut self, answer: Result<(), Refused>) -> Vec<Effect> {
        let Some(Dialog::Export(dialog)) = &mut self.dialog else {
            // It was left while it was sent: nobody waits for it any more.
            return match answer {
                Ok(()) => vec![Effect::Task(Task::Export(Step::Stop))],
                Err(_) => Vec::new(),
            };
        };
        match answer {
            Ok(()) => {
                self.exporting = Some(dialog.export.begun());
                self.paths.keep(dialog);
                self.dialog = None;
                vec![Effect::Task(Task::Export(Step::On))]
            }
            Err(refused) => {
                dialog.export.refused(refused);
                Vec::new()
            }
        }
    }

    pub(super) fn exported(&mut self, answer: Result<Exported, String>) -> Vec<Effect> {
        let Some(sheet) = &mut self.exporting else {
            return Vec::new();
        };
        let Some(said) = sheet.went(answer) else {
            return vec![Effect::Task(Task::Export(Step::On))];
        };
        self.exporting = None;
        vec![Effect::Say(said)]
    }

    /// Gives the export up that is on its way.
    pub(super) fn stop_export(&mut self) -> Vec<Effect> {
        match self.exporting.take() {
            Some(_) => vec![
                Effect::Task(Task::Export(Step::Stop)),
                Effect::Say(GIVEN_UP.into()),
            ],
            None => Vec::new(),
        }
    }
}
