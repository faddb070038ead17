//! From a care sheet to a décompte: liquidation by the oracle, and the lines that tell it.

use domain::{
    ActCode, Beneficiary, Caisse, Cents, Convention, CoordinationOption, Day, Decompte,
    DecompteNumber, Line, LineDetails, LineOrigin, MemberNumber, OcNumber, Operation, PayeeNature,
    PsNumber,
};
use oracle::amo::{Care, Debts, Exemption, Liquidation, Parcours, Withheld};
use oracle::trace::NoTrace;

/// Key by which events name a care sheet: its décompte number is only known to the caisse.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct InvoiceId(pub u64);

/// A care sheet as it reaches the caisse.
#[derive(Debug, Clone)]
pub struct Invoice {
    /// Its key.
    pub id: InvoiceId,
    /// Who was cared for.
    pub who: Beneficiary,
    /// Day on which the caisse settles it: the date of the décompte.
    pub processed: Day,
    /// Its acts, in order.
    pub acts: Vec<Care>,
    /// The professional who is paid in the insured's stead, under third-party payment.
    pub third_party: Option<PsNumber>,
    /// The caisse sends to the last OC known although its link ended: its mistake.
    pub past_the_link: bool,
}

/// A décompte with what its cancellation must restore.
#[derive(Debug, Clone)]
pub(crate) struct Settled {
    pub(crate) decompte: Decompte,
    pub(crate) who: Beneficiary,
    pub(crate) acts: Vec<(Care, Liquidation)>,
    pub(crate) third_party: Option<PsNumber>,
    pub(crate) past_the_link: bool,
    pub(crate) cancelled: bool,
}

/// What the head of a décompte needs.
pub(crate) struct Head<'a> {
    pub(crate) oc: OcNumber,
    pub(crate) member: MemberNumber,
    pub(crate) caisse: Caisse,
    pub(crate) number: DecompteNumber,
    pub(crate) date: Day,
    pub(crate) operation: Operation,
    pub(crate) who: Beneficiary,
    pub(crate) name: &'a str,
    pub(crate) first_name: &'a str,
    pub(crate) third_party: Option<PsNumber>,
}

/// Act code of the line that keeps it back at once.
const fn at_once(withheld: Withheld) -> ActCode {
    match withheld {
        Withheld::Participation => code("PFH"),
        Withheld::Franchise => code("FRH"),
    }
}

/// Act code of the line that recovers it later.
const fn later(withheld: Withheld) -> ActCode {
    match withheld {
        Withheld::Participation => code("PFT"),
        Withheld::Franchise => code("FRT"),
    }
}

const fn code(text: &str) -> ActCode {
    match ActCode::new(text) {
        Some(code) => code,
        // Evaluated when compiling: a misspelt constant does not build.
        None => panic!("not an act code"),
    }
}

impl Head<'_> {
    pub(crate) fn decompte(&self, lines: Vec<Line>) -> Decompte {
        Decompte {
            oc: self.oc,
            date: self.date,
            key: self.who.nir.key(),
            beneficiary: self.who,
            name: self.name.to_owned(),
            first_name: self.first_name.to_owned(),
            caisse: self.caisse,
            number: self.number,
            member: self.member,
            operation: self.operation,
            payee: self.third_party.unwrap_or_default(),
            payee_nature: if self.third_party.is_some() {
                PayeeNature::ThirdPartyAmo
            } else {
                PayeeNature::Insured
            },
            lines,
        }
    }
}

/// The lines of liquidated acts: each act, then what is kept back from it at once. What is deferred
/// under third-party payment goes to `debts` instead. `replaced` gives the lines that a regularisation
/// stands for, act by act.
pub(crate) fn lines(
    number: DecompteNumber,
    acts: &[(Care, Liquidation)],
    replaced: Option<&Decompte>,
    debts: &mut Debts<LineOrigin>,
) -> Vec<Line> {
    let mut lines = Vec::with_capacity(acts.len() * 2);
    let mut originals = replaced
        .into_iter()
        .flat_map(|decompte| {
            decompte
                .lines
                .iter()
                .map(move |line| (decompte.number, line))
        })
        .filter(|(_, line)| line.act.deduction().is_none());
    for (care, settled) in acts {
        let mut line = act_line(next(&lines), care, settled);
        line.origin = originals.next().map(|(decompte, line)| LineOrigin {
            decompte,
            line: line.number,
        });
        lines.push(line);
        let origin = LineOrigin {
            decompte: number,
            line: line.number,
        };
        if settled.deferred {
            debts.put_off(care, settled, origin);
            continue;
        }
        for (withheld, amount) in settled.withheld() {
            let act = at_once(withheld);
            lines.push(deduction(next(&lines), act, amount, care.day, origin));
        }
    }
    lines
}

