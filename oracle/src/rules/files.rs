//! Files delivered to a mutuelle, as an example gives them, and what the ledger says is due.

use std::collections::BTreeMap;

use domain::{
    ActCode, Beneficiary, BirthDate, Caisse, Cents, Convention, CoordinationOption, Day, Decompte,
    DecompteNumber, FileId, FileReaction, FileStamp, Line, LineDetails, LineOrigin, Member,
    MemberNumber, Nir, OcNumber, Operation, Outcome, Party, PayeeNature, PsNumber, Qualifier, Rank,
    Rate, Rights, Role, Rounding,
};
use serde::Deserialize;

use super::ExampleError;
use super::acts::Euros;
use crate::ambiguity::Choices;
use crate::law::Texts;
use crate::ledger::{Content, Delivered, Expectation, Ledger};
use crate::product::{Guarantee, Product};

/// Files delivered one after the other to a mutuelle with one member.
#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Files {
    /// What to look at.
    pub note: Option<Texts>,
    /// What the member's contract pays, as tables print it.
    #[serde(default = "whole_base")]
    pub guarantee: String,
    /// Readings of the register that are not ours, by its entries.
    #[serde(default)]
    pub choices: BTreeMap<String, String>,
    /// First day of the member's contract.
    pub from: Day,
    /// Last day of it, where it ends.
    pub until: Option<Day>,
    /// What else the portfolio says of the member's rights.
    #[serde(default)]
    pub rights: Rights,
    /// The files, in order.
    pub files: Vec<Sent>,
}

/// A file, with one line a décompte.
#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Sent {
    /// What makes its identity, all else being equal.
    pub stamp: u32,
    /// Day on which the mutuelle gets it; without it nothing is too late, or too early.
    pub received: Option<Day>,
    /// What is wrong with it.
    pub damaged: Option<Damage>,
    /// Last day of the member's contract, as the mutuelle learned it just before the file.
    pub ended: Option<Day>,
    /// What must be answered for it.
    pub due: FileReaction,
    /// Its décomptes.
    pub decomptes: Vec<Sheet>,
}

/// What is wrong with a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Damage {
    /// Its envelope, lengths, sequence or totals.
    File,
    /// A field of its décomptes.
    Decompte,
}

/// A décompte of one line: a secteur 1 consultation where nothing else is said.
#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Sheet {
    /// Its number.
    pub number: u32,
    /// Payment, regularisation or cancellation.
    #[serde(default = "payment")]
    pub operation: Operation,
    /// Number of the décompte whose line it takes back, replaces or bears on.
    pub of: Option<u32>,
    /// Date of care.
    pub care: Day,
    /// Date of the décompte.
    pub date: Day,
    /// Act code of the line.
    #[serde(default = "consultation")]
    pub act: ActCode,
    /// Expense and base of the line, of which the AMO pays 70 %; the amount itself of a participation.
    pub amount: Euros,
    /// AMO amount of the line, where it is not 70 % of the base.
    pub amo: Option<Euros>,
    /// Qualifier of the expense: one or two letters.
    pub qualifier: Option<String>,
    /// Speciality of the professional, where it is not 01.
    pub specialty: Option<u8>,
    /// Who was cared for.
    #[serde(default)]
    pub who: Who,
    /// The professional was paid both shares.
    #[serde(default)]
    pub third_party_full: bool,
    /// What is due for the line at once; nothing where its file is not accepted.
    pub due: Option<String>,
    /// What is due once every file is there, where that is something else.
    pub later: Option<String>,
}

/// Who was cared for, as the décompte says.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Who {
    /// The member.
    #[default]
    Member,
    /// A NIR that nobody has.
    UnknownNir,
    /// The member's NIR with another birth rank.
    OtherRank,
    /// A member of another organisation.
    OtherOc,
}

