//! Act codes (noemie-format §10.1) by the heading they are paid as: the one place that says it. The table of
//! docs/products.md is made from it.

use super::Heading;
use crate::ActCode;

/// What an act code is paid as.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum PaidAs {
    /// That, whoever executes it.
    Heading(Heading),
    /// What its executor's own acts are.
    Executor,
    /// What its main act is; without one, what its executor's own acts are.
    MainAct,
}

macro_rules! codes {
    (
        executor: $($consultation:literal)+;
        main-act: $($complement:literal)+;
        $($heading:ident: $($code:literal)+;)+
    ) => {
        impl Heading {
            /// Codes of consultations and visits: what they are paid as, their executor decides.
            pub const CONSULTATIONS: &[&str] = &[$($consultation),+];

            /// Codes of complements (night, Sunday, urgency, coordination, travel): paid as their main act.
            pub const COMPLEMENTS: &[&str] = &[$($complement),+];

            /// The other act codes that are paid as it.
            #[must_use]
            pub const fn codes(self) -> &'static [&'static str] {
                match self {
                    $(Self::$heading => &[$($code),+],)+
                    _ => &[],
                }
            }
        }

        /// Every code, and what it is paid as.
        const CODES: &[(&str, PaidAs)] = &[
            $(($consultation, PaidAs::Executor),)+
            $(($complement, PaidAs::MainAct),)+
            $($(($code, PaidAs::Heading(Heading::$heading)),)+)+
        ];
    };
}

codes! {
    executor: "G" "GS" "C" "CS" "CNP" "CCP" "APC" "APV" "APU" "APY" "AVY" "COE" "COH" "TC" "TCG" "TE1" "TE2" "TLC"
        "V" "VS" "VGS" "VL";
    main-act: "MPC" "MCS" "MCG" "MCC" "MCX" "MCE" "MCY" "MGE" "MEP" "MEG" "MCU" "MU" "MM" "MD" "MTC"
        "CRN" "CRD" "CRM" "CRS" "VRN" "VRD" "VRM" "MAU" "MCI" "IFA" "IFD" "IF" "IFN" "ID" "IK";
    ActesTechniques: "K" "KC" "ADC" "ACO" "ADA" "ATM" "P";
    Imagerie: "Z" "ZN" "ADI" "ADE";
    SageFemme: "SF" "SP";
    Infirmier: "AMI" "AIS" "AMX" "BSA" "BSB" "BSC" "DI";
    Kine: "AMK" "AMC" "AMS";
    Orthophoniste: "AMO";
    Orthoptiste: "AMY";
    Pedicure: "AMP" "POD";
    Biologie: "B" "BP" "PB" "TB" "KMB";
    Pharmacie100: "PH1" "HD1" "HG1" "HC";
    Pharmacie65: "PH7" "HD7" "HG7" "HDR" "HDA" "HDE";
    Pharmacie30: "PH4" "HD4" "HG4";
    Pharmacie15: "PH2" "HD2" "HG2";
    PharmacieNonRemboursee: "PHN";
    SoinsDentaires: "CD" "D" "DC" "SC" "SDE" "TDS" "END" "AXI";
    Dentaire100Sante: "PF0";
    DentaireMaitrise: "PF1" "IN1";
    DentaireLibre: "PFC" "PFM" "PDT" "ICO" "PAM" "PAR" "RPN" "SPR" "INO";
    Orthodontie: "TO" "TOR";
    Implant: "IMP";
    MontureA: "M01" "M02";
    VerreA: "V01" "V02" "V03" "V04";
    MontureB: "M03" "M04" "LUN";
    VerreB: "VU1" "VU2" "VU3" "VU4" "VU5" "VU6" "VU7" "VM1" "VM2" "VM3" "VM4" "VM5" "VM6" "VM7" "VER";
    Lentilles: "LEN";
    Audio1: "PAZ";
    Audio2: "PAU" "AUA";
    AudioEntretien: "AUP" "SUI";
    Appareils: "PA" "DVO" "MAD" "AAD" "MAC" "PAN" "PEX" "ORP" "OPC" "COR" "PII";
    Fauteuil: "VEH";
    Sejour: "GHS" "GHT" "PJ";
    ForfaitJournalier: "FJ" "FJA";
    ParticipationActeLourd: "PAS" "PAP";
    ForfaitUrgences: "FPU";
    ChambreParticuliere: "CPC";
    Transport: "ABA" "ABG" "VSL" "TXI" "TXA" "TXB" "TXC" "TXD" "VP" "ATP" "SMU";
    Psychologue: "PSY";
}

/// The codes in order of their letters, so that a line finds its own in eight steps.
static SORTED: [(u64, PaidAs); CODES.len()] = sorted();

/// A code that stands under two headings does not build.
const fn sorted() -> [(u64, PaidAs); CODES.len()] {
    let mut sorted = [(0, PaidAs::Executor); CODES.len()];
    let mut filled = 0;
    while filled < CODES.len() {
        let (text, paid_as) = CODES[filled];
        let Some(code) = ActCode::new(text) else {
            panic!("no act code")
        };
        let code = letters(code);
        let mut place = filled;
        while place > 0 && sorted[place - 1].0 >= code {
            assert!(sorted[place - 1].0 != code, "a code stands twice");
            sorted[place] = sorted[place - 1];
            place -= 1;
        }
        sorted[place] = (code, paid_as);
        filled += 1;
    }
    sorted
}

