//! Counts instructions of parts of a program under callgrind.

pub mod count;
