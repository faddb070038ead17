//! A small stream with one verdict of each subject, and a cause.

use std::collections::BTreeMap;

use conformance::report::Summary;
use conformance::requirements::Weight;
use conformance::stream::{
    AccountLine, CareShown, Cause, CounterMove, End, Evidence, Exercised, FamilyCounted, Figure,
    Input, LawUsed, LayoutUsed, LineDays, LinePlace, Record, RequirementTold, Run, STREAM_VERSION,
    Severity, Shown, Smallest, Status, StepShown, Subject, Tally, TargetIdentity, Text, Traced,
    Verdict,
};
use conformance::target::Courier;
use conformance::target::Grain;
use domain::{Cents, Day, FileReaction, Outcome, Payee, Reaction, ReasonClass};
use protocol::LinkStatus;

pub(crate) fn summary(records: Vec<Record>) -> Summary {
    let mut summary = Summary::new();
    for record in records {
        summary.add(record);
    }
    summary
}

pub(crate) fn jsonl(records: &[Record]) -> String {
    let lines: Vec<String> = records
        .iter()
        .map(|record| serde_json::to_string(record).unwrap() + "\n")
        .collect();
    lines.concat()
}

pub(crate) fn records() -> Vec<Record> {
    whole(verdicts(), vec![cause()])
}

/// A run, verdicts, causes and the end that fits them.
pub(crate) fn whole(verdicts: Vec<Verdict>, causes: Vec<Cause>) -> Vec<Record> {
    let mut tally = Tally::default();
    verdicts.iter().for_each(|verdict| tally.add(verdict));
    let mut records = vec![Record::Run(run())];
    records.extend(
        verdicts
            .into_iter()
            .map(|verdict| Record::Verdict(Box::new(verdict))),
    );
    records.extend(
        causes
            .into_iter()
            .map(|cause| Record::Cause(Box::new(cause))),
    );
    let verdicts = [(Status::Conform, 4), (Status::Nonconform, 2)];
    records.push(Record::Requirement(Box::new(Shown {
        requirement: requirement(),
        scenarios: vec!["demo".into()],
        verdicts: verdicts.into(),
        rules: vec!["amc.participation-not-covered".into()],
        exercised: Some(Exercised {
            from: Day::new(2024, 12, 21).unwrap(),
            to: Day::new(2025, 1, 10).unwrap(),
            boundaries: vec![Day::new(2024, 12, 22).unwrap()],
        }),
    })));
    records.push(Record::End(End {
        evidence: Some(Box::new(evidence())),
        ..tally.end(false)
    }));
    records
}

pub(crate) fn run() -> Run {
    let input = |kind: &str, name: &str, digit: &str| Input {
        kind: kind.into(),
        name: name.into(),
        sha256: digit.repeat(64),
    };
    Run {
        stream: STREAM_VERSION.into(),
        etalon: "0.1.0".into(),
        scenarios: vec!["turn-of-the-year".into(), "worked-examples".into()],
        seed: 42,
        options: serde_json::json!({"insured": 1000, "from": "2024-11-01", "to": "2025-01-31"}),
        target: TargetIdentity {
            name: "mutuelle-exemple".into(),
            version: "0.1.0+refunds-participation".into(),
            capabilities: vec!["answers".into(), "links".into()],
            choices: BTreeMap::from([("rounding".into(), "half-up".into())]),
            through: None,
            courier: Courier::Etalon,
            grain: Grain::Line,
            not_compared: Vec::new(),
        },
        wall: None,
        inputs: vec![
            input("profile", "noemie-303-2024", "a"),
            input("law", "deductions.yaml", "b"),
            input("product", "responsable-100.yaml", "c"),
            input("scenario", "turn-of-the-year.yaml", "d"),
        ],
        extra: BTreeMap::new(),
    }
}

pub(crate) fn verdict(id: &str, rule: &str, status: Status, subject: Subject) -> Verdict {
    Verdict {
        id: id.into(),
        scenario: id.split('/').next().unwrap().into(),
        lot: 0,
        rule: rule.into(),
        status,
        severity: (status == Status::Nonconform).then_some(Severity::Must),
        subject,
        readings: Vec::new(),
        note: None,
        extra: BTreeMap::new(),
    }
}

