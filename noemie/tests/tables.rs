//! The code tables that étalon ships: they load, contradict neither themselves nor the profiles, hold what the
//! specification holds, and look no surer than it does.

#![allow(clippy::unwrap_used, reason = "a test may stop")]

use std::collections::BTreeSet;

use noemie::Profile;
use noemie::profile::{Confidence, Entity};
use noemie::tables::{self, Code, CodeTable};

fn table(name: &str) -> &'static CodeTable {
    tables::table(name).unwrap_or_else(|| panic!("no table {name}"))
}

fn codes(name: &str) -> Vec<String> {
    table(name).entries.iter().map(Code::shown).collect()
}

#[test]
fn every_file_is_shipped_under_its_own_id() {
    let mut files: Vec<String> = std::fs::read_dir(concat!(env!("CARGO_MANIFEST_DIR"), "/tables"))
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .map(|path| path.file_stem().unwrap().to_str().unwrap().to_owned())
        .collect();
    files.sort();
    let ids: Vec<&str> = tables::all()
        .iter()
        .map(|table| table.id.as_str())
        .collect();
    assert_eq!(ids, files);
    assert_eq!(
        ids,
        tables::EMBEDDED_TEXTS.map(|(id, _)| id),
        "an id is the name of its file"
    );
}

#[test]
fn names_are_unique() {
    let mut names = BTreeSet::new();
    for table in tables::all() {
        for name in std::iter::once(&table.id).chain(&table.aliases) {
            assert!(names.insert(name), "{name} names two tables");
            assert!(
                name.bytes()
                    .all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-'),
                "{name}"
            );
        }
    }
}

#[test]
fn codes_are_unique_in_their_table() {
    for table in tables::all() {
        let mut seen = BTreeSet::new();
        for entry in &table.entries {
            assert!(
                seen.insert(&entry.code),
                "{}: {} twice",
                table.id,
                entry.code
            );
            if let Some(to) = &entry.to {
                assert_eq!(to.len(), entry.code.len(), "{}: {to}", table.id);
                assert!(*to > entry.code, "{}: {to}", table.id);
                let inside = |other: &&Code| other.code > entry.code && other.code <= *to;
                assert!(
                    !table.entries.iter().any(|other| inside(&other)),
                    "{}: another code stands in {}",
                    table.id,
                    entry.shown()
                );
            }
        }
        assert!(!seen.is_empty(), "{}", table.id);
    }
}

#[test]
fn texts_are_there_and_groups_are_declared() {
    for table in tables::all() {
        assert!(
            !table.source.is_empty() && !table.title.fr.is_empty() && !table.title.en.is_empty()
        );
        for entry in &table.entries {
            let place = (&table.id, &entry.code);
            assert!(
                !entry.meaning.fr.is_empty() && !entry.meaning.en.is_empty(),
                "{place:?}"
            );
            assert_eq!(
                entry.group.is_some(),
                table.group_of(entry).is_some(),
                "{place:?}"
            );
        }
        for group in &table.groups {
            assert!(
                table
                    .entries
                    .iter()
                    .any(|e| e.group.as_ref() == Some(&group.id)),
                "{}",
                group.id
            );
        }
    }
}

/// A zone of a shipped profile or of the envelope is inside one field of it, and no surer than that field.
#[test]
fn zones_agree_with_the_profiles() {
    let mut checked = 0;
    for table in tables::all() {
        for zone in &table.at {
            let (reference, place) = match zone.zone.split_once(':') {
                Some((reference, place)) => (Some(reference), place),
                None => (None, zone.zone.as_str()),
            };
            let (entity, columns) = place.split_once('.').unwrap();
            if entity.starts_with("B2") {
                continue;
            }
            let (from, to) = columns.split_once('-').unwrap_or((columns, columns));
            let (from, to): (u16, u16) = (from.parse().unwrap(), to.parse().unwrap());
            let entities: &[Entity] = match reference {
                Some(reference) => {
                    let profile =
                        Profile::embedded_all().find(|p| p.reference().to_string() == reference);
                    &profile.unwrap().description().entities
                }
                None => &noemie::profile::envelope().entities,
            };
            let number: u16 = entity.parse().unwrap();
            let entity = entities.iter().find(|e| e.number == number).unwrap();
            let field = entity
                .fields
                .iter()
                .find(|f| f.at[0] <= from && to <= f.at[1])
                .unwrap_or_else(|| panic!("{}: {} is no field", table.id, zone.zone));
            assert!(
                zone.confidence <= field.confidence,
                "{}: {}",
                table.id,
                zone.zone
            );
            if reference == Some("303") {
                assert!(zone.confidence <= Confidence::Inferred, "{}", zone.zone);
            }
            checked += 1;
        }
    }
    assert!(checked > 20, "{checked}");
}

