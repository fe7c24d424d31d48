//! What is done here, to whom, and who may do it.

use super::break_in::{BreakInDialog, done_about_break_in};
use super::deeds::Deed;
use super::dialogs::Dialog;
use super::many::{Many, done_to_many};
use super::requests::{Done, Refused};
use super::shown_code::ShownCode;
use super::sign_out::{self, SigningOut};
use super::{Effect, Focus, ManageUsers, Task};
use crate::domain::access::{may, may_to};
use crate::domain::{Access, Credential, Email, Generation, PersonName, Refusal, Right, User};
use crate::service::{Count, Mailed, PersonRow};
pub use crate::tui::keymap::UsersAct as Command;
use crate::tui::keymap::{self, ManyAct, Marking};
use crate::tui::view_model::act_dialog::Proof;
pub use crate::tui::view_model::can::Can;
use crate::tui::view_model::export::Exports;
use crate::words;

impl ManageUsers {
    /// Says whether something can be done now, and why not.
    #[must_use]
    pub fn can(&self, command: Command) -> Can {
        if let Some(why) = self.station.refusal(keymap::Command::Users(command)) {
            return Can::No(why);
        }
        let right = match command {
            Command::Add => Right::AddUser,
            Command::ExpireAll => Right::ExpireAll,
            Command::SignOutAll => Right::SignOutAll,
            Command::UndoExpireAll => Right::UndoExpireAll,
            Command::Undo => return self.can_undo(),
            Command::BreakIn => Right::RespondToBreakIn,
            Command::RenameFirm => Right::RenameFirm,
            Command::Export | Command::Report => match self.station.seat.files() {
                Can::Yes => Right::SeeUsers,
                no @ Can::No(_) => return no,
            },
            Command::Many(_) | Command::Mark(Marking::Nobody) if self.marked.is_none() => {
                return Can::No(NOBODY_MARKED.into());
            }
            Command::Many(act) => act.right(),
            Command::Actions
            | Command::Find
            | Command::Sort
            | Command::ShowEveryone
            | Command::Mark(_) => return Can::Yes,
            Command::Person
            | Command::Edit
            | Command::Force
            | Command::ToggleAccess
            | Command::SignOut
            | Command::IssueCode
            | Command::RevokeCode
            | Command::ChangeRole
            | Command::ChangeKind
            | Command::HandOwnershipOn => {
                return match self.window.selected() {
                    Some(person) => self.can_to(command, person),
                    None => Can::No("Nobody is selected.".into()),
                };
            }
        };
        if command == Command::UndoExpireAll && self.undo.is_none() {
            return Can::No("No expire-all is in force, so there is nothing to undo.".into());
        }
        answer(may(&self.actor, right))
    }

    /// The same of what is done to one person.
    fn can_to(&self, command: Command, person: &PersonRow) -> Can {
        let right = match (command, Deed::of(command, person)) {
            (_, Some(deed)) => deed.right(),
            (Command::Edit, None) => Right::EditUser,
            (Command::Force, None) => Right::ForceChange,
            (Command::SignOut, None) => Right::SignOutOther,
            (Command::ToggleAccess, None) => match person.access {
                Access::Disabled => Right::Enable,
                Access::Enabled => Right::Disable,
            },
            (_, None) => return Can::Yes,
        };
        answer(may_to(&self.actor, right, &subject(person)))
    }

