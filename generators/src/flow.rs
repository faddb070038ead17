//! From a lot to the files that are delivered, in order: the caisse is driven day by day, and what
//! befalls files on the way is added.

use std::collections::BTreeMap;

use caisse::{Effect, Event, OutgoingFile, State};
use domain::{Day, FileId, FileReaction, Member, OcNumber, Operation, Party, Reaction, Role};
use noemie::Header;
use noemie::Profiles;
use noemie::damage::Damage;
use noemie::framing::Framing;
use noemie::links::{Movement, MovementKind};
use noemie::profile::Profile;

use crate::FlowError;
use crate::adversity::{Adversity, Declared, Touched};
use crate::draws::{Draws, Subject};
use crate::lot::{Happening, Lot};
use crate::spec::WorldSpec;

/// A file as it reaches the mutuelle.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Delivery {
    /// Day it is delivered.
    pub day: Day,
    /// Name a caisse would give it; unique in the lot.
    pub name: String,
    /// Its identity: also where the content is damaged.
    pub id: FileId,
    /// The bytes.
    pub bytes: Vec<u8>,
}

/// Everything delivered for a lot, and what its adversities declare.
#[derive(Debug, Clone, Default)]
pub struct Flow {
    /// In order.
    pub deliveries: Vec<Delivery>,
    /// For tests: the judge never reads it.
    pub declared: Vec<Declared>,
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
    let mut effects = Vec::new();
    for event in &lot.known {
        state.step(event.clone(), &mut effects)?;
    }
    Ok(state)
}

/// The 408 files that declare members: written in the stead of a mutuelle that does not write its own.
/// One file an OC and caisse, in order.
///
/// # Errors
/// Where a member does not fit the layout (a name too long, an accent).
pub fn declare(
    members: &[Member],
    day: Day,
    profile: &Profile,
    framing: &Framing,
) -> Result<Vec<Vec<u8>>, FlowError> {
    let mut by_caisse: BTreeMap<(OcNumber, domain::Caisse), Vec<Movement>> = BTreeMap::new();
    for member in members {
        let insured = members
            .iter()
            .find(|other| other.nir == member.nir && other.role == Role::Insured)
            .unwrap_or(member);
        let movements = by_caisse.entry((member.oc, member.caisse)).or_default();
        movements.push(Movement {
            oc: member.oc,
            nir: member.nir,
            key: member.key,
            insured_name: insured.name.clone(),
            insured_first_name: insured.first_name.clone(),
            birth: member.birth,
            rank: member.rank,
            name: member.name.clone(),
            first_name: member.first_name.clone(),
            member: member.member,
            kind: MovementKind::Create,
            contract_type: *b"01",
            start: member.start,
            end: member.end,
        });
    }
    let mut files = Vec::new();
    for ((oc, caisse), movements) in by_caisse {
        let header = Header {
            sender: Party::oc(oc),
            receiver: Party::caisse(caisse),
            exchange: *b"MU",
            reference: profile.reference(),
            date: day,
            stamp: domain::FileStamp(*b"000001"),
        };
        let mut bytes = Vec::new();
        noemie::links::write_movements(profile, &header, &movements, framing, &mut bytes)?;
        files.push(bytes);
    }
    Ok(files)
}

/// Hands 408 files to the caisse and gives its answers, in order.
///
/// # Errors
/// Where a file is addressed to nobody known as a caisse.
pub fn answer(
    state: &mut State<'_>,
    files: &[(Header, Vec<Movement>)],
    day: Day,
) -> Result<Vec<Delivery>, FlowError> {
    let mut effects = Vec::new();
    for (header, movements) in files {
        let event = Event::Movements {
            header: *header,
            movements: movements.clone(),
            day,
        };
        state.step(event, &mut effects)?;
    }
    Ok(effects
        .into_iter()
        .map(|effect| match effect {
            Effect::File(file) => delivery(file, day),
            other => unreachable!("the caisse answers with files, not {other:?}"),
        })
        .collect())
}

/// Lives the timeline of a lot: every file that goes to the OC of the mutuelle under test, in order of
/// delivery. What goes to other OCs is not delivered here.
///
/// # Errors
/// Where the law has no answer for an act of the lot.
pub fn live(
    mut state: State<'_>,
    lot: &Lot,
    spec: &WorldSpec,
    seed: u64,
) -> Result<Flow, FlowError> {
    let mut flow = Flow::default();
    let mut late: BTreeMap<Day, Vec<Delivery>> = BTreeMap::new();
    let mut effects = Vec::new();
    let end = spec.end();
    let mut day = spec.start;
    let mut touched: Vec<(domain::Caisse, domain::DecompteNumber)> = Vec::new();
    while day <= end {
        for happening in lot.timeline.get(&day).into_iter().flatten() {
            happen(
                &mut state,
                happening,
                &mut effects,
                &mut flow.declared,
                &mut touched,
            )?;
        }
        state.step(Event::Night(day), &mut effects)?;
        for effect in effects.drain(..) {
            let Effect::File(file) = effect else { continue };
            if file.id.receiver.as_oc() != Some(spec.oc) {
                continue;
            }
            let profile = state.profiles().decomptes();
            travel(
                file, day, lot.number, spec, seed, &touched, profile, &mut flow, &mut late,
            );
        }
        flow.deliveries
            .extend(late.remove(&day).into_iter().flatten());
        day = day.plus(1);
    }
    flow.deliveries.extend(late.into_values().flatten());
    Ok(flow)
}

