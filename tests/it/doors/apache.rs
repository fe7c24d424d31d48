//! Apache httpd with `mod_authnz_external` on loopback, as www-data through sudo; and PAM through sudo.
//!
//! This makes an operating-system user and a file in `/etc/sudoers.d`, so it runs only as root and only where it is
//! asked for, as in `.ci/run`. Both go with the test, however it ends.

use std::fs;
use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};
use std::os::unix::fs::PermissionsExt;
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};
use std::thread;

use data_encoding::BASE64;
use rustix::process::{Pid, Signal, kill_process};

use super::pam::Pam;
use super::{RIGHT, WRONG, at, firm, has, may_change_the_machine, shown};
use crate::support::services;
use crate::support::until::until;

const TEST: &str = "i1_apache_and_pam_ask_as_their_own_users_through_the_line_in_sudoers";
const MODULES: &str = "/usr/lib/apache2/modules";

/// Runs what must succeed.
fn done(command: &mut Command) -> Output {
    let output = command.output().unwrap();
    assert!(output.status.success(), "{command:?}: {output:?}");
    output
}

fn mode(path: &Path, mode: u32) {
    fs::set_permissions(path, fs::Permissions::from_mode(mode)).unwrap();
}

/// What the machine has for the test only; dropped, it is as it was.
struct Machine {
    folder: tempfile::TempDir,
    sudoers: PathBuf,
    made_user: bool,
    apache: Option<Child>,
}

impl Machine {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        mode(folder.path(), 0o755);
        let known = Command::new("id")
            .args(["-u", "passward"])
            .output()
            .unwrap();
        let made_user = !known.status.success();
        // From here on, whatever fails, what was made goes.
        let machine = Self {
            sudoers: format!("/etc/sudoers.d/passward-test-{}", std::process::id()).into(),
            folder,
            made_user,
            apache: None,
        };
        if made_user {
            done(Command::new("useradd").args([
                "--system",
                "--home-dir",
                "/nonexistent",
                "--shell",
                "/usr/sbin/nologin",
                "passward",
            ]));
        }
        machine
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    fn program(&self) -> PathBuf {
        self.path("passward")
    }

    fn database(&self) -> PathBuf {
        self.path("data/passward.db")
    }

    /// The program where every user can run it, the firm where only passward can.
    fn install(&self) {
        fs::copy(env!("CARGO_BIN_EXE_passward"), self.program()).unwrap();
        mode(&self.program(), 0o755);
        done(
            Command::new("install")
                .args(["-d", "-o", "passward", "-m", "700"])
                .arg(self.path("data")),
        );
        let mut as_passward = Command::new("sudo");
        as_passward
            .args(["-n", "-u", "passward"])
            .arg(self.program());
        as_passward.current_dir("/");
        firm(as_passward, &self.database());
        let rule = at(&shown("sudoers"), &self.program(), &self.database());
        let draft = self.path("sudoers");
        fs::write(&draft, rule).unwrap();
        mode(&draft, 0o440);
        done(Command::new("visudo").arg("-cf").arg(&draft));
        fs::copy(&draft, &self.sudoers).unwrap();
        mode(&self.sudoers, 0o440);
    }

    /// Starts Apache with the block that README shows; returns its port.
    fn start_apache(&mut self, program: &Path) -> u16 {
        let port = TcpListener::bind("127.0.0.1:0")
            .unwrap()
            .local_addr()
            .unwrap()
            .port();
        fs::create_dir(self.path("www")).unwrap();
        fs::write(self.path("www/index.html"), "inside").unwrap();
        mode(&self.path("www"), 0o755);
        fs::create_dir(self.path("locks")).unwrap();
        let mut conf = format!(
            "ServerName localhost\nListen 127.0.0.1:{port}\nUser www-data\nGroup www-data\nPidFile {here}/pid\n\
             ErrorLog {here}/error.log\nMutex file:{here}/locks\nDocumentRoot {here}/www\n",
            here = self.folder.path().display()
        );
        let modules = [
            "mpm_prefork",
            "authn_core",
            "authz_core",
            "authz_user",
            "auth_basic",
            "authnz_external",
            "dir",
        ];
        let load = |name| format!("LoadModule {name}_module {MODULES}/mod_{name}.so\n");
        conf.extend(modules.map(load));
        conf += &at(&shown("apache"), &self.program(), &self.database());
        fs::write(self.path("apache.conf"), conf).unwrap();
        let apache = Command::new(program)
            .arg("-f")
            .arg(self.path("apache.conf"))
            .args(["-D", "FOREGROUND"])
            // A group of its own, whatever its modules send to theirs.
            .process_group(0)
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn();
        self.apache = Some(apache.unwrap());
        until("Apache listens", || {
            TcpStream::connect(("127.0.0.1", port)).is_ok()
        });
        port
    }
}

