//! Third-party payment (687, 900, 580), and every shipped profile, through the writer that knows no reference.

#![allow(clippy::unwrap_used, reason = "a test may stop")]

mod common;

use common::third_party::{
    SAMPLES, date, header, invoices, profile, refused_invoices, refused_shares, sample,
};
use common::{AnyFraming, below, day};
use domain::{Cents, Nir};
use noemie::generic::{self, EntityWriter, FileWriter};
use noemie::profile::{Field, FieldType, Node, Padding};
use noemie::read::{self, FileReading};
use noemie::{Framing, Header, Profile, Severity, WriteError, tables};
use quickcheck::{Arbitrary, Gen};
use quickcheck_macros::quickcheck;

fn reading(bytes: &[u8], reference: u16) -> FileReading {
    let mut files = read::files(bytes, &[profile(reference)]);
    assert_eq!(files.len(), 1);
    files.remove(0)
}

fn codes(reading: &FileReading) -> Vec<&'static str> {
    reading.findings.iter().map(|f| f.code).collect()
}

#[test]
fn each_reference_reads_clean() {
    for (reference, body) in SAMPLES {
        let reading = reading(&sample(reference, body), reference);
        assert_eq!(reading.findings, [], "{reference}");
        assert_eq!(reading.header, Some(header(reference)), "{reference}");
        let peeked = noemie::peek_header(&sample(reference, body));
        assert_eq!(peeked, Some(header(reference)), "{reference}");
    }
}

/// Level, count and total of each closer.
fn closers(bytes: &[u8]) -> Vec<(String, u32, String)> {
    let text = String::from_utf8(bytes.to_vec()).unwrap();
    text.split_inclusive('@')
        .filter(|entity| entity.len() == 43 && entity.starts_with("990"))
        .map(|closer| {
            (
                closer[3..5].to_owned(),
                closer[22..30].parse().unwrap(),
                closer[30..42].to_owned(),
            )
        })
        .collect()
}

#[test]
fn counts_and_totals_are_those_the_writers_were_seen_to_make() {
    let closer = |level: &str, count, total: &str| (level.to_owned(), count, total.to_owned());
    // Five details a payee; the amounts of the acts, signs included.
    assert_eq!(
        closers(&sample(687, invoices)),
        [
            closer("06", 5, "00000001000P"),
            closer("06", 5, "00000001000P"),
            closer("05", 2, "00000002000P"),
            closer("04", 1, "00000002000P"),
            closer("03", 1, "00000002000P"),
            closer("02", 1, "00000002000P"),
            closer("01", 1, "00000002000P"),
        ]
    );
    // 110 and 120 are coded at level 05 and counted nowhere: 160 and 290 make two.
    assert_eq!(
        closers(&sample(900, refused_invoices))[..3],
        [
            closer("05", 2, "00000000000P"),
            closer("05", 2, "00000000000P"),
            closer("04", 2, "00000000000P"),
        ]
    );
    // Three details, two counted.
    assert_eq!(
        closers(&sample(580, refused_shares))[..3],
        [
            closer("05", 2, "00000001000P"),
            closer("05", 2, "00000001000P"),
            closer("04", 2, "00000002000P"),
        ]
    );
}

#[test]
fn closers_repeat_the_first_identifier() {
    let text = String::from_utf8(sample(900, refused_invoices)).unwrap();
    assert!(
        text.contains("99005000000041        00000002"),
        "nine characters and eight blanks"
    );
    assert!(
        text.contains("9900401               00000002"),
        "two and fifteen"
    );
    assert!(
        text.contains("99002150126           00000001"),
        "six and eleven"
    );
    assert!(
        text.contains("99001000000751000017  00000001"),
        "fifteen and two"
    );
}

