//! The rules that the use cases carry, on a fixed clock with seeded randomness.

mod memory;
