//! The share of the mutuelle on one line (docs/products.md): the facts of the line, the product, the journal of
//! what the contract already paid, and the steps in their order.

mod bill;
mod c2s;
mod caps;
mod clock;
mod code;
mod contracts;
mod counting;
mod days;
mod facts;
mod floors;
mod journal;
mod level;
mod limits;
mod look;
mod parts;
mod promise;
mod readings;
mod remainder;
mod size;
mod steps;

use domain::{Cents, Payee, Reaction, ReasonClass};

use crate::ambiguity::Choices;
use crate::law::{Law, LawError};
use crate::product::{AmoStatus, Compiled, Limit, Over, PayeeRule, Product, Table};
use crate::trace::{NoTrace, Trace};

pub(crate) use bill::price_limit;
pub use code::Code;
pub(crate) use contracts::each_share;
pub use contracts::shares;
pub use facts::{AmoPayee, Doctor, Facts, Person, Side, Thing};
pub use journal::{Entry, Journal, Units};
pub use parts::Parts;
pub(crate) use readings::Readings;

pub use remainder::{Remainder, SettledAct, remainder};

use bill::Bill;
use caps::Caps;
use contracts::Below;
use level::{Hand, is_for_refused};
use limits::Running;
use look::Look;
use size::Sizing;

/// The rule of a line that several products pay together.
pub(crate) const SEVERAL: &str = steps::SEVERAL;

/// What a product pays on a line, and why.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Share {
    /// Cents paid, never negative.
    pub amount: Cents,
    /// [`ReasonClass::Guarantee`] where something is paid; else why nothing is. `ActNotCovered` is a refusal;
    /// `DocumentAwaited` and `UnknownQualifier` hold the line; with any other it is settled at zero.
    pub reason: ReasonClass,
    /// Who is paid, where something is.
    pub payee: Payee,
    /// What of the amount the ceilings count.
    pub counted: Parts,
    /// The rule that decided the amount: the last of those that bore on it.
    pub rule: &'static str,
}

impl Share {
    fn nothing(reason: ReasonClass, rule: &'static str, payee: Payee) -> Self {
        Self {
            amount: Cents::ZERO,
            reason,
            payee,
            counted: Parts::ZERO,
            rule,
        }
    }

    /// Whether the line waits for something: nothing is known of what is paid.
    pub(crate) fn waits(&self) -> bool {
        self.reason.fits(Reaction::Held)
    }

    /// Two days of one line together: paid where one of them is, and else as the first is.
    fn and(self, next: Self) -> Self {
        let says = if self.amount == Cents::ZERO && next.amount > Cents::ZERO {
            next
        } else {
            self
        };
        Self {
            amount: self.amount + next.amount,
            counted: self.counted + next.counted,
            ..says
        }
    }
}

/// Computes what `product` pays on a line, and enters the line in the `journal` of the contract.
///
/// ```
/// use domain::{Cents, Heading};
/// use oracle::ambiguity::Choices;
/// use oracle::amc::{Facts, Journal, Person, Thing, share};
/// use oracle::product::{Guarantee, Product};
/// use oracle::trace::NoTrace;
/// let product = Product::single("p", Guarantee::parse_text("100 % BR + 150 €")?);
/// let day = "2024-06-01".parse()?;
/// let crown = Facts {
///     expense: Cents(65_000),
///     base: Cents(12_000),
///     amo: Cents(7_200),
///     ..Facts::new(Thing(1), Heading::DentaireLibre, day)
/// };
/// let person = Person {
///     id: Thing(2),
///     household: Thing(3),
///     birth: None,
///     member_since: day,
///     product_since: day,
///     waits_until: None,
/// };
/// let mut journal = Journal::default();
/// let share = share(&product, &Choices::default(), &crown, &person, &mut journal, &mut NoTrace)?;
/// assert_eq!(share.amount, Cents(19_800));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// # Errors
/// Where a figure of the law that the product needs is not loaded for the day; nothing is entered then.
pub fn share<T: Trace>(
    product: &Product,
    choices: &Choices,
    facts: &Facts,
    person: &Person,
    journal: &mut Journal,
    trace: &mut T,
) -> Result<Share, LawError> {
    share_above(
        product,
        Below::default(),
        choices,
        facts,
        person,
        journal,
        trace,
    )
}

