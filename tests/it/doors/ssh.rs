//! sshd itself: it asks passward for the password through PAM, and for the account of whoever has a key; or it asks
//! for nothing, and leaves that to the kiosk.

use std::fs;
use std::net::TcpListener;
use std::path::PathBuf;
use std::process::{Command, Output, Stdio};

use super::machine::{Machine, done};
use super::{RIGHT, WRONG, of_kind, shown, told};
use crate::support::services;
use crate::support::until::until;

/// With what somebody comes.
#[derive(Debug, Clone, Copy)]
enum With {
    /// So many times the same one.
    Password(&'static str, u32),
    Key,
    Nothing,
}

/// A machine with an sshd, and the client that comes to it.
struct Door {
    machine: Machine,
    ssh: PathBuf,
    port: u16,
}

impl Door {
    /// Opens it with what stands in its settings besides its own places.
    fn opened(test: &str, settings: impl FnOnce(&Machine) -> String) -> Option<Self> {
        let sshd = services::found("sshd", "openssh-server", test)?;
        let ssh = services::found("ssh", "openssh-client", test)?;
        let mut machine = Machine::made(test)?;
        let settings = settings(&machine);
        fs::create_dir(machine.path("run/sshd")).unwrap();
        for name in ["host", "key"] {
            let mut made = Command::new("ssh-keygen");
            made.args(["-q", "-t", "ed25519", "-N", "", "-f"]);
            done(made.arg(machine.path(&format!("srv/{name}"))));
        }
        // What the client calls to be told a password.
        let asker = machine.path("srv/asker");
        fs::write(&asker, "#!/bin/sh\necho \"$OFFERED\"\n").unwrap();
        done(Command::new("chmod").arg("755").arg(asker));
        // The first program that listens there after this one is very likely ours; where it is not, sshd says so.
        let port = TcpListener::bind(("127.0.0.1", 0)).unwrap();
        let number = port.local_addr().unwrap().port();
        drop(port);
        let config = format!(
            "ListenAddress 127.0.0.1\nPort {number}\nHostKey /srv/host\nPidFile none\n\
             AuthorizedKeysFile /srv/key.pub\nStrictModes no\n{settings}",
        );
        machine.write("etc/ssh/sshd_config", &config);
        // From 9.8 on it closes itself for a while to an address that failed often, which here all share.
        let open = ["-o", "PerSourcePenalties=no"];
        let tried = machine.command(&sshd).arg("-t").args(open).output();
        let knows = tried.unwrap().status.success();
        let mut server = machine.command(sshd);
        server
            .args(["-D", "-e"])
            .args(open.iter().filter(|_| knows));
        machine.start(server, "var/log/sshd");
        let door = Self {
            machine,
            ssh,
            port: number,
        };
        until("sshd listens", || {
            door.log().contains("Server listening on 127.0.0.1")
        });
        Some(door)
    }

    /// What sshd has said so far.
    fn log(&self) -> String {
        fs::read_to_string(self.machine.path("var/log/sshd")).unwrap_or_default()
    }

    /// Comes as somebody, to be told as whom.
    fn comes(&self, name: &str, with: With) -> Output {
        let (way, offered, times) = match with {
            With::Password(password, times) => ("keyboard-interactive", password, times),
            With::Key => ("publickey", "", 0),
            With::Nothing => ("none", "", 0),
        };
        let key = self.machine.path("srv/key");
        let mut client = Command::new(&self.ssh);
        client.args(["-F", "none", "-p", &self.port.to_string()]);
        for option in [
            "UserKnownHostsFile=/dev/null",
            "StrictHostKeyChecking=no",
            "IdentitiesOnly=yes",
            &format!("IdentityFile={}", key.display()),
            &format!("PreferredAuthentications={way}"),
            &format!("NumberOfPasswordPrompts={times}"),
        ] {
            client.args(["-o", option]);
        }
        client
            .arg(format!("{name}@127.0.0.1"))
            .args(["id", "-un"])
            .env_clear()
            .env("PATH", "/usr/bin:/bin")
            .env("SSH_ASKPASS", self.machine.path("srv/asker"))
            .env("SSH_ASKPASS_REQUIRE", "force")
            .env("OFFERED", offered)
            .stdin(Stdio::null())
            .output()
            .unwrap()
    }

