//! A line as a mutuelle reads it before it computes anything (noemie-format §11.1, 2 to 4).

use domain::{ActCode, Cents, Convention, Heading, Line};

use super::entry::Entry;
use super::readings::Readings;

/// The line that the amounts are computed on: that of the wire, with what is left out put in.
pub(super) fn as_read(entry: &Entry, readings: &Readings) -> Line {
    let mut line = entry.line;
    if let Some(main) = entry.siblings.main {
        (line.act, line.specialty) = (main.act, main.specialty);
    }
    if line.specialty == 0 && says_general_practice(line.act) {
        line.specialty = 1;
    }
    if line.specialty != 0
        && let Some(convention) = sector(line.details.zone)
    {
        line.convention = convention;
    }
    if line.coefficient == 0 {
        line.coefficient = 100;
    }
    if spent_is_left_out(&entry.line) && readings.zero_spent_is_base {
        line.spent = line.base;
    }
    line.amount += entry.siblings.supplement;
    line
}

/// Spent 0 on a base that is not, and no qualifier that says why.
fn spent_is_left_out(line: &Line) -> bool {
    line.spent == Cents::ZERO && line.base != Cents::ZERO && line.details.qualifier.is_none()
}

/// Whether several headings fit: for want of a speciality, or as the register reads a code that leaves a choice.
pub(super) fn is_ambiguous(line: &Line, readings: &Readings) -> bool {
    let act = || line.act.as_str();
    // A complement that names its main act is read as that one.
    if readings.hold_lone_complements && Heading::COMPLEMENTS.contains(&act())
        || readings.hold_unclassed_glasses && matches!(act(), "LUN" | "VER")
    {
        return true;
    }
    let heading = |specialty| Heading::of(line.act, specialty);
    line.specialty == 0
        && !is_specialists(line.act)
        && [1, 3, 19, 21]
            .map(heading)
            .windows(2)
            .any(|pair| pair[0] != pair[1])
}

/// `G` and `GS` are the consultation of a general practitioner, whatever the speciality says.
fn says_general_practice(act: ActCode) -> bool {
    matches!(act.as_str(), "G" | "GS")
}

/// `CS`, `VS` and `CNP` are the consultation and visit of a specialist.
fn is_specialists(act: ActCode) -> bool {
    matches!(act.as_str(), "CS" | "VS" | "CNP")
}

/// The sector that a tariff zone says (noemie-format §10); none where there is no zone.
fn sector(zone: u8) -> Option<Convention> {
    match zone {
        // 80 to 85: sector 1 with a permanent right to overruns.
        10 | 11 | 20..=25 | 80..=85 => Some(Convention::Secteur1),
        30..=35 => Some(Convention::Secteur2),
        40..=70 => Some(Convention::None),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use domain::{
        ActCode, Beneficiary, BirthDate, Caisse, CoordinationOption, Day, Decompte, DecompteNumber,
        LineDetails, MemberNumber, OcNumber, Operation, PayeeNature, PsNumber, Rank,
    };

    use super::*;
    use crate::ambiguity::Choices;
    use crate::ledger::book::Book;

    #[test]
    fn a_coefficient_of_zero_is_one() {
        let day = Day::new(2024, 6, 15).unwrap();
        let nir: domain::Nir = "2550814168025".parse().unwrap();
        let line = Line {
            number: 1,
            start: day,
            end: day,
            act: ActCode::new("AMI").unwrap(),
            quantity: 1,
            count: 0,
            coefficient: 0,
            unit_price: Cents(315),
            spent: Cents(315),
            base: Cents(315),
            rate: 60,
            parcours: b' ',
            exemption: b'0',
            nature: 10,
            executor: PsNumber::default(),
            specialty: 24,
            convention: Convention::None,
            option: CoordinationOption::None,
            amount: Cents(189),
            majoration: Cents::ZERO,
            origin: None,
            details: LineDetails::default(),
        };
        let decompte = Decompte {
            oc: OcNumber::default(),
            date: day,
            key: nir.key(),
            beneficiary: Beneficiary {
                nir,
                birth: BirthDate::of(day),
                rank: Rank::FIRST,
            },
            name: "".into(),
            first_name: "".into(),
            caisse: Caisse::new(1, 751, 0).unwrap(),
            number: DecompteNumber::default(),
            member: MemberNumber::default(),
            operation: Operation::Payment,
            payee: PsNumber::default(),
            payee_nature: PayeeNature::Insured,
            lines: vec![line],
        };
        let readings = Readings::of(&Choices::default());
        let sheet = Book::new().sheet(&decompte, &readings);
        let entry = Entry::new(0, &decompte, &line, &sheet, &readings);
        let read = as_read(&entry, &readings);
        assert_eq!(read.coefficient, 100);
        let as_carried = Line {
            coefficient: 0,
            ..read
        };
        assert_eq!(as_carried, line, "nothing else is put in its place");
    }
}
