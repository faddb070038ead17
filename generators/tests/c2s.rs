//! Households whose C2S the mutuelle runs (rules §8 bis): their rows, their links, their care and what is due for it.

#![allow(clippy::unwrap_used, reason = "a test may stop")]

use std::collections::{BTreeMap, BTreeSet};

use caisse::Event;
use domain::{
    Basket, Beneficiary, Cents, Decompte, Heading, Member, Payee, PayeeNature, Reaction,
    ReasonClass,
};
use generators::{
    AdversityRates, Complementary, ContractKind, DATA_FILES, Flow, Lot, LotFiles, ProductWeight,
    WorldData, WorldSpec, declare, lot, whole_lot,
};
use noemie::Profiles;
use noemie::finding::Severity;
use noemie::framing::Framing;
use noemie::profile::Profile;
use oracle::ambiguity::Choices;
use oracle::law::Law;
use oracle::ledger::{Content, Delivered, Ledger};
use oracle::product::Product;

const SEED: u64 = 3;

/// The shipped data, with others who have the C2S, per thousand, and others of those whom the mutuelle runs.
fn data(c2s: u32, run_here: u32) -> WorldData {
    let (name, ours) = DATA_FILES[0];
    let mut mine = ours.to_owned();
    for (from, to) in [
        ("c2s: 112", format!("c2s: {c2s}")),
        ("run-here: 150", format!("run-here: {run_here}")),
    ] {
        assert!(mine.contains(from), "{from}");
        mine = mine.replace(from, &to);
    }
    WorldData::with(&[(name, &mine)]).unwrap()
}

fn world() -> WorldSpec {
    WorldSpec {
        insured: 400,
        months: 12,
        start: "2024-01-15".parse().unwrap(),
        adversities: AdversityRates::none(),
        ..WorldSpec::demo()
    }
}

fn people(spec: &WorldSpec, data: &WorldData) -> Lot {
    lot(SEED, spec, 0, Law::embedded(), data).unwrap()
}

/// Those whom the mutuelle runs, under each of their NIRs.
fn run_here(lot: &Lot) -> BTreeSet<Beneficiary> {
    let homes = lot.households.iter();
    let homes = homes.filter(|home| home.complementary == Complementary::C2sHere);
    let persons = homes.flat_map(|home| &home.persons);
    persons
        .flat_map(|person| {
            let nirs = std::iter::once(person.who.nir).chain(person.second_nir);
            nirs.map(|nir| Beneficiary { nir, ..person.who })
        })
        .collect()
}

#[test]
fn a_row_says_the_contract_type_and_the_408_repeats_it() {
    let spec = world();
    let lot = people(&spec, &data(500, 1_000));
    let theirs = run_here(&lot);
    let profile = Profiles::shipped().movements();
    let files = declare(&lot.members, spec.start, profile, &Framing::default()).unwrap();
    let mut links = BTreeMap::new();
    for file in noemie::links::read_movements(&files.concat(), profile) {
        for (movement, _) in file.entries {
            *links.entry(movement.contract_type).or_insert(0) += 1;
        }
    }
    let mut rows = BTreeMap::new();
    for row in &lot.members {
        let is_theirs = theirs.contains(&row.beneficiary());
        let says = if is_theirs { Some(89) } else { None };
        assert_eq!(row.rights.contract_type, says, "{row:?}");
        assert_eq!(row.product == "c2s", is_theirs, "{row:?}");
        if is_theirs {
            assert!(row.rights.options.is_empty(), "{row:?}");
            assert_eq!(row.rights.waits_until, None);
            // Given within the year, on the first of a month, and never a child's before the birth.
            let given = row.start.day() == 1 && row.start > spec.start.plus_months(-13);
            let born = lot.households.iter().flat_map(|home| &home.persons);
            let is_birth = born.map(|person| person.born).any(|born| born == row.start);
            assert!(given || is_birth, "{row:?}");
        }
        let of = if is_theirs { *b"89" } else { *b"01" };
        *rows.entry(of).or_insert(0) += 1;
    }
    assert_eq!(links, rows);
    assert!(rows.values().all(|rows| *rows > 100), "{rows:?}");
}

