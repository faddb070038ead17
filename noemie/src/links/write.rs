use domain::Day;

use super::{ANSWER, AnswerSlots, BENEFICIARY, INSURED, LINK, LinkAnswer, Movement, OC, Slots};
use crate::envelope::Header;
use crate::framing::Framing;
use crate::layout::Layout;
use crate::profile::Profile;
use crate::write::{FieldAt, FileWriter, Record, WriteError, file};

/// Appends one logical file of movements to `out`. Consecutive movements of one insured share their
/// 110.
///
/// ```
/// use domain::{BirthDate, Caisse, Day, FileStamp, MemberNumber, Nir, OcNumber, Party, Rank};
/// use noemie::links::{self, LinkAnswer, Movement, MovementKind};
/// use noemie::{Framing, Header, Profile};
///
/// let oc = OcNumber::new(99_000_017).unwrap();
/// let nir: Nir = "2550814168025".parse()?;
/// let movement = Movement {
///     oc,
///     nir,
///     key: nir.key(),
///     insured_name: "ESSAI".into(),
///     insured_first_name: "CLAIRE".into(),
///     birth: BirthDate(*b"140855"),
///     rank: Rank::FIRST,
///     name: "ESSAI".into(),
///     first_name: "CLAIRE".into(),
///     member: MemberNumber::new(99_000_047).unwrap(),
///     kind: MovementKind::Create,
///     contract_type: *b"01",
///     start: "2026-01-01".parse()?,
///     end: None,
/// };
/// let header = Header {
///     sender: Party::oc(oc),
///     receiver: Party::caisse(Caisse::new(1, 751, 0).unwrap()),
///     exchange: *b"MU",
///     reference: 408,
///     date: "2026-01-10".parse()?,
///     stamp: FileStamp(*b"000007"),
/// };
/// let mut bytes = Vec::new();
/// links::write_movements(
///     Profile::movements(), &header, [&movement], &Framing::default(), &mut bytes,
/// )?;
/// let file = links::read_movements(&bytes, Profile::movements()).remove(0);
/// assert_eq!(file.entries[0].0, movement);
/// assert_eq!(LinkAnswer::new(movement, 33).label, "CREATION ENREGISTREE");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// # Errors
/// Where a value does not fit its field; `out` is then left as it was.
pub fn write_movements<'m>(
    profile: &Profile,
    header: &Header,
    movements: impl IntoIterator<Item = &'m Movement>,
    framing: &Framing,
    out: &mut Vec<u8>,
) -> Result<(), WriteError> {
    let layout = profile.layout();
    let slots = Slots::resolve(layout)?;
    file(layout, header, framing, out, |writer| {
        let mut previous = None;
        for movement in movements {
            write_link(writer, layout, &slots, previous.replace(movement), movement)?;
        }
        Ok(())
    })
}

/// Appends one logical file of answers to `out`. Consecutive answers about one insured share their
/// 110; each repeats its 120 and 140.
///
/// # Errors
/// Where a value does not fit its field (a label is cut at 80 characters); `out` is then left as it
/// was.
pub fn write_answers<'a>(
    profile: &Profile,
    header: &Header,
    answers: impl IntoIterator<Item = &'a LinkAnswer>,
    framing: &Framing,
    out: &mut Vec<u8>,
) -> Result<(), WriteError> {
    let layout = profile.layout();
    let slots = Slots::resolve(layout)?;
    let answer_slots = AnswerSlots::resolve(layout)?;
    let entity = layout.require(ANSWER)?;
    file(layout, header, framing, out, |writer| {
        let mut previous = None;
        for answer in answers {
            let movement = &answer.movement;
            write_link(writer, layout, &slots, previous.replace(movement), movement)?;
            let mut record = writer.entity(entity)?;
            record.raw(&answer_slots.domain, &answer.domain)?;
            record.digits(&answer_slots.reason, answer.reason.into())?;
            record.raw(&answer_slots.kind, &[answer.kind.letter()])?;
            let label = answer.label.as_bytes();
            let width = label.len().min(answer_slots.label.span.width());
            record.raw(&answer_slots.label, &label[..width])?;
        }
        Ok(())
    })
}

fn write_link(
    writer: &mut FileWriter<'_>,
    layout: &Layout,
    slots: &Slots,
    previous: Option<&Movement>,
    movement: &Movement,
) -> Result<(), WriteError> {
    let from = match previous {
        Some(previous) if previous.oc != movement.oc => 1,
        Some(previous) if !same_insured(previous, movement) => 2,
        Some(_) => 3,
        None => 1,
    };
    writer.close_from(from)?;
    if from <= 1 {
        writer
            .entity(layout.require(OC)?)?
            .digits(&slots.oc, movement.oc.get().into())?;
    }
    if from <= 2 {
        let mut insured = writer.entity(layout.require(INSURED)?)?;
        insured.raw(&slots.nir, movement.nir.as_bytes())?;
        insured.digit_text(&slots.key, &movement.key.0)?;
        insured.raw(
            &slots.name_type,
            if movement.insured_name.is_empty() {
                b" "
            } else {
                b"U"
            },
        )?;
        insured.text(&slots.insured_name, &movement.insured_name)?;
        insured.text(&slots.insured_first_name, &movement.insured_first_name)?;
    }
    let mut person = writer.entity(layout.require(BENEFICIARY)?)?;
    person.digit_text(&slots.birth, &movement.birth.0)?;
    person.digits(&slots.rank, movement.rank.get().into())?;
    person.text(&slots.name, &movement.name)?;
    person.text(&slots.first_name, &movement.first_name)?;
    let mut link = writer.entity(layout.require(LINK)?)?;
    link.digits(&slots.member, movement.member.get().into())?;
    link.raw(&slots.kind, &[movement.kind.letter()])?;
    link.digit_text(&slots.contract_type, &movement.contract_type)?;
    contract_day(&mut link, &slots.start, movement.start)?;
    if let Some(end) = movement.end {
        contract_day(&mut link, &slots.end, end)?;
    }
    Ok(())
}

fn same_insured(a: &Movement, b: &Movement) -> bool {
    a.nir == b.nir
        && a.key == b.key
        && a.insured_name == b.insured_name
        && a.insured_first_name == b.insured_first_name
}

fn contract_day(record: &mut Record<'_>, at: &FieldAt, day: Day) -> Result<(), WriteError> {
    if day.year() < 0 {
        return Err(record.unfit(at, day.to_string(), "the year has no four digits"));
    }
    record.raw(at, &day.ssaammjj())
}
