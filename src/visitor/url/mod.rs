//! URLs: host, path and query, as the WHATWG URL standard parses them.
//!
//! `parsed` is the entrance. `fast_path` splits URLs that are already in canonical form without allocation;
//! `byte_class` classifies the bytes for it; `query` decodes query parameters. `stub` takes their place if the
//! feature `url` is off.

#[cfg(feature = "url")]
mod byte_class;
#[cfg(feature = "url")]
mod fast_path;
#[cfg(feature = "url")]
mod parsed;
#[cfg(feature = "url")]
mod query;
#[cfg(not(feature = "url"))]
mod stub;

#[cfg(feature = "url")]
pub(super) use parsed::ParsedUrl;
#[cfg(feature = "url")]
pub(super) use query::{QueryIndex, find};
#[cfg(not(feature = "url"))]
pub(super) use stub::{ParsedUrl, QueryIndex, find};
