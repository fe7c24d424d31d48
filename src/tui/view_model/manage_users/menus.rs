//! The menus that hang from the screen: three filters, the order, the actions.

use super::acts::Command;
use super::deeds::Deed;
use super::{Can, Effect, Focus, ManageUsers};
use crate::domain::selection::Show;
use crate::domain::{Access, Kind, Order, PasswordFilter, StatusKind};
use crate::service::PersonRow;
use crate::tui::keymap::{ManyAct, Marking};
use crate::tui::view_model::act_dialog::{Press, Proof};

/// Which menu.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MenuKind {
    /// *Enabled* or *Enabled and disabled*.
    Show,
    /// All kinds, firm or Connect.
    Kind,
    /// By password.
    Password,
    /// By what the table is ordered.
    Sort,
    /// What is done to everyone.
    Actions,
    /// What is done to the selected person.
    Person,
}

/// An open menu.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Menu {
    /// Which one.
    pub kind: MenuKind,
    /// The selected item.
    pub at: usize,
}

/// An item of a menu.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MenuItem {
    /// Its words.
    pub label: &'static str,
    /// What it does where it is no filter, for the key that does the same.
    pub command: Option<Command>,
    /// Why it cannot be chosen now; empty where it can.
    pub refusal: String,
}

/// The filters by password, in the order of their menu.
pub const PASSWORDS: [(PasswordFilter, &str); 8] = [
    (PasswordFilter::Any, "Any password"),
    (
        PasswordFilter::Status(StatusKind::MustChange),
        "Must change",
    ),
    (PasswordFilter::Status(StatusKind::Expired), "Expired"),
    (PasswordFilter::Status(StatusKind::Expiring), "Expiring"),
    (PasswordFilter::Status(StatusKind::Fresh), "Fresh"),
    (
        PasswordFilter::Status(StatusKind::NeverExpires),
        "Does not expire",
    ),
    (PasswordFilter::Status(StatusKind::NotSet), "Not set"),
    (PasswordFilter::NotSeenStrong, "Not seen strong"),
];

const SHOWS: [(Show, &str); 2] = [
    (Show::Enabled, "Enabled"),
    (Show::EnabledAndDisabled, "Enabled and disabled"),
];

const KINDS: [(Option<Kind>, &str); 3] = [
    (None, "All kinds"),
    (Some(Kind::Firm), "Firm"),
    (Some(Kind::Connect), "Connect"),
];

const ORDERS: [(Order, &str); 4] = [
    (Order::Name, "By name"),
    (Order::Email, "By e-mail"),
    (Order::Expiry, "By password"),
    (Order::LastSignIn, "By last sign-in"),
];

const MARKING: [(Command, &str); 2] = [
    (Command::Mark(Marking::All), "Mark all that match"),
    (Command::Mark(Marking::ToHere), "Mark to here"),
];

const MARKED: [(Command, &str); 5] = [
    (Command::Many(ManyAct::Force), "Force change on the marked"),
    (Command::Many(ManyAct::Disable), "Disable the marked"),
    (Command::Many(ManyAct::Enable), "Enable the marked"),
    (Command::Many(ManyAct::SignOut), "Sign out the marked"),
    (Command::Mark(Marking::Nobody), "Mark none"),
];

const ACTIONS: [(Command, &str); 8] = [
    (Command::ExpireAll, "Expire all passwords"),
    (Command::UndoExpireAll, "Undo expire all"),
    (Command::SignOutAll, "Sign out all users"),
    (Command::BreakIn, "Respond to a break-in"),
    (Command::RenameFirm, "Rename firm"),
    (Command::Export, "Export users"),
    (Command::Report, "Report on the passwords"),
    (Command::Sort, "Sort by"),
];

/// What can be done to one person; where their state decides on the words, they are filled in.
const PERSON: [(Command, &str); 9] = [
    (Command::Edit, "Edit name, e-mail, login name"),
    (Command::Force, "Force Password Change"),
    (Command::IssueCode, ""),
    (Command::RevokeCode, ""),
    (Command::ChangeRole, ""),
    (Command::ChangeKind, ""),
    (Command::HandOwnershipOn, ""),
    (Command::SignOut, "Sign out"),
    (Command::ToggleAccess, ""),
];

impl ManageUsers {
    /// Returns the items of the open menu.
    #[must_use]
    pub fn menu_items(&self) -> Vec<MenuItem> {
        let free = |label| MenuItem {
            label,
            command: None,
            refusal: String::new(),
        };
        match self.menu.map(|menu| menu.kind) {
            None => Vec::new(),
            Some(MenuKind::Show) => SHOWS.map(|(_, label)| free(label)).into(),
            Some(MenuKind::Kind) => KINDS.map(|(_, label)| free(label)).into(),
            Some(MenuKind::Password) => PASSWORDS.map(|(_, label)| free(label)).into(),
            Some(MenuKind::Sort) => ORDERS.map(|(_, label)| free(label)).into(),
            Some(kind @ (MenuKind::Actions | MenuKind::Person)) => {
                let item = |(command, label)| MenuItem {
                    label,
                    command: Some(command),
                    refusal: match self.can(command) {
                        Can::Yes => String::new(),
                        Can::No(why) => why,
                    },
                };
                self.commands_of(kind).into_iter().map(item).collect()
            }
        }
    }

