//! Valid values of everything that is written, for round trips.
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "helpers of tests")]
#![allow(
    dead_code,
    unreachable_pub,
    reason = "each test binary uses its own part"
)]

pub mod third_party;

use domain::{
    ActCode, Beneficiary, BirthDate, Caisse, Cents, Complement, Convention, CoordinationOption,
    Day, Decompte, DecompteNumber, FileStamp, Line, LineDetails, LineOrigin, MemberNumber, Nir,
    NirKey, OcNumber, Operation, Party, PayeeNature, PsNumber, Qualifier, Rank,
};
use noemie::links::{AnswerKind, LinkAnswer, Movement, MovementKind};
use noemie::{Framing, Header, LineEnd};
use quickcheck::{Arbitrary, Gen};

pub fn below(g: &mut Gen, end: u64) -> u64 {
    u64::arbitrary(g) % end
}

fn number(g: &mut Gen, end: u32) -> u32 {
    u32::try_from(below(g, end.into())).unwrap()
}

fn small(g: &mut Gen, end: u8) -> u8 {
    u8::try_from(below(g, end.into())).unwrap()
}

pub fn day(g: &mut Gen) -> Day {
    Day::new(1970, 1, 1)
        .unwrap()
        .plus(i32::try_from(below(g, 36_500)).unwrap())
}

fn text(g: &mut Gen, width: u64) -> String {
    const LETTERS: &[u8] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZ -'.0123456789";
    let length = below(g, width + 1);
    let text: String = (0..length)
        .map(|_| char::from(*g.choose(LETTERS).unwrap()))
        .collect();
    text.trim_end().to_owned()
}

fn nir(g: &mut Gen) -> Nir {
    let mut bytes = [0; 13];
    bytes.fill_with(|| b'0' + small(g, 10));
    if below(g, 8) == 0 {
        bytes[5] = b'2';
        bytes[6] = *g.choose(b"AB").unwrap();
    }
    Nir::from_bytes(bytes).unwrap()
}

fn birth(g: &mut Gen) -> BirthDate {
    match below(g, 10) {
        0 => BirthDate(*b"000000"),
        1 => BirthDate(*b"001360"),
        _ => BirthDate::of(day(g)),
    }
}

fn rank(g: &mut Gen) -> Rank {
    Rank::new(1 + small(g, 9)).unwrap()
}

fn oc(g: &mut Gen) -> OcNumber {
    OcNumber::new(99_000_000 + number(g, 3)).unwrap()
}

fn line(g: &mut Gen) -> Line {
    let negative = below(g, 4) == 0;
    let quantity = i16::try_from(below(g, 1_000)).unwrap();
    let sign = if negative && quantity != 0 { -1 } else { 1 };
    let mut amount = |end: u64| Cents(sign * i64::try_from(below(g, end)).unwrap());
    let (spent, base, majoration) = (
        amount(100_000_000),
        amount(100_000_000),
        amount(100_000_000),
    );
    let paid = amount(100_000_000);
    let act = *g
        .choose(&["G", "CS", "PH7", "HDR", "PFH", "FRT", "B", "VM123"])
        .unwrap();
    let act = ActCode::new(act).unwrap();
    Line {
        number: 1 + small(g, 99),
        start: day(g),
        end: day(g),
        act,
        quantity: if sign < 0 { -quantity } else { quantity },
        count: small(g, 100),
        coefficient: number(g, 1_000_000),
        unit_price: Cents(i64::from(number(g, 10_000_000))),
        spent,
        base,
        rate: u16::try_from(below(g, 1_000)).unwrap(),
        parcours: *g.choose(b"TNODUHS ").unwrap(),
        exemption: *g.choose(b"0123456789C").unwrap(),
        nature: small(g, 100),
        executor: PsNumber::new(number(g, 1_000_000_000)).unwrap(),
        specialty: small(g, 100),
        convention: *g
            .choose(&[Convention::None, Convention::Secteur1, Convention::Secteur2])
            .unwrap(),
        option: *g
            .choose(&[
                CoordinationOption::None,
                CoordinationOption::Older,
                CoordinationOption::Cas,
                CoordinationOption::Optam,
                CoordinationOption::OptamCo,
            ])
            .unwrap(),
        amount: if act.deduction().is_some() {
            -paid
        } else {
            paid
        },
        majoration,
        origin: bool::arbitrary(g).then(|| LineOrigin {
            decompte: DecompteNumber::new(number(g, 1_000_000_000)).unwrap(),
            line: 1 + small(g, 99),
        }),
        details: details(g),
    }
}

