//! The AMO figures of the 60 rows of `scenarios/worked-examples.csv`.

use std::collections::BTreeMap;

use domain::Cents;
use second_amo::{
    Act, AuxiliaryAct, Care, Coefficient, Counters, Decimal, DentalAct, Discipline, DoctorAct,
    DrugRate, EndOfStay, KindOfStay, LongDisease, Maternity, Optics, OrthodonticsPart, Pathway,
    Person, Place, Sector, Setting, Specialty, Stay, StayTariff, settle, settle_stay,
};

use crate::plain::{
    act, born, day, decimal, doctor, drug, euros, gp, lab, law, person, physio, specialist,
    technical,
};

const ROWS: &str = include_str!("../../../scenarios/worked-examples.csv");

/// Rows whose AMO figures are given on the line, and not reckoned: overseas.
const AMC_ONLY: [&str; 1] = ["E105"];

type Row = BTreeMap<String, String>;

fn rows() -> Vec<Row> {
    csv::Reader::from_reader(ROWS.as_bytes())
        .deserialize()
        .map(|row| row.unwrap())
        .collect()
}

/// Who and what a row is about.
fn played(row: &Row) -> (Person, Vec<Act>) {
    let date = row["date_of_care"].as_str();
    let fee = row["fee"].as_str();
    let one = |care| (person(), vec![act(date, care, fee)]);
    let of = |person, care| (person, vec![act(date, care, fee)]);
    let on_line = |care| {
        let mut act = act(date, care, fee);
        act.base_on_line = Some(euros(&row["br"]));
        (person(), vec![act])
    };
    let other = |sector| specialist(Specialty::Other, sector);
    let dental = |act| Care::Dentist(act);
    match row["id"].as_str() {
        "E003" | "E011" | "E015" => one(gp(Sector::One)),
        "E001" | "E002" | "E017" | "E144" => one(gp(Sector::TwoWithOption)),
        "E006" | "E012" => one(gp(Sector::TwoWithoutOption)),
        "E009" | "E069" => one(other(Sector::TwoWithoutOption)),
        "E018" | "E027" => on_line(other(Sector::TwoWithOption)),
        "E021" => one(other(Sector::TwoWithOption)),
        "E024" => {
            let night = |act| doctor(Specialty::GeneralPractitioner, Sector::One, act);
            let lines = vec![
                act(date, gp(Sector::One), "25.00"),
                act(date, night(DoctorAct::NightMajoration), "19.06"),
                act(date, night(DoctorAct::NightComplement), "3.00"),
            ];
            (person(), lines)
        }
        "E030" => {
            let (person, mut lines) = on_line(technical("44.00"));
            lines[0].pathway = Pathway::Outside;
            (person, lines)
        }
        "E033" => {
            let (person, mut lines) = one(gp(Sector::One));
            lines[0].pathway = Pathway::Outside;
            (person, lines)
        }
        "E036" => {
            let (person, mut lines) = one(gp(Sector::One));
            lines[0].long_disease = LongDisease::Related;
            (person, lines)
        }
        "E039" => {
            let mut mother = born("1995-02-03");
            mother.maternity = Some(Maternity {
                began: day("2024-08-15"),
                birth: None,
            });
            of(mother, gp(Sector::One))
        }
        "E042" => {
            let mut local = person();
            local.local_scheme = true;
            of(local, gp(Sector::One))
        }
        "E045" => of(born("2020-01-10"), gp(Sector::One)),
        "E054" => of(born("2020-01-10"), gp(Sector::One)),
        "E048" => of(
            born("2020-01-10"),
            specialist(Specialty::Paediatrician, Sector::One),
        ),
        "E051" => of(
            born("2020-01-10"),
            doctor(
                Specialty::Paediatrician,
                Sector::One,
                DoctorAct::VeryComplex,
            ),
        ),
        "E053" => of(born("2014-01-10"), gp(Sector::TwoWithoutOption)),
        "E057" => on_line(doctor(
            Specialty::Other,
            Sector::One,
            DoctorAct::VeryComplex,
        )),
        "E060" => one(specialist(Specialty::Psychiatrist, Sector::One)),
        "E063" => one(specialist(
            Specialty::Gynaecologist,
            Sector::TwoWithoutOption,
        )),
        "E065" | "E066" => one(specialist(Specialty::Gynaecologist, Sector::One)),
        "E071" => one(gp(Sector::Three)),
        "E072" => one(other(Sector::Three)),
        "E075" | "E077" => one(dental(DentalAct::Consultation)),
        "E078" => one(dental(DentalAct::Scaling)),
        "E081" => one(dental(DentalAct::Extraction)),
        "E082" => one(dental(DentalAct::CariesTwoFaces)),
        "E084" => one(dental(DentalAct::PremolarRootCanal)),
        "E087" | "E090" => one(dental(DentalAct::Crown)),
        "E093" | "E096" => {
            let (part, agreed) = match row["id"].as_str() {
                "E093" => (OrthodonticsPart::Semester, "2023-09-01"),
                _ => (OrthodonticsPart::RetentionSecondYear, "2020-09-01"),
            };
            of(
                born("2010-01-10"),
                dental(DentalAct::Orthodontics {
                    part,
                    agreed: day(agreed),
                }),
            )
        }
        "E099" => {
            let frame = act(date, Care::Optics(Optics::FrameA), "30.00");
            let mut lenses = act(date, Care::Optics(Optics::LensAFirstPrice), "65.00");
            lenses.quantity = 2;
            (person(), vec![frame, lenses])
        }
        "E102" => {
            let (person, mut lines) = one(Care::Optics(Optics::ItemB));
            lines[0].quantity = 3;
            (person, lines)
        }
        "E107" | "E108" => one(physio("7.5")),
        "E111" => one(Care::Auxiliary(AuxiliaryAct::SpeechTherapist(
            Coefficient::Given(decimal("11.6")),
        ))),
        "E114" => one(lab("60", 1)),
        "E117" => one(drug(DrugRate::R65, fee)),
        "E120" => one(drug(DrugRate::R15, fee)),
        "E123" => one(Care::Psychologist),
        "E126" => one(Care::EmergencyFlatFee),
        // During the stay of the operation.
        "E129" => {
            let (person, mut lines) = on_line(technical("271.70"));
            lines[0].setting = Setting::Stay {
                number: 1,
                day: 1,
                heavy: true,
            };
            (person, lines)
        }
        // In town.
        "E132" => on_line(technical("125.40")),
        "E141" => on_line(Care::Transport { urgent: false }),
        "E097" | "E138" | "E143" => one(Care::NotReimbursed),
        id => panic!("row {id} is not played"),
    }
}

