//! A mail server on loopback, which can also refuse, stall and break off, and which notes what it hears without TLS.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::{Arc, Mutex};
use std::thread;

use data_encoding::BASE64;
use rustls::pki_types::{PrivateKeyDer, PrivatePkcs8KeyDer};

/// The account that a server with TLS wants, and its password.
pub(crate) const ACCOUNT: (&str, &str) = ("passward", "geheim");

/// How the way to the server is protected.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Way {
    Clear,
    /// TLS from the first byte.
    Tls,
    /// TLS after STARTTLS.
    StartTls,
}

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
    /// The same for this one recipient.
    StallsFor(&'static str),
    /// After so many letters over one connection it is over: 421, or without a word.
    Ends(usize, Goodbye),
    /// The connection breaks once the whole text is there.
    DropsAfterData,
    /// 535 to the account.
    RefusesAccount,
    /// No word of STARTTLS, as where somebody on the way takes it out.
    HidesStartTls,
    /// 454 to STARTTLS, which it offers.
    RefusesStartTls,
    /// After its yes to STARTTLS so many answers more in the same breath, without TLS: somebody on the way put them in.
    SpeaksAhead(usize),
}

/// How a server ends a connection of its own accord.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Goodbye {
    Said,
    Unsaid,
}

/// The server, and what it was given.
pub(crate) struct Server {
    pub(crate) port: u16,
    /// Its certificate, in PEM.
    pub(crate) certificate: String,
    talk: Talk,
}

impl Server {
    /// Without TLS and without an account.
    pub(crate) fn new() -> Self {
        Self::on(Way::Clear)
    }

    /// With TLS it wants [`ACCOUNT`] before a letter.
    pub(crate) fn on(way: Way) -> Self {
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
        let talk = Talk {
            way,
            config: Arc::new(config),
            known: Arc::new(Mutex::new(Known {
                mood: Mood::Takes,
                mechanisms: "PLAIN LOGIN",
                letters: Vec::new(),
                in_clear: Vec::new(),
                accounts: Vec::new(),
                connections: 0,
            })),
        };
        let server = talk.clone();
        thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let talk = server.clone();
                // A client that goes away ends the talk, which is no failure here.
                thread::spawn(move || talk.begin(stream));
            }
        });
        Self {
            port,
            certificate: made.cert.pem(),
            talk,
        }
    }

    pub(crate) fn is(&self, mood: Mood) {
        self.talk.known().mood = mood;
    }

    /// Offers these ways to name the account, and no other.
    pub(crate) fn offers(&self, mechanisms: &'static str) {
        self.talk.known().mechanisms = mechanisms;
    }

    /// The letters whose whole text came, whatever became of the connection.
    pub(crate) fn letters(&self) -> Vec<String> {
        self.talk.known().letters.clone()
    }

    /// Every line that came without TLS.
    pub(crate) fn in_clear(&self) -> Vec<String> {
        self.talk.known().in_clear.clone()
    }

    /// Every line that began to name an account.
    pub(crate) fn accounts(&self) -> Vec<String> {
        self.talk.known().accounts.clone()
    }

    /// How many connections there were.
    pub(crate) fn connections(&self) -> usize {
        self.talk.known().connections
    }
}

/// What the threads of a server share with the test.
struct Known {
    mood: Mood,
    mechanisms: &'static str,
    letters: Vec<String>,
    in_clear: Vec<String>,
    accounts: Vec<String>,
    connections: usize,
}

#[derive(Clone)]
struct Talk {
    way: Way,
    config: Arc<rustls::ServerConfig>,
    known: Arc<Mutex<Known>>,
}

/// How one talk, or its part without TLS, came to its end.
enum Ended<S> {
    Over,
    /// TLS begins on what is given back.
    WithTls(S),
}

