//! The conversation with the mail server (SMTP), step by step, so that it is known what had left when it broke.
//!
//! Up to the text of a letter nothing has left: whatever breaks is tried again. Once the text is sent, only the server's
//! own word says that it was not taken; silence is [`Delivery::Unknown`], and the letter is never sent again.

use std::path::Path;
use std::time::{Duration, SystemTime};

use lettre::message::header::{ContentType, HeaderName, HeaderValue};
use lettre::message::{Mailbox, Message};
use lettre::transport::smtp::authentication::{Credentials, Mechanism};
use lettre::transport::smtp::client::{Certificate, SmtpConnection, TlsParameters};
use lettre::transport::smtp::commands::{Data, Mail, Noop, Rcpt};
use lettre::transport::smtp::extension::{ClientId, Extension, MailParameter};
use zeroize::Zeroizing;

use super::answer::{
    about_letter, account_refused, ends_all, not_open, refused_or_broken, said, unreached,
};
use super::settings::mailbox;
use super::{Delivery, Letter, MailError, MailSettings, Post, Security, Templates, Unreached};
use crate::files::{self, Refused};
use crate::words::Printable;

/// How many letters go over one connection; servers end longer ones.
const LETTERS_MOST: u32 = 50;

/// More than any file of root certificates holds, in bytes.
const CERTIFICATE_MOST: u64 = 1 << 20;

/// The way to the firm's mail server.
pub struct Smtp {
    settings: MailSettings,
    templates: Templates,
    from: Mailbox,
    reply_to: Option<Mailbox>,
    tls: Option<TlsParameters>,
    open: Option<SmtpConnection>,
    letters: u32,
}

impl std::fmt::Debug for Smtp {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Smtp")
            .field("settings", &self.settings)
            .finish_non_exhaustive()
    }
}

impl Smtp {
    /// Makes ready; nothing is connected yet.
    pub fn new(settings: MailSettings, templates: Templates) -> Result<Self, MailError> {
        settings.check()?;
        let from = mailbox("The sender", &settings.from)?;
        let reply_to = match &settings.reply_to {
            Some(text) => Some(mailbox("The address for answers", text)?),
            None => None,
        };
        let tls = match settings.security {
            Security::StartTls | Security::Tls => Some(tls(&settings)?),
            Security::None | Security::NoneAnywhere => None,
        };
        Ok(Self {
            settings,
            templates,
            from,
            reply_to,
            tls,
            open: None,
            letters: 0,
        })
    }

    fn connect(&self) -> Result<SmtpConnection, Unreached> {
        let hello = ClientId::default();
        let patience = Some(self.settings.patience);
        let server = (self.settings.host.as_str(), self.settings.port);
        let at_once = self
            .tls
            .as_ref()
            .filter(|_| self.settings.security == Security::Tls);
        let mut connection =
            SmtpConnection::connect(server, patience, &hello, at_once, None).map_err(unreached)?;
        if let (Security::StartTls, Some(tls)) = (self.settings.security, &self.tls) {
            if !connection.can_starttls() {
                let why = Printable::new("it does not offer STARTTLS");
                return Err(Unreached::Unprotected(why));
            }
            connection.starttls(tls, &hello).map_err(unreached)?;
            self.hear_nothing_but_tls(&mut connection)?;
        }
        if let Some(account) = &self.settings.account {
            let password = account.password.to_server().to_owned();
            let credentials = Credentials::new(account.user.clone(), password);
            connection
                .auth(&[Mechanism::Plain, Mechanism::Login], &credentials)
                .map_err(|error| account_refused(&error))?;
        }
        Ok(connection)
    }

