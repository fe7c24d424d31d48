//! What is read or watched over the screen: one entry in full, the check of the log, an export on its way.

use zeroize::Zeroizing;

use super::messages::{Effect, Task};
use super::{AuditLog, Dialog};
use crate::domain::audit::{ChainFault, EntryNo, Head};
use crate::service::{Checked, Exported, LogCheck, LogEntry};
use crate::tui::view_model::act_dialog::Press;
use crate::tui::view_model::export::{GIVEN_UP, Step};
use crate::tui::view_model::root::Sheet;

/// One entry in full.
#[derive(Clone, Debug)]
pub struct EntrySheet {
    /// Which one.
    pub no: EntryNo,
    /// What was read of it so far; more of those it was done to is read when one comes near their end.
    pub entry: Option<Box<LogEntry>>,
    /// Why it could not be read.
    pub failure: Option<String>,
    /// How many lines are scrolled away.
    pub top: usize,
    ticket: u64,
    waiting: bool,
}

/// The check of the whole log (A2).
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum CheckSheet {
    /// Under way: how many were checked, of how many.
    Running(u64, Option<u64>),
    /// The log is whole; the head, and whether it was sent to the terminal.
    Whole(Head, bool),
    /// It is not.
    Broken(ChainFault),
    /// It could not be read.
    Failed(String),
}

/// How many of those it was done to are read at once; the worker asks for as many.
pub const TARGETS: usize = 500;

impl AuditLog {
    pub(super) fn open_entry(&mut self) -> Vec<Effect> {
        let Some(no) = self.window.selected().map(|row| row.no) else {
            return Vec::new();
        };
        self.asked += 1;
        self.dialog = Some(Dialog::Entry(EntrySheet {
            no,
            entry: None,
            failure: None,
            top: 0,
            ticket: self.asked,
            waiting: true,
        }));
        vec![Effect::Task(Task::Read {
            ticket: self.asked,
            no,
            skip: 0,
        })]
    }

    pub(super) fn entry_read(
        &mut self,
        ticket: u64,
        answer: Result<Option<Box<LogEntry>>, String>,
    ) -> Vec<Effect> {
        let Some(Dialog::Entry(sheet)) = &mut self.dialog else {
            return Vec::new();
        };
        if sheet.ticket != ticket {
            return Vec::new();
        }
        sheet.waiting = false;
        match (answer, &mut sheet.entry) {
            (Ok(Some(read)), Some(entry)) => entry.targets.extend(read.targets),
            (Ok(Some(read)), none @ None) => *none = Some(read),
            (Ok(None), _) => sheet.failure = Some("This entry is not there any more.".into()),
            (Err(why), _) => sheet.failure = Some(why),
        }
        Vec::new()
    }

    /// Scrolls the entry; near the end of those it was done to, more of them are read.
    pub(super) fn scroll_entry(&mut self, by: isize, lines: usize) -> Vec<Effect> {
        let Some(Dialog::Entry(sheet)) = &mut self.dialog else {
            return Vec::new();
        };
        let Some(entry) = &sheet.entry else {
            return Vec::new();
        };
        // How long lines are broken is known only where they are drawn; a little too much is drawn as the end.
        let why = entry
            .reason
            .as_ref()
            .map_or(0, |why| 1 + why.as_str().len() / 40);
        let all = 13 + why + 3 * entry.changes.len() + entry.targets.len();
        let most = all.saturating_sub(lines);
        sheet.top = sheet.top.saturating_add_signed(by).min(most);
        let near = sheet.top + 100 > entry.targets.len();
        if sheet.waiting || !near || entry.targets.len() >= entry.targets_in_all {
            return Vec::new();
        }
        let (no, skip) = (sheet.no, entry.targets.len());
        self.asked += 1;
        sheet.ticket = self.asked;
        sheet.waiting = true;
        vec![Effect::Task(Task::Read {
            ticket: self.asked,
            no,
            skip,
        })]
    }

    pub(super) fn verify(&mut self) -> Vec<Effect> {
        self.asked += 1;
        self.dialog = Some(Dialog::Check(CheckSheet::Running(0, None), self.asked));
        vec![Effect::Task(Task::Check(self.asked, LogCheck::begin(None)))]
    }

