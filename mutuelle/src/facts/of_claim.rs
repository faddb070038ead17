//! What a line of a décompte says: the facts of a claim of the wire.

use domain::{Cents, Convention, CoordinationOption, Line, PayeeNature, Qualifier};

use super::{AmoPayee, AmoStatus, Doctor, Facts, Place};
use crate::Bug;
use crate::heading::{heading_of, is_doctors};
use crate::ledger::Claim;
use crate::money::{euros, never_below_zero};

/// The facts of a line of a décompte. `None` where no heading holds its act code.
///
/// This is the one place that knows where a line of the wire carries a fact. What the wire does not carry yet
/// (place, equipment…) is empty.
pub(crate) fn of_claim(claim: &Claim, bugs: &[Bug]) -> Option<Facts> {
    let line = &claim.line;
    let details = &line.details;
    let (act, specialty) = claim
        .completes
        .map_or((line.act, line.specialty), |(act, specialty, _)| {
            (act, specialty)
        });
    let heading = heading_of(act, specialty, false)?;
    let facts = Facts {
        id: claim.id.to_string(),
        date: line.start,
        end: Some(line.end),
        delivery: None,
        prescription: details.prescribed,
        heading,
        code: None,
        quantity: u32::try_from(line.quantity).unwrap_or(0),
        examinations: u32::from(line.count.max(1)),
        expense: euros(expense_of(line)),
        base: euros(line.base),
        amo: euros(line.amount),
        majoration: euros(line.majoration),
        participation: claim.participation,
        said_amo_status: is_refused_by_its_rate(line).then_some(AmoStatus::Refused),
        doctor: is_doctors(heading).then(|| kind_of_doctor(convention_of(line), line.option)),
        specialty: Some(format!("{specialty:02}")),
        place: Place::Town,
        network: false,
        prescribed: details.prescribed.is_some() || details.prescription_origin != 0,
        prior_agreement: false,
        correction_changed: false,
        qualifier: details.qualifier.map(letters_of),
        complement_of: claim.completes.map(|(_, _, main)| main.to_string()),
        act: None,
        equipment: None,
        stay: None,
        decompte: Some(format!(
            "{}/{}/{}",
            claim.id.caisse, claim.id.decompte, claim.id.date
        )),
        pregnancy: None,
        teeth: Vec::new(),
        eyes: Vec::new(),
        ears: Vec::new(),
        lenses: None,
        children: 1,
        documents: Vec::new(),
        amo_payee: match claim.payee_nature {
            PayeeNature::Insured | PayeeNature::Mutuelle => AmoPayee::Insured,
            PayeeNature::ThirdPartyAmo => AmoPayee::Professional,
            PayeeNature::ThirdPartyFull => AmoPayee::ThirdParty,
        },
        // What the caisse paid beside its share (255/116-123).
        earlier: never_below_zero(euros(details.other_part)),
    };
    Some(crate::bug::misread(facts, claim, convention_of(line), bugs))
}

/// An expense of zero on a base that is not, which no qualifier explains, was left out: it is the base
/// (noemie-format §11.1, 4).
fn expense_of(line: &Line) -> Cents {
    if line.spent == Cents::ZERO && line.details.qualifier.is_none() {
        line.base
    } else {
        line.spent
    }
}

/// A qualifier as `docs/products.md` writes it: `G` where the wire says `GR`, else two letters.
fn letters_of(qualifier: Qualifier) -> String {
    let said = match qualifier.wire() {
        b"GR" => "G",
        b"N " => "NR",
        b"D " => "ED",
        b"E " => "DE",
        _ => return qualifier.to_string(),
    };
    said.to_owned()
}

/// The AMO paid nothing of a base, at a rate of zero: it refused. A zero that a majoration leaves is none
/// (field notes §1.15).
fn is_refused_by_its_rate(line: &Line) -> bool {
    let paid_nothing = line.amount == Cents::ZERO && line.majoration == Cents::ZERO;
    line.rate == 0 && line.base > Cents::ZERO && paid_nothing
}

