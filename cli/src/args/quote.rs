use std::path::PathBuf;

use clap::{Args, value_parser};
use conformance::report::Lang;
use domain::{Cents, CoordinationOption, Day, Heading};
use oracle::amc::Side;
use oracle::product::{AmoStatus, CarePlace, Lenses};
use oracle::quote::{Coefficient, CoverTold, Detail, ExemptionTold, ParcoursTold, RegimeTold};

pub(super) const HELP: &str = "\
Words of several flags stand in docs/quote.md. Examples:
  etalon quote --date 2025-03-01 --act G --sector 2 --optam --fee 50 --guarantee \"200% BR\" --why
  etalon quote --date 2025-03-01 --act PF0 --code HBLD038 --tooth 26 --base 120 --fee 290 --product equilibre
  etalon quote --date 2025-03-01 --act PAZ --ear left --birth 1950-06-01 --fee 950 --product confort
  etalon quote --stay stay.yaml --product confort, where the file says
    {entry: 2025-03-01, last: 2025-03-04, price: {clinic: {ghs: 100000}}, room: {days: 3, price: 6000}}
  etalon quote --batch questions.jsonl, where a line of the file says
    {\"person\":\"p\",\"date\":\"2025-02-03\",\"act\":\"G\",\"fee\":3000,\"products\":[\"equilibre\"]}";

/// One act from flags, or many from a file.
#[derive(Debug, Args)]
pub(crate) struct QuoteArgs {
    /// Questions instead of flags: a file of JSON lines, or - for standard input.
    #[arg(long, value_name = "FILE", conflicts_with = "html")]
    pub(crate) batch: Option<PathBuf>,
    #[command(flatten)]
    pub(crate) question: QuestionArgs,
    /// Product: essentielle, equilibre, confort, c2s, renfort, surcomplementaire, or a file. Several: the base, then what stands on it.
    #[arg(long, value_name = "PRODUCT", help_heading = "Contracts")]
    pub(crate) product: Vec<String>,
    /// A reading of the ambiguity register other than ours: rounding=truncate. `explain rounding` tells them.
    #[arg(long, value_name = "ENTRY=ALTERNATIVE", help_heading = "Answer", value_parser = reading)]
    pub(crate) reading: Vec<(String, String)>,
    /// Show the calculation, step by step.
    #[arg(long, help_heading = "Answer")]
    pub(crate) why: bool,
    /// Language of the page: fr or en.
    #[arg(long, default_value = "en", help_heading = "Answer")]
    pub(crate) lang: Lang,
    /// Print JSON on standard output.
    #[arg(long, help_heading = "Answer")]
    pub(crate) json: bool,
    /// Print a page in HTML that stands alone, with every step, on standard output.
    #[arg(long, conflicts_with = "json", help_heading = "Answer")]
    pub(crate) html: bool,
}

/// What is said of one act.
#[derive(Debug, Default, PartialEq, Eq, Args)]
pub(crate) struct QuestionArgs {
    /// Date of care.
    #[arg(long, value_name = "DAY", required_unless_present_any = ["batch", "stay"], help_heading = "Act")]
    pub(crate) date: Option<Day>,
    /// Act code: G, CS, B, PH7, AMS, SDE…
    #[arg(long, help_heading = "Act")]
    pub(crate) act: Option<String>,
    /// What the act code does not decide: direct, complexe, class-a, first-retention, urgent…
    #[arg(long, value_parser = word::<Detail>, help_heading = "Act")]
    pub(crate) detail: Option<Detail>,
    /// CCAM or LPP code, or the word of the law's price list (detartrage, verre-unifocal…).
    #[arg(long, help_heading = "Act")]
    pub(crate) code: Option<String>,
    /// Heading of the guarantees, where the act does not decide it; alone for what the AMO never pays.
    #[arg(long, help_heading = "Act")]
    pub(crate) heading: Option<Heading>,
    /// What was asked on the whole line, in euros, as 30 or 30.50; the base where it is left out.
    #[arg(long, value_name = "EUROS", value_parser = amount, help_heading = "Act")]
    pub(crate) fee: Option<Cents>,
    /// Base of the line, in euros: needed for drugs.
    #[arg(long, value_name = "EUROS", value_parser = amount, help_heading = "Act")]
    pub(crate) base: Option<Cents>,
    /// Acts, boxes, sessions, ears, days: 1 to 99.
    #[arg(long, value_name = "NUMBER", value_parser = value_parser!(u8).range(1..=99), help_heading = "Act")]
    pub(crate) quantity: Option<u8>,
    /// Coefficient of a key letter, at most two decimals.
    #[arg(long, help_heading = "Act")]
    pub(crate) coefficient: Option<Coefficient>,
    /// Examinations in the biology line (dénombrement), 1 to 99.
    #[arg(long, value_name = "NUMBER", value_parser = value_parser!(u8).range(1..=99), help_heading = "Act")]
    pub(crate) count: Option<u8>,
    /// The practitioner's other technical acts of the session, in euros together: they may make it heavy.
    #[arg(long, value_name = "EUROS", value_parser = amount, help_heading = "Act")]
    pub(crate) same_session: Option<Cents>,
    /// Tarif forfaitaire de responsabilité of a drug's generic group, in euros a box.
    #[arg(long, value_name = "EUROS", value_parser = amount, help_heading = "Act")]
    pub(crate) tfr: Option<Cents>,
    /// The dearest generic, in euros a box, where substitution was refused.
    #[arg(long, value_name = "EUROS", value_parser = amount, help_heading = "Act")]
    pub(crate) refused_generic: Option<Cents>,
    /// A stay in hospital instead of an act: a YAML or JSON file, in cents (example below).
    #[arg(long, value_name = "FILE", conflicts_with_all = ["date", "act"], help_heading = "Act")]
    pub(crate) stay: Option<PathBuf>,

    /// What the AMO paid, after the majoration and before participation and franchise, where it is known, in euros.
    #[arg(long, value_name = "EUROS", value_parser = amount, help_heading = "Assurance Maladie")]
    pub(crate) amo: Option<Cents>,
    /// Majoration out of the parcours that the AMO took off, in euros.
    #[arg(long, value_name = "EUROS", value_parser = amount, requires = "amo", help_heading = "Assurance Maladie")]
    pub(crate) majoration: Option<Cents>,
    /// Participation that the AMO kept back, in euros.
    #[arg(long, value_name = "EUROS", value_parser = amount, requires = "amo", help_heading = "Assurance Maladie")]
    pub(crate) participation: Option<Cents>,
    /// Franchise that the AMO kept back, in euros.
    #[arg(long, value_name = "EUROS", value_parser = amount, requires = "amo", help_heading = "Assurance Maladie")]
    pub(crate) franchise: Option<Cents>,
    /// What the AMO does with the act, where its amounts do not tell: reimbursed, refused, outside.
    #[arg(long, value_name = "WORD", value_parser = word::<AmoStatus>, help_heading = "Assurance Maladie")]
    pub(crate) amo_status: Option<AmoStatus>,
    /// The professional is paid in the patient's stead.
    #[arg(long, help_heading = "Assurance Maladie")]
    pub(crate) third_party: bool,

    /// Secteur of the doctor: 1, 2 or 3; 1 where it is left out.
    #[arg(long, help_heading = "Practitioner and parcours")]
    pub(crate) sector: Option<u8>,
    /// The doctor has signed OPTAM.
    #[arg(long, help_heading = "Practitioner and parcours")]
    pub(crate) optam: bool,
    /// The option signed, where it is another: cas, optam-co, older.
    #[arg(long, value_parser = word::<CoordinationOption>, help_heading = "Practitioner and parcours")]
    pub(crate) option: Option<CoordinationOption>,
    /// Speciality: 33, 07…; that of the act where it is left out. `explain specialities` lists them.
    #[arg(long, value_name = "CODE", value_parser = value_parser!(u8).range(1..=99), help_heading = "Practitioner and parcours")]
    pub(crate) specialty: Option<u8>,
    /// How the patient stands to the parcours: in, out, urgency, away, locum, authorised-overrun.
    #[arg(long, value_name = "WORD", value_parser = word::<ParcoursTold>, help_heading = "Practitioner and parcours")]
    pub(crate) parcours: Option<ParcoursTold>,
    /// Out of the parcours de soins: `--parcours out`.
    #[arg(
        long,
        conflicts_with = "parcours",
        help_heading = "Practitioner and parcours"
    )]
    pub(crate) out_of_parcours: bool,

    /// Day of birth.
    #[arg(long, value_name = "DAY", help_heading = "Patient")]
    pub(crate) birth: Option<Day>,
    /// Age in years instead, 0 to 120; 40 where neither is given.
    #[arg(long, conflicts_with_all = ["birth", "stay"], value_parser = value_parser!(u8).range(0..=120), help_heading = "Patient")]
    pub(crate) age: Option<u8>,
    /// Care related to a long disease: `--exemption ald-related`.
    #[arg(long, conflicts_with = "exemption", help_heading = "Patient")]
    pub(crate) ald: bool,
    /// What lifts the ticket modérateur: ald-related, maternity, work-accident, invalidity, prevention.
    #[arg(long, value_name = "WORD", value_parser = word::<ExemptionTold>, help_heading = "Patient")]
    pub(crate) exemption: Option<ExemptionTold>,
    /// Régime: general, alsace-moselle, overseas (not loaded: give --amo).
    #[arg(long, value_name = "WORD", value_parser = word::<RegimeTold>, help_heading = "Patient")]
    pub(crate) regime: Option<RegimeTold>,
    /// What frees of participation and franchise: c2s, state-aid, military-pension, terrorism.
    #[arg(long, value_name = "WORD", value_parser = word::<CoverTold>, help_heading = "Patient")]
    pub(crate) cover: Option<CoverTold>,
    /// Start of the membership of the mutuelle; long ago where it is left out.
    #[arg(long, value_name = "DAY", help_heading = "Patient")]
    pub(crate) member_since: Option<Day>,
    /// Day the present product began; that of the membership where it is left out.
    #[arg(long, value_name = "DAY", help_heading = "Patient")]
    pub(crate) product_since: Option<Day>,

    /// Guarantee in words: "200% BR", "100 % BR + 150 €", "50 % TM", "20 % PMSS", "frais réels". Without it nor a product,
    /// no contract pays.
    #[arg(
        long,
        value_name = "WORDS",
        conflicts_with = "product",
        help_heading = "Contracts"
    )]
    pub(crate) guarantee: Option<String>,
    /// What insurers before these contracts paid, in euros.
    #[arg(long, value_name = "EUROS", value_parser = amount, help_heading = "Contracts")]
    pub(crate) earlier: Option<Cents>,

    /// A tooth, in the two digits of dentists: 26. Repeatable.
    #[arg(long, value_name = "TOOTH", help_heading = "What a guarantee may ask")]
    pub(crate) tooth: Vec<u8>,
    /// An eye: left or right. Repeatable.
    #[arg(long, value_name = "SIDE", value_parser = word::<Side>, help_heading = "What a guarantee may ask")]
    pub(crate) eye: Vec<Side>,
    /// An ear: left or right. Repeatable.
    #[arg(long, value_name = "SIDE", value_parser = word::<Side>, help_heading = "What a guarantee may ask")]
    pub(crate) ear: Vec<Side>,
    /// Class of the two lenses of the glasses: simple, complexe, simple-complexe…
    #[arg(long, value_name = "WORD", value_parser = word::<Lenses>, help_heading = "What a guarantee may ask")]
    pub(crate) lenses: Option<Lenses>,
    /// A change of correction was prescribed.
    #[arg(long, help_heading = "What a guarantee may ask")]
    pub(crate) correction_changed: bool,
    /// Day of delivery or fitting; the date of care where it is left out.
    #[arg(long, value_name = "DAY", help_heading = "What a guarantee may ask")]
    pub(crate) delivery: Option<Day>,
    /// Day of the prescription.
    #[arg(long, value_name = "DAY", help_heading = "What a guarantee may ask")]
    pub(crate) prescription: Option<Day>,
    /// Last day of care.
    #[arg(long, value_name = "DAY", help_heading = "What a guarantee may ask")]
    pub(crate) end: Option<Day>,
    /// Prescribed.
    #[arg(long, help_heading = "What a guarantee may ask")]
    pub(crate) prescribed: bool,
    /// With the AMO's prior agreement.
    #[arg(long, help_heading = "What a guarantee may ask")]
    pub(crate) prior_agreement: bool,
    /// In the partner network.
    #[arg(long, help_heading = "What a guarantee may ask")]
    pub(crate) network: bool,
    /// Where: town, hospital, clinic, medico-social, abroad.
    #[arg(long, value_name = "WORD", value_parser = word::<CarePlace>, help_heading = "What a guarantee may ask")]
    pub(crate) place: Option<CarePlace>,
    /// Qualifier of the expense: DA, DE, NR, G…
    #[arg(long, value_name = "CODE", help_heading = "What a guarantee may ask")]
    pub(crate) qualifier: Option<String>,
    /// A document received: facture, acte-de-naissance… Repeatable.
    #[arg(
        long,
        value_name = "DOCUMENT",
        help_heading = "What a guarantee may ask"
    )]
    pub(crate) document: Vec<String>,
    /// Children born or adopted at once.
    #[arg(long, value_name = "NUMBER", help_heading = "What a guarantee may ask")]
    pub(crate) children: Option<u16>,
}

/// A word of a question, as its JSON has it.
fn word<T: serde::de::DeserializeOwned>(text: &str) -> Result<T, String> {
    serde_json::from_value(serde_json::Value::String(text.to_owned()))
        .map_err(|error| error.to_string())
}

fn reading(text: &str) -> Result<(String, String), String> {
    let told = text
        .split_once('=')
        .ok_or("an entry of the register, `=` and one of its alternatives are expected")?;
    Ok((told.0.to_owned(), told.1.to_owned()))
}

/// An amount that the eight positions of a line can hold.
fn amount(text: &str) -> Result<Cents, String> {
    const MOST: Cents = Cents(99_999_999);
    let amount: Cents = text.parse().map_err(|error| format!("{error}"))?;
    if amount < Cents::ZERO || amount > MOST {
        return Err(format!("{amount} is not in 0.00..={MOST}"));
    }
    Ok(amount)
}
