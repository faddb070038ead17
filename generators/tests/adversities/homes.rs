//! What befalls whole households, alone: it shows in the rows and in the flow as the catalogue says.

use std::collections::{BTreeMap, BTreeSet};

use domain::{Beneficiary, Decompte, Line, Member, Operation, Reaction, ReasonClass, Role};
use generators::{Adversity, Lot, Touched, WorldData, lot};
use noemie::profile::Profile;
use oracle::law::Law;

use super::lived::{Lived, alone, live};

pub(crate) fn lived(adversity: Adversity, insured: u32) -> (Lot, Lived) {
    let spec = alone(adversity, insured);
    let data = WorldData::embedded().unwrap();
    let lot = lot(1, &spec, 0, Law::embedded(), &data).unwrap();
    (lot, live(1, &spec, 0))
}

/// The décomptes that were delivered, in order.
pub(crate) fn decomptes(lived: &Lived) -> Vec<Decompte> {
    let files = lived.flow.deliveries.iter();
    let files = files.flat_map(|file| noemie::decomptes::read(&file.bytes, Profile::decomptes()));
    let decomptes = files.flat_map(|file| file.decomptes);
    decomptes.map(|(decompte, _)| decompte).collect()
}

/// Those by which what befell a household shows.
pub(crate) fn touched(lived: &Lived) -> Vec<Decompte> {
    let declared = lived
        .flow
        .declared
        .iter()
        .map(|declared| declared.on.clone());
    let numbers: BTreeSet<_> = declared
        .filter_map(|on| match on {
            Touched::Decompte(caisse, number, ..) => Some((caisse, number)),
            _ => None,
        })
        .collect();
    let mut all = decomptes(lived);
    all.retain(|one| numbers.contains(&(one.caisse, one.number)));
    assert!(!all.is_empty(), "nothing shows it");
    all
}

/// No participation and no franchise.
pub(crate) fn is_act(line: &&Line) -> bool {
    line.act.deduction().is_none()
}

/// The rows as the mutuelle knows them in the end.
pub(crate) fn last(lot: &Lot) -> Vec<Member> {
    let mut members = lot.members.clone();
    for change in &lot.changes {
        change.apply(&mut members);
    }
    members
}

#[test]
fn each_side_of_a_change_of_employer_is_settled_by_its_own_product() {
    let (lot, lived) = lived(Adversity::EmployerChange, 60);
    let rows = last(&lot);
    let (mut before, mut after, mut late) = (0, 0, 0);
    for decompte in touched(&lived) {
        let who = decompte.beneficiary;
        let of_person = rows.iter().filter(|row| row.beneficiary() == who);
        for line in &decompte.lines {
            let mut covering = of_person.clone().filter(|row| row.covers(line.start));
            let Some(product) = lived.products.get(&decompte.line_id(line)) else {
                continue;
            };
            let row = covering.next().unwrap();
            assert_eq!(covering.next(), None, "the contracts follow each other");
            assert_eq!(product, &row.product, "{:?}", decompte.number);
            match row.end {
                Some(end) => {
                    before += 1;
                    late += u32::from(decompte.date > end);
                }
                None => after += 1,
            }
        }
    }
    assert!(
        before > 10 && late > 10 && after > 10,
        "{before} {late} {after}"
    );
    let pairs = rows.iter().flat_map(|one| {
        let others = rows.iter().filter(|other| other.member == one.member);
        let others = others.filter(|other| other.contract != one.contract);
        others.map(move |other| (&one.product, &other.product))
    });
    let changed: Vec<bool> = pairs.map(|(one, other)| one != other).collect();
    assert!(changed.len() > 10 && changed.iter().all(|changed| *changed));
}

/// What takes a line back, with what it takes back.
fn taken_back(lived: &Lived) -> Vec<(Decompte, Decompte, Line)> {
    let all = decomptes(lived);
    let mut found = Vec::new();
    for decompte in touched(lived) {
        for line in decompte.lines.iter().filter(is_act) {
            let named = line.origin.unwrap();
            let original = all.iter().find(|one| {
                (one.caisse, one.number) == (decompte.caisse, named.decompte)
                    && one.operation == Operation::Payment
            });
            found.push((original.unwrap().clone(), decompte.clone(), *line));
        }
    }
    found
}

