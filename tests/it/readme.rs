//! What the README shows and says: its pictures are the made-up firm on a memory screen, its commands are there.
//!
//! The whole program draws them: what the worker would do is done at once, and the clock stands still.

use std::path::Path;
use std::process::Command;
use std::time::Duration;

use chrono::{DateTime, Utc};
use passward::secret::Password;
use passward::service::{self, Call, Desk, Origin, SignInOutcome, demo};
use passward::store::sqlite::{Folder, Sqlite};
use passward::tui::clock::Clock;
use passward::tui::event_loop::Program;
use passward::tui::event_loop::program::{Hands, Screens};
use passward::tui::keymap::{Chord, Command as Act, Input, KEYS, Key, Naming};
use passward::tui::theme::{Charset, Name, Theme};
use passward::tui::view::root::Look;
use passward::tui::view_model::root::{Moment, Root};
use passward::tui::worker::entrance::Entrance;
use passward::tui::worker::executor::{Context, Errand, Ready};
use passward::tui::worker::{Job, Outcome, Watch};
use passward::words::Zone;
use rand::SeedableRng;
use rand::rngs::ChaCha20Rng;
use ratatui::Terminal;
use ratatui::backend::TestBackend;
use ratatui::buffer::Buffer;
use rustix::process::Signal;
use tempfile::TempDir;

use crate::support::pty::World;
use crate::support::svg::svg;

/// Errands that wait to be run.
#[derive(Default)]
struct Waiting(Vec<Errand>);

impl Hands for Waiting {
    fn take(&mut self, errand: Errand) {
        self.0.push(errand);
    }

    fn stop_act(&mut self) {}

    fn get_ready(&mut self, _: Ready) {}

    fn watch(&mut self, _: Watch) {}
}

/// The program, its screen and its clock.
struct Showcase {
    screens: Screens<Waiting>,
    terminal: Terminal<TestBackend>,
    context: Context,
    clock: Clock,
    _folder: TempDir,
}

/// Tuesday, 24 November 2026, 14:02.
fn opening_time() -> Clock {
    Clock {
        now: DateTime::parse_from_rfc3339("2026-11-24T14:02:00Z")
            .unwrap()
            .with_timezone(&Utc),
        since_boot: Duration::from_secs(100_000),
    }
}

impl Showcase {
    /// Opens the made-up firm as its owner, on a screen of so many columns and rows.
    fn demo(columns: u16, rows: u16) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let store = Sqlite::create(&folder.path().join("demo.db"), Folder::MustExist).unwrap();
        let mut desk = Desk::new(Box::new(store));
        let mut rng = ChaCha20Rng::seed_from_u64(1);
        let clock = opening_time();
        let mut call = Call {
            now: clock.now,
            since_boot: clock.since_boot,
            rng: &mut rng,
            from: Origin::new("this machine"),
        };
        demo::fill(&mut desk, &mut call, None).unwrap();
        let offered = Password::offered(demo::PASSWORD);
        let answer = service::sign_in(&mut desk, &mut call, demo::OWNER, &offered);
        let SignInOutcome::In(mut inside) = answer.result else {
            panic!("the owner cannot sign in");
        };
        let entrance = Entrance::default();
        let moment = Moment {
            now: clock.now,
            since_boot: clock.since_boot,
        };
        let mut root = Root::new(Zone::Utc, moment);
        let until = inside.session.proof_holds_until();
        entrance.hold(inside.session);
        // As the demonstration opens.
        inside.summary.last_sign_in = None;
        let first = root.come_in(inside.me, inside.summary, until);
        let look = Look {
            theme: Theme::named(Name::Dark),
            charset: Charset::Unicode,
        };
        let mut stage = Self {
            screens: Screens::new(root, Waiting::default(), look, first),
            terminal: Terminal::new(TestBackend::new(columns, rows)).unwrap(),
            context: Context {
                desk: Ok(desk),
                entrance,
                rng: Box::new(rng),
                from: Origin::new("this machine"),
                postman: None,
            },
            clock,
            _folder: folder,
        };
        stage.settle();
        stage
    }

    /// Presses keys: single characters, or `up`, `down`, `right` and `space`, with blanks between them.
    fn keys(&mut self, keys: &str) -> &mut Self {
        for name in keys.split(' ') {
            let chord = match name {
                "space" => Chord::char(' '),
                "down" => Chord::plain(Key::Down),
                "up" => Chord::plain(Key::Up),
                "right" => Chord::plain(Key::Right),
                other => Chord::char(other.chars().next().unwrap()),
            };
            self.screens.input(Input::Key(chord), self.clock);
            self.settle();
        }
        self
    }

    /// Asserts that a text is on the screen.
    #[track_caller]
    fn shows(&mut self, text: &str) -> &mut Self {
        let shown = self.text();
        assert!(shown.contains(text), "not shown: {text}\n{shown}");
        self
    }

    /// Returns what is on the screen.
    fn buffer(&self) -> &Buffer {
        self.terminal.backend().buffer()
    }

    /// Returns the text on the screen.
    fn text(&self) -> String {
        self.terminal.backend().to_string()
    }

    /// Does what waits, and draws.
    fn settle(&mut self) {
        loop {
            self.terminal
                .draw(|frame| self.screens.draw(frame))
                .unwrap();
            let waiting = std::mem::take(&mut self.screens.hands_mut().0);
            if waiting.is_empty() {
                return;
            }
            for errand in waiting {
                self.run(errand);
            }
        }
    }

    fn run(&mut self, mut errand: Errand) {
        match errand.run(&mut self.context, self.clock) {
            Outcome::Ready(answer) => self.screens.answer(answer, self.clock),
            Outcome::NotBefore(at, answer) => {
                let left = at.saturating_sub(self.clock.since_boot);
                self.clock = self.clock.later(left);
                self.screens.answer(answer, self.clock);
            }
            Outcome::AskAgain(after) => {
                self.clock = self.clock.later(after);
                self.screens.hands_mut().take(errand);
            }
        }
    }
}

