//! The insured's account as the seeds tell of it: two OCs, the choice, the paper route, what is asked for again.

use caisse::{
    AccountBeneficiary, AccountSpec, CalendarSpec, Choice, Effect, Event, HeldBack, InvoiceId,
    Life, LinkStatus, Paper, Refusal,
};
use domain::{Day, DecompteNumber, FileStamp, MemberNumber, Nir, OcNumber, PsNumber};

use crate::world::{CHILD, INSURED, Send, Tried, Whom, answers, day, decomptes, oc, who};

fn sent(letter: char, number: u32, start: &str, end: Option<&str>) -> Send {
    Send {
        letter,
        oc: oc(number),
        whom: Whom::Person(INSURED),
        kind: "01",
        start: day(start),
        end: end.map(day),
        from_that_oc: true,
        to_their_caisse: true,
        right_key: true,
        other_name: false,
    }
}

fn create(number: u32, start: &str) -> Send {
    sent('C', number, start, None)
}

/// The OCs that care of that day, settled that night, goes to.
fn goes_to(tried: &mut Tried, care: &str, night: &str) -> Vec<OcNumber> {
    tried.care(INSURED, day(care), day(night));
    let files = tried.hear(Event::Night(day(night)));
    decomptes(&files).iter().map(|one| one.oc).collect()
}

/// Two OCs since the start of the year: the second was told of the overlap.
fn blocked(held_back: HeldBack) -> Tried {
    let mut tried = Tried::new(held_back);
    let now = day("2024-03-04");
    assert_eq!(tried.receive(&create(1, "2020-01-01"), now), 33);
    assert_eq!(tried.receive(&create(2, "2024-01-01"), now), 53);
    tried
}

fn choice(number: u32, asked: &str, draw: u64) -> Event {
    Event::Choose(Choice {
        who: who(INSURED),
        oc: oc(number),
        asked: day(asked),
        draw,
    })
}

/// What a step brings beside files.
fn step(tried: &mut Tried, event: Event) -> Vec<Effect> {
    let mut effects = Vec::new();
    tried.state.step(event, &mut effects).unwrap();
    effects
}

fn insured(tried: &Tried, on: &str) -> AccountBeneficiary {
    let account = tried.state.account(&who(INSURED).nir, day(on)).unwrap();
    account.beneficiaries[INSURED].clone()
}

fn status(tried: &Tried, on: &str) -> LinkStatus {
    insured(tried, on).status
}

fn listed(tried: &Tried) -> Vec<(DecompteNumber, Option<OcNumber>)> {
    let account = tried.state.account(&who(INSURED).nir, day("2024-12-31"));
    let decomptes = account.unwrap().decomptes.into_iter();
    decomptes
        .map(|one| (one.decompte.number, one.sent_to))
        .collect()
}

fn hand_over(decompte: DecompteNumber, number: u32) -> Event {
    Event::HandOver {
        nir: who(INSURED).nir,
        decompte,
        oc: oc(number),
        day: day("2024-03-06"),
    }
}

fn paper(tried: &mut Tried, event: Event) -> Paper {
    match step(tried, event).remove(0) {
        Effect::Paper(paper) => *paper,
        other => panic!("{other:?}"),
    }
}

fn refusal(tried: &mut Tried, event: Event) -> Refusal {
    match step(tried, event).remove(0) {
        Effect::Refused(refusal) => refusal,
        other => panic!("{other:?}"),
    }
}

#[test]
fn a_contract_closed_before_the_next_opens_switches_silently() {
    let mut tried = Tried::new(HeldBack::Dropped);
    let now = day("2024-03-04");
    assert_eq!(tried.receive(&create(1, "2020-01-01"), now), 33);
    let ends = sent('A', 1, "2020-01-01", Some("2024-02-29"));
    assert_eq!(tried.receive(&ends, now), 34);
    assert_eq!(tried.receive(&create(2, "2024-03-01"), now), 33);
    assert_eq!(goes_to(&mut tried, "2024-02-29", "2024-03-05"), [oc(1)]);
    assert_eq!(goes_to(&mut tried, "2024-03-01", "2024-03-06"), [oc(2)]);
}