    /// Returns whom the open menu is about.
    #[must_use]
    pub fn menu_is_about(&self) -> Option<&PersonRow> {
        self.menu.filter(|menu| menu.kind == MenuKind::Person)?;
        self.window.selected()
    }

    /// What a menu of commands offers, in its order.
    fn commands_of(&self, kind: MenuKind) -> Vec<(Command, &'static str)> {
        if kind == MenuKind::Person {
            self.person_actions()
        } else {
            self.actions()
        }
    }

    /// What can be done to the selected person, in the words that fit them.
    fn person_actions(&self) -> Vec<(Command, &'static str)> {
        let Some(person) = self.window.selected() else {
            return Vec::new();
        };
        let access = match person.access {
            Access::Enabled => "Disable",
            Access::Disabled => "Enable",
        };
        PERSON
            .into_iter()
            .map(|(command, label)| match Deed::of(command, person) {
                Some(deed) => (command, deed.label()),
                None if command == Command::ToggleAccess => (command, access),
                None => (command, label),
            })
            .collect()
    }

    /// What can be done to all who are marked comes first, as long as anybody is.
    fn actions(&self) -> Vec<(Command, &'static str)> {
        let marked: &[_] = if self.marked.is_none() { &[] } else { &MARKED };
        [marked, &ACTIONS, &MARKING].concat()
    }

    /// Returns the words of the three filters as they are set.
    #[must_use]
    pub fn filter_words(&self) -> [&'static str; 3] {
        let filter = self.filter();
        let show = SHOWS.iter().find(|(show, _)| *show == filter.show);
        let kind = KINDS.iter().find(|(kind, _)| *kind == filter.kind);
        let password = PASSWORDS.iter().find(|(of, _)| *of == filter.password);
        [
            show.map_or("", |(_, word)| word),
            kind.map_or("", |(_, word)| word),
            match (password, filter.password) {
                (Some((_, word)), _) => word,
                (None, PasswordFilter::Moved(movement, _, _)) => movement_word(movement),
                (None, _) => "",
            },
        ]
    }

    pub(super) fn open_menu(&mut self, kind: MenuKind) {
        let filter = self.filter();
        let at = match kind {
            MenuKind::Show => SHOWS.iter().position(|(show, _)| *show == filter.show),
            MenuKind::Kind => KINDS.iter().position(|(kind, _)| *kind == filter.kind),
            MenuKind::Password => PASSWORDS.iter().position(|(of, _)| *of == filter.password),
            MenuKind::Sort => ORDERS
                .iter()
                .position(|(order, _)| *order == self.order().0),
            MenuKind::Actions | MenuKind::Person => None,
        };
        self.menu = Some(Menu {
            kind,
            at: at.unwrap_or_default(),
        });
    }

    pub(super) fn press_in_menu(&mut self, press: Press, proof: Proof) -> Vec<Effect> {
        let count = self.menu_items().len();
        if count == 0 {
            // Whom it was about has gone from the list.
            self.menu = None;
        }
        let Some(menu) = &mut self.menu else {
            return Vec::new();
        };
        match press {
            Press::Up | Press::Previous => menu.at = (menu.at + count - 1) % count,
            Press::Down | Press::Next => menu.at = (menu.at + 1) % count,
            Press::Home | Press::PageUp => menu.at = 0,
            Press::End | Press::PageDown => menu.at = count - 1,
            Press::Enter | Press::Choose => {
                let at = menu.at;
                return self.choose_item(at, proof);
            }
            Press::Escape | Press::Left | Press::Right => self.menu = None,
            Press::Yes | Press::No => {}
        }
        Vec::new()
    }

    pub(super) fn choose_item(&mut self, at: usize, proof: Proof) -> Vec<Effect> {
        let Some(menu) = self.menu.take() else {
            return Vec::new();
        };
        match menu.kind {
            MenuKind::Show => {
                if let Some((show, _)) = SHOWS.get(at) {
                    self.filter.show = *show;
                }
            }
            MenuKind::Kind => {
                if let Some((kind, _)) = KINDS.get(at) {
                    return self.show_kind(*kind);
                }
            }
            MenuKind::Password => {
                if let Some((password, _)) = PASSWORDS.get(at) {
                    self.filter.password = *password;
                }
            }
            MenuKind::Sort => {
                self.focus = Focus::Table;
                return ORDERS
                    .get(at)
                    .map_or_else(Vec::new, |(order, _)| self.sort_by(*order));
            }
            MenuKind::Actions | MenuKind::Person => {
                let Some((command, _)) = self.commands_of(menu.kind).get(at).copied() else {
                    return Vec::new();
                };
                if let Can::No(_) = self.can(command) {
                    // The menu stays and shows why.
                    self.menu = Some(Menu { at, ..menu });
                    return Vec::new();
                }
                self.focus = Focus::Table;
                return self.command(command, proof);
            }
        }
        self.list_anew()
    }
}

/// Returns the word of a filter that a number of the preview has set (P5).
fn movement_word(movement: crate::domain::selection::Movement) -> &'static str {
    use crate::domain::selection::Movement;
    match movement {
        Movement::NewlyExpire => "Would newly expire",
        Movement::BecomeValid => "Would become valid",
        Movement::EnterNotice => "Would enter notice",
        Movement::LeaveNotice => "Would leave notice",
    }
}
