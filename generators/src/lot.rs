//! A lot: people, contracts, what the caisse knows, and what happens day by day.

use std::collections::{BTreeMap, BTreeSet};

use caisse::{Event, InvoiceId, Link};
use domain::{Day, Member, MemberNumber, Rights, Role};
use oracle::law::Law;

use crate::FlowError;
use crate::adversity::{Adversity, Plan};
use crate::care::{CareContext, life};
use crate::contracts::{contract, mistyped};
use crate::distributions::WorldData;
use crate::draws::{Draws, Subject};
use crate::people::{Household, household};
use crate::professionals::Professionals;
use crate::schedule::Schedule;
use crate::spec::{INSURED_PER_LOT, WorldSpec, rival_oc};

/// A lot before anything was exchanged.
#[derive(Debug, Clone)]
pub struct Lot {
    /// Its number, from 0.
    pub number: u32,
    /// The portfolio of the mutuelle under test.
    pub members: Vec<Member>,
    /// What the caisse knows from the start, in order.
    pub known: Vec<Event>,
    /// What reaches the caisse, by day of processing.
    pub timeline: BTreeMap<Day, Vec<Happening>>,
    /// Troubles with the declarations.
    pub troubles: Vec<(Adversity, Member)>,
    /// What befalls whom.
    pub(crate) plan: Plan,
}

/// Something that reaches the caisse.
#[derive(Debug, Clone)]
pub struct Happening {
    /// For the caisse.
    pub event: Event,
    /// The care sheet it is about.
    pub invoice: InvoiceId,
    /// The adversity it belongs to.
    pub adversity: Option<Adversity>,
}

/// Draws a lot.
///
/// # Errors
/// [`FlowError::Spec`] where [`WorldSpec::check`] refuses the world, [`FlowError::Law`] where `law` has no
/// figure for care of one of its days.
pub fn lot(
    seed: u64,
    spec: &WorldSpec,
    number: u32,
    law: &Law,
    data: &WorldData,
) -> Result<Lot, FlowError> {
    spec.check()?;
    let professionals = Professionals::of_lot(seed, number, data);
    let context = CareContext {
        law,
        data,
        professionals: &professionals,
        days: (spec.start, spec.end()),
    };
    let mut lot = Lot {
        number,
        members: Vec::new(),
        known: Vec::new(),
        timeline: BTreeMap::new(),
        troubles: Vec::new(),
        plan: Plan::new(&spec.adversities),
    };
    let wanted = spec.insured_of(number);
    let first = u64::from(number) * u64::from(INSURED_PER_LOT);
    let caisses = caisses_of_lot(seed, number, data);
    let mut insured = 0;
    let mut index = 0;
    while insured < wanted {
        let mut draws = Draws::new(seed, number, Subject::Household, u64::from(index));
        let Some(caisse) = draws.pick(&caisses).copied() else {
            break;
        };
        let home = household(
            &mut draws,
            data,
            index,
            first + u64::from(insured),
            wanted - insured,
            caisse,
            context.days,
        );
        insured += u32::try_from(
            home.persons
                .iter()
                .filter(|p| p.role == Role::Insured)
                .count(),
        )
        .unwrap_or(1);
        settle_in(&mut lot, &mut draws, seed, spec, &context, &home)?;
        index += 1;
    }
    Ok(lot)
}

/// Caisses that the people of a lot belong to.
const CAISSES_PER_LOT: usize = 3;

/// A lot works with few caisses: it is a centre's worth of people, not a country's.
fn caisses_of_lot(seed: u64, lot: u32, data: &WorldData) -> Vec<domain::Caisse> {
    let mut draws = Draws::new(seed, lot, Subject::Caisses, 0);
    let mut left: Vec<_> = data.france.caisses.iter().collect();
    let mut chosen = Vec::new();
    while chosen.len() < CAISSES_PER_LOT {
        let Some(drawn) = draws
            .weighted(&left, |row| row.weight)
            .map(|row| row.caisse)
        else {
            break;
        };
        left.retain(|row| row.caisse != drawn);
        chosen.push(drawn);
    }
    chosen
}

/// Gives a household its contract, its troubles and its care.
fn settle_in(
    lot: &mut Lot,
    draws: &mut Draws,
    seed: u64,
    spec: &WorldSpec,
    context: &CareContext<'_>,
    home: &Household,
) -> Result<(), FlowError> {
    let Some(contract) = contract(draws, spec, lot.number, home) else {
        return Ok(());
    };
    let rates = &spec.adversities;
    let trouble = if draws.permille(rates.of(Adversity::UnknownInsured)) {
        Some(Adversity::UnknownInsured)
    } else if draws.permille(rates.of(Adversity::WrongKey)) {
        Some(Adversity::WrongKey)
    } else if draws.permille(rates.of(Adversity::Overlap)) {
        Some(Adversity::Overlap)
    } else {
        None
    };
    lot.plan.enter_home(trouble);
    let troubled = home.persons.first().map(|person| person.who.nir);
    let first_member = lot.members.len();
    for (rank, person) in home.persons.iter().enumerate() {
        let number = u32::try_from(lot.members.len()).unwrap_or(0);
        let wrong = trouble == Some(Adversity::WrongKey) && Some(person.who.nir) == troubled;
        let key = person.who.nir.key();
        lot.members.push(Member {
            oc: spec.oc,
            member: MemberNumber::new((lot.number % 40_000) * 2_500 + number + 1)
                .unwrap_or_default(),
            contract: contract.name.clone(),
            product: contract.product.clone(),
            caisse: home.caisse,
            nir: person.who.nir,
            key: if wrong { mistyped(key) } else { key },
            role: person.role,
            birth: person.who.birth,
            rank: person.who.rank,
            name: person.name.clone(),
            first_name: person.first_name.clone(),
            start: contract.start,
            end: contract.end,
            rights: Rights {
                options: contract.options.clone(),
                ..Rights::default()
            },
        });
        if rank == 0
            && let (Some(adversity), Some(member)) = (trouble, lot.members.last())
        {
            lot.troubles.push((adversity, member.clone()));
        }
    }
    for file in home.files() {
        let unknown = trouble == Some(Adversity::UnknownInsured) && Some(file.nir) == troubled;
        if !unknown {
            lot.known.push(Event::Register(file));
        }
    }
    if trouble == Some(Adversity::Overlap)
        && let Some(person) = home.persons.first()
    {
        let link = Link {
            oc: rival_oc(),
            member: MemberNumber::default(),
            start: contract.start.plus(-400),
            end: None,
            contract_type: *b"01",
        };
        lot.known.push(Event::NoteLink(person.who, link));
    }
    let members = first_member..lot.members.len();
    for (person, member) in home.persons.iter().zip(members) {
        let mut draws = Draws::new(seed, lot.number, Subject::Care, member as u64);
        let sheets = life(&mut draws, context, person)?;
        let mut schedule = Schedule {
            lot,
            seed,
            spec,
            member,
            next: 0,
            seen: BTreeSet::new(),
        };
        for sheet in sheets {
            schedule.usual(&mut draws, context.law, person, sheet)?;
        }
        if let Some(end) = contract
            .end
            .filter(|end| *end < spec.end() && *end > spec.start)
        {
            schedule.around_the_end(&mut draws, context, person, end)?;
        }
    }
    Ok(())
}
