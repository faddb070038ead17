//! Acts in town, whatever their kind, and whoever is cared for.

use caisse::{Act, Bill};
use domain::{ActCode, Cents, LineDetails, Payee, PsNumber, Reaction, ReasonClass};
use oracle::amo::{
    Care, Complement, Cover, Dental, DrugLabel, Exemption, Kind, Means, Midwife, NurseSupplement,
    Optics, Parcours, Profession, Regime, Tariff, Technique,
};
use oracle::product::Product;

use crate::support::{World, consultation, doctor, shipped, told};

fn surgery(on: &str) -> Care {
    Care {
        kind: Kind::Technical {
            technique: Technique::Surgery,
            doctor: doctor(4),
            others: Cents::ZERO,
        },
        fee: Cents(15_000),
        base: Some(Cents(15_000)),
        coefficient: 0,
        executor: PsNumber::new(750_000_033).unwrap(),
        ..consultation(on)
    }
}

/// Rules §2.3, §12 bis 11: 100 % of the base, 24.00 and the participation of 2.00 besides.
#[test]
fn a_heavy_act_brings_its_participation_as_a_line_of_its_own() {
    let mut world = World::new();
    let id = world.bill(vec![surgery("2024-11-10")], "2024-11-14");
    let night = world.night("2024-11-14");
    assert_eq!(
        told(&night.decomptes[0]),
        [
            ("ADC".to_owned(), 15_000, 15_000, 15_000),
            ("PAP".to_owned(), 0, 0, -2_400),
            ("PFH".to_owned(), 0, 0, -200),
        ]
    );
    let due = world.due(&night);
    assert_eq!(due[0].1.reaction, Reaction::SettledZero);
    assert_eq!(
        (due[1].1.reaction, due[1].1.amount),
        (Reaction::Paid, Cents(2_400))
    );
    assert_eq!(night.decomptes[0].lines[0].exemption, b'C');
    world.hear(caisse::Event::Cancel(id, "2024-11-20".parse().unwrap()));
    let back = world.night("2024-11-20");
    assert_eq!(back.decomptes[0].total(), -night.decomptes[0].total());
    assert!(world.counters_are_empty());
}

/// What comes instead of a heavy act takes its participation's place too.
#[test]
fn the_participation_of_a_heavy_act_is_replaced_with_it() {
    let mut world = World::new();
    let id = world.bill(vec![surgery("2024-11-10")], "2024-11-14");
    world.night("2024-11-14");
    let right = Care {
        fee: Cents(16_000),
        base: Some(Cents(16_000)),
        ..surgery("2024-11-10")
    };
    let day = "2024-11-20".parse().unwrap();
    world.hear(caisse::Event::Regularise {
        invoice: id,
        bill: vec![right].into(),
        corrected: day,
        cancelled: day,
    });
    let night = world.night("2024-11-20");
    let [_, new] = night.decomptes.as_slice() else {
        panic!("a cancellation and what stands for it");
    };
    let named = new.lines[..2].iter().map(|line| line.origin.unwrap().line);
    assert_eq!(named.collect::<Vec<_>>(), [1, 2]);
    let due = world.due(&night);
    assert_eq!((&*due[4].0, due[4].1.amount), ("PAP", Cents(2_400)));
    assert_eq!(due[4].1.reaction, Reaction::Paid);
}

fn care_of(kind: Kind, fee: i64, base: Option<i64>) -> Care {
    Care {
        kind,
        fee: Cents(fee),
        base: base.map(Cents),
        ..consultation("2024-11-12")
    }
}

