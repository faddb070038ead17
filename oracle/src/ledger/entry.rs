//! A line that money can move on, and the names it is known by: its number, its care.

use domain::{
    ActCode, Beneficiary, Caisse, Cents, Day, Decompte, DecompteNumber, Heading, Line, LineId,
    LineOrigin, OcNumber, Operation, Outcome, PayeeNature, PsNumber, Reaction, ReasonClass,
};

use super::Place;
use super::book::Sheet;
use super::household::Household;
use super::readings::Readings;
use super::siblings::Siblings;
use crate::amc::Thing;

/// Index of an entry: a lower one arrived earlier.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct EntryId(pub(super) usize);

impl EntryId {
    /// The line as the journal knows it.
    pub(super) fn thing(self) -> Thing {
        Thing(self.0 as u64)
    }
}

/// A payment or regularisation line, with what of its décompte decides about it.
#[derive(Debug, Clone)]
pub(super) struct Entry {
    /// Where what is expected of it stands.
    pub(super) place: Place,
    pub(super) line: Line,
    pub(super) oc: OcNumber,
    pub(super) caisse: Caisse,
    pub(super) decompte: DecompteNumber,
    pub(super) date: Day,
    /// Who the wire says was cared for.
    pub(super) carried: Beneficiary,
    /// Who that is in the portfolio; the same where nobody is known.
    pub(super) beneficiary: Beneficiary,
    pub(super) operation: Operation,
    pub(super) payee_nature: PayeeNature,
    /// The professional paid, where the décompte names one.
    pub(super) payee: PsNumber,
    pub(super) siblings: Siblings,
    /// Its décompte, as the journal knows it.
    pub(super) sheet: Thing,
    /// Day on which the mutuelle got it.
    pub(super) received: Option<Day>,
    /// A third party's invoice has come for it.
    pub(super) invoiced: bool,
    /// Paid to that third party.
    pub(super) elsewhere: Cents,
    /// A receipted bill shows that the insured paid the professional.
    pub(super) receipted: bool,
    /// What a first insurer paid, by its statement.
    pub(super) first_insurer: Option<Cents>,
    pub(super) outcome: Outcome,
    /// Whose journal it was settled in.
    pub(super) household: Option<Household>,
    pub(super) cancelled: bool,
    /// The line before it that can be named under the number of its décompte.
    pub(super) named_before: Option<EntryId>,
    /// The line of the same care before it.
    pub(super) care_before: Option<EntryId>,
}

/// How a cancellation or regularisation names a line.
pub(super) type OriginKey = (Caisse, LineOrigin);

/// The name of a line. Régime 00 is read as 01 (noemie-format §11.1, 3).
pub(super) fn origin_key(caisse: Caisse, origin: LineOrigin) -> OriginKey {
    (with_regime_01(caisse), origin)
}

/// That caisse, in régime 01 where it says 00.
pub(super) fn with_regime_01(caisse: Caisse) -> Caisse {
    match caisse.regime() {
        0 => Caisse::new(1, caisse.caisse(), caisse.centre()).unwrap_or(caisse),
        _ => caisse,
    }
}

/// Care that differs at most in its amounts, by a little.
pub(super) type NearKey = (Beneficiary, ActCode, Day);

/// How far two amounts may lie apart and still be those of one care: what is keyed in by hand differs.
const NEAR: i64 = 100;

pub(super) fn near(one: Cents, other: Cents) -> bool {
    (one - other).0.abs() <= NEAR
}

/// What makes a care that care, whatever the décompte.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct CareKey {
    beneficiary: Beneficiary,
    act: ActCode,
    start: Day,
    end: Day,
    executor: PsNumber,
    quantity: i16,
    spent: Cents,
    base: Cents,
}

impl Entry {
    /// A line that nothing was decided about yet.
    pub(super) fn new(
        place: Place,
        decompte: &Decompte,
        line: &Line,
        sheet: &Sheet,
        readings: &Readings,
    ) -> Self {
        let siblings = if sheet.stands_alone || line.act.deduction().is_some() {
            Siblings::default()
        } else {
            Siblings::of(decompte, line, readings)
        };
        Self {
            place,
            line: *line,
            oc: decompte.oc,
            caisse: decompte.caisse,
            decompte: decompte.number,
            date: decompte.date,
            carried: decompte.beneficiary,
            beneficiary: decompte.beneficiary,
            operation: decompte.operation,
            payee_nature: decompte.payee_nature,
            payee: decompte.payee,
            siblings,
            sheet: sheet.thing,
            received: None,
            invoiced: false,
            elsewhere: Cents::ZERO,
            receipted: false,
            first_insurer: None,
            outcome: Outcome::without_money(Reaction::Held, ReasonClass::DocumentAwaited),
            household: None,
            cancelled: false,
            named_before: None,
            care_before: None,
        }
    }

    /// How later lines name it.
    pub(super) fn key(&self) -> OriginKey {
        let origin = LineOrigin {
            decompte: self.decompte,
            line: self.line.number,
        };
        origin_key(self.caisse, origin)
    }

    /// How the line it is about is named.
    pub(super) fn names(&self) -> Option<OriginKey> {
        self.line
            .origin
            .map(|origin| origin_key(self.caisse, origin))
    }

    pub(super) fn line_id(&self) -> LineId {
        LineId {
            caisse: self.caisse,
            decompte: self.decompte,
            date: self.date,
            line: self.line.number,
            operation: self.operation,
        }
    }

    /// Whether another décompte with the same care would be one too many: treated, not taken back, and
    /// not itself waiting as a suspected duplicate. (A refusal of the product treats the care too.)
    pub(super) fn is_live(&self) -> bool {
        !self.cancelled && self.outcome.reason != ReasonClass::DuplicateSuspected
    }

    /// Whether a change of the portfolio settles it anew: held or refused for want of rights.
    pub(super) fn waits_for_rights(&self) -> bool {
        matches!(
            self.outcome.reason,
            ReasonClass::UnknownBeneficiary
                | ReasonClass::Identity
                | ReasonClass::NoCover
                | ReasonClass::RightsPending
                | ReasonClass::TwoInsurers
                | ReasonClass::C2s
        )
    }

    /// The date of care of a line of several days (rules §2.2): its first for a semester of orthodontics and for the
    /// participation of a stay; its last for a rental, a series and days in hospital.
    pub(super) fn date_of_care(&self) -> Day {
        let Line { start, end, .. } = self.line;
        if end <= start {
            return start;
        }
        match Heading::of(self.line.act, self.line.specialty) {
            Some(Heading::Orthodontie | Heading::ParticipationActeLourd) => start,
            _ => end,
        }
    }

    pub(super) fn near(&self) -> NearKey {
        (self.beneficiary, self.line.act, self.line.start)
    }

    pub(super) fn care(&self) -> CareKey {
        CareKey {
            beneficiary: self.beneficiary,
            act: self.line.act,
            start: self.line.start,
            end: self.line.end,
            executor: self.line.executor,
            quantity: self.line.quantity,
            spent: self.line.spent,
            base: self.line.base,
        }
    }
}
