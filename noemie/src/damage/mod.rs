//! One way to break a file for each kind of finding it can provoke: what the fault table, the
//! generators' adversities and the fuzz seeds all use.
//!
//! A damage goes into a *sound* file of the given profile, and changes nothing else: counts, totals
//! and block lengths stay those of the file before, save where keeping them would be a second damage.

mod apply;
mod map;

use crate::finding::{self, Rule};

/// A way to break a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Damage {
    /// Nothing is left. Provokes N001.
    EmptyFile,
    /// A letter in the length prefix of the n-th block. Provokes N002.
    BlockPrefix,
    /// The length prefix of the n-th block is one too small. Provokes N003.
    BlockLength,
    /// The file stops inside its last data block. Provokes N004.
    TruncateFile,
    /// The header's number is no longer 000. Provokes N005.
    HeaderNumber,
    /// The trailer is gone. Provokes N006.
    DropTrailer,
    /// Characters after the trailer. Provokes N007.
    TrailingGarbage,
    /// The line end after the header is gone. Provokes N008 (a note).
    DropLineEnd,
    /// Another line end than the file's after the n-th block that has one. Provokes N009 (a note).
    OtherLineEnd,
    /// The n-th entity loses a character; its block's length follows. Provokes N010.
    ShortEntity,
    /// The n-th entity ends with a blank in place of its `@`. Provokes N011.
    DropAt,
    /// The n-th entity is given a number nobody knows. Provokes N012.
    UnknownEntity,
    /// The level of the n-th entity is wrong. Provokes N013.
    FlipLevel,
    /// The n-th opener is gone; its block's length follows. Provokes N014.
    DropOpener,
    /// The n-th group closer is gone; its block's length follows. Provokes N015.
    DropCloser,
    /// The n-th group closer is there twice; its block's length follows. Provokes N016.
    SurplusCloser,
    /// Characters that are no entity at the end of the n-th data block; its length follows. N017.
    Leftover,
    /// The n-th innermost group loses all it holds; its block's length follows. Provokes N018.
    EmptyGroup,
    /// The n-th detail that its group must have, beside others, is gone; where none has others, one that the group
    /// may have stands in the place of the n-th that is alone. Its block's length follows. Provokes N019.
    DropDetail,
    /// The count of the n-th group closer is one too large. Provokes N020.
    WrongGroupCount,
    /// The total of the n-th group closer is one cent too large. Provokes N021.
    WrongGroupTotal,
    /// The identifier of the n-th group closer is another. Provokes N022 (a warning).
    WrongGroupIdentifier,
    /// The trailer counts one record too many. Provokes N023.
    WrongRecordCount,
    /// The trailer counts one group too many. Provokes N024.
    WrongGroupNumber,
    /// The trailer's total is one cent too large. Provokes N025.
    WrongFileTotal,
    /// The trailer names another file identification than the header. Provokes N026.
    EnvelopeDiffers,
    /// The password is another. Provokes N027 (a warning).
    WrongPassword,
    /// The password's letters are not transcoded. Provokes N028 (a note).
    PasswordLetters,
    /// A letter in the receiver's number, in header and trailer. Provokes N029.
    HeaderField,
    /// The header's date is `JJMMAA`. Provokes N030; none where that reads as a day `AAMMJJ` too.
    HeaderDateOrder,
    /// The header announces another reference. Provokes N031.
    UnknownReference,
    /// One more of a kind than the n-th group may hold; its block's length follows. Provokes N032.
    SurplusEntity,
    /// Another digit in the amount of the n-th line, which every total then contradicts. Provokes N038.
    WrongLineAmount,
    /// A letter in an amount that feeds the totals. Provokes N039.
    NonNumericAmount,
    /// A letter in a numeric field. Provokes N040.
    NonNumericField,
    /// A day of the thirty-second. Provokes N041.
    ImpossibleDate,
    /// A birth date with day 00. Provokes N042 (a note).
    LunarBirthDate,
    /// NUL in place of the blanks that end a text. Provokes N043 (a note).
    NulBytes,
    /// An accented letter (Latin-1) in a text. Provokes N044 (a warning).
    Accent,
    /// A small letter in a text. Provokes N045 (a warning).
    LowerCase,
    /// A sign that is none, where it feeds no total. Provokes N046.
    UnknownSign,
    /// A letter outside a closed list. Provokes N047.
    UnknownCode,
    /// Another key than the NIR's. Provokes N048 (a warning).
    WrongNirKey,
    /// A letter in a NIR. Provokes N049.
    MalformedNir,
    /// A birth rank of zero. Provokes N050.
    RankZero,
    /// The n-th amount that has a quantity's sign has the other one; totals follow. Provokes N051 (a warning).
    SignAgainstQuantity,
    /// A bell in a text. Provokes N052 (a warning).
    ControlCharacter,
    /// An `@` in a text. Provokes N053.
    DelimiterInside,
    /// A code that its table has not. Provokes N054 (a warning).
    CodeOutsideTable,
    /// A block ends inside the n-th entity, and another begins there; the trailer counts it. Provokes
    /// N055.
    SplitEntity,
    /// The header gives its length as 000. Provokes N056 (a warning).
    LengthField,
    /// A UTF-8 byte order mark before the first record. Provokes N057 (a note).
    ByteOrderMark,
    /// The line end after the n-th block that has one is there twice. Provokes N058 (a note).
    OddLineEnd,
    /// Blanks between the n-th block that has a line end and that. Provokes N059 (a note).
    RecordPadding,
    /// Every data block is gone, and the trailer says so. Provokes N060 (a note).
    NoGroup,
}

