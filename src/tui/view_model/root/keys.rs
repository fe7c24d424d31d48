//! From a key, a paste or a click to what it means where one is.

use zeroize::Zeroizing;

use super::idle::Touch;
use super::inside::{Inside, Wants};
use super::tenants::Tenant;
use super::{Effect, Moment, Over, Root, Stage};
use crate::tui::keymap::{Chord, Command, Mouse, Place, Press, Screen, command};
use crate::tui::view_model::act_dialog::{ActDialog, Decision, Edit, Field};
use crate::tui::view_model::can::Can;
use crate::tui::view_model::manage_users::Around;

impl Root {
    /// Returns where keys mean something now, the nearest first.
    #[must_use]
    pub fn places(&self) -> Vec<Place> {
        let mut places = self.command_places();
        if self.takes_text() {
            places.retain(|place| matches!(place, Place::Text | Place::Form | Place::Always));
        }
        places
    }

    /// Returns the places whose commands can be run from the list, a field that takes letters or not.
    pub(super) fn command_places(&self) -> Vec<Place> {
        let mut places = match &self.stage {
            Stage::Inside(inside) => places_inside(inside),
            Stage::FirstRun(_)
            | Stage::SignIn(_)
            | Stage::Code(_)
            | Stage::Redeem(..)
            | Stage::Locked(_) => vec![Place::Form],
            Stage::Starting | Stage::Broken(_) => vec![Place::Everywhere],
        };
        if self.takes_text() {
            places.insert(0, Place::Text);
        }
        places.extend([Place::Still, Place::Always]);
        places
    }

    /// Returns whether letters go into a field.
    #[must_use]
    pub fn takes_text(&self) -> bool {
        match &self.stage {
            Stage::FirstRun(form) | Stage::SignIn(form) | Stage::Code(form) => form.takes_text(),
            Stage::Redeem(_, choosing) => choosing.form.takes_text(),
            Stage::Inside(inside) => inside.takes_text(),
            Stage::Locked(locked) => locked.form.takes_text(),
            Stage::Starting | Stage::Broken(_) => false,
        }
    }

    /// Returns whether letters go into a field of the screen itself, so that none of them is a key there. What stands
    /// behind a dialog stays as it was.
    #[must_use]
    pub fn is_typed_into(&self) -> bool {
        let Stage::Inside(inside) = &self.stage else {
            return false;
        };
        matches!(inside.over(), Over::Nothing) && inside.takes_text()
    }

    /// Applies a keystroke.
    pub fn key(&mut self, chord: Chord, moment: Moment) -> Vec<Effect> {
        self.touched_by(moment, |root| root.keystroke(chord))
    }

    /// Applies a keystroke where nothing is shown that it could act on: it quits or suspends, without a question, or does
    /// nothing, for nobody confirms what they cannot see.
    pub fn key_unseen(&mut self, chord: Chord, moment: Moment) -> Vec<Effect> {
        let meant = command(&[Place::Always], chord);
        self.touched_by(moment, |root| {
            if meant == Some(Command::Quit) {
                vec![Effect::Quit]
            } else if meant == Some(Command::Suspend) {
                root.command(Command::Suspend)
            } else {
                Vec::new()
            }
        })
    }

    /// Does what a person's touch means, unless it only found that the session is locked by now (S9).
    pub(super) fn touched_by(
        &mut self,
        moment: Moment,
        act: impl FnOnce(&mut Self) -> Vec<Effect>,
    ) -> Vec<Effect> {
        self.moment = moment;
        match self.touch() {
            Touch::Spent(effects) => effects,
            Touch::GoesOn(mut effects) => {
                effects.extend(act(self));
                self.keep_beat();
                effects
            }
        }
    }

