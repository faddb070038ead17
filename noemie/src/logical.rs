//! One logical file under way: its header, its groups, what was found so far.

use domain::Day;

use crate::cut::{Ahead, BlockFault};
use crate::envelope::{ENVELOPE_LENGTH, Header, is_overrun};
use crate::fields::{self, Quirks, digits, shown};
use crate::finding::{self, Draft, Log, Place, length};
use crate::framing::LineEnd;
use crate::groups::{Around, Groups, Own};
use crate::layout::{EntityLayout, Layout};
use crate::profile::{HeaderDate, Profile};
use crate::read::{EntityView, FileReading};
use crate::turn::{Before, Physical, envelope_of};
use crate::walk::Visitor;

/// A logical file under way.
pub(crate) struct Open<'p> {
    pub(crate) header: Option<Header>,
    pub(crate) header_bytes: Option<[u8; ENVELOPE_LENGTH]>,
    pub(crate) layout: Option<&'p Layout>,
    pub(crate) start: usize,
    pub(crate) end: usize,
    pub(crate) blocks: usize,
    pub(crate) rank: usize,
    pub(crate) groups: Groups,
    pub(crate) log: Log,
    /// Its trailer came: what follows is another file, or garbage it answers for.
    pub(crate) ended: bool,
    pub(crate) garbage: Option<usize>,
    /// The header's findings that others follow from.
    pub(crate) header_number: Option<usize>,
    pub(crate) cut_short: Option<usize>,
    /// Characters at the head of the next record that belong to the last entity of this one.
    pub(crate) carried: usize,
    /// Entities of their full length so far.
    pub(crate) made_out: usize,
    /// The finding since which no record could be made out.
    pub(crate) adrift: Option<usize>,
    /// Whether the body's date was held against the header's.
    dated: bool,
    pub(crate) lines: LineEnds,
}

/// What followed the records so far.
#[derive(Default)]
pub(crate) struct LineEnds {
    /// What was set, or else what followed the first record that had a line end.
    due: Option<LineEnd>,
    bare: Option<Place>,
    other: Option<(Place, LineEnd)>,
    /// One that is neither CR LF nor LF, or came more than once.
    pub(crate) odd: Option<Place>,
    /// Blanks before one.
    padded: Option<(Place, usize)>,
}

impl<'p> Open<'p> {
    pub(crate) fn new(layout: Option<&'p Layout>, start: usize, line_end: Option<LineEnd>) -> Self {
        Self {
            header: None,
            header_bytes: None,
            layout,
            start,
            end: start,
            blocks: 0,
            rank: 0,
            groups: Groups::default(),
            log: Log::of(layout.map(|layout| layout.status)),
            ended: false,
            garbage: None,
            header_number: None,
            cut_short: None,
            carried: 0,
            made_out: 0,
            adrift: None,
            dated: false,
            lines: LineEnds {
                due: line_end,
                ..LineEnds::default()
            },
        }
    }

