//! *Password Security* as it is drawn: the two rules, what an update would do, the forecast (P2 to P7).
//!
//! The numbers always fit; the chart goes where there is no room beside them, the headings where there is none above.

mod dialogs;
mod footer;
mod preview;
mod rules;

use ratatui::layout::Rect;

pub use footer::keys;

use super::Canvas;
use super::button::{Button, Does, Press, buttons};
use super::chart;
use crate::domain::Instant;
use crate::domain::impact::WEEKS;
use crate::tui::theme::Role;
use crate::tui::view_model::act_dialog::Stop;
use crate::tui::view_model::password_security::{Focus, PasswordSecurity};
use crate::words::Zone;

/// Where the chart starts.
const CHART: u16 = 49;

/// What a click on the tab can mean.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Target {
    /// Something of the tab.
    Focus(Focus),
    /// A stop of the dialog.
    Stop(Stop),
}

/// Draws the tab into the area below the tabs, and its dialog over the screen.
pub fn draw<H: Copy>(
    canvas: &mut Canvas<'_, H>,
    area: Rect,
    tab: &PasswordSecurity,
    now: Instant,
    zone: Zone,
    hit: &dyn Fn(Target) -> H,
) {
    let Some(loaded) = tab.loaded() else {
        let text = tab.failure().unwrap_or("Reading the policy…");
        canvas.paragraph(area, text, Role::Muted);
        canvas.cursor(area.x, area.y);
        return;
    };
    let tall = area.height >= 16;
    let places = Places::of(area, tall, tab);
    rules::draw_rules(canvas, &places, tab, tall, hit);
    preview::draw_preview(canvas, &places, tab, now, zone, hit);
    draw_buttons(canvas, &places, tab, hit);
    if let Some(failure) = tab.failure() {
        // What was read before still stands; that it is older than it seems is said where the numbers are.
        let row = places.preview;
        canvas.text(row.x, row.bottom(), row.width, failure, Role::Danger);
    }
    dialogs::draw(canvas, tab, loaded, now, zone, hit);
}

/// Where the parts lie.
struct Places {
    area: Rect,
    strong: u16,
    expiry: u16,
    preview: Rect,
    chart: Option<Rect>,
    buttons: u16,
}

impl Places {
    fn of(area: Rect, tall: bool, tab: &PasswordSecurity) -> Self {
        let Rect { x, y, width, .. } = area;
        let charted = tall && width >= CHART + chart::width_of_weeks(WEEKS_SHOWN);
        let rows = if area.height >= 26 { 10 } else { 6 };
        let (strong, expiry, preview) = if tall {
            (y + 1, y + 5, y + 9)
        } else {
            (y, y + 1, y + 4)
        };
        let facts = u16::try_from(tab.numbers().len() + 2).unwrap_or(u16::MAX);
        let block = if charted {
            rows.max(facts + 1)
        } else if tall {
            5
        } else {
            area.height.saturating_sub(5).min(4)
        };
        let most = area.bottom().saturating_sub(preview + 1);
        let block = block.min(most);
        Self {
            area,
            strong,
            expiry,
            preview: Rect::new(x, preview, width, block),
            chart: charted.then(|| {
                Rect::new(
                    x + CHART,
                    preview,
                    chart::width_of_weeks(WEEKS_SHOWN) + 2,
                    rows,
                )
            }),
            buttons: if tall && preview + block + 1 < area.bottom() {
                preview + block + 1
            } else {
                preview + block
            },
        }
    }
}

/// The forecast's weeks, as columns are counted.
#[expect(clippy::cast_possible_truncation, reason = "thirteen weeks")]
const WEEKS_SHOWN: u16 = WEEKS as u16;

fn draw_buttons<H: Copy>(
    canvas: &mut Canvas<'_, H>,
    places: &Places,
    tab: &PasswordSecurity,
    hit: &dyn Fn(Target) -> H,
) {
    let update = match (tab.focus(), tab.why_not_update()) {
        (Focus::Update, _) => Press::Focused,
        (Focus::Strong | Focus::Interval(_), None) => Press::Default,
        (Focus::Strong | Focus::Interval(_) | Focus::Number(_) | Focus::Discard, _) => Press::Idle,
    };
    let discard = if tab.focus() == Focus::Discard {
        Press::Focused
    } else {
        Press::Idle
    };
    let button = |label, press, focus| Button {
        label,
        does: Does::Plain,
        press,
        hit: Some(hit(Target::Focus(focus))),
    };
    let both = [
        button("Update Password Security", update, Focus::Update),
        button("Discard", discard, Focus::Discard),
    ];
    let Rect { x, width, .. } = places.area;
    buttons(canvas, Rect::new(x, places.buttons, width, 1), &both);
}
