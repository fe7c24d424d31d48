//! Keys and input as the screens understand them.
//!
//! crossterm's events end here: what leaves is an [`Input`]. Imports nothing of the rest of `tui`.

mod chord;
mod commands;
mod input;
mod late_answer;
mod table;

pub use chord::{Chord, Key, Naming};
pub use commands::{
    Command, LogAct, ManyAct, Marking, Mouse, PolicyAct, Press, Screen, SessionsAct, TextKey,
    UsersAct,
};
pub use input::{Input, Pointer, PointerAct};
pub use late_answer::LateAnswer;
pub use table::{Binding, KEYS, Place, command, keys_of};
