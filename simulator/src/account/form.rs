//! How étalon writes down a décompte that is handed in on paper: its own form, since nothing fixes one.

use domain::{
    ActCode, Beneficiary, BirthDate, Caisse, Cents, Day, Decompte, DecompteNumber, Line, Nir,
    OcNumber, PaperCare, Rank, Statement, StatementKind,
};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// Who something is about, in whole: personal data.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Person {
    /// NIR of the insured, thirteen characters.
    #[schema(value_type = String)]
    pub nir: Nir,
    /// Birth date of the beneficiary, régime text (JJMMAA).
    #[schema(value_type = String)]
    pub birth: BirthDate,
    /// Birth rank of the beneficiary.
    #[schema(value_type = u8)]
    pub rank: Rank,
}

impl From<Beneficiary> for Person {
    fn from(who: Beneficiary) -> Self {
        let Beneficiary { nir, birth, rank } = who;
        Self { nir, birth, rank }
    }
}

impl From<Person> for Beneficiary {
    fn from(who: Person) -> Self {
        let Person { nir, birth, rank } = who;
        Self { nir, birth, rank }
    }
}

/// A décompte as the insured reads it. Amounts are cents.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct DecompteForm {
    /// Number at the caisse, nine digits.
    #[schema(value_type = String)]
    pub number: DecompteNumber,
    /// Its day.
    #[schema(value_type = String, format = Date)]
    pub date: Day,
    /// Who paid: régime, caisse and centre.
    #[schema(value_type = String)]
    pub caisse: Caisse,
    /// Who was cared for, masked.
    pub who: String,
    /// The same in whole: only where that is asked for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub person: Option<Person>,
    /// What the AMO paid by it, cents.
    #[schema(value_type = i64)]
    pub total: Cents,
    /// Its lines, in order.
    pub lines: Vec<LineForm>,
}

/// A line of a décompte as the insured reads it. Amounts are cents.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct LineForm {
    /// Number of the line, from 1.
    pub number: u8,
    /// Day of care.
    #[schema(value_type = String, format = Date)]
    pub day: Day,
    /// Act code.
    #[schema(value_type = String)]
    pub act: ActCode,
    /// Quantity.
    pub quantity: i16,
    /// What was spent.
    #[schema(value_type = i64)]
    pub spent: Cents,
    /// What it is reimbursed on.
    #[schema(value_type = i64)]
    pub base: Cents,
    /// Rate in whole per cent.
    pub rate: u16,
    /// What the AMO paid, before participation and franchise, which are lines of their own.
    #[schema(value_type = i64)]
    pub amount: Cents,
}

impl From<&Line> for LineForm {
    fn from(line: &Line) -> Self {
        Self {
            number: line.number,
            day: line.start,
            act: line.act,
            quantity: line.quantity,
            spent: line.spent,
            base: line.base,
            rate: line.rate,
            amount: line.amount,
        }
    }
}

impl From<&Decompte> for DecompteForm {
    fn from(decompte: &Decompte) -> Self {
        Self {
            number: decompte.number,
            date: decompte.date,
            caisse: decompte.caisse,
            who: decompte.beneficiary.masked(),
            person: Some(decompte.beneficiary.into()),
            total: decompte.total(),
            lines: decompte.lines.iter().map(LineForm::from).collect(),
        }
    }
}

impl DecompteForm {
    /// The same without personal data.
    #[must_use]
    pub fn masked(self) -> Self {
        Self {
            person: None,
            ..self
        }
    }
}

/// A décompte on paper in the hands of an OC. What such a paper looks like is nowhere fixed (seed 001: the insured "asks
/// for a décompte and hands it to the complementary"): this is étalon's own form.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct PaperDecompte {
    /// The day it was handed in.
    #[schema(value_type = String, format = Date)]
    pub day: Day,
    /// To whom.
    #[schema(value_type = String)]
    pub oc: OcNumber,
    /// The OC that has it by NOEMIE as well, written or queued; null where none has.
    #[schema(value_type = Option<String>)]
    pub sent_to: Option<OcNumber>,
    /// The décompte.
    pub decompte: DecompteForm,
    /// The same care as the adapter protocol hands it to a mutuelle: a `statement` an act. Personal data: left out unless
    /// asked for.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[schema(value_type = Vec<Object>)]
    pub statements: Vec<Statement>,
}

impl From<&caisse::Paper> for PaperDecompte {
    fn from(paper: &caisse::Paper) -> Self {
        let caisse::Paper {
            day,
            decompte,
            sent_to,
        } = paper;
        Self {
            day: *day,
            oc: decompte.oc,
            sent_to: *sent_to,
            decompte: decompte.into(),
            statements: statements(decompte),
        }
    }
}

impl PaperDecompte {
    /// The same without personal data.
    #[must_use]
    pub fn masked(self) -> Self {
        Self {
            decompte: self.decompte.masked(),
            statements: Vec::new(),
            ..self
        }
    }
}

/// What a mutuelle keys in of it: acts that were paid for, neither participation and franchise nor what was taken back.
fn statements(decompte: &Decompte) -> Vec<Statement> {
    let is_act =
        |line: &&Line| line.quantity > 0 && line.origin.is_none() && line.amount >= Cents(0);
    let acts = decompte.lines.iter().filter(is_act);
    let Beneficiary { nir, birth, rank } = decompte.beneficiary;
    acts.map(|line| Statement {
        kind: StatementKind::PaperDecompte,
        lines: Vec::new(),
        amount: line.amount,
        issued: Some(decompte.date),
        care: Some(PaperCare {
            nir,
            birth,
            rank,
            act: line.act,
            day: line.start,
            spent: line.spent,
        }),
    })
    .collect()
}