#[test]
fn in_580_a_closer_that_counts_103_is_right_too() {
    let text = String::from_utf8(sample(580, refused_shares)).unwrap();
    let counting = |count: &str| {
        let from = "99005000000041        00000002";
        assert!(text.contains(from));
        let to = format!("99005000000041        {count}");
        codes(&reading(text.replacen(from, &to, 1).as_bytes(), 580))
    };
    assert_eq!(counting("00000003"), <[&str; 0]>::default());
    assert_eq!(counting("00000004"), ["N020"]);
    assert_eq!(counting("00000001"), ["N020"]);
}

#[test]
fn a_mutuelle_dates_its_header_the_other_way_round() {
    for (reference, body) in SAMPLES {
        let mut bytes = sample(reference, body);
        let at = 4 + 55;
        assert_eq!(&bytes[at..at + 6], b"150126", "{reference}");
        // The caisse's order. Both read as a day; the body's date tells them apart.
        bytes[at..at + 6].copy_from_slice(b"260115");
        assert_eq!(codes(&reading(&bytes, reference)), ["N030"], "{reference}");
        // No day has the number 35.
        bytes[at..at + 6].copy_from_slice(b"350115");
        assert_eq!(codes(&reading(&bytes, reference)), ["N030"], "{reference}");
        // Neither order: an unreadable field, and nothing about orders.
        bytes[at..at + 6].copy_from_slice(b"351335");
        assert_eq!(codes(&reading(&bytes, reference)), ["N029"], "{reference}");
    }
}

#[test]
fn a_wrong_total_is_found_where_amounts_feed_it() {
    for (reference, amount) in [(687, "00001250P"), (580, "00001000R00000000P")] {
        let body = SAMPLES
            .iter()
            .find(|(other, _)| *other == reference)
            .unwrap()
            .1;
        let text = String::from_utf8(sample(reference, body)).unwrap();
        assert!(text.contains(amount));
        let other = amount.replacen("00001", "00009", 1);
        let reading = reading(text.replacen(amount, &other, 1).as_bytes(), reference);
        assert!(reading.is_condemned());
        assert!(codes(&reading).contains(&"N021"), "{:?}", codes(&reading));
    }
}

/// What `body` is refused for; the buffer is left as it was.
fn refusal(
    reference: u16,
    body: impl FnOnce(&mut FileWriter<'_, '_>) -> Result<(), WriteError>,
) -> String {
    let mut bytes = b"before".to_vec();
    let framing = Framing::default();
    let header = header(reference);
    let error =
        generic::write(profile(reference), &header, &framing, &mut bytes, body).unwrap_err();
    assert_eq!(bytes, b"before");
    error.to_string()
}

#[test]
fn what_does_not_fit_is_refused_by_name() {
    let payee = |change: fn(&mut EntityWriter<'_>) -> Result<(), WriteError>| {
        refusal(900, move |file| change(&mut file.entity(40)?))
    };
    let label = |value: &'static str| {
        refusal(900, move |file| {
            refused_invoices(file)?;
            file.entity(290)?.text("label", value).map(drop)
        })
    };
    for (said, why) in [
        (
            payee(|e| e.digits("payee", 10_u64.pow(15)).map(drop)),
            "entity 040, field `payee`: `1000000000000000` cannot be written: it has too many digits",
        ),
        (
            payee(|e| e.text("payeee", "1").map(drop)),
            "entity 040: field `payeee` is missing",
        ),
        (
            payee(|e| e.day("payee", date()).map(drop)),
            "the field holds no date",
        ),
        (
            payee(|e| e.amount(Cents(1)).map(drop)),
            "the entity feeds no total",
        ),
        (
            payee(|e| e.text("payee", "12A").map(drop)),
            "field is not numeric",
        ),
        (label("REFUSÉ"), "only printable ASCII is written"),
        (label("Refus"), "only capitals are written"),
        (label("A@B"), "`@` delimits entities"),
        (label("REFUS "), "it ends with a blank"),
        (
            refusal(900, |file| {
                refused_invoices(file)?;
                file.entity(290)?.text("label", &"X".repeat(81)).map(drop)
            }),
            "it is too long",
        ),
        (
            refusal(900, |file| {
                refused_invoices(file)?;
                file.entity(290)?.text("kind", "Z").map(drop)
            }),
            "entity 290, field `kind`: `Z` cannot be written: unknown code",
        ),
        (
            refusal(580, |file| {
                refused_shares(file)?;
                file.entity(103)?.text("nir", "255").map(drop)
            }),
            "it does not fill the field",
        ),
        (
            // The date of 070 was not said: zeros are no day.
            refusal(687, |file| {
                file.entity(10)?;
                file.entity(70)?;
                file.entity(110).map(drop)
            }),
            "entity 070, field `date`: `000000` cannot be written: impossible date",
        ),
        (
            refusal(687, |file| {
                invoices(file)?;
                file.entity(255)?.amount(Cents(100_000_000)).map(drop)
            }),
            "entity 255, field `amount`: `1000000.00` cannot be written: it has too many digits",
        ),
    ] {
        assert!(said.contains(why), "{said}\n{why}");
    }
}

