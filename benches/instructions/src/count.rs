//! Tells callgrind what to count, by the requests of its header `callgrind.h`: sequences of
//! instructions that do nothing on a processor and that valgrind knows.

#![allow(unsafe_code, reason = "a request to valgrind is made of instructions")]

use std::ffi::{CStr, CString};
use std::hint::black_box;

/// `VG_USERREQ__…` of callgrind: `'C' << 24 | 'T' << 16`, and a number.
const ZERO_STATS: usize = 0x4354_0001;
const DUMP_STATS_AT: usize = 0x4354_0003;
const START_INSTRUMENTATION: usize = 0x4354_0004;
const STOP_INSTRUMENTATION: usize = 0x4354_0005;

/// Counts one thing; without valgrind it only does it.
pub fn counted(name: &str, run: impl FnOnce()) -> Result<(), String> {
    let name = CString::new(name).map_err(|error| error.to_string())?;
    request(START_INSTRUMENTATION, 0);
    request(ZERO_STATS, 0);
    black_box(run)();
    request(STOP_INSTRUMENTATION, 0);
    request(DUMP_STATS_AT, name.as_ptr().addr());
    Ok(())
}

/// Counts one thing where everything is counted; without valgrind it only does it. [`counted`] makes
/// valgrind translate all code anew each time, which costs more than it saves where many things are
/// counted that have short preparations.
pub fn section(name: &CStr, run: impl FnOnce()) {
    request(ZERO_STATS, 0);
    black_box(run)();
    request(DUMP_STATS_AT, name.as_ptr().addr());
}

/// `VALGRIND_DO_CLIENT_REQUEST_EXPR` of `valgrind.h`.
#[cfg(target_arch = "x86_64")]
#[inline(always)]
fn request(request: usize, argument: usize) {
    let arguments = [request, argument, 0, 0, 0, 0];
    // SAFETY: the rotations add up to whole turns and the exchange is of a register with itself;
    // valgrind reads the six words, and puts its answer where the default is.
    unsafe {
        std::arch::asm!(
            "rol rdi, 3",
            "rol rdi, 13",
            "rol rdi, 61",
            "rol rdi, 51",
            "xchg rbx, rbx",
            in("rax") arguments.as_ptr(),
            inout("rdx") 0_usize => _,
        );
    }
}

/// The same.
#[cfg(target_arch = "aarch64")]
#[inline(always)]
fn request(request: usize, argument: usize) {
    let arguments = [request, argument, 0, 0, 0, 0];
    // SAFETY: as above, with the words and the default in the registers that valgrind asks for.
    unsafe {
        std::arch::asm!(
            "ror x12, x12, #3",
            "ror x12, x12, #13",
            "ror x12, x12, #51",
            "ror x12, x12, #61",
            "orr x10, x10, x10",
            in("x4") arguments.as_ptr(),
            inout("x3") 0_usize => _,
        );
    }
}

#[cfg(not(any(target_arch = "x86_64", target_arch = "aarch64")))]
fn request(_: usize, _: usize) {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn without_valgrind_it_is_done_once() {
        let mut done = 0;
        counted("a path", || done += 1).expect("no zero byte in it");
        assert_eq!(done, 1);
        assert!(counted("\0", || ()).is_err());
        section(c"a part", || done += 1);
        assert_eq!(done, 2);
    }
}
