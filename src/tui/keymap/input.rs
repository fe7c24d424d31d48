//! What a person does, free of crossterm.
//!
//! `Debug` never prints a typed character or a pasted text: passwords pass through here.

use std::fmt;

use crossterm::event::{Event, MouseButton, MouseEventKind};
use zeroize::Zeroizing;

use super::Chord;

/// One thing that a person did, or that happened to the terminal.
pub enum Input {
    /// A keystroke.
    Key(Chord),
    /// A bracketed paste, whole; wiped when dropped.
    Paste(Zeroizing<String>),
    /// The mouse.
    Pointer(Pointer),
    /// The terminal has a new size; the next draw takes it by itself.
    Resize,
}

/// Something done with the mouse, and where.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Pointer {
    /// The column.
    pub x: u16,
    /// The row.
    pub y: u16,
    /// What was done.
    pub act: PointerAct,
}

/// What was done with the mouse.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PointerAct {
    /// The left button went down.
    Press,
    /// The mouse moved with the left button down.
    Drag,
    /// The left button went up.
    Release,
    /// The wheel was turned away from the person.
    WheelUp,
    /// The wheel was turned towards the person.
    WheelDown,
}

impl fmt::Debug for Input {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Key(_) => "Key",
            Self::Paste(_) => "Paste",
            Self::Pointer(_) => "Pointer",
            Self::Resize => "Resize",
        })
    }
}

impl Input {
    /// Returns the input that an event of crossterm means, if it means any to us.
    pub(crate) fn of(event: Event) -> Option<Self> {
        match event {
            Event::Key(key) => Chord::of(key).map(Self::Key),
            // The very buffer that crossterm made, so it is wiped too.
            Event::Paste(text) => Some(Self::Paste(Zeroizing::new(text))),
            Event::Resize(..) => Some(Self::Resize),
            Event::Mouse(mouse) => {
                let act = match mouse.kind {
                    MouseEventKind::Down(MouseButton::Left) => PointerAct::Press,
                    MouseEventKind::Drag(MouseButton::Left) => PointerAct::Drag,
                    MouseEventKind::Up(MouseButton::Left) => PointerAct::Release,
                    MouseEventKind::ScrollUp => PointerAct::WheelUp,
                    MouseEventKind::ScrollDown => PointerAct::WheelDown,
                    MouseEventKind::Down(_)
                    | MouseEventKind::Drag(_)
                    | MouseEventKind::Up(_)
                    | MouseEventKind::Moved
                    | MouseEventKind::ScrollLeft
                    | MouseEventKind::ScrollRight => return None,
                };
                Some(Self::Pointer(Pointer {
                    x: mouse.column,
                    y: mouse.row,
                    act,
                }))
            }
            Event::FocusGained | Event::FocusLost => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn debug_shows_nothing_of_what_was_typed() {
        let paste = Input::Paste(Zeroizing::new("hunter2 hunter2".into()));
        assert_eq!(
            format!("{paste:?} {:?}", Input::Key(Chord::char('h'))),
            "Paste Key"
        );
    }
}
