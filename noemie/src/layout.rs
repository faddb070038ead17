//! Flat offset tables, compiled once from a profile: hot code never looks a name up.

mod compile;
mod envelope;
mod tree;

pub use crate::layout_error::LayoutError;
pub(crate) use compile::compile_record;
pub use envelope::EnvelopeLayout;

use std::ops::Range;
use std::sync::Arc;

use crate::codes::Codes;
use crate::profile::{
    CloserIdentifier, Confidence, Counted, Description, FieldType, HeaderDate, Padding,
};
use crate::quick::Quick;
use compile::compile_entity;

/// A run of characters in an entity, from 0, the end excluded.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Span {
    start: u16,
    end: u16,
}

impl Span {
    #[cfg(test)]
    pub(crate) const fn new(start: u16, end: u16) -> Self {
        Self { start, end }
    }

    /// As a range of bytes from the entity's first.
    #[must_use]
    pub fn range(self) -> Range<usize> {
        usize::from(self.start)..usize::from(self.end)
    }

    /// First and last column as people count them: from 1, both included.
    #[must_use]
    pub const fn columns(self) -> (u16, u16) {
        (self.start + 1, self.end)
    }

    /// Number of characters.
    #[must_use]
    pub const fn width(self) -> usize {
        (self.end - self.start) as usize
    }

    /// Its characters in `entity`; none where the entity is too short.
    #[must_use]
    pub fn of(self, entity: &[u8]) -> &[u8] {
        entity.get(self.range()).unwrap_or_default()
    }
}

/// One place of an entity: a field, or the filler between two.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Slot {
    /// Where.
    pub span: Span,
    /// What the characters are; none for filler, of which nothing more is known than the characters that any
    /// text may hold.
    pub kind: Option<FieldType>,
    /// Name of the field, `filler` between fields.
    pub name: Arc<str>,
    /// The only values allowed; none where any is.
    pub codes: Option<Codes>,
    /// The values a table knows; none where there is no table.
    pub known: Option<Codes>,
    /// Every value there is nothing to say of, what stands for nothing included; none where there is no list.
    pub(crate) quick: Option<Codes>,
    /// Whether there may be nothing.
    pub optional: bool,
    /// Least and most of a number.
    pub range: Option<(u64, u64)>,
    /// How a short value is padded.
    pub padding: Padding,
    /// Whether it tells something about a person. Filler may.
    pub personal: bool,
    /// How well position and content are known; nothing is known of filler.
    pub confidence: Confidence,
}

impl Slot {
    /// Whether it is a text, or nothing more is known of it.
    pub(crate) const fn is_text(&self) -> bool {
        matches!(self.kind, None | Some(FieldType::An | FieldType::A))
    }
}

/// What an entity adds to every total above it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Total {
    /// The amount.
    pub amount: Span,
    /// Its sign.
    pub sign: Span,
    /// What the sign follows, where it does.
    pub follows: Option<Follows>,
}

/// Another sign that an amount's is the same as, save for some codes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Follows {
    /// The other sign.
    pub sign: Span,
    /// The act code.
    pub act: Span,
    /// Codes whose amount has the opposite sign.
    pub reversed: Codes,
}

/// What each column of an entity may hold, for one look at all of them together: `byte - low` is at
/// most `width`, and `@` stands nowhere but at the end.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Columns {
    low: Box<[u8]>,
    width: Box<[u8]>,
}

impl Columns {
    /// Whether every character is one its column may hold: then only values are left to check. (False
    /// may mean no more than a quirk.)
    pub(crate) fn hold(&self, data: &[u8]) -> bool {
        if data.len() != self.low.len() {
            return false;
        }
        hold(data, &self.low, &self.width)
    }

    /// The first place from `from` on, counted from 0, of a character that its column may not hold.
    fn first_outside(&self, data: &[u8], from: usize) -> Option<usize> {
        /// Characters looked at together.
        const RUN: usize = 32;
        let end = data.len().min(self.low.len());
        let mut at = from;
        while at < end {
            let to = end.min(at + RUN);
            if !hold(&data[at..to], &self.low[at..to], &self.width[at..to]) {
                let alone = |c: &usize| {
                    let range = *c..*c + 1;
                    !hold(
                        &data[range.clone()],
                        &self.low[range.clone()],
                        &self.width[range],
                    )
                };
                return (at..to).find(alone);
            }
            at = to;
        }
        None
    }

