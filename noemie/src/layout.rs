//! Flat offset tables, compiled once from a profile: hot code never looks a name up.

pub use crate::layout_error::LayoutError;

use std::ops::Range;

use crate::profile::{CloserIdentifier, Description, Entity, Field, FieldType};

/// A run of characters in an entity, from 0, the end excluded.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Span {
    start: u16,
    end: u16,
}

impl Span {
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
    /// What the characters are; none for filler, which is never checked.
    pub kind: Option<FieldType>,
    /// Name of the field, `filler` between fields.
    pub name: Box<str>,
    /// The only values allowed, at full width; empty where any is.
    pub codes: Box<[Box<[u8]>]>,
    /// Whether a date may be zeros.
    pub optional: bool,
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
    /// Its slots in order; with number, level and `@` they cover it without gap.
    pub slots: Box<[Slot]>,
    /// The characters it has before any field is written.
    pub template: Box<[u8]>,
    /// What its closer repeats.
    pub identifier: Span,
    /// Amount and sign that feed the totals.
    pub total: Option<(Span, Span)>,
    /// A NIR and its key, where it has both.
    pub nir: Option<(Span, Span)>,
}

impl EntityLayout {
    /// Characters, number, level and `@` included.
    #[must_use]
    pub fn length(&self) -> usize {
        self.template.len()
    }

    /// Whether a 990 closes it.
    #[must_use]
    pub fn opens_group(&self) -> bool {
        self.level != DETAIL
    }

    /// The field of that name.
    ///
    /// # Errors
    /// Where the profile has none.
    pub fn field(&self, name: &str) -> Result<Span, LayoutError> {
        self.slots
            .iter()
            .find(|slot| slot.kind.is_some() && &*slot.name == name)
            .map(|slot| slot.span)
            .ok_or_else(|| LayoutError::MissingField {
                entity: self.number,
                field: name.to_owned(),
            })
    }
}

/// The level of a detail, which opens no group.
pub(crate) const DETAIL: u8 = 99;
/// The delimiter that ends every entity between header and trailer.
pub(crate) const DELIMITER: u8 = b'@';
/// Characters of a 990.
pub(crate) const CLOSER_LENGTH: usize = 43;

/// A reference, compiled.
#[derive(Debug)]
pub struct Layout {
    /// The reference.
    pub reference: u16,
    /// Its entities, in the order of the tree.
    pub entities: Box<[EntityLayout]>,
    /// The deepest level that opens a group.
    pub depth: u8,
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
        self.entity(number)
            .ok_or(LayoutError::MissingEntity { entity: number })
    }

    /// Compiles a description.
    ///
    /// # Errors
    /// Where fields overlap or leave their entity, or tree and entities do not agree.
    pub fn compile(description: &Description) -> Result<Self, LayoutError> {
        let mut entities = Vec::with_capacity(description.tree.len());
        let mut by_number = vec![ABSENT; 1_000].into_boxed_slice();
        for node in &description.tree {
            let number = node.entity;
            let mut defined = description.entities.iter().filter(|e| e.number == number);
            let entity = defined
                .next()
                .ok_or(LayoutError::MissingEntity { entity: number })?;
            if defined.next().is_some() || by_number.get(usize::from(number)) != Some(&ABSENT) {
                return Err(LayoutError::Twice { entity: number });
            }
            if matches!(number, 0 | 990 | 999) {
                return Err(LayoutError::Reserved { entity: number });
            }
            by_number[usize::from(number)] = u8::try_from(entities.len())
                .ok()
                .filter(|place| *place != ABSENT)
                .ok_or(LayoutError::TooMany)?;
            entities.push(compile_entity(entity, node.level, node.parent)?);
        }
        if let Some(orphan) = description
            .entities
            .iter()
            .find(|e| !entities.iter().any(|c| c.number == e.number))
        {
            return Err(LayoutError::NotInTree {
                entity: orphan.number,
            });
        }
        check_tree(&entities)?;
        let depth = entities
            .iter()
            .filter(|e| e.opens_group())
            .map(|e| e.level)
            .max()
            .unwrap_or_default();
        let closer_sign = match description.closer.sign.as_bytes() {
            [sign @ (b'P' | b' ')] => *sign,
            _ => return Err(LayoutError::CloserSign),
        };
        Ok(Self {
            reference: description.reference,
            entities: entities.into_boxed_slice(),
            depth,
            closer_identifier: description.closer.identifier == CloserIdentifier::Opener,
            closer_sign,
            by_number,
        })
    }
}

