//! As many generated people as are asked for: the same each time, without a list of them.

use chrono::TimeDelta;

use crate::domain::{Access, Email, Instant, Membership, PersonName, Role};
use crate::secret::Phc;
use crate::store::{FilledPassword, FilledUser, NewUser};

use super::history;

const GIVEN: [&str; 32] = [
    "Aisha", "Anton", "Beatriz", "Callum", "Daria", "Elif", "Emil", "Fatima", "George", "Hana",
    "Igor", "Jana", "Kofi", "Lena", "Marco", "Nadia", "Oscar", "Priya", "Quentin", "Rosa", "Samir",
    "Tessa", "Umar", "Vera", "Wendy", "Xavier", "Yuki", "Zoe", "Noor", "Pavel", "Ines", "Tomas",
];
const FAMILY: [&str; 40] = [
    "Abbott",
    "Alvarez",
    "Bauer",
    "Becker",
    "Chen",
    "Costa",
    "Dahl",
    "Dubois",
    "Eriksen",
    "Fischer",
    "Garcia",
    "Haas",
    "Hughes",
    "Ivanov",
    "Jansen",
    "Kaya",
    "Kowalski",
    "Lambert",
    "Lindqvist",
    "Mensah",
    "Moreau",
    "Murphy",
    "Nakamura",
    "Novak",
    "Okoye",
    "Olsen",
    "Park",
    "Petrov",
    "Quinn",
    "Rossi",
    "Saito",
    "Schmidt",
    "Silva",
    "Singh",
    "Tanaka",
    "Torres",
    "Virtanen",
    "Walsh",
    "Yilmaz",
    "Zhang",
];

/// Returns that many people.
pub(super) fn people(number: u64, now: Instant, phc: Phc) -> impl Iterator<Item = FilledUser> {
    (0..number).map(move |n| person(n, now, &phc))
}

fn person(n: u64, now: Instant, phc: &Phc) -> FilledUser {
    let mut dice = Dice(n);
    let given = GIVEN[dice.below(GIVEN.len())];
    let family = FAMILY[dice.below(FAMILY.len())];
    let connect = dice.below(100) < 35;
    let (membership, domain) = if connect {
        (Membership::Connect, "client.example")
    } else {
        (Membership::Firm(Role::User), "hartwellfinch.example")
    };
    let name = format!("{given} {family}");
    let local = name.to_lowercase().replace(' ', ".");
    let minutes = i64::try_from(dice.below(105 * 24 * 60)).unwrap_or(0);
    let changed_at = now - TimeDelta::minutes(minutes);
    let password = (dice.below(100) >= 3).then(|| FilledPassword {
        phc: phc.clone(),
        changed_at,
        seen_strong: dice.below(100) < 60,
        knows: history::known_at(changed_at, now),
    });
    let since = i64::try_from(dice.below(45 * 24 * 60))
        .unwrap_or(0)
        .min(minutes);
    FilledUser {
        user: NewUser {
            name: PersonName::on_record(name),
            email: Email::on_record(format!("{local}.{}@{domain}", n + 1)),
            membership,
            login: None,
        },
        access: if dice.below(100) < 8 {
            Access::Disabled
        } else {
            Access::Enabled
        },
        last_sign_in: password.as_ref().map(|_| now - TimeDelta::minutes(since)),
        password,
    }
}

/// Splitmix64: a few numbers out of one, the same on every machine.
struct Dice(u64);

impl Dice {
    fn below(&mut self, limit: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^= mixed >> 31;
        usize::try_from(mixed % limit as u64).unwrap_or(0)
    }
}
