//! Acts of one person, as an example gives them, and what the oracle makes of them.

use std::collections::BTreeMap;

use domain::{ActCode, Cents, CoordinationOption, Day, Line, ParseError, PsNumber};
use serde::{Deserialize, Serialize};

use super::ExampleError;
use crate::ambiguity::Choices;
use crate::amc::{self, Remainder, SettledAct, Share, remainder, share};
use crate::amo::{
    Care, Counters, Dental, DrugLabel, Exemption, Kind, Liquidation, Means, Midwife, Parcours,
    Patient, Profession, Sector, Tariff, liquidate,
};
use crate::law::{Law, Texts};
use crate::product::{Guarantee, Product};
use crate::trace::{Label, Step, Steps};

/// Acts of one person, settled in order from counters at zero.
#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Acts {
    /// Row of `scenarios/worked-examples.csv` that the last act is.
    pub row: Option<String>,
    /// What to look at.
    pub note: Option<Texts>,
    /// Guarantee of the mutuelle, as tables print it; none of it is computed without.
    pub guarantee: Option<String>,
    /// Instead of a guarantee, a product file, whole.
    pub product: Option<String>,
    /// Day of birth.
    pub born: Day,
    /// The acts.
    pub acts: Vec<Act>,
}

/// An act of care.
#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Act {
    /// Date of care.
    pub day: Day,
    /// What is done.
    pub act: Code,
    /// Expense of the line.
    pub fee: Euros,
    /// Base of the line, where the line gives it.
    pub base: Option<Euros>,
    /// The doctor's sector; 1 where it is not said.
    #[serde(default)]
    pub sector: Doctor,
    /// The doctor's speciality, where the act does not say it.
    pub specialty: Option<u8>,
    /// Acts or boxes.
    #[serde(default = "one")]
    pub quantity: u8,
    /// Coefficient of the key letter.
    pub coefficient: Option<Euros>,
    /// Examinations of a biology line.
    #[serde(default)]
    pub count: u8,
    /// Out of the parcours de soins.
    #[serde(default)]
    pub out_of_parcours: bool,
    /// Ground of exemption.
    pub ground: Option<Ground>,
    /// Paid to the professional.
    #[serde(default)]
    pub third_party: bool,
    /// The figures it must come to.
    #[serde(default)]
    pub gives: BTreeMap<Figure, Euros>,
}

/// An amount in euros, or a coefficient, with at most two decimals.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(try_from = "String")]
pub struct Euros(pub Cents);

impl TryFrom<String> for Euros {
    type Error = ParseError;

    fn try_from(text: String) -> Result<Self, ParseError> {
        text.parse().map(Self)
    }
}

/// A figure of a settled act.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Figure {
    /// Expense.
    Expense,
    /// Base.
    Base,
    /// Theoretical AMO share.
    Theoretical,
    /// Majoration out of the parcours.
    Majoration,
    /// Participation forfaitaire.
    Participation,
    /// Franchise.
    Franchise,
    /// Paid by the AMO.
    Amo,
    /// Paid by the mutuelle.
    Amc,
    /// What stays with the person.
    Remainder,
    /// Participation and franchise to be recovered later.
    Owed,
}

impl Figure {
    /// Every figure, in the order of a settlement.
    pub const ALL: [Self; 10] = [
        Self::Expense,
        Self::Base,
        Self::Theoretical,
        Self::Majoration,
        Self::Participation,
        Self::Franchise,
        Self::Amo,
        Self::Amc,
        Self::Remainder,
        Self::Owed,
    ];

    /// Its name.
    #[must_use]
    pub const fn label(self) -> Label {
        let (fr, en) = match self {
            Self::Expense => ("dépense", "expense"),
            Self::Base => ("base", "base"),
            Self::Theoretical => ("AMO théorique", "theoretical AMO"),
            Self::Majoration => ("majoration", "majoration"),
            Self::Participation => ("participation", "participation"),
            Self::Franchise => ("franchise", "franchise"),
            Self::Amo => ("AMO", "AMO"),
            Self::Amc => ("AMC", "AMC"),
            Self::Remainder => ("reste", "remainder"),
            Self::Owed => ("dû à l'AMO", "owed to the AMO"),
        };
        Label { fr, en }
    }

