//! A generated year without adversity: the wire reads it without a finding, the ledger settles all of it, and
//! participation and franchise are withheld as the rules say.

#![allow(clippy::unwrap_used, reason = "a test may stop")]

use std::collections::{BTreeMap, BTreeSet};

use domain::{
    Beneficiary, Caisse, Cents, Day, Decompte, DecompteNumber, Deduction, FileReaction, Line,
    PsNumber, Reaction, ReasonClass,
};
use generators::{AdversityRates, LotFiles, WorldData, WorldSpec, whole_lot};
use noemie::finding::Severity;
use noemie::profile::Profile;
use oracle::ambiguity::Choices;
use oracle::ledger::{Content, Delivered, Ledger};
use oracle::product::Product;

/// From before the rise of participation and franchise to the end of that year.
fn year() -> LotFiles {
    let spec = WorldSpec {
        insured: 800,
        start: "2024-01-01".parse().unwrap(),
        months: 12,
        adversities: AdversityRates::none(),
        ..WorldSpec::demo()
    };
    let data = WorldData::embedded().unwrap();
    let (lot, flow) = whole_lot(11, &spec, 0, &data, noemie::Profiles::shipped()).unwrap();
    assert!(flow.declared.is_empty());
    lot
}

fn decomptes(bytes: &[u8]) -> Vec<Decompte> {
    let files = noemie::decomptes::read(bytes, Profile::decomptes());
    let all = files.into_iter().flat_map(|file| file.decomptes);
    all.map(|(decompte, _)| decompte).collect()
}

#[test]
fn the_wire_has_no_finding_and_the_ledger_settles_everything() {
    settles_everything(&year());
}

fn settles_everything(lot: &LotFiles) {
    let profiles = noemie::Profiles::embedded();
    let profiles = profiles.all();
    let products: Vec<Product> = Product::shipped()
        .iter()
        .chain(&Product::shipped_on_top())
        .map(|(name, text)| Product::parse(name, text).unwrap())
        .collect();
    let mut members = lot.members.clone();
    let mut changes = lot.changes.iter().peekable();
    let mut ledger = Ledger::new(&products, &members, Choices::default()).unwrap();
    for file in &lot.files {
        while let Some(change) = changes.next_if(|change| change.day <= file.day) {
            change.apply(&mut members);
            ledger.set_portfolio(&members, Some(change.day)).unwrap();
        }
        for reading in noemie::read::files(&file.bytes, &profiles) {
            // A note tells of what is real: a lunar date of birth.
            let mut findings = reading.findings.iter();
            let fault = findings.find(|finding| finding.severity != Severity::Note);
            assert_eq!(fault, None, "{}", file.name);
        }
        let sent = decomptes(&file.bytes);
        ledger.deliver(&Delivered {
            id: Some(file.id),
            content: Content::Decomptes(&sent),
            received: Some(file.day),
        });
    }
    for change in changes {
        change.apply(&mut members);
        ledger.set_portfolio(&members, Some(change.day)).unwrap();
    }
    for (index, file) in lot.files.iter().enumerate() {
        assert_eq!(ledger.file(index).unwrap().reaction, FileReaction::Accepted);
        let sent = decomptes(&file.bytes);
        let lines = sent.iter().flat_map(|decompte| &decompte.lines);
        for (expected, line) in ledger.lines(index).iter().zip(lines) {
            let outcome = expected.outcome;
            let due = match outcome.reaction {
                Reaction::Paid | Reaction::SettledZero => true,
                // Participation and franchise, and the participation on heavy acts.
                Reaction::NoEffect => outcome.reason == ReasonClass::Informative,
                // Not covered by the product, or in a suspension whose premium was never paid.
                Reaction::Refused => {
                    outcome.reason == ReasonClass::ActNotCovered
                        || expected.rule == "RIGHTS-SUSPENDED"
                }
                // An end that the mutuelle keys some days after it: paid, then taken back.
                Reaction::Reversed => outcome.reason == ReasonClass::NoCover,
                _ => false,
            };
            assert!(
                due,
                "{}: {line:?}: {outcome:?} {}",
                file.name, expected.rule
            );
        }
    }
}