/// One act of each kind, each in a décompte of its own.
#[test]
fn every_kind_of_care_is_read_as_something_known() {
    let doctor3 = doctor(3);
    let technical = |technique| Kind::Technical {
        technique,
        doctor: doctor3,
        others: Cents::ZERO,
    };
    let acts = [
        care_of(technical(Technique::Imaging), 5_000, Some(5_000)),
        care_of(technical(Technique::Medical), 5_100, Some(5_100)),
        care_of(Kind::Drug(DrugLabel::SoixanteCinq), 900, Some(900)),
        care_of(Kind::BoxFee(DrugLabel::SoixanteCinq), 102, None),
        care_of(Kind::PrescriptionFee, 51, None),
        care_of(Kind::AgeFee, 158, None),
        care_of(Kind::SpecialFee, 357, None),
        Care {
            coefficient: 6_000,
            ..care_of(Kind::Biology, 1_500, None)
        },
        care_of(Kind::Sampling { analysed: true }, 500, Some(500)),
        care_of(Kind::Letter(Profession::Infirmier), 315, None),
        Care {
            coefficient: 750,
            ..care_of(Kind::Letter(Profession::Kine), 1_658, None)
        },
        care_of(Kind::NurseSupplement(NurseSupplement::Travel), 275, None),
        care_of(Kind::Midwife(Midwife::Consultation), 2_650, None),
        care_of(Kind::Dental(Dental::Consultation), 2_300, None),
        care_of(Kind::Dental(Dental::Prosthesis(None)), 60_000, Some(12_000)),
        care_of(Kind::Optics(Optics::FrameA), 3_000, None),
        care_of(Kind::HearingAid, 95_000, None),
        care_of(
            Kind::Transport {
                means: Means::Taxi,
                urgent: false,
            },
            4_000,
            Some(4_000),
        ),
        care_of(Kind::Psychologist, 5_000, None),
    ];
    let mut world = World::new();
    for act in &acts {
        world.bill(vec![*act], "2024-11-14");
    }
    let night = world.night("2024-11-14");
    assert_eq!(night.decomptes.len(), acts.len());
    for (act, due) in world.due(&night) {
        assert!(
            !matches!(
                due.reaction,
                Reaction::Held | Reaction::Refused | Reaction::Duplicate
            ),
            "{act}: {due:?}"
        );
    }
}

/// The class of glasses comes from the code, never from the price: a frame of class A at its price is paid whole.
#[test]
fn a_sheet_may_bear_another_code_than_its_kind() {
    let frame = Act {
        code: ActCode::new("M01"),
        ..Act::from(care_of(Kind::Optics(Optics::FrameA), 3_000, None))
    };
    let mut world = World::of(Regime::General, Cover::None, *b"01", shipped("essentielle"));
    world.bill(Bill::Town(vec![frame]), "2024-11-14");
    let night = world.night("2024-11-14");
    assert_eq!(
        told(&night.decomptes[0]),
        [("M01".to_owned(), 3_000, 900, 540)]
    );
    assert_eq!(world.paid(&night), [("M01".to_owned(), 2_460)]);
}

/// Rules §4: what was recovered of the drug is not of the consultation that it was taken from.
#[test]
fn what_a_décompte_recovered_of_another_is_not_taken_back_with_it() {
    let drug = Care {
        third_party: true,
        ..care_of(Kind::Drug(DrugLabel::SoixanteCinq), 900, Some(900))
    };
    let mut world = World::new();
    world.bill(vec![drug], "2024-11-14");
    world.night("2024-11-14");
    let id = world.bill(vec![consultation("2024-11-13")], "2024-11-15");
    let night = world.night("2024-11-15");
    let recovered = &night.decomptes[0].lines[2];
    assert_eq!(recovered.act.as_str(), "FRT");
    world.hear(caisse::Event::Cancel(id, "2024-11-20".parse().unwrap()));
    let back = world.night("2024-11-20");
    let acts = back.decomptes[0]
        .lines
        .iter()
        .map(|line| (line.number, line.act.to_string()));
    assert_eq!(
        acts.collect::<Vec<_>>(),
        [(1, "G".to_owned()), (2, "PFH".to_owned())]
    );
}

#[test]
fn a_line_repeats_what_the_sheet_tells() {
    let prescriber = PsNumber::new(750_000_041).unwrap();
    let drug = Act {
        details: LineDetails {
            prescriber,
            prescriber_specialty: 1,
            prescription_origin: 1,
            prescribed: Some("2024-11-09".parse().unwrap()),
            ..LineDetails::default()
        },
        ..Act::from(care_of(Kind::Drug(DrugLabel::SoixanteCinq), 900, Some(900)))
    };
    let mut world = World::new();
    world.bill(Bill::Town(vec![drug]), "2024-11-14");
    let night = world.night("2024-11-14");
    assert_eq!(night.decomptes[0].lines[0].details, drug.details);
}

/// A night majoration is paid as the consultation that it names.
#[test]
fn a_complement_names_its_main_act() {
    let night_call = Act {
        completes: Some(0),
        ..Act::from(Care {
            kind: Kind::Complement {
                complement: Complement::Sunday,
                doctor: doctor(1),
            },
            fee: Cents(2_100),
            base: Some(Cents(2_100)),
            ..consultation("2024-11-10")
        })
    };
    let mut world = World::new();
    let main = Act::from(consultation("2024-11-10"));
    world.bill(Bill::Town(vec![main, night_call]), "2024-11-14");
    let night = world.night("2024-11-14");
    let lines = &night.decomptes[0].lines;
    assert_eq!(lines[2].act.as_str(), "CRD");
    let named = lines[2].origin.unwrap();
    assert_eq!((named.decompte, named.line), (night.decomptes[0].number, 1));
    assert_eq!(
        world.paid(&night),
        [("G".to_owned(), 795), ("CRD".to_owned(), 630)]
    );
}

