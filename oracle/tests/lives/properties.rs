//! What holds of every life.

use std::collections::HashMap;

use domain::{Cents, Day};
use oracle::quote::{Answer, LineTold, Question, Session};
use proptest::prelude::*;
use serde_json::{Value, json};

use crate::care::{self, Event, crowded, events, of_somebody, on_a_day};
use crate::life::{Life, answered, ask, cancellation, day, live, with};
use crate::people::people;
use crate::products::{Clock, Limited, contracts, counted, from_that_day_more, responsible};

/// Days of the law that is loaded: 2023 to 2026.
pub(crate) const DAYS: i32 = 1_461;
const ACTS: usize = 30;

/// So many lives, and time to make one that fails small.
pub(crate) fn cases(cases: u32) -> ProptestConfig {
    ProptestConfig {
        max_shrink_iters: 4_000,
        ..ProptestConfig::with_cases(cases)
    }
}

fn lives<P: Strategy<Value = Vec<Value>>>(products: P) -> impl Strategy<Value = Life> {
    // What comes first shrinks first.
    (events(ACTS, DAYS), people(3), products).prop_map(|(events, people, products)| Life {
        lines: care::lines(&events, &people, &products),
        products,
    })
}

/// A figure of every line of an answer.
fn sum(answer: &Answer, of: fn(&LineTold) -> Cents) -> Cents {
    answer.lines.iter().map(of).sum()
}

/// What the contracts pay on a line.
fn amc(line: &LineTold) -> Cents {
    line.contracts.iter().map(|contract| contract.amount).sum()
}

/// What insurers before the contracts paid on the act; the other way round where it is taken back.
fn earlier(question: &Question, asked: &HashMap<String, Cents>) -> Cents {
    match &question.cancels {
        Some(id) => -asked[id],
        None => question.earlier.unwrap_or_default(),
    }
}

/// The acts that stand after each line of a life: those asked so far and not taken back.
fn standing<'a>(lived: &[(&'a Question, &'a Answer)]) -> Vec<(&'a Question, &'a Answer)> {
    let mut standing: Vec<(&Question, &Answer)> = Vec::new();
    for (question, answer) in lived {
        match &question.cancels {
            Some(id) => standing.retain(|(other, _)| {
                (&other.id, &other.person) != (&Some(id.clone()), &question.person)
            }),
            None => standing.push((question, answer)),
        }
    }
    standing
}

/// What of the acts that stand a caisse of the AMO would add up, by whatever `key` tells apart.
fn added_up<K: std::hash::Hash + Eq>(
    standing: &[(&Question, &Answer)],
    of: fn(&LineTold) -> Cents,
    key: impl Fn(&Question, Day) -> Option<K>,
) -> HashMap<K, Cents> {
    let mut sums = HashMap::new();
    for (question, answer) in standing {
        for line in &answer.lines {
            if let Some(key) = key(question, line.date) {
                *sums.entry(key).or_insert(Cents::ZERO) += of(line);
            }
        }
    }
    sums
}

fn act(question: &Question) -> &str {
    question.act.as_ref().map_or("", |act| act.as_str())
}

fn person(question: &Question) -> &str {
    question.person.as_deref().unwrap()
}

/// Whether a counter takes two days together.
fn together(clock: Clock, one: Day, two: Day) -> bool {
    let (first, last) = if one <= two { (one, two) } else { (two, one) };
    match clock {
        Clock::Year => one.year() == two.year(),
        Clock::Day => one == two,
        Clock::Event => true,
        Clock::Months(months) => last < first.plus_months(i32::from(months)),
    }
}

/// Holds the last act of those that stand to a limit of the family.
fn within(
    limit: &Limited,
    family: &str,
    standing: &[(&Question, &Answer)],
) -> Result<(), TestCaseError> {
    let of_family = |answer: &Answer| -> Option<LineTold> {
        let line = answer.lines.first()?.clone();
        let heading = line.heading?;
        (heading.family().word() == family && amc(&line) > Cents::ZERO).then_some(line)
    };
    let Some((question, answer)) = standing.last() else {
        return Ok(());
    };
    let Some(line) = of_family(answer) else {
        return Ok(());
    };
    let household = |question: &Question| {
        let told = question.patient.household.clone();
        told.unwrap_or_else(|| person(question).to_owned())
    };
    let (mut cents, mut number) = (Cents::ZERO, 0);
    for (other, answer) in standing {
        let same = if limit.household {
            household(other) == household(question)
        } else {
            person(other) == person(question)
        };
        let Some(other) =
            of_family(answer).filter(|other| same && together(limit.clock, other.date, line.date))
        else {
            continue;
        };
        let moderateur = (other.expense.min(other.base) - other.theoretical).floor_zero();
        cents += if limit.beyond_only {
            (amc(&other) - moderateur).floor_zero()
        } else {
            amc(&other)
        };
        number += 1;
    }
    match limit.cents {
        // Where only what is beyond the ticket modérateur counts, an act that pays no more than it is never cut.
        Some(_)
            if limit.beyond_only
                && amc(&line) <= (line.expense.min(line.base) - line.theoretical).floor_zero() => {}
        Some(most) => prop_assert!(
            cents <= Cents(most),
            "{family} {limit:?}: {cents} at {}",
            line.date
        ),
        None => prop_assert!(
            number <= limit.number,
            "{family} {limit:?}: {number} at {}",
            line.date
        ),
    }
    Ok(())
}

