//! The mock Assurance Maladie as a whole: a country and an office on a thread of their own, moved on day by day.

mod life;

use std::path::{Path, PathBuf};
use std::sync::mpsc;
use std::thread::{self, JoinHandle};

use domain::Day;
use generators::{Options, WorldData};
use noemie::Profiles;
use serde::{Deserialize, Serialize};
use tokio::sync::oneshot;

use life::{Before, Life, founding_of};

use crate::account::Errand;
use crate::country::{Declares, last_day};
use crate::faults::FaultSpec;
use crate::history::History;
use crate::office::Office;
use crate::{AssuranceError, HistoryError, Journal};

/// Version of the form of a journal.
const FORM: u32 = 2;

/// What an Assurance Maladie is made of.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Founding {
    /// Seed and world.
    pub options: Options,
    /// Who declares the members.
    pub declares: Declares,
    /// What goes wrong at the doors from the first day on; [`Office::change_faults`] changes it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub faults: Option<FaultSpec>,
}

/// A mock Assurance Maladie: its caisses live a world night by night, and its office is what doors open on.
///
/// Nothing moves unless [`Assurance::advance`] is asked: its days are virtual. Everything it does is in its journal, and
/// follows from it: [`Assurance::reopen`] lives a journal again and goes on.
///
/// ```
/// use generators::{Options, WorldSpec};
/// use simulator::{Assurance, Declares, Founding, Ground};
/// let world = WorldSpec { insured: 20, ..WorldSpec::demo() };
/// let oc = world.oc;
/// let founding = Founding { options: Options::new(1, world), declares: Declares::Etalon, faults: None };
/// let assurance = Assurance::found(&founding, None, Ground::shipped()?, |_, _| {})?;
/// let (office, start) = (assurance.office(), assurance.office().today());
/// assert_eq!(assurance.advance(start.plus(30)).wait()?, start.plus(30));
/// assert!(office.list(oc)?.len() > 1);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug)]
pub struct Assurance {
    office: Office,
    founding: Founding,
    journal: Option<PathBuf>,
    last_day: Day,
    commands: Option<mpsc::Sender<Command>>,
    thread: Option<JoinHandle<()>>,
}

/// Something that is asked of the thread.
enum Command {
    Advance(Day, Reply),
    Restore(u64, Reply),
    /// Something of an account.
    Errand(Errand),
}

type Reply = oneshot::Sender<Result<Day, AssuranceError>>;

/// What a world stands on.
#[derive(Debug, Clone)]
pub struct Ground {
    /// How people and care are drawn.
    pub data: WorldData,
    /// How files are laid out.
    pub profiles: Profiles,
}

impl Ground {
    /// What comes with étalon.
    ///
    /// # Errors
    /// None in practice: tests load it.
    pub fn shipped() -> Result<Self, domain::LoadError> {
        Ok(Self {
            data: WorldData::embedded()?,
            profiles: Profiles::shipped().clone(),
        })
    }
}

/// The day that was reached, once it is.
#[derive(Debug)]
#[must_use = "the days pass on another thread: whether they did is known when it is asked"]
pub struct Reached(oneshot::Receiver<Result<Day, AssuranceError>>);

impl Reached {
    /// Waits for it among other tasks.
    ///
    /// # Errors
    /// Where the caisses stopped, the day is past, or after the world.
    pub async fn day(self) -> Result<Day, AssuranceError> {
        self.0.await.map_err(|_| AssuranceError::Gone)?
    }

    /// Waits for it on a thread that may wait; in the midst of other tasks it panics.
    ///
    /// # Errors
    /// As [`Reached::day`].
    pub fn wait(self) -> Result<Day, AssuranceError> {
        self.0.blocking_recv().map_err(|_| AssuranceError::Gone)?
    }
}

/// Records that an office remembers for those who ask what happened.
const REMEMBERED: usize = 10_000;

impl Assurance {
    /// Founds one on the first day of its world. `journal` is a new file, or none for one in memory alone; `each` is
    /// told how many lots of how many are drawn.
    ///
    /// # Errors
    /// Where the world cannot be made, or the journal cannot be written.
    pub fn found(
        founding: &Founding,
        journal: Option<&Path>,
        ground: Ground,
        each: impl FnMut(u32, u32) + Send + 'static,
    ) -> Result<Self, AssuranceError> {
        let path = journal.map(Path::to_owned);
        let journal = match journal {
            Some(path) => Journal::create(path, REMEMBERED).map_err(|source| {
                let path = path.to_owned();
                HistoryError::Read { path, source }
            })?,
            None => Journal::in_memory(REMEMBERED),
        };
        Self::start(
            founding.clone(),
            Before::Nothing(journal),
            path,
            ground,
            each,
        )
    }

