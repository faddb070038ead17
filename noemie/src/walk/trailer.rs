//! Trailer 999: what ends a logical file, and what it counts and adds up.

use super::Visitor;
use crate::envelope::{ENVELOPE_LENGTH, is_overrun};
use crate::fields::{preview, shown};
use crate::finding::{self, Draft, Place, length};
use crate::groups::Around;
use crate::logical::{Open, block_fault};
use crate::profile::Profile;
use crate::turn::{Physical, envelope_of};

/// Reads a trailer; gives what is wrong around it.
pub(super) fn read(
    file: &mut Open<'_>,
    record: &Physical<'_>,
    lost: Option<usize>,
    visitor: &mut impl Visitor,
) -> Option<usize> {
    let payload = record.payload();
    file.end = record.base + record.block.end;
    let because = block_fault(file, record, 999, lost);
    file.note_line_end(record, because.is_some());
    let place = Place {
        offset: record.base + record.block.start,
        block: file.blocks,
        entity: 999,
        rank: file.rank + 1,
    };
    if !payload.starts_with(b"999") {
        let found = preview(&payload[..3]);
        let draft = Draft::new(&finding::TRAILER_MISSING, place, "999", found);
        file.log.push(draft.at("number", (1, 3)).because(because));
    }
    if let Ok(mut payload) = <[u8; ENVELOPE_LENGTH]>::try_from(payload) {
        let envelope = envelope_of(file.layout);
        file.mend_envelope(&envelope.trailer, &mut payload, place, because);
        let payload = &payload[..];
        let first = file.check_rest(&envelope.trailer, payload, place, because);
        differences(file, payload, place, because.or(first));
        // Without a layout nothing was counted below level 01, and `finish` knows it.
        let layout = file.layout.unwrap_or(Profile::answers().layout());
        let mut around = Around {
            layout,
            log: &mut file.log,
            visitor,
        };
        let records = file.blocks as u64 + 1;
        file.groups.finish(payload, place, records, &mut around);
    } else {
        let (expected, found) = (length(ENVELOPE_LENGTH), length(payload.len()));
        let draft = Draft::new(&finding::ENTITY_LENGTH, place, expected, found);
        file.log.push(draft.because(because));
    }
    file.blocks += 1;
    file.ended = true;
    because
}

/// Tells the first zone in which the trailer does not repeat the header.
fn differences(file: &mut Open<'_>, payload: &[u8], place: Place, because: Option<usize>) {
    let Some(header) = file.header_bytes else {
        return;
    };
    let envelope = envelope_of(file.layout);
    let differs = envelope
        .shared
        .iter()
        .find(|zone| zone.header.of(&header) != zone.trailer.of(payload));
    let Some(zone) = differs else { return };
    let (expected, found) = (
        shown(zone.header.of(&header)),
        shown(zone.trailer.of(payload)),
    );
    let mut draft = Draft::new(&finding::ENVELOPE_DIFFERS, place, expected, found)
        .at(zone.name, zone.trailer.columns());
    if is_overrun(payload) || is_overrun(&header) {
        draft = draft.personal();
    }
    file.log.push(draft.because(because.or(file.header_number)));
}
