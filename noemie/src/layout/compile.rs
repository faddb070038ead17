//! From the fields of a description to slots, templates and columns.

use super::{
    ABSENT, Columns, DELIMITER, DETAIL, EntityLayout, Follows, LayoutError, Slot, Span, Total,
};
use crate::codes::Codes;
use crate::profile::{Confidence, Counted, Entity, Field, FieldType, Node, Padding};
use crate::quick::Quick;
use crate::tables;

pub(super) fn compile_entity(entity: &Entity, node: &Node) -> Result<EntityLayout, LayoutError> {
    let level = node.level;
    let number = entity.number;
    if level == 0 || level > DETAIL || (node.min > node.max && node.max.is_some()) {
        return Err(LayoutError::Level {
            entity: number,
            level,
        });
    }
    let last = entity.length.saturating_sub(1);
    let mut template = vec![b' '; usize::from(entity.length.max(6))];
    template[..5].copy_from_slice(format!("{number:03}{level:02}").as_bytes());
    let end = template.len() - 1;
    template[end] = DELIMITER;
    let slots = slots(number, &entity.fields, (6, last), &mut template)?;
    let mut layout = bare(number, level, slots, template);
    layout.confidence = entity.confidence;
    layout.parent = node.parent;
    layout.opens = node.opens.unwrap_or(level != DETAIL);
    layout.counted = node.counted;
    layout.times = (node.min.unwrap_or(0), node.max.unwrap_or(u16::MAX));
    layout.identifier = match &entity.identifier {
        Some(name) => layout.field(name)?,
        None => layout
            .slots
            .iter()
            .find(|slot| slot.kind.is_some())
            .map_or(layout.identifier, |slot| slot.span),
    };
    if let Some(total) = &entity.total {
        let follows = match &total.follows {
            None => None,
            Some(follows) => {
                let act = layout.field(&follows.act)?;
                let reversed = follows.reversed.iter().filter_map(|code| {
                    padded(FieldType::An, Padding::BlanksRight, code, act.width())
                });
                Some(Follows {
                    sign: layout.field(&follows.sign)?,
                    act,
                    reversed: Codes::new(reversed.collect()),
                })
            }
        };
        layout.total = Some(Total {
            amount: layout.field(&total.amount)?,
            sign: layout.field(&total.sign)?,
            follows,
        });
    }
    Ok(layout)
}