#[test]
fn every_row_comes_to_its_figures() {
    let law = law();
    let mut played_rows = 0;
    for row in rows() {
        let id = row["id"].as_str();
        if AMC_ONLY.contains(&id) || id == "E135" {
            continue;
        }
        played_rows += 1;
        let (person, acts) = played(&row);
        let mut counters = Counters::default();
        let settled: Vec<_> = acts
            .iter()
            .map(|act| {
                settle(law, &person, act, &mut counters).unwrap_or_else(|e| panic!("{id}: {e}"))
            })
            .collect();
        let sum = |amount: fn(&second_amo::Settled) -> Cents| -> String {
            settled.iter().map(amount).sum::<Cents>().to_string()
        };
        assert_eq!(sum(|line| line.base), row["br"], "{id}: base");
        assert_eq!(
            sum(|line| line.after_majoration - line.heavy_participation),
            row["amo_gross"],
            "{id}: amount before participation and franchise"
        );
        let (participation, franchise) = match row["pf_franchise"].split_once(' ') {
            Some(("PF", amount)) => (amount, "0.00"),
            Some(("FR", amount)) => ("0.00", amount),
            _ => ("0.00", "0.00"),
        };
        assert_eq!(
            sum(|line| line.participation),
            participation,
            "{id}: participation"
        );
        assert_eq!(sum(|line| line.franchise), franchise, "{id}: franchise");
        assert_eq!(sum(|line| line.paid), row["amo_paid"], "{id}: paid");
        // Out of the parcours the rate printed is informative (rules §2).
        let rate = row["rate"].trim_end_matches('®');
        let printed = match (row["parcours"].as_str(), rate) {
            ("OUT", _) => decimal("70"),
            (_, "BR-PAS") => decimal("100"),
            _ => decimal(rate),
        };
        for line in &settled {
            assert_eq!(line.rate, printed, "{id}: rate");
        }
    }
    assert_eq!(played_rows, 58);
}

/// "Surgical stay 3 nights, ALD: 4 × 20".
#[test]
fn e135_is_a_stay() {
    let row = rows().into_iter().find(|row| row["id"] == "E135").unwrap();
    let stay = Stay {
        number: 1,
        place: Place::Metropolitan,
        admission: day(&row["date_of_care"]),
        invoiced_from: day(&row["date_of_care"]),
        invoiced_to: day(&row["date_of_care"]).plus(3),
        end: EndOfStay::Home,
        kind: KindOfStay::Full,
        discipline: Discipline::Health,
        tariff: StayTariff::ClinicGhs {
            ghs: euros("1500.00"),
            coefficient: Decimal::ONE,
        },
        heavy_act_on_day: None,
        long_disease: LongDisease::Related,
        work_accident: false,
        prevention: false,
    };
    let settled = settle_stay(law(), &person(), &stay, &mut Counters::default()).unwrap();
    assert_eq!(settled.amo, euros("1500.00"));
    assert_eq!(settled.ticket_moderateur, Cents::ZERO);
    assert_eq!(settled.daily_charges, euros(&row["fee"]));
    assert_eq!(settled.owed, euros(&row["fee"]));
    assert_eq!(
        settled.daily_charges_paid_by_amo.to_string(),
        row["amo_paid"]
    );
}

/// The emergency flat fee of E126 is what the document publishes.
#[test]
fn e126_is_owed_whole() {
    let row = rows().into_iter().find(|row| row["id"] == "E126").unwrap();
    let (person, acts) = played(&row);
    let settled = crate::plain::alone(&person, &acts[0]).unwrap();
    assert_eq!(settled.flat_charge.to_string(), row["fee"]);
}

#[test]
fn the_table_has_sixty_rows() {
    assert_eq!(rows().len(), 60);
    assert!(rows().iter().any(|row| row["id"] == AMC_ONLY[0]));
}