    /// Whether some act has one to show: what is withheld and what is the mutuelle's may be nothing throughout.
    #[must_use]
    pub fn bears_on(self, acts: &[Settled]) -> bool {
        let withheld = matches!(
            self,
            Self::Majoration | Self::Participation | Self::Franchise | Self::Owed
        );
        acts.iter()
            .filter_map(|act| act.figure(self))
            .any(|figure| !withheld || figure != Cents::ZERO)
    }
}

/// Act codes that examples use.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "UPPERCASE")]
#[allow(missing_docs, reason = "the codes of noemie-format §10")]
pub enum Code {
    G,
    Cs,
    Cnp,
    B,
    Ph1,
    Ph7,
    Ph4,
    Ph2,
    Hdr,
    Ams,
    Ami,
    Sf,
    Sde,
    Vsl,
}

/// How a doctor stands to the convention.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize)]
#[allow(missing_docs, reason = "the sectors")]
pub enum Doctor {
    #[default]
    #[serde(rename = "1")]
    One,
    #[serde(rename = "2-optam")]
    TwoOptam,
    #[serde(rename = "2")]
    Two,
    #[serde(rename = "3")]
    Three,
}

/// What lifts the ticket modérateur.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[allow(missing_docs, reason = "the keys of the law's tables of exemptions")]
pub enum Ground {
    Ald,
    Maternite,
    AtMp,
    Invalidite,
    Prevention,
}

/// An act once both insurers have settled it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Settled {
    /// Date of care.
    pub day: Day,
    /// Act code.
    pub act: ActCode,
    /// What the AMO makes of it.
    pub amo: Liquidation,
    /// What the mutuelle makes of it, where the example has one.
    pub amc: Option<Share>,
    /// What stays with the person.
    pub remainder: Remainder,
    /// Expense.
    pub expense: Cents,
    /// Why, step by step.
    pub steps: Vec<Step>,
}

impl Settled {
    /// One of its figures; none where it was not computed.
    #[must_use]
    pub fn figure(&self, figure: Figure) -> Option<Cents> {
        Some(match figure {
            Figure::Expense => self.expense,
            Figure::Base => self.amo.base,
            Figure::Theoretical => self.amo.gross,
            Figure::Majoration => self.amo.majoration,
            Figure::Participation => self.amo.participation,
            Figure::Franchise => self.amo.franchise,
            Figure::Amo => self.amo.paid(),
            Figure::Amc => self.amc?.amount,
            Figure::Remainder => self.remainder.total(),
            Figure::Owed => self.remainder.owed_to_amo,
        })
    }
}

impl Acts {
    /// Settles the acts, in order, with the law that is shipped.
    ///
    /// # Errors
    /// Where the AMO does not settle an act, or the guarantee does not read.
    pub fn settle(&self) -> Result<Vec<Settled>, ExampleError> {
        let product = self.product()?;
        let patient = Patient::born(self.born);
        let (mut withheld, mut used) = (Counters::default(), amc::Counters::default());
        let settle = |act: &Act| {
            let care = act.care();
            let mut steps = Steps::default();
            let amo = liquidate(Law::embedded(), &patient, &care, &mut withheld, &mut steps)?;
            let amc = product.as_ref().map(|product| {
                let line = line(&care, &amo);
                let choices = Choices::default();
                share(
                    product,
                    &choices,
                    &line,
                    amo.participation,
                    &mut used,
                    &mut steps,
                )
            });
            let remainder = remainder(&SettledAct {
                expense: care.fee,
                base: amo.base,
                theoretical: amo.gross,
                majoration: amo.majoration,
                participation: amo.participation,
                franchise: amo.franchise,
                deferred: amo.deferred,
                amc: amc.map_or(Cents::ZERO, |share| share.amount),
                refunds_participation: product
                    .as_ref()
                    .is_some_and(|product| product.refunds_participation),
            });
            Ok(Settled {
                day: care.day,
                act: amo.act,
                amo,
                amc,
                remainder,
                expense: care.fee,
                steps: steps.0,
            })
        };
        self.acts.iter().map(settle).collect()
    }

