//! The texts of letters: plain text with placeholders, compiled in, or from a folder of the firm's.
//!
//! The first line is `Subject: …`, the second is empty, the rest is the letter. `{name}` stands for a value; a line with
//! a value that is empty is left out, so that "Reason: {reason}" is only there where there is one. `{{` and `}}` are
//! braces. A template is read as a whole before anything is sent, and a placeholder that its letter has not is refused.

use std::path::Path;

use zeroize::Zeroizing;

use super::{Letter, MailError, Topic};
use crate::files;
use crate::words::Printable;

/// More than any letter needs.
const MOST: u64 = 65_536;

/// What every letter has.
const COMMON: [&str; 3] = ["name", "firm", "change_at"];

/// What each kind of letter has besides.
const OWN: [(&str, &[&str]); 8] = [
    ("invitation", &["code", "until", "by"]),
    ("reset-code", &["code", "until", "by"]),
    ("forced", &["by", "reason"]),
    ("all-expired", &["by", "reason"]),
    ("strong-required", &["by"]),
    ("email-changed", &["by"]),
    ("notice", &["expires", "date"]),
    ("test", &["by"]),
];

/// Our own texts.
const COMPILED: [(&str, &str); 8] = [
    (
        "invitation",
        include_str!("../../assets/mail/invitation.txt"),
    ),
    (
        "reset-code",
        include_str!("../../assets/mail/reset-code.txt"),
    ),
    ("forced", include_str!("../../assets/mail/forced.txt")),
    (
        "all-expired",
        include_str!("../../assets/mail/all-expired.txt"),
    ),
    (
        "strong-required",
        include_str!("../../assets/mail/strong-required.txt"),
    ),
    (
        "email-changed",
        include_str!("../../assets/mail/email-changed.txt"),
    ),
    ("notice", include_str!("../../assets/mail/notice.txt")),
    ("test", include_str!("../../assets/mail/test.txt")),
];

/// The text of every kind of letter.
#[derive(Clone, Debug)]
pub struct Templates {
    all: Vec<Template>,
    /// Where a password is changed, as the firm says it; empty where it does not.
    change_at: String,
}

/// A piece of a line.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Piece {
    Text(String),
    Value(String),
}

type Line = Vec<Piece>;

#[derive(Clone, Debug)]
struct Template {
    name: &'static str,
    subject: Line,
    body: Vec<Line>,
}

/// A letter as it is sent.
pub(super) struct Written {
    pub(super) subject: String,
    /// It may hold a code.
    pub(super) body: Zeroizing<String>,
}

impl Templates {
    /// Reads the firm's own texts where its folder has them, and ours for the rest.
    pub fn read(folder: Option<&Path>, change_at: Option<&str>) -> Result<Self, MailError> {
        let mut all = Vec::new();
        for (name, ours) in COMPILED {
            let theirs = match folder {
                Some(folder) => read_file(&folder.join(format!("{name}.txt")))?,
                None => None,
            };
            let (file, text) = match (&theirs, folder) {
                (Some(text), Some(folder)) => {
                    let path = folder.join(format!("{name}.txt"));
                    (Printable::new(&path.to_string_lossy()), text.as_str())
                }
                _ => (Printable::new(&format!("{name}.txt")), ours),
            };
            all.push(parse(name, &file, text)?);
        }
        let change_at = Printable::new(change_at.unwrap_or_default()).to_string();
        Ok(Self { all, change_at })
    }

    /// Writes a letter.
    pub(super) fn write(&self, letter: &Letter) -> Written {
        let name = letter.topic.name();
        let value = |placeholder: &str| -> &str {
            match placeholder {
                "name" => letter.name.as_str(),
                "firm" => letter.firm.as_str(),
                "change_at" => &self.change_at,
                own => letter.topic.value(own).unwrap_or_default(),
            }
        };
        let mut written = Written {
            subject: String::new(),
            body: Zeroizing::new(String::with_capacity(4_096)),
        };
        // There is one for each name (a test holds the tables to that).
        let Some(template) = self.all.iter().find(|template| template.name == name) else {
            return written;
        };
        for piece in &template.subject {
            written.subject.push_str(match piece {
                Piece::Text(text) => text,
                Piece::Value(of) => value(of),
            });
        }
        for line in &template.body {
            let empty = |piece: &Piece| matches!(piece, Piece::Value(of) if value(of).is_empty());
            if line.iter().any(empty) {
                continue;
            }
            for piece in line {
                written.body.push_str(match piece {
                    Piece::Text(text) => text,
                    Piece::Value(of) => value(of),
                });
            }
            written.body.push('\n');
        }
        written
    }
}

