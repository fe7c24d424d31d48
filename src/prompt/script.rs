//! A talk written down beforehand, for tests: what is asked, what is answered, and what was said.

use std::collections::VecDeque;
use std::time::Duration;

use zeroize::Zeroizing;

use super::{Ask, Moment, Stopped};

/// Answers each question as written; the clock stands still but for pauses.
pub(crate) struct Script {
    answers: VecDeque<(String, String)>,
    pub(crate) said: Vec<String>,
    pub(crate) moment: Moment,
}

impl Script {
    /// Expects these questions, in order, and gives these answers.
    pub(crate) fn of(talk: &[(&str, &str)]) -> Self {
        Self {
            answers: talk
                .iter()
                .map(|(question, answer)| ((*question).into(), (*answer).into()))
                .collect(),
            said: Vec::new(),
            moment: Moment {
                now: chrono::DateTime::UNIX_EPOCH + chrono::TimeDelta::days(20_000),
                since_boot: Duration::from_secs(1_000),
            },
        }
    }

    /// Asserts that what was said contains these texts in this order.
    #[track_caller]
    pub(crate) fn said_in_order(&self, texts: &[&str]) {
        let mut said = self.said.iter();
        for text in texts {
            let found = said.any(|sentence| sentence.contains(text));
            assert!(found, "not said in order: {text}\n{:#?}", self.said);
        }
    }

    /// Asserts that everything written was asked.
    #[track_caller]
    pub(crate) fn is_over(&self) {
        assert!(self.answers.is_empty(), "not asked: {:?}", self.answers);
    }

    fn answer(&mut self, question: &str) -> Result<String, Stopped> {
        let Some((expected, answer)) = self.answers.pop_front() else {
            return Err(Stopped::Closed);
        };
        assert!(
            question.contains(&expected),
            "asked: {question}\nexpected: {expected}\nsaid before: {:#?}",
            self.said
        );
        Ok(answer)
    }
}

impl Ask for Script {
    fn line(&mut self, question: &str) -> Result<String, Stopped> {
        self.answer(question)
    }

    fn secret(&mut self, question: &str) -> Result<Zeroizing<String>, Stopped> {
        self.answer(question).map(Zeroizing::new)
    }

    fn say(&mut self, sentence: &str) {
        self.said.push(sentence.into());
    }

    fn moment(&mut self) -> Moment {
        self.moment
    }

    fn pause(&mut self, length: Duration) -> Result<(), Stopped> {
        self.moment.now += length;
        self.moment.since_boot += length;
        Ok(())
    }
}
