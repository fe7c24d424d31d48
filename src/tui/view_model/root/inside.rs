//! Inside: who is signed in, the places, their own password, and the two screens of administrators.

use std::time::Duration;

use crate::domain::audit::EntryNo;
use crate::domain::{Access, Email, Instant, PersonName, User, UserId};
use crate::secret::{Offered, Password};
use crate::service::{Because, Me, Standing, Summary};
use crate::tui::view_model::act_dialog::{ActDialog, Field, Press, Proof, Stop};
use crate::tui::view_model::manage_users::{self, ManageUsers};
use crate::tui::view_model::password_security::{self, PasswordSecurity};
use crate::words::{self, Zone};

use super::Effect;

/// A place one can be at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Place {
    /// Security, tab Update Password: everyone's.
    UpdatePassword,
    /// Security, tab Password Security: administrators' (P1).
    PasswordSecurity,
    /// Manage Users: administrators'.
    ManageUsers,
}

impl Place {
    /// Returns the name.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::UpdatePassword => "Update Password",
            Self::PasswordSecurity => "Password Security",
            Self::ManageUsers => "Manage Users",
        }
    }
}

/// A new password being chosen.
#[derive(Debug)]
pub struct Choosing {
    /// The fields: the current one where it is asked for, the new one, the new one again.
    pub form: ActDialog,
    with_current: bool,
}

impl Choosing {
    /// Makes an empty form.
    #[must_use]
    pub fn new(with_current: bool) -> Self {
        let mut fields = Vec::new();
        if with_current {
            fields.push(Field::password("Current password"));
        }
        fields.push(Field::password("New password"));
        fields.push(Field::password("New password again"));
        Self {
            form: ActDialog::screen(fields),
            with_current,
        }
    }

    /// Returns where the new password stands.
    #[must_use]
    pub fn new_at(&self) -> usize {
        usize::from(self.with_current)
    }

    /// Returns the current password, where it was asked for, and the new one; nothing is emptied where it fails.
    pub(super) fn chosen(&mut self) -> Result<(Option<Offered>, Password), (usize, String)> {
        let new = agreed(&self.form, self.new_at())?;
        let current = if self.with_current {
            self.form.take_offered(0)
        } else {
            None
        };
        Ok((current, new))
    }

    /// Asks for the current password too, for it was proved too long ago (S4).
    fn ask_current(&mut self) {
        if !self.with_current {
            *self = Self::new(true);
        }
    }
}

/// Returns the new password if both fields hold the same and it can be one.
pub(super) fn agreed(form: &ActDialog, at: usize) -> Result<Password, (usize, String)> {
    let (Some(new), Some(again)) = (form.password(at), form.password(at + 1)) else {
        return Err((at, "Please choose a password.".into()));
    };
    let password = new.chosen().map_err(|fault| (at, fault.to_string()))?;
    if !new.agrees_with(again) {
        return Err((
            at + 1,
            "The two are not the same. Please type the new password again.".into(),
        ));
    }
    Ok(password)
}

/// What happens inside and concerns the whole.
#[derive(Debug)]
pub(super) enum Wants {
    /// Ask the worker.
    Effect(Effect),
    /// Tell of an act.
    Say(String),
}

/// What happened to one's account since the last time, one sentence after the other (U10).
#[derive(Debug)]
pub struct News {
    sentences: Vec<String>,
    at: usize,
    up_to: EntryNo,
}

impl News {
    /// Makes it of a summary; nothing where all is as one would expect.
    pub(super) fn of(summary: &Summary, now: Instant, zone: Zone) -> Option<Self> {
        if summary.is_quiet() {
            return None;
        }
        let failed = (summary.failed_tries > 0).then(|| {
            let tries = words::counted(summary.failed_tries, "try", "tries");
            format!("{tries} to sign in failed since you last looked.")
        });
        let events = summary.events.iter().map(|event| event.sentence(now, zone));
        Some(Self {
            sentences: failed.into_iter().chain(events).collect(),
            at: 0,
            up_to: summary.up_to,
        })
    }

    /// Returns the sentence that is shown, and which of how many it is.
    #[must_use]
    pub fn shown(&self) -> String {
        let sentence = self.sentences.get(self.at).map_or("", String::as_str);
        match self.sentences.len() {
            0 | 1 => sentence.to_owned(),
            all => format!("{} of {all}: {sentence}", self.at + 1),
        }
    }
}

