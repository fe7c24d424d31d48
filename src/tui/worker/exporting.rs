//! The exports of the screens, put to the services, and their file (A1, U9).
//!
//! The file is made new, for its owner alone, and goes again unless the export came to its end.

use std::fs::{self, File, OpenOptions};
use std::io::{self, BufWriter, Write};
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};

use super::administration::Reply;
use super::entrance::Entrance;
use crate::domain::Refusal;
use crate::domain::audit::LogFilter;
use crate::secret::Offered;
use crate::service::{
    self, ActError, AdminSession, Answer as Answered, Call, Desk, Export, ExportError,
    ExportFormat, Exported, PeopleExport, PeopleFile, Session,
};
use crate::tui::view_model::can::Can;
use crate::tui::view_model::export::{Answer, Refused, Step};

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
/// `what` says what is exported, at the time of the call.
pub(super) fn step<W>(
    desk: &mut Desk,
    call: &mut Call<'_>,
    session: &mut Session,
    entrance: &Entrance,
    step: Step<W>,
    what: impl FnOnce(W, &Call<'_>) -> What,
) -> Option<Reply<Answer>> {
    let exporting = &mut *entrance.exporting();
    match step {
        Step::Begin {
            path,
            what: chosen,
            proof,
        } => {
            if let Can::No(why) = entrance.seat().files() {
                return Some(Reply::now(Answer::Begun(Err(Refused::Because(why)))));
            }
            let what = what(chosen, call);
            let path = expanded(&path);
            Some(begin(
                desk,
                call,
                session,
                exporting,
                (path, what),
                proof.as_ref(),
            ))
        }
        Step::On => {
            let went = go_on(desk, call, session, exporting);
            Some(Reply::now(Answer::Went(went)))
        }
        Step::Stop => {
            *exporting = None;
            None
        }
    }
}

pub(super) fn as_administrator(
    session: &mut Session,
) -> Result<service::AdminSession<'_>, ActError> {
    session
        .administrator()
        .ok_or(ActError::NotAllowed(Refusal::NotAdministrator))
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
) -> Reply<Answer> {
    let mut file = Unfinished::default();
    let mut admin = match as_administrator(session) {
        Ok(admin) => admin,
        Err(error) => {
            let refused = Refused::Because(error.to_string());
            return Reply::now(Answer::Begun(Err(refused)));
        }
    };
    let answer = start(desk, call, &mut admin, what, proof, || {
        let made = new_file(&path)?;
        file.0 = Some((path, made.try_clone()?));
        Ok(Box::new(BufWriter::new(made)))
    });
    let (ended, begun) = match answer.result {
        Ok(running) => {
            *exporting = Some(Exporting { running, file });
            (None, Ok(()))
        }
        Err(error) => {
            let ended = match &error {
                ExportError::Act(ActError::SessionEnded(reason)) => Some(reason.clone()),
                ExportError::Act(_) | ExportError::File(_) => None,
            };
            let refused = match &error {
                ExportError::Act(ActError::ProofNeeded | ActError::ProofWrong { .. }) => {
                    Refused::Proof(error.to_string())
                }
                ExportError::Act(_) | ExportError::File(_) => Refused::Because(error.to_string()),
            };
            (ended, Err(refused))
        }
    };
    Reply {
        message: Answer::Begun(begun),
        not_before: answer.not_before,
        ended,
    }
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
