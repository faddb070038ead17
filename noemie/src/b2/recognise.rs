//! Which record a line of a B2 file is. The letter of a supplementary record stands at 36 or 39, "depending on the
//! type"; which at which is **inferred** from what else those columns hold: 39 is an invoice's type in 2 and the first
//! digit of the treatment mode in 3 and 4 (CP and ES), 36 is inside the invoice number of CP and ES.

use super::{COMPILED, Norm, RecordDescription};
use crate::layout::EntityLayout;

/// A record with its layout.
pub(super) type Known = (&'static RecordDescription, &'static EntityLayout);

/// Types of an invoice and of a payment notice, at 39 of record 2 under CP and ES.
const INVOICE_TYPES: &[u8] = b"DCLR";

/// The record that `bytes` is under `norm`; none where it is none that étalon knows.
pub(super) fn recognise(bytes: &[u8], norm: Norm) -> Option<Known> {
    let digit = *bytes.first()?;
    if matches!(digit, b'0' | b'9') && !(bytes.starts_with(b"000") || bytes.starts_with(b"999")) {
        return None;
    }
    if !matches!(digit, b'2'..=b'4') {
        return find(digit, None, norm);
    }
    let column = |column: u16| bytes.get(usize::from(column) - 1).copied().unwrap_or(b' ');
    let main = match digit {
        b'2' => norm != Norm::Base && INVOICE_TYPES.contains(&column(39)),
        _ => column(39).is_ascii_digit(),
    };
    let places: &[u16] = match norm {
        Norm::Base if main => &[36],
        Norm::Base => &[36, 39],
        _ if main => &[],
        _ => &[39, 36],
    };
    let supplementary = places.iter().find_map(|place| {
        find(digit, Some(column(*place)), norm)
            .filter(|(record, _)| record.letter_at.contains(place))
    });
    if supplementary.is_some() {
        return supplementary;
    }
    // A letter nobody told us of is another record, not an act with a strange mode.
    if norm != Norm::Base && !main && column(39).is_ascii_uppercase() {
        return None;
    }
    find(digit, None, norm)
}

fn find(digit: u8, letter: Option<u8>, norm: Norm) -> Option<Known> {
    let records = COMPILED.description.records.iter().zip(&COMPILED.layouts);
    let mut found = records
        .filter(|(record, _)| record.parts() == (digit, letter) && record.norms.contains(&norm));
    found.next()
}
