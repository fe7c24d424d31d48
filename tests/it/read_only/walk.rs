//! Every act there is, once as it is meant and once read only: what changes anything is refused and rolled back.

use std::fmt::Display;
use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::PathBuf;
use std::sync::OnceLock;
use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};
use passward::domain::audit::{Act, Entry, EntryNo};
use passward::domain::{
    CodePurpose, Email, ExpiryInterval, FirmName, Generation, Kind, Marked, PersonName, Policy,
    Reason, Role, StrongPasswords, UserId,
};
use passward::mail::{Delivery, Letter, Post, Unreached};
use passward::secret::{Code, Password};
use passward::service::{
    self, Answer, AskedAs, BreakIn, Call, Desk, ImportPlan, Mailing, Mode, NewFirm, OnMarked,
    Origin, Particulars, PeopleFile, Sender, Session, SignInOutcome, StoreError, demo,
};
use passward::store::Store;
use passward::store::sqlite::{Folder, Sqlite};
use passward::words::{Printable, Zone, act_word};
use rand::SeedableRng;
use rand::rngs::ChaCha20Rng;
use rusqlite::Connection;

use super::{holdings, somebody_new};

const BEN: &str = "ben.okafor@hartwellfinch.example";
const GRACE: &str = "grace.liu@hartwellfinch.example";
const HUGO: &str = "hugo.brandt@hartwellfinch.example";
const DIANE: &str = "diane.keller@hartwellfinch.example";
const NEXT: &str = "four words about violet harbours";

/// What somebody does, up to its end; the error is what they are told.
type Deed = fn(&mut Stand) -> Result<(), String>;

/// What `--read-only` makes of an act.
enum Made {
    /// It is refused, by whatever way it is done; the refusal is on record.
    Refused(&'static [(&'static str, Deed)]),
    /// It is refused before there is anything to record.
    NotBegun(Deed),
    /// It goes on as ever, for it moves only tries, sessions and the log.
    Kept(Deed),
    /// It is done to the file as a whole, at no desk: the command does not begin, as another test has it.
    OfTheFile,
}

