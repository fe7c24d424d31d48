//! The whole program on a memory screen: keys in, effects run at once on a temporary store, time moved by hand.

use std::cell::Cell;
use std::collections::VecDeque;
use std::rc::Rc;
use std::sync::Arc;
use std::time::Duration;

use chrono::{NaiveDate, TimeDelta};
use passward::domain::session::IdleLimit;
use passward::domain::{Email, FirmName, PersonName};
use passward::lists::{BreachedFile, Lists};
use passward::secret::Password;
use passward::service::{self, Call, Desk, Mailing, Mode, NewFirm, Origin, demo};
use passward::store::sqlite::{Folder, Sqlite};
use passward::tui::clock::Clock;
use passward::tui::event_loop::program::{Hands, Screens};
use passward::tui::event_loop::{Program, Wish};
use passward::tui::keymap::{self, Chord, Input, Key, Pointer, PointerAct};
use passward::tui::theme::{Charset, Theme, probe};
use passward::tui::view::root::{Look, draw};
use passward::tui::view_model::root::{Moment, Root};
use passward::tui::worker::entrance::Entrance;
use passward::tui::worker::executor::{Context, Errand, Ready};
use passward::tui::worker::{Job, Watch, run_inline};
use passward::words::Zone;
use rand::SeedableRng;
use rand::rngs::ChaCha20Rng;
use ratatui::Terminal;
use ratatui::backend::TestBackend;
use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};

/// The owner's password at the start.
pub(crate) const PASSWORD: &str = "seven ripe pears in May";

/// Errands that wait to be run.
pub(crate) struct Queue(VecDeque<Errand>, Watch);

impl Hands for Queue {
    fn take(&mut self, errand: Errand) {
        self.0.push_back(errand);
    }

    fn stop_act(&mut self) {}

    fn get_ready(&mut self, ready: Ready) {
        self.0.extend(Errand::ready(ready));
    }

    fn watch(&mut self, watch: Watch) {
        self.1 = watch;
    }
}

/// The sizes at which screens are looked at.
pub(crate) const SIZES: [(u16, u16); 3] = [(80, 24), (140, 40), (60, 16)];

/// Compares what a stage shows at each size with the snapshots of the module that asks.
macro_rules! pictures {
    ($name:expr, $stage:expr $(,)?) => {{
        let stage: &$crate::support::stage::Stage = $stage;
        for (width, height) in $crate::support::stage::SIZES {
            let (buffer, cursor) = stage.drawn(passward::tui::theme::probe(), (width, height));
            insta::assert_snapshot!(
                format!("{}_{width}x{height}", $name),
                $crate::support::snapshot::snapshot(&buffer, cursor)
            );
        }
    }};
}
pub(crate) use pictures;

/// The program, its store and its clock.
pub(crate) struct Stage {
    screens: Screens<Queue>,
    context: Context,
    clock: Clock,
    terminal: Terminal<TestBackend>,
    quit: bool,
    place: Rc<Place>,
}

/// Where the store is, what is set, and how many programs were started on it.
struct Place {
    folder: tempfile::TempDir,
    set: Set,
    programs: Cell<u64>,
}

/// What a firm has set where it can: the settings that the screens are given.
#[derive(Clone, Copy)]
pub(crate) struct Set {
    pub(crate) mailing: Mailing,
    pub(crate) zone: Zone,
    pub(crate) idle: IdleLimit,
    pub(crate) mode: Mode,
}

impl Default for Set {
    fn default() -> Self {
        Self {
            mailing: Mailing::Off,
            zone: Zone::Utc,
            idle: IdleLimit::default(),
            mode: Mode::Full,
        }
    }
}

fn start() -> Clock {
    let day = NaiveDate::from_ymd_opt(2026, 11, 24).unwrap();
    Clock {
        now: day.and_hms_opt(14, 2, 0).unwrap().and_utc(),
        since_boot: Duration::from_secs(5000),
    }
}

impl Stage {
    /// A firm with its owner, Ada Hartwell, at the form of signing in.
    pub(crate) fn founded() -> Self {
        Self::founded_where(Set::default())
    }