/// Amounts withheld, by whom and when: those of the care that a line names, whoever's payment they are taken from.
#[test]
fn participation_and_franchise_keep_to_their_caps() {
    let lot = year();
    let mut sent = BTreeMap::<(Caisse, DecompteNumber), Decompte>::new();
    for file in lot.files.iter().filter(|file| file.id.reference == 303) {
        for decompte in decomptes(&file.bytes) {
            sent.insert((decompte.caisse, decompte.number), decompte);
        }
    }
    let mut yearly = BTreeMap::<(Beneficiary, i16, bool), Cents>::new();
    let mut by_doctor = BTreeMap::<(Beneficiary, Day, PsNumber), Cents>::new();
    let mut by_day = BTreeMap::<(Beneficiary, Day, bool), Cents>::new();
    let mut deferred = 0;
    for decompte in sent.values() {
        for line in &decompte.lines {
            let Some(deduction) = line.act.deduction() else {
                continue;
            };
            let origin = line.origin.unwrap();
            // Not where it is of another OC's time, or of a caisse that the insured left.
            let named = sent.get(&(decompte.caisse, origin.decompte));
            let same = |of: &&Decompte| of.beneficiary.nir == decompte.beneficiary.nir;
            let Some(of) = named.filter(same) else {
                continue;
            };
            deferred += u32::from(of.number != decompte.number);
            let act = of
                .lines
                .iter()
                .find(|act| act.number == origin.line)
                .unwrap();
            assert_eq!(act.start, line.start, "dated as the care");
            let kept = -line.amount;
            assert!(kept > Cents::ZERO);
            let who = of.beneficiary;
            let participation = matches!(deduction, Deduction::Participation { .. });
            *yearly
                .entry((who, line.start.year(), participation))
                .or_default() += kept;
            match deduction {
                Deduction::Participation { .. } => {
                    *by_doctor
                        .entry((who, line.start, act.executor))
                        .or_default() += kept;
                }
                // No cap a day on boxes.
                Deduction::Franchise { .. } if act.act.as_str().starts_with("PH") => {}
                Deduction::Franchise { .. } => {
                    let transport = matches!(act.specialty, 55 | 56);
                    *by_day.entry((who, line.start, transport)).or_default() += kept;
                }
            }
        }
    }
    assert!(deferred > 100, "{deferred} recovered later");
    let reached = yearly.values().filter(|kept| **kept == CAP).count();
    assert!(reached > 5, "{reached} reach the cap of a year");
    for (of, kept) in yearly {
        assert!(kept <= CAP, "{of:?}: {kept}");
    }
    let before = |day: Day, change: &str| day < change.parse().unwrap();
    for ((who, day, executor), kept) in by_doctor {
        let cap = if before(day, "2024-05-15") { 400 } else { 800 };
        assert!(kept <= Cents(cap), "{who:?} {day} {executor}: {kept}");
    }
    for ((who, day, transport), kept) in by_day {
        let cap = match (transport, before(day, "2024-03-31")) {
            (false, true) => 100,
            (false, false) | (true, true) => 400,
            (true, false) => 800,
        };
        assert!(kept <= Cents(cap), "{who:?} {day}: {kept}");
    }
}

/// Each of the two, a calendar year (rules §3, §4).
const CAP: Cents = Cents(5_000);

/// Every pathway is lived, and the situations of the field notes (§1) that they name are on the wire.
#[test]
fn a_year_of_a_lot_has_all_kinds_of_care() {
    let lot = year();
    let sent = lot.files.iter().filter(|file| file.id.reference == 303);
    let sent: Vec<Decompte> = sent.flat_map(|file| decomptes(&file.bytes)).collect();
    let lines = || sent.iter().flat_map(|decompte| &decompte.lines);
    let codes: BTreeSet<&str> = lines().map(|line| line.act.as_str()).collect();
    for code in [
        "G", "CS", "COE", "COH", "C", "SF", "PSY", "ATM", "ADE", "ADI", "PAP", "PH7", "HD7", "HDR",
        "B", "PB", "AMI", "MAU", "IFD", "AMS", "AMO", "CD", "SDE", "PF0", "PF1", "PFC", "TO",
        "M01", "V01", "M03", "VU1", "VM1", "LEN", "PAZ", "PAU", "ABA", "VSL", "TXI", "GHS", "PJ",
        "FJ", "CPC", "PAS", "ADC", "ADA", "FPU", "PFT", "FRT",
    ] {
        assert!(codes.contains(code), "{code} is never billed: {codes:?}");
    }
    let is = |line: &Line, code: &str| line.act.as_str() == code;
    // 11: quantity, dénombrement and coefficient differ.
    assert!(lines().any(|line| is(line, "B")
        && line.count > 1
        && line.coefficient > u32::from(line.count) * 100));
    // 12: travel names the main act; 14: the third act is billed at nothing.
    assert!(lines().any(|line| is(line, "IFD") && line.origin.is_some()));
    assert!(lines().any(|line| is(line, "AMI") && line.spent == Cents::ZERO));
    // 13: two practitioners of one act.
    let both = |decompte: &&Decompte| {
        let of = |code| decompte.lines.iter().find(|line| is(line, code));
        let (one, four) = (of("ADC"), of("ADA"));
        one.zip(four)
            .is_some_and(|(one, four)| one.start == four.start && one.executor != four.executor)
    };
    assert!(sent.iter().any(|decompte| both(&decompte)));
    // 20: a stay billed by the month, under one establishment.
    let mut months = BTreeMap::<(Beneficiary, PsNumber), u32>::new();
    for decompte in &sent {
        if let Some(days) = decompte.lines.iter().find(|line| is(line, "PJ")) {
            *months
                .entry((decompte.beneficiary, days.executor))
                .or_default() += 1;
        }
    }
    assert!(months.values().any(|invoices| *invoices > 1), "{months:?}");
}

