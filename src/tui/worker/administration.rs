//! What Password Security and Manage Users ask for, put to the services.
//!
//! Each function answers one effect with the message that goes back, and says where it may not be shown before its
//! time (S1) and where the session has ended with it (S10). What the drawing side does by itself (opening a list,
//! saying a sentence) is no business of this file.

use std::time::Duration;

use crate::domain::{Access, UserId};
use crate::secret::Offered;
use crate::service::{
    self, ActError, AdminSession, Answer, Call, Desk, EndReason, Mailing, NewUser, PageRequest,
    Session,
};
use crate::tui::view_model::manage_users::{self, Deed, Done, Refused, Request, Taken};
use crate::tui::view_model::password_security::{self, UpdateRefused};
use crate::tui::view_model::sessions;

/// What goes back to the screen.
#[derive(Debug)]
pub struct Reply<Message> {
    /// The answer.
    pub message: Message,
    /// It is shown no earlier than this, since boot (S1).
    pub not_before: Option<Duration>,
    /// Why the session has ended, where it has (S10).
    pub ended: Option<EndReason>,
}

impl<Message> Reply<Message> {
    pub(super) fn now(message: Message) -> Self {
        Self {
            message,
            not_before: None,
            ended: None,
        }
    }

    /// Puts the answer into the screen's own message.
    pub(super) fn wrapped<Wrapped>(self, wrap: impl FnOnce(Message) -> Wrapped) -> Reply<Wrapped> {
        Reply {
            message: wrap(self.message),
            not_before: self.not_before,
            ended: self.ended,
        }
    }
}

/// Said where the session is no administrator's any more (R6).
const NOT_ADMINISTRATOR: &str = "Only administrators may do this. Nothing was changed.";

/// Answers an effect of Password Security; nothing for one that asks no service.
pub fn password_security(
    desk: &mut Desk,
    call: &mut Call<'_>,
    session: &mut Session,
    effect: password_security::Effect,
) -> Option<Reply<password_security::Message>> {
    use password_security::{Effect, Message};
    let admin = session.administrator();
    match effect {
        Effect::Load(ticket) => {
            let read = match admin {
                Some(admin) => service::load_policy(desk, call, &admin),
                None => Err(ActError::NotAllowed(
                    crate::domain::Refusal::NotAdministrator,
                )),
            };
            let ended = ended(&read);
            let answer = read.map(Box::new).map_err(|error| error.to_string());
            Some(Reply {
                message: Message::Loaded(ticket, answer),
                not_before: None,
                ended,
            })
        }
        Effect::Update {
            policy,
            based_on,
            proof,
        } => Some(match admin {
            None => Reply::now(Message::Updated(Err(update_refused(service::refuse_act(
                desk, call, session,
            ))))),
            Some(mut admin) => {
                let answer = service::update_policy(
                    desk,
                    call,
                    &mut admin,
                    policy,
                    &based_on,
                    proof.as_ref(),
                );
                reply(answer, |result| {
                    Message::Updated(result.map(|done| done.on_record).map_err(update_refused))
                })
            }
        }),
        Effect::OpenPeople(_) | Effect::Leave | Effect::Say(_) => None,
    }
}

fn update_refused(error: ActError) -> UpdateRefused {
    match error {
        ActError::PolicyChanged { on_record, by, .. } => UpdateRefused::Changed { on_record, by },
        ActError::ProofNeeded | ActError::ProofWrong { .. } => {
            UpdateRefused::Proof(error.to_string())
        }
        ActError::NotAllowed(_)
        | ActError::SessionEnded(_)
        | ActError::MustChoose
        | ActError::NoSuchUser
        | ActError::EmailTaken
        | ActError::LoginTaken
        | ActError::AddedMeanwhile
        | ActError::HashesMeanwhile
        | ActError::NothingToUndo
        | ActError::ReachesNobody
        | ActError::UndoneAlready { .. }
        | ActError::ExpiredAgain { .. }
        | ActError::SessionOver
        | ActError::SignedInNowhere
        | ActError::NoMail
        | ActError::Store(_) => UpdateRefused::Because(error.to_string()),
    }
}

