//! The screens: a terminal, one loop that waits, a worker for everything slow, and views that only draw.
//!
//! Nothing on the drawing thread waits for the disk, a hash or the network. The arrows inside go one way:
//! `event_loop` knows `worker` and `keymap`; `view` knows `view_model` and `theme`; `keymap` and `clock` know nothing of the room.
//! Only `terminal`, `event_loop` and `keymap` name crossterm; only `view`, `theme` and `terminal` name ratatui.

pub mod clock;
pub mod event_loop;
pub mod keymap;
pub mod signals;
pub mod terminal;
pub mod theme;
pub mod view;
pub mod view_model;
pub mod worker;
