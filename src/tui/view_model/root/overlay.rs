//! What lies over everything: the list of keys and commands of this place, and the list of messages.
//!
//! The commands are asked for anew each time they are shown or run, so that a row never offers what has become
//! wrong behind it. Typing filters at once, by word or by key.

use super::keys::edit_of;
use super::{Banner, Effect, Inside, Remedy, Root, SaidLine, Stage};
use crate::tui::keymap::{Chord, Command, Key, Naming, Place, Press, command, keys_of};
use crate::tui::view_model::act_dialog::{Edit, TextLine};
use crate::tui::view_model::can::Can;

/// The most that can be typed to filter.
const FILTER_MOST: usize = 40;

/// What lies over everything.
#[derive(Debug)]
pub enum Overlay {
    /// The keys and commands of this place.
    Palette(Palette),
    /// The list of messages: how many of them were scrolled past.
    Messages(usize),
}

/// The list of keys and commands, as it is filtered.
#[derive(Debug)]
pub struct Palette {
    filter: TextLine,
    at: usize,
}

impl Palette {
    fn new() -> Self {
        Self {
            filter: TextLine::new("", FILTER_MOST),
            at: 0,
        }
    }

    /// Returns what was typed to filter.
    #[must_use]
    pub fn filter(&self) -> &TextLine {
        &self.filter
    }

    /// Returns which row is selected.
    #[must_use]
    pub fn at(&self) -> usize {
        self.at
    }
}

/// A row of the list of keys and commands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Offer {
    /// What it does.
    pub words: &'static str,
    /// The keys that do it; a command of a menu may have none.
    pub keys: Vec<Chord>,
    /// What is run.
    pub command: Command,
    /// Whether it can be done now.
    pub can: Can,
}

