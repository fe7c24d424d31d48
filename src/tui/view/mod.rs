//! How things are shown. Decides nothing, changes nothing; returns a [`Scene`]: what lies where.
