//! How it stands with the mail (N2).

use super::Check;
use crate::cli::in_json::rfc3339;
use crate::cli::mail;
use crate::cli::settings::Settings;
use crate::domain::Instant;
use crate::domain::mail::{LOST_COUNTS_FOR, MailStanding};
use crate::words::{Zone, counted, day_and_date};

const NAME: &str = "mail";

/// Whether it is set up, what waits, what was given up, and when it last got through.
pub(super) fn mail(
    settings: &Settings,
    standing: &MailStanding,
    now: Instant,
    zone: Zone,
) -> Check {
    let set_up = mail::post(settings);
    let check = match &set_up {
        Err(failure) => Check::problem(NAME, "Mail is set up, but wrongly.")
            .here(failure.message())
            .hint("Run `passward notify` to see what is wrong."),
        Ok(None) if standing.waiting == 0 => Check::notice(NAME, "Mail is not set up.")
            .hint("Give `host` and `from` in the section [mail] of the settings."),
        Ok(None) => Check::problem(
            NAME,
            format!("Mail is not set up, and {} to send.", jobs(standing)),
        )
        .hint("Set it up, or tell people in another way."),
        Ok(Some(_)) if standing.given_up + standing.unknown > 0 => Check::problem(
            NAME,
            format!(
                "Mail is set up. In the last {} days {}{}. {} waiting.{}",
                LOST_COUNTS_FOR.num_days(),
                unsent(standing),
                standing.last_lost.map_or(String::new(), |at| format!(
                    "; the last on {}",
                    day_and_date(at, now, zone)
                )),
                jobs(standing),
                last(standing, now, zone)
            ),
        )
        .hint("The audit log names whom, under \"Mail given up\"; tell them in another way. This goes away by itself."),
        Ok(Some(_)) => Check::ok(
            NAME,
            format!(
                "Mail is set up. {} waiting.{}",
                jobs(standing),
                last(standing, now, zone)
            ),
        ),
    };
    check
        .with("jobs_waiting", standing.waiting)
        .with("waiting_since", standing.waiting_since.map(rfc3339))
        .with("given_up", standing.given_up)
        .with("unknown", standing.unknown)
        .with("last_lost", standing.last_lost.map(rfc3339))
        .with("last_success", standing.last_success.map(rfc3339))
}

/// Tells of the mail that has failed; of what there is none, nothing is said.
fn unsent(standing: &MailStanding) -> String {
    let given_up = (standing.given_up > 0).then(|| {
        let mails = counted(standing.given_up, "mail was", "mails were");
        format!("{mails} given up")
    });
    let unknown = (standing.unknown > 0).then(|| {
        let mails = counted(standing.unknown, "mail", "mails");
        format!("of {mails} nobody knows whether they arrived")
    });
    let told: Vec<String> = given_up.into_iter().chain(unknown).collect();
    told.join(", and ")
}

fn jobs(standing: &MailStanding) -> String {
    counted(standing.waiting, "job is", "jobs are")
}

fn last(standing: &MailStanding, now: Instant, zone: Zone) -> String {
    standing.last_success.map_or(String::new(), |at| {
        format!(" It last got through on {}.", day_and_date(at, now, zone))
    })
}
