//! From a lot to the files that are delivered, in order: the caisse is driven day by day, and what
//! befalls files on the way is added.

use caisse::{Effect, Event, OutgoingFile, State};
use domain::{Day, FileId};
use noemie::Header;
use noemie::Profiles;
use noemie::framing::Framing;
use noemie::links::Movement;

use crate::FlowError;
use crate::adversity::Declared;
use crate::carried::{Carried, Written};
use crate::lives::Unheeded;
use crate::living::Living;
use crate::lot::Lot;
use crate::spec::WorldSpec;

/// A file as it reaches the mutuelle.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Delivery<C = Vec<u8>> {
    /// Day it is delivered.
    pub day: Day,
    /// Name a caisse would give it; unique in the lot.
    pub name: String,
    /// Its identity: also where the content is damaged.
    pub id: FileId,
    /// The bytes, or what they would say.
    pub bytes: C,
}

/// Everything delivered for a lot, and what its adversities declare.
#[derive(Debug, Clone)]
pub struct Flow<C = Vec<u8>> {
    /// Décompte files, in order.
    pub deliveries: Vec<Delivery<C>>,
    /// 929 files by which the caisse told of lives on days without an answer to the mutuelle.
    pub told: Vec<Delivery<C>>,
    /// For tests: the judge never reads it.
    pub declared: Vec<Declared>,
    /// Lives of the world that the caisse did not do.
    pub unheeded: Vec<Unheeded>,
}

impl<C> Default for Flow<C> {
    fn default() -> Self {
        Self {
            deliveries: Vec::new(),
            told: Vec::new(),
            declared: Vec::new(),
            unheeded: Vec::new(),
        }
    }
}

/// The Assurance Maladie of a lot, ready to take 408 files.
///
/// # Errors
/// None in practice: registering cannot fail.
pub fn open<'a>(
    lot: &Lot,
    law: &'a oracle::law::Law,
    profiles: &'a Profiles,
    framing: &Framing,
) -> Result<State<'a>, FlowError> {
    let mut state = State::new(lot.number, law, profiles, *framing);
    know(&mut state, lot.known.iter().cloned())?;
    Ok(state)
}

/// The caisse knows that from the start.
pub(crate) fn know(
    state: &mut State<'_>,
    known: impl IntoIterator<Item = Event>,
) -> Result<(), FlowError> {
    let mut effects = Vec::new();
    for event in known {
        state.step(event, &mut effects)?;
    }
    Ok(())
}

/// Hands 408 files to the caisse and gives its answers, in order.
///
/// # Errors
/// Where a file is addressed to nobody known as a caisse.
pub fn answer(
    state: &mut State<'_>,
    files: Vec<(Header, Vec<Movement>)>,
    day: Day,
) -> Result<Vec<Delivery>, FlowError> {
    answers(state, files, day)
}

pub(crate) fn answers<C: Carried>(
    state: &mut State<'_>,
    files: Vec<(Header, Vec<Movement>)>,
    day: Day,
) -> Result<Vec<Delivery<C>>, FlowError> {
    let mut effects = Vec::new();
    for (header, movements) in files {
        let event = Event::Movements {
            header,
            movements,
            day,
        };
        state.step(event, &mut effects)?;
    }
    let written = written(state);
    let answers = effects.into_iter().map(|effect| match effect {
        Effect::File(file) => delivery(file, day, &written),
        other => unreachable!("the caisse answers with files, not {other:?}"),
    });
    answers.collect()
}

/// Lives the timeline of a lot: every file that goes to the OC of the mutuelle under test, in order of
/// delivery. What goes to other OCs is not delivered here, and nothing that the mutuelle learns on the way is
/// declared: [`Living`](crate::Living) lives a lot day by day.
///
/// # Errors
/// Where the caisse stops.
pub fn live(
    state: State<'_>,
    lot: &mut Lot,
    spec: &WorldSpec,
    seed: u64,
) -> Result<Flow, FlowError> {
    let happenings = lot.take_happenings();
    Living::new(state, lot, happenings, spec, seed).finish()
}

/// How that caisse writes.
pub(crate) fn written<'p>(state: &State<'p>) -> Written<'p> {
    Written {
        profiles: state.profiles(),
        framing: state.framing(),
    }
}

pub(crate) fn delivery<C: Carried>(
    file: OutgoingFile,
    day: Day,
    written: &Written<'_>,
) -> Result<Delivery<C>, FlowError> {
    Ok(Delivery {
        day,
        name: name(file.id),
        id: file.id,
        bytes: C::of(file.content, written)?,
    })
}

/// Characters of a name, about.
const NAME: usize = 56;

/// The name that a caisse gives a file.
pub(crate) fn name(id: FileId) -> String {
    let FileId {
        sender,
        receiver,
        reference,
        date,
        stamp,
    } = id;
    let mut name = Vec::with_capacity(NAME);
    let [c1, c2, y1, y2, m1, m2, d1, d2] = date.ssaammjj();
    name.extend_from_slice(&[c1, c2, y1, y2, b'-', m1, m2, b'-', d1, d2]);
    // Every file of a property test has a name, which few look at: digits are put down without a format.
    name.push(b'.');
    push_digits::<3>(&mut name, reference.into());
    name.push(b'.');
    push_digits::<8>(&mut name, sender.number);
    name.push(b'.');
    push_digits::<8>(&mut name, receiver.number);
    name.push(b'.');
    name.extend_from_slice(&stamp.0);
    name.extend_from_slice(b".noe");
    String::from_utf8(name)
        .unwrap_or_else(|error| String::from_utf8_lossy(error.as_bytes()).into_owned())
}

/// A number of that many digits, or of as many as it has.
fn push_digits<const WIDTH: usize>(text: &mut Vec<u8>, number: u64) {
    let mut digits = [b'0'; WIDTH];
    let mut rest = number;
    for digit in digits.iter_mut().rev() {
        let [last, ..] = (rest % 10).to_le_bytes();
        *digit += last;
        rest /= 10;
    }
    if rest > 0 {
        text.extend_from_slice(rest.to_string().as_bytes());
    }
    text.extend_from_slice(&digits);
}
