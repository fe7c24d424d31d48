//! From a key, a paste or a click to what it means where one is.

use zeroize::Zeroizing;

use super::inside::{Inside, Place as Screen};
use super::{Effect, Hit, Moment, Root, Stage};
use crate::tui::keymap::{Chord, Command, Key, Place, command};
use crate::tui::view_model::act_dialog::{ActDialog, Decision, Edit, Press, Proof};
use crate::tui::view_model::manage_users::{self, Around};
use crate::tui::view_model::password_security::{self, Open};

impl Root {
    /// Returns where keys mean something now, the nearest first.
    #[must_use]
    pub fn places(&self) -> Vec<Place> {
        let mut places = match &self.stage {
            Stage::Inside(inside) => places_inside(inside),
            Stage::FirstRun(_) | Stage::SignIn(_) | Stage::Code(_) | Stage::Redeem(..) => {
                vec![Place::Form]
            }
            Stage::Starting | Stage::Broken(_) => vec![Place::Everywhere],
        };
        if self.takes_text() {
            places.retain(|place| *place == Place::Form);
        } else {
            places.push(Place::Still);
        }
        places.push(Place::Always);
        places
    }

    /// Returns whether letters go into a field.
    #[must_use]
    pub fn takes_text(&self) -> bool {
        match &self.stage {
            Stage::FirstRun(form) | Stage::SignIn(form) | Stage::Code(form) => form.takes_text(),
            Stage::Redeem(_, choosing) => choosing.form.takes_text(),
            Stage::Inside(inside) => inside.takes_text(),
            Stage::Starting | Stage::Broken(_) => false,
        }
    }

    /// Applies a keystroke.
    pub fn key(&mut self, chord: Chord, moment: Moment) -> Vec<Effect> {
        self.moment = moment;
        if let Some((_, until)) = self.said
            && moment.since_boot >= until
        {
            self.said = None;
        }
        // The list of keys lies over everything: a key closes it and goes no further, but for quitting.
        if std::mem::take(&mut self.keys_shown) {
            return match command(&[Place::Always], chord) {
                Some(found @ (Command::Quit | Command::Suspend)) => self.command(found),
                Some(_) | None => Vec::new(),
            };
        }
        if self.takes_text()
            && let Some(edit) = edit_of(chord)
        {
            return self.put(edit);
        }
        match command(&self.places(), chord) {
            Some(found) => self.command(found),
            None => Vec::new(),
        }
    }

    /// Applies a paste.
    pub fn paste(&mut self, text: Zeroizing<String>, moment: Moment) -> Vec<Effect> {
        self.moment = moment;
        if !std::mem::take(&mut self.keys_shown) && self.takes_text() {
            self.put(Edit::Paste(text))
        } else {
            Vec::new()
        }
    }

    fn put(&mut self, edit: Edit) -> Vec<Effect> {
        if let Stage::Inside(inside) = &mut self.stage
            && inside.forced.is_none()
        {
            match inside.place {
                Screen::PasswordSecurity => {
                    return self.inside_do(|inside| {
                        inside.policy_update(password_security::Message::Edit(edit))
                    });
                }
                Screen::ManageUsers => {
                    return self.inside_do(|inside| {
                        inside.users_update(manage_users::Message::Edit(edit))
                    });
                }
                Screen::UpdatePassword => {}
            }
        }
        self.edit_own_form(&edit)
    }

    /// Does what a key, a footer entry or a banner asks for.
    pub fn command(&mut self, command: Command) -> Vec<Effect> {
        if self.keys_shown {
            self.keys_shown = false;
            return Vec::new();
        }
        if let Some(press) = press_of(command) {
            return self.press(press);
        }
        match command {
            Command::ShowKeys => {
                self.keys_shown = true;
                Vec::new()
            }
            Command::Suspend => vec![Effect::Suspend],
            Command::Quit => match &self.stage {
                Stage::Inside(_) => self.inside_do(Inside::quit),
                Stage::Starting
                | Stage::FirstRun(_)
                | Stage::SignIn(_)
                | Stage::Code(_)
                | Stage::Redeem(..)
                | Stage::Broken(_) => vec![Effect::Quit],
            },
            Command::ShowPassword => self.show_password(),
            Command::SignOut => self.inside_do(Inside::sign_out),
            Command::GoUpdatePassword => self.go(Screen::UpdatePassword),
            Command::GoPolicy => self.go(Screen::PasswordSecurity),
            Command::GoUsers => self.go(Screen::ManageUsers),
            Command::DismissNotice => self.inside_do(Inside::dismiss),
            Command::UpdatePolicy => self.policy(password_security::Message::Update),
            Command::DiscardEdits => self.policy(|_| password_security::Message::Discard),
            Command::AddUser => self.users(manage_users::Command::Add),
            Command::EditUser => self.users(manage_users::Command::Edit),
            Command::ToggleAccess => self.users(manage_users::Command::ToggleAccess),
            Command::Force => self.users(manage_users::Command::Force),
            Command::Actions => self.users(manage_users::Command::Actions),
            Command::ExpireAll => self.users(manage_users::Command::ExpireAll),
            Command::UndoExpireAll => self.users(manage_users::Command::UndoExpireAll),
            Command::Find => self.users(manage_users::Command::Find),
            Command::Sort => self.users(manage_users::Command::Sort),
            Command::ShowEveryone => self.users(manage_users::Command::ShowEveryone),
            Command::Up
            | Command::Down
            | Command::Left
            | Command::Right
            | Command::Next
            | Command::Previous
            | Command::Choose
            | Command::Enter
            | Command::Escape
            | Command::PageUp
            | Command::PageDown
            | Command::First
            | Command::Last
            | Command::Yes
            | Command::No => Vec::new(),
        }
    }

