//! What was done.

use domain::{
    ActCode, Cents, Complement, Decompte, Heading, PayeeNature, PsNumber, Qualifier, Rate, Rounding,
};

use super::Adversity;
use super::Expected::Lines;
use super::catalogue::entries;
use super::dues::{
    ALREADY_PAID, AMO_REFUSED, AWAITED, C2S, NOTHING_PAID, OF_SHEETS, SETTLED, THIRD_PARTY,
    UNKNOWN_QUALIFIER,
};
use super::fault::{Calls, acts_mut, beside_the_first, paid_act};

entries! { Acts;
    UnknownActAmongFive "unknown-act-among-five" Sheet 3 [10] beside OF_SHEETS;
        "un acte inconnu parmi cinq ou plus", "one unknown act among five or more";
        "il attend, les autres sont réglés", "it is held, the others are settled";
        Lines(AWAITED), Lines(SETTLED);
    UnknownAct "unknown-act" Sheet 2 [] beside OF_SHEETS;
        "les actes d’un décompte sont inconnus", "the acts of a décompte are unknown";
        "en attente", "held";
        Lines(AWAITED);
    LoneComplement "lone-complement" Sheet 2 [] beside OF_SHEETS;
        "une majoration vient sans son acte", "a complement comes without its main act";
        "réglée comme les actes de son exécutant (registre : complement-without-main)",
        "settled as its executor’s own acts (register: complement-without-main)";
        Lines(SETTLED);
    LetteredComplement "lettered-complement" Sheet 2 [12] beside OF_SHEETS;
        "une majoration de nuit n’est dite que par ses lettres (255/25-26)",
        "a night complement is told by its letters alone (255/25-26)";
        "suit la garantie de l’acte ; les deux sont réglés", "follows the guarantee of the act; both are settled";
        Lines(SETTLED);
    TwoActivities "two-activities" Sheet 2 [13] beside OF_SHEETS;
        "un acte technique, deux praticiens : activités 1 et 4", "one technical act, two practitioners: activities 1 and 4";
        "pas un doublon : les deux sont réglés", "no duplicate: both are settled";
        Lines(SETTLED);
    Association "association" Sheet 2 [13] beside OF_SHEETS;
        "un second acte technique, associé au premier, à la moitié de sa base",
        "a second technical act, associated with the first, at half its base";
        "la moitié est déjà dans la base : les deux sont réglés", "the half is already in the base: both are settled";
        Lines(SETTLED);
    ZeroLine "zero-line" Sheet 2 [14] beside OF_SHEETS;
        "un acte à zéro à côté d’un autre", "an act at zero beside another";
        "réglé à zéro, l’autre comme d’habitude", "settled at zero, the other as usual";
        Lines(NOTHING_PAID), Lines(SETTLED);
    AmoRefusal "amo-refusal" Sheet 3 [15, 16] beside OF_SHEETS;
        "l’AMO refuse un acte : taux et montant nuls sur une base qui ne l’est pas",
        "the AMO refuses an act: rate and amount zero on a base that is not";
        "seules les garanties « refusé SS » jouent, sinon zéro", "only guarantees for refused acts apply, otherwise zero";
        Lines(AMO_REFUSED), Lines(SETTLED);
    IdenticalActs "identical-acts" Sheet 2 [] beside OF_SHEETS;
        "deux actes identiques le même jour, dans un décompte", "two identical acts on one day, in one décompte";
        "les deux sont dus", "both are due";
        Lines(SETTLED);
    OtherProfession "other-profession" Sheet 1 [] beside OF_SHEETS;
        "l’acte porte la spécialité d’une autre profession", "the act bears the speciality of another profession";
        "réglé sur ce que la ligne porte", "settled on what the line carries";
        Lines(SETTLED);
    UnknownQualifier "unknown-qualifier" Sheet 2 [17] beside OF_SHEETS;
        "le qualificatif de la dépense est inconnu", "the qualifier of the expense is unknown";
        "en attente", "held";
        Lines(UNKNOWN_QUALIFIER), Lines(SETTLED);
    FreeAct "free-act" Sheet 2 [17] beside OF_SHEETS;
        "l’acte est gratuit (qualificatif G)", "the act is free (qualifier G)";
        "zéro, aucun compteur touché", "zero, no counter touched";
        Lines(NOTHING_PAID), Lines(SETTLED);
    C2sLine "c2s-line" Sheet 2 [] beside OF_SHEETS;
        "une ligne porte une part que la C2S a payée", "a line bears a part that the C2S paid";
        "refusée : la C2S paie ; à zéro où la mutuelle gère cette C2S",
        "refused: the C2S pays; at zero where the mutuelle runs that C2S";
        Lines(C2S), Lines(SETTLED), Lines(ALREADY_PAID);
    ThirdPartySettled "third-party-settled" Sheet 3 [] beside OF_SHEETS;
        "le professionnel a été payé des deux parts (nature 36)", "the professional was paid both parts (nature 36)";
        "en attente de sa facture, l’assuré n’est pas payé", "held for the invoice; the insured is not paid";
        Lines(THIRD_PARTY);
}

const fn code(text: &str) -> ActCode {
    match ActCode::new(text) {
        Some(code) => code,
        // Evaluated when compiling: a misspelt constant does not build.
        None => panic!("no act code"),
    }
}

