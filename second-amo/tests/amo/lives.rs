//! What holds of any life: random people, acts, stays and cancellations.

use std::collections::BTreeMap;

use domain::{Cents, Day};
use proptest::prelude::*;
use proptest::sample::select;
use proptest::strategy::ValueTree as _;
use proptest::test_runner::{Config, RngAlgorithm, TestRng, TestRunner};
use second_amo::{
    Act, AuxiliaryAct, Care, CcamCode, Coefficient, Counters, Decimal, DentalAct, Discipline,
    DoctorAct, DrugRate, EndOfStay, KindOfStay, Law, LongDisease, Maternity, MidwifeAct, Optics,
    OrthodonticsPart, Pathway, Person, PharmacyFee, Place, RULES, Sector, Setting, Settled,
    Specialty, Stay, StayTariff, cancel, settle, settle_stay,
};

use crate::plain::{day, law, professional};

fn days() -> impl Strategy<Value = Day> {
    (0..1461_i32).prop_map(|n| day("2023-01-01").plus(n))
}

fn cents(most: i64) -> impl Strategy<Value = Cents> {
    (0..=most).prop_map(Cents)
}

fn rarely() -> impl Strategy<Value = bool> {
    prop::bool::weighted(0.1)
}

fn maternity() -> impl Strategy<Value = Option<Maternity>> {
    let some = (days(), prop::option::of(200..290_i32)).prop_map(|(began, days)| Maternity {
        began,
        birth: days.map(|days| began.plus(days)),
    });
    prop::option::weighted(0.2, some)
}

fn people() -> impl Strategy<Value = Person> {
    (
        prop_oneof![
            2 => (0..36_000_i32).prop_map(|n| day("1924-01-01").plus(n)),
            1 => (0..7_000_i32).prop_map(|n| day("2005-01-01").plus(n)),
            1 => (0..6_000_i32).prop_map(|n| day("1926-01-01").plus(n)),
        ],
        maternity(),
        [rarely(), rarely(), rarely(), rarely(), rarely(), rarely()],
    )
        .prop_map(|(birth, maternity, holds)| Person {
            birth,
            local_scheme: holds[0],
            maternity,
            invalidity_pension: holds[1],
            c2s: holds[2],
            state_medical_aid: holds[3],
            military_pension: holds[4],
            terrorism_victim: holds[5],
        })
}

fn coefficients() -> impl Strategy<Value = Decimal> {
    (0..2000_i64).prop_map(|tenths| Decimal::new(tenths, 1))
}

fn rates() -> impl Strategy<Value = DrugRate> {
    select(vec![
        DrugRate::R100,
        DrugRate::R65,
        DrugRate::R30,
        DrugRate::R15,
    ])
}

fn doctors() -> impl Strategy<Value = Care> {
    use Specialty::*;
    let specialty = select(vec![
        GeneralPractitioner,
        Paediatrician,
        Psychiatrist,
        Neurologist,
        Cardiologist,
        Gynaecologist,
        Geriatrician,
        PhysicalMedicine,
        Ophthalmologist,
        Stomatologist,
        Endocrinologist,
        Dermatologist,
        Other,
    ]);
    let sector = select(vec![
        Sector::One,
        Sector::TwoWithOption,
        Sector::TwoWithoutOption,
        Sector::Three,
    ]);
    let act = prop_oneof![
        4 => any::<bool>().prop_map(|coordinated| DoctorAct::Consultation { coordinated }),
        3 => select(vec![
            DoctorAct::Teleconsultation,
            DoctorAct::ExpertOpinion,
            DoctorAct::Complex,
            DoctorAct::VeryComplex,
            DoctorAct::ChildExaminationCoe,
            DoctorAct::ChildExaminationCoh,
            DoctorAct::Melanoma,
            DoctorAct::LongConsultation,
            DoctorAct::NightMajoration,
            DoctorAct::NightComplement,
            DoctorAct::EndocrinologyMajoration,
            DoctorAct::Mcy,
            DoctorAct::Imaging,
        ]),
        2 => (prop::option::of(coefficients()), 5_000..30_000_i64).prop_map(|(coefficient, total)| {
            DoctorAct::Technical { coefficient, session_total: Cents(total) }
        }),
        1 => any::<bool>()
            .prop_map(|analysed_same_day| DoctorAct::Sampling { analysed_same_day }),
    ];
    (specialty, sector, act).prop_map(|(specialty, sector, act)| Care::Doctor {
        specialty,
        sector,
        act,
    })
}

