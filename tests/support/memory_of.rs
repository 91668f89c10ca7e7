//! Looks for a secret in a process and in every file that it could have written.

use std::fs::{self, File};
use std::io::{Read, Seek, SeekFrom};
use std::path::Path;

/// How often these bytes stand in the memory of a process that can be written to, and around what; the environment and
/// the arguments, which are whoever's who started it, count too.
pub fn in_process(pid: u32, wanted: &[u8]) -> Vec<String> {
    let maps = fs::read_to_string(format!("/proc/{pid}/maps")).expect("a process of ours");
    let mut memory = File::open(format!("/proc/{pid}/mem")).expect("a process of ours");
    let mut found = Vec::new();
    for line in maps.lines() {
        let mut parts = line.split_whitespace();
        let (Some(range), Some(rights)) = (parts.next(), parts.next()) else { continue };
        if !rights.starts_with("rw") {
            continue;
        }
        let bounds = range.split_once('-').map(|(from, to)| [from, to].map(|end| u64::from_str_radix(end, 16)));
        let Some([Ok(from), Ok(to)]) = bounds else { continue };
        let mut bytes = vec![0; usize::try_from(to - from).expect("64 bits")];
        // What the kernel does not hand out cannot be looked at.
        if memory.seek(SeekFrom::Start(from)).is_err() || memory.read_exact(&mut bytes).is_err() {
            continue;
        }
        for at in positions(&bytes, wanted) {
            let around = &bytes[at.saturating_sub(48)..(at + wanted.len() + 48).min(bytes.len())];
            found.push(format!("{line}: {:?}", String::from_utf8_lossy(around)));
        }
    }
    found
}

/// Files below a folder in which these bytes stand.
pub fn in_files(folder: &Path, wanted: &[u8]) -> Vec<String> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
        let path = entry.path();
        match entry.file_type() {
            Ok(kind) if kind.is_dir() => found.extend(in_files(&path, wanted)),
            Ok(kind) if kind.is_file() => {
                let bytes = fs::read(&path).unwrap_or_default();
                if !positions(&bytes, wanted).is_empty() {
                    found.push(path.display().to_string());
                }
            }
            _ => {}
        }
    }
    found
}

fn positions(bytes: &[u8], wanted: &[u8]) -> Vec<usize> {
    let Some(first) = wanted.first() else { return Vec::new() };
    let starts = bytes.iter().enumerate().filter(|(_, byte)| *byte == first);
    starts.filter(|(at, _)| bytes[*at..].starts_with(wanted)).map(|(at, _)| at).collect()
}
