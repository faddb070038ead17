//! Rules N18, in time: the ledger and the sample mutuelle, each written from the pages, agree on care to come, care
//! that comes after two years and everything that may befall it meanwhile. The mutuelle's own tests of N18
//! (`mutuelle/src/engine/tests/time.rs`) say what was read.

#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test may stop")]

mod common;

use std::collections::BTreeMap;

use conformance::case::{Case, CaseFile};
use conformance::session::greet;
use conformance::shrink::judge_case;
use conformance::stream::{Status, Subject, Verdict};
use conformance::target::Stdio;
use domain::{
    ActCode, Beneficiary, Caisse, Cents, Convention, CoordinationOption, Day, Decompte,
    DecompteNumber, FileStamp, Line, LineOrigin, Member, MemberNumber, Nir, OcNumber, Operation,
    Party, PayeeNature, PsNumber, Rank, ReasonClass, Role,
};
use generators::{Change, ChangedRow, Draws};
use noemie::Header;
use noemie::framing::Framing;
use noemie::profile::Profile;
use oracle::ambiguity::Choices;
use oracle::product::Product;

/// Lives tried.
const LIVES: u64 = 600;

fn day(text: &str) -> Day {
    text.parse().unwrap()
}

fn caisse() -> Caisse {
    Caisse::new(1, 751, 0).unwrap()
}

/// The member whose lines are looked at, from that day on; or the other one, whose files make days pass.
fn member(n: u32, start: Day) -> Member {
    let nir: Nir = ["2800175001000", "1750675002000"][n as usize]
        .parse()
        .unwrap();
    Member {
        oc: OcNumber::new(99_000_017).unwrap(),
        member: MemberNumber::new(n + 1).unwrap(),
        contract: format!("C{n}").into(),
        product: "equilibre".into(),
        caisse: caisse(),
        nir,
        key: nir.key(),
        role: Role::Insured,
        birth: "150180".parse().unwrap(),
        rank: Rank::FIRST,
        name: "MARTIN".into(),
        first_name: "ANNA".into(),
        start,
        end: None,
        rights: domain::Rights::default(),
    }
}

/// An act on those days, of which the AMO paid that much.
fn line(act: &str, (start, end): (Day, Day), quantity: i16, spent: i64, amount: i64) -> Line {
    Line {
        number: 1,
        start,
        end,
        act: ActCode::new(act).unwrap(),
        quantity,
        count: 0,
        coefficient: 100,
        unit_price: Cents(spent / i64::from(quantity)),
        spent: Cents(spent),
        base: Cents(spent),
        rate: if amount == 0 { 0 } else { 70 },
        parcours: b'T',
        exemption: b'0',
        nature: 10,
        executor: PsNumber::new(750_000_009).unwrap(),
        specialty: 1,
        convention: Convention::Secteur1,
        option: CoordinationOption::None,
        amount: Cents(amount),
        majoration: Cents::ZERO,
        origin: None,
        details: domain::LineDetails::default(),
    }
}

/// A décompte of that member, of that day.
fn decompte(n: u32, number: u32, date: Day, line: Line) -> Decompte {
    let who = member(n, date);
    Decompte {
        oc: who.oc,
        date,
        key: who.key,
        beneficiary: Beneficiary {
            nir: who.nir,
            birth: who.birth,
            rank: who.rank,
        },
        name: who.name,
        first_name: who.first_name,
        caisse: caisse(),
        number: DecompteNumber::new(number).unwrap(),
        member: who.member,
        operation: Operation::Payment,
        payee: PsNumber::default(),
        payee_nature: PayeeNature::Insured,
        lines: vec![line],
    }
}

/// A file of one décompte, delivered on that day.
fn file(n: u32, received: Day, decompte: &Decompte) -> CaseFile {
    let header = Header {
        sender: Party::caisse(caisse()),
        receiver: Party::mutuelle(decompte.oc),
        exchange: *b"RT",
        reference: 303,
        date: received,
        stamp: FileStamp(format!("{n:06}").into_bytes().try_into().unwrap()),
    };
    let mut bytes = Vec::new();
    let decomptes = std::slice::from_ref(decompte);
    let framing = Framing::default();
    noemie::decomptes::write(
        Profile::decomptes(),
        &header,
        decomptes,
        &framing,
        &mut bytes,
    )
    .expect("a valid décompte can be written");
    CaseFile {
        day: received,
        name: format!("{n}.noe"),
        bytes,
    }
}

/// A day that passes: the other member has a consultation.
fn tick(n: u32, on: Day) -> CaseFile {
    let care = on.plus(-n.cast_signed());
    let care = line("G", (care, care), 1, 2_650, 1_855);
    file(n, on, &decompte(1, 500 + n, on, care))
}

fn case(first: Member, changes: Vec<Change>, mut files: Vec<CaseFile>) -> Case {
    files.sort_by_key(|file| file.day);
    let products = Product::shipped();
    let products = products.iter();
    Case {
        scenario: "time".to_owned(),
        lot: 0,
        products: products
            .map(|(name, text)| Product::parse(name, text).unwrap())
            .collect(),
        members: vec![first, member(1, day("2023-01-01"))],
        changes,
        files,
    }
}