#[test]
fn what_the_tree_does_not_hold_is_refused() {
    assert_eq!(
        refusal(687, |file| file.entity(255).map(drop)),
        "entity 255 stands in a group of 045, and none is open"
    );
    assert_eq!(
        refusal(687, |file| file.entity(290).map(drop)),
        "entity 290 is missing"
    );
    assert_eq!(
        refusal(687, |file| file
            .entity(10)?
            .digits("oc-number", 1)
            .map(drop)),
        "a group of 010 is closed and empty"
    );
    assert_eq!(
        refusal(900, |file| {
            refused_invoices(file)?;
            file.entity(100)?.text("invoice", "000000043")?;
            file.entity(160)?.text("reference", "1")?;
            file.close_from(5)
        }),
        "a group of 100 is closed with 0 of 290, and needs 1"
    );
    let once = Profile::parse(
        "once.yaml",
        "{extends: '900', version: x, source: y, confidence: memory, \
         tree: [{entity: 290, level: 99, parent: 100, max: 1}]}",
    )
    .unwrap();
    let error = generic::write(
        &once,
        &header(900),
        &Framing::default(),
        &mut Vec::new(),
        |file| {
            refused_invoices(file)?;
            file.entity(290).map(drop)
        },
    );
    assert_eq!(
        error,
        Err(WriteError::TooMany {
            entity: 290,
            most: 1
        })
    );
}

/// A valid value of every field of every entity of a shipped profile, in the order of the tree.
#[derive(Debug, Clone)]
struct Values {
    profile: &'static Profile,
    header: Header,
    entities: Vec<(u16, Vec<(String, String)>)>,
}

impl Arbitrary for Values {
    fn arbitrary(g: &mut Gen) -> Self {
        let profiles: Vec<_> = Profile::embedded_all().collect();
        let profile = *g.choose(&profiles).unwrap();
        let day = day(g);
        let description = profile.description();
        let dated = |node: &Node, field: &Field| {
            description
                .dated_by
                .as_ref()
                .is_some_and(|by| by.entity == node.entity && by.field == field.name)
        };
        let entities = description.tree.iter().map(|node| {
            let layout = description
                .entities
                .iter()
                .find(|e| e.number == node.entity)
                .unwrap();
            let mut nir = None;
            let fields = layout.fields.iter().map(|field| {
                let value = match field.kind {
                    _ if dated(node, field) => String::from_utf8(day.jjmmaa().to_vec()).unwrap(),
                    FieldType::NirKey => nir.take().map(|nir: Nir| nir.key().to_string()).unwrap(),
                    _ => value(g, field),
                };
                if field.kind == FieldType::Nir {
                    nir = Some(value.parse().unwrap());
                }
                (field.name.clone(), value)
            });
            (node.entity, fields.collect())
        });
        let header = Header {
            date: day,
            ..header(profile.reference())
        };
        Self {
            profile,
            header,
            entities: entities.collect(),
        }
    }
}

