//! What doctors prescribe: biology, drugs, auxiliaries, transport; and midwives.

use domain::Day;
use oracle::amo::{DrugLabel, Kind, Means, Midwife, NurseSupplement, Profession, Reference};
use oracle::law::{Amount, Law};
use second_amo::{AuxiliaryAct, Coefficient, Decimal, DrugRate, MidwifeAct, PharmacyFee};

use super::Done;
use crate::draws::Draws;

/// Hundredths of a coefficient, told to the first oracle as such and to the second in decimals.
fn coefficient(draws: &mut Draws, high: u32) -> (u32, Decimal) {
    let hundredths = match draws.below(3) {
        0 => 100 * draws.below(high / 100 + 1),
        1 => 50 * draws.below(high / 50 + 1),
        _ => draws.below(high + 1),
    };
    (hundredths, Decimal::new(i64::from(hundredths), 2))
}

pub(super) fn biology(draws: &mut Draws) -> Done {
    let (hundredths, coefficient) = coefficient(draws, 20_000);
    let examinations = draws.upto(8);
    let care = second_amo::Care::Biology {
        coefficient,
        examinations: u32::from(examinations),
    };
    let done = Done::new(Kind::Biology, care).times(draws.upto(2));
    Done {
        coefficient: hundredths,
        examinations,
        ..done
    }
}

const LABELS: [(DrugLabel, DrugRate); 4] = [
    (DrugLabel::Cent, DrugRate::R100),
    (DrugLabel::SoixanteCinq, DrugRate::R65),
    (DrugLabel::Trente, DrugRate::R30),
    (DrugLabel::Quinze, DrugRate::R15),
];

pub(super) fn drug(draws: &mut Draws) -> Done {
    let (label, rate) = draws.pick(&LABELS);
    let quantity = draws.upto(9);
    let high = draws.pick(&[300, 2_000, 10_000]);
    let price = draws.cents(0, high);
    let reference = match draws.below(5) {
        0 => Some(Reference::Tfr(price)),
        1 => Some(Reference::Refused(price)),
        _ => None,
    };
    let kind = match reference {
        Some(reference) => Kind::GenericDrug { label, reference },
        None => Kind::Drug(label),
    };
    let care = second_amo::Care::Drug {
        label: rate,
        box_base: price,
        tfr: matches!(reference, Some(Reference::Tfr(_))).then_some(price),
        refused_generic: matches!(reference, Some(Reference::Refused(_))).then_some(price),
    };
    let done = Done::new(kind, care).times(quantity);
    let base_of_boxes = reference.is_none().then_some(price * i64::from(quantity));
    Done {
        base_of_boxes,
        ..done
    }
}

pub(super) fn pharmacy_fee(draws: &mut Draws) -> Done {
    let (label, rate) = draws.pick(&LABELS);
    let (kind, fee) = draws.pick(&[
        (Kind::BoxFee(label), PharmacyFee::Box(rate)),
        (Kind::LargePackFee(label), PharmacyFee::LargePack(rate)),
        (Kind::PrescriptionFee, PharmacyFee::Prescription),
        (Kind::AgeFee, PharmacyFee::Age),
        (Kind::SpecialFee, PharmacyFee::Special),
        (Kind::ComplexFee, PharmacyFee::Complex),
    ]);
    Done::new(kind, second_amo::Care::PharmacyFee(fee)).times(draws.upto(6))
}

pub(super) fn auxiliary(draws: &mut Draws, day: Day) -> Done {
    let (hundredths, given) = coefficient(draws, 2_000);
    let letter = |profession, act, hundredths| Done {
        coefficient: hundredths,
        ..Done::new(Kind::Letter(profession), second_amo::Care::Auxiliary(act))
    };
    let given = Coefficient::Given(given);
    let done = match draws.below(12) {
        ..3 => letter(
            Profession::Kine,
            AuxiliaryAct::Physiotherapist(given),
            hundredths,
        ),
        3..6 => letter(
            Profession::Infirmier,
            AuxiliaryAct::Nurse(given),
            hundredths,
        ),
        6..8 => letter(
            Profession::Orthophoniste,
            AuxiliaryAct::SpeechTherapist(given),
            hundredths,
        ),
        8 => {
            // The coefficient of the law's table; where the table has none, both hear the one drawn.
            let row = draws.pick(&[
                "kine/ams-8-1",
                "kine/ams-9-5",
                "orthophoniste/langage-ecrit",
            ]);
            let found = Law::embedded().find(&format!("coefficient.{row}"));
            let figure = found.and_then(|series| series.at(day).ok());
            let told = figure.map(|value| value.amount);
            match (row, told) {
                ("kine/ams-8-1", Some(Amount::Coefficient(told))) => letter(
                    Profession::Kine,
                    AuxiliaryAct::Physiotherapist(Coefficient::PlannedAms81),
                    told,
                ),
                ("kine/ams-9-5", Some(Amount::Coefficient(told))) => letter(
                    Profession::Kine,
                    AuxiliaryAct::Physiotherapist(Coefficient::PlannedAms95),
                    told,
                ),
                (_, Some(Amount::Coefficient(told))) => letter(
                    Profession::Orthophoniste,
                    AuxiliaryAct::SpeechTherapist(Coefficient::WrittenLanguage),
                    told,
                ),
                _ => letter(
                    Profession::Kine,
                    AuxiliaryAct::Physiotherapist(given),
                    hundredths,
                ),
            }
        }
        9 => Done::new(
            Kind::NurseSupplement(NurseSupplement::SingleAct),
            second_amo::Care::Auxiliary(AuxiliaryAct::NurseSingleAct),
        ),
        10 => Done::new(
            Kind::NurseSupplement(NurseSupplement::Travel),
            second_amo::Care::Auxiliary(AuxiliaryAct::NurseTravel),
        ),
        _ => letter(Profession::Kine, AuxiliaryAct::Other, 100).on(draws.cents(0, 6_000)),
    };
    done.times(draws.upto(4))
}

pub(super) fn midwife(draws: &mut Draws) -> Done {
    let quantity = draws.upto(2);
    if draws.percent(50) {
        let care = second_amo::Care::Midwife(MidwifeAct::Consultation);
        return Done::new(Kind::Midwife(Midwife::Consultation), care).times(quantity);
    }
    let (hundredths, coefficient) = coefficient(draws, 2_000);
    let care = second_amo::Care::Midwife(MidwifeAct::KeyLetter(coefficient));
    let done = Done::new(Kind::Midwife(Midwife::Letter), care).times(quantity);
    Done {
        coefficient: hundredths,
        ..done
    }
}

pub(super) fn transport(draws: &mut Draws) -> Done {
    let urgent = draws.percent(20);
    let means = draws.pick(&[Means::Ambulance, Means::Vsl, Means::Taxi, Means::Car]);
    let care = second_amo::Care::Transport { urgent };
    let done = Done::new(Kind::Transport { means, urgent }, care).times(draws.upto(3));
    if draws.percent(5) {
        done
    } else {
        done.on(draws.cents(0, 20_000))
    }
}
