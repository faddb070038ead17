use domain::Basket;

use super::node::{Fault, Node};
use crate::facts::{AmoStatus, Lenses, Place};

/// `when`: what must hold for a level, a limit or a case. What is not written holds always.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct When {
    pub(crate) optam: Option<bool>,
    pub(crate) network: Option<bool>,
    pub(crate) prescribed: Option<bool>,
    pub(crate) prior_agreement: Option<bool>,
    pub(crate) correction_changed: Option<bool>,
    pub(crate) amo: Option<Vec<AmoStatus>>,
    pub(crate) basket: Option<Vec<Basket>>,
    pub(crate) lenses: Option<Vec<Lenses>>,
    pub(crate) place: Option<Vec<Place>>,
    pub(crate) qualifier: Option<Vec<String>>,
    pub(crate) code: Option<Vec<String>>,
    pub(crate) specialty: Option<Vec<String>>,
    pub(crate) children: Option<Range>,
    pub(crate) membership_months: Option<Range>,
    pub(crate) age: Option<(Range, AgeAt)>,
}

/// From a number, below another; either end may be left out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Range {
    pub(crate) from: Option<u32>,
    pub(crate) below: Option<u32>,
}

/// At which day an age is counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum AgeAt {
    /// The reference date.
    Care,
    /// 1 January of its year.
    YearStart,
    /// 31 December of its year.
    YearEnd,
    /// The first day of the membership.
    Membership,
}

const CONDITIONS: [&str; 15] = [
    "optam",
    "network",
    "prescribed",
    "prior-agreement",
    "correction-changed",
    "amo",
    "basket",
    "lenses",
    "place",
    "qualifier",
    "code",
    "specialty",
    "children",
    "membership-months",
    "age",
];

const BASKETS: [(&str, Basket); 3] = [
    ("100-sante", Basket::CentSante),
    ("maitrise", Basket::Maitrise),
    ("libre", Basket::Libre),
];

impl When {
    pub(super) fn read(node: &Node) -> Result<Self, Fault> {
        node.only(&CONDITIONS)?;
        let truth = |key| node.key(key).map(|value| value.truth()).transpose();
        let texts = |key| node.key(key).map(|value| value.texts()).transpose();
        let range = |key| {
            let value = node.key(key);
            value.map(|value| Range::read(&value, &[])).transpose()
        };
        Ok(Self {
            optam: truth("optam")?,
            network: truth("network")?,
            prescribed: truth("prescribed")?,
            prior_agreement: truth("prior-agreement")?,
            correction_changed: truth("correction-changed")?,
            amo: node
                .key("amo")
                .map(|value| value.words(&AmoStatus::WORDS))
                .transpose()?,
            basket: node
                .key("basket")
                .map(|value| value.words(&BASKETS))
                .transpose()?,
            lenses: node
                .key("lenses")
                .map(|value| value.words(&Lenses::WORDS))
                .transpose()?,
            place: node
                .key("place")
                .map(|value| value.words(&Place::WORDS))
                .transpose()?,
            qualifier: texts("qualifier")?,
            code: texts("code")?,
            specialty: texts("specialty")?,
            children: range("children")?,
            membership_months: range("membership-months")?,
            age: node.key("age").map(|value| age(&value)).transpose()?,
        })
    }

    /// Whether it lets lines in that the AMO refused (field notes §1.16).
    pub(crate) fn says_refused(&self) -> bool {
        self.amo
            .as_ref()
            .is_some_and(|words| words.contains(&AmoStatus::Refused))
    }
}

impl Range {
    fn read(node: &Node, more: &[&str]) -> Result<Self, Fault> {
        node.only(&[&["from", "below"], more].concat())?;
        let end = |key| node.key(key).map(|value| value.whole()).transpose();
        Ok(Self {
            from: end("from")?,
            below: end("below")?,
        })
    }

    /// Whether a number is in it.
    pub(crate) fn holds(self, number: i64) -> bool {
        self.from.is_none_or(|from| i64::from(from) <= number)
            && self.below.is_none_or(|below| number < i64::from(below))
    }
}

fn age(node: &Node) -> Result<(Range, AgeAt), Fault> {
    let range = Range::read(node, &["at"])?;
    let at = match node.key("at") {
        Some(at) => at.word(&[
            ("care", AgeAt::Care),
            ("year-start", AgeAt::YearStart),
            ("year-end", AgeAt::YearEnd),
            ("membership", AgeAt::Membership),
        ])?,
        None => AgeAt::Care,
    };
    Ok((range, at))
}
