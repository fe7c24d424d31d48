//! The menus of the filters: what it is about, and when it was.

use super::messages::{Effect, Focus};
use super::{AuditLog, Span};
use crate::domain::audit::ActKind;
use crate::tui::view_model::act_dialog::Press;
use crate::words::act_kind;

/// Which menu.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MenuKind {
    /// What it is about.
    Kind,
    /// When it was.
    When,
}

/// An open menu.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Menu {
    /// Which one.
    pub kind: MenuKind,
    /// The selected item.
    pub at: usize,
}

/// The times, in the order of their menu; behind them stands the choice of days.
const SPANS: [(Span, &str); 5] = [
    (Span::Any, "Any time"),
    (Span::LastDays(1), "Last 24 hours"),
    (Span::LastDays(7), "Last 7 days"),
    (Span::LastDays(30), "Last 30 days"),
    (Span::LastDays(90), "Last 90 days"),
];

impl AuditLog {
    /// Returns the items of the open menu.
    #[must_use]
    pub fn menu_items(&self) -> Vec<&'static str> {
        match self.menu.map(|menu| menu.kind) {
            None => Vec::new(),
            Some(MenuKind::Kind) => ["All acts"]
                .into_iter()
                .chain(ActKind::ALL.map(act_kind))
                .collect(),
            Some(MenuKind::When) => SPANS
                .iter()
                .map(|(_, word)| *word)
                .chain(["Choose days"])
                .collect(),
        }
    }

    /// Returns the words of the filters: person, kind, time.
    #[must_use]
    pub fn filter_words(&self) -> [String; 3] {
        let person = self
            .person
            .as_ref()
            .map_or_else(|| "Anybody".to_owned(), |(_, name)| name.to_string());
        let kind = self.kind.map_or("All acts", act_kind).to_owned();
        let span = SPANS.iter().find(|(span, _)| *span == self.span);
        let when = match (span, self.span) {
            (Some((_, word)), _) => (*word).to_owned(),
            (None, Span::Days(Some(from), Some(to))) if from == to => from.to_string(),
            (None, Span::Days(Some(from), Some(to))) => format!("{from} to {to}"),
            (None, Span::Days(Some(from), None)) => format!("From {from}"),
            (None, Span::Days(None, Some(to))) => format!("Up to {to}"),
            (None, Span::Days(None, None) | Span::Any | Span::LastDays(_)) => "Any time".to_owned(),
        };
        [person, kind, when]
    }

    pub(super) fn open_menu(&mut self, kind: MenuKind) {
        let at = match kind {
            MenuKind::Kind => self
                .kind
                .and_then(|kind| ActKind::ALL.iter().position(|one| *one == kind))
                .map_or(0, |at| at + 1),
            MenuKind::When => SPANS
                .iter()
                .position(|(span, _)| *span == self.span)
                .unwrap_or(SPANS.len()),
        };
        self.menu = Some(Menu { kind, at });
    }

    pub(super) fn press_in_menu(&mut self, press: Press) -> Vec<Effect> {
        let count = self.menu_items().len();
        let Some(menu) = &mut self.menu else {
            return Vec::new();
        };
        match press {
            Press::Up | Press::Previous => menu.at = (menu.at + count - 1) % count,
            Press::Down | Press::Next => menu.at = (menu.at + 1) % count,
            Press::Home | Press::PageUp => menu.at = 0,
            Press::End | Press::PageDown => menu.at = count - 1,
            Press::Enter | Press::Choose => {
                let at = menu.at;
                return self.choose_item(at);
            }
            Press::Escape | Press::Left | Press::Right => self.menu = None,
            Press::Yes | Press::No => {}
        }
        Vec::new()
    }

    pub(super) fn choose_item(&mut self, at: usize) -> Vec<Effect> {
        let Some(menu) = self.menu.take() else {
            return Vec::new();
        };
        match menu.kind {
            MenuKind::Kind => {
                let kind = at.checked_sub(1);
                self.kind = kind.and_then(|at| ActKind::ALL.get(at).copied());
            }
            MenuKind::When => {
                let Some((span, _)) = SPANS.get(at) else {
                    self.open_days();
                    return Vec::new();
                };
                self.span = *span;
            }
        }
        self.focus = Focus::Table;
        vec![self.list_anew()]
    }
}