/// How many reversals there are of what was paid in the contract that had ended by then, at the amount of then; and
/// how many of those in another year.
fn reversed_after_the_end(lot: &Lot, lived: &Lived) -> (u32, u32) {
    let rows = last(lot);
    let (mut reversed, mut next_year) = (0, 0);
    for (original, decompte, line) in taken_back(lived) {
        let named = line.origin.unwrap().line;
        let paid = original.lines.iter().find(|one| one.number == named);
        let paid = original.line_id(paid.unwrap());
        let mut of_person = rows
            .iter()
            .filter(|row| row.beneficiary() == original.beneficiary);
        let row = of_person.find(|row| row.covers(line.start)).unwrap();
        assert!(original.date <= decompte.date && row.end.unwrap() < decompte.date);
        let (before, after) = (lived.lines[&paid], lived.lines[&decompte.line_id(&line)]);
        let product = lived.products.get(&decompte.line_id(&line));
        assert_eq!(product, lived.products.get(&paid));
        if before.reaction == Reaction::Paid {
            assert_eq!(product.map(String::as_str), Some(row.product.as_str()));
            assert_eq!((after.amount, after.payee), (before.amount, before.payee));
            assert_eq!(after.reaction, Reaction::Reversed);
            reversed += 1;
            next_year += u32::from(line.start.year() < decompte.date.year());
        }
    }
    (reversed, next_year)
}

#[test]
fn what_another_product_had_paid_is_taken_back_at_its_amount() {
    let (lot, lived) = lived(Adversity::CancelledAfterChange, 60);
    let (reversed, next_year) = reversed_after_the_end(&lot, &lived);
    assert!(reversed > 20 && next_year > 10, "{reversed} {next_year}");
    let products = |row: &Member| {
        let rows = last(&lot).into_iter();
        let of_member = rows.filter(|other| other.member == row.member);
        of_member.map(|row| row.product).collect::<BTreeSet<_>>()
    };
    let touched: BTreeSet<_> = touched(&lived).iter().map(|one| one.beneficiary).collect();
    let of_touched = lot.members.iter();
    let mut of_touched = of_touched.filter(|row| touched.contains(&row.beneficiary()));
    assert!(of_touched.all(|row| products(row).len() == 2));
}

#[test]
fn what_was_paid_is_taken_back_after_the_contract_ended() {
    let (lot, lived) = lived(Adversity::CancelledAfterEnd, 60);
    let (reversed, next_year) = reversed_after_the_end(&lot, &lived);
    assert!(reversed > 20 && next_year > 10, "{reversed} {next_year}");
}

#[test]
fn care_after_another_mutuelle_took_over_goes_there() {
    let (lot, lived) = lived(Adversity::MutuelleChange, 60);
    let mut late = 0;
    for decompte in touched(&lived) {
        let who = decompte.beneficiary;
        let rows = lot.changes.iter().flat_map(|change| {
            let rows = change
                .rows
                .iter()
                .filter(|row| row.member.beneficiary() == who);
            rows.map(move |row| (change.day, row.member.end))
        });
        let (keyed, end) = rows
            .filter_map(|(day, end)| Some((day, end?)))
            .next()
            .unwrap();
        let mut acts = decompte.lines.iter().filter(is_act);
        assert!(acts.all(|line| line.start <= end));
        late += u32::from(decompte.date >= keyed);
    }
    assert!(late > 10, "{late}");
    let rows = last(&lot);
    for decompte in decomptes(&lived) {
        let of_person = rows
            .iter()
            .filter(|row| row.beneficiary() == decompte.beneficiary);
        let ends: Vec<_> = of_person.map(|row| row.end).collect();
        for line in decompte.lines.iter().filter(is_act) {
            let is_over = |end: &Option<_>| end.is_some_and(|end| end < line.start);
            assert!(ends.is_empty() || !ends.iter().all(is_over));
        }
    }
}

#[test]
fn nothing_comes_of_a_child_whom_two_mutuelles_declare() {
    let (lot, lived) = lived(Adversity::ChildTwoMutuelles, 60);
    assert!(!lot.troubles.is_empty());
    let all = decomptes(&lived);
    for (_, child) in &lot.troubles {
        assert_eq!(child.role, Role::Dependant);
        let of = |decompte: &&Decompte| decompte.beneficiary == child.beneficiary();
        assert_eq!(all.iter().find(of), None);
    }
    let insured: BTreeSet<_> = lot.troubles.iter().map(|(_, child)| child.nir).collect();
    let of_parents = all
        .iter()
        .filter(|one| insured.contains(&one.beneficiary.nir));
    assert!(of_parents.count() > 10);
}

