//! Doctors: every figure of rules §2.1 on the first day it holds and on the last day of the one before; heavy acts
//! (§2.3).

use second_amo::{Care, DoctorAct, Error, Pathway, Sector, Specialty};

use crate::plain::{
    act, alone, amounts, base_of, born, day, decimal, doctor, error_of, euros, gp, one, person,
    specialist,
};

#[test]
fn bases_of_doctors_by_date() {
    let adult = person();
    let under = |years: i16, date: &str| {
        let on = day(date);
        let mut child = person();
        child.birth = domain::Day::new(on.year() - years, 1, 1).unwrap();
        child
    };
    let first = |care: Care, figures: &[(&str, &str)]| {
        for (date, figure) in figures {
            assert_eq!(base_of(&adult, date, care), *figure, "{care:?} on {date}");
        }
    };
    for sector in [Sector::One, Sector::TwoWithOption] {
        first(
            gp(sector),
            &[
                ("2023-01-01", "25.00"),
                ("2023-10-31", "25.00"),
                ("2023-11-01", "26.50"),
                ("2024-12-21", "26.50"),
                ("2024-12-22", "30.00"),
                ("2026-12-31", "30.00"),
            ],
        );
        first(
            specialist(Specialty::Other, sector),
            &[
                ("2023-10-31", "30.00"),
                ("2023-11-01", "31.50"),
                ("2024-12-22", "31.50"),
                // The rise of 1 July 2025 did not happen.
                ("2025-07-01", "31.50"),
                ("2026-01-01", "31.50"),
            ],
        );
        first(
            doctor(
                Specialty::Dermatologist,
                sector,
                DoctorAct::Consultation { coordinated: false },
            ),
            &[
                ("2023-10-31", "25.00"),
                ("2023-11-01", "26.50"),
                ("2026-01-01", "26.50"),
            ],
        );
    }
    for care in [
        gp(Sector::TwoWithoutOption),
        specialist(Specialty::Other, Sector::TwoWithoutOption),
        specialist(Specialty::Gynaecologist, Sector::TwoWithoutOption),
    ] {
        first(
            care,
            &[
                ("2023-01-01", "23.00"),
                ("2024-12-22", "23.00"),
                ("2026-12-31", "23.00"),
            ],
        );
    }
    for (date, figure) in [
        ("2023-10-31", "30.00"),
        ("2023-11-01", "31.50"),
        ("2024-12-21", "31.50"),
        ("2024-12-22", "35.00"),
        ("2026-01-01", "35.00"),
    ] {
        assert_eq!(
            base_of(&under(5, date), date, gp(Sector::One)),
            figure,
            "{date}"
        );
    }
    first(
        one(DoctorAct::ExpertOpinion),
        &[
            ("2023-10-31", "55.00"),
            ("2023-11-01", "56.50"),
            ("2024-12-21", "56.50"),
            ("2024-12-22", "60.00"),
            ("2026-01-01", "60.00"),
        ],
    );
    let psychiatrist = |act| doctor(Specialty::Psychiatrist, Sector::One, act);
    first(
        psychiatrist(DoctorAct::ExpertOpinion),
        &[("2023-10-31", "62.50"), ("2023-11-01", "64.00")],
    );
    first(
        one(DoctorAct::Complex),
        &[
            ("2023-10-31", "46.00"),
            ("2023-11-01", "47.50"),
            ("2025-12-31", "47.50"),
        ],
    );
    first(
        one(DoctorAct::VeryComplex),
        &[("2023-11-01", "60.00"), ("2024-12-21", "60.00")],
    );
    first(
        specialist(Specialty::Cardiologist, Sector::One),
        &[("2023-11-01", "54.00"), ("2024-12-21", "54.00")],
    );
    for specialty in [Specialty::Psychiatrist, Specialty::Neurologist] {
        first(
            specialist(specialty, Sector::One),
            &[
                ("2023-11-01", "51.70"),
                ("2024-12-21", "51.70"),
                ("2024-12-22", "55.00"),
                ("2025-12-31", "55.00"),
                ("2026-01-01", "57.00"),
            ],
        );
    }
    first(
        specialist(Specialty::Psychiatrist, Sector::TwoWithoutOption),
        &[("2023-10-31", "42.50")],
    );
    first(
        specialist(Specialty::Gynaecologist, Sector::One),
        &[
            ("2023-10-31", "30.00"),
            ("2023-11-01", "31.50"),
            ("2024-12-21", "31.50"),
            ("2024-12-22", "37.00"),
            ("2025-12-31", "37.00"),
            ("2026-01-01", "40.00"),
        ],
    );
    first(
        doctor(
            Specialty::Gynaecologist,
            Sector::One,
            DoctorAct::Consultation { coordinated: false },
        ),
        &[("2026-01-01", "33.50")],
    );
    for (years, figures) in [
        (
            1,
            [
                ("2023-10-31", "37.00"),
                ("2023-11-01", "38.50"),
                ("2024-12-22", "39.00"),
            ],
        ),
        (
            3,
            [
                ("2023-10-31", "32.00"),
                ("2023-11-01", "33.50"),
                ("2024-12-22", "35.00"),
            ],
        ),
        (
            8,
            [
                ("2023-10-31", "28.00"),
                ("2023-11-01", "29.50"),
                ("2024-12-22", "31.50"),
            ],
        ),
    ] {
        for (date, figure) in figures {
            assert_eq!(
                base_of(
                    &under(years, date),
                    date,
                    specialist(Specialty::Paediatrician, Sector::One)
                ),
                figure,
                "{years} years on {date}"
            );
        }
    }
    first(
        one(DoctorAct::ChildExaminationCoe),
        &[
            ("2023-10-31", "46.00"),
            ("2023-11-01", "47.50"),
            ("2024-12-22", "54.00"),
            ("2026-01-01", "60.00"),
        ],
    );
    first(
        one(DoctorAct::ChildExaminationCoh),
        &[
            ("2023-10-31", "46.00"),
            ("2023-11-01", "47.50"),
            ("2024-12-22", "45.00"),
            ("2026-01-01", "50.00"),
        ],
    );
    first(
        specialist(Specialty::Geriatrician, Sector::One),
        &[("2024-12-22", "37.00"), ("2026-01-01", "42.00")],
    );
    first(
        specialist(Specialty::PhysicalMedicine, Sector::One),
        &[("2024-12-22", "36.00"), ("2026-01-01", "40.00")],
    );
    let endocrinologist = doctor(
        Specialty::Endocrinologist,
        Sector::One,
        DoctorAct::EndocrinologyMajoration,
    );
    first(
        endocrinologist,
        &[("2025-12-31", "26.50"), ("2026-01-01", "30.50")],
    );
    first(
        one(DoctorAct::Melanoma),
        &[("2025-12-31", "54.00"), ("2026-01-01", "60.00")],
    );
    first(
        one(DoctorAct::Teleconsultation),
        &[
            ("2023-01-01", "25.00"),
            ("2024-12-22", "25.00"),
            ("2026-12-31", "25.00"),
        ],
    );
    first(one(DoctorAct::Mcy), &[("2026-07-01", "85.00")]);
    let old = born("1940-01-01");
    assert_eq!(
        base_of(&old, "2024-12-22", one(DoctorAct::LongConsultation)),
        "60.00"
    );
}

