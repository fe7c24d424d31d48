//! *Settings > Manage Users* (U6): the people, who is selected, what is filtered, and the dialogs of what is done.
//!
//! The list is a window of pages: at its edges the next page is asked for. Each question has a ticket, and only the
//! answer to the newest is taken. The selection is a person, not a row: it stays on them when others change the
//! list. What the acting administrator may not do is answered with a sentence by the table of rights.

mod acts;
mod dialogs;
mod menus;
mod people;

use zeroize::Zeroizing;

pub use acts::{Can, Command, Done, Refused, Request};
pub use dialogs::{Dialog, Kept, SetupCode};
pub use menus::{Menu, MenuKind, PASSWORDS};
pub use people::Window;

use super::act_dialog::{Edit, Press, Proof, Stop, TextLine};
use crate::domain::selection::Show;
use crate::domain::{Direction, Filter, Kind, Order, PasswordFilter, User, UserId};
use crate::service::{Consequences, From, PeoplePage, UndoConsequences};

/// The most that can be typed to search.
const SEARCH_MOST: usize = 100;

/// What has the focus.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Focus {
    /// The table.
    #[default]
    Table,
    /// *Enabled* or *Enabled and disabled*.
    Show,
    /// The kind.
    Kind,
    /// The password status.
    Password,
    /// The search.
    Search,
    /// The titles, which order the table.
    Titles,
    /// *Actions*.
    Actions,
    /// *Add user*.
    Add,
}

const STOPS: [Focus; 8] = [
    Focus::Table,
    Focus::Actions,
    Focus::Add,
    Focus::Show,
    Focus::Kind,
    Focus::Password,
    Focus::Search,
    Focus::Titles,
];

/// What the screen has to know of the moment at which a key was pressed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Around {
    /// Whether the last proof is fresh (S9).
    pub proof: Proof,
    /// How many rows of the table fit, which is a page.
    pub rows: usize,
}

/// A thing that can be clicked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Target {
    /// A row, by its person.
    Row(UserId),
    /// A title that orders the table.
    Title(Order),
    /// A thing that takes the focus.
    Focus(Focus),
    /// An item of the open menu.
    Item(usize),
    /// A stop of the open dialog.
    Stop(Stop),
    /// Something that is done.
    Command(Command),
}

/// What can happen to the screen.
#[derive(Debug)]
pub enum Message {
    /// The screen was opened, or a minute has passed, or something was changed somewhere.
    Refresh,
    /// Show these people (P5's numbers open the list).
    ShowThose(PasswordFilter),
    /// An answer to [`Effect::List`].
    Listed(u64, Result<Box<PeoplePage>, String>),
    /// An answer to [`Effect::ReadUndo`].
    UndoRead(u64, Option<UndoConsequences>),
    /// An answer to [`Effect::ReadConsequences`].
    ConsequencesRead(u64, Result<Consequences, String>),
    /// A key.
    Press(Press, Around),
    /// A change of a text that is being typed.
    Edit(Edit),
    /// A click.
    Click(Target, Around),
    /// The wheel: so many rows down, or up where negative.
    Wheel(isize, Around),
    /// Something that is done, by its key or from a menu.
    Command(Command, Proof),
    /// Shows or hides the password that is being typed.
    ToggleVisibility,
    /// The screen locked: a password that was being typed is wiped (S9).
    Wipe,
    /// The answer to [`Effect::Act`].
    Done(Result<Done, Refused>),
}

/// What the screen asks for.
#[derive(Debug)]
pub enum Effect {
    /// Read people.
    List {
        /// Comes back with the answer.
        ticket: u64,
        /// Whom.
        filter: Filter,
        /// In what order.
        order: Order,
        /// Which way.
        direction: Direction,
        /// From where.
        from: From,
        /// At most so many.
        rows: usize,
    },
    /// Read whether an *Expire all passwords* can be withdrawn (E10).
    ReadUndo(u64),
    /// Read what *Expire all passwords* would do (E7).
    ReadConsequences(u64),
    /// Do something.
    Act(Request),
    /// Send a text to the terminal's clipboard.
    ToClipboard(Zeroizing<String>),
    /// Say that something was done.
    Say(String),
}

