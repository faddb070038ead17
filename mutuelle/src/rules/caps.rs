//! What a responsible contract may pay at most (rules §6): the authorised overrun, the doctors who are not OPTAM,
//! frames, equipments, hearing aids, in that order.

use domain::Heading;
use rust_decimal::Decimal;

use super::amounts::Parts;
use super::clock::takes_together;
use super::level::{Care, parts_of, when_holds};
use super::met::{Met, Rule};
use super::renewal::renewal_of_hearing_aids;
use super::rounding::to_the_cent;
use crate::Bug;
use crate::facts::{Doctor, Facts, Lenses, Place};
use crate::heading::is_doctors;
use crate::journal::{Entry, Journal};
use crate::law::{Law, MissingFigure};
use crate::money::never_below_zero;
use crate::product::{Clock, Kind, Level, Percent};

/// How a responsible contract is judged: alone, or an option together with its base.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Judged<'a> {
    pub(crate) own: &'a Journal,
    /// The journals of the contracts it is judged together with, this line entered.
    pub(crate) together: &'a [&'a Journal],
    /// Its levels are totals with what stands below.
    pub(crate) includes_earlier: bool,
}

/// All the caps, in their order. `level` is what gave the parts.
pub(crate) fn capped(
    parts: Parts,
    level: &Level,
    care: &Care,
    judged: &Judged,
    met: &mut Met,
) -> Result<Parts, MissingFigure> {
    let parts = authorised_overrun(parts, care, met);
    let parts = non_optam(parts, level, care, judged, met)?;
    let parts = frame(parts, care, judged, met)?;
    let parts = equipment(parts, care, judged, met)?;
    audio(parts, care, judged, met)
}

/// DA: the authorised overrun of a doctor is not paid.
fn authorised_overrun(parts: Parts, care: &Care, met: &mut Met) -> Parts {
    let is_da = care.facts.qualifier.as_deref() == Some("DA");
    let is_paid = care.readings.da_is_ordinary || care.has(Bug::PaysAuthorisedOverrun);
    if !is_da || !is_doctors(care.facts.heading) || is_paid {
        return parts;
    }
    met.rule_where(parts.v > Decimal::ZERO, Rule::CapDa);
    Parts {
        m: parts.m,
        v: Decimal::ZERO,
    }
}

/// v ≤ C; of an option that adds to its base, both parts together, less what was paid before.
fn non_optam(
    parts: Parts,
    level: &Level,
    care: &Care,
    judged: &Judged,
    met: &mut Met,
) -> Result<Parts, MissingFigure> {
    let facts = care.facts;
    if !is_doctors(facts.heading) && care.has(Bug::CapOnEverybody) {
        return Ok(Parts {
            m: parts.m,
            v: parts.v.min(care.amounts.base),
        });
    }
    let bears = is_doctors(facts.heading)
        && facts.doctor == Some(Doctor::NonOptam)
        && care.amounts.base > Decimal::ZERO
        && facts.place != Place::Abroad
        && !care.has(Bug::NonOptamUncapped);
    if !bears {
        return Ok(parts);
    }
    let c = non_optam_cap(level, care)?;
    let capped = if judged.adds_to_its_base() {
        let line = &care.amounts;
        parts.cut(line.ticket_moderateur + c - line.earlier)
    } else {
        Parts {
            m: parts.m,
            v: parts.v.min(c),
        }
    };
    met.rule_where(capped != parts, Rule::CapNonOptam);
    Ok(capped)
}

