//! The ledger and the sample mutuelle, written apart from each other from the same pages, agree on hostile
//! little flows: décomptes that come back, cancellations before their original, regularisations of
//! regularisations, foreign OCs, unknown acts and persons, full third-party payment.

#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test may stop")]

mod common;

use conformance::case::{Case, CaseFile};
use conformance::session::greet;
use conformance::shrink::judge_case;
use conformance::stream::Status;
use domain::{
    ActCode, Beneficiary, BirthDate, Caisse, Cents, Convention, CoordinationOption, Day, Decompte,
    DecompteNumber, FileStamp, Line, LineOrigin, Member, MemberNumber, Nir, OcNumber, Operation,
    Party, PayeeNature, PsNumber, Rank, Rate, Role, Rounding,
};
use generators::{Draws, Subject};
use noemie::Header;
use noemie::framing::Framing;
use noemie::profile::Profile;
use oracle::ambiguity::Choices;
use oracle::product::Product;

const OURS: u32 = 99_000_017;

fn day(n: u32) -> Day {
    let start: Day = "2024-12-28".parse().unwrap();
    start.plus(n.cast_signed())
}

fn nir(n: u32) -> Nir {
    ["2800175001000", "1750675002000", "1990275003000"][n as usize]
        .parse()
        .unwrap()
}

fn members() -> Vec<Member> {
    let member = |n: u32, product: &str, start: &str, end: Option<&str>| Member {
        oc: OcNumber::new(OURS).unwrap(),
        member: MemberNumber::new(n + 1).unwrap(),
        contract: format!("C{n}").into(),
        product: product.into(),
        caisse: Caisse::new(1, 751, 0).unwrap(),
        nir: nir(n),
        key: nir(n).key(),
        role: Role::Insured,
        birth: BirthDate(*b"150180"),
        rank: Rank::FIRST,
        name: "MARTIN".into(),
        first_name: "ANNA".into(),
        start: start.parse().unwrap(),
        end: end.map(|end| end.parse().unwrap()),
        rights: domain::Rights::default(),
    };
    let mut with_an_option = member(0, "confort", "2025-01-01", None);
    with_an_option.rights.options = vec!["surcomplementaire".into()];
    vec![
        member(0, "equilibre", "2023-01-01", Some("2024-12-31")),
        with_an_option,
        member(1, "equilibre", "2024-12-30", Some("2025-01-02")),
    ]
}

fn line(draws: &mut Draws, number: u8) -> Line {
    let acts = ["G", "G", "CS", "CS", "PH7", "PH2", "B", "PFH", "FRT", "ZZZ"];
    let act = ActCode::new(draws.pick(&acts).unwrap()).unwrap();
    let deduction = act.deduction().is_some();
    let care = day(draws.below(6));
    let base = [2_650, 3_150, 3_150, 61, 2_300, 1_013][draws.below(6) as usize];
    let base = Cents(base);
    let spent = base + Cents([0, 0, 777, 4_000][draws.below(4) as usize]);
    let rate = [70, 100, 65][draws.below(3) as usize];
    let gross = base.at(Rate::percent(rate), Rounding::HalfUp);
    let majoration = if draws.permille(150) {
        Cents(gross.0 / 2)
    } else {
        Cents::ZERO
    };
    let (convention, option) = [
        (Convention::Secteur1, CoordinationOption::None),
        (Convention::Secteur2, CoordinationOption::Optam),
        (Convention::Secteur2, CoordinationOption::None),
        (Convention::None, CoordinationOption::None),
    ][draws.below(4) as usize];
    Line {
        number,
        start: care,
        end: care,
        act,
        quantity: 1,
        count: 0,
        coefficient: 100,
        unit_price: if deduction { Cents::ZERO } else { base },
        spent: if deduction { Cents::ZERO } else { spent },
        base: if deduction { Cents::ZERO } else { base },
        rate: u16::try_from(rate).unwrap(),
        parcours: b'T',
        exemption: b'0',
        nature: 10,
        executor: PsNumber::new(750_000_009).unwrap(),
        specialty: if draws.permille(500) { 1 } else { 8 },
        convention,
        option,
        amount: if deduction {
            Cents(-200)
        } else {
            gross - majoration
        },
        majoration: if deduction { Cents::ZERO } else { majoration },
        origin: deduction.then(|| LineOrigin {
            decompte: DecompteNumber::new(draws.between(1, 4)).unwrap(),
            line: 1,
        }),
        details: domain::LineDetails::default(),
    }
}