#[test]
fn the_young_at_a_psychiatrist() {
    let care = specialist(Specialty::Psychiatrist, Sector::One);
    for (birth, date, figure) in [
        // "Under-25: 67 then 75".
        ("2005-01-01", "2025-03-01", "67.00"),
        ("2005-01-01", "2026-01-01", "75.00"),
        // 25 on that day.
        ("2000-03-01", "2025-03-01", "55.00"),
        ("2000-03-02", "2025-03-01", "67.00"),
        // Before: under 16 (register: youth-age).
        ("2010-01-01", "2024-03-01", "54.70"),
        ("2005-01-01", "2024-03-01", "51.70"),
    ] {
        assert_eq!(
            base_of(&born(birth), date, care),
            figure,
            "{birth} on {date}"
        );
    }
    let neurologist = specialist(Specialty::Neurologist, Sector::One);
    assert_eq!(
        base_of(&born("2005-01-01"), "2025-03-01", neurologist),
        "55.00"
    );
}

#[test]
fn brackets_of_age_change_on_the_birthday() {
    let gp = gp(Sector::One);
    let paediatrician = specialist(Specialty::Paediatrician, Sector::One);
    let child = |birth| born(birth);
    assert_eq!(base_of(&child("2019-03-02"), "2025-03-01", gp), "35.00");
    assert_eq!(base_of(&child("2019-03-01"), "2025-03-01", gp), "30.00");
    assert_eq!(
        base_of(&child("2023-03-02"), "2025-03-01", paediatrician),
        "39.00"
    );
    assert_eq!(
        base_of(&child("2023-03-01"), "2025-03-01", paediatrician),
        "35.00"
    );
    assert_eq!(
        base_of(&child("2019-03-01"), "2025-03-01", paediatrician),
        "31.50"
    );
}

#[test]
fn a_long_consultation_is_for_those_over_80() {
    let care = one(DoctorAct::LongConsultation);
    assert!(matches!(
        error_of(&born("1945-03-01"), "2025-03-01", care),
        Error::Contradiction { .. }
    ));
    assert_eq!(base_of(&born("1944-03-01"), "2025-03-01", care), "60.00");
}