/// A change of employer as seed 004 has it: the new group contract before the old one ended; then that one ends late.
#[test]
fn a_late_termination_frees_the_flow() {
    for end in ["2023-12-31", "2024-02-29"] {
        let mut tried = blocked(HeldBack::Dropped);
        let both = LinkStatus::Blocked(vec![oc(1), oc(2)]);
        assert_eq!(status(&tried, "2024-03-04"), both);
        assert_eq!(goes_to(&mut tried, "2024-03-01", "2024-03-04"), []);
        let ends = sent('A', 1, "2020-01-01", Some(end));
        assert_eq!(tried.receive(&ends, day("2024-03-05")), 34);
        assert_eq!(status(&tried, "2024-03-05"), LinkStatus::Active(oc(2)));
        // Where both had that day, it is of the contract that was not closed.
        assert_eq!(goes_to(&mut tried, "2024-02-01", "2024-03-06"), [oc(2)]);
        assert_eq!(goes_to(&mut tried, "2023-12-01", "2024-03-07"), [oc(1)]);
    }
}

/// Portability: the group contract goes on after the job, at the same OC; a new employer's then overlaps with it.
#[test]
fn portability_prolongs_the_link_until_another_job_blocks_it() {
    let mut tried = Tried::new(HeldBack::Dropped);
    let now = day("2024-03-04");
    let contract = |letter, end| sent(letter, 1, "2023-01-01", Some(end));
    assert_eq!(tried.receive(&contract('C', "2024-03-31"), now), 33);
    assert_eq!(tried.receive(&contract('M', "2025-03-31"), now), 32);
    assert_eq!(goes_to(&mut tried, "2024-04-02", "2024-04-05"), [oc(1)]);
    let new_job = create(2, "2024-06-01");
    assert_eq!(tried.receive(&new_job, day("2024-06-10")), 53);
    assert_eq!(goes_to(&mut tried, "2024-06-02", "2024-06-11"), []);
    // What was not closed is over by itself in the end.
    assert_eq!(goes_to(&mut tried, "2025-04-02", "2025-04-03"), [oc(2)]);
}

#[test]
fn a_choice_takes_four_to_five_days_and_no_weekend() {
    for (number, draw, on) in [
        (2, 0, "2024-03-08"),
        (2, 1, "2024-03-11"),
        (1, 0, "2024-03-08"),
    ] {
        let mut tried = blocked(HeldBack::Dropped);
        let taken = step(&mut tried, choice(number, "2024-03-04", draw));
        let [Effect::ChoiceTaken { on: taken, .. }] = taken.as_slice() else {
            panic!("{taken:?}");
        };
        assert_eq!(*taken, day(on));
        assert_eq!(tried.state.next_night(), Some(day(on)));
        let shown = insured(&tried, "2024-03-07");
        assert_eq!(shown.chosen, Some((oc(number), day(on))));
        let before = tried.hear(Event::Night(day(on).plus(-1)));
        assert_eq!(before, []);
        let told = answers(&tried.hear(Event::Night(day(on))));
        let told = told.iter().map(|one| {
            let movement = &one.movement;
            (movement.oc, one.reason, movement.start, movement.end)
        });
        let (old, new) = (day("2020-01-01"), day("2024-01-01"));
        let end = Some(day("2023-12-31"));
        // The older contract that is lost ends; the younger one is cancelled.
        let expected = match number {
            2 => [(oc(1), 43, old, end), (oc(2), 73, new, None)],
            _ => [(oc(1), 73, old, None), (oc(2), 43, new, None)],
        };
        assert_eq!(told.collect::<Vec<_>>(), expected);
        assert_eq!(status(&tried, on), LinkStatus::Active(oc(number)));
        assert_eq!(
            goes_to(&mut tried, "2024-02-01", "2024-03-12"),
            [oc(number)]
        );
    }
}