proptest! {
    #![proptest_config(cases(100))]

    /// (a) Of every act, and of every act taken back: what the AMO, the contracts and earlier insurers paid and what
    /// is left to the person are the expense; what is left is the sum of its named parts; an act is the sum of its
    /// lines, and what the contracts pay is the sum of theirs.
    #[test]
    fn the_parts_sum_to_the_expense(life in lives(contracts())) {
        let lived = life.lived();
        let asked: HashMap<String, Cents> = answered(&lived)
            .filter_map(|(question, _)| Some((question.id.clone()?, question.earlier.unwrap_or_default())))
            .collect();
        for (question, answer) in answered(&lived) {
            let earlier = earlier(question, &asked);
            let left = &answer.remainder;
            prop_assert_eq!(answer.amo + answer.amc + earlier + left.total, answer.expense, "{:?}", answer);
            let parts = left.participation + left.franchise + left.majoration + left.ticket_moderateur
                + left.hospital_charges + left.overrun + left.above_price_limit;
            prop_assert_eq!(parts, left.total, "{:?}", left);
            prop_assert_eq!(sum(answer, |line| line.expense), answer.expense);
            prop_assert_eq!(sum(answer, amc), answer.amc);
            let at_once = |line: &LineTold| match line.deferred {
                true => Cents::ZERO,
                false => line.participation + line.franchise,
            };
            let net = |line: &LineTold| line.theoretical - line.majoration - at_once(line);
            prop_assert_eq!(answer.lines.iter().map(net).sum::<Cents>(), answer.amo);
        }
    }

    /// (b) The indemnity limit: on no line do the theoretical AMO share, what earlier insurers paid and all contracts
    /// together exceed the expense; a contract that refunds the participation counts from the share less it.
    #[test]
    fn the_contracts_stay_within_the_indemnity_limit(life in lives(contracts())) {
        let refunds = life.products[0]["refunds-participation"] == json!(true);
        for (question, answer) in answered(&life.lived()) {
            if question.cancels.is_some() {
                continue;
            }
            let left = |line: &LineTold| {
                let refunded = if refunds { line.participation } else { Cents::ZERO };
                line.expense - line.theoretical + refunded
            };
            for line in &answer.lines {
                prop_assert!(amc(line) <= left(line), "{:?} of {}", line, left(line));
                prop_assert!(line.contracts.iter().all(|contract| contract.amount >= Cents::ZERO));
            }
            let of_the_act = answer.lines.iter().map(left).sum::<Cents>() - question.earlier.unwrap_or_default();
            prop_assert!(answer.amc <= of_the_act.floor_zero(), "{:?} of {of_the_act}", answer);
        }
    }

    /// (c) No counter of the AMO is over its ceiling after any act, cancellations among them, however crowded the
    /// month: participation 50.00 a year, four a day and professional; franchise 50.00 a year, four auxiliaries' or two
    /// transports' a day; psychologist's sessions.
    #[test]
    fn no_counter_of_the_amo_passes_its_ceiling(events in crowded(50, DAYS)) {
        let adult = json!({ "birth": "1975-04-12" });
        let life = Life { lines: care::lines(&events, &[adult], &[]), products: Vec::new() };
        let lived = life.lived();
        let lived: Vec<_> = answered(&lived).collect();
        for end in 1..=lived.len() {
            let standing = standing(&lived[..end]);
            let a_year = |question: &Question, on: Day| Some((person(question).to_owned(), on.year()));
            for (of, most) in added_up(&standing, |line| line.participation, a_year) {
                prop_assert!(most <= Cents(5_000), "participation of {of:?}: {most}");
            }
            for (of, most) in added_up(&standing, |line| line.franchise, a_year) {
                prop_assert!(most <= Cents(5_000), "franchise of {of:?}: {most}");
            }
            let four_a_day = |question: &Question, on: Day| {
                Some((person(question).to_owned(), on, question.practitioner.number))
            };
            for ((who, on, number), most) in added_up(&standing, |line| line.participation, four_a_day) {
                let unit = if on < "2024-05-15".parse().unwrap() { 100 } else { 200 };
                prop_assert!(most <= Cents(4 * unit), "{who} {on} {number:?}: {most}");
            }
            let capped = |acts: &'static [&'static str]| move |question: &Question, on: Day| {
                acts.contains(&act(question)).then(|| (person(question).to_owned(), on))
            };
            for (acts, before, after) in [(&["AMS", "AMI"][..], 200, 400), (&["VSL"][..], 400, 800)] {
                for ((who, on), most) in added_up(&standing, |line| line.franchise, capped(acts)) {
                    let cap = if on < "2024-03-31".parse().unwrap() { before } else { after };
                    prop_assert!(most <= Cents(cap), "{acts:?} of {who} on {on}: {most}");
                }
            }
            for ((who, year), sessions) in added_up(
                &standing,
                |_| Cents(1),
                |question, on| (act(question) == "PSY").then(|| (person(question).to_owned(), on.year())),
            ) {
                let most = if year < 2024 { 8 } else { 12 };
                prop_assert!(sessions <= Cents(most), "sessions of {who} in {year}: {sessions}");
            }
        }
    }

    /// (c) Nor is a counter of the contract's limits, added up again from what was paid.
    #[test]
    fn no_counter_of_a_contract_passes_its_ceiling(
        events in events(ACTS, DAYS),
        people in people(3),
        (product, limits) in counted(),
    ) {
        let life = Life { lines: care::lines(&events, &people, std::slice::from_ref(&product)), products: vec![product] };
        let lived = life.lived();
        let lived: Vec<_> = answered(&lived).collect();
        for end in 1..=lived.len() {
            let standing = standing(&lived[..end]);
            let cancels = lived[end - 1].0.cancels.is_some();
            for (family, of_it) in limits.iter().filter(|_| !cancels) {
                for limit in of_it {
                    within(limit, family, &standing)?;
                }
            }
        }
    }

    /// (d) Taking everything back, in any order, leaves nothing: no counter of the AMO, no debt, no line of a
    /// contract's journal. Lived again in the same session, everything comes out as the first time.
    #[test]
    fn taking_everything_back_leaves_nothing(
        life in lives(contracts()),
        order in Just((0..ACTS).collect::<Vec<_>>()).prop_shuffle(),
    ) {
        let mut session = life.session();
        let first = live(&mut session, &life.lines);
        let mut back: Vec<Value> = Vec::new();
        let lived: Vec<_> = answered(&first).collect();
        let standing = standing(&lived);
        for place in order.iter().filter_map(|place| standing.get(*place)) {
            let of = json!({ "person": place.0.person, "id": place.0.id });
            back.push(cancellation(&of));
        }
        for taken in live(&mut session, &back) {
            prop_assert!(taken.outcome.is_ok(), "{:?}", taken.outcome);
        }
        prop_assert!(session.is_empty(), "something is still counted, owed or paid");
        let again = live(&mut session, &life.lines);
        for (first, again) in first.iter().zip(&again) {
            prop_assert_eq!(first.outcome.as_ref().ok(), again.outcome.as_ref().ok());
        }
    }

    /// (e) Of one decision from one state of the counters, a contract whose levels, limits, deductible and waiting
    /// period are all as generous or more never pays less. The two contracts are one until a day, after the whole
    /// life and before the decisions; each decision is asked of the state that the life left.
    #[test]
    fn more_guarantee_never_pays_less(
        events in events(ACTS, 1_277),
        next in prop::collection::vec((care::act(), 1_277..DAYS), 1..20),
        people in people(3),
        (less, more) in from_that_day_more("2026-07-01"),
    ) {
        let after_the_life = |product: &Value| {
            let life = Life {
                lines: care::lines(&events, &people, std::slice::from_ref(product)),
                products: vec![product.clone()],
            };
            let mut session = life.session();
            let past = live(&mut session, &life.lines);
            let past: Vec<Answer> = answered(&past).map(|(_, answer)| answer.clone()).collect();
            (past, session)
        };
        let ((past, with_less), (same_past, with_more)) = (after_the_life(&less), after_the_life(&more));
        prop_assert_eq!(past, same_past);
        for (act, on) in next {
            let told = json!({ "id": "next", "person": "p0", "products": ["base"] });
            let decision = of_somebody(&with(&told, &on_a_day(&act, on)), &people[0]);
            let pays = |session: &Session| {
                let answer = ask(&mut session.clone(), &decision).outcome;
                answer.map(|answer| answer.amc).ok()
            };
            let (less_pays, more_pays) = (pays(&with_less), pays(&with_more));
            prop_assert!(
                more_pays >= less_pays,
                "{decision}\nless: {less_pays:?} {less}\nmore: {more_pays:?} {more}"
            );
        }
    }

    /// (g) A responsible contract covers neither participation, nor franchise, nor majoration, whatever it promises:
    /// with them and the AMO's payment it stays within the expense, and the person is told to bear them whole.
    #[test]
    fn a_responsible_contract_leaves_what_the_law_keeps_back(life in lives(responsible().prop_map(|one| vec![one]))) {
        for (question, answer) in answered(&life.lived()) {
            if question.cancels.is_some() {
                continue;
            }
            let (participation, franchise) = (sum(answer, |line| line.participation), sum(answer, |line| line.franchise));
            let majoration = sum(answer, |line| line.majoration);
            let deferred = answer.lines.iter().any(|line| line.deferred);
            let kept = if deferred { Cents::ZERO } else { participation + franchise };
            prop_assert!(answer.amo + kept + majoration + answer.amc <= answer.expense, "{:?}", answer);
            let left = &answer.remainder;
            prop_assert_eq!(left.majoration, majoration);
            if deferred {
                prop_assert_eq!(left.owed_to_amo, participation + franchise);
            } else {
                prop_assert_eq!((left.participation, left.franchise), (participation, franchise));
            }
        }
    }
}

