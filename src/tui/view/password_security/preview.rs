//! What an update would do: the numbers, each of which opens its list, and the forecast (P5).

use ratatui::layout::Rect;

use super::{CHART, Places, Target};
use crate::domain::selection::Movement;
use crate::domain::{Impact, Instant};
use crate::tui::theme::Role;
use crate::tui::view::Canvas;
use crate::tui::view::canvas::width_of;
use crate::tui::view::chart::{Forecast, forecast};
use crate::tui::view_model::password_security::{Focus, Number, PasswordSecurity};
use crate::words::{self, Zone, counted, grouped};

/// Where a second column of numbers starts.
const SECOND: u16 = 42;

pub(super) fn draw_preview<H: Copy>(
    canvas: &mut Canvas<'_, H>,
    places: &Places,
    tab: &PasswordSecurity,
    now: Instant,
    zone: Zone,
    hit: &dyn Fn(Target) -> H,
) {
    let area = places.preview;
    let Some(impact) = tab.impact() else { return };
    let taken = canvas.text(
        area.x,
        area.y,
        area.width,
        "If you update now",
        Role::Heading,
    );
    let was = match tab.edits() {
        None => "nothing edited yet".to_owned(),
        Some(edits) => match (edits.expiry, edits.strong) {
            (Some((from, _)), _) => format!("was {}", words::expiry(from)),
            (None, Some((from, _))) => format!("was {}", words::strong_value(from)),
            (None, None) => String::new(),
        },
    };
    let left = area.x + taken + 3;
    canvas.text(
        left,
        area.y,
        (area.x + CHART).saturating_sub(left),
        &was,
        Role::Muted,
    );
    let mut lines: Vec<Line> = tab
        .numbers()
        .into_iter()
        .map(|(number, count)| Line::of(number, count, &impact))
        .collect();
    if impact.connect_users > 0 {
        let connect = counted(impact.connect_users, "Connect user", "Connect users");
        lines.push(Line::fact(vec![
            format!("Expiry does not touch {connect}"),
            format!("{connect} not touched"),
            format!("{} Connect exempt", grouped(impact.connect_users)),
        ]));
    }
    if let Some(at) = impact.next_expiry {
        let day = words::day_and_date(at, now, zone);
        lines.push(Line::fact(vec![
            format!("Next expiry {day}"),
            format!("Next {day}"),
            format!("Next {}", words::date(at, now, zone)),
        ]));
    }
    let rows = usize::from(area.height.saturating_sub(1)).max(1);
    let digits = lines.iter().map(|line| width_of(&line.number)).max();
    let digits = digits.unwrap_or_default();
    for (at, line) in lines.iter().enumerate() {
        let column = u16::try_from(at / rows).unwrap_or(u16::MAX);
        if column > 1 || (column == 1 && places.chart.is_some()) {
            break;
        }
        let second = SECOND.min(area.width.saturating_sub(20));
        let x = area.x + column * second;
        let y = area.y + 1 + u16::try_from(at % rows).unwrap_or(u16::MAX);
        let end = match (column, places.chart) {
            (0, Some(chart)) => chart.x - 1,
            (0, None) if lines.len() > rows + at => area.x + second,
            _ => area.right(),
        };
        line.draw(
            canvas,
            Rect::new(x, y, end.saturating_sub(x), 1),
            digits,
            tab.focus(),
            hit,
        );
    }
    if let (Some(chart), Some((before, after))) = (places.chart, tab.forecast()) {
        let shown = Forecast {
            heading: "Expiries by week",
            before: &before,
            after: &after,
        };
        forecast(canvas, chart, &shown);
    }
}

/// A line of the preview: a number with its words, or words alone.
struct Line {
    of: Option<Number>,
    number: String,
    /// The same in ever fewer columns; the first that fits is shown.
    words: Vec<String>,
    role: Role,
}

impl Line {
    fn fact(words: Vec<String>) -> Self {
        Self {
            of: None,
            number: String::new(),
            words,
            role: Role::Muted,
        }
    }

    fn of(of: Number, count: u64, impact: &Impact) -> Self {
        let one = count == 1;
        let verb = |singular: &str, plural: &str| if one { singular } else { plural }.to_owned();
        let (words, role) = match of {
            Number::Moved(Movement::NewlyExpire) => {
                let firm = counted(impact.firm_users, "firm user", "firm users");
                let you = if impact.you_among_them {
                    ", you too"
                } else {
                    ""
                };
                let expire = verb("expires", "expire");
                (format!("of {firm} newly {expire}{you}"), Role::Danger)
            }
            Number::Moved(Movement::EnterNotice) => (
                format!("{} the 14 days' notice", verb("enters", "enter")),
                Role::Notice,
            ),
            Number::Moved(Movement::BecomeValid) => (
                format!("{} valid again", verb("becomes", "become")),
                Role::Good,
            ),
            Number::Moved(Movement::LeaveNotice) => (
                format!("{} the 14 days' notice", verb("leaves", "leave")),
                Role::Good,
            ),
            Number::NotSeenStrong => {
                let (firm, connect) = impact.not_seen_strong.unwrap_or_default();
                (
                    format!(
                        "not seen strong: {} firm, {} Connect",
                        grouped(firm),
                        grouped(connect)
                    ),
                    Role::Notice,
                )
            }
        };
        Self {
            of: Some(of),
            number: grouped(count),
            words: vec![words],
            role: if count == 0 && role != Role::Good {
                Role::Muted
            } else {
                role
            },
        }
    }

    fn draw<H: Copy>(
        &self,
        canvas: &mut Canvas<'_, H>,
        area: Rect,
        digits: u16,
        focus: Focus,
        hit: &dyn Fn(Target) -> H,
    ) {
        let Rect { x, y, .. } = area;
        let words_at = x + 2 + digits + 2;
        let room = area.right().saturating_sub(words_at);
        let fits = |room| self.words.iter().find(|words| width_of(words) <= room);
        let Some(words) = fits(room).or_else(|| self.words.last()) else {
            return;
        };
        let shown = width_of(words).min(room);
        let Some(number) = self.of else {
            // Where it is narrow a fact may start below the numbers.
            let at = if shown < width_of(words) {
                x + 2
            } else {
                words_at
            };
            let room = area.right().saturating_sub(at);
            canvas.text(at, y, room, words, Role::Muted);
            return;
        };
        let whole = Rect::new(x + 1, y, words_at + shown - x, 1).intersection(canvas.area());
        let focused = focus == Focus::Number(number);
        if focused {
            canvas.lay(whole, Role::Focus);
            canvas.cursor(x + 2, y);
        }
        let left = x + 2 + digits - width_of(&self.number);
        canvas.bold(left, y, digits, &self.number, self.role);
        let role = if focused { Role::Heading } else { Role::Text };
        canvas.text(words_at, y, room, words, role);
        canvas.hit(whole, Some(hit(Target::Focus(Focus::Number(number)))));
    }
}
