//! What is measured, in the order of the table's numbers.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use super::cost::Memory;
use super::hashing::Hashing;
use super::program::{Result, Running};
use super::table::{Amount, Table, hundredth, median};
use super::{PASSWARD, on};

const STARTS: usize = 15;
const ROUNDS: usize = 3;
const KEYS: usize = 100;
const FLOOD: usize = 300;
const FLOODS: usize = 5;
const RUNS: usize = 60;
/// From 469 bytes to as many as a password may take.
const LETTERS: usize = 31;
const IDLE: Duration = Duration::from_secs(10);

const DOWN: &[u8] = b"\x1b[B";
const UP: &[u8] = b"\x1b[A";
const END: &[u8] = b"\x1b[F";
const HOME: &[u8] = b"\x1b[H";
const LEFT: &[u8] = b"\x1b[D";
const RIGHT: &[u8] = b"\x1b[C";
const F2: &[u8] = b"\x1bOQ";
const OWNER: &str = "ada.hartwell@hartwellfinch.example";
const PASSWORD: &str = "harbour lantern violet 42";

/// The programs and the firms.
pub(super) struct Measures {
    bare: PathBuf,
    firm: PathBuf,
    small: PathBuf,
    home: PathBuf,
    table: Table,
}

/// A part of the table: its name, and what measures it.
type Part = (&'static str, fn(&mut Measures) -> Result<()>);

/// How keys went, one program.
#[derive(Default)]
struct Keys {
    last: Vec<Duration>,
    rounds: Vec<Duration>,
    bytes: Vec<usize>,
    cpu: Vec<Duration>,
}

impl Measures {
    pub(super) fn new(bare: PathBuf, firm: PathBuf, small: PathBuf, home: PathBuf) -> Self {
        let table = Table::default();
        Self {
            bare,
            firm,
            small,
            home,
            table,
        }
    }

    /// Measures everything, or those parts whose names contain one of the words.
    pub(super) fn all(mut self, words: &[String]) -> Result<Table> {
        let parts: [Part; 7] = [
            ("starts", Self::starts),
            ("choices", Self::choices),
            ("signed-in", Self::inside),
            ("floods", Self::floods),
            ("sizes", Self::sizes),
            ("meter", Self::meter),
            ("status", Self::status),
        ];
        for (name, measure) in parts {
            if words.is_empty() || words.iter().any(|word| name.contains(word)) {
                measure(&mut self)?;
            }
        }
        Ok(self.table)
    }

    /// 9, 11, 12, 13: what is measured of one program that stays open.
    fn inside(&mut self) -> Result<()> {
        let mut bare = self.bare()?;
        let (mut ours, _) = self.signed_in(&self.firm)?;
        let locking = self.locking()?;
        std::thread::sleep(Duration::from_secs(2));
        let memory = ours.memory()?;
        self.keys(&mut bare, &mut ours)?;
        self.busy(&mut bare, &mut ours)?;
        self.idle(&mut ours)?;
        self.locked(locking)?;
        self.memory(&bare, &ours, memory)
    }

    fn bare(&self) -> Result<Running> {
        let mut bare = Running::start(&self.bare, &[self.firm.clone().into()], &self.home)?;
        bare.first_frame()?;
        Ok(bare)
    }

    /// Signs in as the owner; returns how long that took from Enter to the list.
    fn signed_in(&self, firm: &Path) -> Result<(Running, Duration)> {
        let mut ours = Running::start(Path::new(PASSWARD), &on(firm), &self.home)?;
        let took = Self::sign_in(&mut ours)?;
        Ok((ours, took))
    }

    /// Signs in by the form that is shown; returns how long that took from Enter to the list.
    fn sign_in(ours: &mut Running) -> Result<Duration> {
        ours.shows("E-mail")?;
        ours.press(OWNER.as_bytes())?;
        ours.press(b"\t")?;
        ours.press(PASSWORD.as_bytes())?;
        let took = ours.press_for(b"\r", "Manage Users")?;
        ours.shows("1 of ")?;
        ours.pass(Duration::from_millis(300));
        Ok(took)
    }

    /// 8: the start.
    fn starts(&mut self) -> Result<()> {
        let (mut bare, mut ours) = (Vec::new(), Vec::new());
        for _ in 0..STARTS {
            bare.push(
                Running::start(&self.bare, &[self.firm.clone().into()], &self.home)?
                    .first_frame()?,
            );
            ours.push(
                Running::start(Path::new(PASSWARD), &on(&self.firm), &self.home)?.first_frame()?,
            );
        }
        let (bare, ours) = (median(&bare), median(&ours));
        self.table.ratio(
            8,
            "start to first frame",
            2.0,
            Amount::ms(ours),
            Amount::ms(bare),
        );
        let gitui = Amount(16.7, " ms", "gitui");
        let ours = Amount::ms(ours).to("gitui, measured before");
        self.table
            .ratio(8, "start to first frame", 0.5, ours, gitui);
        Ok(())
    }

    /// 2: another interval chosen, with all that the page says of it.
    fn choices(&mut self) -> Result<()> {
        let mut bare = self.bare()?;
        let (mut ours, _) = self.signed_in(&self.firm)?;
        ours.press_for(b"2", "firm users newly expire")?;
        let (mut theirs, mut own) = (Vec::new(), Vec::new());
        for turn in 0..KEYS {
            let (key, step) = [(DOWN, RIGHT), (UP, LEFT)][turn % 2];
            theirs.extend(bare.press(key)?.last);
            ours.press(step)?;
            own.extend(ours.press(b" ")?.last);
        }
        if own.len() < KEYS {
            return Err(format!("a choice changed nothing:\n{}", ours.contents()).into());
        }
        self.table.ratio(
            2,
            "a change of choice, from the key to the last byte of preview and forecast",
            1.5,
            Amount::ms(median(&own)),
            Amount::ms(median(&theirs)),
        );
        Ok(())
    }

    /// 9: a key.
    fn keys(&mut self, bare: &mut Running, ours: &mut Running) -> Result<()> {
        let (mut theirs, mut own) = (Keys::default(), Keys::default());
        for _ in 0..ROUNDS {
            theirs.round(bare)?;
            own.round(ours)?;
        }
        for (what, of) in [("p50", 50), ("p95", 95)] {
            let (a, b) = (hundredth(&own.last, of), hundredth(&theirs.last, of));
            let what = format!("key to last byte, {what}");
            self.table
                .ratio(9, &what, 1.5, Amount::ms(a), Amount::ms(b));
        }
        let best = |keys: &Keys| keys.rounds.iter().min().copied().unwrap_or_default();
        self.table.ratio(
            9,
            "key to last byte, p99, best of three",
            2.0,
            Amount::ms(best(&own)),
            Amount::ms(best(&theirs)),
        );
        let cpu = |keys: &Keys| Amount::ms(median(&keys.cpu));
        self.table
            .ratio(9, "processor time a key", 1.5, cpu(&own), cpu(&theirs));
        let (a, b) = (own.bytes(), theirs.bytes());
        self.table.ratio(9, "bytes a key", 1.2, a, b);

        let nothing = ours.press(LEFT)?.bytes;
        let shown = format!("{nothing} bytes");
        self.table.line(
            9,
            "a key that changes nothing",
            "0 bytes",
            &shown,
            nothing == 0,
        );
        Ok(())
    }

    /// 10: 300 keys at once.
    fn floods(&mut self) -> Result<()> {
        let quiet = Duration::from_millis(150);
        let keys = DOWN.repeat(FLOOD);
        let (mut theirs, mut own) = (Vec::new(), Vec::new());
        let mut lost = String::new();
        for _ in 0..FLOODS {
            let mut bare = self.bare()?;
            theirs.extend(bare.press_until(&keys, quiet)?.last);
            let (mut ours, _) = self.signed_in(&self.firm)?;
            own.extend(ours.press_until(&keys, quiet)?.last);
            let end = format!("{} of ", FLOOD + 1);
            if !ours.contents().contains(&end) {
                lost = ours.contents();
            }
        }
        self.table.ratio(
            10,
            "300 keys in one write",
            0.5,
            Amount::ms(median(&own)),
            Amount::ms(median(&theirs)),
        );
        let ends = if lost.is_empty() {
            "the 301st row"
        } else {
            "another row"
        };
        self.table.line(
            10,
            "300 keys in one write end at",
            "the 301st row",
            ends,
            lost.is_empty(),
        );
        Ok(())
    }

    /// 11: a key while every core hashes.
    fn busy(&mut self, bare: &mut Running, ours: &mut Running) -> Result<()> {
        let cores = std::thread::available_parallelism()?.get();
        let hashing = (0..cores).map(|_| Hashing::begin());
        let hashing = hashing.collect::<Result<Vec<_>>>()?;
        let (mut theirs, mut own) = (Keys::default(), Keys::default());
        for _ in 0..ROUNDS {
            theirs.round(bare)?;
            own.round(ours)?;
        }
        drop(hashing);
        let worst = hundredth(&own.last, 99);
        let measured = format!(
            "{} (bare {})",
            Amount::ms(worst).shown(),
            Amount::ms(hundredth(&theirs.last, 99)).shown()
        );
        self.table.line(
            11,
            "every core hashing: key to last byte, p99",
            "< 10 ms",
            &measured,
            worst < Duration::from_millis(10),
        );
        Ok(())
    }

    /// 12: nothing happens.
    fn idle(&mut self, ours: &mut Running) -> Result<()> {
        ours.pass(Duration::from_secs(7));
        let before = ours.cost()?;
        let bytes = ours.pass(IDLE);
        let used = ours.cost()?.since(before);
        let each = |number: u64| whole(number) / IDLE.as_secs_f64();
        let wakeups = each(used.wakeups);
        self.table.line(
            12,
            "idle, with the clock: wakeups a second",
            "1",
            &format!("{wakeups:.1}"),
            wakeups <= 1.15,
        );
        let cpu = Amount(each(used.cpu) / 1e6, " ms", "");
        self.table.line(
            12,
            "idle, with the clock: processor time a second",
            "≤ 0.3 ms",
            &format!(
                "{} ({bytes} bytes written in {} s)",
                cpu.shown(),
                IDLE.as_secs()
            ),
            cpu.0 <= 0.3,
        );
        Ok(())
    }

    /// Signs in where two minutes without a key lock the screen, while everything else is measured.
    fn locking(&self) -> Result<Running> {
        let settings = self.home.join("settings.toml");
        std::fs::write(&settings, "idle_minutes = 2\n")?;
        let mut arguments = on(&self.small);
        arguments.extend(["--config".into(), settings.into()]);
        let mut locking = Running::start(Path::new(PASSWARD), &arguments, &self.home)?;
        Self::sign_in(&mut locking)?;
        Ok(locking)
    }

    /// 12: nothing happens, behind the lock.
    fn locked(&mut self, mut locking: Running) -> Result<()> {
        locking.shows_within("Unlock", Duration::from_mins(3))?;
        locking.pass(Duration::from_secs(2));
        let before = locking.cost()?;
        let bytes = locking.pass(IDLE);
        let used = locking.cost()?.since(before);
        self.table.line(
            12,
            "locked: wakeups, and bytes written",
            "0",
            &format!("{}, {bytes} in {} s", used.wakeups, IDLE.as_secs()),
            used.wakeups == 0 && bytes == 0,
        );
        Ok(())
    }

    /// 13 and 6: memory, at two sizes of firm.
    fn memory(&mut self, bare: &Running, ours: &Running, after: Memory) -> Result<()> {
        let (bare, peak) = (bare.memory()?.peak, ours.memory()?.peak);
        let most = bare + (19 + 8) * 1024;
        self.table.line(
            13,
            "the most memory there ever was",
            &format!("≤ bare + 27 MiB, {}", mib(most)),
            &mib(peak),
            peak <= most,
        );
        self.table.line(
            13,
            "anonymous memory two seconds after signing in",
            "≤ 8 MiB",
            &mib(after.anonymous),
            after.anonymous <= 8 * 1024,
        );
        let (small, _) = self.signed_in(&self.small)?;
        std::thread::sleep(Duration::from_secs(2));
        let few = small.memory()?;
        let same = |a: u64, b: u64| a.abs_diff(b) <= 2 * 1024;
        let measured = format!("peak {}, anonymous {}", mib(few.peak), mib(few.anonymous));
        self.table.line(
            13,
            "the same at 1,000 users",
            "the same to 2 MiB",
            &measured,
            same(few.peak, after.peak) && same(few.anonymous, after.anonymous),
        );
        Ok(())
    }

    /// 6: what is asked of a million and of a thousand, as it is seen; 14: signing in.
    fn sizes(&mut self) -> Result<()> {
        let (mut few, mut many) = (Seen::default(), Seen::default());
        for _ in 0..FLOODS {
            few.look(self.signed_in(&self.small)?)?;
            many.look(self.signed_in(&self.firm)?)?;
        }
        let what = "signing in, from Enter to the list";
        let ours = Amount::ms(median(&many.signed_in)).to("slapd's bind, measured before");
        self.table
            .ratio(14, what, 0.8, ours, Amount(32.0, " ms", ""));
        for (what, a, b) in [
            (what, &many.signed_in, &few.signed_in),
            ("End, from the key to the last byte", &many.end, &few.end),
            ("Home, from the key to the last byte", &many.home, &few.home),
            (
                "the preview, from the key to its numbers",
                &many.preview,
                &few.preview,
            ),
        ] {
            let ours = Amount::ms(median(a)).to("the same at 1,000 users");
            self.table.ratio(6, what, 2.0, ours, Amount::ms(median(b)));
        }
        Ok(())
    }

    /// 15: the meter beside a password that is typed.
    fn meter(&mut self) -> Result<()> {
        let (mut ours, _) = self.signed_in(&self.firm)?;
        ours.press(b"c")?;
        ours.shows("New password")?;
        ours.press(PASSWORD.as_bytes())?;
        ours.press(b"\t")?;
        let frame = Duration::from_micros(16_667);
        let paste = |length: usize| {
            let words = "kettle orbit 7 plum saddle ".repeat(length / 27 + 1);
            format!("\x1b[200~{}\x1b[201~", &words[..length]).into_bytes()
        };
        // The first judgement makes the tables of words.
        ours.press(b"k")?;
        ours.pass(Duration::from_millis(500));
        ours.press(b"\x7f")?;
        ours.pass(Duration::from_millis(200));
        let judged = ours.press_for(&paste(64), "Strong.")?;
        self.table.line(
            15,
            "64 characters, pasted and judged",
            "a frame, ≤ 16.7 ms",
            &Amount::ms(judged).shown(),
            judged <= frame,
        );
        // Shown, so that every letter changes the screen: behind dots, a field that is full looks the same after a key.
        ours.press(F2)?;
        ours.press(&paste(405))?;
        let mut end = "saddle ".to_owned();
        let mut shown = Vec::new();
        for letter in ('a'..='z').cycle().take(LETTERS) {
            // It comes while the field before it is still being judged.
            end.push(letter);
            let seen = &end[end.len() - 8..];
            shown.push(ours.press_for(letter.to_string().as_bytes(), seen)?);
        }
        let worst = shown.iter().max().copied().unwrap_or_default();
        self.table.line(
            15,
            "a key at 470 to 500 bytes, to the frame that shows it, worst of 31",
            "never held up: ≤ 16.7 ms",
            &format!(
                "{} (half of them in {})",
                Amount::ms(worst).shown(),
                Amount::ms(median(&shown)).shown()
            ),
            worst <= frame,
        );
        Ok(())
    }

    /// 17: a command.
    fn status(&mut self) -> Result<()> {
        let (mut echo, mut own) = (Vec::new(), Vec::new());
        for _ in 0..RUNS {
            let mut plain = Command::new("/bin/echo");
            echo.push(run(plain.arg(OWNER))?);
            let mut status = Command::new(PASSWARD);
            own.push(run(status.args(["status", OWNER, "--db"]).arg(&self.firm))?);
        }
        self.table.ratio(
            17,
            "`passward status E-MAIL`, start to exit",
            5.0,
            Amount::ms(median(&own)).to("/bin/echo"),
            Amount::ms(median(&echo)),
        );
        Ok(())
    }
}

/// What an administrator waits for, at one size of firm.
#[derive(Default)]
struct Seen {
    signed_in: Vec<Duration>,
    end: Vec<Duration>,
    home: Vec<Duration>,
    preview: Vec<Duration>,
}

impl Seen {
    fn look(&mut self, (mut program, took): (Running, Duration)) -> Result<()> {
        self.signed_in.push(took);
        self.end.extend(program.press(END)?.last);
        self.home.extend(program.press(HOME)?.last);
        let numbers = program.press_for(b"2", "firm users newly expire")?;
        self.preview.push(numbers);
        Ok(())
    }
}

impl Keys {
    fn round(&mut self, program: &mut Running) -> Result<()> {
        let mut round = Vec::new();
        program.press(DOWN)?;
        program.press(UP)?;
        let before = program.cost()?;
        for n in 0..KEYS {
            let burst = program.press(if n % 2 == 0 { DOWN } else { UP })?;
            round.extend(burst.last);
            self.bytes.push(burst.bytes);
        }
        if round.is_empty() {
            return Err(format!("the keys changed nothing:\n{}", program.contents()).into());
        }
        let cpu = program.cost()?.since(before).cpu;
        self.cpu
            .push(Duration::from_nanos(cpu) / u32::try_from(KEYS)?);
        self.rounds.push(hundredth(&round, 99));
        self.last.extend(round);
        Ok(())
    }

    fn bytes(&self) -> Amount {
        let mut bytes = self.bytes.clone();
        bytes.sort_unstable();
        let middle = bytes.get(bytes.len() / 2).copied().unwrap_or_default();
        Amount(whole(middle as u64), " bytes", "bare")
    }
}

/// Returns from the start of a program to its end.
fn run(command: &mut Command) -> Result<Duration> {
    let start = Instant::now();
    let output = command
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .status()?;
    let took = start.elapsed();
    if output.success() {
        Ok(took)
    } else {
        Err(format!("{} failed", command.get_program().display()).into())
    }
}

fn mib(kib: u64) -> String {
    format!("{:.1} MiB", whole(kib) / 1024.0)
}

/// Returns a number with which one can calculate; none here is over four thousand million.
fn whole(number: u64) -> f64 {
    u32::try_from(number).unwrap_or(u32::MAX).into()
}
