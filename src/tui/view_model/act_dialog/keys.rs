//! What keys mean in a dialog: which stop is next, and what is decided.

use super::{ActDialog, Decision, Field, Harm, Press, Stop};

impl ActDialog {
    /// Presses a button, as a click does.
    pub fn press_button(&mut self, stop: Stop) -> Decision {
        self.focus(stop);
        match stop {
            Stop::Field(_) => Decision::Open,
            Stop::Safe | Stop::Act => self.press(Press::Enter),
        }
    }

    /// Applies a key.
    pub fn press(&mut self, press: Press) -> Decision {
        if self.sent {
            // The act is under way; what it comes to is shown before anything else.
            return Decision::Open;
        }
        match press {
            Press::Escape => return Decision::Cancelled,
            Press::Enter => return self.enter(),
            Press::No if self.is_plain_question() => return Decision::Cancelled,
            Press::Yes if self.is_plain_question() => return self.act(),
            Press::Next | Press::Down => self.step(1),
            Press::Previous | Press::Up => self.step(-1),
            Press::Right => self.sideways(1),
            Press::Left => self.sideways(-1),
            Press::Choose => match self.stop {
                Stop::Field(_) => self.sideways(1),
                Stop::Safe => return Decision::Cancelled,
                Stop::Act => return self.act(),
            },
            Press::Home | Press::End | Press::PageUp | Press::PageDown | Press::Yes | Press::No => {
            }
        }
        Decision::Open
    }

    /// Returns whether `y` and `n` answer: nothing is to be typed or chosen.
    #[must_use]
    pub fn is_plain_question(&self) -> bool {
        self.fields.is_empty()
    }

    fn enter(&mut self) -> Decision {
        match self.enter_leads_to() {
            Stop::Safe => return Decision::Cancelled,
            Stop::Act => return self.act(),
            // To the first button, which is not pressed.
            here @ Stop::Field(_) if here == self.stop => self.step(1),
            field @ Stop::Field(_) => self.stop = field,
        }
        Decision::Open
    }

    /// Returns what Enter leads to now: a field, or the button that it presses.
    #[must_use]
    pub fn enter_leads_to(&self) -> Stop {
        match (self.stop, self.harm) {
            (Stop::Field(at), Harm::None) => self.next_empty(at).map_or(Stop::Act, Stop::Field),
            (Stop::Field(at), Harm::Some) if at + 1 < self.fields.len() => Stop::Field(at + 1),
            // Where the act does harm, Enter goes on to the first button and presses nothing.
            (Stop::Field(at), Harm::Some) => Stop::Field(at),
            (stop @ (Stop::Safe | Stop::Act), _) => stop,
        }
    }

    /// Returns the next field, behind this one, that nothing was typed into and something must be.
    fn next_empty(&self, at: usize) -> Option<usize> {
        let mut rest = self.fields.iter().enumerate().skip(at + 1);
        let empty = rest.find(|(_, field)| match field {
            Field::Text { line, .. } => line.text().is_empty() && !line.may_be_empty(),
            Field::Password { entry, .. } => entry.is_empty(),
            Field::Choice { .. } => false,
        });
        empty.map(|(at, _)| at)
    }

    /// Returns the first field that must not be empty and is, with its sentence: every one of a form that is a screen
    /// of its own, the password of a dialog.
    fn missing(&self) -> Option<(usize, String)> {
        let all = self.buttons.first() == Some(&Stop::Act);
        let of = |field: &Field| match field {
            Field::Text { label, line }
                if all && !line.may_be_empty() && line.text().trim().is_empty() =>
            {
                Some(format!("This is still empty: {label}."))
            }
            Field::Password { label, entry } if all && entry.is_empty() => {
                Some(format!("This is still empty: {label}."))
            }
            Field::Password { entry, .. } if entry.is_empty() => {
                Some("Please enter the password too.".to_owned())
            }
            Field::Text { .. } | Field::Password { .. } | Field::Choice { .. } => None,
        };
        let mut fields = self.fields.iter().enumerate();
        fields.find_map(|(at, field)| Some((at, of(field)?)))
    }

    fn act(&mut self) -> Decision {
        if !self.is_open() {
            return Decision::Open;
        }
        if let Some((at, why)) = self.missing() {
            self.refuse_at(at, why);
            return Decision::Open;
        }
        self.refusal = None;
        self.sent = true;
        self.waited = 0;
        Decision::Acted
    }

    fn step(&mut self, by: isize) {
        let stops: Vec<Stop> = (0..self.fields.len())
            .map(Stop::Field)
            .chain(self.buttons.iter().copied())
            .collect();
        if stops.is_empty() {
            return;
        }
        let here = stops.iter().position(|stop| *stop == self.stop);
        let next = (here.unwrap_or(0) + stops.len()).saturating_add_signed(by) % stops.len();
        self.stop = stops[next];
    }

    fn sideways(&mut self, by: isize) {
        let Stop::Field(at) = self.stop else {
            if !self.is_open() {
                return;
            }
            self.stop = match self.stop {
                Stop::Safe => Stop::Act,
                Stop::Act | Stop::Field(_) => Stop::Safe,
            };
            return;
        };
        if let Some(Field::Choice { words, chosen, .. }) = self.fields.get_mut(at) {
            *chosen = (*chosen + words.len()).saturating_add_signed(by) % words.len();
            self.field_changed(at);
        }
    }
}