/// Answers an effect of Manage Users; nothing for one that asks no service.
pub fn manage_users(
    desk: &mut Desk,
    call: &mut Call<'_>,
    session: &mut Session,
    effect: manage_users::Effect,
) -> Option<Reply<manage_users::Message>> {
    use manage_users::{Effect, Message};
    let Some(mut admin) = session.administrator() else {
        return match effect {
            Effect::List { ticket, .. } => Some(Reply::now(Message::Listed(
                ticket,
                Err(NOT_ADMINISTRATOR.into()),
            ))),
            Effect::Act(_) => Some(Reply::now(Message::Done(Err(refused(
                &service::refuse_act(desk, call, session),
            ))))),
            Effect::ReadUndo(_)
            | Effect::ReadConsequences(_)
            | Effect::ReadSignedIn(_)
            | Effect::ReadOutcome { .. }
            | Effect::ReadBreakIn(..)
            | Effect::ReadExportable(..)
            | Effect::Export(_)
            | Effect::StopAct
            | Effect::ToClipboard(_)
            | Effect::Say(_) => None,
        };
    };
    match effect {
        Effect::List {
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
            let read = service::list_people(desk, call, &admin, &asked);
            let ended = ended(&read);
            let answer = read.map(Box::new).map_err(|error| error.to_string());
            Some(Reply {
                message: Message::Listed(ticket, answer),
                not_before: None,
                ended,
            })
        }
        Effect::ReadUndo(ticket) => {
            let read = service::undo_consequences(desk, call, &admin);
            // Where it cannot be read there is nothing to offer; the list beside it says what is wrong.
            Some(Reply::now(Message::UndoRead(ticket, read.unwrap_or(None))))
        }
        Effect::ReadSignedIn(ticket) => {
            let read = service::sign_out_all_consequences(desk, call, &admin);
            let answer = read.map_err(|error| error.to_string());
            Some(Reply::now(Message::SignedInRead(ticket, answer)))
        }
        Effect::ReadConsequences(ticket) => {
            let read = service::expire_all_consequences(desk, call, &admin);
            let answer = read.map_err(|error| error.to_string());
            Some(Reply::now(Message::ConsequencesRead(ticket, answer)))
        }
        Effect::ReadOutcome {
            ticket,
            marked,
            act,
        } => {
            let read = service::marked_consequences(desk, call, &admin, &marked, act);
            let answer = read.map_err(|error| error.to_string());
            Some(Reply::now(Message::OutcomeRead(ticket, answer)))
        }
        Effect::ReadBreakIn(ticket, whom) => {
            let read = service::break_in_consequences(desk, call, &admin, &whom);
            let answer = read.map_err(|error| error.to_string());
            Some(Reply::now(Message::BreakInRead(ticket, answer)))
        }
        Effect::ReadExportable(ticket, filter) => {
            let read = service::exportable(desk, call, &admin, &filter);
            let answer = read.map_err(|error| error.to_string());
            Some(Reply::now(Message::ExportableRead(ticket, answer)))
        }
        Effect::Act(request) => {
            let answer = act(desk, call, &mut admin, request);
            Some(reply(answer, |result| {
                Message::Done(result.map_err(|error| refused(&error)))
            }))
        }
        Effect::Export(_) | Effect::StopAct | Effect::ToClipboard(_) | Effect::Say(_) => None,
    }
}

/// Answers an effect of Sessions; nothing for one that asks no service.
pub fn sessions(
    desk: &mut Desk,
    call: &mut Call<'_>,
    session: &mut Session,
    effect: &sessions::Effect,
) -> Option<Reply<sessions::Message>> {
    use sessions::{Effect, Message};
    let Some(admin) = session.administrator() else {
        return match effect {
            Effect::List(ticket) => Some(Reply::now(Message::Listed(
                *ticket,
                Err(NOT_ADMINISTRATOR.into()),
            ))),
            Effect::End(_) => {
                let refused = service::refuse_act(desk, call, session);
                Some(Reply::now(Message::Ended(Err(refused.to_string()))))
            }
            Effect::Say(_) => None,
        };
    };
    match effect {
        Effect::List(ticket) => {
            let read = service::list_sessions(desk, call, &admin);
            let ended = ended(&read);
            let answer = read.map(Box::new).map_err(|error| error.to_string());
            Some(Reply {
                message: Message::Listed(*ticket, answer),
                not_before: None,
                ended,
            })
        }
        Effect::End(id) => {
            let done = service::end_session(desk, call, &admin, *id);
            let ended = ended(&done);
            Some(Reply {
                message: Message::Ended(done.map_err(|error| error.to_string())),
                not_before: None,
                ended,
            })
        }
        Effect::Say(_) => None,
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

fn reply<T, Message>(
    answer: Answer<Result<T, ActError>>,
    message: impl FnOnce(Result<T, ActError>) -> Message,
) -> Reply<Message> {
    Reply {
        ended: ended(&answer.result),
        not_before: answer.not_before,
        message: message(answer.result),
    }
}

fn ended<T>(result: &Result<T, ActError>) -> Option<EndReason> {
    match result {
        Err(ActError::SessionEnded(reason)) => Some(reason.clone()),
        Ok(_) | Err(_) => None,
    }
}
