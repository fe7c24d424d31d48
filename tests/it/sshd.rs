//! SSH as the front door, with a real sshd on loopback and the very lines of the README (R3, R7, A1).
//!
//! Needs `sshd` and `ssh`; where they are missing nothing is run, and that is said.

use std::fs::{self, OpenOptions};
use std::io::Write;
use std::net::TcpListener;
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};

use rustix::process::{Pid, Signal, kill_process};

use crate::cli::{ADA, FIRST, database, founded, passward};
use crate::support::pty::{Colours, Pty, World};
use crate::support::services;
use crate::support::until::until;

const BEN: &str = "ben@hartwellfinch.example";
const BENS: &str = "quiet meadow lantern 71";

/// An sshd that forces the kiosk on whoever comes, and a firm behind it with Ada as its owner.
struct FrontDoor {
    world: World,
    folder: tempfile::TempDir,
    sshd: Child,
    ssh: PathBuf,
    port: u16,
    user: String,
}

/// What stands in the README between two lines of this block.
fn lines_of_readme() -> &'static str {
    let readme = include_str!("../../README.md");
    let (_, block) = readme.split_once("```sshd_config\n").unwrap();
    block.split_once("```").unwrap().0
}

/// The name of whoever runs the tests.
fn own_name() -> String {
    let output = Command::new("id").arg("-un").output().unwrap();
    String::from_utf8(output.stdout).unwrap().trim().to_owned()
}

/// Writes a file that only its owner can read.
fn write(path: &Path, text: &str) {
    let mut options = OpenOptions::new();
    let mut file = options
        .write(true)
        .create_new(true)
        .mode(0o600)
        .open(path)
        .unwrap();
    file.write_all(text.as_bytes()).unwrap();
}

/// Makes a pair of keys without a passphrase.
fn key(path: &Path) {
    let made = Command::new("ssh-keygen")
        .args(["-q", "-t", "ed25519", "-N", "", "-f"])
        .arg(path)
        .status()
        .unwrap();
    assert!(made.success());
}

impl FrontDoor {
    /// Opens the door; nothing where the machine has no sshd.
    fn opened(test: &str) -> Option<Self> {
        let sshd = services::found("sshd", "openssh-server", test)?;
        let ssh = services::found("ssh", "openssh-client", test)?;
        let (world, folder) = (founded(), tempfile::tempdir().unwrap());
        let (at, user) = (folder.path(), own_name());
        key(&at.join("host"));
        key(&at.join("key"));
        fs::copy(at.join("key.pub"), at.join("authorized")).unwrap();
        let forced = lines_of_readme()
            .replace("/usr/local/bin/passward", env!("CARGO_BIN_EXE_passward"))
            .replace(
                "/var/lib/passward/passward.db",
                database(&world).to_str().unwrap(),
            )
            .replace("Match User passward", &format!("Match User {user}"));
        assert!(forced.contains(env!("CARGO_BIN_EXE_passward")) && forced.contains(&user));
        // The first program that listens there after this one is very likely ours; where it is not, sshd says so.
        let port = TcpListener::bind(("127.0.0.1", 0)).unwrap();
        let number = port.local_addr().unwrap().port();
        drop(port);
        let at = at.display();
        let config = format!(
            "ListenAddress 127.0.0.1\nPort {number}\nHostKey {at}/host\nPidFile {at}/pid\n\
             AuthorizedKeysFile {at}/authorized\nStrictModes no\nUsePAM no\nPermitRootLogin yes\n\
             PasswordAuthentication no\nAcceptEnv *\nSubsystem sftp internal-sftp\n{forced}"
        );
        write(&folder.path().join("config"), &config);
        // Where root runs it, it wants this folder; it is made by the service's own start.
        if rustix::process::geteuid().is_root() {
            let _ = fs::create_dir_all("/run/sshd");
        }
        let log = fs::File::create(folder.path().join("log")).unwrap();
        let sshd = Command::new(sshd)
            .args(["-D", "-e", "-f"])
            .arg(folder.path().join("config"))
            .stdin(Stdio::null())
            .stderr(log)
            .spawn()
            .unwrap();
        let door = Self {
            world,
            folder,
            sshd,
            ssh,
            port: number,
            user,
        };
        until("sshd listens", || {
            door.log().contains("Server listening on 127.0.0.1")
        });
        Some(door)
    }

    /// What sshd has said so far.
    fn log(&self) -> String {
        fs::read_to_string(self.folder.path().join("log")).unwrap_or_default()
    }

