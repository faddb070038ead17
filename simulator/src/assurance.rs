//! The mock Assurance Maladie as a whole: a country and an office on a thread of their own, moved on day by day.

use std::path::{Path, PathBuf};
use std::sync::mpsc;
use std::thread::{self, JoinHandle};

use domain::Day;
use generators::{Options, WorldData};
use noemie::Profiles;
use serde::{Deserialize, Serialize};
use tokio::sync::oneshot;

use crate::account::Errand;
use crate::country::{Country, CountryError, Declares, Drawn, last_day};
use crate::faults::FaultSpec;
use crate::history::History;
use crate::office::{Again, Due, Inbox, Office};
use crate::record::Act;
use crate::{AssuranceError, HistoryError, Journal, SimulatorError};

/// Version of the form of a journal.
const FORM: u32 = 1;

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

/// The thread that an Assurance Maladie lives on.
struct Life {
    founding: Founding,
    ground: Ground,
    /// Where the journal is, unless it is in memory alone.
    journal: Option<PathBuf>,
}

impl Life {
    /// The world is drawn, the office opened, and whatever is asked is done.
    fn live(
        &self,
        before: Before,
        mut drawn: impl FnMut(u32),
        opened: impl FnOnce(Office),
        asked: &mpsc::Receiver<Command>,
    ) -> Result<(), AssuranceError> {
        let mut lots = self.draw(&mut drawn)?;
        let mut country = self.country(&mut lots)?;
        let (office, mut inbox) = self.open(before, &mut country)?;
        opened(office.clone());
        let mut next = self.serve(&office, &mut inbox, &mut country, asked);
        while let Some((record, reply)) = next {
            // What happens in a world is lived once: another life needs another world.
            let mut lots = self.draw(&mut drawn)?;
            let mut country = self.country(&mut lots)?;
            let _ = reply.send(self.restore(record, &office, &mut country));
            next = self.serve(&office, &mut inbox, &mut country, asked);
        }
        Ok(())
    }

    fn draw(&self, drawn: &mut impl FnMut(u32)) -> Result<Drawn, AssuranceError> {
        let lots = Drawn::new(&self.founding.options, &self.ground.data, drawn);
        Ok(lots.map_err(CountryError::from)?)
    }

    fn country<'a>(&'a self, lots: &'a mut Drawn) -> Result<Country<'a>, AssuranceError> {
        let country = lots.live(&self.ground.profiles, self.founding.declares);
        Ok(country.map_err(CountryError::from)?)
    }

    /// Does what is asked, until an earlier state is, or nobody can ask any more.
    fn serve(
        &self,
        office: &Office,
        inbox: &mut Inbox,
        country: &mut Country<'_>,
        asked: &mpsc::Receiver<Command>,
    ) -> Option<(u64, Reply)> {
        let last = last_day(&self.founding.options);
        for command in asked {
            match command {
                // Who asked may have gone.
                Command::Advance(to, reply) => {
                    let profiles = &self.ground.profiles;
                    let _ = reply.send(advance(office, inbox, country, profiles, last, to));
                }
                Command::Errand(errand) => errand(office, country),
                Command::Restore(record, reply) => match self.can_restore(office, record) {
                    Ok(()) => return Some((record, reply)),
                    Err(error) => {
                        let _ = reply.send(Err(error));
                    }
                },
            }
        }
        None
    }

    fn open(
        &self,
        before: Before,
        country: &mut Country<'_>,
    ) -> Result<(Office, Inbox), AssuranceError> {
        let version = env!("CARGO_PKG_VERSION").to_owned();
        let start = self.founding.options.world.start;
        match before {
            Before::Nothing(journal) => {
                let (office, inbox) = Office::open(start, journal);
                office.hold(self.founding.faults.clone().unwrap_or_default());
                let world = serde_json::to_value(&self.founding).map_err(std::io::Error::from);
                let act = Act::Opened {
                    form: FORM,
                    version,
                    world: world.map_err(SimulatorError::from)?,
                };
                office.note(None, act)?.wait()?;
                Ok((office, inbox))
            }
            Before::Journal(path, history) => {
                let again = self.again(&history, country)?;
                let journal = history.go_on(&path, REMEMBERED)?;
                let (office, inbox) = Office::open(start, journal);
                self.go_on(&office, again, Act::Reopened { version })?;
                Ok((office, inbox))
            }
        }
    }

    fn can_restore(&self, office: &Office, record: u64) -> Result<(), AssuranceError> {
        let (last, _) = office.now();
        if self.journal.is_none() {
            return Err(AssuranceError::InMemory);
        }
        if record == 0 || record > last {
            return Err(AssuranceError::NoRecord {
                asked: record,
                last,
            });
        }
        Ok(())
    }