#[test]
fn child_examinations_are_paid_whole() {
    let settled = alone(
        &born("2024-01-01"),
        &act("2024-03-01", one(DoctorAct::ChildExaminationCoe), "47.50"),
    )
    .unwrap();
    assert_eq!(
        amounts(&settled),
        ["47.50", "47.50", "0.00", "0.00", "0.00", "47.50"]
    );
}

/// "25 × 70 % − 1 = 16.50", "26.50 × 70 % − 2 = 16.55", "0.43 / 0.85", and the fee below the base.
#[test]
fn doctors_amounts() {
    for (date, care, fee, expected) in [
        (
            "2023-06-27",
            gp(Sector::One),
            "25.00",
            ["25.00", "17.50", "0.00", "1.00", "0.00", "16.50"],
        ),
        (
            "2024-06-15",
            gp(Sector::One),
            "26.50",
            ["26.50", "18.55", "0.00", "2.00", "0.00", "16.55"],
        ),
        (
            "2024-06-15",
            gp(Sector::TwoWithoutOption),
            "23.00",
            ["23.00", "16.10", "0.00", "2.00", "0.00", "14.10"],
        ),
        (
            "2023-06-27",
            gp(Sector::Three),
            "60.00",
            ["0.61", "0.43", "0.00", "0.00", "0.00", "0.43"],
        ),
        (
            "2023-06-27",
            specialist(Specialty::Cardiologist, Sector::Three),
            "60.00",
            ["1.22", "0.85", "0.00", "0.00", "0.00", "0.85"],
        ),
        (
            "2025-03-01",
            gp(Sector::One),
            "20.00",
            ["30.00", "14.00", "0.00", "2.00", "0.00", "12.00"],
        ),
    ] {
        let settled = alone(&person(), &act(date, care, fee)).unwrap();
        assert_eq!(amounts(&settled), expected, "{care:?} on {date}");
    }
}

#[test]
fn a_sample_analysed_the_same_day_bears_nothing() {
    let sample = |analysed_same_day| {
        let mut sample = act(
            "2025-03-01",
            one(DoctorAct::Sampling { analysed_same_day }),
            "10.00",
        );
        sample.base_on_line = Some(euros("10.00"));
        alone(&person(), &sample).unwrap().participation
    };
    assert_eq!(sample(true), euros("0.00"));
    assert_eq!(sample(false), euros("2.00"));
    // A sample of a laboratory's director (PB) is biology: its rate, and no parcours.
    let mut sample = act(
        "2025-03-01",
        one(DoctorAct::Sampling {
            analysed_same_day: false,
        }),
        "10.00",
    );
    sample.base_on_line = Some(euros("10.00"));
    sample.pathway = Pathway::Outside;
    let settled = alone(&person(), &sample).unwrap();
    assert_eq!(
        (settled.gross, settled.majoration),
        (euros("6.00"), euros("0.00"))
    );
}

#[test]
fn heavy_acts_in_town() {
    let of = |date, base: &str, session: &str, coefficient: Option<&str>| {
        let care = doctor(
            Specialty::Other,
            Sector::One,
            DoctorAct::Technical {
                coefficient: coefficient.map(decimal),
                session_total: euros(session),
            },
        );
        let mut act = act(date, care, base);
        act.base_on_line = Some(euros(base));
        let settled = alone(&person(), &act).unwrap();
        (
            settled.gross.to_string(),
            settled.heavy_participation.to_string(),
        )
    };
    let is = |gross: &str, heavy: &str| (gross.to_owned(), heavy.to_owned());
    assert_eq!(
        of("2025-03-01", "119.99", "119.99", None),
        is("83.99", "0.00")
    );
    assert_eq!(
        of("2025-03-01", "120.00", "120.00", None),
        is("120.00", "24.00")
    );
    assert_eq!(
        of("2025-03-01", "70.00", "130.00", None),
        is("70.00", "24.00")
    );
    assert_eq!(
        of("2025-03-01", "70.00", "70.00", Some("59.9")),
        is("49.00", "0.00")
    );
    assert_eq!(
        of("2025-03-01", "70.00", "70.00", Some("60")),
        is("70.00", "24.00")
    );
    // §12 bis 3: 32 from 2026-04-01.
    assert_eq!(
        of("2026-03-31", "120.00", "120.00", None),
        is("120.00", "24.00")
    );
    assert_eq!(
        of("2026-04-01", "120.00", "120.00", None),
        is("120.00", "32.00")
    );
    // Never imaging.
    let mut scan = act("2025-03-01", one(DoctorAct::Imaging), "150.00");
    scan.base_on_line = Some(euros("150.00"));
    let scan = alone(&person(), &scan).unwrap();
    assert_eq!(
        (scan.gross, scan.heavy_participation),
        (euros("105.00"), euros("0.00"))
    );
}
