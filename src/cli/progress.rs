//! A bar on the standard error where work takes long; it draws nothing where that is no terminal.

use std::time::{Duration, Instant};

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

/// A bar appears where the work takes longer than this.
pub(super) const PATIENCE: Duration = Duration::from_millis(400);

/// How far a piece of work is; the bar goes when it is dropped.
pub(super) struct Progress {
    template: &'static str,
    started: Instant,
    bar: Option<ProgressBar>,
}

impl Progress {
    /// Work that begins now. The template is one of `indicatif`, with `{pos}`, `{len}` and `{msg}`.
    pub(super) fn new(template: &'static str) -> Self {
        Self {
            template,
            started: Instant::now(),
            bar: None,
        }
    }

    /// So much is done; of how much, where that is known.
    pub(super) fn at(&mut self, done: usize, of: Option<usize>, message: impl FnOnce() -> String) {
        if self.bar.is_none() && self.started.elapsed() < PATIENCE {
            return;
        }
        let bar = self.bar.get_or_insert_with(|| {
            let bar = ProgressBar::with_draw_target(None, ProgressDrawTarget::stderr());
            match ProgressStyle::with_template(self.template) {
                Ok(style) => bar.with_style(style),
                Err(_) => bar,
            }
        });
        let count = |number: usize| u64::try_from(number).unwrap_or(u64::MAX);
        if let Some(of) = of {
            bar.set_length(count(of));
        }
        bar.set_message(message());
        bar.set_position(count(done));
    }

    /// Does something that writes to the terminal, with the bar out of its way.
    pub(super) fn aside<T>(&self, write: impl FnOnce() -> T) -> T {
        match &self.bar {
            Some(bar) => bar.suspend(write),
            None => write(),
        }
    }
}

impl Drop for Progress {
    fn drop(&mut self) {
        if let Some(bar) = &self.bar {
            bar.finish_and_clear();
        }
    }
}
