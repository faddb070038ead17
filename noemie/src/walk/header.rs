//! Header 000: what opens a logical file.

use super::data::Data;
use super::{Visitor, Walker};
use crate::cut::BlockFault;
use crate::envelope::{ENVELOPE_LENGTH, Header, is_overrun};
use crate::fields::{preview, shown};
use crate::finding::{self, Draft, Place, length};
use crate::layout::Layout;
use crate::logical::{Open, block_fault};
use crate::profile::HeaderDate;
use crate::turn::{Physical, envelope_of};

impl<'p> Walker<'p> {
    /// Opens a logical file with its header, whose number may be damaged.
    pub(super) fn header(&mut self, record: &Physical<'_>, lost: Option<usize>) -> Option<usize> {
        let (mut file, because) = self.opened(record, lost);
        let (payload, place) = (record.payload(), head(record));
        let mut root = because;
        if !payload.starts_with(b"000") {
            root = Some(number_is_missing(&mut file, payload, place, because));
            if payload.starts_with(b"999") {
                // A trailer that nothing comes before: it says nothing that could be held against it.
                file.ended = true;
                self.open = Some(file);
                return root;
            }
        } else if !record.is_envelope_long() {
            let (expected, found) = (length(ENVELOPE_LENGTH), length(payload.len()));
            let draft = Draft::new(&finding::ENTITY_LENGTH, place, expected, found);
            root = Some(file.log.push(draft.because(because)));
        }
        self.header_fields(&mut file, payload, place, root);
        self.open = Some(file);
        root
    }

    /// Opens a logical file that has no header: its first record is a data block, or nothing known. It is read
    /// as the former.
    pub(super) fn headless(
        &mut self,
        record: &Physical<'_>,
        lost: Option<usize>,
        before: Option<&'p Layout>,
        visitor: &mut impl Visitor,
    ) -> Option<usize> {
        let (mut file, because) = self.opened(record, lost);
        // Where several layouts are known, that of the file before is as good a guess as any.
        file.layout = file.layout.or(before);
        file.log.tree = file.layout.map(|layout| layout.status);
        let root = number_is_missing(&mut file, record.payload(), head(record), because);
        if let Some(layout) = file.layout {
            Data {
                file: &mut file,
                scratch: &mut self.scratch,
                record,
                layout,
                because: Some(root),
            }
            .read(visitor);
        }
        file.drift((file.made_out == 0).then_some(root));
        self.open = Some(file);
        Some(root)
    }

    /// A logical file of one record, with what is wrong around that record.
    fn opened(&mut self, record: &Physical<'_>, lost: Option<usize>) -> (Open<'p>, Option<usize>) {
        let start = record.base + record.block.offset;
        let mut file = Open::new(self.sole_layout(), start, self.options.line_end);
        file.end = record.base + record.block.end;
        let leading = std::mem::take(&mut self.leading);
        if let Some(offset) = leading.mark {
            let rule = &finding::BYTE_ORDER_MARK;
            let place = Place {
                offset,
                ..Place::default()
            };
            let draft = Draft::new(rule, place, "a length, four digits", "EF BB BF");
            file.log.push(draft);
        }
        if leading.line_ends {
            file.lines.odd.get_or_insert(Place::default());
        }
        let because = block_fault(&mut file, record, 0, lost);
        file.note_line_end(record, because.is_some());
        // A prefix that the bytes end in is no record.
        file.blocks = usize::from(record.block.fault != Some(BlockFault::Cut));
        (file, because)
    }

    fn header_fields(
        &self,
        file: &mut Open<'p>,
        payload: &[u8],
        place: Place,
        root: Option<usize>,
    ) {
        let mut bytes = [b' '; ENVELOPE_LENGTH];
        let width = payload.len().min(ENVELOPE_LENGTH);
        bytes[..width].copy_from_slice(&payload[..width]);
        let whole = width == ENVELOPE_LENGTH;
        let raw = bytes;
        let due = &envelope_of(file.layout).header;
        let nul = file.mend_envelope(due, &mut bytes, place, root.filter(|_| !whole));
        file.header_bytes = whole.then_some(bytes);
        let mut unread = file.choose_layout(self.profiles, &bytes, place);
        let envelope = envelope_of(file.layout);
        let order = file
            .layout
            .map_or(HeaderDate::default(), |layout| layout.header_date);
        let (header, faults) = Header::parse(&bytes, envelope, order);
        let overrun = is_overrun(&bytes);
        // A number that the header garbled cannot be the trailer's.
        let last_shared = envelope.at.file_id.columns().1;
        for fault in faults {
            let (from, to) = fault.span.columns();
            let found = shown(fault.span.of(&bytes));
            let mut draft = Draft::new(fault.rule, place, fault.expected, found);
            if let Some(slot) = envelope.header.slot_at(from) {
                draft = draft.slot(slot);
            }
            if overrun {
                draft = draft.personal();
            }
            let nul = nul.filter(|_| fault.span.of(&raw).contains(&0));
            let id = file
                .log
                .push(draft.because(root.filter(|_| !whole).or(nul)));
            if fault.rule.code == finding::HEADER_FIELD.code && to <= last_shared {
                file.header_number.get_or_insert(id);
            }
            if fault.span == envelope.at.reference && file.layout.is_none() {
                unread = Some(id);
            }
        }
        let first = file.check_rest(&envelope.header, &bytes, place, root.filter(|_| !whole));
        file.header_number = file.header_number.or(first);
        file.header = header.filter(|_| whole);
        file.give_up_body(unread);
    }
}

/// Where the characters of a header stand.
fn head(record: &Physical<'_>) -> Place {
    Place {
        offset: record.base + record.block.start,
        ..Place::default()
    }
}

/// Reports that a record does not start as a header does.
fn number_is_missing(
    file: &mut Open<'_>,
    payload: &[u8],
    place: Place,
    because: Option<usize>,
) -> usize {
    let found: String = preview(payload).chars().take(3).collect();
    let draft = Draft::new(&finding::HEADER_MISSING, place, "000", found).at("number", (1, 3));
    let root = file.log.push(draft.because(because));
    file.groups.damaged(Some(root));
    file.groups.damaged_records(root);
    root
}
