//! The published worked examples whose guarantee is a percentage of the base, AMO share included:
//! what the mutuelle pays on the AMO share printed there.

use std::collections::BTreeMap;

use domain::ActFamily;
use mutuelle::rules::{Care, Doctor, settle};
use mutuelle::{Guarantee, Level, Percent, Product};
use rust_decimal::Decimal;

const EXAMPLES: &[u8] = include_bytes!("../../scenarios/worked-examples.csv");

#[test]
fn percentages_of_the_base_come_out_to_the_cent() {
    let responsible = Product {
        id: "published".to_owned(),
        responsible: true,
        refunds_participation: false,
        guarantees: BTreeMap::new(),
    };
    let mut checked = 0;
    for row in csv::Reader::from_reader(EXAMPLES).records() {
        let row = row.unwrap();
        let Some(percent) = row[12].strip_suffix(" % BR incl. AMO") else {
            continue;
        };
        let euro = |column: usize| -> Decimal { row[column].parse().unwrap() };
        let (base, amo_amount) = (euro(7), euro(9));
        // Out of the parcours the printed share is after the majoration; in it, these rows are at 70 %.
        let majoration = if &row[4] == "OUT" {
            base * Decimal::new(70, 2) - amo_amount
        } else {
            Decimal::ZERO
        };
        let doctor = match &row[3] {
            "S2 non-OPTAM" | "S3" => Doctor::NonOptam,
            _ => Doctor::Optam,
        };
        let care = Care {
            expense: euro(6),
            base,
            amo_amount,
            majoration,
            participation: Decimal::ZERO,
            doctor,
        };
        let guarantee = Guarantee {
            level: Level::Br(Percent::Same(percent.parse().unwrap())),
            overrun_per_year: None,
        };
        let family = match doctor {
            Doctor::NonOptam => ActFamily::Generaliste,
            Doctor::Optam => ActFamily::Biologie,
        };
        let paid = settle(&care, family, &guarantee, &responsible, Decimal::ZERO, &[]);
        assert_eq!(paid.amount, euro(13), "{}", &row[0]);
        checked += 1;
    }
    assert_eq!(checked, 49, "rows of the page");
}
