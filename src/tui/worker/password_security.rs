//! What Password Security asks for, put to the services.

use super::Outcome;
use super::executor::Messages;
use super::reply::{as_administrator, read, told};
use crate::service::{self, ActError, Answer, Call, Desk, Session};
use crate::tui::view_model::password_security::{Message, Task, UpdateRefused};
use crate::tui::view_model::root::Message as Root;

/// Does a task.
pub(super) fn password_security(
    desk: &mut Desk,
    call: &mut Call<'_>,
    session: &mut Session,
    task: Task,
) -> Outcome<Messages> {
    match task {
        Task::Load(ticket) => {
            let loaded = as_administrator(session)
                .and_then(|admin| service::load_policy(desk, call, &admin));
            read(loaded, |loaded| {
                Root::Policy(Message::Loaded(ticket, loaded.map(Box::new)))
            })
        }
        Task::Update {
            policy,
            based_on,
            proof,
        } => {
            let proof = proof.as_ref();
            let answer = match session.administrator() {
                Some(mut admin) => {
                    service::update_policy(desk, call, &mut admin, policy, &based_on, proof)
                }
                None => Answer::now(Err(service::refuse_act(desk, call, session))),
            };
            told(answer, |updated| {
                let updated = updated.map(|done| done.on_record).map_err(refused);
                Root::Policy(Message::Updated(updated))
            })
        }
    }
}

fn refused(error: ActError) -> UpdateRefused {
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