/// Says it of each act. A new act does not compile before it has a line here.
#[expect(clippy::too_many_lines, reason = "one table, with a line for each act")]
fn made_of(act: Act) -> Made {
    match act {
        Act::FirmFounded => Made::Refused(&[("found_firm", found)]),
        Act::SignedIn => Made::Kept(|stand| {
            stand.begin();
            stand.session(BEN);
            Ok(())
        }),
        Act::SignInFailed => Made::Kept(|stand| {
            stand.begin();
            stand.wrong(BEN);
            Ok(())
        }),
        Act::SignedOut => Made::Kept(|stand| {
            stand.begin();
            let session = stand.session(BEN);
            told(stand.with(|desk, call| service::sign_out(desk, call, session)))
        }),
        Act::PasswordChanged => Made::Refused(&[("change_own_password", |stand| {
            stand.change_own(demo::PASSWORD)
        })]),
        Act::PasswordChangeFailed => Made::Kept(|stand| stand.change_own("wrong").or(Ok(()))),
        Act::PolicyUpdated => Made::Refused(&[("update_policy", update_policy)]),
        Act::ChangeForced => Made::Refused(&[
            ("force_password_change", |stand| {
                let whom = stand.ready(GRACE);
                stand.told(|desk, call, admin| {
                    service::force_password_change(desk, call, admin, whom, None)
                })
            }),
            ("act_on_marked", |stand| {
                stand.on_marked(&OnMarked::Force(None), GRACE)
            }),
        ]),
        Act::AllExpired => Made::Refused(&[("expire_all_passwords", |stand| {
            stand.begin();
            expire_all(stand)
        })]),
        Act::ExpireAllWithdrawn => Made::Refused(&[("undo_expire_all", undo)]),
        Act::UserAdded => Made::Refused(&[
            ("add_user", |stand| {
                stand.begin();
                stand.told(|desk, call, admin| {
                    service::add_user(desk, call, admin, &somebody_new(), None).result
                })
            }),
            ("invite_user", |stand| {
                stand.begin();
                stand.told(|desk, call, admin| {
                    service::invite_user(desk, call, admin, &somebody_new(), None).result
                })
            }),
        ]),
        Act::UserEdited => Made::Refused(&[("edit_user", edit)]),
        Act::UserDisabled => Made::Refused(&[
            ("disable_user", |stand| {
                let whom = stand.ready(GRACE);
                stand.told(|desk, call, admin| service::disable_user(desk, call, admin, whom))
            }),
            ("act_on_marked", |stand| {
                stand.on_marked(&OnMarked::Disable, GRACE)
            }),
        ]),
        Act::UserEnabled => Made::Refused(&[
            ("enable_user", |stand| {
                let whom = stand.ready(DIANE);
                stand.told(|desk, call, admin| service::enable_user(desk, call, admin, whom))
            }),
            ("act_on_marked", |stand| {
                stand.on_marked(&OnMarked::Enable, DIANE)
            }),
        ]),
        Act::CodeIssued => Made::Refused(&[("issue_code", |stand| {
            stand.begin();
            stand.code(GRACE).map(|_| ())
        })]),
        Act::CodeRedeemed => Made::Refused(&[("redeem_code", redeem)]),
        Act::CodeFailed => Made::Kept(|stand| {
            stand.begin();
            let code = Code::generate(&mut stand.rng);
            let result = stand.with(|desk, call| service::check_code(desk, call, GRACE, &code));
            assert!(result.result.is_err());
            Ok(())
        }),
        Act::Refused => Made::Kept(|stand| {
            // Nobody's force is anything to do to a Connect user (E6).
            let whom = stand.ready("erin.lowe@client.example");
            let done = stand.told(|desk, call, admin| {
                service::force_password_change(desk, call, admin, whom, None)
            });
            done.map_or(Ok(()), |()| Err("a Connect user was forced".to_owned()))
        }),
        Act::Locked => Made::Kept(|stand| {
            stand.wrong(BEN);
            stand.sql("UPDATE tries SET wrong = 99, waits_until = NULL WHERE wrong = 1");
            stand.begin();
            stand.wrong(BEN);
            Ok(())
        }),
        Act::TriesDuringWait => Made::Kept(|stand| {
            stand.begin();
            (0..6).for_each(|_| stand.wrong(BEN));
            stand.advance(TimeDelta::minutes(5));
            stand.wrong(BEN);
            Ok(())
        }),
        Act::SessionEnded => Made::Kept(|stand| {
            for _ in 0..5 {
                let _ = stand.change_own("wrong");
            }
            Ok(())
        }),
        Act::DemoFilled => Made::Refused(&[("demo::fill", |stand| {
            stand.empty();
            stand.begin();
            told(stand.with(|desk, call| demo::fill(desk, call, None)))
        })]),
        Act::FirmRenamed => Made::Refused(&[("rename_firm", |stand| {
            stand.begin();
            let name = FirmName::parse("Another Firm").unwrap();
            stand.told(|desk, call, admin| service::rename_firm(desk, call, admin, &name))
        })]),
        Act::KindChanged => Made::Refused(&[("change_kind", |stand| {
            let whom = stand.ready(GRACE);
            stand.told(|desk, call, admin| {
                service::change_kind(desk, call, admin, whom, Kind::Connect)
            })
        })]),
        Act::RoleChanged => Made::Refused(&[("change_role", |stand| {
            let whom = stand.ready(GRACE);
            stand.told(|desk, call, admin| {
                service::change_role(desk, call, admin, whom, Role::Administrator, None).result
            })
        })]),
        Act::OwnershipHandedOn => Made::Refused(&[("hand_ownership_on", |stand| {
            let whom = stand.ready(BEN);
            stand.told(|desk, call, admin| {
                service::hand_ownership_on(desk, call, admin, whom, None).result
            })
        })]),
        Act::CodeRevoked => Made::Refused(&[("revoke_code", |stand| {
            let whom = stand.ready(HUGO);
            stand.told(|desk, call, admin| service::revoke_code(desk, call, admin, whom))
        })]),
        Act::SignedOutByOther => Made::Refused(SIGNED_OUT_BY_OTHER),
        Act::AllSignedOut => Made::Refused(&[("sign_out_all_users", |stand| {
            stand.begin();
            stand.told(|desk, call, admin| {
                service::sign_out_all_users(desk, call, admin, None).result
            })
        })]),
        Act::BreakInAnswered => Made::Refused(&[("respond_to_break_in", respond)]),
        Act::Recovered => Made::Refused(&[("recover", |stand| {
            stand.begin();
            told(stand.with(|desk, call| service::recover(desk, call, "root", None)))
        })]),
        Act::Exported => Made::Kept(|stand| {
            stand.begin();
            let everyone = PeopleFile::Csv(PeopleFile::everyone());
            let nowhere = || Ok(Box::new(std::io::sink()) as Box<dyn std::io::Write + Send>);
            stand.told(|desk, call, admin| {
                service::begin_people_export(desk, call, admin, everyone, None, nowhere)
                    .result
                    .map(|_| ())
            })
        }),
        Act::Verified => Made::Kept(|stand| {
            stand.begin();
            let (whom, right) = (
                AskedAs::entered(BEN, None),
                Password::offered(demo::PASSWORD),
            );
            let answer =
                stand.with(|desk, call| service::verify(desk, call, &whom, &right, "mail"));
            assert!(matches!(answer.result, service::Verified::Right));
            Ok(())
        }),
        Act::CodeAskedFor => Made::Refused(&[
            // One answer for those who are known and those who are not (S1).
            ("ask_for_code", |stand| stand.ask_for_code(GRACE)),
            ("ask_for_code of nobody", |stand| {
                stand.ask_for_code("nobody@hartwellfinch.example")
            }),
            ("mail_code", |stand| {
                let whom = stand.ready(GRACE);
                stand.told(|desk, call, admin| {
                    let purpose = CodePurpose::Reset;
                    service::mail_code(desk, call, admin, whom, purpose, None).result
                })
            }),
        ]),
        Act::MailGivenUp => Made::NotBegun(|stand| {
            let whom = stand.id(GRACE);
            stand.told(|desk, call, admin| {
                service::force_password_change(desk, call, admin, whom, None)
            })?;
            stand.begin();
            let sender = Sender {
                by: "root",
                zone: Zone::Utc,
            };
            told(stand.with(|desk, call| service::send_due_mail(desk, call, &mut ShutPost, sender)))
        }),
        Act::Imported => Made::Refused(&[("import_users", import)]),
        Act::MailTested => Made::Kept(|stand| {
            stand.begin();
            let to = Email::parse(GRACE).unwrap();
            stand.told(|desk, call, admin| {
                service::send_test_letter(desk, call, admin, &mut ShutPost, &to, None).result
            })
        }),
        Act::Restored => Made::OfTheFile,
        Act::FreeTriesGivenBack => Made::Refused(&[("give_free_tries_back", |stand| {
            stand.sql("INSERT INTO try_floors VALUES(0, 3)");
            stand.begin();
            told(stand.with(|desk, call| service::give_free_tries_back(desk, call, "root")))
        })]),
    }
}

