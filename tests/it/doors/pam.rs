//! Linux-PAM itself, with a folder of its own in the place of `/etc/pam.d`.

use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use super::machine::{DATABASE, PROGRAM};
use super::{RIGHT, WRONG, firm, has, shown, told};
use crate::support::services;

/// Asks PAM as a service does: who and in which folder are arguments, the password is on standard input.
const ASKER: &str = r#"
#include <security/pam_appl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
static char secret[600];
static int talk(int n, const struct pam_message **m, struct pam_response **r, void *data) {
    (void)data;
    struct pam_response *answers = calloc((size_t)n, sizeof *answers);
    for (int i = 0; i < n; i++)
        if (m[i]->msg_style == PAM_PROMPT_ECHO_OFF) answers[i].resp = strdup(secret);
        else printf("said %s\n", m[i]->msg);
    *r = answers;
    return PAM_SUCCESS;
}
int main(int argc, char **argv) {
    (void)argc;
    struct pam_conv conv = {talk, NULL};
    pam_handle_t *h;
    secret[fread(secret, 1, sizeof secret - 1, stdin)] = 0;
    if (pam_start_confdir("mail", argv[1], &conv, argv[2], &h) != PAM_SUCCESS) return 2;
    pam_set_item(h, PAM_RHOST, "192.0.2.7");
    int auth = pam_authenticate(h, 0);
    if (auth == PAM_SUCCESS) auth = pam_setcred(h, PAM_ESTABLISH_CRED); /* as sshd does */
    int account = pam_acct_mgmt(h, 0);
    printf("auth %d account %d\n", auth, account);
    return pam_end(h, account);
}
"#;

/// The program that asks, and the folder with the lines of README.
struct Pam {
    asker: PathBuf,
    folder: PathBuf,
}

/// What PAM answered.
#[derive(Debug, PartialEq, Eq)]
struct Answered {
    auth: bool,
    account: bool,
    /// What the user was told.
    said: String,
}

impl Pam {
    /// Compiles the program into a folder and writes the lines there; nothing where the machine cannot.
    fn in_folder(folder: &Path, lines: &str, test: &str) -> Option<Self> {
        let cc = services::found("cc", "build-essential", test)?;
        let header = "/usr/include/security/pam_appl.h";
        if !has(header, "libpam0g-dev", test) {
            return None;
        }
        let source = folder.join("asker.c");
        fs::write(&source, ASKER).unwrap();
        let asker = folder.join("asker");
        let compiled = Command::new(cc)
            .arg(&source)
            .arg("-o")
            .arg(&asker)
            .arg("-lpam")
            .output()
            .unwrap();
        assert!(compiled.status.success(), "{compiled:?}");
        let confdir = folder.join("pam.d");
        fs::create_dir(&confdir).unwrap();
        fs::write(confdir.join("mail"), lines).unwrap();
        Some(Self {
            asker,
            folder: confdir,
        })
    }

    /// Asks for authentication and for the account.
    fn ask(&self, name: &str, password: &str) -> Answered {
        let mut child = Command::new(&self.asker)
            .arg(name)
            .arg(&self.folder)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        write!(child.stdin.take().unwrap(), "{password}").unwrap();
        let output = child.wait_with_output().unwrap();
        let text = String::from_utf8(output.stdout).unwrap();
        let last = text.lines().last().unwrap_or_default();
        let [_, auth, _, account] = last.split(' ').collect::<Vec<_>>()[..] else {
            panic!("{text} {:?}", output.stderr);
        };
        Answered {
            auth: auth == "0",
            account: account == "0",
            said: text
                .lines()
                .filter(|line| line.starts_with("said"))
                .collect(),
        }
    }
}

#[test]
fn i1_pam_lets_in_whom_passward_lets_in() {
    let folder = tempfile::tempdir().unwrap();
    let database = folder.path().join("passward.db");
    let program = Path::new(env!("CARGO_BIN_EXE_passward"));
    // Here everything belongs to whoever runs the test, so nobody has to become somebody else.
    let lines = shown("pam").replace("/usr/bin/sudo -n -u passward ", "");
    let lines = lines.replace(PROGRAM, program.to_str().unwrap());
    let lines = lines.replace(DATABASE, database.to_str().unwrap());
    let test = "i1_pam_lets_in_whom_passward_lets_in";
    let Some(pam) = Pam::in_folder(folder.path(), &lines, test) else {
        return;
    };
    firm(Command::new(program), &database);
    // Name, password, auth, account, and whether where to choose a new one is said (S1, S2).
    for (name, password, auth, account, tells) in [
        ("ben", RIGHT, true, true, false),
        ("ben.okafor", RIGHT, true, true, false),
        ("erin.lowe@client.example", RIGHT, true, true, false),
        ("ben", WRONG, false, true, false),
        // Expired.
        ("chloe.marsh", RIGHT, false, false, true),
        ("chloe.marsh", WRONG, false, false, false),
        // Forced.
        ("dpatel", RIGHT, false, false, true),
        ("dpatel", WRONG, false, false, false),
        // Disabled, invited, unknown: not told apart, whatever was entered.
        ("diane.keller", RIGHT, false, false, false),
        ("diane.keller", WRONG, false, false, false),
        ("hugo.brandt", RIGHT, false, false, false),
        ("nobody", RIGHT, false, false, false),
        // Locked by wrong tries: no password is looked at, but a key is still let in.
        ("theo.laurent", RIGHT, false, true, false),
    ] {
        let answered = pam.ask(name, password);
        let case = format!("{name} {answered:?}");
        assert_eq!((answered.auth, answered.account), (auth, account), "{case}");
        assert_eq!(told(&answered.said), tells, "{case}");
        assert_eq!(answered.said.is_empty(), !tells, "{case}");
    }
    let listed = Command::new(program)
        .args(["audit", "list", "--json", "--db"])
        .arg(&database)
        .output()
        .unwrap();
    let log = String::from_utf8(listed.stdout).unwrap();
    assert!(log.contains("192.0.2.7") && log.contains(r#""new":"mail""#));
}
