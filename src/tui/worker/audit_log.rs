//! What Audit Log and Log In Activity ask for, put to the services; and the file of an export.
//!
//! The file is made new, for its owner alone, and goes again unless the export came to its end.

use std::fs::{self, File, OpenOptions};
use std::io::{self, BufWriter, Write};
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};

use chrono::TimeDelta;

use super::administration::Reply;
use crate::domain::audit::LogFilter;
use crate::domain::selection::Show;
use crate::domain::{Direction, Filter, Order, Refusal};
use crate::service::{
    self, ActError, Call, Desk, Export, ExportError, From, LogRequest, PageRequest, Session, Whose,
};
use crate::tui::view_model::audit_log::{
    Effect, ExportRefused, Looking, Message, Scope, Span, TARGETS,
};

/// An export that is under way, and its file.
#[derive(Debug)]
pub(super) struct Exporting {
    export: Export,
    file: Unfinished,
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

/// How many entries are checked in one step, in a few hundredths of a second.
const CHECKED: usize = 10_000;
/// How many people are offered to choose from.
const PEOPLE: usize = 8;

/// Answers an effect; nothing for one that asks no service.
pub(super) fn audit_log(
    desk: &mut Desk,
    call: &mut Call<'_>,
    session: &mut Session,
    exporting: &mut Option<Exporting>,
    effect: Effect,
) -> Option<Reply<Message>> {
    match effect {
        Effect::List {
            ticket,
            scope,
            looking,
            from,
            rows,
        } => {
            let request = LogRequest {
                filter: filter(&looking, call),
                text: looking.text,
                from,
                rows,
            };
            let read = list(desk, call, session, scope, &request);
            Some(reply(read, |read| {
                Message::Listed(ticket, read.map(Box::new))
            }))
        }
        Effect::Read { ticket, no, skip } => {
            let read = as_administrator(session)
                .and_then(|admin| service::audit_entry(desk, call, &admin, no, skip, TARGETS));
            Some(reply(read, |read| {
                Message::EntryRead(ticket, read.map(|entry| entry.map(Box::new)))
            }))
        }
        Effect::FindPeople(ticket, text) => {
            let asked = PageRequest {
                filter: Filter {
                    show: Show::EnabledAndDisabled,
                    search: text,
                    ..Filter::default()
                },
                order: Order::Name,
                direction: Direction::Forward,
                from: From::First,
                rows: PEOPLE,
            };
            let read = as_administrator(session)
                .and_then(|admin| service::list_people(desk, call, &admin, &asked));
            Some(reply(read, |read| {
                Message::PeopleFound(ticket, read.map(|page| page.rows))
            }))
        }
        Effect::Check(run, check) => {
            let step = as_administrator(session)
                .and_then(|admin| service::check_log(desk, call, &admin, check, CHECKED));
            Some(reply(step, |step| Message::Checked(run, step)))
        }
        Effect::Export {
            path,
            format,
            looking,
            proof,
        } => {
            let (path, filter) = (expanded(&path), filter(&looking, call));
            Some(begin(
                desk,
                call,
                session,
                exporting,
                (path, format, filter, looking.text),
                proof.as_ref(),
            ))
        }
        Effect::ExportOn => Some(go_on(desk, call, session, exporting)),
        Effect::ExportStop => {
            *exporting = None;
            None
        }
        Effect::ToClipboard(_) | Effect::Say(_) => None,
    }
}

fn as_administrator(session: &mut Session) -> Result<service::AdminSession<'_>, ActError> {
    session
        .administrator()
        .ok_or(ActError::NotAllowed(Refusal::NotAdministrator))
}

fn list(
    desk: &mut Desk,
    call: &Call<'_>,
    session: &mut Session,
    scope: Scope,
    request: &LogRequest,
) -> Result<service::LogRows, ActError> {
    let whose = match (scope, request.filter.person) {
        (Scope::Whole, _) => {
            return service::audit_log(desk, call, &as_administrator(session)?, request);
        }
        (Scope::OwnLogIns, _) => Whose::Own,
        (Scope::AllLogIns, None) => Whose::Everyone,
        (Scope::AllLogIns, Some(person)) => Whose::Of(person),
    };
    service::log_in_activity(desk, call, session, whose, request)
}

/// Returns what is looked for as instants; "the last days" end now.
fn filter(looking: &Looking, call: &Call<'_>) -> LogFilter {
    let (from, until) = match looking.span {
        Span::LastDays(days) => (Some(call.now - TimeDelta::days(days.into())), None),
        Span::Any | Span::Days(..) => looking.between,
    };
    LogFilter {
        person: looking.person,
        acts: looking.kind.map(crate::domain::audit::ActKind::acts),
        from,
        until,
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

type What = (PathBuf, service::ExportFormat, LogFilter, String);

fn begin(
    desk: &mut Desk,
    call: &mut Call<'_>,
    session: &mut Session,
    exporting: &mut Option<Exporting>,
    (path, format, filter, text): What,
    proof: Option<&crate::secret::Offered>,
) -> Reply<Message> {
    let mut file = Unfinished::default();
    let mut admin = match as_administrator(session) {
        Ok(admin) => admin,
        Err(error) => {
            let refused = ExportRefused::Because(error.to_string());
            return Reply::now(Message::ExportBegun(Err(refused)));
        }
    };
    let open = || -> io::Result<Box<dyn Write + Send>> {
        let made = new_file(&path)?;
        file.0 = Some((path, made.try_clone()?));
        Ok(Box::new(BufWriter::new(made)))
    };
    let answer =
        service::begin_export(desk, call, &mut admin, (filter, &text), format, proof, open);
    let (ended, message) = match answer.result {
        Ok(export) => {
            *exporting = Some(Exporting { export, file });
            (None, Ok(()))
        }
        Err(error) => {
            let ended = match &error {
                ExportError::Act(ActError::SessionEnded(reason)) => Some(reason.clone()),
                ExportError::Act(_) | ExportError::File(_) => None,
            };
            let refused = match &error {
                ExportError::Act(ActError::ProofNeeded | ActError::ProofWrong { .. }) => {
                    ExportRefused::Proof(error.to_string())
                }
                ExportError::Act(_) | ExportError::File(_) => {
                    ExportRefused::Because(error.to_string())
                }
            };
            (ended, Err(refused))
        }
    };
    Reply {
        message: Message::ExportBegun(message),
        not_before: answer.not_before,
        ended,
    }
}

fn go_on(
    desk: &mut Desk,
    call: &Call<'_>,
    session: &mut Session,
    exporting: &mut Option<Exporting>,
) -> Reply<Message> {
    let Some(under_way) = exporting else {
        let why = "The export was given up.".to_owned();
        return Reply::now(Message::Exported(Err(why)));
    };
    let mut step = match as_administrator(session) {
        Ok(admin) => under_way.export.step(desk, call, &admin),
        Err(error) => Err(error.into()),
    };
    if step.as_ref().is_ok_and(|step| step.is_done)
        && let Err(error) = under_way.file.finish()
    {
        step = Err(error.into());
    }
    if step.as_ref().map_or(true, |step| step.is_done) {
        *exporting = None;
    }
    Reply::now(Message::Exported(step.map_err(|error| error.to_string())))
}

fn reply<T>(
    read: Result<T, ActError>,
    message: impl FnOnce(Result<T, String>) -> Message,
) -> Reply<Message> {
    let ended = match &read {
        Err(ActError::SessionEnded(reason)) => Some(reason.clone()),
        Ok(_) | Err(_) => None,
    };
    Reply {
        ended,
        not_before: None,
        message: message(read.map_err(|error| error.to_string())),
    }
}
