//! Plain people and plain acts, from which a test changes what it is about.

use std::sync::LazyLock;

use domain::{Cents, Day, PsNumber};
use second_amo::{
    Act, AuxiliaryAct, Care, Coefficient, Counters, Decimal, DoctorAct, DrugRate, Error, Law,
    LongDisease, Pathway, Person, Place, Sector, Setting, Settled, Specialty, settle,
};

pub(crate) fn day(text: &str) -> Day {
    text.parse().unwrap()
}

pub(crate) fn euros(text: &str) -> Cents {
    text.parse().unwrap()
}

pub(crate) fn decimal(text: &str) -> Decimal {
    text.parse().unwrap()
}

pub(crate) fn professional(number: u32) -> PsNumber {
    PsNumber::new(number).unwrap()
}

/// An adult of whom nothing holds.
pub(crate) fn person() -> Person {
    born("1970-06-15")
}

pub(crate) fn born(birth: &str) -> Person {
    Person {
        birth: day(birth),
        local_scheme: false,
        maternity: None,
        invalidity_pension: false,
        c2s: false,
        state_medical_aid: false,
        military_pension: false,
        terrorism_victim: false,
    }
}

/// That care in the parcours, in town, paid to the insured.
pub(crate) fn act(date: &str, care: Care, fee: &str) -> Act {
    Act {
        id: 1,
        date: day(date),
        place: Place::Metropolitan,
        care,
        quantity: 1,
        fee: euros(fee),
        base_on_line: None,
        professional: professional(751_000_001),
        long_disease: LongDisease::None,
        work_accident: false,
        prevention: false,
        pathway: Pathway::Within,
        setting: Setting::Town,
        third_party_payment: false,
    }
}

pub(crate) fn doctor(specialty: Specialty, sector: Sector, act: DoctorAct) -> Care {
    Care::Doctor {
        specialty,
        sector,
        act,
    }
}

pub(crate) fn gp(sector: Sector) -> Care {
    doctor(
        Specialty::GeneralPractitioner,
        sector,
        DoctorAct::Consultation { coordinated: false },
    )
}

pub(crate) fn specialist(specialty: Specialty, sector: Sector) -> Care {
    doctor(
        specialty,
        sector,
        DoctorAct::Consultation { coordinated: true },
    )
}

/// A technical act alone in its session, without a coefficient.
pub(crate) fn technical(base: &str) -> Care {
    doctor(
        Specialty::Other,
        Sector::One,
        DoctorAct::Technical {
            coefficient: None,
            session_total: euros(base),
        },
    )
}

pub(crate) fn drug(label: DrugRate, base: &str) -> Care {
    Care::Drug {
        label,
        box_base: euros(base),
        tfr: None,
        refused_generic: None,
    }
}

pub(crate) fn physio(coefficient: &str) -> Care {
    Care::Auxiliary(AuxiliaryAct::Physiotherapist(Coefficient::Given(decimal(
        coefficient,
    ))))
}

pub(crate) fn lab(coefficient: &str, examinations: u32) -> Care {
    Care::Biology {
        coefficient: decimal(coefficient),
        examinations,
    }
}

pub(crate) fn law() -> &'static Law {
    static LAW: LazyLock<Law> = LazyLock::new(|| Law::load().unwrap());
    &LAW
}

/// Settles one act for a person who has borne nothing yet.
pub(crate) fn alone(person: &Person, act: &Act) -> Result<Settled, Error> {
    settle(law(), person, act, &mut Counters::default())
}

/// Amounts as text: base, gross, majoration, participation, franchise, paid.
pub(crate) fn amounts(settled: &Settled) -> [String; 6] {
    [
        settled.base,
        settled.gross,
        settled.majoration,
        settled.participation,
        settled.franchise,
        settled.paid,
    ]
    .map(|amount| amount.to_string())
}

/// A fee above every tariff, so that the base is what shows.
pub(crate) const DEAR: &str = "9999.00";

pub(crate) fn base_of(person: &Person, date: &str, care: Care) -> String {
    alone(person, &act(date, care, DEAR))
        .unwrap()
        .base
        .to_string()
}

pub(crate) fn error_of(person: &Person, date: &str, care: Care) -> Error {
    alone(person, &act(date, care, DEAR)).unwrap_err()
}

pub(crate) fn one(act: DoctorAct) -> Care {
    doctor(Specialty::GeneralPractitioner, Sector::One, act)
}