#[test]
fn a_choice_is_one_beneficiary_s_and_the_last_one_holds() {
    let mut tried = blocked(HeldBack::Dropped);
    for number in [1, 2] {
        let child = Send {
            whom: Whom::Person(CHILD),
            ..create(number, "2024-01-01")
        };
        tried.receive(&child, day("2024-03-04"));
    }
    step(&mut tried, choice(1, "2024-03-04", 0));
    step(&mut tried, choice(2, "2024-03-05", 0));
    tried.hear(Event::Night(day("2024-03-11")));
    let account = tried.state.account(&who(INSURED).nir, day("2024-03-11"));
    let beneficiaries = account.unwrap().beneficiaries;
    assert_eq!(beneficiaries[INSURED].status, LinkStatus::Active(oc(2)));
    let both = LinkStatus::Blocked(vec![oc(1), oc(2)]);
    assert_eq!(beneficiaries[CHILD].status, both);
}

/// The chosen OC changes its number before the choice takes effect.
#[test]
fn a_choice_follows_the_oc_to_its_new_number() {
    let mut tried = blocked(HeldBack::Dropped);
    step(&mut tried, choice(2, "2024-03-04", 0));
    let changed = Life::OcChanged {
        from: oc(2),
        to: oc(5),
    };
    tried.hear(Event::Life(changed, day("2024-03-05")));
    assert_eq!(
        insured(&tried, "2024-03-06").chosen,
        Some((oc(5), day("2024-03-08")))
    );
    tried.hear(Event::Night(day("2024-03-08")));
    assert_eq!(status(&tried, "2024-03-08"), LinkStatus::Active(oc(5)));
}

#[test]
fn an_oc_without_a_contract_cannot_be_chosen() {
    let mut tried = blocked(HeldBack::Dropped);
    let refused = refusal(&mut tried, choice(3, "2024-03-04", 0));
    assert_eq!(refused, Refusal::NoContract(oc(3), who(INSURED)));
    assert!(refused.to_string().contains("99000003"), "{refused}");
    assert_eq!(tried.state.next_night(), None);
}

#[test]
fn what_was_held_back_goes_to_the_one_that_is_left_or_nowhere() {
    for (held_back, sent) in [(HeldBack::Dropped, vec![]), (HeldBack::Sent, vec![oc(2)])] {
        let mut tried = blocked(held_back);
        assert_eq!(goes_to(&mut tried, "2024-03-01", "2024-03-04"), []);
        assert_eq!(tried.state.sent(InvoiceId(1)), None);
        let number = listed(&tried)[0].0;
        assert_eq!(listed(&tried), [(number, None)]);
        step(&mut tried, choice(2, "2024-03-04", 0));
        let files = tried.hear(Event::Night(day("2024-03-08")));
        let decomptes = decomptes(&files);
        let told: Vec<OcNumber> = decomptes.iter().map(|one| one.oc).collect();
        assert_eq!(told, sent);
        assert_eq!(listed(&tried), [(number, sent.first().copied())]);
        if let Some(one) = decomptes.first() {
            // The décompte is of the day on which it was settled.
            assert_eq!((one.number, one.date), (number, day("2024-03-04")));
            assert_eq!(one.member, MemberNumber::new(7).unwrap());
        }
    }
}

#[test]
fn what_is_cancelled_while_it_waits_never_goes_out() {
    let mut tried = blocked(HeldBack::Sent);
    assert_eq!(goes_to(&mut tried, "2024-03-01", "2024-03-04"), []);
    for event in [
        Event::SendAgain(InvoiceId(1), day("2024-03-05")),
        Event::SettleTwice(InvoiceId(1), day("2024-03-05")),
        Event::Cancel(InvoiceId(1), day("2024-03-05")),
        choice(2, "2024-03-05", 0),
    ] {
        assert_eq!(decomptes(&tried.hear(event)), []);
    }
    let files = tried.hear(Event::Night(day("2024-03-20")));
    assert_eq!(decomptes(&files), []);
}

/// What waits is let go of by whoever names it no more, and goes out all the same.
#[test]
fn what_is_forgotten_while_it_waits_goes_out() {
    let mut tried = blocked(HeldBack::Sent);
    assert_eq!(goes_to(&mut tried, "2024-03-01", "2024-03-04"), []);
    tried.state.forget(InvoiceId(1));
    let ends = sent('A', 1, "2020-01-01", Some("2023-12-31"));
    assert_eq!(tried.receive(&ends, day("2024-03-05")), 34);
    assert_eq!(tried.state.next_night(), Some(day("2024-03-05")));
    let files = tried.hear(Event::Night(day("2024-03-05")));
    assert_eq!(decomptes(&files).len(), 1);
}

