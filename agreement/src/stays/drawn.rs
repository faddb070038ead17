//! What is drawn of a stay: the person, the days, the invoices.

use domain::{ActCode, Cents, Day, PsNumber, Rate};
use oracle::amo::stay::{
    Discipline, Entitlement, Exit, Fee, Ground, Invoice, Mode, Period, Price, Room, Stay,
};
use oracle::amo::{Nature, TechnicalAct};
use oracle::law::Law;
use second_amo::{
    Act, AuxiliaryAct, Care, Decimal, DoctorAct, EndOfStay, KindOfStay, LongDisease, Maternity,
    Pathway, Person, Place, Sector, Setting, Specialty, StayTariff, WholeStay,
};

use crate::draws::Draws;

/// An invoice, as each oracle hears it.
#[derive(Debug, Clone)]
pub(super) struct Billed {
    pub(super) invoice: Invoice,
    days: Option<second_amo::Stay>,
    fees: Vec<Act>,
    acts: Vec<second_amo::TechnicalAct>,
}

/// A person in hospital, and what is drawn of their stay.
pub(super) struct Drawn {
    pub(super) draws: Draws,
    pub(super) person: Person,
    /// What the first oracle hears of the same.
    pub(super) entitlements: Vec<Entitlement>,
    pub(super) stay: Stay,
    long_disease: LongDisease,
    work_accident: bool,
    prevention: bool,
    /// Days between the entry and the last day billed.
    nights: i32,
}

/// Days on which the daily charge or the participation on heavy acts changes.
const CHANGES: [(i16, i8, i8); 2] = [(2026, 3, 1), (2026, 4, 1)];

const ACT: ActCode = match ActCode::new("ADC") {
    Some(code) => code,
    // Evaluated when compiling.
    None => panic!("not an act code"),
};

impl Drawn {
    pub(super) fn new(mut draws: Draws) -> Self {
        let (first, last) = Law::embedded().span();
        let nights = match draws.below(20) {
            ..2 => 0,
            2..12 => draws.between(1, 9),
            12..15 => draws.between(28, 32),
            15..19 => draws.between(20, 45),
            _ => draws.between(46, 75),
        };
        let (year, month, day) = draws.pick(&CHANGES);
        let change = Day::new(year, month, day).unwrap_or(first);
        let entry = match draws.below(20) {
            ..8 => change.plus(draws.between(-nights - 2, 1)),
            19 => last.plus(-2),
            _ => first.plus(draws.between(0, last.since(first))),
        };
        let birth = if draws.percent(5) {
            entry.plus(-draws.between(0, 16))
        } else {
            entry.plus_months(-draws.between(2, 1_100))
        };
        let maternity = maternity(&mut draws, entry, nights);
        let person = Person {
            birth,
            local_scheme: draws.percent(10),
            maternity: maternity.map(|(maternity, _)| maternity),
            invalidity_pension: draws.percent(4),
            c2s: draws.percent(8),
            state_medical_aid: draws.percent(2),
            military_pension: draws.percent(2),
            terrorism_victim: draws.percent(2),
        };
        let long_disease = match draws.below(20) {
            ..2 => LongDisease::Related,
            2 => LongDisease::Unrelated,
            _ => LongDisease::None,
        };
        let (work_accident, prevention) = (draws.percent(4), draws.percent(2));
        let grounds = [
            (Ground::Ald, long_disease == LongDisease::Related),
            (Ground::WorkAccident, work_accident),
            (Ground::Invalidity, person.invalidity_pension),
            (Ground::Prevention, prevention),
            (Ground::LocalRegime, person.local_scheme),
            (Ground::C2s, person.c2s),
            (Ground::StateAid, person.state_medical_aid),
            (Ground::MilitaryPension, person.military_pension),
            (Ground::Terrorism, person.terrorism_victim),
        ];
        let held = grounds.into_iter().filter(|(_, held)| *held);
        let held = held.map(|(ground, _)| Entitlement::of(ground));
        let entitlements = held.chain(maternity.and_then(|(_, of_it)| of_it)).collect();
        let establishment = PsNumber::new(750_000_000 + draws.below(3)).unwrap_or_default();
        Self {
            draws,
            person,
            entitlements,
            stay: Stay {
                establishment,
                entry,
            },
            long_disease,
            work_accident,
            prevention,
            nights,
        }
    }