const SIGNED_OUT_BY_OTHER: &[(&str, Deed)] = &[
    ("end_session", |stand| {
        let id = stand.session(BEN);
        let session = id.id();
        stand.others.push(id);
        stand.begin();
        stand.told(|desk, call, admin| service::end_session(desk, call, admin, session))
    }),
    ("sign_out_user", |stand| {
        let session = stand.session(BEN);
        stand.others.push(session);
        let whom = stand.ready(BEN);
        stand.told(|desk, call, admin| service::sign_out_user(desk, call, admin, whom))
    }),
    ("act_on_marked", |stand| {
        let session = stand.session(BEN);
        stand.others.push(session);
        stand.on_marked(&OnMarked::SignOut, BEN)
    }),
];

fn found(stand: &mut Stand) -> Result<(), String> {
    stand.empty();
    let new = NewFirm {
        firm: FirmName::parse("A Firm").unwrap(),
        name: PersonName::parse("Ada").unwrap(),
        email: Email::parse("ada@firm.example").unwrap(),
        password: Password::chosen(NEXT).unwrap(),
    };
    stand.begin();
    told(stand.with(|desk, call| service::found_firm(desk, call, &new)))
}

fn update_policy(stand: &mut Stand) -> Result<(), String> {
    stand.begin();
    let wanted = Policy {
        strong: StrongPasswords::Required,
        expiry: ExpiryInterval::Days30,
    };
    stand.told(|desk, call, admin| {
        let tab = service::load_policy(desk, call, admin)?;
        service::update_policy(desk, call, admin, wanted, &tab.on_record, None).result
    })
}

