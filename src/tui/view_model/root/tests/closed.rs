//! What the kiosk and `--read-only` close.

use super::*;
use crate::tui::view_model::manage_users as users;

#[test]
fn r2_r7_the_kiosk_sets_up_no_firm_suspends_nothing_and_says_why() {
    let mut root = root();
    root.seat_at(Seat::Kiosk);
    root.update(Message::Firm(Ok(None)), moment());
    let Stage::Broken(why) = root.stage() else {
        panic!("{root:?}");
    };
    assert!(why.contains("passward init"), "{why}");
    let control_z = Chord::ctrl(Key::Char('z'));
    assert!(root.key(control_z, moment()).is_empty());
    assert!(root.said().unwrap().contains("nothing behind it"));
    assert!(matches!(root.can(Command::Suspend), Some(Can::No(_))));
}

#[test]
fn a1_r7_the_kiosk_does_not_export_the_log_by_any_key_or_click() {
    let mut root = root();
    root.seat_at(Seat::Kiosk);
    let me = me(OWNER, Standing::Free);
    root.come_in(me, Summary::default(), Duration::MAX);
    root.go(Screen::AuditLog);
    let export = Command::Log(LogAct::Export);
    assert!(matches!(root.can(export), Some(Can::No(_))));
    root.command(export);
    let said = root.said().unwrap_or_default();
    assert!(said.contains("reads and writes no files"), "{said}");
    for act in [Focus::Export, Focus::Table] {
        root.click(Hit::Log(Target::Focus(act)), moment());
    }
    // Tab goes round past every stop, and Enter is pressed on each.
    for _ in 0..8 {
        press(&mut root, Key::Tab);
        assert_ne!(who(&root).log.focus(), Focus::Export);
    }
    assert!(who(&root).log.dialog().is_none());
    root.go(Screen::ManageUsers);
    for act in [UsersAct::Export, UsersAct::Report] {
        assert!(matches!(root.can(Command::Users(act)), Some(Can::No(_))));
        root.command(Command::Users(act));
        assert!(who(&root).users.dialog().is_none());
    }
}

#[test]
fn opened_read_only_each_command_that_changes_something_is_not_offered_or_says_why() {
    let mut refused = 0;
    for membership in [OWNER, USER] {
        let mut root = root();
        root.mark_as_read_only();
        root.come_in(
            me(membership, Standing::Free),
            Summary::default(),
            Duration::MAX,
        );
        for screen in who(&root).screens() {
            root.go(screen);
            for binding in KEYS.iter().filter(|binding| binding.command.changes()) {
                match root.can(binding.command) {
                    None => {}
                    Some(Can::No(why)) => {
                        assert_eq!(why, StoreError::OnlyLooking.to_string());
                        refused += 1;
                    }
                    Some(Can::Yes) => panic!("{:?} on {screen:?}", binding.command),
                }
            }
        }
    }
    assert!(refused > 20, "{refused}");
}

#[test]
fn opened_read_only_no_menu_leads_to_an_act_and_each_item_says_why() {
    let mut root = root();
    root.mark_as_read_only();
    root.come_in(me(OWNER, Standing::Free), Summary::default(), Duration::MAX);
    root.go(Screen::ManageUsers);
    for _ in 0..8 {
        press(&mut root, Key::Tab);
        assert_ne!(who(&root).users.focus(), users::Focus::Add);
    }
    root.command(Command::Users(UsersAct::Actions));
    let items = who(&root).users.menu_items();
    let mut refused = 0;
    for item in items {
        if item
            .command
            .map(Command::Users)
            .is_some_and(Command::changes)
        {
            assert_eq!(item.refusal, StoreError::OnlyLooking.to_string());
            refused += 1;
        }
    }
    assert!(refused >= 5, "{refused}");
    press(&mut root, Key::Enter);
    assert!(who(&root).users.dialog().is_none());
    assert!(who(&root).users.menu().is_some());
}

#[test]
fn s10_opened_read_only_the_forced_screen_takes_no_password_and_is_left_by_signing_out() {
    let mut root = root();
    root.mark_as_read_only();
    root.come_in(me(USER, forced()), Summary::default(), Duration::MAX);
    assert!(!root.takes_text());
    for key in [Key::Tab, Key::Right, Key::Char('y'), Key::Down] {
        assert!(press(&mut root, key).is_empty(), "{key:?}");
        let form = &who(&root).forced.as_ref().unwrap().1.form;
        let why = StoreError::OnlyLooking.to_string();
        assert_eq!(form.refusal, Some(why));
        assert_eq!(form.stop, Stop::Safe);
    }
    let effects = press(&mut root, Key::Enter);
    assert!(
        matches!(effects[..], [Effect::Task(Task::SignOut)]),
        "{effects:?}"
    );
}

#[test]
fn opened_read_only_the_banners_stand_there_and_offer_nothing() {
    let mut due = me(OWNER, Standing::Free);
    due.notice = Some(Notice {
        expires_at: moment().now,
    });
    due.may_be_weak = true;
    let news = Summary {
        failed_tries: 2,
        ..Summary::default()
    };
    let mut root = root();
    root.mark_as_read_only();
    root.come_in(due, news, Duration::MAX);
    let shown = [Banner::News, Banner::Notice, Banner::MayBeWeak];
    assert_eq!(who(&root).banners(), shown);
    for banner in shown {
        assert_eq!(who(&root).offered(banner), []);
    }
    let before = who(&root).screen;
    assert!(types(&mut root, "cx").is_empty());
    assert_eq!((who(&root).screen, root.said()), (before, None));
    assert_eq!(who(&root).banners(), shown);
}