/// Somebody who is signed in.
#[derive(Debug)]
pub struct Inside {
    /// What they are shown about themselves.
    pub me: Me,
    /// What happened since the last time, until it is dismissed (U10).
    pub news: Option<News>,
    /// Until when acts need no password (S9).
    pub proof_until: Duration,
    /// Where they are.
    pub place: Place,
    /// Whether the places have the focus, and which of them.
    pub choosing_place: Option<Place>,
    /// The form of Update Password.
    pub own: Choosing,
    /// The forced screen (S10).
    pub forced: Option<(Vec<Because>, Choosing)>,
    /// Password Security.
    pub policy: PasswordSecurity,
    /// Manage Users.
    pub users: ManageUsers,
    /// Where to go once edits are dealt with (P4).
    going: Option<Going>,
}

/// What waits behind the question about edits (P4).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Going {
    To(Place),
    SignOut,
    Quit,
}

impl Inside {
    pub(super) fn new(me: Me, proof_until: Duration) -> Self {
        let users = ManageUsers::new(actor(&me));
        let place = if me.membership.is_administrator() {
            Place::ManageUsers
        } else {
            Place::UpdatePassword
        };
        let forced = forced(&me.standing).map(|why| (why, Choosing::new(false)));
        Self {
            me,
            news: None,
            proof_until,
            place,
            choosing_place: None,
            own: Choosing::new(true),
            forced,
            policy: PasswordSecurity::default(),
            users,
            going: None,
        }
    }

