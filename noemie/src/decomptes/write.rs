use domain::{Cents, Decompte, Line, LineDetails};

use super::{ACT, BENEFICIARY, DATE, DECOMPTE, INSURED, OC, PAYEE, Slots, first_difference};
use crate::envelope::Header;
use crate::framing::Framing;
use crate::layout::Layout;
use crate::profile::Profile;
use crate::write::{FieldAt, FileWriter, Record, WriteError, file};

/// Appends one logical file of décomptes to `out`: counts, totals, closers, password and blocks are
/// computed. Consecutive décomptes share the groups they have in common.
///
/// ```
/// use noemie::{Framing, Header, Profile, decomptes};
/// use domain::{Caisse, Day, FileStamp, OcNumber, Party};
/// let header = Header {
///     sender: Party::caisse(Caisse::new(1, 751, 0).unwrap()),
///     receiver: Party::mutuelle(OcNumber::new(99_000_017).unwrap()),
///     exchange: *b"TR",
///     reference: 303,
///     date: Day::new(2026, 1, 15).unwrap(),
///     stamp: FileStamp(*b"000123"),
/// };
/// let mut bytes = Vec::new();
/// decomptes::write(Profile::decomptes(), &header, &[], &Framing::default(), &mut bytes)?;
/// let file = decomptes::read(&bytes, Profile::decomptes()).remove(0);
/// assert_eq!(file.header, Some(header));
/// // A file without any décompte is noted, and accepted.
/// assert!(!file.is_condemned());
/// # Ok::<(), noemie::WriteError>(())
/// ```
///
/// # Errors
/// Where a value does not fit its field; `out` is then left as it was.
pub fn write<'d>(
    profile: &Profile,
    header: &Header,
    decomptes: impl IntoIterator<Item = &'d Decompte>,
    framing: &Framing,
    out: &mut Vec<u8>,
) -> Result<(), WriteError> {
    let layout = profile.layout();
    let slots = profile.decompte_slots()?;
    file(layout, header, framing, out, |writer| {
        let mut previous: Option<&Decompte> = None;
        for decompte in decomptes {
            let from = previous.map_or(1, |previous| first_difference(previous, decompte));
            writer.close_from(from)?;
            write_one(writer, layout, slots, decompte, from)?;
            previous = Some(decompte);
        }
        Ok(())
    })
}

fn write_one(
    writer: &mut FileWriter<'_>,
    layout: &Layout,
    slots: &Slots,
    decompte: &Decompte,
    from: u8,
) -> Result<(), WriteError> {
    let beneficiary = &decompte.beneficiary;
    if from <= 1 {
        writer
            .entity(layout.require(OC)?)?
            .digits(&slots.oc, decompte.oc.get().into())?;
    }
    if from <= 2 {
        writer
            .entity(layout.require(DATE)?)?
            .care_day(&slots.date, decompte.date)?;
    }
    if from <= 3 {
        let mut insured = writer.entity(layout.require(INSURED)?)?;
        insured.raw(&slots.nir, beneficiary.nir.as_bytes())?;
        insured.digit_text(&slots.key, &decompte.key.0)?;
    }
    if from <= 4 {
        let mut person = writer.entity(layout.require(BENEFICIARY)?)?;
        person.digit_text(&slots.birth, &beneficiary.birth.0)?;
        person.digits(&slots.rank, beneficiary.rank.get().into())?;
        person.text(&slots.name, &decompte.name)?;
        person.text(&slots.first_name, &decompte.first_name)?;
    }
    let mut head = writer.entity(layout.require(DECOMPTE)?)?;
    head.digits(&slots.regime, decompte.caisse.regime().into())?;
    head.digits(&slots.caisse, decompte.caisse.caisse().into())?;
    head.digits(&slots.centre, decompte.caisse.centre().into())?;
    head.digits(&slots.number, decompte.number.get().into())?;
    let mut member = [b'0'; 8];
    crate::fields::put_digits(&mut member, decompte.member.get().into());
    head.wire(&slots.member, &member)?;
    head.wire(&slots.operation, &[decompte.operation.letter()])?;
    if decompte.lines.is_empty() {
        return Err(head.unfit(&slots.number, decompte.number.to_string(), "it has no line"));
    }
    let mut payee = writer.entity(layout.require(PAYEE)?)?;
    payee.digits(&slots.payee, decompte.payee.get().into())?;
    payee.wire(&slots.nature, &decompte.payee_nature.digits())?;
    let act = layout.require(ACT)?;
    let mut previous: Option<&Line> = None;
    for line in &decompte.lines {
        // Lines of a bill differ by what is done and paid: the rest is written once, and copied.
        let alike = previous.filter(|previous| may_begin_as(line, previous));
        let mut record = match alike {
            Some(_) => writer.entity_again(act)?,
            None => writer.entity(act)?,
        };
        write_line(&mut record, slots, line, alike)?;
        writer.add(line.amount.0);
        previous = Some(line);
    }
    Ok(())
}