/// The sector is that of the tariff zone, where the speciality is not 00 (noemie-format §10, §11.1, 3).
fn convention_of(line: &Line) -> Convention {
    if line.specialty == 0 {
        return line.convention;
    }
    match line.details.zone {
        10 | 11 | 20..=25 | 80..=85 => Convention::Secteur1,
        30..=35 => Convention::Secteur2,
        40..=70 => Convention::None,
        _ => line.convention,
    }
}

/// OPTAM is secteur 1 (255/84 = 1), or secteur 2 with option 2, 3 or 4 at 255/103.
fn kind_of_doctor(convention: Convention, option: CoordinationOption) -> Doctor {
    let with_option = match option {
        CoordinationOption::Cas | CoordinationOption::Optam | CoordinationOption::OptamCo => true,
        CoordinationOption::None | CoordinationOption::Older => false,
    };
    match convention {
        Convention::Secteur1 => Doctor::Optam,
        Convention::Secteur2 if with_option => Doctor::Optam,
        Convention::Secteur2 | Convention::None => Doctor::NonOptam,
    }
}

#[cfg(test)]
mod tests {
    use domain::Heading;

    use super::*;
    use crate::fixture::*;

    #[test]
    fn a_line_of_the_wire_has_these_facts_and_no_other_yet() {
        let file = decompte(7, vec![gp(1), participation(2, 7, 1)]);
        let claim = Claim::of(&file, None).next().unwrap();
        let expected = serde_json::json!({
            "id": claim.id.to_string(), "date": "2024-11-18", "end": "2024-11-18",
            "heading": "generaliste", "expense": "26.50", "base": "26.50", "amo": "18.55",
            "participation": "2.00", "doctor": "optam", "specialty": "01",
            "decompte": "01-751-000/00007/2024-11-20",
        });
        let mut expected: Facts = serde_json::from_value(expected).unwrap();
        let found = of_claim(&claim, &[]).unwrap();
        expected.decompte.clone_from(&found.decompte);
        assert_eq!(found, expected);
        assert!(found.decompte.unwrap().ends_with("/2024-11-20"));
    }

    #[test]
    fn a_line_of_the_wire_says_its_qualifier_and_its_prescription() {
        let mut line = gp(1);
        line.details.prescribed = Some(day("2024-11-02"));
        let of = |letters: [u8; 2]| {
            let mut line = line;
            line.details.qualifier = Qualifier::new(letters);
            let file = decompte(7, vec![line]);
            let claim = Claim::of(&file, None).next().unwrap();
            of_claim(&claim, &[]).unwrap()
        };
        let facts = of(*b"DE");
        assert_eq!(facts.prescription, Some(day("2024-11-02")));
        assert!(facts.prescribed);
        let said = [*b"DE", *b"GR", *b"G ", *b"N ", *b"  "].map(|letters| of(letters).qualifier);
        let said: Vec<_> = said.iter().map(Option::as_deref).collect();
        assert_eq!(said, [Some("DE"), Some("G"), Some("G"), Some("NR"), None]);
    }

    fn facts_of(line: Line) -> Facts {
        let file = decompte(7, vec![line]);
        let claim = Claim::of(&file, None).next().unwrap();
        of_claim(&claim, &[]).unwrap()
    }

    #[test]
    fn the_tariff_zone_says_the_sector_where_there_is_a_speciality() {
        let doctor = |zone: u8, specialty: u8| {
            let mut line = act(1, "CS", 5_000, 2_300, 1_610);
            (line.details.zone, line.specialty) = (zone, specialty);
            facts_of(line).doctor
        };
        assert_eq!(doctor(0, 8), Some(Doctor::Optam));
        for (zone, kind) in [
            (10, Doctor::Optam),
            (25, Doctor::Optam),
            (30, Doctor::NonOptam),
            (40, Doctor::NonOptam),
            (80, Doctor::Optam),
            (99, Doctor::Optam),
        ] {
            assert_eq!(doctor(zone, 8), Some(kind), "{zone}");
        }
        assert_eq!(doctor(30, 0), Some(Doctor::Optam));
    }

