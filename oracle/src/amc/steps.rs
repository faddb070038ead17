//! The steps that a share leaves, one function each: their rules stand in `oracle/law/rules.yaml`.

use domain::{Cents, Day, Rate};

use super::level::Hand;
use super::{Facts, Parts, Share, promise};
use crate::law::Value;
use crate::product::{Level, Limit, Product, Scope};
use crate::trace::{Confidence, Label, Step, Term};

/// Ids of the rules, with what their steps say.
macro_rules! rules {
    ($($name:ident = $id:literal, $fr:literal, $en:literal, $source:literal, $confidence:ident;)*) => {
        $(pub(super) const $name: &str = $id;)*

        /// A step of a rule.
        fn step(
            rule: &'static str,
            inputs: Vec<(&'static str, Term)>,
            result: impl Into<Term>,
        ) -> Step {
            let (fr, en, source, confidence) = match rule {
                $($id => ($fr, $en, $source, Confidence::$confidence),)*
                _ => (rule, rule, "", Confidence::Assumption),
            };
            Step {
                rule,
                label: Label { fr, en },
                inputs,
                result: result.into(),
                source: source.into(),
                confidence,
            }
        }

        #[cfg(test)]
        const ALL: &[&str] = &[$($id),*];
    };
}

rules! {
    THEORETICAL = "R-AMC-THEORETICAL", "part AMO théorique", "theoretical AMO share",
        "rules §0.1, §12 bis 1", Confirmed;
    REFUNDED = "R-AMC-REFUNDED-PARTICIPATION", "le produit rembourse la participation de la ligne",
        "the product refunds the participation of the line", "docs/products.md, refunds-participation", Assumption;
    PRICE_LIMIT = "R-AMC-PRICE-LIMIT", "prix limite du panier", "price limit of the basket",
        "rules §6", SecondHand;
    NOT_COVERED = "R-AMC-NOT-COVERED", "pas de garantie pour cet acte", "no guarantee for that act",
        "noemie-format §11.1", Assumption;
    FREE = "R-AMC-FREE", "acte gratuit (qualificatif G)", "free act (qualifier G)",
        "field notes 1.17", Assumption;
    DOCUMENT = "R-AMC-DOCUMENT", "pièce attendue", "document awaited", "field notes §2", Confirmed;
    QUALIFIER = "R-AMC-QUALIFIER", "qualificatif de la dépense inconnu", "unknown qualifier of the expense",
        "field notes 1.17", Assumption;
    LEVEL = "R-AMC-LEVEL", "niveau de la garantie", "level of the guarantee", "rules §7, §9 N0", Confirmed;
    WAITING = "R-AMC-WAITING", "délai d’attente", "waiting period", "rules §9 N7", Assumption;
    AUTHORISED_OVERRUN = "R-AMC-AUTHORISED-OVERRUN", "contrat responsable, dépassement autorisé (DA)",
        "responsible contract, authorised overrun (DA)", "rules §5, §6", SecondHand;
    NON_OPTAM = "R-AMC-NON-OPTAM", "contrat responsable, médecin hors OPTAM",
        "responsible contract, non-OPTAM doctor", "rules §6, §12 bis 13", Confirmed;
    FRAME = "R-AMC-FRAME", "contrat responsable, plafond de la monture", "responsible contract, ceiling of the frame",
        "rules §6, §12 bis 12", SecondHand;
    EQUIPMENT = "R-AMC-EQUIPMENT", "contrat responsable, plafond de l’équipement",
        "responsible contract, ceiling of the equipment", "rules §6, §12 bis 7", SecondHand;
    AUDIO = "R-AMC-AUDIO", "contrat responsable, plafond de l’aide auditive, AMO comprise",
        "responsible contract, ceiling of the hearing aid, AMO included", "rules §6", SecondHand;
    RENEWAL = "R-AMC-RENEWAL", "contrat responsable, renouvellement", "responsible contract, renewal",
        "rules §6, §12 bis 15", SecondHand;
    DEDUCTIBLE = "R-AMC-DEDUCTIBLE", "franchise du contrat", "deductible of the contract",
        "docs/products.md, Deductible", Assumption;
    NUMBER = "R-AMC-NUMBER", "ce qui reste du nombre", "what is left of the number",
        "rules §7.1, §7.3, field notes §3", Assumption;
    CEILING = "R-AMC-CEILING", "ce qui reste du plafond", "what is left of the ceiling",
        "rules §12 bis 14, field notes §2, §3", Confirmed;
    FALLBACK = "R-AMC-FALLBACK", "au moins, une fois le plafond atteint", "at least, once the ceiling is reached",
        "field notes §2", Confirmed;
    FLOOR = "R-AMC-FLOOR", "plancher du contrat responsable", "floor of the responsible contract",
        "rules §6, §12 bis 14", Confirmed;
    EARLIER = "R-AMC-EARLIER", "niveau qui comprend ce que d’autres ont payé", "level that holds what others paid",
        "rules §7.4, §7.5", Assumption;
    INDEMNITY = "R-AMC-INDEMNITY", "principe indemnitaire : ce qui reste de la dépense",
        "indemnity principle: what is left of the expense", "rules §7.4", Memory;
    THIRD_PARTY = "R-AMC-THIRD-PARTY", "payé par le flux du tiers payant", "paid by the third-party flow",
        "rules §9 N15", Confirmed;
    C2S = "R-AMC-C2S", "part complémentaire de la C2S", "complementary share of the C2S",
        "rules §8 bis", SecondHand;
    SEVERAL = "R-AMC-SEVERAL", "part d’un produit parmi plusieurs", "share of one product of several",
        "rules §7.4, §7.5", Memory;
    BY_DAY = "R-AMC-BY-DAY", "jour par jour", "day by day", "rules §12 bis 6", Assumption;
}

/// The rule by which a limit cuts.
pub(super) const fn of_limit(limit: &Limit) -> &'static str {
    if limit.is_legal_renewal {
        RENEWAL
    } else if limit.size.is_number() {
        NUMBER
    } else {
        CEILING
    }
}

