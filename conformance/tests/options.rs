//! The scenario `options`, played to the sample mutuelle: contracts with a product on top of their base.

#![allow(clippy::unwrap_used, reason = "a test may stop")]

mod common;

use conformance::scenario::{Play, SHIPPED, Scenario};
use conformance::session::greet;
use conformance::shrink::judge_case;
use conformance::stream::{Status, Subject};
use domain::Reaction;
use noemie::profile::Profile;
use oracle::ambiguity::Choices;

#[test]
fn a_contract_with_a_product_on_top_is_played_end_to_end() {
    let (name, text) = SHIPPED
        .iter()
        .find(|(name, _)| name.ends_with("/options.yaml"))
        .unwrap();
    let scenario: Scenario = domain::load(name, text).unwrap();
    let Ok(Play::World(spec)) = scenario.play() else {
        unreachable!("it is a world");
    };
    let case = common::case("options", 42, spec);
    let with = |options: bool| {
        let members = case.members.iter();
        members
            .filter(|member| member.rights.options.is_empty() != options)
            .count()
    };
    assert!(with(true) > 50 && with(false) > 50);

    let mut target = common::mutuelle(&[]);
    greet(&mut target, "test").unwrap();
    let heard = case
        .play(&mut target, common::limits(), Profile::decomptes())
        .unwrap();
    let expected = case
        .expect(Profile::decomptes(), &Choices::default(), false)
        .unwrap();
    let verdicts = judge_case(&case, &expected, &heard);
    let bad: Vec<_> = verdicts
        .iter()
        .filter(|verdict| verdict.status != Status::Conform)
        .collect();
    assert!(bad.is_empty(), "{bad:#?}");
    let by_both = verdicts
        .iter()
        .filter(|verdict| verdict.rule == "R-AMC-SEVERAL");
    assert!(by_both.count() >= 20);
    let taken_back = verdicts.iter().filter(|verdict| {
        matches!(&verdict.subject, Subject::Line { expected, .. } if expected.reaction == Reaction::Reversed)
    });
    assert!(taken_back.count() >= 20);
}
