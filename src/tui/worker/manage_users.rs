//! What Manage Users asks for, put to the services.

use super::Outcome;
use super::entrance::Entrance;
use super::executor::Messages;
use super::exporting::{self, What};
use super::reply::{as_administrator, read, told};
use crate::domain::{Access, UserId};
use crate::secret::Offered;
use crate::service::{
    self, ActError, AdminSession, Answer, Call, Desk, Mailing, NewUser, PageRequest, Session,
};
use crate::tui::view_model::manage_users::{Deed, Done, Message, Refused, Request, Taken, Task};
use crate::tui::view_model::root::Message as Root;

/// Does a task.
pub(super) fn manage_users(
    desk: &mut Desk,
    call: &mut Call<'_>,
    session: &mut Session,
    entrance: &Entrance,
    task: Task,
) -> Outcome<Messages> {
    match task {
        Task::List {
            ticket,
            filter,
            order,
            direction,
            from,
            rows,
        } => {
            let asked = PageRequest {
                filter,
                order,
                direction,
                from,
                rows,
            };
            let page = as_administrator(session)
                .and_then(|admin| service::list_people(desk, call, &admin, &asked));
            read(page, |page| {
                Root::Users(Message::Listed(ticket, page.map(Box::new)))
            })
        }
        Task::ReadUndo(ticket) => {
            let undo = as_administrator(session)
                .and_then(|admin| service::undo_consequences(desk, call, &admin));
            // Where it cannot be read there is nothing to offer; the list beside it says what is wrong.
            read(undo, |undo| {
                Root::Users(Message::UndoRead(ticket, undo.unwrap_or(None)))
            })
        }
        Task::ReadSignedIn(ticket) => {
            let signed_in = as_administrator(session)
                .and_then(|admin| service::sign_out_all_consequences(desk, call, &admin));
            read(signed_in, |signed_in| {
                Root::Users(Message::SignedInRead(ticket, signed_in))
            })
        }
        Task::ReadConsequences(ticket) => {
            let consequences = as_administrator(session)
                .and_then(|admin| service::expire_all_consequences(desk, call, &admin));
            read(consequences, |consequences| {
                Root::Users(Message::ConsequencesRead(ticket, consequences))
            })
        }
        Task::ReadOutcome {
            ticket,
            marked,
            act,
        } => {
            let outcome = as_administrator(session)
                .and_then(|admin| service::marked_consequences(desk, call, &admin, &marked, act));
            read(outcome, |outcome| {
                Root::Users(Message::OutcomeRead(ticket, outcome))
            })
        }
        Task::ReadBreakIn(ticket, whom) => {
            let consequences = as_administrator(session)
                .and_then(|admin| service::break_in_consequences(desk, call, &admin, &whom));
            read(consequences, |consequences| {
                Root::Users(Message::BreakInRead(ticket, consequences))
            })
        }
        Task::ReadExportable(ticket, filter) => {
            let exportable = as_administrator(session)
                .and_then(|admin| service::exportable(desk, call, &admin, &filter));
            read(exportable, |exportable| {
                Root::Users(Message::ExportableRead(ticket, exportable))
            })
        }
        Task::Act(request) => {
            let answer = match session.administrator() {
                Some(mut admin) => act(desk, call, &mut admin, request),
                None => Answer::now(Err(service::refuse_act(desk, call, session))),
            };
            told(answer, |done| {
                Root::Users(Message::Done(done.map_err(|error| refused(&error))))
            })
        }
        Task::Export(step) => exporting::step(
            desk,
            call,
            session,
            entrance,
            step,
            |file, _| What::People(file),
            |answer| Root::Users(Message::Export(answer)),
        ),
    }
}

