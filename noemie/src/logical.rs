//! One logical file under way: its header, its groups, what was found so far.

use domain::Day;

use crate::cut::{Ahead, Block, BlockFault};
use crate::envelope::{ENVELOPE_LENGTH, Header};
use crate::fields::{self, digits, shown};
use crate::finding::{self, Draft, Log, Place};
use crate::framing::LineEnd;
use crate::groups::{Around, Groups};
use crate::layout::{EntityLayout, Layout};
use crate::profile::{HeaderDate, Profile};
use crate::read::{EntityView, FileReading};
use crate::walk::{Visitor, length};

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
    lines: LineEnds,
}

/// What followed the records so far.
#[derive(Default)]
struct LineEnds {
    /// What was set, or else what followed the first record that had a line end.
    due: Option<LineEnd>,
    bare: Option<Place>,
    other: Option<(Place, LineEnd)>,
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

    /// Finds the layout of the reference the header announces. Where it announces none that can be
    /// read, the only profile given is as good a guess as any.
    pub(crate) fn choose_layout(
        &mut self,
        profiles: &[&'p Profile],
        header: &[u8; ENVELOPE_LENGTH],
        place: Place,
    ) -> Option<usize> {
        if let Some(reference) = digits(&header[61..64]) {
            let known = profiles
                .iter()
                .find(|p| u64::from(p.reference()) == reference);
            self.layout = known.map(|profile| profile.layout());
            self.log.tree = self.layout.map(|layout| layout.status);
            if known.is_none() {
                let references: Vec<_> = profiles
                    .iter()
                    .map(|p| format!("{:03}", p.reference()))
                    .collect();
                let (expected, found) = (references.join(" or "), format!("{reference:03}"));
                let draft = Draft::new(&finding::REFERENCE_UNKNOWN, place, expected, found);
                return Some(self.log.push(draft.at("reference", (62, 64))));
            }
        }
        None
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
        clean: bool,
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
        let checked = fields::check(entity, data, clean, place, &mut self.log);
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
        place: Place,
        next: Ahead,
        own: Option<usize>,
        layout: &Layout,
        visitor: &mut impl Visitor,
    ) {
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
        let text = &header[55..61];
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
            self.log.push(draft.at("date", (56, 61)));
            self.header = None;
        }
    }

    /// Notes a record in which nothing could be made out, and why, or one where something was.
    pub(crate) fn drift(&mut self, root: Option<usize>) {
        self.adrift = root.map(|root| self.adrift.unwrap_or(root));
    }

    pub(crate) fn note_line_end(&mut self, block: &Block, base: usize, damaged: bool) {
        let place = Place {
            offset: base + block.end,
            block: self.blocks,
            entity: 0,
            rank: self.rank,
        };
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

/// Reports what is wrong with a block's prefix; what then goes wrong inside follows from it.
pub(crate) fn block_fault(
    file: &mut Open<'_>,
    block: &Block,
    base: usize,
    entity: u16,
    lost: Option<usize>,
) -> Option<usize> {
    let place = Place {
        offset: base + block.offset,
        block: file.blocks,
        entity,
        rank: file.rank,
    };
    let found = length(block.end - block.start);
    let root = match block.fault? {
        BlockFault::Lost => return lost,
        BlockFault::Prefix => {
            let rule = &finding::BLOCK_PREFIX;
            let draft = Draft::new(rule, place, "four digits", "other characters");
            file.log.push(draft.because(file.adrift))
        }
        BlockFault::Length { declared } => {
            let rule = &finding::BLOCK_LENGTH;
            let draft = Draft::new(rule, place, length(declared), found);
            file.log.push(draft.because(file.adrift))
        }
        BlockFault::Truncated { declared } => {
            let rule = &finding::TRUNCATED;
            let root = file
                .log
                .push(Draft::new(rule, place, length(declared), found));
            file.cut_short.get_or_insert(root);
            root
        }
    };
    file.groups.damaged_records(root);
    if !matches!(block.fault, Some(BlockFault::Prefix)) {
        file.groups.damaged(Some(root));
    }
    Some(root)
}
