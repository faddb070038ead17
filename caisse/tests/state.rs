//! The caisse as a state machine: links and their reasons, lines of a décompte, what is taken back.

#![allow(clippy::unwrap_used, reason = "a test may stop")]

use caisse::{Effect, Event, InsuredFile, Invoice, InvoiceId, Link, OutgoingFile, Person, State};
use domain::{
    Beneficiary, BirthDate, Caisse, Cents, CoordinationOption, Day, Decompte, FileStamp,
    MemberNumber, Nir, NirKey, OcNumber, Operation, Party, PsNumber, Rank,
};
use noemie::Header;
use noemie::Profiles;
use noemie::framing::Framing;
use noemie::links::{Movement, MovementKind};
use noemie::profile::Profile;
use oracle::amo::{
    Care, Cover, Doctor, DrugLabel, Exemption, Kind, Parcours, Regime, Sector, Tariff,
};
use oracle::law::Law;

fn day(text: &str) -> Day {
    text.parse().unwrap()
}

fn oc(number: u32) -> OcNumber {
    OcNumber::new(number).unwrap()
}

fn caisse() -> Caisse {
    Caisse::new(1, 751, 0).unwrap()
}

fn nir() -> Nir {
    "2800175001000".parse().unwrap()
}

fn who() -> Beneficiary {
    Beneficiary {
        nir: nir(),
        birth: BirthDate(*b"150180"),
        rank: Rank::FIRST,
    }
}

fn state() -> State<'static> {
    let profiles = Profiles::shipped();
    let mut state = State::new(0, Law::embedded(), profiles, Framing::default());
    let person = Person {
        birth: who().birth,
        rank: who().rank,
        born: day("1980-01-15"),
        name: "MARTIN".into(),
        first_name: "ANNA".into(),
        regime: Regime::General,
        cover: Cover::None,
    };
    let file = InsuredFile {
        nir: nir(),
        caisse: caisse(),
        persons: vec![person],
    };
    hear(&mut state, Event::Register(file));
    state
}

/// An event the caisse takes, of which no file is looked at.
fn hear(state: &mut State<'_>, event: Event) {
    state.step(event, &mut Vec::new()).unwrap();
}

fn movement() -> Movement {
    Movement {
        oc: oc(99_000_017),
        nir: nir(),
        key: nir().key(),
        insured_name: "MARTIN".into(),
        insured_first_name: "ANNA".into(),
        birth: who().birth,
        rank: who().rank,
        name: "MARTIN".into(),
        first_name: "ANNA".into(),
        member: MemberNumber::new(7).unwrap(),
        kind: MovementKind::Create,
        contract_type: *b"01",
        start: day("2024-01-01"),
        end: None,
    }
}

/// The 929 file that answers those movements.
fn answered(state: &mut State<'_>, movements: Vec<Movement>) -> OutgoingFile {
    let header = Header {
        sender: Party::oc(oc(99_000_017)),
        receiver: Party::caisse(caisse()),
        exchange: *b"MU",
        reference: 408,
        date: day("2024-11-01"),
        stamp: FileStamp(*b"000001"),
    };
    let mut effects = Vec::new();
    let event = Event::Movements {
        header,
        movements,
        day: day("2024-11-01"),
    };
    state.step(event, &mut effects).unwrap();
    let mut effects = effects.into_iter();
    match (effects.next(), effects.next()) {
        (Some(Effect::File(file)), None) => file,
        other => panic!("one 929: {other:?}"),
    }
}

/// Reasons of that file.
fn reasons(state: &mut State<'_>, movements: &[Movement]) -> Vec<u8> {
    let file = answered(state, movements.to_vec());
    let readings = noemie::links::read_answers(file.content.written(), Profile::answers());
    readings[0]
        .entries
        .iter()
        .map(|(answer, _)| answer.reason)
        .collect()
}

fn linked() -> State<'static> {
    let mut state = state();
    assert_eq!(reasons(&mut state, &[movement()]), [33]);
    state
}

fn consultation(on: &str) -> Care {
    Care {
        day: day(on),
        kind: Kind::Consultation {
            tariff: Tariff::Generaliste,
            doctor: Doctor {
                sector: Sector::One,
                option: CoordinationOption::None,
                specialty: 1,
            },
        },
        fee: Cents(2_650),
        quantity: 1,
        coefficient: 100,
        count: 0,
        base: None,
        parcours: Parcours::In,
        exemption: Exemption::None,
        executor: PsNumber::new(750_000_009).unwrap(),
        third_party: false,
    }
}