fn verdicts(case: &Case, target: &mut Stdio) -> Vec<Verdict> {
    let profile = Profile::decomptes();
    let heard = case.play(target, common::limits(), profile).unwrap();
    let expected = case.expect(profile, &Choices::default(), false).unwrap();
    judge_case(case, &expected, &heard)
}

fn target() -> Stdio {
    let mut target = common::mutuelle(&[]);
    greet(&mut target, "test").unwrap();
    target
}

/// The first member's row, as it is from that day on.
fn learns(day: Day, member: Member) -> Change {
    Change {
        day,
        rows: vec![ChangedRow { place: 0, member }],
    }
}

/// A little life about one care, at the days where N18 turns.
fn drawn(seed: u64) -> Case {
    let mut draws = Draws::new(seed, 0, generators::Subject::Adversity, 0);
    let start = day("2024-06-01").plus(draws.below(300).cast_signed());
    let last = start.plus(draws.between(1, 9).cast_signed());
    let care = match draws.below(7) {
        0 => line("G", (start, start), 1, 2_650, 0),
        1 => line("FJ", (start, last), 3, 6_000, 0),
        2 => line("AMS", (start, last), 3, 4_974, 2_984),
        3 => line("TO", (start, start.plus(182)), 1, 70_000, 0),
        4 => line("VEH", (start, last), 1, 12_000, 0),
        _ => line("G", (start, start), 1, 2_650, 1_855),
    };
    let paid = start.plus(draws.between(0, 40).cast_signed() - 20);
    let two_years = |from: Day| from.plus_months(24);
    let turns = [
        start,
        care.end,
        paid,
        two_years(start),
        two_years(care.end),
        two_years(paid),
    ];
    let mut near = || {
        let turn = *draws.pick(&turns).unwrap();
        turn.plus(draws.between(0, 2).cast_signed() - 1).max(paid)
    };
    let received = near();
    let first = decompte(0, 1, paid, care);
    let mut files = vec![file(1, received, &first)];
    let (later, days) = (near(), [near(), near(), near(), near()]);
    files.extend((10..).zip(days).map(|(n, day)| tick(n, day)));
    let later = later.max(received);
    let origin = Some(LineOrigin {
        decompte: first.number,
        line: 1,
    });
    match draws.below(6) {
        0 => files.push(file(2, later, &first)),
        1 => files.push(file(2, later, &decompte(0, 2, later, care))),
        2 | 3 => {
            let back = first.taken_back(DecompteNumber::new(2).unwrap(), later);
            files.push(file(2, later, &back));
        }
        4 => {
            let anew = Line { origin, ..care };
            let anew = Decompte {
                operation: Operation::Regularisation,
                ..decompte(0, 2, later, anew)
            };
            files.push(file(2, later, &anew));
        }
        _ => {}
    }
    // Sometimes the contract is suspended, until its premium is paid.
    let whole = member(0, day("2023-01-01"));
    if draws.permille(300) {
        let keyed = days[0].max(received).plus(draws.below(3).cast_signed());
        let mut suspended = member(0, day("2023-01-01"));
        suspended.rights.suspensions = vec![domain::Suspension {
            from: start.plus(-100),
            to: None,
            ended: None,
        }];
        return case(suspended, vec![learns(keyed, whole)], files);
    }
    // Or it ends about the day of care, as is learned later; and sometimes it did not end after all.
    if draws.permille(400) {
        let mut ended = whole.clone();
        ended.end = Some(start.plus(draws.below(9).cast_signed() - 3));
        let learned = days[0].max(received).plus(draws.below(3).cast_signed());
        let mut changes = vec![learns(learned, ended)];
        if draws.permille(500) {
            let again = learned.plus(draws.between(1, 30).cast_signed());
            changes.push(learns(again, whole.clone()));
        }
        return case(whole, changes, files);
    }
    case(whole, Vec::new(), files)
}

#[test]
fn little_lives_about_one_care() {
    let mut target = target();
    let mut reasons: BTreeMap<ReasonClass, u32> = BTreeMap::new();
    let mut apart: BTreeMap<String, Vec<u64>> = BTreeMap::new();
    for seed in 0..LIVES {
        for verdict in verdicts(&drawn(seed), &mut target) {
            let Subject::Line {
                care,
                expected,
                got,
                ..
            } = &verdict.subject
            else {
                assert_eq!(verdict.status, Status::Conform, "{seed}: {verdict:#?}");
                continue;
            };
            *reasons.entry(expected.reason).or_default() += 1;
            if verdict.status != Status::Conform {
                let words = format!(
                    "{}: {:?} {:?}, got {:?}",
                    care.act,
                    expected.reaction,
                    expected.reason,
                    got.map(|got| (got.reaction, got.reason))
                );
                apart.entry(words).or_default().push(seed);
            }
        }
    }
    assert!(apart.is_empty(), "by seeds: {apart:#?}");
    for reason in [
        ReasonClass::FutureCare,
        ReasonClass::TimeBarred,
        ReasonClass::RightsPending,
        ReasonClass::Cancellation,
        ReasonClass::DuplicateSuspected,
        ReasonClass::SameIdentity,
        ReasonClass::NoCover,
    ] {
        assert!(
            reasons.get(&reason).is_some_and(|count| *count >= 5),
            "{reason:?}: {reasons:?}"
        );
    }
}
