//! Progress bars on a terminal, and none elsewhere.

use std::sync::atomic::AtomicBool;
use std::sync::{Arc, OnceLock};

use conformance::runner::Progress;
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

use crate::exit::Failure;

/// A bar of `length` steps; hidden where standard error is no terminal.
pub(crate) fn bar(length: u64, label: &str) -> ProgressBar {
    let bar = ProgressBar::with_draw_target(Some(length), ProgressDrawTarget::stderr());
    let style = ProgressStyle::with_template("{msg:<34} {bar:28} {pos}/{len} {prefix}  {eta}");
    if let Ok(style) = style {
        bar.set_style(style.progress_chars("█▌ "));
    }
    bar.set_message(label.to_owned());
    bar
}

/// A bar of bytes read, or a count where nobody knows how many there are; hidden where standard error is
/// no terminal.
pub(crate) fn bytes_bar(length: Option<u64>, label: &str) -> ProgressBar {
    let bar = ProgressBar::with_draw_target(length, ProgressDrawTarget::stderr());
    let template = match length {
        Some(_) => "{msg:<34} {bar:28} {bytes}/{total_bytes} {bytes_per_sec} {eta}",
        None => "{msg:<34} {bytes} {bytes_per_sec}",
    };
    if let Ok(style) = ProgressStyle::with_template(template) {
        bar.set_style(style.progress_chars("█▌ "));
    }
    bar.set_message(label.to_owned());
    bar
}

/// Shows the progress of a run.
pub(crate) struct Watch {
    label: String,
    bar: Option<ProgressBar>,
}

impl Watch {
    pub(crate) fn new(label: &str) -> Self {
        Self {
            label: label.to_owned(),
            bar: None,
        }
    }

    pub(crate) fn show(&mut self, progress: Progress) {
        match progress {
            Progress::Scenario(id, steps) => {
                self.end();
                self.bar = Some(bar(steps, &format!("{} · {id}", self.label)));
            }
            Progress::Step(done, verdicts) => {
                if let Some(bar) = &self.bar {
                    bar.set_prefix(format!("· {verdicts} verdicts"));
                    bar.set_position(done);
                }
            }
            Progress::Unheeded(id, unheeded) => {
                let told = format!("scenario {id}, lives: {unheeded}");
                match &self.bar {
                    Some(bar) => bar.suspend(|| eprintln!("{told}")),
                    None => eprintln!("{told}"),
                }
            }
            Progress::Shrinking(signature) => {
                self.end();
                self.bar = Some(bar(1, &format!("{} · shrinking {signature}", self.label)));
            }
        }
    }

    pub(crate) fn end(&mut self) {
        if let Some(bar) = self.bar.take() {
            bar.finish_and_clear();
        }
    }
}

/// The flag of this process that ctrl-C raises: what runs then stops at its next step and says so.
pub(crate) fn interrupt_flag() -> Result<Arc<AtomicBool>, Failure> {
    static FLAG: OnceLock<Arc<AtomicBool>> = OnceLock::new();
    if let Some(flag) = FLAG.get() {
        return Ok(Arc::clone(flag));
    }
    let flag = Arc::new(AtomicBool::new(false));
    for signal in [signal_hook::consts::SIGINT, signal_hook::consts::SIGTERM] {
        // A second ctrl-C ends the program at once.
        signal_hook::flag::register_conditional_shutdown(signal, 5, Arc::clone(&flag))
            .and_then(|_| signal_hook::flag::register(signal, Arc::clone(&flag)))
            .map_err(Failure::io("failed to listen for ctrl-C"))?;
    }
    Ok(Arc::clone(FLAG.get_or_init(|| flag)))
}
