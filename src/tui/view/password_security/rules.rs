//! The two rules: a checkbox and six intervals, each with its advice (P2, P3, P7).

use ratatui::layout::Rect;

use super::{Places, Target};
use crate::domain::{ExpiryInterval, StrongPasswords};
use crate::tui::theme::Role;
use crate::tui::view::Canvas;
use crate::tui::view::canvas::width_of;
use crate::tui::view::choice::{Choice, Form, choice};
use crate::tui::view_model::password_security::{Focus, GRID, PasswordSecurity};
use crate::words;

/// The short form of the advice on expiry (P7), where the whole one does not fit.
const ADVICE: &str = "NIST advises against routine expiry; strong passwords protect better.";

pub(super) fn draw_rules<H: Copy>(
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
