//! What a heading takes from its family, key by key.

use std::collections::BTreeMap;

use domain::{Family, Heading};

use super::file::{DeductibleKeys, GuaranteeKeys, LevelKeys, LimitOrName};
use super::named::Named;
use super::words::{PayeeRule, ReferenceDate};

/// Guarantees as they stand on a day.
pub(super) type Guarantees = BTreeMap<Named, GuaranteeKeys>;

/// A value, and the key it was written under.
pub(super) type From<T> = Option<(Named, T)>;

/// The keys of a heading once it took from its family what it does not say.
#[derive(Debug)]
pub(super) struct Resolved<'a> {
    /// What it is written under itself: its own name, or that of its family.
    pub(super) written: Named,
    pub(super) covered: From<bool>,
    pub(super) level: From<LevelKeys>,
    pub(super) waiting_months: u16,
    pub(super) documents: &'a [String],
    pub(super) without_expense: bool,
    pub(super) deductible: From<&'a DeductibleKeys>,
    pub(super) limits: From<&'a [LimitOrName]>,
    pub(super) reference_date: Option<ReferenceDate>,
    pub(super) payee: Option<PayeeRule>,
}

/// The keys of a heading; none where neither it nor its family is named.
pub(super) fn resolve(guarantees: &Guarantees, heading: Heading) -> Option<Resolved<'_>> {
    let own = written(guarantees, Named::Heading(heading));
    let family = written(guarantees, Named::Family(heading.family()));
    let (written, _) = own.or(family)?;
    let keys = || own.into_iter().chain(family);
    Some(Resolved {
        written,
        covered: keys().find_map(|(named, keys)| Some((named, keys.covered?))),
        level: keys().find_map(|(named, keys)| Some((named, keys.level()?))),
        waiting_months: keys()
            .find_map(|(_, keys)| keys.waiting_months)
            .unwrap_or(0),
        documents: keys()
            .find_map(|(_, keys)| keys.documents.as_deref())
            .unwrap_or_default(),
        without_expense: keys()
            .find_map(|(_, keys)| keys.without_expense)
            .unwrap_or(false),
        deductible: keys().find_map(|(named, keys)| Some((named, keys.deductible.as_ref()?))),
        limits: keys().find_map(|(named, keys)| Some((named, keys.limits.as_deref()?))),
        reference_date: keys().find_map(|(_, keys)| keys.reference_date),
        payee: keys().find_map(|(_, keys)| keys.payee),
    })
}

fn written(guarantees: &Guarantees, named: Named) -> Option<(Named, &GuaranteeKeys)> {
    guarantees.get(&named).map(|keys| (named, keys))
}

impl Resolved<'_> {
    pub(super) fn is_covered(&self) -> bool {
        self.covered.is_none_or(|(_, covered)| covered)
    }
}

/// The date that decides where the file does not say (docs/products.md, "Reference date").
pub(super) fn usual_reference_date(heading: Heading) -> ReferenceDate {
    use Heading as H;
    match heading {
        H::ChirurgieRefractive => ReferenceDate::Start,
        H::Dentaire100Sante | H::DentaireMaitrise | H::DentaireLibre => ReferenceDate::Delivery,
        H::Appareils | H::Fauteuil => ReferenceDate::End,
        _ if matches!(heading.family(), Family::Optique | Family::Audio) => ReferenceDate::Delivery,
        _ => ReferenceDate::Start,
    }
}
