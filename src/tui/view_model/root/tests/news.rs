//! What happened since the last time.

use super::*;

/// Makes a summary that is told in three sentences.
fn three() -> Summary {
    let event = |what| SummaryEvent {
        at: moment().now,
        by: Printable::new("Ben Okafor"),
        what,
    };
    Summary {
        last_sign_in: Some((moment().now, Printable::new("203.0.113.7"))),
        failed_tries: 2,
        events: vec![event(SummaryWhat::EmailChanged)],
        up_to: EntryNo(7),
    }
}

#[test]
fn u10_what_happened_is_shown_one_by_one_until_dismissed() {
    let mut root = root();
    root.come_in(me(OWNER, Standing::Free), three(), Duration::ZERO);
    let shown = |root: &Root| who(root).news.as_ref().map(News::shown);
    assert_eq!(
        shown(&root).as_deref(),
        Some("1 of 3: 2 tries to sign in failed since you last looked.")
    );
    assert!(types(&mut root, "x").is_empty());
    assert!(shown(&root).is_some_and(|text| text.contains("Ben Okafor changed your e-mail")));
    assert!(types(&mut root, "x").is_empty());
    assert_eq!(
        shown(&root).as_deref(),
        Some("3 of 3: You last signed in today 00:00, from 203.0.113.7.")
    );
    let effects = types(&mut root, "x");
    assert!(
        matches!(
            effects[..],
            [Effect::Task(Task::DismissSummary(EntryNo(7)))]
        ),
        "{effects:?}"
    );
    assert_eq!(shown(&root), None);
}

#[test]
fn u10_where_the_last_sign_in_came_from_stays_until_dismissed_behind_what_is_due() {
    let summary = Summary {
        last_sign_in: Some((moment().now, Printable::new("203.0.113.7"))),
        up_to: EntryNo(7),
        ..Summary::default()
    };
    let mut about = me(OWNER, Standing::Free);
    about.notice = Some(Notice {
        expires_at: moment().now,
    });
    let mut root = root();
    root.come_in(about, summary, Duration::ZERO);
    assert_eq!(who(&root).banners(), [Banner::Notice, Banner::News]);
    let offered = |root: &Root, banner| who(root).offered(banner);
    // What a key does stands where it does it.
    assert_eq!(
        offered(&root, Banner::Notice),
        [Remedy::Change, Remedy::Dismiss]
    );
    assert_eq!(offered(&root, Banner::News), []);
    let effects = types(&mut root, "x");
    assert!(
        matches!(effects[..], [Effect::Task(Task::DismissNotice)]),
        "{effects:?}"
    );
    let mut without = me(OWNER, Standing::Free);
    without.notice = None;
    root.update(Message::Me(Ok(Box::new(without)), Duration::ZERO), moment());
    assert_eq!(who(&root).banners(), [Banner::News]);
    assert_eq!(offered(&root, Banner::News), [Remedy::Dismiss]);
    let effects = types(&mut root, "x");
    assert!(
        matches!(
            effects[..],
            [Effect::Task(Task::DismissSummary(EntryNo(7)))]
        ),
        "{effects:?}"
    );
    assert_eq!(who(&root).banners(), []);
}

#[test]
fn u10_all_that_happened_stands_in_the_list_of_messages_and_can_be_scrolled_to() {
    let mut root = root();
    root.come_in(me(OWNER, Standing::Free), three(), Duration::ZERO);
    types(&mut root, "xv");
    let notes = root.notes();
    assert!(
        matches!(&notes[..], [Note::News(second), Note::News(third)]
            if second.starts_with("2 of 3: ") && third.starts_with("3 of 3: ")),
        "{notes:?}"
    );
    for _ in 0..3 {
        root.key(Chord::plain(Key::Down), moment());
    }
    assert!(
        matches!(root.overlay(), Some(Overlay::Messages(1))),
        "{:?}",
        root.overlay()
    );
}
