//! Whether the machine slept meanwhile: then the wall clock went on, and the clock of timers did not.

use std::time::{Duration, Instant, SystemTime};

/// How often somebody has to look, so that what happened is noticed soon after waking up.
pub const LOOK: Duration = Duration::from_secs(2);
/// A wall clock that is set right moves less than this.
const NOTABLE: Duration = Duration::from_secs(10);

/// Compares the two clocks from one look to the next.
#[derive(Debug)]
pub struct Slept {
    wall: fn() -> SystemTime,
    at: Instant,
    wall_at: SystemTime,
}

impl Slept {
    /// Begins to compare; `wall` tells the time of day.
    pub fn new(wall: fn() -> SystemTime) -> Self {
        Self { wall, at: Instant::now(), wall_at: wall() }
    }

    /// When to look again.
    pub fn next_look(&self) -> Instant {
        self.at + LOOK
    }

    /// How long the machine slept since the last look, if it did. A clock that somebody put forward looks the same.
    pub fn look(&mut self) -> Option<Duration> {
        let (now, wall_now) = (Instant::now(), (self.wall)());
        let passed = now.saturating_duration_since(std::mem::replace(&mut self.at, now));
        let wall_passed = wall_now.duration_since(std::mem::replace(&mut self.wall_at, wall_now));
        slept(passed, wall_passed.unwrap_or_default())
    }
}

fn slept(passed: Duration, wall_passed: Duration) -> Option<Duration> {
    wall_passed.checked_sub(passed).filter(|slept| *slept >= NOTABLE)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_wall_clock_that_ran_ahead_means_sleep() {
        let seconds = Duration::from_secs;
        for (passed, wall, noticed) in [
            (2, 2, None),
            (2, 3, None),
            (2, 12, Some(10)),
            (2, 8 * 3600, Some(8 * 3600 - 2)),
            (30, 2, None),
            (3600, 3600, None),
            // A clock that was put back.
            (2, 0, None),
        ] {
            assert_eq!(slept(seconds(passed), seconds(wall)), noticed.map(seconds), "{passed} {wall}");
        }
    }
}
