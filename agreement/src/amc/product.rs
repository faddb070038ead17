//! Random product files.

use domain::{Basket, Family, Heading};
use serde_json::{Map, Value, json};

use super::level::{Kind, condition, euros, level, percent, with};
use super::limit::{deductible, limit, limit_of_the_law};
use super::readings::{Chosen, shows_under};
use crate::draws::Draws;

/// How a product stands to those before it.
#[derive(Debug, Clone, Copy)]
pub(super) enum Stand<'a> {
    /// Alone, or after another insurer's.
    Base,
    /// On the product of that id.
    On(&'a str, &'static str),
}

/// What the lines and the products of a household are mostly of.
#[derive(Debug, Clone)]
pub(super) struct Focus {
    pub(super) headings: Vec<Heading>,
    /// In a hundred products, how many call themselves responsible.
    responsible: u32,
}

/// Any, or where the one reading shows under which it lives.
pub(super) fn focus(draws: &mut Draws, chosen: &[Chosen]) -> Focus {
    // Those that rules name are drawn as often as all the others.
    const NAMED: [Heading; 20] = [
        Heading::Generaliste,
        Heading::Specialiste,
        Heading::Specialiste,
        Heading::ActesTechniques,
        Heading::HonorairesHospitaliers,
        Heading::Dentaire100Sante,
        Heading::DentaireMaitrise,
        Heading::MontureB,
        Heading::MontureB,
        Heading::VerreB,
        Heading::VerreB,
        Heading::VerreB,
        Heading::Audio2,
        Heading::Audio2,
        Heading::Audio2,
        Heading::Audio2,
        Heading::ForfaitJournalier,
        Heading::ForfaitUrgences,
        Heading::ParticipationActeLourd,
        Heading::ChambreParticuliere,
    ];
    let mut headings: Vec<Heading> = (0..3 + draws.upto(3))
        .map(|_| {
            if draws.percent(50) {
                draws.pick(&NAMED)
            } else {
                draws.pick(Heading::ALL)
            }
        })
        .collect();
    let shown: &[Heading] = match chosen {
        [chosen] => shows_under(*chosen),
        _ => &[],
    };
    headings[..shown.len()].copy_from_slice(shown);
    Focus {
        headings,
        responsible: if shown.is_empty() { 45 } else { 85 },
    }
}

/// A product file; now and then one that is none, or that calls itself responsible and is not.
pub(super) fn product(draws: &mut Draws, id: &str, stand: Stand<'_>, focus: &Focus) -> Value {
    let responsible = draws.percent(focus.responsible);
    let focus = &focus.headings;
    let mut file = json!({
        "schema-version": 2,
        "id": id,
        "name": { "fr": "Hasard", "en": "Random" },
        "responsible": responsible,
    });
    if draws.percent(70) {
        file["rounding"] = json!(draws.pick(&["half-up", "truncate"]));
    }
    if draws.percent(30) {
        file["payee"] = json!(draws.pick(&["insured", "as-amo"]));
    }
    if let Stand::On(base, kind) = stand {
        let mut on_top = json!({ "kind": kind });
        if draws.percent(50) {
            on_top["products"] = json!([base]);
        }
        if draws.percent(60) {
            on_top["includes-earlier"] = json!(draws.percent(70));
        }
        file["on-top-of"] = on_top;
    } else if draws.percent(if responsible { 1 } else { 6 }) {
        file["c2s"] = json!(true);
        return file;
    }
    if draws.percent(if responsible { 1 } else { 25 }) {
        file["refunds-participation"] = json!(true);
    }
    if draws.percent(40) {
        file["on-joining"] = json!(draws.pick(&["whole", "pro-rata"]));
    }
    if draws.percent(50) {
        file["on-product-change"] = json!(draws.pick(&["carry", "reset", "pro-rata"]));
    }
    let writing = Writing {
        responsible,
        base: matches!(stand, Stand::Base),
        shared: draws.below(3),
    };
    file["limits"] = writing.limits(draws);
    let mut guarantees = Map::new();
    if responsible && writing.base {
        guarantees = responsible_base();
    } else if draws.percent(30) {
        let family = draws.pick(Family::ALL);
        guarantees.insert(family.word().to_owned(), json!({ "br": percent(draws) }));
    }
    writing.guarantees(draws, focus, &mut guarantees);
    file["guarantees"] = Value::Object(guarantees);
    if draws.percent(15) {
        let (mut versions, mut from) = (
            Vec::new(),
            "2023-06-01"
                .parse()
                .unwrap_or_else(|_| unreachable!("a day")),
        );
        for _ in 0..draws.upto(2) {
            from = domain::Day::plus(from, draws.between(1, 500));
            let mut guarantees = Map::new();
            writing.guarantees(draws, &focus[..focus.len() / 2], &mut guarantees);
            let mut version = json!({ "from": from.to_string(), "guarantees": guarantees });
            if draws.percent(50) {
                version["limits"] = writing.limits(draws);
            }
            versions.push(version);
        }
        file["versions"] = json!(versions);
    }
    if draws.percent(3) {
        damage(draws, &mut file, focus);
    }
    file
}

