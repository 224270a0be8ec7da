//! Large pieces of memory on large pages, so that gigabytes are taken and given back at once: what Ctrl-C ends is gone
//! within a tenth of a second.

use std::alloc::{GlobalAlloc, Layout, System};

use rustix::mm::{Advice, madvise};
use rustix::param::page_size;

/// The system's allocator, which asks for large pages where they are worth it.
pub(crate) struct LargePages;

/// The least bytes that are on large pages: glibc takes what is above 32 MiB from the system by itself, so that the advice
/// is of this piece alone.
const LEAST: usize = 64 << 20;

/// Asks for large pages under a piece of memory that is large enough.
#[allow(unsafe_code, reason = "advice changes how memory is kept, and nothing that is in it")]
fn advised(piece: *mut u8, bytes: usize) -> *mut u8 {
    if bytes >= LEAST && !piece.is_null() {
        let first = piece.map_addr(|address| address & !(page_size() - 1));
        // A system that has no large pages keeps small ones.
        let _ = unsafe { madvise(first.cast(), bytes, Advice::LinuxHugepage) };
    }
    piece
}

#[allow(unsafe_code, reason = "each call is handed on to the system's allocator as it is")]
unsafe impl GlobalAlloc for LargePages {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        advised(unsafe { System.alloc(layout) }, layout.size())
    }

    unsafe fn alloc_zeroed(&self, layout: Layout) -> *mut u8 {
        advised(unsafe { System.alloc_zeroed(layout) }, layout.size())
    }

    unsafe fn realloc(&self, piece: *mut u8, layout: Layout, bytes: usize) -> *mut u8 {
        advised(unsafe { System.realloc(piece, layout, bytes) }, bytes)
    }

    unsafe fn dealloc(&self, piece: *mut u8, layout: Layout) {
        unsafe { System.dealloc(piece, layout) };
    }
}
