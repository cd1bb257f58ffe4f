//! All integration tests, in one binary.

#[cfg(all(feature = "language", feature = "regex", feature = "tz", feature = "url"))]
mod cases;
mod features;
mod house;
