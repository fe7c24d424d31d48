//! `passward` without a command: the screens.

use std::io::{IsTerminal, stdin, stdout};

use super::answer;
use super::error::{Failure, Fault, Stop};
use super::made::{Made, Unfounded};
use super::place::{Found, Place};
use super::settings::{Settings, table};
use super::{Context, Questions, door, kiosk, mail, os_user, terminal_is_capable};
use crate::domain::Email;
use crate::mail::Smtp;
use crate::secret::Password;
use crate::service::{self, Desk, Mailing, Mode, SignInOutcome, demo};
use crate::tui::event_loop::Exit;
use crate::tui::signals::Signals;
use crate::tui::terminal::Mouse;
use crate::tui::theme::Name;
use crate::tui::view_model::seat::Seat;
use crate::tui::worker::postman::{Carrier, Carriers};
use crate::tui::{self, Opening};
use crate::words::Printable;

/// Opens the screens on the database that was meant; at the default place they also set up a firm (R2).
pub(super) fn run(context: &Context) -> Result<(), Stop> {
    need_a_terminal(context)?;
    let lists = context.breached.open()?;
    let mut unfounded = None;
    let (desk, firm) = match context.place.look(context.mode)? {
        Found::Firm(desk, firm) => (desk, Some(firm)),
        Found::Nothing(failure) => match &context.place {
            place @ Place::Default(_)
                if context.seat == Seat::Own && context.mode == Mode::Full =>
            {
                unfounded = Unfounded::at(place.path());
                let made = Made::default();
                let desk = place.create(&made)?;
                made.keep();
                (desk, None)
            }
            Place::Option(_) | Place::Environment(_) | Place::Settings(_) => {
                return Err(failure.into());
            }
            Place::Default(_) if context.seat == Seat::Own => return Err(failure.into()),
            // R2: at the kiosk nobody sets up a firm.
            Place::Default(_) => {
                return Err(failure
                    .hint("Whoever looks after this machine sets the firm up with `passward init`.")
                    .into());
            }
        },
    };
    let opening = Opening {
        firm,
        seat: context.seat,
        mode: context.mode,
        ..opening(&context.settings)
    };
    let desk = desk.with_lists(lists);
    let desk = desk.with_mailing(context.mailing());
    let carriers = carriers(context, &desk)?;
    let ended = open(
        desk,
        Opening {
            carriers,
            ..opening
        },
    );
    // Whoever leaves before the firm is set up leaves nothing behind.
    if let Some(unfounded) = unfounded {
        unfounded.take_back();
    }
    ended
}

/// Makes what sends the mail that is left. Mail that is set up wrongly delays mail and nothing else: what is wrong is
/// said here, where it stays on the terminal below the screens, by `passward doctor` and by `passward notify`.
fn carriers(context: &Context, desk: &Desk) -> Result<Option<Carriers>, Failure> {
    if desk.mailing() == Mailing::Off {
        return Ok(None);
    }
    let posts = mail::post(&context.settings).and_then(|acts| {
        // A way of its own: what is asked for at the sign-in screen holds up nothing else.
        let door = mail::post(&context.settings)?;
        Ok(acts.zip(door))
    });
    match posts {
        Ok(Some((acts, door))) => Ok(Some(Carriers {
            acts: carrier(context, desk, acts)?,
            door: carrier(context, desk, door)?,
        })),
        Ok(None) => Ok(None),
        Err(failure) => {
            // Whoever comes in at the kiosk cannot mend it, and need not know where what lies on this machine.
            if context.seat == Seat::Own {
                answer::say(failure.message());
            }
            Ok(None)
        }
    }
}

fn carrier(context: &Context, desk: &Desk, mut post: Smtp) -> Result<Carrier, Failure> {
    let mut desk = desk.another()?;
    let (by, zone) = (os_user::name(), context.settings.zone());
    let mut rng = door::randomness()?;
    Ok(Box::new(move |job| {
        let sender = service::Sender { by: &by, zone };
        loop {
            let mut call = door::call(&mut rng);
            // What came of it stands in the data; `passward notify` goes on from there.
            let sent = service::send_mail_job(&mut desk, &mut call, &mut post, sender, job);
            if !sent.is_ok_and(|sent| sent.more) {
                break;
            }
        }
    }))
}

