//! A second mutuelle under both ledgers: décomptes, and what the first one says it paid on their lines, in any order.

use std::collections::BTreeMap;

use domain::{
    ActCode, Beneficiary, BirthDate, Caisse, Cents, Convention, CoordinationOption, Day, Decompte,
    DecompteNumber, Line, LineDetails, LineId, Member, MemberNumber, Nir, OcNumber, Operation,
    Outcome, PayeeNature, PsNumber, Rank, ReasonClass, Rights, Role, Statement, StatementKind,
};
use mutuelle::Engine;
use oracle::ambiguity::Choices;
use oracle::ledger::{Content, Delivered, Ledger};
use oracle::product::Product;
use serde_json::{Value, json};

use crate::batches::until;
use crate::draws::Draws;
use crate::tally::add_each;

/// What the flows came to.
#[derive(Debug, Default)]
pub struct Flows {
    /// Lines whose answer was compared when the flow had ended.
    pub lines: u64,
    /// Of these, those that were settled after a first insurer, by what was done and why.
    pub after_the_first: BTreeMap<String, u64>,
    /// Statements, by what became of them.
    pub statements: BTreeMap<String, u64>,
    /// Flows that came out differently.
    pub disagreed: u64,
    /// The first of them, in words.
    pub shown: Vec<String>,
}

/// Plays so many flows. The same seed gives the same ones.
#[must_use]
pub fn run_statements(seed: u64, flows: u64) -> Flows {
    let mut all = Flows::default();
    let mut played = 0;
    until(
        |number| flow(&mut Draws::new(seed, number)),
        |one| {
            played += 1;
            all.add(one);
            played < flows
        },
    );
    all
}

/// One thing that reaches the mutuelle.
#[derive(Debug, Clone)]
enum Came {
    File(Decompte),
    Statement(Statement),
}

fn flow(draws: &mut Draws) -> Flows {
    let mut flow = Flows::default();
    let Some(came) = drawn(draws) else {
        flow.disagreed = 1;
        flow.shown.push("a number that is none".to_owned());
        return flow;
    };
    let (Some(first), Some(second)) = (by_the_first(&came), by_the_second(&came)) else {
        flow.disagreed = 1;
        flow.shown.push("the product is not read".to_owned());
        return flow;
    };
    if first.lines != second.lines || first.statements != second.statements {
        flow.disagreed = 1;
        flow.shown
            .push(format!("{came:?}\nfirst: {first:?}\nsecond: {second:?}"));
    }
    flow.lines = first.lines.len() as u64;
    for outcome in first.statements {
        let told = format!("{} {}", outcome.reaction.word(), outcome.reason.word());
        *flow.statements.entry(told).or_default() += 1;
    }
    for outcome in first.lines.into_values() {
        if outcome.reason != ReasonClass::DocumentAwaited {
            let told = format!("{} {}", outcome.reaction.word(), outcome.reason.word());
            *flow.after_the_first.entry(told).or_default() += 1;
        }
    }
    flow
}

/// What a ledger says in the end of each line, and said of each statement when it came.
#[derive(Debug, PartialEq)]
struct Said {
    lines: BTreeMap<LineId, Outcome>,
    statements: Vec<Outcome>,
}

fn by_the_first(came: &[Came]) -> Option<Said> {
    let product = Product::parse("drawn", &product().to_string()).ok()?;
    let mut ledger = Ledger::new(&[product], &[member()?], Choices::default()).ok()?;
    let mut statements = Vec::new();
    for came in came {
        let content = match came {
            Came::File(decompte) => Content::Decomptes(std::slice::from_ref(decompte)),
            Came::Statement(statement) => Content::Statement(statement),
        };
        let delivery = ledger.deliver(&Delivered {
            id: None,
            content,
            received: None,
        });
        statements.extend(ledger.statement(delivery).map(|due| due.outcome));
    }
    let lines = (0..came.len()).flat_map(|delivery| ledger.lines(delivery));
    Some(Said {
        lines: lines.map(|line| (line.line, line.outcome)).collect(),
        statements,
    })
}

fn by_the_second(came: &[Came]) -> Option<Said> {
    let mut engine = Engine::new(&[]);
    engine.add_products(&[product()]).ok()?;
    engine.set_portfolio(vec![member()?]);
    let (mut lines, mut statements) = (BTreeMap::new(), Vec::new());
    for (re, came) in (1..).zip(came) {
        let amendments = match came {
            Came::File(decompte) => {
                let treatment = engine.treat(re, std::slice::from_ref(decompte));
                lines.extend(treatment.lines.iter().map(|line| (line.line, line.outcome)));
                treatment.amendments
            }
            Came::Statement(statement) => {
                let treatment = engine.first_insurer_paid(statement);
                statements.push(treatment.outcome);
                treatment.amendments
            }
        };
        let changed = amendments.iter().flat_map(|amendment| &amendment.lines);
        lines.extend(changed.map(|line| (line.line, line.outcome)));
    }
    Some(Said { lines, statements })
}

