//! The published worked examples as décomptes: each row in a little world of its own around its date.

use caisse::{Event, InsuredFile, Invoice, InvoiceId, Person, State};
use domain::{
    BirthDate, Caisse, Cents, CoordinationOption, Day, Decompte, Member, MemberNumber, Nir,
    OcNumber, PsNumber, Rank, Role,
};
use noemie::Profiles;
use noemie::framing::Framing;
use oracle::amo::{
    Care, Cover, Doctor, DrugLabel, Exemption, Kind, Parcours, Regime, Sector, Tariff,
};
use oracle::law::Law;
use oracle::product::{Guarantee, Product};
use serde::Deserialize;

use crate::case::{Case, CaseFile};
use crate::scenario::{ExampleAct, ExampleSpec, WORKED_EXAMPLES};
use crate::stream::Figure;

/// A row of `worked-examples.csv` whose figures are amounts.
#[derive(Debug, Clone)]
pub struct Row {
    /// `E001`…
    pub id: String,
    date_of_care: Day,
    sector: String,
    parcours: String,
    flag: String,
    fee: Cents,
    br: Cents,
    amo_gross: Cents,
    kept_back: Cents,
    amo_paid: Cents,
    guarantee: String,
    amc_paid: Cents,
    remainder: Cents,
    /// S, P, D or X.
    pub grade: String,
    /// Source and remarks.
    pub source_note: String,
}

/// Why a row cannot be played.
#[derive(Debug, thiserror::Error)]
#[error("the worked example {row} cannot be played: {why}")]
pub struct ExampleError {
    /// Row.
    pub row: String,
    /// What is wrong with it.
    pub why: String,
}

/// Reads the published rows.
///
/// # Errors
/// Where the table is malformed.
pub fn rows() -> Result<Vec<PrintedRow>, ExampleError> {
    let mut table = csv::Reader::from_reader(WORKED_EXAMPLES.1.as_bytes());
    table
        .deserialize()
        .map(|row| {
            row.map_err(|error| ExampleError {
                row: "worked-examples.csv".to_owned(),
                why: error.to_string(),
            })
        })
        .collect()
}

/// A row as text: rows of later issues print words where others print cents.
#[derive(Debug, Clone, Deserialize)]
pub struct PrintedRow {
    id: String,
    date_of_care: Day,
    sector: String,
    parcours: String,
    flag: String,
    fee: String,
    br: String,
    amo_gross: String,
    pf_franchise: String,
    amo_paid: String,
    guarantee: String,
    amc_paid: String,
    remainder: String,
    grade: String,
    source_note: String,
}

impl PrintedRow {
    fn typed(&self) -> Result<Row, ExampleError> {
        let cents = |text: &str| {
            text.parse()
                .map_err(|error: domain::ParseError| ExampleError {
                    row: self.id.clone(),
                    why: error.to_string(),
                })
        };
        Ok(Row {
            fee: cents(&self.fee)?,
            br: cents(&self.br)?,
            amo_gross: cents(&self.amo_gross)?,
            amo_paid: cents(&self.amo_paid)?,
            amc_paid: cents(&self.amc_paid)?,
            remainder: cents(&self.remainder)?,
            id: self.id.clone(),
            date_of_care: self.date_of_care,
            sector: self.sector.clone(),
            parcours: self.parcours.clone(),
            flag: self.flag.clone(),
            // "PF 1.00", "FR 0.50", or a dash where nothing is kept back.
            kept_back: match self.pf_franchise.split_whitespace().last() {
                None | Some("-") => Cents::ZERO,
                Some(amount) => cents(amount)?,
            },
            guarantee: self.guarantee.clone(),
            grade: self.grade.clone(),
            source_note: self.source_note.clone(),
        })
    }
}

/// A row ready to be played.
pub struct Example {
    /// The row.
    pub row: Row,
    /// Its little world.
    pub case: Case,
    /// The décompte that the caisse made of it.
    pub decompte: Decompte,
    /// What the page prints otherwise, by figure name.
    page: Vec<(String, Cents)>,
}

