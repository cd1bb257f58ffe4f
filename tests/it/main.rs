//! All integration tests, in one binary.

mod dependencies;
mod features;
mod house;
mod rules;

/// Declares modules that need every feature.
macro_rules! with_all_features {
    ($(mod $module:ident;)*) => {$(
        #[cfg(all(
            feature = "analysis",
            feature = "desk",
            feature = "language",
            feature = "regex",
            feature = "tz",
            feature = "url"
        ))]
        mod $module;
    )*};
}

with_all_features! {
    mod assertions;
    mod change;
    mod conversations;
    mod desk;
    mod documents;
    mod errors;
    mod explaining;
    mod findings;
    mod hostile;
    mod hosts;
    mod index;
    mod inherent;
    mod logic;
    mod properties;
    mod schema;
    mod schedules;
    mod support;
}
