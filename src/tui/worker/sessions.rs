//! What Sessions asks for, put to the services.

use super::Outcome;
use super::executor::Messages;
use super::reply::{as_administrator, read, told};
use crate::service::{self, Answer, Call, Desk, Session};
use crate::tui::view_model::root::Message as Root;
use crate::tui::view_model::sessions::{Message, Task};

/// Does a task.
pub(super) fn sessions(
    desk: &mut Desk,
    call: &mut Call<'_>,
    session: &mut Session,
    task: &Task,
) -> Outcome<Messages> {
    match task {
        Task::List(ticket) => {
            let listed = as_administrator(session)
                .and_then(|admin| service::list_sessions(desk, call, &admin));
            read(listed, |listed| {
                Root::Sessions(Message::Listed(*ticket, listed.map(Box::new)))
            })
        }
        Task::End(id) => {
            let done = match session.administrator() {
                Some(admin) => service::end_session(desk, call, &admin, *id),
                None => Err(service::refuse_act(desk, call, session)),
            };
            told(Answer::now(done), |done| {
                Root::Sessions(Message::Ended(done.map_err(|error| error.to_string())))
            })
        }
    }
}
