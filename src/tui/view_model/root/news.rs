//! What the banners show, and what of it can be dismissed (U10, E4, E9, P2).

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

/// Something that is said across the screen until it is no longer so, or dismissed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Banner {
    /// What happened to the account since the last time (U10).
    News,
    /// The machine's clock is behind the audit log, which goes to this instant (E9).
    ClockBehind(Instant),
    /// The password expires soon (E4).
    Notice,
    /// The password may not meet the firm's rule (P2).
    MayBeWeak,
}

impl Banner {
    /// Returns whether it can be dismissed.
    #[must_use]
    pub fn can_be_dismissed(self) -> bool {
        matches!(self, Self::News | Self::Notice)
    }

    /// Returns whether a new password answers it.
    #[must_use]
    pub fn asks_for_a_change(self) -> bool {
        matches!(self, Self::Notice | Self::MayBeWeak)
    }
}

impl Inside {
    /// Returns the banners that apply, the most urgent first: what somebody may have done comes before what is due.
    #[must_use]
    pub fn banners(&self) -> Vec<Banner> {
        let me = &self.me;
        [
            self.news.is_some().then_some(Banner::News),
            me.clock_behind.map(Banner::ClockBehind),
            me.notice.is_some().then_some(Banner::Notice),
            me.may_be_weak.then_some(Banner::MayBeWeak),
        ]
        .into_iter()
        .flatten()
        .collect()
    }

    /// Dismisses what a banner shows: one sentence of the news after the other (U10), then the notice (E4).
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
}