    /// The arguments of a client that comes to this door.
    fn arguments(&self, more: &[&str]) -> Vec<String> {
        let at = self.folder.path().display();
        let mut all = vec!["-F".to_owned(), "none".into()];
        for option in [
            format!("UserKnownHostsFile={at}/known"),
            "GlobalKnownHostsFile=/dev/null".into(),
            "StrictHostKeyChecking=no".into(),
            "IdentitiesOnly=yes".into(),
            "LogLevel=ERROR".into(),
            format!("IdentityFile={at}/key"),
            format!("Port={}", self.port),
        ] {
            all.extend(["-o".to_owned(), option]);
        }
        let (options, words) = more.split_at(
            more.iter()
                .position(|word| *word == "--")
                .unwrap_or(more.len()),
        );
        all.extend(options.iter().map(ToString::to_string));
        all.push(format!("{}@127.0.0.1", self.user));
        all.extend(words.iter().skip(1).map(ToString::to_string));
        all
    }

    /// Comes in from a terminal.
    fn terminal(&self) -> Pty {
        let arguments = self.arguments(&[]);
        let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
        let ssh = self.ssh.to_str().unwrap();
        let pty = self.world.start(ssh, &arguments, 100, 30, Colours::Silent);
        pty.shows("Sign in");
        pty
    }

    /// Comes in without a terminal; `--` stands before the words that are sent.
    fn without_terminal(&self, more: &[&str]) -> Output {
        Command::new(&self.ssh)
            .args(self.arguments(more))
            .env_clear()
            .envs(self.world.environment())
            .stdin(Stdio::null())
            .output()
            .unwrap()
    }

    /// The programs that were started on this world's database.
    fn kiosks(&self) -> Vec<u32> {
        let database = database(&self.world);
        let database = database.to_str().unwrap();
        let of_ours = |id: &u32| {
            fs::read(format!("/proc/{id}/cmdline")).is_ok_and(|line| {
                let line = String::from_utf8_lossy(&line);
                line.contains("--kiosk") && line.contains(database)
            })
        };
        let names = fs::read_dir("/proc").unwrap().flatten();
        names
            .filter_map(|entry| entry.file_name().to_str()?.parse().ok())
            .filter(of_ours)
            .collect()
    }

    /// What lies in the folder of the database.
    fn left_behind(&self) -> Vec<String> {
        let folder = database(&self.world).parent().unwrap().to_owned();
        let mut found = Vec::new();
        let mut folders = vec![folder.clone()];
        while let Some(next) = folders.pop() {
            for entry in fs::read_dir(next).unwrap().flatten() {
                if entry.path().is_dir() {
                    folders.push(entry.path());
                } else {
                    let path = entry.path();
                    let path = path.strip_prefix(&folder).unwrap();
                    found.push(path.to_str().unwrap().to_owned());
                }
            }
        }
        found
    }
}

impl Drop for FrontDoor {
    fn drop(&mut self) {
        let id = i32::try_from(self.sshd.id()).ok().and_then(Pid::from_raw);
        if let Some(id) = id {
            let _ = kill_process(id, Signal::TERM);
        }
        let _ = self.sshd.wait();
    }
}

/// Ben has a password, and must change it.
fn ben_is_forced(world: &World) {
    let as_ada = |arguments: &[&str]| {
        let arguments = [arguments, &["--as", ADA]].concat();
        passward(world, &arguments, &format!("{FIRST}\n")).ends(0)
    };
    let code = as_ada(&["users", "add", "--name", "Ben Okafor", "--email", BEN]).out;
    let lines = format!("{code}{BENS}\n");
    passward(world, &["passwd", BEN, "--code"], &lines).ends(0);
    as_ada(&["users", "force", BEN, "--reason", "Laptop stolen"]);
}