    /// Lets columns hold any digit.
    fn any_digits(&mut self, range: Range<usize>) {
        self.low[range.clone()].fill(b'0');
        self.width[range].fill(9);
    }

    /// The same for one field.
    pub(crate) fn hold_in(&self, data: &[u8], span: Span) -> bool {
        let range = span.range();
        hold(span.of(data), &self.low[range.clone()], &self.width[range])
    }
}

fn hold(data: &[u8], low: &[u8], width: &[u8]) -> bool {
    let mut bad = 0_u8;
    for ((byte, low), width) in data.iter().zip(low).zip(width) {
        let outside = byte.wrapping_sub(*low) > *width;
        let stray = (*byte == DELIMITER) & (*width != 0);
        bad |= u8::from(outside | stray);
    }
    bad == 0
}

/// One entity, compiled.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EntityLayout {
    /// Its number.
    pub number: u16,
    /// Its level: 99 for a detail.
    pub level: u8,
    /// The entity whose group holds it.
    pub parent: Option<u16>,
    /// Place of its parent among the entities of the layout.
    pub(crate) parent_place: Option<u8>,
    /// Its own place there.
    pub(crate) place: u8,
    /// How well the entity as a whole is known: its length above all.
    pub confidence: Confidence,
    /// Whether a 990 closes it.
    pub(crate) opens: bool,
    /// Whether the closer of its group counts it.
    pub(crate) counted: Counted,
    /// Whether a closer can: openers, and details of the deepest group.
    pub(crate) counts: bool,
    /// Which kind of child of its parent it is.
    pub(crate) kind: u8,
    /// Fewest and most times under one parent.
    pub(crate) times: (u16, u16),
    /// Its slots in order; with number, level and `@` they cover it without gap.
    pub slots: Box<[Slot]>,
    /// The characters it has before any field is written.
    pub template: Box<[u8]>,
    /// What its closer repeats.
    pub identifier: Span,
    /// What feeds the totals.
    pub total: Option<Total>,
    /// The slots of a NIR and its key, where it has both.
    pub(crate) nir: Option<(u8, u8)>,
    pub(crate) columns: Columns,
    /// The slots whose values are to be checked even where every character is sound.
    pub(crate) looks: Box<[Quick]>,
    /// Entities of its group that must be there, by place.
    pub(crate) needs: Box<[u8]>,
}

impl EntityLayout {
    /// Characters, number, level and `@` included.
    #[must_use]
    pub fn length(&self) -> usize {
        self.template.len()
    }

    /// Whether an `@` ends it.
    #[must_use]
    pub fn is_delimited(&self) -> bool {
        self.template.last() == Some(&DELIMITER)
    }

    /// Whether a 990 closes it.
    #[must_use]
    pub fn opens_group(&self) -> bool {
        self.opens
    }

    /// The first slot from a place on, counted from 0, that holds a character its column may not.
    pub(crate) fn damaged_slot(&self, data: &[u8], from: usize) -> Option<usize> {
        let at = self.columns.first_outside(data, from)?;
        let place = self
            .slots
            .partition_point(|slot| usize::from(slot.span.end) <= at);
        let slot = self.slots.get(place)?;
        // Number, level and delimiter are in no slot.
        if usize::from(slot.span.start) <= at {
            Some(place)
        } else {
            self.damaged_slot(data, usize::from(slot.span.start))
        }
    }

    /// The slot that holds a column, counted from 1.
    #[must_use]
    pub fn slot_at(&self, column: u16) -> Option<&Slot> {
        self.slots
            .iter()
            .find(|slot| slot.span.start < column && column <= slot.span.end)
    }

    /// The field of that name.
    ///
    /// # Errors
    /// Where the profile has none.
    pub fn field(&self, name: &str) -> Result<Span, LayoutError> {
        self.slot(name)
            .map(|slot| slot.span)
            .ok_or_else(|| LayoutError::MissingField {
                entity: self.number,
                field: name.to_owned(),
            })
    }