/// Lets one thing happen, and notes what its adversity declares.
fn happen(
    state: &mut State<'_>,
    happening: &Happening,
    effects: &mut Vec<Effect>,
    declared: &mut Vec<Declared>,
    touched: &mut Vec<(domain::Caisse, domain::DecompteNumber)>,
) -> Result<(), FlowError> {
    let follows = !matches!(happening.event, Event::Invoice(_));
    let before = state
        .sent(happening.invoice)
        .map(|d| (d.caisse, d.number, d.operation));
    if follows && before.is_none() {
        // Nothing went out for the sheet: there is nothing to repeat or take back.
        return Ok(());
    }
    state.step(happening.event.clone(), effects)?;
    let Some(adversity) = happening.adversity else {
        return Ok(());
    };
    let after = state
        .sent(happening.invoice)
        .map(|d| (d.caisse, d.number, d.operation));
    touched.extend(
        before
            .into_iter()
            .chain(after)
            .map(|(caisse, number, _)| (caisse, number)),
    );
    let mut note = |who: Option<(domain::Caisse, domain::DecompteNumber, Operation)>,
                    occurrence,
                    reactions: &'static [Reaction]| {
        if let Some((caisse, number, operation)) = who {
            declared.push(Declared {
                adversity,
                on: Touched::Decompte(caisse, number, operation, occurrence, reactions),
            });
        }
    };
    match adversity {
        Adversity::DecompteAgain => note(before, 2, &[Reaction::Duplicate]),
        Adversity::CareAgain => note(state.last_sent(), 1, &[Reaction::Held, Reaction::Refused]),
        Adversity::Cancellation => {
            note(
                state.last_sent(),
                1,
                &[Reaction::Reversed, Reaction::NoEffect],
            );
        }
        Adversity::AfterEnd => note(after, 1, &[Reaction::Refused]),
        Adversity::LateBeforeEnd => note(after, 1, SETTLED),
        Adversity::Regularisation | Adversity::CrossedRegularisation => note(after, 1, SETTLED),
        _ => {}
    }
    Ok(())
}

/// How a line ends that is due: a refusal is the product's (an act it does not cover).
const SETTLED: &[Reaction] = &[Reaction::Paid, Reaction::SettledZero, Reaction::Refused];

/// Damages that condemn a file as a whole.
const ON_THE_WAY: [Damage; 6] = [
    Damage::DropAt,
    Damage::NonNumericAmount,
    Damage::WrongGroupTotal,
    Damage::WrongGroupCount,
    Damage::ShortEntity,
    Damage::TruncateFile,
];

/// What befalls a file on its way.
#[expect(clippy::too_many_arguments, reason = "one call, in one place")]
fn travel(
    file: OutgoingFile,
    day: Day,
    lot: u32,
    spec: &WorldSpec,
    seed: u64,
    touched: &[(domain::Caisse, domain::DecompteNumber)],
    profile: &Profile,
    flow: &mut Flow,
    late: &mut BTreeMap<Day, Vec<Delivery>>,
) {
    let number = u64::from(day.since(spec.start).unsigned_abs()) * 100_000_000
        + file.id.sender.number % 1_000_000 * 100
        + u64::from(file.id.stamp.0[5] - b'0');
    let mut draws = Draws::new(seed, lot, Subject::File, number);
    let caisse = file.id.sender.as_caisse();
    let bears_adversity = file
        .decomptes
        .iter()
        .any(|number| caisse.is_some_and(|caisse| touched.contains(&(caisse, *number))));
    let clean = delivery(file, day);
    let twice = draws.permille(spec.adversities.of(Adversity::FileTwice));
    let damaged = !bears_adversity && draws.permille(spec.adversities.of(Adversity::DamagedFile));
    let later = spec
        .calendar
        .working_day(day.plus(draws.between(1, 3).cast_signed()));
    if damaged {
        let mut bytes = clean.bytes.clone();
        let damage = draws.pick(&ON_THE_WAY).copied().unwrap_or(Damage::DropAt);
        let rank = draws.below(10_000) as usize;
        if damage.apply(profile, &mut bytes, rank).is_some() {
            flow.declared.push(file_declared(
                Adversity::DamagedFile,
                &clean,
                1,
                FileReaction::Refused,
            ));
            flow.declared.push(file_declared(
                Adversity::DamagedFile,
                &clean,
                2,
                FileReaction::Accepted,
            ));
            let again = Delivery {
                day: later,
                name: second_name(&clean.name),
                ..clean.clone()
            };
            flow.deliveries.push(Delivery { bytes, ..clean });
            late.entry(later).or_default().push(again);
            return;
        }
    }
    if twice {
        flow.declared.push(file_declared(
            Adversity::FileTwice,
            &clean,
            2,
            FileReaction::Duplicate,
        ));
        let again = Delivery {
            day: later,
            name: second_name(&clean.name),
            ..clean.clone()
        };
        late.entry(later).or_default().push(again);
    }
    flow.deliveries.push(clean);
}

fn second_name(name: &str) -> String {
    name.strip_suffix(".noe")
        .map_or_else(|| format!("{name}.2"), |stem| format!("{stem}.2.noe"))
}

fn file_declared(
    adversity: Adversity,
    file: &Delivery,
    occurrence: u32,
    due: FileReaction,
) -> Declared {
    Declared {
        adversity,
        on: Touched::File(file.id, occurrence, due),
    }
}

fn delivery(file: OutgoingFile, day: Day) -> Delivery {
    let FileId {
        sender,
        receiver,
        reference,
        date,
        stamp,
    } = file.id;
    let name = format!(
        "{date}.{reference:03}.{:08}.{:08}.{stamp}.noe",
        sender.number, receiver.number
    );
    Delivery {
        day,
        name,
        id: file.id,
        bytes: file.bytes,
    }
}