    /// The same, where the firm has set something.
    pub(crate) fn founded_where(set: Set) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("firm.db");
        let store = Sqlite::create(&path, Folder::MustExist).unwrap();
        let mut desk = Desk::new(Box::new(store)).with_mailing(set.mailing);
        let mut rng = ChaCha20Rng::seed_from_u64(7);
        let clock = start();
        let mut call = Call {
            now: clock.now,
            since_boot: clock.since_boot,
            rng: &mut rng,
            from: Origin::new("a test"),
        };
        let firm = NewFirm {
            firm: FirmName::parse("Hartwell & Finch LLP").unwrap(),
            name: PersonName::parse("Ada Hartwell").unwrap(),
            email: Email::parse("ada@firm.example").unwrap(),
            password: Password::chosen(PASSWORD).unwrap(),
        };
        service::found_firm(&mut desk, &mut call, &firm).unwrap();
        Self::on(desk, rng, folder, clock, set)
    }

    /// An empty database, before a firm was set up.
    pub(crate) fn empty() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let store = Sqlite::create(&folder.path().join("firm.db"), Folder::MustExist).unwrap();
        let desk = Desk::new(Box::new(store));
        Self::on(
            desk,
            ChaCha20Rng::seed_from_u64(7),
            folder,
            start(),
            Set::default(),
        )
    }

    /// The made-up firm, with its owner signed in, in the colours of a dark terminal.
    pub(crate) fn demo() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let store = Sqlite::create(&folder.path().join("firm.db"), Folder::MustExist).unwrap();
        let mut desk = Desk::new(Box::new(store));
        let mut rng = ChaCha20Rng::seed_from_u64(7);
        let clock = start();
        let mut call = Call {
            now: clock.now,
            since_boot: clock.since_boot,
            rng: &mut rng,
            from: Origin::new("a test"),
        };
        demo::fill(&mut desk, &mut call, None).unwrap();
        // As if the owner came for the first time: when they were here last would stand across each picture (U10).
        let db = rusqlite::Connection::open(folder.path().join("firm.db")).unwrap();
        db.execute("UPDATE users SET last_sign_in = NULL WHERE role = 2", [])
            .unwrap();
        let mut stage = Self::on(desk, rng, folder, clock, Set::default());
        stage.signs_in(demo::OWNER, demo::PASSWORD);
        stage.advance(TimeDelta::seconds(10));
        stage
    }

    /// Draws what is shown in other colours or on another screen.
    pub(crate) fn drawn(&self, theme: Theme, size: (u16, u16)) -> (Buffer, Option<Position>) {
        let look = Look {
            theme,
            charset: Charset::Unicode,
        };
        let mut buffer = Buffer::empty(Rect::new(0, 0, size.0, size.1));
        let scene = draw(&mut buffer, &look, self.screens.root());
        (buffer, scene.cursor())
    }

    fn on(desk: Desk, rng: ChaCha20Rng, folder: tempfile::TempDir, clock: Clock, set: Set) -> Self {
        let place = Place {
            folder,
            set,
            programs: Cell::new(0),
        };
        Self::in_place(desk, rng, Rc::new(place), clock)
    }

    fn in_place(desk: Desk, rng: ChaCha20Rng, place: Rc<Place>, clock: Clock) -> Self {
        let moment = Moment {
            now: clock.now,
            since_boot: clock.since_boot,
        };
        let mut root = Root::new(place.set.zone, moment);
        root.lock_after(place.set.idle);
        root.mark_mailing(desk.mailing());
        if place.set.mode == Mode::ReadOnly {
            root.mark_as_read_only();
        }
        let desk = desk.in_mode(place.set.mode);
        let first = root.start();
        let look = Look {
            theme: probe(),
            charset: Charset::Unicode,
        };
        let mut stage = Self {
            screens: Screens::new(root, Queue(VecDeque::new(), Watch::Off), look, first),
            context: Context {
                desk: Ok(desk),
                entrance: Entrance::default(),
                rng: Box::new(rng),
                from: Origin::new("a test"),
                postman: None,
            },
            clock,
            terminal: Terminal::new(TestBackend::new(100, 30)).unwrap(),
            quit: false,
            place,
        };
        stage.settle();
        stage
    }

    /// The firm names a list of breached passwords, which is kept beside its data (S5).
    pub(crate) fn with_breached(mut self, list: &str) -> Self {
        let path = self.breached();
        std::fs::write(&path, list).unwrap();
        let list = Lists::of(Arc::new(BreachedFile::open(&path).unwrap()));
        self.context.desk = self.context.desk.map(|desk| desk.with_lists(list));
        self
    }

    /// Returns where that list is.
    pub(crate) fn breached(&self) -> std::path::PathBuf {
        self.place.folder.path().join("breached.txt")
    }

    /// Another screen on the same store, as another process has it (S10).
    pub(crate) fn beside(&self) -> Self {
        let path = self.place.folder.path().join("firm.db");
        let desk = Desk::new(Box::new(Sqlite::open(&path).unwrap()));
        let place = Rc::clone(&self.place);
        // No two programs draw the same random numbers.
        let seed = 8 + place.programs.replace(place.programs.get() + 1);
        Self::in_place(desk, ChaCha20Rng::seed_from_u64(seed), place, self.clock)
    }

    /// Returns where the database is.
    pub(crate) fn database(&self) -> std::path::PathBuf {
        self.place.folder.path().join("firm.db")
    }

    /// Runs every errand and draws.
    fn settle(&mut self) {
        while let Some(errand) = self.screens.hands_mut().0.pop_front() {
            let answer = run_inline(errand, &mut self.context, &mut self.clock);
            self.screens.answer(answer, self.clock);
        }
        while let Some(wish) = self.screens.take_wish() {
            self.quit |= matches!(wish, Wish::Quit);
        }
        let screens = &mut self.screens;
        self.terminal.draw(|frame| screens.draw(frame)).unwrap();
    }

    /// Presses keys by their names, separated by blanks: `tab`, `enter`, `space`, or a character.
    pub(crate) fn keys(&mut self, keys: &str) -> &mut Self {
        for name in keys.split_whitespace() {
            let chord = match name {
                "tab" => Chord::plain(Key::Tab),
                "backtab" => Chord::plain(Key::BackTab),
                "enter" => Chord::plain(Key::Enter),
                "esc" => Chord::plain(Key::Esc),
                "space" => Chord::char(' '),
                "up" => Chord::plain(Key::Up),
                "down" => Chord::plain(Key::Down),
                "left" => Chord::plain(Key::Left),
                "right" => Chord::plain(Key::Right),
                "home" => Chord::plain(Key::Home),
                "end" => Chord::plain(Key::End),
                "shift-up" => Chord::shift(Key::Up),
                "shift-down" => Chord::shift(Key::Down),
                name => Chord::char(name.chars().next().unwrap()),
            };
            self.screens.input(Input::Key(chord), self.clock);
            self.settle();
        }
        self
    }

    /// Presses one key with what is held.
    pub(crate) fn chord(&mut self, chord: Chord) -> &mut Self {
        self.screens.input(Input::Key(chord), self.clock);
        self.settle();
        self
    }

    /// Gives the window another size.
    pub(crate) fn resized(&mut self, (width, height): (u16, u16)) -> &mut Self {
        self.terminal = Terminal::new(TestBackend::new(width, height)).unwrap();
        self.screens.input(Input::Resize, self.clock);
        self.settle();
        self
    }

    /// Presses Backspace.
    pub(crate) fn erases(&mut self) -> &mut Self {
        let backspace = Input::Key(Chord::plain(Key::Backspace));
        self.screens.input(backspace, self.clock);
        self.settle();
        self
    }

    /// Types a text, letter by letter.
    pub(crate) fn types(&mut self, text: &str) -> &mut Self {
        for character in text.chars() {
            self.screens
                .input(Input::Key(Chord::char(character)), self.clock);
        }
        self.settle();
        self
    }

    /// Empties the field that has the focus, from behind its text, and types into it.
    pub(crate) fn types_anew(&mut self, text: &str) -> &mut Self {
        self.chord(Chord::ctrl(Key::Char('u'))).types(text)
    }

    /// Goes down an open menu to an item.
    #[track_caller]
    pub(crate) fn goes_to(&mut self, item: &str) -> &mut Self {
        let selected = format!("▌ {item}");
        for _ in 0..20 {
            if self.screen().contains(&selected) {
                return self;
            }
            self.keys("down");
        }
        self.shows(&selected)
    }

    /// Lets time pass, and a look around and a tick come.
    pub(crate) fn advance(&mut self, by: TimeDelta) -> &mut Self {
        self.clock = self.clock.later(by.to_std().unwrap());
        if self.screens.hands_mut().1 == Watch::On
            && let Some(answer) = Errand::look_around(&mut self.context)
        {
            self.screens.answer(answer, self.clock);
        }
        self.screens.tick(self.clock);
        self.settle();
        self
    }

    /// Lets time pass as the loop does, which wakes only when something is due; returns how often it did.
    pub(crate) fn sleeps(&mut self, time: TimeDelta) -> usize {
        let end = self.clock.later(time.to_std().unwrap());
        let mut woken = 0;
        while let Some(left) = self.screens.next_tick(self.clock) {
            let due = self.clock.later(left);
            if due.since_boot > end.since_boot {
                break;
            }
            self.clock = due;
            self.screens.tick(self.clock);
            self.settle();
            woken += 1;
        }
        self.clock = end;
        woken
    }

    /// Signs in by the form that is shown.
    pub(crate) fn signs_in(&mut self, email: &str, password: &str) -> &mut Self {
        self.shows("Sign in")
            .types(email)
            .keys("tab")
            .types(password)
            .keys("enter")
    }

    /// Signs in again where the e-mail still stands in the form.
    pub(crate) fn signs_in_as_before(&mut self, password: &str) -> &mut Self {
        self.shows("Sign in").types(password).keys("enter")
    }

    /// Takes a code to the form of signing in, and has it looked at.
    pub(crate) fn offers_code(&mut self, email: &str, code: &str) -> &mut Self {
        self.shows("Sign in")
            .keys("tab tab tab enter")
            .shows("Use a code")
            .types(email)
            .keys("tab")
            .types(code)
            .keys("enter")
    }

    /// Comes in with a code, and chooses a password.
    pub(crate) fn redeems(&mut self, email: &str, code: &str, password: &str) -> &mut Self {
        self.offers_code(email, code)
            .shows("This is for")
            .types(password)
            .keys("tab")
            .types(password)
            .keys("enter")
            .shows("Update Password")
    }

    /// Returns whether a code was accepted and its password is still to be chosen.
    pub(crate) fn is_redeeming(&self) -> bool {
        self.context.entrance.is_redeeming()
    }

    /// Clicks a place.
    pub(crate) fn clicks(&mut self, x: u16, y: u16) -> &mut Self {
        let act = PointerAct::Press;
        let pointer = Input::Pointer(Pointer { x, y, act });
        self.screens.input(pointer, self.clock);
        self.settle();
        self
    }

    /// Returns where a text stands, the lowest one.
    #[track_caller]
    pub(crate) fn finds(&self, text: &str) -> (u16, u16) {
        let screen = self.screen();
        let lines: Vec<&str> = screen.lines().collect();
        let found = lines.iter().enumerate().rev().find_map(|(y, line)| {
            let before = line.split_once(text)?.0;
            // A line of the memory screen stands in quotes.
            let x = before.chars().count() - 1;
            Some((u16::try_from(x).unwrap(), u16::try_from(y).unwrap()))
        });
        found.unwrap_or_else(|| panic!("no {text:?} in\n{screen}"))
    }

    /// Returns where the entries of the footer stand.
    pub(crate) fn footer(&self) -> Vec<(u16, u16)> {
        let screen = self.screen();
        let lines: Vec<&str> = screen.lines().collect();
        let y = u16::try_from(lines.len() - 1).unwrap();
        let line: Vec<char> = lines[lines.len() - 1].trim_matches('"').chars().collect();
        let starts = (2..line.len()).filter(|x| line[*x] != ' ' && line[x - 2..*x] == [' ', ' ']);
        starts.map(|x| (u16::try_from(x).unwrap(), y)).collect()
    }

    /// Returns where keys mean something now.
    pub(crate) fn places(&self) -> Vec<keymap::Place> {
        self.screens.root().places()
    }

    /// Returns whether the hardware cursor is shown.
    pub(crate) fn has_cursor(&self) -> bool {
        self.drawn(probe(), (100, 30)).1.is_some()
    }

    /// Returns what is on the screen.
    pub(crate) fn screen(&self) -> String {
        self.terminal.backend().to_string()
    }

    /// Asserts that a text is on the screen.
    #[track_caller]
    pub(crate) fn shows(&mut self, text: &str) -> &mut Self {
        let screen = self.screen();
        assert!(screen.contains(text), "no {text:?} in\n{screen}");
        self
    }

    /// Asserts that a text is not on the screen.
    #[track_caller]
    pub(crate) fn lacks(&mut self, text: &str) -> &mut Self {
        let screen = self.screen();
        assert!(!screen.contains(text), "{text:?} is in\n{screen}");
        self
    }

    /// Returns whether the program wants to end.
    pub(crate) fn has_quit(&self) -> bool {
        self.quit
    }

    /// Adds a firm user by the screens of an administrator; returns the setup code.
    pub(crate) fn adds(&mut self, name: &str, email: &str) -> String {
        self.keys("n")
            .types(name)
            .keys("tab")
            .types(email)
            .keys("enter");
        self.shows("Setup code for");
        let code = code_on(&self.screen());
        self.keys("esc").lacks(&code);
        code
    }
}

/// Returns the code that is shown on a screen.
#[track_caller]
pub(crate) fn code_on(screen: &str) -> String {
    let code = screen
        .split(|character: char| !(character.is_ascii_alphanumeric() || character == '-'))
        .find(|word| word.len() > 20 && word.contains('-'));
    let code = code.unwrap_or_else(|| panic!("no code in\n{screen}"));
    code.to_owned()
}