    /// What the next record is told by.
    pub(crate) fn before(&self) -> Before<'_> {
        Before {
            header: self.header_bytes.as_ref(),
            layout: self.layout,
            ended: self.ended,
        }
    }

    /// Finds the layout of the reference the header announces. Where it announces none that can be read, the
    /// sender's program may name it; the only profile given is as good a guess as any.
    pub(crate) fn choose_layout(
        &mut self,
        profiles: &[&'p Profile],
        header: &[u8; ENVELOPE_LENGTH],
        place: Place,
    ) -> Option<usize> {
        if let Some(profile) = announced(profiles, header) {
            self.layout = Some(profile.layout());
            self.log.tree = Some(profile.status());
            return None;
        }
        let slot = envelope_of(self.layout).header.field("reference").ok()?;
        digits(slot.of(header))?;
        self.layout = None;
        self.log.tree = None;
        let references: Vec<_> = profiles
            .iter()
            .map(|p| format!("{:03}", p.reference()))
            .collect();
        let (expected, found) = (references.join(" or "), shown(slot.of(header)));
        let draft = Draft::new(&finding::REFERENCE_UNKNOWN, place, expected, found);
        Some(self.log.push(draft.at("reference", slot.columns())))
    }

    /// Puts blanks for NUL into a header or trailer, and says so; gives the finding.
    pub(crate) fn mend_envelope(
        &mut self,
        record: &EntityLayout,
        bytes: &mut [u8],
        place: Place,
        because: Option<usize>,
    ) -> Option<usize> {
        let first = bytes.iter().position(|byte| *byte == 0)?;
        let nul = bytes.iter().filter(|byte| **byte == 0).count();
        let mut draft = Draft::new(&finding::NUL_BYTES, place, "blanks", format!("{nul} NUL"));
        if let Some(slot) = record.slot_at(finding::columns(first + 1, first + 1).0) {
            draft = draft.slot(slot);
        }
        for byte in bytes.iter_mut().filter(|byte| **byte == 0) {
            *byte = b' ';
        }
        Some(self.log.push(draft.public().because(because)))
    }

    /// Tells what is wrong with what a header or trailer holds beside what code reads itself; gives the first
    /// finding.
    pub(crate) fn check_rest(
        &mut self,
        record: &EntityLayout,
        data: &[u8],
        place: Place,
        because: Option<usize>,
    ) -> Option<usize> {
        let mut first = None;
        for slot in envelope_of(self.layout).rest(record) {
            let bytes = slot.span.of(data);
            if slot.is_text() && record.columns.hold_in(data, slot.span) {
                continue;
            }
            let Some((rule, expected)) = fields::fault(slot, bytes, true) else {
                continue;
            };
            let mut draft = Draft::new(rule, place, expected, shown(bytes)).slot(slot);
            if is_overrun(data) {
                draft = draft.personal();
            }
            first = first.or(Some(self.log.push(draft.because(because))));
        }
        first
    }

    /// Nothing between header and trailer is read: what they count cannot be verified.
    pub(crate) fn give_up_body(&mut self, because: Option<usize>) {
        if self.layout.is_none() {
            self.groups.damaged(because);
        }
    }

    pub(crate) fn entity(
        &mut self,
        entity: &EntityLayout,
        data: &[u8],
        (clean, quirks): (bool, &Quirks<'_>),
        place: Place,
        layout: &Layout,
        visitor: &mut impl Visitor,
    ) {
        if !clean && data[3..5] != entity.template[3..5] {
            let (expected, found) = (shown(&entity.template[3..5]), shown(&data[3..5]));
            let draft = Draft::new(&finding::LEVEL, place, expected, found);
            self.log.push(draft.at("level", (4, 5)));
        }
        let mut around = Around {
            layout,
            log: &mut self.log,
            visitor,
        };
        self.groups.place(entity, place, None, &mut around);
        let checked = fields::check(entity, data, (clean, quirks), place, &mut self.log);
        self.groups.identify(entity, data, checked.first, layout);
        self.groups.add(entity, data, place, &checked);
        if !self.dated
            && let Some((dated, span)) = layout.dated_by
            && dated == entity.place
        {
            self.date(span.of(data));
        }
        let seen = EntityView {
            layout: entity,
            data,
            place,
            sound: checked.sound,
        };
        visitor.entity(&seen, &mut self.log);
    }

    pub(crate) fn closer(
        &mut self,
        data: &[u8],
        (clean, quirks): (bool, &Quirks<'_>),
        place: Place,
        next: Ahead,
        layout: &Layout,
        visitor: &mut impl Visitor,
    ) {
        let closer = &layout.envelope.closer;
        let checked = fields::check(closer, data, (clean, quirks), place, &mut self.log);
        let own = Own {
            first: quirks.first().or(checked.first),
            fault: quirks.delimiter.or(checked.error),
            amount: checked.amount,
        };
        let mut around = Around {
            layout,
            log: &mut self.log,
            visitor,
        };
        self.groups.closer(data, place, next, own, &mut around);
    }

    /// Holds the header's date against the first date of the body: where it is far off, and the same
    /// characters in the other order are close, they are in the wrong order.
    fn date(&mut self, body: &[u8]) {
        self.dated = true;
        let (Some(header), Some(layout)) = (&self.header_bytes, self.layout) else {
            return;
        };
        let Some(body) = Day::from_care_jjmmaa(body) else {
            return;
        };
        let at = layout.envelope.at.date;
        let text = at.of(header);
        let (due, other) = match layout.header_date {
            HeaderDate::Aammjj => (Day::from_header_aammjj(text), Day::from_care_jjmmaa(text)),
            HeaderDate::Jjmmaa => (Day::from_care_jjmmaa(text), Day::from_header_aammjj(text)),
        };
        let close = |day: Option<Day>| day.is_some_and(|day| day.since(body).abs() <= CLOSE);
        if due.is_some() && !close(due) && close(other) {
            let place = Place {
                offset: self.start + 4,
                ..Place::default()
            };
            let expected = format!("a day near {body}, {}", order(layout.header_date));
            let draft = Draft::new(&finding::HEADER_DATE_ORDER, place, expected, shown(text));
            self.log.push(draft.at("date", at.columns()));
            self.header = None;
        }
    }

    /// Notes a record in which nothing could be made out, and why, or one where something was.
    pub(crate) fn drift(&mut self, root: Option<usize>) {
        self.adrift = root.map(|root| self.adrift.unwrap_or(root));
    }

    pub(crate) fn note_line_end(&mut self, record: &Physical<'_>, damaged: bool) {
        let block = &record.block;
        let place = Place {
            offset: record.base + block.end,
            block: self.blocks,
            entity: 0,
            rank: self.rank,
        };
        if block.padding > 0 {
            self.lines.padded.get_or_insert((place, block.padding));
        }
        if block.odd_line_end {
            self.lines.odd.get_or_insert(place);
            self.lines.due = self.lines.due.or(block.line_end);
            return;
        }
        match (block.line_end, self.lines.due) {
            (None, _) => {}
            (Some(LineEnd::None), _) if damaged => {}
            (Some(LineEnd::None), Some(LineEnd::None)) => {}
            (Some(LineEnd::None), _) => {
                self.lines.bare.get_or_insert(place);
            }
            (Some(found), None) => self.lines.due = Some(found),
            (Some(found), Some(due)) if found != due && !damaged => {
                self.lines.other.get_or_insert((place, found));
            }
            (Some(_), Some(_)) => {}
        }
    }

    /// Adds what only the end tells.
    pub(crate) fn conclude(&mut self) {
        self.groups.release(&mut self.log);
        if let (Some(_), Some(place)) = (self.lines.due, self.lines.bare.take()) {
            let rule = &finding::LINE_END_MISSING;
            self.log.push(Draft::new(rule, place, "a line end", "none"));
        }
        if let Some((place, found)) = self.lines.other.take() {
            let expected = self.lines.due.unwrap_or(LineEnd::None).word();
            let rule = &finding::LINE_END_OTHER;
            self.log
                .push(Draft::new(rule, place, expected, found.word()));
        }
        if let Some(place) = self.lines.odd.take() {
            let rule = &finding::LINE_END_ODD;
            let expected = "CR LF or LF, once";
            let found = "another line end, or several";
            self.log.push(Draft::new(rule, place, expected, found));
        }
        if let Some((place, width)) = self.lines.padded.take() {
            let rule = &finding::RECORD_PADDED;
            let found = format!("{width} blank or NUL");
            self.log.push(Draft::new(rule, place, "a line end", found));
        }
    }

    /// The file as it was read, with the findings that nobody took.
    pub(crate) fn finish(mut self) -> FileReading {
        let mut findings = std::mem::take(&mut self.log.findings);
        findings.sort_by_key(|finding| finding.id);
        FileReading {
            header: self.header,
            reference: self.layout.map(|layout| layout.reference),
            range: self.start..self.end,
            blocks: self.blocks,
            entities: self.rank,
            line_end: self.lines.due.unwrap_or(LineEnd::None),
            worst: self.log.worst(),
            findings,
        }
    }
}

/// A header's date this many days from the body's is close to it.
const CLOSE: i32 = 31;

fn order(date: HeaderDate) -> &'static str {
    match date {
        HeaderDate::Aammjj => "AAMMJJ",
        HeaderDate::Jjmmaa => "JJMMAA",
    }
}

/// The profile of the reference that a header announces: where it should, or in the sender's program where no
/// digits stand there.
pub(crate) fn announced<'p>(
    profiles: &[&'p Profile],
    header: &[u8; ENVELOPE_LENGTH],
) -> Option<&'p Profile> {
    let says = |profile: &&&Profile| {
        let at = profile.layout().envelope.at.reference;
        digits(at.of(header)) == Some(u64::from(profile.reference()))
    };
    if let Some(profile) = profiles.iter().find(says) {
        return Some(profile);
    }
    let names = |profile: &&&Profile| {
        let at = &profile.layout().envelope.at;
        digits(at.reference.of(header)).is_none()
            && at.sender_program.of(header) == format!("NOE{:03}", profile.reference()).as_bytes()
    };
    profiles.iter().find(names).copied()
}

