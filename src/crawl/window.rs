//! How many questions may be open at once: more while answers come promptly, fewer when they pile up.

use std::time::{Duration, Instant};

/// Answers that wait at the server when it has enough to do; more would only wait longer.
const ENOUGH_QUEUED: f64 = 48.0;
/// A quick server has done those before we have read its answers to others; it has enough to do for so many seconds.
const ENOUGH_SECONDS: f64 = 0.005;
/// Answers by which the state of things is judged, at least.
const SAMPLE: usize = 4;
/// Who is held up less than this does not notice.
const NOTICEABLE: Duration = Duration::from_millis(500);

/// A window over open questions.
///
/// It is judged by the quickest of as many answers as it is wide: one slow entity says nothing, but when even the
/// quickest is late, everything queues. The queue is the rate times the delay (Little's law).
#[derive(Clone, Debug)]
pub struct Window {
    size: usize,
    ceiling: usize,
    /// When even the quickest answer takes longer, the time-out is in danger.
    patience: Duration,
    is_steep: bool,
    was_full: bool,
    halved_at: Option<Instant>,
    sample: Sample,
    last: Option<(Duration, Duration)>,
}

#[derive(Clone, Copy, Debug, Default)]
struct Sample {
    began: Option<Instant>,
    answers: usize,
    quickest: Duration,
    least_delay: Duration,
    delays: Duration,
}

impl Sample {
    /// How many questions are answered in the time of a round trip at the pace of these: far away, much of a crawl would be
    /// over before a window is so wide that only doubles with a round trip. Half of all wait for the other half, if they
    /// came there together.
    #[allow(
        clippy::cast_precision_loss,
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "an estimate"
    )]
    fn within_a_trip(&self) -> usize {
        let answers = self.answers as f64;
        let each = 2.0 * self.delays.as_secs_f64() / (answers * answers);
        (self.quickest.as_secs_f64() / each.max(1e-6)) as usize
    }
}

/// How an answer came.
#[derive(Clone, Copy, Debug)]
pub struct Trip {
    /// When the question was handed out.
    pub given: Instant,
    /// How long the answer took.
    pub took: Duration,
    /// How much longer than the quickest of the same target.
    pub delay: Duration,
}

impl Window {
    /// A window that starts at `size` and never grows above the ceiling; `timeout` is that of a question.
    pub fn new(size: usize, ceiling: usize, timeout: Duration) -> Self {
        let ceiling = ceiling.max(1);
        Self {
            size: size.clamp(1, ceiling),
            ceiling,
            patience: timeout / 8,
            is_steep: true,
            was_full: false,
            halved_at: None,
            sample: Sample::default(),
            last: None,
        }
    }

    /// How many questions may be open.
    pub fn size(&self) -> usize {
        self.size
    }

    /// More questions wait than there is room for.
    pub fn fill(&mut self) {
        self.was_full = true;
    }

    /// Takes an answer in, be it a result or an error.
    pub fn answered(&mut self, trip: Trip, now: Instant) {
        if self.halved_at.is_some_and(|at| trip.given < at) {
            return;
        }
        let sample = &mut self.sample;
        let began = *sample.began.get_or_insert(trip.given);
        let is_first = sample.answers == 0;
        sample.answers += 1;
        sample.quickest = if is_first { trip.took } else { sample.quickest.min(trip.took) };
        sample.least_delay = if is_first { trip.delay } else { sample.least_delay.min(trip.delay) };
        sample.delays += trip.delay;
        if sample.answers >= self.size.max(SAMPLE) {
            let sample = std::mem::replace(sample, Sample { began: Some(now), ..Sample::default() });
            self.judge(sample, now.saturating_duration_since(began), now);
        }
    }

    #[allow(clippy::cast_precision_loss, reason = "an estimate")]
    fn judge(&mut self, sample: Sample, span: Duration, now: Instant) {
        self.last = Some((sample.quickest, sample.least_delay));
        let rate = sample.answers as f64 / span.as_secs_f64().max(1e-6);
        let queued = rate * sample.least_delay.as_secs_f64();
        let enough = (rate * ENOUGH_SECONDS).max(ENOUGH_QUEUED);
        let was_full = std::mem::take(&mut self.was_full);
        if sample.quickest > self.patience {
            self.cut(now);
        } else if queued > 2.0 * enough {
            self.is_steep = false;
            self.size = (self.size - self.size / 8).max(1);
        } else if queued > enough {
            self.is_steep = false;
        } else if was_full {
            let more = if self.is_steep { self.size.max(sample.within_a_trip()) } else { (self.size / 8).max(1) };
            self.size = self.size.saturating_add(more).min(self.ceiling);
        }
    }

    /// Halves the window, once for all questions that were handed out before it was halved last; tells whether it did.
    pub fn halve(&mut self, given: Instant, now: Instant) -> bool {
        let is_news = self.halved_at.is_none_or(|at| given >= at);
        if is_news {
            self.cut(now);
        }
        is_news
    }

    /// Makes the window at least so wide.
    pub fn widen(&mut self, size: usize) {
        self.size = self.size.max(size.min(self.ceiling));
    }

    /// Makes the window no wider than that for now.
    pub fn narrow(&mut self, size: usize) {
        self.size = self.size.min(size.max(1));
        self.is_steep = false;
    }

    /// Whether even the quickest answers come noticeably late, and most of that is queueing.
    pub fn is_held_back(&self) -> bool {
        self.last.is_some_and(|(quickest, delay)| quickest > NOTICEABLE && delay > quickest / 2)
    }

    fn cut(&mut self, now: Instant) {
        self.size = (self.size / 2).max(1);
        self.is_steep = false;
        self.halved_at = Some(now);
        self.sample = Sample::default();
    }
}

/// So many questions a second and no more.
#[derive(Clone, Debug)]
pub struct Bucket {
    per_second: Option<f64>,
    tokens: f64,
    filled_at: Option<Instant>,
}

impl Bucket {
    /// None for no ceiling.
    pub fn new(per_second: Option<f64>) -> Self {
        let per_second = per_second.filter(|rate| rate.is_finite() && *rate > 0.0);
        Self { per_second, tokens: 1.0, filled_at: None }
    }

    /// Whether a question may go out; if not, when.
    pub fn next(&mut self, now: Instant) -> Option<Instant> {
        let rate = self.per_second?;
        // A tenth of a second's worth may go out at once, so that few wake-ups suffice.
        let most = (rate / 10.0).max(1.0);
        let passed = self.filled_at.map_or(0.0, |at| now.saturating_duration_since(at).as_secs_f64());
        self.filled_at = Some(now);
        self.tokens = (self.tokens + passed * rate).min(most);
        if self.tokens >= 1.0 {
            return None;
        }
        Some(now + Duration::try_from_secs_f64((1.0 - self.tokens) / rate).unwrap_or(Duration::from_secs(60)))
    }

    /// A question goes out.
    pub fn take(&mut self) {
        if self.per_second.is_some() {
            self.tokens -= 1.0;
        }
    }
}