#[test]
fn some_are_not_renewed_on_the_day_their_year_is_over() {
    let spec = world();
    let lot = people(&spec, &data(500, 1_000));
    let mut members = lot.members.clone();
    for change in &lot.changes {
        change.apply(&mut members);
    }
    let theirs = members.iter().filter(|row| row.product == "c2s");
    let heads = theirs.filter(|row| row.start.day() == 1);
    let (ended, on): (Vec<&Member>, Vec<&Member>) = heads.partition(|row| row.end.is_some());
    let over = |row: &&&Member| row.end == Some(row.start.plus_months(12).plus(-1));
    // The others died.
    let years = ended.iter().filter(over).count();
    assert!(years > 20 && ended.len() - years < 10, "{years}");
    assert!(on.len() > years, "{} {years}", on.len());
}

/// Whom the mutuelle runs is drawn apart: nobody else is another, lives another life or has another contract.
#[test]
fn who_runs_it_changes_nobody_else() {
    let spec = world();
    let (none, some) = (
        people(&spec, &data(112, 0)),
        people(&spec, &data(112, 1_000)),
    );
    assert_eq!(run_here(&none), BTreeSet::new());
    let theirs = run_here(&some);
    assert!(theirs.len() > 20, "{}", theirs.len());
    let mut others = 0;
    for (home, same) in none.households.iter().zip(&some.households) {
        assert_eq!(format!("{:?}", home.persons), format!("{:?}", same.persons));
        if home.complementary == same.complementary {
            others += 1;
        } else {
            assert_eq!(home.complementary, Complementary::C2s);
            assert_eq!(same.complementary, Complementary::C2sHere);
        }
    }
    assert!(others > 200, "{others}");
    let plain = |lot: &Lot| {
        let rows = lot.members.iter().filter(|row| row.product != "c2s");
        rows.map(|row| format!("{row:?}")).collect::<BTreeSet<_>>()
    };
    assert!(plain(&some).is_subset(&plain(&none)));
    let care = |lot: &Lot| {
        let happenings = lot.timeline.iter();
        let bills = happenings.filter_map(|happening| match &happening.event {
            Event::Invoice(bill) if !theirs.contains(&bill.who) => Some(format!("{bill:?}")),
            _ => None,
        });
        bills.collect::<BTreeSet<_>>()
    };
    let of_others = care(&some);
    assert!(of_others.len() > 1_000 && of_others.is_subset(&care(&none)));
}

#[test]
fn a_world_of_other_products_runs_none_unless_it_names_one() {
    let of = |contracts, product: &str| ProductWeight {
        contracts,
        product: product.into(),
        options: Vec::new(),
        weight: 1,
    };
    let mut spec = WorldSpec {
        products: vec![of(None, "mine")],
        ..world()
    };
    let data = data(300, 500);
    assert_eq!(run_here(&people(&spec, &data)), BTreeSet::new());
    spec.products.push(of(Some(ContractKind::C2s), "my-c2s"));
    let lot = people(&spec, &data);
    let theirs = run_here(&lot);
    assert!(theirs.len() > 40, "{}", theirs.len());
    for row in &lot.members {
        let product = if theirs.contains(&row.beneficiary()) {
            "my-c2s"
        } else {
            "mine"
        };
        assert_eq!(row.product, product);
    }
}