/// The screen.
#[derive(Debug)]
pub struct ManageUsers {
    actor: User,
    filter: Filter,
    search: TextLine,
    order: Order,
    direction: Direction,
    window: Window,
    failure: Option<String>,
    focus: Focus,
    menu: Option<Menu>,
    dialog: Option<Dialog>,
    kept: Kept,
    undo: Option<UndoConsequences>,
    undo_asked: u64,
    consequences_asked: u64,
}

impl ManageUsers {
    /// Opens the screen for an administrator; of the actor only number, membership and access are looked at.
    #[must_use]
    pub fn new(actor: User) -> Self {
        Self {
            actor,
            filter: Filter::default(),
            search: TextLine::new("", SEARCH_MOST),
            order: Order::Name,
            direction: Direction::Forward,
            window: Window::default(),
            failure: None,
            focus: Focus::Table,
            menu: None,
            dialog: None,
            kept: Kept::default(),
            undo: None,
            undo_asked: 0,
            consequences_asked: 0,
        }
    }

    /// Takes who the actor is now: name, role and access may have changed (R6).
    pub fn set_actor(&mut self, actor: User) {
        self.actor = actor;
    }

    /// Returns the people that are loaded.
    #[must_use]
    pub fn window(&self) -> &Window {
        &self.window
    }

    /// Returns why nothing could be read.
    #[must_use]
    pub fn failure(&self) -> Option<&str> {
        self.failure.as_deref()
    }

    /// Returns whom the list shows.
    #[must_use]
    pub fn filter(&self) -> &Filter {
        &self.filter
    }

    /// Returns what was typed to search.
    #[must_use]
    pub fn search(&self) -> &TextLine {
        &self.search
    }

    /// Returns how the table is ordered.
    #[must_use]
    pub fn order(&self) -> (Order, Direction) {
        (self.order, self.direction)
    }

    /// Returns what has the focus.
    #[must_use]
    pub fn focus(&self) -> Focus {
        self.focus
    }

    /// Returns the open menu.
    #[must_use]
    pub fn menu(&self) -> Option<&Menu> {
        self.menu.as_ref()
    }

    /// Returns the open dialog.
    #[must_use]
    pub fn dialog(&self) -> Option<&Dialog> {
        self.dialog.as_ref()
    }

    /// Returns the *Expire all passwords* that can be withdrawn, while anyone still has to change because of it.
    #[must_use]
    pub fn undo_offer(&self) -> Option<&UndoConsequences> {
        self.undo.as_ref().filter(|offer| offer.released > 0)
    }

    /// Returns whether letters go into a field.
    #[must_use]
    pub fn takes_text(&self) -> bool {
        match (&self.dialog, &self.menu) {
            (Some(dialog), _) => dialog.form().takes_text(),
            (None, Some(_)) => false,
            (None, None) => self.focus == Focus::Search,
        }
    }

    /// Returns why the list is empty and which key fills it; nothing where it is not, or not read yet.
    #[must_use]
    pub fn why_empty(&self) -> Option<String> {
        if !self.window.is_read() || !self.window.people().is_empty() {
            return None;
        }
        let search = self.filter.search.trim();
        Some(if search.is_empty() {
            "Nobody matches these filters. Press r to show everyone.".into()
        } else if self.is_filtered() {
            format!(
                "Nobody with “{search}” in name or e-mail matches these filters. Press r to show everyone."
            )
        } else {
            format!("Nobody has “{search}” in name or e-mail. Press r to show everyone.")
        })
    }

    /// Returns whether the list shows less than everyone enabled.
    #[must_use]
    pub fn is_narrowed(&self) -> bool {
        self.is_filtered() || !self.filter.search.is_empty()
    }

    fn is_filtered(&self) -> bool {
        let Filter {
            show,
            kind,
            password,
            search: _,
        } = &self.filter;
        (*show, *kind, *password) != (Show::Enabled, None, PasswordFilter::Any)
    }

