//! `passward notify`: tells whose password expires soon, and sends the mail that waits (N1, N2).

use clap::Args;
use serde::Serialize;

use super::acting::Acting;
use super::answer::{answer, answer_in_json, say};
use super::error::{Failure, Fault, Stop};
use super::in_json::{Document, rfc3339};
use super::{Context, door, mail, os_user};
use crate::mail::Unreached;
use crate::service::{
    DueNotice, OpenJobs, Sender, SentMail, mail_notices, note_notices, notices_due, open_mail_jobs,
    send_due_mail,
};
use crate::words::{counted, date_and_time};

mod test;

/// Tell whose password expires in 14, 7, 3 or 1 days, and send the mail that waits; for a timer.
///
/// Where mail is set up it is mailed; else it is printed here. Nobody is told twice of the same step; after some days
/// without a run each is told once, of the nearest. Asks for no password: whoever can open the database may know.
///
/// With --test nobody is told anything: one letter goes to the address that is given, and what the mail server makes of
/// it is said. For that an administrator proves themselves.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  passward notify
  passward notify --dry-run
  passward notify --json
  passward notify --test ada@hartwellfinch.example")]
pub(super) struct Notify {
    /// Say who would be told and what waits; nothing is sent, and nobody counts as told.
    #[arg(long)]
    dry_run: bool,
    /// Send one letter to this address that only says that mail works.
    #[arg(long, value_name = "E-MAIL", conflicts_with = "dry_run")]
    test: Option<String>,
    /// Answer with one JSON document.
    #[arg(long)]
    json: bool,
    #[command(flatten)]
    acting: Acting,
}

/// How many notices leave under one reading of the clock.
const NOTICES_AT_ONCE: usize = 100;

/// The document of `--json`; its fields stay in this order.
#[derive(Serialize)]
struct Told<'a> {
    mail: bool,
    dry_run: bool,
    jobs_waiting: u64,
    jobs_due: u64,
    jobs: Numbers,
    notices: Numbers,
    expiring: Vec<ExpiringInJson<'a>>,
}

#[derive(Default, Serialize)]
struct Numbers {
    sent: u64,
    later: u64,
    given_up: u64,
    unknown: u64,
}

#[derive(Serialize)]
struct ExpiringInJson<'a> {
    name: &'a str,
    email: &'a str,
    expires_at: String,
    step_days: u8,
}

impl From<&SentMail> for Numbers {
    fn from(sent: &SentMail) -> Self {
        Self {
            sent: sent.sent,
            later: sent.later,
            given_up: sent.given_up,
            unknown: sent.unknown,
        }
    }
}

impl Notify {
    pub(super) fn run(self, context: &Context) -> Result<(), Stop> {
        if let Some(to) = &self.test {
            return test::send(context, &self.acting, to, self.json);
        }
        if self.acting.is_given() {
            return Err(Failure::new(
                Fault::Usage,
                "usage",
                "--as and --password-stdin go with --test, and nobody acts here without it.",
            )
            .hint("Leave them out, or give --test and an address.")
            .into());
        }
        if !self.dry_run {
            // What is sent could not be marked as sent, and would be sent again.
            context.may_change()?;
        }
        let mut post = mail::post(&context.settings)?;
        let mut desk = context.open()?;
        let mut rng = door::randomness()?;
        let now = door::moment().now;
        let by = os_user::name();
        let sender = Sender {
            by: &by,
            zone: context.settings.zone(),
        };
        let due = notices_due(&mut desk, now)?;
        let (mut jobs, mut notices) = (SentMail::default(), SentMail::default());
        match &mut post {
            _ if self.dry_run => {}
            Some(post) => {
                // Each call reads the clock again: a long run says truly when what was sent.
                loop {
                    let mut call = door::call(&mut rng);
                    jobs.then(send_due_mail(&mut desk, &mut call, post, sender)?);
                    if !jobs.more {
                        break;
                    }
                }
                notices.unreached.clone_from(&jobs.unreached);
                for some in due.chunks(NOTICES_AT_ONCE) {
                    if notices.unreached.is_some() {
                        break;
                    }
                    let mut call = door::call(&mut rng);
                    notices.then(mail_notices(&mut desk, &mut call, post, sender, some)?);
                }
            }
            None => {}
        }
        let mailed = post.is_some();
        // As it stands at the end: what `passward doctor` says of it next.
        let open = open_mail_jobs(&mut desk, door::moment().now)?;
        if self.json {
            answer_in_json(&Document::of(Told {
                mail: mailed,
                dry_run: self.dry_run,
                jobs_waiting: open.waiting,
                jobs_due: open.due,
                jobs: (&jobs).into(),
                notices: (&notices).into(),
                expiring: due.iter().map(ExpiringInJson::from).collect(),
            }))?;
        } else {
            self.in_words(&due, open, mailed, (&jobs, &notices), (now, sender))?;
        }
        // Printed first: what was not seen was not told.
        if !self.dry_run && !mailed {
            note_notices(&mut desk, &due)?;
        }
        outcome(&jobs, &notices)
    }