/// No participation, no franchise, no overrun of a doctor, nothing that the AMO pays beside its share, nothing of the
/// basket whose C2S tariff is not printed; and all of it is settled.
#[test]
fn a_year_of_it_is_settled_by_the_product() {
    let (spec, data) = (world(), data(500, 1_000));
    let lot = people(&spec, &data);
    let theirs = run_here(&lot);
    let (files, flow) = whole_lot(SEED, &spec, 0, &data, Profiles::shipped()).unwrap();
    let said = told(&files, &flow);
    let (mut paid, mut to_professionals) = (0, 0);
    for (decompte, outcomes) in &said {
        if !theirs.contains(&decompte.beneficiary) {
            continue;
        }
        assert_eq!(decompte.lines.len(), outcomes.len());
        for (line, outcome) in decompte.lines.iter().zip(outcomes) {
            assert_eq!(line.act.deduction(), None, "{line:?}");
            assert_eq!(line.details.other_part, Cents::ZERO, "{line:?}");
            let heading = Heading::of(line.act, line.specialty);
            let basket = heading.and_then(Heading::basket);
            assert_ne!(basket, Some(Basket::CentSante), "{line:?}");
            if heading.is_some_and(Heading::is_doctor) && line.specialty != 0 {
                assert!(line.spent <= line.base, "{line:?}");
            }
            let due = match outcome.reaction {
                Reaction::Paid | Reaction::SettledZero => true,
                // What the AMO does not pay.
                Reaction::Refused => outcome.reason == ReasonClass::ActNotCovered,
                Reaction::Reversed => outcome.reason == ReasonClass::NoCover,
                _ => false,
            };
            assert!(due, "{line:?}: {outcome:?}");
            if outcome.reaction == Reaction::Paid {
                paid += 1;
                let most = line.base.max(line.spent) - line.amount;
                assert!(outcome.amount <= most, "{line:?}: {outcome:?}");
                let insured = decompte.payee_nature == PayeeNature::Insured;
                to_professionals += u32::from(!insured);
                let payee = outcome.payee.unwrap();
                assert_eq!(payee == Payee::Insured, insured, "{payee:?}");
            }
        }
    }
    assert!(
        paid > 1_000 && to_professionals > 50,
        "{paid} {to_professionals}"
    );
    // The caisse knows what lifts it of all of them, whoever runs it.
    let registered = lot.known.iter().filter_map(|event| match event {
        Event::Register(file) => Some(file),
        _ => None,
    });
    let covers = registered.flat_map(|file| &file.persons);
    let c2s = covers.filter(|person| person.cover == oracle::amo::Cover::C2s);
    assert!(c2s.count() >= theirs.len() * 9 / 10);
}

/// Each décompte with what is due for its lines in the end.
fn told(files: &LotFiles, flow: &Flow) -> Vec<(Decompte, Vec<domain::Outcome>)> {
    let mut members = files.members.clone();
    let mut changes = files.changes.iter().peekable();
    let products = Product::embedded();
    let mut ledger = Ledger::new(products, &members, Choices::default()).unwrap();
    let mut sent = Vec::new();
    for delivery in &flow.deliveries {
        while let Some(change) = changes.next_if(|change| change.day <= delivery.day) {
            change.apply(&mut members);
            ledger.set_portfolio(&members, Some(change.day)).unwrap();
        }
        let read = noemie::decomptes::read(&delivery.bytes, Profile::decomptes());
        let read = read.into_iter().flat_map(|file| {
            // A note tells of what is real: a lunar date of birth.
            let mut findings = file.findings().iter();
            let fault = findings.find(|finding| finding.severity != Severity::Note);
            assert_eq!(fault, None, "{}", delivery.name);
            file.decomptes.into_iter().map(|(decompte, _)| decompte)
        });
        let read: Vec<Decompte> = read.collect();
        ledger.deliver(&Delivered {
            id: Some(delivery.id),
            content: Content::Decomptes(&read),
            received: Some(delivery.day),
        });
        sent.push(read);
    }
    for change in changes {
        change.apply(&mut members);
        ledger.set_portfolio(&members, Some(change.day)).unwrap();
    }
    let mut all = Vec::new();
    for (index, read) in sent.into_iter().enumerate() {
        let mut lines = ledger.lines(index).iter();
        for decompte in read {
            let outcomes = lines.by_ref().take(decompte.lines.len());
            let outcomes = outcomes.map(|expected| expected.outcome).collect();
            all.push((decompte, outcomes));
        }
    }
    all
}