/// The lives are lives: most acts are answered, and counters, limits, debts and cancellations are met.
#[test]
fn random_lives_meet_what_the_properties_are_about() {
    use proptest::strategy::ValueTree;
    use proptest::test_runner::TestRunner;

    let mut runner = TestRunner::deterministic();
    let mut met: std::collections::BTreeMap<&str, usize> = std::collections::BTreeMap::new();
    let mut asked = 0;
    for _ in 0..200 {
        let life = lives(contracts()).new_tree(&mut runner).unwrap().current();
        for lived in life.lived() {
            asked += 1;
            let Ok(answer) = &lived.outcome else { continue };
            let mut meet = |what, is: bool| *met.entry(what).or_default() += usize::from(is);
            meet("answered", true);
            meet("cancelled", lived.question.cancels.is_some());
            meet("recovered", answer.recovered > Cents::ZERO);
            for line in &answer.lines {
                meet("participation", line.participation > Cents::ZERO);
                meet("franchise", line.franchise > Cents::ZERO);
                meet("majoration", line.majoration > Cents::ZERO);
                meet(
                    "heavy",
                    line.heading == Some(domain::Heading::ParticipationActeLourd),
                );
                for contract in &line.contracts {
                    meet("paid", contract.amount > Cents::ZERO);
                    for rule in [
                        "R-AMC-CEILING",
                        "R-AMC-NUMBER",
                        "R-AMC-DEDUCTIBLE",
                        "R-AMC-INDEMNITY",
                    ] {
                        meet(rule, contract.rule == rule);
                    }
                }
            }
        }
    }
    assert!(met["answered"] * 10 > asked * 8, "{asked} asked, {met:?}");
    assert!(met.values().all(|times| *times >= 20), "{met:?}");
}

