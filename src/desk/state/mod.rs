//! The state of a desk: tables of rows, indexes that are derived from them, and transactions on both.
//!
//! # Tables and derived tables
//!
//! The fields of [`State`] have four sections: tables, derived tables, search cursors and work in progress. A snapshot
//! holds the tables alone. Rows are written by [`State::write`] and by nothing else. It replaces one row, keeps the
//! derived tables up to date and notes in the worklist what the change may have consequences for.
//!
//! # Files
//!
//! `tables` defines [`State`] and [`RowWrite`], the new content of one row. These files define what the state is made
//! of, and none of them imports the state:
//!
//! - `rows`: the rows of the tables.
//! - `membership`, `fallback_forest`: what a desk reads often of a workspace.
//! - `candidate_lists`, `pools`, `serving_groups`, `removed`, `deadline`: the derived tables that have a type of their
//!   own.
//! - `cursors`, `worklist`, `work_counter`: cursors of searches and work in progress.
//! - `ranked_set`, `stamped_set`: collections.
//!
//! These files extend [`State`]:
//!
//! - `transaction`: begins, commits and rolls back a transaction.
//! - `write`: replaces a row and updates what is derived from it.
//! - `lookup`: finds rows by conversation, agent or request.
//! - `ids`: converts between ids and indices of agents and groups.
//! - `availability`: which team serves each target; updates `serving_groups`.
//! - `candidates`: whom each team may ask, in order; updates `candidate_lists`.
//! - `queues`: the requests that each team can offer, in order; updates `pools`.
//! - `search`: searches that continue where the last one ended; updates `cursors`.
//! - `row_deadlines`: when a row becomes due.
//! - `service`: which service was announced, and what may happen at most once in an instant.
//! - `restore`: converts to and from snapshots.
//! - `validate`, `validate_derived`: check the invariants. `validate` also converts a violation into
//!   [`RestoreError`](crate::desk::snapshot::RestoreError).
//! - Outside of this module: the files of `desk/apply` (what each event changes), `desk/rules/timers.rs` (the next
//!   deadline) and `desk/queries.rs` (views of requests and offers).
//!
//! # Transactions
//!
//! A decision tries its consequences on the state itself. [`State::begin`] starts a transaction; from then on each
//! write appends the previous row to the undo log. [`State::commit`] ends the transaction and keeps the rows.
//! [`State::rollback`] writes the previous rows back in reverse order, which restores the tables and the derived
//! tables. [`State::rollback_to`] does this for the part of the log after a savepoint. Nothing is copied, so a decision
//! costs what it writes, however large the state is. The drawback: only one decision can be in progress, and it needs
//! the state mutably.
//!
//! # Invariants
//!
//! The first eight hold for the tables and are checked when a snapshot is restored ([rule B3](crate::_rules#b3)). The
//! others hold for what is derived. [`State::validate`] checks each of them by its number; the property tests call it
//! after every command.
//!
//! Tables:
//!
//! - **V1** The state has an instant if and only if it has an event. No row is later than the instant or belongs to a
//!   later event. Numbers are at most 2^53 - 1, and half of them are left for the events that follow.
//! - **V2** No two conversations, requests and participants came from one event. A conversation is older than its
//!   requests and participants. Every id is well formed.
//! - **V3** A conversation has participants, or one request for its chosen team, or neither; then the visitor has been
//!   asked to pick. Only a conversation with participants has requests for invited groups, one for each group.
//! - **V4** No agent is in a conversation and has an offer of it. No agent has an offer of a request that they have
//!   refused or lost in this instant.
//! - **V5** An offer has an end. No open offer or notice has ended.
//! - **V6** A request with refusals knows the last one, and no refusal is later. A current announcement belongs to a
//!   request that waits. Only a request for a chosen group has escalations or was transferred.
//! - **V7** `service` has a row for each target of which a request was announced, and no other.
//! - **V8** The last agents of visitors and the events of commands are at most as many as the retention allows, and
//!   each belongs to an event.
//!
//! Derived tables:
//!
//! - **V9** Each agent row counts the agent's participants, offers and notices. Each request row counts its offers,
//!   refusals and escalations, and its next escalation step is the first to a group that it was not escalated to.
//! - **V10** The tables `..._by_...` and `escalations_by_group` hold the keys of their tables in another order.
//! - **V11** `chosen_counts`, `announced`, `ever_announced` and `queued` count the requests that their documentation
//!   names; no count is 0. `waiting` holds the requests that wait, by target.
//! - **V12** `deadlines`, `retries` and `schedule_changes_by_time` hold an entry for each row that has one.
//! - **V13** The presence has the status and the load of each agent of the workspace.
//! - **V14** `serving_groups` has for each group the group that serves it by [rule A2](crate::_rules#a2).
//! - **V15** `candidates` has for each team the eligible agents in the order of its strategy
//!   ([rule D11](crate::_rules#d11)).
//! - **V16** `queues` has each request in the pool of its target and in the pool of each escalation with a free
//!   route, and each pool in the queue of the team that serves it, by its first request.
//! - **V17** Between commands the worklist is empty and no transaction is in progress.

mod availability;
mod candidate_lists;
mod candidates;
mod cursors;
mod deadline;
mod fallback_forest;
mod ids;
mod lookup;
pub(crate) mod membership;
mod pools;
mod queues;
mod ranked_set;
mod removed;
mod restore;
mod row_deadlines;
pub(crate) mod rows;
mod search;
mod service;
mod serving_groups;
mod stamped_set;
mod tables;
mod transaction;
mod validate;
mod validate_derived;
mod work_counter;
mod worklist;
mod write;

pub(crate) use deadline::{Deadline, Due};
pub(crate) use stamped_set::StampedSet;
pub(crate) use tables::{RowWrite, State};
pub(crate) use worklist::Worklist;
