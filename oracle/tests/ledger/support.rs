use domain::{
    ActCode, Beneficiary, BirthDate, Caisse, Cents, Convention, CoordinationOption, Day, Decompte,
    DecompteNumber, FileId, FileStamp, Line, LineDetails, LineOrigin, Member, MemberNumber, Nir,
    OcNumber, Operation, Outcome, Party, Payee, PayeeNature, PsNumber, Rank, Reaction, ReasonClass,
    Rights, Role, Statement, StatementKind,
};
use oracle::ambiguity::Choices;
use oracle::ledger::{Content, Delivered, Expectation, Ledger};
use oracle::product::Product;

const TABLES: [&str; 2] = [
    "schema-version: 2
id: base
name: { fr: Base, en: Base }
responsible: true
guarantees:
  medecins: { br: 100 }
  specialiste: { br: 200, limits: [ { euros: \"30.00\", excludes: [ticket-moderateur] } ] }
  sage-femme: { br: 100 }
  auxiliaires: { br: 100 }
  biologie: { br: 100 }
  pharmacie-100: { br: 100 }
  pharmacie-65: { br: 100 }
  dentaire: { br: 100 }
  dentaire-100-sante: { real-expense: true }
  optique: { br: 100 }
  monture-a: { real-expense: true }
  verre-a: { real-expense: true }
  audio: { br: 100 }
  audio-1: { real-expense: true }
  appareillage: { br: 100 }
  hospitalisation: { br: 100 }
  forfait-journalier: { real-expense: true }
  participation-acte-lourd: { real-expense: true }
  forfait-urgences: { real-expense: true }
  transport: { br: 100 }
  psychologue: { br: 100 }
",
    "schema-version: 2
id: libre
name: { fr: Libre, en: Free }
responsible: false
refunds-participation: true
guarantees: { generaliste: { br: 200 } }
",
];

pub(crate) fn euros(text: &str) -> Cents {
    text.parse().unwrap()
}

pub(crate) fn day(text: &str) -> Day {
    text.parse().unwrap()
}

pub(crate) fn nir(text: &str) -> Nir {
    text.parse().unwrap()
}

pub(crate) fn caisse() -> Caisse {
    Caisse::new(1, 751, 0).unwrap()
}

pub(crate) const NIR: &str = "2550814168025";

/// A person covered from the start of 2024 by the product `base`.
pub(crate) fn member() -> Member {
    Member {
        oc: OcNumber::new(17).unwrap(),
        member: MemberNumber::new(1).unwrap(),
        contract: "C1".into(),
        product: "base".into(),
        caisse: caisse(),
        nir: nir(NIR),
        key: nir(NIR).key(),
        role: Role::Insured,
        birth: BirthDate(*b"140855"),
        rank: Rank::FIRST,
        name: "MARTIN".into(),
        first_name: "JEANNE".into(),
        start: day("2024-01-01"),
        end: None,
        rights: Rights::default(),
    }
}

pub(crate) fn products() -> Vec<Product> {
    TABLES
        .iter()
        .map(|table| Product::parse("tested.yaml", table).unwrap())
        .collect()
}

pub(crate) fn ledger_of(members: &[Member], choices: Choices) -> Ledger {
    Ledger::new(&products(), members, choices).unwrap()
}

pub(crate) fn ledger() -> Ledger {
    ledger_of(&[member()], Choices::default())
}

/// A GP consultation in 2024: 26.50, of which the AMO pays 18.55 and the product `base` 7.95.
pub(crate) fn consultation() -> Line {
    Line {
        number: 1,
        start: day("2024-06-15"),
        end: day("2024-06-15"),
        act: ActCode::new("G").unwrap(),
        quantity: 1,
        count: 0,
        coefficient: 100,
        unit_price: euros("26.50"),
        spent: euros("26.50"),
        base: euros("26.50"),
        rate: 70,
        parcours: b'T',
        exemption: 0,
        nature: 10,
        executor: PsNumber::new(751_000_017).unwrap(),
        specialty: 1,
        convention: Convention::Secteur1,
        option: CoordinationOption::None,
        amount: euros("18.55"),
        majoration: Cents::ZERO,
        origin: None,
        details: LineDetails::default(),
    }
}

/// A specialist's at 60.00 on 31.50: ticket modérateur 9.45, 28.50 beyond.
pub(crate) fn dear() -> Line {
    Line {
        specialty: 3,
        spent: euros("60.00"),
        base: euros("31.50"),
        amount: euros("22.05"),
        ..consultation()
    }
}

/// The participation kept back from line 1 of a décompte of that number.
pub(crate) fn participation(code: &str, of: u32) -> Line {
    Line {
        number: 2,
        act: ActCode::new(code).unwrap(),
        spent: Cents::ZERO,
        base: Cents::ZERO,
        amount: euros("-2.00"),
        origin: origin(of, 1),
        ..consultation()
    }
}

pub(crate) fn origin(decompte: u32, line: u8) -> Option<LineOrigin> {
    let decompte = DecompteNumber::new(decompte).unwrap();
    Some(LineOrigin { decompte, line })
}

pub(crate) fn decompte(number: u32, lines: &[Line]) -> Decompte {
    let member = member();
    Decompte {
        oc: member.oc,
        date: day("2024-06-20"),
        key: member.key,
        beneficiary: Beneficiary {
            nir: member.nir,
            birth: member.birth,
            rank: member.rank,
        },
        name: member.name,
        first_name: member.first_name,
        caisse: caisse(),
        number: DecompteNumber::new(number).unwrap(),
        member: member.member,
        operation: Operation::Payment,
        payee: PsNumber::default(),
        payee_nature: PayeeNature::Insured,
        lines: lines.to_vec(),
    }
}

/// The décompte that takes every line of that one back.
pub(crate) fn cancellation(number: u32, of: &Decompte) -> Decompte {
    let number = DecompteNumber::new(number).unwrap();
    of.taken_back(number, day("2024-09-10"))
}

/// The décompte that replaces line 1 of décompte `of` by `line`.
pub(crate) fn regularisation(number: u32, of: u32, line: Line) -> Decompte {
    let line = Line {
        origin: origin(of, 1),
        ..line
    };
    Decompte {
        date: day("2024-09-10"),
        operation: Operation::Regularisation,
        ..decompte(number, &[line])
    }
}

pub(crate) fn file_id(stamp: u32) -> FileId {
    let mut text = [b'0'; 6];
    text.copy_from_slice(format!("{stamp:06}").as_bytes());
    FileId {
        sender: Party::caisse(caisse()),
        receiver: Party::mutuelle(OcNumber::new(17).unwrap()),
        reference: 303,
        date: day("2024-06-21"),
        stamp: FileStamp(text),
    }
}

/// Delivers a sound file of a number of its own.
pub(crate) fn deliver(ledger: &mut Ledger, decomptes: &[Decompte]) -> usize {
    deliver_as(ledger, None, decomptes)
}

pub(crate) fn deliver_as(ledger: &mut Ledger, id: Option<FileId>, decomptes: &[Decompte]) -> usize {
    ledger.deliver(&Delivered {
        id,
        content: Content::Decomptes(decomptes),
        received: None,
    })
}

/// Delivers a sound file on a day.
pub(crate) fn deliver_on(ledger: &mut Ledger, on: &str, decomptes: &[Decompte]) -> usize {
    ledger.deliver(&Delivered {
        id: None,
        content: Content::Decomptes(decomptes),
        received: Some(day(on)),
    })
}

/// Hands over a document, on a day where one is given. Gives what is due for it.
pub(crate) fn hand_over(ledger: &mut Ledger, on: Option<&str>, statement: &Statement) -> Outcome {
    let delivery = ledger.deliver(&Delivered {
        id: None,
        content: Content::Statement(statement),
        received: on.map(day),
    });
    ledger.statement(delivery).unwrap().outcome
}

/// A document about the lines of those décomptes.
pub(crate) fn statement(kind: StatementKind, of: &[&Decompte], amount: &str) -> Statement {
    let lines = of.iter().flat_map(|decompte| {
        let acts = decompte
            .lines
            .iter()
            .filter(|line| line.act.deduction().is_none());
        acts.map(|line| decompte.line_id(line))
    });
    Statement {
        kind,
        lines: lines.collect(),
        amount: euros(amount),
        issued: None,
        care: None,
    }
}

pub(crate) fn zero(reason: ReasonClass) -> Outcome {
    Outcome::without_money(Reaction::SettledZero, reason)
}

pub(crate) fn choosing(entry: &str, alternative: &str) -> Choices {
    Choices::default().with(entry, alternative).unwrap()
}

/// What is expected of the first line of a delivery.
pub(crate) fn first(ledger: &Ledger, delivery: usize) -> &Expectation {
    &ledger.lines(delivery)[0]
}

/// Outcome and rule of the only line of a fresh ledger's only file.
pub(crate) fn alone(ledger: &mut Ledger, decompte: &Decompte) -> (Outcome, &'static str) {
    let delivery = deliver(ledger, std::slice::from_ref(decompte));
    let expectation = first(ledger, delivery);
    (expectation.outcome, expectation.rule)
}

pub(crate) fn paid(amount: &str) -> Outcome {
    Outcome::paid(euros(amount), Payee::Insured)
}

pub(crate) fn reversed(amount: &str) -> Outcome {
    Outcome::reversed(euros(amount), Payee::Insured)
}

pub(crate) fn held(reason: ReasonClass) -> Outcome {
    Outcome::without_money(Reaction::Held, reason)
}

pub(crate) fn refused(reason: ReasonClass) -> Outcome {
    Outcome::without_money(Reaction::Refused, reason)
}

pub(crate) fn no_effect(reason: ReasonClass) -> Outcome {
    Outcome::without_money(Reaction::NoEffect, reason)
}