    /// Asserts who is let in, and who is told that a new password must be chosen.
    #[track_caller]
    fn answers(&self, name: &str, with: With, comes_in: bool, tells: bool) {
        let output = self.comes(name, with);
        let case = format!("{name} {with:?} {output:?} {}", self.log());
        assert_eq!(output.status.success(), comes_in, "{case}");
        let who = format!("{name}\n");
        let who = if comes_in { who.as_str() } else { "" };
        assert_eq!(String::from_utf8_lossy(&output.stdout), who, "{case}");
        let said = String::from_utf8_lossy(&output.stderr);
        assert_eq!(told(&said), tells, "{case}");
    }
}

#[test]
fn i1_sshd_lets_in_whom_passward_lets_in_with_a_password_or_a_key() {
    let test = "i1_sshd_lets_in_whom_passward_lets_in_with_a_password_or_a_key";
    let through_pam = |machine: &Machine| {
        machine.pam("sshd", "@include common-auth\n", &of_kind("auth"));
        machine.pam("sshd", "@include common-account\n", &of_kind("account"));
        shown("sshd")
    };
    let Some(door) = Door::opened(test, through_pam) else {
        return;
    };
    let once = |password| With::Password(password, 1);
    door.answers("ben", once(RIGHT), true, false);
    door.answers("ben", With::Key, true, false);
    // Expired, and disabled: the key opens nothing either.
    door.answers("chloe.marsh", With::Key, false, false);
    door.answers("diane.keller", once(RIGHT), false, false);
    door.answers("diane.keller", With::Key, false, false);
    // Locked by wrong tries: no password is looked at, but a key is still let in.
    door.answers("theo.laurent", once(RIGHT), false, false);
    door.answers("theo.laurent", With::Key, true, false);

    // Forced: told so only with the right password, until a new one is chosen.
    door.answers("dpatel", once(WRONG), false, false);
    door.answers("dpatel", once(RIGHT), false, true);
    let new = "quiet meadow lantern 71";
    let email = "dev.patel@hartwellfinch.example";
    let chosen = door
        .machine
        .passward(&["passwd", email], &format!("{RIGHT}\n{new}\n"));
    assert!(chosen.status.success(), "{chosen:?}");
    door.answers("dpatel", once(RIGHT), false, false);
    door.answers("dpatel", once(new), true, false);

    // After five wrong ones the right one has to wait (S3), here and at every other door.
    door.answers("imani", With::Password(WRONG, 3), false, false);
    door.answers("imani", With::Password(WRONG, 2), false, false);
    door.answers("imani", once(RIGHT), false, false);
    let lines = ["verify", "--format", "lines"];
    let elsewhere = door.machine.passward(&lines, &format!("imani\n{RIGHT}\n"));
    assert_eq!(elsewhere.status.code(), Some(1), "{elsewhere:?}");

    let log = door
        .machine
        .passward(&["audit", "list", "--json"], "")
        .stdout;
    let log = String::from_utf8(log).unwrap();
    assert!(log.contains("127.0.0.1") && log.contains(r#""new":"sshd""#));
}

#[test]
fn r7_an_account_that_asks_for_no_password_leads_to_the_kiosk_and_to_nothing_else() {
    let test = "r7_an_account_that_asks_for_no_password_leads_to_the_kiosk_and_to_nothing_else";
    // The settings of the machine, with the lines of README where it says that they stand.
    let for_everybody = |machine: &Machine| {
        done(machine.command("passwd").args(["-d", "passward"]));
        let lines = shown("sshd_config");
        let (first, rest) = lines.split_once('\n').unwrap();
        let own = fs::read_to_string(machine.path("etc/ssh/sshd_config")).unwrap();
        let nothing = "PermitEmptyPasswords yes\n    AuthenticationMethods none";
        format!("{first}\n{own}\n{rest}    {nothing}\n")
    };
    let Some(door) = Door::opened(test, for_everybody) else {
        return;
    };
    let output = door.comes("passward", With::Nothing);
    let said = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(2), "{said} {}", door.log());
    assert!(output.stdout.is_empty(), "{output:?}");
    assert!(
        said.contains("The command that you sent was not run."),
        "{said}"
    );
    // Nobody else comes in that way.
    let output = door.comes("ben", With::Nothing);
    let said = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(255), "{output:?}");
    assert!(said.contains("Permission denied"), "{said}");
}