impl Drop for Machine {
    fn drop(&mut self) {
        if let Some(mut apache) = self.apache.take() {
            // It ends its children and waits for them.
            let _ = kill_process(Pid::from_child(&apache), Signal::TERM);
            let _ = apache.wait();
        }
        let _ = fs::remove_file(&self.sudoers);
        if self.made_user {
            let _ = Command::new("userdel").arg("passward").output();
        }
    }
}

/// Asks for the page, and returns the status.
fn get(port: u16, name: &str, password: &str) -> String {
    let mut stream = TcpStream::connect(("127.0.0.1", port)).unwrap();
    let proof = BASE64.encode(format!("{name}:{password}").as_bytes());
    write!(
        stream,
        "GET / HTTP/1.0\r\nAuthorization: Basic {proof}\r\n\r\n"
    )
    .unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).unwrap();
    answer.split(' ').nth(1).unwrap_or_default().to_owned()
}

fn twenty(port: u16, name: &str, password: &str) -> Vec<String> {
    thread::scope(|scope| {
        let asked: Vec<_> = (0..20)
            .map(|_| scope.spawn(|| get(port, name, password)))
            .collect();
        asked.into_iter().map(|one| one.join().unwrap()).collect()
    })
}

#[test]
fn i1_apache_and_pam_ask_as_their_own_users_through_the_line_in_sudoers() {
    let Some(apache) = services::found("apache2", "apache2", TEST) else {
        return;
    };
    if services::found("sudo", "sudo", TEST).is_none()
        || !has(
            &format!("{MODULES}/mod_authnz_external.so"),
            "libapache2-mod-authnz-external",
            TEST,
        )
        || !may_change_the_machine(TEST)
    {
        return;
    }
    let mut machine = Machine::new();
    machine.install();
    let port = machine.start_apache(&apache);
    let email = "ben.okafor@hartwellfinch.example";
    assert_eq!(get(port, email, RIGHT), "200");
    assert_eq!(get(port, "jweber", RIGHT), "200");
    assert_eq!(get(port, "nobody", RIGHT), "401");
    // Right, but expired: the service has no other word for it.
    assert_eq!(get(port, "chloe.marsh@hartwellfinch.example", RIGHT), "401");
    // S3: those who come while five are looked at wait for their outcome.
    assert_eq!(twenty(port, "ben", RIGHT), ["200"; 20]);
    assert_eq!(twenty(port, "ben", WRONG), ["401"; 20]);
    assert_eq!(get(port, email, RIGHT), "401", "the same count by e-mail");
    assert_eq!(get(port, "jweber", RIGHT), "200", "another user's");

    // Another command than the one in sudoers is not run.
    let other = Command::new("sudo")
        .args(["-n", "-u", "www-data", "sudo", "-n", "-u", "passward"])
        .arg(machine.program())
        .args(["users", "list", "--db"])
        .arg(machine.database())
        .current_dir("/")
        .output()
        .unwrap();
    assert!(!other.status.success() && other.stdout.is_empty());

    let lines = at(&shown("pam"), &machine.program(), &machine.database());
    let folder = machine.path("");
    let pam = Pam::in_folder(&folder, &lines, TEST).unwrap();
    let right = pam.ask("imani", RIGHT);
    assert!(right.auth && right.account, "{right:?}");
    let forced = pam.ask("dpatel", RIGHT);
    assert!(!forced.auth && !forced.account && forced.said.contains("Choose a new one"));
    assert!(!pam.ask("imani", WRONG).auth);
    // The count of the web server's user is that of this door as well.
    assert!(!pam.ask("ben", RIGHT).auth);
}
