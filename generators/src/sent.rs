//! Everything that the Assurance Maladie sends for a lot, day by day.

use caisse::{Content, State};
use domain::Member;
use noemie::Profiles;
use noemie::framing::Framing;
use oracle::law::Law;

use crate::FlowError;
use crate::adversity::Declared;
use crate::carried::Carried;
use crate::declare;
use crate::distributions::WorldData;
use crate::flow::{Delivery, Flow, answers, know};
use crate::lives::Unheeded;
use crate::living::{Living, morning};
use crate::lot::{Change, Lot, lot_without_care};
use crate::spec::WorldSpec;
use crate::story::{StoryError, StorySpec};

/// Everything the Assurance Maladie sends for a lot.
#[derive(Debug, Clone)]
pub struct LotFiles {
    /// The lot.
    pub lot: u32,
    /// The portfolio of the mutuelle under test when the world begins.
    pub members: Vec<Member>,
    /// What the mutuelle learns within the world, in order of days.
    pub changes: Vec<Change>,
    /// In order of days; the 929 files of a day come before its décompte files.
    pub files: Vec<Delivery>,
}

/// A lot whose members étalon declares in the mutuelle's stead, and everything that is sent for it.
///
/// # Errors
/// Where the world cannot be made.
pub fn whole_lot(
    seed: u64,
    spec: &WorldSpec,
    number: u32,
    data: &WorldData,
    profiles: &Profiles,
) -> Result<(LotFiles, Flow), FlowError> {
    let (mut files, mut flow) = (Vec::new(), Flow::default());
    let mut known = send(seed, spec, number, data, profiles, &mut |file, way| {
        match way {
            Way::Answer => {}
            Way::Told => flow.told.push(file.clone()),
            Way::Decompte => flow.deliveries.push(file.clone()),
        }
        files.push(file);
        Ok::<_, FlowError>(None)
    })?;
    flow.declared = std::mem::take(&mut known.declared);
    Ok((known.with(number, files), flow))
}

/// The same, without the flow by itself: nothing is kept twice.
///
/// # Errors
/// As [`whole_lot`].
pub fn lot_files(
    seed: u64,
    spec: &WorldSpec,
    number: u32,
    data: &WorldData,
    profiles: &Profiles,
) -> Result<LotFiles, FlowError> {
    let mut files = Vec::new();
    let known = send(seed, spec, number, data, profiles, &mut |file, _| {
        files.push(file);
        Ok::<_, FlowError>(None)
    })?;
    Ok(known.with(number, files))
}

/// The portfolio of a story, and every file that is sent for it; étalon declares its members in the mutuelle's stead.
///
/// # Errors
/// [`StoryError`]: which part of the story cannot be.
pub fn story_files(story: &StorySpec, profiles: &Profiles) -> Result<LotFiles, StoryError> {
    let (world, mut lot) = story.lot(Law::embedded())?;
    let mut files = Vec::new();
    // Nothing of a story is drawn: any seed will do, and any data.
    let data = WorldData::embedded().map_err(FlowError::from)?;
    let declared = send_all(&mut lot, 0, &world, &data, profiles, &mut |file, _| {
        files.push(file);
        Ok::<_, FlowError>(None)
    })?;
    story.struck(&declared)?;
    let known = Known {
        members: lot.members,
        changes: lot.changes,
        declared,
    };
    Ok(known.with(0, files))
}

/// Hands each file of [`lot_files`] to `each` as soon as it is sent; none is kept. A buffer that `each` has no more
/// use for, and gives back, serves a file that comes later.
///
/// # Errors
/// As [`whole_lot`], and the first of `each`: nothing is sent after it.
pub fn send_lot<E: From<FlowError>>(
    seed: u64,
    spec: &WorldSpec,
    number: u32,
    data: &WorldData,
    profiles: &Profiles,
    mut each: impl FnMut(Delivery) -> Result<Option<Vec<u8>>, E>,
) -> Result<(), E> {
    let each = &mut |file, _: Way| each(file);
    send(seed, spec, number, data, profiles, each)?;
    Ok(())
}

/// Hands each décompte file of [`whole_lot`] to `each` as soon as it is sent, until that says it has enough; what the
/// file says takes the place of its bytes, unless these say something else. Gives the portfolio, and what the mutuelle
/// learns.
///
/// # Errors
/// As [`whole_lot`].
pub(crate) fn told_lot(
    seed: u64,
    spec: &WorldSpec,
    number: u32,
    data: &WorldData,
    profiles: &Profiles,
    mut each: impl FnMut(Delivery<Content>) -> Wanted,
) -> Result<(Vec<Member>, Vec<Change>), FlowError> {
    let mut lot = lot_without_care(seed, spec, number, data)?;
    let each = &mut |file, way: Way| match way {
        Way::Decompte if each(file) == Wanted::Enough => Err(Stopped::Enough),
        _ => Ok(None),
    };
    match send_all(&mut lot, seed, spec, data, profiles, each) {
        Err(Stopped::Failed(error)) => Err(error),
        Ok(_) | Err(Stopped::Enough) => Ok((lot.members, lot.changes)),
    }
}