/// An entry of the list of messages.
#[derive(Debug)]
pub enum Note<'a> {
    /// A banner that has but one sentence, and whose it is.
    Banner(Banner, &'a Inside),
    /// A sentence of what happened since the last time: all are here, for the banner shows one at a time.
    News(String),
    /// The line of the demonstration.
    Demo(&'a str),
    /// What was said of an act.
    Said(&'a SaidLine),
}

impl Offer {
    /// Returns how well it answers a filter, the smaller the better; nothing where it does not.
    fn rank(&self, filter: &str) -> Option<u8> {
        if filter.is_empty() {
            return Some(0);
        }
        let typed = filter.to_lowercase();
        let key =
            |is: &dyn Fn(&str) -> bool| self.keys.iter().any(|key| is(&key.name(Naming::Words)));
        let words = self.words.to_lowercase();
        if key(&|name| name == filter) {
            Some(0)
        } else if words.starts_with(&typed) {
            Some(1)
        } else if words.split(' ').any(|word| word.starts_with(&typed)) {
            Some(2)
        } else if typed.split_whitespace().all(|part| words.contains(part))
            || (typed.len() > 1 && key(&|name| name.starts_with(&typed)))
        {
            Some(3)
        } else {
            None
        }
    }
}

impl Root {
    /// Returns what lies over everything, where something does.
    #[must_use]
    pub fn overlay(&self) -> Option<&Overlay> {
        self.overlay.as_ref()
    }

    pub(super) fn open_palette(&mut self) {
        if let Stage::Inside(inside) = &mut self.stage {
            // The list is of the screen, not of the walk to it.
            inside.walking = None;
        }
        self.overlay = Some(Overlay::Palette(Palette::new()));
    }

    pub(super) fn open_messages(&mut self) {
        self.overlay = Some(Overlay::Messages(0));
    }

    /// Returns the entries of the list of messages: what is so now, and what was said since signing in, the newest first.
    #[must_use]
    pub fn notes(&self) -> Vec<Note<'_>> {
        let mut notes = Vec::new();
        if let Stage::Inside(inside) = &self.stage {
            for banner in inside.banners() {
                match (banner, &inside.news) {
                    (Banner::News, Some(news)) => notes.extend(news.left().map(Note::News)),
                    (banner, _) => notes.push(Note::Banner(banner, inside)),
                }
            }
        }
        notes.extend(self.demo().map(Note::Demo));
        notes.extend(self.said.lines().iter().rev().map(Note::Said));
        notes
    }

    /// Returns the commands of this place that answer the filter, the best first.
    #[must_use]
    pub fn offers(&self) -> Vec<Offer> {
        let filter = match &self.overlay {
            Some(Overlay::Palette(palette)) => palette.filter.text().trim(),
            Some(Overlay::Messages(_)) | None => "",
        };
        let mut offers: Vec<(u8, Offer)> = self
            .all_offers()
            .into_iter()
            .filter_map(|offer| Some((offer.rank(filter)?, offer)))
            .collect();
        offers.sort_by_key(|(rank, _)| *rank);
        offers.into_iter().map(|(_, offer)| offer).collect()
    }

    fn all_offers(&self) -> Vec<Offer> {
        // A letter that goes into a field runs nothing there, so it is not shown as a key.
        let types = self.takes_text();
        let works = |chord: &Chord| !types || chord.text().is_none();
        let mut offers: Vec<Offer> = Vec::new();
        for binding in keys_of(&self.command_places()) {
            let chord = binding.chord.filter(works);
            if let Some(before) = offers.iter_mut().find(|of| of.command == binding.command) {
                before.keys.extend(chord);
                continue;
            }
            if let Some(can) = self.can(binding.command) {
                offers.push(Offer {
                    words: binding.word,
                    keys: chord.into_iter().collect(),
                    command: binding.command,
                    can,
                });
            }
        }
        // What moves the focus is known to whoever got here, so it comes last.
        offers.sort_by_key(|offer| {
            let list = offer.command == Command::ShowCommands;
            list || matches!(offer.command, Command::Press(_) | Command::Text(_))
        });
        offers
    }

    /// Says whether a command can be run now; nothing where it is not for this place or this person.
    #[must_use]
    pub fn can(&self, command: Command) -> Option<Can> {
        let can = self.can_if_allowed(command)?;
        Some(match self.refusal(command) {
            Some(why) => Can::No(why),
            None => can,
        })
    }

    /// Says why a program that was opened read only refuses a command.
    pub(super) fn refusal(&self, command: Command) -> Option<String> {
        self.station.refusal(command)
    }

    fn can_if_allowed(&self, command: Command) -> Option<Can> {
        let inside = self.stage.free();
        match command {
            Command::Press(_) | Command::Quit | Command::ToggleMouse | Command::ShowCommands => {
                Some(Can::Yes)
            }
            Command::Text(_) => self.takes_text().then_some(Can::Yes),
            Command::Suspend => Some(self.station.seat.suspend()),
            Command::Go(screen) => inside?.screens().contains(&screen).then_some(Can::Yes),
            Command::Policy(_) | Command::Users(_) | Command::Sessions(_) | Command::Log(_) => {
                inside?.tenant()?.can(command)
            }
            Command::ShowPassword => self.has_password_field().then_some(Can::Yes),
            Command::SignOut => matches!(self.stage, Stage::Inside(_)).then_some(Can::Yes),
            Command::ShowMessages => inside.map(|_| Can::Yes),
            Command::DismissNotice => {
                inside.map(|inside| match inside.first_with(Remedy::Dismiss) {
                    Some(_) => Can::Yes,
                    None => Can::No("This stays until it is no longer so.".into()),
                })
            }
        }
    }

    /// Applies a keystroke to what lies over everything; nothing else sees it, but for ending and the mouse.
    pub(super) fn key_in_overlay(&mut self, chord: Chord) -> Vec<Effect> {
        let palette = matches!(self.overlay, Some(Overlay::Palette(_)));
        if palette && let Some(edit) = edit_of(chord) {
            self.filter(&edit);
            return Vec::new();
        }
        if let Some(found) = command(&[Place::Still, Place::Always], chord) {
            return self.command_in_overlay(found);
        }
        if let Some(Key::Char('v' | 'q')) = chord.bare() {
            // The key that opened the list closes it, and so does the one that ends elsewhere.
            self.overlay = None;
        }
        Vec::new()
    }

    /// The same for what a key means, or a click on the footer.
    pub(super) fn command_in_overlay(&mut self, command: Command) -> Vec<Effect> {
        let page = self.rows.max(2).cast_signed() - 1;
        let palette = matches!(self.overlay, Some(Overlay::Palette(_)));
        match command {
            Command::Press(Press::Enter) if palette => return self.run_selected(),
            Command::Press(Press::Enter | Press::Escape | Press::Choose)
            | Command::ShowCommands
            | Command::ShowMessages => self.overlay = None,
            Command::Press(Press::Up | Press::Previous) => self.step_overlay(-1),
            Command::Press(Press::Down | Press::Next) => self.step_overlay(1),
            Command::Press(Press::PageUp) => self.step_overlay(-page),
            Command::Press(Press::PageDown) => self.step_overlay(page),
            Command::Press(Press::Home) => self.step_overlay(isize::MIN),
            Command::Press(Press::End) => self.step_overlay(isize::MAX),
            Command::Press(Press::Left | Press::Right | Press::Yes | Press::No)
            | Command::Text(_)
            | Command::Go(_)
            | Command::Policy(_)
            | Command::Users(_)
            | Command::Sessions(_)
            | Command::Log(_)
            | Command::ShowPassword
            | Command::SignOut
            | Command::DismissNotice => {}
            Command::ToggleMouse | Command::Quit | Command::Suspend => {
                return self.command(command);
            }
        }
        Vec::new()
    }

    /// Applies a change of the filter; the best answer is selected.
    pub(super) fn filter(&mut self, edit: &Edit) {
        if let Some(Overlay::Palette(palette)) = &mut self.overlay
            && palette.filter.edit(edit)
        {
            palette.at = 0;
        }
    }

    /// Moves the selection, or scrolls.
    pub(super) fn step_overlay(&mut self, by: isize) {
        let last = match &self.overlay {
            Some(Overlay::Palette(_)) => self.offers().len().saturating_sub(1),
            Some(Overlay::Messages(_)) => self.notes().len().saturating_sub(1),
            None => return,
        };
        if let Some(Overlay::Palette(Palette { at, .. }) | Overlay::Messages(at)) =
            &mut self.overlay
        {
            *at = at.saturating_add_signed(by).min(last);
        }
    }

    /// Selects a row, as a click does, and runs it.
    pub(super) fn run_at(&mut self, row: usize) -> Vec<Effect> {
        if let Some(Overlay::Palette(palette)) = &mut self.overlay {
            palette.at = row;
        }
        self.run_selected()
    }

    /// Runs the selected command; one that is refused stays, with its reason in its line.
    fn run_selected(&mut self) -> Vec<Effect> {
        let Some(Overlay::Palette(palette)) = &self.overlay else {
            return Vec::new();
        };
        match self.offers().get(palette.at) {
            Some(Offer {
                command,
                can: Can::Yes,
                ..
            }) => {
                let command = *command;
                self.overlay = None;
                self.command(command)
            }
            Some(_) | None => Vec::new(),
        }
    }
}
