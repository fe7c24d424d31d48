//! The screens as a program of the event loop: input to the view model, effects to the worker, wishes to the loop.

use std::collections::VecDeque;
use std::time::Duration;

use ratatui::Frame;

use super::{Program, Wish};
use crate::tui::clock::Clock;
use crate::tui::keymap::{Input, Mouse as Whose, PointerAct};
use crate::tui::terminal::Mouse;
use crate::tui::view::Scene;
use crate::tui::view::root::{Look, draw};
use crate::tui::view_model::root::{Effect, Hit, Moment, Root};
use crate::tui::worker::Watch;
use crate::tui::worker::executor::{Errand, Messages, Ready};

/// Where effects go: the worker, or in tests the services themselves.
pub trait Hands {
    /// Takes an errand.
    fn take(&mut self, errand: Errand);

    /// Stops the act on many that is under way.
    fn stop_act(&mut self);

    /// Takes whether somebody types a password with which they come in.
    fn get_ready(&mut self, ready: Ready);

    /// Takes whether it is to be watched if somebody else changes the data (S10).
    fn watch(&mut self, watch: Watch);
}

/// Everything between the loop and the worker.
pub struct Screens<H> {
    root: Root,
    hands: H,
    look: Look,
    scene: Scene<Hit>,
    wishes: VecDeque<Wish>,
    dirty: bool,
    watch: Watch,
    ready: Ready,
}

fn moment(clock: Clock) -> Moment {
    Moment {
        now: clock.now,
        since_boot: clock.since_boot,
    }
}

impl<H: Hands> Screens<H> {
    /// Makes the program, and asks its first questions.
    pub fn new(root: Root, hands: H, look: Look, first: Vec<Effect>) -> Self {
        let mut screens = Self {
            root,
            hands,
            look,
            scene: Scene::default(),
            wishes: VecDeque::new(),
            dirty: true,
            watch: Watch::Off,
            ready: Ready::No,
        };
        screens.carry_out(first);
        screens
    }

    /// Returns the state that is shown.
    #[must_use]
    pub fn root(&self) -> &Root {
        &self.root
    }

    /// Returns what takes the errands.
    pub fn hands_mut(&mut self) -> &mut H {
        &mut self.hands
    }

    fn carry_out(&mut self, effects: Vec<Effect>) {
        for effect in effects {
            match effect {
                Effect::Task(task) => self.hands.take(Errand::of(task)),
                Effect::Clipboard(text) => self.wishes.push_back(Wish::Clipboard(text)),
                Effect::Mouse(whose) => self.wishes.push_back(Wish::Mouse(match whose {
                    Whose::Ours => Mouse::On,
                    Whose::Terminals => Mouse::Off,
                })),
                Effect::StopAct => self.hands.stop_act(),
                Effect::Suspend => self.wishes.push_back(Wish::Suspend),
                Effect::Quit => self.wishes.push_back(Wish::Quit),
            }
        }
        let watch = if self.root.is_watching() {
            Watch::On
        } else {
            Watch::Off
        };
        let ready = if self.root.is_coming_in() {
            Ready::Yes
        } else {
            Ready::No
        };
        if std::mem::replace(&mut self.ready, ready) != ready {
            self.hands.get_ready(ready);
        }
        if std::mem::replace(&mut self.watch, watch) != watch {
            self.hands.watch(watch);
        }
    }

    fn point(&mut self, x: u16, y: u16, act: PointerAct, at: Moment) -> Vec<Effect> {
        match act {
            PointerAct::Press => match self.scene.at(x, y).copied() {
                Some(hit) => self.root.click(hit, at),
                None => self.root.click_nothing(at),
            },
            PointerAct::WheelUp => self.root.wheel(-3, at),
            PointerAct::WheelDown => self.root.wheel(3, at),
            PointerAct::Drag | PointerAct::Release => Vec::new(),
        }
    }
}

impl<H: Hands> Program for Screens<H> {
    type Answer = Messages;

    fn input(&mut self, input: Input, clock: Clock) {
        let at = moment(clock);
        let effects = match input {
            Input::Resize => Vec::new(),
            Input::Key(chord) if self.scene.is_hidden() => self.root.key_unseen(chord, at),
            Input::Paste(_) | Input::Pointer(_) if self.scene.is_hidden() => {
                self.root.click_nothing(at)
            }
            Input::Key(chord) => self.root.key(chord, at),
            Input::Paste(text) => self.root.paste(text, at),
            Input::Pointer(pointer) => self.point(pointer.x, pointer.y, pointer.act, at),
        };
        self.dirty = true;
        self.carry_out(effects);
    }

    fn answer(&mut self, answer: Messages, clock: Clock) {
        for message in answer {
            self.dirty = true;
            let effects = self.root.update(message, moment(clock));
            self.carry_out(effects);
        }
    }

    fn tick(&mut self, clock: Clock) {
        let (effects, changed) = self.root.tick(moment(clock));
        self.dirty |= changed;
        self.carry_out(effects);
    }

    fn next_tick(&self, clock: Clock) -> Option<Duration> {
        Some(self.root.next_tick(moment(clock)))
    }

    fn is_dirty(&self) -> bool {
        self.dirty
    }

    fn draw(&mut self, frame: &mut Frame<'_>) {
        self.scene = draw(frame.buffer_mut(), &self.look, &self.root);
        if let Some(cursor) = self.scene.cursor() {
            frame.set_cursor_position(cursor);
        }
        self.root.note_rows(self.scene.rows());
        self.dirty = false;
    }

    fn take_wish(&mut self) -> Option<Wish> {
        self.wishes.pop_front()
    }
}
