//! A lot: people, contracts, what the caisse knows, and what happens day by day.

use std::collections::{BTreeMap, BTreeSet};

use caisse::{Event, Invoice, InvoiceId, Link};
use domain::{Cents, Day, Member, MemberNumber, NirKey, PsNumber, Rights, Role};
use oracle::amo::{Care, Doctor, Kind, Sector};
use oracle::law::Law;

use crate::FlowError;
use crate::adversity::Adversity;
use crate::care::{CareContext, Sheet, consultation, is_closed, life};
use crate::distributions::WorldData;
use crate::draws::{Draws, Subject};
use crate::people::{Household, household};
use crate::professionals::Professionals;
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
    let trouble = if draws.permille(rates.unknown_insured) {
        Some(Adversity::UnknownInsured)
    } else if draws.permille(rates.wrong_key) {
        Some(Adversity::WrongKey)
    } else if draws.permille(rates.overlap) {
        Some(Adversity::Overlap)
    } else {
        None
    };
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

struct Contract {
    name: String,
    product: String,
    options: Vec<String>,
    start: Day,
    end: Option<Day>,
}

fn contract(draws: &mut Draws, spec: &WorldSpec, lot: u32, home: &Household) -> Option<Contract> {
    let row = draws.weighted(&spec.products, |row| row.weight)?;
    let days = spec.end().since(spec.start).unsigned_abs();
    // One contract in twelve begins within the world, on the first of a month.
    let start = if draws.permille(80) && spec.months > 1 {
        spec.start
            .plus_months(draws.between(1, u32::from(spec.months) - 1).cast_signed())
    } else {
        spec.start.plus(-draws.between(30, 1_500).cast_signed())
    };
    let ends = draws.permille(spec.adversities.ending_contract) && start < spec.start;
    let end = ends.then(|| {
        spec.start.plus(
            draws
                .between(days / 4, days.saturating_sub(days / 4))
                .cast_signed(),
        )
    });
    Some(Contract {
        name: format!("C{lot:05}{:04}", home.number),
        product: row.product.clone(),
        options: row.options.clone(),
        start,
        end,
    })
}

/// A key with its two digits exchanged, or one more where they are equal.
fn mistyped(key: NirKey) -> NirKey {
    let [a, b] = key.0;
    if a == b {
        NirKey([a, if b == b'9' { b'0' } else { b + 1 }])
    } else {
        NirKey([b, a])
    }
}

/// Puts a person's care sheets, and what befalls them, on the timeline of the lot.
struct Schedule<'a> {
    lot: &'a mut Lot,
    seed: u64,
    spec: &'a WorldSpec,
    member: usize,
    next: u64,
    /// Days on which a professional was seen: two sheets of one day and professional could not be told
    /// from the same care sent twice.
    seen: BTreeSet<(Day, PsNumber)>,
}

