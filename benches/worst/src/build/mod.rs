//! What inputs are made of: each file has genes for one part, and builds it from their values.

pub mod broken;
mod colliding;
pub mod commands;
pub mod edits;
mod ids;
pub mod office;
pub mod rules;
pub mod texts;
pub mod visitor;