/// Takes back older debts from what a décompte pays the insured, oldest first, as far as it goes.
pub(crate) fn recover(lines: &mut Vec<Line>, debts: &mut Debts<LineOrigin>) {
    let paid = lines.iter().map(|line| line.amount).sum();
    let room = MOST_LINES.saturating_sub(lines.len());
    for debt in debts.recover(paid, room, &mut NoTrace) {
        let act = later(debt.withheld);
        lines.push(deduction(next(lines), act, debt.amount, debt.day, debt.of));
    }
}

/// Lets go of what the deferred acts of a décompte that is taken back still owe; what was recovered
/// already is owed the other way.
pub(crate) fn forgive(
    decompte: &Decompte,
    acts: &[(Care, Liquidation)],
    debts: &mut Debts<LineOrigin>,
) {
    let act_lines = decompte
        .lines
        .iter()
        .filter(|line| line.act.deduction().is_none());
    for ((care, settled), line) in acts.iter().zip(act_lines) {
        let origin = LineOrigin {
            decompte: decompte.number,
            line: line.number,
        };
        debts.forgive(care, settled, origin);
    }
}

/// The lines that take an earlier décompte back. Deductions of other décomptes that it recovered stay
/// recovered: they are not of its own care.
pub(crate) fn taken_back(original: &Decompte) -> Vec<Line> {
    let own = |line: &&Line| {
        line.act.deduction().is_none()
            || line
                .origin
                .is_some_and(|origin| origin.decompte == original.number)
    };
    let mut lines: Vec<Line> = Vec::with_capacity(original.lines.len());
    for line in original.lines.iter().filter(own) {
        lines.push(Line {
            number: next(&lines),
            quantity: -line.quantity,
            spent: -line.spent,
            base: -line.base,
            amount: -line.amount,
            majoration: -line.majoration,
            origin: Some(LineOrigin {
                decompte: original.number,
                line: line.number,
            }),
            ..*line
        });
    }
    lines
}

/// Line numbers have two digits.
const MOST_LINES: usize = 99;

fn next(lines: &[Line]) -> u8 {
    u8::try_from(lines.len() + 1).unwrap_or(u8::MAX)
}

fn act_line(number: u8, care: &Care, settled: &Liquidation) -> Line {
    Line {
        number,
        start: care.day,
        end: care.day,
        act: settled.act,
        quantity: i16::from(care.quantity),
        count: care.count,
        coefficient: care.coefficient,
        unit_price: settled.unit_price,
        spent: care.fee,
        base: settled.base,
        rate: settled.rate_printed,
        parcours: parcours_letter(care, settled),
        exemption: match care.exemption {
            Exemption::AldRelated => b'4',
            _ => b'0',
        },
        nature: SICKNESS,
        executor: care.executor,
        specialty: settled.specialty,
        convention: settled.convention,
        option: settled.option,
        amount: settled.amount,
        majoration: settled.majoration,
        origin: None,
        details: LineDetails::default(),
    }
}

/// Nature of insurance 10: sickness.
const SICKNESS: u8 = 10;
/// Specialities that bear no parcours: pharmacy and laboratories.
const NO_PARCOURS: [u8; 3] = [30, 39, 50];

fn parcours_letter(care: &Care, settled: &Liquidation) -> u8 {
    match (care.parcours, settled.specialty) {
        (_, specialty) if NO_PARCOURS.contains(&specialty) => b' ',
        (Parcours::Out | Parcours::AuthorisedOverrun, _) => b'S',
        (_, 1) => b'T',
        _ => b'O',
    }
}

fn deduction(number: u8, act: ActCode, amount: Cents, day: Day, origin: LineOrigin) -> Line {
    Line {
        number,
        start: day,
        end: day,
        act,
        quantity: if amount < Cents::ZERO { -1 } else { 1 },
        count: 0,
        coefficient: 0,
        unit_price: Cents::ZERO,
        spent: Cents::ZERO,
        base: Cents::ZERO,
        rate: 0,
        parcours: b' ',
        exemption: b'0',
        nature: SICKNESS,
        executor: PsNumber::default(),
        specialty: 0,
        convention: Convention::None,
        option: CoordinationOption::None,
        amount: -amount,
        majoration: Cents::ZERO,
        origin: Some(origin),
        details: LineDetails::default(),
    }
}
