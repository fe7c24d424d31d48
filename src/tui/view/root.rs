//! The whole screen: what every screen has around its content, and which content that is.

mod banners;
mod entrance;
mod footer;
mod inside;
mod messages;
mod palette;

use ratatui::buffer::Buffer;

use super::bones::{self, Bones, Header, KeyWord};
use super::form::Words;
use super::{Canvas, Scene};
use crate::domain::{Membership, Role as FirmRole};
use crate::tui::keymap::Command;
use crate::tui::theme::{Charset, Role, Theme};
use crate::tui::view_model::root::{Hit, Overlay, Root, Stage, Waypoint};
use crate::words;

/// With what everything is drawn.
#[derive(Clone, Debug)]
pub struct Look {
    /// The colours.
    pub theme: Theme,
    /// The characters.
    pub charset: Charset,
}

/// Draws everything.
pub fn draw(buffer: &mut Buffer, look: &Look, root: &Root) -> Scene<Hit> {
    let mut canvas = Canvas::new(buffer, &look.theme, look.charset);
    let Some(bones) = Bones::with_banners(canvas.area(), banners::wanted(root)) else {
        bones::too_small(&mut canvas);
        return canvas.finish();
    };
    header(&mut canvas, &bones, root);
    // Where a form has the screen for itself, the password that everyone has is needed most.
    if root.stage().free().is_none() {
        banners::demo_line(&mut canvas, &bones, root, 0);
    }
    match root.stage() {
        Stage::Starting => {}
        Stage::Broken(why) => {
            canvas.paragraph(bones.content, why, Role::Danger);
            canvas.cursor(bones.content.x, bones.content.y);
        }
        Stage::SignIn(of) => {
            entrance::lone(&mut canvas, of, &entrance::sign_in_words(root.mailing()));
        }
        Stage::Code(of) => {
            entrance::lone(&mut canvas, of, &entrance::code_words(root.mailing(), of));
        }
        Stage::FirstRun(of) => {
            entrance::lone(&mut canvas, of, &entrance::first_run_words(root, of));
        }
        Stage::Redeem(name, choosing) => {
            let words = Words {
                title: "Choose a password",
                says: vec![(
                    format!("The code was accepted. This is for {name}."),
                    Role::Muted,
                )],
                act: "Choose password",
                safe: "Back",
                meter: entrance::meter_of(choosing, root),
            };
            entrance::lone(&mut canvas, &choosing.form, &words);
        }
        Stage::Locked(locked) => {
            entrance::lone(&mut canvas, &locked.form, &entrance::locked_words(locked));
        }
        Stage::Inside(inside) => match &inside.forced {
            Some((why, choosing)) => {
                let words = Words {
                    title: "Choose a new password",
                    says: why
                        .iter()
                        .flat_map(|why| entrance::because(why, root))
                        .collect(),
                    act: "Change password",
                    safe: "Sign out",
                    meter: entrance::meter_of(choosing, root),
                };
                entrance::lone(&mut canvas, &choosing.form, &words);
                banners::warning(&mut canvas, &bones, root);
            }
            None => inside::draw(&mut canvas, &bones, root, inside),
        },
    }
    match root.overlay() {
        None => {}
        Some(Overlay::Palette(of)) => palette::draw(&mut canvas, root, of),
        Some(Overlay::Messages(scrolled)) => messages::draw(&mut canvas, root, *scrolled),
    }
    footer::draw(&mut canvas, &bones, root);
    focus_places(&mut canvas, root);
    canvas.finish()
}

/// A key with its name, but where that would be typed as a letter.
fn named<'a>(root: &Root, key: KeyWord<'a, Hit>) -> KeyWord<'a, Hit> {
    if root.is_typed_into() {
        key.unnamed()
    } else {
        key
    }
}

/// The places, tabs and the entry of the footer that have the focus are found where they were drawn.
fn focus_places(canvas: &mut Canvas<'_, Hit>, root: &Root) {
    let (Stage::Inside(inside), None) = (root.stage(), root.overlay()) else {
        return;
    };
    let wanted = match inside.walking {
        None => return,
        Some(Waypoint::Screen(screen)) => Hit::Go(screen),
        Some(Waypoint::Commands) => Hit::Key(Command::ShowCommands),
    };
    let mut hits = canvas.scene.hits().iter().rev();
    let area = hits.find(|(_, hit)| *hit == wanted);
    if let Some(area) = area.map(|(area, _)| *area) {
        canvas.lay(area, Role::Focus);
        canvas.cursor(area.x, area.y);
    }
}

fn header(canvas: &mut Canvas<'_, Hit>, bones: &Bones, root: &Root) {
    let person = root.stage().free().map(|inside| {
        let role = match inside.me.membership {
            Membership::Firm(FirmRole::Owner) => " · Owner",
            Membership::Firm(FirmRole::Administrator) => " · Administrator",
            Membership::Firm(FirmRole::User) => "",
            Membership::Connect => " · Connect",
        };
        format!("{}{role}", inside.me.name)
    });
    // A locked screen is not drawn again by the minute, so it tells no time.
    let clock = match root.stage() {
        Stage::Locked(_) => String::new(),
        Stage::Starting
        | Stage::FirstRun(_)
        | Stage::SignIn(_)
        | Stage::Code(_)
        | Stage::Redeem(..)
        | Stage::Inside(_)
        | Stage::Broken(_) => words::time(root.moment().now, root.zone()),
    };
    let shown = Header {
        firm: root.firm().map_or("", |firm| firm.as_str()),
        person: person.as_deref().unwrap_or_default(),
        clock: &clock,
        mode: if root.is_read_only() { "read only" } else { "" },
    };
    bones::header(canvas, bones, &shown);
}
