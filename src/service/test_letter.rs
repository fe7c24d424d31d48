//! A letter that only says that mail works: how an administrator sees it (N2).

use crate::domain::audit::Act;
use crate::domain::{Email, Right};
use crate::mail::{Delivery, Letter, Post, Topic};
use crate::secret::Offered;
use crate::words::Printable;

use super::proof::{Asked, act_proved};
use super::{ActError, AdminSession, Answer, Call, Desk};

/// Sends one letter to an address that need not be anybody's, and says what the server made of it. Needs a fresh proof
/// (S9), and is on record before the letter leaves (A1).
pub fn send_test_letter(
    desk: &mut Desk,
    call: &mut Call<'_>,
    admin: &mut AdminSession<'_>,
    post: &mut dyn Post,
    to: &Email,
    proof: Option<&Offered>,
) -> Answer<Result<Delivery, ActError>> {
    let asked = Asked {
        right: Right::SendTestLetter,
        target: None,
        what: "a test letter",
    };
    let answer = act_proved(desk, call, admin, asked, proof, |tx, call, allowed| {
        let firm = tx.account()?.map(|account| account.firm);
        let known = tx.user_by_email(to)?;
        let letter = Letter {
            id: format!("passward-test-{}", call.now.timestamp_millis()),
            to: to.clone(),
            name: known.map_or_else(|| Printable::from(to), |user| Printable::from(&user.name)),
            firm: firm
                .as_ref()
                .map_or_else(|| Printable::new(""), Printable::from),
            at: call.now,
            topic: Topic::Test {
                by: Printable::from(&allowed.actor.name),
            },
        };
        let entry = call.entry(allowed.actor.id, Act::MailTested).change(
            "sent to",
            None,
            Some(to.as_str().to_owned()),
        );
        Ok(Ok((letter, vec![entry])))
    });
    answer.map(|letter| letter.map(|letter| delivered(post, &letter)))
}

fn delivered(post: &mut dyn Post, letter: &Letter) -> Delivery {
    let delivery = match post.open() {
        Ok(()) => post.deliver(letter),
        Err(why) => Delivery::Unreached(why),
    };
    post.close();
    delivery
}
