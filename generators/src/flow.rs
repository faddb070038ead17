//! From a lot to the files that are delivered, in order: the caisse is driven day by day, and what
//! befalls files on the way is added.

use std::collections::BTreeMap;

use caisse::{Effect, Event, OutgoingFile, State};
use domain::{Day, FileId, Member, OcNumber, Party, Role};
use noemie::Header;
use noemie::Profiles;
use noemie::framing::Framing;
use noemie::links::{Movement, MovementKind};
use noemie::profile::Profile;

use crate::FlowError;
use crate::adversity::{Declared, Road, happen};
use crate::lot::Lot;
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
    let mut road = Road::new(lot, spec, seed);
    let mut effects = Vec::new();
    let end = spec.end();
    let mut day = spec.start;
    while day <= end {
        for happening in lot.timeline.get(&day).into_iter().flatten() {
            happen(&mut state, happening, &lot.plan, &mut effects, &mut road)?;
        }
        state.step(Event::Night(day), &mut effects)?;
        for effect in effects.drain(..) {
            let Effect::File(file) = effect else { continue };
            if file.id.receiver.as_oc() == Some(spec.oc) {
                road.travel(file, day, state.profiles().decomptes());
            }
        }
        road.end_day(day);
        day = day.plus(1);
    }
    Ok(road.end())
}

pub(crate) fn delivery(file: OutgoingFile, day: Day) -> Delivery {
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
