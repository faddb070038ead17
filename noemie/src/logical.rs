//! One logical file under way: its header, its groups, what was found so far.

use crate::cut::{Ahead, Block, BlockFault};
use crate::envelope::{ENVELOPE_LENGTH, Header};
use crate::fields::{self, digits};
use crate::finding::{self, Log, Place};
use crate::framing::LineEnd;
use crate::groups::Groups;
use crate::layout::{EntityLayout, Layout};
use crate::profile::Profile;
use crate::read::FileReading;
use crate::walk::{Seen, Visitor, length, text};

/// A logical file under way.
pub(crate) struct Open<'a> {
    pub(crate) header: Option<Header>,
    pub(crate) header_bytes: Option<[u8; ENVELOPE_LENGTH]>,
    pub(crate) layout: Option<&'a Layout>,
    pub(crate) start: usize,
    pub(crate) blocks: usize,
    pub(crate) rank: usize,
    pub(crate) line_end: Option<LineEnd>,
    pub(crate) bare_end: Option<Place>,
    pub(crate) groups: Groups,
    pub(crate) log: Log,
}

impl<'a> Open<'a> {
    /// Finds the layout of the reference the header announces. Where it announces none that can be
    /// read, the only profile given is as good a guess as any.
    pub(crate) fn choose_layout(
        &mut self,
        profiles: &[&'a Profile],
        header: &[u8; ENVELOPE_LENGTH],
        place: Place,
    ) {
        if let Some(reference) = digits(&header[61..64]) {
            let known = profiles
                .iter()
                .find(|p| u64::from(p.reference()) == reference);
            self.layout = known.map(|profile| profile.layout());
            if known.is_none() {
                let references: Vec<_> = profiles
                    .iter()
                    .map(|p| format!("{:03}", p.reference()))
                    .collect();
                let at = Some(("reference", (62, 64)));
                let (expected, found) = (references.join(" or "), format!("{reference:03}"));
                self.log.add(
                    &finding::REFERENCE_UNKNOWN,
                    place,
                    at,
                    expected,
                    found,
                    None,
                );
            }
        }
        if self.layout.is_none() {
            // Nothing between header and trailer is read: what they count cannot be verified.
            self.groups.damaged(self.log.findings.len().checked_sub(1));
        }
    }

    pub(crate) fn entity(
        &mut self,
        entity: &EntityLayout,
        data: &[u8],
        place: Place,
        layout: &Layout,
        visitor: &mut impl Visitor,
    ) {
        if data[3..5] != entity.template[3..5] {
            let (expected, found) = (text(&entity.template[3..5]), text(&data[3..5]));
            let at = Some(("level", (4, 5)));
            self.log
                .add(&finding::LEVEL, place, at, expected, found, None);
        }
        self.groups
            .place(entity, place, layout, None, &mut self.log, visitor);
        let first = self.log.findings.len();
        let sound = fields::check(entity, data, place, &mut self.log);
        let damage = (self.log.findings.len() > first).then_some(first);
        self.groups.identify(entity, data, damage, layout);
        if let Some(total) = entity.total {
            match fields::amount(total, data) {
                Some(cents) => self.groups.add(cents),
                None => {
                    let root = self.log.findings[first..]
                        .iter()
                        .position(|f| f.code == finding::AMOUNT_UNREADABLE.code)
                        .map(|i| i + first);
                    self.groups.damaged_amount(root);
                }
            }
        }
        visitor.entity(
            &Seen {
                layout: entity,
                data,
                place,
                sound,
            },
            &mut self.log,
        );
    }

    pub(crate) fn closer(&mut self, data: &[u8], place: Place, next: Ahead, layout: &Layout) {
        self.groups.closer(data, place, next, layout, &mut self.log);
    }

    pub(crate) fn note_line_end(&mut self, block: &Block, damaged: bool) {
        match block.line_end {
            Some(LineEnd::None) if !damaged => {
                let place = Place {
                    offset: block.end,
                    block: self.blocks,
                    entity: 0,
                    rank: self.rank,
                };
                self.bare_end.get_or_insert(place);
            }
            Some(LineEnd::None) | None => {}
            Some(line_end) => {
                self.line_end.get_or_insert(line_end);
            }
        }
    }

    pub(crate) fn finish(mut self, end: usize) -> FileReading {
        if let (Some(_), Some(place)) = (self.line_end, self.bare_end) {
            self.log.add(
                &finding::LINE_END_MISSING,
                place,
                None,
                "a line end",
                "none",
                None,
            );
        }
        FileReading {
            header: self.header,
            range: self.start..end,
            blocks: self.blocks,
            entities: self.rank,
            line_end: self.line_end.unwrap_or(LineEnd::None),
            findings: self.log.findings,
        }
    }
}

/// Reports what is wrong with a block's prefix; what then goes wrong inside follows from it.
pub(crate) fn block_fault(file: &mut Open<'_>, block: &Block, entity: u16) -> Option<usize> {
    let place = Place {
        offset: block.offset,
        block: file.blocks,
        entity,
        rank: file.rank,
    };
    let found = length(block.end - block.start);
    let root = match block.fault? {
        BlockFault::Prefix => file.log.add(
            &finding::BLOCK_PREFIX,
            place,
            None,
            "four digits",
            "other characters",
            None,
        ),
        BlockFault::Length { declared } => file.log.add(
            &finding::BLOCK_LENGTH,
            place,
            None,
            length(declared),
            found,
            None,
        ),
        BlockFault::Truncated { declared } => file.log.add(
            &finding::TRUNCATED,
            place,
            None,
            length(declared),
            found,
            None,
        ),
    };
    if !matches!(block.fault, Some(BlockFault::Prefix)) {
        file.groups.damaged(Some(root));
    }
    Some(root)
}