    fn keystroke(&mut self, chord: Chord) -> Vec<Effect> {
        self.said.key(self.moment.since_boot);
        if self.overlay.is_some() {
            return self.key_in_overlay(chord);
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
        self.touched_by(moment, |root| {
            if root.overlay.is_some() {
                root.filter(&Edit::Paste(text));
            } else if root.takes_text() {
                return root.put(Edit::Paste(text));
            }
            Vec::new()
        })
    }

    fn put(&mut self, edit: Edit) -> Vec<Effect> {
        if let Stage::Inside(inside) = &self.stage
            && inside.tenant().is_some()
        {
            return self.inside_do(|inside| inside.ask_tenant(|tenant| tenant.edit(edit)));
        }
        self.edit_own_form(&edit)
    }

    /// Does what a key, a footer entry or a banner asks for.
    pub fn command(&mut self, command: Command) -> Vec<Effect> {
        if let Some(why) = self.refusal(command) {
            self.say(why);
            return Vec::new();
        }
        match command {
            Command::Press(press) => self.press(press),
            Command::Text(key) if self.takes_text() => self.put(Edit::Key(key)),
            Command::Text(_) => Vec::new(),
            Command::Go(screen) => self.go(screen),
            Command::Policy(_) | Command::Users(_) | Command::Sessions(_) | Command::Log(_) => {
                if let Stage::Inside(inside) = &mut self.stage {
                    // What is asked for goes on in the screen, wherever it was asked.
                    inside.walking = None;
                }
                self.ask_tenant(|tenant, around| tenant.command(command, around))
            }
            Command::ShowPassword => self.show_password(),
            Command::ShowCommands => {
                self.open_palette();
                Vec::new()
            }
            Command::ShowMessages => {
                self.open_messages();
                Vec::new()
            }
            Command::ToggleMouse => self.toggle_mouse(),
            Command::Quit if self.stage.inside().is_some() => self.inside_do(Inside::quit),
            Command::Quit => vec![Effect::Quit],
            Command::Suspend => match self.station.seat.suspend() {
                Can::Yes => vec![Effect::Suspend],
                Can::No(why) => {
                    self.say(why);
                    Vec::new()
                }
            },
            Command::SignOut => self.inside_do(Inside::sign_out),
            Command::DismissNotice => self.inside_do(Inside::dismiss),
        }
    }

    pub(super) fn go(&mut self, screen: Screen) -> Vec<Effect> {
        self.inside_do(|inside| {
            if inside.forced.is_some() {
                return Vec::new(); // S10: the forced screen cannot be dodged.
            }
            inside.go(screen)
        })
    }

    /// Does something with the screen that is shown, which has to know of the moment.
    pub(super) fn ask_tenant(
        &mut self,
        act: impl FnOnce(&mut dyn Tenant, Around) -> Vec<Wants>,
    ) -> Vec<Effect> {
        let (since_boot, rows) = (self.moment.since_boot, self.rows);
        self.inside_do(|inside| {
            let proof = inside.proof(since_boot);
            inside.ask_tenant(|tenant| act(tenant, Around { proof, rows }))
        })
    }

    fn toggle_mouse(&mut self) -> Vec<Effect> {
        let (mouse, said) = match self.mouse {
            Mouse::Ours => (
                Mouse::Terminals,
                "The mouse is the terminal's now, to select and copy with. F3 takes it back.",
            ),
            Mouse::Terminals => (Mouse::Ours, "The mouse is taken again."),
        };
        self.mouse = mouse;
        self.say(said);
        vec![Effect::Mouse(mouse)]
    }

    /// Returns whether a field for a password is shown.
    pub(super) fn has_password_field(&self) -> bool {
        let is_password = |field: &Field| matches!(field, Field::Password { .. });
        let form = match &self.stage {
            Stage::FirstRun(form) | Stage::SignIn(form) | Stage::Code(form) => Some(form),
            Stage::Redeem(_, choosing) => Some(&choosing.form),
            Stage::Inside(inside) => match inside.over() {
                Over::Dialog(form) | Over::Code(form) => Some(form),
                Over::Menu | Over::Sheet(_) => None,
                Over::Nothing => inside.choosing().map(|choosing| &choosing.form),
            },
            Stage::Locked(locked) => Some(&locked.form),
            Stage::Starting | Stage::Broken(_) => None,
        };
        form.is_some_and(|form| form.fields.iter().any(is_password))
    }

    fn show_password(&mut self) -> Vec<Effect> {
        if let Stage::Inside(inside) = &mut self.stage
            && let Some(tenant) = inside.tenant_mut()
        {
            tenant.toggle_visibility();
        } else if let Some(form) = self.form_mut() {
            form.toggle_visibility();
        }
        Vec::new()
    }

    fn press(&mut self, press: Press) -> Vec<Effect> {
        let Stage::Inside(inside) = &mut self.stage else {
            return self.press_form(press);
        };
        if inside.forced.is_some() {
            return self.press_form(press);
        }
        if inside.walking.is_some() {
            return self.inside_do(|inside| inside.press_in_places(press));
        }
        if press == Press::Escape && inside.tenant().is_none_or(Tenant::is_at_rest) {
            inside.walk();
            return Vec::new();
        }
        if inside.tenant().is_none() {
            return self.press_form(press);
        }
        self.ask_tenant(|tenant, around| tenant.press(press, around))
    }

    fn press_form(&mut self, press: Press) -> Vec<Effect> {
        // Only where there is a step back is Esc that step; it never quits or signs out. Elsewhere it opens the
        // list of commands, from which all that can be done here is reached with arrows and Enter.
        if press == Press::Escape && !matches!(self.stage, Stage::Code(_) | Stage::Redeem(..)) {
            self.open_palette();
            return Vec::new();
        }
        let Some(form) = self.form_mut() else {
            return Vec::new();
        };
        let decision = form.press(press);
        self.decided(decision)
    }

    pub(super) fn decided(&mut self, decision: Decision) -> Vec<Effect> {
        match decision {
            Decision::Open => Vec::new(),
            Decision::Cancelled => {
                if let Stage::Inside(inside) = &mut self.stage
                    && inside.forced.is_none()
                {
                    // Update Password: its safe button empties the form.
                    inside.empty_own();
                    self.judged = None;
                    return Vec::new();
                }
                self.step_back()
            }
            Decision::Acted => self.submit(),
        }
    }
}

/// Returns the change of a text that a key means, where it means one.
pub(super) fn edit_of(chord: Chord) -> Option<Edit> {
    if let Some(character) = chord.text() {
        return Some(Edit::Insert(character));
    }
    let Command::Text(key) = command(&[Place::Text], chord)? else {
        return None;
    };
    Some(Edit::Key(key))
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
    let screens = || match inside.tenant() {
        Some(tenant) => tenant
            .nearer_place()
            .into_iter()
            .chain([tenant.place()])
            .collect(),
        None => vec![Place::Form],
    };
    let mut places = if inside.walking.is_some() {
        // What stands on the screen can be asked for from there too; its keys go before.
        let mut places = vec![Place::Places];
        if inside.tenant().is_some() {
            places.extend(screens());
        }
        places
    } else {
        match inside.over() {
            Over::Dialog(form) | Over::Code(form) => return asks(form),
            Over::Menu => return vec![Place::Menu],
            Over::Sheet(_) => return vec![Place::Sheet],
            Over::Nothing => screens(),
        }
    };
    if inside.offers_remedies() {
        places.push(Place::Banner);
    }
    places.push(Place::Everywhere);
    places
}