    fn in_words(
        &self,
        due: &[DueNotice],
        open: OpenJobs,
        mailed: bool,
        (jobs, notices): (&SentMail, &SentMail),
        (now, sender): (crate::domain::Instant, Sender<'_>),
    ) -> Result<(), Stop> {
        if self.dry_run || !mailed {
            for one in due {
                let at = date_and_time(one.ends_at, now, sender.zone);
                let days = counted(u64::from(one.step.days()), "day", "days");
                answer(&format!(
                    "{} <{}>: {days} or less, expires {at}",
                    one.name, one.email
                ))?;
            }
            if due.is_empty() {
                say("Nobody has reached a step that is not told yet.");
            }
        }
        if self.dry_run {
            say(&format!(
                "{} of mail would be sent now, of {} that wait. This was a dry run: nothing was sent.",
                counted(open.due, "job", "jobs"),
                open.waiting
            ));
        } else if mailed {
            answer(&summed("Notices", notices))?;
            answer(&summed("Other mail", jobs))?;
            // Where the server was not there, whom a job concerns was not even met.
            if open.waiting > 0 {
                let jobs = counted(open.waiting, "job waits", "jobs wait");
                answer(&format!("{jobs} for the next try."))?;
            }
        } else if open.waiting > 0 {
            say(&format!(
                "{}, but mail is not set up here.",
                counted(open.waiting, "job of mail waits", "jobs of mail wait")
            ));
        }
        Ok(())
    }
}

fn summed(what: &str, sent: &SentMail) -> String {
    format!(
        "{what}: {} sent, {} later, {} given up, {} unknown.",
        sent.sent, sent.later, sent.given_up, sent.unknown
    )
}

/// A run that told everybody is done; else monitoring is to see it.
fn outcome(jobs: &SentMail, notices: &SentMail) -> Result<(), Stop> {
    if let Some(why) = jobs.unreached.as_ref().or(notices.unreached.as_ref()) {
        return Err(not_there(why).into());
    }
    let lost = jobs.given_up + jobs.unknown + notices.given_up + notices.unknown;
    if lost == 0 {
        return Ok(());
    }
    let mails = counted(lost, "mail was", "mails were");
    let failure = Failure::new(
        Fault::Refused,
        "mail_given_up",
        format!("{mails} given up, or nobody knows whether they arrived."),
    );
    Err(failure
        .hint("See `passward audit list` for whom, and tell them in another way.")
        .into())
}

/// The server was not there for any letter.
fn not_there(why: &Unreached) -> Failure {
    let code = match why {
        Unreached::NoConnection(_) => "mail_unreached",
        Unreached::Unprotected(_) => "mail_unprotected",
        Unreached::Untrusted(_) => "mail_untrusted",
        Unreached::SignIn(_) => "mail_account",
        Unreached::WouldNot(_) => "mail_refused",
    };
    Failure::told(Fault::Refused, code, &why.to_string())
}

impl<'a> From<&'a DueNotice> for ExpiringInJson<'a> {
    fn from(due: &'a DueNotice) -> Self {
        Self {
            name: due.name.as_str(),
            email: due.email.as_str(),
            expires_at: rfc3339(due.ends_at),
            step_days: due.step.days(),
        }
    }
}
