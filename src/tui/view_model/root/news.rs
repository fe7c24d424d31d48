//! What the banners show, and what of it can be dismissed (U10, E4, E9, P2).

use super::inside::Wants;
use super::{Effect, Inside, Task};
use crate::domain::Instant;
use crate::domain::audit::EntryNo;
use crate::service::{Mode, Summary};
use crate::tui::keymap::Screen;
use crate::words::{self, Zone};

/// What happened to one's account since the last time, one sentence after the other (U10).
#[derive(Debug)]
pub struct News {
    sentences: Vec<String>,
    at: usize,
    up_to: EntryNo,
    quiet: bool,
}

impl News {
    /// Makes it of a summary, when and from where the last sign-in was at its end; nothing where nothing is known.
    pub(super) fn of(summary: &Summary, now: Instant, zone: Zone) -> Option<Self> {
        let failed = (summary.failed_tries > 0).then(|| {
            let tries = words::counted(summary.failed_tries, "try", "tries");
            format!("{tries} to sign in failed since you last looked.")
        });
        let events = summary.events.iter().map(|event| event.sentence(now, zone));
        let last = summary.last_sign_in.as_ref().map(|(at, from)| {
            let at = words::when(*at, now, zone);
            match from.as_str() {
                "" => format!("You last signed in {at}."),
                from => format!("You last signed in {at}, from {from}."),
            }
        });
        let sentences: Vec<_> = failed.into_iter().chain(events).chain(last).collect();
        (!sentences.is_empty()).then(|| Self {
            sentences,
            at: 0,
            up_to: summary.up_to,
            quiet: summary.is_quiet(),
        })
    }

    /// Returns the sentence that is shown, and which of how many it is.
    #[must_use]
    pub fn shown(&self) -> String {
        self.left().next().unwrap_or_default()
    }

    /// Returns the sentences that are not dismissed yet, each with which of how many it is.
    pub(super) fn left(&self) -> impl Iterator<Item = String> {
        let all = self.sentences.len();
        let numbered = self.sentences.iter().enumerate().skip(self.at);
        numbered.map(move |(at, sentence)| match all {
            1 => sentence.clone(),
            _ => format!("{} of {all}: {sentence}", at + 1),
        })
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

/// What a person can do about a banner.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Remedy {
    /// Choose a new password.
    Change,
    /// Dismiss it.
    Dismiss,
}

impl Banner {
    fn remedies(self) -> &'static [Remedy] {
        match self {
            Self::News => &[Remedy::Dismiss],
            Self::ClockBehind(_) => &[],
            Self::Notice => &[Remedy::Change, Remedy::Dismiss],
            Self::MayBeWeak => &[Remedy::Change],
        }
    }
}

impl Inside {
    /// Returns the banners that apply, the most urgent first: what somebody may have done comes before what is due, and
    /// what one would expect, when and from where the last sign-in was, comes last.
    #[must_use]
    pub fn banners(&self) -> Vec<Banner> {
        let me = &self.me;
        let is = |quiet| self.news.as_ref().is_some_and(|news| news.quiet == quiet);
        [
            is(false).then_some(Banner::News),
            me.clock_behind.map(Banner::ClockBehind),
            me.notice.is_some().then_some(Banner::Notice),
            me.may_be_weak.then_some(Banner::MayBeWeak),
            is(true).then_some(Banner::News),
        ]
        .into_iter()
        .flatten()
        .collect()
    }

    /// Returns what is offered about a banner: each remedy stands at the first banner that has it, but a change where one
    /// is there already. Opened read only, nothing is offered, for both change something.
    #[must_use]
    pub fn offered(&self, banner: Banner) -> Vec<Remedy> {
        let is_first = |remedy: &Remedy| self.first_with(*remedy) == Some(banner);
        let leads_on =
            |remedy: &Remedy| *remedy != Remedy::Change || self.screen != Screen::UpdatePassword;
        let remedies = banner.remedies().iter().copied();
        let remedies = remedies.filter(is_first).filter(leads_on);
        match self.station.mode {
            Mode::Full => remedies.collect(),
            Mode::ReadOnly => Vec::new(),
        }
    }

    /// Returns whether anything is offered about any banner.
    pub(super) fn offers_remedies(&self) -> bool {
        let mut banners = self.banners().into_iter();
        banners.any(|banner| !self.offered(banner).is_empty())
    }

    /// Returns the banner that a remedy is for.
    pub(super) fn first_with(&self, remedy: Remedy) -> Option<Banner> {
        let mut banners = self.banners().into_iter();
        banners.find(|banner| banner.remedies().contains(&remedy))
    }

    /// Dismisses the first banner that can be: the notice (E4), or one sentence of the news after the other (U10).
    pub(super) fn dismiss(&mut self) -> Vec<Wants> {
        match self.first_with(Remedy::Dismiss) {
            Some(Banner::News) => self.dismiss_news(),
            Some(Banner::Notice) => vec![Wants::Effect(Effect::Task(Task::DismissNotice))],
            Some(Banner::ClockBehind(_) | Banner::MayBeWeak) | None => Vec::new(),
        }
    }

    fn dismiss_news(&mut self) -> Vec<Wants> {
        let Some(news) = &mut self.news else {
            return Vec::new();
        };
        news.at += 1;
        if news.at < news.sentences.len() {
            return Vec::new();
        }
        let up_to = news.up_to;
        self.news = None;
        vec![Wants::Effect(Effect::Task(Task::DismissSummary(up_to)))]
    }
}