fn expire_all(stand: &mut Stand) -> Result<(), String> {
    stand.told(|desk, call, admin| {
        service::expire_all_passwords(desk, call, admin, None, None).result
    })
}

fn undo(stand: &mut Stand) -> Result<(), String> {
    expire_all(stand)?;
    // Who expired all is the first who must choose.
    let (mut owner, new) = (stand.owner.take().unwrap(), Password::chosen(NEXT).unwrap());
    let chosen =
        stand.with(|desk, call| service::change_own_password(desk, call, &mut owner, None, &new));
    told(chosen.result)?;
    stand.owner = Some(owner);
    let db = Connection::open(&stand.file).unwrap();
    let newest = "SELECT max(generation) FROM expirations WHERE withdrawn_at IS NULL";
    let newest = db.query_row(newest, [], |row| row.get(0)).unwrap();
    stand.begin();
    stand.told(|desk, call, admin| {
        service::undo_expire_all(desk, call, admin, Generation(newest), None).result
    })
}

fn edit(stand: &mut Stand) -> Result<(), String> {
    let whom = stand.ready(GRACE);
    let to = Particulars {
        name: PersonName::parse("Grace Liu-Weber").unwrap(),
        email: Email::parse(GRACE).unwrap(),
        login: None,
    };
    stand.told(|desk, call, admin| service::edit_user(desk, call, admin, whom, &to, None).result)
}

fn redeem(stand: &mut Stand) -> Result<(), String> {
    let code = stand.code(GRACE)?;
    stand.begin();
    let found = stand.with(|desk, call| service::check_code(desk, call, GRACE, &code));
    let new = Password::chosen(NEXT).unwrap();
    let done =
        stand.with(|desk, call| service::redeem_code(desk, call, found.result.unwrap(), &new));
    told(done.result.map_err(|(_, error)| error))
}

fn respond(stand: &mut Stand) -> Result<(), String> {
    stand.begin();
    let response = BreakIn {
        whom: BreakIn::everyone(),
        disable_connect: true,
        reason: Reason::parse("A laptop was stolen").unwrap(),
    };
    stand.told(|desk, call, admin| {
        service::respond_to_break_in(desk, call, admin, &response, None).result
    })
}

fn import(stand: &mut Stand) -> Result<(), String> {
    let file = b"name,email\nNew Person,new@hartwellfinch.example\n";
    let plan = ImportPlan::read(file, stand.now).unwrap();
    let plan = plan.against(stand.desk.as_mut().unwrap()).unwrap();
    let list = plan.ready().unwrap();
    stand.begin();
    stand.told(|desk, call, admin| {
        service::import_users(desk, call, admin, &list, None, || ()).result
    })
}

/// A mail server that takes no letter.
struct ShutPost;

