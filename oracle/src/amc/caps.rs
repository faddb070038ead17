//! The caps of a responsible contract (docs/products.md, step 5; rules §6).

use domain::{Cents, Heading, Rate};

use super::level::Hand;
use super::look::Look;
use super::parts::{Parts, fraction};
use super::{Below, Doctor, Entry, Journal, Readings, clock, steps};
use crate::law::{LawError, ParamId, TableId};
use crate::product::{Amount, CarePlace, Lenses, Level, OnTopKind, OnTopOf, Over, Product, Scope};
use crate::trace::Trace;

/// What the caps look at beside the line.
#[derive(Debug, Clone, Copy)]
pub(super) struct Caps<'a> {
    pub(super) product: &'a Product,
    pub(super) journal: &'a Journal,
    /// The contracts below, where some are judged together with this one.
    pub(super) below: Below<'a>,
}

/// Whether an option is judged together with a contract below it: a responsible option, or a responsible base that it
/// sits on, one that it names or any where it names none.
fn is_judged_with(option: &OnTopOf, below: Below<'_>, other: &Product) -> bool {
    let is_base = |product: &Product| product.on_top_of.is_none();
    let names = |product: &Product| {
        let ids = option.products.as_deref().unwrap_or_default();
        is_base(product) && ids.contains(&product.id)
    };
    let sits_on = || names(other) || !below.products().any(names);
    other.responsible && (!is_base(other) || sits_on())
}

impl<'a> Caps<'a> {
    /// The caps of a product: an option that is responsible, on a responsible base, is judged with it.
    pub(super) fn of(
        product: &'a Product,
        journal: &'a Journal,
        below: Below<'a>,
        readings: Readings,
    ) -> Self {
        let option = product.on_top_of.as_ref();
        let option = option.filter(|on_top| on_top.kind == OnTopKind::Option);
        let together = product.responsible
            && !readings.option_alone
            && option.is_some_and(|option| {
                below
                    .products()
                    .any(|base| base.on_top_of.is_none() && is_judged_with(option, below, base))
            });
        Self {
            product,
            journal,
            below: if together { below } else { Below::default() },
        }
    }

    /// Whether its levels are totals with what stands below.
    fn includes_earlier(&self) -> bool {
        self.product
            .on_top_of
            .as_ref()
            .is_some_and(|on_top| on_top.includes_earlier)
    }

    /// The parts of a level once capped, and the last rule that brought them down.
    pub(super) fn cut<T: Trace>(
        &self,
        hand: &Hand<'_>,
        level: &Level,
        parts: Parts,
        trace: &mut T,
    ) -> Result<(Parts, Option<&'static str>), LawError> {
        if !self.product.responsible {
            return Ok((parts, None));
        }
        let facts = hand.look.facts;
        let mut capped = Capped { parts, rule: None };
        if facts.heading.is_doctor() {
            if facts.qualifier.is_some_and(|code| code.as_str() == "DA")
                && !hand.readings.authorised_is_ordinary
            {
                capped.beyond(steps::AUTHORISED_OVERRUN, Cents::ZERO, trace);
            }
            if hand.look.doctor == Some(Doctor::NonOptam)
                && hand.bill.base > Cents::ZERO
                && facts.place != CarePlace::Abroad
            {
                let cap = non_optam(hand, level)?;
                if self.below.is_empty() || self.includes_earlier() {
                    capped.beyond(steps::NON_OPTAM, cap, trace);
                } else {
                    let together = hand.bill.ticket_moderateur + cap - facts.earlier;
                    capped.whole(steps::NON_OPTAM, together.floor_zero(), trace);
                }
            }
        }
        match facts.heading {
            Heading::MontureB | Heading::VerreB => self.optics(hand, &mut capped, trace)?,
            Heading::Audio2 => self.audio(hand, &mut capped, trace)?,
            _ => {}
        }
        Ok((capped.parts, capped.rule))
    }

    fn optics<T: Trace>(
        &self,
        hand: &Hand<'_>,
        capped: &mut Capped,
        trace: &mut T,
    ) -> Result<(), LawError> {
        let beyond = hand.readings.optics_beyond;
        let paid = |headings: &[Heading]| {
            self.sum(hand, |entry, look| {
                let counts = headings.contains(&entry.facts.heading)
                    && hand.look.shares(Scope::Equipment, look);
                if !counts {
                    Cents::ZERO
                } else if beyond {
                    entry.beyond
                } else {
                    entry.paid
                }
            })
        };
        let mut cap = |rule, left: Cents, trace: &mut T| {
            if beyond {
                capped.beyond(rule, left, trace);
            } else {
                capped.whole(rule, left, trace);
            }
        };
        if hand.look.facts.heading == Heading::MontureB {
            let most = hand.law.param(ParamId::ResponsableMonture, hand.look.day)?;
            let left = most.cents() - paid(&[Heading::MontureB]);
            cap(steps::FRAME, left.floor_zero(), trace);
        }
        let lowest = hand.readings.lowest_lens_ceiling.then_some(Lenses::Simple);
        match hand.look.facts.lenses.or(lowest) {
            Some(class) => {
                let table = TableId::PlafondOptique;
                let most = hand.law.row(table, class.word(), hand.look.day)?;
                let left = most.cents() - paid(&[Heading::MontureB, Heading::VerreB]);
                cap(steps::EQUIPMENT, left.floor_zero(), trace);
            }
            None => trace.step(steps::lenses_not_known),
        }
        Ok(())
    }