/// Reports what is wrong with a block's prefix; what then goes wrong inside follows from it.
pub(crate) fn block_fault(
    file: &mut Open<'_>,
    record: &Physical<'_>,
    entity: u16,
    lost: Option<usize>,
) -> Option<usize> {
    let block = &record.block;
    let place = Place {
        offset: record.base + block.offset,
        block: file.blocks,
        entity,
        rank: file.rank,
    };
    let found = if block.lost {
        "no end that can be told".to_owned()
    } else {
        length(block.end - block.start)
    };
    let fault = block.fault?;
    let (rule, expected, found) = match fault {
        BlockFault::Lost => return lost,
        BlockFault::Prefix => {
            let found = "other characters".to_owned();
            (&finding::BLOCK_PREFIX, "four digits".to_owned(), found)
        }
        BlockFault::Length { declared } => (&finding::BLOCK_LENGTH, length(declared), found),
        BlockFault::Empty => (
            &finding::BLOCK_LENGTH,
            "1 to 9999 characters".to_owned(),
            found,
        ),
        BlockFault::Truncated { declared } => (&finding::TRUNCATED, length(declared), found),
        BlockFault::Cut => {
            let found = length(block.end - block.offset);
            (&finding::TRUNCATED, "four digits".to_owned(), found)
        }
    };
    let cut_short = rule.code == finding::TRUNCATED.code;
    let because = file.adrift.filter(|_| !cut_short);
    let draft = Draft::new(rule, place, expected, found);
    let root = file.log.push(draft.because(because));
    if cut_short {
        file.cut_short.get_or_insert(root);
    }
    file.groups.damaged_records(root);
    if !matches!(fault, BlockFault::Prefix | BlockFault::Empty) {
        file.groups.damaged(Some(root));
    }
    Some(root)
}
