//! People who are named on the command line, by e-mail address.

use super::door;
use super::error::{Failure, nobody};
use crate::domain::{Email, Instant, Marked};
use crate::service::{Desk, PersonRow, person_on_record};

/// Reads an e-mail address from the command line.
pub(super) fn email(typed: &str) -> Result<Email, Failure> {
    Email::parse(typed).map_err(|fault| Failure::bad_value(&fault))
}

/// Reads several.
pub(super) fn emails(typed: &[String]) -> Result<Vec<Email>, Failure> {
    typed.iter().map(|typed| email(typed)).collect()
}

/// Finds whom an address means.
pub(super) fn find(desk: &mut Desk, now: Instant, email: &Email) -> Result<PersonRow, Failure> {
    person_on_record(desk, now, email)
        .map_err(Failure::from)?
        .ok_or_else(|| nobody(email))
}

/// Finds everyone who was named, each once; one who is not there stops all of it.
pub(super) fn find_all(desk: &mut Desk, emails: &[Email]) -> Result<Vec<PersonRow>, Failure> {
    let now = door::moment().now;
    let mut people: Vec<PersonRow> = Vec::new();
    for email in emails {
        let person = find(desk, now, email)?;
        if people.iter().all(|known| known.id != person.id) {
            people.push(person);
        }
    }
    Ok(people)
}

/// Marks those who were found.
pub(super) fn marked(people: &[PersonRow]) -> Marked {
    let mut marked = Marked::default();
    for person in people {
        marked.set(person.id, true);
    }
    marked
}