/// Fields and filler of the columns from `first` to `last`; defaults go to the template.
fn slots(
    number: u16,
    all: &[Field],
    (first, last): (u16, u16),
    template: &mut [u8],
) -> Result<Vec<Slot>, LayoutError> {
    let mut fields: Vec<&Field> = all.iter().collect();
    fields.sort_by_key(|field| field.at);
    let mut slots: Vec<Slot> = Vec::with_capacity(fields.len() * 2);
    let mut free = first - 1;
    let mut previous: Option<&Field> = None;
    for field in fields {
        let [from, to] = field.at;
        let name = || field.name.clone();
        if from < first || to < from || to > last {
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
        if all.iter().filter(|f| f.name == field.name).count() > 1 {
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
        let padding = field.padding.unwrap_or(field.kind.padding());
        let fit = |value: &str| {
            padded(field.kind, padding, value, span.width()).ok_or_else(|| LayoutError::Value {
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
            .collect::<Result<Vec<_>, _>>()?;
        let known = known_codes(number, field, padding, span.width())?;
        template[span.range()].copy_from_slice(&fit(field.default.as_deref().unwrap_or_default())?);
        push_filler(&mut slots, free, span.start);
        free = span.end;
        previous = Some(field);
        slots.push(Slot {
            span,
            kind: Some(field.kind),
            name: field.name.as_str().into(),
            quick: quick_codes(field, &codes, &known, span.width()),
            codes: (!codes.is_empty()).then(|| Codes::new(codes)),
            known: known.map(Codes::new),
            optional: field.optional,
            range: field.range.map(|[least, most]| (least, most)),
            padding,
            personal: field.personal || field.kind.is_personal(),
            confidence: field.confidence,
        });
    }
    push_filler(&mut slots, free, last.max(first - 1));
    Ok(slots)
}

/// An entity that stands nowhere in a tree.
fn bare(number: u16, level: u8, slots: Vec<Slot>, template: Vec<u8>) -> EntityLayout {
    let columns = columns(&template, &slots);
    let looks = slots
        .iter()
        .enumerate()
        .filter(|(_, slot)| slot.has_values())
        .filter_map(|(place, slot)| Some(Quick::new(slot, u8::try_from(place).ok()?)))
        .collect();
    let of_kind = |kind| {
        let place = slots.iter().position(|s| s.kind == Some(kind))?;
        u8::try_from(place).ok()
    };
    let nir = of_kind(FieldType::Nir).zip(of_kind(FieldType::NirKey));
    EntityLayout {
        number,
        confidence: Confidence::Memory,
        level,
        parent: None,
        parent_place: None,
        place: ABSENT,
        opens: false,
        counted: Counted::Always,
        counts: false,
        kind: 0,
        times: (0, u16::MAX),
        slots: slots.into_boxed_slice(),
        template: template.into_boxed_slice(),
        identifier: Span { start: 5, end: 5 },
        total: None,
        nir,
        columns,
        looks,
        needs: Box::default(),
    }
}

/// Compiles a record without level or delimiter: `head` is what it starts with.
pub(crate) fn compile_record(
    number: u16,
    head: &[u8],
    length: u16,
    fields: &[Field],
) -> Result<EntityLayout, LayoutError> {
    let mut template = vec![b' '; usize::from(length)];
    template[..head.len()].copy_from_slice(head);
    // A head is one to three characters.
    let first = u16::try_from(head.len() + 1).unwrap_or(u16::MAX);
    let slots = slots(number, fields, (first, length), &mut template)?;
    Ok(bare(number, 0, slots, template))
}

/// Compiles a group closer: its level is what it closes, `00` in its template.
pub(crate) fn compile_closer(entity: &Entity) -> Result<EntityLayout, LayoutError> {
    let mut template = vec![b' '; usize::from(entity.length)];
    let last = entity.length - 1;
    template[..5].copy_from_slice(format!("{:03}00", entity.number).as_bytes());
    template[usize::from(last)] = DELIMITER;
    let slots = slots(entity.number, &entity.fields, (6, last), &mut template)?;
    let mut closer = bare(entity.number, 0, slots, template);
    closer.confidence = entity.confidence;
    // Any level is one that a column may hold.
    closer.columns.low[3..5].fill(b'0');
    closer.columns.width[3..5].fill(9);
    Ok(closer)
}

/// The codes of every table the field names; none where it names none.
fn known_codes(
    entity: u16,
    field: &Field,
    padding: Padding,
    width: usize,
) -> Result<Option<Vec<Box<[u8]>>>, LayoutError> {
    let mut all = Vec::new();
    for name in &field.tables {
        let table = tables::table(name).ok_or_else(|| LayoutError::Table {
            entity,
            field: field.name.clone(),
            table: name.clone(),
        })?;
        let texts = table.wire_codes();
        all.extend(
            texts
                .iter()
                .filter_map(|text| padded(field.kind, padding, text, width)),
        );
    }
    Ok((!field.tables.is_empty()).then_some(all))
}

/// The values of a field that need no second look: those that every list of its own holds.
fn quick_codes(
    field: &Field,
    codes: &[Box<[u8]>],
    known: &Option<Vec<Box<[u8]>>>,
    width: usize,
) -> Option<Codes> {
    if field.range.is_some() {
        return None;
    }
    let mut all = match (codes, known) {
        ([], None) => return None,
        ([], Some(known)) => known.clone(),
        (codes, None) => codes.to_vec(),
        (codes, Some(known)) => {
            let both = codes.iter().filter(|code| known.contains(code));
            both.cloned().collect()
        }
    };
    if field.optional && !all.is_empty() {
        all.push(vec![b' '; width].into());
        all.push(vec![b'0'; width].into());
    }
    Some(Codes::new(all))
}

/// Adds the filler between two places, where there is any.
pub(crate) fn push_filler(slots: &mut Vec<Slot>, start: u16, end: u16) {
    if start < end {
        slots.push(Slot {
            span: Span { start, end },
            kind: None,
            // By its first column: an entity may have several.
            name: format!("filler-{}", start + 1).into(),
            codes: None,
            known: None,
            quick: None,
            optional: true,
            range: None,
            padding: Padding::BlanksRight,
            personal: true,
            confidence: Confidence::Memory,
        });
    }
}

impl Slot {
    /// Whether sound characters may still be a wrong value.
    fn has_values(&self) -> bool {
        let plain = matches!(
            self.kind,
            None | Some(FieldType::N | FieldType::An | FieldType::A | FieldType::NirKey)
        );
        !plain || self.codes.is_some() || self.known.is_some() || self.range.is_some()
    }
}

fn columns(template: &[u8], slots: &[Slot]) -> Columns {
    // Number, level and the final `@` are what they are.
    let mut low = template.to_vec();
    let mut width = vec![0; template.len()];
    for slot in slots {
        let digits = slot.padding == Padding::ZerosLeft && slot.kind != Some(FieldType::Nir);
        let (from, to) = match slot.kind {
            Some(kind) if digits && kind.padding() == Padding::ZerosLeft => (b'0', b'9'),
            // What is not described holds the characters that the norm's texts do.
            Some(_) | None => (b' ', b'_'),
        };
        low[slot.span.range()].fill(from);
        width[slot.span.range()].fill(to - from);
    }
    Columns {
        low: low.into(),
        width: width.into(),
    }
}

pub(super) fn check_tree(entities: &[EntityLayout]) -> Result<(), LayoutError> {
    for entity in entities {
        let parent = entity.parent.map(|number| {
            entities
                .iter()
                .find(|e| e.number == number)
                .ok_or(LayoutError::MissingEntity { entity: number })
        });
        let fits = match parent.transpose()? {
            None => entity.level == 1 && entity.opens,
            Some(parent) => {
                parent.opens_group()
                    && (entity.level == DETAIL
                        || entity.level == parent.level + 1
                        // 900 was seen to give details the level of their group.
                        || (!entity.opens && entity.level == parent.level))
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

/// `value` at full width; none where it does not fit.
fn padded(kind: FieldType, padding: Padding, value: &str, width: usize) -> Option<Box<[u8]>> {
    let bytes = value.as_bytes();
    let free = width.checked_sub(bytes.len())?;
    let text = kind.padding() == Padding::BlanksRight || padding == Padding::BlanksLeft;
    let printable =
        |b: &u8| (b' '..=b'~').contains(b) && *b != DELIMITER && !b.is_ascii_lowercase();
    if !(bytes.iter().all(printable) && (text || bytes.iter().all(u8::is_ascii_digit))) {
        return None;
    }
    Some(
        match padding {
            Padding::BlanksRight => [bytes, &vec![b' '; free]].concat(),
            Padding::BlanksLeft => [&vec![b' '; free], bytes].concat(),
            Padding::ZerosLeft => [&vec![b'0'; free], bytes].concat(),
        }
        .into_boxed_slice(),
    )
}
