//! What third-party payment leaves owing to the AMO, and how it comes back (rules §4).
//!
//! Participation and franchise of an act paid to the professional are not withheld at once: the insured owes
//! them, for themselves and their dependants alike, until a later payment to the insured is large enough.

use domain::{Cents, Day};

use super::{Care, Liquidation};
use crate::trace::{Confidence, Label, Step, Trace};

/// What the AMO keeps back.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Withheld {
    /// The participation forfaitaire.
    Participation,
    /// The franchise médicale.
    Franchise,
}

/// One debt of the insured, in cents: negative where what was recovered for an act is to be given back, the
/// act having been taken back.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Debt<R> {
    /// What was kept back.
    pub withheld: Withheld,
    /// How much.
    pub amount: Cents,
    /// Date of care.
    pub day: Day,
    /// The act it is of, in the words of who keeps the book.
    pub of: R,
}

/// The debts of one insured, oldest first. `R` names an act.
///
/// ```
/// use domain::{Cents, PsNumber};
/// use oracle::amo::{Care, Counters, Debts, Exemption, Kind, Parcours, Patient, liquidate};
/// use oracle::{law::Law, trace::NoTrace};
///
/// // An analysis at 15.00 under ALD, paid to the laboratory.
/// let analysis = Care {
///     day: "2025-03-01".parse()?,
///     kind: Kind::Biology,
///     fee: Cents(1_500),
///     quantity: 1,
///     coefficient: 6_000,
///     count: 1,
///     base: None,
///     parcours: Parcours::In,
///     exemption: Exemption::AldRelated,
///     executor: PsNumber::default(),
///     third_party: true,
/// };
/// let patient = Patient::born("1980-06-01".parse()?);
/// let mut counters = Counters::default();
/// let settled = liquidate(Law::embedded(), &patient, &analysis, &mut counters, &mut NoTrace)?;
/// assert_eq!(settled.paid(), Cents(1_500));
/// let mut debts = Debts::default();
/// debts.put_off(&analysis, &settled, "the analysis");
/// assert_eq!(debts.owed(), Cents(200));
/// // A later payment of 28.00 to the insured gives the 2.00 back.
/// let recovered = debts.recover(Cents(2_800), 99, &mut NoTrace).next().ok_or("it is owed")?;
/// assert_eq!((recovered.of, recovered.amount), ("the analysis", Cents(200)));
/// assert_eq!(debts.owed(), Cents::ZERO);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Debts<R>(Vec<Debt<R>>);

impl<R> Default for Debts<R> {
    fn default() -> Self {
        Self(Vec::new())
    }
}

impl<R: Copy + PartialEq> Debts<R> {
    /// Every debt, oldest first.
    pub fn iter(&self) -> impl Iterator<Item = &Debt<R>> {
        self.0.iter()
    }

    /// What is owed in all.
    #[must_use]
    pub fn owed(&self) -> Cents {
        self.0.iter().map(|debt| debt.amount).sum()
    }

    /// Takes up what the settlement of an act puts off; nothing where the insured was paid.
    pub fn put_off(&mut self, care: &Care, settled: &Liquidation, of: R) {
        self.0.extend(put_off(care, settled, of));
    }

    /// Takes back from a payment to the insured what it is large enough for, oldest first, each debt whole or
    /// not at all, and no more than `at_most` of them, as they are asked for. What does not fit waits.
    pub fn recover<'a, T: Trace>(
        &'a mut self,
        paid: Cents,
        at_most: usize,
        trace: &'a mut T,
    ) -> impl Iterator<Item = Debt<R>> + use<'a, R, T> {
        let (mut left, mut recovered) = (paid, 0);
        self.0.extract_if(.., move |debt| {
            let fits = debt.amount <= left && recovered < at_most;
            if fits {
                trace.step(|| step(debt.amount, debt.day, left));
                left -= debt.amount;
                recovered += 1;
            }
            fits
        })
    }

    /// Owes again what a payment recovered that is taken back, each debt at its age: what is taken back from the
    /// insured is then the payment less what was recovered on it.
    pub fn owe_again(&mut self, recovered: Vec<Debt<R>>) {
        // The last first: of one day, each comes before those that come after it.
        for debt in recovered.into_iter().rev() {
            if !self.drop_one(&debt.opposite()) {
                let later = |owed: &Debt<R>| owed.day >= debt.day;
                let place = self.0.iter().position(later).unwrap_or(self.0.len());
                self.0.insert(place, debt);
            }
        }
    }

    /// Lets go of what an act that is taken back still owes; what was recovered of it already is owed the
    /// other way.
    pub fn forgive(&mut self, care: &Care, settled: &Liquidation, of: R) {
        for debt in put_off(care, settled, of) {
            if !self.drop_one(&debt) {
                self.0.push(debt.opposite());
            }
        }
    }

    /// Drops a debt; whether there was one.
    fn drop_one(&mut self, debt: &Debt<R>) -> bool {
        let found = self.0.iter().position(|owed| owed == debt);
        found.map(|place| self.0.remove(place)).is_some()
    }
}

impl<R: Copy> Debt<R> {
    fn opposite(&self) -> Self {
        Self {
            amount: -self.amount,
            ..*self
        }
    }
}

impl Liquidation {
    /// What is kept back of the line, at once or later; nothing that comes to zero.
    pub fn withheld(&self) -> impl Iterator<Item = (Withheld, Cents)> + use<> {
        let kept = [
            (Withheld::Participation, self.participation),
            (Withheld::Franchise, self.franchise),
        ];
        kept.into_iter().filter(|kept| kept.1 != Cents::ZERO)
    }
}

fn put_off<R: Copy>(
    care: &Care,
    settled: &Liquidation,
    of: R,
) -> impl Iterator<Item = Debt<R>> + use<R> {
    let (deferred, day) = (settled.deferred, care.day);
    let kept = settled.withheld().filter(move |_| deferred);
    kept.map(move |(withheld, amount)| Debt {
        withheld,
        amount,
        day,
        of,
    })
}

fn step(amount: Cents, day: Day, left: Cents) -> Step {
    Step {
        rule: "R-AMO-RECOVERED",
        label: Label {
            fr: "Retenue récupérée",
            en: "Withholding recovered",
        },
        inputs: vec![("care", day.into()), ("paid to the insured", left.into())],
        result: amount.into(),
        source: "rules §4".into(),
        confidence: Confidence::SecondHand,
    }
}