fn read_file(path: &Path) -> Result<Option<String>, MailError> {
    let Some(bytes) = files::read(path, MOST)? else {
        return Ok(None);
    };
    let text = String::from_utf8(bytes).map_err(|_| MailError::File {
        path: Printable::new(&path.to_string_lossy()),
        why: "it is not text in UTF-8",
    })?;
    Ok(Some(text))
}

fn parse(name: &'static str, file: &Printable, text: &str) -> Result<Template, MailError> {
    let wrong = |line, what: String| MailError::Template {
        file: file.clone(),
        line,
        what,
    };
    let text = text.replace("\r\n", "\n");
    let mut lines = text.trim_end().split('\n').zip(1..);
    let subject = lines
        .next()
        .and_then(|(line, _)| line.strip_prefix("Subject: "));
    let Some(subject) = subject.filter(|text| !text.trim().is_empty()) else {
        return Err(wrong(
            1,
            "the first line must begin with \"Subject: \"".to_owned(),
        ));
    };
    if lines.next().is_some_and(|(line, _)| !line.is_empty()) {
        return Err(wrong(
            2,
            "the line after the subject must be empty".to_owned(),
        ));
    }
    let pieces = |line: &str, at| pieces(name, line).map_err(|what| wrong(at, what));
    let subject = pieces(subject, 1)?;
    if subject.contains(&Piece::Value("code".to_owned())) {
        return Err(wrong(
            1,
            "a code must not stand in the subject, which is shown on locked screens".to_owned(),
        ));
    }
    let body = lines
        .map(|(line, at)| pieces(line, at))
        .collect::<Result<Vec<_>, _>>()?;
    let code = Piece::Value("code".to_owned());
    let wants_code = own(name).contains(&"code");
    if wants_code && !body.iter().any(|line| line.contains(&code)) {
        return Err(wrong(
            1,
            "{code} is missing, and the letter is for it".to_owned(),
        ));
    }
    Ok(Template {
        name,
        subject,
        body,
    })
}

fn own(name: &str) -> &'static [&'static str] {
    OWN.iter()
        .find(|(of, _)| *of == name)
        .map_or(&[], |(_, own)| own)
}

/// Takes a line apart.
fn pieces(name: &str, line: &str) -> Result<Line, String> {
    let unprintable = |c: &char| *c != '\t' && crate::domain::text::is_unprintable(*c);
    if let Some(c) = line.chars().find(unprintable) {
        return Err(format!(
            "the character U+{:04X} cannot be printed",
            u32::from(c)
        ));
    }
    let mut pieces = Vec::new();
    let mut text = String::new();
    let mut rest = line;
    while let Some(at) = rest.find(['{', '}']) {
        text.push_str(&rest[..at]);
        let brace = &rest[at..=at];
        rest = &rest[at + 1..];
        if let Some(after) = rest.strip_prefix(brace) {
            text.push_str(brace);
            rest = after;
            continue;
        }
        let Some((of, after)) = rest.split_once('}').filter(|_| brace == "{") else {
            return Err(format!(
                "a single \"{brace}\" stands alone; write \"{brace}{brace}\" for one"
            ));
        };
        if !COMMON.contains(&of) && !own(name).contains(&of) {
            let all: Vec<_> = COMMON.iter().chain(own(name)).copied().collect();
            return Err(format!(
                "there is no {{{}}} in this letter; it has {{{}}}",
                Printable::cut(of, 40),
                all.join("}, {")
            ));
        }
        if !text.is_empty() {
            pieces.push(Piece::Text(std::mem::take(&mut text)));
        }
        pieces.push(Piece::Value(of.to_owned()));
        rest = after;
    }
    text.push_str(rest);
    if !text.is_empty() {
        pieces.push(Piece::Text(text));
    }
    Ok(pieces)
}

impl Topic {
    /// Returns what a template of that name may hold, for the manual.
    #[must_use]
    pub fn placeholders(name: &str) -> Vec<&'static str> {
        COMMON.iter().chain(own(name)).copied().collect()
    }
}

#[cfg(test)]
mod tests;
