//! The settings of the mail: the section `[mail]`.

use super::Setting;
use super::kind::Kind;

/// A row of the section.
const fn row(
    name: &'static str,
    variable: &'static str,
    kind: Kind,
    default: Option<&'static str>,
    example: &'static str,
    doc: &'static str,
) -> Setting {
    Setting {
        name,
        kind,
        doc,
        default,
        example,
        option: None,
        variable,
        private: true,
    }
}

/// The server; mail is set up where it is named.
pub(in crate::cli) static HOST: Setting = row(
    "mail.host",
    "PASSWARD_MAIL_HOST",
    Kind::Text,
    None,
    r#""mail.hartwellfinch.example""#,
    "The firm's mail server. Mail is set up where it is named: then acts are told by mail, and passward notify sends it.",
);

/// Its port.
pub(in crate::cli) static PORT: Setting = row(
    "mail.port",
    "PASSWARD_MAIL_PORT",
    Kind::Whole {
        least: 1,
        most: 65_535,
    },
    None,
    "587",
    "Its port. Without it 587 for starttls, 465 for tls, 25 for none.",
);

/// How the way there is protected.
pub(in crate::cli) static SECURITY: Setting = row(
    "mail.security",
    "PASSWARD_MAIL_SECURITY",
    Kind::Word(&["starttls", "tls", "none", "none-anywhere"]),
    Some(r#""starttls""#),
    r#""tls""#,
    "How the way to the server is protected: starttls, tls from the first byte, or none, which is for a server on this machine. With none-anywhere whoever is on the way reads every code.",
);

/// The mail account.
pub(in crate::cli) static USER: Setting = row(
    "mail.user",
    "PASSWARD_MAIL_USER",
    Kind::Text,
    None,
    r#""passward""#,
    "The mail account, where the server wants one; its password is in password_file.",
);

/// The file with its password.
pub(in crate::cli) static PASSWORD_FILE: Setting = row(
    "mail.password_file",
    "PASSWARD_MAIL_PASSWORD_FILE",
    Kind::Path,
    None,
    r#""/var/lib/passward/mail-password""#,
    "The file whose first line is the mail account's password. It must be yours, with rights 0600 or 0400, in folders to which nobody else can write; what systemd lays down with LoadCredential= is taken too.",
);

/// From whom.
pub(in crate::cli) static FROM: Setting = row(
    "mail.from",
    "PASSWARD_MAIL_FROM",
    Kind::Text,
    None,
    r#""Hartwell & Finch <passward@hartwellfinch.example>""#,
    "From whom the mails are. It must be given where host is.",
);

/// To whom answers go.
pub(in crate::cli) static REPLY_TO: Setting = row(
    "mail.reply_to",
    "PASSWARD_MAIL_REPLY_TO",
    Kind::Text,
    None,
    r#""it@hartwellfinch.example""#,
    "To whom answers go, if not to the sender.",
);

/// The firm's own root certificate.
pub(in crate::cli) static ROOT_CERTIFICATE: Setting = row(
    "mail.root_certificate",
    "PASSWARD_MAIL_ROOT_CERTIFICATE",
    Kind::Path,
    None,
    r#""/var/lib/passward/root.pem""#,
    "A root certificate in PEM form that the server's certificate is held against, besides the public ones. Nobody else may be able to write to it or to a folder that it is in.",
);

/// The firm's own texts.
pub(in crate::cli) static TEMPLATES: Setting = row(
    "mail.templates",
    "PASSWARD_MAIL_TEMPLATES",
    Kind::Path,
    None,
    r#""/var/lib/passward/mail""#,
    "A folder with texts of your own: invitation.txt, reset-code.txt, forced.txt, all-expired.txt, strong-required.txt, email-changed.txt, notice.txt, test.txt. What it lacks is told in passward's own words. Nobody else may be able to write to it, to the texts, or to a folder that it is in.",
);

/// How long one step may take.
pub(in crate::cli) static TIMEOUT_SECONDS: Setting = row(
    "mail.timeout_seconds",
    "PASSWARD_MAIL_TIMEOUT_SECONDS",
    Kind::Whole {
        least: 1,
        most: 300,
    },
    Some("30"),
    "60",
    "How long the server may take for each step, in seconds.",
);
