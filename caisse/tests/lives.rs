//! What the caisse learns of lives, and what it tells of them.

#![allow(clippy::unwrap_used, reason = "a test may stop")]

use caisse::{Effect, Event, InsuredFile, Invoice, InvoiceId, Life, OutgoingFile, Person, State};
use domain::{
    Beneficiary, BirthDate, Caisse, CoordinationOption, Day, Decompte, FileStamp, MemberNumber,
    Nir, OcNumber, Party, PsNumber, Rank,
};
use noemie::framing::Framing;
use noemie::links::{Movement, MovementKind};
use noemie::profile::Profile;
use noemie::{Header, Profiles};
use oracle::amo::{Care, Cover, Doctor, Exemption, Kind, Parcours, Regime, Sector, Tariff};
use oracle::law::Law;

const BORN: &str = "1980-01-15";
const CHILD: &str = "2006-11-12";

fn day(text: &str) -> Day {
    text.parse().unwrap()
}

fn nir() -> Nir {
    "2800175001000".parse().unwrap()
}

fn other_parent() -> Nir {
    "1790175001000".parse().unwrap()
}

fn own() -> Nir {
    "1061175001000".parse().unwrap()
}

fn paris() -> Caisse {
    Caisse::new(1, 751, 0).unwrap()
}

fn toulouse() -> Caisse {
    Caisse::new(1, 311, 0).unwrap()
}

fn oc() -> OcNumber {
    OcNumber::new(99_000_017).unwrap()
}

fn who(nir: Nir, born: &str) -> Beneficiary {
    Beneficiary {
        nir,
        birth: BirthDate::of(day(born)),
        rank: Rank::FIRST,
    }
}

fn person(born: &str, first_name: &str) -> Person {
    Person {
        birth: BirthDate::of(day(born)),
        rank: Rank::FIRST,
        born: day(born),
        name: "MARTIN".into(),
        first_name: first_name.into(),
        regime: Regime::General,
        cover: Cover::None,
    }
}

/// A mother and a child under her NIR and the father's, all linked.
fn linked() -> State<'static> {
    let profiles = Profiles::shipped();
    let mut state = State::new(0, Law::embedded(), profiles, Framing::default());
    for (nir, born, name) in [
        (nir(), BORN, "ANNA"),
        (other_parent(), "1979-01-02", "PAUL"),
    ] {
        let file = InsuredFile {
            nir,
            caisse: paris(),
            persons: vec![person(born, name), person(CHILD, "HUGO")],
        };
        hear(&mut state, Event::Register(file));
    }
    for who in [
        who(nir(), BORN),
        who(nir(), CHILD),
        who(other_parent(), CHILD),
    ] {
        assert_eq!(reason(&mut state, paris(), who, MovementKind::Create), 33);
    }
    state
}

fn hear(state: &mut State<'_>, event: Event) -> Vec<OutgoingFile> {
    let mut effects = Vec::new();
    state.step(event, &mut effects).unwrap();
    let files = effects.into_iter().map(|effect| match effect {
        Effect::File(file) => file,
        other => panic!("{other:?}"),
    });
    files.collect()
}

/// Reasons and NIRs of 929 files.
fn told(files: &[OutgoingFile]) -> Vec<(u8, Nir)> {
    let read = |file: &OutgoingFile| {
        noemie::links::read_answers(file.content.written(), Profile::answers())
    };
    let entries = files.iter().flat_map(read).flat_map(|read| read.entries);
    entries
        .map(|(answer, _)| (answer.reason, answer.movement.nir))
        .collect()
}

fn live(state: &mut State<'_>, life: Life) -> Vec<(u8, Nir)> {
    told(&hear(state, Event::Life(life, day("2024-11-12"))))
}

/// The first name that the caisse knows of who was born on that day.
fn first_name(birth: BirthDate) -> &'static str {
    let named = [
        ("1979-01-02", "PAUL"),
        (CHILD, "HUGO"),
        ("2024-11-02", "LEA"),
    ];
    let born = |(on, _): &&(&str, &str)| BirthDate::of(day(on)) == birth;
    named.iter().find(born).map_or("ANNA", |(_, name)| name)
}

fn reason(state: &mut State<'_>, caisse: Caisse, who: Beneficiary, kind: MovementKind) -> u8 {
    let movement = Movement {
        oc: oc(),
        nir: who.nir,
        key: who.nir.key(),
        insured_name: "MARTIN".into(),
        insured_first_name: "ANNA".into(),
        birth: who.birth,
        rank: who.rank,
        name: "MARTIN".into(),
        first_name: first_name(who.birth).into(),
        member: MemberNumber::new(7).unwrap(),
        kind,
        contract_type: *b"01",
        start: day("2024-01-01"),
        end: None,
    };
    let header = Header {
        sender: Party::oc(oc()),
        receiver: Party::caisse(caisse),
        exchange: *b"MU",
        reference: 408,
        date: day("2024-11-01"),
        stamp: FileStamp(*b"000001"),
    };
    let files = hear(
        state,
        Event::Movements {
            header,
            movements: vec![movement],
            day: day("2024-11-01"),
        },
    );
    told(&files)[0].0
}

