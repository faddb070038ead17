//! Sound files of the third-party-payment references.

use domain::{Cents, Day, FileStamp, Party};
use noemie::generic::{self, EntityWriter, FileWriter};
use noemie::{Framing, Header, LineEnd, Profile, WriteError};

pub fn profile(reference: u16) -> &'static Profile {
    Profile::embedded(&reference.to_string()).unwrap()
}

pub fn date() -> Day {
    Day::new(2026, 1, 15).unwrap()
}

pub fn header(reference: u16) -> Header {
    let party = |kind: &[u8; 2], number| Party {
        kind: *kind,
        number,
    };
    let (sender, receiver) = match reference {
        687 => (party(b"CS", 75), party(b"OC", 99_000_017)),
        _ => (party(b"OC", 99_000_017), party(b"CS", 75)),
    };
    Header {
        sender,
        receiver,
        exchange: *b"TR",
        reference,
        date: date(),
        stamp: FileStamp(*b"000123"),
    }
}

pub type Body = fn(&mut FileWriter<'_, '_>) -> Result<(), WriteError>;

fn insured<'e, 'f>(
    entity: &'e mut EntityWriter<'f>,
) -> Result<&'e mut EntityWriter<'f>, WriteError> {
    entity
        .text("nir", "2550814168025")?
        .text("nir-key", "38")?
        .text("name", "ESSAI")?
        .text("first-name", "CLAIRE")
}

pub fn invoices(file: &mut FileWriter<'_, '_>) -> Result<(), WriteError> {
    file.entity(10)?.digits("oc-number", 99_000_017)?;
    file.entity(70)?.day("date", date())?;
    insured(&mut file.entity(110)?)?;
    file.entity(127)?
        .text("birth-date", "150855")?
        .digits("rank", 1)?
        .text("name", "ESSAI")?
        .text("first-name", "CLAIRE")?;
    file.entity(25)?.text("reference", "00004711")?;
    for invoice in ["000000041", "000000042"] {
        file.entity(45)?.digits("payee", 751_000_017)?;
        file.entity(100)?.text("invoice", invoice)?;
        file.entity(80)?.text("executor", "751000017")?;
        file.entity(155)?.text("code", "01")?;
        file.entity(255)?.digits("line", 1)?.amount(Cents(1_250))?;
        file.entity(255)?.digits("line", 2)?.amount(Cents(-250))?;
    }
    Ok(())
}

pub fn refused_invoices(file: &mut FileWriter<'_, '_>) -> Result<(), WriteError> {
    file.entity(40)?.digits("payee", 751_000_017)?;
    file.entity(70)?.day("date", date())?;
    file.entity(80)?.text("executor", "751000017")?;
    file.entity(150)?.text("code", "01")?;
    for invoice in ["000000041", "000000042"] {
        file.entity(100)?.text("invoice", invoice)?;
        insured(&mut file.entity(110)?)?;
        file.entity(120)?
            .text("birth-date", "150855")?
            .digits("rank", 1)?
            .text("name", "ESSAI")?;
        file.entity(160)?.text("reference", "00004711")?;
        file.entity(290)?
            .digits("order", 1)?
            .text("reason", "12")?
            .text("kind", "R")?
            .text("label", "FACTURE DEJA REGLEE")?;
    }
    Ok(())
}

pub fn refused_shares(file: &mut FileWriter<'_, '_>) -> Result<(), WriteError> {
    file.entity(20)?;
    file.entity(40)?.digits("payee", 751_000_017)?;
    file.entity(71)?.day("date", date())?;
    file.entity(81)?.text("place", "751000017")?;
    for invoice in ["000000041", "000000042"] {
        file.entity(102)?
            .text("invoice", invoice)?
            .text("lot", "007")?
            .day("lot-date", date())?
            .day("invoice-date", date())?;
        insured(&mut file.entity(103)?)?
            .text("birth-date", "150855")?
            .digits("rank", 1)?
            .text("beneficiary-name", "ESSAI")?;
        file.entity(199)?
            .amount(Cents(1_000))?
            .text("amc-number", "0099000017")?
            .text("member-number", "00004711")?;
        file.entity(294)?
            .text("reason", "000012")?
            .text("label", "FACTURE DEJA REGLEE")?;
    }
    Ok(())
}

pub const SAMPLES: [(u16, Body); 3] = [
    (687, invoices),
    (900, refused_invoices),
    (580, refused_shares),
];

pub fn sample(reference: u16, body: Body) -> Vec<u8> {
    framed(reference, body, &Framing::with_line_end(LineEnd::Lf))
}

pub fn framed(reference: u16, body: Body, framing: &Framing) -> Vec<u8> {
    let mut bytes = Vec::new();
    let (profile, header) = (profile(reference), header(reference));
    generic::write(profile, &header, framing, &mut bytes, body).unwrap();
    bytes
}