/// C: the base, and where the level tells OPTAM doctors apart, at most what it leaves for one of them less 20 % of
/// the base (rules §12 bis 13).
pub(crate) fn non_optam_cap(level: &Level, care: &Care) -> Result<Decimal, MissingFigure> {
    let law = Law::embedded();
    let base = care.amounts.base;
    let most = law.parameter("responsable.non-optam.depassement", care.reference)?;
    let gap = law.parameter("responsable.non-optam.ecart", care.reference)?;
    let whole = care.percent(most, base);
    if !tells_optam_apart(level) {
        return Ok(whole);
    }
    let facts = Facts {
        doctor: Some(Doctor::Optam),
        ..care.facts.clone()
    };
    let for_optam = Care {
        facts: &facts,
        ..*care
    };
    let compared = match comes_to(level, &for_optam) {
        // In points of the base, whatever the expense.
        Some(Kind::Br(Percent::Same(n) | Percent::ByDoctor { optam: n, .. })) => {
            let points = never_below_zero(*n - Decimal::ONE_HUNDRED - gap);
            care.percent(points, base)
        }
        Some(Kind::RealExpense) => whole,
        _ if care.readings.base_alone => whole,
        _ => {
            let beyond = parts_of(level, &for_optam, false, &mut Met::default())?.v;
            never_below_zero(beyond - care.percent(gap, base))
        }
    };
    Ok(whole.min(compared))
}

/// Whether the level, or a list in it, has a pair or an `optam` condition.
fn tells_optam_apart(level: &Level) -> bool {
    let has_condition = level.when.as_ref().is_some_and(|when| when.optam.is_some());
    has_condition || level.pair().is_some() || level.list().iter().any(tells_optam_apart)
}

/// The bare level that a level comes to through its cases; none where it is not bare, or where nothing holds.
fn comes_to<'l>(level: &'l Level, care: &Care) -> Option<&'l Kind> {
    if level.at_most.is_some() || !when_holds(level, care) {
        return None;
    }
    match &level.kind {
        Kind::Cases(levels) => {
            let case = levels.iter().find(|case| when_holds(case, care))?;
            comes_to(case, care)
        }
        kind => Some(kind),
    }
}

/// 100.00 for a frame, less what the equipment's frame was paid.
fn frame(
    parts: Parts,
    care: &Care,
    judged: &Judged,
    met: &mut Met,
) -> Result<Parts, MissingFigure> {
    if care.facts.heading != Heading::MontureB || care.has(Bug::FrameUncapped) {
        return Ok(parts);
    }
    let ceiling = Law::embedded().parameter("responsable.optique.monture", care.reference)?;
    let left = ceiling - paid_for_equipment(care, judged, &[Heading::MontureB]);
    let capped = under_a_ceiling_of_optics(parts, left, care);
    met.rule_where(capped != parts, Rule::CapFrame);
    Ok(capped)
}

/// The ceiling of the class of the two lenses, less what the equipment was paid. Not checked where the class is
/// not known.
fn equipment(
    parts: Parts,
    care: &Care,
    judged: &Judged,
    met: &mut Met,
) -> Result<Parts, MissingFigure> {
    let of_class_b = [Heading::MontureB, Heading::VerreB];
    let lowest = care.readings.unknown_lenses_are_simple;
    let unknown = lowest.then_some(Lenses::Simple);
    let Some(lenses) = care.facts.lenses.or(unknown) else {
        return Ok(parts);
    };
    if !of_class_b.contains(&care.facts.heading) {
        return Ok(parts);
    }
    let table = "responsable.optique.plafond";
    let ceiling = Law::embedded()
        .row(table, lenses.word(), care.reference)
        .ok_or_else(|| MissingFigure {
            what: format!("{table}, {}", lenses.word()),
            day: care.reference,
        })?;
    let left = ceiling - paid_for_equipment(care, judged, &of_class_b);
    let capped = under_a_ceiling_of_optics(parts, left, care);
    met.rule_where(capped != parts, Rule::CapEquipment);
    Ok(capped)
}

/// The ceiling bears on the whole share, or on what is beyond the ticket modérateur alone.
fn under_a_ceiling_of_optics(parts: Parts, left: Decimal, care: &Care) -> Parts {
    if care.readings.optics_beyond_ticket {
        Parts {
            m: parts.m,
            v: parts.v.min(never_below_zero(left)),
        }
    } else {
        parts.cut(left)
    }
}

