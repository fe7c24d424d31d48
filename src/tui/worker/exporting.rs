//! The exports of the screens, put to the services, and their file (A1, U9).
//!
//! The file is made new, for its owner alone, and goes again unless the export came to its end.

use std::fs::{self, File, OpenOptions};
use std::io::{self, BufWriter, Write};
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};

use super::Outcome;
use super::entrance::Entrance;
use super::executor::Messages;
use super::reply::as_administrator;
use crate::domain::audit::LogFilter;
use crate::secret::Offered;
use crate::service::{
    self, ActError, AdminSession, Answer as Answered, Call, Desk, Export, ExportError,
    ExportFormat, Exported, PeopleExport, PeopleFile, Session,
};
use crate::tui::view_model::can::Can;
use crate::tui::view_model::export::{Answer, Refused, Step};
use crate::tui::view_model::root::Message;

/// What is exported.
pub(super) enum What {
    /// Entries of the audit log.
    Log {
        filter: LogFilter,
        text: String,
        format: ExportFormat,
    },
    /// People, or a report on them.
    People(PeopleFile),
}

/// An export that is under way, and its file.
#[derive(Debug)]
pub(super) struct Exporting {
    running: Running,
    file: Unfinished,
}

#[derive(Debug)]
enum Running {
    Log(Export),
    People(PeopleExport),
}

/// A file that goes again unless it is finished.
#[derive(Debug, Default)]
struct Unfinished(Option<(PathBuf, File)>);

impl Unfinished {
    /// Keeps the file, once all of it has reached the disk (R1).
    fn finish(&mut self) -> io::Result<()> {
        if let Some((_, file)) = &self.0 {
            file.sync_all()?;
        }
        self.0 = None;
        Ok(())
    }
}

impl Drop for Unfinished {
    fn drop(&mut self) {
        if let Some((path, _)) = self.0.take() {
            // Where it cannot be removed, it stays as it is: cut short, and the audit log says that it was begun.
            let _ = fs::remove_file(path);
        }
    }
}

/// Does a step of an export; nothing goes back where it was given up.
///
/// Whatever was drawn: none begins where no file may be written by name, as at the kiosk (R7).
///
/// `what` says what is exported, at the time of the call, and `message` what the answer is for the screen that asked.
pub(super) fn step<W>(
    desk: &mut Desk,
    call: &mut Call<'_>,
    session: &mut Session,
    entrance: &Entrance,
    step: Step<W>,
    what: impl FnOnce(W, &Call<'_>) -> What,
    message: impl FnOnce(Answer) -> Message,
) -> Outcome<Messages> {
    let exporting = &mut *entrance.exporting();
    match step {
        Step::Begin {
            path,
            what: chosen,
            proof,
        } => {
            if let Can::No(why) = entrance.seat().files() {
                let refused = Answer::Begun(Err(Refused::Because(why)));
                return Outcome::Ready(vec![message(refused)]);
            }
            let to = (expanded(&path), what(chosen, call));
            let answer = begin(desk, call, session, exporting, to, proof.as_ref());
            let begun = match answer.result {
                Err(ExportError::Act(ActError::SessionEnded(why))) => {
                    Message::Ended(why.to_string())
                }
                begun => message(Answer::Begun(begun.map_err(|error| refused(&error)))),
            };
            Outcome::held_back(answer.not_before, vec![begun])
        }
        Step::On => {
            let went = go_on(desk, call, session, exporting);
            Outcome::Ready(vec![message(Answer::Went(went))])
        }
        Step::Stop => {
            *exporting = None;
            Outcome::Ready(Vec::new())
        }
    }
}

fn refused(error: &ExportError) -> Refused {
    match error {
        ExportError::Act(ActError::ProofNeeded | ActError::ProofWrong { .. }) => {
            Refused::Proof(error.to_string())
        }
        ExportError::Act(_) | ExportError::File(_) => Refused::Because(error.to_string()),
    }
}

/// Returns the path of what was typed: `~/` is the home folder, as in a shell.
fn expanded(typed: &str) -> PathBuf {
    let home = std::env::var_os("HOME").filter(|home| !home.is_empty());
    match (typed.strip_prefix("~/"), home) {
        (Some(rest), Some(home)) => Path::new(&home).join(rest),
        (_, _) => PathBuf::from(typed),
    }
}

/// Makes a new file for its owner alone; one that is there already is never touched.
fn new_file(path: &Path) -> io::Result<File> {
    OpenOptions::new()
        .write(true)
        .create_new(true)
        .mode(0o600)
        .open(path)
}

fn begin(
    desk: &mut Desk,
    call: &mut Call<'_>,
    session: &mut Session,
    exporting: &mut Option<Exporting>,
    (path, what): (PathBuf, What),
    proof: Option<&Offered>,
) -> Answered<Result<(), ExportError>> {
    let mut file = Unfinished::default();
    let mut admin = match as_administrator(session) {
        Ok(admin) => admin,
        Err(error) => return Answered::now(Err(error.into())),
    };
    let answer = start(desk, call, &mut admin, what, proof, || {
        let made = new_file(&path)?;
        file.0 = Some((path, made.try_clone()?));
        Ok(Box::new(BufWriter::new(made)))
    });
    answer.map(|begun| begun.map(|running| *exporting = Some(Exporting { running, file })))
}

fn start(
    desk: &mut Desk,
    call: &mut Call<'_>,
    admin: &mut AdminSession<'_>,
    what: What,
    proof: Option<&Offered>,
    open: impl FnOnce() -> io::Result<Box<dyn Write + Send>>,
) -> Answered<Result<Running, ExportError>> {
    match what {
        What::Log {
            filter,
            text,
            format,
        } => service::begin_export(desk, call, admin, (filter, &text), format, proof, open)
            .map(|begun| begun.map(Running::Log)),
        What::People(file) => service::begin_people_export(desk, call, admin, file, proof, open)
            .map(|begun| begun.map(Running::People)),
    }
}

fn go_on(
    desk: &mut Desk,
    call: &Call<'_>,
    session: &mut Session,
    exporting: &mut Option<Exporting>,
) -> Result<Exported, String> {
    let Some(under_way) = exporting else {
        return Err("The export was given up.".to_owned());
    };
    let mut step = match (as_administrator(session), &mut under_way.running) {
        (Ok(admin), Running::Log(export)) => export.step(desk, call, &admin),
        (Ok(admin), Running::People(export)) => export.step(desk, call, &admin),
        (Err(error), _) => Err(error.into()),
    };
    if step.as_ref().is_ok_and(|step| step.is_done)
        && let Err(error) = under_way.file.finish()
    {
        step = Err(error.into());
    }
    if step.as_ref().map_or(true, |step| step.is_done) {
        *exporting = None;
    }
    step.map_err(|error| error.to_string())
}