/// What is due for a file and its décomptes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Due {
    /// For the file.
    pub reaction: FileReaction,
    /// The rule that says so.
    pub rule: &'static str,
    /// For the line of each décompte at once, and once every file is there; none where nothing is expected.
    pub lines: Vec<Option<(Expectation, Expectation)>>,
}

impl Due {
    /// What is due for a line, in the words of the protocol: `paid 7.95`, `held (identity)`.
    #[must_use]
    pub fn said(outcome: &Outcome) -> String {
        let reaction = outcome.reaction.word();
        if outcome.amount == Cents::ZERO {
            format!("{reaction} ({})", outcome.reason.word())
        } else {
            format!("{reaction} {}", outcome.amount)
        }
    }
}

fn whole_base() -> String {
    "100 % BR".to_owned()
}

const fn payment() -> Operation {
    Operation::Payment
}

const CONSULTATION: ActCode = match ActCode::new("G") {
    Some(code) => code,
    None => panic!("not an act code"),
};

const fn consultation() -> ActCode {
    CONSULTATION
}

/// Organisation and caisse of the example.
const OC: u32 = 17;
const CAISSE: (u8, u16, u16) = (1, 751, 0);
const NIR: &str = "2550814168025";
const NIR_OF_NOBODY: &str = "2550814168099";

impl Files {
    /// Folds the files, in order.
    ///
    /// # Errors
    /// Where a number is out of range, a file holds no décompte, the guarantee does not read or the register has
    /// no such reading.
    pub fn fold(&self) -> Result<Vec<Due>, ExampleError> {
        let product = Product::single("example", Guarantee::parse_text(&self.guarantee)?);
        let mut member = self.member()?;
        let mut choices = Choices::default();
        for (entry, alternative) in &self.choices {
            choices = choices.with(entry, alternative)?;
        }
        let members = std::slice::from_ref(&member);
        let mut ledger = Ledger::new(&[product], members, choices)?.with_traces();
        let mut at_once = Vec::new();
        for file in &self.files {
            if file.ended.is_some() {
                member.end = file.ended;
                ledger.set_portfolio(std::slice::from_ref(&member), file.received)?;
            }
            let decomptes = file.decomptes.iter().map(|sheet| sheet.decompte(&member));
            let decomptes = decomptes.collect::<Result<Vec<_>, _>>()?;
            let damaged: Vec<_> = decomptes.iter().map(|d| (d.clone(), false)).collect();
            let delivery = ledger.deliver(&Delivered {
                id: Some(identity(file)?),
                content: match file.damaged {
                    None => Content::Decomptes(&decomptes),
                    Some(Damage::Decompte) => Content::Damaged(&damaged),
                    Some(Damage::File) => Content::Condemned,
                },
                received: file.received,
            });
            at_once.push(ledger.lines(delivery).to_vec());
        }
        let due = |(delivery, (file, at_once)): (usize, (&Sent, Vec<Expectation>))| {
            let reaction = ledger.file(delivery)?;
            let now = ledger.lines(delivery);
            let lines = (0..file.decomptes.len())
                .map(|line| Some((at_once.get(line)?.clone(), now.get(line)?.clone())));
            Some(Due {
                reaction: reaction.reaction,
                rule: reaction.rule,
                lines: lines.collect(),
            })
        };
        let files = self.files.iter().zip(at_once).enumerate();
        Ok(files.filter_map(due).collect())
    }

    fn member(&self) -> Result<Member, ExampleError> {
        let nir = nir(NIR)?;
        Ok(Member {
            oc: oc(OC)?,
            member: MemberNumber::new(1).ok_or(ExampleError::Range(1))?,
            contract: "C1".into(),
            product: "example".into(),
            caisse: caisse()?,
            nir,
            key: nir.key(),
            role: Role::Insured,
            birth: BirthDate(*b"140855"),
            rank: Rank::FIRST,
            name: "MARTIN".into(),
            first_name: "JEANNE".into(),
            start: self.from,
            end: self.until,
            rights: self.rights.clone(),
        })
    }
}

