//! What befalls files that are made already: what is declared is what the ledger says.

use generators::{
    Adversity, AdversityRates, DrawnFor, Draws, Expected, Family, Flow, INSURED_PER_LOT, Subject,
    WorldData, WorldSpec, whole_lot,
};
use noemie::Profiles;

use super::lived::judged;

/// The eleventh lot: its files bear a letter in their number, which a password transcodes.
const LOT: u32 = 10;
/// Files of a flow that are befallen at most: enough for one of them to be settled.
const BEFALLEN: usize = 6;

fn calm(insured: u32) -> WorldSpec {
    WorldSpec {
        insured,
        adversities: AdversityRates::none(),
        ..WorldSpec::demo()
    }
}

/// The flow with some of its files befallen.
fn befallen(adversity: Adversity, spec: &WorldSpec, calm: &Flow) -> Flow {
    let mut flow = Flow::default();
    let (mut later, mut count) = (Vec::new(), 0);
    for (file, number) in calm.deliveries.iter().zip(0..) {
        let mut draws = Draws::new(1, 0, Subject::Fault, number);
        let befell = (count < BEFALLEN)
            .then(|| adversity.befall(file.clone(), Profiles::shipped(), spec, &mut draws));
        let Some(befell) = befell.flatten() else {
            flow.deliveries.push(file.clone());
            continue;
        };
        count += 1;
        let (now, put_off): (Vec<_>, Vec<_>) = befell
            .comes
            .into_iter()
            .partition(|one| one.day == file.day);
        flow.deliveries.extend(now);
        later.extend(put_off);
        flow.declared.extend(befell.declared);
    }
    flow.deliveries.extend(later);
    flow.deliveries.sort_by_key(|file| file.day);
    flow
}

#[test]
fn each_that_a_rule_can_ask_for_befalls_a_finished_file() {
    let data = WorldData::embedded().unwrap();
    let world = |insured, number| {
        let spec = calm(insured);
        let (_, flow) = whole_lot(1, &spec, number, &data, Profiles::shipped()).unwrap();
        (spec, number, flow)
    };
    let care = world(250, 0);
    let wire = world(LOT * INSURED_PER_LOT + 12, LOT);
    let mut count = 0;
    for entry in Adversity::all() {
        let adversity = entry.adversity;
        if adversity.why_not_by_rule().is_some() {
            continue;
        }
        let is_wire = entry.family == Family::Wire;
        let (spec, number, flow) = if is_wire { &wire } else { &care };
        let befell = befallen(adversity, spec, flow);
        let is_same = befell.deliveries == flow.deliveries;
        assert!(!is_same, "{}: nothing happened", entry.id);
        let lived = judged(1, spec, *number, &data, befell);
        let met = lived.met();
        assert_eq!(met.len(), 1, "{}: {met:?}", entry.id);
        let first = entry.expected.iter();
        let mut about = first.filter(|expected| !matches!(expected, Expected::Link(_)));
        assert!(
            about.any(|expected| lived.shows(adversity, expected)),
            "{}: what it is about was never met",
            entry.id
        );
        count += 1;
    }
    assert!(count > 100, "{count}");
}

#[test]
fn what_is_of_a_life_is_refused_with_what_makes_it_instead() {
    let spec = calm(5);
    let data = WorldData::embedded().unwrap();
    let (_, flow) = whole_lot(1, &spec, 0, &data, Profiles::shipped()).unwrap();
    let file = &flow.deliveries[0];
    for entry in Adversity::all() {
        let Some(why) = entry.adversity.why_not_by_rule() else {
            assert_ne!(entry.drawn_for, DrawnFor::Household, "{}", entry.id);
            continue;
        };
        assert!(why.contains("a world that is given its rate"), "{why}");
        let mut draws = Draws::new(1, 0, Subject::Fault, 0);
        let befell = entry
            .adversity
            .befall(file.clone(), Profiles::shipped(), &spec, &mut draws);
        assert!(befell.is_none(), "{}", entry.id);
    }
}