#[test]
fn what_is_from_memory_says_so() {
    for table in tables::all() {
        for entry in &table.entries {
            let source = table.source_of(entry);
            let recalled = source.contains("verified nowhere") || source.contains("memory");
            assert_eq!(
                recalled,
                table.confidence_of(entry) == Confidence::Memory,
                "{} {}",
                table.id,
                entry.code
            );
        }
    }
    let memory = |name: &str| -> Vec<&str> {
        let table = table(name);
        let entries = table.entries.iter();
        entries
            .filter(|entry| table.confidence_of(entry) == Confidence::Memory)
            .map(|entry| entry.code.as_str())
            .collect()
    };
    assert_eq!(memory("exchange-types"), ["RT", "TP"]);
    assert_eq!(memory("party-kinds"), ["CP", "PS", "ET"]);
    let answers = table("answer-types");
    let information = answers.code("I").unwrap();
    assert_eq!(answers.confidence_of(information), Confidence::Inferred);
}

#[test]
fn only_the_movements_are_known_to_be_complete() {
    let closed: Vec<&str> = tables::all()
        .iter()
        .filter(|table| table.closed)
        .map(|table| table.id.as_str())
        .collect();
    assert_eq!(closed, ["movements"]);
    assert_eq!(codes("movements"), ["C", "M", "A"]);
}

#[test]
fn tables_hold_what_the_specification_holds() {
    let counts = [
        ("regimes", 22),
        ("oc-categories", 9),
        ("insurance-natures", 10),
        ("insurance-natures-b2", 5),
        ("exemptions", 11),
        ("exemption-motives", 22),
        ("spending-qualifiers", 19),
        ("care-path-entry", 11),
        ("care-path-exit", 24),
        ("prescription-origins", 5),
        ("coordination-options", 5),
        ("opposable-tariffs", 3),
        ("conventions", 5),
        ("specialities", 43),
        ("payee-natures", 7),
        ("reimbursement-types", 11),
        ("daily-fee-payers", 4),
        ("treatment-modes", 8),
        ("modulations", 5),
        ("answer-types", 4),
        ("deduction-flags", 14),
        ("regularisation-senses", 4),
        ("operation-natures", 5),
        ("reasons-929", 62),
    ];
    for (name, count) in counts {
        assert_eq!(table(name).entries.len(), count, "{name}");
    }
    assert_eq!(
        codes("tariff-zones"),
        ["10", "11", "20-25", "30-35", "40-70", "80-85"]
    );
    assert_eq!(
        codes("contract-types"),
        [
            "01", "02-84", "85", "87", "88", "89", "90", "91", "92", "93", "94-98", "99"
        ]
    );
}