#[test]
fn each_exemption_and_each_parcours_has_its_letter() {
    let exempt = |exemption| Care {
        exemption,
        ..consultation("2024-11-10")
    };
    let by = |parcours| Care {
        parcours,
        ..consultation("2024-11-10")
    };
    let cases = [
        (exempt(Exemption::None), (b'0', 10, b'T')),
        (exempt(Exemption::AldRelated), (b'4', 10, b'T')),
        (exempt(Exemption::Maternity), (b'3', 30, b'T')),
        (exempt(Exemption::WorkAccident), (b'3', 41, b'T')),
        (exempt(Exemption::Invalidity), (b'5', 10, b'T')),
        (exempt(Exemption::Prevention), (b'7', 90, b'T')),
        (by(Parcours::Out), (b'0', 10, b'S')),
        (by(Parcours::Urgency), (b'0', 10, b'U')),
        (by(Parcours::Away), (b'0', 10, b'H')),
        (by(Parcours::Locum), (b'0', 10, b'R')),
        (
            Care {
                kind: Kind::Consultation {
                    tariff: Tariff::SpecialisteDirect,
                    doctor: doctor(15),
                },
                ..by(Parcours::Out)
            },
            (b'0', 10, b'D'),
        ),
        (care_of(Kind::Psychologist, 5_000, None), (b'0', 10, b' ')),
    ];
    for (care, expected) in cases {
        let mut world = World::new();
        world.bill(vec![care], "2024-11-14");
        let line = world.night("2024-11-14").decomptes[0].lines[0];
        assert_eq!(
            (line.exemption, line.nature, line.parcours),
            expected,
            "{care:?}"
        );
    }
    let mut world = World::new();
    let overrun = Care {
        kind: Kind::Consultation {
            tariff: Tariff::SpecialisteDirect,
            doctor: doctor(8),
        },
        fee: Cents(3_500),
        ..by(Parcours::AuthorisedOverrun)
    };
    world.bill(vec![overrun], "2024-11-14");
    let line = world.night("2024-11-14").decomptes[0].lines[0];
    assert_eq!(line.details.qualifier.unwrap().to_string(), "DA");
}

/// Rules §8 bis: G 26.50 at 90 %, one line; the AMC pays the tenth.
#[test]
fn the_rate_of_alsace_moselle_is_told_and_read() {
    let mut world = World::of(
        Regime::AlsaceMoselle,
        Cover::None,
        *b"01",
        shipped("essentielle"),
    );
    world.bill(vec![consultation("2024-11-10")], "2024-11-14");
    let night = world.night("2024-11-14");
    let line = night.decomptes[0].lines[0];
    assert_eq!(
        (line.rate, line.amount, line.details.modulation),
        (90, Cents(2_385), 2)
    );
    assert_eq!(world.paid(&night), [("G".to_owned(), 265)]);
}

fn c2s() -> Product {
    let yaml =
        "schema-version: 2\nid: c2s\nname: { fr: C2S, en: C2S }\nresponsible: false\nc2s: true\n";
    Product::parse("c2s.yaml", yaml).unwrap()
}

/// Rules §8 bis, §9 N17: no participation, and what the AMO leaves is the C2S's, whoever runs it.
#[test]
fn who_runs_the_c2s_pays_what_the_amo_leaves() {
    let run_by =
        |contract_type, product| World::of(Regime::General, Cover::C2s, contract_type, product);
    let out = Care {
        parcours: Parcours::Out,
        ..consultation("2024-11-10")
    };
    let mut world = run_by(*b"01", shipped("confort"));
    world.bill(vec![out], "2024-11-14");
    let night = world.night("2024-11-14");
    assert_eq!(
        told(&night.decomptes[0]),
        [("G".to_owned(), 2_650, 2_650, 795)]
    );
    assert_eq!(night.decomptes[0].lines[0].details.other_part, Cents(1_855));
    let due = world.due(&night)[0].1;
    assert_eq!(
        (due.reaction, due.reason),
        (Reaction::Refused, ReasonClass::C2s)
    );

    let mut world = run_by(*b"89", c2s());
    world.bill(vec![out], "2024-11-14");
    let night = world.night("2024-11-14");
    assert_eq!(night.decomptes[0].lines[0].details.other_part, Cents::ZERO);
    let due = world.due(&night)[0].1;
    assert_eq!(
        (due.amount, due.payee),
        (Cents(1_855), Some(Payee::Insured))
    );
}