    /// The whole stay, as the second oracle hears it.
    pub(super) fn whole<'a>(&self, billed: impl Iterator<Item = &'a Billed>) -> WholeStay {
        let mut whole = WholeStay {
            number: 1,
            admission: self.stay.entry,
            long_disease: self.long_disease,
            work_accident: self.work_accident,
            prevention: self.prevention,
            invoices: Vec::new(),
            fees: Vec::new(),
            acts: Vec::new(),
        };
        for billed in billed {
            whole.invoices.extend(billed.days.clone());
            whole.fees.extend(billed.fees.iter().cloned());
            whole.acts.extend(&billed.acts);
        }
        whole
    }

    /// Everything that is billed of the stay: its days by one to three invoices, fees and acts on any of them or on one
    /// of their own. One stay in thirty has an invoice twice.
    pub(super) fn billed(&mut self) -> Vec<Billed> {
        let mut periods = self.periods();
        let fees_alone = self.draws.percent(25);
        periods.extend(fees_alone.then_some(None));
        let mut billed: Vec<Billed> = periods
            .into_iter()
            .map(|period| self.invoice(period))
            .collect();
        for _ in 0..self.draws.below(4) {
            let at = self.draws.index(billed.len());
            self.fee(&mut billed[at]);
        }
        if self.draws.percent(40) {
            for _ in 0..self.draws.upto(3) {
                let at = self.draws.index(billed.len());
                self.act(&mut billed[at]);
            }
        }
        if self.draws.percent(20) {
            let at = self.draws.index(billed.len());
            self.room(&mut billed[at]);
        }
        if self.draws.percent(3) {
            billed.push(billed[0].clone());
        }
        billed
    }

    fn periods(&mut self) -> Vec<Option<Period>> {
        let mode = match self.draws.below(10) {
            0 if self.nights == 0 || self.draws.percent(5) => Mode::DaySurgery,
            0..2 => Mode::Home,
            _ => Mode::Full,
        };
        let discipline = match self.draws.below(20) {
            ..14 => Discipline::Health,
            14..18 => Discipline::Psychiatry,
            _ => Discipline::MedicoSocial,
        };
        let exit = match self.draws.below(20) {
            ..13 => Some(Exit::Home),
            13..16 => Some(Exit::Transfer),
            16..18 => Some(Exit::Death),
            _ => None,
        };
        let mut parts = i32::from(self.draws.upto(3).saturating_sub(1).max(1));
        if self.draws.percent(20) {
            parts = 3;
        }
        let (kind, daily, ghs) = (
            self.draws.below(20),
            self.daily(),
            self.draws.cents(0, 400_000),
        );
        let coefficient = match self.draws.below(3) {
            0 => Rate(8_000 + self.draws.below(5_000)),
            _ => Rate::ONE,
        };
        let entry = self.stay.entry;
        let mut from = entry;
        let mut periods = Vec::new();
        for part in 1..=parts {
            let last = entry.plus(self.nights);
            let to = if part == parts {
                last
            } else {
                from.plus(self.draws.between(0, self.nights / parts))
                    .min(last)
            };
            if to < from {
                break;
            }
            // Mostly the last invoice bills the price of the whole stay.
            let ghs = match part == parts || self.draws.percent(10) {
                true => ghs,
                false => Cents::ZERO,
            };
            periods.push(Some(Period {
                from,
                to,
                exit: exit.filter(|_| part == parts),
                mode,
                discipline,
                price: match kind {
                    ..8 => Price::Public { ghs, daily },
                    8..14 => Price::Clinic { ghs, coefficient },
                    _ => Price::Daily(daily),
                },
            }));
            from = to.plus(1);
        }
        periods
    }

    /// A price a day; a fifth of some is the daily charge.
    fn daily(&mut self) -> Cents {
        if self.draws.percent(40) {
            let fives = [7_500, 8_500, 10_000, 11_500];
            return Cents(self.draws.pick(&fives));
        }
        let high = self.draws.pick(&[12_000, 60_000]);
        self.draws.cents(0, high)
    }

    fn invoice(&self, period: Option<Period>) -> Billed {
        let invoice = Invoice {
            stay: self.stay,
            // A newborn is under maternity in a stay of their own.
            entitlements: (self.entitlements.iter().copied())
                .chain([after(self.person.birth)])
                .collect(),
            period,
            acts: Vec::new(),
            fees: Vec::new(),
            room: None,
        };
        let days = period.map(|period| second_amo::Stay {
            number: 1,
            place: Place::Metropolitan,
            admission: self.stay.entry,
            invoiced_from: period.from,
            invoiced_to: period.to,
            end: match period.exit {
                Some(Exit::Home) => EndOfStay::Home,
                Some(Exit::Transfer) => EndOfStay::Transfer,
                Some(Exit::Death) => EndOfStay::Death,
                None => EndOfStay::GoesOn,
            },
            kind: match period.mode {
                Mode::Full => KindOfStay::Full,
                Mode::DaySurgery => KindOfStay::DaySurgery,
                Mode::Home => KindOfStay::AtHome,
            },
            discipline: match period.discipline {
                Discipline::Health => second_amo::Discipline::Health,
                Discipline::Psychiatry => second_amo::Discipline::Psychiatry,
                Discipline::MedicoSocial => second_amo::Discipline::MedicoSocial,
            },
            tariff: match period.price {
                Price::Public { ghs, daily } => StayTariff::Public { ghs, daily },
                Price::Clinic { ghs, coefficient } => StayTariff::ClinicGhs {
                    ghs,
                    coefficient: Decimal::new(i64::from(coefficient.0), 4),
                },
                Price::Daily(daily) => StayTariff::ClinicDaily { daily },
            },
            heavy_act_on_day: None,
            long_disease: self.long_disease,
            work_accident: self.work_accident,
            prevention: self.prevention,
        });
        Billed {
            invoice,
            days,
            fees: Vec::new(),
            acts: Vec::new(),
        }
    }

    /// A day of the stay, often around its thirtieth, one time in fifty the day before.
    fn day(&mut self) -> Day {
        let number = match self.draws.below(50) {
            0 => -1,
            1..15 => self.draws.between(27, 32).min(self.nights),
            _ => self.draws.between(0, self.nights),
        };
        self.stay.entry.plus(number)
    }

    fn fee(&mut self, billed: &mut Billed) {
        let day = self.day();
        let base = self.draws.cents(0, 15_000);
        let expense = match self.draws.below(3) {
            0 => base,
            1 => base + self.draws.cents(0, 5_000),
            _ => self.draws.cents(0, 15_000),
        };
        let doctor = |act| Care::Doctor {
            specialty: Specialty::Other,
            sector: Sector::One,
            act,
        };
        let technical = self.draws.percent(30);
        let care = match self.draws.below(4) {
            _ if technical => doctor(DoctorAct::Technical {
                coefficient: None,
                session_total: base,
            }),
            0 => doctor(DoctorAct::Consultation { coordinated: true }),
            1 => doctor(DoctorAct::Imaging),
            2 => Care::Auxiliary(AuxiliaryAct::Other),
            _ => Care::Biology {
                coefficient: Decimal::ONE,
                examinations: 1,
            },
        };
        let line = Act {
            professional: executor(&mut self.draws),
            ..self.line(day, care, expense, Some(base))
        };
        billed.invoice.fees.push(Fee {
            act: ACT,
            day,
            expense,
            base,
        });
        if technical {
            tell(
                billed,
                TechnicalAct {
                    day,
                    executor: line.professional,
                    tariff: base,
                    coefficient: 0,
                    nature: Nature::Ordinary,
                },
            );
        }
        billed.fees.push(line);
    }

    /// A private room, which the second oracle hears as what the AMO does not reimburse.
    fn room(&mut self, billed: &mut Billed) {
        let room = Room {
            days: self.draws.below(8),
            price: self.draws.cents(0, 12_000),
        };
        let (entry, expense) = (self.stay.entry, room.amount());
        billed.invoice.room = Some(room);
        let line = self.line(entry, Care::NotReimbursed, expense, None);
        billed.fees.push(line);
    }

    fn act(&mut self, billed: &mut Billed) {
        let nature = match self.draws.below(20) {
            ..14 => Nature::Ordinary,
            14..16 => Nature::Imaging,
            16..18 => Nature::Biology,
            18 => Nature::Transport,
            _ => Nature::DentalProsthesis,
        };
        let tariff = match self.draws.below(4) {
            0 => Cents(self.draws.pick(&[6_000, 11_999, 12_000])),
            _ => self.draws.cents(0, 14_000),
        };
        let coefficient = match self.draws.below(8) {
            0 => self.draws.pick(&[5_999, 6_000, 9_000]),
            _ => 0,
        };
        let day = self.day();
        let act = TechnicalAct {
            // The second hears of no other act: none may be refused for its day.
            day: if nature == Nature::Ordinary {
                day
            } else {
                self.stay.entry
            },
            executor: executor(&mut self.draws),
            tariff,
            coefficient,
            nature,
        };
        tell(billed, act);
    }

    /// A line of the second oracle.
    pub(super) fn line(&mut self, date: Day, care: Care, fee: Cents, base: Option<Cents>) -> Act {
        Act {
            id: 1,
            date,
            place: Place::Metropolitan,
            care,
            quantity: 1,
            fee,
            base_on_line: base,
            professional: PsNumber::default(),
            long_disease: self.long_disease,
            work_accident: self.work_accident,
            prevention: self.prevention,
            pathway: self.draws.pick(&[Pathway::Within, Pathway::Outside]),
            setting: Setting::Stay {
                number: 1,
                day: 1,
                heavy: false,
            },
            third_party_payment: false,
        }
    }
}