    /// Returns the places that are this person's (P1).
    #[must_use]
    pub fn places(&self) -> &'static [Place] {
        if self.me.membership.is_administrator() {
            &[
                Place::UpdatePassword,
                Place::PasswordSecurity,
                Place::ManageUsers,
            ]
        } else {
            &[Place::UpdatePassword]
        }
    }

    pub(super) fn open(&mut self) -> Vec<Wants> {
        self.refresh().into_iter().map(Wants::Effect).collect()
    }

    /// Reads again what the screens show; nothing while a new password must be chosen.
    pub(super) fn refresh(&mut self) -> Vec<Effect> {
        if self.forced.is_some() || !self.me.membership.is_administrator() {
            return Vec::new();
        }
        let policy = self.policy.update(password_security::Message::Refresh);
        let users = self.users.update(manage_users::Message::Refresh);
        policy
            .into_iter()
            .map(Effect::Policy)
            .chain(users.into_iter().map(Effect::Users))
            .collect()
    }

    /// Takes what the person is shown now; says why where the session has ended.
    pub(super) fn take_me(&mut self, me: Me, proof_until: Duration) -> Result<Vec<Wants>, String> {
        if let Standing::Ended(reason) = &me.standing {
            return Err(reason.to_string());
        }
        let mut wants = Vec::new();
        match (forced(&me.standing), &mut self.forced) {
            (Some(why), Some((shown, _))) => *shown = why,
            (Some(why), None) => {
                self.forced = Some((why, Choosing::new(false)));
                let _ = self.users.update(manage_users::Message::Wipe);
                let _ = self.policy.update(password_security::Message::Wipe);
            }
            (None, Some(_)) => {
                self.forced = None;
                wants.push(Wants::Say("You may go on.".into()));
            }
            (None, None) => {}
        }
        let was_administrator = self.me.membership.is_administrator();
        self.users.set_actor(actor(&me));
        self.proof_until = proof_until;
        self.me = me;
        if was_administrator && !self.me.membership.is_administrator() {
            // Another administrator has taken the role away: nothing of theirs stays on the screen (P1).
            self.place = Place::UpdatePassword;
            self.policy = PasswordSecurity::default();
            self.users = ManageUsers::new(actor(&self.me));
        }
        Ok(wants)
    }

    /// After a change nothing is forced any more, and the form is empty.
    pub(super) fn password_changed(&mut self) {
        self.forced = None;
        self.own = Choosing::new(true);
    }

    /// Returns whether a question waits for its answer, so that nothing else is told meanwhile.
    #[must_use]
    pub fn is_asking(&self) -> bool {
        match self.place {
            Place::UpdatePassword => false,
            Place::PasswordSecurity => self.policy.open().is_some(),
            Place::ManageUsers => self.users.dialog().is_some() || self.users.menu().is_some(),
        }
    }

    /// Returns the password that is being chosen, where one is.
    #[must_use]
    pub fn choosing(&self) -> Option<&Choosing> {
        match (&self.forced, self.place) {
            (Some((_, choosing)), _) => Some(choosing),
            (None, Place::UpdatePassword) => Some(&self.own),
            (None, Place::PasswordSecurity | Place::ManageUsers) => None,
        }
    }

    fn choosing_mut(&mut self) -> Option<&mut Choosing> {
        match (&mut self.forced, self.place) {
            (Some((_, choosing)), _) => Some(choosing),
            (None, Place::UpdatePassword) => Some(&mut self.own),
            (None, Place::PasswordSecurity | Place::ManageUsers) => None,
        }
    }

    pub(super) fn own_form_mut(&mut self) -> Option<&mut ActDialog> {
        if self.choosing_place.is_some() && self.forced.is_none() {
            return None;
        }
        self.choosing_mut().map(|choosing| &mut choosing.form)
    }

    /// Returns the change of one's own password as it was typed.
    pub(super) fn change(&mut self) -> Result<Effect, (usize, String)> {
        let Some(choosing) = self.choosing_mut() else {
            return Err((0, String::new()));
        };
        let (current, new) = choosing.chosen()?;
        Ok(Effect::ChangePassword(current, new))
    }

    /// Asks for the current password on the forced screen, where it was proved too long ago (S4).
    pub(super) fn ask_current(&mut self) {
        if let Some((_, choosing)) = &mut self.forced {
            choosing.ask_current();
        }
    }

    /// Returns whether an act needs the password now (S9).
    #[must_use]
    pub fn proof(&self, since_boot: Duration) -> Proof {
        if since_boot < self.proof_until {
            Proof::Fresh
        } else {
            Proof::Needed
        }
    }

    /// Returns whether letters go into a field.
    #[must_use]
    pub fn takes_text(&self) -> bool {
        if let Some((_, choosing)) = &self.forced {
            return choosing.form.takes_text();
        }
        if self.choosing_place.is_some() {
            return false;
        }
        match self.place {
            Place::UpdatePassword => self.own.form.takes_text(),
            Place::PasswordSecurity => self.policy.takes_text(),
            Place::ManageUsers => self.users.takes_text(),
        }
    }

    pub(super) fn policy_update(&mut self, message: password_security::Message) -> Vec<Wants> {
        let effects = self.policy.update(message);
        let mut wants = Vec::new();
        for effect in effects {
            match effect {
                password_security::Effect::OpenPeople(those) => {
                    self.place = Place::ManageUsers;
                    let shown = manage_users::Message::ShowThose(those);
                    wants.extend(self.users_update(shown));
                }
                password_security::Effect::Leave => wants.extend(self.left()),
                password_security::Effect::Say(text) => {
                    wants.push(Wants::Say(text));
                    wants.push(Wants::Effect(Effect::ReadMe));
                }
                effect @ (password_security::Effect::Load(_)
                | password_security::Effect::Update { .. }) => {
                    wants.push(Wants::Effect(Effect::Policy(effect)));
                }
            }
        }
        if self.policy.open().is_none() && self.place == Place::PasswordSecurity {
            // The question was answered with the safe choice.
            self.going = None;
        }
        wants
    }

    pub(super) fn users_update(&mut self, message: manage_users::Message) -> Vec<Wants> {
        let done = matches!(message, manage_users::Message::Done(Ok(_)));
        let mut wants = Vec::new();
        for effect in self.users.update(message) {
            wants.push(match effect {
                manage_users::Effect::Say(text) => Wants::Say(text),
                manage_users::Effect::ToClipboard(text) => Wants::Effect(Effect::Clipboard(text)),
                effect @ (manage_users::Effect::List { .. }
                | manage_users::Effect::ReadUndo(_)
                | manage_users::Effect::ReadConsequences(_)
                | manage_users::Effect::Act(_)) => Wants::Effect(Effect::Users(effect)),
            });
        }
        if done {
            // Whoever expired all passwords is among them (E7), and numbers have changed.
            wants.push(Wants::Effect(Effect::ReadMe));
            let policy = self.policy.update(password_security::Message::Refresh);
            wants.extend(
                policy
                    .into_iter()
                    .map(|effect| Wants::Effect(Effect::Policy(effect))),
            );
        }
        wants
    }

    /// Dismisses what the banner shows: one sentence of the news after the other (U10), then the notice (E4).
    pub(super) fn dismiss(&mut self) -> Vec<Wants> {
        let Some(news) = &mut self.news else {
            return if self.me.notice.is_some() {
                vec![Wants::Effect(Effect::DismissNotice)]
            } else {
                Vec::new()
            };
        };
        news.at += 1;
        if news.at < news.sentences.len() {
            return Vec::new();
        }
        let up_to = news.up_to;
        self.news = None;
        vec![Wants::Effect(Effect::DismissSummary(up_to))]
    }

    /// Returns whether a banner is shown.
    #[must_use]
    pub fn has_banner(&self) -> bool {
        self.news.is_some()
            || self.me.notice.is_some()
            || self.me.clock_behind.is_some()
            || self.me.may_be_weak
    }

    /// Goes to a place; from edits not yet applied only after a question (P4).
    pub(super) fn go(&mut self, place: Place) -> Vec<Wants> {
        if !self.places().contains(&place) {
            return Vec::new();
        }
        self.choosing_place = None;
        if place == self.place {
            return Vec::new();
        }
        self.leave_for(Going::To(place))
    }

    pub(super) fn quit(&mut self) -> Vec<Wants> {
        self.leave_for(Going::Quit)
    }

    pub(super) fn sign_out(&mut self) -> Vec<Wants> {
        self.leave_for(Going::SignOut)
    }

    fn leave_for(&mut self, going: Going) -> Vec<Wants> {
        self.going = Some(going);
        let edited = self.policy.edits().is_some();
        let leaves = match going {
            Going::To(_) => self.place == Place::PasswordSecurity,
            Going::SignOut | Going::Quit => edited,
        };
        if leaves && self.forced.is_none() {
            self.place = Place::PasswordSecurity;
            let mut wants = Vec::new();
            for effect in self.policy.update(password_security::Message::Leave) {
                if matches!(effect, password_security::Effect::Leave) {
                    wants.extend(self.left());
                }
            }
            return wants;
        }
        self.left()
    }

    fn left(&mut self) -> Vec<Wants> {
        match self.going.take() {
            None => Vec::new(),
            Some(Going::To(place)) => {
                self.place = place;
                self.refresh().into_iter().map(Wants::Effect).collect()
            }
            Some(Going::SignOut) => vec![Wants::Effect(Effect::SignOut)],
            Some(Going::Quit) => vec![Wants::Effect(Effect::Quit)],
        }
    }

    /// A key while the places have the focus.
    pub(super) fn press_in_places(&mut self, press: Press) -> Vec<Wants> {
        let Some(at) = self.choosing_place else {
            return Vec::new();
        };
        let places = self.places();
        let index = places.iter().position(|place| *place == at).unwrap_or(0);
        match press {
            Press::Left | Press::Up | Press::Previous => {
                self.choosing_place = Some(places[index.saturating_sub(1)]);
                Vec::new()
            }
            Press::Right | Press::Next => {
                self.choosing_place = Some(places[(index + 1).min(places.len() - 1)]);
                Vec::new()
            }
            Press::Enter | Press::Choose | Press::Down => self.go(at),
            Press::Escape => {
                self.choosing_place = None;
                Vec::new()
            }
            Press::PageUp | Press::PageDown | Press::Home | Press::End | Press::Yes | Press::No => {
                Vec::new()
            }
        }
    }

    /// Puts the focus on a stop of one's own form, as a click does.
    pub(super) fn focus_own(&mut self, stop: Stop) {
        self.choosing_place = None;
        if let Some(choosing) = self.choosing_mut() {
            choosing.form.focus(stop);
        }
    }
}

fn forced(standing: &Standing) -> Option<Vec<Because>> {
    match standing {
        Standing::MustChoose(why) => Some(why.clone()),
        Standing::Free | Standing::Ended(_) => None,
    }
}

/// Returns the signed-in person as the table of rights looks at an actor.
fn actor(me: &Me) -> User {
    User {
        id: UserId(me.id.0),
        name: PersonName::on_record(me.name.as_str().to_owned()),
        email: Email::on_record(me.email.as_str().to_owned()),
        membership: me.membership,
        access: Access::Enabled,
        credential: None,
        seen_strong: false,
        last_sign_in: None,
        code_until: None,
    }
}
