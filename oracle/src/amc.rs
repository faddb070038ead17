//! The share of the mutuelle on one line (`docs/products.md`).

mod counters;
mod remainder;

use domain::{Cents, Convention, Line, Rate, ReasonClass, Rounding};

use crate::ambiguity::Choices;
use crate::product::{Guarantee, Level, Product};
use crate::trace::{Confidence, Label, Step, Trace};

pub use counters::{Counters, Debited};
pub use remainder::{Remainder, SettledAct, remainder};

/// What a product pays on a line, and why.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Share {
    /// Cents paid, never negative.
    pub amount: Cents,
    /// [`ReasonClass::Guarantee`] where something is paid; else `NothingLeft`, `Ceiling` or `ActNotCovered`.
    pub reason: ReasonClass,
    /// What the yearly counter was debited, and where; none where nothing was.
    pub debited: Option<Debited>,
    /// The rule that decided the amount: the most specific of those that bore on it.
    pub rule: &'static str,
}

/// Computes what `product` pays on `line`, and debits `counters` with what it pays beyond the ticket
/// modérateur of a guarantee that has a yearly ceiling.
///
/// `participation_of_line` is the participation kept back from this very line, as a positive amount: only
/// a product that refunds it looks at it.
pub fn share<T: Trace>(
    product: &Product,
    choices: &Choices,
    line: &Line,
    participation_of_line: Cents,
    counters: &mut Counters,
    trace: &mut T,
) -> Share {
    let family = line.act.family(line.specialty);
    let covered = family.and_then(|family| Some((family, product.guarantees.get(&family)?)));
    let Some((family, guarantee)) = covered else {
        trace.step(|| not_covered(product, line));
        return Share {
            amount: Cents::ZERO,
            reason: ReasonClass::ActNotCovered,
            debited: None,
            rule: "R-AMC-NOT-COVERED",
        };
    };
    let bill = Bill::of(product, line, participation_of_line, trace);
    let optam = is_optam(line);
    let rounding = choices.rounding();

    let level = bill.at_level(guarantee.level, optam, rounding);
    trace.step(|| level_step(guarantee, optam, rounding, &bill, level));
    let moderateur = level.min(bill.ticket_moderateur);
    let mut beyond = level - moderateur;
    let mut rule = if bill.refunded > Cents::ZERO {
        "R-AMC-REFUNDED-PARTICIPATION"
    } else if line.majoration > Cents::ZERO || participation_of_line > Cents::ZERO {
        // Here the theoretical share and what the AMO paid differ: the rule most often broken.
        "R-AMC-THEORETICAL"
    } else {
        "R-AMC-LEVEL"
    };

    if product.responsible && family.is_doctor() && !optam {
        let cap = bill.non_optam_cap(guarantee.level, rounding);
        trace.step(|| capped(&NON_OPTAM, beyond, cap));
        if cap < beyond {
            beyond = cap;
            rule = NON_OPTAM.rule;
        }
    }
    let due = moderateur + beyond;
    if let Some(ceiling) = guarantee.overrun_per_year {
        let year = line.start.year();
        let left = (ceiling - counters.used(year, family)).floor_zero();
        trace.step(|| capped(&CEILING, beyond, left));
        if left < beyond {
            beyond = left;
            rule = CEILING.rule;
        }
    }
    // Also where the product of the day has no ceiling: a change of product carries consumption
    // (rules §7.7).
    let debited = counters.debit(line.start.year(), family, beyond);
    let amount = moderateur + beyond;
    let reason = if amount > Cents::ZERO {
        ReasonClass::Guarantee
    } else if due > Cents::ZERO {
        ReasonClass::Ceiling
    } else {
        ReasonClass::NothingLeft
    };
    trace.step(|| total(rule, moderateur, beyond, amount));
    Share {
        amount,
        reason,
        debited,
        rule,
    }
}

/// Whether a product treats the doctor of the line as OPTAM: secteur 1, or secteur 2 with an option.
fn is_optam(line: &Line) -> bool {
    match line.convention {
        Convention::Secteur1 => true,
        Convention::Secteur2 => line.option.is_optam(),
        Convention::None => false,
    }
}

/// The amounts of the line that the formulas are about.
struct Bill {
    expense: Cents,
    base: Cents,
    /// AMO_th; the net amount where the participation is refunded.
    amo: Cents,
    /// What of the participation the product refunds.
    refunded: Cents,
    ticket_moderateur: Cents,
    /// Expense less `amo`: no level pays more.
    left: Cents,
}

impl Bill {
    fn of<T: Trace>(
        product: &Product,
        line: &Line,
        participation_of_line: Cents,
        trace: &mut T,
    ) -> Self {
        let theoretical = line.amount + line.majoration;
        trace.step(|| Step {
            rule: "R-AMC-THEORETICAL",
            label: Label {
                fr: "part AMO théorique",
                en: "theoretical AMO share",
            },
            inputs: theoretical_inputs(product, line, participation_of_line),
            result: theoretical.to_string(),
            source: "rules §0.1, §12 bis 1".to_owned(),
            confidence: Confidence::Confirmed,
        });
        let refunded = if product.refunds_participation {
            participation_of_line
        } else {
            Cents::ZERO
        };
        let amo = theoretical - refunded;
        if product.refunds_participation {
            trace.step(|| Step {
                rule: "R-AMC-REFUNDED-PARTICIPATION",
                label: Label {
                    fr: "le produit rembourse la participation de la ligne",
                    en: "the product refunds the participation of the line",
                },
                inputs: vec![
                    ("theoretical", theoretical.to_string()),
                    ("participation", refunded.to_string()),
                ],
                result: amo.to_string(),
                source: "docs/products.md, refunds-participation".to_owned(),
                confidence: Confidence::Assumption,
            });
        }
        Self {
            expense: line.spent,
            base: line.base,
            amo,
            refunded,
            ticket_moderateur: (line.spent.min(line.base) - amo).floor_zero(),
            left: (line.spent - amo).floor_zero(),
        }
    }

