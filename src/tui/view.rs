//! How things are shown. Decides nothing, changes nothing; returns a [`Scene`]: what lies where.
//!
//! The common pieces of every screen. Each takes a [`Canvas`], a place and plain data; none knows the domain. Text
//! that comes in is already safe to show (R4); what does not fit is cut with an ellipsis. The hardware cursor stands
//! on the focused thing. `H` is what a click on a thing means, and is opaque here.

pub mod act_dialog;
pub mod audit_log;
pub mod bones;
pub mod button;
pub mod canvas;
pub mod chart;
pub mod choice;
pub mod dialog;
pub mod field;
pub mod form;
pub mod manage_users;
pub mod menu;
pub mod password_security;
pub mod root;
pub mod scene;
pub mod sessions;
mod sheet;
pub mod table;
pub mod tabs;

pub use canvas::Canvas;
pub use scene::Scene;
