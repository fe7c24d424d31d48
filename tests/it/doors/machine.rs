//! A machine for one test: this one, where the folders to which services write are copies that go with the test.
//!
//! It is a namespace of mounts and one of processes. All else of this machine can only be read there, and when the
//! test ends, however it ends, so does every program that was started there: the first of them waits for the end of
//! its standard input. Only root can make one; where it cannot be made the test is not run, and that is said.

use std::ffi::OsStr;
use std::fs::{self, OpenOptions};
use std::io::{BufRead, BufReader, Write};
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};

use super::{firm, shown};
use crate::cli::fed;
use crate::support::services;

/// The folders that it has for itself; of them only `etc` is a copy, the others are empty.
const OWN: [&str; 7] = [
    "etc",
    "run",
    "srv",
    "usr/local/bin",
    "var/lib",
    "var/log",
    "tmp",
];

/// What its first program does: the folder of the test and passward are its arguments, then come the folders.
const BEGIN: &str = r#"set -e
here=$1 passward=$2
shift 2
: > "$here/usr/local/bin/passward"
mount --bind "$passward" "$here/usr/local/bin/passward"
for folder; do mount --rbind "$here/$folder" "/$folder"; done
mount -o remount,bind,ro /
echo ready
exec cat
"#;

/// Where README has the program and the database.
pub(super) const PROGRAM: &str = "/usr/local/bin/passward";
pub(super) const DATABASE: &str = "/var/lib/passward/passward.db";

/// Who has an account there. All of them but the first are in the made-up firm, each in another state.
const PEOPLE: [&str; 8] = [
    "passward",
    "ben",
    "imani",
    "jweber",
    "dpatel",
    "chloe.marsh",
    "diane.keller",
    "theo.laurent",
];

pub(super) struct Machine {
    folder: tempfile::TempDir,
    first: Child,
    services: Vec<Child>,
}

impl Machine {
    /// Makes it, with the people, the program, the firm and the rule of sudo that README shows.
    pub(super) fn made(test: &str) -> Option<Self> {
        services::found("sudo", "sudo", test)?;
        if !rustix::process::geteuid().is_root() {
            services::not_run(test, "only root can make a machine for it");
            return None;
        }
        let folder = tempfile::tempdir().unwrap();
        for own in &OWN[1..] {
            fs::create_dir_all(folder.path().join(own)).unwrap();
        }
        done(
            Command::new("cp")
                .args(["-a", "/etc"])
                .arg(folder.path().join("etc")),
        );
        let mut first = Command::new("unshare")
            .args(["--mount", "--propagation", "private"])
            .args(["--pid", "--fork", "--kill-child", "--mount-proc"])
            .args(["sh", "-c", BEGIN, "sh"])
            .arg(folder.path())
            .arg(env!("CARGO_BIN_EXE_passward"))
            .args(OWN)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let mut line = String::new();
        let _ = BufReader::new(first.stdout.as_mut().unwrap()).read_line(&mut line);
        let machine = Self {
            folder,
            first,
            services: Vec::new(),
        };
        if line != "ready\n" {
            services::not_run(test, &format!("no machine can be made: {}", machine.why()));
            return None;
        }
        machine.furnish();
        Some(machine)
    }

    /// What its first program said when it failed.
    fn why(mut self) -> String {
        drop(self.first.stdin.take());
        let mut said = String::new();
        let _ = BufReader::new(self.first.stderr.take().unwrap()).read_line(&mut said);
        said.trim().to_owned()
    }

    fn furnish(&self) {
        for (id, name) in (60_001..).zip(PEOPLE) {
            let home = format!("/var/lib/{name}");
            self.add(
                "etc/passwd",
                &format!("{name}:x:{id}:{id}::{home}:/bin/sh\n"),
            );
            self.add("etc/group", &format!("{name}:x:{id}:\n"));
            // No password of the machine's own opens anything.
            self.add("etc/shadow", &format!("{name}:*:20000:0:99999:7:::\n"));
        }
        done(
            self.command("install")
                .args(["-d", "-o", "passward", "-m", "700"])
                .arg("/var/lib/passward"),
        );
        let mut as_passward = self.command("runuser");
        as_passward.args(["-u", "passward", "--", PROGRAM]);
        firm(as_passward, Path::new(DATABASE));
        assert!(self.path(&DATABASE[1..]).exists());
        self.rule("passward", &shown("sudoers"));
    }

    /// A file of its own folders, as it is reached from outside.
    pub(super) fn path(&self, name: &str) -> PathBuf {
        assert!(OWN.iter().any(|own| name.starts_with(own)), "{name}");
        self.folder.path().join(name)
    }

    pub(super) fn write(&self, name: &str, text: &str) {
        fs::write(self.path(name), text).unwrap();
    }

    fn add(&self, name: &str, line: &str) {
        let mut file = OpenOptions::new()
            .append(true)
            .open(self.path(name))
            .unwrap();
        file.write_all(line.as_bytes()).unwrap();
    }

    /// Writes a file of rules of sudo, which sudo finds no fault with.
    pub(super) fn rule(&self, name: &str, text: &str) {
        let name = format!("etc/sudoers.d/{name}");
        self.write(&name, text);
        fs::set_permissions(self.path(&name), fs::Permissions::from_mode(0o440)).unwrap();
        done(self.command("visudo").arg("-cf").arg(format!("/{name}")));
    }

    /// Puts lines in the place of one that the file of a service in `/etc/pam.d` has, as README says.
    pub(super) fn pam(&self, service: &str, of: &str, lines: &str) {
        let name = format!("etc/pam.d/{service}");
        let has = fs::read_to_string(self.path(&name)).unwrap();
        assert_eq!(has.matches(of).count(), 1, "{name}: {has}");
        self.write(&name, &has.replace(of, lines));
    }

    /// A program that runs there.
    pub(super) fn command(&self, program: impl AsRef<OsStr>) -> Command {
        let first = format!("/proc/{}", self.first.id());
        let mut command = Command::new("nsenter");
        command
            .arg(format!("--mount={first}/ns/mnt"))
            .arg(format!("--pid={first}/ns/pid_for_children"))
            // Where the test itself runs in a chroot, it would be outside of it else.
            .arg(format!("--root={first}/root"))
            .arg("--")
            .arg(program);
        command
    }

    /// Runs a program there as one of the people, with this text on its standard input.
    pub(super) fn run_as(&self, name: &str, program: &str, words: &[&str], input: &str) -> Output {
        let mut command = self.command("runuser");
        command.args(["-u", name, "--", program]).args(words);
        fed(&mut command, input.as_bytes())
    }

    /// Runs passward there as its own user.
    pub(super) fn passward(&self, words: &[&str], input: &str) -> Output {
        let words = [words, &["--db", DATABASE]].concat();
        self.run_as("passward", PROGRAM, &words, input)
    }

    /// Starts what goes on until the test ends; what it says goes into a file.
    pub(super) fn start(&mut self, mut service: Command, log: &str) {
        let log = fs::File::create(self.path(log)).unwrap();
        let service = service
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(log)
            .spawn();
        self.services.push(service.unwrap());
    }
}

impl Drop for Machine {
    fn drop(&mut self) {
        // Its first program ends, and with it every other one there.
        drop(self.first.stdin.take());
        let _ = self.first.wait();
        for service in &mut self.services {
            let _ = service.wait();
        }
    }
}

/// Runs what must succeed.
pub(super) fn done(command: &mut Command) -> Output {
    let output = command.output().unwrap();
    assert!(output.status.success(), "{command:?}: {output:?}");
    output
}