#[test]
fn r3_r7_over_ssh_a_person_must_change_and_hangs_up_and_nothing_is_left_behind() {
    let Some(door) = FrontDoor::opened("signing in over SSH and hanging up") else {
        return;
    };
    ben_is_forced(&door.world);
    let pty = door.terminal();
    pty.keys(&format!("{BEN}\t{BENS}\r"));
    pty.shows("Laptop stolen");
    let new = "another meadow lantern 72";
    pty.keys(&format!("{new}\t{new}\r"));
    pty.hides("Laptop stolen");
    pty.shows("Update Password");
    assert_eq!(door.kiosks().len(), 1, "{}", door.log());
    let before = door.left_behind();
    let locks = |left: &[String]| {
        left.iter()
            .filter(|name| name.contains(".sessions/"))
            .count()
    };
    assert_eq!(locks(&before), 1, "{before:?}");

    // The client is killed, as when a laptop is closed for good.
    pty.signal(Signal::KILL);
    until("the program has gone", || door.kiosks().is_empty());
    assert_eq!(door.left_behind(), ["passward.db"]);

    // Ada sees that nobody but herself is signed in, and from where Ben was.
    let mut ada = door.terminal();
    ada.keys(&format!("{ADA}\t{FIRST}\r"));
    ada.shows("Manage Users");
    ada.keys("5");
    ada.shows("127.0.0.1 by ssh");
    assert!(!ada.contents().contains("Ben Okafor"), "{}", ada.contents());
    ada.keys("6");
    ada.shows("Ben Okafor");
    let entries = passward(&door.world, &["audit", "list", "--json"], "").ends(0);
    let document: serde_json::Value = serde_json::from_str(&entries.out).unwrap();
    let changed = document["entries"]
        .as_array()
        .unwrap()
        .iter()
        .find(|entry| entry["act"] == "password_changed" && entry["who"]["name"] == "Ben Okafor");
    let from = changed.unwrap()["from"].as_str().unwrap().to_owned();
    assert!(from.starts_with("127.0.0.1 by ssh, pts/"), "{from}");

    ada.keys("q");
    assert_eq!(ada.wait_for_end().exit_code(), 0);
    ada.is_given_back();
}

#[test]
fn u10_over_ssh_a_person_is_told_from_where_the_last_sign_in_was() {
    let Some(door) = FrontDoor::opened("what is told at the next sign-in over SSH") else {
        return;
    };
    let mut first = door.terminal();
    first.keys(&format!("{ADA}\t{FIRST}\r"));
    first.shows("Manage Users");
    first.keys("q");
    first.wait_for_end();
    let second = door.terminal();
    second.keys(&format!("{ADA}\t{FIRST}\r"));
    second.shows("You last signed in today");
    second.shows(", from 127.0.0.1 by ssh");
}

#[test]
fn r7_over_ssh_no_command_and_no_subsystem_runs() {
    let Some(door) = FrontDoor::opened("commands sent over SSH") else {
        return;
    };
    for more in [
        &["--", "cat", "/etc/passwd"][..],
        &["-tt", "--", "cat /etc/passwd"],
        &["-T", "--", "sh"],
    ] {
        let output = door.without_terminal(more);
        let said = format!(
            "{}{}",
            String::from_utf8_lossy(&output.stdout),
            String::from_utf8_lossy(&output.stderr)
        );
        assert_eq!(output.status.code(), Some(2), "{more:?} {said}");
        assert!(
            said.contains("The command that you sent was not run."),
            "{more:?} {said} {}",
            door.log()
        );
        assert!(!said.contains("root:"), "{said}");
    }
    // sshd hands nobody what a subsystem says beside its protocol.
    let output = door.without_terminal(&["-s", "--", "sftp"]);
    assert_eq!(output.status.code(), Some(2), "{}", door.log());
    assert!(output.stdout.is_empty());
}

#[test]
fn r7_over_ssh_without_a_terminal_a_sentence_says_how_to_get_one() {
    let Some(door) = FrontDoor::opened("SSH without a terminal") else {
        return;
    };
    let output = door.without_terminal(&["-T"]);
    let said = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(2), "{said}");
    assert!(said.contains("ssh -t"), "{said}");
    assert!(output.stdout.is_empty());
}

#[test]
fn r2_over_ssh_a_visitors_variables_decide_nothing() {
    let Some(door) = FrontDoor::opened("variables sent over SSH") else {
        return;
    };
    // This sshd takes whatever is sent, which the README advises against.
    let output = door.without_terminal(&["-tt", "-o", "SetEnv=PASSWARD_DB=/tmp/mine.db"]);
    let said = String::from_utf8_lossy(&output.stdout);
    assert_eq!(output.status.code(), Some(2), "{said}");
    assert!(said.contains("The variable PASSWARD_DB is set"), "{said}");

    let arguments = door.arguments(&[
        "-o",
        "SetEnv=XDG_DATA_HOME=/tmp/mine TZ=:/etc/passwd TMPDIR=/tmp/mine SSH_CONNECTION=spoofed",
    ]);
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    let ssh = door.ssh.to_str().unwrap();
    let pty = door.world.start(ssh, &arguments, 100, 30, Colours::Silent);
    pty.shows("Sign in");
    let [kiosk] = door.kiosks()[..] else {
        panic!("{:?}", door.kiosks());
    };
    let environment = fs::read(format!("/proc/{kiosk}/environ")).unwrap();
    let environment = String::from_utf8(environment).unwrap();
    for gone in ["XDG_", "TZ=", "TMPDIR", "spoofed", "HOME", "PATH"] {
        assert!(!environment.contains(gone), "{gone} in {environment}");
    }
    assert!(environment.contains("SSH_CONNECTION=127.0.0.1 "));
}
