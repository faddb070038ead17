use std::io::Write as _;
use std::path::Path;

use comfy_table::{CellAlignment, Table, presets};
use conformance::report::Lang;
use domain::{Cents, CoordinationOption, Heading, Line, PsNumber};
use oracle::ambiguity::Choices;
use oracle::amc::{self, Facts, Journal, Person, SettledAct, Thing, remainder, share};
use oracle::amo::{
    self, AmoError, Care, Counters, DrugLabel, Exemption, Kind, Liquidation, Parcours, Patient,
    Sector, Tariff, liquidate,
};
use oracle::law::{Law, LawError};
use oracle::product::{Guarantee, Product};
use oracle::trace::{Step, Steps};

use super::explain::{law, rule};
use crate::args::QuoteArgs;
use crate::exit::{Exit, Failure};

/// Settles one act.
pub(crate) fn quote(args: &QuoteArgs) -> Result<Exit, Failure> {
    let law = Law::embedded();
    let born = args.date.plus_months(-12 * i32::from(args.age)).plus(-1);
    let care = care(args, law, born)?;
    let mut steps = Steps::default();
    let patient = Patient::born(born);
    let settled = liquidate(law, &patient, &care, &mut Counters::default(), &mut steps)
        .map_err(|error| not_settled(&error))?;
    let product = product(args)?;
    let line = line(&care, &settled);
    let choices = Choices::default();
    let heading = Heading::of(line.act, line.specialty).ok_or_else(|| {
        Failure::usage(format!("the act {} has no heading of guarantees", line.act))
    })?;
    let facts = Facts::of_line(&line, Thing(0), heading, settled.participation);
    let person = Person {
        id: Thing(0),
        household: Thing(0),
        birth: Some(born),
        // A member for so long that no waiting period is left.
        member_since: born,
        product_since: born,
        waits_until: None,
    };
    let mut journal = Journal::default();
    let share = share(
        &product,
        &choices,
        &facts,
        &person,
        &mut journal,
        &mut steps,
    )
    .map_err(|error| Failure::usage(error.to_string()))?;
    let act = SettledAct {
        expense: care.fee,
        base: settled.base,
        theoretical: settled.gross,
        majoration: settled.majoration,
        participation: settled.participation,
        franchise: settled.franchise,
        deferred: settled.deferred,
        amc: share.amount,
        refunds_participation: product.refunds_participation,
    };
    let mut out = anstream::stdout();
    let page = if args.json {
        json(&care, &settled, &act, &share, &steps.0, args.why)
    } else {
        page(&care, &settled, &act, &steps.0, args)
    };
    out.write_all(page.as_bytes())
        .map_err(Failure::io("failed to write"))?;
    Ok(Exit::Fine)
}

fn care(args: &QuoteArgs, law: &Law, born: domain::Day) -> Result<Care, Failure> {
    let (sector, option) = match (args.sector, args.optam) {
        (1, _) => (Sector::One, CoordinationOption::None),
        (2, true) => (Sector::TwoOptam, CoordinationOption::Optam),
        (2, false) => (Sector::Two, CoordinationOption::None),
        (3, _) => (Sector::Three, CoordinationOption::None),
        (other, _) => {
            return Err(Failure::usage(format!(
                "secteur {other} does not exist: 1, 2 or 3"
            )));
        }
    };
    let consultation = |tariff, specialty| Kind::Consultation {
        tariff,
        sector,
        option,
        specialty,
    };
    let kind = match args.act.to_uppercase().as_str() {
        "G" | "GS" => consultation(Tariff::Generaliste, 1),
        "CS" if args.out_of_parcours => consultation(Tariff::SpecialisteDirect, 8),
        "CS" => consultation(Tariff::SpecialisteCoordonne, 8),
        "CNP" => consultation(Tariff::Psychiatre, 33),
        "B" => Kind::Biology,
        "PH1" => Kind::Drug(DrugLabel::Cent),
        "PH7" => Kind::Drug(DrugLabel::SoixanteCinq),
        "PH4" => Kind::Drug(DrugLabel::Trente),
        "PH2" => Kind::Drug(DrugLabel::Quinze),
        "HDR" => Kind::PrescriptionFee,
        other => {
            return Err(Failure::Usage(
                format!(
                    "the act {other} on {}: no base nor rate is loaded for that code",
                    args.date
                ),
                Some("acts that are: G, CS, CNP, B, PH1, PH7, PH4, PH2, HDR".to_owned()),
            ));
        }
    };
    if matches!(kind, Kind::Drug(_)) && args.base.is_none() {
        return Err(Failure::Usage(
            format!(
                "no base of {} on {}: étalon has no price list of drugs, the line carries it",
                args.act, args.date
            ),
            Some(
                "give it with --base, the reimbursement base of the whole line in euros".to_owned(),
            ),
        ));
    }
    let mut care = Care {
        day: args.date,
        kind,
        fee: Cents::ZERO,
        quantity: args.quantity,
        coefficient: args.coefficient.saturating_mul(100),
        count: if kind == Kind::Biology { args.count } else { 0 },
        base: args.base,
        parcours: if args.out_of_parcours {
            Parcours::Out
        } else {
            Parcours::In
        },
        exemption: if args.ald {
            Exemption::AldRelated
        } else {
            Exemption::None
        },
        executor: PsNumber::default(),
        third_party: args.third_party,
    };
    let base = amo::base(law, born, &care).map_err(|error| not_settled(&error))?;
    care.fee = args.fee.unwrap_or(base);
    Ok(care)
}