fn decompte(draws: &mut Draws, known: &[Decompte]) -> Decompte {
    // Half of them are about an earlier one: again, taken back, corrected, or the same care elsewhere.
    let earlier = if draws.permille(600) {
        draws.pick(known).cloned()
    } else {
        None
    };
    // A caisse does not give a number twice: 133-143 could not tell the two apart.
    let number = DecompteNumber::new(u32::try_from(known.len()).unwrap() + 1).unwrap();
    let date = day(draws.between(2, 5));
    let Some(earlier) = earlier else {
        let lines = (1..=draws.between(1, 3))
            .map(|n| line(draws, u8::try_from(n).unwrap()))
            .collect();
        let person = draws.below(3);
        let birth = if draws.permille(60) {
            *b"160180"
        } else {
            *b"150180"
        };
        let nature = [
            PayeeNature::Insured,
            PayeeNature::ThirdPartyAmo,
            PayeeNature::ThirdPartyFull,
        ][(draws.below(12) as usize).saturating_sub(9)];
        return Decompte {
            oc: OcNumber::new(if draws.permille(60) { 99_000_025 } else { OURS }).unwrap(),
            date,
            key: nir(person).key(),
            beneficiary: Beneficiary {
                nir: nir(person),
                birth: BirthDate(birth),
                rank: Rank::FIRST,
            },
            name: "MARTIN".into(),
            first_name: "ANNA".into(),
            caisse: Caisse::new(1, if draws.permille(150) { 131 } else { 751 }, 0).unwrap(),
            number,
            member: MemberNumber::new(1).unwrap(),
            operation: Operation::Payment,
            payee: PsNumber::default(),
            payee_nature: nature,
            lines,
        };
    };
    let origin = |line: &Line| {
        Some(LineOrigin {
            decompte: earlier.number,
            line: line.number,
        })
    };
    match draws.below(5) {
        0 => earlier,
        1 => Decompte {
            number,
            date,
            ..earlier
        },
        2 => {
            let lines = earlier.lines.iter().map(|line| Line {
                origin: origin(line),
                ..*line
            });
            let lines = lines.collect();
            Decompte {
                number,
                date,
                operation: Operation::Regularisation,
                lines,
                ..earlier
            }
        }
        _ => {
            let lines = earlier
                .lines
                .iter()
                .filter(|line| line.quantity > 0)
                .map(|line| line.taken_back(earlier.number))
                .collect();
            Decompte {
                number,
                date,
                operation: Operation::Cancellation,
                lines,
                ..earlier
            }
        }
    }
}

fn case(seed: u64, products: &[Product]) -> Case {
    let mut draws = Draws::new(seed, 0, Subject::Adversity, 0);
    let mut known: Vec<Decompte> = Vec::new();
    let mut files = Vec::new();
    for n in 0..draws.between(2, 7) {
        let decomptes: Vec<Decompte> = (0..draws.between(1, 3))
            .map(|_| {
                let made = decompte(&mut draws, &known);
                known.push(made.clone());
                made
            })
            .filter(|decompte| !decompte.lines.is_empty())
            .collect();
        if draws.permille(120)
            && let Some(earlier) = draws.pick(&files).cloned()
        {
            // The same file again, whole or damaged as it was.
            let earlier: CaseFile = earlier;
            files.push(CaseFile {
                day: day(6 + n / 2),
                name: format!("{n}.noe"),
                ..earlier
            });
            continue;
        }
        let stamp = format!("{:06}", draws.below(9)).into_bytes();
        let header = Header {
            sender: Party::caisse(Caisse::new(1, 751, 0).unwrap()),
            receiver: Party::mutuelle(OcNumber::new(OURS).unwrap()),
            exchange: *b"RT",
            reference: 303,
            date: day(5 + n),
            stamp: FileStamp(stamp.try_into().unwrap()),
        };
        let mut bytes = Vec::new();
        let framing = Framing::default();
        noemie::decomptes::write(
            Profile::decomptes(),
            &header,
            &decomptes,
            &framing,
            &mut bytes,
        )
        .expect("a valid décompte can be written");
        if draws.permille(80) {
            bytes.truncate(bytes.len() / 2);
        }
        // Some days bring several files.
        files.push(CaseFile {
            day: day(6 + n / 2),
            name: format!("{n}.noe"),
            bytes,
        });
    }
    Case {
        scenario: "agreement".to_owned(),
        lot: 0,
        products: products.to_vec(),
        members: members(),
        changes: Vec::new(),
        files,
    }
}

#[test]
fn two_readings_of_the_same_pages_agree() {
    let products: Vec<Product> = Product::shipped()
        .iter()
        .chain(&Product::shipped_on_top())
        .map(|(name, text)| Product::parse(name, text).unwrap())
        .collect();
    let mut target = common::mutuelle(&[]);
    greet(&mut target, "test").unwrap();
    let mut rules = std::collections::BTreeMap::new();
    for seed in 0..CASES {
        let case = case(seed, &products);
        let heard = case
            .play(&mut target, common::limits(), noemie::Profile::decomptes())
            .unwrap();
        let expected = case
            .expect(Profile::decomptes(), &Choices::default(), false)
            .unwrap();
        let verdicts = judge_case(&case, &expected, &heard);
        for verdict in &verdicts {
            *rules.entry(verdict.rule.clone()).or_insert(0) += 1;
        }
        let bad: Vec<_> = verdicts
            .iter()
            .filter(|verdict| verdict.status != Status::Conform)
            .collect();
        assert!(bad.is_empty(), "seed {seed}: {bad:#?}");
    }
    // The flows reach every rule of the ledger that is built.
    for rule in [
        "F-ACCEPTED",
        "F-DUPLICATE",
        "F-DAMAGED",
        "OC-OTHER",
        "N2",
        "N3",
        "N5",
        "N7",
        "N8",
        "N9",
        "N10",
        "N11",
        "N12",
        "N13",
        "N15",
        "ACT-UNKNOWN",
        "R-AMC-LEVEL",
        "R-AMC-THEORETICAL",
        "R-AMC-NON-OPTAM",
        "R-AMC-CEILING",
        "R-AMC-NOT-COVERED",
        "R-AMC-SEVERAL",
    ] {
        assert!(
            rules.get(rule).is_some_and(|count| *count >= 5),
            "{rule}: {rules:?}"
        );
    }
}

/// Flows tried. `TESTING.md` says how many were tried once at length.
const CASES: u64 = 2_000;