impl Post for ShutPost {
    fn open(&mut self) -> Result<(), Unreached> {
        Ok(())
    }
    fn is_open(&self) -> bool {
        true
    }
    fn deliver(&mut self, _: &Letter) -> Delivery {
        Delivery::Never(Printable::new("550 no such mailbox"))
    }
    fn close(&mut self) {}
}

fn told<T>(result: Result<T, impl Display>) -> Result<(), String> {
    result.map(|_| ()).map_err(|error| error.to_string())
}

/// The file of the made-up firm, which is made once.
fn made_up_firm() -> &'static [u8] {
    static FIRM: OnceLock<Vec<u8>> = OnceLock::new();
    FIRM.get_or_init(|| {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("firm.db");
        drop(Sqlite::create(&file, Folder::MustExist).unwrap());
        let mut stand = Stand::at(folder, file, Mode::Full);
        stand
            .with(|desk, call| demo::fill(desk, call, None))
            .unwrap();
        // The last to leave writes everything into the file itself.
        stand.desk = None;
        fs::read(&stand.file).unwrap()
    })
}

/// The made-up firm with its owner signed in, before and during a deed.
struct Stand {
    folder: tempfile::TempDir,
    file: PathBuf,
    desk: Option<Desk>,
    mode: Mode,
    rng: ChaCha20Rng,
    now: DateTime<Utc>,
    since_boot: Duration,
    owner: Option<Session>,
    others: Vec<Session>,
    before: Option<(Vec<String>, usize)>,
}