/// How the guarantees of a product are written.
#[derive(Debug, Clone, Copy)]
struct Writing {
    responsible: bool,
    base: bool,
    /// Named limits.
    shared: u32,
}

impl Writing {
    fn limits(self, draws: &mut Draws) -> Value {
        let named = (0..self.shared).map(|at| (format!("shared-{at}"), limit(draws, Kind::Any)));
        Value::Object(named.collect())
    }

    fn guarantees(self, draws: &mut Draws, focus: &[Heading], all: &mut Map<String, Value>) {
        for &heading in focus {
            let family = heading.family();
            if draws.percent(35) {
                let kind = if family == Family::Medecins {
                    Kind::Doctor
                } else {
                    Kind::Any
                };
                let guarantee = self.guarantee(draws, heading, kind, true);
                all.insert(family.word().to_owned(), guarantee);
            }
            if draws.percent(85) {
                let kind = if heading.is_doctor() {
                    Kind::Doctor
                } else {
                    Kind::Any
                };
                // What it does not write is its family's.
                let whole = !all.contains_key(family.word()) || draws.percent(60);
                let guarantee = self.guarantee(draws, heading, kind, whole);
                all.insert(heading.word().to_owned(), guarantee);
            }
        }
    }

    fn guarantee(self, draws: &mut Draws, heading: Heading, kind: Kind, whole: bool) -> Value {
        let is_event = heading.family() == Family::Forfaits;
        let is_lump = whole && draws.percent(if is_event { 70 } else { 2 });
        let kind = if is_lump { Kind::Lump } else { kind };
        let mut guarantee = json!({});
        if whole {
            guarantee = level(draws, kind, 2);
            if self.responsible && self.base {
                match draws.below(100) {
                    ..92 => guarantee = holding_to_the_law(draws, heading, guarantee),
                    92..96 => guarantee = json!({ "br": draws.below(100) }),
                    _ => {}
                }
            }
        }
        if is_lump {
            guarantee["without-expense"] = json!(true);
        }
        if draws.percent(4) {
            guarantee["covered"] = json!(draws.percent(30));
        }
        if draws.percent(if is_whole(heading) { 35 } else { 12 }) {
            guarantee["waiting-months"] = json!(draws.below(24));
        }
        if draws.percent(5) {
            guarantee["documents"] = json!(["facture"]);
        }
        if draws.percent(15) {
            guarantee["deductible"] = deductible(draws);
        }
        if draws.percent(60) {
            let limits: Vec<Value> = (0..draws.below(4))
                .map(|_| {
                    if self.shared > 0 && draws.percent(30) {
                        json!(format!("shared-{}", draws.below(self.shared)))
                    } else if of_the_law(heading) && draws.percent(35) {
                        limit_of_the_law(draws, heading)
                    } else {
                        limit(draws, kind)
                    }
                })
                .collect();
            guarantee["limits"] = json!(limits);
        }
        if draws.percent(15) {
            guarantee["reference-date"] =
                json!(draws.pick(&["start", "end", "delivery", "prescription"]));
        }
        if draws.percent(15) {
            guarantee["payee"] = json!(draws.pick(&["insured", "as-amo"]));
        }
        guarantee
    }
}