impl Talk {
    fn known(&self) -> std::sync::MutexGuard<'_, Known> {
        self.known.lock().unwrap()
    }

    fn begin(&self, stream: TcpStream) -> std::io::Result<()> {
        self.known().connections += 1;
        if self.way == Way::Tls {
            let mut stream = BufReader::new(self.secured(stream));
            say(&mut stream, "220 ready")?;
            return self.talk(stream, Way::Tls).map(drop);
        }
        let mut stream = BufReader::new(stream);
        say(&mut stream, "220 ready")?;
        if let Ended::WithTls(stream) = self.talk(stream, Way::Clear)? {
            // No greeting comes again (RFC 3207).
            self.talk(BufReader::new(self.secured(stream)), Way::Tls)?;
        }
        Ok(())
    }

    fn secured(
        &self,
        stream: TcpStream,
    ) -> rustls::StreamOwned<rustls::ServerConnection, TcpStream> {
        let server = rustls::ServerConnection::new(self.config.clone()).unwrap();
        rustls::StreamOwned::new(server, stream)
    }

    fn hear(&self, stream: &mut impl BufRead, way: Way) -> std::io::Result<Option<String>> {
        let mut line = String::new();
        if stream.read_line(&mut line)? == 0 {
            return Ok(None);
        }
        if way == Way::Clear {
            self.known().in_clear.push(line.clone());
        }
        Ok(Some(line))
    }

    fn talk<S: Read + Write>(
        &self,
        mut stream: BufReader<S>,
        way: Way,
    ) -> std::io::Result<Ended<S>> {
        let (mut signed_in, mut taken) = (self.way == Way::Clear, 0);
        while let Some(line) = self.hear(&mut stream, way)? {
            let (mood, mechanisms) = {
                let known = self.known();
                (known.mood, known.mechanisms)
            };
            let word = line.get(..4).unwrap_or_default().to_ascii_uppercase();
            match word.as_str() {
                "EHLO" => say(&mut stream, &self.offer(way, mood, mechanisms))?,
                "STAR" if mood == Mood::RefusesStartTls => say(&mut stream, "454 not now")?,
                "STAR" if way == Way::Clear && self.way == Way::StartTls => {
                    let mut yes = "220 go ahead".to_owned();
                    if let Mood::SpeaksAhead(answers) = mood {
                        yes.push_str(&"\r\n250 AUTH PLAIN LOGIN".repeat(answers));
                    }
                    say(&mut stream, &yes)?;
                    return Ok(Ended::WithTls(stream.into_inner()));
                }
                "AUTH" => {
                    self.known().accounts.push(line.clone());
                    let right = self.account(&mut stream, way, &line)?;
                    signed_in = right && mood != Mood::RefusesAccount;
                    let answer = if signed_in {
                        "235 welcome"
                    } else {
                        "535 \u{1b}[2Jno"
                    };
                    say(&mut stream, answer)?;
                }
                "MAIL" if !signed_in => say(&mut stream, "530 who are you?")?,
                "RCPT" if mood == Mood::Refuses => say(&mut stream, "550 no such person")?,
                "RCPT" if mood == Mood::Later => say(&mut stream, "451 later")?,
                "MAIL" if ends(mood, taken) => {
                    if let Mood::Ends(_, Goodbye::Said) = mood {
                        say(&mut stream, "421 enough")?;
                    }
                    return Ok(Ended::Over);
                }
                "RCPT" if stalls(mood, &line) => {
                    // Until the client gives up.
                    let _ = self.hear(&mut stream, way);
                    return Ok(Ended::Over);
                }
                "DATA" => {
                    say(&mut stream, "354 go on")?;
                    let mut text = String::new();
                    while !text.ends_with("\r\n.\r\n") {
                        match self.hear(&mut stream, way)? {
                            Some(line) => text.push_str(&line),
                            None => return Ok(Ended::Over),
                        }
                    }
                    self.known().letters.push(text);
                    taken += 1;
                    if mood == Mood::DropsAfterData {
                        return Ok(Ended::Over);
                    }
                    say(&mut stream, "250 taken")?;
                }
                "QUIT" => {
                    say(&mut stream, "221 bye")?;
                    return Ok(Ended::Over);
                }
                _ => say(&mut stream, "250 ok")?,
            }
        }
        Ok(Ended::Over)
    }

    /// What the server can do. Without TLS it offers to take the account all the same, as careless ones do.
    fn offer(&self, way: Way, mood: Mood, mechanisms: &str) -> String {
        let mut offer = "250-here".to_owned();
        if self.way == Way::StartTls && way == Way::Clear && mood != Mood::HidesStartTls {
            offer.push_str("\r\n250-STARTTLS");
        }
        if self.way != Way::Clear {
            offer.push_str("\r\n250-AUTH ");
            offer.push_str(mechanisms);
        }
        offer + "\r\n250 8BITMIME"
    }

    /// Says whether the right account was named, with PLAIN (RFC 4616) or LOGIN.
    fn account(
        &self,
        stream: &mut BufReader<impl Read + Write>,
        way: Way,
        line: &str,
    ) -> std::io::Result<bool> {
        let plain = |text: &str| BASE64.decode(text.trim().as_bytes()).unwrap_or_default();
        let (user, password) = ACCOUNT;
        if let Some(both) = line.trim_end().strip_prefix("AUTH PLAIN ") {
            return Ok(plain(both) == format!("\0{user}\0{password}").into_bytes());
        }
        if line.trim_end() != "AUTH LOGIN" {
            return Ok(false);
        }
        let mut right = true;
        for (question, answer) in [("Username:", user), ("Password:", password)] {
            say(
                stream,
                &format!("334 {}", BASE64.encode(question.as_bytes())),
            )?;
            let heard = self.hear(stream, way)?.unwrap_or_default();
            right &= plain(&heard) == answer.as_bytes();
        }
        Ok(right)
    }
}

fn stalls(mood: Mood, line: &str) -> bool {
    mood == Mood::Stalls || matches!(mood, Mood::StallsFor(whom) if line.contains(whom))
}

fn ends(mood: Mood, taken: usize) -> bool {
    matches!(mood, Mood::Ends(after, _) if taken >= after)
}

fn say(stream: &mut BufReader<impl Read + Write>, text: &str) -> std::io::Result<()> {
    let stream = stream.get_mut();
    stream.write_all(format!("{text}\r\n").as_bytes())?;
    stream.flush()
}