impl Stand {
    /// Prepares with all rights; from `begin` on the desk is in that mode.
    fn new(mode: Mode) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("firm.db");
        fs::write(&file, made_up_firm()).unwrap();
        fs::set_permissions(&file, fs::Permissions::from_mode(0o600)).unwrap();
        let mut stand = Self::at(folder, file, mode);
        stand.owner = Some(stand.session(demo::OWNER));
        stand
    }

    fn at(folder: tempfile::TempDir, file: PathBuf, mode: Mode) -> Self {
        let store = Sqlite::open(&file).unwrap();
        Self {
            folder,
            file,
            desk: Some(Desk::new(Box::new(store)).with_mailing(Mailing::On)),
            mode,
            rng: ChaCha20Rng::seed_from_u64(11),
            now: DateTime::from_timestamp(1_795_521_600, 0).unwrap(),
            since_boot: Duration::from_secs(1000),
            owner: None,
            others: Vec::new(),
            before: None,
        }
    }

    /// Goes to a database that belongs to nobody yet.
    fn empty(&mut self) {
        self.owner = None;
        self.file = self.folder.path().join("empty.db");
        let store = Sqlite::create(&self.file, Folder::MustExist).unwrap();
        self.desk = Some(Desk::new(Box::new(store)));
    }

    /// From here on the mode holds, and what there is is noted.
    fn begin(&mut self) {
        if self.before.is_none() {
            let desk = self.desk.take().unwrap();
            self.desk = Some(desk.in_mode(self.mode));
            self.before = Some((holdings(&self.file, &[]), self.log().len()));
        }
    }

    fn with<T>(&mut self, work: impl FnOnce(&mut Desk, &mut Call<'_>) -> T) -> T {
        let mut call = Call {
            now: self.now,
            since_boot: self.since_boot,
            rng: &mut self.rng,
            from: Origin::new("a test"),
        };
        work(self.desk.as_mut().unwrap(), &mut call)
    }

    /// Does something as the owner.
    fn told<T, E: Display>(
        &mut self,
        work: impl FnOnce(&mut Desk, &mut Call<'_>, &mut service::AdminSession<'_>) -> Result<T, E>,
    ) -> Result<(), String> {
        let mut owner = self.owner.take().unwrap();
        let mut admin = owner.administrator().unwrap();
        let done = self.with(|desk, call| work(desk, call, &mut admin));
        self.owner = Some(owner);
        told(done)
    }

    fn advance(&mut self, by: TimeDelta) {
        self.now += by;
        self.since_boot += by.to_std().unwrap();
    }

    fn sql(&self, statement: &str) {
        let changed = Connection::open(&self.file).unwrap();
        assert_eq!(changed.execute(statement, []).unwrap(), 1, "{statement}");
    }

    fn id(&mut self, email: &str) -> UserId {
        let (now, email) = (self.now, Email::parse(email).unwrap());
        let desk = self.desk.as_mut().unwrap();
        let person = service::person_on_record(desk, now, &email).unwrap();
        person.unwrap().id
    }

    /// Begins a deed on somebody.
    fn ready(&mut self, email: &str) -> UserId {
        let id = self.id(email);
        self.begin();
        id
    }

    fn session(&mut self, email: &str) -> Session {
        let right = Password::offered(demo::PASSWORD);
        let answer = self.with(|desk, call| service::sign_in(desk, call, email, &right));
        let SignInOutcome::In(inside) = answer.result else {
            panic!("{email}: {:?}", answer.result);
        };
        inside.session
    }

    fn wrong(&mut self, email: &str) {
        let wrong = Password::offered("not the password");
        let answer: Answer<SignInOutcome> =
            self.with(|desk, call| service::sign_in(desk, call, email, &wrong));
        assert!(!matches!(answer.result, SignInOutcome::In(_)));
    }

    fn change_own(&mut self, current: &str) -> Result<(), String> {
        self.begin();
        let (current, new) = (Password::offered(current), Password::chosen(NEXT).unwrap());
        let mut owner = self.owner.take().unwrap();
        let done = self.with(|desk, call| {
            service::change_own_password(desk, call, &mut owner, Some(&current), &new)
        });
        self.owner = Some(owner);
        told(done.result)
    }

    fn on_marked(&mut self, act: &OnMarked, email: &str) -> Result<(), String> {
        let whom = self.ready(email);
        let mut marked = Marked::default();
        marked.set(whom, true);
        self.told(|desk, call, admin| {
            service::act_on_marked(desk, call, admin, &marked, act, None).result
        })
    }

    fn code(&mut self, email: &str) -> Result<Code, String> {
        let whom = self.id(email);
        let mut code = None;
        self.told(|desk, call, admin| {
            let issued =
                service::issue_code(desk, call, admin, whom, CodePurpose::Reset, None).result;
            issued.map(|issued| code = Some(Code::parse(&issued.code).unwrap()))
        })?;
        Ok(code.unwrap())
    }

    fn ask_for_code(&mut self, email: &str) -> Result<(), String> {
        self.begin();
        told(
            self.with(|desk, call| service::ask_for_code(desk, call, email))
                .result,
        )
    }

    fn log(&self) -> Vec<Entry> {
        let mut store = Sqlite::open(&self.file).unwrap();
        let entries = store.look().unwrap().entries_from(EntryNo(0), 100_000);
        let entries = entries.unwrap();
        let decoded = entries.iter().map(|entry| Entry::decoded(&entry.encoded));
        decoded.map(Option::unwrap).collect()
    }

    /// What was written to the log since the beginning.
    fn new_entries(&self) -> Vec<Entry> {
        let (_, entries) = self.before.as_ref().unwrap();
        self.log().split_off(*entries)
    }

    /// Says whether anything has changed since the beginning but what these tables hold.
    fn has_changed(&self, but: &[&str]) -> bool {
        let (before, _) = self.before.as_ref().unwrap();
        let kept = |all: &[String]| -> Vec<String> {
            let moving = |row: &&String| {
                !but.iter()
                    .any(|table| row.starts_with(&format!("{table} ")))
            };
            all.iter().filter(moving).cloned().collect()
        };
        kept(before) != kept(&holdings(&self.file, &[]))
    }
}

/// Does it in that mode.
fn done(deed: Deed, mode: Mode) -> (Stand, Result<(), String>) {
    let mut stand = Stand::new(mode);
    let result = deed(&mut stand);
    assert!(stand.before.is_some(), "it was not said where it begins");
    (stand, result)
}

