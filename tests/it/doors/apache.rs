//! Apache httpd with `mod_authnz_external` on loopback, as www-data through sudo.

use std::fs;
use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};
use std::os::unix::process::CommandExt;
use std::thread;

use data_encoding::BASE64;

use super::machine::{DATABASE, Machine, PROGRAM};
use super::{RIGHT, WRONG, has, shown};
use crate::support::services;
use crate::support::until::until;

const TEST: &str = "i1_apache_asks_as_its_own_user_through_the_line_in_sudoers";
const MODULES: &str = "/usr/lib/apache2/modules";

/// Starts Apache with the block that README shows; returns its port.
fn start(machine: &mut Machine) -> u16 {
    let port = TcpListener::bind("127.0.0.1:0")
        .unwrap()
        .local_addr()
        .unwrap()
        .port();
    fs::create_dir(machine.path("srv/www")).unwrap();
    machine.write("srv/www/index.html", "inside");
    let mut conf = format!(
        "ServerName localhost\nListen 127.0.0.1:{port}\nUser www-data\nGroup www-data\nPidFile /run/apache.pid\n\
         ErrorLog /var/log/apache.log\nMutex file:/run\nDocumentRoot /srv/www\n",
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
    conf += &shown("apache");
    machine.write("etc/passward-test.conf", &conf);
    let mut apache = machine.command("apache2");
    apache.args(["-f", "/etc/passward-test.conf", "-D", "FOREGROUND"]);
    // A group of its own, whatever its modules send to theirs.
    apache.process_group(0);
    machine.start(apache, "var/log/apache.err");
    until("Apache listens", || {
        TcpStream::connect(("127.0.0.1", port)).is_ok()
    });
    port
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
fn i1_apache_asks_as_its_own_user_through_the_line_in_sudoers() {
    let module = format!("{MODULES}/mod_authnz_external.so");
    if services::found("apache2", "apache2", TEST).is_none()
        || !has(&module, "libapache2-mod-authnz-external", TEST)
    {
        return;
    }
    let Some(mut machine) = Machine::made(TEST) else {
        return;
    };
    let port = start(&mut machine);
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
    let words = ["-n", "-u", "passward", PROGRAM];
    let words = [&words[..], &["users", "list", "--db", DATABASE]].concat();
    let other = machine.run_as("www-data", "sudo", &words, "");
    assert!(
        !other.status.success() && other.stdout.is_empty(),
        "{other:?}"
    );
}