/// The same for a product that stands on others, which already settled the line.
fn share_above<T: Trace>(
    product: &Product,
    below: Below<'_>,
    choices: &Choices,
    facts: &Facts,
    person: &Person,
    journal: &mut Journal,
    trace: &mut T,
) -> Result<Share, LawError> {
    let law = Law::embedded();
    let rounding = product.rounding.unwrap_or_else(|| choices.rounding());
    if product.c2s {
        let payee = payee(product.payee, facts.amo_payee);
        return c2s::share(product, law, facts, payee, trace);
    }
    let sizing = Sizing {
        product,
        law,
        rounding,
        readings: choices.amc(),
    };
    if !days::is_by_day(facts) {
        let settling = Settling {
            sizing,
            below,
            facts,
            person,
        };
        return settling.settle(journal, trace);
    }
    trace.step(|| steps::by_day(facts));
    let mut sum: Option<Share> = None;
    for day in 0..facts.quantity {
        let facts = days::day_of(facts, day);
        let settling = Settling {
            sizing,
            below,
            facts: &facts,
            person,
        };
        let share = match settling.settle(journal, trace) {
            Ok(share) => share,
            Err(error) => {
                journal.take_back(facts.line);
                return Err(error);
            }
        };
        sum = Some(sum.map_or(share, |sum| sum.and(share)));
    }
    Ok(sum.unwrap_or_else(|| unreachable!("a line by day has two")))
}

/// A line that waits: a document is awaited, or its qualifier is not known; or that is free.
fn held<T: Trace>(
    facts: &Facts,
    documents: &[Box<str>],
    payee: Payee,
    trace: &mut T,
) -> Option<Share> {
    let qualifier = facts.qualifier.as_ref().map(Code::as_str);
    if qualifier == Some("G") {
        trace.step(steps::free);
        return Some(Share::nothing(ReasonClass::NothingLeft, steps::FREE, payee));
    }
    let awaited = documents
        .iter()
        .find(|wanted| !facts.documents.iter().any(|had| **had == ***wanted));
    if let Some(awaited) = awaited {
        trace.step(|| steps::document(awaited));
        return Some(Share::nothing(
            ReasonClass::DocumentAwaited,
            steps::DOCUMENT,
            payee,
        ));
    }
    let known = ["DA", "DE", "DP", "ED", "DM", "NR", "NJ"];
    if let Some(qualifier) = qualifier
        && !known.contains(&qualifier)
    {
        trace.step(|| steps::qualifier(qualifier));
        return Some(Share::nothing(
            ReasonClass::UnknownQualifier,
            steps::QUALIFIER,
            payee,
        ));
    }
    None
}

/// Who is paid: never another amount (rules §7.5).
const fn payee(rule: PayeeRule, amo: AmoPayee) -> Payee {
    match (rule, amo) {
        (PayeeRule::AsAmo, AmoPayee::Professional) => Payee::Professional,
        _ => Payee::Insured,
    }
}

/// A line at its steps.
#[derive(Clone, Copy)]
struct Settling<'a> {
    sizing: Sizing<'a>,
    below: Below<'a>,
    facts: &'a Facts,
    person: &'a Person,
}

