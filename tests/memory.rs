//! What a tree weighs, counted by the allocator: the same on every machine, however busy.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::print_stdout,
    clippy::cast_precision_loss,
    missing_docs
)]

use std::{
    alloc::{GlobalAlloc, Layout, System},
    sync::atomic::{AtomicUsize, Ordering},
};

use discoscope::disco::{
    state::{Entity, State},
    tree::{Scope, Tree},
};

#[path = "support/seen.rs"]
mod seen;

/// Passes everything on to the system and counts what is held.
struct Counting;

static HELD: AtomicUsize = AtomicUsize::new(0);

/// What glibc takes from the heap for so many bytes.
fn chunk(size: usize) -> usize {
    (size + 8).next_multiple_of(16).max(32)
}

// SAFETY: every call goes to the system's allocator as it came.
#[allow(unsafe_code)]
unsafe impl GlobalAlloc for Counting {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        let _ = HELD.fetch_add(chunk(layout.size()), Ordering::Relaxed);
        unsafe { System.alloc(layout) }
    }

    unsafe fn dealloc(&self, pointer: *mut u8, layout: Layout) {
        let _ = HELD.fetch_sub(chunk(layout.size()), Ordering::Relaxed);
        unsafe { System.dealloc(pointer, layout) }
    }
}

#[global_allocator]
static ALLOCATOR: Counting = Counting;

fn held() -> usize {
    HELD.load(Ordering::Relaxed)
}

/// The bytes that went over the wire about an entity.
fn xml_bytes(entity: &Entity) -> usize {
    fn of<T>(state: &State<T>) -> usize {
        let State::Answered(reply) = state else { return 0 };
        reply.asked.request_xml.as_ref().unwrap().bytes() + reply.reply_bytes
    }
    of(&entity.info) + of(&entity.items)
}

/// What a tree of so many entities weighs, and how many bytes of XML it stands for.
fn weigh(count: u64) -> (usize, usize, Tree) {
    let before = held();
    let tree = seen::rooms(count);
    let weight = held() - before;
    let xml = tree.part(Scope::Whole).entities.iter().map(|entity| xml_bytes(entity)).sum();
    (weight, xml, tree)
}

#[test]
fn an_entity_takes_little_more_than_its_xml() {
    let _ = weigh(10);
    println!("entities   bytes an entity   of them XML   times");
    let (mut each, mut shares) = (Vec::new(), Vec::new());
    for count in [1_000, 10_000, 30_000] {
        let (weight, xml, tree) = weigh(count);
        let share = weight as f64 / xml as f64;
        println!("{count:>8} {:>17} {:>13} {share:>7.2}", weight as u64 / count, xml as u64 / count);
        shares.push(share);
        each.push(weight as f64 / count as f64);
        drop(tree);
    }
    assert!(shares.iter().all(|share| *share < 1.2), "more than its XML: {shares:?}");
    assert!(each[2] < each[0] * 1.2, "it grows faster than the tree: {each:?}");
}