fn auxiliaries() -> impl Strategy<Value = Care> {
    let coefficient = prop_oneof![
        5 => coefficients().prop_map(Coefficient::Given),
        1 => select(vec![
            Coefficient::PlannedAms81,
            Coefficient::PlannedAms95,
            Coefficient::WrittenLanguage,
        ]),
    ];
    (coefficient, 0..6_u8).prop_map(|(coefficient, which)| {
        Care::Auxiliary(match which {
            0 => AuxiliaryAct::Physiotherapist(coefficient),
            1 => AuxiliaryAct::Nurse(coefficient),
            2 => AuxiliaryAct::NurseSingleAct,
            3 => AuxiliaryAct::NurseTravel,
            4 => AuxiliaryAct::SpeechTherapist(coefficient),
            _ => AuxiliaryAct::Other,
        })
    })
}

fn dentists() -> impl Strategy<Value = Care> {
    use DentalAct::*;
    let plain = select(vec![
        Consultation,
        Scaling,
        Caries,
        CariesTwoFaces,
        PremolarRootCanal,
        Extraction,
        Sealing,
        CareAt4097,
        CareAt8194,
        OtherCare,
        Crown,
        ByCode(CcamCode::new("HBLD038").unwrap()),
        InlayCore,
        OtherProsthesis,
    ]);
    let orthodontics = (
        select(vec![
            OrthodonticsPart::Semester,
            OrthodonticsPart::RetentionFirstYear,
            OrthodonticsPart::RetentionSecondYear,
        ]),
        days(),
    )
        .prop_map(|(part, agreed)| Orthodontics { part, agreed });
    prop_oneof![3 => plain, 1 => orthodontics].prop_map(Care::Dentist)
}

fn drugs() -> impl Strategy<Value = Care> {
    (
        rates(),
        cents(5_000),
        prop::option::weighted(0.2, cents(5_000)),
        prop::option::weighted(0.2, cents(5_000)),
    )
        .prop_map(|(label, box_base, tfr, refused_generic)| Care::Drug {
            label,
            box_base,
            tfr,
            refused_generic,
        })
}

fn care() -> impl Strategy<Value = Care> {
    prop_oneof![
        6 => doctors(),
        2 => (coefficients(), 1..6_u32)
            .prop_map(|(coefficient, examinations)| Care::Biology { coefficient, examinations }),
        3 => drugs(),
        1 => (rates(), 0..6_u8).prop_map(|(rate, which)| Care::PharmacyFee(match which {
            0 => PharmacyFee::Box(rate),
            1 => PharmacyFee::LargePack(rate),
            2 => PharmacyFee::Prescription,
            3 => PharmacyFee::Age,
            4 => PharmacyFee::Special,
            _ => PharmacyFee::Complex,
        })),
        3 => auxiliaries(),
        1 => prop_oneof![
            Just(MidwifeAct::Consultation),
            coefficients().prop_map(MidwifeAct::KeyLetter)
        ]
        .prop_map(Care::Midwife),
        2 => dentists(),
        2 => any::<bool>().prop_map(|urgent| Care::Transport { urgent }),
        2 => select(vec![
            Optics::FrameA,
            Optics::LensAFirstPrice,
            Optics::LensAHighestPrice,
            Optics::OtherA,
            Optics::ItemB,
            Optics::ContactLens,
        ])
        .prop_map(Care::Optics),
        1 => Just(Care::HearingAid),
        2 => Just(Care::Psychologist),
        1 => Just(Care::EmergencyFlatFee),
        1 => Just(Care::NotReimbursed),
    ]
}

fn settings() -> impl Strategy<Value = Setting> {
    let stay = (1..3_u32, 1..40_u32, any::<bool>())
        .prop_map(|(number, day, heavy)| Setting::Stay { number, day, heavy });
    prop_oneof![5 => Just(Setting::Town), 1 => stay]
}

fn diseases() -> impl Strategy<Value = LongDisease> {
    prop_oneof![
        6 => Just(LongDisease::None),
        1 => Just(LongDisease::Related),
        1 => Just(LongDisease::Unrelated),
    ]
}

fn places() -> impl Strategy<Value = Place> {
    prop_oneof![
        30 => Just(Place::Metropolitan),
        1 => Just(Place::Overseas),
        1 => cents(10_000).prop_map(|amount| Place::Abroad { amount }),
    ]
}