impl Settling<'_> {
    /// The steps of docs/products.md, in their order; the line is entered in the journal at the end.
    fn settle<T: Trace>(&self, journal: &mut Journal, trace: &mut T) -> Result<Share, LawError> {
        let (product, facts) = (self.sizing.product, self.facts);
        // 1: version and heading.
        let day = facts.reference(product.reference_date(facts.heading));
        let table = product.table(day);
        let Some(guarantee) = table.guarantee(facts.heading) else {
            trace.step(|| steps::not_covered(product, facts));
            let payee = payee(product.payee, facts.amo_payee);
            let share = Share::nothing(ReasonClass::ActNotCovered, steps::NOT_COVERED, payee);
            return Ok(share);
        };
        let payee = payee(guarantee.payee, facts.amo_payee);
        if let Some(share) = held(facts, &guarantee.documents, payee, trace) {
            return Ok(share);
        }
        // 2: amounts. (3, documents, looks at none of them.)
        let bill = if guarantee.without_expense {
            Bill::without_expense()
        } else {
            Bill::of(self.sizing.law, product, facts, day, trace)
        };
        let hand = Hand {
            look: Look {
                facts,
                person: self.person,
                day,
                doctor: facts.doctor,
            },
            bill,
            law: self.sizing.law,
            rounding: self.sizing.rounding,
            readings: self.sizing.readings,
        };
        let mut paid = self.amount(&hand, guarantee, table, journal, trace)?;
        // 11: payee.
        if facts.amo_payee == AmoPayee::ThirdParty {
            trace.step(|| steps::third_party(paid.amount));
            let share = Share::nothing(ReasonClass::ThirdPartyElsewhere, steps::THIRD_PARTY, payee);
            return Ok(share);
        }
        // 12: journal.
        let within_paid = |parts: Parts| {
            let m = parts.m.min(paid.amount);
            let v = parts.v.min(paid.amount - m);
            Parts { m, v }
        };
        let beyond = within_paid(paid.raised).v;
        let counted = within_paid(if hand.readings.floors_counted {
            paid.raised
        } else {
            paid.limited
        });
        let withheld = paid
            .withheld
            .min(paid.before_deductible - paid.amount)
            .floor_zero();
        if counted == Parts::ZERO {
            paid.units = Units::none();
        }
        trace.step(|| steps::total(paid.rule, counted, paid.amount));
        let share = Share {
            amount: paid.amount,
            reason: paid.reason,
            payee,
            counted,
            rule: paid.rule,
        };
        if paid.amount > Cents::ZERO || withheld > Cents::ZERO {
            journal.enter(Entry {
                facts: facts.clone(),
                person: *self.person,
                reference: day,
                product: product.key.clone(),
                paid: paid.amount,
                beyond,
                counted,
                units: paid.units,
                withheld,
            });
        }
        Ok(share)
    }

    /// Steps 4 to 10.
    fn amount<T: Trace>(
        &self,
        hand: &Hand<'_>,
        guarantee: &Compiled,
        table: &Table,
        journal: &Journal,
        trace: &mut T,
    ) -> Result<Paid, LawError> {
        let (product, facts) = (self.sizing.product, self.facts);
        let bill = &hand.bill;
        let mut rule = if bill.refunded > Cents::ZERO {
            steps::REFUNDED
        } else if facts.majoration > Cents::ZERO || facts.participation > Cents::ZERO {
            // Here the theoretical share and what the AMO paid differ: the rule most often broken.
            steps::THEORETICAL
        } else {
            steps::LEVEL
        };
        // 4: level.
        let level = hand.parts(&guarantee.level)?;
        trace.step(|| steps::level(&guarantee.level, hand, level));
        let since = self.person.member_since;
        let of_guarantee = match guarantee.waiting_months {
            0 => since,
            months => since.plus_months(i32::from(months)),
        };
        let until = Some(of_guarantee).max(self.person.waits_until);
        let waiting_until = until.filter(|until| hand.look.day < *until);
        let waiting = waiting_until.is_some();
        let mut parts = level;
        if let Some(until) = waiting_until {
            trace.step(|| steps::waiting(until, parts.total()));
            parts = Parts::ZERO;
            rule = steps::WAITING;
        }
        // 5: caps.
        let caps = Caps::of(product, journal, self.below, hand.readings);
        let (capped, capping) = caps.cut(hand, &guarantee.level, parts, trace)?;
        parts = capped;
        rule = capping.unwrap_or(rule);
        let before_deductible = parts.total();
        // 6: deductible.
        let withheld = self.withheld(hand, guarantee, table, parts.total(), journal, trace)?;
        if withheld > Cents::ZERO {
            parts = parts.cut(parts.total() - withheld);
            rule = steps::DEDUCTIBLE;
        }
        let before_limits = parts.total();
        // 7: limits; 8: what the limits that cut pay at least.
        let mut running = Running {
            parts,
            units: Units::of(facts),
        };
        let mut fallback: Option<Parts> = None;
        for limit in in_order(&guarantee.limits, table, hand.readings) {
            if limit.is_legal_renewal && hand.readings.no_legal_renewal {
                continue;
            }
            if !running.pass(limit, hand, &self.sizing, journal, trace)? {
                continue;
            }
            rule = steps::of_limit(limit);
            if let Some(then) = &limit.then
                && !waiting
            {
                let least = hand.parts(then)?;
                let (least, _) = caps.cut(hand, then, least, &mut NoTrace)?;
                if fallback.is_none_or(|other| least.total() > other.total()) {
                    fallback = Some(least);
                }
            }
        }
        let mut raised = running.parts;
        let mut amount = raised.total();
        if let Some(parts) = fallback {
            let least = parts.total();
            trace.step(|| steps::least(steps::FALLBACK, amount, least));
            if least > amount {
                (amount, raised) = (least, parts);
                rule = steps::FALLBACK;
            }
        }
        let floor = floors::floor(product, hand);
        if !guarantee.without_expense && floor > amount {
            trace.step(|| steps::least(steps::FLOOR, amount, floor));
            amount = floor;
            raised = Parts::split(floor, bill.ticket_moderateur);
            rule = steps::FLOOR;
        }
        // 9: earlier contracts.
        let with_others = amount;
        let on_top = product.on_top_of.as_ref();
        let less_the_first = hand.readings.less_the_first && on_top.is_none();
        if less_the_first || on_top.is_some_and(|on_top| on_top.includes_earlier) {
            amount = (amount - facts.earlier).floor_zero();
            trace.step(|| steps::includes_earlier(with_others, facts.earlier, amount));
            if amount < with_others {
                rule = steps::EARLIER;
            }
        }
        // 10: indemnity.
        if !guarantee.without_expense {
            let left = (bill.left - facts.earlier).floor_zero();
            if facts.earlier > Cents::ZERO || left < amount {
                trace.step(|| steps::indemnity(bill.left, facts.earlier, amount));
            }
            if left < amount {
                amount = left;
                rule = steps::INDEMNITY;
            }
        }
        let reason = if amount > Cents::ZERO {
            ReasonClass::Guarantee
        } else if bill.left == Cents::ZERO {
            ReasonClass::NothingLeft
        } else if facts.status() == AmoStatus::Refused && !is_for_refused(&guarantee.level) {
            ReasonClass::AmoRefused
        } else if hand.is_shut(&guarantee.level) {
            ReasonClass::Condition
        } else if waiting {
            ReasonClass::WaitingPeriod
        } else if before_limits == Cents::ZERO && before_deductible > Cents::ZERO {
            ReasonClass::Deductible
        } else if running.parts == Parts::ZERO && before_limits > Cents::ZERO {
            ReasonClass::Ceiling
        } else if with_others > Cents::ZERO {
            ReasonClass::EarlierInsurer
        } else {
            ReasonClass::NothingLeft
        };
        Ok(Paid {
            amount,
            reason,
            rule,
            limited: running.parts,
            raised,
            units: running.units,
            withheld,
            before_deductible,
        })
    }

    /// What the deductible keeps back of an amount.
    fn withheld<T: Trace>(
        &self,
        hand: &Hand<'_>,
        guarantee: &Compiled,
        table: &Table,
        amount: Cents,
        journal: &Journal,
        trace: &mut T,
    ) -> Result<Cents, LawError> {
        let Some(place) = guarantee.deductible else {
            return Ok(Cents::ZERO);
        };
        let deductible = &table.deductibles[usize::from(place)];
        if !counting::bears_on(&deductible.counter, &hand.look) {
            return Ok(Cents::ZERO);
        }
        let over: Over = deductible.counter.over;
        let sized = self.sizing.of(Some(deductible.size), over, &hand.look)?;
        let kept = counting::kept(deductible, &sized, &self.sizing, hand.look, journal);
        let left = Cents((sized.size.unwrap_or(0) - kept).max(0));
        let withheld = amount.min(left);
        trace.step(|| steps::deductible(amount, left, withheld));
        Ok(withheld)
    }
}

/// The limits of a guarantee, numbers before moneys or as the register says.
fn in_order<'t>(
    places: &'t [u16],
    table: &'t Table,
    readings: Readings,
) -> impl Iterator<Item = &'t Limit> {
    let limit = |place: &u16| &table.limits[usize::from(*place)];
    let first = if readings.moneys_first {
        places.partition_point(|place| limit(place).size.is_number())
    } else {
        0
    };
    let (numbers, rest) = places.split_at(first);
    rest.iter().chain(numbers).map(limit)
}

/// What steps 4 to 10 come to.
struct Paid {
    amount: Cents,
    reason: ReasonClass,
    rule: &'static str,
    /// After step 7.
    limited: Parts,
    /// After step 8.
    raised: Parts,
    units: Units,
    withheld: Cents,
    before_deductible: Cents,
}