    fn go(&mut self, place: Screen) -> Vec<Effect> {
        self.inside_do(|inside| {
            if inside.forced.is_some() {
                return Vec::new(); // S10: the forced screen cannot be dodged.
            }
            inside.go(place)
        })
    }

    fn policy(&mut self, message: impl FnOnce(Proof) -> password_security::Message) -> Vec<Effect> {
        let since_boot = self.moment.since_boot;
        self.inside_do(|inside| {
            let proof = inside.proof(since_boot);
            inside.policy_update(message(proof))
        })
    }

    fn users(&mut self, command: manage_users::Command) -> Vec<Effect> {
        let since_boot = self.moment.since_boot;
        self.inside_do(|inside| {
            let proof = inside.proof(since_boot);
            inside.users_update(manage_users::Message::Command(command, proof))
        })
    }

    fn show_password(&mut self) -> Vec<Effect> {
        if let Stage::Inside(inside) = &mut self.stage
            && inside.forced.is_none()
        {
            match inside.place {
                Screen::PasswordSecurity => {
                    let _ = inside
                        .policy
                        .update(password_security::Message::ToggleVisibility);
                }
                Screen::ManageUsers => {
                    let _ = inside.users.update(manage_users::Message::ToggleVisibility);
                }
                Screen::UpdatePassword => inside.own.form.toggle_visibility(),
            }
        } else if let Some(form) = self.form_mut() {
            form.toggle_visibility();
        }
        Vec::new()
    }

    fn press(&mut self, press: Press) -> Vec<Effect> {
        let since_boot = self.moment.since_boot;
        let rows = self.rows;
        let Stage::Inside(inside) = &mut self.stage else {
            return self.press_form(press);
        };
        if inside.forced.is_some() {
            return self.press_form(press);
        }
        if inside.choosing_place.is_some() {
            return self.inside_do(|inside| inside.press_in_places(press));
        }
        let proof = inside.proof(since_boot);
        match inside.place {
            Screen::UpdatePassword => {
                if press == Press::Escape {
                    inside.choosing_place = Some(inside.place);
                    return Vec::new();
                }
                self.press_form(press)
            }
            Screen::PasswordSecurity => {
                if press == Press::Escape && inside.policy.open().is_none() {
                    inside.choosing_place = Some(inside.place);
                    return Vec::new();
                }
                self.inside_do(|inside| {
                    inside.policy_update(password_security::Message::Press(press, proof))
                })
            }
            Screen::ManageUsers => {
                let idle = inside.users.dialog().is_none()
                    && inside.users.menu().is_none()
                    && inside.users.focus() == manage_users::Focus::Table
                    && !inside.users.is_narrowed();
                if press == Press::Escape && idle {
                    inside.choosing_place = Some(inside.place);
                    return Vec::new();
                }
                let around = Around { proof, rows };
                self.inside_do(|inside| {
                    inside.users_update(manage_users::Message::Press(press, around))
                })
            }
        }
    }

    fn press_form(&mut self, press: Press) -> Vec<Effect> {
        // Only where there is a step back is Esc that step; it never quits, signs out or goes elsewhere.
        if press == Press::Escape && !matches!(self.stage, Stage::Code(_) | Stage::Redeem(..)) {
            return Vec::new();
        }
        let Some(form) = self.form_mut() else {
            return Vec::new();
        };
        let decision = form.press(press);
        self.decided(decision)
    }

    fn decided(&mut self, decision: Decision) -> Vec<Effect> {
        match decision {
            Decision::Open => Vec::new(),
            Decision::Cancelled => {
                if let Stage::Inside(inside) = &mut self.stage
                    && inside.forced.is_none()
                {
                    // Update Password: its safe button empties the form.
                    inside.own = super::Choosing::new(true);
                    self.judged = None;
                    return Vec::new();
                }
                self.step_back()
            }
            Decision::Acted => self.submit(),
        }
    }

