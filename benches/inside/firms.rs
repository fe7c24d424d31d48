//! The made-up firms: made once, opened for reading where they lie, copied for writing.

use std::fs;
use std::path::PathBuf;
use std::process::{Command, Stdio};
use std::sync::LazyLock;
use std::time::Duration;

use chrono::{DateTime, Utc};
use passward::domain::audit::{Act, Actor, Entry};
use passward::domain::{FirmName, Instant, PolicyOnRecord, Rules, UserId};
use passward::secret::{Password, ThrottleKey};
use passward::service::{self, Call, Desk, Origin, Session, SignInOutcome, demo};
use passward::store::sqlite::{Folder, Sqlite};
use passward::store::{NewUser, Store};
use rand::SeedableRng;
use rand::rngs::ChaCha20Rng;
use rusqlite::Connection;

use crate::floor;
use crate::measure::{Row, time};

/// A firm of this size is meant by "at 1,000,000 users"; `PASSWARD_BENCH_USERS` makes it smaller for a quick look.
pub(crate) static MANY: LazyLock<u64> = LazyLock::new(|| {
    let fewer = std::env::var("PASSWARD_BENCH_USERS").ok();
    fewer.map_or(1_000_000, |users| users.parse().unwrap())
});

/// Returns the folder of the firms and of the results.
pub(crate) fn folder() -> PathBuf {
    let binary = PathBuf::from(env!("CARGO_BIN_EXE_passward"));
    let folder = binary.parent().and_then(|of| of.parent()).unwrap();
    let folder = folder.join("bench");
    fs::create_dir_all(&folder).unwrap();
    folder
}

/// Returns where the firm of so many lies; makes it where it is missing.
pub(crate) fn path(users: u64) -> PathBuf {
    let path = folder().join(format!("{users}.db"));
    if !path.exists() {
        make(users, &path);
    }
    path
}

fn make(users: u64, path: &PathBuf) {
    let status = Command::new(env!("CARGO_BIN_EXE_passward"))
        .args(["demo", "--users", &users.to_string(), "--db"])
        .arg(path)
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .status()
        .unwrap();
    assert!(status.success());
}

/// Makes a firm of a million beside its floor, and tells how long that took; remembered, since it takes a minute.
pub(crate) fn making() -> Vec<Row> {
    let noted = folder().join("making.txt");
    if !noted.exists() {
        let path = folder().join("made.db");
        let bare = floor::fill(&folder().join("floor.db"), *MANY);
        let ours = time(|| make(*MANY, &path)).0;
        fs::remove_file(&path).unwrap();
        let text = format!("{} {}", ours.as_micros(), bare.as_micros());
        fs::write(&noted, text).unwrap();
    }
    let text = fs::read_to_string(noted).unwrap();
    let (ours, bare) = text.split_once(' ').unwrap();
    let micros = |text: &str| Duration::from_micros(text.trim().parse().unwrap());
    let what = "`passward demo --users 1000000`, from start to exit";
    vec![Row::ratio(
        0,
        what,
        micros(ours),
        ("bare bulk insert", micros(bare)),
        2.0,
    )]
}

/// When every measurement takes place: as the firms were made, people are of every status now.
#[expect(
    clippy::disallowed_methods,
    reason = "the firms were made by this clock"
)]
pub(crate) fn now() -> Instant {
    let now: DateTime<Utc> = Utc::now();
    now
}

/// A firm that is open, with its owner signed in.
pub(crate) struct Firm {
    pub(crate) desk: Desk,
    pub(crate) session: Session,
    pub(crate) rng: ChaCha20Rng,
    pub(crate) now: Instant,
    pub(crate) path: PathBuf,
    /// The policy as the last update left it.
    pub(crate) edition: Option<PolicyOnRecord>,
    _copy: tempfile::TempDir,
}

impl Firm {
    /// Opens a copy of the firm of so many.
    pub(crate) fn copy(users: u64) -> Self {
        let copy = tempfile::tempdir_in(folder()).unwrap();
        let to = copy.path().join("firm.db");
        fs::copy(path(users), &to).unwrap();
        let now = now();
        let mut rng = ChaCha20Rng::seed_from_u64(3);
        let mut desk = Desk::new(Box::new(Sqlite::open(&to).unwrap()));
        let offered = Password::offered(demo::PASSWORD);
        let mut call = call(now, &mut rng);
        let answer = service::sign_in(&mut desk, &mut call, demo::OWNER, &offered);
        let SignInOutcome::In(inside) = answer.result else {
            panic!("the owner is not let in");
        };
        Self {
            desk,
            session: inside.session,
            rng,
            now,
            path: to,
            edition: None,
            _copy: copy,
        }
    }

    /// Does something with the desk, as the owner.
    pub(crate) fn with<T>(
        &mut self,
        work: impl FnOnce(&mut Desk, &mut Call<'_>, &mut service::AdminSession<'_>) -> T,
    ) -> T {
        let mut call = call(self.now, &mut self.rng);
        let mut admin = self.session.administrator().unwrap();
        work(&mut self.desk, &mut call, &mut admin)
    }

    /// Opens the store once more.
    pub(crate) fn store(&self) -> Sqlite {
        Sqlite::open(&self.path).unwrap()
    }

    /// Opens it for bare SQL, with the settings that promises need.
    pub(crate) fn bare(&self) -> Connection {
        floor::connect(&self.path)
    }
}

/// A call now.
pub(crate) fn call(now: Instant, rng: &mut ChaCha20Rng) -> Call<'_> {
    Call {
        now,
        since_boot: Duration::from_secs(1_000),
        rng,
        from: Origin::new("bench"),
    }
}

/// An entry about nothing in particular.
pub(crate) fn entry(now: Instant) -> Entry {
    Entry::new(now, Actor::User(UserId(1)), Act::PolicyUpdated, "bench").on(UserId(1))
}

/// Reads the rules.
pub(crate) fn rules(store: &mut Sqlite) -> Rules {
    store.look().unwrap().rules().unwrap()
}

/// Makes an empty database with a founded firm.
pub(crate) fn founded(path: &std::path::Path, owner: &NewUser) -> Sqlite {
    let mut store = Sqlite::create(path, Folder::MustExist).unwrap();
    let firm = FirmName::parse("Hartwell & Finch LLP").unwrap();
    let mut tx = store.begin().unwrap();
    tx.found(&firm, &ThrottleKey::from_bytes([7; 32]), owner)
        .unwrap();
    tx.commit(&entry(now()), &[]).unwrap();
    store
}