    /// Applies what happened.
    #[must_use]
    pub fn update(&mut self, message: Message) -> Vec<Effect> {
        match message {
            Message::Refresh => self.refresh(),
            Message::ShowThose(password) => {
                self.clear_filters();
                self.filter.password = password;
                self.focus = Focus::Table;
                vec![self.list_anew()]
            }
            Message::Listed(ticket, answer) => self.listed(ticket, answer),
            Message::UndoRead(ticket, offer) => {
                if ticket == self.undo_asked {
                    self.undo = offer;
                }
                Vec::new()
            }
            Message::ConsequencesRead(ticket, answer) => {
                if ticket == self.consequences_asked
                    && let Some(dialog) = &mut self.dialog
                {
                    dialog.take_consequences(answer);
                }
                Vec::new()
            }
            Message::Press(press, around) => self.press(press, around),
            Message::Edit(edit) => self.edit(&edit),
            Message::Click(target, around) => self.click(target, around),
            Message::Wheel(by, around) => {
                if self.dialog.is_none() && self.menu.is_none() {
                    self.window.step(by, around.rows);
                }
                self.more(around.rows)
            }
            Message::Command(command, proof) => self.command(command, proof),
            Message::ToggleVisibility => {
                if let Some(form) = self.dialog.as_mut().map(Dialog::form_mut) {
                    form.toggle_visibility();
                }
                Vec::new()
            }
            Message::Wipe => {
                if let Some(form) = self.dialog.as_mut().map(Dialog::form_mut) {
                    form.wipe();
                }
                Vec::new()
            }
            Message::Done(answer) => self.done(answer),
        }
    }

    fn refresh(&mut self) -> Vec<Effect> {
        self.undo_asked += 1;
        let question = self.window.ask_again();
        vec![self.list(question), Effect::ReadUndo(self.undo_asked)]
    }

    fn list(&self, (ticket, from, rows): (u64, From, usize)) -> Effect {
        Effect::List {
            ticket,
            filter: self.filter.clone(),
            order: self.order,
            direction: self.direction,
            from,
            rows,
        }
    }

    fn list_anew(&mut self) -> Effect {
        let question = self.window.ask_first();
        self.list(question)
    }

    fn listed(&mut self, ticket: u64, answer: Result<Box<PeoplePage>, String>) -> Vec<Effect> {
        match answer {
            Ok(page) => {
                if self.window.take(ticket, *page) {
                    self.failure = None;
                }
            }
            Err(why) => {
                if self.window.failed(ticket) {
                    self.failure = Some(why);
                }
            }
        }
        Vec::new()
    }

    /// Asks for the next page where the selection has come near an edge.
    fn more(&mut self, rows: usize) -> Vec<Effect> {
        match self.window.ask_more(rows) {
            Some(question) => vec![self.list(question)],
            None => Vec::new(),
        }
    }

    fn press(&mut self, press: Press, around: Around) -> Vec<Effect> {
        if self.dialog.is_some() {
            return self.press_in_dialog(press);
        }
        if self.menu.is_some() {
            return self.press_in_menu(press, around.proof);
        }
        match (self.focus, press) {
            (_, Press::Next) => self.walk(1),
            (_, Press::Previous) => self.walk(-1),
            (Focus::Table, _) => return self.press_in_table(press, around),
            (Focus::Search, Press::Escape) if !self.search.text().is_empty() => {
                self.search.clear();
                return self.searched();
            }
            (_, Press::Escape) | (Focus::Search, Press::Enter | Press::Down) => {
                self.focus = Focus::Table;
            }
            (focus, Press::Enter | Press::Choose | Press::Down) => {
                return self.open_at(focus, around.proof);
            }
            (_, Press::Left) => self.walk(-1),
            (_, Press::Right) => self.walk(1),
            (_, _) => {}
        }
        Vec::new()
    }

