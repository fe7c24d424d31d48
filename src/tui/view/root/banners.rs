//! What is said across the screen, under the first row.

use crate::tui::keymap::{Command, Screen};
use crate::tui::theme::Role;
use crate::tui::view::Canvas;
use crate::tui::view::bones::{self, Banner, Bones, KeyWord};
use crate::tui::view_model::root::{Hit, Inside, Root};
use crate::words::{self, Known};

pub(super) fn banner(canvas: &mut Canvas<'_, Hit>, bones: &Bones, root: &Root, inside: &Inside) {
    let (now, zone) = (root.moment().now, root.zone());
    let key = |key, word, command| KeyWord {
        key,
        word,
        hit: Some(Hit::Key(command)),
    };
    if let Some(news) = &inside.news {
        let actions = [key("x", "dismiss", Command::DismissNotice)];
        let text = news.shown();
        bones::banner(
            canvas,
            bones,
            &Banner {
                text: &text,
                actions: &actions,
            },
        );
    } else if inside.me.notice.is_some() {
        let text = words::own_sentence(&inside.me.status, Known::default(), now, zone);
        let actions = [
            key("c", "change it now", Command::Go(Screen::UpdatePassword)),
            key("x", "dismiss", Command::DismissNotice),
        ];
        bones::banner(
            canvas,
            bones,
            &Banner {
                text: &text,
                actions: &actions,
            },
        );
    } else if let Some(newest) = inside.me.clock_behind {
        let newest = words::date_and_time(newest, now, zone);
        let text = format!("This machine's clock is behind the audit log, which goes to {newest}.");
        bones::banner(
            canvas,
            bones,
            &Banner {
                text: &text,
                actions: &[],
            },
        );
    } else if inside.me.may_be_weak {
        let text = "Your password may not meet the firm's rule for strong passwords.";
        let actions = [key(
            "c",
            "change it now",
            Command::Go(Screen::UpdatePassword),
        )];
        bones::banner(
            canvas,
            bones,
            &Banner {
                text,
                actions: &actions,
            },
        );
    }
    demo_line(canvas, bones, root, inside);
}

/// Says of the made-up firm that it is one: in the row of the banner, or in the free row below it.
fn demo_line(canvas: &mut Canvas<'_, Hit>, bones: &Bones, root: &Root, inside: &Inside) {
    let Some(demo) = root.demo() else {
        return;
    };
    let has_banner = inside.has_banner();
    let y = if has_banner {
        bones.banner.y + 1
    } else {
        bones.banner.y
    };
    if y < bones.title.y {
        let width = bones.banner.width.saturating_sub(4);
        canvas.text(2, y, width, demo, Role::Muted);
    }
}
