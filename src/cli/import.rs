//! `passward import`: people from a file, first as a dry run, then all of them or nobody (U9).

mod file;
mod progress;
mod show;

use clap::Args;

use super::acting::Acting;
use super::answer::{answer, answer_in_json, say};
use super::args::whole;
use super::error::{Failure, Fault, Stop};
use super::{Context, door};
use crate::service::{Import as Ready, ImportPlan, ImportTotals, import_users};
use crate::words::counted;
use progress::Progress;

/// Import people from a CSV file: a dry run first, then all of them or nobody.
///
/// The first line names the columns, in any order: name and email, and where they are there kind (firm or connect), role
/// (user or administrator), enabled (yes or no), hash and changed. Columns of an export beside these are left out.
///
/// A hash lets people keep their passwords: Argon2 in PHC form, bcrypt up to cost 12, or sha512-crypt up to 100,000
/// rounds. It is replaced by one of passward's own when they first sign in. Until then every failed sign-in computes one
/// of each scheme and cost; those together may take as long as four of the costliest. Who comes without one is invited
/// and needs a setup code. In changed stands when the password was set, as a date or an instant; without it the moment of the import
/// counts.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  passward import people.csv
  passward import people.csv --apply
  passward import people.csv --apply --as ada@hartwellfinch.example \\
      --password-stdin < password.txt
  passward import people.csv --json --limit 0")]
pub(super) struct Import {
    /// The file; `-` reads standard input, for a dry run.
    #[arg(value_name = "FILE")]
    file: std::path::PathBuf,
    /// Say what would happen, and change nothing; this is what happens without --apply.
    #[arg(long, conflicts_with = "apply")]
    dry_run: bool,
    /// Import everybody, unless a single line is wrong.
    #[arg(long)]
    apply: bool,
    /// List at most this many lines of each sort; 0 lists all.
    #[arg(long, value_name = "N", default_value_t = 50, value_parser = whole::<usize>)]
    limit: usize,
    /// Answer with one JSON document.
    #[arg(long)]
    json: bool,
    #[command(flatten)]
    acting: Acting,
}

impl Import {
    pub(super) fn run(self, context: &Context) -> Result<(), Stop> {
        self.acting.email()?;
        let text = file::read(&self.file, self.apply)?;
        let mut desk = context.open()?;
        let now = door::moment().now;
        let plan = ImportPlan::read(&text, now)
            .map_err(|fault| {
                Failure::told(Fault::Refused, "import_file", &fault.to_string()).or_hint(
                    "`passward import --help` says what the file holds. Nothing was changed.",
                )
            })?
            .against(&mut desk)
            .map_err(Failure::from)?;
        drop(text);
        match plan.ready() {
            Err(plan) => self.refuse(&plan),
            Ok(import) if self.apply => self.apply(context, &mut desk, &import),
            Ok(import) => self.tell(import.plan()),
        }
    }

    fn most(&self) -> usize {
        if self.limit == 0 {
            usize::MAX
        } else {
            self.limit
        }
    }

    /// Lists what is wrong; nothing is imported.
    fn refuse(&self, plan: &ImportPlan) -> Result<(), Stop> {
        if self.json {
            answer_in_json(&show::document(plan, false, self.most()))?;
        } else {
            show::bad(plan, self.most())?;
        }
        let bad = counted(plan.bad().len() as u64, "line", "lines");
        Err(Failure::new(
            Fault::Refused,
            "import_refused",
            format!("{bad} of the file cannot be imported. Nothing was changed."),
        )
        .hint("Correct the file, and do the dry run again.")
        .into())
    }

    /// Tells what would happen.
    fn tell(&self, plan: &ImportPlan) -> Result<(), Stop> {
        if self.json {
            return answer_in_json(&show::document(plan, false, self.most()));
        }
        show::plan(plan, self.most())?;
        say("This was a dry run: nothing was changed. Import them with --apply.");
        Ok(())
    }

    fn apply(
        &self,
        context: &Context,
        desk: &mut crate::service::Desk,
        import: &Ready,
    ) -> Result<(), Stop> {
        let imported = self.acting.act(context, desk, |desk, call, admin| {
            let progress = Progress::of(import.plan().rows().len());
            let told = || progress.one();
            import_users(desk, call, admin, import, None, told)
        })?;
        if self.json {
            return answer_in_json(&show::document(import.plan(), true, self.most()));
        }
        let totals = imported.totals;
        answer(&format!(
            "{} were imported.",
            counted(totals.all(), "person", "people")
        ))?;
        say_invited(&totals);
        Ok(())
    }
}

/// Says how those who come without a password get in.
fn say_invited(totals: &ImportTotals) {
    if totals.invited() == 0 {
        return;
    }
    say(&format!(
        "{} no password yet: `passward users code E-MAIL` makes a setup code for one of them; \
         `passward users list --password not-set` lists them.",
        match totals.invited() {
            1 => "1 of them has".to_owned(),
            many => format!("{} of them have", crate::words::grouped(many)),
        }
    ));
}