fn act(
    desk: &mut Desk,
    call: &mut Call<'_>,
    admin: &mut AdminSession<'_>,
    request: Request,
) -> Answer<Result<Done, ActError>> {
    match request {
        Request::Add {
            name,
            email,
            login,
            membership,
            proof,
        } => {
            let new = NewUser {
                name,
                email,
                membership,
                login,
            };
            match desk.mailing() {
                Mailing::On => {
                    let answer = service::invite_user(desk, call, admin, &new, proof.as_ref());
                    map(answer, Done::Invited)
                }
                Mailing::Off => {
                    let answer = service::add_user(desk, call, admin, &new, proof.as_ref());
                    map(answer, Done::Added)
                }
            }
        }
        Request::Edit { id, to, proof } => {
            let answer = service::edit_user(desk, call, admin, id, &to, proof.as_ref());
            map(answer, |()| Done::Edited)
        }
        Request::SetAccess { id, access } => map(
            Answer::now(match access {
                Access::Disabled => service::disable_user(desk, call, admin, id),
                Access::Enabled => service::enable_user(desk, call, admin, id).map(|()| 0),
            }),
            Done::AccessSet,
        ),
        Request::Force { id, reason } => at_once(
            service::force_password_change(desk, call, admin, id, reason.as_ref()),
            Done::Forced,
        ),
        Request::OnMarked { marked, act, proof } => {
            let answer = service::act_on_marked(desk, call, admin, &marked, &act, proof.as_ref());
            map(answer, Done::OnMarked)
        }
        Request::BreakIn { response, proof } => {
            let answer = service::respond_to_break_in(desk, call, admin, &response, proof.as_ref());
            map(answer, Done::AnsweredBreakIn)
        }
        Request::MailCode { id, purpose, proof } => {
            let answer = service::mail_code(desk, call, admin, id, purpose, proof.as_ref());
            map(answer, Done::Mailed)
        }
        Request::Deed { id, deed, proof } => do_to(desk, call, admin, id, deed, proof.as_ref()),
        Request::RenameFirm { firm } => at_once(
            service::rename_firm(desk, call, admin, &firm),
            Done::Renamed,
        ),
        Request::ExpireAll { reason, proof } => {
            let answer =
                service::expire_all_passwords(desk, call, admin, reason.as_ref(), proof.as_ref());
            map(answer, |()| Done::ExpiredAll)
        }
        Request::SignOut { id } => {
            let done = service::sign_out_user(desk, call, admin, id);
            map(
                Answer {
                    not_before: None,
                    result: done,
                },
                Done::SignedOut,
            )
        }
        Request::SignOutAll { proof } => {
            let answer = service::sign_out_all_users(desk, call, admin, proof.as_ref());
            map(answer, |_| Done::SignedOutAll)
        }
        Request::UndoExpireAll { generation, proof } => {
            let answer = service::undo_expire_all(desk, call, admin, generation, proof.as_ref());
            map(answer, |()| Done::UndidExpireAll)
        }
    }
}

fn do_to(
    desk: &mut Desk,
    call: &mut Call<'_>,
    admin: &mut AdminSession<'_>,
    id: UserId,
    deed: Deed,
    proof: Option<&Offered>,
) -> Answer<Result<Done, ActError>> {
    let did = Done::Did(deed, 0);
    match deed {
        Deed::Issue(purpose) => {
            let answer = service::issue_code(desk, call, admin, id, purpose, proof);
            map(answer, Done::Issued)
        }
        Deed::Revoke => at_once(service::revoke_code(desk, call, admin, id), did),
        Deed::Role(role) => {
            let answer = service::change_role(desk, call, admin, id, role, proof);
            map(answer, |codes| Done::Did(deed, codes))
        }
        Deed::Kind(kind) => at_once(service::change_kind(desk, call, admin, id, kind), did),
        Deed::HandOn => {
            let answer = service::hand_ownership_on(desk, call, admin, id, proof);
            map(answer, |()| did)
        }
    }
}

fn refused(error: &ActError) -> Refused {
    match error {
        ActError::ProofNeeded | ActError::ProofWrong { .. } => Refused::Proof(error.to_string()),
        ActError::EmailTaken => Refused::Taken(Taken::Email, error.to_string()),
        ActError::LoginTaken => Refused::Taken(Taken::LoginName, error.to_string()),
        ActError::NotAllowed(_)
        | ActError::SessionEnded(_)
        | ActError::MustChoose
        | ActError::NoSuchUser
        | ActError::AddedMeanwhile
        | ActError::HashesMeanwhile
        | ActError::PolicyChanged { .. }
        | ActError::NothingToUndo
        | ActError::ReachesNobody
        | ActError::UndoneAlready { .. }
        | ActError::ExpiredAgain { .. }
        | ActError::SessionOver
        | ActError::SignedInNowhere
        | ActError::NoMail
        | ActError::Store(_) => Refused::Because(error.to_string()),
    }
}

fn map<T>(
    answer: Answer<Result<T, ActError>>,
    done: impl FnOnce(T) -> Done,
) -> Answer<Result<Done, ActError>> {
    answer.map(|result| result.map(done))
}

fn at_once(result: Result<(), ActError>, done: Done) -> Answer<Result<Done, ActError>> {
    Answer::now(result.map(|()| done))
}