fn drug(on: &str) -> Care {
    Care {
        kind: Kind::Drug(DrugLabel::SoixanteCinq),
        fee: Cents(1_000),
        base: Some(Cents(1_000)),
        third_party: true,
        ..consultation(on)
    }
}

fn invoice(id: u64, acts: Vec<Care>, processed: &str) -> Event {
    let third_party = acts
        .iter()
        .any(|care| care.third_party)
        .then(|| PsNumber::new(750_000_017).unwrap());
    Event::Invoice(Invoice {
        id: InvoiceId(id),
        who: who(),
        processed: day(processed),
        bill: acts.into(),
        third_party,
        past_the_link: false,
    })
}

/// The décomptes that go out by that night.
fn night(state: &mut State<'_>, on: &str) -> Vec<Decompte> {
    let mut effects = Vec::new();
    state.step(Event::Night(day(on)), &mut effects).unwrap();
    effects
        .into_iter()
        .flat_map(|effect| match effect {
            Effect::File(file) => {
                noemie::decomptes::read(file.content.written(), Profile::decomptes())
            }
            other => panic!("{other:?}"),
        })
        .flat_map(|file| file.decomptes)
        .map(|(decompte, _)| decompte)
        .collect()
}

fn lines(decompte: &Decompte) -> Vec<(String, i16, i64)> {
    decompte
        .lines
        .iter()
        .map(|line| (line.act.to_string(), line.quantity, line.amount.0))
        .collect()
}

/// Both caisses are told the same; nothing names the first bill later, and the second goes out twice.
#[test]
fn what_is_handed_over_unwritten_is_what_would_be_written() {
    let files = |mut state: State<'static>| {
        let mut effects = vec![Effect::File(answered(&mut state, vec![movement()]))];
        let events = [
            invoice(1, vec![consultation("2024-12-03")], "2024-12-05"),
            invoice(2, vec![drug("2024-12-04")], "2024-12-05"),
            Event::SendAgain(InvoiceId(2), day("2024-12-06")),
        ];
        for event in events {
            state.step(event, &mut effects).unwrap();
        }
        state.forget(InvoiceId(1));
        for night in ["2024-12-05", "2024-12-06"] {
            let night = Event::Night(day(night));
            state.step(night, &mut effects).unwrap();
        }
        let files = effects.into_iter().map(|effect| match effect {
            Effect::File(file) => file,
            other => panic!("{other:?}"),
        });
        files.collect::<Vec<_>>()
    };
    let (written, told) = (files(state()), files(state().unwritten()));
    assert_eq!((written.len(), told.len()), (3, 3));
    for (written, told) in written.into_iter().zip(told) {
        assert_eq!((written.id, &written.decomptes), (told.id, &told.decomptes));
        assert_eq!(told.content.written(), b"");
        let (profiles, framing) = (noemie::Profiles::shipped(), Framing::default());
        let bytes = told.content.into_bytes(profiles, &framing).unwrap();
        assert_eq!(bytes, written.content.written());
    }
}

#[test]
fn each_reason_follows_from_what_is_known() {
    let mut state = state();
    let wrong_key = Movement {
        key: NirKey(*b"00"),
        ..movement()
    };
    let nobody: Nir = "1800175002000".parse().unwrap();
    let unknown = Movement {
        nir: nobody,
        key: nobody.key(),
        ..movement()
    };
    let other_birth = Movement {
        birth: BirthDate(*b"160180"),
        ..movement()
    };
    let backwards = Movement {
        end: Some(day("2023-12-31")),
        ..movement()
    };
    let never_sent = Movement {
        kind: MovementKind::Modify,
        ..movement()
    };
    let not_there = Movement {
        kind: MovementKind::Cancel,
        ..movement()
    };
    let all = [
        wrong_key,
        unknown,
        other_birth,
        backwards,
        never_sent,
        not_there,
        movement(),
    ];
    // One file may name one insured several times: each movement is answered.
    let given: Vec<u8> = all
        .iter()
        .flat_map(|one| reasons(&mut state, std::slice::from_ref(one)))
        .collect();
    assert_eq!(given, [30, 18, 31, 8, 23, 23, 33]);
    let ended = Movement {
        kind: MovementKind::Modify,
        end: Some(day("2024-12-31")),
        ..movement()
    };
    let cancelled = Movement {
        kind: MovementKind::Cancel,
        ..movement()
    };
    assert_eq!(reasons(&mut state, &[ended]), [32]);
    assert_eq!(reasons(&mut state, &[cancelled]), [34]);
}