    /// Refuses a connection on which something that came before TLS would still be taken for an answer.
    ///
    /// lettre keeps what it has read when TLS begins, so that whoever is on the way could put answers in beforehand, and
    /// each later one would belong to the command before: a letter that was refused would count as taken. Two or more
    /// of them wait right now. A single one was taken for the answer to EHLO, whose own, of several lines, comes next.
    fn hear_nothing_but_tls(&self, connection: &mut SmtpConnection) -> Result<(), Unreached> {
        let ahead = || Unreached::Unprotected(Printable::new("somebody answered ahead of TLS"));
        let broken = |_| Unreached::NoConnection(Printable::new("the connection broke"));
        let patience = Some(self.settings.patience);
        let at_once = Some(Duration::from_millis(1));
        connection.set_timeout(at_once).map_err(broken)?;
        if connection.read_response().is_ok() {
            return Err(ahead());
        }
        connection.set_timeout(patience).map_err(broken)?;
        let answer = connection.command(Noop).map_err(unreached)?;
        if answer.message().count() > 1 {
            return Err(ahead());
        }
        Ok(())
    }

    fn written(&self, letter: &Letter) -> Result<(Message, lettre::Address), Printable> {
        let to: lettre::Address = letter
            .to
            .as_str()
            .parse()
            .map_err(|_| Printable::new("no mail can be sent to this address"))?;
        let text = self.templates.write(letter);
        let at = u64::try_from(letter.at.timestamp()).unwrap_or_default();
        let domain = self.from.email.domain();
        let id = format!("<{}@{domain}>", letter.id);
        let mut message = Message::builder()
            .from(self.from.clone())
            .to(Mailbox::new(Some(letter.name.to_string()), to.clone()))
            .subject(text.subject)
            .date(SystemTime::UNIX_EPOCH + Duration::from_secs(at))
            .message_id(Some(id))
            .header(ContentType::TEXT_PLAIN);
        if let Some(reply_to) = &self.reply_to {
            message = message.reply_to(reply_to.clone());
        }
        // RFC 3834: nobody's absence is answered to a machine.
        let automatic = HeaderName::new_from_ascii_str("Auto-Submitted");
        let message = message
            .raw_header(HeaderValue::new(automatic, "auto-generated".to_owned()))
            .body(text.body.as_str().to_owned())
            .map_err(|_| Printable::new("the letter could not be written"))?;
        Ok((message, to))
    }

    /// Says all of one letter.
    fn say(&mut self, letter: &Letter) -> Delivery {
        let (message, to) = match self.written(letter) {
            Ok(written) => written,
            Err(why) => return Delivery::Never(why),
        };
        let Ok(text) = String::from_utf8(message.formatted()).map(Zeroizing::new) else {
            return Delivery::Never(Printable::new("the letter could not be written"));
        };
        if let Err(delivery) = self.begin(&to) {
            return delivery;
        }
        let Some(connection) = self.open.as_mut() else {
            return Delivery::Unreached(not_open());
        };
        for step in [Step::Recipient, Step::Data] {
            let said_to_it = match step {
                Step::Recipient => connection.command(Rcpt::new(to.clone(), Vec::new())),
                Step::Data => connection.command(Data),
            };
            let Err(error) = said_to_it else { continue };
            return match about_letter(&error) {
                Some(delivery) => {
                    if connection.command("RSET\r\n").is_err() {
                        self.close();
                    }
                    delivery
                }
                None => Delivery::Unreached(refused_or_broken(&error)),
            };
        }
        match connection.command(in_one_piece(&text).as_str()) {
            Ok(_) => Delivery::Taken,
            Err(error) => about_letter(&error).unwrap_or_else(|| {
                self.close();
                Delivery::Unknown(said(&error))
            }),
        }
    }