/// Makes the little world of a row: the caisse settles the care and writes the décompte.
///
/// # Errors
/// Where the row is not there, or its words cannot be understood.
pub fn example(
    scenario: &str,
    spec: &ExampleSpec,
    rows: &[PrintedRow],
    number: u32,
    law: &Law,
    profiles: &Profiles,
) -> Result<Example, ExampleError> {
    let failed = |why: &str| ExampleError {
        row: spec.row.clone(),
        why: why.to_owned(),
    };
    let row = rows
        .iter()
        .find(|row| row.id == spec.row)
        .ok_or_else(|| failed("worked-examples.csv holds no such row"))?
        .typed()?;
    let product = product(spec, &row).map_err(|why| failed(&why))?;
    let member = member(spec, &row, &product);
    let care = care(spec, &row);
    let processed = row.date_of_care.plus(7);
    let id = InvoiceId(u64::from(number));
    let mut state = State::new(number, law, profiles, Framing::default());
    let mut effects = Vec::new();
    let person = Person {
        birth: member.birth,
        rank: member.rank,
        born: birthday(spec, &row),
        name: member.name.clone(),
        first_name: member.first_name.clone(),
        regime: Regime::General,
        cover: Cover::None,
    };
    let events = [
        Event::Register(InsuredFile {
            nir: member.nir,
            caisse: member.caisse,
            persons: vec![person],
        }),
        Event::NoteLink(
            member.beneficiary(),
            caisse::Link {
                oc: member.oc,
                member: member.member,
                start: member.start,
                end: member.end,
                contract_type: *b"01",
            },
        ),
        Event::Invoice(Invoice {
            id,
            who: member.beneficiary(),
            processed,
            bill: vec![care].into(),
            third_party: None,
            past_the_link: false,
        }),
        Event::Night(processed),
    ];
    for event in events {
        state
            .step(event, &mut effects)
            .map_err(|error| failed(&error.to_string()))?;
    }
    let decompte = state
        .sent(id)
        .cloned()
        .ok_or_else(|| failed("the caisse sent no décompte for it"))?;
    let files = effects
        .into_iter()
        .filter_map(|effect| match effect {
            caisse::Effect::File(file) => Some(CaseFile {
                day: processed,
                name: format!("{}.303.noe", row.id),
                bytes: file.content.written().to_vec(),
            }),
            _ => None,
        })
        .collect();
    let page = spec
        .page
        .iter()
        .map(|(name, euros)| {
            euros
                .parse::<Cents>()
                .map(|cents| (name.clone(), cents))
                .map_err(|error| failed(&error.to_string()))
        })
        .collect::<Result<_, _>>()?;
    let case = Case {
        scenario: scenario.to_owned(),
        lot: number,
        products: vec![product],
        members: vec![member],
        changes: Vec::new(),
        files,
    };
    Ok(Example {
        row,
        case,
        decompte,
        page,
    })
}

impl Example {
    /// The row's figures beside ours. `amc` is what the target paid on the act.
    #[must_use]
    pub fn figures(&self, amc: Option<Cents>) -> Vec<Figure> {
        let act: Cents = self.acts().map(|line| line.amount).sum();
        let kept: Cents = self.deductions().map(|line| -line.amount).sum();
        let row = &self.row;
        let row_kept = row.kept_back;
        let paid = act - kept;
        [
            ("amo-gross", row.amo_gross, Some(act)),
            ("deductions", row_kept, Some(kept)),
            ("amo-paid", row.amo_paid, Some(paid)),
            ("amc-paid", row.amc_paid, amc),
            (
                "remainder",
                row.remainder,
                amc.map(|amc| row.fee - paid - amc),
            ),
        ]
        .into_iter()
        .map(|(name, row, ours)| Figure {
            name: name.to_owned(),
            row,
            ours,
            page: self.printed(name, row),
        })
        .collect()
    }

    /// What the page prints of that figure. A row graded S has both insurers' amounts from its page.
    fn printed(&self, name: &str, row: Cents) -> Option<Cents> {
        let noted = self
            .page
            .iter()
            .find(|(page, _)| page == name)
            .map(|(_, cents)| *cents);
        let both = self.row.grade == "S" && matches!(name, "amo-paid" | "amc-paid");
        noted.or(both.then_some(row))
    }

    fn acts(&self) -> impl Iterator<Item = &domain::Line> {
        self.decompte
            .lines
            .iter()
            .filter(|line| line.act.deduction().is_none())
    }

    fn deductions(&self) -> impl Iterator<Item = &domain::Line> {
        self.decompte
            .lines
            .iter()
            .filter(|line| line.act.deduction().is_some())
    }
}

fn product(spec: &ExampleSpec, row: &Row) -> Result<Product, String> {
    let id = row.id.to_lowercase();
    if let Some(level) = spec.optam_level {
        // The row gives the result of the cap; its note gives the OPTAM level it comes from.
        let level = format!("{{ br: {{ optam: {level}, non-optam: {level} }} }}");
        return responsible(&id, &[("specialiste", &level)]);
    }
    let guarantee = Guarantee::parse_text(&row.guarantee).map_err(|error| error.to_string())?;
    if guarantee.is_none() {
        // "Contract does not": a product that covers everything else.
        return responsible(&id, &[("pharmacie-15", "{ covered: false }")]);
    }
    Ok(Product::single(&id, guarantee))
}

