//! One at a time: two runs that read, change and write the same file would else undo what the other one wrote.

use std::{
    fs::{self, File, TryLockError},
    io,
    path::Path,
    thread,
    time::{Duration, Instant},
};

/// The right to change a file, given back when dropped.
#[derive(Debug)]
pub struct Lock {
    _file: File,
}

/// A change takes some milliseconds; who holds the lock longer has come to a stop.
const PATIENCE: Duration = Duration::from_secs(5);
const PAUSE: Duration = Duration::from_millis(10);

impl Lock {
    /// Waits for the right to change this file, at most five seconds; makes its folder where there is none.
    pub fn of(file: &Path) -> io::Result<Self> {
        if let Some(folder) = file.parent() {
            fs::create_dir_all(folder)?;
        }
        let name = file.file_name().ok_or_else(|| io::Error::other("it is no file's name"))?;
        let beside = file.with_file_name(format!(".{}.lock", name.to_string_lossy()));
        let lock = File::options().create(true).truncate(false).write(true).open(beside)?;
        let end = Instant::now() + PATIENCE;
        loop {
            match lock.try_lock() {
                Ok(()) => return Ok(Self { _file: lock }),
                Err(TryLockError::WouldBlock) if Instant::now() < end => thread::sleep(PAUSE),
                Err(TryLockError::WouldBlock) => {
                    return Err(io::Error::new(
                        io::ErrorKind::TimedOut,
                        "another run of the program does not let go of it",
                    ));
                }
                Err(TryLockError::Error(error)) => return Err(error),
            }
        }
    }
}