/// The participation of a line stays out of the share: a mutuelle that pays it back is told the amount it
/// should not have looked at.
pub(super) fn theoretical(product: &Product, facts: &Facts, theoretical: Cents) -> Step {
    let mut inputs = vec![
        ("product", product.id.clone().into()),
        ("amount", facts.amo.into()),
        ("majoration", facts.majoration.into()),
    ];
    if !product.refunds_participation && facts.participation > Cents::ZERO {
        inputs.push(("left-out", facts.participation.into()));
    }
    step(THEORETICAL, inputs, theoretical)
}

pub(super) fn refunded(theoretical: Cents, refunded: Cents, amo: Cents) -> Step {
    let inputs = vec![
        ("theoretical", theoretical.into()),
        ("participation", refunded.into()),
    ];
    step(REFUNDED, inputs, amo)
}

pub(super) fn price_limit(facts: &Facts, most: Cents, expense: Cents, limit: &Value) -> Step {
    let code = facts.code.map(|code| ("code", Term::from(code)));
    let amounts = [("expense", facts.expense.into()), ("at-most", most.into())];
    let inputs = code.into_iter().chain(amounts).collect();
    Step {
        source: limit.source.into(),
        confidence: limit.confidence,
        ..step(PRICE_LIMIT, inputs, expense)
    }
}

pub(super) fn price_not_checked(facts: &Facts) -> Step {
    let code = facts.code.map(|code| ("code", Term::from(code)));
    let label = Label {
        fr: "prix limite non vérifié : ni code ni chiffre pour ce jour",
        en: "price limit not checked: no code, or no figure for that day",
    };
    Step {
        label,
        ..step(PRICE_LIMIT, code.into_iter().collect(), facts.expense)
    }
}

pub(super) fn not_covered(product: &Product, facts: &Facts) -> Step {
    let inputs = vec![
        ("product", product.id.clone().into()),
        ("heading", facts.heading.into()),
    ];
    step(NOT_COVERED, inputs, Cents::ZERO)
}

pub(super) fn free() -> Step {
    step(FREE, Vec::new(), Cents::ZERO)
}

pub(super) fn document(name: &str) -> Step {
    step(DOCUMENT, vec![("document", name.to_owned().into())], "held")
}

pub(super) fn qualifier(code: &str) -> Step {
    step(
        QUALIFIER,
        vec![("qualifier", code.to_owned().into())],
        "held",
    )
}

pub(super) fn level(level: &Level, hand: &Hand<'_>, parts: Parts) -> Step {
    let bill = &hand.bill;
    let mut inputs = Vec::with_capacity(6);
    if bill.expense > Cents::ZERO || bill.base > Cents::ZERO {
        inputs.push(("expense", bill.expense.into()));
        inputs.push(("base", bill.base.into()));
        inputs.push(("amo", bill.amo.into()));
    }
    let label = promise::of(level, hand, false, &mut inputs);
    Step {
        label,
        ..step(LEVEL, inputs, parts.total())
    }
}

pub(super) fn waiting(until: Day, amount: Cents) -> Step {
    let inputs = vec![("until", until.into()), ("amount-due", amount.into())];
    step(WAITING, inputs, Cents::ZERO)
}

/// A cap on what is `what`: `beyond` the ticket modérateur, or the whole `amount`.
pub(super) fn cap(rule: &'static str, what: &'static str, before: Cents, most: Cents) -> Step {
    let what = if what == "beyond" { what } else { "amount-due" };
    let inputs = vec![(what, before.into()), ("at-most", most.into())];
    step(rule, inputs, before.min(most))
}

pub(super) fn lenses_not_known() -> Step {
    let label = Label {
        fr: "classe des verres inconnue : plafond de l’équipement non vérifié",
        en: "class of the lenses not known: ceiling of the equipment not checked",
    };
    Step {
        label,
        ..step(EQUIPMENT, Vec::new(), "—")
    }
}

