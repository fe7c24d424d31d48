//! *Password Security* as it is drawn: the two rules, what an update would do, the forecast (P2 to P7).
//!
//! The numbers always fit; the chart goes where there is no room beside them, the headings where there is none above.

use ratatui::layout::Rect;

use super::Canvas;
use super::act_dialog::{self, Words};
use super::button::{Button, Does, Press, buttons};
use super::canvas::width_of;
use super::chart::{self, Forecast, forecast};
use super::choice::{Choice, Form, choice};
use crate::domain::impact::WEEKS;
use crate::domain::selection::Movement;
use crate::domain::{ExpiryInterval, Impact, Instant, StrongPasswords};
use crate::service::PolicyTab;
use crate::tui::theme::Role;
use crate::tui::view_model::act_dialog::Stop;
use crate::tui::view_model::password_security::{Focus, GRID, Number, Open, PasswordSecurity};
use crate::words::{self, Zone, counted, grouped};

/// Where the chart starts.
const CHART: u16 = 49;
/// Where a second column of numbers starts.
const SECOND: u16 = 42;
/// The short form of the advice on expiry (P7), where the whole one does not fit.
const ADVICE: &str = "NIST advises against routine expiry; strong passwords protect better.";

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
    draw_rules(canvas, &places, tab, tall, hit);
    draw_preview(canvas, &places, tab, now, zone, hit);
    draw_buttons(canvas, &places, tab, hit);
    if let Some(failure) = tab.failure() {
        // What was read before still stands; that it is older than it seems is said where the numbers are.
        let row = places.preview;
        canvas.text(row.x, row.bottom(), row.width, failure, Role::Danger);
    }
    draw_dialog(canvas, tab, loaded, now, zone, hit);
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

fn draw_rules<H: Copy>(
    canvas: &mut Canvas<'_, H>,
    places: &Places,
    tab: &PasswordSecurity,
    tall: bool,
    hit: &dyn Fn(Target) -> H,
) {
    let Rect { x, width, .. } = places.area;
    let draft = tab.draft();
    let indent = if tall { 2 } else { 0 };
    if tall {
        canvas.text(
            x,
            places.strong - 1,
            width,
            "Strong Passwords",
            Role::Heading,
        );
        canvas.text(
            x,
            places.expiry - 1,
            width,
            "Password Expiry",
            Role::Heading,
        );
        let about = match draft.strong {
            StrongPasswords::Required => {
                "15 or more characters, hard to guess. Firm and Connect users."
            }
            StrongPasswords::NotRequired => words::ADVICE_ON_STRONG,
        };
        canvas.text(x + 6, places.strong + 1, width - 6, about, Role::Muted);
    }
    let strong = Choice {
        form: Form::Check,
        on: draft.strong == StrongPasswords::Required,
        label: "Require strong passwords",
        focused: tab.focus() == Focus::Strong,
        hit: Some(hit(Target::Focus(Focus::Strong))),
    };
    choice(canvas, x + indent, places.strong, width - indent, &strong);
    let step = if tall { 20 } else { 19 };
    for (at, interval) in (0_u16..).zip(ExpiryInterval::ALL) {
        let across = u16::try_from(GRID).unwrap_or(1);
        let left = x + indent + step * (at % across);
        let name = words::expiry(interval);
        let one = Choice {
            form: Form::Radio,
            on: draft.expiry == interval,
            label: &name,
            focused: tab.focus() == Focus::Interval(interval),
            hit: Some(hit(Target::Focus(Focus::Interval(interval)))),
        };
        let room = (x + width).saturating_sub(left);
        choice(canvas, left, places.expiry + at / across, room, &one);
    }
    let advice = if draft.expiry.days().is_some() {
        let whole = words::ADVICE_ON_EXPIRY;
        if width_of(whole) <= width - indent {
            whole
        } else if width_of(ADVICE) <= width - indent {
            ADVICE
        } else {
            "NIST advises against routine expiry."
        }
    } else if !tall && draft.strong == StrongPasswords::NotRequired {
        "NIST asks for 15 characters where passwords stand alone."
    } else {
        ""
    };
    canvas.text(
        x + indent,
        places.expiry + 2,
        width - indent,
        advice,
        Role::Muted,
    );
}