#[test]
fn the_paper_route_brings_what_no_303_does_or_what_one_did() {
    let mut tried = blocked(HeldBack::Dropped);
    assert_eq!(goes_to(&mut tried, "2024-03-01", "2024-03-04"), []);
    let number = listed(&tried)[0].0;
    let alone = paper(&mut tried, hand_over(number, 2));
    assert_eq!((alone.sent_to, alone.decompte.oc), (None, oc(2)));
    assert_eq!(alone.decompte.lines.len(), 2);
    let ends = sent('A', 1, "2020-01-01", Some("2023-12-31"));
    assert_eq!(tried.receive(&ends, day("2024-03-05")), 34);
    tried.care(INSURED, day("2024-03-02"), day("2024-03-05"));
    let files = tried.hear(Event::Night(day("2024-03-05")));
    let by_303 = decomptes(&files).remove(0);
    let twice = paper(&mut tried, hand_over(by_303.number, 2));
    assert_eq!(twice.sent_to, Some(oc(2)));
    assert_eq!(twice.decompte, by_303);
    let none = DecompteNumber::new(123_456_789).unwrap();
    let refused = refusal(&mut tried, hand_over(none, 2));
    assert_eq!(refused, Refusal::UnknownDecompte(none));
}

#[test]
fn the_account_lists_the_latest_décomptes_and_no_more() {
    let mut tried = Tried::new(HeldBack::Dropped);
    assert_eq!(
        tried.receive(&create(1, "2020-01-01"), day("2024-03-04")),
        33
    );
    for bill in 0..45 {
        tried.care(INSURED, day("2024-03-01").plus(bill), day("2024-05-01"));
    }
    let listed = listed(&tried);
    assert_eq!(listed.len(), 40);
    assert!(listed.iter().all(|(_, to)| *to == Some(oc(1))));
    let numbers: Vec<u32> = listed.iter().map(|(number, _)| number.get()).collect();
    assert_eq!(numbers, (6..=45).collect::<Vec<_>>());
    let forgotten = DecompteNumber::new(5).unwrap();
    let refused = refusal(&mut tried, hand_over(forgotten, 1));
    assert_eq!(refused, Refusal::UnknownDecompte(forgotten));
}

#[test]
fn a_file_is_sent_again_as_it_was() {
    let mut tried = Tried::new(HeldBack::Dropped);
    assert_eq!(
        tried.receive(&create(1, "2020-01-01"), day("2024-03-04")),
        33
    );
    tried.care(INSURED, day("2024-03-01"), day("2024-03-04"));
    let files = tried.hear(Event::Night(day("2024-03-04")));
    let again = tried.hear(Event::SendFileAgain(files[0].id));
    assert_eq!(again, files);
    let mut id = files[0].id;
    id.stamp = FileStamp(*b"ZZZZ99");
    let refused = refusal(&mut tried, Event::SendFileAgain(id));
    assert_eq!(refused, Refusal::UnknownFile(id));
}

#[test]
fn who_refuses_the_exchanges_is_sent_to_nobody() {
    let mut tried = Tried::new(HeldBack::Sent);
    assert_eq!(
        tried.receive(&create(1, "2020-01-01"), day("2024-03-04")),
        33
    );
    let nir = who(INSURED).nir;
    let refuses = |refuses| Event::RefusesExchanges { nir, refuses };
    tried.hear(refuses(true));
    assert_eq!(status(&tried, "2024-03-04"), LinkStatus::None);
    assert_eq!(goes_to(&mut tried, "2024-03-01", "2024-03-04"), []);
    tried.hear(refuses(false));
    assert_eq!(status(&tried, "2024-03-04"), LinkStatus::Active(oc(1)));
    assert_eq!(goes_to(&mut tried, "2024-03-01", "2024-03-05"), [oc(1)]);
    let nir: Nir = "1000000000000".parse().unwrap();
    let refuses = Event::RefusesExchanges { nir, refuses: true };
    assert_eq!(refusal(&mut tried, refuses), Refusal::UnknownInsured(nir));
    assert_eq!(tried.state.insured(), [who(INSURED).nir]);
}