/// What a damage did.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct DamageReport {
    /// Code of the finding it provokes.
    pub code: &'static str,
    /// Byte offset of the damage (in the file before it, where something was taken out).
    pub offset: usize,
    /// Entity and columns, where a field was damaged.
    pub field: Option<(u16, (u16, u16))>,
}

impl Damage {
    /// Every damage, in the order of the codes.
    pub const ALL: [Self; 55] = [
        Self::EmptyFile,
        Self::BlockPrefix,
        Self::BlockLength,
        Self::TruncateFile,
        Self::HeaderNumber,
        Self::DropTrailer,
        Self::TrailingGarbage,
        Self::DropLineEnd,
        Self::OtherLineEnd,
        Self::ShortEntity,
        Self::DropAt,
        Self::UnknownEntity,
        Self::FlipLevel,
        Self::DropOpener,
        Self::DropCloser,
        Self::SurplusCloser,
        Self::Leftover,
        Self::EmptyGroup,
        Self::DropDetail,
        Self::WrongGroupCount,
        Self::WrongGroupTotal,
        Self::WrongGroupIdentifier,
        Self::WrongRecordCount,
        Self::WrongGroupNumber,
        Self::WrongFileTotal,
        Self::EnvelopeDiffers,
        Self::WrongPassword,
        Self::PasswordLetters,
        Self::HeaderField,
        Self::HeaderDateOrder,
        Self::UnknownReference,
        Self::SurplusEntity,
        Self::WrongLineAmount,
        Self::NonNumericAmount,
        Self::NonNumericField,
        Self::ImpossibleDate,
        Self::LunarBirthDate,
        Self::NulBytes,
        Self::Accent,
        Self::LowerCase,
        Self::UnknownSign,
        Self::UnknownCode,
        Self::WrongNirKey,
        Self::MalformedNir,
        Self::RankZero,
        Self::SignAgainstQuantity,
        Self::ControlCharacter,
        Self::DelimiterInside,
        Self::CodeOutsideTable,
        Self::SplitEntity,
        Self::LengthField,
        Self::ByteOrderMark,
        Self::OddLineEnd,
        Self::RecordPadding,
        Self::NoGroup,
    ];