    /// The amount of the level, before caps.
    fn at_level(&self, level: Level, optam: bool, rounding: Rounding) -> Cents {
        match level {
            Level::Br(percent) => {
                let promised = self.of_base(percent.of(optam), rounding);
                (self.expense.min(promised) - self.amo).floor_zero()
            }
            Level::BrOnTop(percent) => self.left.min(self.of_base(percent.of(optam), rounding)),
            Level::RealExpense => self.left,
        }
    }

    fn of_base(&self, percent: u16, rounding: Rounding) -> Cents {
        self.base.at(Rate::percent(percent.into()), rounding)
    }

    /// The most that a responsible contract pays beyond the ticket modérateur to a non-OPTAM doctor.
    fn non_optam_cap(&self, level: Level, rounding: Rounding) -> Cents {
        let under_optam = match level {
            // In points of the base, whatever the expense: (optam − 100) % − 20 %.
            Level::Br(percent) => percent
                .optam_to_compare()
                .map(|optam| self.of_base(optam.saturating_sub(120), rounding)),
            Level::BrOnTop(percent) => percent.optam_to_compare().map(|_| {
                let optam = self.at_level(level, true, rounding);
                let beyond = (optam - self.ticket_moderateur).floor_zero();
                (beyond - self.of_base(20, rounding)).floor_zero()
            }),
            Level::RealExpense => None,
        };
        under_optam.map_or(self.base, |cap| cap.min(self.base))
    }
}

/// What the theoretical share is made of, and the participation of the line where it stays out of it: a
/// mutuelle that pays it back is told the amount it should not have looked at.
fn theoretical_inputs(
    product: &Product,
    line: &Line,
    participation_of_line: Cents,
) -> Vec<(&'static str, String)> {
    let mut inputs = vec![
        ("amount", line.amount.to_string()),
        ("majoration", line.majoration.to_string()),
    ];
    if !product.refunds_participation && participation_of_line > Cents::ZERO {
        inputs.push(("left-out", participation_of_line.to_string()));
    }
    inputs
}

/// A cap on the share beyond the ticket modérateur.
struct Cap {
    rule: &'static str,
    label: Label,
    source: &'static str,
    confidence: Confidence,
}

const NON_OPTAM: Cap = Cap {
    rule: "R-AMC-NON-OPTAM",
    label: Label {
        fr: "contrat responsable, médecin hors OPTAM",
        en: "responsible contract, non-OPTAM doctor",
    },
    source: "rules §6, §12 bis 13",
    confidence: Confidence::Confirmed,
};

const CEILING: Cap = Cap {
    rule: "R-AMC-CEILING",
    label: Label {
        fr: "ce qui reste du plafond annuel",
        en: "what is left of the yearly ceiling",
    },
    source: "rules §12 bis 14, field notes §2, §3",
    confidence: Confidence::Confirmed,
};

fn capped(cap: &Cap, beyond: Cents, at: Cents) -> Step {
    Step {
        rule: cap.rule,
        label: cap.label,
        inputs: vec![("beyond", beyond.to_string()), ("at-most", at.to_string())],
        result: beyond.min(at).to_string(),
        source: cap.source.to_owned(),
        confidence: cap.confidence,
    }
}

fn level_step(
    guarantee: &Guarantee,
    optam: bool,
    rounding: Rounding,
    bill: &Bill,
    amount: Cents,
) -> Step {
    let mut inputs = vec![
        ("expense", bill.expense.to_string()),
        ("base", bill.base.to_string()),
        ("amo", bill.amo.to_string()),
    ];
    match guarantee.level {
        Level::Br(percent) | Level::BrOnTop(percent) => {
            let percent = percent.of(optam);
            inputs.push(("percent", percent.to_string()));
            inputs.push(("of-base", bill.of_base(percent, rounding).to_string()));
        }
        Level::RealExpense => {}
    }
    Step {
        rule: "R-AMC-LEVEL",
        label: match guarantee.level {
            Level::Br(_) => Label {
                fr: "niveau en % de la base, moins la part AMO",
                en: "level in % of the base, less the AMO share",
            },
            Level::BrOnTop(_) => Label {
                fr: "niveau en % de la base, en complément de l'AMO",
                en: "level in % of the base, on top of the AMO share",
            },
            Level::RealExpense => Label {
                fr: "frais réels",
                en: "real expense",
            },
        },
        inputs,
        result: amount.to_string(),
        source: "rules §7, §9 N0".to_owned(),
        confidence: Confidence::Confirmed,
    }
}

fn not_covered(product: &Product, line: &Line) -> Step {
    Step {
        rule: "R-AMC-NOT-COVERED",
        label: Label {
            fr: "pas de garantie pour cet acte",
            en: "no guarantee for that act",
        },
        inputs: vec![
            ("product", product.id.clone()),
            ("act", line.act.to_string()),
        ],
        result: Cents::ZERO.to_string(),
        source: "noemie-format §11.1".to_owned(),
        confidence: Confidence::Assumption,
    }
}

fn total(rule: &'static str, moderateur: Cents, beyond: Cents, amount: Cents) -> Step {
    Step {
        rule,
        label: Label {
            fr: "ticket modérateur et au-delà",
            en: "ticket modérateur and beyond",
        },
        inputs: vec![
            ("ticket-moderateur", moderateur.to_string()),
            ("beyond", beyond.to_string()),
        ],
        result: amount.to_string(),
        source: "rules §7.1".to_owned(),
        confidence: Confidence::Assumption,
    }
}