/// One of two, so that acts of one session are often told, on one invoice or on several.
fn executor(draws: &mut Draws) -> PsNumber {
    PsNumber::new(751_000_000 + draws.below(2)).unwrap_or_default()
}

/// Tells an act to both; the second hears of those alone that may be heavy.
fn tell(billed: &mut Billed, act: TechnicalAct) {
    billed.invoice.acts.push(act);
    if act.nature == Nature::Ordinary {
        billed.acts.push(second_amo::TechnicalAct {
            date: act.day,
            professional: act.executor,
            tariff: act.tariff,
            coefficient: (act.coefficient > 0).then(|| Decimal::new(i64::from(act.coefficient), 2)),
        });
    }
}

/// A pregnancy, and the entitlement that the first oracle hears: it holds at the entry, to the end of the stay or to the
/// twelfth day after a birth before or during it; or it begins with the sixth month during the stay; or after it.
fn maternity(
    draws: &mut Draws,
    entry: Day,
    nights: i32,
) -> Option<(Maternity, Option<Entitlement>)> {
    let began = entry.plus_months(-5).plus(-draws.between(0, 100));
    let without = Maternity { began, birth: None };
    match draws.below(40) {
        ..2 => Some((without, Some(Entitlement::of(Ground::Maternity)))),
        2..5 => {
            let birth = entry.plus(draws.between(-16, nights.min(20)));
            let maternity = Maternity {
                birth: Some(birth),
                ..without
            };
            Some((maternity, Some(after(birth))))
        }
        5..7 => {
            let sixth_month = entry.plus(draws.between(0, nights));
            let began = sixth_month.plus_months(-5);
            // The day that the months lead back to, where a month is too short for the one they came from.
            let begins = began.plus_months(5);
            let maternity = Maternity { began, birth: None };
            Some((
                maternity,
                Some(Entitlement::of(Ground::Maternity).from(begins)),
            ))
        }
        7 => {
            let began = entry
                .plus(nights)
                .plus_months(-5)
                .plus(draws.between(4, 60));
            Some((Maternity { began, birth: None }, None))
        }
        _ => None,
    }
}

/// Maternity up to the twelfth day after a birth, of the mother and of the newborn.
fn after(birth: Day) -> Entitlement {
    Entitlement::after_birth(Law::embedded(), birth).unwrap_or(Entitlement {
        // A birth before the years of the law.
        until: Some(birth.plus(12)),
        ..Entitlement::of(Ground::Maternity)
    })
}
