//! The published examples, as far as doctors, biology and drugs go: the mutuelle's side of each row.

use std::collections::HashMap;

use domain::{ActCode, Cents, Convention, CoordinationOption, Line, Rate, Rounding};
use oracle::amc::{SettledAct, remainder};
use oracle::product::{Guarantee, Product};

use crate::support::{consultation, day, euros, paid, product};

const TABLE: &str = include_str!("../../../scenarios/worked-examples.csv");

const IN_SCOPE: [&str; 31] = [
    "E001", "E002", "E003", "E006", "E009", "E011", "E012", "E015", "E017", "E018", "E021", "E027",
    "E033", "E036", "E045", "E048", "E051", "E053", "E054", "E057", "E060", "E063", "E065", "E066",
    "E069", "E071", "E072", "E114", "E117", "E120", "E144",
];

struct Row(HashMap<String, String>);

impl Row {
    fn text(&self, column: &str) -> &str {
        &self.0[column]
    }

    fn line(&self) -> Line {
        let (act, specialty) = match self.text("act") {
            act if act.starts_with("GP") => ("G", 1),
            "Lab B60" => ("B", 30),
            "Drug box 65 %" => ("PH7", 50),
            act if act.starts_with("Drug box 15 %") => ("PH2", 50),
            _ => ("CS", 3),
        };
        let (convention, option) = match self.text("sector") {
            "S1" => (Convention::Secteur1, CoordinationOption::None),
            "S2 OPTAM" => (Convention::Secteur2, CoordinationOption::Optam),
            "S2 non-OPTAM" | "S2" => (Convention::Secteur2, CoordinationOption::None),
            _ => (Convention::None, CoordinationOption::None),
        };
        let line = consultation(self.text("fee"), self.text("br"), self.text("amo_gross"));
        let majoration = if self.text("parcours") == "OUT" {
            line.spent
                .min(line.base)
                .at(Rate::percent(70), Rounding::HalfUp)
                - line.amount
        } else {
            Cents::ZERO
        };
        Line {
            start: day(self.text("date_of_care")),
            end: day(self.text("date_of_care")),
            act: ActCode::new(act).unwrap(),
            specialty,
            convention,
            option,
            majoration,
            ..line
        }
    }

    fn product(&self) -> Product {
        if self.text("id") == "E069" {
            // The page's "180 %" is what the cap makes of an OPTAM level of 200 %.
            return product(true, "{ br: { optam: 200, non-optam: 200 } }");
        }
        let guarantee = Guarantee::parse_text(self.text("guarantee")).unwrap();
        Product::single(self.text("id"), guarantee)
    }

    /// Participation and franchise.
    fn kept_back(&self) -> (Cents, Cents) {
        match self.text("pf_franchise").split_once(' ') {
            Some(("PF", amount)) => (euros(amount), Cents::ZERO),
            Some(("FR", amount)) => (Cents::ZERO, euros(amount)),
            _ => (Cents::ZERO, Cents::ZERO),
        }
    }
}

fn rows() -> Vec<Row> {
    csv::Reader::from_reader(TABLE.as_bytes())
        .deserialize()
        .map(|row| Row(row.unwrap()))
        .filter(|row| IN_SCOPE.contains(&row.text("id")))
        .collect()
}

#[test]
fn the_mutuelle_pays_what_the_table_says() {
    let rows = rows();
    assert_eq!(rows.len(), 31);
    for row in rows {
        let share = paid(&row.product(), &row.line());
        assert_eq!(
            share.amount,
            euros(row.text("amc_paid")),
            "{}",
            row.text("id")
        );
    }
}

#[test]
fn what_is_left_is_the_sum_of_its_parts() {
    for row in rows() {
        let line = row.line();
        let (participation, franchise) = row.kept_back();
        let act = SettledAct {
            expense: line.spent,
            base: line.base,
            theoretical: line.amount + line.majoration,
            majoration: line.majoration,
            participation,
            franchise,
            deferred: false,
            amc: euros(row.text("amc_paid")),
            refunds_participation: false,
        };
        assert_eq!(act.amo(), euros(row.text("amo_paid")), "{}", row.text("id"));
        let left = remainder(&act);
        assert_eq!(
            left.total(),
            euros(row.text("remainder")),
            "{}",
            row.text("id")
        );
        assert_eq!(left.owed_to_amo, Cents::ZERO);
    }
}
