//! The facts that the question tells of a line, for the contracts.

use rustc_hash::FxHashMap;

use domain::{ActCode, Cents, Day, Heading};

use super::{Question, QuoteError, price};
use crate::amc::{AmoPayee, Code, Doctor, Facts, Person, Thing};
use crate::amo::{Dental, Kind, Optics, Sector};

/// Numbers given to what questions name, one a name and kind.
#[derive(Debug, Clone, Default)]
pub(super) struct Things {
    /// By what the name is of.
    known: [FxHashMap<Box<str>, Thing>; Named::KINDS],
    next: u64,
}

/// What a name is of.
#[derive(Debug, Clone, Copy)]
pub(super) enum Named {
    Person,
    Household,
    Act,
    Equipment,
    Stay,
    Decompte,
    Pregnancy,
}

impl Named {
    const KINDS: usize = Self::Pregnancy as usize + 1;
}

impl Things {
    /// A number of its own.
    pub(super) fn fresh(&mut self) -> Thing {
        self.next += 1;
        Thing(self.next)
    }

    /// The number of that name, the same each time.
    pub(super) fn of(&mut self, named: Named, name: &str) -> Thing {
        if let Some(&thing) = self.known[named as usize].get(name) {
            return thing;
        }
        let thing = self.fresh();
        self.known[named as usize].insert(name.into(), thing);
        thing
    }
}

/// The name of an act among those of everybody.
pub(super) fn act_of(person: &str, id: &str) -> String {
    // With its length: a person may have a stroke in the name.
    format!("{}/{person}/{id}", person.len())
}

/// The day of birth of the patient: forty years before the care where it is not told.
pub(super) fn birth(question: &Question, day: Day) -> Day {
    let told = question.patient.birth;
    told.unwrap_or_else(|| day.plus_months(-12 * 40))
}

/// The person of the question.
pub(super) fn person(
    question: &Question,
    day: Day,
    birth: Day,
    id: Thing,
    household: Thing,
) -> Person {
    let patient = &question.patient;
    // A member for so long that no waiting period is left.
    let member_since = patient
        .member_since
        .unwrap_or_else(|| day.plus_months(-240));
    Person {
        id,
        household,
        birth: Some(birth),
        member_since,
        product_since: patient.product_since.unwrap_or(member_since),
        waits_until: None,
    }
}

/// Everything of a line but its amounts.
pub(super) fn facts(
    question: &Question,
    line: Thing,
    heading: Heading,
    day: Day,
    things: &mut Things,
) -> Result<Facts, QuoteError> {
    let told = &question.facts;
    let delivery = told.delivery.unwrap_or(day);
    let mut named = |what, name: &Option<String>| match name {
        Some(name) => things.of(what, name),
        None => line,
    };
    let code = |text: &Option<String>| {
        text.as_deref()
            .map(|text| Code::new(text).ok_or_else(|| QuoteError::FactCode(text.to_owned())))
            .transpose()
    };
    let person = question.person.as_deref().unwrap_or_default();
    let main = told.complement_of.as_ref().map(|id| act_of(person, id));
    let complement_of = main.as_ref().map(|_| named(Named::Act, &main));
    Ok(Facts {
        end: told.end.unwrap_or(day),
        delivery,
        prescription: told.prescription.unwrap_or(day),
        // A word of the law's price list is no code of a product file.
        code: code(&question.code).ok().flatten(),
        quantity: u32::from(question.quantity.unwrap_or(1)),
        examinations: u32::from(question.examinations.unwrap_or(1)),
        amo_status: told.amo_status,
        specialty: question.practitioner.specialty,
        place: told.place.unwrap_or(crate::product::CarePlace::Town),
        network: told.network,
        prescribed: told.prescribed,
        prior_agreement: told.prior_agreement,
        correction_changed: told.correction_changed,
        qualifier: code(&told.qualifier)?,
        complement_of,
        act: complement_of.unwrap_or(line),
        equipment: named(Named::Equipment, &told.equipment),
        stay: named(Named::Stay, &told.stay),
        decompte: named(Named::Decompte, &told.decompte),
        pregnancy: named(Named::Pregnancy, &told.pregnancy),
        teeth: told.teeth.clone(),
        eyes: told.eyes.clone(),
        ears: told.ears.clone(),
        lenses: told.lenses,
        price_limit: price::limit(question, heading, birth(question, day), delivery),
        children: told.children.unwrap_or(1),
        documents: told.documents.clone(),
        amo_payee: if question.third_party {
            AmoPayee::Professional
        } else {
            AmoPayee::Insured
        },
        expense: Cents::ZERO,
        ..Facts::new(line, heading, day)
    })
}

/// The heading of an act: that of its own code, where the code decides it; else that of what it is settled as.
pub(super) fn heading(kind: Kind, act: ActCode) -> Option<Heading> {
    match kind {
        // LUN and VER are of both classes.
        Kind::Optics(Optics::FrameA) => return Some(Heading::MontureA),
        Kind::Optics(Optics::LensA(_)) => return Some(Heading::VerreA),
        _ => {}
    }
    if let Some(heading) = Heading::of(act, kind.specialty()) {
        return Some(heading);
    }
    Some(match kind {
        Kind::Optics(Optics::FrameB) => Heading::MontureB,
        Kind::Optics(Optics::LensB | Optics::Glasses) => Heading::VerreB,
        Kind::Dental(Dental::Consultation) => Heading::SoinsDentaires,
        Kind::Dental(Dental::ProsthesisWithoutRemainder(_)) => Heading::Dentaire100Sante,
        Kind::Psychologist => Heading::Psychologue,
        Kind::NurseSupplement(_) => Heading::Infirmier,
        Kind::Complement { doctor, .. } => match doctor.specialty {
            1 | 22 | 23 => Heading::Generaliste,
            _ => Heading::Specialiste,
        },
        kind => return Heading::of(kind.act(), kind.specialty()),
    })
}

/// How the doctor of an act stands to the options; none where it is no doctor's.
pub(super) fn doctor(kind: Kind) -> Option<Doctor> {
    let (Kind::Consultation { doctor, .. }
    | Kind::Technical { doctor, .. }
    | Kind::Complement { doctor, .. }) = kind
    else {
        return None;
    };
    Some(match doctor.sector {
        Sector::One | Sector::TwoOptam => Doctor::Optam,
        Sector::Two | Sector::Three => Doctor::NonOptam,
    })
}
