//! Regular expressions whose cost is bounded when a workspace is checked.
//!
//! `regex-syntax` parses them, as it does for the crate `regex`. The automata are written here, because a
//! workspace is refused if its expressions may take too long for one visitor. That needs a bound for each
//! expression before any text is seen. Two alternatives were tried:
//!
//! - The crate `regex` with small size limits. It does not report how large an expression became, and its
//!   time is proportional to size times text. An expression of 38 bytes,
//!   `(?:[ab]{0,80}){0,5}a[ab]{60}[cd][ex]`, passes a limit of 256 KiB and is many times as slow as usual
//!   ones. A limit for the slowest case refuses honest expressions; a limit for the usual case allows
//!   decisions of seconds. `cargo bench --bench expressions` measures both kinds here and in that crate.
//! - Dense automata of the crate `regex-automata`, whose size is known. They work on bytes, so each Unicode
//!   class takes hundreds of states, and `\w{10}` is already large. There is no bench of it in the
//!   repository.
//!
//! Here an expression is compiled in full beforehand, over the characters that it distinguishes
//! ([`alphabet`]), so `\w{10}` becomes an automaton of twelve states. Tests compare it with the crate
//! `regex`, also on random expressions.
//!
//! - Nearly all expressions become a deterministic automaton ([`dfa`]): one table look-up for each character,
//!   and no memory.
//! - The others have exponentially many states. They run as nondeterministic automata ([`nfa`]), whose time
//!   for each character is proportional to the states, and read short texts only.
//!
//! The drawback: there is no search for literals before the automaton starts, which is faster on long texts
//! without a match. The index searches for required literals before an expression is run.

#[cfg(feature = "regex")]
mod alphabet;
mod compiled;
#[cfg(feature = "regex")]
mod dfa;
#[cfg(feature = "regex")]
mod engine;
#[cfg(feature = "regex")]
mod nfa;
#[cfg(feature = "regex")]
mod parse_cost;
mod patterns;
mod read_share;
#[cfg(all(test, feature = "regex"))]
mod tests;

pub(crate) use compiled::Pattern;
pub(super) use patterns::Patterns;
pub(crate) use patterns::max_steps_for_rules;
pub(super) use read_share::ReadShare;
