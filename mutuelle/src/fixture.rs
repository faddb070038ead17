//! Small décomptes for tests: one member, one GP, figures that can be checked by hand.

use domain::{
    Beneficiary, Cents, Convention, CoordinationOption, Day, Decompte, Line, LineId, LineOrigin,
    Member, Operation, Outcome, PayeeNature, Rank, Role,
};

use serde_json::json;

use crate::{Bug, Engine, Treatment};

pub(crate) const OC: &str = "00000017";

pub(crate) fn day(text: &str) -> Day {
    text.parse().unwrap()
}

/// What every responsible contract gives, with those guarantees in place of its own.
pub(crate) fn responsible(id: &str, guarantees: &serde_json::Value) -> serde_json::Value {
    let mut all = json!({
        "medecins": {"br": 100}, "sage-femme": {"br": 100}, "auxiliaires": {"br": 100},
        "biologie": {"br": 100}, "pharmacie-100": {"br": 100}, "pharmacie-65": {"br": 100},
        "dentaire": {"br": 100}, "dentaire-100-sante": {"real-expense": true},
        "optique": {"br": 100}, "monture-a": {"real-expense": true}, "verre-a": {"real-expense": true},
        "audio": {"br": 100}, "audio-1": {"real-expense": true}, "appareillage": {"br": 100},
        "hospitalisation": {"br": 100}, "forfait-journalier": {"real-expense": true},
        "participation-acte-lourd": {"real-expense": true}, "forfait-urgences": {"real-expense": true},
        "transport": {"br": 100}, "psychologue": {"br": 100},
    });
    for (key, guarantee) in guarantees.as_object().unwrap() {
        all[key] = guarantee.clone();
    }
    json!({
        "schema-version": 2, "id": id, "name": {"fr": id, "en": id}, "responsible": true,
        "guarantees": all,
    })
}

/// Two small products.
pub(crate) fn products() -> Vec<serde_json::Value> {
    let middle = json!({
        "generaliste": {"br": 125},
        "specialiste": {
            "br": {"optam": 145, "non-optam": 125},
            "limits": [{"euros": "15.00", "excludes": ["ticket-moderateur"]}],
        },
        "pharmacie-30": {"br": 100},
    });
    vec![
        responsible("essentielle", &json!({})),
        responsible("equilibre", &middle),
    ]
}

/// A member of `equilibre` from 2024-01-01 to 2024-12-31.
pub(crate) fn member() -> Member {
    let nir: domain::Nir = "2550814168025".parse().unwrap();
    Member {
        oc: OC.parse().unwrap(),
        member: "00000042".parse().unwrap(),
        contract: "C1".into(),
        product: "equilibre".into(),
        caisse: "01-751-000".parse().unwrap(),
        nir,
        key: nir.key(),
        role: Role::Insured,
        birth: "140855".parse().unwrap(),
        rank: Rank::FIRST,
        name: "ESSAI".into(),
        first_name: "CLAIRE".into(),
        start: day("2024-01-01"),
        end: Some(day("2024-12-31")),
        rights: domain::Rights::default(),
    }
}

pub(crate) fn engine(bugs: &[Bug]) -> Engine {
    let mut engine = Engine::new(bugs);
    engine.add_products(&products()).unwrap();
    engine.set_portfolio(vec![member()]);
    engine
}

/// A GP's consultation in secteur 1 on 2024-11-18: 26.50, base 26.50, AMO 18.55. `equilibre` (125 %)
/// pays 7.95 for it.
pub(crate) fn gp(number: u8) -> Line {
    Line {
        number,
        start: day("2024-11-18"),
        end: day("2024-11-18"),
        act: "G".parse().unwrap(),
        quantity: 1,
        count: 0,
        coefficient: 100,
        unit_price: Cents(2_650),
        spent: Cents(2_650),
        base: Cents(2_650),
        rate: 70,
        parcours: b'T',
        exemption: b'0',
        nature: 10,
        executor: "750000011".parse().unwrap(),
        specialty: 1,
        convention: Convention::Secteur1,
        option: CoordinationOption::None,
        amount: Cents(1_855),
        majoration: Cents::ZERO,
        origin: None,
        details: domain::LineDetails::default(),
    }
}

/// An act of those figures, at the same place as [`gp`].
pub(crate) fn act(number: u8, code: &str, spent: i64, base: i64, amount: i64) -> Line {
    Line {
        act: code.parse().unwrap(),
        unit_price: Cents(spent),
        spent: Cents(spent),
        base: Cents(base),
        amount: Cents(amount),
        ..gp(number)
    }
}

/// The participation of 2.00 kept back from a line of the décompte `number`.
pub(crate) fn participation(line: u8, decompte: u32, of: u8) -> Line {
    Line {
        origin: origin(decompte, of),
        ..act(line, "PFH", 0, 0, -200)
    }
}

pub(crate) fn origin(decompte: u32, line: u8) -> Option<LineOrigin> {
    Some(LineOrigin {
        decompte: domain::DecompteNumber::new(decompte).unwrap(),
        line,
    })
}

/// A décompte of 2024-11-20 for [`member`].
pub(crate) fn decompte(number: u32, lines: Vec<Line>) -> Decompte {
    let member = member();
    Decompte {
        oc: member.oc,
        date: day("2024-11-20"),
        key: member.key,
        beneficiary: Beneficiary {
            nir: member.nir,
            birth: member.birth,
            rank: member.rank,
        },
        name: member.name,
        first_name: member.first_name,
        caisse: member.caisse,
        number: domain::DecompteNumber::new(number).unwrap(),
        member: member.member,
        operation: Operation::Payment,
        payee: "000000000".parse().unwrap(),
        payee_nature: PayeeNature::Insured,
        lines,
    }
}

/// What takes a décompte back, under a number of its own, on 2024-12-02.
pub(crate) fn cancellation(number: u32, of: &Decompte) -> Decompte {
    let number = domain::DecompteNumber::new(number).unwrap();
    of.taken_back(number, day("2024-12-02"))
}

/// What replaces a décompte by other lines, under a number of its own, on 2024-12-02.
pub(crate) fn regularisation(number: u32, of: &Decompte, lines: Vec<Line>) -> Decompte {
    let lines = lines.into_iter().map(|line| Line {
        origin: origin(of.number.get(), line.number),
        ..line
    });
    Decompte {
        number: domain::DecompteNumber::new(number).unwrap(),
        date: day("2024-12-02"),
        operation: Operation::Regularisation,
        lines: lines.collect(),
        ..of.clone()
    }
}

/// The outcomes of the lines of a treatment.
pub(crate) fn outcomes(treatment: &Treatment) -> Vec<Outcome> {
    treatment.lines.iter().map(|line| line.outcome).collect()
}

/// The amended lines of a treatment, with the request they answer.
pub(crate) fn amended(treatment: &Treatment) -> Vec<(u64, LineId, Outcome)> {
    let amendments = treatment.amendments.iter();
    amendments
        .flat_map(|amendment| {
            let lines = amendment.lines.iter();
            lines.map(|line| (amendment.re, line.line, line.outcome))
        })
        .collect()
}
