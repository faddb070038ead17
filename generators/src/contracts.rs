//! Contracts of the mutuelle under test.

use domain::{Day, NirKey};

use crate::adversity::Adversity;
use crate::draws::Draws;
use crate::people::Household;
use crate::spec::WorldSpec;

/// The contract of a household.
pub(crate) struct Contract {
    pub(crate) name: String,
    pub(crate) product: String,
    pub(crate) options: Vec<String>,
    pub(crate) start: Day,
    pub(crate) end: Option<Day>,
}

/// Draws the contract of a household; none where no product has a weight.
pub(crate) fn contract(
    draws: &mut Draws,
    spec: &WorldSpec,
    lot: u32,
    home: &Household,
) -> Option<Contract> {
    let row = draws.weighted(&spec.products, |row| row.weight)?;
    let days = spec.end().since(spec.start).unsigned_abs();
    // One contract in twelve begins within the world, on the first of a month.
    let start = if draws.permille(80) && spec.months > 1 {
        spec.start
            .plus_months(draws.between(1, u32::from(spec.months) - 1).cast_signed())
    } else {
        spec.start.plus(-draws.between(30, 1_500).cast_signed())
    };
    let rates = &spec.adversities;
    let ending = rates
        .of(Adversity::AfterEnd)
        .max(rates.of(Adversity::LateBeforeEnd));
    let ends = draws.permille(ending) && start < spec.start;
    let end = ends.then(|| {
        spec.start.plus(
            draws
                .between(days / 4, days.saturating_sub(days / 4))
                .cast_signed(),
        )
    });
    Some(Contract {
        name: format!("C{lot:05}{:04}", home.number),
        product: row.product.clone(),
        options: row.options.clone(),
        start,
        end,
    })
}

/// A key with its two digits exchanged, or one more where they are equal.
pub(crate) fn mistyped(key: NirKey) -> NirKey {
    let [a, b] = key.0;
    if a == b {
        NirKey([a, if b == b'9' { b'0' } else { b + 1 }])
    } else {
        NirKey([b, a])
    }
}