impl Schedule<'_> {
    /// A sheet processed some days after the care.
    fn usual(
        &mut self,
        draws: &mut Draws,
        law: &Law,
        person: &crate::people::Inhabitant,
        sheet: Sheet,
    ) -> Result<(), FlowError> {
        let calendar = &self.spec.calendar;
        let delay = draws
            .between(
                u32::from(calendar.shortest_delay),
                u32::from(calendar.longest_delay),
            )
            .cast_signed();
        let processed = calendar.working_day(sheet.day.plus(delay));
        let acts = sheet.acts.clone();
        if let Some(id) = self.submit(person.who, sheet, processed, None) {
            self.befall(id, corrected(law, person.born, &acts)?, processed);
        }
        Ok(())
    }

    /// Care on either side of the end of a contract: the days that a wrong date betrays.
    fn around_the_end(
        &mut self,
        draws: &mut Draws,
        context: &CareContext<'_>,
        person: &crate::people::Inhabitant,
        end: Day,
    ) -> Result<(), FlowError> {
        let calendar = self.spec.calendar;
        let doctor = draws.pick(&context.professionals.generalistes).copied();
        let Some(doctor) = doctor else {
            return Ok(());
        };
        let mut before = end.plus(-draws.below(3).cast_signed());
        while is_closed(before) {
            before = before.plus(-1);
        }
        let sheet = consultation(draws, context, person, doctor, before)?;
        let processed = calendar.working_day(end.plus(draws.between(1, 9).cast_signed()));
        self.submit(person.who, sheet, processed, Some(Adversity::LateBeforeEnd));
        let after = end.plus(draws.between(1, 12).cast_signed());
        if after <= self.spec.end() {
            let sheet = consultation(draws, context, person, doctor, after)?;
            let processed = calendar.working_day(after.plus(draws.between(1, 9).cast_signed()));
            self.submit(person.who, sheet, processed, Some(Adversity::AfterEnd));
        }
        Ok(())
    }

    fn submit(
        &mut self,
        who: domain::Beneficiary,
        sheet: Sheet,
        processed: Day,
        adversity: Option<Adversity>,
    ) -> Option<InvoiceId> {
        let executor = sheet.acts.first()?.executor;
        // Care put off by a Sunday and a holiday may fall after the day it would have been processed on.
        let early = processed < sheet.day;
        if early || processed > self.spec.end() || !self.seen.insert((sheet.day, executor)) {
            return None;
        }
        let id = InvoiceId(self.member as u64 * 10_000 + self.next);
        self.next += 1;
        let invoice = Invoice {
            id,
            who,
            processed,
            acts: sheet.acts,
            third_party: sheet.third_party,
            past_the_link: adversity == Some(Adversity::AfterEnd),
        };
        self.put(processed, id, Event::Invoice(invoice), adversity);
        Some(id)
    }

    /// At most one adversity befalls a sheet, some working days after it was processed.
    fn befall(&mut self, id: InvoiceId, corrected: Option<Vec<Care>>, processed: Day) {
        let rates = &self.spec.adversities;
        let mut draws = Draws::new(self.seed, self.lot.number, Subject::Adversity, id.0);
        let table = [
            (rates.decompte_again, Adversity::DecompteAgain),
            (rates.care_again, Adversity::CareAgain),
            (rates.cancellation, Adversity::Cancellation),
            (rates.regularisation, Adversity::Regularisation),
            (
                rates.crossed_regularisation,
                Adversity::CrossedRegularisation,
            ),
        ];
        let mut drawn = draws.below(1_000);
        let mut found = None;
        for (rate, adversity) in table {
            if drawn < rate {
                found = Some(adversity);
                break;
            }
            drawn -= rate;
        }
        let Some(adversity) = found else { return };
        let calendar = self.spec.calendar;
        // Later than any re-send of a damaged file: see `flow`.
        let day = calendar.working_day(processed.plus(draws.between(7, 20).cast_signed()));
        let last = calendar.working_day(day.plus(draws.between(3, 8).cast_signed()));
        if last > self.spec.end() {
            return;
        }
        let event = match adversity {
            Adversity::DecompteAgain => Event::SendAgain(id, day),
            Adversity::CareAgain => Event::SettleTwice(id, day),
            Adversity::Cancellation => Event::Cancel(id, day),
            _ => Event::Regularise {
                invoice: id,
                acts: match corrected {
                    Some(acts) => acts,
                    None => return,
                },
                corrected: day,
                cancelled: if adversity == Adversity::Regularisation {
                    day
                } else {
                    last
                },
            },
        };
        self.put(day, id, event, Some(adversity));
    }

    fn put(&mut self, day: Day, invoice: InvoiceId, event: Event, adversity: Option<Adversity>) {
        self.lot.timeline.entry(day).or_default().push(Happening {
            event,
            invoice,
            adversity,
        });
    }
}

/// The correction of a first act that had been keyed wrong, where it can have been: a fee that is free, a
/// price, a coefficient. A secteur 1 fee is the tariff and is not corrected.
fn corrected(law: &Law, born: Day, acts: &[Care]) -> Result<Option<Vec<Care>>, FlowError> {
    let mut acts = acts.to_vec();
    let Some(care) = acts.first_mut() else {
        return Ok(None);
    };
    match care.kind {
        Kind::Consultation {
            doctor: Doctor {
                sector: Sector::One,
                ..
            },
            ..
        } => return Ok(None),
        Kind::Consultation { .. } => care.fee += Cents(500),
        Kind::Biology => {
            care.coefficient += 1_000;
            care.fee = oracle::amo::base(law, born, care)?;
        }
        _ => {
            care.fee += Cents(500);
            care.base = Some(care.fee);
        }
    }
    Ok(Some(acts))
}