    fn product(&self) -> Result<Option<Product>, ExampleError> {
        Ok(match (&self.product, &self.guarantee) {
            (Some(text), _) => Some(Product::parse("the example's product", text)?),
            (None, Some(text)) => Some(Product::single("example", Guarantee::parse_text(text)?)),
            (None, None) => None,
        })
    }
}

const fn one() -> u8 {
    1
}

impl Act {
    fn care(&self) -> Care {
        Care {
            day: self.day,
            kind: self.kind(),
            fee: self.fee.0,
            quantity: self.quantity,
            coefficient: self
                .coefficient
                .and_then(|coefficient| u32::try_from(coefficient.0.0).ok())
                .unwrap_or(100),
            count: self.count,
            base: self.base.map(|base| base.0),
            parcours: if self.out_of_parcours {
                Parcours::Out
            } else {
                Parcours::In
            },
            exemption: match self.ground {
                None => Exemption::None,
                Some(Ground::Ald) => Exemption::AldRelated,
                Some(Ground::Maternite) => Exemption::Maternity,
                Some(Ground::AtMp) => Exemption::WorkAccident,
                Some(Ground::Invalidite) => Exemption::Invalidity,
                Some(Ground::Prevention) => Exemption::Prevention,
            },
            executor: PsNumber::default(),
            third_party: self.third_party,
        }
    }

    fn kind(&self) -> Kind {
        let consultation = |tariff, specialty| {
            let (sector, option) = match self.sector {
                Doctor::One => (Sector::One, CoordinationOption::None),
                Doctor::TwoOptam => (Sector::TwoOptam, CoordinationOption::Optam),
                Doctor::Two => (Sector::Two, CoordinationOption::None),
                Doctor::Three => (Sector::Three, CoordinationOption::None),
            };
            Kind::Consultation {
                tariff,
                sector,
                option,
                specialty: self.specialty.unwrap_or(specialty),
            }
        };
        match self.act {
            Code::G => consultation(Tariff::Generaliste, 1),
            Code::Cs => consultation(Tariff::SpecialisteCoordonne, 3),
            Code::Cnp => consultation(Tariff::Psychiatre, 33),
            Code::B => Kind::Biology,
            Code::Ph1 => Kind::Drug(DrugLabel::Cent),
            Code::Ph7 => Kind::Drug(DrugLabel::SoixanteCinq),
            Code::Ph4 => Kind::Drug(DrugLabel::Trente),
            Code::Ph2 => Kind::Drug(DrugLabel::Quinze),
            Code::Hdr => Kind::PrescriptionFee,
            Code::Ams => Kind::Letter(Profession::Kine),
            Code::Ami => Kind::Letter(Profession::Infirmier),
            Code::Sf => Kind::Midwife(Midwife::Letter),
            Code::Sde => Kind::Dental(Dental::Care(None)),
            Code::Vsl => Kind::Transport {
                means: Means::Vsl,
                urgent: false,
            },
        }
    }
}

/// The line that would tell the act on the wire.
fn line(care: &Care, amo: &Liquidation) -> Line {
    Line {
        number: 1,
        start: care.day,
        end: care.day,
        act: amo.act,
        quantity: i16::from(care.quantity),
        count: care.count,
        coefficient: care.coefficient,
        unit_price: amo.unit_price,
        spent: care.fee,
        base: amo.base,
        rate: amo.rate_printed,
        parcours: b' ',
        exemption: b'0',
        nature: 10,
        executor: care.executor,
        specialty: amo.specialty,
        convention: amo.convention,
        option: amo.option,
        amount: amo.amount,
        majoration: amo.majoration,
        origin: None,
        details: domain::LineDetails::default(),
    }
}
