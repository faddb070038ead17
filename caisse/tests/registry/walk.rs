use caisse::{Choice, Effect, Event, HeldBack, LinkStatus};
use domain::{Day, OcNumber};
use proptest::prelude::*;
use proptest_state_machine::{ReferenceStateMachine, StateMachineTest, prop_state_machine};

use crate::model::{Model, Night};
use crate::world::{CHILD, INSURED, Send, Tried, Whom, answers, day, decomptes, oc, who};

/// One thing that happens.
#[derive(Debug, Clone)]
pub(crate) enum Step {
    Send(Send),
    /// Care of that person, so many days before today.
    Care(usize, i32),
    /// The insured chooses an OC for a person; which delay.
    Choose(usize, OcNumber, u64),
    /// Days go by.
    Wait(i32),
}

/// What the model says of the last step.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Said {
    Reason(u8),
    /// Whether the account takes it.
    Taken(bool),
    Night(Night),
}

#[derive(Debug, Clone)]
pub(crate) struct Reference {
    model: Model,
    said: Option<Said>,
}

/// Months from the start of 2024: contracts begin and end where months do.
fn start(month: i32) -> Day {
    day("2024-01-01").plus_months(month)
}

prop_compose! {
    fn send()(
        letter in prop_oneof![5 => Just('C'), 3 => Just('M'), 3 => Just('A')],
        number in 1_u32..=4,
        whom in prop_oneof![
            40 => (0_usize..2).prop_map(Whom::Person),
            1 => Just(Whom::NobodyHere),
            1 => Just(Whom::OtherDay),
            1 => Just(Whom::OtherRank),
            1 => Just(Whom::Stranger),
            1 => Just(Whom::WithoutBirth),
        ],
        kind in prop_oneof![
            12 => Just("01"), 1 => Just("91"), 2 => Just("89"), 1 => Just("85"), 1 => Just("87"),
            1 => Just("88"), 1 => Just("86"),
        ],
        first in 0_i32..4,
        length in prop_oneof![2 => Just(None), 6 => (1_i32..4).prop_map(Some), 1 => Just(Some(0))],
        wrong in prop_oneof![30 => Just(0_u8), 4 => 1_u8..5],
    ) -> Send {
        // A length of nothing is a contract that ends before it begins.
        let end = length.map(|months| start(first * 2 + months * 2).plus(if months == 0 { -9 } else { -1 }));
        Send {
            letter, oc: oc(number), whom, kind, start: start(first * 2), end,
            from_that_oc: wrong != 1,
            to_their_caisse: wrong != 2,
            right_key: wrong != 3,
            other_name: wrong == 4,
        }
    }
}

impl ReferenceStateMachine for Reference {
    type State = Self;
    type Transition = Step;

    fn init_state() -> BoxedStrategy<Self> {
        let model = |sends_later| Model::new(day("2024-03-04"), sends_later);
        let said = None;
        any::<bool>()
            .prop_map(move |later| Self {
                model: model(later),
                said: said.clone(),
            })
            .boxed()
    }

    fn transitions(_: &Self) -> BoxedStrategy<Step> {
        prop_oneof![
            6 => send().prop_map(Step::Send),
            3 => (0_usize..2, 0_i32..120).prop_map(|(person, ago)| Step::Care(person, ago)),
            2 => (0_usize..2, 1_u32..=4, 0_u64..4)
                .prop_map(|(person, number, draw)| Step::Choose(person, oc(number), draw)),
            1 => (1_i32..8).prop_map(Step::Wait),
            1 => (1_i32..60).prop_map(Step::Wait),
        ]
        .boxed()
    }