/// The décomptes of a consultation on that day, settled on the fourteenth of November.
fn settled(state: &mut State<'_>, who: Beneficiary, on: &str) -> Vec<Decompte> {
    let care = Care {
        day: day(on),
        kind: Kind::Consultation {
            tariff: Tariff::Generaliste,
            doctor: Doctor {
                sector: Sector::One,
                option: CoordinationOption::None,
                specialty: 1,
            },
        },
        fee: domain::Cents(2_650),
        quantity: 1,
        coefficient: 100,
        count: 0,
        base: None,
        parcours: Parcours::In,
        exemption: Exemption::None,
        executor: PsNumber::new(750_000_009).unwrap(),
        third_party: false,
    };
    let invoice = Invoice {
        id: InvoiceId(1),
        who,
        processed: day("2024-11-14"),
        bill: vec![care].into(),
        third_party: None,
        past_the_link: false,
    };
    hear(state, Event::Invoice(invoice));
    let files = hear(state, Event::Night(day("2024-11-14")));
    let read =
        |file: &OutgoingFile| noemie::decomptes::read(file.content.written(), Profile::decomptes());
    let decomptes = files.iter().flat_map(read).flat_map(|file| file.decomptes);
    decomptes.map(|(decompte, _)| decompte).collect()
}

#[test]
fn a_newborn_can_be_declared_once_the_caisse_knows_of_it() {
    let mut state = linked();
    let child = who(nir(), "2024-11-02");
    assert_eq!(reason(&mut state, paris(), child, MovementKind::Create), 20);
    let born = Life::Born {
        parent: nir(),
        child: person("2024-11-02", "LEA"),
    };
    assert_eq!(live(&mut state, born), []);
    assert_eq!(reason(&mut state, paris(), child, MovementKind::Create), 33);
    assert_eq!(settled(&mut state, child, "2024-11-10").len(), 1);
}

#[test]
fn who_moves_is_told_of_and_linked_anew() {
    let mut state = linked();
    let moved = Life::Moved {
        nir: nir(),
        to: toulouse(),
    };
    assert_eq!(live(&mut state, moved), [(38, nir()), (38, nir())]);
    let mother = who(nir(), BORN);
    assert_eq!(settled(&mut state, mother, "2024-11-10"), []);
    assert_eq!(
        reason(&mut state, paris(), mother, MovementKind::Create),
        21
    );
    assert_eq!(
        reason(&mut state, toulouse(), mother, MovementKind::Create),
        33
    );
    let sent = settled(&mut state, mother, "2024-11-11");
    assert_eq!(sent[0].caisse, toulouse());
}

#[test]
fn another_nir_keeps_the_links_and_takes_what_is_asked_under_the_former() {
    let mut state = linked();
    let given = Life::NirGiven {
        from: nir(),
        to: own(),
    };
    assert_eq!(live(&mut state, given), [(40, own()), (40, own())]);
    let sent = settled(&mut state, who(nir(), BORN), "2024-11-10");
    assert_eq!(sent[0].beneficiary, who(own(), BORN));
    assert_eq!(sent[0].key, own().key());
    let mother = who(nir(), BORN);
    assert_eq!(
        reason(&mut state, paris(), mother, MovementKind::Create),
        18
    );
}

#[test]
fn a_child_of_age_leaves_both_parents() {
    let mut state = linked();
    let of_age = Life::OfAge {
        child: who(nir(), CHILD),
        second: Some(other_parent()),
        nir: own(),
    };
    let both = [(43, nir()), (43, other_parent())];
    assert_eq!(live(&mut state, of_age), both);
    for parent in [nir(), other_parent()] {
        let child = who(parent, CHILD);
        assert_eq!(reason(&mut state, paris(), child, MovementKind::Create), 20);
        assert_eq!(reason(&mut state, paris(), child, MovementKind::Cancel), 34);
    }
    // No link under the own NIR yet: nothing goes out. Then care of any day does, under it.
    let child = who(nir(), CHILD);
    assert_eq!(settled(&mut state, child, "2024-11-10"), []);
    let grown = who(own(), CHILD);
    assert_eq!(reason(&mut state, paris(), grown, MovementKind::Create), 33);
    let sent = settled(&mut state, child, "2024-11-11");
    assert_eq!(sent[0].beneficiary, grown);
}

#[test]
fn links_end_with_life() {
    let mut state = linked();
    let died = Life::Died {
        who: who(nir(), BORN),
        on: day("2024-11-10"),
    };
    assert_eq!(live(&mut state, died), []);
    let mother = who(nir(), BORN);
    assert_eq!(settled(&mut state, mother, "2024-11-11"), []);
    assert_eq!(settled(&mut state, mother, "2024-11-10").len(), 1);
}

#[test]
fn the_local_regime_pays_by_its_own_rates() {
    let profiles = Profiles::shipped();
    let mut state = State::new(0, Law::embedded(), profiles, Framing::default());
    let insured = Person {
        regime: Regime::AlsaceMoselle,
        ..person(BORN, "ANNA")
    };
    hear(
        &mut state,
        Event::Register(InsuredFile {
            nir: nir(),
            caisse: paris(),
            persons: vec![insured],
        }),
    );
    let mother = who(nir(), BORN);
    assert_eq!(
        reason(&mut state, paris(), mother, MovementKind::Create),
        33
    );
    let sent = settled(&mut state, mother, "2024-11-10");
    // Ninety per cent (rules §8 bis).
    assert_eq!(sent[0].lines[0].rate, 90);
    assert_eq!(sent[0].lines[0].amount, domain::Cents(2_385));
}
