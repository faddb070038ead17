//! Stays to settle, in few words.

use domain::{ActCode, Cents, Day, PsNumber, Rate};
use oracle::amo::stay::{
    Discipline, Entitlement, Exit, Fee, Ground, Invoice, Mode, Period, Price, Settled, Stay,
    StayCounters, StayError, settle,
};
use oracle::amo::{Nature, TechnicalAct};
use oracle::law::{Law, LawError};
use oracle::trace::NoTrace;

pub(crate) fn day(text: &str) -> Day {
    text.parse().unwrap()
}

pub(crate) fn act(code: &str) -> ActCode {
    code.parse().unwrap()
}

pub(crate) fn clinic(ghs: i64) -> Price {
    Price::Clinic {
        ghs: Cents(ghs),
        coefficient: Rate::ONE,
    }
}

/// A whole stay in a clinic or hospital, from entry to exit, home.
pub(crate) fn stay(entry: &str, exit: &str, price: Price) -> Invoice {
    Invoice {
        stay: Stay {
            establishment: PsNumber::new(1).unwrap(),
            entry: day(entry),
        },
        entitlements: Vec::new(),
        period: Some(Period {
            from: day(entry),
            to: day(exit),
            exit: Some(Exit::Home),
            mode: Mode::Full,
            discipline: Discipline::Health,
            price,
        }),
        acts: Vec::new(),
        fees: Vec::new(),
        room: None,
    }
}

pub(crate) fn under(ground: Ground, invoice: Invoice) -> Invoice {
    Invoice {
        entitlements: vec![Entitlement::of(ground)],
        ..invoice
    }
}

/// The same invoice, its period changed.
pub(crate) fn but(mut invoice: Invoice, change: impl FnOnce(&mut Period)) -> Invoice {
    change(invoice.period.as_mut().unwrap());
    invoice
}

/// An act of the CCAM by practitioner 7.
pub(crate) fn technical(on: &str, tariff: i64) -> TechnicalAct {
    TechnicalAct {
        day: day(on),
        executor: PsNumber::new(7).unwrap(),
        tariff: Cents(tariff),
        coefficient: 0,
        nature: Nature::Ordinary,
    }
}

/// A fee at its base.
pub(crate) fn fee(on: &str, cents: i64) -> Fee {
    Fee {
        act: act("ADC"),
        day: day(on),
        expense: Cents(cents),
        base: Cents(cents),
    }
}

/// Settles an invoice of which nothing was billed yet.
pub(crate) fn settled(invoice: &Invoice) -> Settled {
    next(invoice, &mut StayCounters::default())
}

pub(crate) fn next(invoice: &Invoice, counters: &mut StayCounters) -> Settled {
    settle(Law::embedded(), invoice, counters, &mut NoTrace).unwrap()
}

pub(crate) fn refused(invoice: &Invoice, counters: &mut StayCounters) -> String {
    let before = counters.clone();
    let error = settle(Law::embedded(), invoice, counters, &mut NoTrace).unwrap_err();
    assert_eq!(*counters, before, "counted on an error");
    error.to_string()
}

/// The parameter that a settlement misses.
pub(crate) fn missing<T: std::fmt::Debug>(result: Result<T, StayError>) -> String {
    match result.unwrap_err() {
        StayError::Law(LawError::Missing { param, .. }) => param,
        other => panic!("{other:?}"),
    }
}