/// A consultation of 30.00 answered by `got` where `expected` was due.
pub(crate) fn line(id: &str, status: Status, expected: Outcome, got: Option<Outcome>) -> Verdict {
    let file = id.split('/').nth(2).unwrap().split('#').next().unwrap();
    let subject = Subject::Line {
        at: LinePlace {
            file: file.into(),
            line: "01-751-0000/000000007/2024-12-27/1/remboursement".into(),
            offset: 896,
            rank: 1,
            columns: (107, 114),
        },
        care: CareShown {
            person: "Mme D… (2 84 05 … 12)".into(),
            product: Some("responsable-100".into()),
            day: Day::new(2024, 12, 23).unwrap(),
            act: "G".into(),
            spent: Cents(3000),
            base: Cents(3000),
            amo: Cents(2100),
        },
        days: Some(LineDays {
            received: Day::new(2024, 12, 28).unwrap(),
            answered: got.as_ref().map(|_| Day::new(2024, 12, 28).unwrap()),
            decided: got.as_ref().map(|_| Day::new(2024, 12, 30).unwrap()),
        }),
        expected,
        got,
        untold: Vec::new(),
        sum: None,
    };
    verdict(id, "amc.ticket-moderateur", status, subject)
}

fn verdicts() -> Vec<Verdict> {
    let due = Outcome::paid(Cents(900), Payee::Insured);
    let held = Outcome::without_money(Reaction::Held, ReasonClass::DuplicateSuspected);
    let mut refund = line(
        "turn-of-the-year/0/N0001.303#1/1",
        Status::Nonconform,
        due,
        Some(Outcome::paid(Cents(1100), Payee::Insured)),
    );
    refund.rule = "amc.participation-not-covered".into();
    let mut tolerated = line(
        "turn-of-the-year/0/N0002.303#1/1",
        Status::Tolerated,
        due,
        Some(held),
    );
    tolerated.note = Some("same-care: held within one décompte instead of paid".into());
    let mut skipped = line(
        "turn-of-the-year/0/N0003.303#1/1",
        Status::Skipped,
        due,
        None,
    );
    skipped.rule = "amc.third-party".into();
    skipped.note = Some("the target does not claim third-party payment".into());
    let file = |got| Subject::File {
        file: "N0004.303".into(),
        expected: FileReaction::Refused,
        got,
    };
    let mut silent = verdict(
        "turn-of-the-year/0/N0004.303#2",
        "file.refused-whole",
        Status::Unknown,
        file(None),
    );
    silent.note = Some("no answer before the end of the lot".into());
    vec![
        refund,
        line(
            "turn-of-the-year/0/N0001.303#1/2",
            Status::Conform,
            due,
            Some(due),
        ),
        tolerated,
        skipped,
        verdict(
            "turn-of-the-year/0/N0004.303#1",
            "file.refused-whole",
            Status::Conform,
            file(Some(FileReaction::Refused)),
        ),
        silent,
        verdict(
            "turn-of-the-year/0/L0001.929#1/1",
            "link.929-18",
            Status::Conform,
            Subject::Link {
                person: "M. B… (1 79 11 … 40)".into(),
                reason: 18,
                expected: LinkStatus::Rejected,
                got: Some(LinkStatus::Rejected),
            },
        ),
        verdict(
            "turn-of-the-year/0/408/3",
            "link.408-creation",
            Status::Conform,
            Subject::Movement {
                person: "Mme D… (2 84 05 … 12)".into(),
                detail: "creation from 2024-11-01, found with the same date".into(),
            },
        ),
        example(
            "E001",
            "X",
            Some(2),
            "seed 003 — the page refunds the participation",
        ),
        example("E003", "S", None, "AG2R-S12, dispofi-gen"),
        verdict(
            "worked-examples/0/target",
            "target.stays-up",
            Status::Conform,
            Subject::Target {
                detail: "started, answered, stopped".into(),
            },
        ),
    ]
}

fn example(row: &str, grade: &str, page_more: Option<i64>, source: &str) -> Verdict {
    let figure = |name: &str, cents: i64, page: Option<i64>| Figure {
        name: name.into(),
        row: Cents(cents),
        ours: Some(Cents(cents)),
        page: page.map(Cents),
    };
    let figures = vec![
        figure("amo-gross", 1750, None),
        figure("deductions", 100, None),
        figure("amo-paid", 1650, None),
        figure("amc-paid", 750, page_more.map(|_| 850)),
        figure("remainder", 100, page_more.map(|_| 0)),
    ];
    let subject = Subject::Example {
        row: row.into(),
        grade: grade.into(),
        figures,
        source: source.into(),
    };
    verdict(
        &format!("worked-examples/0/{row}"),
        "example.published",
        Status::Conform,
        subject,
    )
}

pub(crate) fn text(fr: &str, en: &str) -> Text {
    Text {
        fr: fr.into(),
        en: en.into(),
    }
}

