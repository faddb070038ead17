//! What a line brings (docs/products.md): its facts, and those of the person.

use domain::{Cents, Day, Heading, Line, PayeeNature};
use schemars::JsonSchema;
use serde::Deserialize;

use super::Code;
use crate::law::Value;
use crate::product::{AmoStatus, CarePlace, Lenses, ReferenceDate, Scope};

/// Something that a line is a part of, or the line itself: a number that whoever keeps the lines gives it.
/// Two things of different kinds have different numbers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Thing(pub u64);

/// How the executing doctor stands to the options that keep overruns down.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Doctor {
    /// Secteur 1, or secteur 2 with CAS, OPTAM, OPTAM-CO or OPTAM-ACO.
    Optam,
    /// Any other doctor, secteur 3 included.
    NonOptam,
}

/// Whom the AMO paid.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash)]
pub enum AmoPayee {
    /// The insured.
    #[default]
    Insured,
    /// The professional, for the AMO part only.
    Professional,
    /// The professional, for both parts: the mutuelle pays another flow.
    ThirdParty,
}

impl From<PayeeNature> for AmoPayee {
    fn from(nature: PayeeNature) -> Self {
        match nature {
            PayeeNature::Insured | PayeeNature::Mutuelle => Self::Insured,
            PayeeNature::ThirdPartyAmo => Self::Professional,
            PayeeNature::ThirdPartyFull => Self::ThirdParty,
        }
    }
}

/// An eye or an ear.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Side {
    /// The left one.
    Left,
    /// The right one.
    Right,
}

/// The facts of one line. Amounts are of the whole line and never negative.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Facts {
    /// The line itself.
    pub line: Thing,
    /// First day of care.
    pub date: Day,
    /// Last day of care.
    pub end: Day,
    /// Delivery or fitting.
    pub delivery: Day,
    /// Prescription.
    pub prescription: Day,
    /// What it is paid as.
    pub heading: Heading,
    /// CCAM or LPP code.
    pub code: Option<Code>,
    /// Acts, sessions or days.
    pub quantity: u32,
    /// Dénombrement.
    pub examinations: u32,
    /// What was spent.
    pub expense: Cents,
    /// Reimbursement base.
    pub base: Cents,
    /// Paid by the AMO, after the majoration and before participation and franchise.
    pub amo: Cents,
    /// Majoration out of the parcours.
    pub majoration: Cents,
    /// Participation kept back from this very line.
    pub participation: Cents,
    /// What the AMO does with it; told by the amounts where it is none.
    pub amo_status: Option<AmoStatus>,
    /// The executing doctor, on a doctor's heading.
    pub doctor: Option<Doctor>,
    /// Two-digit speciality of the executor.
    pub specialty: Option<u8>,
    /// Where.
    pub place: CarePlace,
    /// In the partner network.
    pub network: bool,
    /// Prescribed.
    pub prescribed: bool,
    /// With the AMO's prior agreement.
    pub prior_agreement: bool,
    /// Prescribed change of correction.
    pub correction_changed: bool,
    /// Qualifier of the expense.
    pub qualifier: Option<Code>,
    /// The main act of a complement.
    pub complement_of: Option<Thing>,
    /// The act it is a part of: that of its main act for a complement.
    pub act: Thing,
    /// The equipment it is a part of.
    pub equipment: Thing,
    /// The stay it is a part of.
    pub stay: Thing,
    /// The décompte it is a part of.
    pub decompte: Thing,
    /// The pregnancy it is about.
    pub pregnancy: Thing,
    /// Teeth, in the order named, in the two digits of dentists.
    pub teeth: Vec<u8>,
    /// Eyes, in the order named.
    pub eyes: Vec<Side>,
    /// Ears, in the order named.
    pub ears: Vec<Side>,
    /// Class of the two lenses of the equipment.
    pub lenses: Option<Lenses>,
    /// The law's price limit of a unit, where something else than the `code` tells it.
    pub price_limit: Option<&'static Value>,
    /// Children born or adopted at once.
    pub children: u16,
    /// Documents received.
    pub documents: Vec<String>,
    /// Whom the AMO paid.
    pub amo_payee: AmoPayee,
    /// Paid on this line by the contracts and insurers before this one.
    pub earlier: Cents,
}