fn draw_preview<H: Copy>(
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
    let connect = counted(impact.connect_users, "Connect user", "Connect users");
    lines.push(Line::fact(vec![
        format!("Expiry does not touch {connect}"),
        format!("{connect} not touched"),
        format!("{} Connect exempt", grouped(impact.connect_users)),
    ]));
    if let Some(at) = impact.next_expiry {
        let day = words::day_and_date(at, now, zone);
        lines.push(Line::fact(vec![
            format!("Next expiry {day}"),
            format!("Next {day}"),
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

fn draw_buttons<H: Copy>(
    canvas: &mut Canvas<'_, H>,
    places: &Places,
    tab: &PasswordSecurity,
    hit: &dyn Fn(Target) -> H,
) {
    let update = match (tab.focus(), tab.nothing_to_do()) {
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

fn draw_dialog<H: Copy>(
    canvas: &mut Canvas<'_, H>,
    tab: &PasswordSecurity,
    loaded: &PolicyTab,
    now: Instant,
    zone: Zone,
    hit: &dyn Fn(Target) -> H,
) {
    let stop = |stop| hit(Target::Stop(stop));
    match tab.open() {
        None => {}
        Some(Open::Leaving(form)) => {
            let words = Words {
                title: "Leave Password Security".into(),
                says: vec!["Your edits were not applied. Leaving now throws them away.".into()],
                safe: "Keep editing",
                act: "Throw edits away",
                ..Words::default()
            };
            act_dialog::draw(canvas, &words, form, &stop);
        }
        Some(Open::Confirm(form)) => {
            let words = confirmation(tab, loaded, now, zone);
            act_dialog::draw(canvas, &words, form, &stop);
        }
    }
}

/// What an update does, in words.
fn confirmation(
    tab: &PasswordSecurity,
    loaded: &PolicyTab,
    now: Instant,
    zone: Zone,
) -> Words<'static> {
    let mut says = Vec::new();
    let edits = tab.edits();
    if let Some((from, to)) = edits.and_then(|edits| edits.expiry) {
        let (from, to) = (words::expiry_value(from), words::expiry_value(to));
        says.push(format!("Password expiry goes from {from} to {to}."));
    }
    match edits.and_then(|edits| edits.strong) {
        Some((_, StrongPasswords::Required)) => {
            says.push("Strong passwords are required from now on.".into());
        }
        Some((_, StrongPasswords::NotRequired)) => {
            says.push("Strong passwords are no longer required.".into());
        }
        None => {}
    }
    let mut aside = Vec::new();
    if let Some(impact) = tab.impact() {
        says.extend(consequences(&impact));
        if edits.is_some_and(|edits| edits.expiry.is_some()) {
            let connect = counted(impact.connect_users, "Connect user", "Connect users");
            aside.push(format!("Expiry does not touch {connect}."));
        }
    }
    if let (Some(by), Some((_, at))) = (&loaded.changed_by, loaded.on_record.changed) {
        let when = words::when(at, now, zone);
        aside.push(format!("Last changed by {by}, {when}."));
    }
    Words {
        title: "Update Password Security".into(),
        says,
        aside,
        safe: "Cancel",
        act: "Update Password Security",
        ..Words::default()
    }
}

fn consequences(impact: &Impact) -> Vec<String> {
    let mut says = Vec::new();
    let firm = |count| counted(count, "firm user", "firm users");
    if impact.newly_expire > 0 {
        let you = if impact.you_among_them {
            ", you among them"
        } else {
            ""
        };
        says.push(format!(
            "{} must choose a new password at once{you}.",
            firm(impact.newly_expire)
        ));
    }
    if impact.enter_notice > 0 {
        says.push(format!(
            "{} get the 14 days' notice.",
            firm(impact.enter_notice)
        ));
    }
    if impact.become_valid > 0 {
        says.push(format!(
            "{} whose password had expired can go on with it.",
            firm(impact.become_valid)
        ));
    }
    if let Some((firm_users, connect)) = impact.not_seen_strong {
        let connect = counted(connect, "Connect user", "Connect users");
        says.push(format!(
            "{} and {connect} are not yet seen to be strong; each is judged at the next sign-in.",
            firm(firm_users)
        ));
    }
    if says.is_empty() {
        says.push("Nobody has to do anything because of it today.".into());
    }
    says
}
