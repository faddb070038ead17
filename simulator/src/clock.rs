//! The calendar in the hands of somebody: it waits, goes on at once, or passes in real time.

use std::sync::{Arc, Mutex, PoisonError};

use domain::Day;
use tokio::task::AbortHandle;

use crate::{Assurance, AssuranceError, realtime};

/// Seconds of a day.
const DAY: u64 = 86_400;

/// Moves an Assurance Maladie on. A clone is the same clock.
#[derive(Debug, Clone)]
pub struct Clock {
    assurance: Arc<Assurance>,
    running: Arc<Mutex<Option<Running>>>,
}

#[derive(Debug)]
struct Running {
    factor: u32,
    task: AbortHandle,
}

impl Clock {
    /// A clock that stands still.
    #[must_use]
    pub fn new(assurance: Arc<Assurance>) -> Self {
        Self {
            assurance,
            running: Arc::default(),
        }
    }

    /// What it moves on.
    #[must_use]
    pub fn assurance(&self) -> &Assurance {
        &self.assurance
    }

    /// Lets the days up to that one pass at once.
    ///
    /// # Errors
    /// As [`Assurance::advance`].
    pub async fn advance(&self, to: Day) -> Result<Day, AssuranceError> {
        self.assurance.advance(to).day().await
    }

    /// Lets days pass by themselves: with a factor of 1 each takes a day, with 86,400 a second. It ends on the last day
    /// of the calendar. To be called within a tokio runtime.
    pub fn run(&self, factor: u32) {
        let pace = std::time::Duration::from_secs(DAY) / factor.max(1);
        let assurance = self.assurance.clone();
        let passing = async move {
            loop {
                realtime::pass(pace).await;
                let tomorrow = assurance.office().today().plus(1);
                if assurance.advance(tomorrow).day().await.is_err() {
                    return;
                }
            }
        };
        let task = tokio::spawn(passing).abort_handle();
        self.set(Some(Running { factor, task }));
    }

    /// Stands still. A night that began is ended.
    pub fn pause(&self) {
        self.set(None);
    }

    /// The factor that days pass with, while they do.
    #[must_use]
    pub fn factor(&self) -> Option<u32> {
        let running = self.running.lock().unwrap_or_else(PoisonError::into_inner);
        let passing = running.as_ref().filter(|one| !one.task.is_finished());
        passing.map(|one| one.factor)
    }

    fn set(&self, to: Option<Running>) {
        let mut running = self.running.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(before) = std::mem::replace(&mut *running, to) {
            before.task.abort();
        }
    }
}