    /// Brings back the state after that record.
    fn restore(
        &self,
        record: u64,
        office: &Office,
        country: &mut Country<'_>,
    ) -> Result<Day, AssuranceError> {
        let path = self.journal.as_ref().ok_or(AssuranceError::InMemory)?;
        office.commit().wait()?;
        let history = History::read(path)?.up_to(record);
        let again = self.again(&history, country)?;
        self.go_on(office, again, Act::Restored { record })?;
        Ok(office.today())
    }

    /// Lives a journal again.
    fn again(&self, history: &History, country: &mut Country<'_>) -> Result<Again, AssuranceError> {
        let founding = &self.founding;
        let (start, profiles) = (founding.options.world.start, &self.ground.profiles);
        let spool = history.spool().clone();
        let mut again = Again::on(start, founding.faults.as_ref(), profiles.clone(), spool);
        for record in history.holding() {
            again.live(record, |day, pushes| {
                Ok::<_, AssuranceError>(country.night(day, pushes)?)
            })?;
            country.again(record)?;
        }
        Ok(again)
    }

    /// Goes on from what was lived: the night it stopped in is ended.
    fn go_on(&self, office: &Office, again: Again, act: Act) -> Result<(), AssuranceError> {
        let is_night = again.is_night();
        let (lived, due) = again.lived();
        office.become_as(&lived, act)?.wait()?;
        deliver(office, due, &self.ground.profiles)?;
        if is_night {
            office.turn_to(office.today().plus(1))?;
        }
        show(office)
    }
}

/// What there was before an office opens.
enum Before {
    Nothing(Journal),
    Journal(PathBuf, History),
}

fn founding_of(history: &History) -> Result<Founding, AssuranceError> {
    let not = |why: String| HistoryError::NotOpened(why);
    let Some(first) = history.records.first() else {
        return Err(not("it is empty".to_owned()).into());
    };
    let Act::Opened { form, world, .. } = &first.act else {
        return Err(not(format!("it begins with `{}`", first.act.word())).into());
    };
    if *form != FORM {
        return Err(not(format!("its form is {form}, and this étalon knows {FORM}")).into());
    }
    let founding = serde_json::from_value(world.clone());
    Ok(founding.map_err(|error| not(format!("its world: {error}")))?)
}

fn advance(
    office: &Office,
    inbox: &mut Inbox,
    country: &mut Country<'_>,
    profiles: &Profiles,
    last: Day,
    to: Day,
) -> Result<Day, AssuranceError> {
    let today = office.today();
    if to < today {
        return Err(SimulatorError::EarlierDay { today, asked: to }.into());
    }
    if to > last {
        return Err(AssuranceError::PastTheWorld { last, asked: to });
    }
    let mut to = to;
    // Days that are left out are lived like any other; nobody comes to them, so none of them asks for a jump of its own.
    let mut landed = today;
    while office.today() < to {
        let day = office.today();
        let pushes = inbox.night()?;
        deliver(office, country.night(day, pushes)?, profiles)?;
        let tomorrow = day.plus(1);
        office.turn_to(tomorrow)?;
        if tomorrow > landed {
            landed = tomorrow.plus(jump(office, tomorrow)?).min(last);
            to = to.max(landed);
        }
    }
    show(office)?;
    Ok(to)
}

/// Longest jump, in days: longer than any world.
const LONGEST: i32 = 36_500;

/// Days that the calendar leaves out when it comes to that one: what they bring comes at once.
fn jump(office: &Office, day: Day) -> Result<i32, AssuranceError> {
    let (days, fired) = office.bad_days().jump(day);
    for one in &fired {
        office.left_out(one)?;
    }
    Ok(i32::try_from(days).unwrap_or(LONGEST).min(LONGEST))
}

/// Shows what was delivered, once it is sure: no OC sees a file that another start would not know of.
fn show(office: &Office) -> Result<(), AssuranceError> {
    office.commit().wait()?;
    Ok(office.show()?)
}

fn deliver(
    office: &Office,
    due: impl IntoIterator<Item = Due>,
    profiles: &Profiles,
) -> Result<(), AssuranceError> {
    for one in due {
        match one {
            Due::File(oc, name, reference, bytes) => {
                office.send_down(oc, name, reference, bytes, profiles)?;
            }
            Due::Unreadable(oc, name, why) => {
                office.unreadable(oc, &name, &why);
                // Nobody waits for it: it is on the disk with what comes next.
                let _ = office.note(Some(oc), Act::Unreadable { name, why })?;
            }
        }
    }
    Ok(())
}