/// A responsible product at 100 %, but for the guarantees of some headings.
fn responsible(id: &str, but: &[(&str, &str)]) -> Result<Product, String> {
    let mut yaml = format!(
        "schema-version: 2\nid: {id}\nname: {{ fr: {id}, en: {id} }}\nresponsible: true\nguarantees:\n"
    );
    let whole = "{ real-expense: true }";
    let all = [
        ("medecins", "{ br: 100 }"),
        ("sage-femme", "{ br: 100 }"),
        ("auxiliaires", "{ br: 100 }"),
        ("biologie", "{ br: 100 }"),
        ("pharmacie", "{ br: 100 }"),
        ("dentaire", "{ br: 100 }"),
        ("dentaire-100-sante", whole),
        ("optique", "{ br: 100 }"),
        ("monture-a", whole),
        ("verre-a", whole),
        ("audio", "{ br: 100 }"),
        ("audio-1", whole),
        ("appareillage", "{ br: 100 }"),
        ("hospitalisation", "{ br: 100 }"),
        ("forfait-journalier", whole),
        ("participation-acte-lourd", whole),
        ("forfait-urgences", whole),
        ("transport", "{ br: 100 }"),
        ("psychologue", "{ br: 100 }"),
    ];
    for (heading, level) in all.iter().chain(but) {
        yaml.push_str(&format!("  {heading}: {level}\n"));
    }
    Product::parse(id, &yaml).map_err(|error| error.to_string())
}

fn birthday(spec: &ExampleSpec, row: &Row) -> Day {
    row.date_of_care
        .plus_months(-12 * i32::from(spec.age))
        .plus(-40)
}

fn member(spec: &ExampleSpec, row: &Row, product: &Product) -> Member {
    let born = birthday(spec, row);
    // Fictitious: order number 000 (see DESIGN.md).
    let text = format!(
        "2{:02}{:02}75{}000",
        born.year().rem_euclid(100),
        born.month(),
        &row.id[1..]
    );
    let nir: Nir = text
        .parse()
        .unwrap_or_else(|_| unreachable!("a NIR is put together from its parts"));
    Member {
        oc: OcNumber::new(99_000_017).unwrap_or_default(),
        member: MemberNumber::new(1).unwrap_or_default(),
        contract: row.id.as_str().into(),
        product: product.id.as_str().into(),
        caisse: Caisse::new(1, 751, 0).unwrap_or_else(|| unreachable!("01-751-000 is one")),
        nir,
        key: nir.key(),
        role: Role::Insured,
        birth: BirthDate::of(born),
        rank: Rank::FIRST,
        name: "EXEMPLE".into(),
        first_name: row.id.as_str().into(),
        start: row.date_of_care.plus(-365),
        end: None,
        rights: domain::Rights::default(),
    }
}

fn care(spec: &ExampleSpec, row: &Row) -> Care {
    let (sector, option) = match row.sector.as_str() {
        "S1" | "-" => (Sector::One, CoordinationOption::None),
        "S2 non-OPTAM" => (Sector::Two, CoordinationOption::None),
        "S3" => (Sector::Three, CoordinationOption::None),
        // A plain "S2" whose base is that of the convention can only be an OPTAM doctor.
        _ => (Sector::TwoOptam, CoordinationOption::Optam),
    };
    let parcours = if row.parcours == "OUT" {
        Parcours::Out
    } else {
        Parcours::In
    };
    let consultation = |tariff, specialty| Kind::Consultation {
        tariff,
        doctor: Doctor {
            sector,
            option,
            specialty: spec.specialty.unwrap_or(specialty),
        },
    };
    let kind = match spec.act {
        ExampleAct::Generaliste => consultation(Tariff::Generaliste, 1),
        ExampleAct::Specialiste => consultation(Tariff::SpecialisteCoordonne, 8),
        ExampleAct::Psychiatre => consultation(Tariff::Psychiatre, 33),
        ExampleAct::Gynecologue => consultation(Tariff::Gynecologue, 7),
        ExampleAct::Pediatre => consultation(Tariff::Pediatre, 12),
        ExampleAct::TresComplexe => consultation(Tariff::TresComplexe, 8),
        ExampleAct::Biologie { .. } => Kind::Biology,
        ExampleAct::Drug65 => Kind::Drug(DrugLabel::SoixanteCinq),
        ExampleAct::Drug15 => Kind::Drug(DrugLabel::Quinze),
    };
    let drug = matches!(kind, Kind::Drug(_));
    let coefficient = match spec.act {
        ExampleAct::Biologie { coefficient } => coefficient * 100,
        _ => 100,
    };
    Care {
        day: row.date_of_care,
        kind,
        fee: row.fee,
        quantity: 1,
        coefficient,
        count: u8::from(kind == Kind::Biology),
        base: (spec.base_on_line || drug).then_some(row.br),
        parcours,
        exemption: if row.flag == "ALD" {
            Exemption::AldRelated
        } else {
            Exemption::None
        },
        executor: PsNumber::new(750_000_009).unwrap_or_default(),
        third_party: false,
    }
}
