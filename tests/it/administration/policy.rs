//! Password Security as it is drawn.

use super::*;

/// Facts of 41 firm users whose passwords were set over the last half year.
fn facts() -> PreviewFacts {
    let set: Vec<_> = (0..41_i64)
        .map(|n| now() - TimeDelta::days((n * 37) % 95) - TimeDelta::hours(2))
        .collect();
    PreviewFacts {
        at: now(),
        firm_users: 41,
        connect_users: 12,
        not_seen_strong: (7, 3),
        changed_up_to: questions(now())
            .into_iter()
            .map(|at| (at, set.iter().filter(|set| **set <= at).count() as u64))
            .collect(),
        next_change: ExpiryInterval::ALL
            .map(|interval| {
                let cut = interval.length().map(|length| now() - length);
                let next = set
                    .iter()
                    .filter(|set| cut.is_some_and(|cut| **set > cut))
                    .min();
                (interval, next.copied())
            })
            .into(),
        own: None,
    }
}

fn on_record(expiry: ExpiryInterval) -> PolicyOnRecord {
    PolicyOnRecord {
        policy: Policy {
            strong: StrongPasswords::Required,
            expiry,
        },
        revision: Revision(7),
        changed: Some((UserId(2), at(11, 23, 10, 30))),
    }
}

/// The tab with every 180 days in force and every 90 chosen.
pub(super) fn edited() -> policy_tab::PasswordSecurity {
    let mut tab = policy_tab::PasswordSecurity::default();
    let _ = tab.update(policy_tab::Message::Refresh);
    let loaded = PolicyTab {
        on_record: on_record(ExpiryInterval::Days180),
        changed_by: Some(Printable::new("Ben Okafor")),
        facts: facts(),
    };
    let _ = tab.update(policy_tab::Message::Loaded(1, Ok(Box::new(loaded))));
    tab_press(&mut tab, Press::Left);
    tab_press(&mut tab, Press::Choose);
    tab
}

fn tab_press(tab: &mut policy_tab::PasswordSecurity, press: Press) {
    let _ = tab.update(policy_tab::Message::Press(press, Proof::Fresh));
}

pub(super) fn tab_drawn(
    tab: &policy_tab::PasswordSecurity,
    theme: &Theme,
    charset: Charset,
    size: (u16, u16),
) -> (Buffer, Scene<Hit>) {
    let mut buffer = Buffer::empty(Rect::new(0, 0, size.0, size.1));
    let mut canvas = Canvas::new(&mut buffer, theme, charset);
    let bones = Bones::of(canvas.area()).unwrap();
    frame(&mut canvas, &bones, "Security", &[]);
    let names = ["Update Password", "Password Security"].map(|name| Tab {
        name,
        current: name == "Password Security",
        focused: false,
        hit: Some(Hit::Place),
    });
    tabs(&mut canvas, bones.content, &names);
    footer(
        &mut canvas,
        &bones,
        password_security::keys(tab, key_names(charset)),
    );
    // Under the tabs; with an empty row between where there is room for it.
    let taken = if bones.is_wide() { 3 } else { 2 };
    let area = Rect {
        y: bones.content.y + taken,
        height: bones.content.height - taken,
        ..bones.content
    };
    password_security::draw(&mut canvas, area, tab, now(), Zone::Utc, &Hit::Policy);
    let scene = canvas.finish();
    (buffer, scene)
}

#[test]
fn p5_password_security_looks_like_its_picture() {
    tab_at("edited", &edited(), &SIZES);
}

#[test]
fn p5_a_focused_number_has_the_cursor() {
    let mut tab = edited();
    tab_press(&mut tab, Press::Down);
    tab_at("number", &tab, &[(80, 24)]);
}

#[test]
fn p7_without_strong_passwords_there_is_advice() {
    let mut tab = edited();
    let click = policy_tab::Focus::Strong;
    let _ = tab.update(policy_tab::Message::Click(click, Proof::Fresh));
    tab_at("not_strong", &tab, &[(80, 24), (60, 16)]);
}

#[test]
fn p6_a_refused_update_says_who_changed_what() {
    let mut tab = edited();
    let _ = tab.update(policy_tab::Message::Update(Proof::Needed));
    tab_at("confirm", &tab, &SIZES);
    let mut newer = on_record(ExpiryInterval::Days60);
    newer.revision = Revision(8);
    let refused = policy_tab::UpdateRefused::Changed {
        on_record: newer,
        by: Some(Printable::new("Ben Okafor")),
    };
    let _ = tab.update(policy_tab::Message::Updated(Err(refused)));
    tab_at("conflict", &tab, &SIZES);
}

#[test]
fn p4_leaving_asks() {
    let mut tab = edited();
    let _ = tab.update(policy_tab::Message::Leave);
    tab_at("leaving", &tab, &[(80, 24), (140, 40), (60, 16)]);
}