impl Sheet {
    fn decompte(&self, member: &Member) -> Result<Decompte, ExampleError> {
        let nir = match self.who {
            Who::UnknownNir => nir(NIR_OF_NOBODY)?,
            _ => member.nir,
        };
        let rank = match self.who {
            Who::OtherRank => Rank::new(2).ok_or(ExampleError::Range(2))?,
            _ => Rank::FIRST,
        };
        Ok(Decompte {
            oc: match self.who {
                Who::OtherOc => oc(OC + 1)?,
                _ => member.oc,
            },
            date: self.date,
            key: nir.key(),
            beneficiary: Beneficiary {
                nir,
                birth: member.birth,
                rank,
            },
            name: member.name.clone(),
            first_name: member.first_name.clone(),
            caisse: member.caisse,
            number: decompte(self.number)?,
            member: member.member,
            operation: self.operation,
            payee: PsNumber::default(),
            payee_nature: if self.third_party_full {
                PayeeNature::ThirdPartyFull
            } else {
                PayeeNature::Insured
            },
            lines: vec![self.line()?],
        })
    }

    fn line(&self) -> Result<Line, ExampleError> {
        let sign = match self.operation {
            Operation::Cancellation => -1,
            _ => 1,
        };
        let deduction = self.act.deduction().is_some();
        let amount = self.amount.0 * sign;
        let spent = if deduction { Cents::ZERO } else { amount };
        Ok(Line {
            number: 1,
            start: self.care,
            end: self.care,
            act: self.act,
            quantity: if sign < 0 { -1 } else { 1 },
            count: 0,
            coefficient: 100,
            unit_price: spent.abs(),
            spent,
            base: spent,
            rate: 70,
            parcours: b'T',
            exemption: b'0',
            nature: 10,
            executor: PsNumber::default(),
            specialty: self.specialty.unwrap_or(1),
            convention: Convention::Secteur1,
            option: CoordinationOption::None,
            amount: match self.amo {
                Some(amo) => amo.0 * sign,
                None if deduction => amount,
                None => amount.at(Rate::percent(70), Rounding::HalfUp),
            },
            majoration: Cents::ZERO,
            origin: match self.of {
                Some(number) => Some(LineOrigin {
                    decompte: decompte(number)?,
                    line: 1,
                }),
                None => None,
            },
            details: LineDetails {
                qualifier: self.qualifier.as_deref().and_then(qualifier),
                ..LineDetails::default()
            },
        })
    }
}

fn qualifier(letters: &str) -> Option<Qualifier> {
    Qualifier::new(format!("{letters:2}").as_bytes().try_into().ok()?)
}

fn identity(file: &Sent) -> Result<FileId, ExampleError> {
    let stamp = format!("{:06}", file.stamp);
    let stamp = stamp.as_bytes().try_into();
    let date = file.decomptes.first().map(|sheet| sheet.date);
    let (Ok(stamp), Some(date)) = (stamp, date) else {
        return Err(ExampleError::Range(file.stamp));
    };
    Ok(FileId {
        sender: Party::caisse(caisse()?),
        receiver: Party::mutuelle(oc(OC)?),
        reference: 303,
        date,
        stamp: FileStamp(stamp),
    })
}

fn decompte(number: u32) -> Result<DecompteNumber, ExampleError> {
    DecompteNumber::new(number).ok_or(ExampleError::Range(number))
}

fn oc(number: u32) -> Result<OcNumber, ExampleError> {
    OcNumber::new(number).ok_or(ExampleError::Range(number))
}

fn caisse() -> Result<Caisse, ExampleError> {
    let (regime, caisse, centre) = CAISSE;
    Caisse::new(regime, caisse, centre).ok_or(ExampleError::Range(caisse.into()))
}

fn nir(text: &str) -> Result<Nir, ExampleError> {
    Ok(text.parse::<Nir>()?)
}