/// Refuses where no screen can be drawn or nothing may be asked, before anything was written to the terminal.
pub(super) fn need_a_terminal(context: &Context) -> Result<(), Failure> {
    if context.questions == Questions::Forbidden {
        return Err(Failure::new(
            Fault::Usage,
            "no_input",
            "The screens ask, which --no-input forbids.",
        )
        .hint("Leave out --no-input, or run `passward --help` to see what works without it."));
    }
    if terminal_is_capable() && stdin().is_terminal() && stdout().is_terminal() {
        return Ok(());
    }
    if context.seat == Seat::Kiosk {
        return Err(kiosk::no_terminal());
    }
    let place = &context.place;
    // Only whether something is there: what it is does not matter for the words.
    let instead = if place.path().symlink_metadata().is_ok() {
        format!(
            "run `{}` to change your password line by line",
            place.command("passwd")
        )
    } else {
        format!(
            "run `{}` to set up your firm line by line",
            place.command("init")
        )
    };
    Err(Failure::new(
        Fault::Usage,
        "no_terminal",
        format!("The screens need a terminal that can draw; {instead}."),
    )
    .hint("Run `passward --help` to see what else works here."))
}

/// Opens the screens on a made-up firm, signed in as its owner or as whom was named.
pub(super) fn open_demo(
    settings: &Settings,
    mut desk: Desk,
    as_whom: Option<Email>,
    kept: bool,
    mode: Mode,
    signals: Signals,
) -> Result<(), Stop> {
    let email = as_whom.map_or_else(|| demo::OWNER.to_owned(), |email| email.as_str().to_owned());
    let mut rng = door::randomness()?;
    let offered = Password::offered(demo::PASSWORD);
    let answer = service::sign_in(&mut desk, &mut door::call(&mut rng), &email, &offered);
    // The screens have desks of their own.
    desk.rest();
    let SignInOutcome::In(mut inside) = answer.result else {
        return Err(Failure::new(
            Fault::Refused,
            "nobody",
            format!(
                "{} cannot sign in to the made-up firm.",
                Printable::new(&email)
            ),
        )
        .hint("Leave --as out to look around as the owner.")
        .into());
    };
    // Nobody came here before, so there is no last time to tell of (U10).
    inside.summary.last_sign_in = None;
    let keeps = if kept {
        "Made-up firm."
    } else {
        "Made-up firm; nothing is kept."
    };
    let line = format!("{keeps} Every password: {}", demo::PASSWORD);
    let opening = Opening {
        signed_in: Some(*inside),
        demo: Some(line),
        mode,
        signals: Some(signals),
        ..opening(settings)
    };
    open(desk, opening)
}

/// How the screens are opened, but for who comes in.
fn opening(settings: &Settings) -> Opening {
    Opening {
        ascii: settings.flag(&table::ASCII),
        // Any other word is "auto".
        theme: settings.text(&table::THEME).and_then(Name::named),
        mouse: if settings.flag(&table::MOUSE) {
            Mouse::On
        } else {
            Mouse::Off
        },
        zone: settings.zone(),
        idle: settings.idle(),
        seat: Seat::Own,
        firm: None,
        mode: Mode::Full,
        signed_in: None,
        demo: None,
        from: door::origin(),
        carriers: None,
        signals: None,
    }
}

fn open(desk: Desk, opening: Opening) -> Result<(), Stop> {
    match tui::open(desk, opening) {
        Ok(Exit::Quit) => Ok(()),
        Ok(Exit::Signal(ending)) => Err(Stop::Signal(ending.signal())),
        Err(_) => Err(Failure::new(
            Fault::Refused,
            "terminal_unusable",
            "The terminal cannot be used for the screens. Nothing was changed.",
        )
        .into()),
    }
}