const LOG: [&str; 4] = ["audit", "audit_targets", "audit_actors", "audit_blocks"];
const TRIES: [&str; 2] = ["tries", "try_counts"];
/// What moves where nothing is changed.
const MOVING: [&str; 8] = [
    "audit",
    "audit_targets",
    "audit_actors",
    "audit_blocks",
    "tries",
    "try_counts",
    "try_floors",
    "sessions",
];

/// What was meant does happen, or the refusal of it would prove nothing.
///
/// Returns the first of its entries that read only would refuse.
#[track_caller]
fn happens(act: Act, by: &str, deed: Deed) -> Act {
    let (stand, result) = done(deed, Mode::Full);
    assert_eq!(result, Ok(()), "{act:?} by {by}");
    let acts: Vec<Act> = stand.new_entries().iter().map(|entry| entry.act).collect();
    assert!(acts.contains(&act), "{act:?} by {by}: {acts:?}");
    assert!(stand.has_changed(&LOG), "{act:?} by {by}");
    let is_kept = |act: &Act| matches!(made_of(*act), Made::Kept(_));
    acts.into_iter().find(|act| !is_kept(act)).unwrap()
}

#[test]
fn every_act_that_changes_anything_is_refused_and_nothing_but_the_log_has_moved() {
    let only_looking = Err(StoreError::OnlyLooking.to_string());
    for act in Act::ALL {
        match made_of(act) {
            Made::Refused(deeds) => {
                for (by, deed) in deeds {
                    let first = happens(act, by, *deed);
                    let (stand, result) = done(*deed, Mode::ReadOnly);
                    let case = format!("{act:?} by {by}");
                    assert_eq!(result, only_looking, "{case}");
                    assert!(!stand.has_changed(&[&LOG[..], &TRIES].concat()), "{case}");
                    let last = stand.new_entries().pop().unwrap();
                    assert_eq!(last.act, Act::Refused, "{case}");
                    let asked = last.changes[0].new.as_deref();
                    assert_eq!(asked, Some(act_word(first)), "{case}");
                }
            }
            Made::NotBegun(deed) => {
                happens(act, "", deed);
                let (stand, result) = done(deed, Mode::ReadOnly);
                assert_eq!(result, only_looking, "{act:?}");
                assert!(!stand.has_changed(&[]), "{act:?}");
            }
            Made::OfTheFile => {}
            Made::Kept(deed) => {
                let (stand, result) = done(deed, Mode::ReadOnly);
                assert_eq!(result, Ok(()), "{act:?}");
                let acts: Vec<Act> = stand.new_entries().iter().map(|entry| entry.act).collect();
                assert!(acts.contains(&act), "{act:?}: {acts:?}");
                assert!(!stand.has_changed(&MOVING), "{act:?}");
            }
        }
    }
}

#[test]
fn what_is_no_act_and_no_matter_of_the_door_is_not_kept_either() {
    let mut stand = Stand::new(Mode::ReadOnly);
    let session = stand.session(GRACE);
    stand.begin();
    let mut grace = session;
    let dismissed = stand.with(|desk, call| service::dismiss_notice(desk, call, &mut grace));
    let summary = EntryNo(1);
    let seen = stand.with(|desk, call| service::dismiss_summary(desk, call, &grace, summary));
    let now = stand.now;
    let desk = stand.desk.as_mut().unwrap();
    let due = service::notices_due(desk, now).unwrap();
    assert!(!due.is_empty());
    let noted = service::note_notices(desk, &due);
    let refused = [told(dismissed), told(seen), told(noted)];
    let only_looking = StoreError::OnlyLooking.to_string();
    assert!(
        refused.iter().all(|one| one.as_ref() == Err(&only_looking)),
        "{refused:?}"
    );
    assert!(!stand.has_changed(&[]));
}
