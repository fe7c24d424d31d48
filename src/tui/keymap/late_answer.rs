//! Swallows a terminal's late answer about its colours.
//!
//! Light or dark is asked before the first frame and not waited for. An answer that comes later reaches us as
//! keystrokes (`Alt+]`, `11;rgb:1414/1717/1c1c`, `Alt+\` or Ctrl-G) and would be typed into the sign-in form.

use super::{Chord, Key};

/// The longest answer is `11;rgba:ffff/ffff/ffff/ffff`.
const LONGEST: usize = 32;

/// Watches keystrokes for answers to questions that were asked and not answered in time.
#[derive(Default)]
pub struct LateAnswer {
    outstanding: u8,
    held: Vec<Chord>,
    inside: bool,
}

impl LateAnswer {
    /// Returns a watch for this many answers; with none every key passes at once.
    #[must_use]
    pub fn expecting(outstanding: u8) -> Self {
        Self {
            outstanding,
            held: Vec::new(),
            inside: false,
        }
    }

    /// Takes a keystroke and returns those that are a person's, in order.
    pub fn pass(&mut self, chord: Chord) -> Vec<Chord> {
        if self.inside {
            let end = chord == Chord::alt(Key::Char('\\')) || chord == Chord::ctrl(Key::Char('g'));
            if end && self.held.len() > 3 {
                self.inside = false;
                self.outstanding -= 1;
                self.held.clear();
                return Vec::new();
            }
            self.held.push(chord);
            if self.fits() {
                return Vec::new();
            }
            // No answer after all: a person pressed Alt+], which means nothing here, and typed on.
            self.inside = false;
            return std::mem::take(&mut self.held);
        }
        if self.outstanding > 0 && chord == Chord::alt(Key::Char(']')) {
            self.inside = true;
            return Vec::new();
        }
        vec![chord]
    }

    fn fits(&self) -> bool {
        self.held.len() <= LONGEST
            && self
                .held
                .iter()
                .enumerate()
                .all(|(at, chord)| match (at, chord.bare()) {
                    (0, Some(Key::Char(c))) => c == '1',
                    (1, Some(Key::Char(c))) => matches!(c, '0' | '1'),
                    (2, Some(Key::Char(c))) => c == ';',
                    (_, Some(Key::Char(c))) => {
                        c.is_ascii_hexdigit() || matches!(c, 'r' | 'g' | 'b' | ':' | '/')
                    }
                    _ => false,
                })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn passed(watch: &mut LateAnswer, keys: &[Chord]) -> String {
        keys.iter()
            .flat_map(|key| watch.pass(*key))
            .filter_map(Chord::text)
            .collect()
    }

    fn answer(body: &str) -> Vec<Chord> {
        let mut keys = vec![Chord::alt(Key::Char(']'))];
        keys.extend(body.chars().map(Chord::char));
        keys.push(Chord::alt(Key::Char('\\')));
        keys
    }

    #[test]
    fn both_late_answers_are_swallowed_and_typing_goes_on() {
        let mut watch = LateAnswer::expecting(2);
        let mut keys = vec![Chord::char('a')];
        keys.extend(answer("10;rgb:e3e3/e7e7/eded"));
        keys.extend(answer("11;rgb:1414/1717/1c1c"));
        keys.push(Chord::char('b'));
        assert_eq!(passed(&mut watch, &keys), "ab");
    }

    #[test]
    fn what_only_begins_like_an_answer_is_typed() {
        let mut watch = LateAnswer::expecting(2);
        let keys: Vec<_> = [Chord::alt(Key::Char(']'))]
            .into_iter()
            .chain("11 men".chars().map(Chord::char))
            .collect();
        assert_eq!(passed(&mut watch, &keys), "11 men");
    }

    #[test]
    fn without_a_question_nothing_is_held() {
        let mut watch = LateAnswer::default();
        assert_eq!(watch.pass(Chord::alt(Key::Char(']'))).len(), 1);
    }
}