fn compile_entity(
    entity: &Entity,
    level: u8,
    parent: Option<u16>,
) -> Result<EntityLayout, LayoutError> {
    let number = entity.number;
    let last = entity.length.saturating_sub(1);
    let mut fields: Vec<&Field> = entity.fields.iter().collect();
    fields.sort_by_key(|field| field.at);
    let mut template = vec![b' '; usize::from(entity.length.max(6))];
    template[..5].copy_from_slice(format!("{number:03}{level:02}").as_bytes());
    let end = template.len() - 1;
    template[end] = DELIMITER;

    let mut slots: Vec<Slot> = Vec::with_capacity(fields.len() * 2);
    let mut free = 5;
    let mut previous: Option<&Field> = None;
    for field in fields {
        let [from, to] = field.at;
        let name = || field.name.clone();
        if from < 6 || to < from || to > last {
            return Err(LayoutError::Outside {
                entity: number,
                field: name(),
                from,
                to,
                last,
            });
        }
        if let Some(other) = previous.filter(|other| other.at[1] >= from) {
            return Err(LayoutError::Overlap {
                entity: number,
                field: name(),
                from,
                to,
                other: other.name.clone(),
                other_from: other.at[0],
                other_to: other.at[1],
            });
        }
        if entity
            .fields
            .iter()
            .filter(|f| f.name == field.name)
            .count()
            > 1
        {
            return Err(LayoutError::SameName {
                entity: number,
                field: name(),
            });
        }
        let span = Span {
            start: from - 1,
            end: to,
        };
        if let Some(width) = fixed_width(field.kind).filter(|width| *width != span.width()) {
            return Err(LayoutError::Width {
                entity: number,
                field: name(),
                from,
                to,
                width,
            });
        }
        let fit = |value: &str| {
            padded(field.kind, value, span.width()).ok_or_else(|| LayoutError::Value {
                entity: number,
                field: name(),
                from,
                to,
                value: value.to_owned(),
            })
        };
        let codes = field
            .codes
            .iter()
            .map(|code| fit(code))
            .collect::<Result<Box<[_]>, _>>()?;
        template[span.range()].copy_from_slice(&fit(field.default.as_deref().unwrap_or_default())?);
        push_filler(&mut slots, free, span.start);
        free = span.end;
        previous = Some(field);
        slots.push(Slot {
            span,
            kind: Some(field.kind),
            name: field.name.as_str().into(),
            codes,
            optional: field.optional,
        });
    }
    push_filler(&mut slots, free, last.max(5));

    let mut layout = EntityLayout {
        number,
        level,
        parent,
        slots: slots.into_boxed_slice(),
        template: template.into_boxed_slice(),
        identifier: Span { start: 5, end: 5 },
        total: None,
        nir: None,
    };
    layout.identifier = match &entity.identifier {
        Some(name) => layout.field(name)?,
        None => layout
            .slots
            .iter()
            .find(|slot| slot.kind.is_some())
            .map_or(layout.identifier, |slot| slot.span),
    };
    let of_kind = |kind| {
        layout
            .slots
            .iter()
            .find(|s| s.kind == Some(kind))
            .map(|s| s.span)
    };
    layout.nir = of_kind(FieldType::Nir).zip(of_kind(FieldType::NirKey));
    if let Some(total) = &entity.total {
        layout.total = Some((layout.field(&total.amount)?, layout.field(&total.sign)?));
    }
    Ok(layout)
}

fn push_filler(slots: &mut Vec<Slot>, start: u16, end: u16) {
    if start < end {
        slots.push(Slot {
            span: Span { start, end },
            kind: None,
            name: "filler".into(),
            codes: Box::default(),
            optional: true,
        });
    }
}

fn check_tree(entities: &[EntityLayout]) -> Result<(), LayoutError> {
    for entity in entities {
        let parent = entity.parent.map(|number| {
            entities
                .iter()
                .find(|e| e.number == number)
                .ok_or(LayoutError::MissingEntity { entity: number })
        });
        let fits = match parent.transpose()? {
            None => entity.level == 1,
            Some(parent) => {
                parent.opens_group() && (entity.level == DETAIL || entity.level == parent.level + 1)
            }
        };
        if !fits {
            return Err(LayoutError::Level {
                entity: entity.number,
                level: entity.level,
            });
        }
    }
    Ok(())
}

fn fixed_width(kind: FieldType) -> Option<usize> {
    match kind {
        FieldType::N | FieldType::An | FieldType::A => None,
        FieldType::DateJjmmaa | FieldType::DateAammjj | FieldType::BirthDate => Some(6),
        FieldType::DateSsaammjj => Some(8),
        FieldType::Nir => Some(13),
        FieldType::NirKey => Some(2),
        FieldType::Sign => Some(1),
    }
}

/// `value` at full width, padded as its type asks; none where it does not fit.
fn padded(kind: FieldType, value: &str, width: usize) -> Option<Box<[u8]>> {
    let bytes = value.as_bytes();
    let free = width.checked_sub(bytes.len())?;
    let text = matches!(kind, FieldType::An | FieldType::A | FieldType::Sign);
    let printable =
        |b: &u8| (b' '..=b'~').contains(b) && *b != DELIMITER && !b.is_ascii_lowercase();
    if !(bytes.iter().all(printable) && (text || bytes.iter().all(u8::is_ascii_digit))) {
        return None;
    }
    Some(
        if text {
            [bytes, &vec![b' '; free]].concat()
        } else {
            [&vec![b'0'; free], bytes].concat()
        }
        .into_boxed_slice(),
    )
}

#[cfg(test)]
mod tests {
    use crate::profile::{EMBEDDED_TEXTS, Profile};

    fn error_of(from: &str, to: &str) -> String {
        let text = EMBEDDED_TEXTS[2].1;
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
                error_of("  - {entity: 290, level: 99, parent: 110}\n", ""),
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
                (255, 149)
            ]
        );
    }
}
