//! An export from a screen: where to and in which form, and then how far it has come (A1, U9).
//!
//! Audit Log and Manage Users hold one each; what they ask for and what comes back are the same words for both. It goes
//! on step by step, so that other reads come between the steps, and closing the sheet gives it up.

use super::act_dialog::{ActDialog, Field, Harm, Press, Proof, TextLine};
use super::root::Sheet;
use crate::secret::Offered;
use crate::service::Exported;
use crate::words::{Printable, counted};

/// The most that can be typed as the name of a file.
const PATH_MOST: usize = 400;

/// What is exported.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Exports {
    /// Entries of the audit log (A1).
    Log,
    /// Users (U9).
    Users,
    /// A report on everyone's password (U9).
    Report,
}

impl Exports {
    /// Returns the title of its dialog.
    #[must_use]
    pub fn title(self) -> &'static str {
        match self {
            Self::Log => "Export the audit log",
            Self::Users => "Export users",
            Self::Report => "Report on the passwords",
        }
    }

    /// Returns how much was written.
    #[must_use]
    pub fn counted(self, number: u64) -> String {
        match self {
            Self::Log => counted(number, "entry", "entries"),
            Self::Users | Self::Report => counted(number, "user", "users"),
        }
    }

    /// Returns the forms: their words, and the endings of their files.
    fn forms(self) -> (&'static [&'static str], &'static [&'static str]) {
        match self {
            Self::Log => (&["CSV", "JSON lines"], &[".csv", ".jsonl"]),
            Self::Users => (&["CSV", "JSON"], &[".csv", ".json"]),
            Self::Report => (&["Numbers", "JSON with all"], &[".txt", ".json"]),
        }
    }

    /// Returns the name that a file has where none was typed.
    fn file(self) -> &'static str {
        match self {
            Self::Log => "audit-log.csv",
            Self::Users => "users.csv",
            Self::Report => "report.txt",
        }
    }

    fn said(self, written: u64, path: &str) -> String {
        let path = Printable::new(path);
        match self {
            Self::Log | Self::Users => format!("{} written to {path}.", self.counted(written)),
            Self::Report => format!("The report is written to {path}."),
        }
    }
}

/// What a screen asks for.
#[derive(Debug)]
pub enum Step<What> {
    /// Begin.
    Begin {
        /// Where to.
        path: String,
        /// What, and in which form.
        what: What,
        /// The proof, where one was asked for (S9).
        proof: Option<Offered>,
    },
    /// Write the next part.
    On,
    /// Give it up; its file is removed.
    Stop,
}

/// What comes back.
#[derive(Debug)]
pub enum Answer {
    /// It has begun, or has not.
    Begun(Result<(), Refused>),
    /// The next part was written, or could not be.
    Went(Result<Exported, String>),
}

/// Why an export did not begin.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Refused {
    /// The password is needed, or was wrong (S9).
    Proof(String),
    /// Something else.
    Because(String),
}

/// Where to, and in which form; what more is asked stands behind these two.
#[derive(Debug)]
pub struct ExportForm {
    /// What is exported.
    pub exports: Exports,
    /// The fields and the buttons.
    pub form: ActDialog,
}

impl ExportForm {
    /// The place of the file.
    const FILE: usize = 0;
    /// The place of the form.
    const FORM: usize = 1;
    /// The place of the first field that is the screen's own.
    pub const MORE: usize = 2;

    /// Opens it with the name that was typed the last time.
    #[must_use]
    pub fn open(exports: Exports, path: Option<&str>, more: Vec<Field>, proof: Proof) -> Self {
        let path = path.unwrap_or(exports.file());
        let (words, endings) = exports.forms();
        let chosen = endings.iter().position(|ending| path.ends_with(ending));
        let mut fields = vec![
            Field::Text {
                label: "File",
                line: TextLine::new(path, PATH_MOST),
            },
            Field::Choice {
                label: "Form",
                words,
                chosen: chosen.unwrap_or_default(),
            },
        ];
        fields.extend(more);
        Self {
            exports,
            form: ActDialog::open(fields, proof, Harm::None),
        }
    }

    /// Returns which form is chosen.
    #[must_use]
    pub fn chosen(&self) -> usize {
        self.form.chosen(Self::FORM)
    }

    /// Returns what was typed as the name of the file.
    #[must_use]
    pub fn typed(&self) -> &str {
        self.form.text(Self::FILE)
    }

    /// The ending of the file's name follows the form that was chosen, where it was another one's.
    pub fn follow(&mut self) {
        let (_, endings) = self.exports.forms();
        let Some(ours) = endings.get(self.chosen()) else {
            return;
        };
        let path = self.typed().to_owned();
        let other = |ending: &&&str| *ending != ours && path.ends_with(**ending);
        if !path.ends_with(ours)
            && let Some(stem) = endings
                .iter()
                .find(other)
                .and_then(|ending| path.strip_suffix(ending))
            && let Some(Field::Text { line, .. }) = self.form.fields.get_mut(Self::FILE)
        {
            *line = TextLine::new(&format!("{stem}{ours}"), PATH_MOST);
            self.form.field_changed(Self::FILE);
        }
    }

    /// Asks to begin; a file without a name is refused here.
    pub fn begin<What>(&mut self, what: What) -> Option<Step<What>> {
        let path = self.typed().trim().to_owned();
        if path.is_empty() {
            let why = "Please enter the name of a file.";
            self.form.refuse_at(Self::FILE, why);
            return None;
        }
        let proof = self.form.take_proof();
        Some(Step::Begin { path, what, proof })
    }

    /// Says why it did not begin, where the person is looking.
    pub fn refused(&mut self, refused: Refused) {
        match refused {
            Refused::Proof(why) => self.form.ask_for_proof(why),
            Refused::Because(why) => self.form.refuse_at(Self::FILE, why),
        }
    }

    /// Returns the sheet of what has begun.
    #[must_use]
    pub fn begun(&self) -> ExportSheet {
        ExportSheet {
            exports: self.exports,
            path: self.typed().trim().to_owned(),
            so_far: None,
        }
    }
}

/// An export on its way.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ExportSheet {
    /// What is exported.
    pub exports: Exports,
    /// Where to.
    pub path: String,
    /// How far it has come.
    pub so_far: Option<Exported>,
}

/// Said when an export was given up.
pub const GIVEN_UP: &str = "The export was given up, and its file removed.";

impl ExportSheet {
    /// Takes an answer; returns what is said at the end, nothing where it goes on.
    pub fn went(&mut self, answer: Result<Exported, String>) -> Option<String> {
        match answer {
            Ok(step) if !step.is_done => {
                self.so_far = Some(step);
                None
            }
            Ok(step) => Some(self.exports.said(step.written, &self.path)),
            Err(why) => Some(why),
        }
    }

    /// Returns how it is closed.
    #[must_use]
    pub fn sheet(&self) -> Sheet {
        Sheet {
            closes: "cancel",
            scrolls: false,
            copies: false,
        }
    }

    /// Returns whether a key closes it.
    #[must_use]
    pub fn is_closed_by(press: Press) -> bool {
        matches!(press, Press::Escape | Press::Enter | Press::Choose)
    }
}
