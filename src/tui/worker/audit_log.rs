//! What Audit Log and Log In Activity ask for, put to the services.

use chrono::TimeDelta;

use super::Outcome;
use super::entrance::Entrance;
use super::executor::Messages;
use super::exporting::{self, What};
use super::reply::{as_administrator, read};
use crate::domain::audit::LogFilter;
use crate::domain::selection::Show;
use crate::domain::{Direction, Filter, Order};
use crate::service::{self, ActError, Call, Desk, From, LogRequest, PageRequest, Session, Whose};
use crate::tui::view_model::audit_log::{LogFile, Looking, Message, Scope, Span, TARGETS, Task};
use crate::tui::view_model::root::Message as Root;

/// How many entries are checked in one step, in a few hundredths of a second.
const CHECKED: usize = 10_000;
/// How many people are offered to choose from.
const PEOPLE: usize = 8;

/// Does a task; `wrap` says which of the two asked.
pub(super) fn audit_log(
    desk: &mut Desk,
    call: &mut Call<'_>,
    session: &mut Session,
    entrance: &Entrance,
    task: Task,
    wrap: fn(Message) -> Root,
) -> Outcome<Messages> {
    match task {
        Task::List {
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
            let rows = list(desk, call, session, scope, &request);
            read(rows, |rows| {
                wrap(Message::Listed(ticket, rows.map(Box::new)))
            })
        }
        Task::Read { ticket, no, skip } => {
            let entry = as_administrator(session)
                .and_then(|admin| service::audit_entry(desk, call, &admin, no, skip, TARGETS));
            read(entry, |entry| {
                let entry = entry.map(|entry| entry.map(Box::new));
                wrap(Message::EntryRead(ticket, entry))
            })
        }
        Task::FindPeople(ticket, text) => {
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
            let page = as_administrator(session)
                .and_then(|admin| service::list_people(desk, call, &admin, &asked));
            read(page, |page| {
                wrap(Message::PeopleFound(ticket, page.map(|page| page.rows)))
            })
        }
        Task::Check(run, check) => {
            let step = as_administrator(session)
                .and_then(|admin| service::check_log(desk, call, &admin, check, CHECKED));
            read(step, |step| wrap(Message::Checked(run, step)))
        }
        Task::Export(step) => exporting::step(
            desk,
            call,
            session,
            entrance,
            step,
            |file: LogFile, call| What::Log {
                filter: filter(&file.looking, call),
                text: file.looking.text,
                format: file.format,
            },
            |answer| wrap(Message::Export(answer)),
        ),
    }
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