    /// Begins a letter, over a new connection where the one that carried others is gone: servers end them as they like,
    /// and nothing of this letter has left yet.
    fn begin(&mut self, to: &lettre::Address) -> Result<(), Delivery> {
        let mut may_try_again = self.letters > 0;
        loop {
            let connection = self.open.as_mut();
            let connection = connection.ok_or_else(|| Delivery::Unreached(not_open()))?;
            let mut options = Vec::new();
            let plain = |address: &lettre::Address| AsRef::<str>::as_ref(address).is_ascii();
            if !plain(to) || !plain(&self.from.email) {
                let server = connection.server_info();
                if !server.supports_feature(Extension::SmtpUtfEight) {
                    return Err(Delivery::Never(Printable::new(
                        "the server takes no address that is not plain ASCII",
                    )));
                }
                options.push(MailParameter::SmtpUtfEight);
            }
            let sender = Mail::new(Some(self.from.email.clone()), options);
            let Err(error) = connection.command(sender) else {
                return Ok(());
            };
            let gone = !error.is_permanent() && (!error.is_transient() || ends_all(&error));
            if !gone || !may_try_again {
                // What it has against the sender, it has against every letter.
                return Err(Delivery::Unreached(refused_or_broken(&error)));
            }
            may_try_again = false;
            self.close();
            self.open().map_err(Delivery::Unreached)?;
        }
    }
}

#[derive(Clone, Copy)]
enum Step {
    Recipient,
    Data,
}

impl Post for Smtp {
    fn is_open(&self) -> bool {
        self.open.is_some() && self.letters < LETTERS_MOST
    }

    fn open(&mut self) -> Result<(), Unreached> {
        if !self.is_open() {
            self.close();
            self.open = Some(self.connect()?);
        }
        Ok(())
    }

    fn deliver(&mut self, letter: &Letter) -> Delivery {
        let delivery = self.say(letter);
        self.letters = self.letters.saturating_add(1);
        if matches!(delivery, Delivery::Unreached(_)) {
            self.close();
        }
        delivery
    }

    fn close(&mut self) {
        self.letters = 0;
        if let Some(mut connection) = self.open.take()
            && !connection.has_broken()
        {
            // Whether the server says goodbye changes nothing.
            let _ = connection.quit();
        }
    }
}

impl Drop for Smtp {
    fn drop(&mut self) {
        self.close();
    }
}

fn tls(settings: &MailSettings) -> Result<TlsParameters, MailError> {
    let mut tls = TlsParameters::builder(settings.host.clone());
    if let Some(path) = &settings.root_certificate {
        tls = tls.add_root_certificate(certificate(path)?);
    }
    tls.build().map_err(|_| MailError::Setting {
        what: "The mail server",
        value: Printable::new(&settings.host),
        hint: "It looks like `mail.firm.example`, and `root_certificate` must be a certificate.",
    })
}

fn certificate(path: &Path) -> Result<Certificate, MailError> {
    let shown = || Printable::new(&path.to_string_lossy());
    let absent = || Refused::Absent(path.into());
    let pem = files::read(path, CERTIFICATE_MOST)?.ok_or_else(absent)?;
    if !pem.windows(11).any(|part| part == b"-----BEGIN ") {
        return Err(MailError::Certificate { path: shown() });
    }
    Certificate::from_pem(&pem).map_err(|_| MailError::Certificate { path: shown() })
}

/// Returns the text as it travels, with its end. It goes out as one piece: lettre sends the end by itself, which then
/// waits for the server to acknowledge the rest, 40 ms for each letter.
fn in_one_piece(text: &str) -> Zeroizing<String> {
    let mut piece = Zeroizing::new(String::with_capacity(text.len() + text.len() / 8 + 16));
    for line in text.split_inclusive('\n') {
        // RFC 5321, 4.5.2: a dot more where a line begins with one.
        if line.starts_with('.') {
            piece.push('.');
        }
        piece.push_str(line);
    }
    if !piece.ends_with("\r\n") {
        piece.push_str("\r\n");
    }
    piece.push_str(".\r\n");
    piece
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_travels_with_its_dots_and_one_end() {
        for (text, piece) in [
            ("A: b\r\n\r\nhello\r\n", "A: b\r\n\r\nhello\r\n.\r\n"),
            ("hello", "hello\r\n.\r\n"),
            (".\r\n..\r\na.\r\n", "..\r\n...\r\na.\r\n.\r\n"),
            ("", "\r\n.\r\n"),
        ] {
            assert_eq!(in_one_piece(text).as_str(), piece);
        }
    }
}