    fn apply(mut state: Self, step: &Step) -> Self {
        let model = &mut state.model;
        state.said = Some(match step {
            Step::Send(sent) => {
                let reason = model.receive(sent);
                // What waits is looked at once more, and goes out with the next night.
                model.release_for_tonight();
                Said::Reason(reason)
            }
            Step::Care(person, ago) => Said::Night(model.care(*person, model.now.plus(-ago))),
            // 4 to 5 days: an even draw is 4.
            Step::Choose(person, oc, draw) => {
                let takes = if draw % 2 == 0 { 4 } else { 5 };
                Said::Taken(model.choose(*person, *oc, takes))
            }
            Step::Wait(days) => {
                model.now = model.now.plus(*days);
                Said::Night(model.night())
            }
        });
        state
    }
}

struct Registry;

impl StateMachineTest for Registry {
    type SystemUnderTest = Tried;
    type Reference = Reference;

    fn init_test(reference: &Reference) -> Tried {
        Tried::new(match reference.model.sends_later {
            true => HeldBack::Sent,
            false => HeldBack::Dropped,
        })
    }

    fn apply(mut tried: Tried, reference: &Reference, step: Step) -> Tried {
        let now = reference.model.now;
        let said = match &step {
            Step::Send(sent) => Said::Reason(tried.receive(sent, now)),
            Step::Care(person, ago) => {
                tried.care(*person, now.plus(-ago), now);
                Said::Night(night(&mut tried, now))
            }
            Step::Choose(person, oc, draw) => {
                Said::Taken(choose(&mut tried, *person, *oc, *draw, now))
            }
            Step::Wait(_) => Said::Night(night(&mut tried, now)),
        };
        let mut expected = reference.said.clone().unwrap();
        if let Said::Night(night) = &mut expected {
            in_order(night);
        }
        assert_eq!(said, expected, "{step:?}, {:#?}", reference.model);
        tried
    }

    /// The account shows what the model has.
    fn check_invariants(tried: &Tried, reference: &Reference) {
        let model = &reference.model;
        let account = tried.state.account(&who(INSURED).nir, model.now).unwrap();
        for person in [INSURED, CHILD] {
            let shown = &account.beneficiaries[person];
            let goes_to = model.goes_to(person, model.now);
            match &shown.status {
                LinkStatus::Blocked(ocs) => {
                    assert!(model.is_blocked(person), "{shown:?}");
                    assert!(ocs.len() > 1, "{shown:?}");
                }
                LinkStatus::Active(oc) => assert_eq!(Some(*oc), goes_to),
                LinkStatus::None => {
                    assert_eq!(None, goes_to);
                    assert!(!model.is_blocked(person));
                }
            }
            let waits = model.choices.iter().find(|(_, of, _)| *of == person);
            assert_eq!(shown.chosen, waits.map(|(on, _, oc)| (*oc, *on)));
        }
    }
}

/// Whether the account takes the choice.
fn choose(tried: &mut Tried, person: usize, oc: OcNumber, draw: u64, now: Day) -> bool {
    let choice = Choice {
        who: who(person),
        oc,
        asked: now,
        draw,
    };
    let mut effects = Vec::new();
    tried
        .state
        .step(Event::Choose(choice), &mut effects)
        .unwrap();
    match effects.as_slice() {
        [Effect::ChoiceTaken { .. }] => true,
        [Effect::Refused(_)] => false,
        other => panic!("{other:?}"),
    }
}

/// What the caisse sends that night.
fn night(tried: &mut Tried, now: Day) -> Night {
    let files = tried.hear(Event::Night(now));
    let place = |birth| usize::from(birth == who(CHILD).birth);
    let told = answers(&files).into_iter().map(|answer| {
        let movement = answer.movement;
        (movement.oc, place(movement.birth), answer.reason)
    });
    let sent = decomptes(&files).into_iter().map(|decompte| {
        let care = decompte.lines[0].start;
        (decompte.oc, place(decompte.beneficiary.birth), care)
    });
    let mut night = Night {
        told: told.collect(),
        sent: sent.collect(),
    };
    in_order(&mut night);
    night
}

/// Files of several OCs leave in no order that matters.
fn in_order(night: &mut Night) {
    night.told.sort_unstable();
    night.sent.sort_unstable();
}

prop_state_machine! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn reasons_and_flows_agree_with_the_plain_model(sequential 1..60 => Registry);
}