    /// Lives a journal again and goes on from there. A last line that was cut is taken off: nobody was told of it.
    ///
    /// # Errors
    /// Where the journal cannot be read, or living it again gives something else.
    pub fn reopen(
        journal: &Path,
        ground: Ground,
        each: impl FnMut(u32, u32) + Send + 'static,
    ) -> Result<Self, AssuranceError> {
        let history = History::read(journal)?;
        let founding = founding_of(&history)?;
        let path = journal.to_owned();
        let before = Before::Journal(path.clone(), history);
        Self::start(founding, before, Some(path), ground, each)
    }

    /// Lives a journal again without going on with it: every file that it delivered is made again and held to its SHA-256.
    /// Gives the day it ends on.
    ///
    /// # Errors
    /// As [`Assurance::reopen`].
    pub fn replay(
        journal: &Path,
        ground: Ground,
        mut each: impl FnMut(u32, u32),
    ) -> Result<Day, AssuranceError> {
        let history = History::read(journal)?;
        let life = Life {
            founding: founding_of(&history)?,
            ground,
            journal: None,
        };
        let count = life.founding.options.world.lots();
        let mut lots = life.draw(&mut |lot| each(lot + 1, count))?;
        let mut country = life.country(&mut lots)?;
        let (lived, _) = life.again(&history, &mut country)?.lived();
        Ok(lived.today())
    }

    fn start(
        founding: Founding,
        before: Before,
        journal: Option<PathBuf>,
        ground: Ground,
        mut each: impl FnMut(u32, u32) + Send + 'static,
    ) -> Result<Self, AssuranceError> {
        let last_day = last_day(&founding.options);
        let (commands, asked) = mpsc::channel();
        let (ready, opened) = mpsc::sync_channel(1);
        let path = journal.clone();
        let life = Life {
            founding: founding.clone(),
            ground,
            journal,
        };
        let live = move || {
            let drawn = |lot| each(lot + 1, life.founding.options.world.lots());
            let told = ready.clone();
            // Who founds it may have gone; the reasons to stop later are told to who asks then.
            let opened = move |office| drop(told.send(Ok(office)));
            if let Err(error) = life.live(before, drawn, opened, &asked) {
                let _ = ready.send(Err(error));
            }
        };
        let thread = thread::Builder::new()
            .name("caisses".to_owned())
            .spawn(live);
        let thread = thread.map_err(AssuranceError::Thread)?;
        let office = opened.recv().map_err(|_| AssuranceError::Gone)??;
        Ok(Self {
            office,
            founding,
            journal: path,
            last_day,
            commands: Some(commands),
            thread: Some(thread),
        })
    }

    /// What doors open on.
    #[must_use]
    pub fn office(&self) -> &Office {
        &self.office
    }

    /// What it was founded with.
    #[must_use]
    pub fn founding(&self) -> &Founding {
        &self.founding
    }

    /// The file of its journal; none where that is in memory alone.
    #[must_use]
    pub fn journal(&self) -> Option<&Path> {
        self.journal.as_deref()
    }

    /// The last day that the calendar reaches: some time after the world's own, for files that are late.
    #[must_use]
    pub fn last_day(&self) -> Day {
        self.last_day
    }

    /// Lets the days pass up to that one, which begins. Several who ask are served one after the other.
    pub fn advance(&self, to: Day) -> Reached {
        self.ask(|reply| Command::Advance(to, reply))
    }

    /// Brings back the state after that record of the journal (1: the founding). The journal keeps everything: what came
    /// after the record only holds no more.
    pub fn restore(&self, record: u64) -> Reached {
        self.ask(|reply| Command::Restore(record, reply))
    }

    /// Has something done between two nights.
    pub(crate) fn errand(&self, errand: Errand) {
        if let Some(commands) = &self.commands {
            // Where the thread is gone, so is what the errand answers on: whoever waits is told.
            let _ = commands.send(Command::Errand(errand));
        }
    }

    fn ask(&self, command: impl FnOnce(Reply) -> Command) -> Reached {
        let (reply, reached) = oneshot::channel();
        if let Some(commands) = &self.commands {
            // Where the thread is gone, so is the reply: whoever waits is told.
            let _ = commands.send(command(reply));
        }
        Reached(reached)
    }
}

impl Drop for Assurance {
    fn drop(&mut self) {
        self.commands = None;
        if let Some(thread) = self.thread.take() {
            // What stopped it was told to those who asked.
            let _ = thread.join();
        }
    }
}