/// Acts of a few days of one year as a rule, so that counters fill.
fn acts() -> impl Strategy<Value = Act> {
    let dates = prop_oneof![1 => days(), 3 => (0..8_i32).prop_map(|n| day("2024-05-13").plus(n))];
    (
        (
            dates,
            places(),
            care(),
            prop_oneof![5 => Just(1_u32), 1 => 1..12_u32, 1 => 20..60_u32],
        ),
        (cents(20_000), prop::option::of(cents(5_000)), 1..6_u32),
        (diseases(), rarely(), rarely(), settings(), any::<bool>()),
        prop_oneof![
            3 => Just(Pathway::Within),
            3 => Just(Pathway::Outside),
            1 => select(vec![
                Pathway::Urgent,
                Pathway::AwayFromHome,
                Pathway::Locum,
                Pathway::AuthorisedOverrun,
            ]),
        ],
    )
        .prop_map(
            |(
                (date, place, care, quantity),
                (fee, base_on_line, number),
                (long_disease, work_accident, prevention, setting, third_party_payment),
                pathway,
            )| Act {
                id: 0,
                date,
                place,
                care,
                quantity,
                fee,
                base_on_line,
                professional: professional(number),
                long_disease,
                work_accident,
                prevention,
                pathway,
                setting,
                third_party_payment,
            },
        )
}

fn stays() -> impl Strategy<Value = Stay> {
    let tariff =
        (0..4_u8, cents(500_000), cents(80_000)).prop_map(|(which, ghs, daily)| match which {
            0 => StayTariff::Public { ghs, daily },
            1 => StayTariff::ClinicGhs {
                ghs,
                coefficient: Decimal::new(daily.0 % 300, 2),
            },
            2 => StayTariff::ClinicDaily { daily },
            _ => StayTariff::None,
        });
    (
        (
            days(),
            prop_oneof![3 => 0..10_i32, 1 => 25..45_i32],
            places(),
            tariff,
        ),
        select(vec![
            EndOfStay::Home,
            EndOfStay::Death,
            EndOfStay::Transfer,
            EndOfStay::GoesOn,
        ]),
        select(vec![
            KindOfStay::Full,
            KindOfStay::DaySurgery,
            KindOfStay::AtHome,
        ]),
        (
            select(vec![
                Discipline::Health,
                Discipline::Psychiatry,
                Discipline::MedicoSocial,
            ]),
            prop::option::of(1..40_u32),
            diseases(),
            rarely(),
            rarely(),
            1..3_u32,
        ),
    )
        .prop_map(
            |(
                (admission, nights, place, tariff),
                end,
                kind,
                (discipline, heavy_act_on_day, long_disease, work_accident, prevention, number),
            )| Stay {
                number,
                place,
                admission,
                invoiced_from: match kind {
                    KindOfStay::DaySurgery => admission,
                    _ => admission.plus(nights / 4),
                },
                invoiced_to: match kind {
                    KindOfStay::DaySurgery => admission,
                    _ => admission.plus(nights),
                },
                end,
                kind,
                discipline,
                tariff,
                heavy_act_on_day: heavy_act_on_day.filter(|_| nights > 0),
                long_disease,
                work_accident,
                prevention,
            },
        )
}

/// The acts of a person that the law settles.
fn live(law: &Law, person: &Person, acts: &[Act], counters: &mut Counters) -> Vec<(Act, Settled)> {
    let mut settled = Vec::new();
    for (number, act) in acts.iter().enumerate() {
        let mut act = act.clone();
        act.id = u64::try_from(number).unwrap();
        if let Ok(line) = settle(law, person, &act, counters) {
            settled.push((act, line));
        }
    }
    settled
}

fn lives() -> impl Strategy<Value = (Person, Vec<Act>)> {
    (people(), prop::collection::vec(acts(), 1..100))
}