/// The letters of a code as one number.
const fn letters(code: ActCode) -> u64 {
    let [a, b, c, d, e] = *code.padded();
    u64::from_be_bytes([0, 0, 0, a, b, c, d, e])
}

fn paid_as(act: ActCode) -> Option<PaidAs> {
    let place = SORTED.binary_search_by_key(&letters(act), |(code, _)| *code);
    Some(SORTED[place.ok()?].1)
}

impl Heading {
    /// The heading of an act code alone, given who executed it (a two-digit speciality of the tables of
    /// noemie-format §10). A prosthesis whose basket is not known is in the free one, glasses whose class is not
    /// known are of class B. None where the code is not known to étalon, fits several headings, or is no act
    /// (participation, franchise).
    #[must_use]
    pub fn of(act: ActCode, specialty: u8) -> Option<Self> {
        match (paid_as(act)?, specialty) {
            (PaidAs::Heading(heading), _) => Some(heading),
            // A dentist's C is a consultation in dental care; any other code of theirs is a specialist's.
            (PaidAs::Executor, 19) if act.padded() == b"C    " => Some(Self::SoinsDentaires),
            (PaidAs::Executor, _) => Some(match specialty {
                1 | 22 | 23 => Self::Generaliste,
                21 => Self::SageFemme,
                _ => Self::Specialiste,
            }),
            (PaidAs::MainAct, _) => Self::of_executor(specialty),
        }
    }

    /// What the acts of a speciality are paid as; none where it says nothing (a laboratory, a supplier).
    const fn of_executor(specialty: u8) -> Option<Self> {
        Some(match specialty {
            1 | 22 | 23 => Self::Generaliste,
            19 => Self::SoinsDentaires,
            21 => Self::SageFemme,
            24 => Self::Infirmier,
            26 => Self::Kine,
            27 => Self::Pedicure,
            28 => Self::Orthophoniste,
            29 => Self::Orthoptiste,
            2..=18 | 20 | 31..=35 | 41..=49 | 70..=79 => Self::Specialiste,
            _ => return None,
        })
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    fn heading(code: &str, specialty: u8) -> Option<Heading> {
        Heading::of(ActCode::new(code).unwrap(), specialty)
    }

    #[test]
    fn a_code_alone_or_with_the_speciality_gives_the_heading() {
        for (code, specialty, expected) in [
            ("G", 1, Some(Heading::Generaliste)),
            ("CS", 22, Some(Heading::Generaliste)),
            ("CS", 3, Some(Heading::Specialiste)),
            ("C", 19, Some(Heading::SoinsDentaires)),
            ("CD", 19, Some(Heading::SoinsDentaires)),
            ("C", 21, Some(Heading::SageFemme)),
            ("HG7", 50, Some(Heading::Pharmacie65)),
            ("VM7", 60, Some(Heading::VerreB)),
            ("LUN", 64, Some(Heading::MontureB)),
            ("VER", 64, Some(Heading::VerreB)),
            ("PF0", 19, Some(Heading::Dentaire100Sante)),
            ("PF1", 19, Some(Heading::DentaireMaitrise)),
            ("PFC", 19, Some(Heading::DentaireLibre)),
            ("PAR", 19, Some(Heading::DentaireLibre)),
            ("TDS", 19, Some(Heading::SoinsDentaires)),
            ("PSY", 0, Some(Heading::Psychologue)),
            ("PFH", 1, None),
            ("OPT", 64, None),
            ("ZZZ", 1, None),
        ] {
            assert_eq!(heading(code, specialty), expected, "{code} by {specialty}");
        }
        assert_eq!(Heading::Imagerie.in_stay(), Heading::HonorairesHospitaliers);
    }

    #[test]
    fn a_complement_alone_is_its_executors() {
        for (code, specialty, expected) in [
            ("CRN", 1, Some(Heading::Generaliste)),
            ("MCE", 42, Some(Heading::Specialiste)),
            ("MCY", 33, Some(Heading::Specialiste)),
            ("MAU", 24, Some(Heading::Infirmier)),
            ("IFD", 26, Some(Heading::Kine)),
            ("IFD", 28, Some(Heading::Orthophoniste)),
            ("IK", 21, Some(Heading::SageFemme)),
            ("IK", 50, None),
            ("IK", 0, None),
        ] {
            assert_eq!(heading(code, specialty), expected, "{code} by {specialty}");
        }
    }

    #[test]
    fn each_code_stands_once() {
        let all = Heading::CONSULTATIONS.iter().chain(Heading::COMPLEMENTS);
        let all = all.chain(Heading::ALL.iter().flat_map(|heading| heading.codes()));
        let mut seen = BTreeSet::new();
        for code in all {
            assert!(seen.insert(code), "{code} stands twice");
            assert!(ActCode::new(code).is_some(), "{code}");
        }
    }
}