/// The acts of noemie-format 10.1 and 10.2, with their national numbers.
const ACTS: &str = "C 1111 CS 1112 G 1110 GS 1109 V 1211 VS 1212 VGS 1209 VL 1214 CNP 1113 CCP 1168 APC 1103 \
    APV 1215 APU 1101 APY 1102 AVY 1216 COE 1104 COH - TC 1191 TCG 1192 TE1 1193 TE2 1194 TLC 1164 \
    MPC 1116 MCS 1126 MCG 1125 MCC 1127 MCX 1106 MCE 1132 MCY - MGE 1133 MEP 1904 MEG 1903 MCU 1944 MU 1918 \
    MM 1913 MD 1224 MTC 1345 CRN 1933 CRD 1935 CRM 1934 CRS 1941 VRN 1936 VRD 1938 VRM 1937 \
    K 1312 KC 1311 Z 1331 ZN 1332 ADC 1321 ACO 1322 ADA 1323 ADE 1324 ADI 1351 ATM 1352 P 1341 CD - \
    D 1431 DC 1432 SC 1433 SPR 1423 TO 1424 SDE 1451 TDS 1472 INO 1471 IN1 1410 PF0 1401 PF1 1402 PFM 1462 \
    PFC 1476 PDT 1475 ICO 1473 PAM 1474 PAR 1452 RPN 1477 END 1470 IMP 1465 TOR 1466 AXI 1453 \
    AMI 3111 AIS 3112 AMX 3120 BSA 3108 BSB 3107 BSC 3106 DI 3115 PSY - MAU 3116 MCI 3117 AMK 3122 AMC 3121 \
    AMS 3125 AMO 3132 AMY 3133 AMP 3131 POD 3134 SF 1911 SP 1923 IFA 1842 IFD - IF 1841 IFN 1845 ID 1821 IK 1811 \
    B 3211 BP 3212 PB 3222 TB 3223 KMB 3225 \
    PH1 3311 PH7 3313 PH4 3312 PH2 3341 PHN 4382 PMR 3326 PMH 3327 HD1 3383 HD2 3384 HD4 3385 HD7 3386 \
    HG1 3387 HG2 3388 HG4 3389 HG7 3390 HC 3380 HDE 3366 HDR - HDA - \
    OPT 3531 LUN 3532 VER 3533 LEN 3535 V01 3510 V02 3509 V03 3508 V04 3507 M01 3506 M02 3505 \
    VU1 - VU2 - VU3 - VU4 - VU5 - VU6 - VU7 - VM1 - VM2 - VM3 - VM4 - VM5 - VM6 - VM7 - M03 3563 M04 3564 \
    PAU 3541 AUA 3541 PAZ 3540 AUP 3547 SUI 3550 \
    PA 3521 DVO 3522 MAD 3514 AAD 3512 MAC 3513 PAN 3515 PEX 3542 ORP 3545 OPC 3548 COR 3544 VEH 3561 PII 3551 \
    ABA 4212 ABG 4221 VSL 4213 TXI 4214 TXA 4210 TXB 4217 TXC 4218 TXD 4220 VP 4215 ATP 4219 SMU 4211 \
    GHS 2111 GHT 2113 PJ 2211 FJ 2251 FJA 2252 CPC 2141 ATU 2238 ENT 2234 FSO 2241 \
    SE1 2155 SE2 2156 SE3 2157 SE4 2158 SE5 2167 SE6 2168 FTN 2351 FTR 2352 FTG 2354 FPI 2165 FPU - PAS 2285 PAP 1956 \
    PFH 1951 PFT 1952 FRH 1971,1973,1975,1977 FRT 1972,1974,1976,1978";

#[test]
fn every_act_is_there_with_its_number() {
    let words: Vec<&str> = ACTS.split_whitespace().collect();
    let expected: Vec<(&str, Vec<&str>)> = words
        .chunks(2)
        .map(|pair| (pair[0], pair[1].split(',').filter(|n| *n != "-").collect()))
        .collect();
    let acts: Vec<(&str, Vec<&str>)> = table("acts")
        .entries
        .iter()
        .map(|act| {
            (
                act.code.as_str(),
                act.numbers.iter().map(String::as_str).collect(),
            )
        })
        .collect();
    assert_eq!(acts, expected);
}

/// étalon works with no act that its table does not know.
#[test]
fn the_acts_of_the_code_are_in_the_table() {
    for act in [
        "G", "GS", "CS", "CNP", "APC", "TC", "TCG", "V", "VS", "B", "BP", "PH1", "PH2", "PH4",
        "PH7", "HD1", "HD2", "HD4", "HD7", "HC", "HDR", "HDA", "HDE", "PFH", "PFT", "FRH", "FRT",
        "CD", "COH", "FPU", "IFD", "MCY", "PSY", "PAS", "PAP",
    ] {
        assert!(table("act").code(act).is_some(), "{act}");
        assert!(domain::ActCode::new(act).is_some());
    }
}

#[test]
fn a_code_is_found_by_each_of_its_names() {
    let found = |text: &str| -> Vec<(&str, String)> {
        tables::lookup(text)
            .map(|(table, code)| (table.id.as_str(), code.shown()))
            .collect()
    };
    assert_eq!(found("ph7"), found("3313"));
    assert_eq!(found("1973"), [("acts", "FRH".to_owned())]);
    assert_eq!(found("3541").len(), 2, "two letters have one number");
    assert!(found("53").contains(&("reasons-929", "53".to_owned())));
    assert!(found("53").contains(&("contract-types", "02-84".to_owned())));
    assert!(found("NJ").contains(&("spending-qualifiers", "NJ".to_owned())));
    assert_eq!(found("no such code"), []);
    assert_eq!(table("qualifier").code("63").unwrap().code, "NJ");
    assert_eq!(table("zone").code("23").unwrap().code, "20");
    assert_eq!(table("regime").code("1").unwrap().code, "01");
    assert!(table("regime").code("13").is_none());
}
