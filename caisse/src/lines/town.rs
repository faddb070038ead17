//! The lines of acts in town: each act, then what it takes or what is kept back from it at once.

use domain::{ActCode, Decompte, DecompteNumber, Line, LineDetails, LineOrigin, Qualifier};
use oracle::amo::{Care, Debts, Exemption, Kind, Liquidation, Parcours, Patient, Tariff, Withheld};

use super::{NO_PARCOURS, NOT_EXEMPT, SICKNESS, blank, code, deduction, modulation, next};
use crate::bill::Act;

/// The participation on heavy acts in town.
const PAP: ActCode = code("PAP");

/// Adds the lines of liquidated acts. What is put off under third-party payment goes to `debts` instead.
pub(crate) fn lines(
    number: DecompteNumber,
    acts: &[(Act, Liquidation)],
    patient: &Patient,
    debts: &mut Debts<LineOrigin>,
    lines: &mut Vec<Line>,
) {
    let modulation = modulation(patient);
    // Of an act, about: its line, and one of what is kept back.
    lines.reserve_exact(2 * acts.len());
    for (act, settled) in acts {
        let mut line = act_line(next(lines), act, settled);
        line.details.modulation = modulation;
        line.origin = act.completes.and_then(|main| {
            let main = act_lines(lines).nth(usize::from(main))?.number;
            Some(LineOrigin {
                decompte: number,
                line: main,
            })
        });
        lines.push(line);
        // It names no act: a line that does is one of its complements.
        if let Some(pas) = settled.pas {
            lines.push(Line {
                executor: act.care.executor,
                amount: -pas.amount,
                ..blank(next(lines), pas.act, act.care.day)
            });
        }
        let origin = LineOrigin {
            decompte: number,
            line: line.number,
        };
        if settled.deferred {
            debts.put_off(&act.care, settled, origin);
            continue;
        }
        for (withheld, amount) in settled.withheld() {
            let kept = match withheld {
                Withheld::Participation => code("PFH"),
                Withheld::Franchise => code("FRH"),
            };
            lines.push(deduction(next(lines), kept, amount, act.care.day, origin));
        }
    }
}

/// Lets go of what the deferred acts of a décompte that is taken back still owe; what was recovered
/// already is owed the other way.
pub(crate) fn forgive(
    decompte: &Decompte,
    acts: &[(Act, Liquidation)],
    debts: &mut Debts<LineOrigin>,
) {
    for ((act, settled), line) in acts.iter().zip(act_lines(&decompte.lines)) {
        let origin = LineOrigin {
            decompte: decompte.number,
            line: line.number,
        };
        debts.forgive(&act.care, settled, origin);
    }
}

/// The lines of the acts themselves, in order.
fn act_lines(lines: &[Line]) -> impl Iterator<Item = &Line> {
    let is_act = |line: &&Line| line.act != PAP && line.act.deduction().is_none();
    lines.iter().filter(is_act)
}

fn act_line(number: u8, act: &Act, settled: &Liquidation) -> Line {
    let care = &act.care;
    Line {
        quantity: i16::from(care.quantity),
        count: care.count,
        coefficient: care.coefficient,
        unit_price: settled.unit_price,
        spent: care.fee,
        base: settled.base,
        rate: settled.rate_printed,
        parcours: parcours_letter(care, settled),
        exemption: exemption_letter(care, settled),
        nature: nature(care.exemption),
        executor: care.executor,
        specialty: settled.specialty,
        convention: settled.convention,
        option: settled.option,
        amount: settled.amount,
        majoration: settled.majoration,
        details: LineDetails {
            qualifier: act.details.qualifier.or_else(|| qualifier(care)),
            ..act.details
        },
        ..blank(number, act.code.unwrap_or(settled.act), care.day)
    }
}

/// The authorised overrun has a qualifier of its own.
fn qualifier(care: &Care) -> Option<Qualifier> {
    match care.parcours {
        Parcours::AuthorisedOverrun if care.kind.is_doctor() => Qualifier::new(*b"DA"),
        _ => None,
    }
}

/// Nature of insurance at the level of an invoice (noemie-format §10).
pub(super) fn nature(exemption: Exemption) -> u8 {
    match exemption {
        Exemption::Maternity => 30,
        Exemption::WorkAccident => 41,
        Exemption::Prevention => 90,
        _ => SICKNESS,
    }
}

/// Why there is no ticket modérateur (noemie-format §10). Maternity and work accidents are told by the nature of
/// insurance; `3`, particular care, is an assumption for them.
pub(super) fn exempt(exemption: Exemption) -> u8 {
    match exemption {
        Exemption::AldRelated => b'4',
        Exemption::Maternity | Exemption::WorkAccident => b'3',
        Exemption::Invalidity => b'5',
        Exemption::Prevention => b'7',
        _ => NOT_EXEMPT,
    }
}

fn exemption_letter(care: &Care, settled: &Liquidation) -> u8 {
    const CHILD: [Tariff; 2] = [Tariff::ExamenEnfantCoe, Tariff::ExamenEnfantCoh];
    match (care.exemption, care.kind) {
        // A heavy act of the CCAM, or of a key letter.
        (Exemption::None, _) if settled.heavy && care.coefficient == 0 => b'C',
        (Exemption::None, _) if settled.heavy => b'1',
        (Exemption::None, Kind::Consultation { tariff, .. }) if CHILD.contains(&tariff) => b'7',
        (exemption, _) => exempt(exemption),
    }
}

/// The entry letter of the parcours de soins (noemie-format §10): only doctors' acts bear one.
fn parcours_letter(care: &Care, settled: &Liquidation) -> u8 {
    if !care.kind.is_doctor() {
        return NO_PARCOURS;
    }
    let spared = settled.majoration == domain::Cents::ZERO;
    match care.parcours {
        // No majoration out of the parcours: direct access.
        Parcours::Out if spared && settled.amount > domain::Cents::ZERO => b'D',
        Parcours::Out | Parcours::AuthorisedOverrun => b'S',
        Parcours::Urgency => b'U',
        Parcours::Away => b'H',
        Parcours::Locum => b'R',
        Parcours::In if settled.specialty == 1 => b'T',
        Parcours::In => b'O',
        _ => NO_PARCOURS,
    }
}