/// A crowded month is crowded: it often reaches the yearly ceilings of both.
#[test]
fn crowded_months_reach_the_ceilings() {
    use proptest::strategy::ValueTree;
    use proptest::test_runner::TestRunner;

    let mut runner = TestRunner::deterministic();
    let (mut participation, mut franchise) = (0, 0);
    for _ in 0..100 {
        let events = crowded(50, DAYS).new_tree(&mut runner).unwrap().current();
        let life = Life {
            lines: care::lines(&events, &[json!({ "birth": "1975-04-12" })], &[]),
            products: Vec::new(),
        };
        let lived = life.lived();
        let lived: Vec<_> = answered(&lived).collect();
        let standing = standing(&lived);
        let a_year = |_: &Question, on: Day| Some(on.year());
        let reached = |of| {
            let sums = added_up(&standing, of, a_year);
            usize::from(sums.values().any(|sum| *sum == Cents(5_000)))
        };
        participation += reached(|line| line.participation);
        franchise += reached(|line| line.franchise);
    }
    assert!(
        participation >= 10 && franchise >= 10,
        "{participation} {franchise}"
    );
}

/// The events of a life are dated within it.
#[test]
fn a_life_ends_with_the_law() {
    let (_, last) = oracle::law::Law::embedded().span();
    assert_eq!(day(DAYS - 1), last);
    assert_eq!(day(1_277), "2026-07-01".parse().unwrap());
    let event = Event::Care(0, 0, json!({ "act": "G" }));
    let lines = care::lines(
        &[event, Event::Cancel(5)],
        &[json!({ "birth": "1975-04-12" })],
        &[],
    );
    assert_eq!(lines[1], json!({ "person": "p0", "cancels": "a0" }));
}