    /// Applies a click on something of the last frame.
    pub fn click(&mut self, hit: Hit, moment: Moment) -> Vec<Effect> {
        self.moment = moment;
        let (since_boot, rows) = (moment.since_boot, self.rows);
        if std::mem::take(&mut self.keys_shown) {
            return Vec::new();
        }
        match hit {
            Hit::Key(command) => self.command(command),
            Hit::Place(place) => self.go(place),
            Hit::Form(stop) => {
                if let Stage::Inside(inside) = &mut self.stage {
                    inside.focus_own(stop);
                }
                let decision = self.form_mut().map(|form| form.press_button(stop));
                decision.map_or_else(Vec::new, |decision| self.decided(decision))
            }
            Hit::Policy(focus) => {
                self.policy(|proof| password_security::Message::Click(focus, proof))
            }
            Hit::PolicyStop(stop) => self.policy(|_| password_security::Message::ClickStop(stop)),
            Hit::Users(target) => self.inside_do(|inside| {
                inside.choosing_place = None;
                let proof = inside.proof(since_boot);
                inside.users_update(manage_users::Message::Click(target, Around { proof, rows }))
            }),
        }
    }

    /// Applies the wheel.
    pub fn wheel(&mut self, by: isize, moment: Moment) -> Vec<Effect> {
        self.moment = moment;
        let (since_boot, rows) = (moment.since_boot, self.rows);
        self.inside_do(|inside| {
            if inside.place != Screen::ManageUsers || inside.forced.is_some() {
                return Vec::new();
            }
            let proof = inside.proof(since_boot);
            inside.users_update(manage_users::Message::Wheel(by, Around { proof, rows }))
        })
    }
}

/// Returns the change of a text that a key means, where it means one.
fn edit_of(chord: Chord) -> Option<Edit> {
    if let Some(character) = chord.text() {
        return Some(Edit::Insert(character));
    }
    match chord.bare()? {
        Key::Left => Some(Edit::Left),
        Key::Right => Some(Edit::Right),
        Key::Home => Some(Edit::Home),
        Key::End => Some(Edit::End),
        Key::Backspace => Some(Edit::Backspace),
        Key::Delete => Some(Edit::Delete),
        Key::Char(_)
        | Key::Enter
        | Key::Tab
        | Key::BackTab
        | Key::Esc
        | Key::Insert
        | Key::Up
        | Key::Down
        | Key::PageUp
        | Key::PageDown
        | Key::F(_) => None,
    }
}

fn press_of(command: Command) -> Option<Press> {
    Some(match command {
        Command::Up => Press::Up,
        Command::Down => Press::Down,
        Command::Left => Press::Left,
        Command::Right => Press::Right,
        Command::Next => Press::Next,
        Command::Previous => Press::Previous,
        Command::Choose => Press::Choose,
        Command::Enter => Press::Enter,
        Command::Escape => Press::Escape,
        Command::PageUp => Press::PageUp,
        Command::PageDown => Press::PageDown,
        Command::First => Press::Home,
        Command::Last => Press::End,
        Command::Yes => Press::Yes,
        Command::No => Press::No,
        Command::ShowPassword
        | Command::ShowKeys
        | Command::Quit
        | Command::Suspend
        | Command::SignOut
        | Command::GoUpdatePassword
        | Command::GoPolicy
        | Command::GoUsers
        | Command::DismissNotice
        | Command::UpdatePolicy
        | Command::DiscardEdits
        | Command::AddUser
        | Command::EditUser
        | Command::ToggleAccess
        | Command::Force
        | Command::Actions
        | Command::ExpireAll
        | Command::UndoExpireAll
        | Command::Find
        | Command::Sort
        | Command::ShowEveryone => return None,
    })
}

fn places_inside(inside: &Inside) -> Vec<Place> {
    if inside.forced.is_some() {
        return vec![Place::Form];
    }
    let asks = |form: &ActDialog| {
        if form.is_plain_question() {
            vec![Place::Question, Place::Form]
        } else {
            vec![Place::Form]
        }
    };
    let mut places = if inside.choosing_place.is_some() {
        vec![Place::Places]
    } else {
        match inside.place {
            Screen::UpdatePassword => vec![Place::Form],
            Screen::PasswordSecurity => match inside.policy.open() {
                Some(Open::Confirm(form) | Open::Leaving(form)) => return asks(form),
                None => vec![Place::Policy],
            },
            Screen::ManageUsers => match (inside.users.dialog(), inside.users.menu()) {
                (Some(dialog), _) => return asks(dialog.form()),
                (None, Some(_)) => return vec![Place::Menu],
                (None, None) => vec![Place::Users],
            },
        }
    };
    if inside.has_banner() {
        places.push(Place::Banner);
    }
    places.push(Place::Everywhere);
    places
}
