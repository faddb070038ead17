/// Why a description is no layout. Columns are counted from 1, both included.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum LayoutError {
    /// Two fields share a column.
    #[error(
        "entity {entity:03}: field `{field}` ({from}-{to}) overlaps `{other}` ({other_from}-{other_to})"
    )]
    Overlap {
        /// Entity.
        entity: u16,
        /// The later field.
        field: String,
        /// Its first column.
        from: u16,
        /// Its last column.
        to: u16,
        /// The earlier field.
        other: String,
        /// Its first column.
        other_from: u16,
        /// Its last column.
        other_to: u16,
    },
    /// A field leaves the data part of its entity.
    #[error("entity {entity:03}: field `{field}` ({from}-{to}) is outside columns 6-{last}")]
    Outside {
        /// Entity.
        entity: u16,
        /// Field.
        field: String,
        /// Its first column.
        from: u16,
        /// Its last column.
        to: u16,
        /// The last column before the `@`.
        last: u16,
    },
    /// The type has a width of its own.
    #[error("entity {entity:03}: field `{field}` ({from}-{to}) must be {width} characters wide")]
    Width {
        /// Entity.
        entity: u16,
        /// Field.
        field: String,
        /// Its first column.
        from: u16,
        /// Its last column.
        to: u16,
        /// The width of its type.
        width: usize,
    },
    /// A default or a code does not fit its field.
    #[error("entity {entity:03}: field `{field}` ({from}-{to}): `{value}` does not fit")]
    Value {
        /// Entity.
        entity: u16,
        /// Field.
        field: String,
        /// Its first column.
        from: u16,
        /// Its last column.
        to: u16,
        /// The value.
        value: String,
    },
    /// A name is used twice in one entity.
    #[error("entity {entity:03}: two fields are named `{field}`")]
    SameName {
        /// Entity.
        entity: u16,
        /// Name.
        field: String,
    },
    /// A field that étalon or the entity itself refers to is not there.
    #[error("entity {entity:03}: field `{field}` is missing")]
    MissingField {
        /// Entity.
        entity: u16,
        /// Name.
        field: String,
    },
    /// An entity that étalon or the tree refers to is not there.
    #[error("entity {entity:03} is missing")]
    MissingEntity {
        /// Entity.
        entity: u16,
    },
    /// An entity is defined or placed twice.
    #[error("entity {entity:03} is there twice")]
    Twice {
        /// Entity.
        entity: u16,
    },
    /// 000, 990 and 999 are not a profile's to lay out.
    #[error("entity {entity:03} belongs to the envelope")]
    Reserved {
        /// Entity.
        entity: u16,
    },
    /// The envelope is of another length than étalon cuts files by.
    #[error("entity {entity:03}: its length cannot be other than {length}")]
    EnvelopeLength {
        /// Entity.
        entity: u16,
        /// The only length there is.
        length: usize,
    },
    /// An entity is defined and never placed.
    #[error("entity {entity:03} is not in the tree")]
    NotInTree {
        /// Entity.
        entity: u16,
    },
    /// Level and parent do not go together.
    #[error("entity {entity:03}: level {level:02} does not fit its parent")]
    Level {
        /// Entity.
        entity: u16,
        /// Its level.
        level: u8,
    },
    /// The code table a field names is not there.
    #[error("entity {entity:03}: field `{field}`: there is no code table `{table}`")]
    Table {
        /// Entity.
        entity: u16,
        /// Field.
        field: String,
        /// Table.
        table: String,
    },
    /// The date that the header's is held against is no date.
    #[error("dated-by: field `{field}` of entity {entity:03} is not of type date-jjmmaa")]
    NoDate {
        /// Entity.
        entity: u16,
        /// Field.
        field: String,
    },
    /// The sign of 990 is neither `P` nor a blank.
    #[error("closer: the sign must be `P` or a blank")]
    CloserSign,
    /// More entities than a reference can have.
    #[error("there are too many entities")]
    TooMany,
}