    /// The kind of finding it provokes.
    #[must_use]
    pub fn rule(self) -> &'static Rule {
        match self {
            Self::EmptyFile => &finding::EMPTY,
            Self::BlockPrefix => &finding::BLOCK_PREFIX,
            Self::BlockLength => &finding::BLOCK_LENGTH,
            Self::TruncateFile => &finding::TRUNCATED,
            Self::HeaderNumber => &finding::HEADER_MISSING,
            Self::DropTrailer => &finding::TRAILER_MISSING,
            Self::TrailingGarbage => &finding::GARBAGE,
            Self::DropLineEnd => &finding::LINE_END_MISSING,
            Self::OtherLineEnd => &finding::LINE_END_OTHER,
            Self::ShortEntity => &finding::ENTITY_LENGTH,
            Self::DropAt => &finding::DELIMITER_MISSING,
            Self::UnknownEntity => &finding::ENTITY_UNKNOWN,
            Self::FlipLevel => &finding::LEVEL,
            Self::DropOpener => &finding::PARENT_MISSING,
            Self::DropCloser => &finding::CLOSER_MISSING,
            Self::SurplusCloser => &finding::CLOSER_SURPLUS,
            Self::Leftover => &finding::LEFTOVER,
            Self::EmptyGroup => &finding::GROUP_EMPTY,
            Self::DropDetail => &finding::DETAIL_MISSING,
            Self::WrongGroupCount => &finding::GROUP_COUNT,
            Self::WrongGroupTotal => &finding::GROUP_TOTAL,
            Self::WrongGroupIdentifier => &finding::GROUP_IDENTIFIER,
            Self::WrongRecordCount => &finding::RECORD_COUNT,
            Self::WrongGroupNumber => &finding::GROUP_NUMBER,
            Self::WrongFileTotal => &finding::FILE_TOTAL,
            Self::EnvelopeDiffers => &finding::ENVELOPE_DIFFERS,
            Self::WrongPassword => &finding::PASSWORD,
            Self::PasswordLetters => &finding::PASSWORD_LETTERS,
            Self::HeaderField => &finding::HEADER_FIELD,
            Self::HeaderDateOrder => &finding::HEADER_DATE_ORDER,
            Self::UnknownReference => &finding::REFERENCE_UNKNOWN,
            Self::SurplusEntity => &finding::ENTITY_SURPLUS,
            Self::WrongLineAmount => &finding::LINE_AMOUNT,
            Self::NonNumericAmount => &finding::AMOUNT_UNREADABLE,
            Self::NonNumericField => &finding::NOT_NUMERIC,
            Self::ImpossibleDate => &finding::DATE_IMPOSSIBLE,
            Self::LunarBirthDate => &finding::BIRTH_UNUSUAL,
            Self::NulBytes => &finding::NUL_BYTES,
            Self::Accent => &finding::CHARACTER,
            Self::LowerCase => &finding::LOWER_CASE,
            Self::UnknownSign => &finding::SIGN,
            Self::UnknownCode => &finding::CODE_UNKNOWN,
            Self::WrongNirKey => &finding::NIR_KEY,
            Self::MalformedNir => &finding::NIR_SHAPE,
            Self::RankZero => &finding::OUT_OF_RANGE,
            Self::SignAgainstQuantity => &finding::SIGN_AGAINST_QUANTITY,
            Self::ControlCharacter => &finding::CONTROL,
            Self::DelimiterInside => &finding::DELIMITER_INSIDE,
            Self::CodeOutsideTable => &finding::CODE_OUTSIDE_TABLE,
            Self::SplitEntity => &finding::ENTITY_SPLIT,
            Self::LengthField => &finding::LENGTH_FIELD,
            Self::ByteOrderMark => &finding::BYTE_ORDER_MARK,
            Self::OddLineEnd => &finding::LINE_END_ODD,
            Self::RecordPadding => &finding::RECORD_PADDED,
            Self::NoGroup => &finding::NO_GROUP,
        }
    }
}