/// Whether what a line may leave blank is the same in the line before.
fn may_begin_as(line: &Line, previous: &Line) -> bool {
    line.origin.is_none() && previous.origin.is_none() && line.details == previous.details
}

/// Where the record begins as that of a line `alike`, only what differs is written, and nothing of the details.
fn write_line(
    record: &mut Record<'_>,
    slots: &Slots,
    line: &Line,
    alike: Option<&Line>,
) -> Result<(), WriteError> {
    if line.number == 0 {
        return Err(record.unfit(&slots.line, "0".to_owned(), "lines are numbered from 1"));
    }
    record.digits(&slots.line, line.number.into())?;
    if alike.is_none_or(|alike| (alike.start, alike.end) != (line.start, line.end)) {
        record.care_day(&slots.start, line.start)?;
        record.care_day(&slots.end, line.end)?;
    }
    record.raw(&slots.act, line.act.padded())?;
    let negative = line.quantity < 0;
    let how_many = |line: &Line| (line.quantity, line.count, line.coefficient);
    if alike.is_none_or(|alike| how_many(alike) != how_many(line)) {
        record.digits(&slots.quantity, line.quantity.unsigned_abs().into())?;
        record.wire(&slots.quantity_sign, if negative { b"N" } else { b" " })?;
        record.digits(&slots.count, line.count.into())?;
        record.digits(&slots.coefficient, line.coefficient.into())?;
    }
    signed(record, &slots.unit_price, line.unit_price, false)?;
    signed(record, &slots.spent, line.spent, negative)?;
    signed(record, &slots.base, line.base, negative)?;
    if alike.is_none_or(|alike| alike.rate != line.rate) {
        record.digits(&slots.rate, line.rate.into())?;
    }
    let by_whom = |line: &Line| {
        let executor = (line.executor, line.specialty, line.convention, line.option);
        (line.parcours, line.exemption, line.nature, executor)
    };
    if alike.is_none_or(|alike| by_whom(alike) != by_whom(line)) {
        record.raw(&slots.parcours, &[line.parcours])?;
        record.raw(&slots.exemption, &[line.exemption])?;
        record.digits(&slots.insurance, line.nature.into())?;
        record.digits(&slots.executor, line.executor.get().into())?;
        record.digits(&slots.specialty, line.specialty.into())?;
        record.wire(&slots.convention, &[line.convention.digit()])?;
        record.wire(&slots.option, &[line.option.digit()])?;
    }
    record.digits(&slots.amount, line.amount.0.unsigned_abs())?;
    record.wire(
        &slots.amount_sign,
        if line.amount.0 < 0 { b"N" } else { b"P" },
    )?;
    signed(record, &slots.majoration, line.majoration, negative)?;
    if let Some(origin) = line.origin {
        if origin.line == 0 {
            return Err(record.unfit(
                &slots.origin_line,
                "0".to_owned(),
                "lines are numbered from 1",
            ));
        }
        record.digits(&slots.origin_decompte, origin.decompte.get().into())?;
        record.digits(&slots.origin_line, origin.line.into())?;
    }
    match alike {
        Some(_) => Ok(()),
        None => write_details(record, slots, &line.details),
    }
}

/// What is not said keeps the blanks or zeros that the profile puts there.
fn write_details(
    record: &mut Record<'_>,
    slots: &Slots,
    details: &LineDetails,
) -> Result<(), WriteError> {
    if *details == LineDetails::default() {
        return Ok(());
    }
    if let Some(complement) = details.complement {
        record.raw(&slots.complement, complement.wire())?;
    }
    if let Some(qualifier) = details.qualifier {
        record.raw(&slots.qualifier, qualifier.wire())?;
    }
    record.digits(&slots.zone, details.zone.into())?;
    record.digits(&slots.prescriber, details.prescriber.get().into())?;
    record.digits(
        &slots.prescriber_specialty,
        details.prescriber_specialty.into(),
    )?;
    record.digits(
        &slots.prescription_origin,
        details.prescription_origin.into(),
    )?;
    if let Some(prescribed) = details.prescribed {
        record.care_day(&slots.prescribed, prescribed)?;
    }
    record.digits(&slots.modulation, details.modulation.into())?;
    if let Some(flag) = details.deduction_flag {
        record.raw(&slots.deduction_flag, &[flag])?;
    }
    record.digits(&slots.opposable, details.opposable.into())?;
    record.digits(&slots.other_part, details.other_part.0.unsigned_abs())?;
    record.wire(
        &slots.other_part_sign,
        if details.other_part.0 < 0 { b"N" } else { b"P" },
    )
}

/// An amount whose sign stands elsewhere.
#[inline]
fn signed(
    record: &mut Record<'_>,
    at: &FieldAt,
    amount: Cents,
    negative: bool,
) -> Result<(), WriteError> {
    if amount.0 == 0 {
        return record.digits(at, 0);
    }
    if (amount.0 < 0) != negative {
        return Err(record.unfit(at, amount.to_string(), "its sign is not the quantity's"));
    }
    record.digits(at, amount.0.unsigned_abs())
}