/// A level that a responsible contract may have, made of any.
fn holding_to_the_law(draws: &mut Draws, heading: Heading, level: Value) -> Value {
    let least = if is_whole(heading) || heading.basket() == Some(Basket::CentSante) {
        json!({ "real-expense": true })
    } else {
        let of_the_law = of_the_law(heading);
        match draws.below(if of_the_law { 12 } else { 4 }) {
            0 | 4.. => json!({ "real-expense": true }),
            1 => json!({ "tm": 100 }),
            2 => json!({ "euros": euros(draws, 20_000), "ticket-moderateur": "on-top" }),
            _ => json!({ "br": 100 + draws.below(250) }),
        }
    };
    match draws.below(5) {
        0 => least,
        1 => json!({ "higher-of": [level, least] }),
        2 => json!({ "cases": [with(least.clone(), "when", condition(draws)), least] }),
        _ => json!({ "sum": [least, level] }),
    }
}

/// Whether the law has ceilings and renewals for a heading.
const fn of_the_law(heading: Heading) -> bool {
    matches!(
        heading,
        Heading::MontureB | Heading::VerreB | Heading::Audio2
    )
}

fn is_whole(heading: Heading) -> bool {
    matches!(
        heading,
        Heading::ForfaitJournalier | Heading::ParticipationActeLourd | Heading::ForfaitUrgences
    )
}

/// What every responsible product must say.
fn responsible_base() -> Map<String, Value> {
    let mut all = Map::new();
    for &heading in Heading::ALL {
        if is_whole(heading) || heading.basket() == Some(Basket::CentSante) {
            all.insert(heading.word().to_owned(), json!({ "real-expense": true }));
        }
    }
    for family in [
        Family::Medecins,
        Family::SageFemme,
        Family::Auxiliaires,
        Family::Biologie,
        Family::Pharmacie,
        Family::Dentaire,
        Family::Optique,
        Family::Audio,
        Family::Appareillage,
        Family::Hospitalisation,
        Family::Transport,
        Family::Psychologue,
    ] {
        all.insert(family.word().to_owned(), json!({ "br": 100 }));
    }
    all
}

/// Breaks one thing of a file.
fn damage(draws: &mut Draws, file: &mut Value, focus: &[Heading]) {
    let heading = focus[0].word();
    match draws.below(20) {
        0 => file["schema-version"] = json!(draws.pick(&[1, 3])),
        1 => file["guarantee"] = json!({}),
        2 => file["guarantees"][heading] = json!({ "br": 100, "tm": 100 }),
        3 => file["guarantees"][heading] = json!({ "real-expense": false }),
        4 => file["guarantees"][heading] = json!({ "tm": 100, "ticket-moderateur": "on-top" }),
        5 => file["guarantees"][heading] = json!({ "euros": "12,5" }),
        6 => file["guarantees"][heading] = json!({ "br": 100, "limits": ["nowhere"] }),
        7 => {
            let limit = json!({ "euros": "10.00", "number": 2 });
            file["guarantees"][heading] = json!({ "br": 100, "limits": [limit] });
        }
        8 => {
            let limit = json!({ "euros": "10.00", "of": "act" });
            file["guarantees"][heading] = json!({ "br": 100, "limits": [limit] });
        }
        9 => file["guarantees"][heading] = json!({ "sum": [] }),
        10 => file["guarantees"][heading] = json!({ "br": 100, "pmss-of": "care" }),
        11 => file["guarantees"][heading] = json!({ "br": 100, "per": "act" }),
        12 => file["guarantees"][heading] = json!({ "br": 100, "without-expense": true }),
        13 => file["guarantees"]["transport"] = json!({ "br": { "optam": 100, "non-optam": 100 } }),
        14 => file["guarantees"][heading] = json!({ "br": 100, "when": { "age": { "form": 3 } } }),
        15 => file["guarantees"][heading] = json!({ "br": "100.005" }),
        16 => file["limits"]["unnamed"] = json!({ "euros": "-1.00" }),
        17 => {
            let case = json!({ "when": { "network": true } });
            let limit = json!({ "number": 3, "cases": [case] });
            file["guarantees"][heading] = json!({ "br": 100, "limits": [limit] });
        }
        18 => {
            let from = json!({ "from": "2024-05-01", "guarantees": {} });
            file["versions"] = json!([from, from]);
        }
        _ => file["guarantees"]["naturopathe"] = json!({ "br": 100 }),
    }
}
