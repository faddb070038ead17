//! What befalls those whose C2S the mutuelle runs, where that is nearly everybody.

use std::collections::{BTreeMap, BTreeSet};

use domain::{Reaction, ReasonClass};
use generators::{Adversity, AdversityRates, DATA_FILES, Declared, Touched, WorldData, WorldSpec};

use super::lived::{alone, live_of};

/// The shipped data, but for nine in ten who have the C2S, run here.
fn data() -> WorldData {
    let (name, ours) = DATA_FILES[0];
    let mine = ours
        .replace("{ c2s: 112, none: 40 }", "{ c2s: 900, none: 0 }")
        .replace("run-here: 150", "run-here: 1000");
    assert!(mine.contains("c2s: 900") && mine.contains("run-here: 1000"));
    WorldData::with(&[(name, &mine)]).unwrap()
}

#[test]
fn what_is_declared_is_the_ledgers() {
    let data = data();
    let mut met: BTreeMap<Adversity, u32> = BTreeMap::new();
    let mut products = BTreeMap::new();
    for seed in 1..=4 {
        for rates in [AdversityRates::all(200), AdversityRates::default()] {
            let spec = WorldSpec {
                insured: 300,
                adversities: rates,
                ..WorldSpec::demo()
            };
            let lived = live_of(seed, &spec, 0, &data);
            for product in lived.products.values() {
                *products.entry(product.clone()).or_insert(0_u32) += 1;
            }
            for (adversity, count) in lived.met() {
                *met.entry(adversity).or_insert(0) += count;
            }
        }
    }
    assert!(met.len() > Adversity::COUNT / 3, "{met:?}");
    let of_c2s = products.get("c2s").copied().unwrap_or(0);
    assert!(of_c2s > products.values().sum::<u32>() / 2, "{products:?}");
}

/// A part that the AMO already paid: recorded at zero here, refused where another body runs the C2S (rules §8 bis).
#[test]
fn a_part_that_the_amo_paid_is_recorded_at_zero() {
    let lived = live_of(1, &alone(Adversity::C2sLine, 200), 0, &data());
    assert!(lived.met().contains_key(&Adversity::C2sLine));
    let mut said = BTreeMap::new();
    let touched = lived.flow.declared.iter().filter_map(line_of);
    for line in touched {
        let (Some(outcome), Some(product)) = (lived.lines.get(&line), lived.products.get(&line))
        else {
            continue;
        };
        let reasons: &mut BTreeSet<_> = said.entry(product == "c2s").or_default();
        reasons.insert((outcome.reaction, outcome.reason));
    }
    let here = &said[&true];
    assert!(
        here.contains(&(Reaction::SettledZero, ReasonClass::EarlierInsurer)),
        "{said:?}"
    );
    let refused = (Reaction::Refused, ReasonClass::C2s);
    assert!(
        said[&false].contains(&refused) && !here.contains(&refused),
        "{said:?}"
    );
}

fn line_of(declared: &Declared) -> Option<domain::LineId> {
    match declared.on {
        Touched::Line(line, _) => Some(line),
        _ => None,
    }
}