#[test]
fn the_attestation_says_who_has_rights_where_and_which_oc_is_known() {
    let mut tried = Tried::new(HeldBack::Dropped);
    assert_eq!(
        tried.receive(&create(1, "2020-01-01"), day("2024-03-04")),
        33
    );
    let doctor = PsNumber::new(750_000_009);
    let declared = Life::DoctorDeclared {
        who: who(INSURED),
        doctor,
    };
    tried.hear(Event::Life(declared, day("2024-03-04")));
    let nir = who(INSURED).nir;
    let attestation = tried.state.attestation(&nir, day("2024-03-04")).unwrap();
    assert_eq!((attestation.nir, attestation.key), (nir, nir.key()));
    assert_eq!(attestation.caisse.to_string(), "01-751-000");
    let says = attestation.beneficiaries.into_iter();
    let says: Vec<_> = says
        .map(|one| (one.first_name.to_string(), one.doctor, one.status))
        .collect();
    let expected = [
        ("ANNA".to_owned(), doctor, LinkStatus::Active(oc(1))),
        ("HUGO".to_owned(), None, LinkStatus::None),
    ];
    assert_eq!(says, expected);
    let nobody = "1790175001000".parse().unwrap();
    assert_eq!(tried.state.attestation(&nobody, day("2024-03-04")), None);
}

#[test]
fn the_spec_is_kebab_case_and_takes_no_unknown_key() {
    let load = |text| domain::load::<AccountSpec>("accounts", text);
    let spec = load("held-back: sent\nkept-decomptes: 12\n").unwrap();
    assert_eq!((spec.held_back, spec.kept_decomptes), (HeldBack::Sent, 12));
    assert_eq!((spec.choice_takes(0), spec.choice_takes(1)), (4, 5));
    assert_eq!(spec.choice_takes(2), 4);
    assert!(load("heldback: sent\n").is_err());
    assert_eq!(load("{}").unwrap(), AccountSpec::default());
}

/// A contract that is to end still runs: its OC hears of what happens to the person. One that ended does not.
#[test]
fn an_oc_whose_contract_is_to_end_is_told_of_a_life() {
    let moved = Life::Moved {
        nir: who(INSURED).nir,
        to: "01-315-000".parse().unwrap(),
    };
    let told = |end| {
        let mut tried = Tried::new(HeldBack::Dropped);
        let contract = sent('C', 1, "2020-01-01", Some(end));
        assert_eq!(tried.receive(&contract, day("2024-03-04")), 33);
        let files = tried.hear(Event::Life(moved.clone(), day("2024-03-05")));
        let answers = answers(&files).into_iter();
        answers.map(|one| one.reason).collect::<Vec<_>>()
    };
    assert_eq!(told("2024-12-31"), [38]);
    // Of two contracts one after the other, at one OC, it hears once.
    let mut tried = Tried::new(HeldBack::Dropped);
    let first = sent('C', 1, "2020-01-01", Some("2024-03-31"));
    assert_eq!(tried.receive(&first, day("2024-03-04")), 33);
    assert_eq!(
        tried.receive(&create(1, "2024-04-01"), day("2024-03-04")),
        33
    );
    let files = tried.hear(Event::Life(moved.clone(), day("2024-03-05")));
    let starts: Vec<Day> = answers(&files)
        .iter()
        .map(|one| one.movement.start)
        .collect();
    assert_eq!(starts, [day("2024-04-01")]);
    assert_eq!(told("2024-03-05"), [38]);
    assert_eq!(told("2024-03-04"), [0_u8; 0]);
}

/// Without weekends the calendar lets a choice fall on one.
#[test]
fn the_calendar_of_the_caisse_says_whether_weekends_rest() {
    let mut tried = blocked(HeldBack::Dropped);
    let works = CalendarSpec {
        weekends_rest: false,
        ..CalendarSpec::default()
    };
    tried.state = tried.state.with_accounts(AccountSpec::default(), works);
    step(&mut tried, choice(2, "2024-03-04", 1));
    let saturday: Day = day("2024-03-09");
    assert_eq!(tried.state.next_night(), Some(saturday));
}