/// What was paid for the equipment of the line: of each line what the ceiling bears on.
fn paid_for_equipment(care: &Care, judged: &Judged, headings: &[Heading]) -> Decimal {
    let same_equipment = |entry: &&Entry| {
        headings.contains(&entry.facts.heading)
            && match (&entry.facts.equipment, &care.facts.equipment) {
                (Some(one), Some(other)) => one == other,
                _ => entry.facts.id == care.facts.id,
            }
    };
    let entries = judged.entries(care).into_iter().filter(same_equipment);
    let paid = |entry: &Entry| {
        if care.readings.optics_beyond_ticket {
            entry.beyond
        } else {
            entry.paid
        }
    };
    entries.map(paid).sum()
}

/// 1 700.00 an ear, AMO included: less A of this line, less A and what was paid for the same ears over 48 months.
fn audio(
    parts: Parts,
    care: &Care,
    judged: &Judged,
    met: &mut Met,
) -> Result<Parts, MissingFigure> {
    if care.facts.heading != Heading::Audio2 {
        return Ok(parts);
    }
    let law = Law::embedded();
    let ceiling = law.parameter("responsable.audio.plafond", care.reference)?;
    let ears = Decimal::from(care.facts.ears.len().max(1));
    let left = ceiling * ears - care.amounts.amo - had_by_the_ears(care, judged)?;
    let capped = parts.cut(left);
    met.rule_where(capped != parts, Rule::CapAudio);
    Ok(capped)
}

/// A and what was paid for the ears of the line over the months of a renewal, line by line: the AMO share of a line
/// counts once, whichever contracts paid the rest. Of a line that named two ears, the part of those in common.
fn had_by_the_ears(care: &Care, judged: &Judged) -> Result<Decimal, MissingFigure> {
    let clock = Clock::Months(renewal_of_hearing_aids(care)?);
    let since = care.person.member_since;
    let is_this = |facts: &Facts| facts.id == care.facts.id;
    let mut by_line: Vec<(&Facts, Decimal)> = Vec::new();
    for entry in judged.entries(care) {
        let taken =
            is_this(&entry.facts) || takes_together(clock, care.reference, entry.reference, since);
        if entry.facts.heading != Heading::Audio2 || !taken {
            continue;
        }
        let line = by_line
            .iter_mut()
            .find(|(facts, _)| facts.id == entry.facts.id);
        match line {
            Some((_, had)) => *had += entry.paid,
            // That of this line is taken off apart.
            None if is_this(&entry.facts) => by_line.push((&entry.facts, entry.paid)),
            None => {
                let amo = entry.facts.amo + entry.facts.majoration;
                by_line.push((&entry.facts, amo + entry.paid));
            }
        }
    }
    let of_the_ears = |(facts, had): (&Facts, Decimal)| {
        if is_this(facts) {
            return had;
        }
        let in_common = facts
            .ears
            .iter()
            .filter(|ear| care.facts.ears.contains(ear));
        let (common, named) = (in_common.count(), facts.ears.len().max(1));
        let part = had * Decimal::from(common) / Decimal::from(named);
        to_the_cent(part, care.rounding)
    };
    Ok(by_line.into_iter().map(of_the_ears).sum())
}

impl Judged<'_> {
    /// An option judged together with its base whose levels come on top of what the base pays.
    fn adds_to_its_base(&self) -> bool {
        !self.together.is_empty() && !self.includes_earlier
    }

    /// What was paid to the person before: by this contract, and by those it is judged together with. Where the
    /// levels are totals, what those paid on the very line is in the total.
    fn entries(&self, care: &Care) -> Vec<&Entry> {
        let person = care.person.id.as_str();
        let own = self.own.of_person(person).iter();
        let theirs = self
            .together
            .iter()
            .flat_map(|journal| journal.of_person(person));
        let theirs =
            theirs.filter(|entry| !(self.includes_earlier && entry.facts.id == care.facts.id));
        own.chain(theirs).collect()
    }
}