    fn slot(&self, name: &str) -> Option<&Slot> {
        let mut slots = self.slots.iter();
        slots.find(|slot| slot.kind.is_some() && &*slot.name == name)
    }
}

/// The level of a detail, which opens no group.
pub(crate) const DETAIL: u8 = 99;
/// The delimiter that ends every entity between header and trailer.
pub(crate) const DELIMITER: u8 = b'@';
/// Most kinds of entities that one group can hold.
pub(crate) const KINDS: usize = 16;
/// Characters of a 990.
pub(crate) const CLOSER_LENGTH: usize = 43;

/// A reference, compiled.
#[derive(Debug)]
pub struct Layout {
    /// The reference.
    pub reference: u16,
    /// How well the layout as a whole is known: its tree above all.
    pub status: Confidence,
    /// Its entities, in the order of the tree.
    pub entities: Box<[EntityLayout]>,
    /// The deepest level that opens a group.
    pub depth: u8,
    /// Order of the header's date.
    pub header_date: HeaderDate,
    /// Entity, by place, and date that the header's follows closely.
    pub(crate) dated_by: Option<(u8, Span)>,
    /// Header, closer and trailer.
    pub envelope: EnvelopeLayout,
    /// Whether a 990 repeats its opener's identifier.
    pub closer_identifier: bool,
    /// The sign a 990 gives a total that is not negative.
    pub closer_sign: u8,
    /// Place in `entities` by number; `ABSENT` elsewhere.
    by_number: Box<[u8]>,
}

const ABSENT: u8 = u8::MAX;

impl Layout {
    /// The entity of that number.
    #[must_use]
    pub fn entity(&self, number: u16) -> Option<&EntityLayout> {
        let place = *self.by_number.get(usize::from(number))?;
        self.entities.get(usize::from(place))
    }

    /// The entity of that number, for code that cannot do without.
    ///
    /// # Errors
    /// Where the profile has none.
    pub fn require(&self, number: u16) -> Result<&EntityLayout, LayoutError> {
        let Some(entity) = self.entity(number) else {
            return Err(LayoutError::MissingEntity { entity: number });
        };
        Ok(entity)
    }

    /// Compiles a description.
    ///
    /// # Errors
    /// Where fields overlap or leave their entity, or tree and entities do not agree: every such fault.
    pub fn compile(description: &Description) -> Result<Self, Vec<LayoutError>> {
        let mut faults = Vec::new();
        tree::check(description, &mut faults);
        let mut entities = Vec::with_capacity(description.entities.len());
        for entity in &description.entities {
            // One that is not in the tree is a fault already: its fields are looked at all the same.
            let mut nodes = description.tree.iter();
            let node = nodes.find(|node| node.entity == entity.number);
            entities.push(compile_entity(entity, node, &mut faults));
        }
        let envelope = EnvelopeLayout::compile(description.envelope(), &mut faults);
        if !faults.is_empty() {
            return Err(faults);
        }
        let rank = |number| description.tree.iter().position(|n| n.entity == number);
        entities.sort_by_key(|entity| rank(entity.number));
        place(&mut entities);
        let mut by_number = vec![ABSENT; 1_000].into_boxed_slice();
        for entity in &entities {
            by_number[usize::from(entity.number)] = entity.place;
        }
        let dated_by = description.dated_by.as_ref().and_then(|by| {
            let entity = entities.iter().find(|entity| entity.number == by.entity)?;
            Some((entity.place, entity.slot(&by.field)?.span))
        });
        Ok(Self {
            reference: description.reference,
            status: description.status,
            depth: depth(&entities),
            entities: entities.into_boxed_slice(),
            header_date: description.header_date,
            dated_by,
            envelope,
            closer_identifier: description.closer.identifier == CloserIdentifier::Opener,
            closer_sign: description.closer.sign.bytes().next().unwrap_or(b' '),
            by_number,
        })
    }
}