/// Levels on top of what a first one pays, with a ceiling that they use up.
fn product() -> Value {
    json!({
        "schema-version": 2,
        "id": "second",
        "name": { "fr": "Seconde", "en": "Second" },
        "responsible": false,
        "guarantees": {
            "generaliste": { "br": 200 },
            "specialiste": { "real-expense": true, "limits": [{ "euros": "60.00" }] },
            "pharmacie-65": { "br": 100 },
        },
    })
}

const NIR: &str = "2550814168025";

fn member() -> Option<Member> {
    let nir: Nir = NIR.parse().ok()?;
    Some(Member {
        oc: OcNumber::new(17)?,
        member: MemberNumber::new(1)?,
        contract: "C1".into(),
        product: "second".into(),
        caisse: Caisse::new(1, 751, 0)?,
        nir,
        key: nir.key(),
        role: Role::Insured,
        birth: BirthDate(*b"140855"),
        rank: Rank::FIRST,
        name: "MARTIN".into(),
        first_name: "JEANNE".into(),
        start: Day::new(2024, 1, 1)?,
        end: Day::new(2025, 12, 31),
        rights: Rights {
            on_statement: true,
            ..Rights::default()
        },
    })
}

/// Some décomptes, statements of their lines, and cancellations, in any order.
fn drawn(draws: &mut Draws) -> Option<Vec<Came>> {
    let mut came = Vec::new();
    for number in 1..=u32::from(draws.upto(4)) {
        let lines: Option<Vec<Line>> = (1..=draws.upto(3)).map(|at| line(draws, at)).collect();
        let decompte = decompte(number, lines?)?;
        if draws.percent(85) {
            came.push(Came::Statement(statement(draws, &decompte)));
        }
        if draws.percent(15) {
            came.push(Came::Statement(statement(draws, &decompte)));
        }
        if draws.percent(20) {
            came.push(Came::File(cancellation(number + 10, &decompte)?));
        }
        came.push(Came::File(decompte));
    }
    for at in (1..came.len()).rev() {
        came.swap(at, draws.index(at + 1));
    }
    Some(came)
}

fn line(draws: &mut Draws, number: u8) -> Option<Line> {
    let (act, specialty, rate) = draws.pick(&[("G", 1, 70), ("CS", 8, 70), ("PH7", 0, 65)]);
    let base = draws.cents(300, 6_000);
    let spent = if draws.percent(40) {
        base
    } else {
        base + draws.cents(0, 5_000)
    };
    let share = Cents(base.0 * rate / 100);
    let majoration = if draws.percent(15) {
        Cents(share.0 / 2)
    } else {
        Cents::ZERO
    };
    let start = Day::new(2024, 6, 1)?.plus(draws.between(0, 300));
    Some(Line {
        number,
        start,
        end: start,
        act: ActCode::new(act)?,
        quantity: 1,
        count: 0,
        coefficient: 100,
        unit_price: spent,
        spent,
        base,
        rate: u16::try_from(rate).ok()?,
        parcours: b'T',
        exemption: b'0',
        nature: 10,
        executor: PsNumber::new(750_000_009)?,
        specialty,
        convention: Convention::Secteur1,
        option: CoordinationOption::None,
        amount: share - majoration,
        majoration,
        origin: None,
        details: LineDetails::default(),
    })
}

fn decompte(number: u32, lines: Vec<Line>) -> Option<Decompte> {
    let member = member()?;
    Some(Decompte {
        oc: member.oc,
        date: Day::new(2025, 5, 1)?.plus(i32::try_from(number).ok()?),
        key: member.key,
        beneficiary: Beneficiary {
            nir: member.nir,
            birth: member.birth,
            rank: member.rank,
        },
        name: member.name,
        first_name: member.first_name,
        caisse: member.caisse,
        number: DecompteNumber::new(number)?,
        member: member.member,
        operation: Operation::Payment,
        payee: PsNumber::default(),
        payee_nature: PayeeNature::Insured,
        lines,
    })
}

fn cancellation(number: u32, of: &Decompte) -> Option<Decompte> {
    Some(of.taken_back(DecompteNumber::new(number)?, of.date.plus(30)))
}

/// What a first insurer paid on lines of a décompte: all, or some in another order.
fn statement(draws: &mut Draws, of: &Decompte) -> Statement {
    let mut lines: Vec<LineId> = of.lines.iter().map(|line| of.line_id(line)).collect();
    if draws.percent(25) {
        lines.reverse();
        let kept = draws.index(lines.len()) + 1;
        lines.truncate(kept);
    }
    let care = of.lines.first().map(|line| line.start);
    Statement {
        kind: StatementKind::FirstInsurer,
        lines,
        amount: draws.cents(0, 8_000),
        issued: care
            .filter(|_| draws.percent(30))
            .map(|care| care.plus(draws.between(-20, 400))),
        care: None,
    }
}

impl Flows {
    fn add(&mut self, one: Self) {
        const SHOWN: usize = 4;
        self.lines += one.lines;
        self.disagreed += one.disagreed;
        add_each(&mut self.after_the_first, one.after_the_first);
        add_each(&mut self.statements, one.statements);
        let room = SHOWN.saturating_sub(self.shown.len());
        self.shown.extend(one.shown.into_iter().take(room));
    }
}