    /// Returns the word of *Disable* or *Enable* for the selected person.
    #[must_use]
    pub fn access_word(&self) -> &'static str {
        match self.window.selected().map(|person| person.access) {
            Some(Access::Disabled) => "enable",
            Some(Access::Enabled) | None => "disable",
        }
    }

    pub(super) fn command(&mut self, command: Command, proof: Proof) -> Vec<Effect> {
        if self.dialog.is_some() || self.exporting.is_some() {
            return Vec::new();
        }
        if let Can::No(why) = self.can(command) {
            return vec![Effect::Say(why)];
        }
        self.menu = None;
        let person = self.window.selected().cloned();
        match (command, person) {
            (Command::Add, _) => self.dialog = Some(Dialog::add(&self.kept, proof)),
            (Command::Edit, Some(person)) => self.dialog = Some(Dialog::edit(person)),
            (Command::Force, Some(person)) => {
                self.dialog = Some(Dialog::force(person, &self.kept));
            }
            (Command::ToggleAccess, Some(person)) => self.dialog = Some(Dialog::access(person)),
            (
                Command::IssueCode
                | Command::RevokeCode
                | Command::ChangeRole
                | Command::ChangeKind
                | Command::HandOwnershipOn,
                Some(person),
            ) => {
                self.dialog = Deed::of(command, &person)
                    .map(|deed| Dialog::person_deed(person, deed, proof, self.mailing));
            }
            (
                Command::Edit
                | Command::Force
                | Command::ToggleAccess
                | Command::SignOut
                | Command::IssueCode
                | Command::RevokeCode
                | Command::ChangeRole
                | Command::ChangeKind
                | Command::HandOwnershipOn,
                None,
            ) => {}
            (Command::RenameFirm, _) => self.dialog = Some(Dialog::rename_firm(&self.firm)),
            (Command::SignOut, Some(person)) => {
                let own = person.id == self.actor.id;
                self.dialog = Some(Dialog::SignOut(SigningOut::one(person, own)));
            }
            (Command::SignOutAll, _) => {
                self.dialog = Some(Dialog::SignOut(SigningOut::all(proof)));
                return vec![Effect::Task(Task::ReadSignedIn(self.ask_for_dialog()))];
            }
            (Command::ExpireAll, _) => {
                self.dialog = Some(Dialog::expire_all(&self.kept, proof));
                return vec![Effect::Task(Task::ReadConsequences(self.ask_for_dialog()))];
            }
            (Command::Undo, _) => return self.undo_last(proof),
            (Command::UndoExpireAll, _) => {
                if let Some(offer) = self.undo.clone() {
                    self.dialog = Some(Dialog::undo(offer, proof));
                }
            }
            (Command::Many(act), _) => {
                let number = self.marked_number().unwrap_or(Count::Exact(0));
                let whom = (number, self.marked_names());
                let many = Many::new(act, self.marked.clone(), whom, &self.kept, proof);
                self.dialog = Some(Dialog::Many(Box::new(many)));
                return self.ask_outcome().into_iter().collect();
            }
            (Command::BreakIn, _) => {
                let dialog = BreakInDialog::new(self.marked.clone(), &self.kept, proof);
                self.dialog = Some(Dialog::BreakIn(Box::new(dialog)));
                return self.ask_break_in(true).into_iter().collect();
            }
            (Command::Export, _) => return self.open_export(Exports::Users, proof),
            (Command::Report, _) => return self.open_export(Exports::Report, proof),
            (Command::Mark(mark), _) => return self.mark(mark),
            (Command::Person, _) => self.open_menu(super::MenuKind::Person),
            (Command::Actions, _) => self.open_menu(super::MenuKind::Actions),
            (Command::Sort, _) => self.open_menu(super::MenuKind::Sort),
            (Command::Find, _) => self.focus = Focus::Search,
            (Command::ShowEveryone, _) => {
                self.clear_filters();
                self.focus = Focus::Table;
                return self.list_anew();
            }
        }
        Vec::new()
    }

    pub(super) fn done(&mut self, answer: Result<Done, Refused>) -> Vec<Effect> {
        let done = match answer {
            Ok(done) => done,
            Err(refused) => {
                let asked = self.undoing.take().is_none();
                if let Some(dialog) = &mut self.dialog
                    && asked
                {
                    match refused {
                        Refused::Proof(why) => dialog.form_mut().ask_for_proof(why),
                        Refused::Taken(what, why) => dialog.refuse_taken(what, why),
                        Refused::Because(why) => dialog.form_mut().refuse(why),
                    }
                    return Vec::new();
                }
                // An undo asks in no dialog, so it is refused in none.
                let (Refused::Proof(why) | Refused::Taken(_, why) | Refused::Because(why)) =
                    refused;
                return vec![Effect::Say(why)];
            }
        };
        // What is undone by `z` has no dialog; one that was opened meanwhile stays.
        let dialog = match self.undoing {
            Some(_) => None,
            None => self.dialog.take(),
        };
        let name = dialog.as_ref().and_then(Dialog::person).map(name_of);
        let name = name.as_deref().unwrap_or("The user");
        let set = self.note_done(&done, dialog.as_ref());
        let said = match done {
            Done::Added(issued) | Done::Issued(issued) => {
                if let Some((whom, added)) = dialog.as_ref().map(Dialog::code_is_for) {
                    if added {
                        self.kept.forget_added();
                        self.window.look_for(issued.user);
                    }
                    self.dialog = Some(Dialog::Code(ShownCode::new(whom, added, issued)));
                }
                return self.refresh();
            }
            Done::Invited(mailed) => {
                let ((name, _), _) = dialog.as_ref().map(Dialog::code_is_for).unwrap_or_default();
                self.kept.forget_added();
                self.window.look_for(mailed.user);
                format!("{name} is added. {}", code_leaves("", &mailed))
            }
            Done::Mailed(mailed) => code_leaves(&format!(" for {name}"), &mailed),
            Done::Did(deed, codes) => deed.said(name) + &words::shown_codes_revoked(codes),
            Done::Renamed => "The firm is renamed.".into(),
            Done::Edited => format!("{name} is changed."),
            Done::AccessSet(codes) => {
                set.map_or_else(|| "Access is set.".into(), |set| set.said(codes))
            }
            Done::Forced => {
                self.kept.forget_force();
                format!("{name} must choose a new password.")
            }
            Done::OnMarked(outcome) => {
                let act = dialog.as_ref().and_then(Dialog::many).map(|many| many.act);
                if act == Some(ManyAct::Force) {
                    self.kept.forget_force();
                }
                self.unmark_all();
                done_to_many(act, &outcome)
            }
            Done::AnsweredBreakIn(done) => {
                self.kept.forget_break_in();
                self.unmark_all();
                done_about_break_in(&done)
            }
            Done::ExpiredAll => {
                self.kept.forget_expire_all();
                "All passwords are expired. In Manage Users z undoes it.".into()
            }
            Done::SignedOut(sessions) => sign_out::done(name, sessions),
            Done::SignedOutAll => "Everyone is signed out.".into(),
            Done::UndidExpireAll => {
                self.undo = None;
                "Expire all passwords is undone.".into()
            }
        };
        let mut effects = self.refresh();
        effects.push(Effect::Say(said));
        effects
    }
}