/// In no table.
const UNKNOWN: ActCode = code("ZZZ");
/// A complement: night.
const NIGHT: ActCode = code("CRN");
/// A surgeon's technical act.
const TECHNICAL: ActCode = code("ADC");

/// Puts a fault into the acts of a décompte.
pub(super) fn put(adversity: Adversity, decompte: &mut Decompte) -> Option<Calls> {
    match adversity {
        Adversity::UnknownActAmongFive => {
            if acts_mut(decompte).count() < 5 {
                return None;
            }
            // One that stands alone: a complement follows its main act.
            let own = decompte.number;
            let origins = acts_mut(decompte).filter_map(|line| line.origin);
            let named: Vec<u8> = origins
                .filter(|origin| origin.decompte == own)
                .map(|origin| origin.line)
                .collect();
            let alone = acts_mut(decompte).filter(|line| line.origin.is_none());
            let unknown = alone.filter(|line| !named.contains(&line.number)).last()?;
            unknown.act = UNKNOWN;
            let number = unknown.number;
            return Some(one(decompte, number, AWAITED));
        }
        Adversity::UnknownAct => {
            acts_mut(decompte).for_each(|line| line.act = UNKNOWN);
            return Some(Calls::For(AWAITED));
        }
        Adversity::ThirdPartySettled => {
            let executor = paid_act(decompte)?.executor;
            decompte.payee = executor;
            decompte.payee_nature = PayeeNature::ThirdPartyFull;
            return Some(Calls::For(THIRD_PARTY));
        }
        Adversity::LetteredComplement => {
            beside_the_first(decompte, |line| {
                line.details.complement = Complement::new(*b"N ");
            })?;
        }
        Adversity::IdenticalActs => {
            beside_the_first(decompte, |_| {})?;
        }
        Adversity::TwoActivities => {
            if !is_doctors(decompte) {
                return None;
            }
            paid_act(decompte)?.act = TECHNICAL;
            beside_the_first(decompte, |line| line.executor = colleague(line.executor))?;
        }
        Adversity::Association => {
            if !is_doctors(decompte) {
                return None;
            }
            paid_act(decompte)?.act = TECHNICAL;
            beside_the_first(decompte, |line| {
                for amount in [
                    &mut line.spent,
                    &mut line.base,
                    &mut line.unit_price,
                    &mut line.amount,
                    &mut line.majoration,
                ] {
                    *amount = amount.at(Rate::percent(50), Rounding::HalfUp);
                }
            })?;
        }
        Adversity::ZeroLine => {
            let (_, zero) = beside_the_first(decompte, |line| {
                line.spent = Cents::ZERO;
                line.base = Cents::ZERO;
                line.unit_price = Cents::ZERO;
                line.amount = Cents::ZERO;
                line.majoration = Cents::ZERO;
            })?;
            return Some(one(decompte, zero, NOTHING_PAID));
        }
        _ => return put_into_one(adversity, decompte),
    }
    Some(Calls::For(SETTLED))
}

/// Puts a fault into the first act that the AMO paid.
fn put_into_one(adversity: Adversity, decompte: &mut Decompte) -> Option<Calls> {
    let doctors = is_doctors(decompte);
    let line = paid_act(decompte)?;
    let number = line.number;
    let due = match adversity {
        Adversity::LoneComplement if doctors => {
            line.act = NIGHT;
            SETTLED
        }
        Adversity::AmoRefusal => {
            line.rate = 0;
            line.amount = Cents::ZERO;
            line.majoration = Cents::ZERO;
            AMO_REFUSED
        }
        Adversity::OtherProfession if doctors => {
            /// A nurse.
            const OTHER: u8 = 24;
            line.specialty = OTHER;
            SETTLED
        }
        Adversity::UnknownQualifier => {
            line.details.qualifier = Qualifier::new(*b"QX");
            UNKNOWN_QUALIFIER
        }
        Adversity::FreeAct => {
            line.details.qualifier = Qualifier::new(*b"G ");
            line.spent = Cents::ZERO;
            line.amount = Cents::ZERO;
            line.majoration = Cents::ZERO;
            NOTHING_PAID
        }
        Adversity::C2sLine => {
            line.details.other_part = (line.base - line.amount).floor_zero();
            if line.details.other_part == Cents::ZERO {
                return None;
            }
            C2S
        }
        _ => return None,
    };
    if line.amount == Cents::ZERO {
        // Nothing is kept back of what was not paid.
        let own = decompte.number;
        decompte.lines.retain(|other| {
            other.act.deduction().is_none()
                || other
                    .origin
                    .is_none_or(|origin| (origin.decompte, origin.line) != (own, number))
        });
    }
    Some(one(decompte, number, due))
}

/// That reaction to one act, and the usual one to the others.
fn one(decompte: &mut Decompte, number: u8, due: super::Due) -> Calls {
    let calls = acts_mut(decompte).map(|line| {
        let due = if line.number == number { due } else { SETTLED };
        (line.number, due)
    });
    Calls::Each(calls.collect())
}

/// Whether the first act that was paid is a doctor's.
fn is_doctors(decompte: &mut Decompte) -> bool {
    paid_act(decompte).is_some_and(|line| {
        Heading::of(line.act, line.specialty).is_some_and(Heading::is_doctor) && line.specialty != 0
    })
}

/// Another practitioner.
fn colleague(number: PsNumber) -> PsNumber {
    let other = number.get() ^ 1;
    PsNumber::new(other).unwrap_or(number)
}
