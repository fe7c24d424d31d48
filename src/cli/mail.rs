//! The mail as it is set up: read from the settings, strictly, before anything is sent.

use std::time::Duration;

use super::error::{Failure, Fault};
use super::settings::{Settings, mail, table};
use crate::mail::{Account, AccountPassword, MailError, MailSettings, Security, Smtp, Templates};
use crate::service::Mailing;

/// Says whether mail is set up: where a server is named.
pub(super) fn mailing(settings: &Settings) -> Mailing {
    match settings.text(&mail::HOST) {
        Some(_) => Mailing::On,
        None => Mailing::Off,
    }
}

/// Makes the way to the mail server ready; `None` where mail is not set up.
pub(super) fn post(settings: &Settings) -> Result<Option<Smtp>, Failure> {
    // A server without a sender is refused at the start.
    let (Some(host), Some(from)) = (settings.text(&mail::HOST), settings.text(&mail::FROM)) else {
        return Ok(None);
    };
    ready(settings, host, from)
        .map(Some)
        .map_err(|error| Failure::told(Fault::Refused, "mail_settings", &error.to_string()))
}

fn ready(settings: &Settings, host: &str, from: &str) -> Result<Smtp, MailError> {
    let word = settings.text(&mail::SECURITY).unwrap_or_default();
    let security = Security::ALL.into_iter().find(|(name, _)| *name == word);
    let security = security.map_or_else(Security::default, |(_, security)| security);
    let account = match (
        settings.text(&mail::USER),
        settings.path(&mail::PASSWORD_FILE),
    ) {
        (Some(user), Some(path)) => Some(Account {
            user: user.to_owned(),
            password: AccountPassword::read(path)?,
        }),
        (None, None) => None,
        (Some(_), None) | (None, Some(_)) => return Err(MailError::HalfAnAccount),
    };
    let port = settings.whole(&mail::PORT);
    let port = port.and_then(|port| u16::try_from(port).ok());
    let ready = MailSettings {
        host: host.to_owned(),
        port: port.unwrap_or_else(|| security.usual_port()),
        security,
        account,
        from: from.to_owned(),
        reply_to: settings.text(&mail::REPLY_TO).map(ToOwned::to_owned),
        root_certificate: settings
            .path(&mail::ROOT_CERTIFICATE)
            .map(ToOwned::to_owned),
        patience: Duration::from_secs(settings.whole(&mail::TIMEOUT_SECONDS).unwrap_or(30)),
    };
    let change_at = settings.text(&table::CHANGE_AT);
    let templates = Templates::read(settings.path(&mail::TEMPLATES), change_at)?;
    Smtp::new(ready, templates)
}