    #[test]
    fn a_rate_of_zero_on_a_base_is_a_refusal() {
        let line = Line {
            rate: 0,
            ..act(1, "B", 1_350, 1_350, 0)
        };
        assert_eq!(facts_of(line).amo_status(), AmoStatus::Refused);
        let at_70 = Line { rate: 70, ..line };
        assert_eq!(facts_of(at_70).amo_status(), AmoStatus::Reimbursed);
        let majoration = Line {
            majoration: Cents(945),
            ..line
        };
        assert_eq!(facts_of(majoration).amo_status(), AmoStatus::Reimbursed);
    }

    #[test]
    fn what_the_caisse_paid_beside_its_share_was_paid_earlier() {
        let mut line = gp(1);
        line.details.other_part = Cents(795);
        assert_eq!(facts_of(line).earlier, "7.95".parse().unwrap());
    }

    #[test]
    fn a_complement_is_paid_as_the_act_it_completes() {
        let mut lettered = gp(2);
        lettered.details.complement = domain::Complement::new(*b"N ");
        let completes = |lines: Vec<domain::Line>| {
            let file = decompte(7, lines);
            let claims: Vec<Claim> = Claim::of(&file, None).collect();
            let facts = of_claim(claims.last().unwrap(), &[]).unwrap();
            (
                facts.heading,
                facts.complement_of == Some(claims[0].id.to_string()),
            )
        };
        let gps = Heading::Generaliste;
        assert_eq!(completes(vec![gp(1), lettered]), (gps, true));
        // Alone, or by another executor, it is an act.
        assert_eq!(completes(vec![lettered]), (gps, false));
        let mut elsewhere = lettered;
        elsewhere.executor = domain::PsNumber::new(1).unwrap();
        assert_eq!(completes(vec![gp(1), elsewhere]), (gps, false));
        // One that names its act is of its heading, whoever executes it.
        let named = domain::Line {
            specialty: 24,
            origin: origin(7, 1),
            ..act(2, "IK", 500, 500, 350)
        };
        assert_eq!(completes(vec![gp(1), named]), (gps, true));
        let of_another_decompte = domain::Line {
            origin: origin(6, 1),
            ..named
        };
        let nurse = (Heading::Infirmier, false);
        assert_eq!(completes(vec![gp(1), of_another_decompte]), nurse);
    }

    #[test]
    fn kinds_of_doctors() {
        use {Convention as C, CoordinationOption as O};
        assert_eq!(kind_of_doctor(C::Secteur1, O::None), Doctor::Optam);
        for option in [O::Cas, O::Optam, O::OptamCo] {
            assert_eq!(kind_of_doctor(C::Secteur2, option), Doctor::Optam);
        }
        assert_eq!(kind_of_doctor(C::Secteur2, O::None), Doctor::NonOptam);
        assert_eq!(kind_of_doctor(C::Secteur2, O::Older), Doctor::NonOptam);
        assert_eq!(kind_of_doctor(C::None, O::None), Doctor::NonOptam);
    }

    #[test]
    fn only_doctors_are_optam_or_not() {
        let doctor = |code: &str| {
            let file = decompte(1, vec![act(1, code, 2_650, 2_650, 1_855)]);
            let claim = Claim::of(&file, None).next().unwrap();
            of_claim(&claim, &[]).map(|facts| facts.doctor)
        };
        assert_eq!(doctor("G"), Some(Some(Doctor::Optam)));
        assert_eq!(doctor("B"), Some(None));
        assert_eq!(doctor("ZZZ"), None);
    }
}
