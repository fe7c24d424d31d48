//! What the banner shows, and that it can be dismissed (U10, E4).

use super::inside::Wants;
use super::{Effect, Inside};
use crate::domain::Instant;
use crate::domain::audit::EntryNo;
use crate::service::Summary;
use crate::words::{self, Zone};

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

impl Inside {
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
}
