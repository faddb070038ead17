use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use tokio::sync::watch;

use crate::door::folder::signals::Signals;

/// The looks of a folder door at its folders, for whoever has to know that what they hold is what the office says.
///
/// A door looks when there is news, and a moment later the folders are as the office is: a client need not care. Who turns the
/// calendar and then asks what a client sees that day does.
#[derive(Debug, Clone)]
pub struct Looks {
    signals: Signals,
    /// How often a look was asked for.
    asked: Arc<AtomicU64>,
    /// How often it had been when the last look that is done began.
    done: watch::Receiver<u64>,
}

/// The door's side of it.
#[derive(Debug)]
pub(crate) struct Looking {
    asked: Arc<AtomicU64>,
    done: watch::Sender<u64>,
}

impl Looking {
    pub(crate) fn new() -> Self {
        Self {
            asked: Arc::default(),
            done: watch::Sender::new(0),
        }
    }

    pub(crate) fn looks(&self, signals: &Signals) -> Looks {
        Looks {
            signals: signals.clone(),
            asked: self.asked.clone(),
            done: self.done.subscribe(),
        }
    }

    /// To be asked before a look begins.
    pub(crate) fn begins(&self) -> u64 {
        self.asked.load(Ordering::Acquire)
    }

    /// Tells that the look which began so is done.
    pub(crate) fn ends(&self, began: u64) {
        self.done.send_replace(began);
    }
}

impl Looks {
    /// Waits until the door has looked at its folders and at the office once more, from now on. A door that is closed looks no
    /// more, and is not waited for.
    pub async fn next(&mut self) {
        let mine = self.asked.fetch_add(1, Ordering::AcqRel) + 1;
        self.signals.nudge();
        drop(self.done.wait_for(|done| *done >= mine).await);
    }
}

#[cfg(test)]
mod tests {
    use domain::{Day, OcNumber};

    use crate::door::{FolderDoor, FolderLimits};
    use crate::{Journal, Office};

    #[tokio::test]
    async fn after_a_look_folder_and_office_agree() {
        let oc = OcNumber::new(99_000_017).unwrap();
        let day = Day::new(2024, 11, 4).unwrap();
        let (office, _inbox) = Office::open(day, Journal::in_memory(100));
        let dir = tempfile::tempdir().unwrap();
        let limits = FolderLimits {
            // Nothing is found by time passing.
            look: std::time::Duration::from_secs(3_600),
            ..FolderLimits::default()
        };
        let door = FolderDoor::open(dir.path(), [oc], office.clone(), limits).unwrap();
        let out = door.path().join(oc.to_string()).join("out");
        let mut looks = door.looks();
        let (close, closed) = tokio::sync::oneshot::channel::<()>();
        let served = tokio::spawn(door.serve(async { drop(closed.await) }));
        for number in 0..50 {
            let name = format!("{number}.noe");
            let file = name.parse().unwrap();
            office.deliver(oc, file, 303, "x".into()).unwrap();
            looks.next().await;
            std::fs::remove_file(out.join(&name)).unwrap();
            looks.next().await;
            let known = office.look(oc, &name.parse().unwrap()).unwrap();
            assert!(known.acknowledged, "{name}");
        }
        drop(close);
        served.await.unwrap().unwrap();
        // A door that is closed is not waited for.
        looks.next().await;
    }
}