pub(crate) fn cause() -> Cause {
    let step =
        |rule: &str, label: Text, inputs: &[(&str, &str)], result: &str, sure: bool| StepShown {
            rule: rule.into(),
            label,
            inputs: inputs
                .iter()
                .map(|(name, value)| ((*name).into(), (*value).into()))
                .collect(),
            result: result.into(),
            source: "CSS art. L. 160-13, R. 160-19".into(),
            confidence: if sure { "certain" } else { "inferred" }.into(),
        };
    Cause {
        id: "amc.participation-not-covered:overpaid".into(),
        title: text(
            "La mutuelle rembourse la participation forfaitaire de 2 €",
            "The mutuelle refunds the 2 € participation",
        ),
        rule: "amc.participation-not-covered".into(),
        rule_text: text(
            "Un contrat responsable ne prend jamais en charge la participation forfaitaire.",
            "A responsible contract never covers the participation forfaitaire.",
        ),
        rule_source: "CSS art. L. 871-1".into(),
        requirements: vec![requirement()],
        count: 1,
        persons: 1,
        overpaid: Cents(200),
        underpaid: Cents::ZERO,
        example: "turn-of-the-year/0/N0001.303#1/1".into(),
        subject: verdicts()
            .first()
            .map(|first| Box::new(first.subject.clone())),
        expected: text(
            "9,00 € à l’assurée : 30 % de la base de 30,00 €",
            "€9.00 to the insured: 30% of the base of €30.00",
        ),
        got: text("11,00 € : 2,00 € de trop", "€11.00: €2.00 too much"),
        steps: vec![
            step(
                "amo.share",
                text("Part AMO théorique", "Theoretical AMO share"),
                &[("base", "30.00"), ("taux", "70 %")],
                "21.00",
                true,
            ),
            step(
                "amc.ticket-moderateur",
                text("Ticket modérateur", "Ticket modérateur"),
                &[("base", "30.00"), ("AMO", "21.00")],
                "9.00",
                true,
            ),
            step(
                "amc.participation-not-covered",
                text(
                    "Participation laissée à l’assurée",
                    "Participation left to the insured",
                ),
                &[("participation", "2.00")],
                "9.00",
                false,
            ),
        ],
        account: vec![AccountLine {
            received: Day::new(2024, 12, 28).unwrap(),
            line: "01-751-0000/000000007/2024-12-27/1/remboursement".into(),
            day: Day::new(2024, 12, 23).unwrap(),
            act: "G".into(),
            due: Cents(900),
            counters: vec![CounterMove {
                rule: "R-AMC-CEILING".into(),
                label: text("ce qui reste du plafond", "what is left of the ceiling"),
                before: "20.00".into(),
                taken: "9.00".into(),
                after: "11.00".into(),
            }],
        }],
        smallest: Some(Smallest {
            files: vec!["smallest/1/N0001.303".into()],
            scenario: "smallest/1/scenario.yaml".into(),
            members: 1,
            decomptes: 1,
            lines: 2,
            runs: 17,
        }),
        replay: "etalon run etalon-report/smallest/1/scenario.yaml --target target.yaml --seed 42"
            .into(),
        extra: BTreeMap::new(),
    }
}

fn evidence() -> Evidence {
    Evidence {
        layouts: vec![LayoutUsed {
            name: "noemie-303-2024".into(),
            reference: 303,
            fields: [("confirmed".into(), 1), ("inferred".into(), 3)].into(),
        }],
        law: LawUsed {
            from: Day::new(2023, 1, 1),
            to: Day::new(2026, 12, 31),
            figures: [("confirmed".into(), 400), ("memory".into(), 12)].into(),
            holes: 7,
        },
        catalogue: vec![FamilyCounted {
            family: "counters".into(),
            title: text("Compteurs", "Counters"),
            requirements: 9,
            untested: 2,
        }],
        people: 400,
        sample: vec![Traced {
            id: "turn-of-the-year/0/N0001.303#1/2".into(),
            steps: cause().steps,
        }],
    }
}

/// The requirement that the planted bug breaks.
pub(crate) fn requirement() -> RequirementTold {
    RequirementTold {
        id: "COUNTERS-PARTICIPATION".into(),
        family: "counters".into(),
        family_title: text("Compteurs", "Counters"),
        weight: Weight::Must,
        text: text(
            "La participation forfaitaire n’est pas remboursée.",
            "The participation is not refunded.",
        ),
        source: "reimbursement-rules §0.1".into(),
    }
}
