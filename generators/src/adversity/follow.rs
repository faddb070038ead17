//! What comes after a sheet was settled.

use caisse::{Bill, Event, InvoiceId};
use domain::Day;

use super::Adversity;

/// A sheet that something comes after.
pub(crate) struct Sheet {
    pub(crate) id: InvoiceId,
    /// What it bills.
    pub(crate) bill: Bill,
    /// The same put right, where something can have been keyed wrong.
    pub(crate) corrected: Option<Bill>,
}

/// Something that comes after a sheet.
pub(crate) struct Next {
    pub(crate) day: Day,
    pub(crate) event: Event,
    /// It is what the adversity declares; the others lead up to it.
    pub(crate) declares: bool,
}

/// What reaches the caisse on `day` and, where it takes two, on `last`. None where the adversity is a fault put into
/// the décompte itself, or the sheet has nothing to correct.
pub(crate) fn next(adversity: Adversity, sheet: &Sheet, day: Day, last: Day) -> Option<Vec<Next>> {
    let id = sheet.id;
    let regularise = |corrected: Day, cancelled: Day| {
        Some(Event::Regularise {
            invoice: id,
            bill: sheet.corrected.clone()?,
            corrected,
            cancelled,
        })
    };
    let lead_up = |event| Next {
        day,
        event,
        declares: false,
    };
    let declares = |day, event| Next {
        day,
        event,
        declares: true,
    };
    Some(match adversity {
        Adversity::DecompteAgain => vec![declares(day, Event::SendAgain(id, day))],
        Adversity::CareAgain
        | Adversity::TwoBehindOneKey
        | Adversity::ParticipationAlone
        | Adversity::FranchiseAlone => {
            vec![declares(day, Event::SettleTwice(id, day))]
        }
        Adversity::Cancellation
        | Adversity::PartialCancellation
        | Adversity::NegativePayment
        | Adversity::FileAfterCorrection => {
            vec![declares(day, Event::Cancel(id, day))]
        }
        Adversity::CancelledTwice => vec![
            lead_up(Event::Cancel(id, day)),
            declares(last, Event::Cancel(id, last)),
        ],
        Adversity::Regularisation => vec![declares(day, regularise(day, day)?)],
        Adversity::CrossedRegularisation => vec![declares(day, regularise(day, last)?)],
        Adversity::RegularisedTwice => vec![
            lead_up(regularise(day, day)?),
            declares(
                last,
                Event::Regularise {
                    invoice: id,
                    bill: sheet.bill.clone(),
                    corrected: last,
                    cancelled: last,
                },
            ),
        ],
        _ => return None,
    })
}
