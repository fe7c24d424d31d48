//! What Audit Log and Log In Activity ask for, put to the services.

use chrono::TimeDelta;

use super::administration::Reply;
use super::entrance::Entrance;
use super::exporting::{self, What, as_administrator};
use crate::domain::audit::LogFilter;
use crate::domain::selection::Show;
use crate::domain::{Direction, Filter, Order};
use crate::service::{self, ActError, Call, Desk, From, LogRequest, PageRequest, Session, Whose};
use crate::tui::view_model::audit_log::{Effect, LogFile, Looking, Message, Scope, Span, TARGETS};

/// How many entries are checked in one step, in a few hundredths of a second.
const CHECKED: usize = 10_000;
/// How many people are offered to choose from.
const PEOPLE: usize = 8;

/// Answers an effect; nothing for one that asks no service.
pub(super) fn audit_log(
    desk: &mut Desk,
    call: &mut Call<'_>,
    session: &mut Session,
    entrance: &Entrance,
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
        Effect::Export(step) => {
            let begin = |file: LogFile, call: &Call<'_>| What::Log {
                filter: filter(&file.looking, call),
                text: file.looking.text,
                format: file.format,
            };
            exporting::step(desk, call, session, entrance, step, begin)
                .map(|reply| reply.wrapped(Message::Export))
        }
        Effect::ToClipboard(_) | Effect::Say(_) => None,
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
