//! What is said across the screen, under the first row.

use ratatui::layout::Rect;

use super::named;
use crate::tui::keymap::{Command, Screen};
use crate::tui::theme::Role;
use crate::tui::view::Canvas;
use crate::tui::view::bones::{self, Bones, KeyWord};
use crate::tui::view::canvas::width_of;
use crate::tui::view_model::root::{Banner, Hit, Inside, News, Remedy, Root, Stage};
use crate::words::{self, Known};

/// Returns how many rows the banners and the line of the demonstration would take.
pub(super) fn wanted(root: &Root) -> u16 {
    let Stage::Inside(inside) = root.stage() else {
        return 1;
    };
    let banners = inside.banners().len()
        + usize::from(root.locks_at().is_some())
        + usize::from(root.demo().is_some());
    u16::try_from(banners).unwrap_or(u16::MAX)
}

/// Draws as many banners as there are rows, the most urgent first; the last says how many more there are.
pub(super) fn draw(canvas: &mut Canvas<'_, Hit>, bones: &Bones, root: &Root, inside: &Inside) {
    let banners = inside.banners();
    let warned = usize::from(warning(canvas, bones, root));
    let left = usize::from(bones.banner.height).saturating_sub(warned);
    let fitting = left.min(banners.len());
    let more = format!("{} more", banners.len() - fitting);
    let messages = |word| {
        named(
            root,
            KeyWord::new("v", word, Hit::Key(Command::ShowMessages)),
        )
    };
    for (at, banner) in banners.iter().take(fitting).enumerate() {
        let offered = inside.offered(*banner).into_iter();
        let actions: Vec<_> = offered.map(|remedy| named(root, key_of(remedy))).collect();
        let text = text_of(*banner, root, inside);
        let row = Rect {
            y: bones.banner.y + u16::try_from(at + warned).unwrap_or_default(),
            height: 1,
            ..bones.banner
        };
        let shown = bones::Banner {
            text: &text,
            actions: &actions,
            whole: Some(messages("whole")),
            more: (at + 1 == fitting && fitting < banners.len()).then(|| messages(&more)),
        };
        bones::banner(canvas, row, &shown);
    }
    demo_line(canvas, bones, root, fitting + warned);
}

fn key_of(remedy: Remedy) -> KeyWord<'static, Hit> {
    let (key, word, command) = match remedy {
        Remedy::Change => ("c", "change it now", Command::Go(Screen::UpdatePassword)),
        Remedy::Dismiss => ("x", "dismiss", Command::DismissNotice),
    };
    KeyWord::new(key, word, Hit::Key(command))
}

/// Says a minute before that the screen is about to lock (S9); it goes before everything else.
pub(super) fn warning(canvas: &mut Canvas<'_, Hit>, bones: &Bones, root: &Root) -> bool {
    let Some(at) = root.locks_at() else {
        return false;
    };
    let at = words::time(at, root.zone());
    let row = Rect {
        height: 1,
        ..bones.banner
    };
    let shown = bones::Banner {
        text: &format!("This screen locks at {at} unless you press a key."),
        actions: &[],
        whole: None,
        more: None,
    };
    bones::banner(canvas, row, &shown);
    true
}

/// Returns what a banner says.
pub(super) fn text_of(banner: Banner, root: &Root, inside: &Inside) -> String {
    let (now, zone) = (root.moment().now, root.zone());
    match banner {
        Banner::News => inside.news.as_ref().map_or_else(String::new, News::shown),
        Banner::ClockBehind(newest) => {
            let newest = words::date_and_time(newest, now, zone);
            format!("This machine's clock is behind the audit log, which goes to {newest}.")
        }
        Banner::Notice => words::own_sentence(&inside.me.status, Known::default(), now, zone),
        Banner::MayBeWeak => {
            "Your password may not meet the firm's rule for strong passwords.".into()
        }
    }
}

/// Says of the made-up firm that it is one: in the row of the banner, or in the free row below the banners.
pub(super) fn demo_line(canvas: &mut Canvas<'_, Hit>, bones: &Bones, root: &Root, banners: usize) {
    let Some(demo) = root.demo() else {
        return;
    };
    let y = bones.banner.y + u16::try_from(banners).unwrap_or_default();
    if y < bones.title.y {
        let width = bones.banner.width.saturating_sub(4);
        // Where all of it does not fit, the password is what is left of it.
        let end = demo.rsplit(". ").next().unwrap_or(demo);
        let shown = if width_of(demo) > width { end } else { demo };
        canvas.text(2, y, width, shown, Role::Muted);
    }
}