    /// Each step is a question of its own, so that other reads come between them, and closing the sheet ends it.
    pub(super) fn checked(&mut self, run: u64, answer: Result<Checked, String>) -> Vec<Effect> {
        let Some(Dialog::Check(sheet, this)) = &mut self.dialog else {
            return Vec::new();
        };
        if *this != run || !matches!(sheet, CheckSheet::Running(..)) {
            return Vec::new();
        }
        *sheet = match answer {
            Ok(Checked::GoesOn(check)) => {
                let (done, of) = check.progress();
                *sheet = CheckSheet::Running(done, of);
                return vec![Effect::Task(Task::Check(run, check))];
            }
            Ok(Checked::Whole(head)) => CheckSheet::Whole(head, false),
            Ok(Checked::Broken(fault)) => CheckSheet::Broken(fault),
            Err(why) => CheckSheet::Failed(why),
        };
        Vec::new()
    }

    /// Sends the head to the terminal, to be noted in another place.
    pub(super) fn copy_head(&mut self) -> Vec<Effect> {
        match &mut self.dialog {
            Some(Dialog::Check(CheckSheet::Whole(head, sent), _)) => {
                *sent = true;
                vec![Effect::ToClipboard(Zeroizing::new(head.to_string()))]
            }
            Some(_) | None => Vec::new(),
        }
    }

    pub(super) fn exported(&mut self, answer: Result<Exported, String>) -> Vec<Effect> {
        let Some(Dialog::Exporting(sheet)) = &mut self.dialog else {
            return Vec::new();
        };
        let is_done = answer.is_ok();
        let Some(said) = sheet.went(answer) else {
            return vec![Effect::Task(Task::Export(Step::On))];
        };
        self.dialog = None;
        // The export has an entry of its own, which is news to the list.
        let newer = is_done.then(|| self.window.ask_newer()).flatten();
        let newer = newer.map(|question| self.list(question));
        newer.into_iter().chain([Effect::Say(said)]).collect()
    }

    /// A key while something is read or watched.
    pub(super) fn press_in_sheet(&mut self, press: Press, lines: usize) -> Vec<Effect> {
        let page = isize::try_from(lines.max(4) - 2).unwrap_or(isize::MAX);
        match press {
            Press::Escape | Press::Enter | Press::Choose => return self.close_sheet(),
            Press::Up => return self.scroll_entry(-1, lines),
            Press::Down => return self.scroll_entry(1, lines),
            Press::PageUp => return self.scroll_entry(-page, lines),
            Press::PageDown => return self.scroll_entry(page, lines),
            Press::Home => return self.scroll_entry(isize::MIN, lines),
            Press::End => return self.scroll_entry(isize::MAX, lines),
            Press::Left | Press::Right | Press::Next | Press::Previous | Press::Yes | Press::No => {
            }
        }
        Vec::new()
    }

    pub(super) fn close_sheet(&mut self) -> Vec<Effect> {
        match self.dialog.take() {
            Some(Dialog::Exporting(_)) => {
                vec![
                    Effect::Task(Task::Export(Step::Stop)),
                    Effect::Say(GIVEN_UP.into()),
                ]
            }
            Some(Dialog::Check(CheckSheet::Running(..), _)) => {
                vec![Effect::Say("The check was given up.".into())]
            }
            Some(_) | None => Vec::new(),
        }
    }

    /// Returns how what is read or watched is closed.
    #[must_use]
    pub fn sheet(&self) -> Sheet {
        let runs = matches!(
            self.dialog,
            Some(Dialog::Exporting(_) | Dialog::Check(CheckSheet::Running(..), _))
        );
        Sheet {
            closes: if runs { "cancel" } else { "close" },
            scrolls: matches!(self.dialog, Some(Dialog::Entry(_))),
            copies: self.can_copy(),
        }
    }

    /// Returns whether there is something that can be copied.
    pub(super) fn can_copy(&self) -> bool {
        matches!(self.dialog, Some(Dialog::Check(CheckSheet::Whole(..), _)))
    }
}