    fn walk(&mut self, by: isize) {
        let at = STOPS
            .iter()
            .position(|stop| *stop == self.focus)
            .unwrap_or_default();
        self.focus = STOPS[(at + STOPS.len()).saturating_add_signed(by) % STOPS.len()];
    }

    fn press_in_table(&mut self, press: Press, around: Around) -> Vec<Effect> {
        let rows = around.rows;
        let page = isize::try_from(rows.max(2) - 1).unwrap_or(isize::MAX);
        match press {
            Press::Up => self.window.step(-1, rows),
            Press::Down => self.window.step(1, rows),
            Press::PageUp => self.window.step(-page, rows),
            Press::PageDown => self.window.step(page, rows),
            Press::Home => {
                if let Some(question) = self.window.go_first() {
                    return vec![self.list(question)];
                }
            }
            Press::End => {
                if let Some(question) = self.window.go_last(rows) {
                    return vec![self.list(question)];
                }
            }
            Press::Enter => return self.command(Command::Edit, around.proof),
            Press::Escape if self.is_filtered() || !self.filter.search.is_empty() => {
                return self.command(Command::ShowEveryone, around.proof);
            }
            Press::Escape
            | Press::Left
            | Press::Right
            | Press::Choose
            | Press::Next
            | Press::Previous
            | Press::Yes
            | Press::No => {}
        }
        self.more(rows)
    }

    fn open_at(&mut self, focus: Focus, proof: Proof) -> Vec<Effect> {
        let kind = match focus {
            Focus::Show => MenuKind::Show,
            Focus::Kind => MenuKind::Kind,
            Focus::Password => MenuKind::Password,
            Focus::Titles => MenuKind::Sort,
            Focus::Actions => MenuKind::Actions,
            Focus::Add => return self.command(Command::Add, proof),
            Focus::Table | Focus::Search => return Vec::new(),
        };
        self.open_menu(kind);
        Vec::new()
    }

    fn edit(&mut self, edit: &Edit) -> Vec<Effect> {
        if let Some(dialog) = &mut self.dialog {
            dialog.form_mut().edit(edit);
        } else if self.focus == Focus::Search && self.menu.is_none() && self.search.edit(edit) {
            return self.searched();
        }
        Vec::new()
    }

    /// Each letter is a new question; the answers to those before are dropped.
    fn searched(&mut self) -> Vec<Effect> {
        self.filter.search = self.search.text().into();
        vec![self.list_anew()]
    }

    fn clear_filters(&mut self) {
        self.filter = Filter::default();
        self.search.clear();
    }

    fn click(&mut self, target: Target, around: Around) -> Vec<Effect> {
        match (target, self.dialog.is_some(), self.menu.is_some()) {
            (Target::Stop(stop), true, _) => self.click_in_dialog(stop),
            (Target::Item(at), false, true) => self.choose_item(at, around.proof),
            (_, false, true) => {
                self.menu = None;
                Vec::new()
            }
            (Target::Row(id), false, false) => {
                let again = self.focus == Focus::Table && self.window.selected_id() == Some(id);
                self.focus = Focus::Table;
                if again {
                    return self.command(Command::Edit, around.proof);
                }
                self.window.select(id, around.rows);
                self.more(around.rows)
            }
            (Target::Title(order), false, false) => self.sort_by(order),
            (Target::Focus(focus), false, false) => {
                self.focus = focus;
                self.open_at(focus, around.proof)
            }
            (Target::Command(command), false, false) => self.command(command, around.proof),
            (_, _, _) => Vec::new(),
        }
    }

    /// Orders by a column; by the same one again, the other way round.
    fn sort_by(&mut self, order: Order) -> Vec<Effect> {
        self.direction = if self.order == order && self.direction == Direction::Forward {
            Direction::Reverse
        } else {
            Direction::Forward
        };
        self.order = order;
        vec![self.list_anew()]
    }

    fn show_kind(&mut self, kind: Option<Kind>) -> Vec<Effect> {
        self.filter.kind = kind;
        vec![self.list_anew()]
    }
}

#[cfg(test)]
mod tests;