/// Why nothing is done to many.
const NOBODY_MARKED: &str =
    "Nobody is marked. Press Space to mark the selected person, * for all that match.";

/// Says when a code that is mailed leaves (U4), and for whom where that is not said already.
fn code_leaves(whom: &str, mailed: &Mailed) -> String {
    let code = words::code_name(mailed.purpose);
    match mailed.rests_until {
        None => format!("A {code}{whom} is on its way by mail."),
        Some(_) => {
            format!(
                "The address is new: a {code}{whom} is mailed once it is a day old, by `passward notify`."
            )
        }
    }
}

fn answer(answer: Result<(), Refusal>) -> Can {
    match answer {
        Ok(()) => Can::Yes,
        Err(refusal) => Can::No(refusal.why()),
    }
}

fn name_of(person: &PersonRow) -> String {
    person.name.as_str().to_owned()
}

/// Returns a row as the table of rights looks at a user.
fn subject(row: &PersonRow) -> User {
    User {
        id: row.id,
        name: PersonName::on_record(row.name.as_str().to_owned()),
        email: Email::on_record(row.email.as_str().to_owned()),
        membership: row.membership,
        access: row.access,
        credential: row.changed_at.map(|changed_at| Credential {
            changed_at,
            knows: Generation::default(),
            force: None,
        }),
        seen_strong: row.seen_strong,
        last_sign_in: row.last_sign_in,
        code_until: row.code_until,
    }
}
