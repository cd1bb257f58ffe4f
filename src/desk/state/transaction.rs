//! Begins, commits and rolls back transactions. A decision uses one to undo the writes that it has tried.

use crate::desk::state::{State, Worklist};
use crate::time::Timestamp;

impl State {
    /// Begins a transaction: from now on the previous rows are logged.
    pub(crate) fn begin(&mut self) {
        // An empty log differs from no log: `write` records previous rows only while there is a log.
        self.undo_log = Some(Vec::new());
    }

    /// Ends the transaction and keeps what was written. The worklist is dropped: the consequences are events of their
    /// own.
    pub(crate) fn commit(&mut self) {
        self.undo_log = None;
        self.worklist = Worklist::default();
    }

    /// Returns a savepoint: the number of rows that the transaction has written.
    pub(crate) fn savepoint(&self) -> usize {
        self.undo_log.as_ref().map_or(0, Vec::len)
    }

    /// Undoes the writes after a savepoint, the last one first.
    pub(crate) fn rollback_to(&mut self, savepoint: usize) {
        // The order matters: if a row was written several times, the oldest content must be written back last. The loop
        // ends, because `replace_row` does not append to the log.
        while self.savepoint() > savepoint {
            if let Some(entry) = self.undo_log.as_mut().and_then(Vec::pop) {
                self.replace_row(entry);
            }
        }
        // To undo a write is a write as well and fills the worklist, but the restored rows were settled already.
        self.worklist = Worklist::default();
    }

    /// Ends the transaction and undoes what was written.
    pub(crate) fn rollback(&mut self) {
        self.rollback_to(0);
        self.undo_log = None;
        // A decision moves `now` to the instant of its events before they are written.
        self.now = self.clock.unwrap_or(Timestamp::MIN);
    }
}