/// What is missing, and what to do about it.
fn not_settled(error: &AmoError) -> Failure {
    let hint = match error {
        // A rate or a withholding cannot be given: only a base stands on the line.
        AmoError::Law(error) => law::hint(error, is_of_a_base(error)),
        AmoError::NoBase { .. } | AmoError::NoTariff { .. } => {
            Some("--base gives the base that the line carries, in euros".to_owned())
        }
        _ => None,
    };
    Failure::Usage(error.to_string(), hint)
}

fn is_of_a_base(error: &LawError) -> bool {
    let LawError::Missing { param, .. } = error else {
        return false;
    };
    ["tarif.", "lettre.", "pharmacie.", "biologie."]
        .iter()
        .any(|of| param.starts_with(of))
}

fn product(args: &QuoteArgs) -> Result<Product, Failure> {
    if let Some(name) = &args.product {
        let shipped = Product::shipped();
        let found = shipped
            .iter()
            .find(|(file, _)| file.ends_with(&format!("/{name}.yaml")));
        let (file, text) = match found {
            Some((file, text)) => ((*file).to_owned(), (*text).to_owned()),
            None => {
                let text = std::fs::read_to_string(name)
                    .map_err(Failure::reading("product file", Path::new(name)))?;
                (name.clone(), text)
            }
        };
        return Product::parse(&file, &text).map_err(|error| Failure::usage(error.to_string()));
    }
    let text = args.guarantee.as_deref().unwrap_or("100 % BR");
    let guarantee =
        Guarantee::parse_text(text).map_err(|error| Failure::usage(error.to_string()))?;
    Ok(Product::single("quote", guarantee))
}

/// The line that would tell the act on the wire.
fn line(care: &Care, settled: &Liquidation) -> Line {
    Line {
        number: 1,
        start: care.day,
        end: care.day,
        act: settled.act,
        quantity: i16::from(care.quantity),
        count: care.count,
        coefficient: care.coefficient,
        unit_price: settled.unit_price,
        spent: care.fee,
        base: settled.base,
        rate: settled.rate_printed,
        parcours: b' ',
        exemption: b'0',
        nature: 10,
        executor: care.executor,
        specialty: settled.specialty,
        convention: settled.convention,
        option: settled.option,
        amount: settled.amount,
        majoration: settled.majoration,
        origin: None,
        details: domain::LineDetails::default(),
    }
}

fn page(
    care: &Care,
    settled: &Liquidation,
    act: &SettledAct,
    steps: &[Step],
    args: &QuoteArgs,
) -> String {
    let left = remainder(act);
    let fr = args.lang == Lang::Fr;
    let word = |fr_word, en_word| if fr { fr_word } else { en_word };
    let mut table = Table::new();
    table.load_style(presets::NOTHING);
    let mut row = |label: &str, cents: Cents, note: String| {
        table.add_row([label.to_owned(), cents.to_string(), note]);
    };
    row(
        word("dépense", "expense"),
        care.fee,
        format!("{} {}", settled.act, care.day),
    );
    row("base", settled.base, String::new());
    row(
        "AMO",
        act.amo(),
        format!("{} {} %", word("taux", "rate"), settled.rate_printed),
    );
    row("AMC", act.amc, String::new());
    row(
        word("reste", "remainder"),
        left.total(),
        word("dont :", "made of:").to_owned(),
    );
    let parts = [
        (
            word("  participation", "  participation"),
            left.participation,
        ),
        ("  franchise", left.franchise),
        ("  majoration", left.majoration),
        ("  ticket modérateur", left.ticket_moderateur),
        (word("  dépassement", "  overrun"), left.overrun),
    ];
    for (label, cents) in parts {
        if cents != Cents::ZERO {
            row(label, cents, String::new());
        }
    }
    if left.owed_to_amo != Cents::ZERO {
        let label = word("dû à l'AMO", "owed to the AMO");
        row(
            label,
            left.owed_to_amo,
            word("récupéré plus tard", "recovered later").to_owned(),
        );
    }
    if let Some(column) = table.column_mut(1) {
        column.set_cell_alignment(CellAlignment::Right);
    }
    let mut text = format!("{table}\n");
    if args.why {
        text.push_str(&rule::steps(steps, None, args.lang));
    }
    text
}

fn json(
    care: &Care,
    settled: &Liquidation,
    act: &SettledAct,
    share: &amc::Share,
    steps: &[Step],
    why: bool,
) -> String {
    let left = remainder(act);
    let mut value = serde_json::json!({
        "date": care.day,
        "act": settled.act,
        "expense": care.fee,
        "base": settled.base,
        "rate": settled.rate_printed,
        "amo": act.amo(),
        "amo-theoretical": settled.gross,
        "majoration": settled.majoration,
        "participation": settled.participation,
        "franchise": settled.franchise,
        "amc": act.amc,
        "reason": share.reason,
        "remainder": left.total(),
        "owed-to-amo": left.owed_to_amo,
    });
    if why && let Some(object) = value.as_object_mut() {
        object.insert(
            "steps".to_owned(),
            serde_json::to_value(steps).unwrap_or_default(),
        );
    }
    format!("{value}\n")
}