/// Resolves numbers into places.
fn place(entities: &mut [EntityLayout]) {
    let depth = depth(entities);
    let numbers: Vec<u16> = entities.iter().map(|entity| entity.number).collect();
    let place_of = |number: u16| {
        let place = numbers.iter().position(|other| *other == number)?;
        u8::try_from(place).ok()
    };
    let mut kinds: Vec<Option<u16>> = Vec::new();
    for entity in entities.iter_mut() {
        entity.place = place_of(entity.number).unwrap_or(ABSENT);
        entity.parent_place = entity.parent.and_then(place_of);
        let kind = kinds
            .iter()
            .filter(|parent| **parent == entity.parent)
            .count();
        entity.kind = u8::try_from(kind).unwrap_or(u8::MAX);
        kinds.push(entity.parent);
    }
    let levels: Vec<u8> = entities.iter().map(|entity| entity.level).collect();
    for entity in entities.iter_mut() {
        let within = entity
            .parent_place
            .map_or(0, |parent| levels[usize::from(parent)]);
        entity.counts = entity.opens || within == depth;
    }
    let needed: Vec<(Option<u16>, u8)> = entities
        .iter()
        .filter(|entity| entity.times.0 > 0)
        .map(|entity| (entity.parent, entity.place))
        .collect();
    for entity in entities.iter_mut().filter(|entity| entity.opens) {
        entity.needs = needed
            .iter()
            .filter(|(parent, _)| *parent == Some(entity.number))
            .map(|(_, place)| *place)
            .collect();
    }
}

/// The deepest level that opens a group.
fn depth(entities: &[EntityLayout]) -> u8 {
    let openers = entities.iter().filter(|entity| entity.opens);
    openers.map(|entity| entity.level).max().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use crate::profile::{Profile, embedded_text};

    fn error_of(from: &str, to: &str) -> String {
        let text = embedded_text("929").unwrap();
        assert!(text.contains(from), "{from}");
        Profile::parse("929", &text.replacen(from, to, 1))
            .unwrap_err()
            .to_string()
    }

    #[test]
    fn contradictions_name_entity_field_and_columns() {
        insta::assert_snapshot!(
            [
                error_of(
                    "{name: nir-key, at: [19, 20]",
                    "{name: nir-key, at: [18, 19]"
                ),
                error_of(
                    "{name: oc-number, at: [6, 13]",
                    "{name: oc-number, at: [6, 14]"
                ),
                error_of(
                    "{name: oc-number, at: [6, 13]",
                    "{name: oc-number, at: [5, 13]"
                ),
                error_of("{name: nir-key, at: [19, 20]", "{name: nir, at: [19, 20]"),
                error_of("{name: start, at: [17, 24]", "{name: start, at: [17, 23]"),
                error_of("default: \"MUJ\"", "default: \"MUJI\""),
                error_of("  - {entity: 290, level: 99, parent: 110, min: 1}\n", ""),
                error_of("entity: 120, level: 99", "entity: 120, level: 4"),
                error_of("entity: 120,", "entity: 121,"),
                error_of("sign: \" \"", "sign: \"X\""),
            ]
            .join("\n")
        );
    }

    #[test]
    fn slots_cover_each_entity_without_gap() {
        for profile in Profile::embedded_all() {
            for entity in &*profile.layout().entities {
                let mut at = 5;
                for slot in &*entity.slots {
                    assert_eq!(
                        slot.span.range().start,
                        at,
                        "{} {}",
                        entity.number,
                        slot.name
                    );
                    at = slot.span.range().end;
                }
                assert_eq!(at + 1, entity.length(), "{}", entity.number);
            }
        }
    }

    #[test]
    fn lengths_are_those_of_the_dictionary() {
        let lengths = |name| -> Vec<(u16, usize)> {
            let layout = Profile::embedded(name).unwrap().layout();
            layout
                .entities
                .iter()
                .map(|e| (e.number, e.length()))
                .collect()
        };
        assert_eq!(
            lengths("929"),
            [(10, 14), (110, 88), (120, 57), (140, 69), (290, 98)]
        );
        assert_eq!(
            lengths("303-inferred"),
            [
                (10, 14),
                (70, 12),
                (110, 88),
                (127, 59),
                (25, 42),
                (45, 24),
                (100, 15),
                (80, 15),
                (255, 149)
            ]
        );
    }
}