/// Compares a screen with its picture under `assets`, or renews that where the variable asks for it.
#[track_caller]
fn is_pictured(stage: &Showcase, name: &str) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("assets")
        .join(name);
    let picture = svg(stage.buffer(), Name::Dark);
    if std::env::var_os("PASSWARD_PICTURES").is_some() {
        std::fs::write(&path, &picture).unwrap();
    }
    let kept = std::fs::read_to_string(&path).unwrap_or_default();
    assert!(
        kept == picture,
        "assets/{name} is not what the screen looks like now; look at it and renew it: \
         PASSWARD_PICTURES=1 cargo test --test it pictured\n{}",
        stage.text()
    );
}

#[test]
fn password_security_is_pictured_while_a_shorter_interval_is_considered() {
    let mut stage = Showcase::demo(100, 30);
    stage
        .keys("2 tab space tab left space")
        .shows("newly expire");
    is_pictured(&stage, "password-security.svg");
}

#[test]
fn every_key_stands_in_the_readme() {
    let readme = include_str!("../../README.md").to_lowercase();
    for binding in KEYS {
        let Some(chord) = binding.chord else { continue };
        if matches!(binding.command, Act::Press(_)) {
            continue; // Moving and answering are one line of words.
        }
        let name = chord.name(Naming::Words).to_lowercase();
        let name = match chord.text() {
            Some(_) => format!("`{name}`"),
            None => [("up", "↑"), ("down", "↓"), ("left", "←"), ("right", "→")]
                .iter()
                .fold(name, |name, (word, sign)| name.replace(word, sign)),
        };
        assert!(readme.contains(&name), "{name} of {binding:?}");
    }
}

#[test]
fn manage_users_is_pictured() {
    let mut stage = Showcase::demo(100, 30);
    stage
        .keys("3")
        .keys("down down down down down down down")
        .shows("Chloe Marsh  chloe");
    is_pictured(&stage, "manage-users.svg");
}

/// The words after `passward` in the README's code, wherever they stand.
fn commands_in_readme() -> Vec<String> {
    let readme = include_str!("../../README.md");
    let mut words: Vec<String> = readme
        .split("passward ")
        .skip(1)
        .map(|rest| {
            let of_a_name = |c: &char| c.is_ascii_lowercase() || *c == '-';
            rest.chars().take_while(of_a_name).collect()
        })
        // After the name of the operating-system user comes no command.
        .filter(|word: &String| {
            !word.is_empty()
                && !word.starts_with("--")
                && readme.contains(&format!("`passward {word}"))
        })
        .collect();
    words.sort_unstable();
    words.dedup();
    words
}

#[test]
fn every_command_that_the_readme_names_is_there() {
    let words = commands_in_readme();
    for word in ["init", "passwd", "status", "demo"] {
        assert!(words.iter().any(|named| named == word), "not named: {word}");
    }
    for word in words {
        let output = Command::new(env!("CARGO_BIN_EXE_passward"))
            .args([&word, "--help"])
            .output()
            .unwrap();
        assert!(output.status.success(), "passward {word}");
    }
}

#[test]
fn the_demo_says_that_nothing_is_kept_and_leaves_nothing() {
    let world = World::new();
    let temporary = world.home().join("tmp");
    std::fs::create_dir(&temporary).unwrap();
    let world = world.with("TMPDIR", temporary.to_str().unwrap());
    for (columns, rows, quit) in [(100, 30, Some("q")), (80, 24, None)] {
        let mut pty = world.passward(&["demo"], columns, rows);
        pty.shows("Made-up firm; nothing is kept.");
        pty.shows(demo::PASSWORD);
        assert_eq!(std::fs::read_dir(&temporary).unwrap().count(), 1);
        match quit {
            Some(key) => pty.keys(key),
            None => pty.signal(Signal::TERM),
        }
        pty.wait_for_end();
        pty.is_given_back();
        pty.shows("Nothing of it is kept.");
        assert_eq!(std::fs::read_dir(&temporary).unwrap().count(), 0);
    }
}