/// Accidents on the way to work say so by the nature of insurance (255/69-70), are at 100 % and bear the participation
/// (rules §2.4); those of private life look like any illness. The mutuelle is asked for neither twice, nor refuses.
#[test]
fn an_accident_that_somebody_is_liable_for_is_settled_as_other_care() {
    let data = WorldData::embedded().unwrap();
    let spec = WorldSpec {
        insured: 2_400,
        start: "2025-01-01".parse().unwrap(),
        months: 12,
        adversities: AdversityRates::none(),
        ..WorldSpec::demo()
    };
    let profiles = noemie::Profiles::shipped();
    let (mut at_work, mut participations, mut private) = (0, 0, 0);
    for number in 0..spec.lots() {
        let (lot, _) = whole_lot(31, &spec, number, &data, profiles).unwrap();
        settles_everything(&lot);
        let sent = lot.files.iter().filter(|file| file.id.reference == 303);
        for decompte in sent.flat_map(|file| decomptes(&file.bytes)) {
            for line in &decompte.lines {
                if line.nature == 41 && line.act.deduction().is_none() {
                    assert_eq!((line.rate, line.exemption), (100, b'3'), "{line:?}");
                    at_work += 1;
                    participations += u32::from(decompte.lines.iter().any(|kept| {
                        let of = kept.origin.is_some_and(|origin| origin.line == line.number);
                        kept.act.as_str() == "PFH" && of
                    }));
                } else if line.parcours == b'U' {
                    assert_eq!((line.nature, line.rate), (10, 70), "{line:?}");
                    assert_eq!(line.majoration, Cents::ZERO, "by urgency");
                    private += 1;
                }
            }
        }
    }
    assert!(
        at_work > 30 && participations > 3 && private > 3,
        "{at_work} {participations} {private}"
    );
}

/// Daily packages are days, one a day; of a birth in a clinic the stay, the obstetrician's act and the room are lines of
/// their own, all of it at 100 % (field notes §1.32).
#[test]
fn packages_are_billed_by_day_and_by_component() {
    let data = WorldData::embedded().unwrap();
    let spec = WorldSpec {
        insured: 3_200,
        start: "2025-01-01".parse().unwrap(),
        months: 12,
        adversities: AdversityRates::none(),
        ..WorldSpec::demo()
    };
    let profiles = noemie::Profiles::shipped();
    let mut packages = BTreeMap::<&str, BTreeSet<(Beneficiary, Day)>>::new();
    let (mut births, mut with_room, mut overruns) = (0, 0, 0);
    for number in 0..spec.lots() {
        let (lot, _) = whole_lot(32, &spec, number, &data, profiles).unwrap();
        settles_everything(&lot);
        let sent = lot.files.iter().filter(|file| file.id.reference == 303);
        for decompte in sent.flat_map(|file| decomptes(&file.bytes)) {
            for line in &decompte.lines {
                let level = ["BSA", "BSB", "BSC"]
                    .into_iter()
                    .find(|level| line.act.as_str() == *level);
                if let Some(level) = level {
                    let days = packages.entry(level).or_default();
                    assert!(
                        days.insert((decompte.beneficiary, line.start)),
                        "twice a day: {line:?}"
                    );
                    assert_eq!((line.quantity, line.start), (1, line.end));
                }
            }
            let of = |code: &str| decompte.lines.iter().find(|line| line.act.as_str() == code);
            let Some(act) = of("ACO") else { continue };
            births += 1;
            let stay = of("GHS").unwrap();
            assert_eq!(
                (stay.nature, stay.rate, act.nature, act.rate),
                (30, 100, 30, 100)
            );
            assert_ne!(stay.executor, act.executor);
            assert_eq!(of("PAS"), None, "maternity owes no participation");
            overruns += u32::from(act.spent > act.base);
            if let Some(room) = of("CPC") {
                with_room += 1;
                assert_eq!(i32::from(room.quantity), room.end.since(room.start));
            }
        }
    }
    assert!(packages.len() > 1, "{packages:?}");
    assert!(packages.values().all(|days| days.len() > 100));
    assert!(
        births > 5 && with_room > 1 && overruns > 1,
        "{births} {with_room} {overruns}"
    );
}