    fn audio<T: Trace>(
        &self,
        hand: &Hand<'_>,
        capped: &mut Capped,
        trace: &mut T,
    ) -> Result<(), LawError> {
        let day = hand.look.day;
        let most = hand.law.param(ParamId::ResponsableAudio, day)?.cents();
        let years = hand.law.param(ParamId::ResponsableAudioAns, day)?.count();
        let over = Over::Months(u16::try_from(years * 12).unwrap_or(u16::MAX));
        let since = hand.look.person.member_since;
        let this_line = |entry: &Entry| entry.facts.line == hand.look.facts.line;
        let taken = |entry: &&Entry| {
            entry.facts.heading == Heading::Audio2
                && entry.person.id == hand.look.person.id
                && (this_line(entry)
                    || hand.look.shares(Scope::Ear, &entry.look())
                        && clock::together(over, day, entry.reference, since))
        };
        let entries = || self.entries(hand).filter(taken);
        let of_line = |(index, entry): (usize, &Entry)| {
            // Each line once, with what every contract paid on it: it has one AMO share.
            let same = |other: &&Entry| other.facts.line == entry.facts.line;
            if entries().take(index).any(|other| same(&other)) {
                return Cents::ZERO;
            }
            let paid: Cents = entries().filter(same).map(|entry| entry.paid).sum();
            if this_line(entry) {
                return paid;
            }
            // Its share for the ears that both name: equal parts.
            let ears = entry.facts.parts_of(Scope::Ear);
            let common =
                ears.filter(|ear| hand.look.facts.parts_of(Scope::Ear).any(|one| one == *ear));
            let number = |count: usize| i64::try_from(count).unwrap_or(i64::MAX);
            let all = number(entry.facts.parts_named(Scope::Ear));
            let whole = entry.facts.amo + entry.facts.majoration + paid;
            let part = fraction(whole.0, number(common.count()), all, hand.rounding);
            Cents(part)
        };
        let had: Cents = entries().enumerate().map(of_line).sum();
        let named = hand.look.facts.parts_named(Scope::Ear);
        let ears = i64::try_from(named.max(1)).unwrap_or(1);
        let left = most * ears - hand.bill.amo - had;
        capped.whole(steps::AUDIO, left.floor_zero(), trace);
        Ok(())
    }

    /// A sum over what this contract and those judged with it already paid.
    fn sum(&self, hand: &Hand<'_>, amount: impl Fn(&Entry, &Look<'_>) -> Cents) -> Cents {
        let entries = self.entries(hand);
        entries.map(|entry| amount(entry, &entry.look())).sum()
    }

    /// What this contract and those judged with it already paid. What those below paid on this very line is left
    /// out where the level is a total with it.
    fn entries(&self, hand: &Hand<'_>) -> impl Iterator<Item = &'a Entry> + use<'a> {
        let line = hand.look.facts.line;
        let leave_out_this_line = self.includes_earlier();
        let (option, all) = (self.product.on_top_of.as_ref(), self.below);
        let judged = all.contracts().filter(move |(product, _)| {
            option.is_some_and(|option| is_judged_with(option, all, product))
        });
        let below = judged.flat_map(|(_, journal)| journal.entries());
        let below = below.filter(move |entry| !(leave_out_this_line && entry.facts.line == line));
        self.journal.entries().iter().chain(below)
    }
}

/// Parts that caps bring down one after the other.
struct Capped {
    parts: Parts,
    rule: Option<&'static str>,
}

impl Capped {
    /// Caps what is beyond the ticket modérateur.
    fn beyond<T: Trace>(&mut self, rule: &'static str, most: Cents, trace: &mut T) {
        let before = self.parts.v;
        trace.step(|| steps::cap(rule, "beyond", before, most));
        if most < before {
            self.parts.v = most;
            self.rule = Some(rule);
        }
    }

    /// Caps both parts, beyond first.
    fn whole<T: Trace>(&mut self, rule: &'static str, most: Cents, trace: &mut T) {
        let before = self.parts.total();
        trace.step(|| steps::cap(rule, "amount", before, most));
        if most < before {
            self.parts = self.parts.cut(most);
            self.rule = Some(rule);
        }
    }
}

/// C: the most beyond the ticket modérateur for a doctor who is not OPTAM.
fn non_optam(hand: &Hand<'_>, level: &Level) -> Result<Cents, LawError> {
    let figure = |param| {
        hand.law
            .param(param, hand.look.day)
            .map(|value| value.rate())
    };
    let of_base = |rate| hand.share_of(hand.bill.base, rate);
    let most = of_base(figure(ParamId::ResponsableDepassement)?);
    if !level.tells_doctors_apart() {
        return Ok(most);
    }
    let gap = figure(ParamId::ResponsableEcart)?;
    let optam = hand.with_optam();
    let under_optam = match comes_to(&optam, level) {
        // In points of the base, whatever the expense.
        Some(Amount::Br(percent)) => {
            let points = percent.of(true).0.saturating_sub(Rate::ONE.0 + gap.0);
            of_base(Rate(points))
        }
        Some(Amount::RealExpense) => most,
        _ if hand.readings.base_alone => most,
        _ => (optam.parts(level)?.v - of_base(gap)).floor_zero(),
    };
    Ok(most.min(under_optam))
}

/// The bare leaf that a level comes to through its cases, where it is one.
fn comes_to<'l>(hand: &Hand<'_>, level: &'l Level) -> Option<&'l Amount> {
    if level.at_most.is_some() || !hand.look.meets(level.when.as_ref()) {
        return None;
    }
    match &level.amount {
        Amount::Cases(levels) => comes_to(hand, hand.case(levels)?),
        leaf if level.list().is_empty() => Some(leaf),
        _ => None,
    }
}