/// Whether more files are wanted.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Wanted {
    More,
    Enough,
}

/// Why nothing more is sent.
enum Stopped {
    Enough,
    Failed(FlowError),
}

impl From<FlowError> for Stopped {
    fn from(error: FlowError) -> Self {
        Self::Failed(error)
    }
}

/// What a file is sent for.
#[derive(Clone, Copy)]
enum Way {
    /// It answers a declaration, or comes with the answers.
    Answer,
    /// The caisse tells of a life.
    Told,
    /// It carries décomptes.
    Decompte,
}

/// What is known of a lot beside its files.
struct Known {
    members: Vec<Member>,
    changes: Vec<Change>,
    declared: Vec<Declared>,
}

impl Known {
    fn with(self, lot: u32, files: Vec<Delivery>) -> LotFiles {
        LotFiles {
            lot,
            members: self.members,
            changes: self.changes,
            files,
        }
    }
}

fn send<E: From<FlowError>>(
    seed: u64,
    spec: &WorldSpec,
    number: u32,
    data: &WorldData,
    profiles: &Profiles,
    each: &mut impl FnMut(Delivery, Way) -> Result<Option<Vec<u8>>, E>,
) -> Result<Known, E> {
    let mut lot = lot_without_care(seed, spec, number, data)?;
    let declared = send_all(&mut lot, seed, spec, data, profiles, each)?;
    Ok(Known {
        members: lot.members,
        changes: lot.changes,
        declared,
    })
}

/// Sends everything for a lot whose care is not drawn yet. Gives what its adversities declare.
fn send_all<C: Carried, E: From<FlowError>>(
    lot: &mut Lot,
    seed: u64,
    spec: &WorldSpec,
    data: &WorldData,
    profiles: &Profiles,
    each: &mut impl FnMut(Delivery<C>, Way) -> Result<Option<Vec<u8>>, E>,
) -> Result<Vec<Declared>, E> {
    let law = Law::embedded();
    let reference = profiles.movements().reference();
    let mut state = State::new(lot.number, law, profiles, Framing::default());
    if !C::IN_BYTES {
        state = state.unwritten();
    }
    know(&mut state, std::mem::take(&mut lot.known))?;
    // The first exchange leaves before anybody's care is drawn.
    let lives = lot.lives.remove(&spec.start).unwrap_or_default();
    let mut first = morning(&mut state, lives, spec, spec.start)?;
    let declared = declare::all(&lot.members, spec.start, reference);
    first.extend(answers(
        &mut state,
        declared,
        spec.calendar.working_day(spec.start),
    )?);
    for file in first {
        if let Some(buffer) = each(file, Way::Answer)? {
            state.take_buffer(buffer);
        }
    }
    lot.draw_care(seed, spec, law, data)?;
    let happenings = lot.take_happenings();
    let mut living = Living::new(state, lot, happenings, spec, seed);
    // The portfolio, row by row as it was keyed last.
    let mut members: Vec<&Member> = lot.members.iter().collect();
    let mut changes = lot.changes.iter().peekable();
    let mut day = spec.start;
    let end = spec.end();
    while day <= end {
        while let Some(change) = changes.next_if(|change| change.day <= day) {
            let morning = living.morning()?;
            pass(&mut living, morning, Way::Answer, each)?;
            let declared = declare::of_change(&members, change, reference);
            let answers = living.answer(declared)?;
            pass(&mut living, answers, Way::Answer, each)?;
            change.point(&mut members);
        }
        // Days on which nothing happens pass together.
        let next = living.next_day().max(day).plus(1);
        day = changes.peek().map_or(next, |change| change.day.min(next));
        living.until(day)?;
        all_done(&living.take_unheeded())?;
        let (told, sent) = living.take_files();
        pass(&mut living, told, Way::Told, each)?;
        pass(&mut living, sent, Way::Decompte, each)?;
    }
    let mut rest = living.finish()?;
    all_done(&rest.unheeded)?;
    // Stable: those of a day keep their order.
    rest.deliveries.sort_by_key(|file| file.day);
    let told = rest.told.into_iter().map(|file| (file, Way::Told));
    let sent = rest.deliveries.into_iter();
    for (file, way) in told.chain(sent.map(|file| (file, Way::Decompte))) {
        each(file, way)?;
    }
    Ok(rest.declared)
}

/// Whoever writes a world down is told of a life that cannot be: here étalon declares, so it is the world that is wrong.
fn all_done(unheeded: &[Unheeded]) -> Result<(), FlowError> {
    match unheeded.first() {
        Some(first) => Err((*first).into()),
        None => Ok(()),
    }
}

fn pass<C: Carried, E>(
    living: &mut Living<'_, C>,
    files: Vec<Delivery<C>>,
    way: Way,
    each: &mut impl FnMut(Delivery<C>, Way) -> Result<Option<Vec<u8>>, E>,
) -> Result<(), E> {
    for file in files {
        if let Some(buffer) = each(file, way)? {
            living.take_buffer(buffer);
        }
    }
    Ok(())
}