/// Blank on most lines, as it is in life.
fn details(g: &mut Gen) -> LineDetails {
    if below(g, 2) == 0 {
        return LineDetails::default();
    }
    let pair = |g: &mut Gen| *g.choose(&[*b"  ", *b"N ", *b"DE", *b"NR", *b"ZZ"]).unwrap();
    LineDetails {
        complement: Complement::new(pair(g)),
        qualifier: Qualifier::new(pair(g)),
        zone: small(g, 100),
        prescriber: PsNumber::new(number(g, 1_000_000_000)).unwrap(),
        prescriber_specialty: small(g, 100),
        prescription_origin: small(g, 5),
        prescribed: bool::arbitrary(g).then(|| day(g)),
        modulation: small(g, 6),
        deduction_flag: bool::arbitrary(g).then_some(b'S'),
        opposable: small(g, 3),
        other_part: Cents(
            i64::from(number(g, 100_000_000)) * if bool::arbitrary(g) { -1 } else { 1 },
        ),
    }
}

fn decompte(g: &mut Gen) -> Decompte {
    let nir = nir(g);
    Decompte {
        oc: oc(g),
        date: Day::new(2026, 1, 1)
            .unwrap()
            .plus(i32::try_from(below(g, 2)).unwrap()),
        key: nir.key(),
        beneficiary: Beneficiary {
            nir,
            birth: birth(g),
            rank: rank(g),
        },
        name: text(g, 25).into(),
        first_name: text(g, 15).into(),
        caisse: Caisse::new(small(g, 100), 751, u16::try_from(below(g, 1_000)).unwrap()).unwrap(),
        number: DecompteNumber::new(number(g, 1_000_000_000)).unwrap(),
        member: MemberNumber::new(number(g, 100_000_000)).unwrap(),
        operation: *g
            .choose(&[
                Operation::Payment,
                Operation::Regularisation,
                Operation::Cancellation,
            ])
            .unwrap(),
        payee: PsNumber::new(number(g, 1_000_000_000)).unwrap(),
        payee_nature: *g
            .choose(&[
                PayeeNature::Insured,
                PayeeNature::Mutuelle,
                PayeeNature::ThirdPartyAmo,
                PayeeNature::ThirdPartyFull,
            ])
            .unwrap(),
        lines: (0..=below(g, 6)).map(|_| line(g)).collect(),
    }
}

/// Décomptes some of which share their parents with the one before.
#[derive(Debug, Clone)]
pub struct Decomptes(pub Vec<Decompte>);

impl Arbitrary for Decomptes {
    fn arbitrary(g: &mut Gen) -> Self {
        let mut all: Vec<Decompte> = Vec::new();
        for _ in 0..below(g, 12) {
            let fresh = decompte(g);
            let next = match all.last() {
                Some(last) if bool::arbitrary(g) => Decompte {
                    number: fresh.number,
                    lines: fresh.lines,
                    caisse: fresh.caisse,
                    ..last.clone()
                },
                Some(last) if bool::arbitrary(g) => Decompte {
                    oc: last.oc,
                    date: last.date,
                    ..fresh
                },
                _ => fresh,
            };
            all.push(next);
        }
        Self(all)
    }

    fn shrink(&self) -> Box<dyn Iterator<Item = Self>> {
        let all = self.0.clone();
        Box::new((0..all.len()).map(move |i| {
            let mut fewer = all.clone();
            fewer.remove(i);
            Self(fewer)
        }))
    }
}

