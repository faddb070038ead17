use std::fmt;
use std::io;
use std::path::{Path, PathBuf};
use std::pin::pin;
use std::time::Duration;

use domain::OcNumber;
use notify::RecommendedWatcher;

use crate::door::folder::inbound::Inbound;
use crate::door::folder::looks::{Looking, Looks};
use crate::door::folder::outbound::Outbound;
use crate::door::folder::signals::Signals;
use crate::door::folder::tree::{Tree, failed};
use crate::door::setup;
use crate::{Office, SimulatorError, realtime};

/// An office as folders on a disk. What they are is said on the [crate]'s page.
///
/// The rights on the folders are the system's: whoever may read another OC's folder reads it.
///
/// ```
/// use simulator::door::{FolderDoor, FolderLimits};
/// use simulator::{Journal, Office};
///
/// # fn main() -> Result<(), Box<dyn std::error::Error>> {
/// # let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
/// # runtime.block_on(async {
/// let oc = "99000017".parse()?;
/// let (office, _inbox) = Office::open("2024-11-04".parse()?, Journal::in_memory(1_000));
/// office.deliver(oc, "first.noe".parse()?, 303, "000...".into())?;
/// let dir = tempfile::tempdir()?;
/// let door = FolderDoor::open(dir.path(), [oc], office, FolderLimits::default())?;
/// let (close, closed) = tokio::sync::oneshot::channel::<()>();
/// let served = tokio::spawn(door.serve(async { drop(closed.await) }));
/// drop(close);
/// served.await??;
/// assert_eq!(std::fs::read(dir.path().join("99000017/out/first.noe"))?, b"000...");
/// # Ok(())
/// # })
/// # }
/// ```
pub struct FolderDoor {
    path: PathBuf,
    limits: FolderLimits,
    office: Office,
    signals: Signals,
    watcher: Option<RecommendedWatcher>,
    looking: Looking,
    folders: Vec<(Outbound, Inbound)>,
}

/// What the folder door takes, and how often it looks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct FolderLimits {
    /// Bytes of a pushed file.
    pub body: u64,
    /// Between two looks that nothing but time has brought. A file of which the system tells nothing is taken when it
    /// is the same at two of them.
    pub look: Duration,
}

impl Default for FolderLimits {
    fn default() -> Self {
        Self {
            body: setup::LONGEST_PUSH,
            look: Duration::from_secs(1),
        }
    }
}

impl FolderDoor {
    /// Makes the folders of those OCs in `dir`, or finds them there. What is in `out` already and lies on the shelf
    /// stays as it is; what is in `in` is received.
    ///
    /// # Errors
    /// Where a folder cannot be made, read or written, or is a link.
    pub fn open(
        dir: &Path,
        ocs: impl IntoIterator<Item = OcNumber>,
        office: Office,
        limits: FolderLimits,
    ) -> Result<Self, SimulatorError> {
        Self::begin(dir, ocs, office, limits, false)
    }

    /// The same where the office goes on from the journal it had when these folders were last open: a file that was
    /// removed from `out` since is acknowledged, and not put there again.
    ///
    /// # Errors
    /// As [`FolderDoor::open`].
    pub fn resume(
        dir: &Path,
        ocs: impl IntoIterator<Item = OcNumber>,
        office: Office,
        limits: FolderLimits,
    ) -> Result<Self, SimulatorError> {
        Self::begin(dir, ocs, office, limits, true)
    }

    fn begin(
        dir: &Path,
        ocs: impl IntoIterator<Item = OcNumber>,
        office: Office,
        limits: FolderLimits,
        resumes: bool,
    ) -> Result<Self, SimulatorError> {
        std::fs::create_dir_all(dir).map_err(failed("make a folder of", dir))?;
        // As the system tells it in what it says of files.
        let path = dir.canonicalize().map_err(failed("read", dir))?;
        let signals = Signals::default();
        let mut watched = Vec::new();
        let mut folders = Vec::new();
        for oc in ocs {
            let tree = Tree::make(&path, oc)?;
            watched.extend([tree.inn.clone(), tree.out.clone()]);
            let outbound = Outbound::open(oc, tree.clone(), resumes)?;
            folders.push((outbound, Inbound::new(oc, tree, limits.body)));
        }
        let watcher = signals.watch(watched.iter().map(PathBuf::as_path));
        Ok(Self {
            path,
            limits,
            office,
            signals,
            watcher,
            looking: Looking::new(),
            folders,
        })
    }

    /// Where the folders are.
    #[must_use]
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Its looks, for as long as it is served.
    #[must_use]
    pub fn looks(&self) -> Looks {
        self.looking.looks(&self.signals)
    }

    /// Whether the system tells what happens in the folders. Where it does not (too many watches, some network disks),
    /// the door finds it by looking, and takes a pushed file when it is the same at two looks.
    #[must_use]
    pub fn is_watched(&self) -> bool {
        self.watcher.is_some()
    }

    /// Serves until the future is done, then brings folders and shelf together once more.
    ///
    /// # Errors
    /// Where a folder cannot be read or written any more, or the journal cannot.
    pub async fn serve(self, until: impl Future<Output = ()>) -> Result<(), SimulatorError> {
        let Self {
            path,
            limits,
            office,
            signals,
            watcher,
            looking,
            mut folders,
        } = self;
        let mut until = pin!(until);
        let mut records = office.watch();
        let mut on_the_hour = true;
        let mut goes_on = true;
        let mut rest = Box::pin(realtime::pass(limits.look));
        loop {
            records.borrow_and_update();
            let (seen, told) = (office.clone(), signals.clone());
            let began = looking.begins();
            let looked = tokio::task::spawn_blocking(move || {
                look(&mut folders, &seen, &told, on_the_hour).map(|()| folders)
            });
            let gone = |error| failed("look at", &path)(io::Error::from(error));
            folders = looked.await.map_err(gone)??;
            looking.ends(began);
            if !goes_on {
                break;
            }
            on_the_hour = false;
            tokio::select! {
                () = &mut until => goes_on = false,
                () = signals.news() => {}
                // The office lives as long as this door: the channel does not end before.
                _ = records.changed() => {}
                () = &mut rest => {
                    on_the_hour = true;
                    rest.set(realtime::pass(limits.look));
                }
            }
        }
        drop(watcher);
        office.commit().sure().await
    }
}

fn look(
    folders: &mut [(Outbound, Inbound)],
    office: &Office,
    signals: &Signals,
    on_the_hour: bool,
) -> Result<(), SimulatorError> {
    for (outbound, inbound) in folders {
        inbound.look(office, signals, on_the_hour)?;
        outbound.look(office)?;
    }
    Ok(())
}

impl fmt::Debug for FolderDoor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("FolderDoor")
            .field("path", &self.path)
            .field("is_watched", &self.is_watched())
            .finish_non_exhaustive()
    }
}