pub(super) fn deductible(amount: Cents, left: Cents, withheld: Cents) -> Step {
    let inputs = vec![
        ("amount-due", amount.into()),
        ("still-to-keep", left.into()),
    ];
    step(DEDUCTIBLE, inputs, amount - withheld)
}

pub(super) fn ceiling(limit: &Limit, before: Cents, left: Cents) -> Step {
    let what = if limit.beyond_only {
        "beyond"
    } else {
        "amount-due"
    };
    let inputs = vec![(what, before.into()), ("at-most", left.into())];
    step(CEILING, inputs, before.min(left))
}

pub(super) fn number(limit: &Limit, units: i64, left: i64) -> Step {
    let inputs = vec![("units", units.into()), ("left", left.into())];
    let label = match limit.counter.scope {
        Scope::Tooth | Scope::Eye | Scope::Ear => Label {
            fr: "ce qui reste par dent, œil ou oreille",
            en: "what is left by tooth, eye or ear",
        },
        _ => step(of_limit(limit), Vec::new(), "").label,
    };
    Step {
        label,
        ..step(of_limit(limit), inputs, units.min(left))
    }
}

pub(super) fn complement(passes: bool) -> Step {
    let label = Label {
        fr: "complément : suit son acte principal",
        en: "complement: it follows its main act",
    };
    let result = if passes { "1" } else { "0" };
    Step {
        label,
        ..step(NUMBER, Vec::new(), result)
    }
}

/// An amount that is raised, or would be, to the least that is due.
pub(super) fn least(rule: &'static str, amount: Cents, least: Cents) -> Step {
    let inputs = vec![("amount-due", amount.into()), ("at-least", least.into())];
    step(rule, inputs, amount.max(least))
}

pub(super) fn includes_earlier(before: Cents, earlier: Cents, amount: Cents) -> Step {
    let inputs = vec![("amount-due", before.into()), ("earlier", earlier.into())];
    step(EARLIER, inputs, amount)
}

pub(super) fn indemnity(left: Cents, earlier: Cents, amount: Cents) -> Step {
    let inputs = vec![
        ("left-by-the-amo", left.into()),
        ("earlier", earlier.into()),
        ("amount-due", amount.into()),
    ];
    let most = (left - earlier).floor_zero();
    step(INDEMNITY, inputs, amount.min(most))
}

pub(super) fn third_party(amount: Cents) -> Step {
    step(
        THIRD_PARTY,
        vec![("amount-due", amount.into())],
        Cents::ZERO,
    )
}

pub(super) fn c2s(facts: &Facts, most: Cents, amount: Cents) -> Step {
    let inputs = vec![
        ("at-most", most.into()),
        ("amount", facts.amo.into()),
        ("earlier", facts.earlier.into()),
    ];
    step(C2S, inputs, amount)
}

/// What one of several products pays, told what those before it paid.
pub(super) fn one_of_several(product: &Product, earlier: Cents, share: &Share) -> Step {
    let inputs = vec![
        ("product", product.id.clone().into()),
        ("earlier", earlier.into()),
    ];
    let result = if share.amount == Cents::ZERO {
        Term::from(format!("{} ({})", Cents::ZERO, share.reason.word()))
    } else {
        share.amount.into()
    };
    step(SEVERAL, inputs, result)
}

/// What several products pay together.
pub(super) fn together(amount: Cents) -> Step {
    let label = Label {
        fr: "ce que les produits paient ensemble",
        en: "what the products pay together",
    };
    Step {
        label,
        ..step(SEVERAL, Vec::new(), amount)
    }
}

pub(super) fn by_day(facts: &Facts) -> Step {
    let inputs = vec![("expense", facts.expense.into())];
    step(BY_DAY, inputs, facts.quantity)
}

/// The parts of what is paid, under the rule that decided it. What a floor adds is of no part.
pub(super) fn total(rule: &'static str, parts: Parts, amount: Cents) -> Step {
    let mut inputs = vec![
        ("ticket-moderateur", parts.m.into()),
        ("beyond", parts.v.into()),
    ];
    let outside = amount - parts.total();
    if outside > Cents::ZERO {
        inputs.push(("outside-the-limits", outside.into()));
    }
    Step {
        label: Label {
            fr: "ticket modérateur et au-delà",
            en: "ticket modérateur and beyond",
        },
        ..step(rule, inputs, amount)
    }
}

/// A percentage without the sign: `100`, `62.5`.
pub(super) fn percent_of(rate: Rate) -> Term {
    if rate.0.is_multiple_of(100) {
        return Term::from(rate.0 / 100);
    }
    let percent = Cents(i64::from(rate.0)).to_string();
    Term::from(percent.trim_end_matches('0').to_owned())
}

#[cfg(test)]
mod tests {
    #[test]
    fn every_rule_stands_in_the_catalogue() {
        for id in super::ALL {
            assert!(crate::rules::rule(id).is_some(), "{id}");
        }
    }
}
