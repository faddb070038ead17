use std::collections::HashSet;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use notify::event::{AccessKind, AccessMode, EventKind, ModifyKind, RenameMode};
use notify::{Event, RecommendedWatcher, RecursiveMode, Watcher as _};
use tokio::sync::Notify;

/// What the system tells of the folders, as it comes. It only ever saves time: what it does not tell is found by
/// looking.
#[derive(Debug, Clone, Default)]
pub(crate) struct Signals {
    told: Arc<Told>,
}

#[derive(Debug, Default)]
struct Told {
    files: Mutex<Files>,
    news: Notify,
}

#[derive(Debug, Default)]
struct Files {
    /// Renamed into place, or closed by its writer.
    whole: HashSet<PathBuf>,
    /// Written, and not closed.
    open: HashSet<PathBuf>,
}

/// Files that something is remembered of. Past it all is forgotten: then they are found by looking.
const FILES: usize = 100_000;

impl Signals {
    /// Watches folders for as long as the watcher lives; none where the system cannot.
    pub(crate) fn watch<'a>(
        &self,
        folders: impl IntoIterator<Item = &'a Path>,
    ) -> Option<RecommendedWatcher> {
        let signals = self.clone();
        let mut watcher = notify::recommended_watcher(move |event| signals.hear(event)).ok()?;
        for folder in folders {
            watcher.watch(folder, RecursiveMode::NonRecursive).ok()?;
        }
        Some(watcher)
    }

    /// Waits until there is news since the last time.
    pub(crate) async fn news(&self) {
        self.told.news.notified().await;
    }

    /// There is news, whatever it is.
    pub(crate) fn nudge(&self) {
        self.told.news.notify_one();
    }

    /// Whether the file was renamed into place or closed, with nothing written since.
    pub(crate) fn is_whole(&self, path: &Path) -> bool {
        self.files().whole.contains(path)
    }

    /// Whether somebody has it open for writing, as far as is known.
    pub(crate) fn is_open(&self, path: &Path) -> bool {
        self.files().open.contains(path)
    }

    fn hear(&self, event: notify::Result<Event>) {
        let mut files = self.files();
        match event {
            Ok(event) if !event.need_rescan() => files.note(&event),
            _ => *files = Files::default(),
        }
        if files.whole.len() + files.open.len() > FILES {
            *files = Files::default();
        }
        drop(files);
        self.told.news.notify_one();
    }

    /// Every change is whole before the next begins.
    fn files(&self) -> MutexGuard<'_, Files> {
        self.told
            .files
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
    }
}

impl Files {
    fn note(&mut self, event: &Event) {
        match event.kind {
            EventKind::Access(AccessKind::Close(AccessMode::Write))
            | EventKind::Modify(ModifyKind::Name(RenameMode::To)) => {
                for path in &event.paths {
                    self.open.remove(path);
                    self.whole.insert(path.clone());
                }
            }
            EventKind::Modify(ModifyKind::Data(_)) => {
                for path in &event.paths {
                    self.whole.remove(path);
                    self.open.insert(path.clone());
                }
            }
            EventKind::Remove(_) | EventKind::Modify(ModifyKind::Name(RenameMode::From)) => {
                for path in &event.paths {
                    self.whole.remove(path);
                    self.open.remove(path);
                }
            }
            _ => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use notify::event::{CreateKind, DataChange, Flag, RemoveKind};

    use super::*;

    fn told(signals: &Signals, kind: EventKind) {
        signals.hear(Ok(Event::new(kind).add_path("in/a".into())));
    }

    const WRITTEN: EventKind = EventKind::Modify(ModifyKind::Data(DataChange::Any));
    const CLOSED: EventKind = EventKind::Access(AccessKind::Close(AccessMode::Write));

    #[test]
    fn a_file_is_whole_once_it_is_closed_or_renamed_into_place() {
        let (signals, path) = (Signals::default(), Path::new("in/a"));
        let state = || (signals.is_open(path), signals.is_whole(path));
        told(&signals, EventKind::Create(CreateKind::File));
        assert_eq!(state(), (false, false));
        told(&signals, WRITTEN);
        assert_eq!(state(), (true, false));
        told(&signals, CLOSED);
        assert_eq!(state(), (false, true));
        told(&signals, WRITTEN);
        assert_eq!(state(), (true, false));
        told(&signals, EventKind::Remove(RemoveKind::File));
        assert_eq!(state(), (false, false));
        told(
            &signals,
            EventKind::Modify(ModifyKind::Name(RenameMode::To)),
        );
        assert_eq!(state(), (false, true));
        told(
            &signals,
            EventKind::Modify(ModifyKind::Name(RenameMode::From)),
        );
        assert_eq!(state(), (false, false));
    }

    #[test]
    fn where_the_system_lost_count_nothing_is_known() {
        let signals = Signals::default();
        told(&signals, WRITTEN);
        signals.hear(Ok(Event::new(EventKind::Other).set_flag(Flag::Rescan)));
        assert!(!signals.is_open(Path::new("in/a")));
        told(&signals, CLOSED);
        signals.hear(Err(notify::Error::generic("lost")));
        assert!(!signals.is_whole(Path::new("in/a")));
    }
}
