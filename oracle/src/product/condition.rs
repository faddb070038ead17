//! Conditions: what a level or a limit asks of a line.

use domain::Basket;

use super::ProductError;
use super::error::At;
use super::file::ConditionKeys;
use super::words::{AgeAt, AmoStatus, CarePlace, Lenses, Span};
use crate::amc::Code;

/// Tests that must all hold.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Condition {
    pub(crate) tests: Box<[Test]>,
}

/// One of them; of a list, one word must be the line's.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Test {
    Optam(bool),
    Network(bool),
    Prescribed(bool),
    PriorAgreement(bool),
    CorrectionChanged(bool),
    Amo(Box<[AmoStatus]>),
    Basket(Box<[Basket]>),
    Lenses(Box<[Lenses]>),
    Place(Box<[CarePlace]>),
    Qualifier(Box<[Code]>),
    Code(Box<[Code]>),
    Specialty(Box<[u8]>),
    Children(Span),
    MembershipMonths(Span),
    Age(Span, AgeAt),
}

impl Condition {
    pub(super) fn compile(keys: &ConditionKeys, at: &At<'_>) -> Result<Self, ProductError> {
        let mut tests = Vec::new();
        tests.extend(keys.optam.map(Test::Optam));
        tests.extend(keys.network.map(Test::Network));
        tests.extend(keys.prescribed.map(Test::Prescribed));
        tests.extend(keys.prior_agreement.map(Test::PriorAgreement));
        tests.extend(keys.correction_changed.map(Test::CorrectionChanged));
        tests.extend(keys.amo.as_deref().map(|words| Test::Amo(words.into())));
        tests.extend(
            keys.basket
                .as_deref()
                .map(|words| Test::Basket(words.into())),
        );
        tests.extend(
            keys.lenses
                .as_deref()
                .map(|words| Test::Lenses(words.into())),
        );
        tests.extend(keys.place.as_deref().map(|words| Test::Place(words.into())));
        if let Some(texts) = &keys.qualifier {
            tests.push(Test::Qualifier(codes(texts, &at.key("qualifier"))?));
        }
        if let Some(texts) = &keys.code {
            tests.push(Test::Code(codes(texts, &at.key("code"))?));
        }
        if let Some(texts) = &keys.specialty {
            let at = at.key("specialty");
            let numbers = texts.iter().map(|text| {
                text.parse().map_err(|_| {
                    at.malformed(format!(
                        "`{text}` is not a speciality: two digits are expected, as in \"07\""
                    ))
                })
            });
            tests.push(Test::Specialty(numbers.collect::<Result<_, _>>()?));
        }
        tests.extend(keys.children.map(Test::Children));
        tests.extend(keys.membership_months.map(Test::MembershipMonths));
        tests.extend(
            keys.age
                .map(|age| Test::Age(age.span(), age.at.unwrap_or(AgeAt::Care))),
        );
        Ok(Self {
            tests: tests.into(),
        })
    }

    /// Whether it names lines that the AMO refused.
    pub(crate) fn names_refused(&self) -> bool {
        self.tests
            .iter()
            .any(|test| matches!(test, Test::Amo(words) if words.contains(&AmoStatus::Refused)))
    }

    /// Whether it looks at the doctor.
    pub(crate) fn asks_optam(&self) -> bool {
        self.tests.iter().any(|test| matches!(test, Test::Optam(_)))
    }

    /// The classes of lenses that it names.
    pub(super) fn lenses(&self) -> Option<&[Lenses]> {
        self.tests.iter().find_map(|test| match test {
            Test::Lenses(classes) => Some(&**classes),
            _ => None,
        })
    }
}

fn codes(texts: &[String], at: &At<'_>) -> Result<Box<[Code]>, ProductError> {
    let codes = texts.iter().map(|text| {
        Code::new(text).ok_or_else(|| {
            at.malformed(format!(
                "`{text}` is not a code: one to fifteen capitals or digits are expected"
            ))
        })
    });
    codes.collect()
}