#[test]
fn the_second_mutuelle_waits_for_everything_of_the_child_and_of_nobody_else() {
    let (lot, lived) = lived(Adversity::SecondMutuelle, 60);
    let second = |who: Beneficiary| {
        let mut rows = lot.members.iter().filter(|row| row.beneficiary() == who);
        rows.any(|row| row.rights.on_statement)
    };
    let (mut waiting, mut others) = (0, 0);
    for decompte in decomptes(&lived) {
        for line in decompte.lines.iter().filter(is_act) {
            let outcome = lived.lines[&decompte.line_id(line)];
            if second(decompte.beneficiary) {
                assert_ne!(outcome.reaction, Reaction::Paid);
                waiting += u32::from(outcome.reason == ReasonClass::DocumentAwaited);
            } else {
                assert_ne!(outcome.reason, ReasonClass::DocumentAwaited);
                others += u32::from(outcome.reaction == Reaction::Paid);
            }
        }
    }
    assert!(waiting > 10 && others > 10, "{waiting} {others}");
}

#[test]
fn the_decompte_of_a_twin_reaches_the_row_of_the_other_until_that_is_put_right() {
    let (lot, lived) = lived(Adversity::TwinsSwapped, 700);
    let corrected = |decompte: &Decompte| {
        let changes = lot.changes.iter().filter(|change| {
            let mut rows = change.rows.iter();
            rows.any(|row| row.member.beneficiary() == decompte.beneficiary)
        });
        changes.map(|change| change.day).min()
    };
    let named = |rows: &[Member], decompte: &Decompte| {
        let mut rows = rows.iter();
        rows.any(|row| {
            row.beneficiary() == decompte.beneficiary && row.first_name == decompte.first_name
        })
    };
    let rows = last(&lot);
    let (mut others, mut own) = (0, 0);
    for decompte in touched(&lived) {
        assert!(named(&rows, &decompte), "{:?}", decompte.number);
        if named(&lot.members, &decompte) {
            continue;
        }
        match corrected(&decompte) {
            Some(day) if decompte.date < day => others += 1,
            _ => own += 1,
        }
    }
    assert!(others > 1 && own > 1, "{others} {own}");
}

#[test]
fn a_nir_that_is_learned_late_is_on_the_wire_before_it_is_in_the_portfolio() {
    let (lot, lived) = lived(Adversity::NirLearnedLate, 60);
    let rows = last(&lot);
    let mut unknown = 0;
    for decompte in touched(&lived) {
        let nir = decompte.beneficiary.nir;
        assert!(rows.iter().any(|row| row.nir == nir));
        let is_new = |row: &&Member| row.rights.earlier_nirs.iter().any(|_| row.nir == nir);
        let Some(row) = rows.iter().find(is_new) else {
            continue;
        };
        let keyed = lot.changes.iter().find(|change| {
            let mut keyed = change.rows.iter();
            keyed.any(|one| one.member.nir == row.nir)
        });
        unknown += u32::from(decompte.date < keyed.unwrap().day);
    }
    assert!(unknown > 10, "{unknown}");
}

#[test]
fn crowns_are_paid_on_what_other_files_left_of_the_yearly_cap() {
    let (_, lived) = lived(Adversity::YearlyCap, 60);
    let mut of_person: BTreeMap<_, Vec<(Decompte, Line)>> = BTreeMap::new();
    for decompte in touched(&lived) {
        for line in decompte.lines.iter().filter(is_act) {
            let crowns = of_person.entry(decompte.beneficiary).or_default();
            crowns.push((decompte.clone(), *line));
        }
    }
    let (mut reached, mut uncapped) = (0, 0);
    for crowns in of_person.values() {
        let dates: BTreeSet<_> = crowns.iter().map(|(decompte, _)| decompte.date).collect();
        let years: BTreeSet<_> = crowns.iter().map(|(_, line)| line.start.year()).collect();
        assert!(dates.len() > 6 && years.len() == 1, "{dates:?}");
        let (first, line) = &crowns[0];
        let product = &lived.products[&first.line_id(line)];
        // What a crown is paid beyond the ticket modérateur.
        let beyond = crowns.iter().map(|(decompte, line)| {
            let paid = lived.lines[&decompte.line_id(line)].amount;
            assert_eq!(&lived.products[&decompte.line_id(line)], product);
            (paid - (line.base - line.amount)).0
        });
        let beyond: Vec<i64> = beyond.collect();
        let all: i64 = beyond.iter().sum();
        // Options and surcomplémentaires pay on top, each with caps of its own.
        if product == "equilibre" && beyond[0] == 12_000 {
            assert_eq!(beyond, [12_000, 12_000, 12_000, 12_000, 12_000, 0, 0, 0]);
            assert_eq!(all, 60_000);
            reached += 1;
        }
        uncapped += u32::from(all == 0);
    }
    assert!(reached > 3 && uncapped > 3, "{reached} {uncapped}");
}