fn value(g: &mut Gen, field: &Field) -> String {
    let width = usize::from(field.at[1] + 1 - field.at[0]);
    let digits = |g: &mut Gen, width: usize| -> String {
        (0..width)
            .map(|_| char::from(*g.choose(b"0123456789").unwrap()))
            .collect()
    };
    let of = |bytes: &[u8]| String::from_utf8(bytes.to_vec()).unwrap();
    let mut known: Vec<String> = field.codes.clone();
    for table in &field.tables {
        known.extend(tables::table(table).unwrap().wire_codes());
    }
    let number = field.kind.padding() == Padding::ZerosLeft;
    known.retain(|code| {
        code.len() <= width && (!number || code.bytes().all(|byte| byte.is_ascii_digit()))
    });
    if let Some(code) = g.choose(&known) {
        return code.trim_end().to_owned();
    }
    let letters = |g: &mut Gen, letters: &[u8]| -> String {
        let length = usize::try_from(below(g, width as u64 + 1)).unwrap();
        let text: String = (0..length)
            .map(|_| char::from(*g.choose(letters).unwrap()))
            .collect();
        // Padding on either side could not be told from the value.
        text.trim_matches([' ', '0']).to_owned()
    };
    match field.kind {
        FieldType::N => match field.range {
            Some([least, most]) => (least + below(g, most - least + 1)).to_string(),
            None => digits(g, width),
        },
        FieldType::An => letters(g, b"ABCDEFGHIJKLMNOPQRSTUVWXYZ -'.0123456789"),
        FieldType::A => letters(g, b"ABCDEFGHIJKLMNOPQRSTUVWXYZ"),
        FieldType::DateJjmmaa => of(&day(g).jjmmaa()),
        FieldType::DateAammjj => of(&day(g).aammjj()),
        FieldType::DateSsaammjj => of(&day(g).ssaammjj()),
        FieldType::BirthDate => of(&day(g).jjmmaa()),
        FieldType::Nir => digits(g, 13),
        FieldType::NirKey | FieldType::Sign => unreachable!("{}", field.name),
    }
}

#[quickcheck]
fn every_entity_of_every_profile_round_trips(values: Values, framing: AnyFraming) -> bool {
    let Values {
        profile,
        header,
        entities,
    } = values;
    let mut bytes = Vec::new();
    // 294 is the longest of all.
    let block = u16::try_from(framing.0.max_block().max(153)).unwrap();
    let framing = Framing::new(framing.0.line_end(), block).unwrap();
    generic::write(profile, &header, &framing, &mut bytes, |file| {
        for (number, fields) in &entities {
            let mut entity = file.entity(*number)?;
            for (name, value) in fields {
                entity.text(name, value)?;
            }
        }
        Ok(())
    })
    .unwrap();
    let mut read = Vec::new();
    let files = read::entities(&bytes, &[profile], |seen| {
        let fields = seen.layout.slots.iter().filter(|slot| slot.kind.is_some());
        let fields = fields.map(|slot| {
            let text = String::from_utf8(slot.span.of(seen.data).to_vec()).unwrap();
            (slot.name.to_string(), text, slot.padding)
        });
        read.push((seen.layout.number, fields.collect::<Vec<_>>()));
    });
    let unpadded = |text: &str, padding| match padding {
        Padding::ZerosLeft => text.trim_start_matches('0').to_owned(),
        Padding::BlanksLeft => text.trim_start().to_owned(),
        Padding::BlanksRight => text.trim_end().to_owned(),
    };
    let same = read.len() == entities.len()
        && read.iter().zip(&entities).all(|(read, written)| {
            read.0 == written.0
                && read.1.len() == written.1.len()
                && written.1.iter().all(|(name, value)| {
                    read.1.iter().any(|(other, text, padding)| {
                        other == name && unpadded(text, *padding) == unpadded(value, *padding)
                    })
                })
        });
    same && files.len() == 1
        && files[0].header == Some(header)
        && files[0]
            .findings
            .iter()
            .all(|finding| finding.severity != Severity::Error)
}
