use domain::{Cents, Day};
use rust_decimal::Decimal;

use crate::input::{Act, Care, DoctorAct, Person, Place, Setting};
use crate::{Error, Law};

/// What every rule looks at: the law, the person and the act.
pub(crate) struct Case<'a> {
    pub(crate) law: &'a Law,
    pub(crate) person: &'a Person,
    pub(crate) act: &'a Act,
}

/// No amount of a line is larger: a thousand million euros.
const LARGEST: Cents = Cents(100_000_000_000);

impl Case<'_> {
    /// A figure of the law on the date of care, which governs tariff, rate and what is kept back (rules §0.3).
    pub(crate) fn figure(&self, parameter: &str) -> Result<Decimal, Error> {
        self.law.figure(parameter, self.act.date)
    }

    /// Age on the date of care.
    pub(crate) fn age(&self) -> i16 {
        self.act.date.age(self.person.birth)
    }

    pub(crate) fn no_tariff(&self, what: &'static str) -> Error {
        Error::NoTariff {
            what,
            day: self.act.date,
        }
    }

    pub(crate) fn contradiction(&self, what: &'static str, why: &'static str) -> Error {
        Error::Contradiction {
            what,
            day: self.act.date,
            why,
        }
    }
}

/// Overseas tariffs are refused until they are loaded (rules §12 bis 10).
pub(crate) fn refuse_overseas(place: Place, day: Day) -> Result<(), Error> {
    if place == Place::Overseas {
        return Err(Error::Overseas { day });
    }
    Ok(())
}

/// Refuses an act that says nothing that can be settled.
pub(crate) fn refuse_nonsense(case: &Case) -> Result<(), Error> {
    let act = case.act;
    if act.date < case.person.birth {
        return Err(case.contradiction("care", "it comes before the birth of the person"));
    }
    if act.quantity == 0 || act.quantity > 10_000 {
        return Err(case.contradiction("the quantity", "it is from 1 to 10000"));
    }
    if matches!(act.setting, Setting::Stay { day: 0, .. }) {
        return Err(case.contradiction("the day of the stay", "it is counted from 1"));
    }
    let amounts = [Some(act.fee), act.base_on_line].into_iter().flatten();
    let more = match act.care {
        Care::Drug {
            box_base,
            tfr,
            refused_generic,
            ..
        } => [Some(box_base), tfr, refused_generic],
        Care::Doctor {
            act: DoctorAct::Technical { session_total, .. },
            ..
        } => [Some(session_total), None, None],
        _ => [None; 3],
    };
    let mut amounts = amounts.chain(more.into_iter().flatten());
    if amounts.any(|amount| amount < Cents::ZERO || amount > LARGEST) {
        return Err(case.contradiction("an amount", "it is from 0 to a thousand million euros"));
    }
    Ok(())
}

/// A coefficient that a key letter can bear.
pub(crate) fn checked(case: &Case, coefficient: Decimal) -> Result<Decimal, Error> {
    if coefficient < Decimal::ZERO
        || coefficient > Decimal::from(100_000)
        || coefficient.scale() > 4
    {
        return Err(case.contradiction(
            "a coefficient",
            "it is from 0 to 100000, with four decimals at most",
        ));
    }
    Ok(coefficient)
}
