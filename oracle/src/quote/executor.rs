//! Who may bill an act code: the speciality of a question goes with its act (noemie-format §10, rules §2).

use domain::ActCode;

use super::QuoteError;

/// The specialities and activities that the tables name (noemie-format §10).
///
/// ```
/// assert!(oracle::quote::is_speciality(33));
/// assert!(!oracle::quote::is_speciality(99));
/// ```
#[must_use]
pub fn is_speciality(code: u8) -> bool {
    is_doctor(code) || matches!(code, 19 | 21 | 24 | 26..=30 | 36 | 39 | 50 | 55 | 56 | 60..=68)
}

const fn is_doctor(code: u8) -> bool {
    matches!(
        code,
        1..=8 | 10..=16 | 18 | 22 | 23 | 32 | 33 | 35 | 41 | 42 | 71..=73
    )
}

/// Who bills an act: in words, and whether a speciality is theirs.
struct Executor {
    words: &'static str,
    is_theirs: fn(u8) -> bool,
}

/// Refuses a speciality that no table names, or that does not bill that act.
pub(super) fn check(act: ActCode, specialty: Option<u8>) -> Result<(), QuoteError> {
    let Some(specialty) = specialty else {
        return Ok(());
    };
    if !is_speciality(specialty) {
        return Err(QuoteError::Speciality(specialty));
    }
    match of(act) {
        Some(executor) if !(executor.is_theirs)(specialty) => Err(QuoteError::NotTheirs {
            act,
            specialty,
            executor: executor.words,
        }),
        _ => Ok(()),
    }
}

/// Who bills that act; none where anybody may.
fn of(act: ActCode) -> Option<Executor> {
    let (words, is_theirs): (_, fn(u8) -> bool) = match act.as_str() {
        "G" | "GS" | "VGS" | "TCG" => ("general practitioners (1, 22, 23)", |code| {
            matches!(code, 1 | 22 | 23)
        }),
        "CNP" => ("neurologists (32) and psychiatrists (33)", |code| {
            matches!(code, 32 | 33)
        }),
        "MCE" => ("endocrinologists (42)", |code| code == 42),
        "C" => ("doctors, dentists (19) and midwives (21)", |code| {
            is_doctor(code) || matches!(code, 19 | 21)
        }),
        "CS" | "V" | "VS" | "APC" | "TC" | "COE" | "COH" | "K" | "KC" | "Z" | "ZN" | "ATM"
        | "ADC" | "ACO" | "ADA" | "ADE" | "ADI" | "CRN" | "CRD" | "MCY" => ("doctors", is_doctor),
        "AMS" | "AMK" | "AMC" => ("physiotherapists (26)", |code| code == 26),
        "AMI" | "AIS" | "AMX" | "DI" | "MAU" | "IFD" => ("nurses (24)", |code| code == 24),
        "AMO" => ("speech therapists (28)", |code| code == 28),
        "SF" => ("midwives (21)", |code| code == 21),
        "CD" => ("dentists (19)", |code| code == 19),
        "SDE" | "TDS" | "END" | "AXI" | "SC" | "DC" | "PF0" | "PF1" | "SPR" | "PFC" | "PFM"
        | "PDT" | "ICO" | "PAM" | "PAR" | "RPN" | "INO" | "IN1" | "IMP" | "TO" | "TOR" => (
            "dentists (19), orthodontists (36) and stomatologists (18)",
            |code| matches!(code, 18 | 19 | 36),
        ),
        "B" | "BP" => ("laboratories (30, 39)", |code| matches!(code, 30 | 39)),
        "PH1" | "PH7" | "PH4" | "PH2" | "PHN" | "HD1" | "HD7" | "HD4" | "HD2" | "HG1" | "HG7"
        | "HG4" | "HG2" | "HDR" | "HDA" | "HDE" | "HC" => ("pharmacies (50)", |code| code == 50),
        "ABA" | "ABG" | "VSL" => ("ambulances (55)", |code| code == 55),
        "TXI" | "TXA" | "TXB" | "TXC" | "TXD" => ("taxis (56)", |code| code == 56),
        "OPT" | "LUN" | "VER" | "LEN" | "M01" | "M02" | "M03" | "M04" | "V01" | "V02" | "V03"
        | "V04" | "PAU" | "AUA" | "PAZ" => ("suppliers (60 to 68)", |code| matches!(code, 60..=68)),
        "PSY" => ("psychologists, who have no code", |_| false),
        _ => return None,
    };
    Some(Executor { words, is_theirs })
}