#[test]
fn an_overlap_stops_the_flow() {
    let mut state = state();
    let rival = Link {
        oc: oc(99_000_025),
        member: MemberNumber::default(),
        start: day("2020-01-01"),
        end: None,
        contract_type: *b"01",
    };
    hear(&mut state, Event::NoteLink(who(), rival));
    assert_eq!(reasons(&mut state, &[movement()]), [53]);
    hear(
        &mut state,
        invoice(1, vec![consultation("2024-11-10")], "2024-11-14"),
    );
    assert_eq!(night(&mut state, "2024-11-14"), []);
    assert!(state.sent(InvoiceId(1)).is_none());
}

#[test]
fn nothing_goes_out_after_the_link_ended_unless_the_caisse_is_late() {
    let mut state = state();
    let ended = Movement {
        end: Some(day("2024-11-09")),
        ..movement()
    };
    assert_eq!(reasons(&mut state, &[ended]), [33]);
    hear(
        &mut state,
        invoice(1, vec![consultation("2024-11-10")], "2024-11-14"),
    );
    assert_eq!(night(&mut state, "2024-11-14"), []);
    let Event::Invoice(late) = invoice(2, vec![consultation("2024-11-10")], "2024-11-15") else {
        unreachable!()
    };
    let late = Event::Invoice(Invoice {
        past_the_link: true,
        ..late
    });
    hear(&mut state, late);
    assert_eq!(night(&mut state, "2024-11-15").len(), 1);
}

#[test]
fn participation_is_a_line_of_its_own_that_names_its_act() {
    let mut state = linked();
    hear(
        &mut state,
        invoice(1, vec![consultation("2024-11-10")], "2024-11-14"),
    );
    let sent = night(&mut state, "2024-11-14");
    assert_eq!(
        lines(&sent[0]),
        [("G".to_owned(), 1, 1_855), ("PFH".to_owned(), 1, -200)]
    );
    let origin = sent[0].lines[1].origin.unwrap();
    assert_eq!((origin.decompte, origin.line), (sent[0].number, 1));
    assert_eq!(sent[0].total(), Cents(1_655));
}

/// Rules §10 Q8, in the small: what third-party payment leaves owing is taken from a later payment.
#[test]
fn a_deferred_franchise_is_recovered_on_a_later_payment_to_the_insured() {
    let mut state = linked();
    hear(
        &mut state,
        invoice(1, vec![drug("2024-11-10")], "2024-11-12"),
    );
    hear(
        &mut state,
        invoice(2, vec![consultation("2024-11-11")], "2024-11-14"),
    );
    let sent = night(&mut state, "2024-11-14");
    assert_eq!(
        lines(&sent[0]),
        [("PH7".to_owned(), 1, 650)],
        "paid in full to the pharmacy"
    );
    assert_eq!(
        lines(&sent[1]),
        [
            ("G".to_owned(), 1, 1_855),
            ("PFH".to_owned(), 1, -200),
            ("FRT".to_owned(), 1, -100)
        ]
    );
    assert_eq!(sent[1].lines[2].origin.unwrap().decompte, sent[0].number);
    // Once is enough.
    hear(
        &mut state,
        invoice(3, vec![consultation("2024-11-12")], "2024-11-15"),
    );
    assert_eq!(night(&mut state, "2024-11-15")[0].lines.len(), 2);
}

#[test]
fn a_cancellation_is_the_décompte_with_every_sign_turned() {
    let mut state = linked();
    hear(
        &mut state,
        invoice(1, vec![consultation("2024-11-10")], "2024-11-14"),
    );
    let sent = night(&mut state, "2024-11-14");
    hear(&mut state, Event::Cancel(InvoiceId(1), day("2024-11-20")));
    let back = night(&mut state, "2024-11-20");
    assert_eq!(back[0].operation, Operation::Cancellation);
    assert_eq!(
        lines(&back[0]),
        [("G".to_owned(), -1, -1_855), ("PFH".to_owned(), -1, 200)]
    );
    assert_eq!(back[0].total(), -sent[0].total());
    for (line, original) in back[0].lines.iter().zip(&sent[0].lines) {
        let origin = line.origin.unwrap();
        assert_eq!(
            (origin.decompte, origin.line),
            (sent[0].number, original.number)
        );
    }
}

