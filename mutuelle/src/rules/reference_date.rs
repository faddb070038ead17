use domain::{Day, Heading};

use crate::facts::Facts;
use crate::product::{Product, ReferenceDate};

/// The day that counts for age, seniority, waiting, clocks, PMSS and version.
pub(crate) fn reference_date(product: &Product, facts: &Facts) -> Day {
    let said = product.reference_date(facts.heading);
    match said.unwrap_or(default_for(facts.heading)) {
        ReferenceDate::Start => facts.date,
        ReferenceDate::End => facts.last_day(),
        ReferenceDate::Delivery => facts.delivery.unwrap_or(facts.date),
        ReferenceDate::Prescription => facts.prescription.unwrap_or(facts.date),
    }
}

fn default_for(heading: Heading) -> ReferenceDate {
    match heading {
        Heading::MontureA
        | Heading::VerreA
        | Heading::MontureB
        | Heading::VerreB
        | Heading::Lentilles
        | Heading::Audio1
        | Heading::Audio2
        | Heading::AudioEntretien
        | Heading::Dentaire100Sante
        | Heading::DentaireMaitrise
        | Heading::DentaireLibre => ReferenceDate::Delivery,
        Heading::Fauteuil | Heading::Appareils => ReferenceDate::End,
        _ => ReferenceDate::Start,
    }
}
