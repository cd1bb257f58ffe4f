//! What the property tests stand on: a naive oracle and generators of valid input.

pub(crate) mod generate;
pub(crate) mod oracle;
pub(crate) mod run;