#[test]
fn a_regularisation_names_what_it_replaces_and_takes_no_second_participation() {
    let mut state = linked();
    hear(
        &mut state,
        invoice(1, vec![consultation("2024-11-10")], "2024-11-14"),
    );
    let sent = night(&mut state, "2024-11-14");
    let corrected = Care {
        fee: Cents(3_150),
        ..consultation("2024-11-10")
    };
    let event = Event::Regularise {
        invoice: InvoiceId(1),
        bill: vec![corrected].into(),
        corrected: day("2024-11-20"),
        cancelled: day("2024-11-25"),
    };
    hear(&mut state, event);
    let new = night(&mut state, "2024-11-20");
    assert_eq!(new[0].operation, Operation::Regularisation);
    assert_eq!(new[0].lines[0].origin.unwrap().decompte, sent[0].number);
    assert_eq!(new[0].lines[0].spent, Cents(3_150));
    let back = night(&mut state, "2024-11-25");
    assert_eq!(back[0].operation, Operation::Cancellation);
    // The two halves and the first payment: one participation in all.
    let kept: i64 = sent
        .iter()
        .chain(&new)
        .chain(&back)
        .flat_map(|decompte| &decompte.lines)
        .filter(|line| line.act.deduction().is_some())
        .map(|line| line.amount.0)
        .sum();
    assert_eq!(kept, -200);
}

#[test]
fn the_same_décompte_again_keeps_its_identity_and_the_same_care_gets_another() {
    let mut state = linked();
    hear(
        &mut state,
        invoice(1, vec![consultation("2024-11-10")], "2024-11-14"),
    );
    let sent = night(&mut state, "2024-11-14");
    hear(
        &mut state,
        Event::SendAgain(InvoiceId(1), day("2024-11-20")),
    );
    assert_eq!(night(&mut state, "2024-11-20"), sent);
    hear(
        &mut state,
        Event::SettleTwice(InvoiceId(1), day("2024-11-21")),
    );
    let twice = night(&mut state, "2024-11-21");
    assert_ne!(twice[0].number, sent[0].number);
    assert_eq!(twice[0].lines[1].origin.unwrap().decompte, twice[0].number);
    assert_eq!(lines(&twice[0]), lines(&sent[0]));
}

#[test]
fn an_unknown_care_sheet_is_an_error() {
    let mut state = linked();
    let error = state.step(
        Event::Cancel(InvoiceId(9), day("2024-11-20")),
        &mut Vec::new(),
    );
    assert!(error.unwrap_err().to_string().contains('9'));
}

#[test]
fn two_408_files_of_a_day_get_two_929_files() {
    let mut state = state();
    let first = answered(&mut state, vec![movement()]).id;
    assert_ne!(first, answered(&mut state, vec![movement()]).id);
}

#[test]
fn a_recovered_debt_of_an_act_taken_back_is_given_back() {
    let mut state = linked();
    hear(
        &mut state,
        invoice(1, vec![drug("2024-11-10")], "2024-11-12"),
    );
    hear(
        &mut state,
        invoice(2, vec![consultation("2024-11-11")], "2024-11-14"),
    );
    night(&mut state, "2024-11-14");
    hear(&mut state, Event::Cancel(InvoiceId(1), day("2024-11-20")));
    hear(
        &mut state,
        invoice(3, vec![consultation("2024-11-18")], "2024-11-21"),
    );
    let sent = night(&mut state, "2024-11-21");
    let paid = sent
        .iter()
        .find(|decompte| decompte.operation == Operation::Payment)
        .unwrap();
    assert_eq!(
        lines(paid),
        [
            ("G".to_owned(), 1, 1_855),
            ("PFH".to_owned(), 1, -200),
            ("FRT".to_owned(), -1, 100)
        ]
    );
}

#[test]
fn an_overlap_lasts_until_a_link_is_closed() {
    let mut state = state();
    let rival = Link {
        oc: oc(99_000_025),
        member: MemberNumber::default(),
        start: day("2020-01-01"),
        end: Some(day("2024-06-30")),
        contract_type: *b"01",
    };
    hear(&mut state, Event::NoteLink(who(), rival));
    // The same creation again is no way out of an overlap, an end before the other's start is.
    assert_eq!(reasons(&mut state, &[movement(), movement()]), [53, 53]);
    let cancelled = Movement {
        kind: MovementKind::Cancel,
        ..movement()
    };
    let later = Movement {
        start: day("2024-07-01"),
        ..movement()
    };
    assert_eq!(reasons(&mut state, &[cancelled, later]), [34, 33]);
    hear(
        &mut state,
        invoice(1, vec![consultation("2024-11-10")], "2024-11-14"),
    );
    assert_eq!(night(&mut state, "2024-11-14").len(), 1);
}

#[test]
fn a_movement_for_another_oc_than_the_sender_is_rejected() {
    let mut state = state();
    let foreign = Movement {
        oc: oc(99_000_025),
        ..movement()
    };
    assert_eq!(reasons(&mut state, &[foreign]), [4]);
}