fn movement(g: &mut Gen) -> Movement {
    let nir = nir(g);
    let wrong = below(g, 8) == 0;
    Movement {
        oc: oc(g),
        nir,
        key: if wrong { NirKey(*b"00") } else { nir.key() },
        insured_name: text(g, 25).into(),
        insured_first_name: text(g, 15).into(),
        birth: birth(g),
        rank: rank(g),
        name: text(g, 25).into(),
        first_name: text(g, 15).into(),
        member: MemberNumber::new(number(g, 100_000_000)).unwrap(),
        kind: *g
            .choose(&[
                MovementKind::Create,
                MovementKind::Modify,
                MovementKind::Cancel,
            ])
            .unwrap(),
        contract_type: *g.choose(&[*b"01", *b"89", *b"85"]).unwrap(),
        start: day(g),
        end: bool::arbitrary(g).then(|| day(g)),
    }
}

#[derive(Debug, Clone)]
pub struct Movements(pub Vec<Movement>);

impl Arbitrary for Movements {
    fn arbitrary(g: &mut Gen) -> Self {
        let mut all: Vec<Movement> = Vec::new();
        for _ in 0..below(g, 12) {
            let fresh = movement(g);
            let next = match all.last() {
                Some(last) if bool::arbitrary(g) => {
                    let dependant = fresh.clone();
                    let last = last.clone();
                    Movement {
                        oc: last.oc,
                        nir: last.nir,
                        key: last.key,
                        insured_name: last.insured_name,
                        insured_first_name: last.insured_first_name,
                        ..dependant
                    }
                }
                _ => fresh,
            };
            all.push(next);
        }
        Self(all)
    }
}

#[derive(Debug, Clone)]
pub struct Answers(pub Vec<LinkAnswer>);

impl Arbitrary for Answers {
    fn arbitrary(g: &mut Gen) -> Self {
        let movements = Movements::arbitrary(g).0;
        let answer = |movement| LinkAnswer {
            movement,
            domain: LinkAnswer::DOMAIN,
            reason: small(g, 100),
            kind: *g
                .choose(&[
                    AnswerKind::Reject,
                    AnswerKind::Signal,
                    AnswerKind::Acknowledge,
                    AnswerKind::Inform,
                ])
                .unwrap(),
            label: text(g, 80).into(),
        };
        Self(movements.into_iter().map(answer).collect())
    }
}

/// Any framing that holds the longest entity.
#[derive(Debug, Clone)]
pub struct AnyFraming(pub Framing);

impl Arbitrary for AnyFraming {
    fn arbitrary(g: &mut Gen) -> Self {
        let line_end = *g
            .choose(&[LineEnd::Crlf, LineEnd::Lf, LineEnd::None])
            .unwrap();
        let max = *g.choose(&[149, 300, 1_019, 2_056, 9_999]).unwrap();
        Self(Framing::new(line_end, max).unwrap())
    }
}

pub fn from_caisse(reference: u16) -> Header {
    Header {
        sender: Party::caisse(Caisse::new(1, 751, 0).unwrap()),
        receiver: Party::mutuelle(OcNumber::new(99_000_017).unwrap()),
        exchange: if reference == 929 { *b"RJ" } else { *b"TR" },
        reference,
        date: Day::new(2026, 1, 15).unwrap(),
        stamp: FileStamp(*b"1234AB"),
    }
}

pub fn from_mutuelle() -> Header {
    Header {
        sender: Party::oc(OcNumber::new(99_000_017).unwrap()),
        receiver: Party::caisse(Caisse::new(1, 751, 0).unwrap()),
        exchange: *b"MU",
        reference: 408,
        date: Day::new(2026, 1, 10).unwrap(),
        stamp: FileStamp(*b"000007"),
    }
}

