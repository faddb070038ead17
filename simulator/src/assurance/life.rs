//! The thread that an Assurance Maladie lives on: a world drawn, days lived, a journal lived again.

use std::path::PathBuf;
use std::sync::mpsc;

use domain::Day;

use super::{Command, FORM, Founding, Ground, REMEMBERED, Reply};
use crate::country::{Country, CountryError, Drawn, last_day};
use crate::faults::Terms;
use crate::history::History;
use crate::office::{Again, Due, Inbox, Office};
use crate::record::Act;
use crate::{AssuranceError, HistoryError, Journal, SimulatorError};

/// The thread that an Assurance Maladie lives on.
pub(super) struct Life {
    pub(super) founding: Founding,
    pub(super) ground: Ground,
    /// Where the journal is, unless it is in memory alone.
    pub(super) journal: Option<PathBuf>,
}

impl Life {
    /// The world is drawn, the office opened, and whatever is asked is done.
    pub(super) fn live(
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
            let reached = self.restore(record, &office, &mut inbox, &mut country);
            let _ = reply.send(reached);
            next = self.serve(&office, &mut inbox, &mut country, asked);
        }
        Ok(())
    }

    pub(super) fn draw(&self, drawn: &mut impl FnMut(u32)) -> Result<Drawn, AssuranceError> {
        let lots = Drawn::new(&self.founding.options, &self.ground.data, drawn);
        Ok(lots.map_err(CountryError::from)?)
    }

    pub(super) fn country<'a>(
        &'a self,
        lots: &'a mut Drawn,
    ) -> Result<Country<'a>, AssuranceError> {
        let country = lots.live(&self.ground.profiles, self.founding.declares);
        Ok(country.map_err(CountryError::from)?)
    }

    /// What files are made by.
    fn terms(&self) -> Terms {
        Terms {
            profiles: self.ground.profiles.clone(),
            world: self.founding.options.world.clone(),
        }
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
        let terms = self.terms();
        for command in asked {
            match command {
                // Who asked may have gone.
                Command::Advance(to, reply) => {
                    let _ = reply.send(advance(office, inbox, country, &terms, last, to));
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
                office.reads_by(self.ground.profiles.clone());
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
                let (office, mut inbox) = Office::open(start, journal);
                office.reads_by(self.ground.profiles.clone());
                let act = Act::Reopened { version };
                self.go_on(&office, &mut inbox, country, again, act)?;
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
        inbox: &mut Inbox,
        country: &mut Country<'_>,
    ) -> Result<Day, AssuranceError> {
        let path = self.journal.as_ref().ok_or(AssuranceError::InMemory)?;
        office.commit().wait()?;
        let history = History::read(path)?.up_to(record);
        let again = self.again(&history, country)?;
        self.go_on(office, inbox, country, again, Act::Restored { record })?;
        Ok(office.today())
    }

    /// Lives a journal again.
    pub(super) fn again(
        &self,
        history: &History,
        country: &mut Country<'_>,
    ) -> Result<Again, AssuranceError> {
        let founding = &self.founding;
        let start = founding.options.world.start;
        let spool = history.spool().clone();
        let mut again = Again::on(start, founding.faults.as_ref(), self.terms(), spool);
        for record in history.holding() {
            again.live(record, |day, pushes| {
                Ok::<_, AssuranceError>(country.night(day, pushes)?)
            })?;
            country.again(record)?;
        }
        Ok(again)
    }

    /// Goes on from what was lived: the night it stopped in is ended, and so is the jump.
    fn go_on(
        &self,
        office: &Office,
        inbox: &mut Inbox,
        country: &mut Country<'_>,
        again: Again,
        act: Act,
    ) -> Result<(), AssuranceError> {
        let (is_night, landed) = (again.is_night(), again.landed());
        let mut may_jump = again.may_jump();
        let (lived, due) = again.lived();
        let terms = self.terms();
        office.become_as(&lived, act)?.wait()?;
        deliver(office, due, &terms)?;
        if is_night {
            let tomorrow = office.today().plus(1);
            office.turn_to(tomorrow)?;
            may_jump = landed.is_none_or(|landed| tomorrow > landed);
        }
        let (today, last) = (office.today(), last_day(&self.founding.options));
        let to = match landed {
            Some(landed) if landed > today => landed,
            _ if may_jump => jump(office, today, last)?,
            _ => today,
        };
        pass(office, inbox, country, &terms, last, (to, to))?;
        Ok(())
    }
}

/// What there was before an office opens.
pub(super) enum Before {
    Nothing(Journal),
    Journal(PathBuf, History),
}

pub(super) fn founding_of(history: &History) -> Result<Founding, AssuranceError> {
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
    terms: &Terms,
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
    pass(office, inbox, country, terms, last, (to, today))
}

/// Lets days pass up to `to`. Up to `landed` they are days that a jump leaves out: they are lived like any other, but nobody
/// comes to them, so none of them asks for a jump of its own.
fn pass(
    office: &Office,
    inbox: &mut Inbox,
    country: &mut Country<'_>,
    terms: &Terms,
    last: Day,
    (mut to, mut landed): (Day, Day),
) -> Result<Day, AssuranceError> {
    while office.today() < to {
        let day = office.today();
        let pushes = inbox.night()?;
        deliver(office, office.arrives(day), terms)?;
        deliver(office, country.night(day, pushes)?, terms)?;
        let tomorrow = day.plus(1);
        office.turn_to(tomorrow)?;
        if tomorrow > landed {
            landed = jump(office, tomorrow, last)?;
            to = to.max(landed);
        }
    }
    show(office)?;
    Ok(to)
}

/// Longest jump, in days: longer than any world.
const LONGEST: i32 = 36_500;

/// The day on which the calendar lands when it comes to that one: what the days between bring comes at once.
fn jump(office: &Office, day: Day, last: Day) -> Result<Day, AssuranceError> {
    let (days, fired) = office.bad_days().jump(day);
    let days = i32::try_from(days).unwrap_or(LONGEST).min(LONGEST);
    let landed = day.plus(days).min(last);
    for one in &fired {
        office.left_out(one, landed)?;
    }
    Ok(landed)
}

/// Shows what was delivered, once it is sure: no OC sees a file that another start would not know of.
fn show(office: &Office) -> Result<(), AssuranceError> {
    office.commit().wait()?;
    Ok(office.show()?)
}

fn deliver(
    office: &Office,
    due: impl IntoIterator<Item = Due>,
    terms: &Terms,
) -> Result<(), AssuranceError> {
    for one in due {
        office.take(one, terms)?;
    }
    Ok(())
}