/// The person that a line is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Person {
    /// Who.
    pub id: Thing,
    /// Household.
    pub household: Thing,
    /// Birth; none where the régime's text is no day: no age then holds.
    pub birth: Option<Day>,
    /// Start of the membership.
    pub member_since: Day,
    /// Day the present product began.
    pub product_since: Day,
    /// Day on which the contract as a whole stops waiting, where it does.
    pub waits_until: Option<Day>,
}

impl Facts {
    /// A line that brings nothing but its heading and its day: no other fact is carried.
    #[must_use]
    #[inline]
    pub const fn new(line: Thing, heading: Heading, date: Day) -> Self {
        Self {
            line,
            date,
            end: date,
            delivery: date,
            prescription: date,
            heading,
            code: None,
            quantity: 1,
            examinations: 1,
            expense: Cents::ZERO,
            base: Cents::ZERO,
            amo: Cents::ZERO,
            majoration: Cents::ZERO,
            participation: Cents::ZERO,
            amo_status: None,
            doctor: None,
            specialty: None,
            place: CarePlace::Town,
            network: false,
            prescribed: false,
            prior_agreement: false,
            correction_changed: false,
            qualifier: None,
            complement_of: None,
            act: line,
            equipment: line,
            stay: line,
            decompte: line,
            pregnancy: line,
            teeth: Vec::new(),
            eyes: Vec::new(),
            ears: Vec::new(),
            lenses: None,
            price_limit: None,
            children: 1,
            documents: Vec::new(),
            amo_payee: AmoPayee::Insured,
            earlier: Cents::ZERO,
        }
    }

    /// The facts that a line of a décompte carries, under that heading; those that the wire does not tell are
    /// left out. `participation` is what was kept back from this very line.
    #[must_use]
    #[inline]
    pub fn of_line(line: &Line, id: Thing, heading: Heading, participation: Cents) -> Self {
        use domain::Convention as C;
        let doctor = heading.is_doctor().then(|| match line.convention {
            C::Secteur1 => Doctor::Optam,
            C::Secteur2 if line.option.is_optam() => Doctor::Optam,
            C::Secteur2 | C::None => Doctor::NonOptam,
        });
        // Field by field: it is long, and made for every line.
        let mut facts = Self::new(id, heading, line.start);
        facts.end = line.end;
        facts.quantity = u32::try_from(line.quantity).unwrap_or(0);
        facts.examinations = u32::from(line.count).max(1);
        facts.expense = line.spent;
        facts.base = line.base;
        facts.amo = line.amount;
        facts.majoration = line.majoration;
        facts.participation = participation;
        facts.doctor = doctor;
        facts.specialty = Some(line.specialty);
        facts
    }

    /// What the AMO does with it: a qualifier NR or NJ is a refusal.
    #[must_use]
    pub fn status(&self) -> AmoStatus {
        if self
            .qualifier
            .is_some_and(|code| matches!(code.as_str(), "NR" | "NJ"))
        {
            return AmoStatus::Refused;
        }
        self.amo_status.unwrap_or({
            if self.base > Cents::ZERO || self.amo > Cents::ZERO {
                AmoStatus::Reimbursed
            } else {
                AmoStatus::Outside
            }
        })
    }

    /// The day that decides, of that kind.
    #[must_use]
    pub const fn reference(&self, which: ReferenceDate) -> Day {
        match which {
            ReferenceDate::Start => self.date,
            ReferenceDate::End => self.end,
            ReferenceDate::Delivery => self.delivery,
            ReferenceDate::Prescription => self.prescription,
        }
    }

    /// How many teeth, eyes or ears it names.
    #[must_use]
    pub fn parts_named(&self, scope: Scope) -> usize {
        match scope {
            Scope::Tooth => self.teeth.len(),
            Scope::Eye => self.eyes.len(),
            Scope::Ear => self.ears.len(),
            _ => 0,
        }
    }

    /// The teeth, eyes or ears that it names, in order, as numbers.
    pub(super) fn parts_of(&self, scope: Scope) -> impl Iterator<Item = u8> {
        let sides = match scope {
            Scope::Eye => self.eyes.as_slice(),
            Scope::Ear => self.ears.as_slice(),
            _ => &[],
        };
        let teeth = match scope {
            Scope::Tooth => self.teeth.as_slice(),
            _ => &[],
        };
        let sides = sides.iter().map(|&side| side as u8);
        teeth.iter().copied().chain(sides)
    }
}