/// A fixed file of three décomptes of two persons, a cancellation and a participation among them.
pub fn sample_decomptes() -> Vec<Decompte> {
    let nir: Nir = "2550814168025".parse().unwrap();
    let act = |number, act: &str, quantity: i16, spent: i64, base: i64, amount: i64| Line {
        number,
        start: Day::new(2026, 1, 5).unwrap(),
        end: Day::new(2026, 1, 5).unwrap(),
        act: act.parse().unwrap(),
        quantity,
        count: 0,
        coefficient: 100,
        unit_price: Cents(base.abs()),
        spent: Cents(spent),
        base: Cents(base),
        rate: 70,
        parcours: b'T',
        exemption: b'0',
        nature: 10,
        executor: PsNumber::new(751_234_567).unwrap(),
        specialty: 1,
        convention: Convention::Secteur1,
        option: CoordinationOption::None,
        amount: Cents(amount),
        majoration: Cents::ZERO,
        origin: None,
        details: LineDetails::default(),
    };
    let number = |n| DecompteNumber::new(n).unwrap();
    let mut participation = act(2, "PFH", 1, 0, 0, -200);
    participation.origin = Some(LineOrigin {
        decompte: number(1_234),
        line: 1,
    });
    let mut back = act(1, "CS", -1, -2_650, -2_650, -1_855);
    back.origin = Some(LineOrigin {
        decompte: number(1_000),
        line: 1,
    });
    let first = Decompte {
        oc: OcNumber::new(99_000_017).unwrap(),
        date: Day::new(2026, 1, 12).unwrap(),
        key: nir.key(),
        beneficiary: Beneficiary {
            nir,
            birth: BirthDate(*b"140855"),
            rank: Rank::FIRST,
        },
        name: "ESSAI".into(),
        first_name: "CLAIRE".into(),
        caisse: Caisse::new(1, 751, 0).unwrap(),
        number: number(1_234),
        member: MemberNumber::new(99_000_047).unwrap(),
        operation: Operation::Payment,
        payee: PsNumber::default(),
        payee_nature: PayeeNature::Insured,
        lines: vec![act(1, "G", 1, 3_000, 3_000, 2_100), participation],
    };
    let second = Decompte {
        number: number(1_235),
        operation: Operation::Cancellation,
        lines: vec![back],
        ..first.clone()
    };
    let nir: Nir = "1460275116011".parse().unwrap();
    let third = Decompte {
        key: nir.key(),
        beneficiary: Beneficiary {
            nir,
            birth: BirthDate(*b"110246"),
            rank: Rank::FIRST,
        },
        name: "MODELE".into(),
        first_name: "PAUL".into(),
        number: number(1_236),
        member: MemberNumber::new(99_000_048).unwrap(),
        lines: vec![
            act(1, "G", 1, 3_000, 3_000, 2_100),
            act(2, "PH7", 2, 1_480, 1_480, 962),
        ],
        ..first.clone()
    };
    vec![first, second, third]
}

pub fn sample_file() -> Vec<u8> {
    let mut bytes = Vec::new();
    let framing = Framing::new(LineEnd::Crlf, 600).unwrap();
    noemie::decomptes::write(
        noemie::Profile::decomptes(),
        &from_caisse(303),
        &sample_decomptes(),
        &framing,
        &mut bytes,
    )
    .unwrap();
    bytes
}

/// Three movements of two insured.
pub fn sample_movements() -> Vec<Movement> {
    let movement = |nir: &str, birth: &[u8; 6], first_name: &str, kind| {
        let nir: Nir = nir.parse().unwrap();
        Movement {
            oc: OcNumber::new(99_000_017).unwrap(),
            nir,
            key: nir.key(),
            insured_name: "ESSAI".into(),
            insured_first_name: "CLAIRE".into(),
            birth: BirthDate(*birth),
            rank: Rank::FIRST,
            name: "ESSAI".into(),
            first_name: first_name.into(),
            member: MemberNumber::new(99_000_047).unwrap(),
            kind,
            contract_type: *b"01",
            start: Day::new(2026, 1, 1).unwrap(),
            end: Day::new(2026, 12, 31),
        }
    };
    vec![
        movement("2550814168025", b"140855", "CLAIRE", MovementKind::Create),
        movement("2550814168025", b"030590", "LEA", MovementKind::Modify),
        movement("1460275116011", b"110246", "PAUL", MovementKind::Cancel),
    ]
}

/// The caisse's answers to them.
pub fn sample_answers() -> Vec<LinkAnswer> {
    let reasons = [33, 53, 18];
    let movements = sample_movements();
    let answers = movements.into_iter().zip(reasons);
    answers
        .map(|(m, reason)| LinkAnswer::new(m, reason))
        .collect()
}
