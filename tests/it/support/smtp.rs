//! A mail server on loopback, which can also refuse, stall and break off.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::{Arc, Mutex};
use std::thread;

use rustls::pki_types::{PrivateKeyDer, PrivatePkcs8KeyDer};

/// What the server does with a letter.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Mood {
    Takes,
    /// 550 to the recipient.
    Refuses,
    /// 451 to the recipient.
    Later,
    /// No answer to the recipient, and none later.
    Stalls,
    /// The connection breaks once the whole text is there.
    DropsAfterData,
    /// 535 to the account.
    RefusesAccount,
}

/// The server, and what it was given.
pub(crate) struct Server {
    pub(crate) port: u16,
    mood: Arc<Mutex<Mood>>,
    letters: Arc<Mutex<Vec<String>>>,
    /// Its certificate, in PEM.
    pub(crate) certificate: String,
}

impl Server {
    pub(crate) fn new() -> Self {
        Self::start(false)
    }

    /// With TLS from the first byte.
    pub(crate) fn with_tls() -> Self {
        Self::start(true)
    }

    fn start(tls: bool) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let port = listener.local_addr().unwrap().port();
        let made = rcgen::generate_simple_self_signed(vec!["localhost".to_owned()]).unwrap();
        let key = PrivatePkcs8KeyDer::from(made.signing_key.serialize_der());
        let provider = Arc::new(rustls::crypto::ring::default_provider());
        let config = rustls::ServerConfig::builder_with_provider(provider)
            .with_safe_default_protocol_versions()
            .unwrap()
            .with_no_client_auth()
            .with_single_cert(vec![made.cert.der().clone()], PrivateKeyDer::from(key))
            .unwrap();
        let config = Arc::new(config);
        let mood = Arc::new(Mutex::new(Mood::Takes));
        let letters = Arc::new(Mutex::new(Vec::new()));
        let talk = Talk {
            mood: mood.clone(),
            letters: letters.clone(),
        };
        thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let (talk, config) = (talk.clone(), config.clone());
                thread::spawn(move || talk.begin(stream, tls, config));
            }
        });
        Self {
            port,
            mood,
            letters,
            certificate: made.cert.pem(),
        }
    }

    pub(crate) fn is(&self, mood: Mood) {
        *self.mood.lock().unwrap() = mood;
    }

    /// The letters whose whole text came, whatever became of the connection.
    pub(crate) fn letters(&self) -> Vec<String> {
        self.letters.lock().unwrap().clone()
    }
}

#[derive(Clone)]
struct Talk {
    mood: Arc<Mutex<Mood>>,
    letters: Arc<Mutex<Vec<String>>>,
}

impl Talk {
    fn begin(&self, stream: TcpStream, tls: bool, config: Arc<rustls::ServerConfig>) {
        // A client that goes away ends the talk, which is no failure here.
        let _ = if tls {
            let server = rustls::ServerConnection::new(config).unwrap();
            self.talk(rustls::StreamOwned::new(server, stream), true)
        } else {
            self.talk(stream, false)
        };
    }

    fn talk(&self, stream: impl Read + Write, account: bool) -> std::io::Result<()> {
        let mut stream = BufReader::new(stream);
        say(&mut stream, "220 ready")?;
        loop {
            let mut line = String::new();
            if stream.read_line(&mut line)? == 0 {
                return Ok(());
            }
            let mood = *self.mood.lock().unwrap();
            let word = line.get(..4).unwrap_or_default().to_ascii_uppercase();
            match word.as_str() {
                "EHLO" if account => say(&mut stream, "250-here\r\n250 AUTH PLAIN LOGIN")?,
                "EHLO" => say(&mut stream, "250-here\r\n250 8BITMIME")?,
                "AUTH" if mood == Mood::RefusesAccount => say(&mut stream, "535 \u{1b}[2Jno")?,
                "AUTH" => say(&mut stream, "235 welcome")?,
                "RCPT" if mood == Mood::Refuses => say(&mut stream, "550 no such person")?,
                "RCPT" if mood == Mood::Later => say(&mut stream, "451 later")?,
                "RCPT" if mood == Mood::Stalls => {
                    // Until the client gives up.
                    let _ = stream.read_line(&mut line);
                    return Ok(());
                }
                "DATA" => {
                    say(&mut stream, "354 go on")?;
                    let mut text = String::new();
                    while !text.ends_with("\r\n.\r\n") {
                        if stream.read_line(&mut text)? == 0 {
                            return Ok(());
                        }
                    }
                    self.letters.lock().unwrap().push(text);
                    if mood == Mood::DropsAfterData {
                        return Ok(());
                    }
                    say(&mut stream, "250 taken")?;
                }
                "QUIT" => return say(&mut stream, "221 bye"),
                _ => say(&mut stream, "250 ok")?,
            }
        }
    }
}

fn say(stream: &mut BufReader<impl Read + Write>, line: &str) -> std::io::Result<()> {
    let stream = stream.get_mut();
    stream.write_all(line.as_bytes())?;
    stream.write_all(b"\r\n")?;
    stream.flush()
}