proptest! {
    #![proptest_config(Config::with_cases(200))]

    /// Whatever is settled, cancelling it all in any order leaves nothing, and as much money as at the start.
    #[test]
    fn cancelling_everything_leaves_nothing((person, acts) in lives(), order in any::<u64>()) {
        let law = law();
        let mut counters = Counters::default();
        let mut lines = live(law, &person, &acts, &mut counters);
        let paid: Cents = lines.iter().map(|(_, line)| line.paid).sum();
        lines.sort_by_key(|(act, _)| act.id.wrapping_mul(order | 1).rotate_left(17));
        let mut back = Cents::ZERO;
        for (_, line) in &lines {
            back += cancel(line, &mut counters);
        }
        // Debts that were recovered are to be given back, and nothing else is left.
        prop_assert_eq!(back + counters.owed_to_the_amo(), paid);
        for year in 2023..=2026 {
            prop_assert_eq!(counters.participation_of(year), Cents::ZERO);
            prop_assert_eq!(counters.franchise_of(year), Cents::ZERO);
        }
        let recovered: Cents = lines.iter().map(|(_, line)| line.recovered).sum();
        if recovered == Cents::ZERO {
            prop_assert_eq!(&counters, &Counters::default());
        }
    }

    /// The parts of each line add up, and no counter passes its ceiling.
    #[test]
    fn parts_add_up((person, acts) in lives()) {
        let law = law();
        let mut counters = Counters::default();
        let mut by_day: BTreeMap<_, i64> = BTreeMap::new();
        for (act, line) in live(law, &person, &acts, &mut counters) {
            let withheld = if line.deferred { Cents::ZERO } else { line.participation + line.franchise };
            prop_assert_eq!(line.after_majoration, line.gross - line.majoration);
            prop_assert_eq!(
                line.paid + line.recovered + withheld + line.heavy_participation,
                line.after_majoration
            );
            if !matches!(act.place, Place::Abroad { .. }) {
                prop_assert!(line.gross <= act.fee && line.gross <= line.base);
            }
            prop_assert!(line.majoration <= Cents(1_200) && line.majoration <= line.gross);
            prop_assert!(line.participation + line.franchise <= line.after_majoration);
            prop_assert!(line.recovered >= Cents::ZERO);
            prop_assert!(line.paid >= Cents::ZERO || line.heavy_participation > Cents::ZERO);
            *by_day.entry((act.date, act.professional)).or_default() += line.participation.0;
        }
        for year in 2023..=2026 {
            prop_assert!(counters.participation_of(year) <= Cents(5_000));
            prop_assert!(counters.franchise_of(year) <= Cents(5_000));
        }
        for ((date, _), taken) in by_day {
            let most = if date < day("2024-05-15") { 400 } else { 800 };
            prop_assert!(taken <= most, "{} on {}", taken, date);
        }
    }

    /// What is owed to the AMO is what was deferred and not recovered.
    #[test]
    fn debts_balance((person, acts) in lives()) {
        let law = law();
        let mut counters = Counters::default();
        let mut owed = Cents::ZERO;
        for (_, line) in live(law, &person, &acts, &mut counters) {
            if line.deferred {
                owed += line.participation + line.franchise;
            }
            owed -= line.recovered;
        }
        prop_assert_eq!(counters.owed_to_the_amo(), owed);
    }

    /// A stay never leaves more than its ticket modérateur, its charges and its participation together.
    #[test]
    fn stays_are_bounded(person in people(), stay in stays()) {
        let law = law();
        if let Ok(settled) = settle_stay(law, &person, &stay, &mut Counters::default()) {
            let all = settled.ticket_moderateur + settled.daily_charges + settled.heavy_participation;
            prop_assert!(settled.owed <= all);
            prop_assert!(settled.owed >= settled.heavy_participation);
            prop_assert!(settled.owed <= all - settled.daily_charges_paid_by_amo);
        }
    }
}

/// Every rule is met, and none is met that is not in the list (debug builds refuse it where it is met).
#[test]
fn every_rule_is_met() {
    let mut runner = TestRunner::new_with_rng(
        Config::default(),
        TestRng::from_seed(RngAlgorithm::ChaCha, &[7; 32]),
    );
    let law = law();
    let mut met: BTreeMap<&str, u32> = RULES.iter().map(|rule| (*rule, 0)).collect();
    for _ in 0..2_500 {
        let (person, acts) = lives().new_tree(&mut runner).unwrap().current();
        let mut counters = Counters::default();
        let lines = live(law, &person, &acts, &mut counters);
        let (gone, kept) = lines.split_at(lines.len() / 2);
        for (_, line) in gone {
            cancel(line, &mut counters);
        }
        // The same again: what was recovered of the lines gone is given back.
        let again = live(law, &person, &acts, &mut counters);
        for (_, line) in gone.iter().chain(kept).chain(&again) {
            for rule in &line.rules {
                *met.entry(rule).or_default() += 1;
            }
        }
        let stay = stays().new_tree(&mut runner).unwrap().current();
        if let Ok(line) = settle_stay(law, &person, &stay, &mut counters) {
            for rule in line.rules {
                *met.entry(rule).or_default() += 1;
            }
        }
    }
    let never: Vec<&str> = met
        .iter()
        .filter(|(_, n)| **n == 0)
        .map(|(rule, _)| *rule)
        .collect();
    assert!(never.is_empty(), "never met: {never:?}");
    assert_eq!(met.len(), RULES.len());
}
